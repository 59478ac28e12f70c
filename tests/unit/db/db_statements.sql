-- The statements of the tests of src/db.

-- note_add(id, text)
INSERT INTO note (id, text) VALUES (:id, :text);

-- note_add_unless_there(id, text)
INSERT INTO note (id, text) VALUES (:id, :text) ON CONFLICT DO NOTHING;

-- note_add_returning(id, text)
INSERT INTO note (id, text) VALUES (:id, :text) RETURNING id;

-- note_add_child(id, parent)
INSERT INTO note (id, parent_id) VALUES (:id, :parent);

-- note_get(id)
SELECT id, text FROM note WHERE id = :id;

-- note_text(id)
SELECT text FROM note WHERE id = :id;

-- note_list()
SELECT id FROM note ORDER BY id;

-- note_count()
SELECT COUNT(*) FROM note;

-- note_rename_from(first, text)
UPDATE note SET text = :text WHERE id >= :first;

-- in_order(a, b, c, d)
-- The body names them in another order than the head.
SELECT CAST(:d AS TEXT), CAST(:b AS BIGINT), CAST(:c AS BIGINT), CAST(:a AS TEXT),
       CAST(:b AS BIGINT);

-- kinds()
SELECT 1 = 1, CAST(-2 AS INT), CAST(-3 AS BIGINT);
-- @postgres
SELECT TRUE, CAST(-2 AS INT), CAST(-3 AS BIGINT);

-- backend()
SELECT 0;
-- @postgres
SELECT pg_backend_pid();

-- backend_end(pid)
SELECT :pid;
-- @postgres
SELECT pg_terminate_backend(CAST(:pid AS INT), 5000);

-- synchronous()
PRAGMA synchronous;
-- @postgres
SELECT 2;

-- foreign_keys()
PRAGMA foreign_keys;
-- @postgres
SELECT 1;

-- announce()
SELECT 1;
-- @postgres
SELECT pg_notify('tests', 'hello');

-- numbers_upto(last)
WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < :last)
SELECT i FROM n;

-- migration_count()
SELECT COUNT(*) FROM schema_migration;

-- migration_text(number)
SELECT CAST(applied_at AS TEXT) || name || checksum FROM schema_migration WHERE number = :number;
