// search_time.c -- incidents by their times, and times in the order of incidents.
//
// When an incident was changed last the index knows by the day, and by months of 32 days: what lies
// within is a few rows of bits, what lies in the days at both ends is looked up. When one was
// created its number tells; for the late ones there are days and months too.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_search_priv.h"

enum { LATE_PASSED = 32 }; // late ones that are passed over before all is cut in halves

// ---- the order ----

/* The first number from `number` on, below `end`, that is not late; `end` when there is none. */
static int64_t next_in_order(const struct searching *s, int64_t number, int64_t end)
{
    if (s->late == NULL)
        return number;
    return (int64_t)bits_next_clear(s->late, (size_t)number, (size_t)end);
}

/* By halves: each step looks at one incident, and passes late ones in the upper half alone. */
static enum err search_by_halves(struct searching *s, const struct incident_place *place,
                                 int64_t *out)
{
    int64_t low = 1;
    int64_t high = s->order.count + 1;
    while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        const int64_t number = next_in_order(s, middle, high);
        struct incident_place there = {0};
        if (number < high)
            TRY(incident_place_by_number(&s->c->store, number, &there));
        if (number < high && incident_place_order(&there, place) < 0)
            low = number + 1;
        else
            high = middle;
    }
    *out = low;
    return OK;
}

/* Mostly the next incident by time is not late, or one soon after it. */
enum err search_first_behind(struct searching *s, const struct incident_place *place, int64_t *out)
{
    const struct incident_place newest = {.created_at = s->order.newest_at,
                                          .id = s->order.newest_id};
    struct place_list next = {0};
    if (incident_place_order(&newest, place) < 0) {
        *out = s->order.count + 1;
        return OK;
    }
    TRY(incident_places_from(&s->c->store, place, s->late == NULL ? 1 : LATE_PASSED, &next));
    for (size_t i = 0; i < next.count; i++) {
        if (search_is_late(s, next.items[i].number))
            continue;
        *out = next.items[i].number;
        return OK;
    }
    return search_by_halves(s, place, out);
}

// ---- days and months ----

// Where the index and the rows keep a time.
struct time_kind {
    enum facet_kind day;
    enum facet_kind month;
    enum err (*between)(struct store *s, struct time_range range, number_taker *taker,
                        void *context);
};

static const struct time_kind updated = {FACET_UPDATED_DAY, FACET_UPDATED_MONTH,
                                         incidents_updated_between};
static const struct time_kind created_late = {FACET_CREATED_DAY, FACET_CREATED_MONTH,
                                              late_incidents_between};

// What is added to which bits.
struct time_adding {
    struct searching *s;
    const struct time_kind *kind;
    struct run_adding to;
};

/* All of these days or months, both inclusive. */
static enum err add_whole(const struct time_adding *adding, enum facet_kind kind, int64_t from,
                          int64_t until)
{
    const struct chunk_run run = adding->to.run;
    const struct facet_range range = {
        .kind = kind,
        .from_value = from,
        .until_value = until,
        .from_chunk = (int64_t)run.first,
        .until_chunk = (int64_t)(run.first + run.count - 1),
    };
    struct run_adding to = adding->to;
    return from > until ? OK : facet_bits_each(&adding->s->c->store, &range, search_add_bits, &to);
}

static enum err add_days(const struct time_adding *adding, int64_t from, int64_t until)
{
    const int64_t first_month = facet_month(from + FACET_MONTH_DAYS - 1);
    const int64_t end_month = facet_month(until + 1);
    if (first_month >= end_month)
        return add_whole(adding, adding->kind->day, from, until);
    TRY(add_whole(adding, adding->kind->day, from, first_month * FACET_MONTH_DAYS - 1));
    TRY(add_whole(adding, adding->kind->month, first_month, end_month - 1));
    return add_whole(adding, adding->kind->day, end_month * FACET_MONTH_DAYS, until);
}

static enum err add_rows(const struct time_adding *adding, msec from_at, msec until_at)
{
    const struct time_range range = {.from_at = from_at, .until_at = until_at};
    struct run_adding to = adding->to;
    if (from_at > until_at)
        return OK;
    return adding->kind->between(&adding->s->c->store, range, search_add_number, &to);
}

/* The whole days of a range by the index, the rest by the rows. */
static enum err add_between(const struct time_adding *adding, struct time_range range)
{
    const int64_t first_day = facet_day(range.from_at + MSEC_PER_DAY - 1);
    const int64_t end_day = facet_day(range.until_at + 1);
    if (first_day >= end_day)
        return add_rows(adding, range.from_at, range.until_at);
    TRY(add_rows(adding, range.from_at, first_day * MSEC_PER_DAY - 1));
    TRY(add_days(adding, first_day, end_day - 1));
    return add_rows(adding, end_day * MSEC_PER_DAY, range.until_at);
}

// ---- conditions ----

static msec bounded(msec at)
{
    if (at < -SEARCH_END_AT)
        return -SEARCH_END_AT;
    return at < SEARCH_END_AT ? at : SEARCH_END_AT;
}

static struct time_range range_of(const struct incident_condition *condition)
{
    return (struct time_range){.from_at = bounded(condition->from_at),
                               .until_at = bounded(condition->until_at)};
}

static enum err find_numbers(struct searching *s, struct time_range range, struct number_range *out)
{
    const struct incident_place from = {.created_at = range.from_at};
    const struct incident_place behind = {.created_at = range.until_at + 1};
    if (out->is_known)
        return OK;
    TRY(search_first_behind(s, &from, &out->from));
    TRY(search_first_behind(s, &behind, &out->until));
    out->until--;
    out->is_known = true;
    return OK;
}

static void add_numbers(const struct number_range *numbers, struct chunk_run run, uint64_t *bits)
{
    const int64_t first = (int64_t)run.first * FACET_CHUNK_NUMBERS;
    const int64_t end = first + (int64_t)run.count * FACET_CHUNK_NUMBERS;
    const int64_t from = numbers->from > first ? numbers->from : first;
    const int64_t until = numbers->until < end ? numbers->until + 1 : end;
    for (int64_t number = from; number < until;) {
        const size_t place = (size_t)(number - first);
        if (place % BITS_PER_WORD == 0 && until - number >= BITS_PER_WORD) {
            bits[place / BITS_PER_WORD] = UINT64_MAX;
            number += BITS_PER_WORD;
        } else {
            bits_set(bits, place);
            number++;
        }
    }
}

static enum err add_created(const struct time_adding *adding, struct time_range range,
                            struct number_range *numbers)
{
    const struct run_adding *to = &adding->to;
    const struct searching *s = adding->s;
    TRY(find_numbers(adding->s, range, numbers));
    add_numbers(numbers, to->run, to->bits);
    if (s->late == NULL)
        return OK;
    bits_and_not(to->bits, s->late + to->run.first * FACET_CHUNK_WORDS, run_words(to->run));
    return add_between(adding, range);
}

enum err search_time(struct searching *s, struct chunk_run run, size_t condition, uint64_t *bits)
{
    const struct incident_condition *asked = &s->asked->conditions[condition];
    const bool is_updated = asked->kind == CONDITION_UPDATED;
    const struct time_range range = range_of(asked);
    const struct time_adding adding = {
        .s = s,
        .kind = is_updated ? &updated : &created_late,
        .to = {.run = run, .bits = bits},
    };
    if (range.from_at > range.until_at)
        return OK;
    return is_updated ? add_between(&adding, range)
                      : add_created(&adding, range, &s->created[condition]);
}
