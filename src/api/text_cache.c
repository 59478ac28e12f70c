// text_cache.c -- a table of sets of slots, and a clock hand that makes room.
//
// A key has one set to be in. A put takes an empty or outdated slot of the set, else the one not
// used for longest. When the texts exceed the bound, the hand goes round and drops what was not
// used since its last visit.
// SPDX-License-Identifier: Apache-2.0
#include "api/text_cache.h"

#include <pthread.h>

enum {
    SET_SLOTS = 4,
    TYPICAL_TEXT_BYTES = 1024, // decides the number of slots
    MIN_SETS = 16,
};

struct slot {
    struct text_key key;
    char *text; // NULL: empty
    size_t n;
    int64_t note;
    bool was_used; // since the hand passed, or since all of the set were
};

struct text_cache {
    pthread_mutex_t mutex;
    struct slot *slots;
    size_t slot_count; // a power of two
    size_t hand;
    size_t bytes;
    size_t max_bytes;
};

struct text_cache *text_cache_open(size_t max_bytes)
{
    struct text_cache *cache = calloc(1, sizeof(*cache));
    CHECK(cache != NULL && pthread_mutex_init(&cache->mutex, NULL) == 0);
    cache->slot_count = MIN_SETS * SET_SLOTS;
    while (cache->slot_count < max_bytes / TYPICAL_TEXT_BYTES)
        cache->slot_count *= 2;
    cache->slots = calloc(cache->slot_count, sizeof(struct slot));
    CHECK(cache->slots != NULL);
    cache->max_bytes = max_bytes;
    return cache;
}

static void empty_slot(struct text_cache *cache, struct slot *slot)
{
    cache->bytes -= slot->n;
    free(slot->text);
    *slot = (struct slot){0};
}

void text_cache_close(struct text_cache **cache)
{
    if (*cache == NULL)
        return;
    for (size_t i = 0; i < (*cache)->slot_count; i++)
        free((*cache)->slots[i].text);
    free((*cache)->slots);
    CHECK(pthread_mutex_destroy(&(*cache)->mutex) == 0);
    free(*cache);
    *cache = NULL;
}

static struct slot *set_of(struct text_cache *cache, struct text_key key)
{
    uint64_t hash = ((uint64_t)key.id * 31 + (uint64_t)key.view) * UINT64_C(0x9E3779B97F4A7C15);
    hash ^= hash >> 32;
    return &cache->slots[(size_t)hash & (cache->slot_count - 1) & ~(size_t)(SET_SLOTS - 1)];
}

static bool same_thing(const struct slot *slot, struct text_key key)
{
    return slot->text != NULL && slot->key.id == key.id && slot->key.view == key.view;
}

static bool is_fresh(const struct slot *slot, struct text_key key)
{
    return same_thing(slot, key) && slot->key.version == key.version &&
           slot->key.directory_version == key.directory_version;
}

static str copy_out(struct text_cache *cache, struct arena *arena, struct text_key key,
                    int64_t *out_note)
{
    struct slot *set = set_of(cache, key);
    for (size_t i = 0; i < SET_SLOTS; i++) {
        if (!is_fresh(&set[i], key))
            continue;
        set[i].was_used = true;
        if (out_note != NULL)
            *out_note = set[i].note;
        return str_copy(arena, (str){set[i].text, set[i].n});
    }
    return (str){0};
}

str text_cache_get(struct text_cache *cache, struct arena *arena, struct text_key key,
                   int64_t *out_note)
{
    CHECK(pthread_mutex_lock(&cache->mutex) == 0);
    const str text = copy_out(cache, arena, key, out_note);
    CHECK(pthread_mutex_unlock(&cache->mutex) == 0);
    return text;
}

/* The slot to be used for the key: that of an older version, an empty one, one not used lately, or
 * the first. */
static struct slot *slot_for(struct text_cache *cache, struct text_key key)
{
    struct slot *set = set_of(cache, key);
    struct slot *best = set;
    for (size_t i = 0; i < SET_SLOTS; i++) {
        if (same_thing(&set[i], key))
            return &set[i];
        if (set[i].text == NULL || (best->text != NULL && best->was_used && !set[i].was_used))
            best = &set[i];
    }
    const bool all_were_used = best->text != NULL && best->was_used;
    for (size_t i = 0; i < SET_SLOTS && all_were_used; i++)
        set[i].was_used = false; // they have to be asked for again to stay
    return best;
}

static void make_room(struct text_cache *cache)
{
    while (cache->bytes > cache->max_bytes) {
        struct slot *slot = &cache->slots[cache->hand];
        cache->hand = (cache->hand + 1) & (cache->slot_count - 1);
        if (slot->text != NULL && !slot->was_used)
            empty_slot(cache, slot);
        else
            slot->was_used = false;
    }
}

void text_cache_put(struct text_cache *cache, struct text_key key, str text, int64_t note)
{
    if (text.n == 0 || text.n > TEXT_CACHE_MAX_TEXT_BYTES || text.n > cache->max_bytes)
        return;
    char *copy = malloc(text.n);
    CHECK(copy != NULL);
    memcpy(copy, text.p, text.n);
    CHECK(pthread_mutex_lock(&cache->mutex) == 0);
    struct slot *slot = slot_for(cache, key);
    empty_slot(cache, slot);
    *slot = (struct slot){.key = key, .text = copy, .n = text.n, .note = note, .was_used = true};
    cache->bytes += text.n;
    make_room(cache);
    CHECK(pthread_mutex_unlock(&cache->mutex) == 0);
}

size_t text_cache_bytes(struct text_cache *cache)
{
    CHECK(pthread_mutex_lock(&cache->mutex) == 0);
    const size_t bytes = cache->bytes;
    CHECK(pthread_mutex_unlock(&cache->mutex) == 0);
    return bytes;
}
