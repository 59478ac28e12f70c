"""seeded.py -- the command line of a test that plays random writes, by a seed that repeats them.

SPDX-License-Identifier: Apache-2.0
"""

import argparse
import random
from pathlib import Path

import api
import server
import tap


def run(description, run_cases, **numbers):
    """Reads the arguments, starts the engine and reports the cases; the exit code of the test.

    `numbers` are the test's own arguments with what they are unless said: how much it plays.
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--tocsin", required=True, type=Path)
    parser.add_argument("--engine", choices=("sqlite", "postgres"), default="sqlite")
    for name, usual in numbers.items():
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    chosen = parser.parse_args()
    report = tap.Report()
    print(f"# seed {chosen.seed}", flush=True)
    try:
        with server.open_engine(chosen.engine, chosen.tocsin.resolve()) as engine:
            run_cases(report, engine, chosen)
    except api.PROBLEMS as problem:
        report.case(f"a server on {chosen.engine}", [repr(problem), f"seed {chosen.seed}"])
    return report.end()
