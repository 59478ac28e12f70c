-- What bears on services: impacts of incidents, what people set, corrections of history.

-- affected_list(org, incidents)
-- Of incidents given as a JSON array of ids, as they were given.
SELECT incident_id, service_id, impact FROM affected_service
WHERE org_id = :org AND incident_id IN (SELECT value FROM json_each(:incidents))
ORDER BY incident_id, position;
-- @postgres
SELECT incident_id, service_id, impact FROM affected_service
WHERE org_id = :org AND incident_id = ANY (SELECT value::bigint FROM json_array_elements_text(:incidents::json))
ORDER BY incident_id, position;

-- affected_set(org, incident, service, position, impact, incident_created_at)
INSERT INTO affected_service (org_id, incident_id, service_id, position, impact, incident_created_at)
VALUES (:org, :incident, :service, :position, :impact, :incident_created_at)
ON CONFLICT (org_id, incident_id, service_id)
DO UPDATE SET position = excluded.position, impact = excluded.impact;

-- service_hold(org, service)
-- The service is not deleted until the transaction ends.
SELECT id FROM service WHERE org_id = :org AND id = :service;
-- @postgres
SELECT id FROM service WHERE org_id = :org AND id = :service FOR KEY SHARE;

-- service_lock(org, service)
-- Nobody holds the service, until the transaction ends.
SELECT id FROM service WHERE org_id = :org AND id = :service;
-- @postgres
SELECT id FROM service WHERE org_id = :org AND id = :service FOR UPDATE;

-- integrations_release(org, service)
-- Archived ones are shown with what they were, but hold nothing.
UPDATE integration SET service_id = NULL
WHERE org_id = :org AND service_id = :service AND archived_at IS NOT NULL;

-- affected_delete(org, incident, service)
DELETE FROM affected_service
WHERE org_id = :org AND incident_id = :incident AND service_id = :service;

-- affected_exists(org, service)
SELECT 1 FROM affected_service WHERE org_id = :org AND service_id = :service LIMIT 1;

-- impact_open(org, service, incident, from_at, impact)
-- A period that began at this instant is replaced: an impact that lasted no time never was.
INSERT INTO impact_period (org_id, service_id, incident_id, from_at, until_at, impact)
VALUES (:org, :service, :incident, :from_at, NULL, :impact)
ON CONFLICT (org_id, service_id, incident_id, from_at)
DO UPDATE SET until_at = NULL, impact = excluded.impact;

-- impact_close(org, service, incident, until_at)
UPDATE impact_period SET until_at = :until_at
WHERE org_id = :org AND service_id = :service AND incident_id = :incident AND until_at IS NULL;

-- impact_worst_list(org, services)
-- The worst open impact of each service (a JSON array of ids) that has one. A step into the index finds
-- it, however many incidents are open.
SELECT id, worst
FROM (SELECT value AS id, (SELECT MAX(impact) FROM impact_period
                           WHERE org_id = :org AND service_id = value AND until_at IS NULL) AS worst
      FROM json_each(:services)) s
WHERE worst IS NOT NULL ORDER BY id;
-- @postgres
SELECT id, worst
FROM (SELECT value::bigint AS id, (SELECT MAX(impact) FROM impact_period
                                   WHERE org_id = :org AND service_id = value::bigint
                                     AND until_at IS NULL) AS worst
      FROM json_array_elements_text(:services::json)) s
WHERE worst IS NOT NULL ORDER BY id;

-- impact_holder(org, service, team)
-- The newest incident of the team that holds the service now, and that somebody has in hand or was paged
-- for.
SELECT i.id FROM impact_period p JOIN incident i ON i.org_id = p.org_id AND i.id = p.incident_id
WHERE p.org_id = :org AND p.service_id = :service AND p.until_at IS NULL AND i.team_id = :team
  AND (i.response_state = 1 OR EXISTS (SELECT 1 FROM outbox o
       WHERE o.org_id = i.org_id AND o.incident_id = i.id AND o.kind = 'page'))
ORDER BY i.id DESC LIMIT 1;

-- impact_history(org, services, since, most, rows)
-- What bore on services (a JSON array of ids) at or after an instant: of what has ended the `most` newest
-- of each, of what goes on the earliest of each impact, for the others change nothing.
SELECT service_id, impact, MIN(from_at), NULL FROM impact_period
WHERE org_id = :org AND service_id IN (SELECT value FROM json_each(:services)) AND until_at IS NULL
GROUP BY service_id, impact
UNION ALL
SELECT p.service_id, p.impact, p.from_at, p.until_at
FROM json_each(:services) JOIN impact_period p ON p.service_id = json_each.value
WHERE p.org_id = :org AND p.until_at IS NOT NULL
  AND p.until_at > MAX(:since, COALESCE((SELECT until_at FROM impact_period
                                         WHERE org_id = :org AND service_id = json_each.value
                                           AND until_at IS NOT NULL AND until_at > :since
                                         ORDER BY until_at DESC LIMIT 1 OFFSET :most), 0))
LIMIT :rows;
-- @postgres
SELECT service_id, impact, MIN(from_at), NULL FROM impact_period
WHERE org_id = :org AND service_id = ANY (SELECT value::bigint FROM json_array_elements_text(:services::json))
  AND until_at IS NULL
GROUP BY service_id, impact
UNION ALL
SELECT p.service_id, p.impact, p.from_at, p.until_at
FROM (SELECT value::bigint AS id FROM json_array_elements_text(:services::json)) s
CROSS JOIN LATERAL (SELECT service_id, impact, from_at, until_at FROM impact_period
                    WHERE org_id = :org AND service_id = s.id AND until_at IS NOT NULL AND until_at > :since
                    ORDER BY until_at DESC LIMIT :most::bigint) p
LIMIT :rows::bigint;

-- own_status_set(org, service, at, status)
INSERT INTO service_own_status (org_id, service_id, at, status) VALUES (:org, :service, :at, :status)
ON CONFLICT (org_id, service_id, at) DO UPDATE SET status = excluded.status;

-- own_status_history(org, services, since, most, rows)
-- What people set services to (a JSON array of ids) after an instant, the `most` newest of each, and what
-- each was set to by then; by service, then time.
SELECT o.service_id, o.status, o.at
FROM json_each(:services) JOIN service_own_status o ON o.service_id = json_each.value
WHERE o.org_id = :org
  AND o.at >= MAX(COALESCE((SELECT MAX(at) FROM service_own_status
                            WHERE org_id = :org AND service_id = json_each.value AND at <= :since), 0),
                  COALESCE((SELECT at + 1 FROM service_own_status
                            WHERE org_id = :org AND service_id = json_each.value AND at > :since
                            ORDER BY at DESC LIMIT 1 OFFSET :most), 0))
ORDER BY o.service_id, o.at
LIMIT :rows;
-- @postgres
SELECT o.service_id, o.status, o.at
FROM (SELECT value::bigint AS id FROM json_array_elements_text(:services::json)) s
JOIN service_own_status o ON o.service_id = s.id
WHERE o.org_id = :org
  AND o.at >= GREATEST(COALESCE((SELECT MAX(at) FROM service_own_status
                                 WHERE org_id = :org AND service_id = s.id AND at <= :since), 0),
                       COALESCE((SELECT at + 1 FROM service_own_status
                                 WHERE org_id = :org AND service_id = s.id AND at > :since
                                 ORDER BY at DESC LIMIT 1 OFFSET :most::bigint), 0))
ORDER BY o.service_id, o.at
LIMIT :rows::bigint;

-- own_status_delete(org, service)
DELETE FROM service_own_status WHERE org_id = :org AND service_id = :service;

-- override_history(org, services, from_at, until_at, most, rows)
-- That overlap the range, of services (a JSON array of ids), as they were made: of each service the
-- `most` that end last.
SELECT o.service_id, o.status, o.from_at, o.until_at
FROM json_each(:services) JOIN outage_override o ON o.service_id = json_each.value
WHERE o.org_id = :org AND o.from_at < :until_at
  AND o.until_at > MAX(:from_at, COALESCE((SELECT until_at FROM outage_override
                                           WHERE org_id = :org AND service_id = json_each.value AND until_at > :from_at
                                           ORDER BY until_at DESC LIMIT 1 OFFSET :most), 0))
ORDER BY o.service_id, o.id
LIMIT :rows;
-- @postgres
SELECT o.service_id, o.status, o.from_at, o.until_at
FROM (SELECT value::bigint AS id FROM json_array_elements_text(:services::json)) s
CROSS JOIN LATERAL (SELECT id, service_id, status, from_at, until_at FROM outage_override
                    WHERE org_id = :org AND service_id = s.id AND until_at > :from_at
                    ORDER BY until_at DESC LIMIT :most::bigint) o
WHERE o.from_at < :until_at
ORDER BY o.service_id, o.id
LIMIT :rows::bigint;

-- override_list(org, from_at, until_at, take, skip)
-- That overlap the range, as they were made.
SELECT id, service_id, status, from_at, until_at, created_at FROM outage_override
WHERE org_id = :org AND until_at > :from_at AND from_at < :until_at
ORDER BY id LIMIT CAST(:take AS BIGINT) OFFSET CAST(:skip AS BIGINT);

-- override_list_of(org, services, from_at, until_at, take, skip)
-- The same, of services given as a JSON array of ids.
SELECT id, service_id, status, from_at, until_at, created_at FROM outage_override
WHERE org_id = :org AND service_id IN (SELECT value FROM json_each(:services))
  AND until_at > :from_at AND from_at < :until_at
ORDER BY id LIMIT :take OFFSET :skip;
-- @postgres
SELECT id, service_id, status, from_at, until_at, created_at FROM outage_override
WHERE org_id = :org AND service_id = ANY (SELECT value::bigint FROM json_array_elements_text(:services::json))
  AND until_at > :from_at AND from_at < :until_at
ORDER BY id LIMIT :take::bigint OFFSET :skip::bigint;

-- override_get(org, id)
SELECT id, service_id, status, from_at, until_at, created_at
FROM outage_override WHERE org_id = :org AND id = :id;

-- override_insert(org, id, service, status, from_at, until_at, created_at)
INSERT INTO outage_override (org_id, id, service_id, status, from_at, until_at, created_at)
VALUES (:org, :id, :service, :status, :from_at, :until_at, :created_at);

-- override_update(org, id, service, status, from_at, until_at)
UPDATE outage_override
SET service_id = :service, status = :status, from_at = :from_at, until_at = :until_at
WHERE org_id = :org AND id = :id;

-- override_delete(org, id)
DELETE FROM outage_override WHERE org_id = :org AND id = :id;

-- overrides_delete(org, service)
DELETE FROM outage_override WHERE org_id = :org AND service_id = :service;

-- ---- incidents that affect services, newest first ----

-- published_list(org, from_at, until_at, statuses, take, skip)
-- statuses is a JSON array of ids; an empty text means any.
SELECT i.id, i.group_id, i.team_id,
       (SELECT g.version FROM incident_group g WHERE g.org_id = i.org_id AND g.id = i.group_id)
FROM incident i
WHERE org_id = :org AND published_at IS NOT NULL AND created_at >= :from_at AND created_at <= :until_at
  AND (:statuses = '' OR i.status_id IN (SELECT value FROM json_each(:statuses)))
ORDER BY created_at DESC, id DESC
LIMIT :take OFFSET :skip;
-- @postgres
SELECT i.id, i.group_id, i.team_id,
       (SELECT g.version FROM incident_group g WHERE g.org_id = i.org_id AND g.id = i.group_id)
FROM incident i
WHERE org_id = :org AND published_at IS NOT NULL AND created_at >= :from_at AND created_at <= :until_at
  AND (:statuses::text = '' OR i.status_id IN
       (SELECT value::bigint FROM json_array_elements_text(NULLIF(:statuses::text, '')::json)))
ORDER BY created_at DESC, id DESC
LIMIT :take::bigint OFFSET :skip::bigint;

-- published_of_team(org, team, from_at, until_at, statuses, take, skip)
-- The same, of one team, by its own index.
SELECT i.id, i.group_id, i.team_id,
       (SELECT g.version FROM incident_group g WHERE g.org_id = i.org_id AND g.id = i.group_id)
FROM incident i
WHERE org_id = :org AND team_id = :team AND published_at IS NOT NULL
  AND created_at >= :from_at AND created_at <= :until_at
  AND (:statuses = '' OR i.status_id IN (SELECT value FROM json_each(:statuses)))
ORDER BY created_at DESC, id DESC
LIMIT :take OFFSET :skip;
-- @postgres
SELECT i.id, i.group_id, i.team_id,
       (SELECT g.version FROM incident_group g WHERE g.org_id = i.org_id AND g.id = i.group_id)
FROM incident i
WHERE org_id = :org AND team_id = :team AND published_at IS NOT NULL
  AND created_at >= :from_at AND created_at <= :until_at
  AND (:statuses::text = '' OR i.status_id IN
       (SELECT value::bigint FROM json_array_elements_text(NULLIF(:statuses::text, '')::json)))
ORDER BY created_at DESC, id DESC
LIMIT :take::bigint OFFSET :skip::bigint;

-- published_open_list(org, team, from_at, until_at, statuses, take, skip)
-- The same, of a team or with 0 of all, of those not resolved: few, wherever they stand among the others.
SELECT i.id, i.group_id, i.team_id,
       (SELECT g.version FROM incident_group g WHERE g.org_id = i.org_id AND g.id = i.group_id)
FROM incident i
WHERE org_id = :org AND published_at IS NOT NULL AND response_state < 2
  AND created_at >= :from_at AND created_at <= :until_at AND CAST(:team AS BIGINT) IN (0, i.team_id)
  AND (:statuses = '' OR i.status_id IN (SELECT value FROM json_each(:statuses)))
ORDER BY created_at DESC, id DESC
LIMIT :take OFFSET :skip;
-- @postgres
SELECT i.id, i.group_id, i.team_id,
       (SELECT g.version FROM incident_group g WHERE g.org_id = i.org_id AND g.id = i.group_id)
FROM incident i
WHERE org_id = :org AND published_at IS NOT NULL AND response_state < 2
  AND created_at >= :from_at AND created_at <= :until_at AND CAST(:team AS BIGINT) IN (0, i.team_id)
  AND (:statuses::text = '' OR i.status_id IN
       (SELECT value::bigint FROM json_array_elements_text(NULLIF(:statuses::text, '')::json)))
ORDER BY created_at DESC, id DESC
LIMIT :take::bigint OFFSET :skip::bigint;

-- published_open_of_services(org, services, team, from_at, until_at, statuses, take, skip)
-- The same, of those not resolved that affect any of some services (a JSON array of ids).
SELECT i.id, i.group_id, i.team_id,
       (SELECT g.version FROM incident_group g WHERE g.org_id = i.org_id AND g.id = i.group_id)
FROM incident i
WHERE org_id = :org AND published_at IS NOT NULL AND response_state < 2
  AND created_at >= :from_at AND created_at <= :until_at AND CAST(:team AS BIGINT) IN (0, i.team_id)
  AND (:statuses = '' OR i.status_id IN (SELECT value FROM json_each(:statuses)))
  AND EXISTS (SELECT 1 FROM affected_service a
              WHERE a.org_id = i.org_id AND a.incident_id = i.id
                AND a.service_id IN (SELECT value FROM json_each(:services)))
ORDER BY created_at DESC, id DESC
LIMIT :take OFFSET :skip;
-- @postgres
SELECT i.id, i.group_id, i.team_id,
       (SELECT g.version FROM incident_group g WHERE g.org_id = i.org_id AND g.id = i.group_id)
FROM incident i
WHERE org_id = :org AND published_at IS NOT NULL AND response_state < 2
  AND created_at >= :from_at AND created_at <= :until_at AND CAST(:team AS BIGINT) IN (0, i.team_id)
  AND (:statuses::text = '' OR i.status_id IN
       (SELECT value::bigint FROM json_array_elements_text(NULLIF(:statuses::text, '')::json)))
  AND EXISTS (SELECT 1 FROM affected_service a
              WHERE a.org_id = i.org_id AND a.incident_id = i.id
                AND a.service_id = ANY (SELECT value::bigint FROM json_array_elements_text(:services::json)))
ORDER BY created_at DESC, id DESC
LIMIT :take::bigint OFFSET :skip::bigint;

-- published_of_service(org, service, team, from_at, until_at, statuses, take, skip)
-- The same, of those that affect one service, by its own index.
SELECT i.id, i.group_id, i.team_id,
       (SELECT g.version FROM incident_group g WHERE g.org_id = i.org_id AND g.id = i.group_id)
FROM affected_service a JOIN incident i ON i.org_id = :org AND i.id = a.incident_id
WHERE a.org_id = :org AND a.service_id = :service
  AND a.incident_created_at >= :from_at AND a.incident_created_at <= :until_at
  AND CAST(:team AS BIGINT) IN (0, i.team_id)
  AND (:statuses = '' OR i.status_id IN (SELECT value FROM json_each(:statuses)))
ORDER BY a.incident_created_at DESC, a.incident_id DESC
LIMIT :take OFFSET :skip;
-- @postgres
SELECT i.id, i.group_id, i.team_id,
       (SELECT g.version FROM incident_group g WHERE g.org_id = i.org_id AND g.id = i.group_id)
FROM affected_service a JOIN incident i ON i.org_id = :org AND i.id = a.incident_id
WHERE a.org_id = :org AND a.service_id = :service
  AND a.incident_created_at >= :from_at AND a.incident_created_at <= :until_at
  AND CAST(:team AS BIGINT) IN (0, i.team_id)
  AND (:statuses::text = '' OR i.status_id IN
       (SELECT value::bigint FROM json_array_elements_text(NULLIF(:statuses::text, '')::json)))
ORDER BY a.incident_created_at DESC, a.incident_id DESC
LIMIT :take::bigint OFFSET :skip::bigint;

-- published_of_services(org, services, team, from_at, until_at, statuses, take, skip)
-- The same, of those that affect any of several: all of them are read and sorted.
SELECT i.id, i.group_id, i.team_id,
       (SELECT g.version FROM incident_group g WHERE g.org_id = i.org_id AND g.id = i.group_id)
FROM (SELECT DISTINCT incident_created_at AS created, incident_id FROM affected_service
      WHERE org_id = :org AND service_id IN (SELECT value FROM json_each(:services))
        AND incident_created_at >= :from_at AND incident_created_at <= :until_at) a
JOIN incident i ON i.org_id = :org AND i.id = a.incident_id
WHERE CAST(:team AS BIGINT) IN (0, i.team_id)
  AND (:statuses = '' OR i.status_id IN (SELECT value FROM json_each(:statuses)))
ORDER BY a.created DESC, a.incident_id DESC
LIMIT :take OFFSET :skip;
-- @postgres
SELECT i.id, i.group_id, i.team_id,
       (SELECT g.version FROM incident_group g WHERE g.org_id = i.org_id AND g.id = i.group_id)
FROM (SELECT DISTINCT incident_created_at AS created, incident_id FROM affected_service
      WHERE org_id = :org AND service_id = ANY (SELECT value::bigint FROM json_array_elements_text(:services::json))
        AND incident_created_at >= :from_at AND incident_created_at <= :until_at) a
JOIN incident i ON i.org_id = :org AND i.id = a.incident_id
WHERE CAST(:team AS BIGINT) IN (0, i.team_id)
  AND (:statuses::text = '' OR i.status_id IN
       (SELECT value::bigint FROM json_array_elements_text(NULLIF(:statuses::text, '')::json)))
ORDER BY a.created DESC, a.incident_id DESC
LIMIT :take::bigint OFFSET :skip::bigint;

-- updates_list(org, incident, take)
-- What the world was told, newest first.
SELECT id, at, actor_kind, actor_id, new_value, message, notifies
FROM timeline WHERE org_id = :org AND incident_id = :incident AND is_public = 1
ORDER BY at DESC, id DESC LIMIT CAST(:take AS BIGINT);
