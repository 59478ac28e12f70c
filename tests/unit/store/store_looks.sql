-- What the tests of store and core look at that the program itself never asks for. Each answers
-- lines of text; times are told from a `base`.

-- null_columns(org, incident)
-- How "none" is stored: as NULL, never as 0 or an empty text.
SELECT CASE WHEN i.resolved_metadata IS NULL THEN 'resolved_metadata ' ELSE '' END
    || CASE WHEN i.links IS NULL THEN 'links ' ELSE '' END
    || CASE WHEN i.integration_id IS NULL THEN 'integration ' ELSE '' END
    || CASE WHEN i.service_id IS NULL THEN 'service ' ELSE '' END
    || CASE WHEN i.policy_id IS NULL THEN 'policy ' ELSE '' END
    || CASE WHEN i.escalates_at IS NULL THEN 'escalates_at ' ELSE '' END
    || CASE WHEN i.severity_id IS NULL THEN 'severity ' ELSE '' END
    || CASE WHEN i.acknowledged_at IS NULL THEN 'acknowledged_at ' ELSE '' END
    || CASE WHEN i.resolved_at IS NULL THEN 'resolved_at ' ELSE '' END
    || CASE WHEN g.identity IS NULL THEN 'group.identity ' ELSE '' END
    || CASE WHEN g.priority IS NULL THEN 'group.priority ' ELSE '' END
    || CASE WHEN g.severity_id IS NULL THEN 'group.severity ' ELSE '' END
FROM incident i JOIN incident_group g ON g.org_id = i.org_id AND g.id = i.group_id
WHERE i.org_id = :org AND i.id = :incident;

-- outbox_of(org, incident, base)
SELECT o.kind || ' ' || CAST(o.user_id AS TEXT)
    || CASE WHEN o.via = '' THEN '' ELSE ' via ' || o.via END
    || CASE WHEN o.policy_id IS NULL THEN '' ELSE ' by ' || CAST(o.policy_id AS TEXT) END
    || CASE WHEN o.step IS NULL THEN '' ELSE ' step ' || CAST(o.step AS TEXT) END
    || ' at ' || CAST(o.due_at - CAST(:base AS BIGINT) AS TEXT) || ' ' || o.state
FROM outbox o
WHERE o.org_id = :org AND o.incident_id = :incident
ORDER BY o.id;
