-- The catalog: types with their attributes, and entries.

-- catalog_type_list(org)
SELECT id, name, type_name, description, color, icon, categories, annotations, source_repo_url, is_ranked,
       names_identify, schema_version, created_at, updated_at
FROM catalog_type WHERE org_id = :org ORDER BY id;

-- catalog_attribute_list(org)
SELECT type_id, id, name, value_type, is_array, mode, backlink, path
FROM catalog_attribute WHERE org_id = :org ORDER BY type_id, position;

-- ---- entries ----

-- catalog_entry_find(org, type, id)
SELECT id FROM catalog_entry WHERE org_id = :org AND type_id = :type AND id = :id;

-- catalog_entry_hold(org, id)
-- The entry is not deleted until the transaction ends.
SELECT id FROM catalog_entry WHERE org_id = :org AND id = :id;
-- @postgres
SELECT id FROM catalog_entry WHERE org_id = :org AND id = :id FOR KEY SHARE;

-- catalog_entry_identified(org, type, identifier)
SELECT entry_id FROM catalog_identifier WHERE org_id = :org AND type_id = :type AND identifier = :identifier;

-- catalog_entry_named(org, type, name)
SELECT id FROM catalog_entry WHERE org_id = :org AND type_id = :type AND name = :name ORDER BY id LIMIT 1;
