-- Actions: what is to be done while an incident lasts.

-- action_get(org, id)
SELECT id, incident_id, incident_created_at, team_id, mode, is_private, status, assignee_id, creator_key_id, created_at, updated_at,
       completed_at, description
FROM action WHERE org_id = :org AND id = :id;

-- action_lock(org, id)
SELECT id, incident_id, incident_created_at, team_id, mode, is_private, status, assignee_id, creator_key_id, created_at, updated_at,
       completed_at, description
FROM action WHERE org_id = :org AND id = :id;
-- @postgres
SELECT id, incident_id, incident_created_at, team_id, mode, is_private, status, assignee_id, creator_key_id, created_at, updated_at,
       completed_at, description
FROM action WHERE org_id = :org AND id = :id
FOR UPDATE;

-- action_list_by_mode(org, mode, is_private, before, take)
SELECT id, incident_id, incident_created_at, team_id, mode, is_private, status, assignee_id, creator_key_id, created_at, updated_at,
       completed_at, description
FROM action
WHERE org_id = :org AND mode = :mode AND is_private = :is_private AND id < :before
ORDER BY id DESC LIMIT :take;

-- action_list_by_team(org, team, mode, is_private, before, take)
SELECT id, incident_id, incident_created_at, team_id, mode, is_private, status, assignee_id, creator_key_id, created_at, updated_at,
       completed_at, description
FROM action
WHERE org_id = :org AND team_id = :team AND mode = :mode AND is_private = :is_private AND id < :before
ORDER BY id DESC LIMIT :take;

-- action_list_by_incident(org, incident, before, take)
SELECT id, incident_id, incident_created_at, team_id, mode, is_private, status, assignee_id, creator_key_id, created_at, updated_at,
       completed_at, description
FROM action
WHERE org_id = :org AND incident_id = :incident AND id < :before
ORDER BY id DESC LIMIT :take;

-- action_insert(org, id, incident, incident_created_at, team, mode, is_private, description, status, assignee, creator_key, created_at)
INSERT INTO action
    (org_id, id, incident_id, incident_created_at, team_id, mode, is_private, description, status, assignee_id, creator_key_id,
     created_at, updated_at)
VALUES (:org, :id, :incident, :incident_created_at, :team, :mode, :is_private, :description, :status, :assignee, :creator_key,
        :created_at, :created_at);

-- action_update(org, id, description, status, assignee, updated_at, completed_at)
UPDATE action
SET description = :description, status = :status, assignee_id = :assignee, updated_at = :updated_at,
    completed_at = :completed_at
WHERE org_id = :org AND id = :id;

-- action_delete(org, id)
DELETE FROM action WHERE org_id = :org AND id = :id;
