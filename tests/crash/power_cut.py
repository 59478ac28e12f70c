#!/usr/bin/env python3
"""power_cut.py -- the power fails under load; what was acknowledged must be on disk.

    tests/crash/power_cut.py --tocsin build/tocsin [--cuts 5] [--control-cuts 10] [--seed N]

The database lies on an XFS of its own. `xfs_io -x -c shutdown` stops that file system dead: what
nobody has flushed to the disk is gone, as when a plug is pulled. With --synchronous full nothing
acknowledged may be lost. With --synchronous normal a cut between two checkpoints must lose
something: a test that cannot tell the two apart proves nothing. Needs root and loop mounts, and
says so loudly where it cannot have them. Prints TAP, and the figures as comments.

SPDX-License-Identifier: Apache-2.0
"""

import argparse
import asyncio
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parent / "lib"))

import audit  # noqa: E402
import load  # noqa: E402
import server  # noqa: E402
import tap  # noqa: E402

# How many writes are acknowledged before a cut. With FULL some cuts are to meet a checkpoint; with
# NORMAL none, because it flushes: the first comes after 4,000 pages, which are about 1,600 writes.
WRITES = {"full": (100, 4000), "normal": (100, 500)}
POLL_SECONDS = 0.001
DISK_BYTES = 2 * 1024 * 1024 * 1024  # sparse; a full disk is another test's matter
TOOL_SECONDS = 30
DIES_SECONDS = 5  # the server notices that its disk is gone
STORAGE_FAILED = 74  # its exit code then
SAMPLED = 8
CONTROL_SHARE = 0.9  # of the control's cuts must lose something
COMPLAINTS_SHOWN = 10
APART = ("setpriv", "--pdeathsig", "KILL", "unshare", "--pid", "--fork", "--kill-child",
         "--mount-proc")
APART_VARIABLE = "TOCSIN_TEST_APART"  # set where APART has been done
PROBLEMS = (server.Failed, load.Refused, *load.BROKEN, subprocess.SubprocessError)

KEPT = "a power cut loses nothing that was acknowledged with FULL"
WHOLE = "after it the database is whole, and the server answers and settles what was in doubt"
DIES = f"a server whose disk is gone answers no more and ends by itself, code {STORAGE_FAILED}"
CONTROL = "control: with NORMAL power cuts lose acknowledged writes"
CONTROL_WHOLE = "even then the database is whole"


class Impossible(Exception):
    """This machine does not let us; the message says what."""


def run_tool(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=TOOL_SECONDS)
    if done.returncode != 0:
        raise server.Failed(f"{' '.join(map(str, command))}: {done.stderr.strip()}")


class Disk:
    """An XFS in a file. What `cut` finds unflushed is lost."""

    def __init__(self, folder):
        self.image, self.root = folder / "disk.img", folder / "disk"
        self.root.mkdir()
        with self.image.open("wb") as file:
            file.truncate(DISK_BYTES)
        run_tool("mkfs.xfs", "-q", self.image)

    def mount(self):
        run_tool("mount", "-o", "loop", self.image, self.root)

    def unmount(self):
        run_tool("umount", self.root)

    def flush(self):
        run_tool("sync", "--file-system", self.root)

    async def cut(self, moment):
        """Cuts the power when the coroutine `moment` ends. xfs_io is started before, because
        starting a process takes long enough for the server to fall idle and flush."""
        xfs_io = await asyncio.create_subprocess_exec(
            "xfs_io", "-x", self.root, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        try:
            await moment
        finally:
            await xfs_io.communicate(b"shutdown\n")


def open_disk():
    """A mounted one. Nobody unmounts it at the end: it goes with our namespace."""
    disk = Disk(Path(tempfile.mkdtemp()))
    try:
        disk.mount()
    except server.Failed as problem:
        raise Impossible(str(problem).splitlines()[0]) from problem
    return disk


async def has_grown(journal, writes):
    """Waits until so many more writes are acknowledged."""
    enough = journal.writes() + writes
    while journal.writes() < enough:
        await asyncio.sleep(POLL_SECONDS)


class Bench:
    """One disk, and databases on it whose server loses its power again and again."""

    def __init__(self, engine, disk, seed):
        self.engine, self.disk = engine, disk
        self.seed, self.chance = seed, random.Random(seed)
        self.cuts = 0
        self.writes = {"full": 0, "normal": 0}  # acknowledged
        self.deaths = []  # complaints about how servers ended

    def new_database(self):
        """A fresh one, alone on the disk, and flushed."""
        for path in self.disk.root.iterdir():
            path.unlink()
        path = self.disk.root / f"{self.cuts}.db"
        shutil.copy(self.engine.template.removeprefix("sqlite:"), path)
        self.disk.flush()
        return f"sqlite:{path}"

    def server(self, database, mode):
        log = self.engine.folder / f"cut-{self.cuts}.log"
        return server.Server(self.engine.binary, database, log, self.engine.key,
                             ["--synchronous", mode])

    def write_and_cut(self, running, target, journal, writes):
        """All writers, until the server has noticed that its disk is gone."""
        self.cuts += 1
        asyncio.run(load.write_until(self.disk.cut(has_grown(journal, writes)), target,
                                     journal, f"{self.seed}-{self.cuts}"))
        self.deaths += [f"cut {self.cuts}: {text}" for text in journal.refusals]
        journal.refusals.clear()
        try:
            code = running.process.wait(DIES_SECONDS)
        except subprocess.TimeoutExpired:
            code = None
        if code != STORAGE_FAILED:
            self.deaths.append(f"cut {self.cuts}: it ended with {code}; its log:\n"
                               + running.log()[-1000:])

    def cut_once(self, database, mode, journal):
        """Power on, check what the last cut has left, power off; returns (complaints about the
        server, what the audit finds)."""
        with self.server(database, mode) as running:
            target = asyncio.run(load.find_target(running))
            complaints = self.check(target, journal)
            before = journal.writes()
            self.write_and_cut(running, target, journal, self.chance.randint(*WRITES[mode]))
            self.writes[mode] += journal.writes() - before
        self.disk.unmount()
        self.disk.mount()
        return complaints, audit.audit(database, journal)

    def check(self, target, journal):
        """Settles what is in doubt; complaints about the answers."""
        complaints = asyncio.run(load.settle(target, journal))
        titles = self.chance.sample(sorted(journal.created), min(SAMPLED, len(journal.created)))
        return complaints + asyncio.run(load.check_answers(target, journal, titles))

    def check_last(self, database, mode, journal):
        """As before a cut, but the server stops in good order."""
        with self.server(database, mode) as running:
            complaints = self.check(asyncio.run(load.find_target(running)), journal)
            complaints += running.stop()
        return complaints + audit.audit(database, journal).all()


def test_full(bench, report, cuts):
    """One database through all cuts, until one goes wrong."""
    lost, wrong = [], []
    database, journal = bench.new_database(), load.Journal()
    for number in range(1, cuts + 1):
        complaints, findings = bench.cut_once(database, "full", journal)
        lost += [f"cut {number}: {text}" for text in findings.lost]
        wrong += [f"cut {number}: {text}" for text in complaints + findings.wrong]
        if lost or wrong:
            break
    else:
        wrong += bench.check_last(database, "full", journal)
    report.case(KEPT, lost[:COMPLAINTS_SHOWN])
    report.case(WHOLE, wrong[:COMPLAINTS_SHOWN])
    print(f"# full: {number} cuts, {bench.writes['full']} writes acknowledged, {len(lost)} lost")


def test_normal(bench, report, cuts):
    """The control: a new database for each cut, because promises are broken in it."""
    losses, wrong = [], []
    for _ in range(cuts):
        complaints, findings = bench.cut_once(bench.new_database(), "normal", load.Journal())
        losses.append(len(findings.lost))
        wrong += complaints + findings.wrong
    losing = sum(lost > 0 for lost in losses)
    few = losing < CONTROL_SHARE * cuts
    report.case(CONTROL, [f"only {losing} of {cuts} cuts have lost something"] if few else [])
    report.case(CONTROL_WHOLE, wrong[:COMPLAINTS_SHOWN])
    print(f"# normal: {losing} of {cuts} cuts lost something: {sum(losses)} of "
          f"{bench.writes['normal']} acknowledged writes")


def test_cuts(chosen):
    report = tap.Report()
    print(f"# seed {chosen.seed}", flush=True)
    try:
        disk = open_disk()
        with server.open_engine("sqlite", chosen.tocsin.resolve()) as engine:
            bench = Bench(engine, disk, chosen.seed)
            test_full(bench, report, chosen.cuts)
            test_normal(bench, report, chosen.control_cuts)
            report.case(DIES, bench.deaths[:COMPLAINTS_SHOWN])
    except Impossible as problem:
        skip(report, problem)
    except PROBLEMS as problem:
        report.case("the power is cut", [str(problem) or repr(problem)])
    return report.end()


def skip(report, reason):
    print(f"power_cut.py: POWER CUTS ARE NOT TESTED HERE: {reason}", file=sys.stderr)
    report.case(f"{KEPT} # SKIP {reason}", [])


def why_not():
    """Why we cannot have namespaces of our own, or nothing."""
    if os.geteuid() != 0:
        return "mounting needs root"
    done = subprocess.run([*APART, "true"], capture_output=True, text=True, check=False)
    return done.stderr.strip()


def run_apart():
    """Runs this script again in namespaces of its own, so that whatever it mounts and starts ends
    with it; returns its exit code."""
    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(name, lambda number, _: sys.exit(128 + number))
    with tempfile.TemporaryDirectory(prefix="tocsin-disk-", ignore_cleanup_errors=True) as folder:
        child = subprocess.Popen([*APART, sys.executable, *sys.argv], start_new_session=True,
                                 env={**os.environ, APART_VARIABLE: "yes", "TMPDIR": folder})
        try:
            return child.wait()
        finally:
            child.kill()
            child.wait()


def main():
    parser = argparse.ArgumentParser(description="Cuts the power under load.")
    parser.add_argument("--tocsin", required=True, type=Path)
    parser.add_argument("--cuts", type=int, default=5)
    parser.add_argument("--control-cuts", type=int, default=10)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    chosen = parser.parse_args()
    if APART_VARIABLE in os.environ:
        return test_cuts(chosen)
    if reason := why_not():
        report = tap.Report()
        skip(report, reason)
        return report.end()
    return run_apart()


if __name__ == "__main__":
    sys.exit(main())
