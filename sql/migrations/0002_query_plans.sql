-- What SQLite's planner is to believe of the tables that grow, for without this it takes org_id, which
-- leads every key, for selective: it then walks a whole organisation to find one incident's rows.
--
-- Rows of the table, then how many share the first, the first two ... columns of the index. Only the
-- proportions matter; fixed figures keep the plans fixed. PostgreSQL counts for itself.

/*sqlite:
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('incident', 'incident_by_number', '1000000 1000000 1'),
    ('incident', 'incident_by_team', '1000000 1000000 50000 2 1 1'),
    ('incident', 'incident_open', '100000 100000 5000 10 1 1 1'),
    ('incident', 'incident_open_by_service', '100000 100000 500 2 1 1 1'),
    ('incident', 'incident_by_group', '1000000 1000000 10 1 1'),
    ('incident', 'incident_by_time', '1000000 1000000 2 1 1 1 1 1 1'),
    ('incident_group', 'incident_group_by_number', '100000 100000 5000 1'),
    ('incident_group', 'incident_group_by_identity', '100000 100000 1'),
    ('responder', 'responder', '1000000 1000000 2 1'),
    ('responder', 'responder_by_user', '1000000 1000000 5000 1 1'),
    ('suppressed_event', 'suppressed_event', '1000000 1000000 3 1 1'),
    ('timeline', 'timeline', '5000000 5000000 5 1 1'),
    ('outbox', 'outbox', '1000000 1000000 1'),
    ('outbox', 'outbox_by_incident', '1000000 1000000 3 1'),
    ('outbox', 'outbox_pending', '10000 10000 2 1'),
    ('idempotency', 'idempotency', '10000 10000 1000 1'),
    ('idempotency', 'idempotency_by_age', '10000 10000 1');
ANALYZE sqlite_schema; -- reads them
*/
/*postgres: SELECT 1; */
