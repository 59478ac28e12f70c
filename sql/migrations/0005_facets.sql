-- The index that lists of incidents are filtered by (core/facet.h).

-- For each facet a bitmap of the incidents that it is true of, in chunks of 31,744 numbers: INC-n is bit
-- n % 31744 of chunk n / 31744. A row fits into a page of SQLite. On PostgreSQL, which
-- writes a row anew for each bit, a chunk is 16 rows: INC-n is bit n % 31744 / 16 of row n / 31744 * 16 + n % 16.
CREATE TABLE facet_bits (
    org_id  BIGINT NOT NULL,
    kind    INT    NOT NULL, -- enum facet_kind
    subject BIGINT NOT NULL,
    value   BIGINT NOT NULL,
    chunk   BIGINT NOT NULL, -- the row
    /*sqlite: bits BLOB NOT NULL,*/
    /*postgres: bits BYTEA NOT NULL,*/
    PRIMARY KEY (org_id, kind, subject, value, chunk)
)/*postgres:  WITH (fillfactor = 50)*/;

-- Grows with every change of an incident of the chunk: what was read of one version stays true of it.
-- On PostgreSQL each of the 16 rows has its own, and the sum is the chunk's.
CREATE TABLE facet_chunk (
    org_id  BIGINT NOT NULL,
    chunk   BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, chunk)
)/*sqlite:  WITHOUT ROWID*/;

-- Incidents that were created before one of a smaller number: all others lie in the order of their numbers.
CREATE TABLE late_incident (
    org_id      BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    incident_id BIGINT NOT NULL,
    number      BIGINT NOT NULL,
    PRIMARY KEY (org_id, created_at, incident_id)
)/*sqlite:  WITHOUT ROWID*/;

-- Of the counter 'incident': up to which number all are in the index, and the newest that is not late.
ALTER TABLE counter ADD COLUMN indexed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE counter ADD COLUMN newest_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE counter ADD COLUMN newest_id BIGINT NOT NULL DEFAULT 0;

CREATE INDEX incident_by_update ON incident (org_id, updated_at, number);
CREATE INDEX incident_field_value_by_place ON incident_field_value (org_id, field_id, number, folded, numeric)
    WHERE folded IS NOT NULL OR numeric IS NOT NULL;

-- The bits with each change made: a number 2 * n sets bit n to 0, and 2 * n + 1 to 1. SQLite has it from
-- its driver.
/*postgres:
ALTER TABLE facet_bits ALTER COLUMN bits SET STORAGE PLAIN;
CREATE FUNCTION set_bits(bits BYTEA, changes TEXT) RETURNS BYTEA LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
    change BIGINT;
BEGIN
    FOREACH change IN ARRAY string_to_array(changes, ' ')::bigint[] LOOP
        bits := set_bit(bits, change / 2, (change % 2)::int);
    END LOOP;
    RETURN bits;
END $$;
*/

/*sqlite:
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('facet_bits', 'sqlite_autoindex_facet_bits_1', '20000 20000 2000 1000 20 1'),
    ('facet_chunk', 'facet_chunk', '32 32 1'),
    ('late_incident', 'late_incident', '100000 100000 2 1'),
    ('incident', 'incident_by_update', '1000000 1000000 2 1'),
    ('incident_field_value', 'incident_field_value_by_place', '1000000 1000000 500000 1 1 1');
ANALYZE sqlite_schema;
*/
