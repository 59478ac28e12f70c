// incident_hold.c -- holding what an incident names.
//
// Whoever deletes it deletes first and looks for a use then: so one of the two waits for the other
// and sees what came of it. What the writer's directory knows may be gone on another node.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_hold.h"

#include "store/coordination_store.h"

static bool may_go(const struct incident_status *status)
{
    return status == NULL || status->category == CATEGORY_LIVE || status_is_over(status);
}

static struct named_by_incident newly_named(const struct directory *d,
                                            const struct incident *incident)
{
    const struct incident_facets *before = &incident->stored;
    struct named_by_incident named = {0};
    if (incident->status_id != before->status_id &&
        may_go(directory_status(d, incident->status_id)))
        named.status_id = incident->status_id;
    if (incident->severity_id != before->severity_id)
        named.severity_id = incident->severity_id;
    if (incident->type_id != before->type_id) // the default one may be another's meanwhile
        named.type_id = incident->type_id;
    return named;
}

/* The outcome of holding so many of so many. */
static enum err settle(struct ctx *c, int64_t held, int64_t wanted)
{
    if (held == wanted)
        return OK;
    c->directory_is_behind = true;
    return ctx_fail(c, ERR_UNAVAILABLE, (str){0}, S("the configuration is changing; try again"));
}

enum err incident_hold(struct ctx *c, const struct incident *incident)
{
    const struct named_by_incident named = newly_named(c->directory, incident);
    const int64_t wanted = (named.status_id != 0) + (named.severity_id != 0) + (named.type_id != 0);
    int64_t held = 0;
    if (wanted == 0 || db_engine(c->store.db) == DB_SQLITE)
        return OK;
    TRY(named_hold(&c->store, &named, &held));
    return settle(c, held, wanted);
}

enum err incident_hold_role(struct ctx *c, int64_t role_id, int64_t user_id)
{
    int64_t held = 0;
    if (user_id == 0 || db_engine(c->store.db) == DB_SQLITE)
        return OK;
    TRY(assignment_hold(&c->store, role_id, user_id, &held));
    return settle(c, held, 2);
}

enum err incident_hold_timestamp(struct ctx *c, int64_t timestamp_id)
{
    int64_t held = 0;
    if (db_engine(c->store.db) == DB_SQLITE)
        return OK;
    TRY(timestamp_hold(&c->store, timestamp_id, &held));
    return settle(c, held, 1);
}
