// facet_cache.c -- a table of sets of slots; in each set the one that was used longest ago makes
// room.
//
// An empty chunk is kept without its bits. The mutex is held for the copy of one chunk.
// SPDX-License-Identifier: Apache-2.0
#include "core/facet_cache.h"

#include "base/crypto.h"
#include "base/ids.h"
#include "core/bits.h"
#include "store/facet_store.h"

#include <pthread.h>

enum { SET_SLOTS = 8 };

struct slot {
    struct facet_cache_place place;
    uint64_t *bits;   // NULL: none is set, or the slot is unused
    int64_t count;    // of bits
    uint64_t used_at; // a tick; 0: the slot is unused
};

struct facet_cache {
    pthread_mutex_t mutex;
    struct slot *slots;
    size_t set_count; // a power of two, or 0
    uint64_t tick;
    unsigned char secrets[2][ID_SECRET_BYTES];
};

struct facet_cache *facet_cache_open(size_t max_bytes)
{
    const size_t set_bytes = SET_SLOTS * (sizeof(struct slot) + FACET_CHUNK_BYTES);
    struct facet_cache *cache = calloc(1, sizeof(*cache));
    CHECK(cache != NULL && pthread_mutex_init(&cache->mutex, NULL) == 0);
    crypto_random(cache->secrets, sizeof(cache->secrets));
    while ((cache->set_count == 0 ? 1 : 2 * cache->set_count) * set_bytes <= max_bytes)
        cache->set_count = cache->set_count == 0 ? 1 : 2 * cache->set_count;
    if (cache->set_count == 0)
        return cache;
    cache->slots = calloc(cache->set_count * SET_SLOTS, sizeof(struct slot));
    CHECK(cache->slots != NULL);
    return cache;
}

void facet_cache_close(struct facet_cache **cache)
{
    if (*cache == NULL)
        return;
    for (size_t i = 0; i < (*cache)->set_count * SET_SLOTS; i++)
        free((*cache)->slots[i].bits);
    free((*cache)->slots);
    CHECK(pthread_mutex_destroy(&(*cache)->mutex) == 0);
    free(*cache);
    *cache = NULL;
}

struct facet_cache_key facet_cache_key_of(const struct facet_cache *cache, str question)
{
    struct facet_cache_key key;
    for (size_t i = 0; i < ARRAY_LEN(key.words); i++)
        key.words[i] = siphash24(cache->secrets[i], question.p, question.n);
    return key;
}

static struct slot *set_of(struct facet_cache *cache, const struct facet_cache_place *place)
{
    const uint64_t hash =
        (place->key.words[0] + (uint64_t)place->chunk) * UINT64_C(0x9E3779B97F4A7C15);
    return &cache->slots[(size_t)(hash >> 32) % cache->set_count * SET_SLOTS];
}

static bool same_chunk(const struct slot *slot, const struct facet_cache_place *place)
{
    return slot->used_at != 0 && slot->place.key.words[0] == place->key.words[0] &&
           slot->place.key.words[1] == place->key.words[1] && slot->place.chunk == place->chunk;
}

/* The slot that holds this version of the chunk, marked as used; NULL when none does. */
static const struct slot *find(struct facet_cache *cache, const struct facet_cache_place *place)
{
    if (cache->set_count == 0)
        return NULL;
    struct slot *set = set_of(cache, place);
    for (size_t i = 0; i < SET_SLOTS; i++) {
        if (!same_chunk(&set[i], place) || set[i].place.version != place->version)
            continue;
        set[i].used_at = ++cache->tick;
        return &set[i];
    }
    return NULL;
}

bool facet_cache_count(struct facet_cache *cache, const struct facet_cache_place *place,
                       int64_t *out)
{
    CHECK(pthread_mutex_lock(&cache->mutex) == 0);
    const struct slot *slot = find(cache, place);
    if (slot != NULL)
        *out = slot->count;
    CHECK(pthread_mutex_unlock(&cache->mutex) == 0);
    return slot != NULL;
}

bool facet_cache_add_to(struct facet_cache *cache, const struct facet_cache_place *place,
                        uint64_t *bits)
{
    CHECK(pthread_mutex_lock(&cache->mutex) == 0);
    const struct slot *slot = find(cache, place);
    if (slot != NULL && slot->bits != NULL)
        bits_or(bits, slot->bits, FACET_CHUNK_WORDS);
    CHECK(pthread_mutex_unlock(&cache->mutex) == 0);
    return slot != NULL;
}

/* That of another version, else the one that was used longest ago. */
static struct slot *slot_for(struct facet_cache *cache, const struct facet_cache_place *place)
{
    struct slot *set = set_of(cache, place);
    struct slot *oldest = set;
    for (size_t i = 0; i < SET_SLOTS; i++) {
        if (same_chunk(&set[i], place))
            return &set[i];
        if (set[i].used_at < oldest->used_at)
            oldest = &set[i];
    }
    return oldest;
}

static void fill(struct slot *slot, const uint64_t *bits, int64_t count)
{
    if (count == 0) {
        free(slot->bits);
        slot->bits = NULL;
        return;
    }
    if (slot->bits == NULL)
        slot->bits = malloc(FACET_CHUNK_BYTES);
    CHECK(slot->bits != NULL);
    memcpy(slot->bits, bits, FACET_CHUNK_BYTES);
}

void facet_cache_put(struct facet_cache *cache, const struct facet_cache_place *place,
                     const uint64_t *bits, int64_t count)
{
    if (cache->set_count == 0)
        return;
    CHECK(pthread_mutex_lock(&cache->mutex) == 0);
    struct slot *slot = slot_for(cache, place);
    fill(slot, bits, count);
    slot->place = *place;
    slot->count = count;
    slot->used_at = ++cache->tick;
    CHECK(pthread_mutex_unlock(&cache->mutex) == 0);
}
