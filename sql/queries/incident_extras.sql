-- What stands beside incidents: details, roles, moments; and the keys that clients create them with.

-- incident_shown_list(org, incidents)
-- A page of incidents, given as a JSON array of ids, as far as their rows are shown, with their details.
SELECT i.id, i.team_id, i.number, i.status_id, i.response_state, i.title, i.integration_id, i.severity_id,
       i.created_at, i.updated_at, i.created_by, i.creator_key_id, i.type_id, i.mode,
       COALESCE((SELECT 1 FROM private_incident p WHERE p.org_id = i.org_id AND p.incident_id = i.id), 0),
       d.summary, d.call_url, d.has_debrief, d.issue_provider, d.issue_name,
       d.issue_permalink
FROM incident i LEFT JOIN incident_detail d ON d.org_id = i.org_id AND d.incident_id = i.id
WHERE i.org_id = :org AND i.id IN (SELECT value FROM json_each(:incidents))
ORDER BY i.id;
-- @postgres
SELECT i.id, i.team_id, i.number, i.status_id, i.response_state, i.title, i.integration_id, i.severity_id,
       i.created_at, i.updated_at, i.created_by, i.creator_key_id, i.type_id, i.mode,
       COALESCE((SELECT 1 FROM private_incident p WHERE p.org_id = i.org_id AND p.incident_id = i.id), 0),
       d.summary, d.call_url, d.has_debrief, d.issue_provider, d.issue_name,
       d.issue_permalink
FROM incident i LEFT JOIN incident_detail d ON d.org_id = i.org_id AND d.incident_id = i.id
WHERE i.org_id = :org
  AND i.id = ANY (ARRAY(SELECT value::bigint FROM json_array_elements_text(:incidents::json)))
ORDER BY i.id;

-- extras_get(org, incident)
SELECT summary, call_url, has_debrief, issue_provider, issue_name, issue_permalink
FROM incident_detail WHERE org_id = :org AND incident_id = :incident;

-- extras_set(org, incident, summary, call_url, has_debrief, issue_provider, issue_name, issue_permalink)
INSERT INTO incident_detail
    (org_id, incident_id, summary, call_url, has_debrief, issue_provider, issue_name,
     issue_permalink)
VALUES (:org, :incident, :summary, :call_url, :has_debrief, :issue_provider,
        :issue_name, :issue_permalink)
ON CONFLICT (org_id, incident_id)
DO UPDATE SET summary = excluded.summary, call_url = excluded.call_url,
              has_debrief = excluded.has_debrief,
              issue_provider = excluded.issue_provider, issue_name = excluded.issue_name,
              issue_permalink = excluded.issue_permalink;

-- ---- roles ----

-- assignment_list(org, incidents)
SELECT incident_id, role_id, user_id FROM incident_role_assignment
WHERE org_id = :org AND incident_id IN (SELECT value FROM json_each(:incidents))
ORDER BY incident_id, role_id;
-- @postgres
SELECT incident_id, role_id, user_id FROM incident_role_assignment
WHERE org_id = :org
  AND incident_id = ANY (ARRAY(SELECT value::bigint FROM json_array_elements_text(:incidents::json)))
ORDER BY incident_id, role_id;

-- assignment_set(org, incident, role, user_id)
INSERT INTO incident_role_assignment (org_id, incident_id, role_id, user_id)
VALUES (:org, :incident, :role, :user_id)
ON CONFLICT (org_id, incident_id, role_id) DO UPDATE SET user_id = excluded.user_id;

-- assignment_delete(org, incident, role)
DELETE FROM incident_role_assignment
WHERE org_id = :org AND incident_id = :incident AND role_id = :role;

-- ---- moments ----

-- moment_list(org, incidents)
SELECT incident_id, timestamp_id, at FROM incident_timestamp_value
WHERE org_id = :org AND incident_id IN (SELECT value FROM json_each(:incidents))
ORDER BY incident_id, timestamp_id;
-- @postgres
SELECT incident_id, timestamp_id, at FROM incident_timestamp_value
WHERE org_id = :org
  AND incident_id = ANY (ARRAY(SELECT value::bigint FROM json_array_elements_text(:incidents::json)))
ORDER BY incident_id, timestamp_id;

-- moment_add(org, incident, timestamp, at)
-- What is set already stays.
INSERT INTO incident_timestamp_value (org_id, incident_id, timestamp_id, at)
VALUES (:org, :incident, :timestamp, :at)
ON CONFLICT (org_id, incident_id, timestamp_id) DO NOTHING;

-- moment_set(org, incident, timestamp, at)
INSERT INTO incident_timestamp_value (org_id, incident_id, timestamp_id, at)
VALUES (:org, :incident, :timestamp, :at)
ON CONFLICT (org_id, incident_id, timestamp_id) DO UPDATE SET at = excluded.at;

-- moment_delete(org, incident, timestamp)
DELETE FROM incident_timestamp_value
WHERE org_id = :org AND incident_id = :incident AND timestamp_id = :timestamp;

-- ---- clients' keys ----

-- incident_request_claim(org, api_key, idem_key, request_hash, created_at)
-- No row changed: the key was used before. Waits for one that is being used.
INSERT INTO incident_request (org_id, api_key_id, idem_key, request_hash, incident_id, created_at)
VALUES (:org, :api_key, :idem_key, :request_hash, 0, :created_at)
ON CONFLICT DO NOTHING;

-- incident_request_get(org, api_key, idem_key)
SELECT request_hash, incident_id FROM incident_request
WHERE org_id = :org AND api_key_id = :api_key AND idem_key = :idem_key;

-- incident_request_settle(org, api_key, idem_key, incident)
UPDATE incident_request SET incident_id = :incident
WHERE org_id = :org AND api_key_id = :api_key AND idem_key = :idem_key;

-- incident_request_drop(org, api_key, idem_key, before)
-- This one, when it is too old to count.
DELETE FROM incident_request
WHERE org_id = :org AND api_key_id = :api_key AND idem_key = :idem_key AND created_at < :before;

-- incident_request_expire(org, before)
-- A few at a time: it is done beside somebody's request.
DELETE FROM incident_request
WHERE org_id = :org AND (api_key_id, idem_key) IN
    (SELECT api_key_id, idem_key FROM incident_request
     WHERE org_id = :org AND created_at < :before
     ORDER BY created_at LIMIT 100);
-- @postgres
DELETE FROM incident_request
WHERE org_id = :org AND (api_key_id, idem_key) IN
    (SELECT api_key_id, idem_key FROM incident_request
     WHERE org_id = :org AND created_at < :before
     ORDER BY created_at LIMIT 100 FOR UPDATE SKIP LOCKED);
