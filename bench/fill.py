"""fill.py -- puts many incidents into a database that the server has just made.

The rows are those that the server itself would have written for incidents that were created one by
one, acknowledged and (48 of 50) resolved: the same ids from the same sequence, the same counters,
counts, timeline and outbox. One SQL statement a table, so that a million takes well under a minute.
SPDX-License-Identifier: Apache-2.0
"""

import sqlite3
import time

IDS_EACH = 8  # row ids of one incident; two stay free
SPACING_MS = 60_000  # between two incidents
ACKNOWLEDGED_AFTER_MS = 3 * 60_000
RESOLVED_AFTER_MS = 40 * 60_000
OPEN_OF_50 = 2  # incident 0 of 50 is triggered, 1 is acknowledged, all others are resolved

# What both engines call by the same name: (i) counts from 1 to {count}.
NUMBERS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})",
    "postgres": "WITH n(i) AS (SELECT generate_series(1::bigint, {count}::bigint))",
}
IDENTITY = {"sqlite": "lower(hex(randomblob(16)))", "postgres": "md5(i::text)"}

TITLE = """
'Disk usage above ' || (80 + i % 20) || ' % on db-' || (i % 977) || '.eu-west-1, event ' || i"""

# About 400 bytes, as an alerting system sends them.
METADATA = """
'{{"status":"firing","labels":{{"alertname":"DiskUsageHigh","severity":"warning","instance":"db-'
|| (i % 977) || '.eu-west-1:9100","job":"node","mountpoint":"/var/lib/data","team":"storage"}},'
|| '"annotations":{{"summary":"Disk usage above ' || (80 + i % 20) || ' %","description":'
|| '"The volume fills at ' || (i % 89) || ' MB/s and is full in ' || (i % 47)
|| ' hours unless somebody acts.","runbook_url":"https://runbooks.example.com/disk-usage-high"}},'
|| '"fingerprint":"' || (1000000000 + i) || '"}}'"""

CREATED = "{first_at} + i * {spacing}"
STATE = "CASE i % 50 WHEN 0 THEN 0 WHEN 1 THEN 1 ELSE 2 END"
ACKNOWLEDGED = f"CASE WHEN i % 50 > 0 THEN {CREATED} + {ACKNOWLEDGED_AFTER_MS} END"
RESOLVED = f"CASE WHEN i % 50 > 1 THEN {CREATED} + {RESOLVED_AFTER_MS} END"
STATUS = "CASE i % 50 WHEN 0 THEN {triage} WHEN 1 THEN {live} ELSE {closed} END"

STATEMENTS = [
    f"""INSERT INTO incident_group (id, org_id, team_id, number, identity, priority, severity_id,
            newest_incident_id, occurrences, window_started_at, window_events, limited_until,
            version, created_at)
        {{numbers}}
        SELECT {{first_id}} + i * {IDS_EACH}, {{org}}, {{team}}, i, {{identity}}, 1 + i % 5, NULL,
            {{first_id}} + i * {IDS_EACH} + 1, 1, {CREATED}, 1, 0, 3, {CREATED} FROM n""",
    f"""INSERT INTO incident (id, org_id, group_id, team_id, number, occurrence, status_id,
            response_state, title, metadata, policy_id, step, suppressed, responders, is_shared,
            created_at, updated_at, acknowledged_at, resolved_at, created_by, type_id,
            creator_key_id)
        {{numbers}}
        SELECT {{first_id}} + i * {IDS_EACH} + 1, {{org}}, {{first_id}} + i * {IDS_EACH}, {{team}},
            i, 1, {STATUS}, {STATE}, {TITLE}, {METADATA}, {{policy}}, 0, 0, 0, 0, {CREATED},
            COALESCE({RESOLVED}, {ACKNOWLEDGED}, {CREATED}), {ACKNOWLEDGED}, {RESOLVED}, {{user}},
            {{type}}, {{key}} FROM n""",
    f"""INSERT INTO timeline (org_id, incident_id, id, kind, at, actor_kind, actor_id, old_value,
            new_value, is_public, status_id, team_id)
        {{numbers}}
        SELECT {{org}}, {{first_id}} + i * {IDS_EACH} + 1, {{first_id}} + i * {IDS_EACH} + 2 + k,
            CASE k WHEN 0 THEN 'created' WHEN 1 THEN 'acknowledged' ELSE 'resolved' END,
            {CREATED} + k * {ACKNOWLEDGED_AFTER_MS}, 'api_key', {{key}},
            CASE k WHEN 1 THEN '{{triage}}' WHEN 2 THEN '{{live}}' END,
            CASE k WHEN 0 THEN '{{triage}}' WHEN 1 THEN '{{live}}' ELSE '{{closed}}' END, 0,
            CASE k WHEN 0 THEN {{triage}} WHEN 1 THEN {{live}} ELSE {{closed}} END, {{team}}
        FROM n, (SELECT 0 AS k UNION ALL SELECT 1 UNION ALL SELECT 2) entry
        WHERE k = 0 OR i % 50 >= k""",
    f"""INSERT INTO outbox (org_id, id, incident_id, kind, state, user_id, via, policy_id, step,
            due_at, created_at)
        {{numbers}}
        SELECT {{org}}, {{first_id}} + i * {IDS_EACH} + 5, {{first_id}} + i * {IDS_EACH} + 1,
            'page', CASE WHEN i % 50 = 0 THEN 'pending' ELSE 'canceled' END, {{user}}, '',
            {{policy}}, 0, {CREATED}, {CREATED} FROM n""",
    f"""INSERT INTO incident_timestamp_value (org_id, incident_id, timestamp_id, at)
        {{numbers}}
        SELECT {{org}}, {{first_id}} + i * {IDS_EACH} + 1, moment.id,
            CASE moment.set_by WHEN 2 THEN {ACKNOWLEDGED} ELSE {RESOLVED} END
        FROM n, (SELECT id, set_by FROM incident_timestamp WHERE set_by IN (2, 4, 5)) moment
        WHERE i % 50 > 1 OR (i % 50 = 1 AND moment.set_by = 2)""",
    """INSERT INTO incident_count (org_id, team_id, response_state, incidents)
        SELECT org_id, team_id, response_state, COUNT(*) FROM incident GROUP BY 1, 2, 3""",
    """INSERT INTO counter (org_id, name, owner_id, value)
        VALUES ({org}, 'group', {team}, {count}), ({org}, 'incident', 0, {count})""",
]

# Row ids go out in blocks: SQLite counts ids, PostgreSQL's sequence counts blocks.
ID_BLOCK = 4096
FIRST_ID = {
    "sqlite": "SELECT value FROM counter WHERE name = 'row_id'",
    "postgres": f"SELECT last_value * {ID_BLOCK} FROM row_id",
}
TAKE_IDS = {
    "sqlite": f"UPDATE counter SET value = {{first_id}} + {{count}} * {IDS_EACH} + {ID_BLOCK}"
              " WHERE name = 'row_id'",
    "postgres": f"SELECT setval('row_id', ({{first_id}} + {{count}} * {IDS_EACH}) / {ID_BLOCK}"
                " + 2)",
}

LOOK_UP = {
    "org": "SELECT id FROM org",
    "team": "SELECT id FROM team WHERE is_default = 1",
    "user": "SELECT id FROM user_account",
    "key": "SELECT MAX(id) FROM api_key",
    "policy": "SELECT id FROM escalation_policy WHERE is_default = 1",
    "triage": "SELECT MIN(id) FROM incident_status WHERE category = 'triage'",
    "live": "SELECT MIN(id) FROM incident_status WHERE category = 'live'",
    "closed": "SELECT MIN(id) FROM incident_status WHERE category = 'closed'",
    "type": "SELECT id FROM incident_type WHERE is_default = 1",
}


def statements(engine, count, look_up):
    """The INSERTs for `count` incidents; `look_up` runs a query and returns its one number."""
    values = {name: look_up(query) for name, query in LOOK_UP.items()}
    values.update(count=count, spacing=SPACING_MS, first_id=look_up(FIRST_ID[engine]),
                  first_at=int(time.time() * 1000) - (count + 1) * SPACING_MS,
                  identity=IDENTITY[engine], numbers=NUMBERS[engine].format(count=count))
    return [text.format(**values) for text in [*STATEMENTS, TAKE_IDS[engine]]]


def write_sqlite(path, statements_of):
    """Runs what `statements_of` makes of a look-up on the closed database file at `path`."""
    db = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -1000000",
                   "locking_mode = EXCLUSIVE"):
        db.execute(f"PRAGMA {pragma}").fetchall()
    db.execute("BEGIN")
    for statement in statements_of(lambda query: db.execute(query).fetchone()[0]):
        db.execute(statement)
    db.execute("COMMIT")
    db.execute("PRAGMA journal_mode = WAL").fetchall()
    db.close()
