"""measure_ilert.py -- what ilert's API costs when many incidents tell the world, and the aims.

The database is that of fill_ilert.py. A forecast is asked for one at a time, as a person waits for
it before he sends; all else by all connections.
SPDX-License-Identifier: Apache-2.0
"""

import dataclasses
import json
import os
import statistics
import time

import databases
import fill_ilert
from databases import psql, remove, say
from servers import Failed, Nginx, Tocsin
from report import Row
from turns import ROUNDS, SECONDS, get, interleave, row_beside, row_of

AIM_FORECAST_MS = 20  # 99 of 100

LIST = "/api/incidents?max-results=10&include=subscribed"
OPEN = "/api/incidents?states=INVESTIGATING,IDENTIFIED"
SERVICES = "/api/services?max-results=1"
INCIDENTS = "/api/incidents"
FORECAST = "/api/incidents/publish-info"

LIST_NAME = "GET ilert's newest 10, include=subscribed"
ONE_NAME = f"GET ilert's incident, {fill_ilert.HISTORY} of history"
ADDRESSES = f"{fill_ilert.ADDRESSES:,} addresses, {fill_ilert.PAGES} pages"
FORECAST_NAME = f"POST publish-info, {ADDRESSES}, one at a time"
MIXED_NAME = "- 10 % of them on two pages, 10 % filtered"


# ---- what is asked ----

def first_id(server, path):
    return json.loads(server.get(path)[0])[0]["id"]


def one_path(server):
    """The newest incident, which has the long history."""
    path = f"{INCIDENTS}/{first_id(server, LIST)}?include=history"
    entries = len(json.loads(server.get(path)[0])["history"])
    if entries != fill_ilert.HISTORY:
        raise Failed(f"{path} has {entries} entries")
    return path


def draft(server):
    """An incident of the service that all pages show; everybody is to be told."""
    service = first_id(server, SERVICES)
    return json.dumps({"summary": "Disk usage above 91 %", "status": "INVESTIGATING",
                       "message": "We are looking into it.", "sendNotification": True,
                       "affectedServices": [{"impact": "MAJOR_OUTAGE",
                                             "service": {"id": service}}]})


def check_forecast(server, body):
    said = json.loads(server.ask("POST", FORECAST, body)[0])
    pages = said["privateStatusPages"] + said["publicStatusPages"]
    if pages != fill_ilert.PAGES or said["publicSubscribers"] < fill_ilert.ADDRESSES * 9 // 10:
        raise Failed(f"the forecast is wrong: {said}")


# ---- rows ----

def plain(server):
    return {LIST_NAME: get(server, LIST), ONE_NAME: get(server, one_path(server))}


def filtered(server):
    of_service = f"{INCIDENTS}?services={first_id(server, SERVICES)}"
    return {"GET ilert's open ones, states=": get(server, OPEN),
            "GET ilert's of a service, services=": get(server, of_service)}


def measure_beside_nginx(size, server, folder):
    rows = []
    for name, path in ((LIST_NAME, LIST), (ONE_NAME, one_path(server))):
        body, content_type = server.get(path)
        with Nginx(folder, {"ilert": body}, content_type) as nginx:
            samples = interleave({"ours": get(server, path), "nginx": get(nginx, "/ilert")})
        rows += [row_beside(size, name, samples["ours"], samples["nginx"], "of nginx", None),
                 row_of(size, f"- nginx, the same {len(body):,} bytes", samples["nginx"])]
    return rows


def measure_loads(size, loads):
    return [row_of(size, name, [load() for _ in range(ROUNDS)]) for name, load in loads.items()]


def measure_forecast(size, server, name, aim):
    body = draft(server)
    check_forecast(server, body)
    samples = [server.load(SECONDS, "post", FORECAST, body, connections=1) for _ in range(ROUNDS)]
    row = row_of(size, name, samples)
    return dataclasses.replace(row, result=row.sample.p99_ms, unit="ms p99", aim=aim, at_most=True)


def timed_ms(server, method, path, bodies):
    """The median time of requests one after the other."""
    times = []
    for body in bodies:
        begun = time.perf_counter()
        server.ask(method, path, body)
        times.append((time.perf_counter() - begun) * 1e3)
    return statistics.median(times)


def measure_changes(size, server):
    """A change of the configuration, which is then read whole; an incident that tells everybody."""
    service = f"/api/services/{first_id(server, SERVICES)}"
    changes = [json.dumps({"description": f"The {i}th text"}) for i in range(5 * ROUNDS)]
    return [Row(size, "PUT a service (the configuration is read anew)", unit="ms",
                result=timed_ms(server, "PUT", service, changes)),
            Row(size, f"POST an incident that tells {ADDRESSES}", unit="ms",
                result=timed_ms(server, "POST", INCIDENTS, [draft(server)] * ROUNDS))]


# ---- the engines ----

def measure_sqlite(size, store):
    say(f"ilert's API on SQLite, {size:,} incidents")
    path, credentials = store.copy(size, "published.db")
    store.publish(path)
    with store.serve(path, credentials) as server:
        rows = measure_beside_nginx(size, server, store.home)
        rows += measure_loads(size, filtered(server))
        rows.append(measure_forecast(size, server, FORECAST_NAME, AIM_FORECAST_MS))
    store.mix(path)
    with store.serve(path, credentials) as server:
        rows.append(measure_forecast(size, server, MIXED_NAME, None))
        rows += measure_changes(size, server)
    remove(path)
    return rows


def measure_postgres(size, binary, log):
    say(f"ilert's API on PostgreSQL, {size:,} incidents")
    base = os.environ["TOCSIN_TEST_POSTGRES"]
    url = f"{base.rpartition('/')[0]}/bench_ilert"
    psql(base, "CREATE DATABASE bench_ilert;")
    with Tocsin(binary, url, log) as server:
        credentials = server.credentials
    databases.fill_postgres(url, size)
    databases.publish_postgres(url)
    with Tocsin(binary, url, log, credentials) as server:
        rows = measure_loads(size, {**plain(server), **filtered(server)})
        rows.append(measure_forecast(size, server, FORECAST_NAME, None))
        databases.mix_postgres(url)
        rows.append(measure_forecast(size, server, MIXED_NAME, None))
        rows += measure_changes(size, server)
    psql(base, "DROP DATABASE bench_ilert;")
    return [dataclasses.replace(row, what=f"PostgreSQL: {row.what}") for row in rows]
