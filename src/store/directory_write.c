// directory_write.c -- writing the configuration, one row at a time.
// SPDX-License-Identifier: Apache-2.0
#include "store/directory_store.h"

#include "sql_queries.h"

enum err org_insert(struct store *s, const struct org *org)
{
    return db_exec(s->db, SQL_ORG_INSERT, P(org->id, org->name, org->created_at));
}

enum err team_insert(struct store *s, const struct team *team)
{
    return db_exec(s->db, SQL_TEAM_INSERT,
                   P(s->org_id, team->id, team->name, team->uid, team->is_private, team->is_default,
                     team->created_at));
}

enum err team_update(struct store *s, const struct team *team)
{
    return db_exec(s->db, SQL_TEAM_UPDATE,
                   P(s->org_id, team->id, team->name, team->is_private, team->updated_at));
}

enum err team_delete(struct store *s, int64_t id)
{
    return db_exec(s->db, SQL_TEAM_DELETE, P(s->org_id, id));
}

enum err user_insert(struct store *s, const struct user_account *user)
{
    return db_exec(s->db, SQL_USER_INSERT,
                   P(s->org_id, user->id, user->first_name, user->last_name, user->email,
                     role_words[user->role], user->created_at, user->time_zone, user->job_title,
                     user->department, user->language, user->region, user->shift_color,
                     db_optional(user->muted_until)));
}

enum err user_update(struct store *s, const struct user_account *user)
{
    return db_exec(s->db, SQL_USER_UPDATE,
                   P(s->org_id, user->id, user->first_name, user->last_name, user->email,
                     role_words[user->role], user->updated_at, user->time_zone, user->job_title,
                     user->department, user->language, user->region, user->shift_color,
                     db_optional(user->muted_until)));
}

enum err user_delete(struct store *s, int64_t id)
{
    return db_exec(s->db, SQL_USER_DELETE, P(s->org_id, id));
}

enum err team_member_insert(struct store *s, const struct team_member *member)
{
    return db_exec(s->db, SQL_TEAM_MEMBER_INSERT,
                   P(s->org_id, member->team_id, member->user_id, role_words[member->role]));
}

enum err team_member_delete(struct store *s, int64_t team_id, int64_t user_id, bool *out_changed)
{
    int64_t changed = 0;
    TRY(db_exec_count(s->db, SQL_TEAM_MEMBER_DELETE, P(s->org_id, team_id, user_id), &changed));
    *out_changed = changed > 0;
    return OK;
}

enum err team_members_delete(struct store *s, int64_t team_id)
{
    return db_exec(s->db, SQL_TEAM_MEMBERS_DELETE, P(s->org_id, team_id));
}

enum err memberships_delete(struct store *s, int64_t user_id)
{
    return db_exec(s->db, SQL_MEMBERSHIPS_DELETE, P(s->org_id, user_id));
}

enum err api_key_insert(struct store *s, const struct api_key *key)
{
    const str comments = key->comments.p == NULL ? S("") : key->comments;
    return db_exec(s->db, SQL_API_KEY_INSERT,
                   P(s->org_id, key->id, key->name, db_optional(key->team_id), key->scopes,
                     key->key_hash, key->hint, key->user_id, key->created_at, comments, key->roles,
                     key->token_issued_at, db_optional(key->creator_key_id)));
}

enum err api_key_update(struct store *s, const struct api_key *key)
{
    return db_exec(s->db, SQL_API_KEY_UPDATE,
                   P(s->org_id, key->id, key->name, db_optional(key->team_id), key->scopes,
                     key->key_hash, key->hint, key->comments, key->roles, key->token_issued_at));
}

enum err retired_token_insert(struct store *s, const struct retired_token *token)
{
    return db_exec(s->db, SQL_RETIRED_TOKEN_INSERT,
                   P(s->org_id, token->key_hash, token->key_id, token->valid_until));
}

enum err retired_tokens_delete(struct store *s, int64_t key_id)
{
    return db_exec(s->db, SQL_RETIRED_TOKENS_DELETE, P(s->org_id, key_id));
}

enum err retired_tokens_expire(struct store *s, msec now)
{
    return db_exec(s->db, SQL_RETIRED_TOKENS_EXPIRE, P(s->org_id, now));
}

enum err api_key_revoke(struct store *s, int64_t id, msec at, bool *out_changed)
{
    int64_t changed = 0;
    TRY(db_exec_count(s->db, SQL_API_KEY_REVOKE, P(s->org_id, id, at), &changed));
    *out_changed = changed > 0;
    return OK;
}

enum err status_insert(struct store *s, const struct incident_status *status)
{
    return db_exec(s->db, SQL_STATUS_INSERT,
                   P(s->org_id, status->id, status->name, status->description, status->rank,
                     status_category_words[status->category], (int)status->response_state,
                     public_status_words[status->public_status], status->created_at));
}

enum err severity_insert(struct store *s, const struct severity *severity)
{
    return db_exec(s->db, SQL_SEVERITY_INSERT,
                   P(s->org_id, severity->id, severity->name, severity->description, severity->rank,
                     db_optional(severity->spike_level), severity->created_at));
}

static enum err insert_step(struct store *s, const struct escalation_policy *policy, int position)
{
    const struct escalation_step *step = &policy->steps[position];
    TRY(db_exec(s->db, SQL_STEP_INSERT, P(s->org_id, policy->id, position, step->wait_minutes)));
    for (size_t i = 0; i < step->target_count; i++) {
        const struct escalation_target *target = &step->targets[i];
        TRY(db_exec(s->db, SQL_TARGET_INSERT,
                    P(s->org_id, policy->id, position, (int64_t)i, target_kind_words[target->kind],
                      target->target_id, target->via)));
    }
    return OK;
}

static enum err insert_steps(struct store *s, const struct escalation_policy *policy)
{
    for (size_t i = 0; i < policy->step_count; i++)
        TRY(insert_step(s, policy, (int)i));
    return OK;
}

enum err policy_insert(struct store *s, const struct escalation_policy *policy)
{
    TRY(db_exec(s->db, SQL_POLICY_INSERT,
                P(s->org_id, policy->id, policy->team_id, policy->name, policy->delay_minutes,
                  policy->repeats, policy->is_default, policy->created_at)));
    return insert_steps(s, policy);
}

enum err policy_update(struct store *s, const struct escalation_policy *policy)
{
    TRY(db_exec(s->db, SQL_POLICY_UPDATE,
                P(s->org_id, policy->id, policy->name, policy->delay_minutes, policy->repeats,
                  policy->updated_at)));
    TRY(db_exec(s->db, SQL_TARGETS_DELETE, P(s->org_id, policy->id)));
    TRY(db_exec(s->db, SQL_STEPS_DELETE, P(s->org_id, policy->id)));
    return insert_steps(s, policy);
}

enum err policy_archive(struct store *s, int64_t id, msec at)
{
    return db_exec(s->db, SQL_POLICY_ARCHIVE, P(s->org_id, id, at));
}

enum err targets_forget(struct store *s, enum target_kind kind, int64_t target_id)
{
    return db_exec(s->db, SQL_TARGETS_FORGET, P(s->org_id, target_kind_words[kind], target_id));
}

enum err service_insert(struct store *s, const struct service *service)
{
    return db_exec(s->db, SQL_SERVICE_INSERT,
                   P(s->org_id, service->id, service->number, service->team_id, service->name,
                     service->description, service->alias, (int)service->own_status,
                     service->one_open_incident_only, service->shows_uptime, service->created_at));
}

enum err service_update(struct store *s, const struct service *service)
{
    return db_exec(s->db, SQL_SERVICE_UPDATE,
                   P(s->org_id, service->id, service->team_id, service->name, service->description,
                     service->alias, (int)service->own_status, service->one_open_incident_only,
                     service->shows_uptime, service->updated_at));
}

enum err service_delete(struct store *s, int64_t id)
{
    return db_exec(s->db, SQL_SERVICE_DELETE, P(s->org_id, id));
}

enum err object_teams_set(struct store *s, int64_t object_id, struct id_list teams)
{
    TRY(db_exec(s->db, SQL_OBJECT_TEAMS_DELETE, P(s->org_id, object_id)));
    for (size_t i = 0; i < teams.count; i++)
        TRY(db_exec(s->db, SQL_OBJECT_TEAM_INSERT, P(s->org_id, object_id, teams.items[i])));
    return OK;
}

enum err object_teams_forget(struct store *s, int64_t team_id)
{
    return db_exec(s->db, SQL_OBJECT_TEAMS_FORGET, P(s->org_id, team_id));
}

enum err template_insert(struct store *s, const struct incident_template *template)
{
    return db_exec(s->db, SQL_TEMPLATE_INSERT,
                   P(s->org_id, template->id, template->name, template->summary,
                     public_status_words[template->status], template->message, template->notifies,
                     template->created_at));
}

enum err template_update(struct store *s, const struct incident_template *template)
{
    return db_exec(s->db, SQL_TEMPLATE_UPDATE,
                   P(s->org_id, template->id, template->name, template->summary,
                     public_status_words[template->status], template->message, template->notifies,
                     template->updated_at));
}

enum err template_delete(struct store *s, int64_t id)
{
    return db_exec(s->db, SQL_TEMPLATE_DELETE, P(s->org_id, id));
}

enum err integration_insert(struct store *s, const struct integration *integration)
{
    return db_exec(s->db, SQL_INTEGRATION_INSERT,
                   P(s->org_id, integration->id, integration->token, integration->team_id,
                     slug_words[integration->slug], integration->name, integration->description,
                     integration->policy_id, db_optional(integration->service_id),
                     db_optional(integration->impact), integration->repeats_escalation,
                     integration->ack_timeout_minutes, integration->created_at));
}

enum err integration_archive(struct store *s, int64_t id, msec at)
{
    return db_exec(s->db, SQL_INTEGRATION_ARCHIVE, P(s->org_id, id, at));
}
