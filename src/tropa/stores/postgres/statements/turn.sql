-- What a turn reads and writes.  What is asked for is an array: each of its values is one step down an index,
-- whatever the planner believes of the table.

-- name: shard_lock
SELECT fence, worker, taken, next_id FROM shard WHERE shard = $1 FOR UPDATE;

-- name: shards_lock
SELECT shard, taken, next_id FROM shard ORDER BY shard FOR UPDATE;

-- name: shards_free
SELECT shard, fence, worker, leased_until FROM shard ORDER BY shard FOR UPDATE SKIP LOCKED;

-- name: counter_lock
SELECT value FROM counter WHERE name = $1 FOR UPDATE;

-- name: word_add
INSERT INTO word (id, text) VALUES ($1, $2);

-- name: customers_by_name
SELECT c.id, c.shard, c.name, c.state
FROM customer AS c WHERE c.name = ANY ($1::text[]);

-- name: runs_of_customers
SELECT r.id, r.customer_id, r.journey_id, r.key, r.attempt, r.version, r.last_id, r.due_at, r.data
FROM run AS r WHERE r.shard = $2 AND r.customer_id = ANY ($1::bigint[]);

-- name: runs_of_participants
WITH found AS MATERIALIZED (
  SELECT r.* FROM participant AS p JOIN run AS r ON r.shard = p.shard AND r.customer_id = p.first_id AND r.id = p.run_id
  WHERE p.customer_id = ANY ($1::bigint[])
)
SELECT r.id, r.customer_id, r.journey_id, r.key, r.attempt, r.version, r.last_id, r.due_at, r.data,
  c.shard, c.name, c.state
FROM found AS r JOIN customer AS c ON c.shard = r.shard AND c.id = r.customer_id;

-- name: runs_by_key
SELECT r.id, r.customer_id, r.journey_id, r.key, r.attempt, r.version, r.last_id, r.due_at, r.data,
  c.shard, c.name, c.state
FROM run AS r JOIN customer AS c ON c.shard = r.shard AND c.id = r.customer_id
WHERE r.journey_id = $2 AND r.key = ANY ($1::text[]) AND r.key <> '';

-- name: heard_of
SELECT h.customer_id, h.id, h.name, h.data
FROM heard AS h WHERE h.shard = $2 AND h.customer_id = ANY ($1::bigint[]);

-- name: invitations_by_name
SELECT i.name, i.data
FROM unnest($1::text[]) AS asked (name) CROSS JOIN shard AS s
JOIN invitation AS i ON i.shard = s.shard AND i.name = asked.name;

-- name: customer_change
UPDATE customer AS c SET state = w.v3 FROM work_customer_change AS w WHERE c.shard = w.v1 AND c.id = w.v2;

-- name: run_change
UPDATE run AS r SET version = w.v4, due_at = w.v5, last_id = w.v6, data = w.v7
FROM work_run_change AS w WHERE r.shard = w.v1 AND r.customer_id = w.v2 AND r.id = w.v3;

-- name: run_rename
UPDATE run SET customer_id = $4, journey_id = $5, key = $6, attempt = $7, version = $8, due_at = $9, last_id = $10,
  data = $11
WHERE shard = $1 AND customer_id = $2 AND id = $3;

-- name: run_delete
DELETE FROM run AS r USING work_run_delete AS w WHERE r.shard = w.v1 AND r.customer_id = w.v2 AND r.id = w.v3;

-- name: participant_delete
DELETE FROM participant WHERE shard = $1 AND run_id = $2;

-- name: heard_delete
DELETE FROM heard WHERE shard = $1 AND customer_id = $2;

-- name: invitation_put
INSERT INTO invitation (shard, name, data) VALUES ($1, $2, $3)
ON CONFLICT (shard, name) DO UPDATE SET data = excluded.data;

-- name: standing_add
INSERT INTO standing AS s (shard, journey_id, version, step_id, n) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (shard, journey_id, version, step_id) DO UPDATE SET n = s.n + excluded.n;

-- name: seen_known
SELECT message_id FROM seen
WHERE period = ANY (ARRAY[$2::int - 1, $2::int, $2::int + 1]) AND message_id = ANY ($1::text[]);

-- name: seen_put
INSERT INTO seen (period, message_id) VALUES ($1, $2) ON CONFLICT DO NOTHING;

-- name: stories_of
WITH RECURSIVE chain (id, before_id, data) AS (
  SELECT s.id, s.before_id, s.data
  FROM unnest($1::bigint[]) AS asked (id) JOIN story AS s ON s.shard = asked.id % $2::bigint AND s.id = asked.id
  UNION ALL
  SELECT s.id, s.before_id, s.data
  FROM chain JOIN story AS s ON s.shard = chain.before_id % $2::bigint AND s.id = chain.before_id
)
SELECT id, before_id, data FROM chain;

-- name: messages_by_id
SELECT m.id, m.message_id, m.standing, m.data
FROM unnest($1::bigint[]) AS asked (id) JOIN message AS m ON m.shard = asked.id % $2::bigint AND m.id = asked.id;

-- name: messages_next
SELECT shard, id, message_id, standing, n_tried, worker, data FROM message
WHERE again_at <= $1 AND again_at IS NOT NULL ORDER BY again_at, id LIMIT $2 FOR UPDATE SKIP LOCKED;

-- name: message_lease
UPDATE message AS m SET standing = w.v3, n_tried = w.v4, again_at = w.v5, worker = w.v6
FROM work_message_lease AS w WHERE m.shard = w.v1 AND m.id = w.v2;

-- name: message_settle
UPDATE message AS m SET standing = w.v3, again_at = w.v4, worker = NULL, provider_id = w.v5, reason = w.v6
FROM work_message_settle AS w WHERE m.message_id = w.v1 AND m.again_at IS NOT NULL AND m.worker = w.v2;
