"""filter_wrong.py -- evaluators that are each wrong in one operator: all of them must be noticed.

SPDX-License-Identifier: Apache-2.0
"""

from filter_reference import DAY, LARGEST_PAGE, Reference, in_microseconds


class GteLeavesOutTheRankItself(Reference):
    def severity_gte(self, row, wanted):
        return row.severity is not None and self.rank(row.severity) > self.rank(min(wanted))


class LteTakesInWhatHasNoSeverity(Reference):
    def severity_lte(self, row, wanted):
        return row.severity is None or super().severity_lte(row, wanted)


class NotInWantsASeverity(Reference):
    def severity_not_in(self, row, wanted):
        return row.severity is not None and row.severity not in wanted


class StatusOfSeveralValuesIsTheFirst(Reference):
    def read_status(self, values):
        return super().read_status(values[:1])


class ActiveIsNoCategory(Reference):
    def category(self, word):
        return word


class TypeNotInIsOneOf(Reference):
    def incident_type_not_in(self, row, wanted):
        return row.type in wanted


class CreatedLteLeavesOutTheInstant(Reference):
    def created_at_lte(self, row, text):
        return row.created_at < in_microseconds(text)


class UpdatedGteLooksAtTheCreation(Reference):
    def updated_at_gte(self, row, text):
        return row.created_at >= in_microseconds(text)


class RangeEndsAtMidnight(Reference):
    def is_between(self, at, start, end):
        return in_microseconds(start) <= at <= in_microseconds(end)


class LteTakesInTheDay(Reference):
    def created_at_lte(self, row, text):
        return row.created_at <= in_microseconds(text) + (DAY - 1 if len(text) == 10 else 0)


class IsSetMeansSet(Reference):
    def role_is_set(self, user, wanted):
        return (user is not None) == (wanted == "true")


class FieldIsBlankMeansSet(Reference):
    def field_is_blank(self, held, wanted):
        return bool(held) == (wanted == "true")


class NotInWantsAValue(Reference):
    def choice_not_in(self, held, wanted):
        return bool(held) and super().choice_not_in(held, wanted)


class OneOfWantsThemAll(Reference):
    def choice_one_of(self, held, wanted):
        return bool(held) and all(value in wanted for value in held)


class EntriesGoByIdAlone(Reference):
    def read_choice(self, known, values):
        return set(values) if known.is_catalog else super().read_choice(known, values)


class LetterCaseCounts(Reference):
    def folded(self, text):
        return text


class ContainsLooksAtTheStart(Reference):
    def text_contains(self, held, wanted):
        return self.text_starts_with(held, wanted)


class NumbersAreTexts(Reference):
    def number_is(self, held, wanted):
        return any(text in [f"{each:g}" for each in wanted] for text in held)


class NumberGteLeavesItOut(Reference):
    def number_gte(self, held, wanted):
        return any(self.number(text) > wanted[0] for text in held)


class ModeIsAFilterAmongThem(Reference):
    def passes(self, row, modes, results, combine):
        return combine([row.mode in modes, *results])


class TestsAreShownToo(Reference):
    def modes(self, wanted):
        return wanted or ["standard", "retrospective", "test"]


class PrivateIsForAll(Reference):
    def is_in_reach(self, reach, row):
        return reach.team in (None, row.team)


class TheCursorMustMatch(Reference):
    def behind(self, found, after, oldest_first):
        if all(row.id != after for row in found):
            return found
        return super().behind(found, after, oldest_first)


class TiesAreBrokenTheOtherWay(Reference):
    def place(self, row):
        return row.created_at, [-ord(each) for each in row.id]


class TheCountIsOfTheRest(Reference):
    def total(self, found, behind):
        return len(behind)


class PagesGoTo500(Reference):
    def largest_page(self):
        return 2 * LARGEST_PAGE


WRONG = Reference.__subclasses__()
