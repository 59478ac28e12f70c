// configure.h -- teams, people, policies, integrations. Services: service.h; keys: api_keys.h.
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
    TEAM_MEMBERS_MAX = 10000,
};

/* `team->uid` absent: made from the name (letters, then digits until it is free). A given one
 * that is taken is ERR_INVALID. ERR_FORBIDDEN for a key that reaches one team. */
MUST_CHECK enum err team_create(struct ctx *c, struct team *team);

/* Its name and visibility. */
MUST_CHECK enum err team_change(struct ctx *c, struct team *team);

/* ERR_INVALID when nobody more can be a member. */
MUST_CHECK enum err team_check_room(struct ctx *c, int64_t team_id);

/* These (at most TEAM_MEMBERS_MAX) and no others; of one who is named twice the last role counts.
 * ERR_INVALID names `members[0].user.id`. */
MUST_CHECK enum err team_members_replace(struct ctx *c, int64_t team_id,
                                         struct team_member_list members);

/* A member's role is changed. ERR_INVALID names `user.id`, or `members` when they are too many. */
MUST_CHECK enum err team_member_add(struct ctx *c, const struct team *team,
                                    struct team_member member);
MUST_CHECK enum err team_member_remove(struct ctx *c, const struct team *team,
                                       int64_t user_id); // ERR_NOT_FOUND

/* ERR_INVALID says what uses it: it is the default one, or has services, integrations, policies,
 * keys or incidents. Its members, shares and subscriptions go with it. ERR_FORBIDDEN as in
 * team_create. */
MUST_CHECK enum err team_remove(struct ctx *c, const struct team *team);

/* The teams that something is shared with, by id: those asked for (NULL: those it has), each in
 * reach of the principal, and those it has beyond his reach. A key that reaches one team never lets
 * go of it. ERR_INVALID names teams[n].id. */
MUST_CHECK enum err teams_settle(struct ctx *c, int64_t object_id, const struct id_list *asked,
                                 struct id_list *out);

/* Something before and behind one @, without blanks, of a length that a mail server takes. */
bool email_is_plausible(str email);

/* Also makes the person a member of `team_id`, unless 0. ERR_INVALID when the e-mail address is
 * taken. ERR_FORBIDDEN for a role above USER, as in user_change. */
MUST_CHECK enum err user_create(struct ctx *c, struct user_account *user, int64_t team_id);

/* Everything but his id. ERR_INVALID also for the role of the last administrator. ERR_FORBIDDEN for
 * a key that reaches one team, unless it is his own, and for another role than he has, unless the
 * key may administer and reaches the whole organisation. */
MUST_CHECK enum err user_change(struct ctx *c, struct user_account *user);

/* ERR_INVALID says what uses him: he made a key (revoked ones too: the history names them), is the
 * last administrator, is named by a policy, responds to an open incident, has a role in any. His
 * memberships and subscriptions go with him; what he did stays. ERR_FORBIDDEN as in user_change. */
MUST_CHECK enum err user_remove(struct ctx *c, int64_t user_id);

/* Letter case aside; NULL: nobody has it. */
const struct user_account *user_by_email(const struct ctx *c, str email);

/* `policy->steps` name people and teams that exist. */
MUST_CHECK enum err policy_create(struct ctx *c, struct escalation_policy *policy);
MUST_CHECK enum err policy_change(struct ctx *c, struct escalation_policy *policy);

/* ERR_INVALID while an integration uses it, and for a default policy. */
MUST_CHECK enum err policy_retire(struct ctx *c, const struct escalation_policy *policy);

/* `integration->policy_id` 0: the team's default policy. Makes the token. */
MUST_CHECK enum err integration_create(struct ctx *c, struct integration *integration);
MUST_CHECK enum err integration_retire(struct ctx *c, const struct integration *integration);
