// incident_change.c -- load locked, save.
//
// The group is locked by a statement of its own, before the incident is read: on PostgreSQL each
// statement sees what was committed before it began, so the incident is read as it is once the lock
// is held.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_change.h"

#include "core/facet.h"
#include "core/incident_hold.h"
#include "store/incident_store.h"
#include "store/order_store.h"

enum { TURN_MS = MSEC_PER_SECOND }; // that a new incident may be dated later than it came

enum err incident_load_locked(struct ctx *c, const struct incident_handle *handle,
                              struct incident *out)
{
    struct incident_group group = {0};
    TRY(incident_lock_team(&c->store, handle->team_id));
    TRY(group_lock(&c->store, handle->group_id, &group));
    TRY(incident_get_slim(&c->store, handle->id, out));
    out->group = group;
    ctx_not_before(c, out->updated_at);
    return OK;
}

enum err incident_begin(struct ctx *c, struct incident *incident, bool begins_now,
                        bool *out_is_late)
{
    struct incident_place place = {.created_at = incident->created_at, .id = incident->id};
    TRY(incident_hold(c, incident));
    TRY(incident_number_take(&c->store, &place, begins_now ? TURN_MS : 0, out_is_late));
    const msec waited = place.created_at - incident->created_at;
    incident->number = place.number;
    incident->created_at += waited;
    incident->updated_at += waited;
    incident->acknowledged_at += incident->acknowledged_at != 0 ? waited : 0;
    incident->resolved_at += incident->resolved_at != 0 ? waited : 0;
    if (begins_now)
        ctx_not_before(c, place.created_at);
    return OK;
}

enum err incident_add(struct ctx *c, struct incident *incident, bool is_late)
{
    TRY(incident_insert(&c->store, incident));
    if (incident->is_private)
        TRY(private_incident_insert(&c->store, incident->id));
    const struct incident_place place = {
        .created_at = incident->created_at, .id = incident->id, .number = incident->number};
    if (is_late)
        TRY(late_incident_insert(&c->store, &place));
    facet_begin(c, incident, is_late);
    return OK;
}

enum err incident_rewrite(struct ctx *c, struct incident *incident)
{
    TRY(incident_hold(c, incident));
    TRY(incident_update(&c->store, incident));
    facet_follow(c, incident);
    return OK;
}

enum err incident_count(struct ctx *c, const struct incident *incident, enum response_state state,
                        int64_t amount)
{
    TRY(incident_count_add(&c->store, incident->team_id, state, amount));
    return incident->is_private ? private_count_add(&c->store, incident->team_id, state, amount)
                                : OK;
}

enum err incident_save(struct ctx *c, struct incident *incident)
{
    incident->updated_at = c->now;
    TRY(incident_rewrite(c, incident));
    return group_update(&c->store, &incident->group);
}
