-- Inputs and the log.

-- name: events_next
SELECT sequence, customer, name, data FROM event
WHERE shard = $1 AND sequence > $2 AND made = 0 ORDER BY sequence LIMIT $3;

-- name: events_log
SELECT sequence, customer, name, data FROM event
WHERE shard = $1 AND sequence > $2 AND name IS NOT NULL ORDER BY sequence LIMIT $3;

-- name: events_past
SELECT sequence, customer, name, data FROM event
WHERE shard = $1 AND sequence > $2 AND (made = 1 OR sequence <= $3) AND name IS NOT NULL ORDER BY sequence LIMIT $4;

-- name: seen_forget
DELETE FROM seen WHERE (period, message_id) IN (SELECT period, message_id FROM seen WHERE period < $1 LIMIT $2);

-- name: events_places
SELECT sequence FROM event WHERE shard = $1 AND sequence > $2 AND sequence <= $3 ORDER BY sequence LIMIT $4;

-- name: events_forget
DELETE FROM event WHERE shard = $1 AND sequence > $2 AND sequence <= $3 AND received_at < $4;
