"""load.py -- many writers at once, and the journal of what the server has promised them.

Each writer has a connection of its own, creates incidents under titles and idempotency keys that
nobody else uses, acknowledges some of its own, and writes until the connection breaks. Half of the
incidents are ilert's: posted, told to the world and its subscribers, acknowledged by an update.
Now and then somebody says how the service is.

SPDX-License-Identifier: Apache-2.0
"""

import asyncio
import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

WRITERS = 64
ANSWER_SECONDS = 10
LOAD_SECONDS = 30  # at most
ACKNOWLEDGED_SHARE = 0.4  # of the incidents, by their writer
SERVICE_SHARE = 0.01  # how often a writer sets the service
POSTED = "posted-"  # how titles of ilert's incidents begin
SERVICE_STATUSES = ("OPERATIONAL", "DEGRADED", "PARTIAL_OUTAGE", "MAJOR_OUTAGE")
CONTENT_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)
BROKEN = (OSError, asyncio.IncompleteReadError)


class Refused(Exception):
    """An answer that is none of success; the message says to what."""


def is_posted(title):
    return title.startswith(POSTED)


@dataclass
class Journal:
    """A write is in doubt from its sending to its 200; a writer that dies leaves it so."""

    # title: counter id, or ilert's id of what was posted; of what was answered
    created: dict = field(default_factory=dict)
    acknowledged: set = field(default_factory=set)  # titles, likewise
    creates_in_doubt: set = field(default_factory=set)
    acknowledges_in_doubt: set = field(default_factory=set)
    refusals: list = field(default_factory=list)
    seen: dict = field(default_factory=dict)  # as `created`: what the last audit found on disk
    on_answer: Callable = lambda: None  # called at the head of every answer

    def writes(self):
        """How many were answered by 200."""
        return len(self.created) + len(self.acknowledged)


@dataclass
class Target:
    """Where to write, and as whom."""

    base: str
    key: str
    team: str
    service: int = 0

    def head(self, method, path, length, idempotency_key):
        lines = [f"{method} {path} HTTP/1.1", f"host: {urlsplit(self.base).netloc}",
                 f"x-api-key: {self.key}", f"x-team-id: {self.team}",
                 "content-type: application/json", f"content-length: {length}"]
        if idempotency_key is not None:
            lines.append(f"idempotency-key: {idempotency_key}")
        return "\r\n".join([*lines, "", ""]).encode()


class Connection:
    """One keep-alive connection, for use in an `async with`; it notes its writes in the journal."""

    def __init__(self, target, journal):
        self.target, self.journal = target, journal

    async def __aenter__(self):
        address = urlsplit(self.target.base)
        self.reader, self.writer = await asyncio.open_connection(address.hostname, address.port)
        return self

    async def __aexit__(self, *_):
        self.writer.close()

    async def call(self, method, path, body=None, idempotency_key=None):
        """The answer, parsed. It comes in time, or the connection counts as broken."""
        sent = b"" if body is None else json.dumps(body).encode()
        self.writer.write(self.target.head(method, path, len(sent), idempotency_key) + sent)
        async with asyncio.timeout(ANSWER_SECONDS):
            head = await self.reader.readuntil(b"\r\n\r\n")
            self.journal.on_answer()
            text = await self.reader.readexactly(int(CONTENT_LENGTH.search(head)[1]))
        status = int(head.split(b" ", 2)[1])
        if status not in (200, 201, 202):
            raise Refused(f"{method} {path} {body}: {status} {text.decode()}")
        return json.loads(text)

    async def create(self, title):
        """The id of the incident `title`; its idempotency key is its title as well."""
        self.journal.creates_in_doubt.add(title)
        if is_posted(title):
            made = str((await self.call("POST", "/api/incidents", {
                "summary": title, "message": title, "sendNotification": True,
                "affectedServices": [{"impact": "DEGRADED",
                                      "service": {"id": self.target.service}}]}))["id"])
        else:
            answer = await self.call("POST", "/incidents/create", {"title": title}, title)
            made = answer["counterId"]
        self.journal.created[title] = made
        self.journal.creates_in_doubt.discard(title)
        return made

    async def post_again(self, title):
        """ilert's create has no key: one in doubt is repeated if it is not on disk."""
        if title not in self.journal.seen:
            await self.create(title)
            return
        self.journal.created[title] = self.journal.seen[title]
        self.journal.creates_in_doubt.discard(title)

    async def acknowledge(self, title):
        """Doing it twice does it once, in either way."""
        self.journal.acknowledges_in_doubt.add(title)
        name = self.journal.created[title]
        if is_posted(title):
            answer = await self.call("PUT", f"/api/incidents/{name}", {
                "status": "IDENTIFIED", "message": f"known: {title}", "sendNotification": True})
            done = answer["status"] == "IDENTIFIED"
        else:
            answer = await self.call("POST", "/incidents/acknowledge", {"ids": [name]})
            done = answer["updated"] == [name]
        if not done:
            raise Refused(f"acknowledging {name} was answered by {answer}")
        self.journal.acknowledged.add(title)
        self.journal.acknowledges_in_doubt.discard(title)

    async def set_service(self, status):
        """Nothing is promised of it but that its record agrees with it."""
        await self.call("PUT", f"/api/services/{self.target.service}", {"status": status})


async def write_on(target, journal, name, chance):
    """One writer, until its connection breaks or it is refused something."""
    try:
        async with Connection(target, journal) as connection:
            number = 0
            while True:
                number += 1
                title = f"{POSTED if number % 2 else ''}{name}-{number}"
                await connection.create(title)
                if chance.random() < ACKNOWLEDGED_SHARE:
                    await connection.acknowledge(title)
                if chance.random() < SERVICE_SHARE:
                    await connection.set_service(chance.choice(SERVICE_STATUSES))
    except BROKEN:
        return
    except Refused as refusal:
        journal.refusals.append(str(refusal))


async def write_until(end, target, journal, name):
    """All writers at once, until the coroutine `end` has broken their connections."""
    async with asyncio.timeout(LOAD_SECONDS):
        await asyncio.gather(end, *(write_on(target, journal, f"{name}-{writer}",
                                             random.Random(f"{name}-{writer}"))
                                    for writer in range(WRITERS)))


async def settle(target, journal):
    """Repeats what is in doubt, each create twice at once if it has a key; returns what is wrong.
    Afterwards nothing is in doubt."""
    complaints = []
    async with Connection(target, journal) as one, Connection(target, journal) as other:
        for title in sorted(journal.creates_in_doubt):
            if is_posted(title):
                await one.post_again(title)
                continue
            first, second = await asyncio.gather(one.create(title), other.create(title))
            if first != second:
                complaints.append(f"{title}: under one key are {first} and {second}")
        for title in sorted(journal.acknowledges_in_doubt):
            await one.acknowledge(title)
    return complaints


async def check_answers(target, journal, titles):
    """What the API says of these incidents, and of all together, against a settled journal."""
    complaints = []
    async with Connection(target, journal) as connection:
        totals = await connection.call("GET", "/incidents?perPage=1")
        for name in ("totalIncidents", "totalOpenIncidents"):
            if totals[name] != len(journal.created):
                complaints.append(f"{name} is {totals[name]}, not {len(journal.created)}")
        for title in titles:
            complaints += await check_answer(connection, journal, title)
    return complaints


async def check_posted(connection, journal, title):
    name = journal.created[title]
    answer = await connection.call("GET", f"/api/incidents/{name}?include=history")
    found = [answer["summary"], [entry["incidentStatus"] for entry in answer["history"]]]
    wanted = [title, ["IDENTIFIED", "INVESTIGATING"] if title in journal.acknowledged
              else ["INVESTIGATING"]]
    return [] if found == wanted else [f"{name} is {found}, not {wanted}"]


async def check_answer(connection, journal, title):
    if is_posted(title):
        return await check_posted(connection, journal, title)
    counter_id, status = journal.created[title], "NACK"
    kinds = ["created"]
    if title in journal.acknowledged:
        status = "ACK"
        kinds.append("acknowledged")
    log = await connection.call("GET", f"/incidents/{counter_id}/activity-log")
    found = {
        "message": log["incident"]["message"],
        "status": log["incident"]["status"],
        "activities": [entry["type"] for entry in log["activities"]],
        "created again under its key": await connection.create(title),
    }
    wanted = [title, status, kinds, counter_id]
    return [f"{counter_id}: {name} is {value!r}, not {want!r}"
            for (name, value), want in zip(found.items(), wanted) if value != want]


async def first_answer(target):
    """Returns once the server has answered a request of that key by 200."""
    async with Connection(target, Journal()) as connection:
        await connection.call("GET", "/incidents?perPage=1")


async def find_service(connection):
    """The id of the one service, made if it is not there, of which the first team is told."""
    for service in await connection.call("GET", "/api/services"):
        return service["id"]
    team = (await connection.call("GET", "/api/teams"))[0]
    service = await connection.call("POST", "/api/services", {"name": "Service"})
    await connection.call("PUT", f"/api/services/{service['id']}/private-subscribers",
                          [{"id": team["id"], "type": "TEAM"}])
    return service["id"]


async def find_target(running):
    """The first team and the service of the server.Server `running`, with its key."""
    target = Target(running.base, running.key, "")
    async with Connection(target, Journal()) as connection:
        target.team = (await connection.call("GET", "/teams"))["teams"][0]["_id"]
        target.service = await find_service(connection)
    return target
