-- What an incident coordinates: types, roles, timestamps, durations, custom fields and their options.

-- type_list(org)
SELECT id, name, description, is_default, is_private_only, create_in_triage, created_at, updated_at
FROM incident_type WHERE org_id = :org ORDER BY id;

-- type_insert(org, id, name, description, is_default, is_private_only, create_in_triage, created_at)
INSERT INTO incident_type
    (org_id, id, name, description, is_default, is_private_only, create_in_triage, created_at, updated_at)
VALUES (:org, :id, :name, :description, :is_default, :is_private_only, :create_in_triage, :created_at,
        :created_at);

-- types_settle(org, type)
-- Incidents from before there were types have the default one.
UPDATE incident SET type_id = :type WHERE org_id = :org AND type_id IS NULL;

-- incident_role_list(org)
SELECT id, name, shortform, description, instructions, kind, created_at, updated_at
FROM incident_role WHERE org_id = :org ORDER BY id;

-- incident_role_insert(org, id, name, shortform, description, instructions, kind, created_at)
INSERT INTO incident_role
    (org_id, id, name, shortform, description, instructions, kind, created_at, updated_at)
VALUES (:org, :id, :name, :shortform, :description, :instructions, :kind, :created_at, :created_at);

-- timestamp_list(org)
SELECT id, name, rank, set_by, created_at, updated_at
FROM incident_timestamp WHERE org_id = :org ORDER BY rank, id;

-- timestamp_insert(org, id, name, rank, set_by, created_at)
INSERT INTO incident_timestamp (org_id, id, name, rank, set_by, created_at, updated_at)
VALUES (:org, :id, :name, :rank, :set_by, :created_at, :created_at);

-- metric_list(org)
SELECT id, name, from_timestamp_id, to_timestamp_id, created_at, updated_at
FROM duration_metric WHERE org_id = :org ORDER BY id;

-- metric_insert(org, id, name, from_timestamp, to_timestamp, created_at)
INSERT INTO duration_metric
    (org_id, id, name, from_timestamp_id, to_timestamp_id, created_at, updated_at)
VALUES (:org, :id, :name, :from_timestamp, :to_timestamp, :created_at, :created_at);

-- field_list(org)
SELECT id, name, description, field_type, catalog_type_id, created_at, updated_at
FROM custom_field WHERE org_id = :org ORDER BY id;

-- field_option_list(org)
SELECT field_id, id, value, sort_key, created_at, updated_at
FROM custom_field_option WHERE org_id = :org ORDER BY field_id, sort_key, id;

-- ---- severities, statuses, types, roles, timestamps, durations: changed and deleted ----

-- severity_update(org, id, name, description, rank, spike_level, updated_at)
UPDATE severity
SET name = :name, description = :description, rank = :rank, spike_level = :spike_level,
    updated_at = :updated_at
WHERE org_id = :org AND id = :id;

-- named_hold(org, status, severity, type)
-- How many of these rows are there; on PostgreSQL none of them goes until the transaction ends.
SELECT (SELECT COUNT(*) FROM incident_status WHERE org_id = :org AND id = :status)
     + (SELECT COUNT(*) FROM severity WHERE org_id = :org AND id = :severity)
     + (SELECT COUNT(*) FROM incident_type WHERE org_id = :org AND id = :type);
-- @postgres
WITH held_status AS (SELECT id FROM incident_status
                     WHERE org_id = CAST(:org AS BIGINT) AND id = :status FOR KEY SHARE),
     held_severity AS (SELECT id FROM severity
                       WHERE org_id = CAST(:org AS BIGINT) AND id = :severity FOR KEY SHARE),
     held_type AS (SELECT id FROM incident_type
                   WHERE org_id = CAST(:org AS BIGINT) AND id = :type FOR KEY SHARE)
SELECT (SELECT COUNT(*) FROM held_status) + (SELECT COUNT(*) FROM held_severity)
     + (SELECT COUNT(*) FROM held_type);

-- assignment_hold(org, role, user_id)
-- The same for a role and the user who is to have it.
SELECT (SELECT COUNT(*) FROM incident_role WHERE org_id = :org AND id = :role)
     + (SELECT COUNT(*) FROM user_account WHERE org_id = :org AND id = :user_id);
-- @postgres
WITH held_role AS (SELECT id FROM incident_role
                   WHERE org_id = CAST(:org AS BIGINT) AND id = :role FOR KEY SHARE),
     held_user AS (SELECT id FROM user_account
                   WHERE org_id = CAST(:org AS BIGINT) AND id = :user_id FOR KEY SHARE)
SELECT (SELECT COUNT(*) FROM held_role) + (SELECT COUNT(*) FROM held_user);

-- timestamp_hold(org, id)
-- The same for a timestamp.
SELECT COUNT(*) FROM incident_timestamp WHERE org_id = :org AND id = :id;
-- @postgres
WITH held AS (SELECT id FROM incident_timestamp
              WHERE org_id = CAST(:org AS BIGINT) AND id = :id FOR KEY SHARE)
SELECT COUNT(*) FROM held;

-- severity_delete(org, id)
DELETE FROM severity WHERE org_id = :org AND id = :id;

-- former_severity_list(org)
SELECT id, name, description, rank, spike_level, created_at, updated_at
FROM former_severity WHERE org_id = :org ORDER BY id;

-- former_severity_insert(org, id)
-- Before it is deleted.
INSERT INTO former_severity
    (org_id, id, name, description, rank, spike_level, created_at, updated_at)
SELECT org_id, id, name, description, rank, spike_level, created_at, updated_at
FROM severity WHERE org_id = :org AND id = :id;

-- former_severity_prune(org, keep)
-- Only the newest stay.
DELETE FROM former_severity
WHERE org_id = :org
  AND id <= (SELECT id FROM former_severity WHERE org_id = :org
             ORDER BY id DESC LIMIT 1 OFFSET CAST(:keep AS BIGINT));

-- status_update(org, id, name, description, updated_at)
-- What it means stays: incidents keep a copy of its response state.
UPDATE incident_status SET name = :name, description = :description, updated_at = :updated_at
WHERE org_id = :org AND id = :id;

-- status_delete(org, id)
DELETE FROM incident_status WHERE org_id = :org AND id = :id;

-- former_status_list(org)
SELECT id, name, description, rank, category, response_state, public_status, created_at, updated_at
FROM former_status WHERE org_id = :org ORDER BY id;

-- former_status_insert(org, id)
-- Before it is deleted.
INSERT INTO former_status
    (org_id, id, name, description, rank, category, response_state, public_status, created_at,
     updated_at)
SELECT org_id, id, name, description, rank, category, response_state, public_status, created_at,
       updated_at
FROM incident_status WHERE org_id = :org AND id = :id;

-- former_status_prune(org, keep)
-- Only the newest stay.
DELETE FROM former_status
WHERE org_id = :org
  AND id <= (SELECT id FROM former_status WHERE org_id = :org
             ORDER BY id DESC LIMIT 1 OFFSET CAST(:keep AS BIGINT));

-- type_update(org, id, name, description, is_default, is_private_only, create_in_triage, updated_at)
UPDATE incident_type
SET name = :name, description = :description, is_default = :is_default,
    is_private_only = :is_private_only, create_in_triage = :create_in_triage,
    updated_at = :updated_at
WHERE org_id = :org AND id = :id;

-- type_delete(org, id)
DELETE FROM incident_type WHERE org_id = :org AND id = :id;

-- incident_role_update(org, id, name, shortform, description, instructions, updated_at)
UPDATE incident_role
SET name = :name, shortform = :shortform, description = :description,
    instructions = :instructions, updated_at = :updated_at
WHERE org_id = :org AND id = :id;

-- incident_role_delete(org, id)
DELETE FROM incident_role WHERE org_id = :org AND id = :id;

-- incident_role_assigned(org, role)
SELECT 1 FROM incident_role_assignment WHERE org_id = :org AND role_id = :role LIMIT 1;

-- user_assigned(org, user_id)
SELECT 1 FROM incident_role_assignment WHERE org_id = :org AND user_id = :user_id LIMIT 1;

-- timestamp_update(org, id, name, rank, updated_at)
UPDATE incident_timestamp SET name = :name, rank = :rank, updated_at = :updated_at
WHERE org_id = :org AND id = :id;

-- timestamp_delete(org, id)
DELETE FROM incident_timestamp WHERE org_id = :org AND id = :id;

-- timestamp_has_values(org, timestamp)
SELECT 1 FROM incident_timestamp_value WHERE org_id = :org AND timestamp_id = :timestamp LIMIT 1;

-- metric_update(org, id, name, from_timestamp, to_timestamp, updated_at)
UPDATE duration_metric
SET name = :name, from_timestamp_id = :from_timestamp, to_timestamp_id = :to_timestamp,
    updated_at = :updated_at
WHERE org_id = :org AND id = :id;

-- metric_delete(org, id)
DELETE FROM duration_metric WHERE org_id = :org AND id = :id;
