// access.h -- from a credential to a principal.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"

enum { API_KEY_MAX_BYTES = 256 };

/* Sets c->who from an API key as the client sent it. ERR_UNAUTHENTICATED for an absent, unknown or
 * revoked one. */
MUST_CHECK enum err access_by_key(struct ctx *c, str key);

/* Sets c->who from an intake token; *out is its integration. ERR_NOT_FOUND for an unknown or
 * archived one. */
MUST_CHECK enum err access_by_token(struct ctx *c, str token, const struct integration **out);

/* The team that the principal works in: the one named by `team_id`, if the principal reaches it.
 * ERR_NOT_FOUND else. */
MUST_CHECK enum err access_select_team(struct ctx *c, int64_t team_id, const struct team **out);

/* The team of a principal who names none: its key's, else the default one. */
const struct team *access_home_team(const struct ctx *c);
