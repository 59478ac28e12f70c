// key_memo.c -- a direct-mapped table.
// SPDX-License-Identifier: Apache-2.0
#include "core/key_memo.h"

#include "base/crypto.h"
#include "base/ids.h"

void key_memo_init(struct key_memo *memo)
{
    *memo = (struct key_memo){0};
    crypto_random(memo->seed, sizeof(memo->seed));
}

static size_t slot_of(const struct key_memo *memo, str key)
{
    return siphash24(memo->seed, key.p, key.n) % KEY_MEMO_SLOTS;
}

int64_t key_memo_find(const struct key_memo *memo, str key, int64_t directory_version)
{
    const struct key_memo_slot *slot = &memo->slots[slot_of(memo, key)];
    const bool is_it = slot->key_id != 0 && slot->directory_version == directory_version &&
                       crypto_equal((str){slot->key, slot->n}, key);
    return is_it ? slot->key_id : 0;
}

void key_memo_add(struct key_memo *memo, str key, int64_t directory_version, int64_t key_id)
{
    struct key_memo_slot *slot = &memo->slots[slot_of(memo, key)];
    if (key.n > sizeof(slot->key))
        return;
    slot->directory_version = directory_version;
    slot->key_id = key_id;
    slot->n = key.n;
    memcpy(slot->key, key.p, key.n);
}
