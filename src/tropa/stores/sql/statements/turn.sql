-- What a turn reads and writes, where the dialects agree.

-- name: runs_due
SELECT r.id, r.customer_id, r.journey_id, r.key, r.attempt, r.version, r.last_id, r.due_at, r.data,
  c.shard, c.name, c.state
FROM (
  SELECT * FROM run WHERE shard = $1 AND due_at <= $2 AND due_at IS NOT NULL ORDER BY due_at LIMIT $3
) AS r JOIN customer AS c ON c.shard = r.shard AND c.id = r.customer_id
ORDER BY r.due_at, r.id;

-- name: runs_page
SELECT r.id, r.customer_id, r.journey_id, r.key, r.attempt, r.version, r.last_id, r.due_at, r.data,
  c.shard, c.name, c.state
FROM run AS r JOIN customer AS c ON c.shard = r.shard AND c.id = r.customer_id
WHERE r.customer_id > $1
ORDER BY r.customer_id LIMIT $2;

-- name: customers_page
SELECT id, name, state FROM customer WHERE shard = $1 AND id > $2 ORDER BY id LIMIT $3;

-- name: due_first
SELECT due_at FROM run WHERE shard = $1 AND due_at IS NOT NULL ORDER BY due_at LIMIT 1;

-- name: heard_rarely
SELECT c.name, h.data FROM heard AS h JOIN customer AS c ON c.shard = h.shard AND c.id = h.customer_id
WHERE h.name = $1 AND h.name IN ('entry_queued', 'hold_released');

-- name: heard_by_name
SELECT c.name, h.data FROM heard AS h JOIN customer AS c ON c.shard = h.shard AND c.id = h.customer_id
WHERE h.name = $1;

-- name: ignored_of
SELECT data FROM ignored WHERE shard = $1 AND customer_id = $2 AND journey_id = $3 ORDER BY id;

-- name: story_forget
DELETE FROM story WHERE shard = $1 AND id = $2;

-- name: message_forget
DELETE FROM message WHERE shard = $1 AND id = $2;
