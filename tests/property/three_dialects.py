#!/usr/bin/env python3
"""three_dialects.py -- after any writes over three dialects, everything is as a model computes it.

    tests/property/three_dialects.py --tocsin build/tocsin [--engine sqlite] [--seed N] [--every 1]

Prints TAP. A failure names the seed and the writes since the last check that was right; the same
seed with --every 1 finds the very write.
SPDX-License-Identifier: Apache-2.0
"""

import random
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent / "lib")]

import api  # noqa: E402
import compare  # noqa: E402
import model  # noqa: E402
import seeded  # noqa: E402
import server  # noqa: E402
import world  # noqa: E402
import writes  # noqa: E402

COMPLAINTS_SHOWN = 12
SHORT_WINDOW_MS = 700
PATIENCE_MS = 1000  # windows begin and end by the clock, within that


class Run:
    """One world, written to and looked at."""

    def __init__(self, calls, seed, every):
        self.world = world.World(calls, model.Model(), random.Random(seed))
        self.looks = random.Random(seed)  # apart, so that --every does not change the writes
        self.every = every
        self.checks = 0
        self.unnoticed = set(model.WRONG_RULES)

    def check(self):
        """What differs; the journal is that of the writes since the last check."""
        calls, known = self.world.api, self.world.model
        looked_at = compare.read(calls, known, self.looks)
        compare.learn_times(looked_at)
        now = world.now_ms()
        complaints = compare.compare(model.Rules(known, now), looked_at)
        self.unnoticed = {wrong for wrong in self.unnoticed
                          if not compare.compare(wrong(known, now), looked_at)}
        self.checks += 1
        if complaints:
            return complaints[:COMPLAINTS_SHOWN] + ["since the last check:", *calls.journal]
        known.touched.clear()
        calls.journal.clear()
        return []

    def write(self, count):
        writes.furnish(self.world)
        writes.set_scene(self.world)
        if complaints := self.check():
            return complaints
        end = self.world.api.writes + count
        while (begin := self.world.api.writes) < end:
            while self.world.api.writes < begin + self.every:
                writes.write_once(self.world)
            if complaints := self.check():
                return [f"{end - self.world.api.writes} writes before the end", *complaints]
        return self.look_at_all()

    def look_at_all(self):
        """Once more, every incident in detail."""
        self.world.model.touched = list(self.world.model.incidents)
        return self.check()

    def check_clock(self):
        """A window begins and ends without a write."""
        service_id = writes.add_quiet_service(self.world)
        start = world.now_ms() + PATIENCE_MS
        writes.post_window(self.world, {"start": start, "end": start + SHORT_WINDOW_MS,
                                        "services": [service_id]})
        seen = []
        while world.now_ms() < start + SHORT_WINDOW_MS + PATIENCE_MS:
            status = self.world.api.get(f"/api/services/{service_id}")["status"]
            if not seen or seen[-1] != status:
                seen.append(status)
            time.sleep(0.02)
        wanted = ["OPERATIONAL", "UNDER_MAINTENANCE", "OPERATIONAL"]
        return compare.differ("statuses seen", wanted, seen) or self.check()

    def check_restart(self, running):
        """Nothing of it was only in memory."""
        self.world.api.client.close()
        running.restart()
        return self.look_at_all()


def guarded(run, work):
    try:
        return work()
    except api.PROBLEMS as problem:
        return [repr(problem), "since the last check:", *run.world.api.journal]


def run_cases(report, engine, chosen):
    with engine.server() as running, api.Api(running) as calls:
        run = Run(calls, chosen.seed, chosen.every)
        complaints = guarded(run, lambda: run.write(chosen.writes))
        if complaints:
            complaints += [f"repeat by --seed {chosen.seed} --every 1"]
        report.case(f"{chosen.writes} random writes leave everything as the rules say "
                    f"[{engine.name}]", complaints)
        report.case(f"a model with a wrong rule is noticed [{engine.name}]",
                    sorted(f"{wrong.__name__} is not" for wrong in run.unnoticed))
        report.case(f"windows begin and end by the clock [{engine.name}]",
                    guarded(run, run.check_clock))
        report.case(f"after a restart it is the same [{engine.name}]",
                    guarded(run, lambda: run.check_restart(running)))
        report.case(f"the server logs no trouble and stops cleanly [{engine.name}]",
                    running.troubles() + running.stop())
        incidents = run.world.model.incidents
        print(f"# seed {chosen.seed}: {len(incidents)} incidents, "
              f"{sum(len(each['entries']) for each in incidents)} entries, {run.checks} checks")


if __name__ == "__main__":
    sys.exit(seeded.run("Random writes over three dialects.", run_cases, writes=1000, every=50))
