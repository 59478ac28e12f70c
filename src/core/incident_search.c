// incident_search.c -- counts all that match, and walks to the page.
//
// What is asked is worked out as bits, one for each incident, chunk by chunk. A chunk that has not
// changed since somebody asked the same is not worked out again: its count is remembered, and its
// bits. So the count is a sum of some dozen numbers, and the page a walk over bits from the cursor
// on, in the order of numbers; late incidents, which lie elsewhere in the order, are merged in.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_search.h"

#include "base/buf.h"
#include "core/incident_search_priv.h"

#include <stdlib.h>

enum {
    KEY_MAX_BYTES = 1024 * 1024, // of a question; a longer one is not remembered
    RUN_GAP = 8,                 // chunks that are worked out again rather than begin a new run
    LATE_MOST = 1000,            // late ones that are looked up and sorted
    LATE_STEP = 512,             // of more, so many are looked at in one go
    LATE_COST = 8,               // of looking one up, against passing one on a walk
};

// ---- what is asked, as a key ----

static void add_bytes(struct buf *out, const void *bytes, size_t count)
{
    buf_add_i64(out, (int64_t)count);
    buf_add_byte(out, ':');
    buf_add(out, (str){bytes, count});
}

static void add_condition(struct buf *out, const struct incident_condition *condition)
{
    const int64_t head[] = {
        condition->kind,  condition->facet,   condition->subject,
        condition->match, condition->from_at, condition->until_at,
    };
    const double bounds[] = {condition->from_number, condition->until_number};
    add_bytes(out, head, sizeof(head));
    add_bytes(out, bounds, sizeof(bounds));
    add_bytes(out, condition->values, condition->value_count * sizeof(*condition->values));
    add_bytes(out, condition->numbers, condition->number_count * sizeof(*condition->numbers));
    buf_add_i64(out, (int64_t)condition->text_count);
    for (size_t i = 0; i < condition->text_count; i++)
        add_bytes(out, condition->texts[i].p, condition->texts[i].n);
}

/* All that decides which incidents match; not how they are shown. */
static void name_question(struct searching *s)
{
    const struct incident_search *asked = s->asked;
    const int64_t head[] = {
        s->c->store.org_id, (int64_t)asked->count, asked->is_any,
        asked->modes,       asked->team_id,        asked->sees_private,
    };
    struct buf question;
    if (s->cache == NULL)
        return;
    buf_init(&question, s->c->store.arena, KEY_MAX_BYTES);
    add_bytes(&question, head, sizeof(head));
    for (size_t i = 0; i < asked->count; i++)
        add_condition(&question, &asked->conditions[i]);
    if (question.overflow)
        s->cache = NULL;
    else
        s->key = facet_cache_key_of(s->cache, buf_str(&question));
}

// ---- the view ----

static enum err read_versions(struct searching *s)
{
    struct facet_chunk_list chunks = {0};
    TRY(facet_chunks(&s->c->store, &chunks));
    int64_t *versions = arena_array(s->c->store.arena, int64_t, s->chunk_count);
    for (size_t i = 0; i < chunks.count; i++) {
        if ((size_t)chunks.items[i].chunk < s->chunk_count)
            versions[chunks.items[i].chunk] = chunks.items[i].version;
    }
    s->versions = versions;
    return OK;
}

static struct chunk_run all_chunks(const struct searching *s)
{
    return (struct chunk_run){.first = 0, .count = s->chunk_count};
}

/* Mostly none is late, and that is known. */
static enum err read_late(struct searching *s)
{
    const struct facet facet = {.kind = FACET_LATE, .value = 1};
    const struct chunk_run all = all_chunks(s);
    if (search_is_known_empty(s, all, facet))
        return OK;
    uint64_t *late = arena_array(s->c->store.arena, uint64_t, run_words(all));
    TRY(search_facet(s, all, facet, late));
    const size_t end = s->chunk_count * FACET_CHUNK_NUMBERS;
    if (bits_next(late, 0, end) < end)
        s->late = late;
    return OK;
}

static enum err open_view(struct searching *s)
{
    struct arena *arena = s->c->store.arena;
    TRY(incident_order_get(&s->c->store, &s->order));
    s->chunk_count = (size_t)s->order.count / FACET_CHUNK_NUMBERS + 1;
    s->counts = arena_array(arena, int64_t, s->chunk_count);
    s->found = arena_array(arena, const uint64_t *, s->chunk_count);
    s->created = arena_array(arena, struct number_range, s->asked->count);
    TRY(read_versions(s));
    TRY(read_late(s));
    name_question(s);
    return OK;
}

// ---- counting ----

static struct facet_cache_place place_of(const struct searching *s, size_t chunk)
{
    return (struct facet_cache_place){
        .key = s->key, .chunk = (int64_t)chunk, .version = s->versions[chunk]};
}

static enum err work_out(struct searching *s, struct chunk_run run)
{
    uint64_t *bits = arena_array(s->c->store.arena, uint64_t, run_words(run));
    TRY(search_match(s, run, bits));
    for (size_t i = 0; i < run.count; i++) {
        const uint64_t *chunk = bits + i * FACET_CHUNK_WORDS;
        const struct facet_cache_place place = place_of(s, run.first + i);
        s->found[run.first + i] = chunk;
        s->counts[run.first + i] = bits_count(chunk, FACET_CHUNK_WORDS);
        if (s->cache != NULL)
            facet_cache_put(s->cache, &place, chunk, s->counts[run.first + i]);
    }
    return OK;
}

static bool is_counted(const struct searching *s, size_t chunk)
{
    const struct facet_cache_place place = place_of(s, chunk);
    return s->cache != NULL && facet_cache_count(s->cache, &place, &s->counts[chunk]);
}

/* Chunks that are not known are worked out in runs, and known ones between them again: a run costs
 * more statements than a chunk costs bits. */
static enum err count_all(struct searching *s, int64_t *out_total)
{
    struct chunk_run run = {0};
    int64_t total = 0;
    for (size_t i = 0; i < s->chunk_count; i++) {
        if (is_counted(s, i))
            continue;
        if (run.count > 0 && i >= run.first + run.count + RUN_GAP) {
            TRY(work_out(s, run));
            run.count = 0;
        }
        run.first = run.count == 0 ? i : run.first;
        run.count = i - run.first + 1;
    }
    if (run.count > 0)
        TRY(work_out(s, run));
    for (size_t i = 0; i < s->chunk_count; i++)
        total += s->counts[i];
    *out_total = total;
    return OK;
}

/* The bits of one chunk, which has any. */
static enum err bits_of(struct searching *s, size_t chunk, const uint64_t **out)
{
    if (s->found[chunk] == NULL) {
        const struct facet_cache_place place = place_of(s, chunk);
        uint64_t *bits = arena_array(s->c->store.arena, uint64_t, FACET_CHUNK_WORDS);
        if (facet_cache_add_to(s->cache, &place, bits))
            s->found[chunk] = bits;
        else // another thread needed the room meanwhile
            TRY(work_out(s, (struct chunk_run){.first = chunk, .count = 1}));
    }
    *out = s->found[chunk];
    return OK;
}

// ---- walking ----

// Numbers on the page, or before it is known which are.
struct numbers {
    int64_t *items;
    size_t count;
    size_t max;
};

static bool is_full(const struct numbers *numbers)
{
    return numbers->count == numbers->max;
}

static void take_number(const struct searching *s, struct numbers *numbers, int64_t number)
{
    if (!search_is_late(s, number))
        numbers->items[numbers->count++] = number;
}

static void walk_up(const struct searching *s, const uint64_t *bits, int64_t first, int64_t from,
                    struct numbers *numbers)
{
    size_t place = from > first ? (size_t)(from - first) : 0;
    place = bits_next(bits, place, FACET_CHUNK_NUMBERS);
    while (place < FACET_CHUNK_NUMBERS && !is_full(numbers)) {
        take_number(s, numbers, first + (int64_t)place);
        place = bits_next(bits, place + 1, FACET_CHUNK_NUMBERS);
    }
}

static void walk_down(const struct searching *s, const uint64_t *bits, int64_t first, int64_t from,
                      struct numbers *numbers)
{
    size_t place = FACET_CHUNK_NUMBERS - 1;
    if (from < first + (int64_t)place)
        place = (size_t)(from - first);
    bool is_there = bits_back(bits, place, &place);
    while (is_there && !is_full(numbers)) {
        take_number(s, numbers, first + (int64_t)place);
        is_there = place > 0 && bits_back(bits, place - 1, &place);
    }
}

/* The next numbers that match and are not late, from `from` on in the direction of the list. */
static enum err walk(struct searching *s, int64_t from, struct numbers *numbers)
{
    const bool is_up = s->asked->oldest_first;
    const size_t steps = s->chunk_count;
    if (from < 1 || from > s->order.count)
        return OK;
    const size_t begin = (size_t)from / FACET_CHUNK_NUMBERS;
    for (size_t i = 0; i < steps && !is_full(numbers); i++) {
        const size_t chunk = is_up ? begin + i : begin - i;
        if (chunk >= s->chunk_count) // passed either end
            break;
        if (s->counts[chunk] == 0)
            continue;
        const uint64_t *bits = NULL;
        TRY(bits_of(s, chunk, &bits));
        const int64_t first = (int64_t)chunk * FACET_CHUNK_NUMBERS;
        if (is_up)
            walk_up(s, bits, first, from, numbers);
        else
            walk_down(s, bits, first, from, numbers);
    }
    return OK;
}

// ---- late ones ----

// Late incidents: all of them, and how many match.
struct late_count {
    size_t all;
    size_t matching;
};

/* The numbers of those that match as far as there is room. */
static enum err late_matches(struct searching *s, struct numbers *numbers, struct late_count *out)
{
    struct late_count count = {0};
    for (size_t chunk = 0; chunk < s->chunk_count; chunk++) {
        const uint64_t *late = s->late + chunk * FACET_CHUNK_WORDS;
        const uint64_t *bits = NULL;
        const int64_t here = bits_count(late, FACET_CHUNK_WORDS);
        count.all += (size_t)here;
        if (s->counts[chunk] == 0 || here == 0)
            continue;
        TRY(bits_of(s, chunk, &bits));
        size_t place = bits_next(late, 0, FACET_CHUNK_NUMBERS);
        for (; place < FACET_CHUNK_NUMBERS;
             place = bits_next(late, place + 1, FACET_CHUNK_NUMBERS)) {
            if (!bits_has(bits, place))
                continue;
            if (!is_full(numbers))
                numbers->items[numbers->count++] = (int64_t)(chunk * FACET_CHUNK_NUMBERS + place);
            count.matching++;
        }
    }
    *out = count;
    return OK;
}

static enum err does_match(struct searching *s, int64_t number, bool *out)
{
    const size_t chunk = (size_t)number / FACET_CHUNK_NUMBERS;
    const uint64_t *bits = NULL;
    if (s->counts[chunk] > 0)
        TRY(bits_of(s, chunk, &bits));
    *out = bits != NULL && bits_has(bits, (size_t)number % FACET_CHUNK_NUMBERS);
    return OK;
}

/* Is it cheaper to look each up than to walk until the page is full? The more match, the sooner a
 * walk ends. */
static bool are_few(const struct searching *s, struct late_count count)
{
    const size_t take = (size_t)s->asked->take;
    if (count.matching > LATE_MOST)
        return false;
    return count.matching <= take ||
           count.matching * count.matching <= take * count.all / LATE_COST;
}

/* So many that each is not looked up: the list of all late ones is walked from the cursor on. */
static enum err walk_late(struct searching *s, const struct incident_place *cursor,
                          struct numbers *numbers)
{
    struct incident_place at = *cursor;
    struct place_list places = {0};
    numbers->count = 0;
    numbers->max = (size_t)s->asked->take + 1;
    do {
        TRY(late_incidents_behind(&s->c->store, &at, s->asked->oldest_first, LATE_STEP, &places));
        for (size_t i = 0; i < places.count && !is_full(numbers); i++) {
            bool matches = false;
            TRY(does_match(s, places.items[i].number, &matches));
            if (matches)
                numbers->items[numbers->count++] = places.items[i].number;
        }
        if (places.count > 0)
            at = places.items[places.count - 1];
    } while (places.count == LATE_STEP && !is_full(numbers));
    return OK;
}

static enum err add_late(struct searching *s, const struct incident_place *cursor,
                         struct numbers *numbers)
{
    struct numbers late = {.items = arena_array(s->c->store.arena, int64_t, LATE_MOST),
                           .max = LATE_MOST};
    struct late_count count = {0};
    if (s->late == NULL)
        return OK;
    TRY(late_matches(s, &late, &count));
    if (!are_few(s, count))
        TRY(walk_late(s, cursor, &late));
    memcpy(numbers->items + numbers->count, late.items, late.count * sizeof(*late.items));
    numbers->count += late.count;
    return OK;
}

// ---- the page ----

static int order_places(const struct incident_place *a, const struct incident_place *b)
{
    if (a->created_at != b->created_at)
        return a->created_at < b->created_at ? -1 : 1;
    return (a->id > b->id) - (a->id < b->id);
}

static int oldest_first(const void *left, const void *right)
{
    const struct found_row *a = left, *b = right;
    return order_places(&a->place, &b->place);
}

static int newest_first(const void *left, const void *right)
{
    return oldest_first(right, left);
}

/* Those behind the cursor, in order; as many as there are. */
static size_t sort_found(const struct searching *s, const struct incident_place *cursor,
                         struct found_list list)
{
    const int behind = s->asked->oldest_first ? 1 : -1;
    size_t count = 0;
    for (size_t i = 0; i < list.count; i++) {
        if (order_places(&list.items[i].place, cursor) == behind)
            list.items[count++] = list.items[i];
    }
    qsort(list.items, count, sizeof(*list.items),
          s->asked->oldest_first ? oldest_first : newest_first);
    return count;
}

static void fill_page(const struct searching *s, struct found_list list,
                      struct incident_search_page *page)
{
    struct incident_found *items =
        arena_array(s->c->store.arena, struct incident_found, (size_t)s->asked->take);
    page->has_more = page->has_more || list.count > (size_t)s->asked->take;
    page->count = list.count < (size_t)s->asked->take ? list.count : (size_t)s->asked->take;
    for (size_t i = 0; i < page->count; i++) {
        items[i] = (struct incident_found){
            .handle = list.items[i].handle,
            .number = list.items[i].place.number,
            .created_at = list.items[i].place.created_at,
        };
    }
    page->items = items;
}

/* From where on the numbers lie behind the cursor. */
static enum err first_number(struct searching *s, const struct incident_place *cursor, int64_t *out)
{
    const bool is_up = s->asked->oldest_first;
    if (s->asked->after_id == 0) {
        *out = is_up ? 1 : s->order.count;
        return OK;
    }
    if (!search_is_late(s, cursor->number)) {
        *out = is_up ? cursor->number + 1 : cursor->number - 1;
        return OK;
    }
    TRY(search_first_behind(s, cursor, out));
    *out -= is_up ? 0 : 1;
    return OK;
}

static enum err find_page(struct searching *s, const struct incident_place *cursor,
                          struct incident_search_page *page)
{
    const size_t most = (size_t)s->asked->take + 1;
    struct numbers numbers = {.items = arena_array(s->c->store.arena, int64_t, most + LATE_MOST),
                              .max = most};
    struct found_list list = {0};
    int64_t from = 0;
    TRY(first_number(s, cursor, &from));
    TRY(walk(s, from, &numbers));
    if (s->late == NULL && is_full(&numbers)) { // then the last one need not be looked up
        page->has_more = true;
        numbers.count--;
    }
    TRY(add_late(s, cursor, &numbers));
    const struct id_list ids = {.items = numbers.items, .count = numbers.count};
    TRY(incidents_by_number(&s->c->store, ids, &list));
    list.count = sort_found(s, cursor, list);
    fill_page(s, list, page);
    return OK;
}

// ---- the cursor ----

static bool is_in_reach(const struct incident_search *asked, const struct incident_cursor *cursor)
{
    return (asked->team_id == 0 || asked->team_id == cursor->team_id) &&
           (asked->sees_private || !cursor->is_private);
}

static enum err find_cursor(struct ctx *c, const struct incident_search *asked,
                            struct incident_place *out)
{
    struct incident_cursor cursor = {0};
    if (asked->after_id == 0) { // before all
        *out = (struct incident_place){
            .created_at = asked->oldest_first ? INT64_MIN : INT64_MAX,
        };
        return OK;
    }
    const enum err found = incident_cursor_by_id(&c->store, asked->after_id, &cursor);
    if (found != OK && found != ERR_NOT_FOUND)
        return found;
    if (found == ERR_NOT_FOUND || !is_in_reach(asked, &cursor))
        return ctx_fail(c, ERR_INVALID, S("after"), S("names no incident"));
    *out = cursor.place;
    return OK;
}

enum err incident_search(struct ctx *c, const struct incident_search *search,
                         struct incident_search_page *out)
{
    struct searching s = {.c = c, .asked = search, .cache = c->found};
    struct incident_search_page page = {0};
    struct incident_place cursor = {0};
    CHECK(search->take >= 1 && search->take <= INCIDENT_SEARCH_PAGE_MAX);
    TRY(find_cursor(c, search, &cursor));
    TRY(open_view(&s));
    TRY(count_all(&s, &page.total));
    TRY(find_page(&s, &cursor, &page));
    *out = page;
    return OK;
}
