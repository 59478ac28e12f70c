// meta_store.h -- secrets, counters, answers kept for idempotency keys.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "store/store.h"

/* The value of a name, made from `fallback` when there is none yet. */
MUST_CHECK enum err meta_get_or_insert(struct store *s, str name, str fallback, str *out);
MUST_CHECK enum err meta_get(struct store *s, str name, str *out);

// Counters; `owner_id` is the team of COUNTER_GROUP, else 0.
#define COUNTER_DIRECTORY S("directory") // version of the configuration
#define COUNTER_INCIDENT S("incident")   // INC-n
#define COUNTER_SERVICE S("service")
#define COUNTER_GROUP S("group") // n of <team uid>-<n>

/* Adds `amount`; *out is the new value. Holds the counter until the transaction ends (PostgreSQL).
 */
MUST_CHECK enum err counter_add(struct store *s, str name, int64_t owner_id, int64_t amount,
                                int64_t *out);

/* Reserves `amount` row ids, always the same amount; *out_last is the last of them. On SQLite a
 * rollback takes them back, on PostgreSQL it does not. */
MUST_CHECK enum err row_ids_take(struct store *s, int64_t amount, int64_t *out_last);

/* 0 when it was never used. */
MUST_CHECK enum err counter_get(struct store *s, str name, int64_t owner_id, int64_t *out);

/* Tells the other nodes of a PostgreSQL cluster that the directory has this version now. */
MUST_CHECK enum err directory_announce(struct store *s, int64_t version);

#define DIRECTORY_CHANNEL "tocsin_directory"

struct kept_answer {
    str request_hash;
    int status; // 0: the request has not ended
    str body;
};

/* Claims an idempotency key; *out_claimed is false when somebody has. Waits for one that is being
 * claimed. */
MUST_CHECK enum err idempotency_claim(struct store *s, int64_t api_key_id, str key,
                                      str request_hash, msec now, bool *out_claimed);
MUST_CHECK enum err idempotency_get(struct store *s, int64_t api_key_id, str key,
                                    struct kept_answer *out);
MUST_CHECK enum err idempotency_store(struct store *s, int64_t api_key_id, str key, int status,
                                      str body);

/* Forgets the keys made before `before`. */
MUST_CHECK enum err idempotency_expire(struct store *s, msec before);
