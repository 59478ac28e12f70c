// first_start.c -- the shipped rows.
// SPDX-License-Identifier: Apache-2.0
#include "core/first_start.h"

#include "core/configure.h"
#include "store/directory_store.h"
#include "store/meta_store.h"

static const struct incident_status shipped_statuses[] = {
    {.name = S("Triage"),
     .description = S("Nobody has looked at it yet."),
     .category = CATEGORY_TRIAGE,
     .response_state = RESPONSE_TRIGGERED,
     .public_status = PUBLIC_INVESTIGATING},
    {.name = S("Investigating"),
     .description = S("Somebody is finding out what is wrong."),
     .category = CATEGORY_LIVE,
     .response_state = RESPONSE_ACKNOWLEDGED,
     .public_status = PUBLIC_INVESTIGATING},
    {.name = S("Fixing"),
     .description = S("The cause is known and being mended."),
     .category = CATEGORY_LIVE,
     .response_state = RESPONSE_ACKNOWLEDGED,
     .public_status = PUBLIC_IDENTIFIED},
    {.name = S("Monitoring"),
     .description = S("It is mended; we watch whether it stays so."),
     .category = CATEGORY_LIVE,
     .response_state = RESPONSE_ACKNOWLEDGED,
     .public_status = PUBLIC_MONITORING},
    {.name = S("Paused"),
     .description = S("Waiting for something outside our hands."),
     .category = CATEGORY_PAUSED,
     .response_state = RESPONSE_ACKNOWLEDGED,
     .public_status = PUBLIC_INVESTIGATING},
    {.name = S("Documenting"),
     .description = S("It is over; the post-mortem is being written."),
     .category = CATEGORY_LEARNING,
     .response_state = RESPONSE_RESOLVED,
     .public_status = PUBLIC_RESOLVED},
    {.name = S("Reviewing"),
     .description = S("The post-mortem is being reviewed."),
     .category = CATEGORY_LEARNING,
     .response_state = RESPONSE_RESOLVED,
     .public_status = PUBLIC_RESOLVED},
    {.name = S("Closed"),
     .description = S("It is over and nothing is left to do."),
     .category = CATEGORY_CLOSED,
     .response_state = RESPONSE_RESOLVED,
     .public_status = PUBLIC_RESOLVED},
    {.name = S("Declined"),
     .description = S("It was no incident."),
     .category = CATEGORY_DECLINED,
     .response_state = RESPONSE_RESOLVED,
     .public_status = PUBLIC_RESOLVED},
    {.name = S("Merged"),
     .description = S("It is part of another incident."),
     .category = CATEGORY_MERGED,
     .response_state = RESPONSE_RESOLVED,
     .public_status = PUBLIC_RESOLVED},
    {.name = S("Canceled"),
     .description = S("It was declared by mistake."),
     .category = CATEGORY_CANCELED,
     .response_state = RESPONSE_RESOLVED,
     .public_status = PUBLIC_RESOLVED},
};

static const struct severity shipped_severities[] = {
    {.name = S("Minor"),
     .description = S("Few notice it, or there is a way around."),
     .spike_level = 3},
    {.name = S("Major"), .description = S("Many notice it."), .spike_level = 2},
    {.name = S("Critical"),
     .description = S("The service is down or data is at risk."),
     .spike_level = 1},
};

static enum err make_statuses(struct ctx *c)
{
    for (size_t i = 0; i < ARRAY_LEN(shipped_statuses); i++) {
        struct incident_status status = shipped_statuses[i];
        TRY(ctx_next_id(c, &status.id));
        status.rank = (int)i + 1;
        status.created_at = c->now;
        TRY(status_insert(&c->store, &status));
    }
    return OK;
}

static enum err make_severities(struct ctx *c)
{
    for (size_t i = 0; i < ARRAY_LEN(shipped_severities); i++) {
        struct severity severity = shipped_severities[i];
        TRY(ctx_next_id(c, &severity.id));
        severity.rank = (int)i + 1;
        severity.created_at = c->now;
        TRY(severity_insert(&c->store, &severity));
    }
    return OK;
}

static enum err make_policy(struct ctx *c, int64_t team_id)
{
    const struct escalation_target everybody = {
        .kind = TARGET_TEAM, .target_id = team_id, .via = S("")};
    const struct escalation_step step = {.targets = &everybody, .target_count = 1};
    struct escalation_policy policy = {
        .team_id = team_id,
        .name = S("Default"),
        .is_default = true,
        .created_at = c->now,
        .steps = &step,
        .step_count = 1,
    };
    TRY(ctx_next_id(c, &policy.id));
    return policy_insert(&c->store, &policy);
}

static enum err make_org(struct ctx *c)
{
    struct org org = {.name = S("My organisation"), .created_at = c->now};
    TRY(ctx_next_id(c, &org.id));
    c->store.org_id = org.id;
    return org_insert(&c->store, &org);
}

static enum err make_everything(struct ctx *c, str *out_key)
{
    struct team team = {
        .name = S("Primary"), .uid = S("prim"), .is_default = true, .created_at = c->now};
    struct user_account user = {.first_name = S("Administrator"),
                                .last_name = S(""),
                                .email = S("admin@localhost"),
                                .role = ROLE_ADMIN,
                                .created_at = c->now};
    TRY(make_org(c));
    TRY(ctx_next_id(c, &team.id));
    TRY(team_insert(&c->store, &team));
    TRY(ctx_next_id(c, &user.id));
    TRY(user_insert(&c->store, &user));
    const struct team_member member = {.team_id = team.id, .user_id = user.id, .role = ROLE_ADMIN};
    TRY(team_member_insert(&c->store, &member));
    TRY(make_policy(c, team.id));
    TRY(make_statuses(c));
    TRY(make_severities(c));
    int64_t version = 0;
    TRY(counter_add(&c->store, COUNTER_DIRECTORY, 0, 1, &version));
    struct api_key key = {.name = S("first key"), .scopes = SCOPE_ALL, .user_id = user.id};
    return api_key_create(c, &key, out_key);
}

enum err first_start(struct ctx *c, str *out_key)
{
    struct directory present = {0};
    const enum err loaded = directory_load(&c->store, c->now, &present);
    if (loaded == OK)
        *out_key = (str){0};
    return loaded == ERR_NOT_FOUND ? make_everything(c, out_key) : loaded;
}
