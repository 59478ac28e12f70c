// incident_open.c -- creating, suppressing, recovering.
//
// The group row is locked first, always: on PostgreSQL it is what two events of one identity meet
// at.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_open.h"

#include "core/history.h"
#include "core/incident_act.h"
#include "model/duplicate_limit.h"
#include "model/escalation.h"
#include "store/history_store.h"
#include "store/meta_store.h"

enum { IDENTITY_BYTES = 16 };

str open_outcome_name(enum open_outcome outcome)
{
    static const str names[OPEN_OUTCOME_COUNT] = {
        [OPEN_CREATED] = S("created"), [OPEN_SUPPRESSED] = S("suppressed"),
        [OPEN_LIMITED] = S("limited"), [OPEN_RESOLVED] = S("resolved"),
        [OPEN_DROPPED] = S("dropped"),
    };
    CHECK(outcome < OPEN_OUTCOME_COUNT);
    return names[outcome];
}

/* A digest of what groups events: the integration, or the team when there is none, and the key or
 * title. */
static str identity_of(struct ctx *c, const struct incident_draft *draft)
{
    if (!draft->groups)
        return (str){0};
    const bool by_integration = draft->integration_id != 0;
    const int64_t owner = by_integration ? draft->integration_id : draft->team_id;
    const str parts[] = {
        by_integration ? S("i") : S("t"),
        str_from_i64(c->store.arena, owner),
        draft->dedup_key.p != NULL ? S(":k:") : S(":t:"),
        draft->dedup_key.p != NULL ? draft->dedup_key : draft->title,
    };
    unsigned char digest[SHA256_BYTES];
    crypto_sha256(parts, ARRAY_LEN(parts), digest);
    return crypto_hex(c->store.arena, digest, IDENTITY_BYTES);
}

// ---- a new occurrence ----

static int64_t policy_for(const struct ctx *c, const struct incident_draft *draft)
{
    if (draft->policy_id != 0)
        return draft->policy_id;
    const struct integration *integration =
        directory_integration(c->directory, draft->integration_id);
    if (integration != NULL)
        return integration->policy_id;
    const struct escalation_policy *policy = directory_default_policy(c->directory, draft->team_id);
    return policy == NULL ? 0 : policy->id;
}

static int64_t service_for(const struct ctx *c, const struct incident_draft *draft)
{
    const struct integration *integration =
        directory_integration(c->directory, draft->integration_id);
    if (draft->service_id != 0 || integration == NULL)
        return draft->service_id;
    return integration->service_id;
}

static struct incident fill_in(struct ctx *c, const struct incident_draft *draft,
                               const struct incident_group *group)
{
    const struct incident_status *triage =
        directory_status_of_category(c->directory, CATEGORY_TRIAGE);
    CHECK(triage != NULL);
    return (struct incident){
        .team_id = group->team_id,
        .occurrence = group->occurrences,
        .status_id = triage->id,
        .response_state = triage->response_state,
        .title = draft->title,
        .metadata = draft->metadata,
        .links = draft->links,
        .integration_id = draft->integration_id,
        .service_id = service_for(c, draft),
        .policy_id = policy_for(c, draft),
        .severity_id = group->severity_id,
        .created_at = c->now,
        .updated_at = c->now,
        .group = *group,
    };
}

/* The first step of the policy, after its delay; and when the second is due. */
static msec first_page_at(const struct ctx *c, struct incident *incident)
{
    const struct escalation_policy *policy = directory_policy(c->directory, incident->policy_id);
    if (policy == NULL)
        return c->now;
    const msec due_at = c->now + (msec)policy->delay_minutes * MSEC_PER_MINUTE;
    incident->escalates_at = escalation_due_after(policy, incident->step, due_at);
    return due_at;
}

/* What belongs to a new incident, once its row is there. */
static enum err write_beginning(struct ctx *c, struct incident *incident, msec page_at)
{
    TRY(counter_add(&c->store, COUNTER_INCIDENT, 0, 1, &incident->number));
    TRY(incident_insert(&c->store, incident));
    TRY(incident_count_add(&c->store, incident->team_id, incident->response_state, 1));
    const struct change created = {.kind = TIMELINE_CREATED,
                                   .new_value = history_value(c, incident->status_id)};
    TRY(history_add(c, incident->id, created));
    return notices_page_step(c, incident, page_at);
}

/* One more occurrence of the group, which is stored with it: a new group is inserted, with what the
 * first occurrence makes of it. *out_stored is false when somebody else has just inserted a group
 * of this identity. */
static enum err add_occurrence(struct ctx *c, const struct incident_draft *draft,
                               struct incident_group *group, str identity, bool *out_stored)
{
    const bool is_new = group->occurrences == 0;
    group->occurrences++;
    group->priority = draft->priority != PRIORITY_NONE ? draft->priority : group->priority;
    group->severity_id = draft->severity_id != 0 ? draft->severity_id : group->severity_id;
    struct incident incident = fill_in(c, draft, group);
    const msec page_at = first_page_at(c, &incident);
    TRY(ctx_next_id(c, &incident.id));
    group->newest_incident_id = incident.id;
    *out_stored = true;
    if (is_new)
        TRY(group_insert(&c->store, group, identity, out_stored));
    else
        TRY(group_update(&c->store, group));
    return *out_stored ? write_beginning(c, &incident, page_at) : OK;
}

// ---- an event while one is open ----

static enum err keep_event(struct ctx *c, const struct incident_draft *draft, int64_t incident_id)
{
    struct suppressed_event event = {
        .title = draft->title, .metadata = draft->metadata, .created_at = c->now};
    TRY(ctx_next_id(c, &event.id));
    TRY(suppressed_insert(&c->store, incident_id, &event));
    return history_add(
        c, incident_id,
        (struct change){.kind = TIMELINE_SUPPRESSED, .new_value = history_value(c, event.id)});
}

static enum err suppress(struct ctx *c, const struct incident_draft *draft,
                         struct incident_group *group, struct incident *incident,
                         struct opened *out)
{
    // People are never limited: the rule is for tools that repeat themselves.
    const bool admitted = c->who.kind != ACTOR_INTEGRATION || duplicate_limit_admit(group, c->now);
    incident->suppressed++;
    incident->updated_at = c->now;
    TRY(incident_update(&c->store, incident));
    TRY(group_update(&c->store, group));
    if (admitted)
        TRY(keep_event(c, draft, incident->id));
    *out = (struct opened){.outcome = admitted ? OPEN_SUPPRESSED : OPEN_LIMITED,
                           .incident_id = incident->id};
    return OK;
}

static enum err open_known(struct ctx *c, const struct incident_draft *draft,
                           struct incident_group *group, struct opened *out)
{
    struct incident newest = {0};
    bool is_stored = false;
    TRY(incident_get_slim(&c->store, group->newest_incident_id, &newest));
    ctx_not_before(c, newest.updated_at);
    if (newest.response_state != RESPONSE_RESOLVED)
        return suppress(c, draft, group, &newest, out);
    (void)duplicate_limit_admit(group, c->now); // counted; a new occurrence is never refused
    TRY(add_occurrence(c, draft, group, (str){0}, &is_stored));
    *out = (struct opened){.outcome = OPEN_CREATED, .incident_id = group->newest_incident_id};
    return OK;
}

enum err incident_open(struct ctx *c, const struct incident_draft *draft, struct opened *out)
{
    const str identity = identity_of(c, draft);
    struct incident_group group = {0};
    TRY(incident_lock_team(&c->store, draft->team_id));
    enum err found =
        identity.p == NULL ? ERR_NOT_FOUND : group_lock_by_identity(&c->store, identity, &group);
    bool is_stored = false;
    if (found == ERR_NOT_FOUND) {
        group = (struct incident_group){.team_id = draft->team_id, .created_at = c->now};
        (void)duplicate_limit_admit(&group, c->now);
        TRY(ctx_next_id(c, &group.id));
        TRY(counter_add(&c->store, COUNTER_GROUP, draft->team_id, 1, &group.number));
        TRY(add_occurrence(c, draft, &group, identity, &is_stored));
        if (is_stored) {
            *out =
                (struct opened){.outcome = OPEN_CREATED, .incident_id = group.newest_incident_id};
            return OK;
        }
        found = group_lock_by_identity(&c->store, identity, &group); // it has committed since
    }
    TRY(found);
    return open_known(c, draft, &group, out);
}

enum err incident_recover(struct ctx *c, const struct incident_draft *draft, struct opened *out)
{
    const str identity = identity_of(c, draft);
    struct incident_group group = {0};
    TRY(incident_lock_team(&c->store, draft->team_id));
    const enum err found =
        identity.p == NULL ? ERR_NOT_FOUND : group_lock_by_identity(&c->store, identity, &group);
    if (found != OK && found != ERR_NOT_FOUND)
        return found;
    struct opened result = {.outcome = OPEN_DROPPED};
    if (found == OK)
        TRY(incident_auto_resolve(c, &group, draft->metadata, &result));
    *out = result;
    return OK;
}
