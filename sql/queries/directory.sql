-- Configuration: loaded whole into the directory, written one row at a time.

-- org_get(org)
-- 0: the first one.
SELECT id, name, created_at FROM org WHERE CAST(:org AS BIGINT) IN (0, id) ORDER BY id LIMIT 1;

-- org_insert(id, name, created_at)
INSERT INTO org (id, name, created_at) VALUES (:id, :name, :created_at);

-- team_list(org)
SELECT id, name, uid, is_private, is_default, created_at, updated_at
FROM team WHERE org_id = :org ORDER BY id;

-- team_insert(org, id, name, uid, is_private, is_default, created_at)
INSERT INTO team (org_id, id, name, uid, is_private, is_default, created_at, updated_at)
VALUES (:org, :id, :name, :uid, :is_private, :is_default, :created_at, :created_at);

-- team_update(org, id, name, is_private, updated_at)
UPDATE team SET name = :name, is_private = :is_private, updated_at = :updated_at
WHERE org_id = :org AND id = :id;

-- team_delete(org, id)
DELETE FROM team WHERE org_id = :org AND id = :id;

-- user_list(org)
SELECT id, first_name, last_name, email, role, created_at, updated_at, time_zone, job_title,
       department, language, region, shift_color, muted_until
FROM user_account WHERE org_id = :org ORDER BY id;

-- user_insert(org, id, first_name, last_name, email, role, created_at, time_zone, job_title, department, language, region, shift_color, muted_until)
INSERT INTO user_account
    (org_id, id, first_name, last_name, email, role, created_at, updated_at, time_zone, job_title,
     department, language, region, shift_color, muted_until)
VALUES (:org, :id, :first_name, :last_name, :email, :role, :created_at, :created_at, :time_zone, :job_title,
        :department, :language, :region, :shift_color, :muted_until);

-- user_update(org, id, first_name, last_name, email, role, updated_at, time_zone, job_title, department, language, region, shift_color, muted_until)
UPDATE user_account
SET first_name = :first_name, last_name = :last_name, email = :email, role = :role,
    updated_at = :updated_at, time_zone = :time_zone, job_title = :job_title,
    department = :department, language = :language, region = :region, shift_color = :shift_color,
    muted_until = :muted_until
WHERE org_id = :org AND id = :id;

-- user_delete(org, id)
DELETE FROM user_account WHERE org_id = :org AND id = :id;

-- team_member_list(org)
SELECT team_id, user_id, role FROM team_member WHERE org_id = :org ORDER BY team_id, user_id;

-- team_member_insert(org, team, user_id, role)
INSERT INTO team_member (org_id, team_id, user_id, role) VALUES (:org, :team, :user_id, :role)
ON CONFLICT (org_id, team_id, user_id) DO UPDATE SET role = excluded.role;

-- team_member_delete(org, team, user_id)
DELETE FROM team_member WHERE org_id = :org AND team_id = :team AND user_id = :user_id;

-- team_members_delete(org, team)
DELETE FROM team_member WHERE org_id = :org AND team_id = :team;

-- memberships_delete(org, user_id)
DELETE FROM team_member WHERE org_id = :org AND user_id = :user_id;

-- api_key_list(org)
-- Revoked ones too: the timeline goes on naming them.
SELECT id, name, team_id, scopes, key_hash, hint, user_id, created_at, revoked_at, comments, roles,
       token_issued_at, creator_key_id
FROM api_key WHERE org_id = :org ORDER BY id;

-- api_key_insert(org, id, name, team, scopes, key_hash, hint, user_id, created_at, comments, roles, token_issued_at, creator_key)
INSERT INTO api_key
    (org_id, id, name, team_id, scopes, key_hash, hint, user_id, created_at, comments, roles,
     token_issued_at, creator_key_id)
VALUES (:org, :id, :name, :team, :scopes, :key_hash, :hint, :user_id, :created_at, :comments, :roles,
        :token_issued_at, :creator_key);

-- api_key_update(org, id, name, team, scopes, key_hash, hint, comments, roles, token_issued_at)
UPDATE api_key
SET name = :name, team_id = :team, scopes = :scopes, key_hash = :key_hash, hint = :hint,
    comments = :comments, roles = :roles, token_issued_at = :token_issued_at
WHERE org_id = :org AND id = :id;

-- retired_token_list(org)
SELECT key_hash, api_key_id, valid_until FROM retired_token WHERE org_id = :org;

-- retired_token_insert(org, key_hash, api_key, valid_until)
INSERT INTO retired_token (org_id, key_hash, api_key_id, valid_until)
VALUES (:org, :key_hash, :api_key, :valid_until);

-- retired_tokens_delete(org, api_key)
DELETE FROM retired_token WHERE org_id = :org AND api_key_id = :api_key;

-- retired_tokens_expire(org, now)
DELETE FROM retired_token WHERE org_id = :org AND valid_until <= :now;

-- api_key_revoke(org, id, revoked_at)
UPDATE api_key SET revoked_at = :revoked_at
WHERE org_id = :org AND id = :id AND revoked_at IS NULL;

-- status_list(org)
SELECT id, name, description, rank, category, response_state, public_status, created_at, updated_at
FROM incident_status WHERE org_id = :org ORDER BY rank, id;

-- status_insert(org, id, name, description, rank, category, response_state, public_status, created_at)
INSERT INTO incident_status
    (org_id, id, name, description, rank, category, response_state, public_status, created_at)
VALUES (:org, :id, :name, :description, :rank, :category, :response_state, :public_status, :created_at);

-- severity_list(org)
SELECT id, name, description, rank, spike_level, created_at, updated_at
FROM severity WHERE org_id = :org ORDER BY rank, id;

-- severity_insert(org, id, name, description, rank, spike_level, created_at)
INSERT INTO severity (org_id, id, name, description, rank, spike_level, created_at)
VALUES (:org, :id, :name, :description, :rank, :spike_level, :created_at);

-- policy_list(org)
-- Archived ones too: incidents go on naming them.
SELECT id, team_id, name, delay_minutes, repeats, is_default, created_at, updated_at, archived_at
FROM escalation_policy WHERE org_id = :org ORDER BY id;

-- policy_insert(org, id, team, name, delay_minutes, repeats, is_default, created_at)
INSERT INTO escalation_policy
    (org_id, id, team_id, name, delay_minutes, repeats, is_default, created_at, updated_at)
VALUES (:org, :id, :team, :name, :delay_minutes, :repeats, :is_default, :created_at, :created_at);

-- policy_update(org, id, name, delay_minutes, repeats, updated_at)
UPDATE escalation_policy
SET name = :name, delay_minutes = :delay_minutes, repeats = :repeats, updated_at = :updated_at
WHERE org_id = :org AND id = :id;

-- policy_archive(org, id, archived_at)
UPDATE escalation_policy SET archived_at = :archived_at, updated_at = :archived_at
WHERE org_id = :org AND id = :id AND archived_at IS NULL;

-- step_list(org)
SELECT policy_id, position, wait_minutes
FROM escalation_step WHERE org_id = :org ORDER BY policy_id, position;

-- step_insert(org, policy, position, wait_minutes)
INSERT INTO escalation_step (org_id, policy_id, position, wait_minutes)
VALUES (:org, :policy, :position, :wait_minutes);

-- steps_delete(org, policy)
DELETE FROM escalation_step WHERE org_id = :org AND policy_id = :policy;

-- target_list(org)
SELECT policy_id, step, kind, target_id, via
FROM escalation_target WHERE org_id = :org ORDER BY policy_id, step, position;

-- target_insert(org, policy, step, position, kind, target, via)
INSERT INTO escalation_target (org_id, policy_id, step, position, kind, target_id, via)
VALUES (:org, :policy, :step, :position, :kind, :target, :via);

-- targets_delete(org, policy)
DELETE FROM escalation_target WHERE org_id = :org AND policy_id = :policy;

-- targets_forget(org, kind, target)
-- A user or team that is no more.
DELETE FROM escalation_target WHERE org_id = :org AND kind = :kind AND target_id = :target;

-- service_list(org)
SELECT id, number, team_id, name, description, alias, own_status, one_open_incident_only,
       shows_uptime, created_at, updated_at
FROM service WHERE org_id = :org ORDER BY id;

-- service_insert(org, id, number, team, name, description, alias, own_status, one_open_incident_only, shows_uptime, created_at)
INSERT INTO service
    (org_id, id, number, team_id, name, description, alias, own_status, one_open_incident_only,
     shows_uptime, created_at, updated_at)
VALUES (:org, :id, :number, :team, :name, :description, :alias, :own_status, :one_open_incident_only,
        :shows_uptime, :created_at, :created_at);

-- service_update(org, id, team, name, description, alias, own_status, one_open_incident_only, shows_uptime, updated_at)
UPDATE service
SET team_id = :team, name = :name, description = :description, alias = :alias,
    own_status = :own_status, one_open_incident_only = :one_open_incident_only,
    shows_uptime = :shows_uptime, updated_at = :updated_at
WHERE org_id = :org AND id = :id;

-- service_delete(org, id)
DELETE FROM service WHERE org_id = :org AND id = :id;

-- object_team_list(org)
SELECT object_id, team_id FROM object_team WHERE org_id = :org ORDER BY object_id, team_id;

-- object_team_insert(org, object, team)
INSERT INTO object_team (org_id, object_id, team_id) VALUES (:org, :object, :team)
ON CONFLICT DO NOTHING;

-- object_teams_delete(org, object)
DELETE FROM object_team WHERE org_id = :org AND object_id = :object;

-- object_teams_forget(org, team)
-- A team that is no more shares nothing.
DELETE FROM object_team WHERE org_id = :org AND team_id = :team;

-- integration_list(org)
-- Archived ones too: incidents go on naming them.
SELECT id, token, team_id, slug, name, description, policy_id, service_id, impact,
       repeats_escalation, ack_timeout_minutes, created_at, updated_at, archived_at
FROM integration WHERE org_id = :org ORDER BY id;

-- integration_insert(org, id, token, team, slug, name, description, policy, service, impact, repeats_escalation, ack_timeout_minutes, created_at)
INSERT INTO integration
    (org_id, id, token, team_id, slug, name, description, policy_id, service_id, impact,
     repeats_escalation, ack_timeout_minutes, created_at, updated_at)
VALUES (:org, :id, :token, :team, :slug, :name, :description, :policy, :service, :impact,
        :repeats_escalation, :ack_timeout_minutes, :created_at, :created_at);

-- integration_archive(org, id, archived_at)
UPDATE integration SET archived_at = :archived_at, updated_at = :archived_at
WHERE org_id = :org AND id = :id AND archived_at IS NULL;
