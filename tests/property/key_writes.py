"""key_writes.py -- random writes by any of the three keys, to things of one team, of both, of none.

Each is done to the server and to the facts.
SPDX-License-Identifier: Apache-2.0
"""

from api import number_of
from model import STATUSES
from world import HOUR_MS, now_ms, spelled

SERVICES_MOST, PAGES_MOST, OTHERS_MOST = 10, 5, 8


def refs(numbers):
    return [{"id": each} for each in numbers]


def settled(key, asked, present=()):
    """The teams of an object: what a key does not see it does not take away; its own is there."""
    unseen = {each for each in present if key.team and each != key.team}
    return unseen | set(asked) | ({key.team} if key.team else set())


def is_free(world, kind, most):
    return len(world.facts.of_kind(kind)) < most


# ---- services ----

def add_service(world, key):
    if is_free(world, "service", SERVICES_MOST):
        post_service(world, key, world.some_teams(key))


def post_service(world, key, teams):
    words = [world.word() for _ in range(3)]
    body = dict(zip(("name", "alias", "description"), words), teams=refs(teams),
                oneOpenIncidentOnly=world.likely(0.3))
    number = key.api.call("POST", "/api/services", body, 201)["id"]
    world.facts.add(number, "service", words, name=words[0], teams=settled(key, teams),
                    _id=world.spike_id(number))
    return number


def change_service(world, key):
    number = world.seen(key, "service")
    if number is None:
        return
    body = {"description": world.word(), "status": world.chance.choice(("", *STATUSES))}
    change_teams(world, key, number, body)
    key.api.call("PUT", f"/api/services/{number}", body)
    world.facts.say(number, body["description"])


def change_teams(world, key, number, body):
    teams = world.some_teams(key)
    if world.likely(0.4) and (teams or not world.facts.is_named(number)):
        if key.team:
            teams = [each for each in teams if each == key.team]
        body["teams"] = refs(teams)
        row = world.facts.objects[number]
        row["teams"] = settled(key, teams, row["teams"])


def delete_service(world, key):
    number = world.seen(key, "service")
    if number is None:
        return
    is_used = world.facts.is_used(number)
    key.api.call("DELETE", f"/api/services/{number}", None, 400 if is_used else 204)
    if not is_used:
        world.facts.remove(number)


# ---- status pages ----

def add_page(world, key):
    services = world.some(key.reach.all("service"), 0, 4)
    if is_free(world, "page", PAGES_MOST):
        post_page(world, key, world.some_teams(key), services)


def post_page(world, key, teams, services):
    words = [world.word() for _ in range(3)]
    body = dict(zip(("name", "subdomain", "pageTitle"), words), teams=refs(teams), activated=True,
                visibility=world.chance.choice(("PUBLIC", "PRIVATE")), services=refs(services))
    number = key.api.call("POST", "/api/status-pages", body, 201)["id"]
    world.facts.add(number, "page", words, name=words[0], teams=settled(key, teams),
                    services=services)
    return number


def change_page(world, key):
    """What the page shows may stay on it or go, whoever asks."""
    number = world.seen(key, "page")
    if number is None:
        return
    row = world.facts.objects[number]
    services = world.some(sorted({*row["services"], *key.reach.all("service")}), 0, 5)
    body = {"pageDescription": world.word(), "services": refs(services)}
    if world.likely(0.5):
        body["structure"] = structure(world, number, services)
    change_teams(world, key, number, body)
    key.api.call("PUT", f"/api/status-pages/{number}", body)
    world.facts.say(number, body["pageDescription"])
    row["services"] = services


def structure(world, page, services):
    """Some of them at the top, the others in one of its groups."""
    groups = [each for each in world.facts.of_kind("group")
              if world.facts.objects[each]["page"] == page]
    cut = world.chance.randint(0, len(services)) if groups else len(services)
    elements = [{"id": each, "type": "SERVICE"} for each in services[:cut]]
    children = [{"id": each, "type": "SERVICE"} for each in services[cut:]]
    return {"elements": elements + [{"id": each, "type": "GROUP", "children": children}
                                    for each in groups[:1]]}


def delete_page(world, key):
    number = world.seen(key, "page")
    if number is not None:
        key.api.call("DELETE", f"/api/status-pages/{number}", None, 204)
        world.facts.remove(number)


def add_group(world, key):
    page = world.seen(key, "page")
    if page is not None and is_free(world, "group", OTHERS_MOST):
        post_group(world, key, page)


def post_group(world, key, page):
    name = world.word()
    made = key.api.call("POST", f"/api/status-pages/{page}/groups", {"name": name}, 201)
    world.facts.add(made["id"], "group", (name,), name=name, page=page)


def change_group(world, key):
    number = world.seen(key, "group")
    if number is None:
        return
    row = world.facts.objects[number]
    path = f"/api/status-pages/{row['page']}/groups/{number}"
    if world.likely(0.4):
        key.api.call("DELETE", path, None, 204)
        world.facts.remove(number)
        return
    row["name"] = world.word()
    world.facts.say(number, row["name"])
    key.api.call("PUT", path, {"name": row["name"]})


# ---- maintenance windows ----

def some_time(world):
    """(start, end): it runs or is to come, and is never near an edge."""
    start = now_ms() + world.chance.choice((-3, 24)) * HOUR_MS
    return start, start + 48 * HOUR_MS


def spelled_time(start, end):
    return {"start": spelled(start), "end": spelled(end)}


def add_window(world, key):
    services = world.some(key.reach.all("service"), 1, 3)
    sources = world.some(key.reach.all("source"), 0, 1)
    if services and is_free(world, "window", OTHERS_MOST):
        post_window(world, key, services, sources)


def post_window(world, key, services, sources):
    words = [world.word(), world.word()]
    time = some_time(world)
    made = key.api.call("POST", "/api/maintenance-windows", {
        **dict(zip(("summary", "description"), words)), **spelled_time(*time),
        "services": refs(services), "alertSources": refs(sources)})
    world.facts.add(made["id"], "window", words, targets={*services, *sources}, time=time)


def change_window(world, key):
    """What it covers beyond the key's reach stays covered."""
    number = world.seen(key, "window")
    if number is None:
        return
    row = world.facts.objects[number]
    body = {"summary": world.word()}
    if world.likely(0.6):
        services = world.some(key.reach.all("service"), 1, 3)
        body.update(services=refs(services), alertSources=[])
        unseen = {each for each in row["targets"] if not key.reach.sees(each)}
        row["targets"] = {*services, *unseen} if services else row["targets"]
    key.api.call("PUT", f"/api/maintenance-windows/{number}", body)
    world.facts.say(number, body["summary"])


def move_window(world, key):
    """What covers something out of reach stays when it was planned; what has begun, has."""
    number = world.seen(key, "window")
    if number is None:
        return
    row = world.facts.objects[number]
    start, end = row["time"]
    time = some_time(world) if start > now_ms() else (start, end + HOUR_MS)
    is_allowed = all(key.reach.sees(each) for each in row["targets"])
    key.api.call("PUT", f"/api/maintenance-windows/{number}", spelled_time(*time),
                 200 if is_allowed else 400)
    if is_allowed:
        row["time"] = time


def remove_window(world, key):
    number = world.seen(key, "window")
    if number is None:
        return
    row = world.facts.objects[number]
    unseen = {each for each in row["targets"] if not key.reach.sees(each)}
    key.api.call("DELETE", f"/api/maintenance-windows/{number}", None, 204)
    row["targets"] = unseen
    if not unseen:
        world.facts.remove(number)


# ---- overrides and templates ----

def add_override(world, key):
    service = world.seen(key, "service")
    if service is not None and is_free(world, "override", OTHERS_MOST):
        post_override(world, key, service)


def post_override(world, key, service):
    made = key.api.call("POST", "/api/service-outages/overrides", some_override(world, service),
                        201)
    world.facts.add(int(made["id"]), "override", service=service)


def some_override(world, service):
    start = now_ms() - world.chance.randint(2, 900) * HOUR_MS
    return {"service": {"id": service}, "status": world.chance.choice(STATUSES),
            "from": spelled(start), "until": spelled(start + HOUR_MS)}


def change_override(world, key):
    number, service = world.seen(key, "override"), world.seen(key, "service")
    if number is None:
        return
    path = f"/api/service-outages/overrides/{number}"
    if world.likely(0.3):
        key.api.call("DELETE", path, None, 204)
        world.facts.remove(number)
        return
    key.api.call("PUT", path, some_override(world, service))
    world.facts.objects[number]["service"] = service


def add_template(world, key):
    if is_free(world, "template", OTHERS_MOST):
        post_template(world, key, world.some_teams(key))


def post_template(world, key, teams):
    words = [world.word() for _ in range(3)]
    made = key.api.call("POST", "/api/incident-templates", {
        **dict(zip(("name", "summary", "message"), words)), "teams": refs(teams)}, 201)
    world.facts.add(made["id"], "template", words, name=words[0], teams=settled(key, teams))


def change_template(world, key):
    number = world.seen(key, "template")
    if number is None:
        return
    path = f"/api/incident-templates/{number}"
    if world.likely(0.2):
        key.api.call("DELETE", path, None, 204)
        world.facts.remove(number)
        return
    body = {"message": world.word()}
    change_teams(world, key, number, body)
    key.api.call("PUT", path, body)
    world.facts.say(number, body["message"])


# ---- integrations, people and teams ----

def add_source(world, key, service):
    """Its events make the service degraded."""
    name = world.word()
    made = key.api.call("POST", "/integrations/create", {
        "customName": name, "service": world.facts.objects[service]["_id"], "impact": "DEGRADED",
    }, headers=world.of_team(key.team))["integration"]
    world.facts.add(number_of(made["_id"]), "source", (name, made["token"]), team=key.team,
                    token=made["token"], names=service, impact="DEGRADED")


def add_person(world, key):
    if len(world.people) < OTHERS_MOST:
        world.add_person(key)


def rename_team(world, key):
    number = world.seen(key, "team")
    row = world.facts.objects[number]
    row["name"] = world.word()
    world.facts.say(number, row["name"])
    key.api.call("PUT", f"/api/teams/{number}", {"name": row["name"]})
