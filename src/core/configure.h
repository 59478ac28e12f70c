// configure.h -- teams, people, keys, policies, integrations. Services: service.h.
//
// Rows are built by the caller without id and times; each function checks the rules, stores the row
// and fills the rest in. Fields named in errors are those of the rows; a dialect spells them its
// own way.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"

enum {
    NAME_MAX_BYTES = 255,
    EMAIL_MAX_BYTES = 254,
    UID_MAX_BYTES = 12,
};

/* `team->uid` absent: made from the name (letters, then digits until it is free). A given one
 * that is taken is ERR_INVALID. ERR_FORBIDDEN for a key that reaches one team. */
MUST_CHECK enum err team_create(struct ctx *c, struct team *team);

/* The teams that something is shared with, by id: those asked for (NULL: those it has), each in
 * reach of the principal, and those it has beyond his reach. A key that reaches one team never lets
 * go of it. ERR_INVALID names teams[n].id. */
MUST_CHECK enum err teams_settle(struct ctx *c, int64_t object_id, const struct id_list *asked,
                                 struct id_list *out);

/* Also makes the person a member of `team_id`, unless 0. ERR_INVALID when the e-mail address is
 * taken. */
MUST_CHECK enum err user_create(struct ctx *c, struct user_account *user, int64_t team_id);

/* A new key, shown here once: *out is its text. */
MUST_CHECK enum err api_key_create(struct ctx *c, struct api_key *key, str *out);
MUST_CHECK enum err api_key_remove(struct ctx *c, int64_t id); // ERR_NOT_FOUND

/* `policy->steps` name people and teams that exist. */
MUST_CHECK enum err policy_create(struct ctx *c, struct escalation_policy *policy);
MUST_CHECK enum err policy_change(struct ctx *c, struct escalation_policy *policy);

/* ERR_INVALID while an integration uses it, and for a default policy. */
MUST_CHECK enum err policy_retire(struct ctx *c, const struct escalation_policy *policy);

/* `integration->policy_id` 0: the team's default policy. Makes the token. */
MUST_CHECK enum err integration_create(struct ctx *c, struct integration *integration);
MUST_CHECK enum err integration_retire(struct ctx *c, const struct integration *integration);
