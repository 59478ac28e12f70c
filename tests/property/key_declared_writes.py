"""key_declared_writes.py -- incident.io's dialect by three keys: incidents, work on them, thefts.

SPDX-License-Identifier: Apache-2.0
"""

import itertools

from api import number_of
from key_incident_writes import has_room, learn_occurrence
from model import SEVERITIES

KEYS = itertools.count(1)
WORK_MOST = 12  # of a kind: each is read at every write


def declare(world, key):
    if not has_room(world):
        return
    name = world.word()
    made = key.api.call("POST", "/v2/incidents", {
        "idempotency_key": f"key {next(KEYS)}", "visibility": "public", "name": name})["incident"]
    team = key.team or world.home
    row = world.org.api.call("GET", f"/incidents/{made['reference']}",
                             headers=world.of_team(team))["incident"]
    learn_occurrence(world, row, name)


def edit(world, key):
    number = world.seen(key, "incident")
    if number is None:
        return
    changes = {"name": world.word(), "summary": world.word(),
               "severity_id": world.chance.choice(list(SEVERITIES.values()))}
    key.api.call("POST", path_of(world, number) + "/actions/edit",
                 {"incident": changes, "notify_incident_channel": False})
    for word in (changes["name"], changes["summary"]):
        world.facts.say(number, word)


def path_of(world, number):
    return f"/v2/incidents/{world.facts.objects[number]['ulid']}"


# kind: (where it is made, its body, the key that the answer has it under)
WORK = {
    "action": ("/v2/actions", lambda ulid, word: {"incident_id": ulid, "description": word},
               "action"),
    "follow_up": ("/v2/follow_ups", lambda ulid, word: {"incident_id": ulid, "title": word},
                  "follow_up"),
    "attachment": ("/v1/incident_attachments", lambda ulid, word: {
        "incident_id": ulid,
        "resource": {"external_id": word, "resource_type": "pager_duty_incident"}},
        "incident_attachment"),
    "document": ("/v2/incidents/{}/actions/import_postmortem_document",
                 lambda _, word: {"title": word, "content": "# Why"}, "postmortem_document"),
}


def work(world, key, kind=None, number=None):
    """Something hangs on an incident that the key sees."""
    kind = kind or world.chance.choice(list(WORK))
    number = number or world.seen(key, "incident")
    if number is None or len(world.facts.of_kind(kind)) >= WORK_MOST:
        return
    ulid, word = world.facts.objects[number]["ulid"], world.word()
    path, body_of, name = WORK[kind]
    made = key.api.call("POST", path.format(ulid), body_of(ulid, word), 201)[name]
    world.facts.add(number_of(made["id"]), kind, (word,), incident=number, ulid=made["id"])


def steal(world, key):
    """What the key does not see it cannot edit, nor hang anything on."""
    foreign = [each for each in world.facts.of_kind("incident") if not key.reach.sees(each)]
    if not foreign:
        return
    number = world.chance.choice(foreign)
    ulid, word = world.facts.objects[number]["ulid"], world.word()
    key.api.call("POST", path_of(world, number) + "/actions/edit",
                 {"incident": {"name": word}, "notify_incident_channel": False}, 404)
    for kind, (path, body_of, _) in WORK.items():
        key.api.call("POST", path.format(ulid), body_of(ulid, word),
                     404 if kind == "document" else 422)
    for kind, path in (("action", "/v2/actions/"), ("follow_up", "/v2/follow_ups/"),
                       ("attachment", "/v1/incident_attachments/")):
        for each in world.facts.of_kind(kind)[:2]:
            if not key.reach.sees(each):
                key.api.call("DELETE", path + world.facts.objects[each]["ulid"], wanted=404)
