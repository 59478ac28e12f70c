// incident_search_priv.h -- what the files of a search share.
//
// incident_search.c opens a view and asks for a count and a page; search_count.c counts and
// remembers which match, search_match.c finds that out; search_time.c does so for times, and knows
// where a time lies in the order; search_page.c walks to the page, search_late.c brings late
// incidents to it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/bits.h"
#include "core/facet_cache.h"
#include "core/incident_search.h"
#include "store/facet_store.h"
#include "store/order_store.h"

// Before and behind all times: 35,000 years from 1970, so that a day more or less is a number too.
static const msec SEARCH_END_AT = INT64_C(1) << 50;

// Numbers that were created from one time to another, but for late ones; none when from > until.
struct number_range {
    bool is_known;
    int64_t from;
    int64_t until;
};

// One search at work; all in the arena of its request.
struct searching {
    struct ctx *c;
    const struct incident_search *asked;
    struct incident_order order;
    size_t chunk_count;
    const int64_t *versions;      // by chunk
    struct facet_cache *cache;    // NULL: none
    struct facet_cache_key key;   // of the whole question
    int64_t *counts;              // by chunk: how many match
    const uint64_t **found;       // by chunk: which, where this search has worked it out; else NULL
    const uint64_t *late;         // of all chunks; NULL: none is late
    struct number_range *created; // by condition, of CONDITION_CREATED
};

// Chunks one after the other.
struct chunk_run {
    size_t first;
    size_t count;
};

static inline size_t run_words(struct chunk_run run)
{
    return run.count * FACET_CHUNK_WORDS;
}

static inline struct facet_cache_place search_place(const struct searching *s,
                                                    struct facet_cache_key key, size_t chunk)
{
    return (struct facet_cache_place){
        .key = key, .chunk = (int64_t)chunk, .version = s->versions[chunk]};
}

/* The key of the question: of all that decides which incidents match, not of how they are shown. */
void search_name_question(struct searching *s);

/* How many match, of all. */
MUST_CHECK enum err search_count(struct searching *s, int64_t *out_total);

/* Which of a chunk match, once all are counted and it has any. */
MUST_CHECK enum err search_found(struct searching *s, size_t chunk, const uint64_t **out);

/* Which incidents of the run match all that is asked; `bits` are zeroes before. */
MUST_CHECK enum err search_match(struct searching *s, struct chunk_run run, uint64_t *bits);

/* Adds those of the run that the facet is true of. */
MUST_CHECK enum err search_facet(struct searching *s, struct chunk_run run, struct facet facet,
                                 uint64_t *bits);

/* Does the cache know that the facet is true of none of them? */
bool search_is_known_empty(const struct searching *s, struct chunk_run run, struct facet facet);

// What is added to the bits of a run.
struct run_adding {
    struct chunk_run run;
    uint64_t *bits;
};

/* A number_taker: adds one number, if the run has it. */
void search_add_number(void *context, int64_t number);

/* A facet_bits_taker: adds those of a chunk of the run. */
void search_add_bits(void *context, int64_t chunk, const void *bits);

/* Adds those of the run that a condition of time is true of. */
MUST_CHECK enum err search_time(struct searching *s, struct chunk_run run, size_t condition,
                                uint64_t *bits);

/* The number from which on all incidents that are not late lie at or behind the place (created_at,
 * id), and none before it does. */
MUST_CHECK enum err search_first_behind(struct searching *s, const struct incident_place *place,
                                        int64_t *out);

// Numbers on the page, or before it is known which are.
struct numbers {
    int64_t *items;
    size_t count;
    size_t max;
};

static inline bool numbers_full(const struct numbers *numbers)
{
    return numbers->count == numbers->max;
}

enum {
    SEARCH_LATE_FEW = 128, // late ones that match are looked up: finding out more costs as much
    SEARCH_LATE_MOST = INCIDENT_SEARCH_PAGE_MAX + 1 + 2 * SEARCH_LATE_FEW,
};

/* Adds the late ones that match and may be on a page behind the cursor, in any order, some maybe
 * before it: at most SEARCH_LATE_MOST. */
MUST_CHECK enum err search_late(struct searching *s, const struct incident_place *cursor,
                                struct numbers *numbers);

MUST_CHECK enum err search_page(struct searching *s, const struct incident_place *cursor,
                                struct incident_search_page *page);

static inline bool search_is_late(const struct searching *s, int64_t number)
{
    return s->late != NULL && bits_has(s->late, (size_t)number);
}
