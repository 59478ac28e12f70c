// kept_answers.c -- claiming and keeping.
// SPDX-License-Identifier: Apache-2.0
#include "core/kept_answers.h"

enum err kept_answer_claim(struct ctx *c, str key, str request_hash, msec oldest,
                           struct kept_answer *out)
{
    bool claimed = false;
    TRY(idempotency_expire(&c->store, oldest));
    TRY(idempotency_claim(&c->store, c->who.id, key, request_hash, c->now, &claimed));
    if (!claimed)
        return idempotency_get(&c->store, c->who.id, key, out);
    *out = (struct kept_answer){0};
    return OK;
}

enum err kept_answer_store(struct ctx *c, str key, int status, str body)
{
    return idempotency_store(&c->store, c->who.id, key, status, body);
}
