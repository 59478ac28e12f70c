// incident_search_priv.h -- what the files of a search share.
//
// incident_search.c asks for counts and walks; search_match.c finds out which incidents of some
// chunks match; search_time.c does that for times, and knows where a time lies in the order.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/bits.h"
#include "core/facet_cache.h"
#include "core/incident_search.h"
#include "store/facet_store.h"
#include "store/order_store.h"

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

/* Which incidents of the run match all that is asked; `bits` are zeroes before. */
MUST_CHECK enum err search_match(struct searching *s, struct chunk_run run, uint64_t *bits);

/* Adds those of the run that the facet is true of. */
MUST_CHECK enum err search_facet(struct searching *s, struct chunk_run run, struct facet facet,
                                 uint64_t *bits);

/* Does the cache know that the facet is true of none of them? */
bool search_is_known_empty(const struct searching *s, struct chunk_run run, struct facet facet);

/* A number_taker: adds one number, if the run has it. */
struct number_adding {
    struct chunk_run run;
    uint64_t *bits;
};
void search_add_number(void *context, int64_t number);

/* Adds those of the run that a condition of time is true of. */
MUST_CHECK enum err search_time(struct searching *s, struct chunk_run run, size_t condition,
                                uint64_t *bits);

/* The number from which on all incidents that are not late lie at or behind the place (created_at,
 * id), and none before it does. */
MUST_CHECK enum err search_first_behind(struct searching *s, const struct incident_place *place,
                                        int64_t *out);

static inline bool search_is_late(const struct searching *s, int64_t number)
{
    return s->late != NULL && bits_has(s->late, (size_t)number);
}
