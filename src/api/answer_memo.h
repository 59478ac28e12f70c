// answer_memo.h -- whole answers of lists that were asked for a moment ago, while nothing has been
// committed since.
//
// A dashboard asks for the same page again and again. As long as this process has committed
// nothing, the database says the same, so the answer does too; one process writes to a SQLite file,
// so nobody else has. An answer belongs to its loop's thread, and is counted because it is sent
// from where it lies.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/str.h"

enum {
    ANSWER_MEMO_SLOTS = 32,
    ANSWER_MEMO_MAX_BYTES = 256 * 1024, // of one answer with its question: 25 large incidents
};

struct answer_key {
    str target;      // path and query as sent
    int64_t team_id; // selected
    int64_t key_id;  // of the API key: its reach decides what is shown
    uint64_t commits;
    int64_t directory_version; // shown in it; published a moment after its commit is counted
};

struct kept_answer_text;

struct answer_memo {
    struct kept_answer_text *slots[ANSWER_MEMO_SLOTS];
    size_t max_bytes;
    size_t bytes;           // of what the slots hold
    size_t oldest;          // the slot to be emptied next where they would hold too much
    unsigned char seed[16]; // which slot a question takes cannot be foreseen
};

/* Keeps at most `max_bytes` of answers with their questions. */
void answer_memo_init(struct answer_memo *memo, size_t max_bytes);
void answer_memo_release(struct answer_memo *memo);

/* The answer with a reference for the caller, or NULL. */
struct kept_answer_text *answer_memo_find(struct answer_memo *memo, struct answer_key key);
void answer_memo_add(struct answer_memo *memo, struct answer_key key, str body);

str kept_answer_body(const struct kept_answer_text *answer);

/* Gives the reference back and nulls the pointer; NULL is fine. */
void kept_answer_release(struct kept_answer_text **answer);
