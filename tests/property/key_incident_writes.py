"""key_incident_writes.py -- incidents by three keys: made, told, forecast, sent back; and thefts.

SPDX-License-Identifier: Apache-2.0
"""

import server
from api import number_of
from model import WORDS

INCIDENTS_MOST = 15  # each is read whole at every write
STRAY_SHARE = 0.3  # of the bulk actions that name what is out of reach too


def alias(world):
    return f"/api/{world.chance.choice(('incidents', 'status-updates'))}"


# ---- Spike, and events ----

def learn_occurrence(world, row, word, services=()):
    """A row of Spike's."""
    declared = world.org.api.get(f"/v2/incidents/{row['_id']}")["incident"]
    world.facts.add(number_of(row["_id"]), "incident", (word,), _id=row["_id"],
                    counter=row["counterId"], ulid=declared["id"],
                    team=number_of(row["team"]), services=[*services])


def has_room(world):
    return len(world.facts.of_kind("incident")) < INCIDENTS_MOST


def spike_create(world, key):
    if has_room(world):
        post_occurrence(world, key)


def post_occurrence(world, key):
    team = key.team or world.chance.choice(world.teams)
    title = world.word()
    answer = key.api.call("POST", "/incidents/create", {"title": title},
                          headers=world.of_team(team))
    learn_occurrence(world, answer["incident"], title)


def act(world, key):
    """In bulk; what is out of reach is as what does not exist."""
    mine = world.some(key.reach.all("incident"), 1, 3)
    foreign = [each for each in world.facts.of_kind("incident") if not key.reach.sees(each)]
    strays = world.some(foreign, 1, 2) if world.likely(STRAY_SHARE) else []
    names = {world.facts.objects[each]["_id"]: each for each in mine + strays}
    if not names:
        return
    action = world.chance.choice(("acknowledge", "unacknowledge", "resolve", "escalate"))
    team = key.team or world.facts.objects[mine[0]]["team"]
    status, _, answer = key.api.send("POST", f"/incidents/{action}", {"ids": [*names]},
                                     world.of_team(team))
    failed = {names[row["id"]] for row in answer["failed"]} if status == 200 else {*names.values()}
    if not set(strays) <= failed or (not mine and status != 404):
        raise server.Failed(f"{action} of {strays}, out of reach: {status} {answer}")


def push_event(world, source):
    """An alert is never lost to its team: it is an incident, or an event of one, of the team's."""
    row, title = world.facts.objects[source], world.word()
    key = world.key_with(row["team"])
    key.api.call("POST", f"/{row['token']}/push-events", {"title": title})
    newest = key.api.get("/incidents?perPage=1")["incidents"]
    if newest and newest[0]["message"] == title:
        services = [row["names"]] if row["impact"] else []
        services = [each for each in services  # it may have left the team
                    if row["team"] in world.facts.objects[each]["teams"]]
        learn_occurrence(world, newest[0], title, services)
        return
    for number in key.reach.all("incident")[::-1]:
        path = f"/incidents/{world.facts.objects[number]['_id']}/suppressed-incidents"
        for event in key.api.get(path)["suppressedIncidents"]:
            if title in event.values():
                world.facts.add(number_of(event["_id"]), "event", (title,), _id=event["_id"],
                                incident=number)
                return
    raise server.Failed(f"the event {title} is nowhere to be seen by its team")


# ---- ilert ----

def draft(world, services):
    return {"message": world.word(), "status": world.chance.choice(("", *WORDS)),
            "affectedServices": world.affected(services)}


def team_of(world, key, services):
    """The first team of the first service, as far as the key reaches it; else its home."""
    teams = [each for each in sorted(world.facts.objects[services[0]]["teams"])
             if key.team in (0, each)]
    return teams[0] if teams else key.team or world.home


def create(world, key):
    services = world.some(key.reach.all("service"), 1, 3)
    if services and has_room(world):
        post_incident(world, key, services)


def post_incident(world, key, services, **more):
    title = world.word()
    body = {"summary": title, **draft(world, services), **more}
    number = key.api.call("POST", alias(world), body)["id"]
    team = team_of(world, key, services)
    row = world.org.api.call("GET", f"/incidents/{number}",
                             headers=world.of_team(team))["incident"]
    learn_occurrence(world, row, title, services)
    world.facts.say(number, body["message"])
    return number


def some_update(world, key, number):
    """A body with news, over services that the key sees, or over those that are affected."""
    row = world.facts.objects[number]
    services = world.some(key.reach.all("service"), 1, 3)
    body = draft(world, services)
    if row["services"] and (not services or world.likely(0.4)):
        del body["affectedServices"]
    elif not services:
        return None
    return body


def beside_unseen(key, present, asked):
    """What the key asks for takes the places of what it sees; the rest comes behind."""
    rest = iter(asked)
    places = [next(rest, None) if key.reach.sees(each) else each for each in present]
    return [each for each in places if each is not None] + [*rest]


def take_over(world, key, number, body):
    """What the facts are after a PUT of the body: what the key does not see stays affected."""
    row = world.facts.objects[number]
    if "affectedServices" in body:
        asked = [each["service"]["id"] for each in body["affectedServices"]]
        row["services"] = beside_unseen(key, row["services"], asked)
    world.facts.say(number, body["message"])


def update(world, key):
    number = world.seen(key, "incident")
    body = number and some_update(world, key, number)
    if body:
        key.api.call("PUT", f"{alias(world)}/{number}", body)
        take_over(world, key, number, body)


def tell(world, key):
    """The forecast of a PUT is what the PUT writes down to be sent."""
    number = world.seen(key, "incident")
    body = number and some_update(world, key, number)
    if not body:
        return
    forecast = key.api.call("POST", f"{alias(world)}/publish-info",
                            {**body, "id": number, "sendNotification": True})
    before = world.outbox(number)
    key.api.call("PUT", f"{alias(world)}/{number}", {**body, "sendNotification": True})
    take_over(world, key, number, body)
    check_told(world, key, number, forecast, before)


def tell_new(world, key):
    services = world.some(key.reach.all("service"), 1, 3)
    if not services or not has_room(world):
        return
    affected = world.affected(services)
    forecast = key.api.call("POST", f"{alias(world)}/publish-info",
                            {"affectedServices": affected, "sendNotification": True})
    number = post_incident(world, key, services, affectedServices=affected, sendNotification=True)
    check_told(world, key, number, forecast, (0, 0))


def check_told(world, key, number, forecast, before):
    """(users, addresses), forecast and written down."""
    written = tuple(now - then for now, then in zip(world.outbox(number), before))
    wanted = (forecast["privateSubscribers"], forecast["publicSubscribers"])
    world.told += sum(written)
    if written != wanted:
        raise server.Failed(f"{key.name}: forecast {forecast}, but of incident {number} "
                            f"{written} were written")


# ---- what is sent back as it came ----

SENT_BACK = {
    "service": "/api/services/{id}", "page": "/api/status-pages/{id}",
    "template": "/api/incident-templates/{id}", "window": "/api/maintenance-windows/{id}",
    "override": "/api/service-outages/overrides/{id}", "team": "/api/teams/{id}",
    "group": "/api/status-pages/{page}/groups/{id}", "incident": "/api/incidents/{id}",
}
SENT_BACK_LISTS = {
    "service": "/api/services/{id}/private-subscribers",
    "page": "/api/status-pages/{id}/private-subscribers",
}


def lasting(answer):
    """What is to be the same again; a list of subscribers has no order."""
    if isinstance(answer, list):
        return sorted(answer, key=str)
    return {key: value for key, value in answer.items() if key != "updatedAt"}


def send_back(world, key, path, wanted=200):
    """A whole answer is a legal body, and is answered again."""
    before = key.api.get(path)
    answer = key.api.call("PUT", path, before, wanted)
    after = key.api.get(path)
    if lasting(before) != lasting(after):
        raise server.Failed(f"{path}: {before} sent back, was answered {answer}, became {after}")


def send_back_page_addresses(world, key, page):
    """But for those whose filter lost its last service: in a body an empty one is none."""
    path = f"/api/status-pages/{page}/subscribers"
    rows = key.api.get(path + "?max-results=100")
    key.api.call("POST", f"{path}_bulk", [row for row in rows if row.get("services") != []])


def ways_to_send_back(world, key):
    """(a name, what does it) for each object in reach."""
    for table, wanted in ((SENT_BACK, 200), (SENT_BACK_LISTS, 202)):
        for kind, pattern in table.items():
            for number in key.reach.all(kind):
                row = world.facts.objects[number]
                if kind != "incident" or row["services"]:
                    yield kind, lambda path=pattern.format(id=number, **row), status=wanted: \
                        send_back(world, key, path, status)
    for page in key.reach.all("page"):
        yield "page", lambda number=page: send_back_page_addresses(world, key, number)
    yield "user", lambda: send_back(world, key, "/api/users/current")


def send_one_back(world, key):
    ways = [*ways_to_send_back(world, key)]
    kind = world.chance.choice(sorted({kind for kind, _ in ways}))
    world.chance.choice([way for each, way in ways if each == kind])()


# ---- what is out of reach is not there ----

def steal(world, key):
    """Nothing is changed or removed that the key does not see."""
    foreign = [(kind, each) for kind in SENT_BACK for each in world.facts.of_kind(kind)
               if not key.reach.sees(each)]
    if not foreign:
        return
    kind, number = world.chance.choice(foreign)
    path = SENT_BACK[kind].format(id=number, **world.facts.objects[number])
    method = world.chance.choice(("PUT", "DELETE") if kind != "incident" else ("PUT",))
    body = {"name": "Stolen", "summary": "Stolen"} if method == "PUT" else None
    key.api.call(method, path, body, 404)


def name_foreign(world, key):
    """What a key does not see cannot be named in a body either."""
    foreign = [each for each in world.facts.of_kind("service") if not key.reach.sees(each)]
    if not foreign:
        return
    number = world.chance.choice(foreign)
    words = {"name": world.word(), "summary": world.word(), "visibility": "PUBLIC",
             "start": "2100-01-01", "end": "2100-01-02", "from": "2026-01-01",
             "until": "2026-01-02", "status": "DEGRADED"}
    key.api.call("POST", "/api/status-pages", {**words, "status": "", "services": [{"id": number}]},
                 400)
    key.api.call("POST", "/api/maintenance-windows", {**words, "services": [{"id": number}]}, 400)
    key.api.call("POST", "/api/service-outages/overrides", {**words, "service": {"id": number}},
                 400)
    key.api.call("POST", alias(world), {"summary": words["summary"],
                                        "affectedServices": world.affected([number])}, 400)
