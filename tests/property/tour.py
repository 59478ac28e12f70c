"""tour.py -- every GET route as one key's, and what of the answers is not as its reach says.

Numbers and words are looked for anywhere in an answer. SPDX-License-Identifier: Apache-2.0
"""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

import routes
from api import PAGE_ROWS, number_of
from reach import WORD

OBJECT_ID = re.compile(r"[0-9a-f]{24}")
NO_IDS = {"duration"}  # numbers that name nothing, and may be as large as those that do
FIRST_NUMBER = 4096  # of what is made after the first start; smaller ones count something
EVERYTHING = {"start": "2000-01-01", "end": "2100-01-01"}
LOOKED_AT = 3  # incidents in detail: the newest, and as many others
NOBODYS = ("/health", "/metrics", "/share/{link}", "/api-docs/openapi.json")  # ask for no key


@dataclass
class Look:
    """An answer. `owner` must be seen for it to be 200; `shown` are services of its pages."""

    path: str
    owner: object = None  # None: it is 200 for every key
    kind: str = ""        # of a list: exactly those in reach
    pages: tuple = ()     # that it tells of: whoever sees a page sees what it shows
    status: int = 0
    body: object = None
    names: object = ()    # all that the body names


# ---- what to look at ----

def each_of(facts, kind, *patterns):
    """Every object of the kind; {name} is its first word."""
    for number in facts.of_kind(kind):
        row = facts.objects[number]
        for pattern in patterns:
            yield Look(pattern.format(id=number, **row), number,
                       pages=(number,) if kind == "page" else ())


def groups(facts, tail):
    for number in facts.of_kind("group"):
        row = facts.objects[number]
        yield Look(f"/api/status-pages/{row['page']}/groups/" + tail.format(id=number, **row),
                   number)


def list_of(kind, path, most=PAGE_ROWS):
    mark = "&" if "?" in path else "?"
    return lambda world: [Look(f"{path}{mark}max-results={most}", kind=kind,
                               pages=tuple(world.facts.of_kind(kind)) if kind == "page" else ())]


def some_incidents(world, *patterns):
    known = world.facts.of_kind("incident")
    chosen = {*known[-LOOKED_AT:], *world.looks.sample(known, min(LOOKED_AT, len(known)))}
    for number in sorted(chosen):
        for pattern in patterns:
            yield Look(pattern.format(id=number, **world.facts.objects[number]), number)


def of(kind, *patterns):
    return lambda world: each_of(world.facts, kind, *patterns)


def of_incident(*patterns):
    return lambda world: some_incidents(world, *patterns)


def at(*paths):
    return lambda _world: [Look(path) for path in paths]


def told(alias):
    return {
        f"/api/{alias}": lambda world: [
            Look(f"/api/{alias}?max-results=100&start-index={start}")
            for start in range(0, len(world.facts.of_kind("incident")), PAGE_ROWS)],
        f"/api/{alias}/{{id}}": lambda world: [
            look for look in some_incidents(
                world, f"/api/{alias}/{{id}}?include=subscribed,affectedTeams,history",
                f"/api/{alias}/{{counter}}")
            if world.facts.objects[look.owner]["services"]],
        f"/api/{alias}/{{id}}/private-subscribers": of_incident(
            f"/api/{alias}/{{id}}/private-subscribers"),
    }


def events(world):
    for number in world.facts.of_kind("event"):
        row = world.facts.objects[number]
        yield Look(f"/incidents/{world.facts.objects[row['incident']]['_id']}"
                   f"/suppressed-incidents/{row['_id']}", number)


SPIKE = {
    "/incidents": at("/incidents?perPage=100"),
    "/incidents/all-occurrences": lambda _: [
        Look("/incidents/all-occurrences?" + urlencode({**EVERYTHING, "perPage": 100}))],
    "/incidents/triggered": at("/incidents/triggered?perPage=100"),
    "/incidents/acknowledged": at("/incidents/acknowledged?perPage=100"),
    "/incidents/assigned-to-user": lambda world: [
        Look(f"/incidents/assigned-to-user?id={world.user}")],
    "/incidents/overview": lambda world: [Look(f"/incidents/overview?id={world.user}")],
    "/incidents/{counterId}": of_incident("/incidents/{_id}", "/incidents/{counter}"),
    "/incidents/{counterId}/incident-context": of_incident("/incidents/{_id}/incident-context"),
    "/incidents/{counterId}/activity-log": of_incident("/incidents/{_id}/activity-log"),
    "/incidents/{counterId}/get-previous-incidents": of_incident(
        "/incidents/{_id}/get-previous-incidents"),
    "/incidents/{counterId}/previous-incident/{_id}": lambda world: [
        Look(f"{look.path}/previous-incident/{world.facts.objects[look.owner]['_id']}", -1)
        for look in some_incidents(world, "/incidents/{_id}")],
    "/incidents/{counterId}/suppressed-incidents": of_incident(
        "/incidents/{_id}/suppressed-incidents"),
    "/incidents/{counterId}/suppressed-incidents/{_id}": events,
    "/teams": at("/teams"),
    "/teams/get-all-teams": at("/teams/get-all-teams"),
    "/users": at("/users"),
    "/users/me": at("/users/me"),
    "/users/{id}": lambda world: [Look(f"/users/{world.user}")],
    "/integrations": at("/integrations?perPage=100"),
    "/integrations/{token}": of("source", "/integrations/{token}"),
    "/escalations": at("/escalations"),
    "/escalations/{_id}": of("policy", "/escalations/{_id}"),
    "/services": at("/services?perPage=100"),
    "/services/{counterId}": of("service", "/services/{_id}"),
}

ILERT = {
    **told("incidents"),
    **told("status-updates"),
    "/api/services": lambda world: [
        *list_of("service", "/api/services")(world),
        *list_of("service", "/api/services?include=subscribed,uptime,incidents", 25)(world)],
    "/api/services/{id}": of("service", "/api/services/{id}",
                             "/api/services/{id}?include=subscribed,uptime,incidents"),
    "/api/services/name/{name}": of("service", "/api/services/name/{name}"),
    "/api/services/{id}/private-subscribers": of(
        "service", "/api/services/{id}/private-subscribers"),
    "/api/status-pages": list_of("page", "/api/status-pages?include=subscribed", 50),
    "/api/status-pages/{id}": of(
        "page", "/api/status-pages/{id}?include=subscribed,uptime,groups,structure"),
    "/api/status-pages/name/{name}": of("page", "/api/status-pages/name/{name}"),
    "/api/status-pages/{id}/groups": of("page", "/api/status-pages/{id}/groups"),
    "/api/status-pages/{id}/groups/{group-id}": lambda world: groups(world.facts, "{id}"),
    "/api/status-pages/{id}/groups/name/{name}": lambda world: groups(world.facts, "name/{name}"),
    "/api/status-pages/{id}/private-subscribers": of(
        "page", "/api/status-pages/{id}/private-subscribers"),
    "/api/status-pages/{id}/subscribers": of("page", "/api/status-pages/{id}/subscribers"),
    "/api/maintenance-windows": list_of("window", "/api/maintenance-windows"),
    "/api/maintenance-windows/{id}": of("window", "/api/maintenance-windows/{id}"),
    "/api/service-outages": at("/api/service-outages"),
    "/api/service-outages/overrides": list_of("override", "/api/service-outages/overrides"),
    "/api/service-outages/overrides/{id}": of("override", "/api/service-outages/overrides/{id}"),
    "/api/teams": list_of("team", "/api/teams"),
    "/api/teams/{id}": of("team", "/api/teams/{id}"),
    "/api/teams/name/{name}": of("team", "/api/teams/name/{name}"),
    "/api/users": at("/api/users?max-results=100"),
    "/api/users/current": at("/api/users/current"),
    "/api/users/{id}": lambda world: [Look(f"/api/users/{number_of(world.user)}")],
    "/api/incident-templates": list_of("template", "/api/incident-templates"),
    "/api/incident-templates/{id}": of("template", "/api/incident-templates/{id}"),
    "/api/incident-templates/name/{name}": of("template", "/api/incident-templates/name/{name}"),
}


def not_toured(binary):
    """GET routes that nobody looks at here."""
    return [f"GET {path} is not looked at" for method, path in routes.listed(binary)
            if method == "GET" and path not in {*SPIKE, *ILERT, *NOBODYS}]


def tour(world, key):
    """Every route, as the key is answered now."""
    looks = [look for fill in (*SPIKE.values(), *ILERT.values()) for look in fill(world)]
    for look in looks:
        look.status, _, look.body = key.api.send("GET", look.path)
        look.names = names_of(world.facts, look.body)
    return looks


def leaks_of_writes(world, key):
    """Of the answers to the writes since the last time, but for what they were sent."""
    pages = tuple(world.facts.of_kind("page"))
    answers, key.api.answers = key.api.answers, []
    looks = [Look(path, pages=pages if path.startswith("/api/status-pages") else (),
                  names=names_of(world.facts, answered) - names_of(world.facts, sent))
             for path, sent, answered in answers]
    return [text for look in looks for text in leaks(key.reach, look)]


# ---- what is wrong with the answers ----

def named_in(value):
    """Every number, every word, every text in it."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield from WORD.findall(name)
            if name not in NO_IDS:
                yield from named_in(member)
    elif isinstance(value, list):
        for item in value:
            yield from named_in(item)
    elif isinstance(value, int) and value >= FIRST_NUMBER:
        yield value
    elif isinstance(value, str):
        yield from named_in_text(value)


def names_of(facts, body):
    return {name for name in named_in(body) if is_somebodys(facts, name)}


def is_somebodys(facts, name):
    """The policy of whoever has none is named by all that it pages for."""
    if isinstance(name, int):
        return name in facts.known and name != facts.fallback
    return name in facts.owners


def named_in_text(text):
    yield text
    yield from WORD.findall(text)
    if text.isdecimal():
        yield int(text)
    elif OBJECT_ID.fullmatch(text):
        yield number_of(text)


def leaks(reach, look):
    """Whatever is named in the answer is in reach, or is shown by a page that is."""
    shown = reach.facts.shown([each for each in look.pages if reach.sees(each)])
    for name in look.names:
        owners = {name} if isinstance(name, int) else reach.facts.owners[name]
        if not any(reach.sees(each) or each in shown for each in owners):
            yield (f"team {reach.team_id}: {look.path}: {name} of "
                   f"{[reach.facts.known[each] for each in owners]} {owners}")


def wrong_status(reach, look):
    wanted = 200 if look.owner is None or reach.sees(look.owner) else 404
    if look.status != wanted:
        yield f"team {reach.team_id}: {look.path}: {look.status}, not {wanted}"


def wrong_rows(reach, look):
    """A list holds all that is in reach, and each row the parts that are."""
    if not look.kind or look.status != 200:
        return
    found = sorted(int(row["id"]) for row in look.body)
    if found != reach.all(look.kind):
        yield f"team {reach.team_id}: {look.path}: {found}, not {reach.all(look.kind)}"
    if look.kind == "window":
        for row in look.body:
            yield from wrong_targets(reach, row)


def wrong_targets(reach, row):
    found = {each["id"] for each in row["services"] + row["alertSources"]}
    targets = reach.facts.objects.get(row["id"], {"targets": ()})["targets"]
    wanted = {each for each in targets if reach.sees(each)}
    if found != wanted:
        yield f"team {reach.team_id}: window {row['id']} covers {found}, not {wanted}"


def wrong_incidents(reach, looks):
    """Both names of the list hold every incident in reach that the world was told of."""
    wanted = [each for each in reach.all("incident") if reach.facts.objects[each]["services"]]
    for alias in ("incidents", "status-updates"):
        told = [look.body for look in looks if look.path.startswith(f"/api/{alias}?")]
        rows = [row for body in told for row in body]
        found = sorted(row["id"] for row in rows)
        if found != wanted:
            yield f"team {reach.team_id}: /api/{alias}: {found}, not {wanted}"
        for row in rows:
            yield from wrong_affected(reach, row)


def wrong_affected(reach, row):
    found = [each["service"]["id"] for each in row["affectedServices"]]
    affected = reach.facts.objects.get(row["id"], {"services": ()})["services"]
    wanted = [each for each in affected if reach.sees(each)]
    if found != wanted:
        yield f"team {reach.team_id}: incident {row['id']} affects {found}, not {wanted}"


def wrong_occurrences(reach, looks):
    wanted = reach.all("incident")
    for look in looks:
        if look.path.startswith("/incidents/all-occurrences") and len(wanted) < PAGE_ROWS:
            found = sorted(number_of(row["_id"]) for row in look.body["incidents"])
            if found != wanted:
                yield f"team {reach.team_id}: occurrences {found}, not {wanted}"


def compare(reach, looks):
    """What differs from what the reach says, one sentence each."""
    return [*(text for look in looks for claim in (leaks, wrong_status, wrong_rows)
              for text in claim(reach, look)),
            *wrong_incidents(reach, looks), *wrong_occurrences(reach, looks)]


def compare_lists(reach, world):
    """The lists alone, of a key that reaches everything."""
    looks = [look for fill in ILERT.values() for look in fill(world) if look.kind]
    for look in looks:
        look.status, _, look.body = world.org.api.send("GET", look.path)
    return [text for look in looks for text in wrong_rows(reach, look)]
