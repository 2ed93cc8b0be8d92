-- Shards, words, versions and holds: the same in both dialects.

-- name: shards
SELECT shard, fence, worker, leased_until FROM shard ORDER BY shard;

-- name: shard_add
INSERT INTO shard (shard, fence, worker, leased_until, taken, next_id) VALUES ($1, 0, NULL, NULL, 0, 1);

-- name: shard_lease
UPDATE shard SET fence = $2, worker = $3, leased_until = $4 WHERE shard = $1;

-- name: shard_release
UPDATE shard SET worker = NULL, leased_until = NULL WHERE shard = $1 AND fence = $2 AND worker = $3;

-- name: shard_advance
UPDATE shard SET taken = $2, next_id = $3 WHERE shard = $1;

-- name: shard_count_on
UPDATE shard SET next_id = next_id + 1 WHERE shard = $1;

-- name: counter_add
INSERT INTO counter (name, value) VALUES ($1, 0);

-- name: counter_set
UPDATE counter SET value = $2 WHERE name = $1;

-- name: counters
SELECT name, value FROM counter;

-- name: words
SELECT id, text FROM word;

-- name: versions
SELECT journey_id, number, published_at, current, definition, workspace, schemes FROM version ORDER BY published_at, journey_id, number;

-- name: versions_counted
SELECT count(*) FROM version;

-- name: version_retire
UPDATE version SET current = 0 WHERE journey_id = $1;

-- name: listened
SELECT name FROM listened;

-- name: holds
SELECT data FROM hold ORDER BY place;

-- name: hold_places
SELECT name, place FROM hold;

-- name: hold_change
UPDATE hold SET data = $2 WHERE name = $1;

-- name: hold_forget
DELETE FROM hold WHERE name = $1;

-- name: standing
SELECT step_id, sum(n) FROM standing WHERE journey_id = $1 AND version = $2 GROUP BY step_id HAVING sum(n) > 0;
