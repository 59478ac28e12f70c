"""report.py -- the table, the aims, and the machine it came from.

SPDX-License-Identifier: Apache-2.0
"""

import os
import re
import sqlite3
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from servers import NGINX, Sample

HEAD = ("incidents", "what", "req/s", "p50 ms", "p99 ms", "CPU us", "load core", "a commit",
        "rows read", "result", "aim", "")
FSYNCS = 200


@dataclass
class Row:
    """A line of the table: a load's figures, or a result alone. `aim` is about the result."""

    size: int
    what: str
    sample: Sample = None
    result: float = None
    unit: str = ""
    aim: float = None
    at_most: bool = False  # the aim is an upper bound

    @property
    def is_met(self):
        return self.result <= self.aim if self.at_most else self.result >= self.aim


def figures(sample):
    if sample is None:
        return [""] * 7
    return [f"{sample.rate:,.0f}", f"{sample.p50_ms:.2f}", f"{sample.p99_ms:.2f}",
            f"{sample.cpu_us:.1f}", f"{sample.load_core:.0%}" if sample.load_core else "",
            f"{sample.group:.0f}" if sample.group else "",
            f"{sample.rows:.1f} ({sample.looked_at:,.0f})" if sample.rows else ""]


def short(value):
    return f"{value:.2f}" if value < 10 else f"{value:,.0f}"


def cells(row):
    result = "" if row.result is None else f"{short(row.result)} {row.unit}"
    if row.aim is None:
        return [f"{row.size:,}", row.what, *figures(row.sample), result, "", ""]
    return [f"{row.size:,}", row.what, *figures(row.sample), result,
            f"{'<=' if row.at_most else '>='} {short(row.aim)}",
            "met" if row.is_met else "**missed**"]


def table(rows):
    lines = [HEAD, *map(cells, rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEAD))]
    lines.insert(1, ["-" * width if i == 1 else "-" * (width - 1) + ":"
                     for i, width in enumerate(widths)])
    def pad(line):
        return [text.ljust(width) if i == 1 else text.rjust(width)
                for i, (text, width) in enumerate(zip(line, widths))]
    return "\n".join("| " + " | ".join(pad(line)) + " |" for line in lines) + "\n"


# ---- the machine ----

def said_by(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip()


def field_of(path, name):
    match = re.search(rf"^{name}\s*[:=]\s*\"?([^\"\n]*)", Path(path).read_text(), re.MULTILINE)
    return match[1].strip() if match else "?"


def fdatasync_us(folder):
    """Median time to write 4 KB over and have them on disk."""
    path = folder / "fdatasync"
    times = []
    with open(path, "wb", buffering=0) as file:
        for _ in range(FSYNCS):
            begun = time.perf_counter()
            os.pwrite(file.fileno(), b"x" * 4096, 0)
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - begun)
    path.unlink()
    return sorted(times)[FSYNCS // 2] * 1e6


def machine(folder):
    """What it is, what it runs, and how quiet it was; nothing that names it."""
    memory_gb = int(field_of("/proc/meminfo", "MemTotal").split()[0]) / 1e6
    is_virtual = "hypervisor" in field_of("/proc/cpuinfo", "flags").split()
    return "\n".join([
        f"* {field_of('/proc/cpuinfo', 'model name')}, {os.cpu_count()} "
        f"{'virtual ' if is_virtual else ''}cores, {memory_gb:.0f} GB of memory; "
        f"4 KB and fdatasync: {fdatasync_us(folder):.0f} us; "
        f"load average before: {os.getloadavg()[0]:.1f}",
        f"* {field_of('/etc/os-release', 'PRETTY_NAME')}, "
        f"Linux {os.uname().release.split('-')[0]}, "
        f"gcc {said_by('gcc', '-dumpfullversion')}, SQLite {sqlite3.sqlite_version}, "
        f"nginx {said_by(NGINX, '-v').rpartition('/')[2]}, {said_by('wrk', '-v').split(' [')[0]}",
    ])


MISSED = Path(__file__).parent / "missed.md"  # by hand: why aims are missed


def document(rows, about_machine, how):
    aimed = [row for row in rows if row.aim is not None]
    met = sum(row.is_met for row in aimed)
    return ("# Results\n\n"
            "Written by `bench/run --write`; [README.md](README.md) says how to read it.\n\n"
            f"{about_machine}\n* {how}\n\n{table(rows)}\n{met} of {len(aimed)} aims met.\n\n"
            f"{MISSED.read_text()}")
