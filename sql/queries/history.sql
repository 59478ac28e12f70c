-- What belongs to one incident: responders, suppressed events, timeline, outbox.

-- responder_insert(org, incident, user_id, incident_created_at, added_at)
INSERT INTO responder (org_id, incident_id, user_id, incident_created_at, added_at)
VALUES (:org, :incident, :user_id, :incident_created_at, :added_at)
ON CONFLICT DO NOTHING;

-- responder_delete(org, incident, user_id)
DELETE FROM responder WHERE org_id = :org AND incident_id = :incident AND user_id = :user_id;

-- responder_list(org, incident)
SELECT user_id FROM responder WHERE org_id = :org AND incident_id = :incident
ORDER BY added_at, user_id;

-- responder_of_open(org, user_id)
-- One incident, not resolved, that this person is a responder of.
SELECT i.id FROM responder r JOIN incident i ON i.org_id = r.org_id AND i.id = r.incident_id
WHERE r.org_id = :org AND r.user_id = :user_id AND i.response_state < 2 LIMIT 1;

-- suppressed_insert(org, incident, id, title, metadata, created_at)
INSERT INTO suppressed_event (org_id, incident_id, id, title, metadata, created_at)
VALUES (:org, :incident, :id, :title, :metadata, :created_at);

-- suppressed_list(org, incident, take, skip)
SELECT id, title, metadata, created_at
FROM suppressed_event WHERE org_id = :org AND incident_id = :incident
ORDER BY created_at DESC, id DESC
LIMIT CAST(:take AS BIGINT) OFFSET CAST(:skip AS BIGINT);

-- suppressed_get(org, incident, id)
SELECT id, title, metadata, created_at
FROM suppressed_event WHERE org_id = :org AND incident_id = :incident AND id = :id;

-- suppressed_count(org, incident)
-- Rows kept; events past the duplicate limit are only counted on the incident.
SELECT COUNT(*) FROM suppressed_event WHERE org_id = :org AND incident_id = :incident;

-- timeline_insert(org, incident, id, kind, at, actor_kind, actor, old_value, new_value, is_public, message, notifies, status, team)
INSERT INTO timeline
    (org_id, incident_id, id, kind, at, actor_kind, actor_id, old_value, new_value, is_public,
     message, notifies, status_id, team_id)
VALUES (:org, :incident, :id, :kind, :at, :actor_kind, :actor, :old_value, :new_value, :is_public,
        :message, :notifies, :status, :team);

-- timeline_list(org, incident, take)
-- The newest entries, newest first.
SELECT id, kind, at, actor_kind, actor_id, old_value, new_value
FROM timeline WHERE org_id = :org AND incident_id = :incident
ORDER BY at DESC, id DESC
LIMIT CAST(:take AS BIGINT);

-- outbox_insert(org, id, incident, kind, user_id, via, policy, step, due_at, created_at, subscriber, entry)
INSERT INTO outbox
    (org_id, id, incident_id, kind, state, user_id, via, policy_id, step, due_at, created_at,
     subscriber_id, entry_id)
VALUES (:org, :id, :incident, :kind, 'pending', :user_id, :via, :policy, :step, :due_at, :created_at,
        :subscriber, :entry);

-- outbox_insert_updates(org, first_id, incident, entry, at, are_users, people)
-- What the world is told, for each of many people: a JSON array of users, or of subscribers of pages.
INSERT INTO outbox
    (org_id, id, incident_id, kind, state, user_id, via, due_at, created_at, subscriber_id, entry_id)
SELECT :org, :first_id + key, :incident, 'update', 'pending',
       CASE WHEN :are_users = 1 THEN value ELSE 0 END, '', :at, :at,
       CASE WHEN :are_users = 0 THEN value END, :entry
FROM json_each(:people);
-- @postgres
INSERT INTO outbox
    (org_id, id, incident_id, kind, state, user_id, via, due_at, created_at, subscriber_id, entry_id)
SELECT :org::bigint, :first_id::bigint + place - 1, :incident::bigint, 'update', 'pending',
       CASE WHEN :are_users::bigint = 1 THEN value::bigint ELSE 0 END, '', :at::bigint, :at::bigint,
       CASE WHEN :are_users::bigint = 0 THEN value::bigint END, :entry::bigint
FROM json_array_elements_text(:people::json) WITH ORDINALITY AS p (value, place);

-- outbox_cancel(org, incident, kind)
-- Pages that are no longer due, because somebody acted.
UPDATE outbox SET state = 'canceled'
WHERE org_id = :org AND incident_id = :incident AND kind = :kind AND state = 'pending';

-- outbox_paged_users(org, incident, now)
-- Everybody whose page is out by now: it was due, and nobody took it back before.
SELECT DISTINCT user_id FROM outbox
WHERE org_id = :org AND incident_id = :incident AND kind = 'page' AND state <> 'canceled'
  AND due_at <= :now
ORDER BY user_id;
