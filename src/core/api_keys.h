// api_keys.h -- keys: made, changed, given a new token, ended.
//
// A key's token is told once, when it is made or rotated; what is stored is a hash. A key gives
// nothing that it does not have, and one that reaches a team sees and makes keys of that team
// alone.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"

enum {
    KEY_NAME_MAX_BYTES = 200,
    KEY_COMMENTS_MAX_BYTES = 5000,
    KEYS_IN_USE_MAX = 5000,
    KEY_GRACE_MINUTES_MAX = 60,
    RETIRED_TOKENS_MAX = 10, // of one key, at once
};

/* A new key with the scopes it has; *out is its token. No rule but the table's: for the command
 * line and the first start. */
MUST_CHECK enum err api_key_create(struct ctx *c, struct api_key *key, str *out);
MUST_CHECK enum err api_key_remove(struct ctx *c, int64_t id); // ERR_NOT_FOUND

/* It is shown in lines of a list. */
bool key_name_is_plain(str name);

struct word_list {
    const str *items;
    size_t count;
};

// What a request wants a key to be. Roles reach the organisation, or team_roles one team.
struct key_wish {
    str name;
    str comments; // absent: as they are
    struct word_list roles;
    struct word_list team_roles;
    struct id_list team_ids; // that exist
};

/* Of the keys in use, those that the principal may see: NULL for any other. */
const struct api_key *api_key_in_reach(const struct ctx *c, int64_t id);

/* ERR_INVALID names role_names, team_role_names or team_ids; ERR_FORBIDDEN the scope that the
 * principal lacks. *out_token is shown once. */
MUST_CHECK enum err api_key_issue(struct ctx *c, const struct key_wish *wish, struct api_key *out,
                                  str *out_token);

/* Also ERR_INVALID for the key of the request itself. */
MUST_CHECK enum err api_key_change(struct ctx *c, const struct api_key *present,
                                   const struct key_wish *wish);

/* A new token. The old ones go on being taken for so many minutes; with 0 none is any more.
 * ERR_FORBIDDEN for a key that may do more than the principal. */
MUST_CHECK enum err api_key_rotate(struct ctx *c, const struct api_key *present,
                                   int64_t grace_minutes, str *out_token);
