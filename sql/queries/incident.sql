-- Incidents, their groups and their counts.

-- team_lock(org, team)
-- Before anything of a team's incidents is changed, so that two transactions never wait for each other's
-- groups, counters and counts. On SQLite there is one writer.
SELECT id FROM team WHERE org_id = :org AND id = :team;
-- @postgres
SELECT id FROM team WHERE org_id = :org AND id = :team FOR NO KEY UPDATE;

-- incident_of_team(org, team)
-- Any one.
SELECT id FROM incident WHERE org_id = :org AND team_id = :team LIMIT 1;

-- group_by_identity(org, identity)
-- Locked until the end of the transaction: two events of one identity never open two incidents.
SELECT id, team_id, number, priority, severity_id, newest_incident_id, occurrences,
       window_started_at, window_events, limited_until, version, created_at
FROM incident_group WHERE org_id = :org AND identity = :identity;
-- @postgres
SELECT id, team_id, number, priority, severity_id, newest_incident_id, occurrences,
       window_started_at, window_events, limited_until, version, created_at
FROM incident_group WHERE org_id = :org AND identity = :identity
FOR UPDATE;

-- group_lock(org, id)
SELECT id, team_id, number, priority, severity_id, newest_incident_id, occurrences,
       window_started_at, window_events, limited_until, version, created_at
FROM incident_group WHERE org_id = :org AND id = :id;
-- @postgres
SELECT id, team_id, number, priority, severity_id, newest_incident_id, occurrences,
       window_started_at, window_events, limited_until, version, created_at
FROM incident_group WHERE org_id = :org AND id = :id
FOR UPDATE;

-- group_insert(org, id, team, number, identity, priority, severity, newest_incident, occurrences, window_started_at, window_events, created_at)
-- No row changed: somebody else has just made the group of this identity.
INSERT INTO incident_group
    (id, org_id, team_id, number, identity, priority, severity_id, newest_incident_id, occurrences,
     window_started_at, window_events, limited_until, version, created_at)
VALUES (:id, :org, :team, :number, :identity, :priority, :severity, :newest_incident, :occurrences,
        :window_started_at, :window_events, 0, 1, :created_at)
ON CONFLICT (org_id, identity) DO NOTHING;

-- group_update(org, id, priority, severity, newest_incident, occurrences, window_started_at, window_events, limited_until)
UPDATE incident_group
SET priority = :priority, severity_id = :severity, newest_incident_id = :newest_incident,
    occurrences = :occurrences, window_started_at = :window_started_at,
    window_events = :window_events, limited_until = :limited_until, version = version + 1
WHERE org_id = :org AND id = :id;

-- incident_insert(org, id, group_id, team, number, occurrence, status, response_state, title, metadata, links, integration, service, policy, step, escalates_at, severity, created_at, updated_at, acknowledged_at, resolved_at, message, published_at, created_by, creator_key, type, mode)
INSERT INTO incident
    (id, org_id, group_id, team_id, number, occurrence, status_id, response_state, title, metadata,
     links, integration_id, service_id, policy_id, step, escalates_at, severity_id, suppressed,
     responders, is_shared, created_at, updated_at, acknowledged_at, resolved_at, message,
     published_at, created_by, creator_key_id, type_id, mode)
VALUES (:id, :org, :group_id, :team, :number, :occurrence, :status, :response_state, :title, :metadata,
        :links, :integration, :service, :policy, :step, :escalates_at, :severity, 0,
        0, 0, :created_at, :updated_at, :acknowledged_at, :resolved_at, :message,
        :published_at, :created_by, :creator_key, :type, :mode);

-- private_incident_insert(org, incident)
INSERT INTO private_incident (org_id, incident_id) VALUES (:org, :incident);

-- incident_update(org, id, status, response_state, step, escalates_at, severity, suppressed, responders, is_shared, updated_at, acknowledged_at, resolved_at, resolved_metadata, title, message, published_at)
UPDATE incident
SET status_id = :status, response_state = :response_state, step = :step,
    escalates_at = :escalates_at, severity_id = :severity, suppressed = :suppressed,
    responders = :responders, is_shared = :is_shared, updated_at = :updated_at,
    acknowledged_at = :acknowledged_at, resolved_at = :resolved_at,
    resolved_metadata = COALESCE(:resolved_metadata, resolved_metadata),
    title = :title, message = :message, published_at = :published_at
WHERE org_id = :org AND id = :id;

-- count_add(org, team, response_state, amount)
INSERT INTO incident_count (org_id, team_id, response_state, incidents)
VALUES (:org, :team, :response_state, :amount)
ON CONFLICT (org_id, team_id, response_state)
DO UPDATE SET incidents = incident_count.incidents + excluded.incidents;

-- count_list(org, team)
SELECT response_state, incidents FROM incident_count WHERE org_id = :org AND team_id = :team;

-- private_count_add(org, team, response_state, amount)
INSERT INTO private_count (org_id, team_id, response_state, incidents)
VALUES (:org, :team, :response_state, :amount)
ON CONFLICT (org_id, team_id, response_state)
DO UPDATE SET incidents = private_count.incidents + excluded.incidents;

-- private_count_list(org, team)
-- Of a team, or with 0 of all.
SELECT response_state, CAST(SUM(incidents) AS BIGINT) FROM private_count
WHERE org_id = :org AND CAST(:team AS BIGINT) IN (0, team_id)
GROUP BY response_state;

-- private_incident_has(org, incident)
SELECT 1 FROM private_incident WHERE org_id = :org AND incident_id = :incident;

-- What hides_private 1 leaves out of the lists and counts below: what the principal must not see.

-- count_of_user(org, user_id, team, hides_private)
-- Incidents of a team that this person is a responder of: all, and those not resolved.
SELECT COUNT(*), COUNT(CASE WHEN i.response_state < 2 THEN 1 END)
FROM responder r JOIN incident i ON i.org_id = r.org_id AND i.id = r.incident_id
WHERE r.org_id = :org AND r.user_id = :user_id AND i.team_id = :team
  AND (CAST(:hides_private AS BIGINT) = 0 OR NOT EXISTS (
      SELECT 1 FROM private_incident p WHERE p.org_id = i.org_id AND p.incident_id = i.id));

-- incident_get(org, id)
SELECT i.id, i.group_id, i.team_id, i.number, i.occurrence, i.status_id, i.response_state, i.title,
       i.metadata, i.resolved_metadata, i.links, i.integration_id, i.service_id, i.policy_id, i.step,
       i.escalates_at, i.severity_id, i.suppressed, i.responders, i.is_shared, i.created_at,
       i.updated_at, i.acknowledged_at, i.resolved_at, i.message, i.published_at, i.created_by,
       i.creator_key_id, i.type_id, i.mode,
       CASE WHEN EXISTS (SELECT 1 FROM private_incident p
                         WHERE p.org_id = i.org_id AND p.incident_id = i.id) THEN 1 ELSE 0 END,
       g.number, g.priority, g.severity_id, g.occurrences, g.version, g.created_at
FROM incident i JOIN incident_group g ON g.org_id = i.org_id AND g.id = i.group_id
WHERE i.org_id = :org AND i.id = :id;

-- incident_get_slim(org, id)
-- What a change needs: the same columns, without the payloads.
SELECT i.id, i.group_id, i.team_id, i.number, i.occurrence, i.status_id, i.response_state, i.title,
       '', NULL, NULL, i.integration_id, i.service_id, i.policy_id, i.step,
       i.escalates_at, i.severity_id, i.suppressed, i.responders, i.is_shared, i.created_at,
       i.updated_at, i.acknowledged_at, i.resolved_at, i.message, i.published_at, i.created_by,
       i.creator_key_id, i.type_id, i.mode,
       CASE WHEN EXISTS (SELECT 1 FROM private_incident p
                         WHERE p.org_id = i.org_id AND p.incident_id = i.id) THEN 1 ELSE 0 END,
       g.number, g.priority, g.severity_id, g.occurrences, g.version, g.created_at
FROM incident i JOIN incident_group g ON g.org_id = i.org_id AND g.id = i.group_id
WHERE i.org_id = :org AND i.id = :id;

-- incident_open_of_group(org, group_id)
-- The newest occurrence of the group that is open.
SELECT id FROM incident
WHERE org_id = :org AND group_id = :group_id AND response_state < 2
ORDER BY created_at DESC, id DESC LIMIT 1;

-- handle_by_id(org, id)
-- What is needed to check the reach of a key and the freshness of a cached text.
SELECT i.id, i.group_id, i.team_id, g.version, g.number,
       CASE WHEN EXISTS (SELECT 1 FROM private_incident p
                         WHERE p.org_id = i.org_id AND p.incident_id = i.id) THEN 1 ELSE 0 END
FROM incident i JOIN incident_group g ON g.org_id = i.org_id AND g.id = i.group_id
WHERE i.org_id = :org AND i.id = :id;

-- handle_by_number(org, number)
SELECT i.id, i.group_id, i.team_id, g.version, g.number,
       CASE WHEN EXISTS (SELECT 1 FROM private_incident p
                         WHERE p.org_id = i.org_id AND p.incident_id = i.id) THEN 1 ELSE 0 END
FROM incident i JOIN incident_group g ON g.org_id = i.org_id AND g.id = i.group_id
WHERE i.org_id = :org AND i.number = :number;

-- handle_by_counter(org, team, number)
-- A counter id names the newest occurrence of its group.
SELECT g.newest_incident_id, g.id, g.team_id, g.version, g.number,
       CASE WHEN EXISTS (SELECT 1 FROM private_incident p
                         WHERE p.org_id = g.org_id AND p.incident_id = g.newest_incident_id) THEN 1 ELSE 0 END
FROM incident_group g
WHERE g.org_id = :org AND g.team_id = :team AND g.number = :number;

-- Lists walk an index in the order wanted and cut the page from it; the version of the group is looked
-- up for the rows of the page alone.

-- handles_of_team(org, team, hides_private, take, skip)
SELECT i.id, i.group_id, i.team_id,
       (SELECT g.version FROM incident_group g WHERE g.org_id = i.org_id AND g.id = i.group_id)
FROM incident i
WHERE org_id = :org AND team_id = :team
  AND (CAST(:hides_private AS BIGINT) = 0 OR NOT EXISTS (
      SELECT 1 FROM private_incident p WHERE p.org_id = i.org_id AND p.incident_id = i.id))
ORDER BY created_at DESC, id DESC
LIMIT CAST(:take AS BIGINT) OFFSET CAST(:skip AS BIGINT);

-- handles_of_state(org, team, response_state, hides_private, take, skip)
SELECT i.id, i.group_id, i.team_id,
       (SELECT g.version FROM incident_group g WHERE g.org_id = i.org_id AND g.id = i.group_id)
FROM incident i
WHERE org_id = :org AND team_id = :team AND response_state < 2 AND response_state = :response_state
  AND (CAST(:hides_private AS BIGINT) = 0 OR NOT EXISTS (
      SELECT 1 FROM private_incident p WHERE p.org_id = i.org_id AND p.incident_id = i.id))
ORDER BY created_at DESC, id DESC
LIMIT CAST(:take AS BIGINT) OFFSET CAST(:skip AS BIGINT);

-- handles_of_user(org, user_id, team, hides_private, take, skip)
SELECT i.id, i.group_id, i.team_id, g.version
FROM responder r
JOIN incident i ON i.org_id = r.org_id AND i.id = r.incident_id
JOIN incident_group g ON g.org_id = i.org_id AND g.id = i.group_id
WHERE r.org_id = :org AND r.user_id = :user_id AND i.team_id = :team
  AND (CAST(:hides_private AS BIGINT) = 0 OR NOT EXISTS (
      SELECT 1 FROM private_incident p WHERE p.org_id = i.org_id AND p.incident_id = i.id))
ORDER BY r.incident_created_at DESC, r.incident_id DESC
LIMIT CAST(:take AS BIGINT) OFFSET CAST(:skip AS BIGINT);

-- handles_of_group(org, group_id, before_created_at, before_id, take, skip)
-- Earlier occurrences, newest first. All of a group's are private, or none.
SELECT i.id, i.group_id, i.team_id,
       (SELECT g.version FROM incident_group g WHERE g.org_id = i.org_id AND g.id = i.group_id)
FROM incident i
WHERE org_id = :org AND group_id = :group_id
  AND (created_at, id) < (CAST(:before_created_at AS BIGINT), CAST(:before_id AS BIGINT))
ORDER BY created_at DESC, id DESC
LIMIT CAST(:take AS BIGINT) OFFSET CAST(:skip AS BIGINT);

-- occurrences_before(org, group_id, before_created_at, before_id, take)
-- Earlier occurrences, newest first, without their payloads.
SELECT id, response_state, title, created_at, updated_at, acknowledged_at, resolved_at
FROM incident
WHERE org_id = :org AND group_id = :group_id
  AND (created_at, id) < (CAST(:before_created_at AS BIGINT), CAST(:before_id AS BIGINT))
ORDER BY created_at DESC, id DESC
LIMIT CAST(:take AS BIGINT);

-- handles_of_service(org, service, team, hides_private, take)
-- The team's open incidents of a service, newest first.
SELECT i.id, i.group_id, i.team_id,
       (SELECT g.version FROM incident_group g WHERE g.org_id = i.org_id AND g.id = i.group_id)
FROM incident i
WHERE org_id = :org AND service_id = :service AND team_id = :team AND response_state < 2
  AND (CAST(:hides_private AS BIGINT) = 0 OR NOT EXISTS (
      SELECT 1 FROM private_incident p WHERE p.org_id = i.org_id AND p.incident_id = i.id))
ORDER BY created_at DESC, id DESC
LIMIT CAST(:take AS BIGINT);

-- count_of_service(org, service, team, hides_private)
-- The same, counted.
SELECT COUNT(*), COUNT(*) FROM incident i
WHERE org_id = :org AND service_id = :service AND team_id = :team AND response_state < 2
  AND (CAST(:hides_private AS BIGINT) = 0 OR NOT EXISTS (
      SELECT 1 FROM private_incident p WHERE p.org_id = i.org_id AND p.incident_id = i.id));

-- handles_between(org, from_at, until_at, teams, states, services, integration, hides_private, take, skip)
-- Lists are JSON arrays of numbers; an empty text means no filter. integration 0 means any.
SELECT i.id, i.group_id, i.team_id,
       (SELECT g.version FROM incident_group g WHERE g.org_id = i.org_id AND g.id = i.group_id)
FROM incident i
WHERE org_id = :org AND created_at >= :from_at AND created_at <= :until_at
  AND (:teams = '' OR team_id IN (SELECT value FROM json_each(:teams)))
  AND (:states = '' OR response_state IN (SELECT value FROM json_each(:states)))
  AND (:services = '' OR service_id IN (SELECT value FROM json_each(:services)))
  AND (:integration = 0 OR integration_id = :integration)
  AND (CAST(:hides_private AS BIGINT) = 0 OR NOT EXISTS (
      SELECT 1 FROM private_incident p WHERE p.org_id = i.org_id AND p.incident_id = i.id))
ORDER BY created_at DESC, id DESC
LIMIT :take OFFSET :skip;
-- @postgres
SELECT i.id, i.group_id, i.team_id,
       (SELECT g.version FROM incident_group g WHERE g.org_id = i.org_id AND g.id = i.group_id)
FROM incident i
WHERE org_id = :org AND created_at >= :from_at AND created_at <= :until_at
  AND (:teams::text = '' OR team_id IN
       (SELECT value::bigint FROM json_array_elements_text(NULLIF(:teams::text, '')::json)))
  AND (:states::text = '' OR response_state IN
       (SELECT value::int FROM json_array_elements_text(NULLIF(:states::text, '')::json)))
  AND (:services::text = '' OR service_id IN
       (SELECT value::bigint FROM json_array_elements_text(NULLIF(:services::text, '')::json)))
  AND (:integration::bigint = 0 OR integration_id = :integration::bigint)
  AND (CAST(:hides_private AS BIGINT) = 0 OR NOT EXISTS (
      SELECT 1 FROM private_incident p WHERE p.org_id = i.org_id AND p.incident_id = i.id))
ORDER BY created_at DESC, id DESC
LIMIT :take::bigint OFFSET :skip::bigint;

-- count_between(org, from_at, until_at, teams, states, services, integration, hides_private)
-- All, and those not resolved.
SELECT COUNT(*), COUNT(CASE WHEN response_state < 2 THEN 1 END)
FROM incident i
WHERE org_id = :org AND created_at >= :from_at AND created_at <= :until_at
  AND (:teams = '' OR team_id IN (SELECT value FROM json_each(:teams)))
  AND (:states = '' OR response_state IN (SELECT value FROM json_each(:states)))
  AND (:services = '' OR service_id IN (SELECT value FROM json_each(:services)))
  AND (:integration = 0 OR integration_id = :integration)
  AND (CAST(:hides_private AS BIGINT) = 0 OR NOT EXISTS (
      SELECT 1 FROM private_incident p WHERE p.org_id = i.org_id AND p.incident_id = i.id));
-- @postgres
SELECT COUNT(*), COUNT(CASE WHEN response_state < 2 THEN 1 END)
FROM incident i
WHERE org_id = :org AND created_at >= :from_at AND created_at <= :until_at
  AND (:teams::text = '' OR team_id IN
       (SELECT value::bigint FROM json_array_elements_text(NULLIF(:teams::text, '')::json)))
  AND (:states::text = '' OR response_state IN
       (SELECT value::int FROM json_array_elements_text(NULLIF(:states::text, '')::json)))
  AND (:services::text = '' OR service_id IN
       (SELECT value::bigint FROM json_array_elements_text(NULLIF(:services::text, '')::json)))
  AND (:integration::bigint = 0 OR integration_id = :integration::bigint)
  AND (CAST(:hides_private AS BIGINT) = 0 OR NOT EXISTS (
      SELECT 1 FROM private_incident p WHERE p.org_id = i.org_id AND p.incident_id = i.id));
