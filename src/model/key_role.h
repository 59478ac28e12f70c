// key_role.h -- roles of API keys, and what of them a key here can be given.
//
// A key may do what its scopes say (vocabulary.h). A role either gives scopes, or says less than
// any scope does: then it may stand beside a role that covers it, and gives nothing of its own.
// What there is nothing for here is refused by its name, so that nobody counts on it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/vocabulary.h"

struct key_role {
    str word;
    str description;
    unsigned gives;   // scopes
    unsigned covered; // by all of these scopes; 0: it gives some itself, or cannot be given
};

enum { KEY_ROLES_MAX = 64, KEY_ROLE_COUNT = 35 };

extern const struct key_role key_roles[KEY_ROLE_COUNT];

/* NULL for a word that is no role. */
const struct key_role *key_role_find(str word);

/* Can a key be given it at all? */
bool key_role_is_served(const struct key_role *role);

/* The role that gives this one scope; for those without one, the role that gives everything. */
const struct key_role *key_role_giving(unsigned scope);
