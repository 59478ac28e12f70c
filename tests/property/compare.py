"""compare.py -- what the server shows, in all dialects, against what the model makes of it.

SPDX-License-Identifier: Apache-2.0
"""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from api import PAGE_ROWS, number_of
from model import CATEGORIES, LEARNT, MODES, SEVERITIES, is_over, shown
from world import DAY_MS, in_ms, spelled

EVERYTHING = {"start": "2000-01-01", "end": "2100-01-01"}
ALL_MODES = urlencode([("mode[one_of]", mode) for mode in MODES])
DECLARED_ROWS = 250
INCLUDED_MOST = 10  # of a service's open incidents
OTHERS = 5  # looked at in detail although nobody wrote to them


@dataclass
class Shown:
    """Everything that a check looks at, read at one time."""

    services: list
    published: list  # ilert's list
    occurrences: list  # Spike's
    totals: dict
    declared: list  # incident.io's
    counted: int  # of them, as it says
    found: dict  # by (category, severity): the INC-n of those and worse
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


def all_declared(api, filters=""):
    """(all rows of incident.io's list, how many it says they are)"""
    rows, after = [], ""
    while True:
        answer = api.get(f"/v2/incidents?{ALL_MODES}&page_size={DECLARED_ROWS}{filters}{after}")
        rows += answer["incidents"]
        meta = answer["pagination_meta"]
        if "after" not in meta:
            return rows, meta["total_record_count"]
        after = f"&after={meta['after']}"


def find(api, category, severity):
    rows, _ = all_declared(api, "&" + urlencode({"status_category[one_of]": category,
                                                 "severity[gte]": SEVERITIES[severity]}))
    return [row["reference"] for row in rows]


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
    declared, counted = all_declared(api)
    asked = chance.choice(CATEGORIES), chance.choice(list(SEVERITIES))
    looked_at = Shown(
        declared=declared, counted=counted, found={asked: find(api, *asked)},
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


def moments(row):
    """incident.io's timestamps by name, those that are set."""
    return {each["incident_timestamp"]["name"]: in_ms(each["value"]["value"])
            for each in row["incident_timestamp_values"] if "value" in each}


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
    are_open = sum(not is_over(each) for each in everything)
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


def declared_row(rules, incident):
    severity = rules.severity(incident)
    return {"reference": f"INC-{incident['nth']}", "name": incident["title"],
            "status": incident["place"][2], "category": rules.category(incident),
            "severity": severity and SEVERITIES[severity], "mode": incident["mode"],
            "moments": sorted(rules.stamps(incident))}


def declared_shown(row):
    return {"reference": row["reference"], "name": row["name"],
            "status": row["incident_status"]["name"],
            "category": row["incident_status"]["category"],
            "severity": row["severity"]["name"] if "severity" in row else None,
            "mode": row["mode"], "moments": sorted(moments(row))}


def compare_declared(rules, looked_at):
    everything = rules.newest_first()
    return (differ_in_lists("declared", [declared_row(rules, each) for each in everything],
                            [declared_shown(row) for row in looked_at.declared])
            + differ("how many incident.io counts", len(everything), looked_at.counted))


def compare_found(rules, looked_at):
    """One filter by category and one by rank, together."""
    ranks = list(SEVERITIES)
    complaints = []
    for (category, severity), found in looked_at.found.items():
        wanted = [f"INC-{each['nth']}" for each in rules.newest_first()
                  if rules.category(each) == category
                  and rules.severity(each) in ranks[ranks.index(severity):]]
        complaints += differ(f"{category} and at least {severity}", wanted, found)
    return complaints


def compare_moments(rules, looked_at):
    """It was reported when it was made, and resolved when Spike says, if it was so once only."""
    ended = {number_of(row["_id"]): row["RES_at"] for row in looked_at.occurrences}
    complaints = []
    for incident, row in zip(rules.newest_first(), looked_at.declared):
        told, resolved = moments(row), ended.get(incident["id"])
        name = f"{row['reference']} was "
        complaints += differ(name + "reported", in_ms(row["created_at"]), told["Reported at"])
        if resolved and incident["ends"] == 1 and "Resolved at" in told:
            complaints += differ(name + "resolved", in_ms(resolved), told["Resolved at"])
    return complaints


def compare_dialects(_rules, looked_at):
    """The three against each other, without the model in between."""
    spike = {number_of(row["_id"]): row["status"] for row in looked_at.occurrences}
    declared = {number_of(row["id"]): row for row in looked_at.declared}
    return [f"{row['id']} is {row['status']} and {spike.get(row['id'])}"
            for row in looked_at.published
            if (row["status"] == "RESOLVED") != (spike.get(row["id"]) == "RES")
            or (row["status"] in ("IDENTIFIED", "MONITORING")) > (spike.get(row["id"]) == "ACK")
            ] + [f"{number} is {word} and {declared[number]['incident_status']}"
                 for number, word in spike.items()
                 if (word == "NACK") !=
                 (declared[number]["incident_status"]["category"] == "triage")]


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
              if service_id in each["impacts"] and not is_over(each)
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
          compare_declared, compare_found, compare_moments, compare_details, compare_etags,
          compare_open_of_service, compare_groups)


def compare(rules, looked_at):
    """What differs, one sentence each."""
    return [text for claim in CLAIMS for text in claim(rules, looked_at)]
