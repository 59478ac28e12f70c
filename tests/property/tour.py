"""tour.py -- every GET route as one key's, and what of the answers is not as its reach says.

Numbers and words are looked for anywhere in an answer.
SPDX-License-Identifier: Apache-2.0
"""

import re

import routes
from api import PAGE_ROWS, number_of
from looks import ILERT, INCIDENTIO, NOBODYS, SPIKE, Look
from reach import WORD

OBJECT_ID = re.compile(r"[0-9a-f]{24}")
ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
NO_IDS = {"duration"}  # numbers that name nothing, and may be as large as those that do
FIRST_NUMBER = 4096  # of what is made after the first start; smaller ones count something


def not_toured(binary):
    """GET routes that nobody looks at here."""
    return [f"GET {path} is not looked at" for method, path in routes.listed(binary)
            if method == "GET" and path not in {*SPIKE, *ILERT, *INCIDENTIO, *NOBODYS}]


def tour(world, key):
    """Every route, as the key is answered now."""
    looks = [look for dialect in (SPIKE, ILERT, INCIDENTIO) for fill in dialect.values()
             for look in fill(world)]
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
    """The policy of whoever has none is named by all that it pages for, a key by what it made."""
    if isinstance(name, int):
        return facts.known.get(name, "key") != "key" and name != facts.fallback
    return name in facts.owners


def named_in_text(text):
    yield text
    yield from WORD.findall(text)
    if text.isdecimal():
        yield int(text)
    elif OBJECT_ID.fullmatch(text):
        yield number_of(text)
    elif ULID.fullmatch(text) and number_of(text) >= FIRST_NUMBER:  # what is shipped has no row
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
    wanted = 200 if look.owner is None or reach.sees(look.owner) else look.missing
    if look.status != wanted:
        yield f"team {reach.team_id}: {look.path}: {look.status}, not {wanted}"


def wrong_rows(reach, look):
    """A list holds all that is in reach, and each row the parts that are."""
    if not look.kind or look.status != 200:
        return
    rows = look.body[look.rows] if look.rows else look.body
    found = sorted(number_of(row["id"]) if look.rows else int(row["id"]) for row in rows)
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
    looks = [look for fill in (*ILERT.values(), *INCIDENTIO.values()) for look in fill(world)
             if look.kind]
    for look in looks:
        look.status, _, look.body = world.org.api.send("GET", look.path)
    return [text for look in looks for text in wrong_rows(reach, look)]
