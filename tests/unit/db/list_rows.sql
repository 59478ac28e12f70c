-- Rows for PostgreSQL's planner: as many in each large table that its plans are those of a large one.
-- What they say is nothing; how often a value repeats is as in life.
SET session_replication_role = replica; -- no foreign keys
DO $$
DECLARE
    large TEXT;
    names TEXT;
    vals TEXT;
BEGIN
    FOREACH large IN ARRAY ARRAY['incident_group', 'incident', 'incident_detail', 'incident_field_value',
                                 'incident_role_assignment', 'incident_timestamp_value', 'late_incident',
                                 'private_incident', 'timeline', 'postmortem', 'catalog_entry', 'catalog_identifier'] LOOP
        SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position),
               string_agg(CASE
                   WHEN column_name = 'org_id' THEN '1'
                   WHEN column_name IN ('team_id', 'field_id', 'type_id', 'status_id') THEN 'n % 8'
                   WHEN column_name IN ('role_id', 'severity_id', 'mode', 'kind', 'position') THEN 'n % 3'
                   WHEN column_name = 'user_id' THEN 'n % 200'
                   WHEN column_name = 'target_id' THEN 'CASE WHEN n % 3 = 0 THEN n % 200 END'
                   WHEN column_name = 'folded' THEN 'CASE WHEN n % 3 = 1 THEN ''text '' || n END'
                   WHEN column_name = 'numeric' THEN 'CASE WHEN n % 3 = 2 THEN n END'
                   WHEN column_name = 'actor_kind' THEN 'CASE WHEN n % 3 = 0 THEN ''api_key'' ELSE ''system'' END'
                   WHEN data_type = 'text' THEN '''text '' || n'
                   ELSE 'n' END, ', ' ORDER BY ordinal_position)
        INTO names, vals FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name = large;
        EXECUTE format('INSERT INTO %I (%s) SELECT %s FROM generate_series(1, 20000) n', large, names, vals);
    END LOOP;
END $$;
INSERT INTO facet_bits (org_id, kind, subject, value, chunk, bits)
SELECT 1, n % 12, n % 5, n, n % 32, decode(repeat('00', 3968), 'hex') FROM generate_series(1, 2000) n;
INSERT INTO facet_chunk (org_id, chunk, version) SELECT 1, n, 1 FROM generate_series(0, 31) n;
INSERT INTO counter (org_id, name, owner_id, value) SELECT 1, 'team', n, 1 FROM generate_series(1, 1000) n;
SET session_replication_role = DEFAULT;
ANALYZE;
SET plan_cache_mode = force_generic_plan;
