"""world.py -- a server and its model, in step; and whom to write to by chance.

Times are milliseconds since 1970.
SPDX-License-Identifier: Apache-2.0
"""

import itertools
import time
from datetime import datetime, timezone

import server
from api import number_of
from model import STATUSES

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
NEWEST = 30  # incidents that most writes are about, so that each has a life
NEWEST_SHARE = 0.8


def now_ms():
    return time.time_ns() // 1_000_000


def spelled(ms):
    at = datetime.fromtimestamp(ms / 1000, timezone.utc)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def in_ms(text):
    return round(datetime.fromisoformat(text).timestamp() * 1000)


class World:
    """A server and its model, in step. `began` is when the run did, in ms."""

    def __init__(self, api, model, chance):
        self.api, self.model, self.chance = api, model, chance
        self.began = now_ms() // 1000 * 1000
        self.integrations = []  # {token, service, impact}, the latter two may be None
        self.policy = None  # one that never ends
        self.names = itertools.count(1)
        self.user = api.get("/users/me")["_id"]

    # ---- choosing ----

    def some_service(self):
        return self.chance.choice(list(self.model.services))

    def some_services(self, most):
        known = list(self.model.services)
        return self.chance.sample(known, self.chance.randint(1, min(most, len(known))))

    def some_incident(self):
        known = self.model.incidents
        if self.chance.random() < NEWEST_SHARE:
            known = known[-NEWEST:]
        return self.chance.choice(known)

    def affected(self):
        return [{"impact": self.chance.choice(STATUSES), "service": {"id": each, "name": ""}}
                for each in self.some_services(3)]

    def name_of(self, incident):
        """One of the names that a path or a body may call it by."""
        names = [incident["_id"], f"INC-{incident['nth']}", incident["id"]]
        if incident["group"][-1] is incident:
            names.append(incident["counter_id"])
        return str(self.chance.choice(names))

    # ---- knowing ----

    def learn(self, incident, row):
        """What only the server could say of a new incident: a row of Spike's."""
        incident["_id"], incident["counter_id"] = row["_id"], row["counterId"]
        incident["id"] = number_of(row["_id"])

    def learn_newest(self, incident):
        row = self.api.get("/incidents?perPage=1")["incidents"][0]
        if row["message"] != incident["title"] or row["_id"] == self.last_learnt():
            raise server.Failed(f"{incident['title']!r} was to open an incident, newest is {row}")
        self.learn(incident, row)

    def last_learnt(self):
        return next((each["_id"] for each in reversed(self.model.incidents) if "_id" in each),
                    None)
