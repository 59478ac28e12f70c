// kept_answers.h -- answers kept under the client's own key (Idempotency-Key).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"
#include "store/meta_store.h"

/* Forgets what is older than `oldest`, then claims `key` for the principal. out->status 0: it is
 * ours now; else *out is the answer kept under it. Waits for a claim whose transaction is still
 * running. */
MUST_CHECK enum err kept_answer_claim(struct ctx *c, str key, str request_hash, msec oldest,
                                      struct kept_answer *out);

MUST_CHECK enum err kept_answer_store(struct ctx *c, str key, int status, str body);
