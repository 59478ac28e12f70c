// incident_status.c -- a move of the status and its consequences.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_status.h"

#include "core/coordination.h"
#include "core/history.h"
#include "core/impact.h"
#include "core/incident_change.h"
#include "model/escalation.h"

enum timeline_kind incident_move_kind(enum response_state from, enum response_state to)
{
    if (from == to)
        return TIMELINE_STATUS;
    if (to == RESPONSE_RESOLVED)
        return TIMELINE_RESOLVED;
    if (from == RESPONSE_RESOLVED)
        return TIMELINE_REOPENED;
    return to == RESPONSE_ACKNOWLEDGED ? TIMELINE_ACKNOWLEDGED : TIMELINE_UNACKNOWLEDGED;
}

/* The lower state first, always: on PostgreSQL two moves in opposite directions would else wait for
 * each other. */
static enum err move_count(struct ctx *c, const struct incident *incident, enum response_state from)
{
    const enum response_state to = incident->response_state;
    const enum response_state first = from < to ? from : to;
    const enum response_state second = from < to ? to : from;
    TRY(incident_count(c, incident, first, first == to ? 1 : -1));
    return incident_count(c, incident, second, second == to ? 1 : -1);
}

/* Somebody has it in hand, or it is over: nobody else is paged, and those who were are told. */
static enum err stop_paging(struct ctx *c, struct incident *incident, enum notice_kind tell)
{
    incident->escalates_at = 0;
    TRY(notices_tell_paged(c, incident->id, tell));
    return notices_cancel_pages(c, incident->id);
}

enum err incident_page_now(struct ctx *c, struct incident *incident)
{
    const struct escalation_policy *policy = directory_policy(c->directory, incident->policy_id);
    if (!incident_pages(incident))
        return OK;
    if (policy != NULL && incident->response_state == RESPONSE_TRIGGERED)
        incident->escalates_at = escalation_due_after(policy, incident->step, c->now);
    return notices_page_step(c, incident, c->now);
}

static enum err enter_triggered(struct ctx *c, struct incident *incident)
{
    incident->acknowledged_at = 0;
    return incident_page_now(c, incident);
}

static enum err enter_acknowledged(struct ctx *c, struct incident *incident,
                                   enum response_state from)
{
    if (from == RESPONSE_RESOLVED && incident->acknowledged_at != 0)
        return OK; // it is taken up again
    incident->acknowledged_at = c->now;
    return from == RESPONSE_RESOLVED ? OK : stop_paging(c, incident, NOTICE_ACKNOWLEDGED);
}

static enum err enter_resolved(struct ctx *c, struct incident *incident)
{
    incident->resolved_at = c->now;
    TRY(impacts_end(c, incident));
    return stop_paging(c, incident, NOTICE_RESOLVED);
}

/* The response state has changed: what the new one asks for. */
static enum err enter_state(struct ctx *c, struct incident *incident, enum response_state from)
{
    if (from == RESPONSE_RESOLVED) {
        incident->resolved_at = 0;
        TRY(impacts_resume(c, incident));
    }
    switch (incident->response_state) {
    case RESPONSE_TRIGGERED:
        return enter_triggered(c, incident);
    case RESPONSE_ACKNOWLEDGED:
        return enter_acknowledged(c, incident, from);
    case RESPONSE_RESOLVED:
        return enter_resolved(c, incident);
    case RESPONSE_STATE_COUNT:
        break;
    }
    CHECK(!"a response state is one of three");
    return ERR_INTERNAL;
}

/* Whoever moved it: the world sees the same. */
static enum err tell_world(struct ctx *c, struct incident *incident, const struct status_move *move,
                           const struct incident_status *from)
{
    if (move->is_told || incident->published_at == 0 ||
        from->public_status == move->to->public_status)
        return OK;
    return history_publish(c, incident, &(struct telling){.message = incident->message});
}

enum err incident_move(struct ctx *c, struct incident *incident, const struct status_move *move)
{
    const struct incident_status *from = directory_status(c->directory, incident->status_id);
    const enum response_state from_state = incident->response_state;
    CHECK(from != NULL);
    if (from->id == move->to->id)
        return OK;
    const struct change change = {
        .kind = move->kind,
        .old_value = history_value(c, from->id),
        .new_value = history_value(c, move->to->id),
        .followed = incident,
    };
    incident->status_id = move->to->id;
    incident->response_state = move->to->response_state;
    TRY(history_add(c, incident->id, change));
    TRY(moments_note(c, incident->id, move->to, c->now));
    if (from_state != incident->response_state) {
        TRY(move_count(c, incident, from_state));
        TRY(enter_state(c, incident, from_state));
    }
    return tell_world(c, incident, move, from);
}
