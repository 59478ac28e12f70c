// key_set.c -- the members themselves while they are few, a hash table above that.
//
// Open addressing with linear steps, at most half full; the full hash is kept, so growing hashes
// nothing twice.
// SPDX-License-Identifier: Apache-2.0
#include "json/key_set.h"

#include "base/crypto.h"
#include "base/ids.h"

enum { FEW_MEMBERS = 16, FIRST_CAPACITY = 64 };

struct key_slot {
    uint64_t hash;
    const struct json *member; // NULL: free
};

/* The slot with this key, or the free one where it belongs. */
static struct key_slot *find_slot(const struct key_set *set, uint64_t hash, str key)
{
    for (size_t at = hash & (set->capacity - 1);; at = (at + 1) & (set->capacity - 1)) {
        struct key_slot *slot = &set->slots[at];
        if (slot->member == NULL || (slot->hash == hash && str_eq(slot->member->key, key)))
            return slot;
    }
}

static void grow(struct key_set *set, struct arena *arena)
{
    const struct key_set old = *set;
    set->capacity = old.capacity * 2;
    set->slots = arena_array(arena, struct key_slot, set->capacity);
    for (size_t i = 0; i < old.capacity; i++)
        if (old.slots[i].member != NULL)
            *find_slot(set, old.slots[i].hash, old.slots[i].member->key) = old.slots[i];
}

static bool add_hashed(struct key_set *set, const struct key_secret *secret,
                       const struct json *member)
{
    const uint64_t hash = siphash24(secret->bytes, member->key.p, member->key.n);
    struct key_slot *slot = find_slot(set, hash, member->key);
    if (slot->member != NULL)
        return false;
    *slot = (struct key_slot){.hash = hash, .member = member};
    return true;
}

static void start(struct key_set *set, struct arena *arena, struct key_secret *secret,
                  const struct json *object)
{
    if (!secret->is_drawn)
        crypto_random(secret->bytes, sizeof(secret->bytes));
    secret->is_drawn = true;
    set->capacity = FIRST_CAPACITY;
    set->slots = arena_array(arena, struct key_slot, set->capacity);
    for (const struct json *member = object->first; member != NULL; member = member->next)
        CHECK(add_hashed(set, secret, member));
}

bool key_set_add(struct key_set *set, struct arena *arena, struct key_secret *secret,
                 const struct json *object, const struct json *member)
{
    if (object->count < FEW_MEMBERS)
        return json_get(object, member->key) == NULL;
    if (set->slots == NULL)
        start(set, arena, secret, object);
    if ((object->count + 1) * 2 > set->capacity)
        grow(set, arena);
    return add_hashed(set, secret, member);
}
