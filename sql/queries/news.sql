-- What those who follow incidents are shown, newest first, behind an entry.

-- news_list(org, before_at, before_id, sees_private, take)
SELECT t.id, t.incident_id,
       (SELECT i.created_at FROM incident i WHERE i.org_id = t.org_id AND i.id = t.incident_id),
       t.kind, t.at, t.actor_kind, t.actor_id, t.new_value, t.status_id
FROM timeline t
WHERE t.org_id = :org AND t.status_id IS NOT NULL
  AND (t.at, t.id) < (CAST(:before_at AS BIGINT), CAST(:before_id AS BIGINT))
  AND (CAST(:sees_private AS BIGINT) = 1 OR NOT EXISTS
       (SELECT 1 FROM private_incident p WHERE p.org_id = t.org_id AND p.incident_id = t.incident_id))
ORDER BY t.at DESC, t.id DESC
LIMIT CAST(:take AS BIGINT);

-- news_list_of_team(org, team, before_at, before_id, sees_private, take)
SELECT t.id, t.incident_id,
       (SELECT i.created_at FROM incident i WHERE i.org_id = t.org_id AND i.id = t.incident_id),
       t.kind, t.at, t.actor_kind, t.actor_id, t.new_value, t.status_id
FROM timeline t
WHERE t.org_id = :org AND t.team_id = :team AND t.status_id IS NOT NULL
  AND (t.at, t.id) < (CAST(:before_at AS BIGINT), CAST(:before_id AS BIGINT))
  AND (CAST(:sees_private AS BIGINT) = 1 OR NOT EXISTS
       (SELECT 1 FROM private_incident p WHERE p.org_id = t.org_id AND p.incident_id = t.incident_id))
ORDER BY t.at DESC, t.id DESC
LIMIT CAST(:take AS BIGINT);

-- news_list_of_incident(org, incident, before_at, before_id, take)
SELECT t.id, t.incident_id,
       (SELECT i.created_at FROM incident i WHERE i.org_id = t.org_id AND i.id = t.incident_id),
       t.kind, t.at, t.actor_kind, t.actor_id, t.new_value, t.status_id
FROM timeline t
WHERE t.org_id = :org AND t.incident_id = :incident AND t.status_id IS NOT NULL
  AND (t.at, t.id) < (CAST(:before_at AS BIGINT), CAST(:before_id AS BIGINT))
ORDER BY t.at DESC, t.id DESC
LIMIT CAST(:take AS BIGINT);
