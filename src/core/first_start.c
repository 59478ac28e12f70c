// first_start.c -- the shipped rows.
// SPDX-License-Identifier: Apache-2.0
#include "core/first_start.h"

#include "core/api_keys.h"
#include "store/coordination_store.h"
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

static const struct incident_type shipped_type = {
    .name = S("Default"), .description = S("An incident like any other."), .is_default = true};

static const struct incident_role shipped_roles[] = {
    {.name = S("Incident Lead"),
     .shortform = S("lead"),
     .description = S("Coordinates the incident."),
     .instructions = S("Decide who does what next, and say so. Make sure that people are told."),
     .kind = INCIDENT_ROLE_LEAD},
    {.name = S("Reporter"),
     .shortform = S("reporter"),
     .description = S("Reported the incident."),
     .instructions = S("Say what you saw, when, and where."),
     .kind = INCIDENT_ROLE_REPORTER},
};

static const struct incident_timestamp shipped_timestamps[] = {
    {.name = S("Reported at"), .set_by = TIMESTAMP_REPORTED},
    {.name = S("Accepted at"), .set_by = TIMESTAMP_ACCEPTED},
    {.name = S("Fixed at"), .set_by = TIMESTAMP_FIXED},
    {.name = S("Resolved at"), .set_by = TIMESTAMP_RESOLVED},
    {.name = S("Closed at"), .set_by = TIMESTAMP_CLOSED},
};

// From one shipped timestamp to another.
static const struct {
    str name;
    enum timestamp_trigger from;
    enum timestamp_trigger to;
} shipped_metrics[] = {
    {S("Time to acknowledge"), TIMESTAMP_REPORTED, TIMESTAMP_ACCEPTED},
    {S("Time to resolve"), TIMESTAMP_REPORTED, TIMESTAMP_RESOLVED},
};

static enum err make_type(struct ctx *c)
{
    struct incident_type type = shipped_type;
    TRY(ctx_next_id(c, &type.id));
    type.created_at = c->now;
    TRY(type_insert(&c->store, &type));
    return types_settle(&c->store, type.id);
}

static enum err make_roles(struct ctx *c)
{
    for (size_t i = 0; i < ARRAY_LEN(shipped_roles); i++) {
        struct incident_role role = shipped_roles[i];
        TRY(ctx_next_id(c, &role.id));
        role.created_at = c->now;
        TRY(incident_role_insert(&c->store, &role));
    }
    return OK;
}

static enum err make_metrics(struct ctx *c, const int64_t *timestamps)
{
    for (size_t i = 0; i < ARRAY_LEN(shipped_metrics); i++) {
        struct duration_metric metric = {.name = shipped_metrics[i].name,
                                         .from_id = timestamps[shipped_metrics[i].from],
                                         .to_id = timestamps[shipped_metrics[i].to],
                                         .created_at = c->now};
        TRY(ctx_next_id(c, &metric.id));
        TRY(metric_insert(&c->store, &metric));
    }
    return OK;
}

static enum err make_timestamps(struct ctx *c)
{
    int64_t ids[TIMESTAMP_TRIGGER_COUNT] = {0};
    for (size_t i = 0; i < ARRAY_LEN(shipped_timestamps); i++) {
        struct incident_timestamp timestamp = shipped_timestamps[i];
        TRY(ctx_next_id(c, &timestamp.id));
        timestamp.rank = (int)i + 1;
        timestamp.created_at = c->now;
        ids[timestamp.set_by] = timestamp.id;
        TRY(timestamp_insert(&c->store, &timestamp));
    }
    return make_metrics(c, ids);
}

/* What incidents coordinate; a database from before that gets it too. */
static enum err make_coordination(struct ctx *c)
{
    int64_t version = 0;
    TRY(make_type(c));
    TRY(make_roles(c));
    TRY(make_timestamps(c));
    return counter_add(&c->store, COUNTER_DIRECTORY, 0, 1, &version);
}

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
    TRY(make_coordination(c));
    struct api_key key = {.name = S("first key"), .scopes = SCOPE_ALL, .user_id = user.id};
    return api_key_create(c, &key, out_key);
}

enum err first_start(struct ctx *c, str *out_key)
{
    struct directory present = {0};
    const enum err loaded = directory_load(&c->store, c->now, &present);
    if (loaded == ERR_NOT_FOUND)
        return make_everything(c, out_key);
    TRY(loaded);
    c->store.org_id = present.org.id;
    if (present.types.count == 0)
        TRY(make_coordination(c));
    *out_key = (str){0};
    return OK;
}
