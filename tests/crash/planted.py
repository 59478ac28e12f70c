#!/usr/bin/env python3
"""planted.py -- losses and damage planted one by one; the audit must notice each.

    tests/crash/planted.py --tocsin build/tocsin

A small database is written by a real server. Prints TAP: one case that the audit finds nothing
wrong with it, and one for each plant.
SPDX-License-Identifier: Apache-2.0
"""

import argparse
import asyncio
import copy
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parent / "lib"))

import audit  # noqa: E402
import load  # noqa: E402
import server  # noqa: E402
import tap  # noqa: E402

TITLES = [f"planted-{number}" for number in range(6)]
ACKNOWLEDGED = TITLES[:3]
VICTIM, OPEN_VICTIM = TITLES[1], TITLES[4]  # the one acknowledged, the other not
ITS = f"(SELECT id FROM incident WHERE title = '{VICTIM}')"
POSTED = [f"{load.POSTED}planted-{number}" for number in range(3)]
TOLD = f"(SELECT id FROM incident WHERE title = '{POSTED[0]}')"  # acknowledged too

# What the audit must say after a change of the journal.
PLANTED_PROMISES = (
    ("an acknowledged create that was never written", "the incident invented",
     lambda journal: journal.created.update(invented="prim-99")),
    ("an acknowledged acknowledge that was never written", f"the acknowledgement of {OPEN_VICTIM}",
     lambda journal: journal.acknowledged.add(OPEN_VICTIM)),
    ("another counter id than was answered", f"{VICTIM} is prim-2, not prim-99",
     lambda journal: journal.created.update({VICTIM: "prim-99"})),
    ("an incident that nobody asked for", f"nobody has created {VICTIM}",
     lambda journal: journal.created.pop(VICTIM)),
    ("an acknowledge that nobody asked for", f"nobody has acknowledged {VICTIM}",
     lambda journal: journal.acknowledged.discard(VICTIM)),
)

# What the audit must say after a statement.
PLANTED_ROWS = (
    ("a lost incident", f"the incident {VICTIM}",
     f"DELETE FROM incident WHERE title = '{VICTIM}'"),
    ("an incident that is there twice", f"{VICTIM} is there twice",
     f"UPDATE incident SET title = '{VICTIM}' WHERE title = '{OPEN_VICTIM}'"),
    ("a lost acknowledge", f"the acknowledgement of {VICTIM}",
     f"UPDATE incident SET response_state = 0 WHERE title = '{VICTIM}'"),
    ("a count that is off by one", "the count of incidents",
     "UPDATE incident_count SET incidents = incidents + 1 WHERE response_state = 1"),
    ("a lost count", "the count of incidents", "DELETE FROM incident_count"),
    ("a group that counts an occurrence too many", "a group knows",
     f"UPDATE incident_group SET occurrences = 2 WHERE newest_incident_id = {ITS}"),
    ("a group that knows another newest incident", "a group knows",
     f"UPDATE incident_group SET newest_incident_id = 1 WHERE newest_incident_id = {ITS}"),
    ("a lost group", "an incident has a group",
     f"DELETE FROM incident_group WHERE newest_incident_id = {ITS}"),
    ("a second acknowledgement in the timeline", "an incident's timeline",
     "INSERT INTO timeline (org_id, incident_id, id, kind, at, actor_kind, is_public) "
     "SELECT org_id, incident_id, id + 1000000, kind, at, actor_kind, is_public FROM timeline "
     f"WHERE kind = 'acknowledged' AND incident_id = {ITS}"),
    ("a lost acknowledgement in the timeline", "an incident's timeline",
     f"DELETE FROM timeline WHERE kind = 'acknowledged' AND incident_id = {ITS}"),
    ("a lost creation in the timeline", "an incident's timeline",
     f"DELETE FROM timeline WHERE kind = 'created' AND incident_id = {ITS}"),
    ("a lost page", "an incident has a page", f"DELETE FROM outbox WHERE incident_id = {ITS}"),
    ("a page pending after an acknowledge", "an incident has a page",
     f"UPDATE outbox SET state = 'pending' WHERE incident_id = {ITS}"),
    ("history without an incident", "history and outbox",
     f"UPDATE timeline SET incident_id = 1 WHERE incident_id = {ITS}"),
    ("a lost post", f"the incident {POSTED[0]}",
     f"DELETE FROM incident WHERE title = '{POSTED[0]}'"),
    ("a lost update", "the world is told",
     f"DELETE FROM timeline WHERE kind = 'update' AND new_value = 'IDENTIFIED' "
     f"AND incident_id = {TOLD}"),
    ("updates that are all lost", "the world is told",
     f"DELETE FROM timeline WHERE kind = 'update' AND incident_id = {TOLD}"),
    ("a message of which no update tells", "the world is told",
     f"UPDATE incident SET message = 'another' WHERE id = {TOLD}"),
    ("an incident of which the world is not told", "the world is told",
     f"UPDATE incident SET published_at = NULL WHERE id = {TOLD}"),
    ("a lost affected service", "the world is told",
     f"DELETE FROM affected_service WHERE incident_id = {TOLD}"),
    ("a lost impact", "an open incident holds",
     f"DELETE FROM impact_period WHERE incident_id = {TOLD}"),
    ("an impact that ended although its incident is open", "an open incident holds",
     f"UPDATE impact_period SET until_at = from_at + 1 WHERE incident_id = {TOLD}"),
    ("another impact than was given", "an open incident holds",
     f"UPDATE impact_period SET impact = 4 WHERE incident_id = {TOLD}"),
    ("a service that is held twice at once", "an incident holds a service once",
     "INSERT INTO impact_period SELECT org_id, service_id, incident_id, from_at + 1, from_at + 2, "
     f"impact FROM impact_period WHERE incident_id = {TOLD}"),
    ("a lost record of what a service was set to", "what people set",
     "DELETE FROM service_own_status"),
    ("a lost notice to a subscriber", "an entry that notifies",
     f"DELETE FROM outbox WHERE kind = 'update' AND incident_id = {TOLD}"),
    ("a notice that tells of no entry", "an entry that notifies",
     f"UPDATE outbox SET entry_id = 1 WHERE kind = 'update' AND incident_id = {TOLD}"),
    ("a lost row of the index", "the index lacks the status",
     "DELETE FROM facet_bits WHERE kind = 1"),
    ("a row of the index that tells of another value", "the index invents the team",
     "UPDATE facet_bits SET value = value + 1 WHERE kind = 6"),
    ("an incident that is late and not said to be", "the index lacks the late",
     "INSERT INTO late_incident SELECT org_id, created_at, id, number FROM incident "
     f"WHERE id = {ITS}"),
    ("a lost idempotency key", "the answer kept under its key",
     f"DELETE FROM idempotency WHERE idem_key = '{VICTIM}'"),
    ("an idempotency key without its answer", "the answer kept under its key",
     f"UPDATE idempotency SET status = NULL WHERE idem_key = '{VICTIM}'"),
    ("a row counter that would give ids out again", "a counter is not behind",
     "UPDATE counter SET value = 1 WHERE name = 'row_id'"),
    ("a group counter that would give numbers out again", "a counter is not behind",
     "UPDATE counter SET value = value - 1 WHERE name = 'group'"),
)


async def write(running, journal):
    async with load.Connection(await load.find_target(running), journal) as connection:
        for title in TITLES + POSTED:
            await connection.create(title)
        for title in ACKNOWLEDGED + POSTED[:1]:
            await connection.acknowledge(title)
        await connection.set_service("MAJOR_OUTAGE")


def says(findings, fragment):
    """Complaints unless the audit says that; nothing else is asked of it."""
    if any(fragment in text for text in findings.all()):
        return []
    return [f"no finding says `{fragment}`; there are {findings.all()}"]


def plant_promise(path, journal, change, fragment):
    changed = copy.deepcopy(journal)
    change(changed)
    return says(audit.audit_sqlite(path, changed), fragment)


def plant_rows(path, journal, statement, fragment):
    with closing(sqlite3.connect(path)) as connection:
        if connection.execute(statement).rowcount < 1:
            return [f"this changes nothing: {statement}"]
        findings = audit.audit_rows(audit.sqlite_rows(connection), journal)
        connection.rollback()
    return says(findings, fragment)


def plant_garbage(path, journal):
    """A database whose second half is overwritten, as by a failing disk."""
    damaged = path.with_name("damaged.db")
    shutil.copy(path, damaged)
    half = damaged.stat().st_size // 2
    with damaged.open("r+b") as file:
        file.seek(half)
        file.write(b"\xff" * half)
    return says(audit.audit_sqlite(damaged, journal), "integrity_check")


def plant_all(report, path, journal):
    clean = audit.audit_sqlite(path, journal)
    report.case("the audit finds nothing wrong where nothing is", clean.all())
    for name, fragment, change in PLANTED_PROMISES:
        report.case(f"the audit notices {name}", plant_promise(path, journal, change, fragment))
    for name, fragment, statement in PLANTED_ROWS:
        report.case(f"the audit notices {name}", plant_rows(path, journal, statement, fragment))
    report.case("the audit notices damaged pages", plant_garbage(path, journal))


def main():
    parser = argparse.ArgumentParser(description="Plants losses that the audit must notice.")
    parser.add_argument("--tocsin", required=True, type=Path)
    chosen = parser.parse_args()
    report = tap.Report()
    journal = load.Journal()
    try:
        with server.open_engine("sqlite", chosen.tocsin.resolve()) as engine:
            with engine.server() as running:
                asyncio.run(write(running, journal))
                report.case("a server writes what is to be spoilt", running.stop())
                plant_all(report, Path(running.database.removeprefix("sqlite:")), journal)
    except (server.Failed, load.Refused, *load.BROKEN) as problem:
        report.case("a database to spoil", [repr(problem)])
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
