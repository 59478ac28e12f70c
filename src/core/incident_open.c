// incident_open.c -- creating, suppressing, recovering.
//
// The group row is locked first, always: on PostgreSQL it is what two events of one identity meet
// at.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_open.h"

#include "core/coordination.h"
#include "core/history.h"
#include "core/impact.h"
#include "core/incident_act.h"
#include "core/incident_change.h"
#include "model/duplicate_limit.h"
#include "model/escalation.h"
#include "store/history_store.h"
#include "store/meta_store.h"
#include "store/service_store.h"

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

static const struct incident_type *type_for(const struct ctx *c, const struct incident_draft *draft)
{
    const struct incident_type *type = directory_type_or_default(c->directory, draft->type_id);
    CHECK(type != NULL);
    return type;
}

static bool is_private(const struct ctx *c, const struct incident_draft *draft)
{
    return draft->is_private || type_for(c, draft)->is_private_only;
}

/* A digest of what groups events: the integration, or the team when there is none, and the key or
 * title. Private incidents have groups of their own: who sees one of a group sees all. */
static str identity_of(struct ctx *c, const struct incident_draft *draft, bool private)
{
    if (draft->grouping == GROUP_NEVER)
        return (str){0};
    const bool by_integration = draft->integration_id != 0;
    const int64_t owner = by_integration ? draft->integration_id : draft->team_id;
    const str parts[] = {
        private ? S("p") : S(""),
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
    const msec at = draft->created_at != 0 ? draft->created_at : c->now;
    const struct incident_status *status =
        draft->status_id != 0 ? directory_status(c->directory, draft->status_id)
                              : directory_status_of_category(c->directory, CATEGORY_TRIAGE);
    CHECK(status != NULL);
    return (struct incident){
        .team_id = group->team_id,
        .occurrence = group->occurrences,
        .status_id = status->id,
        .response_state = status->response_state,
        .acknowledged_at = status->response_state == RESPONSE_ACKNOWLEDGED ? at : 0,
        .resolved_at = status->response_state == RESPONSE_RESOLVED ? at : 0,
        .created_by = c->who.user_id,
        .creator_key_id = c->who.kind == ACTOR_API_KEY ? c->who.id : 0,
        .type_id = type_for(c, draft)->id,
        .mode = draft->mode,
        .is_private = is_private(c, draft),
        .title = draft->title,
        .metadata = draft->metadata,
        .links = draft->links,
        .integration_id = draft->integration_id,
        .service_id = service_for(c, draft),
        .policy_id = policy_for(c, draft),
        .severity_id = group->severity_id,
        .created_at = at,
        .updated_at = at,
        .group = *group,
    };
}

/* Sets when the second step of the policy is due; *out_at is when the first is, after its delay.
 * False when nobody is to be paged. */
static bool plan_paging(const struct ctx *c, const struct incident_draft *draft,
                        struct incident *incident, msec *out_at)
{
    const struct escalation_policy *policy = directory_policy(c->directory, incident->policy_id);
    if (policy == NULL || draft->created_at != 0 || !incident_pages(incident) ||
        incident->response_state != RESPONSE_TRIGGERED)
        return false;
    *out_at = c->now + (msec)policy->delay_minutes * MSEC_PER_MINUTE;
    incident->escalates_at = escalation_due_after(policy, incident->step, *out_at);
    return true;
}

/* An integration names the service of its team, or one that is no team's. */
static bool may_affect(const struct directory *d, const struct integration *integration)
{
    return directory_teams_of(d, integration->service_id).count == 0 ||
           directory_is_shared(d, integration->service_id, integration->team_id);
}

/* What an event does to the service of its integration. How a service is, is told to many: a
 * private incident affects none. */
static struct impact impact_for(const struct ctx *c, const struct incident_draft *draft)
{
    const struct integration *integration =
        directory_integration(c->directory, draft->integration_id);
    if (integration == NULL || integration->service_id == 0 || is_private(c, draft) ||
        !may_affect(c->directory, integration))
        return (struct impact){0};
    return (struct impact){.service_id = integration->service_id, .impact = integration->impact};
}

static enum err affect_service(struct ctx *c, const struct incident_draft *draft,
                               struct incident *incident)
{
    const struct impact impact = impact_for(c, draft);
    if (impact.impact == SERVICE_OPERATIONAL)
        return OK;
    TRY(impacts_begin(c, incident, (struct impact_list){.items = &impact, .count = 1}));
    TRY(history_publish(c, incident, &(struct telling){0}));
    return incident_rewrite(c, incident);
}

/* Of what is written down afterwards nobody knows when it got where it is. */
static enum err note_moments(struct ctx *c, const struct incident_draft *draft,
                             const struct incident *incident)
{
    if (draft->created_at != 0 || draft->mode == MODE_RETROSPECTIVE)
        return OK;
    const struct incident_status *status = directory_status(c->directory, incident->status_id);
    CHECK(status != NULL);
    return moments_note(c, incident->id, status, incident->created_at);
}

/* What belongs to a new incident, once its group is there. */
static enum err write_beginning(struct ctx *c, const struct incident_draft *draft,
                                struct incident *incident)
{
    msec page_at = 0;
    bool is_late = false;
    TRY(incident_begin(c, incident, draft->created_at == 0, &is_late));
    const bool pages = plan_paging(c, draft, incident, &page_at);
    TRY(incident_add(c, incident, is_late));
    TRY(incident_count(c, incident, incident->response_state, 1));
    const struct change created = {.kind = TIMELINE_CREATED,
                                   .new_value = history_value(c, incident->status_id),
                                   .at = incident->created_at,
                                   .followed = incident};
    TRY(history_add(c, incident->id, created));
    TRY(note_moments(c, draft, incident));
    if (pages)
        TRY(notices_page_step(c, incident, page_at));
    return affect_service(c, draft, incident);
}

/* The group's own may have been deleted since its last occurrence. */
static int64_t severity_for(const struct ctx *c, const struct incident_draft *draft,
                            const struct incident_group *group)
{
    if (draft->severity_id != 0)
        return draft->severity_id;
    return directory_severity(c->directory, group->severity_id) == NULL ? 0 : group->severity_id;
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
    group->severity_id = severity_for(c, draft, group);
    struct incident incident = fill_in(c, draft, group);
    TRY(ctx_next_id(c, &incident.id));
    group->newest_incident_id = incident.id;
    *out_stored = true;
    if (is_new)
        TRY(group_insert(&c->store, group, identity, out_stored));
    else
        TRY(group_update(&c->store, group));
    return *out_stored ? write_beginning(c, draft, &incident) : OK;
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
    TRY(incident_rewrite(c, incident));
    TRY(group_update(&c->store, group));
    if (admitted)
        TRY(keep_event(c, draft, incident->id));
    *out = (struct opened){.outcome = admitted ? OPEN_SUPPRESSED : OPEN_LIMITED,
                           .incident_id = incident->id};
    return OK;
}

/* The service is down at least as badly as the event says. */
static enum err raise_impact(struct ctx *c, const struct incident *holder, struct impact impact)
{
    struct impact_list present = {0};
    bool changed = false;
    TRY(impacts_of(c, holder->id, &present));
    struct impact *raised = arena_array(c->store.arena, struct impact, present.count);
    for (size_t i = 0; i < present.count; i++) {
        raised[i] = present.items[i];
        if (raised[i].service_id == impact.service_id && raised[i].impact < impact.impact)
            raised[i] = impact;
    }
    const struct impact_list after = {.items = raised, .count = present.count};
    return impacts_replace(c, holder, after, &changed);
}

/* The service whose one open incident an event would add to; NULL when it may open its own. A
 * person may open as many as he likes. */
static const struct service *limited_service(const struct ctx *c, struct impact impact)
{
    const struct service *service = directory_service(c->directory, impact.service_id);
    const bool is_limited = service != NULL && service->one_open_incident_only;
    return is_limited && c->who.kind == ACTOR_INTEGRATION && impact.impact != SERVICE_OPERATIONAL
               ? service
               : NULL;
}

/* A service may want one open incident only: an event that would open a second one of the same team
 * is kept under the first, if anybody was paged for that or has it in hand: an alert is never lost.
 * *out_done tells whether it was. */
static enum err join_holder(struct ctx *c, const struct incident_draft *draft, struct opened *out,
                            bool *out_done)
{
    const struct impact impact = impact_for(c, draft);
    const struct service *service = limited_service(c, impact);
    struct incident_handle handle = {0};
    struct incident holder = {0};
    if (service == NULL)
        return OK;
    TRY(service_lock(&c->store, service->id));
    TRY(impact_holder(&c->store, service->id, draft->team_id, &handle.id));
    if (handle.id == 0)
        return OK;
    TRY(incident_handle_by_id(&c->store, handle.id, &handle));
    TRY(incident_load_locked(c, &handle, &holder));
    TRY(raise_impact(c, &holder, impact));
    *out_done = true;
    return suppress(c, draft, &holder.group, &holder, out);
}

/* A group of its own; *out_stored is false when somebody else has just made the group of this
 * identity. */
static enum err open_new(struct ctx *c, const struct incident_draft *draft, str identity,
                         struct opened *out, bool *out_stored)
{
    struct incident_group group = {.team_id = draft->team_id, .created_at = c->now};
    (void)duplicate_limit_admit(&group, c->now);
    TRY(ctx_next_id(c, &group.id));
    TRY(counter_add(&c->store, COUNTER_GROUP, draft->team_id, 1, &group.number));
    TRY(add_occurrence(c, draft, &group, identity, out_stored));
    *out = (struct opened){.outcome = OPEN_CREATED, .incident_id = group.newest_incident_id};
    return OK;
}

/* One more occurrence of a group none of which is open. */
static enum err open_again(struct ctx *c, const struct incident_draft *draft,
                           struct incident_group *group, struct opened *out)
{
    bool is_stored = false;
    (void)duplicate_limit_admit(group, c->now); // counted; a new occurrence is never refused
    TRY(add_occurrence(c, draft, group, (str){0}, &is_stored));
    *out = (struct opened){.outcome = OPEN_CREATED, .incident_id = group->newest_incident_id};
    return OK;
}

/* The group is there: what is open in it takes the event, or it has one more occurrence. */
static enum err open_known(struct ctx *c, const struct incident_draft *draft,
                           struct incident_group *group, struct opened *out)
{
    struct incident newest = {0};
    bool is_stored = false;
    bool is_kept = false;
    TRY(incident_get_open(&c->store, group, &newest));
    const bool is_open = newest.response_state != RESPONSE_RESOLVED;
    if (is_open && draft->grouping == GROUP_WHEN_FREE)
        return open_new(c, draft, (str){0}, out, &is_stored);
    ctx_not_before(c, newest.updated_at);
    if (is_open)
        return suppress(c, draft, group, &newest, out);
    TRY(join_holder(c, draft, out, &is_kept));
    return is_kept ? OK : open_again(c, draft, group, out);
}

/* Nobody has the identity yet, unless somebody has just committed it: *out_done is then false. */
static enum err open_unknown(struct ctx *c, const struct incident_draft *draft, str identity,
                             struct opened *out, bool *out_done)
{
    TRY(join_holder(c, draft, out, out_done));
    return *out_done ? OK : open_new(c, draft, identity, out, out_done);
}

/* Nobody is told of what he must not see; an alert comes in whatever its integration sees. */
static enum err check_reach(struct ctx *c, const struct incident_draft *draft)
{
    if (c->who.kind != ACTOR_API_KEY || !is_private(c, draft) || ctx_sees_private(c))
        return OK;
    return ctx_fail(c, ERR_FORBIDDEN, scope_word(SCOPE_PRIVATE),
                    S("this key sees no private incidents and makes none"));
}

enum err incident_open(struct ctx *c, const struct incident_draft *draft, struct opened *out)
{
    TRY(check_reach(c, draft));
    const str identity = identity_of(c, draft, is_private(c, draft));
    struct incident_group group = {0};
    TRY(incident_lock_team(&c->store, draft->team_id));
    enum err found =
        identity.p == NULL ? ERR_NOT_FOUND : group_lock_by_identity(&c->store, identity, &group);
    if (found == ERR_NOT_FOUND) {
        bool is_done = false;
        TRY(open_unknown(c, draft, identity, out, &is_done));
        if (is_done)
            return OK;
        found = group_lock_by_identity(&c->store, identity, &group);
    }
    TRY(found);
    return open_known(c, draft, &group, out);
}

static enum err recover_of(struct ctx *c, const struct incident_draft *draft, str identity,
                           struct opened *out)
{
    struct incident_group group = {0};
    const enum err found =
        identity.p == NULL ? ERR_NOT_FOUND : group_lock_by_identity(&c->store, identity, &group);
    if (found == ERR_NOT_FOUND)
        return OK;
    TRY(found);
    return incident_auto_resolve(c, &group, draft->metadata, out);
}

/* Whether its incidents are private may have changed while one was open. */
enum err incident_recover(struct ctx *c, const struct incident_draft *draft, struct opened *out)
{
    struct opened result = {.outcome = OPEN_DROPPED};
    TRY(incident_lock_team(&c->store, draft->team_id));
    TRY(recover_of(c, draft, identity_of(c, draft, true), &result));
    TRY(recover_of(c, draft, identity_of(c, draft, false), &result));
    *out = result;
    return OK;
}
