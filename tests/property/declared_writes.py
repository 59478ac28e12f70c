"""declared_writes.py -- random writes by incident.io's dialect, and severities by Spike's.

Each is done to the server and to the model. A refusal is a write too: it must change nothing.
SPDX-License-Identifier: Apache-2.0
"""

import itertools

import server
from incident_writes import TITLES
from model import MODES, PLACES, SEVERITIES

KEYS = itertools.count(1)
MODE_WEIGHTS = (7, 1, 1, 1)


def by_name(world):
    """One of the names that incident.io's dialect knows the incident by."""
    incident = world.some_incident()
    names = [f"INC-{incident['nth']}", str(incident["nth"]), *incident.get("ulids", ())]
    return incident, world.chance.choice(names)


def declare(world, **wanted):
    """A new one; `wanted`: title, mode, place, severity."""
    body = {"idempotency_key": f"key {next(KEYS)}", "visibility": "public",
            "name": wanted["title"], "mode": wanted["mode"]}
    if wanted.get("place"):
        body["incident_status_id"] = wanted["place"][2]
    if wanted.get("severity"):
        body["severity_id"] = SEVERITIES[wanted["severity"]]
    answer = world.api.call("POST", "/v2/incidents", body)["incident"]
    incident = world.model.declare(**wanted)
    if answer["reference"] != f"INC-{incident['nth']}":
        raise server.Failed(f"{answer['reference']} was to be number {incident['nth']}")
    world.learn(incident, world.api.get(f"/incidents/{answer['reference']}")["incident"])
    incident["ulids"] = (answer["id"],)
    return incident


def declare_any(world):
    chance = world.chance
    places = [None, None, *PLACES.values()]
    declare(world, title=chance.choice(TITLES), mode=chance.choices(MODES, MODE_WEIGHTS)[0],
            place=chance.choice(places), severity=chance.choice((None, *SEVERITIES)))


def edit(world, incident, name, **wanted):
    """`wanted`: title, place, severity. What is not legal is refused as a whole."""
    changes = {}
    if wanted.get("title"):
        changes["name"] = wanted["title"]
    if wanted.get("place"):
        changes["incident_status_id"] = wanted["place"][2]
    if wanted.get("severity"):
        changes["severity_id"] = SEVERITIES[wanted["severity"]]
    is_done = world.model.edit(incident, **wanted)
    world.model.touched.append(incident)
    world.api.call("POST", f"/v2/incidents/{name}/actions/edit",
                   {"incident": changes, "notify_incident_channel": world.chance.random() < 0.3},
                   200 if is_done else 422)


def edit_any(world):
    chance = world.chance
    incident, name = by_name(world)
    kinds = {"title": TITLES, "place": list(PLACES.values()), "severity": list(SEVERITIES)}
    edit(world, incident, name, **{kind: chance.choice(values) for kind, values in kinds.items()
                                   if chance.random() < 0.5})


BAD_EDITS = ({"severity_id": "none of them"}, {"incident_status_id": "none of them"},
             {"incident_role_assignments": [{"incident_role_id": "none of them"}]},
             {"external_issue_reference": {"provider": "a diary", "issue_name": "x",
                                           "issue_permalink": "https://a.example"}})


def refuse_edit(world):
    """A good part does not save a bad one."""
    incident, name = by_name(world)
    world.model.touched.append(incident)
    world.api.call("POST", f"/v2/incidents/{name}/actions/edit",
                   {"incident": {"name": "Changed", **world.chance.choice(BAD_EDITS)},
                    "notify_incident_channel": False}, 422)


# ---- severities by Spike ----

def set_severity(world):
    incident, word = world.some_incident(), world.chance.choice(list(SEVERITIES))
    world.api.call("POST", "/incidents/severity", {"ids": [incident["_id"]], "severity": word})
    world.model.set_severity(incident, word)


def remove_severity(world):
    incident = world.some_incident()
    world.api.call("DELETE", "/incidents/severity/remove", {"ids": [incident["_id"]]})
    world.model.set_severity(incident, None)
