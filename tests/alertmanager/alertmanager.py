#!/usr/bin/env python3
"""alertmanager.py -- Debian's Prometheus Alertmanager drives Tocsin: alerts open and end incidents.

    tests/alertmanager/alertmanager.py --tocsin build/tocsin --engine sqlite

Starts an Alertmanager of its own, without a cluster, whose only receiver is an integration of a
fresh Tocsin. Alerts are posted to Alertmanager as Prometheus would. Prints TAP; each case goes on
from where the one before has left the two.
SPDX-License-Identifier: Apache-2.0
"""

import argparse
import json
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parent / "lib"))

import play  # noqa: E402
import server  # noqa: E402
import tap  # noqa: E402

PROGRAM = "prometheus-alertmanager"
START_SECONDS = 10
STOP_SECONDS = 5
ARRIVES_SECONDS = 10  # from an alert to what Tocsin makes of it
POLL_SECONDS = 0.05
LISTENING = re.compile(r'msg="Listening on" address=(\S+)')
PROBLEMS = (server.Failed, play.Wrong, OSError, KeyError, IndexError, ValueError)


def alert(instance):
    """What Prometheus says of an alert; both of this file are of one group."""
    return {
        "labels": {"alertname": "DiskFull", "instance": instance, "severity": "critical"},
        "annotations": {"summary": f"Disk full on {instance}", "description": "98 % \u2265 95 %",
                        "runbook_url": "https://runbooks.example/disk"},
        "generatorURL": f"http://prometheus.example/graph?g0.expr=full%7B{instance}%7D",
    }


FIRST, SECOND = alert("db-3"), alert("db-4")
LINKS = {"generator": FIRST["generatorURL"], "runbook": FIRST["annotations"]["runbook_url"]}


def title(of):
    return of["annotations"]["summary"]


def minutes_from_now(minutes):
    return (datetime.now(timezone.utc) + timedelta(minutes=minutes)).isoformat()


class Api:
    """JSON calls over one connection; a status other than 200 is an error."""

    def __init__(self, base, headers=None):
        self.client = play.Client(base)
        self.headers = {"content-type": "application/json", **(headers or {})}

    def text(self, method, path, body=None):
        sent = None if body is None else json.dumps(body).encode()
        answer = self.client.send(method, path, self.headers, sent)
        if answer.status != 200:
            raise server.Failed(f"{method} {path}: {answer.status} {answer.body}")
        return answer.body

    def call(self, method, path, body=None):
        return json.loads(self.text(method, path, body))


def tocsin_api(running):
    api = Api(running.base, {"x-api-key": running.key})
    api.headers["x-team-id"] = api.call("GET", "/teams")["teams"][0]["_id"]
    return api


class Alertmanager:
    """A running one that sends everything to `url`, and again each second."""

    def __init__(self, folder, url):
        self.log_path = folder / "alertmanager.log"
        config = folder / "alertmanager.json"  # JSON is YAML too
        config.write_text(json.dumps({
            "route": {"receiver": "tocsin", "group_by": ["alertname"], "group_wait": "0s",
                      "group_interval": "1s", "repeat_interval": "1s"},
            "receivers": [{"name": "tocsin",
                           "webhook_configs": [{"url": url, "send_resolved": True}]}],
        }), encoding="utf-8")
        command = [PROGRAM, f"--config.file={config}", f"--storage.path={folder / 'storage'}",
                   "--web.listen-address=127.0.0.1:0", "--cluster.listen-address="]
        with self.log_path.open("wb") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=log)

    def await_api(self):
        """Its API, once it listens."""
        found = await_value(lambda: LISTENING.search(self.log()), START_SECONDS, self.is_over)
        if found is None:
            raise server.Failed(f"{PROGRAM} does not listen; its log:\n{self.log()}")
        api = Api(f"http://{found[1]}")
        if await_value(lambda: is_ready(api), START_SECONDS, self.is_over) is None:
            raise server.Failed(f"{PROGRAM} is not ready; its log:\n{self.log()}")
        return api

    def is_over(self):
        return self.process.poll() is not None

    def log(self):
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def is_ready(api):
    try:
        return api.text("GET", "/-/ready")
    except (server.Failed, play.Wrong):
        return None


def await_value(look, seconds, is_over=lambda: False):
    """The first thing that `look` finds, or None in the end."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        if time.monotonic() > deadline or is_over():
            return None
        time.sleep(POLL_SECONDS)
    return found


def differences(wanted, found):
    """One line for each key of `wanted` that `found` has otherwise."""
    return [f"{name}: expected {value!r}, got {found.get(name)!r}"
            for name, value in wanted.items() if found.get(name) != value]


class Pair:
    """An Alertmanager and the Tocsin it sends to. Each check returns complaints."""

    def __init__(self, manager, tocsin):
        self.manager, self.tocsin = manager, tocsin
        self.counter_ids = {}  # title: counter id

    def post(self, *alerts):
        self.manager.text("POST", "/api/v2/alerts", list(alerts))

    def incidents(self):
        return {each["message"]: each
                for each in self.tocsin.call("GET", "/incidents")["incidents"]}

    def incident(self, of):
        return self.tocsin.call("GET", f"/incidents/{self.counter_ids[title(of)]}")["incident"]

    def await_incident(self, of, is_right, what):
        """[] once the newest incident of that alert is right."""
        if await_value(lambda: is_right(self.incident(of)), ARRIVES_SECONDS):
            return []
        return [f"{title(of)} is not {what} after {ARRIVES_SECONDS} s: {self.incident(of)}"]

    def check_fires(self):
        """Two alerts of one group, in one message, are an incident each."""
        self.post(FIRST, SECOND)
        await_value(lambda: len(self.incidents()) >= 2, ARRIVES_SECONDS)
        incidents = self.incidents()
        self.counter_ids = {name: each["counterId"] for name, each in incidents.items()}
        wanted = {title(FIRST): "NACK", title(SECOND): "NACK"}
        found = {name: each["status"] for name, each in incidents.items()}
        return [] if found == wanted else [f"expected {wanted}, got {found}"]

    def check_whole(self):
        """Title, links and all of the alert, as Alertmanager itself knows it."""
        known = next(each for each in self.manager.call("GET", "/api/v2/alerts")
                     if each["labels"] == FIRST["labels"])
        incident = self.incident(FIRST)
        complaints = differences({**FIRST, "fingerprint": known["fingerprint"],
                                  "status": "firing"}, incident["metadata"])
        lacking = {"startsAt", "endsAt"} - incident["metadata"].keys()
        complaints += [f"the metadata lacks {name}" for name in sorted(lacking)]
        links = {name: url for link in incident["links"] for name, url in link.items()}
        return complaints + differences(LINKS, links)

    def check_repeats(self):
        """Alertmanager says again what it has said; no incident comes of it."""
        complaints = self.await_incident(FIRST, lambda incident: len(incident["events"]) >= 2,
                                         "suppressing repeats")
        total = self.tocsin.call("GET", "/incidents")["totalIncidents"]
        return complaints + ([] if total == 2 else [f"there are {total} incidents, not 2"])

    def check_ends(self):
        """The end of one alert resolves its incident, and only that."""
        self.post({**FIRST, "startsAt": minutes_from_now(-10), "endsAt": minutes_from_now(-1)})
        complaints = self.await_incident(FIRST, lambda incident: incident["status"] == "RES",
                                         "resolved")
        path = f"/incidents/{self.counter_ids[title(FIRST)]}/activity-log"
        last = self.tocsin.call("GET", path)["activities"][-1]
        complaints += differences({"type": "auto_resolved", "to": "RES"}, last)
        complaints += differences({"type": "integration"}, last["actor"])
        complaints += differences({"status": "resolved", "labels": FIRST["labels"]},
                                  self.incident(FIRST)["resMetadata"] or {})
        return complaints + differences({"status": "NACK"}, self.incident(SECOND))

    def check_fires_again(self):
        """The alert after its end is the next occurrence of the same problem."""
        self.post(FIRST)
        complaints = self.await_incident(
            FIRST, lambda incident: incident["status"] == "NACK", "open again")
        return complaints + differences({"counterId": self.counter_ids[title(FIRST)]},
                                        self.incidents()[title(FIRST)])

    def check_content(self):
        """No request of Alertmanager's failed."""
        name = 'alertmanager_notification_requests_failed_total{integration="webhook"}'
        lines = self.manager.text("GET", "/metrics").splitlines()
        found = [line for line in lines if line.startswith(name)]
        return [] if found == [f"{name} 0"] else [f"its metrics say {found}"]


CASES = (
    ("two fired alerts of one group become two incidents", Pair.check_fires),
    ("the incident has the alert's summary, links and all of its data", Pair.check_whole),
    ("a repeated notification is suppressed", Pair.check_repeats),
    ("the end of an alert resolves its incident, and no other", Pair.check_ends),
    ("an alert that fires again opens the next occurrence", Pair.check_fires_again),
    ("Alertmanager never got an answer that it did not like", Pair.check_content),
)


@contextmanager
def open_pair(running, folder):
    tocsin = tocsin_api(running)
    made = tocsin.call("POST", "/integrations/create",
                       {"customName": "Prometheus", "slug": "alertmanager"})
    url = f"{running.base}/{made['integration']['token']}/push-events"
    manager = Alertmanager(folder, url)
    try:
        yield Pair(manager.await_api(), tocsin)
    finally:
        manager.stop()


def run_case(check, pair):
    try:
        return check(pair)
    except PROBLEMS as problem:
        return [repr(problem)]


def run_cases(engine, report):
    with engine.server() as running:
        with open_pair(running, engine.folder) as pair:
            for name, check in CASES:
                report.case(f"{name} [{engine.name}]", run_case(check, pair))
        report.case(f"Tocsin stops cleanly [{engine.name}]", running.stop())


def main():
    parser = argparse.ArgumentParser(description="A real Alertmanager drives Tocsin.")
    parser.add_argument("--tocsin", required=True, type=Path)
    parser.add_argument("--engine", choices=("sqlite", "postgres"), default="sqlite")
    chosen = parser.parse_args()
    report = tap.Report()
    try:
        with server.open_engine(chosen.engine, chosen.tocsin.resolve()) as engine:
            run_cases(engine, report)
    except PROBLEMS as problem:
        report.case(f"Alertmanager beside a server [{chosen.engine}]", str(problem).splitlines())
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
