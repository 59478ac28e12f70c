"""filter_walk.py -- pages by `after` while others write: nothing twice, nothing left out.

Most incidents of the world rest; others are made before and behind the cursor, and some go in and
out of the filters. Of those that rest a walk shows exactly what matches, in order.

SPDX-License-Identifier: Apache-2.0
"""

import random
import threading

import api
from filter_questions import Questions
from filter_reference import Reference
from filter_world import MODES

WALKS = 60
LEAST_WRITES = 200
RESTLESS = 40  # incidents that are moved
PAGE_SIZES = (7, 20, 50)


class Writer(threading.Thread):
    """Makes and moves incidents until told to stop, by a connection of its own."""

    def __init__(self, world, restless, chance):
        super().__init__()
        self.world, self.restless, self.chance = world, restless, chance
        self.api = api.Api(world.running)
        self.over = threading.Event()
        self.complaints = []

    def run(self):
        try:
            while not self.over.is_set():
                self.chance.choice((self.create, self.backfill, self.edit))()
        except api.PROBLEMS as problem:
            self.complaints.append(repr(problem))
        self.api.client.close()

    def create(self):
        nth = self.api.writes
        self.api.call("POST", "/v2/incidents", {
            "idempotency_key": f"walk-{nth}", "name": f"Walk {nth}", "visibility": "public",
            "mode": self.chance.choice(MODES)})

    def backfill(self):
        """In the midst of what is walked over."""
        at = self.chance.choice(self.world.rows).created_at // 1000
        self.api.call("POST", "/api/incidents", self.world.backfilled(at, at))

    def edit(self):
        severity = self.chance.choice(list(self.world.facts.severities))
        self.api.call("POST", f"/v2/incidents/{self.chance.choice(self.restless).id}/actions/edit",
                      {"incident": {"severity_id": severity}, "notify_incident_channel": False})


def walked(calls, spelled):
    """The ids of all pages."""
    ids, after = [], ""
    while after is not None:
        page = calls.get(f"/v2/incidents?{spelled}&after={after}")
        ids += [each["id"] for each in page["incidents"]]
        after = page["pagination_meta"].get("after")
    return ids


def what_is_wrong(ids, wanted, resting):
    complaints = []
    if len(ids) != len(set(ids)):
        twice = sorted(each for each in set(ids) if ids.count(each) > 1)
        complaints.append(f"shown twice: {twice}")
    shown = [each for each in ids if each in resting]
    if shown != wanted:
        complaints.append(f"left out: {sorted(set(wanted) - set(shown))}, too many: "
                          f"{sorted(set(shown) - set(wanted))}, or out of order")
    return complaints


def without_pages(question):
    return [pair for pair in question if pair[0] not in ("after", "page_size")]


def walk_while_others_write(world, seed):
    """(complaints, walks, writes)"""
    chance = random.Random(seed)
    questions = Questions(world, chance)
    restless = chance.sample(world.rows, RESTLESS)
    resting = {row.id for row in world.rows} - {row.id for row in restless}
    reference = Reference(world.facts, [row for row in world.rows if row.id in resting])
    writer = Writer(world, restless, random.Random(seed))
    writer.start()
    complaints, walks = [], 0
    try:
        while not complaints and writer.is_alive() and (
                walks < WALKS or writer.api.writes < LEAST_WRITES):
            question = without_pages(questions.ask())
            key = chance.choice(world.keys)
            spelled = questions.spelled(
                [*question, ("page_size", str(chance.choice(PAGE_SIZES)))])
            found = reference.found(key.reach, question)
            complaints = what_is_wrong(walked(key.api, spelled), found, resting)
            complaints = complaints and [f"{key.name}: {spelled}", *complaints]
            walks += 1
    finally:
        writer.over.set()
        writer.join()
    return complaints + writer.complaints, walks, writer.api.writes
