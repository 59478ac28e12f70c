-- Follow-ups: what is to be done when an incident is over.

-- follow_up_get(org, id)
SELECT id, incident_id, incident_created_at, team_id, mode, is_private, status, assignee_id, creator_key_id, created_at, updated_at,
       completed_at, title, description, labels, assignee_team_id, issue_provider, issue_name,
       issue_permalink
FROM follow_up WHERE org_id = :org AND id = :id;

-- follow_up_lock(org, id)
SELECT id, incident_id, incident_created_at, team_id, mode, is_private, status, assignee_id, creator_key_id, created_at, updated_at,
       completed_at, title, description, labels, assignee_team_id, issue_provider, issue_name,
       issue_permalink
FROM follow_up WHERE org_id = :org AND id = :id;
-- @postgres
SELECT id, incident_id, incident_created_at, team_id, mode, is_private, status, assignee_id, creator_key_id, created_at, updated_at,
       completed_at, title, description, labels, assignee_team_id, issue_provider, issue_name,
       issue_permalink
FROM follow_up WHERE org_id = :org AND id = :id
FOR UPDATE;

-- follow_up_list_by_mode(org, mode, is_private, before, take)
SELECT id, incident_id, incident_created_at, team_id, mode, is_private, status, assignee_id, creator_key_id, created_at, updated_at,
       completed_at, title, description, labels, assignee_team_id, issue_provider, issue_name,
       issue_permalink
FROM follow_up
WHERE org_id = :org AND mode = :mode AND is_private = :is_private AND id < :before
ORDER BY id DESC LIMIT :take;

-- follow_up_list_by_team(org, team, mode, is_private, before, take)
SELECT id, incident_id, incident_created_at, team_id, mode, is_private, status, assignee_id, creator_key_id, created_at, updated_at,
       completed_at, title, description, labels, assignee_team_id, issue_provider, issue_name,
       issue_permalink
FROM follow_up
WHERE org_id = :org AND team_id = :team AND mode = :mode AND is_private = :is_private AND id < :before
ORDER BY id DESC LIMIT :take;

-- follow_up_list_by_assignee_team(org, assignee_team, mode, is_private, before, take)
SELECT id, incident_id, incident_created_at, team_id, mode, is_private, status, assignee_id, creator_key_id, created_at, updated_at,
       completed_at, title, description, labels, assignee_team_id, issue_provider, issue_name,
       issue_permalink
FROM follow_up
WHERE org_id = :org AND assignee_team_id = :assignee_team AND mode = :mode AND is_private = :is_private
  AND id < :before
ORDER BY id DESC LIMIT :take;

-- follow_up_list_by_both_teams(org, assignee_team, team, mode, is_private, before, take)
SELECT id, incident_id, incident_created_at, team_id, mode, is_private, status, assignee_id, creator_key_id, created_at, updated_at,
       completed_at, title, description, labels, assignee_team_id, issue_provider, issue_name,
       issue_permalink
FROM follow_up
WHERE org_id = :org AND assignee_team_id = :assignee_team AND team_id = :team AND mode = :mode
  AND is_private = :is_private AND id < :before
ORDER BY id DESC LIMIT :take;

-- follow_up_list_by_incident(org, incident, assignee_team, before, take)
-- assignee_team 0: whoever is to do it.
SELECT id, incident_id, incident_created_at, team_id, mode, is_private, status, assignee_id, creator_key_id, created_at, updated_at,
       completed_at, title, description, labels, assignee_team_id, issue_provider, issue_name,
       issue_permalink
FROM follow_up
WHERE org_id = :org AND incident_id = :incident AND id < :before
  AND CAST(:assignee_team AS BIGINT) IN (0, assignee_team_id)
ORDER BY id DESC LIMIT :take;

-- follow_up_insert(org, id, incident, incident_created_at, team, mode, is_private, title, description, labels, status, assignee, assignee_team, creator_key, created_at)
INSERT INTO follow_up
    (org_id, id, incident_id, incident_created_at, team_id, mode, is_private, title, description, labels, status, assignee_id,
     assignee_team_id, creator_key_id, created_at, updated_at)
VALUES (:org, :id, :incident, :incident_created_at, :team, :mode, :is_private, :title, :description, :labels, :status,
        :assignee, :assignee_team, :creator_key, :created_at, :created_at);

-- follow_up_update(org, id, title, description, labels, status, assignee, assignee_team, issue_provider, issue_name, issue_permalink, updated_at, completed_at)
UPDATE follow_up
SET title = :title, description = :description, labels = :labels, status = :status,
    assignee_id = :assignee, assignee_team_id = :assignee_team, issue_provider = :issue_provider,
    issue_name = :issue_name, issue_permalink = :issue_permalink, updated_at = :updated_at,
    completed_at = :completed_at
WHERE org_id = :org AND id = :id;

-- follow_up_delete(org, id)
DELETE FROM follow_up WHERE org_id = :org AND id = :id;
