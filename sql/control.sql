-- What src/db itself says to the engines: transactions, and the record of migrations.

-- begin_read()
-- One view from the first statement to the end.
BEGIN;
-- @postgres
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;

-- begin_write()
-- SQLite: takes the write lock at once, so that a later statement never finds it taken.
BEGIN IMMEDIATE;
-- @postgres
BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;

-- commit()
COMMIT;

-- rollback()
ROLLBACK;

-- savepoint()
SAVEPOINT job;

-- release()
RELEASE SAVEPOINT job;

-- rollback_to_savepoint()
ROLLBACK TO SAVEPOINT job;

-- session()
-- No statement waits or runs for ever, and no transaction is left open by a stuck client.
SELECT 1;
-- @postgres
SELECT set_config('statement_timeout', '30s', false),
       set_config('lock_timeout', '10s', false),
       set_config('idle_in_transaction_session_timeout', '60s', false),
       set_config('timezone', 'UTC', false);

-- migration_lock()
-- One node migrates at a time; the others wait here. Released with the transaction.
SELECT 1;
-- @postgres
SELECT set_config('statement_timeout', '0', true), pg_advisory_xact_lock(8390891584273313907);

-- migration_table()
CREATE TABLE IF NOT EXISTS schema_migration (
    number     BIGINT NOT NULL PRIMARY KEY,
    name       TEXT   NOT NULL,
    checksum   TEXT   NOT NULL, -- SHA-256 of the engine's text, hex
    applied_at BIGINT NOT NULL
);

-- migration_list()
SELECT number, name, checksum FROM schema_migration ORDER BY number;

-- migration_insert(number, name, checksum, applied_at)
INSERT INTO schema_migration (number, name, checksum, applied_at)
VALUES (:number, :name, :checksum, :applied_at);
