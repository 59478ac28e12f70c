"""incident_writes.py -- random writes to incidents, in Spike's dialect and in ilert's.

Each is done to the server and to the model. A refusal is a write too: it must change nothing.

SPDX-License-Identifier: Apache-2.0
"""

import server
from api import number_of
from model import LEARNT, WORDS
from world import HOUR_MS, spelled

TITLES = ("Disk full", "Slow", "Certificate ends", "No answer", "Queue grows")
MESSAGES = ("", "Looking.", "It is the disk.", "Nearly done.", "Fixed.")
UNKNOWN_SHARE = 0.1
NO_SUCH_ID = 999_999_999
PAST_HOURS = (48, 48, 49, 300, 700, 1400)  # few, so that some incidents stand at one instant


# ---- Spike ----

def spike_create(world):
    body = {"title": world.chance.choice(TITLES)}
    owner, impacts = "team", None
    repeats = world.chance.random() < 0.5
    if repeats:
        body["escalation"] = world.policy
    if world.chance.random() < 0.3:
        integration = world.chance.choice(world.integrations)
        body["integration"] = integration["token"]
        owner, impacts = integration["token"], impacts_by(integration)
    answer = world.api.call("POST", "/incidents/create", body)
    incident, is_new = world.model.open_by_identity(owner, body["title"], impacts,
                                                    by_person=True)
    if answer["suppressed"] == is_new:
        raise server.Failed(f"suppressed is {answer['suppressed']} of {body}")
    if is_new:
        incident["repeats"] = repeats
        world.learn(incident, answer["incident"])


def impacts_by(integration):
    if integration["impact"] is None:
        return None
    return {integration["service"]: integration["impact"]}


def push_event(world):
    integration = world.chance.choice(world.integrations)
    title = world.chance.choice(TITLES)
    world.api.call("POST", f"/{integration['token']}/push-events", {"title": title})
    incident, is_new = world.model.open_by_identity(integration["token"], title,
                                                    impacts_by(integration))
    if is_new:
        world.learn_newest(incident)


def push_recovery(world):
    integration = world.chance.choice(world.integrations)
    title = world.chance.choice(TITLES)
    world.api.call("POST", f"/{integration['token']}",
                   {"title": title, "status": world.chance.choice(("ok", "up", "resolve"))})
    world.model.recover(integration["token"], title)


def act(world, action):
    """In bulk: one to four incidents, now and then with a name that is nobody's."""
    some = [world.some_incident() for _ in range(world.chance.randint(1, 4))]
    chosen = {each["_id"]: each for each in some}
    names = list(chosen)
    if world.chance.random() < UNKNOWN_SHARE:
        names.append("no-such-1")
    status, _, answer = world.api.send("POST", f"/incidents/{action}", {"ids": names})
    good = {name for name in chosen if world.model.act(action, chosen[name])}
    failed = {each["id"] for each in answer["failed"]} if status == 200 else set(names)
    if status != (200 if good else 400) or failed != set(names) - good:
        raise server.Failed(f"{action} {names}: expected {good} done, got {status} {answer}")


def acknowledge(world):
    act(world, "acknowledge")


def unacknowledge(world):
    act(world, "unacknowledge")


def resolve(world):
    act(world, "resolve")


def escalate(world):
    act(world, "escalate")


# ---- ilert ----

def path_of(world, incident):
    alias = world.chance.choice(("incidents", "incidents", "status-updates"))
    return f"/api/{alias}/{world.name_of(incident)}"


def draft(world):
    return {"id": 0, "summary": world.chance.choice(TITLES),
            "status": world.chance.choice(("", *WORDS)), "message": world.chance.choice(MESSAGES),
            "sendNotification": world.chance.random() < 0.3, "affectedServices": world.affected()}


def post_incident(world, body, past=None, ended=None):
    """A new one, made now or at `past`, by then over at `ended`, in ms."""
    dates = {"createdAt": spelled(past) if past else "",
             "updatedAt": spelled(ended) if ended else ""}
    answer = world.api.call("POST", "/api/incidents", {**body, **dates})
    incident = world.model.create(body, past, ended or LEARNT)
    row = world.api.get(f"/incidents/{answer['id']}")["incident"]
    world.learn(incident, row)
    if incident["id"] != answer["id"]:
        raise server.Failed(f"ilert says {answer['id']}, Spike {row['_id']}")
    return incident


def create(world):
    post_incident(world, draft(world))


def backfill(world):
    """What happened before, still goes on or not; a RESOLVED one without updatedAt ends now."""
    past = world.began - world.chance.choice(PAST_HOURS) * HOUR_MS
    lasted = world.chance.choice((0, 1, 30_000, HOUR_MS))
    post_incident(world, draft(world), past,
                  past + lasted if world.chance.random() < 0.7 else None)


def update(world):
    incident = world.some_incident()
    body = {key: value for key, value in draft(world).items() if world.chance.random() < 0.5}
    if not incident["entries"]:
        body.setdefault("affectedServices", world.affected())
    world.api.call("PUT", path_of(world, incident), body)
    world.model.put(incident, body)


def move_on(world):
    """The word alone."""
    incident = world.some_incident()
    if not incident["entries"]:
        return
    body = {"status": world.chance.choice(WORDS)}
    world.api.call("PUT", path_of(world, incident), body)
    world.model.put(incident, body)


def send_back(world):
    """A whole answer is a legal body, and changes nothing."""
    incident = world.some_incident()
    if not incident["entries"]:
        return
    path = path_of(world, incident)
    status, headers, body = world.api.send("GET", path + "?include=history")
    after = world.api.send("PUT", path, body, {"if-match": headers["etag"]})
    if status != 200 or after[0] != 200:
        raise server.Failed(f"sent back to {path}: {after[0]} {after[2]}")
    world.model.touched.append(incident)


BAD_BODIES = ({"affectedServices": []}, {"status": "CLOSED"}, {"message": 7},
              {"affectedServices": [{"impact": "DEGRADED", "service": {"id": NO_SUCH_ID}}]},
              {"affectedServices": [{"service": {"id": 1}}]}, {"affectedServices": "all"})


def refused(world):
    """A good part does not save a bad one."""
    incident = world.some_incident()
    bad = {**draft(world), **world.chance.choice(BAD_BODIES)}
    world.api.call("POST", "/api/incidents", bad, 400)
    world.model.touched.append(incident)
    world.api.call("PUT", path_of(world, incident), bad, 400)
    world.api.call("PUT", path_of(world, incident), draft(world), 412, {"if-match": '"0"'})
    if not incident["entries"]:
        world.api.call("PUT", path_of(world, incident), {"status": "RESOLVED"}, 400)


def forecast(world):
    world.api.call("POST", "/api/incidents/publish-info", draft(world))


def subscribe(world):
    incident = world.some_incident()
    if not incident["entries"]:
        return
    world.model.touched.append(incident)
    wanted = 400 if incident.get("is_subscribed") else 204
    world.api.call("POST", path_of(world, incident) + "/private-subscribers",
                   [{"id": number_of(world.user), "type": "USER"}], wanted)
    incident["is_subscribed"] = True
