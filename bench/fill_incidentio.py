"""fill_incidentio.py -- makes incidents that fill.py has made coordinate something.

200 people, four types, four roles, and a custom field of each kind; statuses, severities, modes and
values on a believable share of the incidents. The server writes the index that lists are filtered
by when it starts. One SQL statement a table, in words that both engines know.
SPDX-License-Identifier: Apache-2.0
"""

import fill

USERS = 200
TEAMS = 20  # that people hold roles for: one option of "Affected team" each
REGIONS = 10
SERVICES = 500  # entries of the catalog

# Row ids, from the first free one: each kind has a range.
USER, TYPE, ROLE, FIELD, OPTION, CATALOG, ENTRY = 0, 1_000, 1_100, 1_200, 1_300, 1_500, 2_000
IDS = ENTRY + SERVICES

# The fields, and the types by their field_type.
TEAM_FIELD, REGION_FIELD, NOTE_FIELD, COUNT_FIELD, SERVICE_FIELD = 1, 2, 3, 4, 5

NUMBERS = {
    "sqlite": "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {0})"
              " SELECT i FROM n) n",
    "postgres": "(SELECT generate_series(1::bigint, {0}::bigint) AS i) n",
}
MADE = "{now}, {now}"

CONFIGURATION = [
    f"""INSERT INTO user_account (org_id, id, first_name, last_name, email, role, created_at,
            updated_at)
        SELECT {{org}}, {{base}} + {USER} + i, 'Grace', 'Person ' || i,
            'grace' || i || '@example.com', 'user', {MADE} FROM {{users}}""",
    f"""INSERT INTO incident_type (org_id, id, name, description, is_default, is_private_only,
            create_in_triage, created_at, updated_at)
        VALUES ({{org}}, {{base}} + {TYPE} + 1, 'Production', 'Customers notice it.', 0, 0, 0,
            {MADE}),
        ({{org}}, {{base}} + {TYPE} + 2, 'Security', 'Somebody got in.', 0, 0, 0, {MADE}),
        ({{org}}, {{base}} + {TYPE} + 3, 'Data', 'Something is wrong or lost.', 0, 0, 0, {MADE})""",
    f"""INSERT INTO incident_role (org_id, id, name, shortform, description, instructions, kind,
            created_at, updated_at)
        VALUES ({{org}}, {{base}} + {ROLE} + 1, 'Communications', 'comms', 'Tells people.',
            'Say what is known.', 2, {MADE}),
        ({{org}}, {{base}} + {ROLE} + 2, 'Scribe', 'scribe', 'Writes it down.', 'Write.', 2,
            {MADE})""",
    f"""INSERT INTO catalog_type (org_id, id, name, type_name, description, color, icon,
            categories, annotations, is_ranked, names_identify, schema_version, created_at,
            updated_at)
        VALUES ({{org}}, {{base}} + {CATALOG} + 1, 'Service', 'Custom["Service"]',
            'What customers use.', 0, 0, 0, '{{{{}}}}', 0, 0, 1, {MADE})""",
    f"""INSERT INTO catalog_entry (org_id, id, type_id, name, external_id, aliases, rank,
            created_at, updated_at)
        SELECT {{org}}, {{base}} + {ENTRY} + i, {{base}} + {CATALOG} + 1, 'Service ' || i,
            'default/service-' || i, '[]', 0, {MADE} FROM {{entries}}""",
    f"""INSERT INTO catalog_identifier (org_id, type_id, identifier, is_alias, entry_id)
        SELECT {{org}}, {{base}} + {CATALOG} + 1, 'default/service-' || i, 0,
            {{base}} + {ENTRY} + i
        FROM {{entries}}""",
    f"""INSERT INTO custom_field (org_id, id, name, description, field_type, catalog_type_id,
            created_at, updated_at)
        VALUES ({{org}}, {{base}} + {FIELD} + {TEAM_FIELD}, 'Affected team', '', 0, NULL, {MADE}),
        ({{org}}, {{base}} + {FIELD} + {REGION_FIELD}, 'Regions', '', 1, NULL, {MADE}),
        ({{org}}, {{base}} + {FIELD} + {NOTE_FIELD}, 'Ticket', '', 2, NULL, {MADE}),
        ({{org}}, {{base}} + {FIELD} + {COUNT_FIELD}, 'Customers affected', '', 4, NULL, {MADE}),
        ({{org}}, {{base}} + {FIELD} + {SERVICE_FIELD}, 'Service', '', 0, {{base}} + {CATALOG} + 1,
            {MADE})""",
    f"""INSERT INTO custom_field_option (org_id, field_id, id, value, sort_key, created_at,
            updated_at)
        SELECT {{org}}, {{base}} + {FIELD} + {TEAM_FIELD}, {{base}} + {OPTION} + i, 'Team ' || i,
            i * 10, {MADE} FROM {{teams}}
        UNION ALL
        SELECT {{org}}, {{base}} + {FIELD} + {REGION_FIELD}, {{base}} + {OPTION} + {TEAMS} + i,
            'Region ' || i, i * 10, {MADE} FROM {{regions}}""",
]

# None follows from another, nor from the status.
SEVERITY_OF_20 = "(number + number / 7 * 12) % 20"
TYPE_OF_20 = "(number + number / 11 * 7) % 20"
MODE_OF_100 = "(number + number / 13 * 3) % 100"

# fill.py leaves (number % 50) 0 triggered, 1 acknowledged and the others resolved; so it stays.
COORDINATION = [
    f"""UPDATE incident SET
            status_id = CASE number % 50
                WHEN 0 THEN {{triage}}
                WHEN 1 THEN CASE number / 50 % 5 WHEN 0 THEN {{fixing}} WHEN 1 THEN {{monitoring}}
                    WHEN 2 THEN {{paused}} ELSE {{live}} END
                WHEN 2 THEN {{documenting}} WHEN 3 THEN {{declined}} ELSE {{closed}} END,
            severity_id = CASE WHEN {SEVERITY_OF_20} < 8 THEN NULL
                WHEN {SEVERITY_OF_20} < 15 THEN {{minor}} WHEN {SEVERITY_OF_20} < 19 THEN {{major}}
                ELSE {{critical}} END,
            type_id = CASE WHEN {TYPE_OF_20} < 12 THEN {{type}}
                WHEN {TYPE_OF_20} < 17 THEN {{base}} + {TYPE} + 1
                WHEN {TYPE_OF_20} < 19 THEN {{base}} + {TYPE} + 2 ELSE {{base}} + {TYPE} + 3 END,
            mode = CASE WHEN {MODE_OF_100} < 93 THEN 0 WHEN {MODE_OF_100} < 97 THEN 1
                WHEN {MODE_OF_100} < 99 THEN 2 ELSE 3 END""",
    """INSERT INTO incident_detail (org_id, incident_id, summary, has_debrief)
        SELECT org_id, id, 'We moved data away from ' || title || '.', 0 FROM incident
        WHERE number % 5 = 0""",
    f"""INSERT INTO incident_role_assignment (org_id, incident_id, role_id, user_id)
        SELECT org_id, id, {{lead}}, {{base}} + {USER} + 1 + number * 31 % {USERS} FROM incident
        WHERE number % 10 < 7
        UNION ALL
        SELECT org_id, id, {{reporter}}, {{base}} + {USER} + 1 + number * 37 % {USERS}
        FROM incident WHERE number % 10 = 3
        UNION ALL
        SELECT org_id, id, {{base}} + {ROLE} + 1, {{base}} + {USER} + 1 + number * 41 % {USERS}
        FROM incident WHERE number % 10 < 2
        UNION ALL
        SELECT org_id, id, {{base}} + {ROLE} + 2, {{base}} + {USER} + 1 + number * 43 % {USERS}
        FROM incident WHERE number % 20 = 0""",
    f"""INSERT INTO incident_field_value (org_id, incident_id, field_id, position, number,
            target_id, text, folded, numeric)
        SELECT org_id, id, {{base}} + {FIELD} + {TEAM_FIELD}, 0, number,
            {{base}} + {OPTION} + 1 + number * 17 / 3 % {TEAMS}, CAST(NULL AS TEXT),
            CAST(NULL AS TEXT), CAST(NULL AS DOUBLE PRECISION)
        FROM incident WHERE number % 10 < 8
        UNION ALL
        SELECT org_id, id, {{base}} + {FIELD} + {REGION_FIELD}, k.i - 1, number,
            {{base}} + {OPTION} + {TEAMS} + 1 + (number / 10 + k.i) % {REGIONS}, NULL, NULL, NULL
        FROM incident CROSS JOIN (SELECT i FROM {{three}}) k
        WHERE number % 10 IN (1, 4, 8) AND k.i <= 1 + number / 10 % 3
        UNION ALL
        SELECT org_id, id, {{base}} + {FIELD} + {NOTE_FIELD}, 0, number, NULL,
            'OPS-' || (number * 7), 'ops-' || (number * 7), NULL
        FROM incident WHERE number % 10 = 5
        UNION ALL
        SELECT org_id, id, {{base}} + {FIELD} + {COUNT_FIELD}, 0, number, NULL,
            CAST(number * 11 % 5000 AS TEXT), NULL, number * 11 % 5000
        FROM incident WHERE number % 4 = 1
        UNION ALL
        SELECT org_id, id, {{base}} + {FIELD} + {SERVICE_FIELD}, 0, number,
            {{base}} + {ENTRY} + 1 + number * 29 / 7 % {SERVICES}, NULL, NULL, NULL
        FROM incident WHERE number % 2 = 0""",
    """DELETE FROM incident_timestamp_value WHERE
            (timestamp_id IN (SELECT id FROM incident_timestamp WHERE set_by IN (4, 5))
                AND incident_id IN (SELECT id FROM incident WHERE status_id = {declined}))
            OR (timestamp_id IN (SELECT id FROM incident_timestamp WHERE set_by = 5)
                AND incident_id IN (SELECT id FROM incident WHERE status_id = {documenting}))""",
    """UPDATE timeline SET status_id = i.status_id, new_value = CAST(i.status_id AS TEXT)
        FROM incident i WHERE i.org_id = timeline.org_id AND i.id = timeline.incident_id
            AND ((timeline.kind = 'acknowledged' AND i.number % 50 = 1)
                OR (timeline.kind = 'resolved' AND i.number % 50 < 4))""",
]

# So that the next start writes the index anew.
FORGET_INDEX = [
    "DELETE FROM facet_bits",
    "DELETE FROM facet_chunk",
    "DELETE FROM late_incident",
    "UPDATE counter SET indexed = 0, newest_at = 0, newest_id = 0 WHERE name = 'incident'",
]

TAKE_IDS = {
    "sqlite": f"UPDATE counter SET value = {{base}} + {IDS} + {fill.ID_BLOCK}"
              " WHERE name = 'row_id'",
    "postgres": f"SELECT setval('row_id', ({{base}} + {IDS}) / {fill.ID_BLOCK} + 2)",
}

NAMED = {
    "incident_status": ("fixing", "monitoring", "paused", "documenting", "declined"),
    "severity": ("minor", "major", "critical"),
}
LOOK_UP = {
    **fill.LOOK_UP,
    **{name: f"SELECT id FROM {table} WHERE name = '{name.capitalize()}'"
       for table, names in NAMED.items() for name in names},
    "lead": "SELECT id FROM incident_role WHERE kind = 0",
    "reporter": "SELECT id FROM incident_role WHERE kind = 1",
    "now": "SELECT MAX(created_at) FROM incident",
}


def statements(engine, look_up):
    """What coordinates the incidents that are there; `look_up` runs a query, returns its number."""
    values = {name: look_up(query) for name, query in LOOK_UP.items()}
    values.update(base=look_up(fill.FIRST_ID[engine]))
    for name, count in (("users", USERS), ("teams", TEAMS), ("regions", REGIONS),
                        ("entries", SERVICES), ("three", 3)):
        values[name] = NUMBERS[engine].format(count)
    return [text.format(**values)
            for text in [*CONFIGURATION, *COORDINATION, *FORGET_INDEX, TAKE_IDS[engine]]]
