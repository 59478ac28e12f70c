"""measure.py -- what is measured, and the aims.

SPDX-License-Identifier: Apache-2.0
"""

import dataclasses
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import databases
import measure_ilert
import measure_incidentio
import servers
from databases import ROOT, Store, psql, remove, say
from report import Row
from servers import Failed, Nginx, Sample, Tocsin
from turns import QUICK, ROUNDS, SECONDS, get, get_any, interleave, ratio, row_beside, row_of

SIZES = [1_000, 100_000] if QUICK else [1_000, 100_000, 1_000_000]
POSTGRES_SIZES = [1_000] if QUICK else [1_000, 100_000]
GROWN_FROM = 10_000
ILERT_SIZE = 100_000
STARTS = 5

AIM_ONE = 0.7  # of nginx
AIM_PAGE = 0.5  # of nginx
AIM_CREATE = 0.8  # of the bare loop
AIM_GROWTH = 1.3  # CPU of a page at the largest size, against GROWN_FROM
AIM_IDLE_MB = 15
AIM_READY_MS = 100

PAGE = 25
ONE = "/incidents/prim-1"
ANY = "/incidents/prim-"
NEWEST = f"/incidents?perPage={PAGE}"
DEEP = f"/incidents?perPage={PAGE}&page="

WITH_POSTGRES = ROOT / "tests/lib/with-postgres"
NO_POSTGRES = 69  # exit code of with-postgres


# ---- reads ----

def measure_reads(size, server, folder):
    """One incident and a page, each beside nginx with the same bytes."""
    one, content_type = server.get(ONE)
    page, _ = server.get(NEWEST)
    with Nginx(folder, {"one": one, "page": page}, content_type) as nginx:
        ones = interleave({"same": get(server, ONE), "any": get_any(server, ANY, size),
                           "nginx": get(nginx, "/one")})
        pages = interleave({"newest": get(server, NEWEST),
                            "any": get_any(server, DEEP, size // PAGE),
                            "nginx": get(nginx, "/page")})
    def against(what, ours, samples, aim):
        return row_beside(size, what, samples[ours], samples["nginx"], "of nginx", aim)
    return [
        against("GET one incident, always the same", "same", ones, AIM_ONE),
        against("GET one incident, any of all", "any", ones, AIM_ONE),
        row_of(size, f"- nginx, the same {len(one):,} bytes", ones["nginx"]),
        against(f"GET the newest {PAGE}", "newest", pages, AIM_PAGE),
        against(f"GET any page of {PAGE}", "any", pages, None),
        row_of(size, f"- nginx, the same {len(page):,} bytes", pages["nginx"]),
    ]


def measure_growth(store):
    """A page at the largest size against one at GROWN_FROM, two servers turn by turn."""
    size = SIZES[-1]
    say(f"a page at {size:,} against one at {GROWN_FROM:,}")
    small, small_names = store.copy(GROWN_FROM, "small.db")
    large, large_names = store.copy(size, "large.db")
    rows = []
    with store.serve(small, small_names) as few, store.serve(large, large_names) as many:
        for what, load in (
                (f"GET the newest {PAGE}", lambda server, count: get(server, NEWEST)),
                (f"GET any page of {PAGE}",
                 lambda server, count: get_any(server, DEEP, count // PAGE))):
            samples = interleave({"few": load(few, GROWN_FROM), "many": load(many, size)})
            cost = ratio(samples["many"], samples["few"], "cpu_us")
            rows += [dataclasses.replace(row_of(size, what, samples["many"]), result=cost,
                                         unit="x the CPU", aim=AIM_GROWTH, at_most=True),
                     row_of(GROWN_FROM, "- the same", samples["few"])]
    remove(small, large)
    return rows


# ---- writes ----

def total(server):
    return json.loads(server.get(NEWEST)[0])["totalIncidents"]


def measure_creates(size, server, program, bare):
    """Creates, beside a bare loop that writes the same rows in groups as large."""
    group = [1.0]
    def create():
        sample = server.load(SECONDS, "create", str(time.monotonic_ns()))
        group[0] = sample.group
        return sample
    before = total(server)
    samples = interleave({"ours": create,
                          "bare": lambda: servers.run_bare(program, bare, SECONDS, group[0])})
    if total(server) - before < sum(sample.requests for sample in samples["ours"]):
        raise Failed("the server answered more creates than it has stored")
    return [row_beside(size, "POST create", samples["ours"], samples["bare"], "of bare",
                       AIM_CREATE),
            row_of(size, "- bare loop over SQLite", samples["bare"])]


def measure_acknowledges(size, server):
    """Each of the incidents that were created just before, once; a round takes its part."""
    part = (total(server) - size) // ROUNDS
    firsts = range(size + 1, size + part * ROUNDS, part)
    samples = [server.load(SECONDS, "acknowledge", str(first), str(first + part - 1))
               for first in firsts]
    return row_of(size, "POST acknowledge", samples)


# ---- a size ----

def measure_start(size, store, path, credentials):
    """How soon it answers, and what it holds then; the file is in the page cache."""
    ready_ms = []
    for _ in range(STARTS):
        with store.serve(path, credentials) as server:
            ready_ms.append(server.ready_ms)
            idle_mb = server.memory_mb("VmRSS")
    return [Row(size, "from start to the first answer", result=statistics.median(ready_ms),
                unit="ms", aim=AIM_READY_MS, at_most=True),
            Row(size, "memory when idle (RSS)", result=idle_mb, unit="MB", aim=AIM_IDLE_MB,
                at_most=True)]


def measure_sqlite(size, store, program):
    say(f"SQLite, {size:,} incidents")
    path, credentials = store.copy(size, "served.db")
    bare, _ = store.copy(size, "bare.db")
    rows = measure_start(size, store, path, credentials)
    with store.serve(path, credentials) as server:
        rows += measure_reads(size, server, store.home)
        rows += measure_creates(size, server, program, bare)
        rows.append(measure_acknowledges(size, server))
        rows.append(Row(size, "memory after that (RSS but the file)",
                        result=server.memory_mb("RssAnon"), unit="MB"))
    remove(path, bare)
    return rows


# ---- PostgreSQL, for information ----

def measure_postgres(size, binary, log):
    base = os.environ["TOCSIN_TEST_POSTGRES"]
    url = f"{base.rpartition('/')[0]}/bench_{size}"
    psql(base, f"CREATE DATABASE bench_{size};")
    with Tocsin(binary, url, log) as server:
        credentials = server.credentials
    databases.fill_postgres(url, size)
    rows = []
    with Tocsin(binary, url, log, credentials) as server:
        for what, load in (
                ("GET one incident, always the same", get(server, ONE)),
                ("GET one incident, any of all", get_any(server, ANY, size)),
                (f"GET the newest {PAGE}", get(server, NEWEST)),
                ("POST create", lambda: server.load(SECONDS, "create", str(time.monotonic_ns())))):
            rows.append(row_of(size, f"PostgreSQL: {what}", [load() for _ in range(ROUNDS)]))
    psql(base, f"DROP DATABASE bench_{size};")
    return rows


def inside_postgres(binary):
    """Runs under with-postgres; rows go to standard output as JSON."""
    with tempfile.NamedTemporaryFile(dir=databases.memory_folder()) as log:
        for size in POSTGRES_SIZES:
            say(f"PostgreSQL, {size:,} incidents")
            for row in measure_postgres(size, binary, log.name):
                print(json.dumps(dataclasses.asdict(row)), flush=True)
        for row in measure_ilert.measure_postgres(POSTGRES_SIZES[-1], binary, log.name):
            print(json.dumps(dataclasses.asdict(row)), flush=True)
        for row in measure_incidentio.measure_postgres(binary, log.name):
            print(json.dumps(dataclasses.asdict(row)), flush=True)


def beside_postgres(binary):
    """Runs inside_postgres, PostgreSQL on the core of the server."""
    serving, loading = servers.cores()
    command = servers.on_core(serving, [WITH_POSTGRES, sys.executable, ROOT / "bench/run",
                                        "--inside-postgres", "--binary", binary])
    environment = {**os.environ, servers.CORES_VARIABLE: f"{serving} {loading}"}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode == NO_POSTGRES:
        say("PostgreSQL 15 is not there: its rows are left out")
        return []
    if done.returncode != 0:
        raise Failed("the PostgreSQL rows failed")
    rows = [Row(**json.loads(line)) for line in done.stdout.splitlines()]
    return [dataclasses.replace(row, sample=row.sample and Sample(**row.sample)) for row in rows]


def measure_all(binary, home):
    store = Store(binary, home)
    program = servers.build_bare(home)
    rows = []
    for size in SIZES:
        rows += measure_sqlite(size, store, program)
    rows += measure_ilert.measure_sqlite(ILERT_SIZE, store)
    rows += measure_incidentio.measure_sqlite(store)
    return rows + measure_growth(store) + beside_postgres(binary)
