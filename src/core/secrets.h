// secrets.h -- what makes ids, keys and share links impossible to guess; made by the first start,
// kept in the database.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/crypto.h"
#include "base/ids.h"
#include "store/store.h"

struct secrets {
    struct id_secret ids;
    unsigned char key_pepper[SHA256_BYTES];
    unsigned char share[SHA256_BYTES];
};

/* Reads the secrets, making those that are missing; in a write transaction. */
MUST_CHECK enum err secrets_load(struct store *s, struct secrets *out);

enum { SHARE_TOKEN_BYTES = OBJECT_ID_BYTES + 1 + 32 };

/* The stable, unguessable name of an incident's share page: "<object id>-<128 bits of a keyed hash,
 * hex>". */
str share_token(const struct secrets *secrets, struct arena *arena, int64_t incident_id,
                msec created_at);

/* The incident of a share token; false for one that was not made by share_token. */
bool share_token_read(const struct secrets *secrets, struct arena *arena, str token,
                      int64_t *out_id);

/* What is stored of an API key: hex of HMAC-SHA-256 under the pepper. */
str api_key_hash(const struct secrets *secrets, struct arena *arena, str key);
