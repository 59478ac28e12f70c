-- Secrets, counters and the version of the directory.

-- meta_insert(name, value)
INSERT INTO meta (name, value) VALUES (:name, :value) ON CONFLICT DO NOTHING;

-- meta_get(name)
SELECT value FROM meta WHERE name = :name;

-- counter_add(org, name, owner, amount)
-- Adds and answers the new value; the row is made by the first use.
INSERT INTO counter (org_id, name, owner_id, value) VALUES (:org, :name, :owner, :amount)
ON CONFLICT (org_id, name, owner_id) DO UPDATE SET value = counter.value + excluded.value
RETURNING value;

-- row_ids_take(amount)
-- Reserves ids and answers the last of them. PostgreSQL's sequence counts blocks and does
-- not go back with a rollback; `amount` is always the same (core/id_source).
INSERT INTO counter (org_id, name, owner_id, value) VALUES (0, 'row_id', 0, :amount)
ON CONFLICT (org_id, name, owner_id) DO UPDATE SET value = counter.value + excluded.value
RETURNING value;
-- @postgres
SELECT nextval('row_id') * CAST(:amount AS BIGINT);

-- counter_get(org, name, owner)
SELECT value FROM counter WHERE org_id = :org AND name = :name AND owner_id = :owner;

-- directory_announce(payload)
-- Tells the other nodes that the directory changed; on SQLite there are none.
SELECT :payload;
-- @postgres
SELECT pg_notify('tocsin_directory', :payload)::text;

-- idempotency_claim(org, api_key, idem_key, request_hash, created_at)
INSERT INTO idempotency (org_id, api_key_id, idem_key, request_hash, created_at)
VALUES (:org, :api_key, :idem_key, :request_hash, :created_at)
ON CONFLICT DO NOTHING;

-- idempotency_get(org, api_key, idem_key)
SELECT request_hash, status, body
FROM idempotency
WHERE org_id = :org AND api_key_id = :api_key AND idem_key = :idem_key;

-- idempotency_store(org, api_key, idem_key, status, body)
UPDATE idempotency SET status = :status, body = :body
WHERE org_id = :org AND api_key_id = :api_key AND idem_key = :idem_key;

-- idempotency_expire(org, before)
-- A few at a time: it is done beside somebody's request.
DELETE FROM idempotency
WHERE org_id = :org AND (api_key_id, idem_key) IN
    (SELECT api_key_id, idem_key FROM idempotency
     WHERE org_id = :org AND created_at < :before
     ORDER BY created_at LIMIT 100);
-- @postgres
DELETE FROM idempotency
WHERE org_id = :org AND (api_key_id, idem_key) IN
    (SELECT api_key_id, idem_key FROM idempotency
     WHERE org_id = :org AND created_at < :before
     ORDER BY created_at LIMIT 100 FOR UPDATE SKIP LOCKED);
