"""audit.py -- compares a database with the journal of what was promised, and with itself.

It reads the tables, not the API, so that it sees a database as a crash has left it. The database
must hold what load.py has written and nothing else.

SPDX-License-Identifier: Apache-2.0
"""

import csv
import io
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass, field

import load

QUERY_SECONDS = 30

INCIDENTS = """
    SELECT i.title, t.uid || '-' || g.number, i.id, i.response_state
    FROM incident i
    LEFT JOIN incident_group g ON g.id = i.group_id
    LEFT JOIN team t ON t.id = i.team_id
    ORDER BY i.id
"""
ACKNOWLEDGED = "1"  # incident.response_state

# What a transaction must never leave behind. Each query finds the rows that break its sentence.
LAWS = {
    "the count of incidents in a state is that of its rows": """
        SELECT team_id, response_state, SUM(counted), SUM(found) FROM (
            SELECT team_id, response_state, incidents AS counted, 0 AS found FROM incident_count
            UNION ALL
            SELECT team_id, response_state, 0, COUNT(*) FROM incident
            GROUP BY team_id, response_state
        ) AS counts
        GROUP BY team_id, response_state HAVING SUM(counted) <> SUM(found)
    """,
    "a group knows its newest incident and how many it has": """
        SELECT g.number, g.occurrences, g.newest_incident_id, i.found, i.newest
        FROM incident_group g
        LEFT JOIN (SELECT group_id, COUNT(*) AS found, MAX(id) AS newest FROM incident
                   GROUP BY group_id) AS i ON i.group_id = g.id
        WHERE i.found IS NULL OR g.occurrences <> i.found OR g.newest_incident_id <> i.newest
    """,
    "an incident has a group": """
        SELECT title FROM incident i
        WHERE NOT EXISTS (SELECT 1 FROM incident_group g WHERE g.id = i.group_id)
    """,
    "an incident's timeline holds one creation, and one acknowledgement if it is acknowledged": """
        SELECT title, response_state, created, acknowledged FROM (
            SELECT i.title, i.response_state, i.acknowledged_at,
                   SUM(CASE t.kind WHEN 'created' THEN 1 ELSE 0 END) AS created,
                   SUM(CASE t.kind WHEN 'acknowledged' THEN 1 ELSE 0 END) AS acknowledged
            FROM incident i
            LEFT JOIN timeline t ON t.org_id = i.org_id AND t.incident_id = i.id
            GROUP BY i.id, i.title, i.response_state, i.acknowledged_at
        ) AS lives
        WHERE created <> 1 OR acknowledged <> response_state
           OR (acknowledged_at IS NULL) <> (response_state = 0)
    """,
    "an incident has a page, pending only while nobody has acknowledged": """
        SELECT title, response_state, pages, pending FROM incident
        LEFT JOIN (SELECT incident_id, COUNT(*) AS pages,
                          SUM(CASE state WHEN 'pending' THEN 1 ELSE 0 END) AS pending
                   FROM outbox WHERE kind = 'page' GROUP BY incident_id) AS notices
        ON incident_id = incident.id
        WHERE pages IS NULL OR (response_state <> 0 AND pending > 0)
    """,
    "history and outbox belong to an incident": """
        SELECT kind, incident_id FROM timeline t
        WHERE NOT EXISTS (SELECT 1 FROM incident i WHERE i.id = t.incident_id)
        UNION ALL
        SELECT kind, incident_id FROM outbox o
        WHERE NOT EXISTS (SELECT 1 FROM incident i WHERE i.id = o.incident_id)
    """,
    "an incident and the answer kept under its key come together": """
        SELECT title, SUM(incidents), SUM(answers) FROM (
            SELECT title, 1 AS incidents, 0 AS answers FROM incident
            WHERE title NOT LIKE 'posted-%' -- ilert knows no keys
            UNION ALL
            SELECT idem_key, 0, 1 FROM idempotency WHERE status = 200
        ) AS pairs
        GROUP BY title HAVING SUM(incidents) <> 1 OR SUM(answers) <> 1
    """,
    "the world is told of what affects a service, as it is now": """
        SELECT title, affected, entry.id, entry.message, status FROM (
            SELECT i.id, i.title, i.message, i.published_at, s.public_status AS status,
                   (SELECT COUNT(*) FROM affected_service a WHERE a.incident_id = i.id) AS affected
            FROM incident i JOIN incident_status s ON s.id = i.status_id
        ) AS told
        LEFT JOIN timeline AS entry ON entry.incident_id = told.id AND entry.id = (
            SELECT MAX(t.id) FROM timeline t WHERE t.incident_id = told.id AND t.kind = 'update')
        WHERE (published_at IS NULL) <> (affected = 0)
           OR (published_at IS NULL) <> (entry.id IS NULL)
           OR (title LIKE 'posted-%' AND published_at IS NULL) OR entry.is_public <> 1
           OR entry.message <> told.message OR entry.at <> published_at OR entry.new_value <> status
    """,
    "an open incident holds what it affects, by its impact, and another holds nothing": """
        SELECT i.title, a.service_id, a.impact, p.impact FROM incident i
        JOIN affected_service a ON a.incident_id = i.id
        LEFT JOIN impact_period p ON p.incident_id = a.incident_id AND p.service_id = a.service_id
                                 AND p.until_at IS NULL
        WHERE (i.response_state < 2 AND a.impact > 0) <> (p.impact IS NOT NULL)
           OR p.impact <> a.impact OR a.incident_created_at <> i.created_at
    """,
    "an incident holds a service once at a time": """
        SELECT p.incident_id, p.service_id, p.from_at, p.until_at FROM impact_period p
        WHERE p.until_at < p.from_at
           OR NOT EXISTS (SELECT 1 FROM incident i WHERE i.id = p.incident_id)
           OR EXISTS (SELECT 1 FROM impact_period q
                      WHERE q.incident_id = p.incident_id AND q.service_id = p.service_id
                        AND q.from_at > p.from_at
                        AND (p.until_at IS NULL OR p.until_at > q.from_at))
    """,
    "what people set a service to is the last of its record": """
        SELECT name, own_status FROM service s
        WHERE own_status <> COALESCE((SELECT o.status FROM service_own_status o
                                      WHERE o.service_id = s.id ORDER BY o.at DESC LIMIT 1), 0)
    """,
    "an entry that notifies has told somebody, and no other has": """
        SELECT incident_id, id, notifies, told FROM (
            SELECT t.incident_id, t.id, t.notifies, COUNT(o.id) AS told
            FROM timeline t
            LEFT JOIN outbox o ON o.org_id = t.org_id AND o.incident_id = t.incident_id
                              AND o.entry_id = t.id AND o.kind = 'update'
            GROUP BY t.incident_id, t.id, t.notifies
        ) AS entries
        WHERE (notifies = 1) <> (told > 0)
        UNION ALL
        SELECT incident_id, id, 0, 0 FROM outbox o
        WHERE kind = 'update' AND NOT EXISTS (
            SELECT 1 FROM timeline t WHERE t.org_id = o.org_id AND t.incident_id = o.incident_id
                                       AND t.id = o.entry_id)
    """,
    "a counter is not behind what it has given out": """
        SELECT name, value FROM counter
        WHERE (name = 'row_id' AND value < (SELECT MAX(id) FROM (
                  SELECT MAX(id) AS id FROM incident UNION ALL SELECT MAX(id) FROM timeline
                  UNION ALL SELECT MAX(id) FROM outbox) AS ids))
           OR (name = 'incident' AND value < (SELECT MAX(number) FROM incident))
           OR (name = 'group' AND value < (SELECT MAX(number) FROM incident_group))
    """,
}


# The index of incidents: enum facet_kind by its numbers, rows of bits, and the rows it tells of.
KINDS = {1: "status", 2: "severity", 3: "type", 4: "mode", 5: "private", 6: "team",
         9: "day of change", 10: "month of change", 11: "late"}
INDEX = "SELECT kind, value, chunk, bits FROM facet_bits"
INDEXED = """
    SELECT number, status_id, severity_id, type_id, mode, team_id, updated_at,
           (SELECT COUNT(*) FROM private_incident p WHERE p.incident_id = i.id),
           (SELECT COUNT(*) FROM late_incident l WHERE l.incident_id = i.id)
    FROM incident i
"""
CHUNK_NUMBERS = 31_744
CHUNK_BYTES = CHUNK_NUMBERS // 8
DAY_MS = 86_400_000
MONTH_DAYS = 32


@dataclass
class Findings:
    lost: list = field(default_factory=list)  # acknowledged writes that are not there
    wrong: list = field(default_factory=list)  # anything else, such as twice what was sent once
    found: dict = field(default_factory=dict)  # title: counter id or ilert's, of every incident

    def all(self):
        return self.lost + self.wrong


def sqlite_rows(connection):
    """A function from a query to its rows, all values as text, bytes in hex."""
    def text(value):
        if isinstance(value, bytes):
            return value.hex()
        return "" if value is None else str(value)
    def rows(query):
        return [[text(value) for value in row] for row in connection.execute(query)]
    return rows


def postgres_rows(url):
    def rows(query):
        done = subprocess.run(["psql", "--no-psqlrc", "--csv", "--tuples-only",
                               "--set=ON_ERROR_STOP=1", "--dbname=" + url],
                              input=query, capture_output=True, text=True, check=True,
                              timeout=QUERY_SECONDS)
        return list(csv.reader(io.StringIO(done.stdout)))
    return rows


def check_promises(rows, journal, findings):
    """Every promise is kept once, and nothing is there that nobody asked for."""
    acknowledged = set()
    for title, counter_id, row_id, state in rows(INCIDENTS):
        if load.is_posted(title):
            counter_id = row_id
        if title in findings.found:
            findings.wrong.append(f"{title} is there twice: {findings.found[title]}, {counter_id}")
        findings.found[title] = counter_id
        if state == ACKNOWLEDGED:
            acknowledged.add(title)
    journal.seen = findings.found
    for title, counter_id in journal.created.items():
        if title not in findings.found:
            findings.lost.append(f"the incident {title} ({counter_id}) is lost")
        elif findings.found[title] != counter_id:
            findings.wrong.append(f"{title} is {findings.found[title]}, not {counter_id}")
    for title in sorted(journal.acknowledged - acknowledged):
        findings.lost.append(f"the acknowledgement of {title} is lost")
    unasked = findings.found.keys() - journal.created.keys() - journal.creates_in_doubt
    findings.wrong += [f"nobody has created {title}" for title in sorted(unasked)]
    unasked = acknowledged - journal.acknowledged - journal.acknowledges_in_doubt
    findings.wrong += [f"nobody has acknowledged {title}" for title in sorted(unasked)]


def check_laws(rows, findings):
    for sentence, query in LAWS.items():
        findings.wrong += [f"against `{sentence}`: {' | '.join(row)}" for row in rows(query)]


def facts_of_rows(rows):
    """(kind, value, number) of everything that the index must say of the incidents' own rows."""
    facts = set()
    for row in rows(INDEXED):
        number, status, severity, kind, mode, team, updated, private, late = (
            int(value or 0) for value in row)
        day = updated // DAY_MS
        facts |= {(1, status, number), (2, severity, number), (3, kind, number),
                  (4, mode, number), (5, private, number), (6, team, number),
                  (9, day, number), (10, day // MONTH_DAYS, number), (11, late, number)}
    return {fact for fact in facts if fact[1] != 0}


def facts_of_index(rows):
    facts = set()
    for kind, value, chunk, bits in rows(INDEX):
        if int(kind) not in KINDS:
            continue
        # PostgreSQL begins with \x, and has several rows for a chunk: every 16th number.
        row = bytes.fromhex(bits.removeprefix("\\x"))
        pieces = CHUNK_BYTES // len(row)
        first = int(chunk) // pieces * CHUNK_NUMBERS + int(chunk) % pieces
        places = int.from_bytes(row, "little")
        while places:
            place = (places & -places).bit_length() - 1
            places &= places - 1
            facts.add((int(kind), int(value), first + place * pieces))
    return facts


def check_index(rows, findings):
    """The index that lists are filtered by says what the rows say."""
    wanted, there = facts_of_rows(rows), facts_of_index(rows)
    for what, facts in (("lacks", wanted - there), ("invents", there - wanted)):
        findings.wrong += [f"the index {what} the {KINDS[kind]} {value} of INC-{number}"
                           for kind, value, number in sorted(facts)[:10]]


def audit_rows(rows, journal):
    findings = Findings()
    check_promises(rows, journal, findings)
    check_laws(rows, findings)
    check_index(rows, findings)
    return findings


def audit_sqlite(path, journal):
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        rows = sqlite_rows(connection)
        try:
            damage = [text for (text,) in rows("PRAGMA integrity_check") if text != "ok"]
            findings = Findings() if damage else audit_rows(rows, journal)
        except sqlite3.DatabaseError as error:
            findings, damage = Findings(), [str(error)]
    findings.wrong += [f"integrity_check: {text}" for text in damage]
    return findings


def audit(database, journal):
    """What is wrong with the database at that address, while no server runs on it."""
    if database.startswith("sqlite:"):
        return audit_sqlite(database.removeprefix("sqlite:"), journal)
    return audit_rows(postgres_rows(database), journal)
