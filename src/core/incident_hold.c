// incident_hold.c -- holding what an incident names.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_hold.h"

#include "store/coordination_store.h"

static bool may_go(const struct incident_status *status)
{
    return status == NULL || status->category == CATEGORY_LIVE ||
           status->category == CATEGORY_LEARNING || status->category == CATEGORY_CLOSED;
}

static struct named_by_incident newly_named(const struct directory *d,
                                            const struct incident *incident)
{
    const struct incident_facets *before = &incident->stored;
    const struct incident_type *usual = directory_default_type(d);
    struct named_by_incident named = {0};
    if (incident->status_id != before->status_id &&
        may_go(directory_status(d, incident->status_id)))
        named.status_id = incident->status_id;
    if (incident->severity_id != before->severity_id)
        named.severity_id = incident->severity_id;
    if (incident->type_id != before->type_id && (usual == NULL || incident->type_id != usual->id))
        named.type_id = incident->type_id;
    return named;
}

enum err incident_hold(struct ctx *c, const struct incident *incident)
{
    const struct named_by_incident named = newly_named(c->directory, incident);
    const int64_t wanted = (named.status_id != 0) + (named.severity_id != 0) + (named.type_id != 0);
    int64_t held = 0;
    if (wanted == 0 || db_engine(c->store.db) == DB_SQLITE)
        return OK;
    TRY(named_hold(&c->store, &named, &held));
    if (held == wanted)
        return OK;
    c->directory_is_behind = true;
    return ctx_fail(c, ERR_UNAVAILABLE, (str){0}, S("the configuration is changing; try again"));
}
