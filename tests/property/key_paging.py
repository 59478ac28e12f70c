"""key_paging.py -- lists read by pages while others write: what was there is read once, in order.

SPDX-License-Identifier: Apache-2.0
"""

import random
import threading

import api
import key_subscriber_writes as subscribing
import key_writes as writing
from reach import new_word

PAGING_ROUNDS = 10
CROWD_LEAST = 3  # rounds of writes meanwhile
PAGE = 3  # rows at a time


def frozen_lists(world, key):
    """(path, its rows now): what is added behind them, by whomever, moves none of them."""
    page = writing.post_page(world, key, [], [])
    for _ in range(PAGE + 1):
        writing.post_group(world, key, page)
        subscribing.post_addresses(world, key, page)
    until = key.api.get("/api/incidents?max-results=1")[0]["createdAt"]
    paths = ("/api/services", "/api/status-pages", "/api/incident-templates", "/api/users",
             f"/api/status-pages/{page}/groups", f"/api/status-pages/{page}/subscribers",
             f"/api/incidents?until={until}", f"/api/status-updates?until={until}")
    return {path: [row["id"] for row in read_by_pages(key, path)] for path in paths}


def read_by_pages(key, path, most=10**6):
    rows, mark = [], "&" if "?" in path else "?"
    while len(rows) < most:
        part = key.api.get(f"{path}{mark}start-index={len(rows)}&max-results={PAGE}")
        rows += part
        if len(part) < PAGE:
            break
    return rows


class Crowd(threading.Thread):
    """Adds, until told to stop, with a connection of its own."""

    def __init__(self, running, world):
        super().__init__()
        self.api = api.Api(running)
        self.over = threading.Event()
        self.complaints = []
        self.chance = random.Random(world.chance.random())
        self.pages, self.teams = world.facts.of_kind("page"), world.teams
        self.service = world.facts.of_kind("service")[0]
        self.rounds = 0

    def run(self):
        try:
            while not self.over.is_set():
                self.add_some()
        except api.PROBLEMS as problem:
            self.complaints.append(repr(problem))
        self.api.client.close()

    def add_some(self):
        self.rounds += 1
        word, teams = new_word(self.chance), writing.refs(self.teams)
        call = self.api.call
        call("POST", "/api/services", {"name": word, "teams": teams}, 201)
        call("POST", "/api/status-pages", {"name": word, "teams": teams, "visibility": "PUBLIC"},
             201)
        call("POST", "/api/incident-templates", {"name": word, "summary": word, "teams": teams},
             201)
        call("POST", "/api/users", {"firstName": word, "lastName": word,
                                    "email": f"{word}@example.org"}, 201)
        call("POST", "/api/incidents", {"summary": word, "affectedServices": [
            {"impact": "DEGRADED", "service": {"id": self.service}}]})
        for page in self.pages:
            call("POST", f"/api/status-pages/{page}/groups", {"name": word}, 201)
            call("POST", f"/api/status-pages/{page}/subscribers_bulk",
                 [{"target": f"{word}@example.org", "type": "EMAIL"}])


def moved_rows(frozen):
    """What is not read as it was."""
    for key, lists in frozen.items():
        for path, wanted in lists.items():
            found = [row["id"] for row in read_by_pages(key, path, len(wanted))][:len(wanted)]
            if found != wanted:
                yield f"{key.name}: {path}: {found}, not {wanted}"


def page_while_others_write(running, world):
    frozen = {key: frozen_lists(world, key) for key in world.keys[1:]}
    crowd = Crowd(running, world)
    crowd.start()
    complaints, rounds = [], 0
    try:
        while not complaints and crowd.is_alive() and (
                rounds < PAGING_ROUNDS or crowd.rounds < CROWD_LEAST):
            complaints = [*moved_rows(frozen)]
            rounds += 1
    finally:
        crowd.over.set()
        crowd.join()
    return complaints + crowd.complaints
