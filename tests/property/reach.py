"""reach.py -- what there is, and which of it a key of one team reaches, written from the documents.

Reach is the rule; the classes below it are each wrong in one rule: Narrow ones take for a leak what
is none, wide ones miss what should be there. Whatever compares answers with Reach must notice each.

SPDX-License-Identifier: Apache-2.0
"""

import re

WORD = re.compile(r"zq[a-z]{10}")
WORD_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def new_word(chance):
    """A text that stands for its owner wherever it shows; also a team's uid and a host name."""
    return "zq" + "".join(chance.choices(WORD_LETTERS, k=10))


class Facts:
    """All objects by their numbers, as dicts with their `kind`; and whose a word or secret is."""

    def __init__(self):
        self.objects = {}
        self.known = {}  # the kind of every number that there ever was
        self.owners = {}  # word: numbers of objects, some of them gone
        self.fallback = 0  # the policy of whoever has none: all that it pages for name it

    def add(self, number, kind, words=(), **relations):
        self.objects[number] = {"kind": kind, **relations}
        self.known[number] = kind
        for word in words:
            self.say(number, word)

    def say(self, number, word):
        self.owners.setdefault(word, set()).add(number)

    def remove(self, number):
        """With what belongs to it alone."""
        gone = [each for each, row in self.objects.items()
                if number in (row.get("page"), row.get("service"), row.get("incident"))]
        for each in (number, *gone):
            del self.objects[each]

    def of_kind(self, kind):
        return sorted(each for each, row in self.objects.items() if row["kind"] == kind)

    def shown(self, pages):
        return {each for page in pages for each in self.objects[page]["services"]}

    def is_named(self, service_id):
        """Whether an integration names it: then it is not left to no team, whose services the
        integrations of all teams may affect."""
        return any(row["kind"] == "source" and row["names"] == service_id
                   for row in self.objects.values())

    def is_used(self, service_id):
        """Whether something stands in the way of the service's deletion."""
        return any(service_id in row.get("services", ()) or service_id in row.get("targets", ())
                   or (row["kind"] == "source" and row["names"] == service_id)
                   for row in self.objects.values())


class Reach:
    """What one team's key reaches; that of the organisation (team 0) all there is."""

    def __init__(self, facts, team):
        self.facts, self.team_id = facts, team

    def sees(self, number):
        row = self.facts.objects.get(number)
        if row is None or self.team_id == 0:
            return row is not None
        return getattr(self, row["kind"])(number, row)

    def knows(self, word):
        """A word that nobody has ever said is everybody's."""
        owners = self.facts.owners.get(word)
        return owners is None or any(self.sees(each) for each in owners)

    def all(self, kind):
        return [each for each in self.facts.of_kind(kind) if self.sees(each)]

    def team(self, number, _row):
        return number == self.team_id

    def shared(self, _number, row):
        return self.team_id in row["teams"]

    def service(self, number, row):
        return self.shared(number, row)

    def page(self, number, row):
        return self.shared(number, row)

    def template(self, number, row):
        return self.shared(number, row)

    def of_page(self, _number, row):
        return self.sees(row["page"])

    def group(self, number, row):
        return self.of_page(number, row)

    def address(self, number, row):
        return self.of_page(number, row)

    def override(self, _number, row):
        return self.sees(row["service"])

    def window(self, _number, row):
        return any(self.sees(each) for each in row["targets"])

    def owned(self, _number, row):
        return row["team"] == self.team_id

    def source(self, number, row):
        return self.owned(number, row)

    def key(self, number, row):
        return self.owned(number, row)

    def policy(self, number, row):
        return self.owned(number, row)

    def incident(self, number, row):
        return self.owned(number, row)

    def of_incident(self, _number, row):
        return self.sees(row["incident"])

    event = action = follow_up = attachment = document = of_incident


# ---- too narrow: the server shows more ----

class SharedIsTheFirstTeams(Reach):
    def shared(self, _number, row):
        return row["teams"] and self.team_id == min(row["teams"])


class WindowsWholly(Reach):
    def window(self, _number, row):
        return all(self.sees(each) for each in row["targets"])


class IncidentsWholly(Reach):
    def incident(self, number, row):
        return self.owned(number, row) and all(self.sees(each) for each in row["services"])


class TemplatesAreNobodys(Reach):
    def template(self, _number, _row):
        return False


class AddressesAreNobodys(Reach):
    def address(self, _number, _row):
        return False


class OverridesAreNobodys(Reach):
    def override(self, _number, _row):
        return False


class DocumentsAreNobodys(Reach):
    def document(self, _number, _row):
        return False


NARROW = (SharedIsTheFirstTeams, WindowsWholly, IncidentsWholly, TemplatesAreNobodys,
          AddressesAreNobodys, OverridesAreNobodys, DocumentsAreNobodys)


# ---- too wide: as if the server leaked ----

class NobodysIsEverybodys(Reach):
    def shared(self, number, row):
        return not row["teams"] or super().shared(number, row)


class IncidentsByTheirServices(Reach):
    def incident(self, _number, row):
        return any(self.sees(each) for each in row["services"])


class PagesByTheirServices(Reach):
    def page(self, number, row):
        return self.shared(number, row) or any(self.sees(each) for each in row["services"])


class GroupsAreEverybodys(Reach):
    def group(self, _number, _row):
        return True


class OverridesAreEverybodys(Reach):
    def override(self, _number, _row):
        return True


class TeamsAreEverybodys(Reach):
    def team(self, _number, _row):
        return True


class SourcesAreEverybodys(Reach):
    def source(self, _number, _row):
        return True


class ActionsAreEverybodys(Reach):
    def action(self, _number, _row):
        return True


WIDE = (NobodysIsEverybodys, IncidentsByTheirServices, PagesByTheirServices, GroupsAreEverybodys,
        OverridesAreEverybodys, TeamsAreEverybodys, SourcesAreEverybodys, ActionsAreEverybodys)
