"""filter_reference.py -- what GET /v2/incidents is to answer: plain loops over rows in memory.

Written from the vendor's page and from docs/incidentio.md, not from the server. A question is the
decoded parameters, a list of (name, value). Times are microseconds since 1970.

SPDX-License-Identifier: Apache-2.0
"""

import re
from dataclasses import dataclass, field
from datetime import datetime, timezone

PARAMETER = re.compile(r"(?P<filter>\w+)(\[(?P<subject>.+)\])?\[(?P<operator>\w+)\]")
DATE = re.compile(r"\d{4}-\d\d-\d\d")
DAY = 24 * 60 * 60 * 1_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
ALIASES = {"active": "live", "post-incident": "learning"}
USUAL_PAGE, LARGEST_PAGE = 25, 250
OLDEST_FIRST = "created_at_oldest_first"


def in_microseconds(text):
    if DATE.fullmatch(text):
        text += "T00:00:00Z"
    since = datetime.fromisoformat(text.replace("Z", "+00:00")) - EPOCH
    return since.days * DAY + since.seconds * 1_000_000 + since.microseconds


@dataclass
class Field:
    """A custom field: `choices` are its options or catalog entries, {id: all that names it}."""
    id: str
    name: str
    type: str
    choices: dict = field(default_factory=dict)
    is_catalog: bool = False


@dataclass
class Facts:
    """The configuration: {id: ...}."""
    statuses: dict = field(default_factory=dict)  # (name, category)
    severities: dict = field(default_factory=dict)  # (name, rank)
    types: dict = field(default_factory=dict)  # name
    roles: dict = field(default_factory=dict)  # name
    users: dict = field(default_factory=dict)  # (e-mail, name)
    fields: dict = field(default_factory=dict)  # Field


@dataclass(frozen=True)
class Reach:
    """What a key sees: `team` None is all of them."""
    team: object
    sees_private: bool


@dataclass
class Row:
    """An incident, as it is shown by itself; its team is known by whoever made it."""
    id: str
    created_at: int
    updated_at: int
    status: str
    severity: object
    type: str
    mode: str
    is_private: bool
    team: object
    roles: dict  # user by role
    values: dict  # list of texts or ids by field

    @property
    def place(self):
        """Ids sort as rows do."""
        return self.created_at, self.id


@dataclass
class Answer:
    ids: list  # of the page
    total: int
    page_size: int
    after: object  # None on the last page


def ids_named(named, text):
    """{id: a name, or several}: the id itself, else what has that name, in any letter case."""
    if text in named:
        return {text}
    return {each for each, names in named.items()
            if text.lower() in [name.lower() for name in ([names] if isinstance(names, str)
                                                          else names)]}


class Reference:
    """Each method `FILTER_OPERATOR` says whether a row passes; its values are prepared by the
    method `read_FILTER`, or with the type of the field `read_TYPE`."""

    def __init__(self, facts, rows):
        self.facts, self.rows = facts, rows

    # ---- the whole question ----

    def answer(self, reach, question):
        asked = self.by_name(question)
        size = min(int(asked.pop("page_size", [USUAL_PAGE])[0]), self.largest_page())
        after = asked.pop("after", [None])[0]
        oldest_first = asked.get("sort_by", [""])[0] == OLDEST_FIRST
        found = self.in_order(reach, asked)
        behind = found if after is None else self.behind(found, after, oldest_first)
        page = [row.id for row in behind[:size]]
        return Answer(page, self.total(found, behind), size,
                      page[-1] if len(behind) > size else None)

    def by_name(self, question):
        asked = {}
        for name, value in question:
            if value:
                asked.setdefault(name, []).append(value)
        return asked

    def found(self, reach, question):
        """The ids of all that match, whatever the page."""
        return [row.id for row in self.in_order(reach, self.by_name(question))]

    def in_order(self, reach, asked):
        """All that match."""
        oldest_first = asked.pop("sort_by", [""])[0] == OLDEST_FIRST
        combine = {"all": all, "any": any}[asked.pop("filter_mode", ["all"])[0]]
        found = [row for row in self.rows if self.is_in_reach(reach, row)]
        found = self.filtered(found, asked, combine)
        return sorted(found, key=self.place, reverse=not oldest_first)

    def filtered(self, rows, asked, combine):
        modes = self.modes(asked.pop("mode[one_of]", None))
        tests = [self.test(name, values) for name, values in asked.items()]
        if not tests:
            return [row for row in rows if row.mode in modes]
        return [row for row in rows if self.passes(row, modes, [test(row) for test in tests],
                                                   combine)]

    def passes(self, row, modes, results, combine):
        return row.mode in modes and combine(results)

    def modes(self, wanted):
        return wanted or ["standard", "retrospective"]

    def is_in_reach(self, reach, row):
        return reach.team in (None, row.team) and (reach.sees_private or not row.is_private)

    def behind(self, found, after, oldest_first):
        cursor = self.place(next(row for row in self.rows if row.id == after))
        if oldest_first:
            return [row for row in found if self.place(row) > cursor]
        return [row for row in found if self.place(row) < cursor]

    def place(self, row):
        return row.place

    def total(self, found, behind):
        return len(found)

    def largest_page(self):
        return LARGEST_PAGE

    # ---- one filter ----

    def test(self, name, values):
        found = PARAMETER.fullmatch(name)
        kind, operator = found["filter"], found["operator"]
        if found["subject"] is None:
            wanted = getattr(self, "read_" + kind)(values)
            passes = getattr(self, f"{kind}_{operator}")
            return lambda row: passes(row, wanted)
        if kind == "incident_role":
            return self.role_test(found["subject"], operator, values)
        return self.field_test(found["subject"], operator, values)

    def role_test(self, subject, operator, values):
        role = ids_named(self.facts.roles, subject).pop()
        wanted = self.read_user(values) if operator == "one_of" else values[0]
        passes = getattr(self, "role_" + operator)
        return lambda row: passes(row.roles.get(role), wanted)

    def field_test(self, subject, operator, values):
        names = {each: known.name for each, known in self.facts.fields.items()}
        known = self.facts.fields[ids_named(names, subject).pop()]
        if operator in ("is_blank", "is_set"):
            passes, wanted = getattr(self, "field_" + operator), values[0]
        else:
            kind = {"single_select": "choice", "multi_select": "choice", "text": "text",
                    "link": "text", "numeric": "number"}[known.type]
            wanted = getattr(self, "read_" + kind)(known, values)
            passes = getattr(self, f"{kind}_{operator}")
        return lambda row: passes(row.values.get(known.id, []), wanted)

    # ---- facts of the incident itself ----

    def read_status(self, values):
        names = {each: name for each, (name, _) in self.facts.statuses.items()}
        return set().union(*(ids_named(names, value) for value in values))

    def read_status_category(self, values):
        wanted = {self.category(value) for value in values}
        return {each for each, (_, category) in self.facts.statuses.items() if category in wanted}

    def category(self, word):
        return ALIASES.get(word, word)

    def status_one_of(self, row, wanted):
        return row.status in wanted

    def status_not_in(self, row, wanted):
        return row.status not in wanted

    def status_category_one_of(self, row, wanted):
        return row.status in wanted

    def status_category_not_in(self, row, wanted):
        return row.status not in wanted

    def read_severity(self, values):
        names = {each: name for each, (name, _) in self.facts.severities.items()}
        return set().union(*(ids_named(names, value) for value in values))

    def severity_one_of(self, row, wanted):
        return row.severity in wanted

    def severity_not_in(self, row, wanted):
        return row.severity not in wanted

    def rank(self, severity):
        return self.facts.severities[severity][1]

    def severity_gte(self, row, wanted):
        return row.severity is not None and self.rank(row.severity) >= self.rank(min(wanted))

    def severity_lte(self, row, wanted):
        return row.severity is not None and self.rank(row.severity) <= self.rank(min(wanted))

    def read_incident_type(self, values):
        return set().union(*(ids_named(self.facts.types, value) for value in values))

    def incident_type_one_of(self, row, wanted):
        return row.type in wanted

    def incident_type_not_in(self, row, wanted):
        return row.type not in wanted

    # ---- times ----

    def read_created_at(self, values):
        return values[0]

    read_updated_at = read_created_at

    def created_at_gte(self, row, text):
        return row.created_at >= in_microseconds(text)

    def created_at_lte(self, row, text):
        return row.created_at <= in_microseconds(text)

    def created_at_date_range(self, row, text):
        return self.is_between(row.created_at, *text.split("~"))

    def updated_at_gte(self, row, text):
        return row.updated_at >= in_microseconds(text)

    def updated_at_lte(self, row, text):
        return row.updated_at <= in_microseconds(text)

    def updated_at_date_range(self, row, text):
        return self.is_between(row.updated_at, *text.split("~"))

    def is_between(self, at, start, end):
        """An end without a time of day takes in its day."""
        last = in_microseconds(end) + (DAY - 1 if DATE.fullmatch(end) else 0)
        return in_microseconds(start) <= at <= last

    # ---- roles; `true` means that nobody has it, with is_set too ----

    def read_user(self, values):
        return set().union(*(ids_named(self.facts.users, value) for value in values))

    def role_one_of(self, user, wanted):
        return user in wanted

    def role_is_blank(self, user, wanted):
        return (user is None) == (wanted == "true")

    def role_is_set(self, user, wanted):
        return (user is None) == (wanted == "true")

    # ---- custom fields ----

    def field_is_blank(self, held, wanted):
        return (not held) == (wanted == "true")

    def field_is_set(self, held, wanted):
        return (not held) == (wanted == "true")

    def read_choice(self, known, values):
        """Catalog entries are named exactly, options in any letter case."""
        if not known.is_catalog:
            return set().union(*(ids_named(known.choices, value) for value in values))
        return {each for each, names in known.choices.items()
                if each in values or set(names) & set(values)}

    def choice_one_of(self, held, wanted):
        return any(value in wanted for value in held)

    def choice_not_in(self, held, wanted):
        return not any(value in wanted for value in held)

    def read_text(self, known, values):
        return [self.folded(value) for value in values]

    def folded(self, text):
        return text.lower()

    def text_one_of(self, held, wanted):
        return any(self.folded(text) in wanted for text in held)

    def text_is(self, held, wanted):
        return any(self.folded(text) in wanted for text in held)

    def text_contains(self, held, wanted):
        return any(part in self.folded(text) for text in held for part in wanted)

    def text_starts_with(self, held, wanted):
        return any(self.folded(text).startswith(part) for text in held for part in wanted)

    def read_number(self, known, values):
        return [self.number(value) for value in values]

    def number(self, text):
        return float(text)

    def number_one_of(self, held, wanted):
        return any(self.number(text) in wanted for text in held)

    def number_is(self, held, wanted):
        return any(self.number(text) in wanted for text in held)

    def number_gte(self, held, wanted):
        return any(self.number(text) >= wanted[0] for text in held)

    def number_lte(self, held, wanted):
        return any(self.number(text) <= wanted[0] for text in held)
