"""model.py -- what Tocsin is to do, once more: plain dicts, everything computed from scratch.

Written from the documents of the three dialects, not from the server. Each method that is a write
does to the model what the call of that name does to the server. Rules holds what is computed rather
than kept; the variants at the end are each wrong in one rule, and a comparison that does not
notice them is worth nothing.

SPDX-License-Identifier: Apache-2.0
"""

STATUSES = ("OPERATIONAL", "UNDER_MAINTENANCE", "DEGRADED", "PARTIAL_OUTAGE", "MAJOR_OUTAGE")
WORDS = ("INVESTIGATING", "IDENTIFIED", "MONITORING", "RESOLVED")

# Where an incident may be, as (Spike's word, ilert's word, incident.io's status, its category).
TRIAGE = ("NACK", "INVESTIGATING", "Triage", "triage")
IN_HAND = ("ACK", "INVESTIGATING", "Investigating", "live")
FIXING = ("ACK", "IDENTIFIED", "Fixing", "live")
WATCHING = ("ACK", "MONITORING", "Monitoring", "live")
PAUSED = ("ACK", "INVESTIGATING", "Paused", "paused")
DOCUMENTING = ("RES", "RESOLVED", "Documenting", "learning")
REVIEWING = ("RES", "RESOLVED", "Reviewing", "learning")
CLOSED = ("RES", "RESOLVED", "Closed", "closed")
DECLINED = ("RES", "RESOLVED", "Declined", "declined")
MERGED = ("RES", "RESOLVED", "Merged", "merged")
CANCELED = ("RES", "RESOLVED", "Canceled", "canceled")
PLACES = {place[2]: place for place in (TRIAGE, IN_HAND, FIXING, WATCHING, PAUSED, DOCUMENTING,
                                        REVIEWING, CLOSED, DECLINED, MERGED, CANCELED)}
CATEGORIES = tuple(dict.fromkeys(place[3] for place in PLACES.values()))
FIRST_PLACE = dict(zip(WORDS, (TRIAGE, FIXING, WATCHING, CLOSED)))

# incident.io's moves from one category to another; within one all are legal.
LEGAL_MOVES = {
    "triage": ("live", "declined", "merged", "canceled"),
    "live": ("paused", "learning", "closed", "canceled", "declined", "merged"),
    "paused": ("live", "learning", "closed"),
    "learning": ("closed",),
}
SEVERITIES = {"sev3": "Minor", "sev2": "Major", "sev1": "Critical"}  # by rank, from 1
MODES = ("standard", "retrospective", "test", "tutorial")

LEARNT = "as the server says first"  # a time that only the server knows


def is_over(incident):
    return incident["place"][0] == "RES"


def stamps_of(place):
    """The timestamps that arriving at the place sets."""
    return {name for name, is_set in (
        ("Accepted at", place[3] == "live" or place[0] == "ACK"),
        ("Fixed at", place[1] == "MONITORING"),
        ("Resolved at", place[3] in ("learning", "closed")),
        ("Closed at", place[3] == "closed")) if is_set}


def worst(statuses):
    return max(statuses, key=STATUSES.index, default="OPERATIONAL")


class Model:
    def __init__(self):
        self.services = {}  # id: {own, one_open}
        self.incidents = []  # in the order of their making
        self.groups = {}  # (owner, title): incidents
        self.severities = {}  # by id(group): what its next occurrence begins with
        self.windows = {}  # id: {services, start, end}, in ms
        self.pages = {}  # id: {services, groups: {id: services}}
        self.etags = {}  # (incident's number, ETag): what was read under it
        self.touched = []  # incidents written to since somebody last looked

    # ---- making incidents ----

    def add_incident(self, title, place, group):
        """The newest of all; `sort` is set anew by a backfill."""
        incident = {
            "title": title, "place": place, "group": group, "impacts": {}, "entries": [],
            "message": "", "resolved_on": LEARNT if place[0] == "RES" else None,
            "past": None, "nth": len(self.incidents) + 1, "repeats": False,
            "is_paged": place is TRIAGE, "mode": "standard",
            "severity": self.severities.get(id(group)),
            "stamps": {"Reported at"} | stamps_of(place), "ends": int(place[0] == "RES"),
        }
        group.append(incident)
        self.incidents.append(incident)
        self.touched.append(incident)
        return incident

    def open_by_identity(self, owner, title, impacts=None, by_person=False):
        """(the incident that such an event ends up in, whether it is a new one)"""
        group = self.groups.setdefault((owner, title), [])
        open_ones = [each for each in group if not is_over(each)]
        if open_ones:
            return open_ones[-1], False
        for service_id in impacts or ():
            holders = [each for each in self.holders(service_id)
                       if each["is_paged"] or each["place"][0] == "ACK"]
            if self.services[service_id]["one_open"] and holders and not by_person:
                holder = holders[-1]
                bad = (holder["impacts"][service_id], impacts[service_id])
                holder["impacts"] = {**holder["impacts"], service_id: worst(bad)}
                return holder, False
        incident = self.add_incident(title, TRIAGE, group)
        if impacts:
            self.publish(incident, "", dict(impacts))
        return incident, True

    def recover(self, owner, title):
        """The incident that the end of an alert resolves, if any."""
        open_ones = [each for each in self.groups.get((owner, title), ()) if not is_over(each)]
        if open_ones:
            self.move(open_ones[-1], CLOSED)
        return open_ones[-1] if open_ones else None

    def create(self, body, past=None, ended=LEARNT):
        """By ilert's POST; `past` and `ended` are its createdAt and updatedAt in ms."""
        place = FIRST_PLACE[body.get("status") or "INVESTIGATING"]
        group = self.groups.setdefault(("team", body["summary"]), [])
        if past is not None or any(not is_over(each) for each in group):
            group = []
        incident = self.add_incident(body["summary"], place, group)
        incident["past"] = past
        incident["is_paged"] = incident["is_paged"] and past is None
        if place is CLOSED:
            incident["resolved_on"] = ended
        self.publish(incident, body.get("message") or "", impacts_in(body))
        return incident

    def declare(self, title, mode, place=None, severity=None):
        """By incident.io's POST."""
        group = self.groups.setdefault(("team", title), [])
        if mode != "standard" or any(not is_over(each) for each in group):
            group = []
        if severity:
            self.severities[id(group)] = severity
        place = place or (CLOSED if mode == "retrospective" else IN_HAND)
        incident = self.add_incident(title, place, group)
        incident["mode"] = mode
        incident["is_paged"] = place is TRIAGE and mode == "standard"
        if mode == "retrospective":  # it is told afterwards: who knows when it got there?
            incident["stamps"] = {"Reported at"}
        return incident

    # ---- moving them ----

    def publish(self, incident, message, impacts=None):
        if impacts is not None:
            incident["impacts"] = impacts
        incident["message"] = message
        incident["entries"].insert(0, (incident["place"][1], message))

    def move(self, incident, place, is_told=False):
        before, was_over = incident["place"], is_over(incident)
        incident["place"] = place
        incident["is_paged"] = incident["is_paged"] or (
            place is TRIAGE and before is not TRIAGE and incident["mode"] == "standard")
        incident["stamps"] |= stamps_of(place)
        if was_over != is_over(incident):
            incident["resolved_on"] = None if was_over else LEARNT
            incident["ends"] += not was_over
        if incident["entries"] and before[1] != place[1] and not is_told:
            self.publish(incident, incident["message"])
        self.touched.append(incident)

    def act(self, action, incident):
        """Whether Spike's bulk action counts this incident as updated."""
        place = incident["place"]
        if action == "resolve":
            if not is_over(incident):
                self.move(incident, CLOSED)
            return True
        if is_over(incident):
            return False
        if action == "escalate":
            incident["is_paged"] = incident["is_paged"] or incident["repeats"]
            return incident["repeats"]
        if action == "acknowledge":
            if place is TRIAGE:
                self.move(incident, IN_HAND)
            return True
        if place is not TRIAGE:
            self.move(incident, TRIAGE)
            return True
        return False

    def put(self, incident, body):
        """By ilert's PUT; blanks mean absent."""
        was = incident["place"]
        word = body.get("status") or was[1]
        if word != was[1]:
            in_hand = word == "INVESTIGATING" and was[0] == "ACK"
            self.move(incident, IN_HAND if in_hand else FIRST_PLACE[word], is_told=True)
        if body.get("affectedServices"):
            incident["impacts"] = impacts_in(body)
        incident["title"] = body.get("summary") or incident["title"]
        message = body.get("message") or incident["message"]
        if not incident["entries"] or word != was[1] or message != incident["message"]:
            self.publish(incident, message)
        self.touched.append(incident)

    def edit(self, incident, title=None, severity=None, place=None):
        """By incident.io's edit; whether it is done, which is all or nothing."""
        was, wanted = incident["place"][3], place and place[3]
        if place and wanted != was and wanted not in LEGAL_MOVES.get(was, ()):
            return False
        if place and place is not incident["place"]:
            self.move(incident, place)
        if severity:
            self.set_severity(incident, severity)
        incident["title"] = title or incident["title"]
        self.touched.append(incident)
        return True

    def set_severity(self, incident, severity):
        """Spike keeps it of the group, incident.io of the occurrence."""
        incident["severity"] = self.severities[id(incident["group"])] = severity
        self.touched.append(incident)

    # ---- asking ----

    def holders(self, service_id):
        """Open incidents that impair the service."""
        return [each for each in self.incidents if not is_over(each)
                and each["impacts"].get(service_id, "OPERATIONAL") != "OPERATIONAL"]

    def is_used(self, service_id, now):
        """Whether something stands in the way of the service's deletion."""
        return (any(service_id in each["impacts"] for each in self.incidents)
                or any(service_id in each["services"] for each in self.windows.values()
                       if each["end"] > now)
                or any(service_id in shown(page) for page in self.pages.values()))


def impacts_in(body):
    return {item["service"]["id"]: item["impact"] for item in body["affectedServices"]}


def shown(page):
    """The services of a page, those in its groups too."""
    return [*page["services"], *(each for group in page["groups"].values() for each in group)]


class Rules:
    """What follows from a model at a time in ms."""

    def __init__(self, model, now):
        self.model, self.now = model, now

    def impact(self, service_id):
        return worst(each["impacts"][service_id] for each in self.model.holders(service_id))

    def runs_window(self, service_id):
        return any(service_id in window["services"] and window["start"] <= self.now < window["end"]
                   for window in self.model.windows.values())

    def status(self, service_id):
        impact = self.impact(service_id)
        if impact != "OPERATIONAL":
            return impact
        if self.runs_window(service_id):
            return "UNDER_MAINTENANCE"
        return self.model.services[service_id]["own"]

    def page_status(self, service_ids):
        return worst(self.status(service_id) for service_id in service_ids)

    def newest_first(self):
        """All incidents; those of the past stand at their times, before what was made here."""
        made_here = [each for each in self.model.incidents if each["past"] is None]
        past = [each for each in self.model.incidents if each["past"] is not None]
        past.sort(key=lambda each: (each["past"], each["nth"]), reverse=True)
        return made_here[::-1] + past

    def published(self):
        return [each for each in self.newest_first() if each["entries"]]

    def entries(self, incident):
        return incident["entries"]

    def severity(self, incident):
        """incident.io's."""
        return incident["severity"]

    def category(self, incident):
        return incident["place"][3]

    def stamps(self, incident):
        return incident["stamps"]


# ---- each wrong in one rule ----

class NewestImpactWins(Rules):
    def impact(self, service_id):
        holders = self.model.holders(service_id)
        return holders[-1]["impacts"][service_id] if holders else "OPERATIONAL"


class ResolvedHolds(Rules):
    def impact(self, service_id):
        return worst(each["impacts"].get(service_id, "OPERATIONAL")
                     for each in self.model.incidents)


class OwnStatusIsForgotten(Rules):
    def status(self, service_id):
        impact = self.impact(service_id)
        return "UNDER_MAINTENANCE" if self.runs_window(service_id) and impact == "OPERATIONAL" \
            else impact


class WindowOutranksImpact(Rules):
    def status(self, service_id):
        return "UNDER_MAINTENANCE" if self.runs_window(service_id) else super().status(service_id)


class EndedWindowHolds(Rules):
    def runs_window(self, service_id):
        return any(service_id in window["services"] and window["start"] <= self.now
                   for window in self.model.windows.values())


class BestOfPage(Rules):
    def page_status(self, service_ids):
        return min((self.status(each) for each in service_ids), key=STATUSES.index,
                   default="OPERATIONAL")


class OrderOfMaking(Rules):
    def newest_first(self):
        return self.model.incidents[::-1]


class SameWordTwiceIsOne(Rules):
    """As if a new message under the same status were no news."""
    def entries(self, incident):
        entries = incident["entries"]
        return [entry for entry, older in zip(entries, [*entries[1:], (None, None)])
                if entry[0] != older[0]]


class SeverityOfTheGroup(Rules):
    def severity(self, incident):
        return self.model.severities.get(id(incident["group"]))


class PausedIsLive(Rules):
    def category(self, incident):
        return "live" if incident["place"] is PAUSED else super().category(incident)


class ReopenedWasNeverResolved(Rules):
    def stamps(self, incident):
        return incident["stamps"] if is_over(incident) \
            else incident["stamps"] - {"Resolved at", "Closed at"}


WRONG_RULES = (NewestImpactWins, ResolvedHolds, OwnStatusIsForgotten, WindowOutranksImpact,
               EndedWindowHolds, BestOfPage, OrderOfMaking, SameWordTwiceIsOne,
               SeverityOfTheGroup, PausedIsLive, ReopenedWasNeverResolved)
