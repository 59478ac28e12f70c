// incident_act.c -- moving an incident, and all that follows from the move.
//
// Whether a move may be made is the table of model/transition; what follows from it is
// incident_status.c, for all dialects.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_act.h"

#include "core/history.h"
#include "core/incident_change.h"
#include "core/incident_status.h"
#include "model/escalation.h"
#include "store/incident_store.h"

static enum err move_state(struct ctx *c, struct incident *incident,
                           const struct transition *transition)
{
    const struct status_move move = {
        .to = directory_status_of_category(c->directory, transition->category),
        .kind = transition->kind,
    };
    CHECK(move.to != NULL && move.to->response_state == transition->to);
    TRY(incident_move(c, incident, &move));
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
    TRY(incident_page_now(c, incident));
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
        TRY(move_state(c, &incident, move));
    *out = (struct act_result){.verdict = move->verdict, .message = move->message};
    return OK;
}

enum err incident_auto_resolve(struct ctx *c, const struct incident_group *group, str metadata,
                               struct opened *out)
{
    struct incident incident = {0};
    TRY(incident_get_open(&c->store, group, &incident));
    ctx_not_before(c, incident.updated_at);
    if (incident.response_state == RESPONSE_RESOLVED)
        return OK;
    incident.group = *group;
    incident.resolved_metadata = metadata;
    struct transition move = *transition_find(ACTION_RESOLVE, incident.response_state);
    move.kind = TIMELINE_AUTO_RESOLVED;
    TRY(move_state(c, &incident, &move));
    *out = (struct opened){.outcome = OPEN_RESOLVED, .incident_id = incident.id};
    return OK;
}
