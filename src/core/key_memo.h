// key_memo.h -- the keys that a thread has seen lately, so that a key is hashed once and not for
// every request.
//
// Belongs to one thread. An entry holds for one version of the directory: a revoked key is
// forgotten with it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/str.h"

enum { KEY_MEMO_SLOTS = 64, KEY_MEMO_KEY_BYTES = 64 }; // longer keys are not remembered

struct key_memo {
    struct key_memo_slot {
        int64_t directory_version;
        int64_t key_id; // 0: empty
        size_t n;
        char key[KEY_MEMO_KEY_BYTES];
    } slots[KEY_MEMO_SLOTS];
    unsigned char seed[16]; // which slot a key takes cannot be foreseen
};

void key_memo_init(struct key_memo *memo);

/* The id of the API key with this text as of that version of the directory, or 0. */
int64_t key_memo_find(const struct key_memo *memo, str key, int64_t directory_version);

void key_memo_add(struct key_memo *memo, str key, int64_t directory_version, int64_t key_id);
