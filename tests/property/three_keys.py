#!/usr/bin/env python3
"""three_keys.py -- what a key of one team is shown and may do, whatever is written by whom.

    tests/property/three_keys.py --tocsin build/tocsin [--engine sqlite] [--seed N] [--every 1]

The organisation's key and those of two teams write at random. Prints TAP. A failure names the seed
and the writes since the last check that was right.
SPDX-License-Identifier: Apache-2.0
"""

import random
import sqlite3
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent / "lib")]

import api  # noqa: E402
import key_declared_writes as declaring  # noqa: E402
import key_incident_writes as telling  # noqa: E402
import key_paging  # noqa: E402
import key_subscriber_writes as subscribing  # noqa: E402
import key_writes as writing  # noqa: E402
import reach  # noqa: E402
import seeded  # noqa: E402
import server  # noqa: E402
import snapshot  # noqa: E402
import tour  # noqa: E402
from key_world import World  # noqa: E402

COMPLAINTS_SHOWN = 12
TOLD_LEAST = 20  # notices, or the forecasts have shown nothing

WRITES = {
    writing.add_service: 4, writing.change_service: 6, writing.delete_service: 2,
    writing.add_page: 3, writing.change_page: 6, writing.delete_page: 1,
    writing.add_group: 2, writing.change_group: 2,
    writing.add_window: 3, writing.change_window: 4, writing.move_window: 2,
    writing.remove_window: 2, writing.add_override: 2, writing.change_override: 3,
    writing.add_template: 2, writing.change_template: 3,
    subscribing.set_subscribers: 5, subscribing.unsubscribe: 3,
    subscribing.subscribe_to_incident: 3, subscribing.add_addresses: 5,
    subscribing.delete_address: 2,
    writing.add_person: 1, writing.rename_team: 1,
    telling.create: 5, telling.update: 8, telling.tell: 8, telling.tell_new: 4,
    telling.spike_create: 2, telling.act: 5, telling.send_one_back: 10, telling.steal: 5,
    telling.name_foreign: 2,
    declaring.declare: 4, declaring.edit: 5, declaring.work: 8, declaring.steal: 3,
}
EVENT_SHARE = 0.06
KEY_WEIGHTS = (1, 2, 2)  # the organisation's, A's, B's


# ---- what is written down to be sent ----

OUTBOX = ("SELECT COUNT(*) - COUNT(subscriber_id), COUNT(subscriber_id) FROM outbox "
          "WHERE kind = 'update' AND incident_id = {}")


def outbox_of(database):
    """Reads (users, addresses) to be told of an incident, from the database itself."""
    def ask_sqlite(number):
        rows = sqlite3.connect(f"file:{database.removeprefix('sqlite:')}?mode=ro", uri=True)
        try:
            return rows.execute(OUTBOX.format(number)).fetchone()
        finally:
            rows.close()

    def ask_postgres(number):
        done = subprocess.run(["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align",
                               "--dbname=" + database, "--command=" + OUTBOX.format(number)],
                              capture_output=True, text=True, check=True, timeout=20)
        return tuple(int(count) for count in done.stdout.strip().split("|"))

    return ask_sqlite if database.startswith("sqlite:") else ask_postgres


# ---- one world ----

def set_scene(world):
    """Things of A, of B, of both and of none, so that no rule can be wrong unnoticed."""
    a, b = world.teams
    org, key_a, key_b = world.keys
    sharing = ([a], [b], [a, b], [])
    services = [writing.post_service(world, org, teams) for teams in sharing]
    for teams in sharing:
        page = writing.post_page(world, org, teams, services)
        writing.post_group(world, org, page)
        subscribing.post_addresses(world, org, page)
        writing.post_template(world, org, teams)
        writing.post_override(world, org, services[sharing.index(teams)])
    for key, service in ((key_a, services[0]), (key_a, services[2]), (key_b, services[1])):
        writing.add_source(world, key, service)
    for covered in (services, services[1:2], services[:2]):
        writing.post_window(world, org, covered, world.facts.of_kind("source")[-1:])
    for nth, service in enumerate(services):
        org.api.call("PUT", f"/api/services/{service}/private-subscribers",
                     [{"id": each, "type": "USER"} for each in world.people[:nth + 1]], 202)
        telling.post_incident(world, org, services[nth:] + services[:nth])
    for key in world.keys:
        telling.tell_new(world, key)
    for key in (key_a, key_b):
        telling.post_occurrence(world, key)
        declaring.declare(world, key)
        for kind in declaring.WORK:
            declaring.work(world, key, kind)


class Run:
    """One world, written to and looked at. `kept` is the last snapshot while it is true."""

    def __init__(self, running, seed, every):
        self.world = World(running, outbox_of(running.database), seed)
        self.every, self.checks, self.kept = every, 0, None
        self.unnoticed = {*reach.NARROW, *reach.WIDE}

    def journal(self):
        return [f"{key.name}: {line}" for key in self.world.keys for line in key.api.journal]

    # ---- writing ----

    def write_once(self):
        world = self.world
        if world.likely(EVENT_SHARE):
            source = world.chance.choice(world.facts.of_kind("source"))
            key = world.key_with(world.facts.objects[source]["team"])
            return self.watched(key, lambda: telling.push_event(world, source))
        key = world.chance.choices(world.keys, KEY_WEIGHTS)[0]
        step = world.chance.choices(list(WRITES), list(WRITES.values()))[0]
        return self.watched(key, lambda: step(world, key), step is telling.send_one_back)

    def watched(self, key, step, is_sent_back=False):
        """What a key wrote changed nothing that it does not see; what was sent back, nothing."""
        if key.team == 0 and not is_sent_back:
            self.kept = None
            step()
            return []
        before = self.kept or snapshot.take(self.world.org.api)
        hidden_before = snapshot.hidden(key.reach, before)
        step()
        self.kept = after = snapshot.take(self.world.org.api)
        leaks = tour.leaks_of_writes(self.world, key) if key.team else []
        if is_sent_back:
            return leaks + [f"{key.name} sent back: {piece}"
                            for piece in sorted(before ^ after, key=str)]
        changed = hidden_before - after | snapshot.hidden(key.reach, after) - before
        return leaks + [f"{key.name} changed out of its reach: {piece}"
                        for piece in sorted(changed, key=str) if not self.is_excused(key, piece)]

    def is_excused(self, key, piece):
        """What several teams share each of them may delete, and an incident of the key's team may
        hold services that the key does not see."""
        facts = self.world.facts
        if any(each in facts.known and each not in facts.objects for each in piece[0]):
            return True
        return piece[1].startswith("status: ") and any(
            piece[0][0] in facts.objects[each]["services"] for each in key.reach.all("incident"))

    # ---- looking ----

    def check(self):
        complaints = []
        for key in self.world.keys[1:]:
            looks = tour.tour(self.world, key)
            complaints += tour.leaks_of_writes(self.world, key) + tour.compare(key.reach, looks)
            self.unnoticed = {wrong for wrong in self.unnoticed
                              if not tour.compare(wrong(self.world.facts, key.team), looks)}
        complaints += tour.compare_lists(self.world.org.reach, self.world)
        self.checks += 1
        if complaints:
            return complaints[:COMPLAINTS_SHOWN] + ["since the last check:", *self.journal()]
        for key in self.world.keys:
            key.api.journal.clear()
        return []

    def writes(self):
        return sum(key.api.writes for key in self.world.keys)

    def write(self, count):
        set_scene(self.world)
        if complaints := self.check():
            return complaints
        end = self.writes() + count
        while (begin := self.writes()) < end:
            while self.writes() < begin + self.every:
                if complaints := self.write_once():
                    return complaints[:COMPLAINTS_SHOWN] + self.journal()[-20:]
            if complaints := self.check():
                return [f"{end - self.writes()} writes before the end", *complaints]
        return []

    def send_all_back(self):
        """By each key every object that it sees, and nothing has changed in the end."""
        before = snapshot.take(self.world.org.api)
        for key in self.world.keys:
            for _, way in telling.ways_to_send_back(self.world, key):
                way()
        after = snapshot.take(self.world.org.api)
        return [f"changed: {piece}" for piece in sorted(before ^ after, key=str)]


# ---- the program ----

def guarded(run, work):
    try:
        return work()
    except api.PROBLEMS as problem:
        return [repr(problem), "since the last check:", *run.journal()[-20:]]


def run_cases(report, engine, chosen):
    with engine.server() as running:
        run = Run(running, chosen.seed, chosen.every)
        complaints = guarded(run, lambda: run.write(chosen.writes))
        if complaints:
            complaints += [f"repeat by --seed {chosen.seed} --every 1"]
        elif run.world.told < TOLD_LEAST:
            complaints = [f"only {run.world.told} notices were written"]
        report.case(f"after {chosen.writes} random writes each key sees what is in its reach "
                    f"[{engine.name}]", complaints)
        report.case(f"a wrong rule of reach is noticed [{engine.name}]",
                    sorted(f"{wrong.__name__} is not" for wrong in run.unnoticed))
        report.case(f"every GET route is looked at [{engine.name}]",
                    tour.not_toured(chosen.tocsin.resolve()))
        report.case(f"whole answers sent back change nothing [{engine.name}]",
                    guarded(run, run.send_all_back))
        report.case(f"lists are read by pages while others write [{engine.name}]",
                    guarded(run, lambda: key_paging.page_while_others_write(running, run.world)))
        run.world.close()
        report.case(f"the server logs no trouble and stops cleanly [{engine.name}]",
                    running.troubles() + running.stop())
        print(f"# seed {chosen.seed}: {run.writes()} writes, {run.world.told} notices, "
              f"{run.checks} checks")


if __name__ == "__main__":
    sys.exit(seeded.run("Random writes by three keys.", run_cases, writes=160, every=40))
