// idempotency.h -- the same answer again for the same Idempotency-Key, for 24 h.
//
// The key is claimed in the transaction of the work, so it is kept exactly when the work is.
// Another request with the key waits for the first (SQLite: its turn; PostgreSQL: the row lock).
// Refusals are kept too, by a second transaction.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/pending.h"

enum { IDEMPOTENCY_KEY_MAX_BYTES = 255, IDEMPOTENCY_KEEP_MS = MSEC_PER_DAY };

/* Refuses an empty or overlong header on a route that honours it. */
MUST_CHECK enum err idempotency_check(struct api_request *q);

/* pending_run, or the kept answer. ERR_CONFLICT for another request under the same key. */
MUST_CHECK enum err idempotency_run(struct pending *p, struct db *db,
                                    const struct directory *directory, struct write_group *group);

/* Keeps the refusal that has just been rendered; true: it answers the request itself once that is
 * done. */
bool idempotency_keep_refusal(struct pending *p);
