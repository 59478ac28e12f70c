// search_page.c -- from bits to the page behind the cursor.
//
// Incidents that are not late lie in the order of their numbers, so a walk over bits from the
// cursor's number on finds them; late ones that may belong between them are added, all are looked
// up and sorted, and what is over is the sign that there is more.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_search_priv.h"

#include <stdlib.h>

// ---- walking ----

/* Those of the chunk that match and are not late. `room`: for a chunk, where some are late. */
static const uint64_t *in_order(const struct searching *s, size_t chunk, const uint64_t *bits,
                                uint64_t *room)
{
    if (s->late == NULL)
        return bits;
    memcpy(room, bits, FACET_CHUNK_BYTES);
    bits_and_not(room, s->late + chunk * FACET_CHUNK_WORDS, FACET_CHUNK_WORDS);
    return room;
}

static void walk_up(const uint64_t *bits, int64_t first, int64_t from, struct numbers *numbers)
{
    size_t place = from > first ? (size_t)(from - first) : 0;
    place = bits_next(bits, place, FACET_CHUNK_NUMBERS);
    while (place < FACET_CHUNK_NUMBERS && !numbers_full(numbers)) {
        numbers->items[numbers->count++] = first + (int64_t)place;
        place = bits_next(bits, place + 1, FACET_CHUNK_NUMBERS);
    }
}

static void walk_down(const uint64_t *bits, int64_t first, int64_t from, struct numbers *numbers)
{
    size_t place = FACET_CHUNK_NUMBERS - 1;
    if (from < first + (int64_t)place)
        place = (size_t)(from - first);
    bool is_there = bits_back(bits, place, &place);
    while (is_there && !numbers_full(numbers)) {
        numbers->items[numbers->count++] = first + (int64_t)place;
        is_there = place > 0 && bits_back(bits, place - 1, &place);
    }
}

static enum err walk_chunk(struct searching *s, size_t chunk, int64_t from, struct numbers *numbers)
{
    const int64_t first = (int64_t)chunk * FACET_CHUNK_NUMBERS;
    const uint64_t *bits = NULL;
    uint64_t room[FACET_CHUNK_WORDS];
    if (s->counts[chunk] == 0)
        return OK;
    TRY(search_found(s, chunk, &bits));
    bits = in_order(s, chunk, bits, room);
    if (s->asked->oldest_first)
        walk_up(bits, first, from, numbers);
    else
        walk_down(bits, first, from, numbers);
    return OK;
}

/* The next numbers that match and are not late, from `from` on in the direction of the list. */
static enum err walk(struct searching *s, int64_t from, struct numbers *numbers)
{
    const bool is_up = s->asked->oldest_first;
    if (from < 1 || from > s->order.count)
        return OK;
    const size_t begin = (size_t)from / FACET_CHUNK_NUMBERS;
    for (size_t i = 0; i < s->chunk_count && !numbers_full(numbers); i++) {
        const size_t chunk = is_up ? begin + i : begin - i;
        if (chunk >= s->chunk_count) // passed either end
            break;
        TRY(walk_chunk(s, chunk, from, numbers));
    }
    return OK;
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

// ---- the page ----

static int oldest_first(const void *left, const void *right)
{
    const struct found_row *a = left, *b = right;
    return incident_place_order(&a->place, &b->place);
}

static int newest_first(const void *left, const void *right)
{
    return -oldest_first(left, right);
}

/* Those behind the cursor, in order; as many as there are. */
static size_t sort_found(const struct searching *s, const struct incident_place *cursor,
                         struct found_list list)
{
    const int behind = s->asked->oldest_first ? 1 : -1;
    size_t count = 0;
    for (size_t i = 0; i < list.count; i++) {
        if (incident_place_order(&list.items[i].place, cursor) == behind)
            list.items[count++] = list.items[i];
    }
    qsort(list.items, count, sizeof(*list.items),
          s->asked->oldest_first ? oldest_first : newest_first);
    return count;
}

static void fill_page(const struct searching *s, struct found_list list,
                      struct incident_search_page *page)
{
    const size_t take = (size_t)s->asked->take;
    struct incident_found *items = arena_array(s->c->store.arena, struct incident_found, take);
    page->has_more = page->has_more || list.count > take;
    page->count = list.count < take ? list.count : take;
    for (size_t i = 0; i < page->count; i++) {
        items[i] = (struct incident_found){
            .handle = list.items[i].handle,
            .number = list.items[i].place.number,
            .created_at = list.items[i].place.created_at,
        };
    }
    page->items = items;
}

enum err search_page(struct searching *s, const struct incident_place *cursor,
                     struct incident_search_page *page)
{
    const size_t most = (size_t)s->asked->take + 1;
    const size_t room = most + (s->late == NULL ? 0 : SEARCH_LATE_MOST);
    struct numbers numbers = {.items = arena_array(s->c->store.arena, int64_t, room), .max = most};
    struct found_list list = {0};
    int64_t from = 0;
    TRY(first_number(s, cursor, &from));
    TRY(walk(s, from, &numbers));
    if (s->late == NULL && numbers_full(&numbers)) { // then the last one need not be looked up
        page->has_more = true;
        numbers.count--;
    }
    numbers.max = room;
    if (s->late != NULL)
        TRY(search_late(s, cursor, &numbers));
    const struct id_list ids = {.items = numbers.items, .count = numbers.count};
    TRY(incidents_by_number(&s->c->store, ids, &list));
    list.count = sort_found(s, cursor, list);
    fill_page(s, list, page);
    return OK;
}
