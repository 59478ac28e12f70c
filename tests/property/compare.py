"""compare.py -- what the server shows, in both dialects, against what the model makes of it.

SPDX-License-Identifier: Apache-2.0
"""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from api import PAGE_ROWS, number_of
from model import CLOSED, LEARNT, shown
from world import DAY_MS, in_ms, spelled

EVERYTHING = {"start": "2000-01-01", "end": "2100-01-01"}
INCLUDED_MOST = 10  # of a service's open incidents
OTHERS = 5  # looked at in detail although nobody wrote to them


@dataclass
class Shown:
    """Everything that a check looks at, read at one time."""

    services: list
    published: list  # ilert's list
    occurrences: list  # Spike's
    totals: dict
    windows: list
    pages: dict
    details: list = field(default_factory=list)  # (incident, its ETag, ilert's or None, Spike's)
    open_of: tuple = ()  # (a service, what it includes)


def all_occurrences(api):
    rows, page = [], 1
    while True:
        answer = api.get("/incidents/all-occurrences?" + urlencode(
            {**EVERYTHING, "perPage": PAGE_ROWS, "page": page}))
        rows += answer["incidents"]
        if len(answer["incidents"]) < PAGE_ROWS:
            return rows, {key: answer[key] for key in ("totalIncidents", "totalOpenIncidents")}
        page += 1


def read_page(api, page_id, page):
    path = f"/api/status-pages/{page_id}"
    return {"status": api.get(path)["status"],
            "groups": {each: api.get(f"{path}/groups/{each}")["status"]
                       for each in page["groups"]}}


def read_detail(api, incident):
    told, etag = None, None
    if incident["entries"]:
        _, headers, told = api.send("GET", f"/api/incidents/{incident['id']}?include=history")
        etag = headers["etag"]
    return incident, etag, told, api.get(f"/incidents/{incident['_id']}")["incident"]


def read(api, model, chance):
    """What is shown now; in detail the incidents that were written to, and some others."""
    occurrences, totals = all_occurrences(api)
    looked_at = Shown(
        services=api.get_all("/api/services"), published=api.get_all("/api/incidents"),
        occurrences=occurrences, totals=totals,
        windows=api.get_all("/api/maintenance-windows"),
        pages={each: read_page(api, each, page) for each, page in model.pages.items()})
    others = chance.sample(model.incidents, min(OTHERS, len(model.incidents)))
    for incident in {id(each): each for each in [*model.touched, *others]}.values():
        looked_at.details.append(read_detail(api, incident))
    service_id = chance.choice(list(model.services))
    looked_at.open_of = (service_id,
                         api.get(f"/api/services/{service_id}?include=incidents")["incidents"])
    return looked_at


def learn_times(looked_at):
    """When incidents were resolved, if only the server knows: it must not change its mind."""
    for incident, _, _, spike in looked_at.details:
        if incident["resolved_on"] is LEARNT and spike["RES_at"]:
            incident["resolved_on"] = in_ms(spike["RES_at"])


def differ(what, expected, found):
    return [] if expected == found else [f"{what}: expected {expected}, got {found}"]


def differ_in_lists(what, expected, found):
    """The first row that differs, and the lengths."""
    complaints = differ(f"how many {what}", len(expected), len(found))
    for place, (wanted, got) in enumerate(zip(expected, found)):
        if wanted != got:
            return complaints + differ(f"{what}[{place}]", wanted, got)
    return complaints


# ---- rows as both sides show them ----

def resolved_on(incident):
    at = incident["resolved_on"]
    return at if at in (None, LEARNT) else spelled(at)


def told_row(rules, incident):
    return {"id": incident["id"], "summary": incident["title"], "status": incident["place"][1],
            "lastHistory": incident["message"], "resolvedOn": resolved_on(incident),
            "affected": [(each, impact, rules.status(each))
                         for each, impact in incident["impacts"].items()]}


def told_shown(row):
    return {"id": row["id"], "summary": row["summary"], "status": row["status"],
            "lastHistory": row["lastHistory"], "resolvedOn": row.get("resolvedOn"),
            "affected": [(each["service"]["id"], each["impact"], each["service"]["status"])
                         for each in row["affectedServices"]]}


def compare_services(rules, looked_at):
    model = rules.model
    return differ_in_lists(
        "services",
        [(each, rules.status(each), model.services[each]["one_open"])
         for each in sorted(model.services)],
        [(row["id"], row["status"], row["oneOpenIncidentOnly"]) for row in looked_at.services])


def compare_pages(rules, looked_at):
    complaints = []
    for page_id, page in rules.model.pages.items():
        wanted = {"status": rules.page_status(shown(page)),
                  "groups": {each: rules.page_status(services)
                             for each, services in page["groups"].items()}}
        complaints += differ(f"page {page_id}", wanted, looked_at.pages[page_id])
    return complaints


def compare_windows(rules, looked_at):
    windows = sorted(rules.model.windows.items(), key=lambda each: (each[1]["start"], each[0]))
    return differ_in_lists(
        "windows",
        [(each, spelled(window["start"]), spelled(window["end"]), sorted(window["services"]))
         for each, window in windows],
        [(row["id"], row["start"], row["end"], sorted(each["id"] for each in row["services"]))
         for row in looked_at.windows])


def compare_lists(rules, looked_at):
    everything = rules.newest_first()
    are_open = sum(each["place"] is not CLOSED for each in everything)
    return (
        differ_in_lists("published", [told_row(rules, each) for each in rules.published()],
                        [told_shown(row) for row in looked_at.published])
        + differ_in_lists(
            "occurrences",
            [(each["_id"], each["counter_id"], each["title"], each["place"][0])
             for each in everything],
            [(row["_id"], row["counterId"], row["message"], row["status"])
             for row in looked_at.occurrences])
        + differ("totals", {"totalIncidents": len(everything), "totalOpenIncidents": are_open},
                 looked_at.totals))


def compare_dialects(_rules, looked_at):
    """The two against each other, without the model in between."""
    spike = {number_of(row["_id"]): row["status"] for row in looked_at.occurrences}
    return [f"{row['id']} is {row['status']} and {spike.get(row['id'])}"
            for row in looked_at.published
            if (row["status"] == "RESOLVED") != (spike.get(row["id"]) == "RES")
            or (row["status"] in ("IDENTIFIED", "MONITORING")) > (spike.get(row["id"]) == "ACK")]


def compare_details(rules, looked_at):
    complaints = []
    for incident, _, told, spike in looked_at.details:
        name = f"incident {incident['id']}"
        complaints += differ(f"{name} by Spike", (incident["place"][0], resolved_on(incident)),
                             (spike["status"], spike["RES_at"]))
        if told is None:
            continue
        complaints += differ(name, told_row(rules, incident), told_shown(told))
        complaints += differ_in_lists(
            f"history of {name}", rules.entries(incident),
            [(entry["incidentStatus"], entry["content"]) for entry in told["history"]])
    return complaints


def compare_etags(rules, looked_at):
    """What was read under one ETag once is what is read under it now."""
    complaints = []
    for incident, etag, told, _ in looked_at.details:
        if told is not None:
            row = {key: value for key, value in told.items() if key != "history"}
            before = rules.model.etags.setdefault((incident["id"], etag), row)
            complaints += differ(f"incident {incident['id']} under {etag}", before, row)
    return complaints


def compare_open_of_service(rules, looked_at):
    service_id, included = looked_at.open_of
    since = rules.now - 90 * DAY_MS
    wanted = [each["id"] for each in rules.published()
              if service_id in each["impacts"] and each["place"] is not CLOSED
              and (each["past"] is None or each["past"] >= since)]
    return differ_in_lists(f"open incidents of {service_id}", wanted[:INCLUDED_MOST],
                           [row["id"] for row in included])


def compare_groups(rules, _looked_at):
    """Occurrences of one identity share a counter id that nobody else has."""
    names = {(id(each["group"]), each["counter_id"]) for each in rules.model.incidents}
    if len(names) == len({group for group, _ in names}) == len({name for _, name in names}):
        return []
    return ["counter ids and identities do not stand for each other"]


CLAIMS = (compare_services, compare_pages, compare_windows, compare_lists, compare_dialects,
          compare_details, compare_etags, compare_open_of_service, compare_groups)


def compare(rules, looked_at):
    """What differs, one sentence each."""
    return [text for claim in CLAIMS for text in claim(rules, looked_at)]
