"""snapshot.py -- everything that there is, as the organisation's key reads it, cut into pieces.

A piece is (the numbers of all that one must see to see it, a text). So what a key's reach hides is
a set of pieces, of shared objects too.
SPDX-License-Identifier: Apache-2.0
"""

import json
from urllib.parse import urlencode

from api import PAGE_ROWS, number_of
from looks import DECLARED, EVERYTHING


def text(row):
    return json.dumps(row)


def members(row, numbers, *without):
    """A piece for each member but those."""
    return {(numbers, f"{key}: {json.dumps(value)}") for key, value in row.items()
            if key not in without}


def pieces_of_teams(row):
    return {((row["id"], team["id"]), "is shared with") for team in row["teams"]}


def pieces_of_subscribers(api, path, number):
    """A user's is everybody's to see; a team's only where the team is in reach."""
    rows = api.get(path + "/private-subscribers")
    return {((number, row["id"]) if row["type"] == "TEAM" else (number,), f"tells {row['id']}")
            for row in rows}


def pieces_of_services(api):
    pieces = set()
    for row in api.get("/api/services?max-results=100"):
        pieces |= members(row, (row["id"],), "teams") | pieces_of_teams(row)
        pieces |= pieces_of_subscribers(api, f"/api/services/{row['id']}", row["id"])
    return pieces


def pieces_of_pages(api):
    pieces = set()
    for listed in api.get("/api/status-pages?max-results=50"):
        path = f"/api/status-pages/{listed['id']}"
        row = api.get(path)
        pieces |= members(row, (row["id"],), "status", "teams", "services")
        pieces |= {((row["id"], group["id"]), group["name"]) for group in api.get(path + "/groups")}
        pieces |= {((row["id"], each["id"]), text(each))
                   for each in api.get(path + "/subscribers?max-results=100")}
        pieces |= pieces_of_teams(row)
        pieces |= pieces_of_subscribers(api, path, row["id"])
    return pieces


def pieces_of_windows(api):
    """What is covered, when: a window that moves moves for everything that it covers."""
    pieces = set()
    for row in api.get("/api/maintenance-windows?max-results=100"):
        pieces |= members(row, (row["id"],), "services", "alertSources", "start", "end")
        pieces |= {((row["id"], each["id"]), f"covered {row['start']} {row['end']}")
                   for each in row["services"] + row["alertSources"]}
    return pieces


def pieces_of_incidents(api):
    pieces = set()
    for row in api.get_all("/api/incidents"):
        pieces |= members(row, (row["id"],), "affectedServices")
        pieces |= {((row["id"], each["service"]["id"]), each["impact"])
                   for each in row["affectedServices"]}
        told = api.get(f"/api/incidents/{row['id']}?include=history")
        pieces |= {((row["id"],), text(entry)) for entry in told["history"]}
    return pieces


def pieces_of_occurrences(api):
    rows, page = [], 1
    while len(rows) == (page - 1) * PAGE_ROWS:
        rows += api.get("/incidents/all-occurrences?" + urlencode(
            {**EVERYTHING, "perPage": PAGE_ROWS, "page": page}))["incidents"]
        page += 1
    pieces = set()
    for row in rows:
        number = number_of(row["_id"])
        pieces |= members(row, (number,), "service")
        pieces |= pieces_of_subscribers(api, f"/api/incidents/{number}", number)
    return pieces


def pieces_of_declared(api):
    pieces, numbers = set(), {}
    for row in api.get(DECLARED)["incidents"]:
        numbers[row["id"]] = number_of(row["id"])
        pieces |= members(row, (numbers[row["id"]],))
    for path, name in (("/v2/actions", "actions"), ("/v2/follow_ups", "follow_ups"),
                       ("/v1/postmortem_documents?page_size=250", "postmortem_documents")):
        for row in api.get(path)[name]:
            pieces |= members(row, (numbers[row["incident_id"]], number_of(row["id"])))
    return pieces


def pieces_of_rest(api):
    pieces = set()
    for row in api.get("/api/service-outages/overrides"):
        pieces |= members(row, (int(row["id"]), row["service"]["id"]), "service")
    for row in api.get("/api/incident-templates?max-results=100"):
        pieces |= members(row, (row["id"],), "teams") | pieces_of_teams(row)
    for row in api.get("/api/teams?max-results=100"):
        pieces |= members(row, (row["id"],), "members", "updatedAt")
        pieces |= {((row["id"],), f"{each['user']['id']} is {each['role']}")
                   for each in row["members"]}
    people = api.get("/api/users?max-results=100")
    return pieces | {((), f"{row['id']}: {row['email']} {row['role']}") for row in people}


def take(api):
    return {piece for part in (pieces_of_services, pieces_of_pages, pieces_of_windows,
                               pieces_of_incidents, pieces_of_occurrences, pieces_of_declared,
                               pieces_of_rest)
            for piece in part(api)}


def hidden(reach, pieces):
    return {piece for piece in pieces if not all(reach.sees(each) for each in piece[0])}
