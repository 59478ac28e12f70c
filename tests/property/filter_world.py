"""filter_world.py -- an organisation with incidents of every kind, made through the API by chance.

SPDX-License-Identifier: Apache-2.0
"""

import itertools
import time
from datetime import timedelta

import api
import server
from filter_reference import EPOCH, Facts, Field, Reach, Row, in_microseconds
from world import now_ms, spelled

MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000
KEY_SECONDS = 5  # until a key that the tool made beside the server is known to it
PAGE = 250
ALL_MODES = ("standard", "retrospective", "test", "tutorial")
MODES = ("standard",) * 5 + ALL_MODES[1:]
NOTES = ("Disk full", "disk slow", "Full of logs", "Queue", "queue grows", "a_b", "a%b", "[x]")
LINKS = ("https://example.org/A", "https://example.org/b?c=1", "http://example.com/")
NUMBERS = ("0", "1.5", "1.50", "2", "-3", "10", "1000000.25")
LIVE_MOVES = {"triage": ("triage", "live"), "live": ("live", "learning", "closed"),
              "learning": ("learning", "closed"), "closed": ("closed",)}


def of_microseconds(at):
    """As clients spell it, with six decimals and Z."""
    return (EPOCH + timedelta(microseconds=at)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Key:
    """`calls` by one key, and what it sees."""

    def __init__(self, name, calls, reach):
        self.name, self.api, self.reach = name, calls, reach


class World:
    """`rows` are learnt from what each incident shows of itself, once all is written."""

    def __init__(self, running, chance):
        self.running, self.chance = running, chance
        self.facts, self.rows = Facts(), []
        self.began = now_ms()
        self.numbers = itertools.count(1)
        self.teams = {}  # of an incident, by its id: whose key made it
        self.org = Key("organisation", api.Api(running), Reach(None, True))
        self.keys = [self.org]

    def close(self):
        for key in self.keys:
            key.api.client.close()

    def post(self, path, body, wanted=201, key=None):
        return (key or self.org).api.call("POST", path, body, wanted)

    # ---- the configuration ----

    def configure(self):
        self.add_people()
        self.add_keys()
        for name in ("Nuisance", "Catastrophe"):
            self.post("/v1/severities", {"name": name, "description": name})
        for name, category in (("Waiting", "live"), ("Archived", "closed")):
            self.post("/v1/incident_statuses",
                      {"name": name, "description": name, "category": category})
        for name in ("Security", "Data"):
            self.post("/v1/incident_types", {
                "name": name, "description": name, "is_default": False,
                "private_incidents_only": False, "create_in_triage": "optional"})
        self.post("/v2/incident_roles", {"name": "Scribe", "shortform": "scribe",
                                         "description": "Writes.", "instructions": "Write."})
        self.add_fields()
        self.learn_configuration()

    def add_people(self):
        for name in ("Ann Ash", "Ben Bell", "Cid Cole"):
            first, last = name.split()
            self.post("/api/users", {"firstName": first, "lastName": last,
                                     "email": f"{first.lower()}@example.org"})
        self.service = self.post("/api/services", {"name": "Shop", "teams": []})["id"]

    def add_keys(self):
        """One that sees no private incidents, and one of a team of its own."""
        self.post("/api/teams", {"name": "Desk", "uid": "desk"})
        self.keys.append(self.key_of("public", Reach(None, False),
                                     *self.scopes("read", "respond", "manage", "admin")))
        self.keys.append(self.key_of("desk", Reach("desk", True), "--team", "desk"))

    def scopes(self, *words):
        return [text for word in words for text in ("--scope", word)]

    def key_of(self, name, reach, *arguments):
        text = self.running.tool("key", "create", "--name", name, *arguments)
        deadline = time.monotonic() + KEY_SECONDS
        while time.monotonic() < deadline:
            try:
                return Key(name, api.Api(self.running, text), reach)
            except server.Failed:
                time.sleep(0.02)
        raise server.Failed("a new key is not known to the server")

    def add_fields(self):
        catalog = self.post("/v3/catalog_types", {"name": "Part", "description": "Parts."})
        catalog_type = catalog["catalog_type"]["id"]
        entries = {}
        for nth in range(6):
            names = {"external_id": f"ext/{nth}", "aliases": [f"alias {nth}", f"A{nth}"]}
            made = self.post("/v3/catalog_entries", {
                "catalog_type_id": catalog_type, "name": f"Part {nth}", "attribute_values": {},
                **names})["catalog_entry"]
            entries[made["id"]] = [names["external_id"], *names["aliases"]]
        self.add_select("Region", "single_select", ("Europe", "Asia", "Africa"))
        self.add_select("Tags", "multi_select", ("red", "green", "blue", "grey"))
        self.add_catalog_field("Part", "single_select", catalog_type, entries)
        self.add_catalog_field("Parts hit", "multi_select", catalog_type, entries)
        for name, kind in (("Note", "text"), ("Runbook", "link"), ("Cost [EUR]", "numeric")):
            self.add_field(name, kind)

    def add_field(self, name, kind, **more):
        made = self.post("/v2/custom_fields", {"name": name, "description": name,
                                               "field_type": kind, **more})["custom_field"]
        known = self.facts.fields[made["id"]] = Field(made["id"], name, kind)
        return known

    def add_select(self, name, kind, options):
        known = self.add_field(name, kind)
        for value in options:
            made = self.post("/v1/custom_field_options",
                             {"custom_field_id": known.id, "value": value, "sort_key": 10})
            known.choices[made["custom_field_option"]["id"]] = [value]

    def add_catalog_field(self, name, kind, catalog_type, entries):
        known = self.add_field(name, kind, catalog_type_id=catalog_type)
        known.choices, known.is_catalog = entries, True

    def learn_configuration(self):
        get, facts = self.org.api.get, self.facts
        for row in get("/v1/incident_statuses")["incident_statuses"]:
            facts.statuses[row["id"]] = row["name"], row["category"]
        for row in get("/v1/severities")["severities"]:
            facts.severities[row["id"]] = row["name"], row["rank"]
        for row in get("/v1/incident_types")["incident_types"]:
            facts.types[row["id"]] = row["name"]
        for row in get("/v2/incident_roles")["incident_roles"]:
            facts.roles[row["id"]] = row["name"]
        for row in get("/v2/users")["users"]:
            facts.users[row["id"]] = [row["email"], row["name"]]

    # ---- incidents ----

    def likely(self, share):
        return self.chance.random() < share

    def value_of(self, known):
        """Of a field, as a body says it."""
        if known.is_catalog:
            entry = self.chance.choice(list(known.choices))
            return {"value_catalog_entry_id":
                    self.chance.choice([entry, *known.choices[entry]])}
        if known.choices:
            return {"value_option_id": self.chance.choice(list(known.choices))}
        kind, texts = {"text": ("value_text", NOTES), "link": ("value_link", LINKS),
                       "numeric": ("value_numeric", NUMBERS)}[known.type]
        return {kind: self.chance.choice(texts)}

    def values_of(self, known):
        if self.likely(0.1):
            return []
        most = 3 if known.type == "multi_select" else 1
        values = [self.value_of(known) for _ in range(self.chance.randint(1, most))]
        if known.is_catalog:  # an entry has several names: one only, so that none comes twice
            return values[:1]
        return [each for nth, each in enumerate(values) if each not in values[:nth]]

    def attributes(self, share, roles):
        """Of a create or an edit."""
        body, facts = {}, self.facts
        if self.likely(share):
            body["severity_id"] = self.chance.choice(list(facts.severities))
        chosen = [role for role in roles if self.likely(share / 2)]
        if chosen:
            body["incident_role_assignments"] = [
                {"incident_role_id": role,
                 "assignee": {"id": self.chance.choice(list(facts.users))}} for role in chosen]
        fields = [each for each in facts.fields.values() if self.likely(share / 2)]
        if fields:
            body["custom_field_entries"] = [
                {"custom_field_id": each.id, "values": self.values_of(each)} for each in fields]
        return body

    def create(self, key=None):
        key = key or self.chance.choice([self.org, self.org, self.keys[2]])
        nth = next(self.numbers)
        body = {"idempotency_key": f"key-{nth}", "name": f"Incident {nth}",
                "mode": self.chance.choice(MODES), **self.attributes(0.5, self.facts.roles),
                "visibility": "private" if self.likely(0.15) else "public"}
        if self.likely(0.6):
            body["incident_type_id"] = self.chance.choice(list(self.facts.types))
        if self.likely(0.7):
            body["incident_status_id"] = self.chance.choice(list(self.facts.statuses))
        made = self.post("/v2/incidents", body, 200, key)["incident"]
        self.teams[made["id"]] = key.reach.team
        return made["id"]

    def backfill(self):
        """In the past, on few instants and around midnight."""
        day = self.began // DAY_MS * DAY_MS - self.chance.randint(3, 40) * DAY_MS
        at = day + self.chance.choice((0, 0, -1, 1, DAY_MS // 2, self.chance.randrange(DAY_MS)))
        until = at + self.chance.choice((0, HOUR_MS, DAY_MS))
        self.post("/api/incidents", self.backfilled(at, until), 200)

    def backfilled(self, at, until):
        """A body for ilert's create."""
        word = self.chance.choice(("INVESTIGATING", "IDENTIFIED", "RESOLVED"))
        return {"summary": f"Incident {next(self.numbers)}", "status": word,
                "createdAt": spelled(at), "updatedAt": spelled(until),
                "affectedServices": [{"impact": "DEGRADED", "service": {"id": self.service}}]}

    def edit(self, incident, key=None):
        roles = [role for role, name in self.facts.roles.items() if name != "Reporter"]
        change = self.attributes(0.4, roles)  # who reported it is said at the beginning
        category = self.facts.statuses[incident["incident_status"]["id"]][1]
        legal = [status for status, (_, other) in self.facts.statuses.items()
                 if other in LIVE_MOVES.get(category, ())]
        if legal and self.likely(0.4):
            change["incident_status_id"] = self.chance.choice(legal)
        if self.likely(0.2):
            change["incident_role_assignments"] = [
                {"incident_role_id": self.chance.choice(roles)}]
        path = f"/v2/incidents/{incident['id']}/actions/edit"
        return self.post(path, {"incident": change, "notify_incident_channel": False}, 200, key)

    def furnish(self, incidents):
        for _ in range(incidents):
            self.add()
        self.change(incidents // 2)

    def add(self):
        if self.likely(0.25):
            self.backfill()
        else:
            self.create()

    def change(self, edits):
        """Some more, and some are edited; then all are learnt."""
        for _ in range(edits // 5):
            self.add()
        for incident in self.chance.sample(self.read_all(), edits):
            self.edit(incident)
        self.rows = [self.row_of(each) for each in self.read_all()]

    # ---- knowing ----

    def read_all(self):
        modes = "&".join("mode[one_of]=" + mode for mode in ALL_MODES)
        shown, after = [], ""
        while after is not None:
            page = self.org.api.get(f"/v2/incidents?page_size={PAGE}&after={after}&{modes}")
            shown += page["incidents"]
            after = page["pagination_meta"].get("after")
        return shown

    def row_of(self, shown):
        severity = shown.get("severity")
        return Row(
            id=shown["id"], created_at=in_microseconds(shown["created_at"]),
            updated_at=in_microseconds(shown["updated_at"]),
            status=shown["incident_status"]["id"], severity=severity and severity["id"],
            type=shown["incident_type"]["id"], mode=shown["mode"],
            is_private=shown["visibility"] == "private", team=self.teams.get(shown["id"]),
            roles={each["role"]["id"]: each["assignee"]["id"]
                   for each in shown["incident_role_assignments"] if "assignee" in each},
            values={each["custom_field"]["id"]: [value_text(value) for value in each["values"]]
                    for each in shown["custom_field_entries"]})


def value_text(value):
    """What a filter compares: the id of an option or an entry, else the text."""
    [(kind, held)] = value.items()
    return held["id"] if kind in ("value_option", "value_catalog_entry") else held
