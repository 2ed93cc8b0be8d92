-- Customers brought into another shard, and what is theirs.

-- name: customer_bring
UPDATE customer SET shard = $1 WHERE shard = $2 AND id = ANY($3::bigint[]);

-- name: run_bring
UPDATE run SET shard = $1 WHERE shard = $2 AND customer_id = ANY($3::bigint[]);

-- name: participant_bring
UPDATE participant SET shard = $1 WHERE shard = $2 AND run_id = ANY($3::bigint[]);

-- name: heard_bring
UPDATE heard SET shard = $1 WHERE shard = $2 AND customer_id = ANY($3::bigint[]);

-- name: ignored_bring
UPDATE ignored SET shard = $1 WHERE shard = $2 AND customer_id = ANY($3::bigint[]);

-- name: events_waiting
SELECT sequence FROM event
WHERE shard = $1 AND sequence > (SELECT taken FROM shard WHERE shard = $1) AND made = 0
  AND customer = ANY($2::text[])
ORDER BY sequence;

-- name: event_bring
UPDATE event SET shard = $3, sequence = $4 WHERE shard = $1 AND sequence = $2;

-- name: moved_of
SELECT m.name, m.shard FROM moved AS m WHERE m.name = ANY ($1::text[]);

-- name: moved_put
INSERT INTO moved (name, shard) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET shard = excluded.shard;
