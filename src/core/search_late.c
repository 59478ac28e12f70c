// search_late.c -- late incidents for the page: those that match, near the cursor in time.
//
// Their numbers do not tell when they were created. Of a few that match all are taken, and the page
// is sorted. Where so large a share matches that a page is near, the late ones behind the cursor
// are walked. Else the months behind it are gone through one after the other, and the days of a
// month of which many match, until there is a page of them; a day of which many match is walked. So
// the work depends on the months and days that are passed, and on how many late ones such a day
// has.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_search_priv.h"

enum {
    LATE_STEP = 256, // rows that are looked at in one go
    NEAR_STEPS = 4,  // of them, before months are looked at
};

// The late ones that match, and what is taken of them.
struct late_walk {
    struct searching *s;
    struct incident_place cursor; // what lies behind is wanted
    struct chunk_run run;         // in which any match
    uint64_t *matching;           // of the run
    size_t count;                 // of those that match
    size_t all;                   // of late ones, matching or not
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

/* Those of the chunk that are late and match. */
static enum err match_chunk(struct late_walk *w, size_t chunk, uint64_t *bits)
{
    const uint64_t *late = w->s->late + chunk * FACET_CHUNK_WORDS;
    const uint64_t *found = NULL;
    const size_t all = (size_t)bits_count(late, FACET_CHUNK_WORDS);
    w->all += all;
    if (w->s->counts[chunk] == 0 || all == 0)
        return OK;
    TRY(search_found(w->s, chunk, &found));
    memcpy(bits, found, FACET_CHUNK_BYTES);
    bits_and(bits, late, FACET_CHUNK_WORDS);
    return OK;
}

static enum err find_matching(struct late_walk *w)
{
    const size_t chunks = w->s->chunk_count;
    uint64_t *bits = arena_array(w->s->c->store.arena, uint64_t, chunks * FACET_CHUNK_WORDS);
    for (size_t chunk = 0; chunk < chunks; chunk++) {
        uint64_t *here = bits + chunk * FACET_CHUNK_WORDS;
        TRY(match_chunk(w, chunk, here));
        const size_t count = (size_t)bits_count(here, FACET_CHUNK_WORDS);
        if (count == 0)
            continue;
        if (w->count == 0)
            w->run.first = chunk;
        w->run.count = chunk + 1 - w->run.first;
        w->count += count;
    }
    w->matching = bits + w->run.first * FACET_CHUNK_WORDS;
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

static bool is_up(const struct late_walk *w)
{
    return w->s->asked->oldest_first;
}

// ---- rows ----

// Rows of late ones behind a place.
struct late_rows {
    const uint64_t *bits; // of the run: which are taken
    struct incident_place at;
    bool is_last; // there are no more
};

static void take_row(struct late_walk *w, const uint64_t *bits, int64_t number)
{
    const int64_t place = number - (int64_t)w->run.first * FACET_CHUNK_NUMBERS;
    const bool is_in_run = place >= 0 && place < (int64_t)(w->run.count * FACET_CHUNK_NUMBERS);
    if (!is_in_run || !bits_has(bits, (size_t)place))
        return;
    w->numbers->items[w->numbers->count++] = number;
    bits_clear(w->matching, (size_t)place);
}

static enum err walk_step(struct late_walk *w, struct late_rows *rows)
{
    struct incident_place items[LATE_STEP];
    struct place_room room = {.items = items, .max = LATE_STEP};
    TRY(late_incidents_behind(&w->s->c->store, &rows->at, is_up(w), &room));
    for (size_t i = 0; i < room.count && !is_done(w); i++)
        take_row(w, rows->bits, items[i].number);
    rows->is_last = room.count < LATE_STEP;
    if (room.count > 0)
        rows->at = items[room.count - 1];
    return OK;
}

/* Is there a page within the first rows, if those that match lie evenly among all? */
static bool are_near(const struct late_walk *w)
{
    const size_t rows = (size_t)LATE_STEP * NEAR_STEPS;
    return w->count * rows >= w->all * ((size_t)w->s->asked->take + 1);
}

/* Those it does not take are behind the cursor where it leaves it. */
static enum err walk_near(struct late_walk *w, bool *out_is_last)
{
    struct late_rows rows = {.bits = w->matching, .at = w->cursor};
    for (int i = 0; i < NEAR_STEPS && !rows.is_last && !is_done(w); i++)
        TRY(walk_step(w, &rows));
    w->cursor = rows.at;
    *out_is_last = rows.is_last;
    return OK;
}

// ---- months and days ----

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
    if (span->value == span_of(span->kind, w->cursor.created_at))
        w->wanted += span->count;
    take_all(w, span->bits);
    return true;
}

/* Where the walk of a day begins: at the day's end, or at the cursor within. */
static struct incident_place place_before(const struct late_walk *w, int64_t day)
{
    const struct incident_place end = {.created_at = (is_up(w) ? day : day + 1) * MSEC_PER_DAY};
    const int behind = is_up(w) ? 1 : -1;
    return incident_place_order(&w->cursor, &end) == behind ? w->cursor : end;
}

static enum err walk_day(struct late_walk *w, const struct late_span *day)
{
    struct late_rows rows = {.bits = day->bits, .at = place_before(w, day->value)};
    do {
        TRY(walk_step(w, &rows));
    } while (!rows.is_last && facet_day(rows.at.created_at) == day->value && !is_done(w));
    return OK;
}

static enum err walk_days(struct late_walk *w, int64_t month, struct late_span *day)
{
    const int64_t first = month * FACET_MONTH_DAYS;
    const int64_t last = first + FACET_MONTH_DAYS - 1;
    const int64_t cursor = facet_day(w->cursor.created_at);
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
    int64_t from = span_of(FACET_CREATED_MONTH, w->cursor.created_at);
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

/* To where a condition on when they were created begins to be true, if that lies behind. */
static void move_cursor(struct late_walk *w)
{
    const struct incident_search *asked = w->s->asked;
    for (size_t i = 0; i < asked->count && !asked->is_any; i++) {
        const struct incident_condition *condition = &asked->conditions[i];
        if (condition->kind != CONDITION_CREATED)
            continue;
        if (is_up(w) && condition->from_at > w->cursor.created_at)
            w->cursor = (struct incident_place){.created_at = condition->from_at};
        if (!is_up(w) && condition->until_at < w->cursor.created_at)
            w->cursor = (struct incident_place){.created_at = condition->until_at + 1};
    }
}

enum err search_late(struct searching *s, const struct incident_place *cursor,
                     struct numbers *numbers)
{
    struct late_walk walk = {
        .s = s,
        .cursor = *cursor,
        .numbers = numbers,
        .wanted = numbers->count + (size_t)s->asked->take + 1,
    };
    bool is_last = false;
    TRY(find_matching(&walk));
    if (walk.count <= SEARCH_LATE_FEW) {
        take_all(&walk, walk.matching);
        return OK;
    }
    move_cursor(&walk);
    if (are_near(&walk))
        TRY(walk_near(&walk, &is_last));
    return is_last ? OK : walk_months(&walk);
}
