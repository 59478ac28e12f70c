#!/usr/bin/env python3
"""two_nodes.py -- two servers on one PostgreSQL: what one has made, the other knows at once.

    tests/http/two_nodes.py --tocsin build/tocsin [--rounds 30]

In each round one node makes configuration, and the other is asked for it before its notice of the
change can have come. Prints TAP.
SPDX-License-Identifier: Apache-2.0
"""

import argparse
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE.parent / "property"), str(HERE.parent / "lib")]

import api  # noqa: E402
import server  # noqa: E402
import tap  # noqa: E402

NOTICE_SECONDS = 10
SPARE_REQUESTS = 5  # of the runner itself, in a minute


def incident_on(service):
    return {"summary": "Slow", "status": "INVESTIGATING",
            "affectedServices": [{"service": {"id": service}, "impact": "DEGRADED"}]}


def names_what_was_just_made(here, there, number):
    """A new service, user and team, each named by a write on the other node."""
    service = here.call("POST", "/api/services", {"name": f"s{number}"}, 201)["id"]
    there.call("POST", "/api/incidents", incident_on(service))
    user = here.call("POST", "/api/users", {"firstName": "a", "lastName": "b",
                                            "email": f"{number}@example.org"}, 201)["id"]
    there.call("PUT", f"/api/services/{service}/private-subscribers",
               [{"id": user, "type": "USER"}], 202)
    other = here.call("POST", "/api/services", {"name": f"o{number}"}, 201)["id"]
    there.call("PUT", f"/api/services/{other}/private-subscribers", [], 202)
    team = here.call("POST", "/api/teams", {"name": f"t{number}"}, 201)["id"]
    there.call("POST", "/api/incidents", incident_on(other), headers={"team-context": str(team)},
               wanted=400)  # the service is not the team's: that, and not an unknown team


def reads_what_was_just_made(here, there, number):
    """Clients behind a balancer read back at once what they have written."""
    bodies = {
        "services": {"name": f"r{number}"},
        "teams": {"name": f"r{number}"},
        "users": {"firstName": "a", "lastName": "b", "email": f"r{number}@example.org"},
        "status-pages": {"name": f"r{number}", "visibility": "PUBLIC"},
        "incident-templates": {"name": f"r{number}", "summary": "x", "status": "IDENTIFIED"},
    }
    for kind, body in bodies.items():
        made = here.call("POST", f"/api/{kind}", body, 201)["id"]
        there.call("GET", f"/api/{kind}/{made}")


def await_found(there, path):
    """A node hears of a change by itself, shortly."""
    deadline = time.monotonic() + NOTICE_SECONDS
    while there.send("GET", path)[0] != 200 and time.monotonic() < deadline:
        time.sleep(server.POLL_SECONDS)


def forgets_what_was_just_removed(here, there, number):
    """A user who is gone is not subscribed, a service not affected, a team not worked in."""
    service = here.call("POST", "/api/services", {"name": f"g{number}"}, 201)["id"]
    user = here.call("POST", "/api/users", {"firstName": "a", "lastName": "b",
                                            "email": f"g{number}@example.org"}, 201)["id"]
    team = here.call("POST", "/api/teams", {"name": f"g{number}"}, 201)["id"]
    await_found(there, f"/api/users/{user}")
    await_found(there, f"/api/teams/{team}")
    here.call("DELETE", f"/api/users/{user}", wanted=204)
    there.call("PUT", f"/api/services/{service}/private-subscribers",
               [{"id": user, "type": "USER"}], 400)
    here.call("DELETE", f"/api/teams/{team}", wanted=204)
    refusal = there.call("POST", "/api/incidents", incident_on(service), 404,
                         {"team-context": str(team)})
    if refusal["message"] != "no such team":
        raise server.Failed(f"{refusal}")
    here.call("DELETE", f"/api/services/{service}", wanted=204)
    there.call("POST", "/api/incidents", incident_on(service), 400)


def names_what_was_just_configured(here, there, number):
    """incident.io's severity, type, status, role, field, option and entry, by an incident."""
    severity = here.call("POST", "/v1/severities", {"name": f"s{number}", "description": "x"}, 201)
    kind = here.call("POST", "/v1/incident_types", {"name": f"t{number}", "description": "x"}, 201)
    status = here.call("POST", "/v1/incident_statuses", {
        "name": f"u{number}", "description": "x", "category": "live"}, 201)
    role = here.call("POST", "/v2/incident_roles", {
        "name": f"r{number}", "shortform": f"r{number}", "description": "x",
        "instructions": ""}, 201)
    field = here.call("POST", "/v2/custom_fields", {
        "name": f"f{number}", "description": "x", "field_type": "single_select"}, 201)
    option = here.call("POST", "/v1/custom_field_options", {
        "custom_field_id": field["custom_field"]["id"], "value": "EU"}, 201)
    there.call("POST", "/v2/incidents", {
        "idempotency_key": f"c{number}", "visibility": "public", "name": f"c{number}",
        "severity_id": severity["severity"]["id"],
        "incident_type_id": kind["incident_type"]["id"],
        "incident_status_id": status["incident_status"]["id"],
        "incident_role_assignments": [{"incident_role_id": role["incident_role"]["id"]}],
        "custom_field_entries": [{
            "custom_field_id": field["custom_field"]["id"],
            "values": [{"value_option_id": option["custom_field_option"]["id"]}]}]})


def refuses_what_was_just_deleted(here, there, number):
    """A severity, type and role that a node still knows: the client is told, not put off."""
    words = {"shortform": f"x{number}", "instructions": ""}
    made = [("/v1/severities", "severity", {}, 202),
            ("/v1/incident_types", "incident_type", {}, 204),
            ("/v2/incident_roles", "incident_role", words, 204)]
    for path, kind, more, gone in made:
        row = here.call("POST", path, {"name": f"x{number}", "description": "x", **more}, 201)[kind]
        await_found(there, f"{path}/{row['id']}")
        here.call("DELETE", f"{path}/{row['id']}", wanted=gone)
        names = {f"{kind}_id": row["id"]} if not more else {
            "incident_role_assignments": [{"incident_role_id": row["id"],
                                           "assignee": {"email": "admin@localhost"}}]}
        there.call("POST", "/v2/incidents", {
            "idempotency_key": f"{kind}{number}", "visibility": "public", **names}, 422)


def found(node, name, query):
    """How many incidents the filters count, and whether the named is the newest of them."""
    answer = node.get(f"/v2/incidents?page_size=1&{query}")
    names = [row["name"] for row in answer["incidents"]]
    return answer["pagination_meta"]["total_record_count"], names == [name]


def finds_what_was_just_declared(here, there, number):
    """Each node remembers what its searches found, and must not remember too long."""
    live, closed = ("status_category[one_of]=live&severity[gte]=Major",
                    "status_category[one_of]=closed&severity[gte]=Major")
    before = [found(there, "", query)[0] for query in (live, closed)]
    made = here.call("POST", "/v2/incidents", {
        "idempotency_key": f"d{number}", "visibility": "public", "name": f"d{number}",
        "severity_id": "Critical", "incident_status_id": "Fixing"})["incident"]
    seen = [found(there, f"d{number}", live), found(here, f"d{number}", live)]
    if seen != [(before[0] + 1, True)] * 2:
        raise server.Failed(f"{made['reference']} is live: {seen}, there were {before}")
    there.call("POST", f"/v2/incidents/{made['id']}/actions/edit", {
        "incident": {"incident_status_id": "Closed"}, "notify_incident_channel": False})
    seen = [found(node, f"d{number}", query)
            for query in (closed, live) for node in (here, there)]
    if seen != [(before[1] + 1, True)] * 2 + [(before[0], False)] * 2:
        raise server.Failed(f"{made['reference']} is closed: {seen}, there were {before}")


def counts_a_second_look_once(here, there, number):
    """Each call of a limited key, though it is looked at twice, is one."""
    service = here.call("POST", "/api/services", {"name": f"l{number}"}, 201)["id"]
    there.call("PUT", f"/api/services/{service}/private-subscribers", [], 202)


def play(rounds, first, second, check):
    with api.Api(first) as here, api.Api(second) as there:
        for number in range(rounds):
            check(here, there, number)
    return []


def check_pair(report, engine, arguments, rounds, checks):
    with engine.server(arguments) as first:
        log = engine.folder / f"second_{len(arguments)}.log"
        with server.Server(engine.binary, first.database, log, engine.key, arguments) as second:
            for check in checks:
                problems = api.guarded(lambda: play(rounds, first, second, check))
                report.case(check.__name__.replace("_", " "), problems)


def main():
    parser = argparse.ArgumentParser(description="Two nodes on one database.")
    parser.add_argument("--tocsin", required=True)
    parser.add_argument("--rounds", type=int, default=30)
    options = parser.parse_args()
    report = tap.Report()
    limited = ["--requests-per-minute", str(options.rounds + SPARE_REQUESTS)]
    with server.open_engine("postgres", options.tocsin) as engine:
        check_pair(report, engine, [], options.rounds,
                   (names_what_was_just_made, reads_what_was_just_made,
                    forgets_what_was_just_removed, names_what_was_just_configured,
                    refuses_what_was_just_deleted, finds_what_was_just_declared))
        check_pair(report, engine, limited, options.rounds, (counts_a_second_look_once,))
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
