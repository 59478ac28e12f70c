#!/usr/bin/env python3
"""incident_filters.py -- GET /v2/incidents finds what plain loops over the rows find.

    tests/property/incident_filters.py --tocsin build/tocsin [--engine sqlite] [--seed N]
                                       [--cases 20000]

A case is a question by chance: filters, order, page and cursor, asked by one of three keys; rows,
order, count and cursor must agree, and once more when incidents have changed. Evaluators that are
each wrong in one operator are asked too, and each must be noticed. Then pages are walked over
while others write. Prints TAP.

SPDX-License-Identifier: Apache-2.0
"""

import multiprocessing
import random
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent / "lib")]

import api  # noqa: E402
import seeded  # noqa: E402
from filter_questions import Questions  # noqa: E402
from filter_reference import Answer, Reference  # noqa: E402
from filter_walk import walk_while_others_write  # noqa: E402
from filter_world import World  # noqa: E402
from filter_wrong import WRONG  # noqa: E402

INCIDENTS = 320
ROUNDS = 4  # between them incidents are made and changed, and some questions are asked again
CHANGES = 30
ASKED_AGAIN = 200
PROCESSES = 2
COMPLAINTS = 3  # of a process, then it ends
CURSOR_SHARE = 0.15  # of the questions begin behind any incident, whether it matches or not
WALK_SHARE = 0.25
WALK_PAGES = 3


class Asker:
    """Asks and compares, in a process of its own. `world` is a copy, its connections are not."""

    def __init__(self, world, seed):
        self.world, self.chance = world, random.Random(seed)
        self.questions = Questions(world, self.chance)
        self.reference = Reference(world.facts, world.rows)
        self.wrong = [wrong(world.facts, world.rows) for wrong in WRONG]
        self.clients = {key.name: api.play.Client(world.running.base) for key in world.keys}
        self.complaints, self.requests, self.shown = [], 0, 0
        self.asked = []  # the first ones: (key, question)

    def run(self, cases, again):
        done = 0
        while done < cases and len(self.complaints) < COMPLAINTS:
            done += 1
            self.ask_one(*(again.pop() if again else self.think_of_one()))
        return {"done": done, "requests": self.requests, "shown": self.shown,
                "complaints": self.complaints, "asked": self.asked,
                "unnoticed": {type(wrong).__name__ for wrong in self.wrong}}

    def think_of_one(self):
        nth = self.chance.randrange(len(self.world.keys))
        question = self.questions.ask()
        if self.chance.random() < CURSOR_SHARE:
            question.append(("after", self.some_cursor(self.world.keys[nth])))
        return nth, question

    def ask_one(self, nth, question):
        key = self.world.keys[nth]
        if len(self.asked) < ASKED_AGAIN:
            self.asked.append((nth, question))
        answer = self.compare(key, question)
        pages = WALK_PAGES if self.chance.random() < WALK_SHARE else 0
        while pages > 0 and answer is not None and answer.ids:
            pages -= 1
            question = [pair for pair in question if pair[0] != "after"]
            question.append(("after", answer.ids[-1]))  # also of the last page: nothing behind
            answer = self.compare(key, question)

    def some_cursor(self, key):
        rows = [row for row in self.world.rows if self.reference.is_in_reach(key.reach, row)]
        return self.chance.choice(rows).id

    def compare(self, key, question):
        """The answer if it is right, else None."""
        spelled = self.questions.spelled(question)
        wanted = self.reference.answer(key.reach, question)
        answer = self.get(key, spelled)
        self.wrong = [wrong for wrong in self.wrong
                      if wrong.answer(key.reach, question) == answer]
        if answer == wanted:
            return answer
        self.complaints.append(f"{key.name}: {question}\n  /v2/incidents?{spelled}\n"
                               f"  {answer}\n  not {wanted}")
        return None

    def get(self, key, spelled):
        self.requests += 1
        answer = self.clients[key.name].send("GET", "/v2/incidents?" + spelled, key.api.headers,
                                             None)
        if answer.status != 200:
            return f"{answer.status} {answer.body}"
        parsed = api.play.json.loads(answer.body)
        meta = parsed["pagination_meta"]
        self.shown += len(parsed["incidents"])
        return Answer([each["id"] for each in parsed["incidents"]], meta["total_record_count"],
                      meta["page_size"], meta.get("after"))


def ask(world, seed, cases, again, results):
    try:
        results.put(Asker(world, seed).run(cases, again))
    except api.PROBLEMS as problem:
        results.put({"done": 0, "requests": 0, "shown": 0, "complaints": [repr(problem)],
                     "asked": [], "unnoticed": {wrong.__name__ for wrong in WRONG}})


class Round:
    """What all processes found in all rounds until now."""

    def __init__(self):
        self.done = self.requests = self.shown = 0
        self.complaints, self.asked = [], [[]] * PROCESSES
        self.unnoticed = {wrong.__name__ for wrong in WRONG}

    def play(self, world, seed, cases):
        forked = multiprocessing.get_context("fork")
        results = forked.Queue()
        workers = [forked.Process(target=ask, args=(world, seed + nth, cases // PROCESSES,
                                                    self.asked[nth], results))
                   for nth in range(PROCESSES)]
        for worker in workers:
            worker.start()
        found = [results.get() for _ in workers]
        for worker in workers:
            worker.join()
        self.asked = [each["asked"] for each in found]
        for each in found:
            self.done += each["done"]
            self.requests += each["requests"]
            self.shown += each["shown"]
            self.complaints += each["complaints"]
            self.unnoticed &= each["unnoticed"]


def play_rounds(world, chosen):
    rounds = Round()
    for nth in range(ROUNDS):
        world.close()  # the processes have connections of their own, and these would be idle
        rounds.play(world, chosen.seed + nth * PROCESSES, chosen.cases // ROUNDS)
        if rounds.complaints:
            break
        world.change(CHANGES)
    return rounds


def run_cases(report, engine, chosen):
    with engine.server() as running:
        world = World(running, random.Random(chosen.seed))
        world.configure()
        world.furnish(INCIDENTS)
        began = time.monotonic()
        rounds = play_rounds(world, chosen)
        seconds = time.monotonic() - began
        report.case(f"{rounds.done} questions are answered as plain loops do [{engine.name}]",
                    rounds.complaints and [*rounds.complaints,
                                           f"repeat by --seed {chosen.seed}"])
        report.case(f"each of {len(WRONG)} wrong operators is noticed [{engine.name}]",
                    sorted(f"{name} is not" for name in rounds.unnoticed))
        complaints, walks, writes = walk_while_others_write(world, chosen.seed)
        report.case(f"while others write, pages leave nothing out [{engine.name}]", complaints)
        world.close()
        report.case(f"the server logs no trouble and stops cleanly [{engine.name}]",
                    running.troubles() + running.stop())
        print(f"# {len(world.rows)} incidents; {rounds.requests} answers with {rounds.shown} "
              f"rows in {seconds:.0f} s; {walks} walks beside {writes} writes")


if __name__ == "__main__":
    sys.exit(seeded.run("Random questions to the list of incidents.", run_cases, cases=20_000))
