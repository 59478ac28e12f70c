#!/usr/bin/env python3
"""same_etag.py -- writers who hold the same ETag: exactly one wins, every time, under load.

    tests/property/same_etag.py --tocsin build/tocsin [--engine sqlite] [--rounds 1000] [--seed N]

In each round all writers read the incident, then send their PUTs with If-Match before any of them
reads an answer, while others write to other incidents. Prints TAP. The seed repeats what is sent
and when, not who wins.
SPDX-License-Identifier: Apache-2.0
"""

import argparse
import json
import random
import re
import socket
import sys
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent / "lib")]

import api  # noqa: E402
import server  # noqa: E402
import tap  # noqa: E402
from model import STATUSES, WORDS  # noqa: E402

WRITERS = 3
LOADERS = 2
CONTROL_ROUNDS = 50
HISTORY_MOST = 1000  # entries of an answer, the newest
LOAD_SHARE = 5  # the load is to be at least one write in so many rounds
STAGGER_SECONDS = 0.0015  # in every third round, between two writers at most
ANSWER_SECONDS = 20
CONTENT_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)
ETAG = re.compile(rb"\r\netag: (\S+)\r\n", re.IGNORECASE)
PATHS = ("/api/incidents/", "/api/status-updates/")


class Wire:
    """A connection on which sending and reading are apart."""

    def __init__(self, running):
        host, _, port = running.base.removeprefix("http://").partition(":")
        self.socket = socket.create_connection((host, int(port)), ANSWER_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.file = self.socket.makefile("rb")
        self.common = f"host: {host}\r\nauthorization: Bearer {running.key}\r\n"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()
        self.socket.close()

    def send(self, method, path, body=None, etag=None):
        sent = b"" if body is None else json.dumps(body).encode()
        head = f"{method} {path} HTTP/1.1\r\n{self.common}content-length: {len(sent)}\r\n"
        if etag is not None:
            head += f"if-match: {etag}\r\n"
        self.socket.sendall(head.encode() + b"\r\n" + sent)

    def receive(self):
        """(status, ETag or None, the parsed body)"""
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = self.file.readline()
            if not line:
                raise server.Failed("the server has closed the connection")
            head += line
        text = self.file.read(int(CONTENT_LENGTH.search(head)[1]))
        etag = ETAG.search(head)
        return int(head.split(b" ", 2)[1]), etag and etag[1].decode(), json.loads(text)

    def read(self, path):
        self.send("GET", path)
        return self.receive()


class Contest:
    """One incident that all want to write to."""

    def __init__(self, calls, wires, chance):
        self.calls, self.wires, self.chance = calls, wires, chance
        self.service = calls.call("POST", "/api/services", {"name": "Contested"}, 201)["id"]
        self.incident = calls.call("POST", "/api/incidents", {
            "summary": "Contested", "message": "Begun.",
            "affectedServices": self.affected()})["id"]
        self.messages = ["Begun."]  # that are in the incident's history, newest first

    def affected(self):
        return [{"impact": self.chance.choice(STATUSES), "service": {"id": self.service}}]

    def path(self):
        return f"{self.chance.choice(PATHS)}{self.incident}"

    def etags(self):
        for wire in self.wires:
            wire.send("GET", self.path())
        return [wire.receive()[1] for wire in self.wires]

    def write_all(self, name, etags, stagger):
        """All PUTs, then all answers: [(status, message sent, body)]."""
        sent = {}
        for writer in self.chance.sample(range(WRITERS), WRITERS):
            body = {"message": f"{name} by {writer}", "status": self.chance.choice(("", *WORDS)),
                    "affectedServices": self.affected()}
            sent[writer] = body["message"]
            time.sleep(self.chance.uniform(0, stagger))
            self.wires[writer].send("PUT", self.path(), body, etags[writer])
        answers = {writer: self.wires[writer].receive() for writer in sent}
        return [(answers[writer][0], sent[writer], answers[writer][2]) for writer in sent]

    def round(self, number):
        """What is wrong with one round."""
        etags = self.etags()
        if None in etags or len(set(etags)) != 1:
            return [f"the ETags read were {etags}"]
        stagger = STAGGER_SECONDS if number % 3 == 0 else 0
        answers = self.write_all(f"round {number}", etags, stagger)
        winners = [message for status, message, _ in answers if status == 200]
        losers = [body["code"] for status, _, body in answers if status == 412]
        if len(winners) != 1 or losers != ["PRECONDITION_FAILED"] * (WRITERS - 1):
            return [f"the answers were {answers}"]
        self.messages.insert(0, winners[0])
        message = self.wires[0].read(self.path())[2]["message"]
        return [] if message == winners[0] else [f"{winners[0]!r} won, {message!r} is read"]

    def rounds(self, count):
        for number in range(1, count + 1):
            if complaints := self.round(number):
                return [f"round {number}: {text}" for text in complaints]
        return []

    def history(self):
        """Each winner's message is there once, and no loser's."""
        _, _, told = self.wires[0].read(f"{self.path()}?include=history")
        found = [entry["content"] for entry in told["history"]]
        wanted = self.messages[:HISTORY_MOST]
        if found == wanted:
            return []
        strange = [text for text in found if text not in wanted]
        return [f"{len(found)} entries, not {len(wanted)}; strangers: {strange[:5]}"]

    def without_etag(self, count):
        """Without If-Match all win: what tells the winner from the others is the ETag."""
        for number in range(1, count + 1):
            answers = self.write_all(f"free round {number}", [None] * WRITERS, 0)
            message = self.wires[0].read(self.path())[2]["message"]
            if {status for status, _, _ in answers} != {200} or \
                    message not in [text for _, text, _ in answers]:
                return [f"free round {number}: {message!r} is read, the answers were {answers}"]
        return []


class Load:
    """Others who write, to incidents of their own on a service of their own."""

    def __init__(self, running):
        self.running = running
        self.is_over = threading.Event()
        self.writes = [0] * LOADERS
        self.complaints = []
        self.threads = [threading.Thread(target=self.write_on, args=(place,))
                        for place in range(LOADERS)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        for thread in self.threads:
            thread.join()

    def write_on(self, place):
        try:
            with api.Api(self.running) as calls:
                self.write_until_over(calls, place)
        except api.PROBLEMS as problem:
            self.complaints.append(repr(problem))

    def write_until_over(self, calls, place):
        service = calls.call("POST", "/api/services", {"name": f"Other {place}"}, 201)["id"]
        affected = [{"impact": "DEGRADED", "service": {"id": service}}]
        while not self.is_over.is_set():
            made = calls.call("POST", "/api/incidents",
                              {"summary": f"Other {place}", "affectedServices": affected})
            calls.call("PUT", f"/api/incidents/{made['id']}",
                       {"message": "More.", "status": "IDENTIFIED"})
            calls.call("POST", "/incidents/resolve", {"ids": [str(made["id"])]})
            calls.journal.clear()
            self.writes[place] += 3


def contend(report, running, calls, chosen):
    wires = [Wire(running) for _ in range(WRITERS)]
    contest = Contest(calls, wires, random.Random(chosen.seed))
    name = chosen.engine
    began = time.monotonic()
    with Load(running) as load:
        complaints = api.guarded(lambda: contest.rounds(chosen.rounds))
    seconds = time.monotonic() - began
    if complaints:
        complaints.append(f"seed {chosen.seed}")
    report.case(f"of {WRITERS} writers with one ETag exactly one wins, {chosen.rounds} times "
                f"[{name}]", complaints)
    report.case(f"the history is the winners' [{name}]", api.guarded(contest.history))
    report.case(f"without If-Match all win [{name}]",
                api.guarded(lambda: contest.without_etag(CONTROL_ROUNDS)))
    if not complaints and min(load.writes) * LOAD_SHARE * LOADERS < chosen.rounds:
        load.complaints.append(f"the load was only {load.writes} writes")
    report.case(f"meanwhile others write [{name}]", load.complaints)
    for wire in wires:
        wire.__exit__()
    print(f"# seed {chosen.seed}: {chosen.rounds} rounds in {seconds:.1f} s beside "
          f"{sum(load.writes)} other writes")


def main():
    parser = argparse.ArgumentParser(description="Writers with the same ETag.")
    parser.add_argument("--tocsin", required=True, type=Path)
    parser.add_argument("--engine", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    chosen = parser.parse_args()
    report = tap.Report()
    try:
        with (server.open_engine(chosen.engine, chosen.tocsin.resolve()) as engine,
              engine.server() as running, api.Api(running) as calls):
            contend(report, running, calls, chosen)
            report.case(f"the server stops cleanly [{chosen.engine}]",
                        running.troubles() + running.stop())
    except api.PROBLEMS as problem:
        report.case(f"a server on {chosen.engine}", [repr(problem), f"seed {chosen.seed}"])
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
