-- The index that lists of incidents are filtered by, and what a search reads beside it.

-- facet_chunk_touch(org, rows)
-- A JSON array of rows, in order. On PostgreSQL a chunk is 16 rows, and two transactions that change bits of
-- the same meet here, before they read any.
INSERT INTO facet_chunk (org_id, chunk, version)
SELECT :org, value, 1 FROM json_each(:rows) WHERE true
ON CONFLICT (org_id, chunk) DO UPDATE SET version = facet_chunk.version + 1;
-- @postgres
INSERT INTO facet_chunk (org_id, chunk, version)
SELECT CAST(:org AS BIGINT), value::bigint, 1 FROM json_array_elements_text(CAST(:rows AS json))
ON CONFLICT (org_id, chunk) DO UPDATE SET version = facet_chunk.version + 1;

-- facet_bits_change(org, changes)
-- A JSON array of [kind, subject, value, row, changes as set_bits takes them], each row once.
INSERT INTO facet_bits (org_id, kind, subject, value, chunk, bits)
SELECT :org, json_each.value ->> 0, json_each.value ->> 1, json_each.value ->> 2, json_each.value ->> 3,
       set_bits(COALESCE((SELECT b.bits FROM facet_bits b
                          WHERE b.org_id = :org AND b.kind = json_each.value ->> 0
                            AND b.subject = json_each.value ->> 1 AND b.value = json_each.value ->> 2
                            AND b.chunk = json_each.value ->> 3),
                         zeroblob(3968)),
                json_each.value ->> 4)
FROM json_each(:changes) WHERE true
ON CONFLICT (org_id, kind, subject, value, chunk) DO UPDATE SET bits = excluded.bits;
-- @postgres
INSERT INTO facet_bits (org_id, kind, subject, value, chunk, bits)
SELECT CAST(:org AS BIGINT), c.kind, c.subject, c.number, c.chunk,
       set_bits(COALESCE((SELECT b.bits FROM facet_bits b
                          WHERE b.org_id = CAST(:org AS BIGINT) AND b.kind = c.kind
                            AND b.subject = c.subject AND b.value = c.number
                            AND b.chunk = c.chunk),
                         decode(repeat('00', 248), 'hex')),
                c.changes)
FROM (SELECT (value ->> 0)::int AS kind, (value ->> 1)::bigint AS subject,
             (value ->> 2)::bigint AS number, (value ->> 3)::bigint AS chunk, value ->> 4 AS changes
      FROM json_array_elements(CAST(:changes AS json))) c
ON CONFLICT (org_id, kind, subject, value, chunk) DO UPDATE SET bits = excluded.bits;

-- facet_bits_prune(org, changes)
-- Of the rows of these changes, as facet_bits_change takes them, those that have no bit any more.
DELETE FROM facet_bits
WHERE org_id = :org AND bits = zeroblob(3968)
  AND (kind, subject, value, chunk) IN (
      SELECT json_each.value ->> 0, json_each.value ->> 1, json_each.value ->> 2, json_each.value ->> 3
      FROM json_each(:changes));
-- @postgres
DELETE FROM facet_bits
WHERE org_id = CAST(:org AS BIGINT) AND bits = decode(repeat('00', 248), 'hex')
  AND (kind, subject, value, chunk) IN (
      SELECT (c.value ->> 0)::int, (c.value ->> 1)::bigint, (c.value ->> 2)::bigint, (c.value ->> 3)::bigint
      FROM json_array_elements(CAST(:changes AS json)) c);

-- facet_bits_any(org, kind, subject, value)
SELECT EXISTS (SELECT 1 FROM facet_bits
               WHERE org_id = :org AND kind = :kind AND subject = :subject AND value = :value
                 AND bits <> zeroblob(3968));
-- @postgres
SELECT EXISTS (SELECT 1 FROM facet_bits
               WHERE org_id = :org AND kind = :kind AND subject = :subject AND value = :value
                 AND bits <> decode(repeat('00', 248), 'hex'));

-- facet_chunk_list(org)
SELECT chunk, version FROM facet_chunk WHERE org_id = :org ORDER BY chunk;
-- @postgres
SELECT chunk / 16, SUM(version)::bigint FROM facet_chunk WHERE org_id = :org GROUP BY 1 ORDER BY 1;

-- facet_bits_list(org, kind, subject, from_value, until_value, from_row, until_row)
SELECT value, chunk, bits FROM facet_bits
WHERE org_id = :org AND kind = :kind AND subject = :subject
  AND value BETWEEN :from_value AND :until_value
  AND chunk BETWEEN :from_row AND :until_row
ORDER BY value, chunk;

-- facet_value_from(org, kind, value)
SELECT value FROM facet_bits
WHERE org_id = :org AND kind = :kind AND subject = 0 AND value >= :value ORDER BY value LIMIT 1;

-- facet_value_until(org, kind, value)
SELECT value FROM facet_bits
WHERE org_id = :org AND kind = :kind AND subject = 0 AND value <= :value ORDER BY value DESC LIMIT 1;

-- ---- the order of incidents: by (created_at, id), which is that of their numbers but for late ones ----

-- incident_number_take(org, created_at, id, slack)
-- The number of a new incident, and the newest of all that are not late: itself, unless it is. One
-- that is less than `slack` too early is dated as the newest or a millisecond after.
INSERT INTO counter (org_id, name, owner_id, value, indexed, newest_at, newest_id)
VALUES (:org, 'incident', 0, 1, 1, :created_at, :id)
ON CONFLICT (org_id, name, owner_id) DO UPDATE
SET value = counter.value + 1,
    indexed = counter.indexed + CASE WHEN counter.indexed = counter.value THEN 1 ELSE 0 END,
    newest_at = CASE WHEN (excluded.newest_at, excluded.newest_id) > (counter.newest_at, counter.newest_id)
                     THEN excluded.newest_at
                     WHEN counter.newest_at - excluded.newest_at < CAST(:slack AS BIGINT)
                     THEN counter.newest_at + CASE WHEN excluded.newest_id > counter.newest_id
                                                   THEN 0 ELSE 1 END
                     ELSE counter.newest_at END,
    newest_id = CASE WHEN (excluded.newest_at, excluded.newest_id) > (counter.newest_at, counter.newest_id)
                       OR counter.newest_at - excluded.newest_at < CAST(:slack AS BIGINT)
                     THEN excluded.newest_id ELSE counter.newest_id END
RETURNING value, newest_at, newest_id;

-- incident_order_get(org)
-- How many there are, how many of them are in the index, the newest that is not late.
SELECT value, indexed, newest_at, newest_id FROM counter
WHERE org_id = :org AND name = 'incident' AND owner_id = 0;

-- incident_order_lock(org)
SELECT value, indexed, newest_at, newest_id FROM counter
WHERE org_id = :org AND name = 'incident' AND owner_id = 0;
-- @postgres
SELECT value, indexed, newest_at, newest_id FROM counter
WHERE org_id = :org AND name = 'incident' AND owner_id = 0 FOR UPDATE;

-- incident_order_set(org, indexed, newest_at, newest_id)
UPDATE counter SET indexed = :indexed, newest_at = :newest_at, newest_id = :newest_id
WHERE org_id = :org AND name = 'incident' AND owner_id = 0;

-- incident_place_by_number(org, number)
SELECT created_at, id FROM incident WHERE org_id = :org AND number = :number;

-- incident_places_from(org, created_at, id, take)
SELECT number, created_at, id FROM incident
WHERE org_id = :org AND (created_at, id) >= (CAST(:created_at AS BIGINT), CAST(:id AS BIGINT))
ORDER BY created_at, id LIMIT CAST(:take AS BIGINT);

-- incident_place_by_id(org, id)
SELECT number, created_at, team_id,
       (SELECT 1 FROM private_incident p WHERE p.org_id = i.org_id AND p.incident_id = i.id)
FROM incident i WHERE org_id = :org AND id = :id;

-- late_incident_insert(org, created_at, id, number)
INSERT INTO late_incident (org_id, created_at, incident_id, number)
VALUES (:org, :created_at, :id, :number)
ON CONFLICT DO NOTHING;

-- late_incident_between(org, from_at, until_at)
SELECT number FROM late_incident
WHERE org_id = :org AND created_at BETWEEN :from_at AND :until_at;

-- late_incident_before(org, created_at, id, take)
SELECT number, created_at, incident_id FROM late_incident
WHERE org_id = :org AND (created_at, incident_id) < (CAST(:created_at AS BIGINT), CAST(:id AS BIGINT))
ORDER BY created_at DESC, incident_id DESC LIMIT CAST(:take AS BIGINT);

-- late_incident_after(org, created_at, id, take)
SELECT number, created_at, incident_id FROM late_incident
WHERE org_id = :org AND (created_at, incident_id) > (CAST(:created_at AS BIGINT), CAST(:id AS BIGINT))
ORDER BY created_at, incident_id LIMIT CAST(:take AS BIGINT);

-- incident_updated_between(org, from_at, until_at)
SELECT number FROM incident
WHERE org_id = :org AND updated_at BETWEEN :from_at AND :until_at;

-- ---- what fields hold beside options ----

-- By value where all incidents are asked about, by place where a few thousand are.

-- field_number_by_value(org, field, from_number, until_number, from_value, until_value)
-- The bounds of the value are decimal text.
SELECT number FROM incident_field_value INDEXED BY incident_field_value_by_number
WHERE org_id = :org AND field_id = :field AND numeric IS NOT NULL
  AND numeric BETWEEN CAST(:from_value AS DOUBLE PRECISION) AND CAST(:until_value AS DOUBLE PRECISION)
  AND number BETWEEN :from_number AND :until_number;
-- @postgres
-- number + 0: so that the range of the value is what an index is walked by.
SELECT number FROM incident_field_value
WHERE org_id = :org AND field_id = :field AND numeric IS NOT NULL
  AND numeric BETWEEN CAST(CAST(:from_value AS TEXT) AS DOUBLE PRECISION)
                  AND CAST(CAST(:until_value AS TEXT) AS DOUBLE PRECISION)
  AND number + 0 BETWEEN :from_number AND :until_number;

-- field_number_by_place(org, field, from_number, until_number, from_value, until_value)
SELECT number FROM incident_field_value INDEXED BY incident_field_value_by_place
WHERE org_id = :org AND field_id = :field AND (folded IS NOT NULL OR numeric IS NOT NULL)
  AND number BETWEEN :from_number AND :until_number
  AND numeric BETWEEN CAST(:from_value AS DOUBLE PRECISION) AND CAST(:until_value AS DOUBLE PRECISION);
-- @postgres
SELECT number FROM incident_field_value
WHERE org_id = :org AND field_id = :field AND (folded IS NOT NULL OR numeric IS NOT NULL)
  AND number BETWEEN :from_number AND :until_number
  AND numeric BETWEEN CAST(CAST(:from_value AS TEXT) AS DOUBLE PRECISION)
                  AND CAST(CAST(:until_value AS TEXT) AS DOUBLE PRECISION);

-- field_text_is(org, field, from_number, until_number, text)
SELECT number FROM incident_field_value
WHERE org_id = :org AND field_id = :field AND folded = :text
  AND number BETWEEN :from_number AND :until_number;

-- field_text_starting_by_value(org, field, from_number, until_number, text)
SELECT number FROM incident_field_value INDEXED BY incident_field_value_by_text
WHERE org_id = :org AND field_id = :field AND folded IS NOT NULL
  AND folded BETWEEN :text AND :text || char(1114111)
  AND number BETWEEN :from_number AND :until_number;
-- @postgres
-- number + 0: as field_number_by_value.
SELECT number FROM incident_field_value
WHERE org_id = :org AND field_id = :field AND folded IS NOT NULL
  AND folded BETWEEN CAST(:text AS TEXT) AND CAST(:text AS TEXT) || chr(1114111)
  AND number + 0 BETWEEN :from_number AND :until_number;

-- field_text_starting_by_place(org, field, from_number, until_number, texts)
-- A JSON array of texts, one of which is enough; as field_text_containing.
WITH wanted AS MATERIALIZED (SELECT value FROM json_each(:texts))
SELECT number FROM incident_field_value INDEXED BY incident_field_value_by_place
WHERE org_id = :org AND field_id = :field AND (folded IS NOT NULL OR numeric IS NOT NULL)
  AND number BETWEEN :from_number AND :until_number
  AND EXISTS (SELECT 1 FROM wanted WHERE folded BETWEEN wanted.value AND wanted.value || char(1114111));
-- @postgres
SELECT number FROM incident_field_value
WHERE org_id = :org AND field_id = :field AND (folded IS NOT NULL OR numeric IS NOT NULL)
  AND number BETWEEN :from_number AND :until_number
  AND EXISTS (SELECT 1 FROM json_array_elements_text(CAST(:texts AS json)) wanted
              WHERE starts_with(folded, wanted.value));

-- field_text_containing(org, field, from_number, until_number, texts)
-- Looks at every text of the field in these incidents, once for all texts that are wanted.
WITH wanted AS MATERIALIZED (SELECT value FROM json_each(:texts))
SELECT number FROM incident_field_value INDEXED BY incident_field_value_by_place
WHERE org_id = :org AND field_id = :field AND (folded IS NOT NULL OR numeric IS NOT NULL)
  AND number BETWEEN :from_number AND :until_number
  AND EXISTS (SELECT 1 FROM wanted WHERE strpos(folded, wanted.value) > 0);
-- @postgres
SELECT number FROM incident_field_value
WHERE org_id = :org AND field_id = :field AND (folded IS NOT NULL OR numeric IS NOT NULL)
  AND number BETWEEN :from_number AND :until_number
  AND EXISTS (SELECT 1 FROM json_array_elements_text(CAST(:texts AS json)) wanted
              WHERE strpos(folded, wanted.value) > 0);

-- ---- the page ----

-- found_list(org, numbers)
-- A JSON array of numbers; in any order.
SELECT i.number, i.created_at, i.id, i.group_id, i.team_id, g.version
FROM json_each(:numbers)
JOIN incident i ON i.org_id = :org AND i.number = json_each.value
JOIN incident_group g ON g.org_id = i.org_id AND g.id = i.group_id;
-- @postgres
SELECT i.number, i.created_at, i.id, i.group_id, i.team_id, g.version
FROM json_array_elements_text(CAST(:numbers AS json)) n
JOIN incident i ON i.org_id = CAST(:org AS BIGINT) AND i.number = n.value::bigint
JOIN incident_group g ON g.org_id = i.org_id AND g.id = i.group_id;

-- ---- catching up: incidents that the index does not know ----

-- unindexed_list(org, from_number, until_number)
-- Locked on PostgreSQL, so that each is as its last change left it.
SELECT i.number, i.id, i.created_at, i.updated_at, i.status_id, i.severity_id, i.type_id, i.mode,
       (SELECT 1 FROM private_incident p WHERE p.org_id = i.org_id AND p.incident_id = i.id), i.team_id
FROM incident i
WHERE i.org_id = :org AND i.number BETWEEN :from_number AND :until_number ORDER BY i.number;
-- @postgres
SELECT i.number, i.id, i.created_at, i.updated_at, i.status_id, i.severity_id, i.type_id, i.mode,
       (SELECT 1 FROM private_incident p WHERE p.org_id = i.org_id AND p.incident_id = i.id), i.team_id
FROM incident i
WHERE i.org_id = :org AND i.number BETWEEN :from_number AND :until_number ORDER BY i.number
FOR SHARE OF i;

-- unindexed_roles(org, from_number, until_number)
SELECT i.number, r.role_id, r.user_id
FROM incident i JOIN incident_role_assignment r ON r.org_id = i.org_id AND r.incident_id = i.id
WHERE i.org_id = :org AND i.number BETWEEN :from_number AND :until_number;

-- unindexed_fields(org, from_number, until_number)
SELECT i.number, v.field_id, v.target_id
FROM incident i JOIN incident_field_value v ON v.org_id = i.org_id AND v.incident_id = i.id
WHERE i.org_id = :org AND i.number BETWEEN :from_number AND :until_number;
