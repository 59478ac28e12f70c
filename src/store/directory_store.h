// directory_store.h -- the configuration: loaded whole, written a row at a time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/directory.h"
#include "store/store.h"

extern const str element_kind_words[ELEMENT_KIND_COUNT];

/* Reads everything of the organisation into *out, indexed, in the store's arena; of the maintenance
 * windows those that end after `since`. s->org_id 0: the first organisation; ERR_NOT_FOUND on an
 * empty database. */
MUST_CHECK enum err directory_load(struct store *s, msec since, struct directory *out);

MUST_CHECK enum err org_insert(struct store *s, const struct org *org);
MUST_CHECK enum err team_insert(struct store *s,
                                const struct team *team); // ERR_CONFLICT: the uid is taken
MUST_CHECK enum err team_update(struct store *s, const struct team *team); // all but its uid
/* What names the team goes first: members, shares. The same with a user: memberships. */
MUST_CHECK enum err team_delete(struct store *s, int64_t id);
MUST_CHECK enum err user_insert(struct store *s,
                                const struct user_account *user); // ERR_CONFLICT: the e-mail is
MUST_CHECK enum err user_update(struct store *s, const struct user_account *user); // the same
MUST_CHECK enum err user_delete(struct store *s, int64_t id);
/* Of somebody who is a member already, the role is changed. */
MUST_CHECK enum err team_member_insert(struct store *s, const struct team_member *member);
MUST_CHECK enum err team_member_delete(struct store *s, int64_t team_id, int64_t user_id,
                                       bool *out_changed);
MUST_CHECK enum err team_members_delete(struct store *s, int64_t team_id); // of the team
MUST_CHECK enum err memberships_delete(struct store *s, int64_t user_id);  // of the user
MUST_CHECK enum err api_key_insert(struct store *s, const struct api_key *key);
MUST_CHECK enum err api_key_revoke(struct store *s, int64_t id, msec at, bool *out_changed);
MUST_CHECK enum err api_key_update(struct store *s, const struct api_key *key); // all it may change
MUST_CHECK enum err retired_token_insert(struct store *s, const struct retired_token *token);
MUST_CHECK enum err retired_tokens_delete(struct store *s, int64_t key_id); // of the key
MUST_CHECK enum err retired_tokens_expire(struct store *s, msec now);
MUST_CHECK enum err status_insert(struct store *s, const struct incident_status *status);
MUST_CHECK enum err severity_insert(struct store *s, const struct severity *severity);
MUST_CHECK enum err policy_insert(struct store *s,
                                  const struct escalation_policy *policy); // with its steps
MUST_CHECK enum err policy_update(struct store *s,
                                  const struct escalation_policy *policy); // replaces its steps
MUST_CHECK enum err policy_archive(struct store *s, int64_t id, msec at);
/* No policy, archived or not, names the user or team any more. */
MUST_CHECK enum err targets_forget(struct store *s, enum target_kind kind, int64_t target_id);
MUST_CHECK enum err service_insert(struct store *s, const struct service *service);
MUST_CHECK enum err service_update(struct store *s, const struct service *service);
MUST_CHECK enum err service_delete(struct store *s, int64_t id);

/* Replaces the teams of a service, page or template. */
MUST_CHECK enum err object_teams_set(struct store *s, int64_t object_id, struct id_list teams);
MUST_CHECK enum err object_teams_forget(struct store *s, int64_t team_id); // of all objects
MUST_CHECK enum err template_insert(struct store *s, const struct incident_template *template);
MUST_CHECK enum err template_update(struct store *s, const struct incident_template *template);
MUST_CHECK enum err template_delete(struct store *s, int64_t id);
MUST_CHECK enum err integration_insert(struct store *s, const struct integration *integration);
MUST_CHECK enum err integration_archive(struct store *s, int64_t id, msec at);
