"""key_world.py -- an organisation with two teams and three keys, in step with its Facts.

SPDX-License-Identifier: Apache-2.0
"""

import random
import time

import api
import server
from api import number_of
from model import STATUSES
from reach import Facts, Reach, new_word

KEY_SECONDS = 5  # until a key that the tool made beside the server is known to it


class Calls(api.Api):
    """Keeps what writes sent and were answered: [(path, sent, answered)]."""

    def __init__(self, running, key=None):
        self.answers = []
        super().__init__(running, key)

    def send(self, method, path, body=None, headers=None):
        answer = super().send(method, path, body, headers)
        if method != "GET":
            self.answers.append((path, body, answer[2]))
        return answer


class Key:
    """Whoever writes: `team` is 0 for the organisation's key. `reach` follows the facts."""

    def __init__(self, name, calls, facts, team=0):
        self.name, self.api, self.team = name, calls, team
        self.reach = Reach(facts, team)


class World:
    """`keys` are the organisation's, A's and B's; `teams` the numbers of A and B."""

    def __init__(self, running, outbox, seed):
        self.running = running
        self.outbox = outbox  # (users, addresses) that are to be told of an incident
        self.chance = random.Random(seed)
        self.looks = random.Random(seed)  # apart, so that --every does not change the writes
        self.facts = Facts()
        self.addresses = []  # words of those that there ever were
        self.told = 0  # notices seen written
        self.org = Key("organisation", Calls(running), self.facts)
        self.user = self.org.api.get("/users/me")["_id"]
        self.people = [number_of(self.user)]
        self.learn_beginning()
        self.teams = [self.add_team() for _ in range(2)]
        self.keys = [self.org, *map(self.key_of, "AB", self.teams)]
        self.learn_keys()
        self.configured = self.configure()

    def close(self):
        for key in self.keys:
            key.api.client.close()

    def learn_beginning(self):
        """The team that is there from the beginning has no key of its own here."""
        team = self.org.api.get("/teams")["teams"][0]
        self.home = number_of(team["_id"])
        self.facts.add(self.home, "team", name=team["name"], _id=team["_id"],
                       ulid=self.ulid_of_team(self.home))
        for row in self.org.api.get("/escalations")["escalations"]:
            self.facts.fallback = number_of(row["_id"])
            self.facts.add(self.facts.fallback, "policy", _id=row["_id"], team=self.home)

    def add_team(self):
        name, uid = self.word(), self.word()
        made = self.org.api.call("POST", "/api/teams", {"name": name, "uid": uid}, 201)
        row = next(row for row in self.org.api.get("/teams")["teams"] if row["uid"] == uid)
        self.facts.add(made["id"], "team", (name, uid), name=name, uid=uid, _id=row["_id"],
                       ulid=self.ulid_of_team(made["id"]))
        for _ in range(2):
            user = self.add_person(self.org)
            self.org.api.call("POST", f"/api/teams/{made['id']}/members",
                              {"user": {"id": user}, "role": "USER"}, 201)
        return made["id"]

    def ulid_of_team(self, number):
        return next(row["id"] for row in self.org.api.get("/v3/teams?page_size=250")["teams"]
                    if number_of(row["id"]) == number)

    def learn_keys(self):
        for row in self.org.api.get("/v1/api_keys?page_size=250")["api_keys"]:
            team = number_of(row["team_ids"][0]) if row["team_ids"] else 0
            self.facts.add(number_of(row["id"]), "key", ulid=row["id"], team=team)

    def configure(self):
        """By the name of each kind of configuration the id of one."""
        call, known = self.org.api.call, {}
        entry_type = call("POST", "/v3/catalog_types", {
            "name": "Service", "description": "What customers use."}, 201)["catalog_type"]
        entry = call("POST", "/v3/catalog_entries", {
            "catalog_type_id": entry_type["id"], "name": "Checkout", "attribute_values": {}}, 201)
        field = call("POST", "/v2/custom_fields", {
            "name": "Region", "description": "Where.", "field_type": "single_select"}, 201)
        call("POST", "/v1/custom_field_options", {
            "custom_field_id": field["custom_field"]["id"], "value": "EU"}, 201)
        for path in ("/v1/severities", "/v1/incident_statuses", "/v1/incident_types",
                     "/v2/incident_roles", "/v2/incident_timestamps", "/v2/duration_metrics",
                     "/v2/custom_fields", "/v3/catalog_types", "/v2/users",
                     "/v1/custom_field_options?custom_field_id=" + field["custom_field"]["id"]):
            name = path.partition("?")[0].rpartition("/")[2]
            one = "severity" if name == "severities" else \
                name.removesuffix("es") if name.endswith("statuses") else name.removesuffix("s")
            known[one] = self.org.api.get(path)[name][0]["id"]
        return {**known, "catalog_entry": entry["catalog_entry"]["id"]}

    def add_person(self, key):
        """Everybody knows everybody: his name is nobody's word."""
        nth = f"no-{len(self.people)}"
        made = key.api.call("POST", "/api/users", {
            "firstName": "Person", "lastName": nth, "email": f"{nth}@example.org"}, 201)
        self.people.append(made["id"])
        return made["id"]

    def key_of(self, name, team):
        """Its calls are of its team, in either dialect."""
        text = self.running.tool("key", "create", "--name", self.word(),
                                 "--team", self.facts.objects[team]["uid"])
        deadline = time.monotonic() + KEY_SECONDS
        while time.monotonic() < deadline:
            try:
                return Key(name, Calls(self.running, text), self.facts, team)
            except server.Failed:
                time.sleep(0.02)
        raise server.Failed("a new key is not known to the server")

    def key_with(self, team):
        return next(key for key in self.keys if key.team == team)

    def of_team(self, team):
        """The header by which Spike's clients choose a team."""
        return {"x-team-id": self.facts.objects[team]["_id"]}

    def spike_id(self, service):
        """What Spike calls a service, whoever's it is."""
        for team in self.facts.of_kind("team"):
            for row in self.org.api.call("GET", "/services?perPage=100",
                                         headers=self.of_team(team))["services"]:
                if number_of(row["_id"]) == service:
                    return row["_id"]
        return "0" * 24

    # ---- choosing ----

    def word(self):
        return new_word(self.chance)

    def seen(self, key, kind):
        """One of what the key sees of the kind; None if there is nothing."""
        known = key.reach.all(kind)
        return self.chance.choice(known) if known else None

    def some(self, known, least, most):
        return self.chance.sample(known, min(len(known), self.chance.randint(least, most)))

    def likely(self, share):
        return self.chance.random() < share

    def some_teams(self, key):
        """What a body may say: a key of one team names its own or none."""
        return self.some([key.team] if key.team else self.teams, 0, 2)

    def affected(self, services):
        return [{"impact": self.chance.choice(STATUSES), "service": {"id": each}}
                for each in services]
