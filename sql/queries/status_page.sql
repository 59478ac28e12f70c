-- Status pages, incident templates, maintenance windows: part of the directory.

-- page_list(org)
SELECT id, name, subdomain, domain, time_zone, is_private, is_activated, presentation, created_at,
       updated_at
FROM status_page WHERE org_id = :org ORDER BY id;

-- page_group_list(org)
SELECT page_id, id, name FROM status_page_group WHERE org_id = :org ORDER BY page_id, id;

-- page_element_list(org)
SELECT page_id, position, kind, target_id, group_id, options
FROM status_page_element WHERE org_id = :org ORDER BY page_id, position;

-- page_insert(org, id, name, subdomain, domain, time_zone, is_private, is_activated, presentation, created_at)
INSERT INTO status_page
    (org_id, id, name, subdomain, domain, time_zone, is_private, is_activated, presentation,
     created_at, updated_at)
VALUES (:org, :id, :name, :subdomain, :domain, :time_zone, :is_private, :is_activated, :presentation,
        :created_at, :created_at);

-- page_update(org, id, name, subdomain, domain, time_zone, is_private, is_activated, presentation, updated_at)
UPDATE status_page
SET name = :name, subdomain = :subdomain, domain = :domain, time_zone = :time_zone,
    is_private = :is_private, is_activated = :is_activated, presentation = :presentation,
    updated_at = :updated_at
WHERE org_id = :org AND id = :id;

-- page_delete(org, id)
DELETE FROM status_page WHERE org_id = :org AND id = :id;

-- page_hold(org, id)
-- The page is not deleted until the transaction ends.
SELECT id FROM status_page WHERE org_id = :org AND id = :id;
-- @postgres
SELECT id FROM status_page WHERE org_id = :org AND id = :id FOR KEY SHARE;

-- page_group_insert(org, id, page, name)
INSERT INTO status_page_group (org_id, id, page_id, name) VALUES (:org, :id, :page, :name);

-- page_group_update(org, id, name)
UPDATE status_page_group SET name = :name WHERE org_id = :org AND id = :id;

-- page_group_delete(org, id)
DELETE FROM status_page_group WHERE org_id = :org AND id = :id;

-- page_groups_delete(org, page)
DELETE FROM status_page_group WHERE org_id = :org AND page_id = :page;

-- page_element_insert(org, page, position, kind, target, group, options)
INSERT INTO status_page_element (org_id, page_id, position, kind, target_id, group_id, options)
VALUES (:org, :page, :position, :kind, :target, :group, :options);

-- page_elements_delete(org, page)
DELETE FROM status_page_element WHERE org_id = :org AND page_id = :page;

-- template_list(org)
SELECT id, name, summary, status, message, notifies, created_at, updated_at
FROM incident_template WHERE org_id = :org ORDER BY id;

-- template_insert(org, id, name, summary, status, message, notifies, created_at)
INSERT INTO incident_template
    (org_id, id, name, summary, status, message, notifies, created_at, updated_at)
VALUES (:org, :id, :name, :summary, :status, :message, :notifies, :created_at, :created_at);

-- template_update(org, id, name, summary, status, message, notifies, updated_at)
UPDATE incident_template
SET name = :name, summary = :summary, status = :status, message = :message, notifies = :notifies,
    updated_at = :updated_at
WHERE org_id = :org AND id = :id;

-- template_delete(org, id)
DELETE FROM incident_template WHERE org_id = :org AND id = :id;

-- window_list(org, since)
-- Those that end after `since`; removed ones too: they are history.
SELECT id, summary, description, time_zone, starts_at, ends_at, tells_creation, tells_start,
       tells_end, created_by, created_at, updated_at, covers_from, removed_at
FROM maintenance_window WHERE org_id = :org AND ends_at > :since ORDER BY id;

-- window_target_list(org, since)
-- CROSS: SQLite begins with the windows, not with all that was ever covered.
SELECT t.window_id, t.target_id
FROM maintenance_window w CROSS JOIN maintenance_window_target t
WHERE w.org_id = :org AND w.ends_at > :since AND t.org_id = w.org_id AND t.window_id = w.id
ORDER BY t.window_id, t.target_id;

-- window_insert(org, id, summary, description, time_zone, starts_at, ends_at, tells_creation, tells_start, tells_end, created_by, created_at)
INSERT INTO maintenance_window
    (org_id, id, summary, description, time_zone, starts_at, ends_at, tells_creation, tells_start,
     tells_end, created_by, created_at, updated_at)
VALUES (:org, :id, :summary, :description, :time_zone, :starts_at, :ends_at, :tells_creation,
        :tells_start, :tells_end, :created_by, :created_at, :created_at);

-- window_update(org, id, summary, description, time_zone, starts_at, ends_at, tells_creation, tells_start, tells_end, updated_at, covers_from)
UPDATE maintenance_window
SET summary = :summary, description = :description, time_zone = :time_zone, starts_at = :starts_at,
    ends_at = :ends_at, tells_creation = :tells_creation, tells_start = :tells_start,
    tells_end = :tells_end, updated_at = :updated_at, covers_from = :covers_from
WHERE org_id = :org AND id = :id;

-- window_keep_past(org, id, copy, at)
-- A removed copy of the row that ends at `at`; then of what it covers.
INSERT INTO maintenance_window
    (org_id, id, summary, description, time_zone, starts_at, ends_at, tells_creation, tells_start,
     tells_end, created_by, created_at, updated_at, covers_from, removed_at)
SELECT org_id, CAST(:copy AS BIGINT), summary, description, time_zone, starts_at,
       CASE WHEN ends_at > CAST(:at AS BIGINT) THEN CAST(:at AS BIGINT) ELSE ends_at END,
       tells_creation, tells_start, tells_end, created_by, created_at, CAST(:at AS BIGINT), covers_from,
       CAST(:at AS BIGINT)
FROM maintenance_window WHERE org_id = :org AND id = :id;

-- window_targets_copy(org, id, copy)
INSERT INTO maintenance_window_target (org_id, window_id, target_id)
SELECT org_id, CAST(:copy AS BIGINT), target_id
FROM maintenance_window_target WHERE org_id = :org AND window_id = :id;

-- window_remove(org, id, removed_at)
UPDATE maintenance_window
SET removed_at = :removed_at, updated_at = :removed_at,
    ends_at = CASE WHEN ends_at > :removed_at THEN :removed_at ELSE ends_at END
WHERE org_id = :org AND id = :id AND removed_at IS NULL;

-- window_delete(org, id)
DELETE FROM maintenance_window WHERE org_id = :org AND id = :id;

-- window_target_insert(org, window, target)
INSERT INTO maintenance_window_target (org_id, window_id, target_id) VALUES (:org, :window, :target);

-- window_targets_delete(org, window)
DELETE FROM maintenance_window_target WHERE org_id = :org AND window_id = :window;

-- window_target_drop(org, target)
-- What is deleted is covered by no window any more.
DELETE FROM maintenance_window_target WHERE org_id = :org AND target_id = :target;
