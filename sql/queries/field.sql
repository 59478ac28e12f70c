-- Custom fields, their options, and the values that incidents have of them.

-- field_insert(org, id, name, description, field_type, catalog_type, created_at)
INSERT INTO custom_field (org_id, id, name, description, field_type, catalog_type_id, created_at, updated_at)
VALUES (:org, :id, :name, :description, :field_type, :catalog_type, :created_at, :created_at);

-- field_update(org, id, name, description, updated_at)
UPDATE custom_field SET name = :name, description = :description, updated_at = :updated_at
WHERE org_id = :org AND id = :id;

-- field_delete(org, id)
DELETE FROM custom_field WHERE org_id = :org AND id = :id;

-- field_hold(org, id)
-- The field is not deleted until the transaction ends.
SELECT id FROM custom_field WHERE org_id = :org AND id = :id;
-- @postgres
SELECT id FROM custom_field WHERE org_id = :org AND id = :id FOR KEY SHARE;

-- field_lock(org, id)
-- Nobody holds the field, until the transaction ends.
SELECT id FROM custom_field WHERE org_id = :org AND id = :id;
-- @postgres
SELECT id FROM custom_field WHERE org_id = :org AND id = :id FOR UPDATE;

-- field_options_delete(org, field)
DELETE FROM custom_field_option WHERE org_id = :org AND field_id = :field;

-- field_option_insert(org, field, id, value, sort_key, created_at)
INSERT INTO custom_field_option (org_id, field_id, id, value, sort_key, created_at, updated_at)
VALUES (:org, :field, :id, :value, :sort_key, :created_at, :created_at);

-- field_option_update(org, field, id, value, sort_key, updated_at)
UPDATE custom_field_option SET value = :value, sort_key = :sort_key, updated_at = :updated_at
WHERE org_id = :org AND field_id = :field AND id = :id;

-- field_option_delete(org, field, id)
DELETE FROM custom_field_option WHERE org_id = :org AND field_id = :field AND id = :id;

-- field_option_hold(org, field, id)
SELECT id FROM custom_field_option WHERE org_id = :org AND field_id = :field AND id = :id;
-- @postgres
SELECT id FROM custom_field_option WHERE org_id = :org AND field_id = :field AND id = :id FOR KEY SHARE;

-- field_option_lock(org, field, id)
SELECT id FROM custom_field_option WHERE org_id = :org AND field_id = :field AND id = :id;
-- @postgres
SELECT id FROM custom_field_option WHERE org_id = :org AND field_id = :field AND id = :id FOR UPDATE;

-- ---- values ----

-- field_values_list(org, incidents)
-- Of incidents given as a JSON array of ids; what is shown of a catalog entry comes with it.
SELECT v.incident_id, v.field_id, v.target_id, v.text, e.name, e.external_id, e.aliases, e.created_at
FROM incident_field_value v LEFT JOIN catalog_entry e ON e.org_id = v.org_id AND e.id = v.target_id
WHERE v.org_id = :org AND v.incident_id IN (SELECT value FROM json_each(:incidents))
ORDER BY v.incident_id, v.field_id, v.position;
-- @postgres
SELECT v.incident_id, v.field_id, v.target_id, v.text, e.name, e.external_id, e.aliases, e.created_at
FROM incident_field_value v LEFT JOIN catalog_entry e ON e.org_id = v.org_id AND e.id = v.target_id
WHERE v.org_id = :org
  AND v.incident_id = ANY (ARRAY(SELECT value::bigint FROM json_array_elements_text(:incidents::json)))
ORDER BY v.incident_id, v.field_id, v.position;

-- field_value_insert(org, incident, field, position, number, target, text, folded, numeric)
INSERT INTO incident_field_value
    (org_id, incident_id, field_id, position, number, target_id, text, folded, numeric)
VALUES (:org, :incident, :field, :position, :number, :target, :text, :folded,
        CAST(CAST(:numeric AS TEXT) AS DOUBLE PRECISION)); -- a parameter of PostgreSQL is text

-- field_values_delete(org, incident, field)
DELETE FROM incident_field_value WHERE org_id = :org AND incident_id = :incident AND field_id = :field;

-- field_used(org, field)
SELECT 1 FROM incident_field_value WHERE org_id = :org AND field_id = :field AND target_id IS NOT NULL
UNION ALL
SELECT 1 FROM incident_field_value WHERE org_id = :org AND field_id = :field AND folded IS NOT NULL
UNION ALL
SELECT 1 FROM incident_field_value WHERE org_id = :org AND field_id = :field AND numeric IS NOT NULL
LIMIT 1;

-- field_target_used(org, field, target)
SELECT 1 FROM incident_field_value WHERE org_id = :org AND field_id = :field AND target_id = :target LIMIT 1;

-- field_entry_used(org, type, entry)
-- Of an entry of that catalog type.
SELECT 1 FROM custom_field
JOIN incident_field_value v ON v.org_id = :org AND v.field_id = custom_field.id AND v.target_id = :entry
WHERE custom_field.org_id = :org AND custom_field.catalog_type_id = :type LIMIT 1;
