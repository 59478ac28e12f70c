-- What hangs on incidents: who worked on them, post-mortems, attachments, members.

-- activity_list(org, incidents, most)
-- When people did something on incidents (a JSON array of ids), by the keys that they made; by
-- incident, person, time. Of each incident what is newer than the first of too many acts by keys.
SELECT t.incident_id, k.user_id, t.at
FROM json_each(:incidents)
JOIN timeline t ON t.org_id = :org AND t.incident_id = json_each.value AND t.actor_kind = 'api_key'
    AND t.at > COALESCE(
        (SELECT o.at FROM timeline o
         WHERE o.org_id = :org AND o.incident_id = json_each.value AND o.actor_kind = 'api_key'
         ORDER BY o.at DESC LIMIT 1 OFFSET :most), -1)
JOIN api_key k ON k.org_id = t.org_id AND k.id = t.actor_id AND k.user_id IS NOT NULL
ORDER BY t.incident_id, k.user_id, t.at;
-- @postgres
SELECT i.id, k.user_id, t.at
FROM (SELECT value::bigint AS id FROM json_array_elements_text(:incidents::json)) i
CROSS JOIN LATERAL (
    SELECT a.actor_id, a.at FROM timeline a
    WHERE a.org_id = :org AND a.incident_id = i.id AND a.actor_kind = 'api_key'
      AND a.at > COALESCE(
          (SELECT o.at FROM timeline o
           WHERE o.org_id = :org AND o.incident_id = i.id AND o.actor_kind = 'api_key'
           ORDER BY o.at DESC LIMIT 1 OFFSET :most::bigint), -1)
    ORDER BY a.at DESC LIMIT :most::bigint) t -- no more are left; so each incident is looked up
JOIN api_key k ON k.org_id = :org AND k.id = t.actor_id AND k.user_id IS NOT NULL
ORDER BY i.id, k.user_id, t.at;

-- participant_list(org, incident, rows)
-- Everybody who has to do with it, with the first of enum participation that is true of him: has a role
-- or was called, reports it or did something (among the last so many acts by keys), is a member or
-- subscribed.
SELECT user_id, MIN(part) FROM (
    SELECT a.user_id, CASE WHEN r.kind = 1 THEN 1 ELSE 0 END AS part
    FROM incident_role_assignment a JOIN incident_role r ON r.org_id = a.org_id AND r.id = a.role_id
    WHERE a.org_id = :org AND a.incident_id = :incident
    UNION ALL
    SELECT user_id, 0 FROM responder WHERE org_id = :org AND incident_id = :incident
    UNION ALL
    SELECT k.user_id, 1
    FROM (SELECT actor_id FROM timeline
          WHERE org_id = :org AND incident_id = :incident AND actor_kind = 'api_key'
          ORDER BY at DESC LIMIT CAST(:rows AS BIGINT)) t
    JOIN api_key k ON k.org_id = :org AND k.id = t.actor_id AND k.user_id IS NOT NULL
    UNION ALL
    SELECT user_id, 2 FROM incident_membership WHERE org_id = :org AND incident_id = :incident
    UNION ALL
    SELECT subscriber_id, 2 FROM private_subscriber
    WHERE org_id = :org AND object_id = :incident AND kind = 'user' AND is_opt_out = 0) p
GROUP BY user_id ORDER BY user_id LIMIT CAST(:rows AS BIGINT);

-- ---- post-mortems ----

-- postmortem_insert(org, id, incident, team, is_private, title, status, provider, url, editor, created_at, markdown)
INSERT INTO postmortem
    (org_id, id, incident_id, team_id, is_private, title, status, provider, url, editor_id, created_at,
     updated_at, markdown)
VALUES (:org, :id, :incident, :team, :is_private, :title, :status, :provider, :url, :editor, :created_at,
        :created_at, :markdown);

-- postmortem_update(org, id, status, provider, url, updated_at)
UPDATE postmortem SET status = :status, provider = :provider, url = :url, updated_at = :updated_at
WHERE org_id = :org AND id = :id;

-- postmortem_get(org, id)
SELECT p.id, p.incident_id, i.created_at, p.team_id, p.is_private, p.title, p.status, p.provider, p.url,
       p.editor_id, p.created_at, p.updated_at
FROM postmortem p JOIN incident i ON i.org_id = p.org_id AND i.id = p.incident_id
WHERE p.org_id = :org AND p.id = :id;

-- postmortem_content(org, id)
SELECT markdown FROM postmortem WHERE org_id = :org AND id = :id;

-- postmortem_list_of(org, incidents, rows)
-- Of incidents given as a JSON array of ids; by incident, as they were made.
SELECT p.id, p.incident_id, i.created_at, p.team_id, p.is_private, p.title, p.status, p.provider, p.url,
       p.editor_id, p.created_at, p.updated_at
FROM postmortem p JOIN incident i ON i.org_id = p.org_id AND i.id = p.incident_id
WHERE p.org_id = :org AND p.incident_id IN (SELECT value FROM json_each(:incidents))
ORDER BY p.incident_id, p.created_at, p.id LIMIT :rows;
-- @postgres
SELECT p.id, p.incident_id, i.created_at, p.team_id, p.is_private, p.title, p.status, p.provider, p.url,
       p.editor_id, p.created_at, p.updated_at
FROM postmortem p JOIN incident i ON i.org_id = p.org_id AND i.id = p.incident_id
WHERE p.org_id = :org
  AND p.incident_id = ANY (ARRAY(SELECT value::bigint FROM json_array_elements_text(:incidents::json)))
ORDER BY p.incident_id, p.created_at, p.id LIMIT :rows::bigint;

-- Lists begin behind a place: of what is private or what is not, of an incident both.

-- postmortems_newest(org, is_private, after_at, after_id, take)
SELECT p.id, p.incident_id, i.created_at, p.team_id, p.is_private, p.title, p.status, p.provider, p.url,
       p.editor_id, p.created_at, p.updated_at
FROM postmortem p JOIN incident i ON i.org_id = p.org_id AND i.id = p.incident_id
WHERE p.org_id = :org AND p.is_private = :is_private
  AND (p.created_at, p.id) < (CAST(:after_at AS BIGINT), CAST(:after_id AS BIGINT))
ORDER BY p.created_at DESC, p.id DESC LIMIT CAST(:take AS BIGINT);

-- postmortems_oldest(org, is_private, after_at, after_id, take)
SELECT p.id, p.incident_id, i.created_at, p.team_id, p.is_private, p.title, p.status, p.provider, p.url,
       p.editor_id, p.created_at, p.updated_at
FROM postmortem p JOIN incident i ON i.org_id = p.org_id AND i.id = p.incident_id
WHERE p.org_id = :org AND p.is_private = :is_private
  AND (p.created_at, p.id) > (CAST(:after_at AS BIGINT), CAST(:after_id AS BIGINT))
ORDER BY p.created_at, p.id LIMIT CAST(:take AS BIGINT);

-- postmortems_newest_of_team(org, team, is_private, after_at, after_id, take)
SELECT p.id, p.incident_id, i.created_at, p.team_id, p.is_private, p.title, p.status, p.provider, p.url,
       p.editor_id, p.created_at, p.updated_at
FROM postmortem p JOIN incident i ON i.org_id = p.org_id AND i.id = p.incident_id
WHERE p.org_id = :org AND p.team_id = :team AND p.is_private = :is_private
  AND (p.created_at, p.id) < (CAST(:after_at AS BIGINT), CAST(:after_id AS BIGINT))
ORDER BY p.created_at DESC, p.id DESC LIMIT CAST(:take AS BIGINT);

-- postmortems_oldest_of_team(org, team, is_private, after_at, after_id, take)
SELECT p.id, p.incident_id, i.created_at, p.team_id, p.is_private, p.title, p.status, p.provider, p.url,
       p.editor_id, p.created_at, p.updated_at
FROM postmortem p JOIN incident i ON i.org_id = p.org_id AND i.id = p.incident_id
WHERE p.org_id = :org AND p.team_id = :team AND p.is_private = :is_private
  AND (p.created_at, p.id) > (CAST(:after_at AS BIGINT), CAST(:after_id AS BIGINT))
ORDER BY p.created_at, p.id LIMIT CAST(:take AS BIGINT);

-- postmortems_newest_of_incident(org, incident, after_at, after_id, take)
SELECT p.id, p.incident_id, i.created_at, p.team_id, p.is_private, p.title, p.status, p.provider, p.url,
       p.editor_id, p.created_at, p.updated_at
FROM postmortem p JOIN incident i ON i.org_id = p.org_id AND i.id = p.incident_id
WHERE p.org_id = :org AND p.incident_id = :incident
  AND (p.created_at, p.id) < (CAST(:after_at AS BIGINT), CAST(:after_id AS BIGINT))
ORDER BY p.created_at DESC, p.id DESC LIMIT CAST(:take AS BIGINT);

-- postmortems_oldest_of_incident(org, incident, after_at, after_id, take)
SELECT p.id, p.incident_id, i.created_at, p.team_id, p.is_private, p.title, p.status, p.provider, p.url,
       p.editor_id, p.created_at, p.updated_at
FROM postmortem p JOIN incident i ON i.org_id = p.org_id AND i.id = p.incident_id
WHERE p.org_id = :org AND p.incident_id = :incident
  AND (p.created_at, p.id) > (CAST(:after_at AS BIGINT), CAST(:after_id AS BIGINT))
ORDER BY p.created_at, p.id LIMIT CAST(:take AS BIGINT);

-- ---- attachments ----

-- attachment_insert(org, id, incident, resource_type, external_id, title, permalink, created_at)
-- Unless it is attached already.
INSERT INTO incident_attachment
    (org_id, id, incident_id, resource_type, external_id, title, permalink, created_at)
VALUES (:org, :id, :incident, :resource_type, :external_id, :title, :permalink, :created_at)
ON CONFLICT (org_id, incident_id, resource_type, external_id) DO NOTHING;

-- attachment_find(org, incident, resource_type, external_id)
SELECT a.id, a.incident_id, i.created_at, a.resource_type, a.external_id, a.title, a.permalink,
       a.created_at
FROM incident_attachment a JOIN incident i ON i.org_id = a.org_id AND i.id = a.incident_id
WHERE a.org_id = :org AND a.incident_id = :incident AND a.resource_type = :resource_type
  AND a.external_id = :external_id;

-- attachment_get(org, id)
SELECT a.id, a.incident_id, i.created_at, a.resource_type, a.external_id, a.title, a.permalink,
       a.created_at
FROM incident_attachment a JOIN incident i ON i.org_id = a.org_id AND i.id = a.incident_id
WHERE a.org_id = :org AND a.id = :id;

-- attachments_of_incident(org, incident, rows)
SELECT a.id, a.incident_id, i.created_at, a.resource_type, a.external_id, a.title, a.permalink,
       a.created_at
FROM incident_attachment a JOIN incident i ON i.org_id = a.org_id AND i.id = a.incident_id
WHERE a.org_id = :org AND a.incident_id = :incident
ORDER BY a.created_at, a.id LIMIT CAST(:rows AS BIGINT);

-- attachments_of_resource(org, resource_type, external_id, team, hides_private, rows)
-- On whichever incidents of a team, or with 0 of all; newest first. With hides_private 1 without private
-- ones.
SELECT a.id, a.incident_id, i.created_at, a.resource_type, a.external_id, a.title, a.permalink,
       a.created_at
FROM incident_attachment a JOIN incident i ON i.org_id = a.org_id AND i.id = a.incident_id
WHERE a.org_id = :org AND a.external_id = :external_id AND a.resource_type = :resource_type
  AND CAST(:team AS BIGINT) IN (0, i.team_id)
  AND (CAST(:hides_private AS BIGINT) = 0 OR NOT EXISTS (
      SELECT 1 FROM private_incident v WHERE v.org_id = i.org_id AND v.incident_id = i.id))
ORDER BY a.created_at DESC, a.id DESC LIMIT CAST(:rows AS BIGINT);

-- attachment_delete(org, id)
DELETE FROM incident_attachment WHERE org_id = :org AND id = :id;

-- ---- members of private incidents ----

-- membership_insert(org, incident, user_id, id, created_at)
-- Unless he is one already.
INSERT INTO incident_membership (org_id, incident_id, user_id, id, created_at, updated_at)
VALUES (:org, :incident, :user_id, :id, :created_at, :created_at)
ON CONFLICT (org_id, incident_id, user_id) DO NOTHING;

-- membership_get(org, incident, user_id)
SELECT m.id, i.created_at, m.created_at, m.updated_at
FROM incident_membership m JOIN incident i ON i.org_id = m.org_id AND i.id = m.incident_id
WHERE m.org_id = :org AND m.incident_id = :incident AND m.user_id = :user_id;

-- membership_delete(org, incident, user_id)
DELETE FROM incident_membership
WHERE org_id = :org AND incident_id = :incident AND user_id = :user_id;

-- incident_memberships_forget(org, user_id)
-- Of a user who is no more.
DELETE FROM incident_membership WHERE org_id = :org AND user_id = :user_id;
