// facet_cache.h -- sets of incidents that searches have found lately, chunk by chunk, in bounded
// memory.
//
// A set is named by what it is the answer to. What was read of one version of a chunk
// (facet_chunk.version) is its answer for ever, so nothing is ever invalidated: an older version is
// not asked for again. Shared by threads.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/str.h"

struct facet_cache;

// The name of a set: a keyed hash, so that nobody can choose two that meet.
struct facet_cache_key {
    uint64_t words[2];
};

// One chunk of a set.
struct facet_cache_place {
    struct facet_cache_key key;
    int64_t chunk;
    int64_t version;
};

/* Below the size of some chunks it keeps nothing. */
struct facet_cache *facet_cache_open(size_t max_bytes);
void facet_cache_close(struct facet_cache **cache);

struct facet_cache_key facet_cache_key_of(const struct facet_cache *cache, str question);

/* How many incidents the chunk of the set has; false when that is not known. */
bool facet_cache_count(struct facet_cache *cache, const struct facet_cache_place *place,
                       int64_t *out);

/* Adds them to `bits`, FACET_CHUNK_WORDS words; false when they are not known. */
bool facet_cache_add_to(struct facet_cache *cache, const struct facet_cache_place *place,
                        uint64_t *bits);

/* Keeps a copy of FACET_CHUNK_WORDS words, `count` bits of which are set. */
void facet_cache_put(struct facet_cache *cache, const struct facet_cache_place *place,
                     const uint64_t *bits, int64_t count);
