"""filter_questions.py -- questions to GET /v2/incidents, by chance, and how clients spell them.

SPDX-License-Identifier: Apache-2.0
"""

from urllib.parse import quote

from filter_reference import ALIASES, DAY
from filter_world import LINKS, NOTES, NUMBERS, ALL_MODES, of_microseconds

CATEGORIES = ("triage", "declined", "merged", "canceled", "live", "learning", "closed", "paused",
              *ALIASES)
PAGE_SIZES = (1, 2, 2, 3, 3, 4, 5, 7)
LARGE_PAGE_SIZES = (25, 60, 250, 251, 500, None)
LARGE_SHARE = 0.06  # reading them costs most of the time
MOST_FILTERS = 4
MILLISECOND = 1000


class Questions:
    def __init__(self, world, chance):
        self.world, self.facts, self.chance = world, world.facts, chance
        self.rows = world.rows
        self.filters = (self.status, self.category, self.severity, self.severity_rank, self.type,
                        self.time, self.time, self.role, self.role_blank, self.field, self.field,
                        self.field, self.field_blank)

    def ask(self):
        """The decoded parameters in some order."""
        asked = []
        for _ in range(self.chance.randint(0, MOST_FILTERS)):
            for pair in self.chance.choice(self.filters)():
                if all(pair[0] != name for name, _ in asked) or self.takes_many(pair[0]):
                    asked.append(pair)
        asked += self.options()
        self.chance.shuffle(asked)
        return asked

    def takes_many(self, name):
        return name.endswith(("one_of]", "not_in]", "[is]", "contains]", "starts_with]"))

    def likely(self, share):
        return self.chance.random() < share

    def options(self):
        chosen = []
        if self.likely(0.3):
            chosen += [("mode[one_of]", mode)
                       for mode in self.chance.sample(ALL_MODES, self.chance.randint(1, 4))]
        if self.likely(0.4):
            chosen.append(("sort_by", self.chance.choice(("created_at_oldest_first",
                                                          "created_at_newest_first"))))
        if self.likely(0.4):
            chosen.append(("filter_mode", self.chance.choice(("any", "any", "all"))))
        sizes = LARGE_PAGE_SIZES if self.likely(LARGE_SHARE) else PAGE_SIZES
        if (size := self.chance.choice(sizes)) is not None:
            chosen.append(("page_size", str(size)))
        if self.likely(0.15):
            chosen.append(("after", ""))
        if self.likely(0.1):
            chosen.append(("status[one_of]", ""))
        return chosen

    # ---- a filter each: its parameters ----

    def some(self, named, most=3):
        """Ids, or what else names these rows, in any letter case."""
        chosen = self.chance.sample(list(named), min(len(named), self.chance.randint(1, most)))
        return [self.one_name(each, named[each]) for each in chosen]

    def one_name(self, row_id, names):
        if self.likely(0.6):
            return row_id
        name = names if isinstance(names, str) else self.chance.choice(names)
        return self.chance.choice((name, name, name.upper(), name.lower()))

    def one_of_or_not(self, name, values):
        operator = self.chance.choice(("one_of", "one_of", "not_in"))
        return [(f"{name}[{operator}]", value) for value in values]

    def status(self):
        names = {each: name for each, (name, _) in self.facts.statuses.items()}
        return self.one_of_or_not("status", self.some(names))

    def category(self):
        return self.one_of_or_not("status_category",
                                  self.chance.sample(CATEGORIES, self.chance.randint(1, 3)))

    def severity_names(self):
        return {each: name for each, (name, _) in self.facts.severities.items()}

    def severity(self):
        return self.one_of_or_not("severity", self.some(self.severity_names()))

    def severity_rank(self):
        operator = self.chance.choice(("gte", "lte"))
        return [(f"severity[{operator}]", value) for value in self.some(self.severity_names(), 1)]

    def type(self):
        return self.one_of_or_not("incident_type", self.some(self.facts.types))

    def time(self):
        name = self.chance.choice(("created_at", "updated_at"))
        operator = self.chance.choice(("gte", "lte", "date_range"))
        if operator != "date_range":
            return [(f"{name}[{operator}]", self.instant(self.some_time(name)))]
        start, end = sorted((self.some_time(name), self.some_time(name)))
        return [(f"{name}[date_range]", self.instant(start) + "~" + self.range_end(start, end))]

    def some_time(self, name):
        at = getattr(self.chance.choice(self.rows), name)
        return at + self.chance.choice((0, 0, 1, -1, MILLISECOND, -MILLISECOND, DAY))

    def instant(self, at):
        if self.likely(0.4):
            return of_microseconds(at)[:len("2026-01-01")]
        text = of_microseconds(at)
        if self.likely(0.2):  # the same instant, elsewhere
            return of_microseconds(at + DAY // 12).replace("Z", "+02:00")
        return text

    def range_end(self, start, end):
        text = self.instant(end)
        return text if end - start > DAY else of_microseconds(end)

    def role(self):
        role = self.one_name(*self.chance.choice(list(self.facts.roles.items())))
        return [(f"incident_role[{role}][one_of]", user) for user in self.some(self.facts.users)]

    def role_blank(self):
        role = self.one_name(*self.chance.choice(list(self.facts.roles.items())))
        return [(f"incident_role[{role}][{self.chance.choice(('is_blank', 'is_set'))}]",
                 self.chance.choice(("true", "false")))]

    def field_blank(self):
        known = self.chance.choice(list(self.facts.fields.values()))
        return [(f"custom_field[{self.one_name(known.id, known.name)}]"
                 f"[{self.chance.choice(('is_blank', 'is_set'))}]",
                 self.chance.choice(("true", "false")))]

    def field(self):
        known = self.chance.choice(list(self.facts.fields.values()))
        name = f"custom_field[{self.one_name(known.id, known.name)}]"
        if known.choices:
            return self.one_of_or_not(name, self.choices(known))
        if known.type == "numeric":
            return self.number(name)
        texts = NOTES if known.type == "text" else LINKS
        operator = self.chance.choice(("one_of", "is", "contains", "starts_with"))
        return [(f"{name}[{operator}]", self.piece(operator, self.chance.choice(texts)))
                for _ in range(self.chance.randint(1, 2))]

    def choices(self, known):
        if not known.is_catalog:
            return self.some(known.choices)
        chosen = [self.chance.choice([entry, *names]) for entry, names in
                  self.chance.sample(list(known.choices.items()), 2)]
        return [*chosen, "nothing"] if self.likely(0.1) else chosen

    def number(self, name):
        operator = self.chance.choice(("one_of", "is", "gte", "lte"))
        most = 2 if operator in ("one_of", "is") else 1
        return [(f"{name}[{operator}]", self.chance.choice((*NUMBERS, "-0", "1.49", "010")))
                for _ in range(self.chance.randint(1, most))]

    def piece(self, operator, text):
        """Of a text, in any letter case."""
        start, end = 0, len(text)
        if operator in ("contains", "starts_with"):
            end = self.chance.randint(1, len(text))
        if operator == "contains":
            start = self.chance.randrange(end)
        piece = text[start:end]
        if not piece.strip():
            piece = text
        return self.chance.choice((piece, piece.upper(), piece.lower()))

    # ---- on the wire ----

    def spelled(self, question):
        """With brackets raw or escaped, blanks as + or %20, the ~ raw or escaped."""
        safe = self.chance.choice(("", "[]", "[]~"))
        blank = self.chance.choice(("+", "%20"))
        return "&".join(quote(name, safe=safe).replace("%20", blank) + "="
                        + quote(value, safe=safe.replace("[]", "") + ":").replace("%20", blank)
                        .replace("~", self.chance.choice(("~", "%7E")))
                        for name, value in question)
