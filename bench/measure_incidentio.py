"""measure_incidentio.py -- what a page of incident.io's list costs, whatever it is filtered by.

The databases are those of fill_incidentio.py, a small and a large one, asked turn by turn. Each
question is asked one at a time, so latencies are those of the server; no two are spelt alike, so
that no answer is found as it was sent before, though each incident's own text may be.
SPDX-License-Identifier: Apache-2.0
"""

import dataclasses
import json
import os
import random
import tempfile
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import quote

import databases
import servers
from databases import psql, remove, say
from report import Row
from servers import Failed, Nginx, Tocsin
from turns import QUICK, ROUNDS, SECONDS, get, interleave, ratio, row_beside, row_of

FEW = 10_000
MANY = 100_000 if QUICK else 1_000_000
POSTGRES_SIZES = [FEW] if QUICK else [FEW, MANY]

AIM_P99_MS = 2
AIM_GROWTH = 1.3  # CPU of a page among MANY, against one among FEW
AIM_NGINX = 0.6

PAGE = 25
LIST = "/v2/incidents"
CURSORS = 40  # whose pages are soon rendered
MANY_CURSORS = 400  # whose pages are more than the cache of texts holds
STATISTICS_SECONDS = 1.5  # PostgreSQL's backends tell theirs once a second
RECENT_DAYS = (3, 1)  # of updated_at's range


# ---- what is asked ----

def listed(server, path, name):
    return json.loads(server.get(path)[0])[name]


def named(server, path, name, wanted):
    """The id of what has that name in a list of configuration."""
    for row in listed(server, path, name):
        if wanted in (row.get("name"), row.get("value")):
            return row["id"]
    raise Failed(f"{path} has no {wanted}")


def some_lead(incidents):
    """The ids of the role and of somebody who has it."""
    for incident in incidents:
        for row in incident["incident_role_assignments"]:
            if row["role"]["role_type"] == "lead" and "assignee" in row:
                return row["role"]["id"], row["assignee"]["id"]
    raise Failed("nobody leads an incident")


def moment(ago_days, end):
    return (end - timedelta(days=ago_days)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def questions(server):
    """The sets of filters by name, as queries."""
    newest = listed(server, f"{LIST}?page_size={PAGE}", "incidents")
    end = datetime.fromisoformat(newest[0]["created_at"])
    recently = "~".join(moment(days, end) for days in RECENT_DAYS)
    major = named(server, "/v1/severities", "severities", "Major")
    kind = named(server, "/v1/incident_types", "incident_types", "Production")
    closed = named(server, "/v1/incident_statuses", "incident_statuses", "Closed")
    role, person = some_lead(newest)
    team = named(server, "/v2/custom_fields", "custom_fields", "Affected team")
    options = f"/v1/custom_field_options?custom_field_id={team}&page_size=100"
    option = named(server, options, "custom_field_options", "Team 7")
    three = f"status[one_of]={closed}&severity[gte]={major}&incident_type[one_of]={kind}"
    return {
        "no filter": "",
        "status_category active": "status_category[one_of]=active",
        "severity gte": f"severity[gte]={major}",
        "status, severity and type": three,
        "incident_role one_of": f"incident_role[{role}][one_of]={person}",
        "custom_field not_in": f"custom_field[{team}][not_in]={option}",
        "updated_at date_range": f"updated_at[date_range]={recently}",
        "any of three": f"filter_mode=any&{three}",
    }


def path_of(query, order="newest"):
    parts = [f"page_size={PAGE}", f"sort_by=created_at_{order}_first", *([query] if query else [])]
    return f"{LIST}?{'&'.join(quote(part, safe='=&') for part in parts)}"


def cursors(server, file, count):
    """Incidents from all over the list, each as the end of a query; the name of the file."""
    rows = listed(server, f"{LIST}?page_size=1", "incidents")
    rows += listed(server, f"{LIST}?page_size=1&sort_by=created_at_oldest_first", "incidents")
    newest, oldest = (datetime.fromisoformat(row["created_at"]) for row in rows)
    lines = []
    for _ in range(count):
        at = oldest + (newest - oldest) * random.uniform(0.01, 1)
        path = f"{LIST}?page_size=1&created_at[lte]={at.strftime('%Y-%m-%dT%H:%M:%S.%fZ')}"
        lines.append(f"&after={listed(server, path, 'incidents')[0]['id']}")
    file.write_text("\n".join(lines) + "\n")
    return str(file)


def requests(server, folder):
    """What load.lua is told, by name: the questions, and some that are about the way through."""
    few = cursors(server, folder / f"cursors-{server.port}", CURSORS)
    asked = questions(server)
    three = asked["status, severity and type"]
    by_name = {name: ["spelt", path_of(query)] for name, query in asked.items()}
    return {
        **by_name,
        "the three, oldest first": ["spelt", path_of(three, "oldest")],
        f"severity gte, {CURSORS} cursors": ["spelt", path_of(asked["severity gte"]), few],
        f"oldest first, {CURSORS} cursors": ["spelt", path_of("", "oldest"), few],
    }


def requests_apart(server, folder):
    """Likewise, where only many incidents have enough pages."""
    many = cursors(server, folder / f"many-{server.port}", MANY_CURSORS)
    return {f"{MANY_CURSORS} cursors, so rendered anew": ["spelt", path_of(""), many]}


def ask_once(server, by_name):
    """Milliseconds of the first answer to each, and how many rows it has."""
    times, rows = [], {}
    for name, (_, path, *_rest) in by_name.items():
        begun = time.perf_counter()
        said = json.loads(server.get(path)[0])
        times.append((time.perf_counter() - begun) * 1e3)
        rows[name] = len(said["incidents"])
    if not all(rows.values()):
        raise Failed(f"these find nothing: {[name for name in rows if not rows[name]]}")
    return times, rows


# ---- loads ----

def tuples_of(url):
    """What PostgreSQL has looked at in this database."""
    if url is None:
        return 0
    time.sleep(STATISTICS_SECONDS)
    return int(psql(url, "SELECT tup_returned + tup_fetched FROM pg_stat_database"
                         " WHERE datname = current_database()"))


def load(server, what, rows, url=None):
    """One at a time; `rows` are in an answer."""
    def seen():
        return (server.metric_sum("tocsin_http_rows_total"),
                server.metric_sum("tocsin_http_steps_total") if url is None else tuples_of(url))
    def run():
        before = seen()
        sample = server.load(SECONDS, *what, connections=1)
        after = seen()
        of_rows = sample.requests * rows
        sample.rows = (after[0] - before[0]) / of_rows
        sample.looked_at = (after[1] - before[1]) / of_rows
        return sample
    return run


def bounded(row):
    return dataclasses.replace(row, result=row.sample.p99_ms, unit="ms p99", aim=AIM_P99_MS,
                               at_most=True)


def measure_growth(few, many, folder):
    """Each question to both servers, turn by turn."""
    rows = []
    small, large = requests(few, folder), requests(many, folder)
    _, few_rows = ask_once(few, small)
    first_ms, many_rows = ask_once(many, large)
    rows.append(Row(MANY, "GET incident.io's list, the slowest first answer after a start",
                    result=max(first_ms), unit="ms"))
    for name in large:
        samples = interleave({"many": load(many, large[name], many_rows[name]),
                              "few": load(few, small[name], few_rows[name])})
        cost = ratio(samples["many"], samples["few"], "cpu_us")
        rows.append(bounded(row_of(MANY, f"GET incident.io's list, {name}", samples["many"])))
        rows.append(dataclasses.replace(row_of(FEW, "- the same", samples["few"]), result=cost,
                                        unit=f"x this at {MANY:,}", aim=AIM_GROWTH,
                                        at_most=True))
    for name, what in requests_apart(many, folder).items():
        samples = [load(many, what, PAGE)() for _ in range(ROUNDS)]
        rows.append(bounded(row_of(MANY, f"GET incident.io's list, {name}", samples)))
    return rows


def measure_beside_nginx(size, server, folder):
    """The page as a dashboard asks for it, again and again."""
    path = path_of("")
    body, content_type = server.get(path)
    with Nginx(folder, {"incidentio": body}, content_type) as nginx:
        samples = interleave({"ours": get(server, path), "nginx": get(nginx, "/incidentio"),
                              "spelt": lambda: server.load(SECONDS, "spelt", path)})
    return [row_beside(size, f"GET incident.io's newest {PAGE}", samples["ours"], samples["nginx"],
                       "of nginx", AIM_NGINX),
            row_beside(size, "- each spelt otherwise", samples["spelt"], samples["nginx"],
                       "of nginx", None),
            row_of(size, f"- nginx, the same {len(body):,} bytes", samples["nginx"])]


# ---- the engines ----

def measure_sqlite(store):
    say(f"incident.io's API on SQLite, {FEW:,} and {MANY:,} incidents")
    small, small_names = store.copy(FEW, "few.db")
    large, large_names = store.copy(MANY, "many.db")
    store.coordinate(small, small_names)
    store.coordinate(large, large_names)
    with store.serve(small, small_names) as few, store.serve(large, large_names) as many:
        rows = measure_growth(few, many, store.home)
        rows += measure_beside_nginx(MANY, many, store.home)
        rows.append(Row(MANY, "memory after that (RSS but the file)",
                        result=many.memory_mb("RssAnon"), unit="MB"))
    remove(small, large)
    return rows


def measure_filled(size, binary, log, folder):
    """On a PostgreSQL database of its own."""
    say(f"incident.io's API on PostgreSQL, {size:,} incidents")
    base = os.environ["TOCSIN_TEST_POSTGRES"]
    url = f"{base.rpartition('/')[0]}/bench_incidentio"
    psql(base, "CREATE DATABASE bench_incidentio;")
    with Tocsin(binary, url, log) as server:
        credentials = server.credentials
    databases.fill_postgres(url, size)
    databases.coordinate_postgres(url)
    with Tocsin(binary, url, log, credentials) as server:
        asked = requests(server, folder)
        _, counts = ask_once(server, asked)
        rows = [row_of(size, f"PostgreSQL: GET incident.io's list, {name}",
                       [load(server, what, counts[name], url)()])
                for name, what in asked.items()]
    psql(base, "DROP DATABASE bench_incidentio;")
    return rows


def measure_postgres(binary, log):
    with tempfile.TemporaryDirectory(dir=databases.memory_folder()) as folder:
        return [row for size in POSTGRES_SIZES
                for row in measure_filled(size, binary, log, Path(folder))]
