// directory_store.c -- loading the directory.
//
// One statement a table; steps and targets come sorted by their policy and are hung under it in one
// pass.
// SPDX-License-Identifier: Apache-2.0
#include "store/directory_store.h"

#include "sql_queries.h"
#include "store/directory_source.h"
#include "store/meta_store.h"

static enum err read_org(struct row *row, struct arena *arena, void *out)
{
    struct org *org = out;
    org->id = row_i64(row);
    org->name = row_str(row, arena);
    org->created_at = row_i64(row);
    return row_end(row);
}

static enum err read_team(struct row *row, struct arena *arena, void *out)
{
    struct team *team = out;
    team->id = row_i64(row);
    team->name = row_str(row, arena);
    team->uid = row_str(row, arena);
    team->is_private = row_bool(row);
    team->is_default = row_bool(row);
    team->created_at = row_i64(row);
    team->updated_at = row_i64(row);
    return row_end(row);
}

static enum err read_user(struct row *row, struct arena *arena, void *out)
{
    struct user_account *user = out;
    user->id = row_i64(row);
    user->first_name = row_str(row, arena);
    user->last_name = row_str(row, arena);
    user->email = row_str(row, arena);
    const str role = row_str(row, arena);
    user->created_at = row_i64(row);
    user->updated_at = row_i64(row);
    user->time_zone = row_str(row, arena);
    user->job_title = row_str(row, arena);
    user->department = row_str(row, arena);
    user->language = row_str(row, arena);
    user->region = row_str(row, arena);
    user->shift_color = row_str(row, arena);
    user->muted_until = row_i64(row);
    TRY(row_end(row));
    user->role = (enum role)stored_word(role_words, ROLE_COUNT, role);
    return OK;
}

static enum err read_member(struct row *row, struct arena *arena, void *out)
{
    struct team_member *member = out;
    member->team_id = row_i64(row);
    member->user_id = row_i64(row);
    const str role = row_str(row, arena);
    TRY(row_end(row));
    member->role = (enum role)stored_word(role_words, ROLE_COUNT, role);
    return OK;
}

static enum err read_key(struct row *row, struct arena *arena, void *out)
{
    struct api_key *key = out;
    key->id = row_i64(row);
    key->name = row_str(row, arena);
    key->team_id = row_i64(row);
    key->scopes = (unsigned)row_i64(row);
    key->key_hash = row_str(row, arena);
    key->hint = row_str(row, arena);
    key->user_id = row_i64(row);
    key->created_at = row_i64(row);
    key->revoked_at = row_i64(row);
    key->comments = row_str(row, arena);
    key->roles = row_str(row, arena);
    key->token_issued_at = row_i64(row);
    key->creator_key_id = row_i64(row);
    return row_end(row);
}

static enum err read_retired_token(struct row *row, struct arena *arena, void *out)
{
    struct retired_token *token = out;
    token->key_hash = row_str(row, arena);
    token->key_id = row_i64(row);
    token->valid_until = row_i64(row);
    return row_end(row);
}

static enum err read_status(struct row *row, struct arena *arena, void *out)
{
    struct incident_status *status = out;
    status->id = row_i64(row);
    status->name = row_str(row, arena);
    status->description = row_str(row, arena);
    status->rank = (int)row_i64(row);
    const str category = row_str(row, arena);
    status->response_state = (enum response_state)row_i64(row);
    const str public_status = row_str(row, arena);
    status->created_at = row_i64(row);
    status->updated_at = row_i64(row);
    TRY(row_end(row));
    status->category =
        (enum status_category)stored_word(status_category_words, CATEGORY_COUNT, category);
    status->public_status =
        (enum public_status)stored_word(public_status_words, PUBLIC_STATUS_COUNT, public_status);
    return OK;
}

static enum err read_severity(struct row *row, struct arena *arena, void *out)
{
    struct severity *severity = out;
    severity->id = row_i64(row);
    severity->name = row_str(row, arena);
    severity->description = row_str(row, arena);
    severity->rank = (int)row_i64(row);
    severity->spike_level = (int)row_i64(row);
    severity->created_at = row_i64(row);
    severity->updated_at = row_i64(row);
    return row_end(row);
}

static enum err read_service(struct row *row, struct arena *arena, void *out)
{
    struct service *service = out;
    service->id = row_i64(row);
    service->number = row_i64(row);
    service->team_id = row_i64(row);
    service->name = row_str(row, arena);
    service->description = row_str(row, arena);
    service->alias = row_str(row, arena);
    service->own_status = (enum service_status)row_i64(row);
    service->one_open_incident_only = row_bool(row);
    service->shows_uptime = row_bool(row);
    service->created_at = row_i64(row);
    service->updated_at = row_i64(row);
    return row_end(row);
}

static enum err read_policy(struct row *row, struct arena *arena, void *out)
{
    struct escalation_policy *policy = out;
    policy->id = row_i64(row);
    policy->team_id = row_i64(row);
    policy->name = row_str(row, arena);
    policy->delay_minutes = (int)row_i64(row);
    policy->repeats = row_bool(row);
    policy->is_default = row_bool(row);
    policy->created_at = row_i64(row);
    policy->updated_at = row_i64(row);
    policy->archived_at = row_i64(row);
    return row_end(row);
}

static enum err read_integration(struct row *row, struct arena *arena, void *out)
{
    struct integration *integration = out;
    integration->id = row_i64(row);
    integration->token = row_str(row, arena);
    integration->team_id = row_i64(row);
    const str slug = row_str(row, arena);
    integration->name = row_str(row, arena);
    integration->description = row_str(row, arena);
    integration->policy_id = row_i64(row);
    integration->service_id = row_i64(row);
    integration->impact = (enum service_status)row_i64(row);
    integration->repeats_escalation = row_bool(row);
    integration->ack_timeout_minutes = (int)row_i64(row);
    integration->created_at = row_i64(row);
    integration->updated_at = row_i64(row);
    integration->archived_at = row_i64(row);
    TRY(row_end(row));
    integration->slug = (enum slug)stored_word(slug_words, SLUG_COUNT, slug);
    return OK;
}

// ---- steps and targets, hung under their policies ----

struct step_row {
    int64_t policy_id;
    int position;
    int wait_minutes;
};

struct target_row {
    int64_t policy_id;
    int step;
    struct escalation_target target;
};

static enum err read_step(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    struct step_row *step = out;
    step->policy_id = row_i64(row);
    step->position = (int)row_i64(row);
    step->wait_minutes = (int)row_i64(row);
    return row_end(row);
}

static enum err read_target(struct row *row, struct arena *arena, void *out)
{
    struct target_row *target = out;
    target->policy_id = row_i64(row);
    target->step = (int)row_i64(row);
    const str kind = row_str(row, arena);
    target->target.target_id = row_i64(row);
    target->target.via = row_str(row, arena);
    TRY(row_end(row));
    target->target.kind = (enum target_kind)stored_word(target_kind_words, TARGET_KIND_COUNT, kind);
    return OK;
}

// Rows come sorted by policy, step, position: what belongs together is a run, and a run of rows is
// a run of the array that it is copied to.
struct run {
    size_t next; // the first row that is not hung yet
};

static void hang_targets(struct escalation_step *step, const struct step_row *key,
                         const struct db_rows *targets, struct escalation_target *all,
                         struct run *run)
{
    const struct target_row *rows = targets->items;
    step->targets = all + run->next;
    while (run->next < targets->count && rows[run->next].policy_id == key->policy_id &&
           rows[run->next].step == key->position) {
        all[run->next] = rows[run->next].target;
        run->next++;
        step->target_count++;
    }
}

static void hang_steps(struct arena *arena, struct db_rows *policies, const struct db_rows *steps,
                       const struct db_rows *targets)
{
    struct escalation_policy *list = policies->items;
    const struct step_row *rows = steps->items;
    struct escalation_step *all_steps = arena_array(arena, struct escalation_step, steps->count);
    struct escalation_target *all_targets =
        arena_array(arena, struct escalation_target, targets->count);
    struct run step_run = {0};
    struct run target_run = {0};
    for (size_t i = 0; i < policies->count; i++) {
        list[i].steps = all_steps + step_run.next;
        while (step_run.next < steps->count && rows[step_run.next].policy_id == list[i].id) {
            struct escalation_step *step = &all_steps[step_run.next];
            step->wait_minutes = rows[step_run.next].wait_minutes;
            hang_targets(step, &rows[step_run.next], targets, all_targets, &target_run);
            step_run.next++;
            list[i].step_count++;
        }
    }
}

static enum err load_policies(struct store *s, struct directory *d)
{
    struct db_rows policies = {0};
    struct db_rows steps = {0};
    struct db_rows targets = {0};
    TRY(db_many(s->db, s->arena, SQL_POLICY_LIST, P(s->org_id), read_policy,
                sizeof(struct escalation_policy), DIRECTORY_MAX_ROWS, &policies));
    TRY(db_many(s->db, s->arena, SQL_STEP_LIST, P(s->org_id), read_step, sizeof(struct step_row),
                DIRECTORY_MAX_ROWS, &steps));
    TRY(db_many(s->db, s->arena, SQL_TARGET_LIST, P(s->org_id), read_target,
                sizeof(struct target_row), DIRECTORY_MAX_ROWS, &targets));
    hang_steps(s->arena, &policies, &steps, &targets);
    d->policies.items = policies.items;
    d->policies.count = policies.count;
    return OK;
}

// Every DIRECTORY_LIST has this layout.
struct any_list {
    const void *items;
    size_t count;
};

static const struct directory_source sources[] = {
    {SQL_TEAM_LIST, read_team, sizeof(struct team), offsetof(struct directory, teams)},
    {SQL_USER_LIST, read_user, sizeof(struct user_account), offsetof(struct directory, users)},
    {SQL_TEAM_MEMBER_LIST, read_member, sizeof(struct team_member),
     offsetof(struct directory, members)},
    {SQL_API_KEY_LIST, read_key, sizeof(struct api_key), offsetof(struct directory, keys)},
    {SQL_RETIRED_TOKEN_LIST, read_retired_token, sizeof(struct retired_token),
     offsetof(struct directory, retired_tokens)},
    {SQL_STATUS_LIST, read_status, sizeof(struct incident_status),
     offsetof(struct directory, statuses)},
    {SQL_SEVERITY_LIST, read_severity, sizeof(struct severity),
     offsetof(struct directory, severities)},
    {SQL_FORMER_STATUS_LIST, read_status, sizeof(struct incident_status),
     offsetof(struct directory, former_statuses)},
    {SQL_FORMER_SEVERITY_LIST, read_severity, sizeof(struct severity),
     offsetof(struct directory, former_severities)},
    {SQL_SERVICE_LIST, read_service, sizeof(struct service), offsetof(struct directory, services)},
    {SQL_INTEGRATION_LIST, read_integration, sizeof(struct integration),
     offsetof(struct directory, integrations)},
};

static enum err load_list(struct store *s, const struct directory_source *source,
                          struct db_params params, struct directory *d)
{
    struct db_rows rows = {0};
    TRY(db_many(s->db, s->arena, source->sql, params, source->reader, source->size,
                DIRECTORY_MAX_ROWS, &rows));
    const struct any_list list = {rows.items, rows.count};
    memcpy((char *)d + source->offset, &list, sizeof(list));
    return OK;
}

/* The version is read first: on PostgreSQL each statement sees what is committed by then, so the
 * rows are never older than the version says. */
enum err directory_load(struct store *s, msec since, struct directory *out)
{
    struct directory d = {0};
    TRY(db_one(s->db, s->arena, SQL_ORG_GET, P(s->org_id), read_org, &d.org));
    struct store of_org = {.db = s->db, .arena = s->arena, .org_id = d.org.id};
    TRY(counter_get(&of_org, COUNTER_DIRECTORY, 0, &d.version));
    for (size_t i = 0; i < ARRAY_LEN(sources); i++)
        TRY(load_list(&of_org, &sources[i], P(d.org.id), &d));
    for (size_t i = 0; i < DIRECTORY_PAGE_SOURCES; i++)
        TRY(load_list(&of_org, &directory_page_sources[i], P(d.org.id), &d));
    for (size_t i = 0; i < DIRECTORY_COORDINATION_SOURCES; i++)
        TRY(load_list(&of_org, &directory_coordination_sources[i], P(d.org.id), &d));
    for (size_t i = 0; i < DIRECTORY_WINDOW_SOURCES; i++)
        TRY(load_list(&of_org, &directory_window_sources[i], P(d.org.id, since), &d));
    TRY(load_policies(&of_org, &d));
    directory_index(&d, s->arena);
    *out = d;
    return OK;
}
