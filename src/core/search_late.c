// search_late.c -- late incidents for the page: those that match, near the cursor in time.
//
// Their numbers do not tell when they were created; months and days of the index do. Of a few all
// are taken, and the page is sorted. Of more, the months behind the cursor are gone through one
// after the other, and the days of a month of which many match, until there is a page of them; a
// day of which many match is walked in order. So the work depends on the months and days that are
// passed, and on how many late incidents such a day has, not on how many match.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_search_priv.h"

enum { LATE_STEP = 256 }; // rows of a day that are looked at in one go

// The late ones that match, and what is taken of them.
struct late_walk {
    struct searching *s;
    const struct incident_place *cursor;
    struct chunk_run run;     // in which any match
    const uint64_t *matching; // of the run
    struct numbers *numbers;
    size_t wanted; // of the numbers taken so far, with those that may lie before the cursor
};

// Those that match of one month, or of one day.
struct late_span {
    enum facet_kind kind;
    int64_t value;  // the month or day
    uint64_t *bits; // of the run
    size_t count;   // 0: there is no span any more
};

// ---- what matches ----

/* All of it; those that match are in w->matching when there are any. */
static enum err find_matching(struct late_walk *w, size_t *out_count)
{
    struct searching *s = w->s;
    uint64_t *all = arena_array(s->c->store.arena, uint64_t, s->chunk_count * FACET_CHUNK_WORDS);
    size_t count = 0;
    for (size_t chunk = 0; chunk < s->chunk_count; chunk++) {
        const uint64_t *late = s->late + chunk * FACET_CHUNK_WORDS;
        const uint64_t *found = NULL;
        uint64_t *bits = all + chunk * FACET_CHUNK_WORDS;
        if (s->counts[chunk] == 0 || bits_next(late, 0, FACET_CHUNK_NUMBERS) == FACET_CHUNK_NUMBERS)
            continue;
        TRY(search_found(s, chunk, &found));
        memcpy(bits, found, FACET_CHUNK_BYTES);
        bits_and(bits, late, FACET_CHUNK_WORDS);
        const size_t here = (size_t)bits_count(bits, FACET_CHUNK_WORDS);
        if (here == 0)
            continue;
        if (count == 0)
            w->run.first = chunk;
        w->run.count = chunk + 1 - w->run.first;
        count += here;
    }
    w->matching = all + w->run.first * FACET_CHUNK_WORDS;
    *out_count = count;
    return OK;
}

static void take_all(struct late_walk *w, const uint64_t *bits)
{
    const size_t end = w->run.count * FACET_CHUNK_NUMBERS;
    const int64_t first = (int64_t)w->run.first * FACET_CHUNK_NUMBERS;
    for (size_t place = bits_next(bits, 0, end); place < end;
         place = bits_next(bits, place + 1, end))
        w->numbers->items[w->numbers->count++] = first + (int64_t)place;
}

static bool is_done(const struct late_walk *w)
{
    return w->numbers->count >= w->wanted;
}

// ---- months and days ----

static bool is_up(const struct late_walk *w)
{
    return w->s->asked->oldest_first;
}

static int64_t span_of(enum facet_kind kind, msec at)
{
    const int64_t day = facet_day(at);
    return kind == FACET_CREATED_DAY ? day : facet_month(day);
}

static enum err match_span(struct late_walk *w, struct late_span *span)
{
    const struct facet facet = {.kind = span->kind, .value = span->value};
    memset(span->bits, 0, run_words(w->run) * sizeof(*span->bits));
    TRY(search_facet(w->s, w->run, facet, span->bits));
    bits_and(span->bits, w->matching, run_words(w->run));
    span->count = (size_t)bits_count(span->bits, run_words(w->run));
    return OK;
}

/* The next span in the direction of the list in which any match, from `from` up to `end`. */
static enum err next_span(struct late_walk *w, int64_t from, int64_t end, struct late_span *span)
{
    span->count = 0;
    while (span->count == 0) {
        const enum err found =
            facet_value_next(&w->s->c->store, span->kind, from, is_up(w), &span->value);
        if (found == ERR_NOT_FOUND)
            return OK;
        TRY(found);
        if (is_up(w) ? span->value > end : span->value < end)
            return OK;
        TRY(match_span(w, span));
        from = span->value + (is_up(w) ? 1 : -1);
    }
    return OK;
}

/* A span of few is taken whole; what lies before the cursor then does not count for the page. */
static bool take_span(struct late_walk *w, const struct late_span *span)
{
    if (span->count > SEARCH_LATE_FEW)
        return false;
    if (span->value == span_of(span->kind, w->cursor->created_at))
        w->wanted += span->count;
    take_all(w, span->bits);
    return true;
}

/* Where the walk of a day begins: at the day's end, or at the cursor within. */
static struct incident_place place_before(const struct late_walk *w, int64_t day)
{
    const struct incident_place end = {.created_at = (is_up(w) ? day : day + 1) * MSEC_PER_DAY};
    const int behind = is_up(w) ? 1 : -1;
    return incident_place_order(w->cursor, &end) == behind ? *w->cursor : end;
}

static bool is_among(const struct late_walk *w, const struct late_span *day, int64_t number)
{
    const int64_t place = number - (int64_t)w->run.first * FACET_CHUNK_NUMBERS;
    return place >= 0 && place < (int64_t)(w->run.count * FACET_CHUNK_NUMBERS) &&
           bits_has(day->bits, (size_t)place);
}

static enum err walk_day(struct late_walk *w, const struct late_span *day)
{
    struct incident_place items[LATE_STEP];
    struct place_room room = {.items = items, .max = LATE_STEP};
    struct incident_place at = place_before(w, day->value);
    do {
        TRY(late_incidents_behind(&w->s->c->store, &at, is_up(w), &room));
        for (size_t i = 0; i < room.count && !is_done(w); i++) {
            if (is_among(w, day, items[i].number))
                w->numbers->items[w->numbers->count++] = items[i].number;
        }
        if (room.count > 0)
            at = items[room.count - 1];
    } while (room.count == LATE_STEP && facet_day(at.created_at) == day->value && !is_done(w));
    return OK;
}

static enum err walk_days(struct late_walk *w, int64_t month, struct late_span *day)
{
    const int64_t first = month * FACET_MONTH_DAYS;
    const int64_t last = first + FACET_MONTH_DAYS - 1;
    const int64_t cursor = facet_day(w->cursor->created_at);
    int64_t from = is_up(w) ? first : last;
    if (facet_month(cursor) == month)
        from = cursor;
    while (!is_done(w)) {
        TRY(next_span(w, from, is_up(w) ? last : first, day));
        if (day->count == 0)
            return OK;
        if (!take_span(w, day))
            TRY(walk_day(w, day));
        from = day->value + (is_up(w) ? 1 : -1);
    }
    return OK;
}

static enum err walk_months(struct late_walk *w)
{
    struct arena *arena = w->s->c->store.arena;
    struct late_span month = {.kind = FACET_CREATED_MONTH,
                              .bits = arena_array(arena, uint64_t, run_words(w->run))};
    struct late_span day = {.kind = FACET_CREATED_DAY,
                            .bits = arena_array(arena, uint64_t, run_words(w->run))};
    int64_t from = span_of(FACET_CREATED_MONTH, w->cursor->created_at);
    while (!is_done(w)) {
        TRY(next_span(w, from, is_up(w) ? INT64_MAX : INT64_MIN, &month));
        if (month.count == 0)
            return OK;
        if (!take_span(w, &month))
            TRY(walk_days(w, month.value, &day));
        from = month.value + (is_up(w) ? 1 : -1);
    }
    return OK;
}

enum err search_late(struct searching *s, const struct incident_place *cursor,
                     struct numbers *numbers)
{
    struct late_walk walk = {
        .s = s,
        .cursor = cursor,
        .numbers = numbers,
        .wanted = numbers->count + (size_t)s->asked->take + 1,
    };
    size_t count = 0;
    TRY(find_matching(&walk, &count));
    if (count > SEARCH_LATE_FEW)
        return walk_months(&walk);
    if (count > 0)
        take_all(&walk, walk.matching);
    return OK;
}
