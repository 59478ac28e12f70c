// key_admin.h -- API keys as the command line sees them; the same behind the Unix socket and
// without a server.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"

struct key_order {
    str name;
    str team_uid;      // absent: the whole organisation
    const str *scopes; // words; none: all of them
    size_t scope_count;
};

/* Makes a key on behalf of the administrator; *out_text is shown once. */
MUST_CHECK enum err key_admin_create(struct ctx *c, const struct key_order *order, str *out_text);

/* Takes the id as key_admin_list shows it. */
MUST_CHECK enum err key_admin_revoke(struct ctx *c, str id);

/* A line for each key in use: id, name, team or "all teams", scopes, the key's last characters. */
str key_admin_list(struct ctx *c);
