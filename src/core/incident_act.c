// incident_act.c -- moving an incident, and all that follows from the move.
//
// Whether a move may be made is the table of model/transition; its consequences are here, once for
// all dialects: times, counts, timeline, escalation, notices.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_act.h"

#include "core/history.h"
#include "core/incident_change.h"
#include "model/escalation.h"
#include "store/incident_store.h"

// ---- moves of the response state ----

/* The lower state first, always: on PostgreSQL two moves in opposite directions would else wait for
 * each other. */
static enum err move_count(struct ctx *c, int64_t team_id, enum response_state from,
                           enum response_state to)
{
    const enum response_state first = from < to ? from : to;
    const enum response_state second = from < to ? to : from;
    TRY(incident_count_add(&c->store, team_id, first, first == to ? 1 : -1));
    return incident_count_add(&c->store, team_id, second, second == to ? 1 : -1);
}

static enum err set_status(struct ctx *c, struct incident *incident, const struct transition *move)
{
    const struct incident_status *status =
        directory_status_of_category(c->directory, move->category);
    CHECK(status != NULL && status->response_state == move->to);
    const struct change change = {
        .kind = move->kind,
        .old_value = history_value(c, incident->status_id),
        .new_value = history_value(c, status->id),
    };
    TRY(move_count(c, incident->team_id, incident->response_state, status->response_state));
    incident->status_id = status->id;
    incident->response_state = status->response_state;
    return history_add(c, incident->id, change);
}

/* Somebody has it in hand, or it is over: nobody else is paged, and those who were are told. */
static enum err stop_paging(struct ctx *c, struct incident *incident, enum notice_kind tell)
{
    incident->escalates_at = 0;
    TRY(notices_tell_paged(c, incident->id, tell));
    return notices_cancel_pages(c, incident->id);
}

/* Pages the present step now, and sets the time of the next one. */
static enum err page_now(struct ctx *c, struct incident *incident)
{
    const struct escalation_policy *policy = directory_policy(c->directory, incident->policy_id);
    if (policy != NULL && incident->response_state == RESPONSE_TRIGGERED)
        incident->escalates_at = escalation_due_after(policy, incident->step, c->now);
    return notices_page_step(c, incident, c->now);
}

static enum err follow_up(struct ctx *c, struct incident *incident, enum incident_action action)
{
    switch (action) {
    case ACTION_ACKNOWLEDGE:
        incident->acknowledged_at = c->now;
        return stop_paging(c, incident, NOTICE_ACKNOWLEDGED);
    case ACTION_UNACKNOWLEDGE:
        incident->acknowledged_at = 0;
        return page_now(c, incident);
    case ACTION_RESOLVE:
        incident->resolved_at = c->now;
        return stop_paging(c, incident, NOTICE_RESOLVED);
    case ACTION_ESCALATE:
    case INCIDENT_ACTION_COUNT:
        break;
    }
    CHECK(!"escalate is no move of the response state");
    return ERR_INTERNAL;
}

static enum err move_state(struct ctx *c, struct incident *incident, enum incident_action action,
                           const struct transition *move)
{
    TRY(set_status(c, incident, move));
    TRY(follow_up(c, incident, action));
    return incident_save(c, incident);
}

static enum err refuse(struct act_result *out, str why)
{
    *out = (struct act_result){.verdict = VERDICT_REFUSE, .message = why};
    return OK;
}

static enum err escalate(struct ctx *c, struct incident *incident, struct act_result *out)
{
    const struct escalation_policy *policy = directory_policy(c->directory, incident->policy_id);
    const int next = policy == NULL ? -1 : escalation_next_step(policy, incident->step);
    if (next < 0)
        return refuse(out, S("the escalation policy has no further step"));
    const struct change change = {
        .kind = TIMELINE_ESCALATED,
        .old_value = str_from_i64(c->store.arena, incident->step),
        .new_value = str_from_i64(c->store.arena, next),
    };
    incident->step = next;
    TRY(history_add(c, incident->id, change));
    TRY(page_now(c, incident));
    *out = (struct act_result){.verdict = VERDICT_CHANGE};
    return incident_save(c, incident);
}

enum err incident_act(struct ctx *c, const struct incident_handle *handle,
                      enum incident_action action, struct act_result *out)
{
    struct incident incident = {0};
    TRY(incident_load_locked(c, handle, &incident));
    const struct transition *move = transition_find(action, incident.response_state);
    if (move->verdict == VERDICT_CHANGE && action == ACTION_ESCALATE)
        return escalate(c, &incident, out);
    if (move->verdict == VERDICT_CHANGE)
        TRY(move_state(c, &incident, action, move));
    *out = (struct act_result){.verdict = move->verdict, .message = move->message};
    return OK;
}

enum err incident_auto_resolve(struct ctx *c, const struct incident_group *group, str metadata,
                               struct opened *out)
{
    struct incident incident = {0};
    TRY(incident_get_slim(&c->store, group->newest_incident_id, &incident));
    ctx_not_before(c, incident.updated_at);
    if (incident.response_state == RESPONSE_RESOLVED)
        return OK;
    incident.group = *group;
    incident.resolved_metadata = metadata;
    struct transition move = *transition_find(ACTION_RESOLVE, incident.response_state);
    move.kind = TIMELINE_AUTO_RESOLVED;
    TRY(move_state(c, &incident, ACTION_RESOLVE, &move));
    *out = (struct opened){.outcome = OPEN_RESOLVED, .incident_id = incident.id};
    return OK;
}
