#!/usr/bin/env python3
"""kill.py -- kill -9 at random moments under load; nothing that was acknowledged may be lost.

    tests/crash/kill.py --tocsin build/tocsin [--engine sqlite] [--kills 50] [--seed N]

64 writers create and acknowledge incidents until the server is killed. Then the database is read as
the crash has left it, the server started again, every write without an answer repeated under its
old key, and the API asked. Prints TAP, and the figures as comments. It stops at the first kill
after which something is wrong. The seed repeats the moments of the kills, not the load's luck.

SPDX-License-Identifier: Apache-2.0
"""

import argparse
import asyncio
import random
import signal
import statistics
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parent / "lib"))

import audit  # noqa: E402
import load  # noqa: E402
import server  # noqa: E402
import tap  # noqa: E402

LEAST_SECONDS, MOST_SECONDS = 0.1, 1.0  # of load before a kill
KILLS_OF_A_DATABASE = 5  # then a new one, so that reading it all stays quick
SAMPLED = 8  # incidents asked for by the API after each restart
DIED_SECONDS = 5
COMPLAINTS_SHOWN = 10

LOST = "every acknowledged create and acknowledge is there"
WHOLE = "the database is whole, each write is there once or not at all"
SETTLED = "writes in doubt, repeated under their keys, converge on one incident"
ANSWERS = "the restarted server answers what was acknowledged"
ENDS = "the server refuses nothing, dies only when killed and stops cleanly"


@dataclass
class Run:
    """What came of all kills so far."""

    seed: int
    chance: random.Random
    complaints: dict = field(
        default_factory=lambda: {claim: [] for claim in (LOST, WHOLE, SETTLED, ANSWERS, ENDS)})
    kills: int = 0
    writes: int = 0  # acknowledged
    in_doubt: int = 0
    in_doubt_kept: int = 0  # creates that were on disk although nobody had been told
    restart_ms: list = field(default_factory=list)

    def is_wrong(self):
        return any(self.complaints.values())

    def note(self, claim, complaints):
        self.complaints[claim] += [f"kill {self.kills}: {text}" for text in complaints]

    def figures(self):
        yield f"seed {self.seed}: {self.kills} kills under {load.WRITERS} writers"
        yield f"{self.writes} writes acknowledged, {len(self.complaints[LOST])} lost"
        yield f"{self.in_doubt} writes in doubt, {self.in_doubt_kept} creates of them on disk"
        if self.restart_ms:
            yield (f"restart to the first 2xx: p50 {statistics.median(self.restart_ms):.0f} ms, "
                   f"max {max(self.restart_ms):.0f} ms")


async def kill_after(seconds, journal, process, is_at_answer):
    """Kills then, or at the first answer after that: the moment at which a server that answers too
    early has not yet done what it says."""
    await asyncio.sleep(seconds)
    if not is_at_answer:
        process.kill()
    journal.on_answer = process.kill


def kill_under_load(run, running, target, journal):
    """Returns what the database holds afterwards; the server is dead."""
    run.kills += 1
    before = journal.writes()
    seconds = run.chance.uniform(LEAST_SECONDS, MOST_SECONDS)
    kill = kill_after(seconds, journal, running.process, is_at_answer=run.kills % 2 == 0)
    asyncio.run(load.write_until(kill, target, journal, f"{run.seed}-{run.kills}"))
    journal.on_answer = lambda: None
    running.process.kill()  # in case that every writer was refused before
    code = running.process.wait(DIED_SECONDS)
    if code != -signal.SIGKILL:
        run.note(ENDS, [f"the server ended by itself with code {code}"])
    run.note(ENDS, journal.refusals)
    run.writes += journal.writes() - before
    return audit.audit(running.database, journal)


def restart(run, running, target):
    # A kill tears the line of the log that is being written, so each server has a log of its own.
    running.log_path = running.log_path.with_name(f"kill-{run.kills}.log")
    started = time.monotonic()
    running.start(running.base.removeprefix("http://"))
    asyncio.run(load.first_answer(target))
    run.restart_ms.append((time.monotonic() - started) * 1000)


def settle(run, target, journal, findings):
    """Repeats what is in doubt; a create that is on disk must keep its counter id."""
    doubts = journal.creates_in_doubt.copy()
    kept = {title: findings.found[title] for title in doubts & findings.found.keys()}
    run.in_doubt += len(doubts) + len(journal.acknowledges_in_doubt)
    run.in_doubt_kept += len(kept)
    run.note(SETTLED, asyncio.run(load.settle(target, journal)))
    run.note(SETTLED, [f"{title} was {counter_id} on disk, now {journal.created[title]}"
                       for title, counter_id in kept.items()
                       if journal.created[title] != counter_id])


def check_answers(run, target, journal):
    titles = run.chance.sample(sorted(journal.created), min(SAMPLED, len(journal.created)))
    run.note(ANSWERS, asyncio.run(load.check_answers(target, journal, titles)))


def note_findings(run, findings):
    run.note(LOST, findings.lost)
    run.note(WHOLE, findings.wrong)


def kill_often(run, engine, kills):
    """So many kills of servers on one database."""
    journal = load.Journal()
    with engine.server() as running:
        target = asyncio.run(load.find_target(running))
        for _ in range(kills):
            findings = kill_under_load(run, running, target, journal)
            note_findings(run, findings)
            if run.is_wrong():
                return
            restart(run, running, target)
            settle(run, target, journal, findings)
            check_answers(run, target, journal)
        run.note(ENDS, running.stop())
        note_findings(run, audit.audit(running.database, journal))


def kill_all(run, binary, engine_name, kills):
    with server.open_engine(engine_name, binary) as engine:
        while run.kills < kills and not run.is_wrong():
            kill_often(run, engine, min(KILLS_OF_A_DATABASE, kills - run.kills))


def main():
    parser = argparse.ArgumentParser(description="Kills the server under load.")
    parser.add_argument("--tocsin", required=True, type=Path)
    parser.add_argument("--engine", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    chosen = parser.parse_args()
    run = Run(chosen.seed, random.Random(chosen.seed))
    report = tap.Report()
    print(f"# seed {run.seed}", flush=True)
    try:
        kill_all(run, chosen.tocsin.resolve(), chosen.engine, chosen.kills)
    except (server.Failed, load.Refused, *load.BROKEN) as problem:
        run.note(ENDS, [repr(problem)])
    for claim, complaints in run.complaints.items():
        report.case(f"{claim} [{chosen.engine}]", complaints[:COMPLAINTS_SHOWN])
    for figure in run.figures():
        print(f"# {figure}")
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
