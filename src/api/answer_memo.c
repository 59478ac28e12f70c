// answer_memo.c -- a direct-mapped table of counted texts.
// SPDX-License-Identifier: Apache-2.0
#include "api/answer_memo.h"

#include "base/crypto.h"
#include "base/ids.h"

struct kept_answer_text {
    long references;
    struct answer_key key; // its target lies in `bytes`
    size_t body_bytes;
    char bytes[]; // target, body
};

void answer_memo_init(struct answer_memo *memo, size_t max_bytes)
{
    *memo = (struct answer_memo){.max_bytes = max_bytes};
    crypto_random(memo->seed, sizeof(memo->seed));
}

void answer_memo_release(struct answer_memo *memo)
{
    for (size_t i = 0; i < ANSWER_MEMO_SLOTS; i++)
        kept_answer_release(&memo->slots[i]);
    memo->bytes = 0;
}

void kept_answer_release(struct kept_answer_text **answer)
{
    struct kept_answer_text *gone = *answer;
    *answer = NULL;
    if (gone != NULL && --gone->references == 0)
        free(gone);
}

static struct kept_answer_text **slot_of(struct answer_memo *memo, struct answer_key key)
{
    const uint64_t hash = siphash24(memo->seed, key.target.p, key.target.n);
    return &memo->slots[hash % ANSWER_MEMO_SLOTS];
}

static bool is_same_question(const struct answer_key *a, const struct answer_key *b)
{
    return a->commits == b->commits && a->directory_version == b->directory_version &&
           a->team_id == b->team_id && a->key_id == b->key_id && str_eq(a->target, b->target);
}

struct kept_answer_text *answer_memo_find(struct answer_memo *memo, struct answer_key key)
{
    struct kept_answer_text *answer = *slot_of(memo, key);
    if (answer == NULL || !is_same_question(&answer->key, &key))
        return NULL;
    answer->references++;
    return answer;
}

static size_t size_of(const struct kept_answer_text *answer)
{
    return answer->key.target.n + answer->body_bytes;
}

static void empty(struct answer_memo *memo, struct kept_answer_text **slot)
{
    if (*slot != NULL)
        memo->bytes -= size_of(*slot);
    kept_answer_release(slot);
}

static void make_room(struct answer_memo *memo, size_t bytes)
{
    while (memo->bytes + bytes > memo->max_bytes) {
        empty(memo, &memo->slots[memo->oldest]);
        memo->oldest = (memo->oldest + 1) % ANSWER_MEMO_SLOTS;
    }
}

void answer_memo_add(struct answer_memo *memo, struct answer_key key, str body)
{
    const size_t bytes = key.target.n + body.n;
    if (bytes > ANSWER_MEMO_MAX_BYTES || bytes > memo->max_bytes)
        return;
    struct kept_answer_text *answer = malloc(sizeof(*answer) + bytes);
    CHECK(answer != NULL);
    memcpy(answer->bytes, key.target.p, key.target.n);
    memcpy(answer->bytes + key.target.n, body.p, body.n);
    answer->references = 1;
    answer->key = key;
    answer->key.target.p = answer->bytes;
    answer->body_bytes = body.n;
    struct kept_answer_text **slot = slot_of(memo, key);
    empty(memo, slot);
    make_room(memo, bytes);
    *slot = answer;
    memo->bytes += bytes;
}

str kept_answer_body(const struct kept_answer_text *answer)
{
    return (str){answer->bytes + answer->key.target.n, answer->body_bytes};
}
