-- The catalog: types with their attributes, and entries.

-- catalog_type_list(org)
SELECT id, name, type_name, description, color, icon, categories, annotations, source_repo_url, is_ranked,
       names_identify, schema_version, created_at, updated_at
FROM catalog_type WHERE org_id = :org ORDER BY id;

-- catalog_attribute_list(org)
SELECT type_id, id, name, value_type, is_array, mode, backlink, path
FROM catalog_attribute WHERE org_id = :org ORDER BY type_id, position;

-- catalog_type_insert(org, id, name, type_name, description, color, icon, categories, annotations,
--                     source_repo_url, is_ranked, names_identify, schema_version, created_at)
INSERT INTO catalog_type
    (org_id, id, name, type_name, description, color, icon, categories, annotations, source_repo_url,
     is_ranked, names_identify, schema_version, created_at, updated_at)
VALUES (:org, :id, :name, :type_name, :description, :color, :icon, :categories, :annotations,
        :source_repo_url, :is_ranked, :names_identify, :schema_version, :created_at, :created_at);

-- catalog_type_update(org, id, name, description, color, icon, categories, annotations, source_repo_url,
--                     is_ranked, names_identify, schema_version, updated_at)
UPDATE catalog_type
SET name = :name, description = :description, color = :color, icon = :icon, categories = :categories,
    annotations = :annotations, source_repo_url = :source_repo_url, is_ranked = :is_ranked,
    names_identify = :names_identify, schema_version = :schema_version, updated_at = :updated_at
WHERE org_id = :org AND id = :id;

-- catalog_type_delete(org, id)
DELETE FROM catalog_type WHERE org_id = :org AND id = :id;

-- catalog_attribute_insert(org, type, id, position, name, value_type, is_array, mode, backlink, path)
INSERT INTO catalog_attribute
    (org_id, type_id, id, position, name, value_type, is_array, mode, backlink, path)
VALUES (:org, :type, :id, :position, :name, :value_type, :is_array, :mode, :backlink, :path);

-- catalog_attributes_delete(org, type)
DELETE FROM catalog_attribute WHERE org_id = :org AND type_id = :type;

-- ---- entries ----

-- catalog_entry_find(org, type, id)
SELECT id FROM catalog_entry WHERE org_id = :org AND type_id = :type AND id = :id;

-- catalog_entry_hold(org, id)
-- The entry is not deleted until the transaction ends.
SELECT id FROM catalog_entry WHERE org_id = :org AND id = :id;
-- @postgres
SELECT id FROM catalog_entry WHERE org_id = :org AND id = :id FOR KEY SHARE;

-- catalog_entry_identified(org, type, identifier)
SELECT entry_id FROM catalog_identifier
WHERE org_id = :org AND type_id = :type AND identifier = :identifier LIMIT 1;

-- catalog_entry_named(org, type, name)
SELECT id FROM catalog_entry WHERE org_id = :org AND type_id = :type AND name = :name ORDER BY id LIMIT 1;

-- catalog_entry_get(org, id)
SELECT id, type_id, name, external_id, aliases, rank, created_at, updated_at
FROM catalog_entry WHERE org_id = :org AND id = :id;

-- catalog_entry_page(org, type, after, take)
SELECT id, type_id, name, external_id, aliases, rank, created_at, updated_at
FROM catalog_entry WHERE org_id = :org AND type_id = :type AND id > :after ORDER BY id LIMIT :take;

-- catalog_entry_lock(org, id)
-- Nobody holds the entry, until the transaction ends.
SELECT id FROM catalog_entry WHERE org_id = :org AND id = :id;
-- @postgres
SELECT id FROM catalog_entry WHERE org_id = :org AND id = :id FOR UPDATE;

-- catalog_entry_insert(org, id, type, name, external_id, aliases, rank, created_at)
INSERT INTO catalog_entry
    (org_id, id, type_id, name, external_id, aliases, rank, created_at, updated_at)
VALUES (:org, :id, :type, :name, :external_id, :aliases, :rank, :created_at, :created_at);

-- catalog_entry_update(org, id, name, external_id, aliases, rank, updated_at)
UPDATE catalog_entry
SET name = :name, external_id = :external_id, aliases = :aliases, rank = :rank, updated_at = :updated_at
WHERE org_id = :org AND id = :id;

-- catalog_entry_delete(org, id)
DELETE FROM catalog_entry WHERE org_id = :org AND id = :id;

-- catalog_entries_delete(org, type)
DELETE FROM catalog_entry WHERE org_id = :org AND type_id = :type;

-- ---- what else names entries ----

-- catalog_identifiers_taken(org, type, entry, identifiers)
-- The first of them (a JSON array of texts) that names another entry.
SELECT identifier FROM catalog_identifier
WHERE org_id = :org AND type_id = :type AND identifier IN (SELECT value FROM json_each(:identifiers))
  AND entry_id <> :entry
ORDER BY identifier LIMIT 1;
-- @postgres
SELECT identifier FROM catalog_identifier
WHERE org_id = :org AND type_id = :type
  AND identifier = ANY (SELECT value FROM json_array_elements_text(:identifiers::json))
  AND entry_id <> :entry
ORDER BY identifier LIMIT 1;

-- catalog_identifiers_insert(org, type, entry, is_alias, identifiers)
INSERT INTO catalog_identifier (org_id, type_id, identifier, is_alias, entry_id)
SELECT DISTINCT :org, :type, value, :is_alias, :entry FROM json_each(:identifiers);
-- @postgres
INSERT INTO catalog_identifier (org_id, type_id, identifier, is_alias, entry_id)
SELECT DISTINCT :org::bigint, :type::bigint, value, :is_alias::int, :entry::bigint
FROM json_array_elements_text(:identifiers::json);

-- catalog_identifiers_delete(org, entry, is_alias)
DELETE FROM catalog_identifier WHERE org_id = :org AND entry_id = :entry AND is_alias = :is_alias;

-- catalog_identifiers_of_type_delete(org, type)
DELETE FROM catalog_identifier WHERE org_id = :org AND type_id = :type;

-- ---- values ----

-- catalog_value_list(org, entries)
-- Of entries given as a JSON array of ids.
SELECT entry_id, attribute_id, literal FROM catalog_value
WHERE org_id = :org AND entry_id IN (SELECT value FROM json_each(:entries))
ORDER BY entry_id, attribute_id, position;
-- @postgres
SELECT entry_id, attribute_id, literal FROM catalog_value
WHERE org_id = :org
  AND entry_id = ANY (SELECT value::bigint FROM json_array_elements_text(:entries::json))
ORDER BY entry_id, attribute_id, position;

-- catalog_values_insert(org, entry, attribute, literals)
INSERT INTO catalog_value (org_id, entry_id, attribute_id, position, literal)
SELECT :org, :entry, :attribute, key, value FROM json_each(:literals);
-- @postgres
INSERT INTO catalog_value (org_id, entry_id, attribute_id, position, literal)
SELECT :org::bigint, :entry::bigint, :attribute::text, ordinality - 1, value
FROM json_array_elements_text(:literals::json) WITH ORDINALITY;

-- catalog_values_delete(org, entry, attributes)
-- Of these attributes (a JSON array of texts); NULL: of all.
DELETE FROM catalog_value
WHERE org_id = :org AND entry_id = :entry
  AND (:attributes IS NULL OR attribute_id IN (SELECT value FROM json_each(:attributes)));
-- @postgres
DELETE FROM catalog_value
WHERE org_id = :org AND entry_id = :entry
  AND (:attributes::text IS NULL
       OR attribute_id = ANY (SELECT value FROM json_array_elements_text(:attributes::json)));

-- catalog_values_size(org, entry)
SELECT COUNT(*), COALESCE(SUM(LENGTH(CAST(literal AS BLOB))), 0) FROM catalog_value
WHERE org_id = :org AND entry_id = :entry;
-- @postgres
SELECT COUNT(*), COALESCE(SUM(OCTET_LENGTH(literal)), 0) FROM catalog_value
WHERE org_id = :org AND entry_id = :entry;

-- catalog_values_of_type_delete(org, type)
DELETE FROM catalog_value
WHERE org_id = :org AND entry_id IN (SELECT id FROM catalog_entry WHERE org_id = :org AND type_id = :type);
