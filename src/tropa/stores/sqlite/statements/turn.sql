-- What a turn reads and writes.  CROSS JOIN keeps SQLite from starting at the big table.

-- name: shard_lock
SELECT fence, worker, taken, next_id FROM shard WHERE shard = $1;

-- name: shards_lock
SELECT shard, taken, next_id FROM shard ORDER BY shard;

-- name: shards_free
SELECT shard, fence, worker, leased_until FROM shard ORDER BY shard;

-- name: counter_lock
SELECT value FROM counter WHERE name = $1;

-- name: word_add
INSERT INTO word (id, text) VALUES ($1, $2);

-- name: customers_by_name
SELECT c.id, c.shard, c.name, c.state
FROM json_each($1) AS asked CROSS JOIN customer AS c INDEXED BY customer_name ON c.name = asked.value;

-- name: runs_of_customers
SELECT r.id, r.customer_id, r.journey_id, r.key, r.attempt, r.version, r.last_id, r.due_at, r.data
FROM json_each($1) AS asked CROSS JOIN run AS r ON r.shard = $2 AND r.customer_id = asked.value;

-- name: runs_of_participants
SELECT r.id, r.customer_id, r.journey_id, r.key, r.attempt, r.version, r.last_id, r.due_at, r.data,
  c.shard, c.name, c.state
FROM json_each($1) AS asked
CROSS JOIN participant AS p INDEXED BY participant_customer ON p.customer_id = asked.value
CROSS JOIN run AS r ON r.shard = p.shard AND r.customer_id = p.first_id AND r.id = p.run_id
CROSS JOIN customer AS c ON c.shard = r.shard AND c.id = r.customer_id;

-- name: runs_by_key
SELECT r.id, r.customer_id, r.journey_id, r.key, r.attempt, r.version, r.last_id, r.due_at, r.data,
  c.shard, c.name, c.state
FROM json_each($1) AS asked
CROSS JOIN run AS r INDEXED BY run_key ON r.journey_id = $2 AND r.key = asked.value AND r.key <> ''
CROSS JOIN customer AS c ON c.shard = r.shard AND c.id = r.customer_id;

-- name: heard_of
SELECT h.customer_id, h.id, h.name, h.data
FROM json_each($1) AS asked CROSS JOIN heard AS h ON h.shard = $2 AND h.customer_id = asked.value;

-- name: invitations_by_name
SELECT i.name, i.data
FROM json_each($1) AS asked CROSS JOIN shard AS s CROSS JOIN invitation AS i ON i.shard = s.shard AND i.name = asked.value;

-- name: customer_change
UPDATE customer SET state = $3 WHERE shard = $1 AND id = $2;

-- name: run_change
UPDATE run SET version = $4, due_at = $5, last_id = $6, data = $7 WHERE shard = $1 AND customer_id = $2 AND id = $3;

-- name: run_rename
UPDATE run SET customer_id = $4, journey_id = $5, key = $6, attempt = $7, version = $8, due_at = $9, last_id = $10,
  data = $11
WHERE shard = $1 AND customer_id = $2 AND id = $3;

-- name: run_delete
DELETE FROM run WHERE shard = $1 AND customer_id = $2 AND id = $3;

-- name: participant_delete
DELETE FROM participant WHERE shard = $1 AND run_id = $2;

-- name: heard_delete
DELETE FROM heard WHERE shard = $1 AND customer_id = $2;

-- name: invitation_put
INSERT INTO invitation (shard, name, data) VALUES ($1, $2, $3)
ON CONFLICT (shard, name) DO UPDATE SET data = excluded.data;

-- name: standing_add
INSERT INTO standing (shard, journey_id, version, step_id, n) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (shard, journey_id, version, step_id) DO UPDATE SET n = n + excluded.n;

-- name: seen_known
SELECT s.message_id
FROM json_each($1) AS asked
CROSS JOIN seen AS s ON s.period IN ($2 - 1, $2, $2 + 1) AND s.message_id = asked.value;

-- name: seen_put
INSERT INTO seen (period, message_id) VALUES ($1, $2) ON CONFLICT DO NOTHING;

-- name: stories_of
WITH RECURSIVE chain (id, before_id, data) AS (
  SELECT s.id, s.before_id, s.data
  FROM json_each($1) AS asked CROSS JOIN story AS s ON s.shard = asked.value % $2 AND s.id = asked.value
  UNION ALL
  SELECT s.id, s.before_id, s.data
  FROM chain CROSS JOIN story AS s ON s.shard = chain.before_id % $2 AND s.id = chain.before_id
)
SELECT id, before_id, data FROM chain;

-- name: messages_by_id
SELECT m.id, m.message_id, m.standing, m.data
FROM json_each($1) AS asked CROSS JOIN message AS m ON m.shard = asked.value % $2 AND m.id = asked.value;

-- name: messages_next
SELECT shard, id, message_id, standing, n_tried, worker, data FROM message INDEXED BY message_next
WHERE again_at <= $1 AND again_at IS NOT NULL ORDER BY again_at, id LIMIT $2;

-- name: message_lease
UPDATE message SET standing = $3, n_tried = $4, again_at = $5, worker = $6 WHERE shard = $1 AND id = $2;

-- name: message_settle
UPDATE message INDEXED BY message_open SET standing = $3, again_at = $4, worker = NULL, provider_id = $5, reason = $6
WHERE message_id = $1 AND again_at IS NOT NULL AND worker = $2;
