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

-- template_list(org)
SELECT id, name, summary, status, message, notifies, created_at, updated_at
FROM incident_template WHERE org_id = :org ORDER BY id;

-- window_list(org)
-- Removed ones too: until then they are history.
SELECT id, summary, description, time_zone, starts_at, ends_at, tells_creation, tells_start,
       tells_end, created_by, created_at, updated_at, removed_at
FROM maintenance_window WHERE org_id = :org ORDER BY id;

-- window_target_list(org)
SELECT window_id, target_id
FROM maintenance_window_target WHERE org_id = :org ORDER BY window_id, target_id;
