"""turns.py -- how loads are compared, and the rows that come of it.

What is compared runs turn by turn within a minute, every other round the other way round. A ratio
is the median of the rounds' own ratios; each other figure is the median of the rounds.
SPDX-License-Identifier: Apache-2.0
"""

import dataclasses
import os
import statistics

import servers
from report import Row

QUICK = os.environ.get("QUICK", "") not in ("", "0")
SECONDS = int(os.environ.get("BENCH_SECONDS", 1 if QUICK else 2))  # wrk knows no fractions
ROUNDS = int(os.environ.get("BENCH_ROUNDS", 1 if QUICK else 3))


def interleave(contenders):
    """The samples of each contender (name -> a function that makes one)."""
    samples = {name: [] for name in contenders}
    for turn in range(ROUNDS):
        for name in list(contenders) if turn % 2 == 0 else reversed(contenders):
            samples[name].append(contenders[name]())
    return samples


def ratio(ours, beside, figure):
    pairs = zip(ours, beside)
    return statistics.median(getattr(a, figure) / getattr(b, figure) for a, b in pairs)


def row_of(size, what, samples):
    return Row(size, what, servers.median_of(samples))


def row_beside(size, what, ours, beside, unit, aim):
    """A row whose result is its rate as a part of that of `beside`."""
    return dataclasses.replace(row_of(size, what, ours), result=ratio(ours, beside, "rate"),
                               unit=unit, aim=aim)


def get(server, path):
    return lambda: server.load(SECONDS, "get", path)


def get_any(server, path, last):
    return lambda: server.load(SECONDS, "random", path, str(last))
