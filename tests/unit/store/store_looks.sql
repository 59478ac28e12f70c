-- What the tests of store and core look at that the program itself never asks for, and rows that they
-- plant. What looks answers lines of text; times are told from a `base`.

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
    || CASE WHEN i.message IS NULL THEN 'message ' ELSE '' END
    || CASE WHEN i.published_at IS NULL THEN 'published_at ' ELSE '' END
    || CASE WHEN i.created_by IS NULL THEN 'created_by ' ELSE '' END
    || CASE WHEN g.identity IS NULL THEN 'group.identity ' ELSE '' END
    || CASE WHEN g.priority IS NULL THEN 'group.priority ' ELSE '' END
    || CASE WHEN g.severity_id IS NULL THEN 'group.severity ' ELSE '' END
FROM incident i JOIN incident_group g ON g.org_id = i.org_id AND g.id = i.group_id
WHERE i.org_id = :org AND i.id = :incident;

-- timeline_nulls(org, incident)
SELECT kind || CASE WHEN actor_id IS NULL THEN ' actor' ELSE '' END
    || CASE WHEN old_value IS NULL THEN ' old' ELSE '' END
    || CASE WHEN new_value IS NULL THEN ' new' ELSE '' END
FROM timeline WHERE org_id = :org AND incident_id = :incident ORDER BY id;

-- outbox_of(org, incident, base)
SELECT o.kind || ' ' || COALESCE(u.first_name, a.target, CAST(o.user_id AS TEXT))
    || CASE WHEN o.via = '' THEN '' ELSE ' via ' || o.via END
    || CASE WHEN o.policy_id IS NULL THEN ''
            ELSE ' by ' || COALESCE(p.name, CAST(o.policy_id AS TEXT)) END
    || CASE WHEN o.step IS NULL THEN '' ELSE ' step ' || CAST(o.step AS TEXT) END
    || ' at ' || CAST(o.due_at - CAST(:base AS BIGINT) AS TEXT) || ' ' || o.state
FROM outbox o
LEFT JOIN user_account u ON u.org_id = o.org_id AND u.id = o.user_id
LEFT JOIN escalation_policy p ON p.org_id = o.org_id AND p.id = o.policy_id
LEFT JOIN public_subscriber a ON a.org_id = o.org_id AND a.id = o.subscriber_id
WHERE o.org_id = :org AND o.incident_id = :incident
ORDER BY o.id;

-- history_of(org, incident, base)
-- The timeline, with names for ids.
WITH name (id, text) AS (
    SELECT CAST(id AS TEXT), name FROM incident_status WHERE org_id = :org
    UNION ALL SELECT CAST(id AS TEXT), name FROM severity WHERE org_id = :org
    UNION ALL SELECT CAST(id AS TEXT), first_name FROM user_account WHERE org_id = :org
), entry AS (
    SELECT id, kind, at, old_value, new_value, message, notifies,
           actor_kind || COALESCE(' ' || (SELECT k.name FROM api_key k
                                          WHERE k.org_id = timeline.org_id AND k.id = actor_id),
                                  ' ' || (SELECT n.name FROM integration n
                                          WHERE n.org_id = timeline.org_id AND n.id = actor_id),
                                  '') AS actor,
           CASE WHEN kind IN ('priority', 'escalated', 'public_sharing') THEN 0 ELSE 1 END AS is_id
    FROM timeline WHERE org_id = :org AND incident_id = :incident
)
SELECT e.kind || ' by ' || e.actor || ' at ' || CAST(e.at - CAST(:base AS BIGINT) AS TEXT)
    || CASE WHEN e.kind = 'suppressed' THEN ''
            ELSE ': ' || COALESCE(old.text, e.old_value, 'none') || ' to '
                      || COALESCE(new.text, e.new_value, 'none') END
    || COALESCE(', ' || e.message, '') || CASE e.notifies WHEN 1 THEN ', notifies' ELSE '' END
FROM entry e
LEFT JOIN name old ON old.id = e.old_value AND e.is_id = 1
LEFT JOIN name new ON new.id = e.new_value AND e.is_id = 1
ORDER BY e.at, e.id;

-- affected(org, incident)
-- The services that an incident affects, as they were given.
SELECT s.name || ' ' || CAST(a.impact AS TEXT)
FROM affected_service a JOIN service s ON s.org_id = a.org_id AND s.id = a.service_id
WHERE a.org_id = :org AND a.incident_id = :incident ORDER BY a.position;

-- periods(org, incident, base)
-- What the incident has done to services, and when.
SELECT s.name || ' ' || CAST(p.impact AS TEXT) || ' from ' || CAST(p.from_at - CAST(:base AS BIGINT) AS TEXT)
    || COALESCE(' until ' || CAST(p.until_at - CAST(:base AS BIGINT) AS TEXT), '')
FROM impact_period p JOIN service s ON s.org_id = p.org_id AND s.id = p.service_id
WHERE p.org_id = :org AND p.incident_id = :incident ORDER BY p.service_id, p.from_at;

-- notices(org, kind)
-- How many outbox rows of a kind there are.
SELECT CAST(COUNT(*) AS TEXT) FROM outbox WHERE org_id = :org AND kind = :kind;

-- own_statuses(org, service, base)
SELECT CAST(status AS TEXT) || ' at ' || CAST(at - CAST(:base AS BIGINT) AS TEXT)
FROM service_own_status WHERE org_id = :org AND service_id = :service ORDER BY at;

-- written(org)
-- How much has been written: alike before and after what changes nothing.
SELECT 'incidents ' || CAST(COUNT(*) AS TEXT) || ' updated ' || CAST(COALESCE(SUM(updated_at), 0) AS TEXT)
FROM incident WHERE org_id = :org
UNION ALL SELECT 'groups ' || CAST(COUNT(*) AS TEXT) || ' versions ' || CAST(COALESCE(SUM(version), 0) AS TEXT)
FROM incident_group WHERE org_id = :org
UNION ALL SELECT 'timeline ' || CAST(COUNT(*) AS TEXT) FROM timeline WHERE org_id = :org
UNION ALL SELECT 'suppressed ' || CAST(COUNT(*) AS TEXT) FROM suppressed_event WHERE org_id = :org
UNION ALL SELECT 'responders ' || CAST(COUNT(*) AS TEXT) FROM responder WHERE org_id = :org
UNION ALL SELECT 'affected ' || CAST(COUNT(*) AS TEXT) FROM affected_service WHERE org_id = :org
UNION ALL SELECT 'periods ' || CAST(COUNT(*) AS TEXT) || ' ended ' || CAST(COUNT(until_at) AS TEXT)
FROM impact_period WHERE org_id = :org
UNION ALL SELECT 'outbox ' || CAST(COUNT(*) AS TEXT) FROM outbox WHERE org_id = :org
UNION ALL SELECT 'pending ' || CAST(COUNT(*) AS TEXT) FROM outbox WHERE org_id = :org AND state = 'pending';

-- wrong(org)
-- What contradicts something else; never a line.
SELECT 'team ' || CAST(team_id AS TEXT) || ' state ' || CAST(response_state AS TEXT)
    || ' is counted wrong by ' || CAST(SUM(n) AS TEXT)
FROM (SELECT team_id, response_state, incidents AS n FROM incident_count WHERE org_id = :org
      UNION ALL
      SELECT team_id, response_state, -COUNT(*) FROM incident WHERE org_id = :org
      GROUP BY team_id, response_state) c
GROUP BY team_id, response_state HAVING SUM(n) <> 0
UNION ALL
SELECT 'team ' || CAST(team_id AS TEXT) || ' state ' || CAST(response_state AS TEXT)
    || ' has its private incidents counted wrong by ' || CAST(SUM(n) AS TEXT)
FROM (SELECT team_id, response_state, incidents AS n FROM private_count WHERE org_id = :org
      UNION ALL
      SELECT i.team_id, i.response_state, -COUNT(*)
      FROM private_incident p JOIN incident i ON i.org_id = p.org_id AND i.id = p.incident_id
      WHERE p.org_id = :org GROUP BY i.team_id, i.response_state) c
GROUP BY team_id, response_state HAVING SUM(n) <> 0
UNION ALL
SELECT 'private incident ' || CAST(p.incident_id AS TEXT) || ' is told to the world, or in a group with one that is not private'
FROM private_incident p JOIN incident i ON i.org_id = p.org_id AND i.id = p.incident_id
WHERE p.org_id = :org
  AND (i.published_at IS NOT NULL OR i.is_shared <> 0
       OR EXISTS (SELECT 1 FROM affected_service a WHERE a.org_id = i.org_id AND a.incident_id = i.id)
       OR EXISTS (SELECT 1 FROM incident o
                  WHERE o.org_id = i.org_id AND o.group_id = i.group_id
                    AND NOT EXISTS (SELECT 1 FROM private_incident q
                                    WHERE q.org_id = o.org_id AND q.incident_id = o.id)))
UNION ALL
SELECT 'group ' || CAST(g.id AS TEXT) || ' miscounts its occurrences or their newest'
FROM incident_group g
WHERE g.org_id = :org
  AND (g.occurrences <> (SELECT COUNT(*) FROM incident i WHERE i.org_id = g.org_id AND i.group_id = g.id)
       OR g.newest_incident_id <> (SELECT i.id FROM incident i
                                   WHERE i.org_id = g.org_id AND i.group_id = g.id
                                   ORDER BY i.occurrence DESC LIMIT 1))
UNION ALL
SELECT 'incident ' || CAST(i.id AS TEXT) || ' is open behind a newer one, or wrongly numbered'
FROM incident i JOIN incident_group g ON g.org_id = i.org_id AND g.id = i.group_id
WHERE i.org_id = :org
  AND ((i.response_state < 2 AND i.id <> g.newest_incident_id
        AND NOT EXISTS (SELECT 1 FROM timeline t -- somebody may take up an old one again
                        WHERE t.org_id = i.org_id AND t.incident_id = i.id AND t.kind = 'reopened'))
       OR i.team_id <> g.team_id
       OR i.occurrence <> (SELECT COUNT(*) FROM incident e
                           WHERE e.org_id = i.org_id AND e.group_id = i.group_id
                             AND e.occurrence <= i.occurrence))
UNION ALL
SELECT 'incident ' || CAST(i.id AS TEXT) || ' has times or a status that belie its state'
FROM incident i JOIN incident_status s ON s.org_id = i.org_id AND s.id = i.status_id
WHERE i.org_id = :org
  AND (s.response_state <> i.response_state
       OR (i.response_state = 2) <> (i.resolved_at IS NOT NULL)
       OR (i.response_state = 0 AND i.acknowledged_at IS NOT NULL)
       OR (i.response_state = 1 AND i.acknowledged_at IS NULL)
       OR (i.response_state > 0 AND i.escalates_at IS NOT NULL)
       OR i.updated_at < i.created_at OR i.resolved_at < i.created_at)
UNION ALL
SELECT 'incident ' || CAST(i.id AS TEXT) || ' miscounts its events, responders or their entries'
FROM incident i
WHERE i.org_id = :org
  AND ((SELECT COUNT(*) FROM responder r WHERE r.org_id = i.org_id AND r.incident_id = i.id) <> i.responders
       OR (SELECT COUNT(*) FROM suppressed_event e WHERE e.org_id = i.org_id AND e.incident_id = i.id) > i.suppressed
       OR (SELECT COUNT(*) FROM suppressed_event e WHERE e.org_id = i.org_id AND e.incident_id = i.id)
          <> (SELECT COUNT(*) FROM timeline t
              WHERE t.org_id = i.org_id AND t.incident_id = i.id AND t.kind = 'suppressed')
       OR (SELECT COUNT(*) FROM timeline t
           WHERE t.org_id = i.org_id AND t.incident_id = i.id AND t.kind = 'created') <> 1)
UNION ALL
SELECT 'incident ' || CAST(i.id AS TEXT) || ' is resolved and pages still'
FROM incident i
WHERE i.org_id = :org AND i.response_state = 2
  AND EXISTS (SELECT 1 FROM outbox o WHERE o.org_id = i.org_id AND o.incident_id = i.id
                                       AND o.kind = 'page' AND o.state = 'pending')
UNION ALL
SELECT 'incident ' || CAST(i.id AS TEXT) || ' is told to the world and affects nothing, or the other way'
FROM incident i
WHERE i.org_id = :org
  AND ((i.published_at IS NULL) <> NOT EXISTS (
           SELECT 1 FROM affected_service a WHERE a.org_id = i.org_id AND a.incident_id = i.id)
       OR (i.published_at IS NULL) <> NOT EXISTS (
           SELECT 1 FROM timeline t WHERE t.org_id = i.org_id AND t.incident_id = i.id AND t.is_public = 1)
       OR (i.published_at IS NULL AND i.message IS NOT NULL))
UNION ALL
SELECT 'incident ' || CAST(i.id AS TEXT) || ' was last told to the world otherwise'
FROM incident i
JOIN incident_status s ON s.org_id = i.org_id AND s.id = i.status_id
JOIN timeline t ON t.org_id = i.org_id AND t.incident_id = i.id
               AND t.id = (SELECT n.id FROM timeline n
                           WHERE n.org_id = i.org_id AND n.incident_id = i.id AND n.is_public = 1
                           ORDER BY n.at DESC, n.id DESC LIMIT 1)
WHERE i.org_id = :org
  AND (COALESCE(i.message, '-') <> COALESCE(t.message, '-') OR i.published_at <> t.at
       OR t.new_value <> s.public_status)
UNION ALL
SELECT 'entry ' || CAST(t.id AS TEXT) || ' is an update that is not public, or the other way'
FROM timeline t
WHERE t.org_id = :org
  AND ((t.kind = 'update') <> (t.is_public = 1)
       OR (t.kind <> 'update' AND t.notifies = 1)
       OR (t.kind NOT IN ('update', 'role', 'timestamp', 'detail') AND t.message IS NOT NULL))
UNION ALL
SELECT 'entry ' || CAST(t.id AS TEXT) || ' is news without a team, or of another one'
FROM timeline t JOIN incident i ON i.org_id = t.org_id AND i.id = t.incident_id
WHERE t.org_id = :org
  AND ((t.status_id IS NULL) <> (t.team_id IS NULL) OR t.team_id <> i.team_id)
UNION ALL
SELECT 'incident ' || CAST(a.incident_id AS TEXT) || ' affects service ' || CAST(a.service_id AS TEXT)
    || ' otherwise than it holds it, out of order, or as of another time'
FROM affected_service a JOIN incident i ON i.org_id = a.org_id AND i.id = a.incident_id
WHERE a.org_id = :org
  AND ((i.response_state < 2 AND a.impact > 0)
           <> EXISTS (SELECT 1 FROM impact_period p
                      WHERE p.org_id = a.org_id AND p.service_id = a.service_id
                        AND p.incident_id = a.incident_id AND p.until_at IS NULL AND p.impact = a.impact)
       OR a.incident_created_at <> i.created_at
       OR a.position <> (SELECT COUNT(*) FROM affected_service e
                         WHERE e.org_id = a.org_id AND e.incident_id = a.incident_id
                           AND e.position < a.position))
UNION ALL
SELECT 'service ' || CAST(p.service_id AS TEXT) || ' is held by incident ' || CAST(p.incident_id AS TEXT)
    || ' twice at once, for less than nothing, by no impact, or without being affected'
FROM impact_period p
WHERE p.org_id = :org
  AND (p.until_at < p.from_at OR p.impact = 0
       OR EXISTS (SELECT 1 FROM impact_period q
                  WHERE q.org_id = p.org_id AND q.service_id = p.service_id AND q.incident_id = p.incident_id
                    AND q.from_at > p.from_at AND (p.until_at IS NULL OR p.until_at > q.from_at))
       OR (p.until_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM affected_service a
                           WHERE a.org_id = p.org_id AND a.incident_id = p.incident_id
                             AND a.service_id = p.service_id)))
UNION ALL
SELECT 'service ' || CAST(s.id AS TEXT) || ' is set to what its record does not say'
FROM service s
WHERE s.org_id = :org
  AND s.own_status <> COALESCE((SELECT o.status FROM service_own_status o
                                WHERE o.org_id = s.org_id AND o.service_id = s.id
                                ORDER BY o.at DESC LIMIT 1), 0)
UNION ALL
SELECT 'notice ' || CAST(o.id AS TEXT) || ' tells of no entry that notifies, or tells nobody'
FROM outbox o
WHERE o.org_id = :org AND o.kind = 'update'
  AND ((o.user_id = 0) <> (o.subscriber_id IS NOT NULL)
       OR NOT EXISTS (SELECT 1 FROM timeline t
                      WHERE t.org_id = o.org_id AND t.incident_id = o.incident_id AND t.id = o.entry_id
                        AND t.is_public = 1 AND t.notifies = 1))
UNION ALL
SELECT 'subscriber ' || CAST(s.id AS TEXT) || ' is not as alone as it says'
FROM public_subscriber s
WHERE s.org_id = :org
  AND (s.is_alone = 1) <> ((SELECT COUNT(*) FROM public_subscriber o
                            WHERE o.org_id = s.org_id AND o.kind = s.kind AND o.target = s.target) = 1);

-- page_shows(org, page)
-- The elements of a status page, in order, with names for ids.
SELECT e.kind || ' ' || COALESCE(s.name, g.name, CAST(e.target_id AS TEXT))
    || CASE WHEN e.group_id IS NULL THEN '' ELSE ' in ' || COALESCE(o.name, 'nothing') END
    || CASE WHEN e.options = '' THEN '' ELSE ': ' || e.options END
FROM status_page_element e
LEFT JOIN service s ON s.org_id = e.org_id AND s.id = e.target_id
LEFT JOIN status_page_group g ON g.org_id = e.org_id AND g.id = e.target_id AND g.page_id = e.page_id
LEFT JOIN status_page_group o ON o.org_id = e.org_id AND o.id = e.group_id AND o.page_id = e.page_id
WHERE e.org_id = :org AND e.page_id = :page
ORDER BY e.position;

-- page_rows(org)
-- How many rows belong to status pages.
SELECT 'pages ' || CAST(COUNT(*) AS TEXT) FROM status_page WHERE org_id = :org
UNION ALL SELECT 'groups ' || CAST(COUNT(*) AS TEXT) FROM status_page_group WHERE org_id = :org
UNION ALL SELECT 'elements ' || CAST(COUNT(*) AS TEXT) FROM status_page_element WHERE org_id = :org
UNION ALL SELECT 'teams ' || CAST(COUNT(*) AS TEXT) FROM object_team
WHERE org_id = :org AND object_id NOT IN (SELECT id FROM service WHERE org_id = :org)
UNION ALL SELECT 'private ' || CAST(COUNT(*) AS TEXT) FROM private_subscriber WHERE org_id = :org
UNION ALL SELECT 'public ' || CAST(COUNT(*) AS TEXT) FROM public_subscriber WHERE org_id = :org
UNION ALL SELECT 'filters ' || CAST(COUNT(*) AS TEXT) FROM public_subscriber_service WHERE org_id = :org;

-- addresses(org, base)
-- The addresses of all pages, in the order in which they came.
SELECT p.name || ' ' || s.kind || ' ' || s.target || ' ' || s.locale
    || COALESCE(' at ' || CAST(s.confirmed_at - CAST(:base AS BIGINT) AS TEXT), ' unconfirmed')
    || CASE WHEN s.is_alone = 1 THEN ' alone' ELSE '' END
    || CASE WHEN s.is_filtered = 1
            THEN ' of ' || CAST((SELECT COUNT(*) FROM public_subscriber_service f
                                 WHERE f.org_id = s.org_id AND f.subscriber_id = s.id) AS TEXT)
            ELSE '' END
FROM public_subscriber s JOIN status_page p ON p.org_id = s.org_id AND p.id = s.page_id
WHERE s.org_id = :org
ORDER BY s.id;

-- addresses_wrong(org)
-- An address whose note about other pages belies them, or that is of no page; never a line.
SELECT s.target || ' of page ' || CAST(s.page_id AS TEXT) || ' is noted wrong'
FROM public_subscriber s
WHERE s.org_id = :org
  AND ((s.is_alone = 1) <> (1 = (SELECT COUNT(*) FROM public_subscriber o
                                 WHERE o.org_id = s.org_id AND o.kind = s.kind AND o.target = s.target))
       OR NOT EXISTS (SELECT 1 FROM status_page p WHERE p.org_id = s.org_id AND p.id = s.page_id));

-- waiters()
-- Who waits for a lock that this connection holds.
SELECT 0;
-- @postgres
SELECT COUNT(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid));

-- organisations()
SELECT CAST(COUNT(*) AS TEXT) FROM org;

-- ---- planted ----

-- add_page(org, id, name, is_private, is_activated)
INSERT INTO status_page (org_id, id, name, is_private, is_activated, presentation, created_at, updated_at)
VALUES (:org, :id, :name, :is_private, :is_activated, '{}', 1, 1);

-- add_element(org, page, position, target, group_id)
-- A service at the top, or in a group.
INSERT INTO status_page_element (org_id, page_id, position, kind, target_id, group_id, options)
VALUES (:org, :page, :position, 'service', :target, :group_id, '');

-- add_window(org, id, starts_at, ends_at, removed_at, created_by)
INSERT INTO maintenance_window
    (org_id, id, summary, description, time_zone, starts_at, ends_at, tells_creation, tells_start,
     tells_end, created_by, created_at, updated_at, removed_at)
VALUES (:org, :id, 'w', '', 'UTC', :starts_at, :ends_at, 0, 0, 0, :created_by, 1, 1, :removed_at);

-- add_window_target(org, window, target)
INSERT INTO maintenance_window_target (org_id, window_id, target_id) VALUES (:org, :window, :target);

-- ---- the index of incidents ----

-- facet_list(org)
SELECT DISTINCT kind, subject, value FROM facet_bits WHERE org_id = :org;

-- forget_facets(org)
DELETE FROM facet_bits WHERE org_id = :org;

-- forget_late(org)
DELETE FROM late_incident WHERE org_id = :org;

-- forget_order(org)
-- As a database from before the index has it.
UPDATE counter SET indexed = 0, newest_at = 0, newest_id = 0 WHERE org_id = :org AND name = 'incident';

-- fill_group(org, team)
INSERT INTO incident_group
    (id, org_id, team_id, number, newest_incident_id, occurrences, window_started_at, window_events,
     limited_until, version, created_at)
VALUES (1, :org, :team, 1, 1, 1, 0, 0, 0, 1, 1);

-- fill_incidents(org, team, until_at, count)
-- A quarter of an hour between two; one in fifty is told of a day later than it began.
WITH RECURSIVE n (i) AS
    (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < CAST(:count AS BIGINT))
INSERT INTO incident
    (id, org_id, group_id, team_id, number, occurrence, status_id, response_state, title, metadata,
     step, suppressed, responders, is_shared, created_at, updated_at, type_id, mode, severity_id)
SELECT 1000000 + i, :org, 1, :team, i, 1, 1 + i * 7 % 4, 0, 't', '{}', 0, 0, 0, 0,
       :until_at - (:count - i) * 900000 - CASE WHEN i % 50 = 0 THEN 86400000 ELSE 0 END,
       :until_at - (:count - i) * 900000 + i * 7919 % 4320 * 60000, 1,
       CASE WHEN i % 40 = 0 THEN 2 ELSE 0 END, 1 + i * 11 % 3
FROM n;

-- backfill_incidents(org, from_at)
-- Half of them: one in three of these on one day, the others over ten years; of another type in two.
UPDATE incident
SET created_at = CAST(:from_at AS BIGINT)
        + CASE WHEN number % 6 = 0 THEN number * 7 % 86400000 ELSE number * 40503 % 3650 * 86400000 END,
    type_id = CASE WHEN number % 6 > 0 AND number * 40503 % 3650 < 730 THEN 2 ELSE 1 END
WHERE org_id = :org AND number % 2 = 0;

-- fill_counter(org, count)
INSERT INTO counter (org_id, name, owner_id, value) VALUES (:org, 'incident', 0, :count);
