// incident_search.c -- counts all that match, and finds the page behind the cursor.
//
// What is asked is worked out as bits, one for each incident, chunk by chunk: search_match.c. Of
// that search_count.c counts and remembers, and search_page.c walks to the page; late incidents,
// which lie elsewhere in the order than their numbers say, are merged in by search_late.c. All of
// it is at one view of the index, which is opened here.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_search.h"

#include "core/incident_search_priv.h"

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
    search_name_question(s);
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
            .created_at = asked->oldest_first ? -SEARCH_END_AT : SEARCH_END_AT,
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
    TRY(search_count(&s, &page.total));
    TRY(search_page(&s, &cursor, &page));
    *out = page;
    return OK;
}
