"""fill_ilert.py -- makes a database that fill.py has filled tell the world of its incidents.

Each incident affects one to three of 200 services; 200 activated status pages, half of them
private, show eleven services each, the first service all of them. Every page has 500 confirmed
addresses, and services, pages and incidents have users and teams who want to be told. The newest
incident has a long history. One SQL statement a table, in words that both engines know.
SPDX-License-Identifier: Apache-2.0
"""

import fill

TEAMS = 20
USERS = 1_000  # besides the first; 50 a team
SERVICES = 200
PAGES = 200
IN_GROUP = 10  # services that a page shows besides the first
ADDRESSES = 100_000
HISTORY = 50  # entries of the newest incident
ENTRY_SPACING_MS = 1_000

# Row ids, from the first free one: each kind has a range.
TEAM, USER, SERVICE, PAGE, GROUP, ENTRY, ADDRESS = 0, 1_000, 3_000, 4_000, 5_000, 6_000, 10_000
IDS = ADDRESS + ADDRESSES

NUMBERS = {
    "sqlite": "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {0})"
              " SELECT i FROM n) n",
    "postgres": "(SELECT generate_series(1::bigint, {0}::bigint) AS i) n",
}
MESSAGE = """
'We see disk usage above the limit on some database servers and move data away; step ' || {0}"""
MADE = "{now}, {now}"
OF_TEAM = f"{{base}} + {TEAM} + 1 + i % {TEAMS}"

CONFIGURATION = [
    f"""INSERT INTO team (org_id, id, name, uid, is_private, is_default, created_at, updated_at)
        SELECT {{org}}, {{base}} + {TEAM} + i, 'Team ' || i, 'team' || i, 0, 0, {MADE}
        FROM {{teams}}""",
    f"""INSERT INTO user_account (org_id, id, first_name, last_name, email, role, created_at,
            updated_at)
        SELECT {{org}}, {{base}} + {USER} + i, 'Ada', 'Person ' || i, 'ada' || i || '@example.com',
            'user', {MADE} FROM {{users}}""",
    f"""INSERT INTO team_member (org_id, team_id, user_id, role)
        SELECT {{org}}, {OF_TEAM}, {{base}} + {USER} + i, 'user' FROM {{users}}""",
    f"""INSERT INTO service (org_id, id, number, team_id, name, description, created_at, updated_at)
        SELECT {{org}}, {{base}} + {SERVICE} + i, i, {{team}}, 'Database cluster ' || i,
            'Reads and writes of region ' || i, {MADE} FROM {{services}}""",
    f"""INSERT INTO status_page (org_id, id, name, subdomain, is_private, is_activated,
            presentation, created_at, updated_at)
        SELECT {{org}}, {{base}} + {PAGE} + i, 'Status of customer ' || i, 'customer-' || i, i % 2,
            1, '{{{{}}}}', {MADE} FROM {{pages}}""",
    f"""INSERT INTO status_page_group (org_id, id, page_id, name)
        SELECT {{org}}, {{base}} + {GROUP} + i, {{base}} + {PAGE} + i, 'Databases'
        FROM {{pages}}""",
    f"""INSERT INTO object_team (org_id, object_id, team_id)
        SELECT {{org}}, {{base}} + {SERVICE} + i, {OF_TEAM} FROM {{services}}
        UNION ALL SELECT {{org}}, {{base}} + {PAGE} + i, {OF_TEAM} FROM {{pages}}""",
    f"""INSERT INTO status_page_element (org_id, page_id, position, kind, target_id, group_id,
            options)
        SELECT {{org}}, {{base}} + {PAGE} + i, 0, 'service', {{base}} + {SERVICE} + 1,
            CAST(NULL AS BIGINT), ''
        FROM {{pages}}
        UNION ALL
        SELECT {{org}}, {{base}} + {PAGE} + i, 1, 'group', {{base}} + {GROUP} + i, NULL, ''
        FROM {{pages}}
        UNION ALL
        SELECT {{org}}, {{base}} + {PAGE} + n.i, 1 + k.i, 'service',
            {{base}} + {SERVICE} + 2 + (n.i * {IN_GROUP} + k.i) % {SERVICES - 1},
            {{base}} + {GROUP} + n.i, ''
        FROM {{pages}} CROSS JOIN (SELECT i FROM {{shown}}) k""",
]

PUBLICATION = [
    f"""UPDATE incident SET message = {MESSAGE.format("number")}, published_at = updated_at,
            created_by = {{user}}""",
    f"""INSERT INTO timeline (org_id, incident_id, id, kind, at, actor_kind, actor_id, new_value,
            is_public, message, notifies)
        SELECT org_id, id, id + 5, 'update', created_at, 'api_key', {{key}}, 'INVESTIGATING', 1,
            {MESSAGE.format("number")}, 0 FROM incident
        UNION ALL
        SELECT org_id, id, id + 6, 'update', resolved_at, 'api_key', {{key}}, 'RESOLVED', 1,
            {MESSAGE.format("number")}, 1 FROM incident WHERE response_state = 2""",
    f"""INSERT INTO timeline (org_id, incident_id, id, kind, at, actor_kind, actor_id, new_value,
            is_public, message, notifies)
        SELECT org_id, id, {{base}} + {ENTRY} + n.i, 'update',
            created_at + n.i * {ENTRY_SPACING_MS}, 'api_key', {{key}}, 'IDENTIFIED', 1,
            {MESSAGE.format("n.i")}, 0
        FROM incident CROSS JOIN {{entries}} WHERE number = {{count}}""",
    f"""INSERT INTO affected_service (org_id, incident_id, service_id, position, impact,
            incident_created_at)
        SELECT org_id, id,
            {{base}} + {SERVICE} + 1 + (number * 7 + number / 50 + k.i * 67) % {SERVICES},
            k.i - 1, 2 + (number + k.i) % 3, created_at
        FROM incident CROSS JOIN (SELECT i FROM {{three}}) k WHERE k.i <= 1 + number % 3""",
    """INSERT INTO impact_period (org_id, service_id, incident_id, from_at, until_at, impact)
        SELECT a.org_id, a.service_id, a.incident_id, i.created_at, i.resolved_at, a.impact
        FROM affected_service a JOIN incident i ON i.org_id = a.org_id AND i.id = a.incident_id""",
]

SUBSCRIPTION = [
    f"""INSERT INTO private_subscriber (org_id, object_id, kind, subscriber_id, is_opt_out,
            created_at)
        SELECT {{org}}, {{base}} + {SERVICE} + i, 'team', {OF_TEAM}, 0, {{now}} FROM {{services}}
        UNION ALL
        SELECT {{org}}, {{base}} + {SERVICE} + i, 'user', {{base}} + {USER} + i, i % 2, {{now}}
        FROM {{services}}
        UNION ALL
        SELECT {{org}}, {{base}} + {PAGE} + i, 'user', {{base}} + {USER} + 500 + i, 0, {{now}}
        FROM {{pages}}
        UNION ALL
        SELECT org_id, id, 'user', {{user}}, 0, created_at FROM incident WHERE number % 10 = 0""",
    f"""INSERT INTO public_subscriber (org_id, page_id, id, kind, target, locale, confirmed_at,
            is_alone, is_filtered, created_at)
        SELECT {{org}}, {{base}} + {PAGE} + 1 + (i + i / {PAGES}) % {PAGES},
            {{base}} + {ADDRESS} + i, 'email', 'person' || i || '@example.com', 'en', {{now}}, 1,
            0, {{now}} FROM {{addresses}}""",
]

TAKE_IDS = {
    "sqlite": f"UPDATE counter SET value = {{base}} + {IDS} + {fill.ID_BLOCK}"
              " WHERE name = 'row_id'",
    "postgres": f"SELECT setval('row_id', ({{base}} + {IDS}) / {fill.ID_BLOCK} + 2)",
}

# Of ten addresses one is now on two pages of the same kind, and one wants to hear of one service.
MIXTURE = [
    f"""UPDATE public_subscriber SET is_alone = 0,
            target = 'person' || (((id - {{base}} - {ADDRESS}) / 20) * 20) || '@example.com'
        WHERE (id - {{base}} - {ADDRESS}) % 10 = 0
          AND (id - {{base}} - {ADDRESS}) BETWEEN 20 AND {ADDRESSES} - 1""",
    f"""UPDATE public_subscriber SET is_filtered = 1 WHERE (id - {{base}} - {ADDRESS}) % 10 = 5""",
    f"""INSERT INTO public_subscriber_service (org_id, subscriber_id, service_id)
        SELECT org_id, id, {{base}} + {SERVICE} + 1 + id / 10 % 2 FROM public_subscriber
        WHERE is_filtered = 1""",
]

BASE = f"SELECT MIN(id) - {ADDRESS} - 1 FROM public_subscriber"
SERVICE_ON_ALL = "SELECT id FROM service WHERE number = 1"


def statements(engine, look_up):
    """What publishes the incidents that are there; `look_up` runs a query, returns its number."""
    values = {name: look_up(query) for name, query in fill.LOOK_UP.items()}
    values.update(base=look_up(fill.FIRST_ID[engine]),
                  count=look_up("SELECT MAX(number) FROM incident"),
                  now=look_up("SELECT MAX(created_at) FROM incident"))
    for name, count in (("teams", TEAMS), ("users", USERS), ("services", SERVICES),
                        ("pages", PAGES), ("shown", IN_GROUP), ("entries", HISTORY - 1),
                        ("three", 3), ("addresses", ADDRESSES)):
        values[name] = NUMBERS[engine].format(count)
    return [text.format(**values)
            for text in [*CONFIGURATION, *PUBLICATION, *SUBSCRIPTION, TAKE_IDS[engine]]]


def mixing(look_up):
    """What makes some of the addresses of a published database less simple."""
    return [text.format(base=look_up(BASE)) for text in MIXTURE]
