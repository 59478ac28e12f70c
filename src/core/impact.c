// impact.c -- opening and closing what holds services.
// SPDX-License-Identifier: Apache-2.0
#include "core/impact.h"

#include "store/service_store.h"

static bool is_open(const struct incident *incident)
{
    return incident->response_state != RESPONSE_RESOLVED;
}

/* An impact of OPERATIONAL holds nothing. */
static enum err hold(struct ctx *c, const struct incident *incident, struct impact impact,
                     msec from_at)
{
    if (impact.impact == SERVICE_OPERATIONAL)
        return OK;
    return impact_open(&c->store, incident->id, impact, from_at);
}

enum err impacts_of(struct ctx *c, int64_t incident_id, struct impact_list *out)
{
    struct affected_list affected = {0};
    const struct id_list incidents = {.items = &incident_id, .count = 1};
    TRY(affected_of(&c->store, incidents, &affected));
    struct impact *impacts = arena_array(c->store.arena, struct impact, affected.count);
    for (size_t i = 0; i < affected.count; i++)
        impacts[i] = (struct impact){.service_id = affected.items[i].service_id,
                                     .impact = affected.items[i].impact};
    *out = (struct impact_list){.items = impacts, .count = affected.count};
    return OK;
}

/* Now it is affected; it must not be deleted meanwhile. */
static enum err affect(struct ctx *c, const struct incident *incident, size_t position,
                       struct impact impact)
{
    const enum err held = service_hold(&c->store, impact.service_id);
    if (held == ERR_NOT_FOUND)
        return ctx_fail(c, ERR_INVALID, S("affected_services"),
                        S("names a service that was deleted a moment ago"));
    TRY(held);
    return affected_set(&c->store, incident, (int)position, impact);
}

enum err impacts_begin(struct ctx *c, const struct incident *incident, struct impact_list impacts)
{
    for (size_t i = 0; i < impacts.count; i++) {
        TRY(affect(c, incident, i, impacts.items[i]));
        if (!is_open(incident) && incident->resolved_at == incident->created_at)
            continue; // it lasted no time
        TRY(hold(c, incident, impacts.items[i], incident->created_at));
        if (!is_open(incident))
            TRY(impact_close(&c->store, incident->id, impacts.items[i].service_id,
                             incident->resolved_at));
    }
    return OK;
}

static const struct impact *find_impact(struct impact_list impacts, int64_t service_id)
{
    for (size_t i = 0; i < impacts.count; i++) {
        if (impacts.items[i].service_id == service_id)
            return &impacts.items[i];
    }
    return NULL;
}

static enum err drop_missing(struct ctx *c, const struct incident *incident,
                             struct impact_list before, struct impact_list after)
{
    for (size_t i = 0; i < before.count; i++) {
        const int64_t service_id = before.items[i].service_id;
        if (find_impact(after, service_id) != NULL)
            continue;
        TRY(impact_close(&c->store, incident->id, service_id, c->now));
        TRY(affected_delete(&c->store, incident->id, service_id));
    }
    return OK;
}

static bool are_same(struct impact_list a, struct impact_list b)
{
    for (size_t i = 0; a.count == b.count && i < a.count; i++) {
        if (a.items[i].service_id != b.items[i].service_id ||
            a.items[i].impact != b.items[i].impact)
            return false;
    }
    return a.count == b.count;
}

enum err impacts_replace(struct ctx *c, const struct incident *incident, struct impact_list impacts,
                         bool *out_changed)
{
    struct impact_list before = {0};
    TRY(impacts_of(c, incident->id, &before));
    *out_changed = !are_same(before, impacts);
    if (!*out_changed)
        return OK;
    TRY(drop_missing(c, incident, before, impacts));
    for (size_t i = 0; i < impacts.count; i++) {
        const struct impact *known = find_impact(before, impacts.items[i].service_id);
        TRY(affect(c, incident, i, impacts.items[i]));
        if (!is_open(incident) || (known != NULL && known->impact == impacts.items[i].impact))
            continue;
        TRY(impact_close(&c->store, incident->id, impacts.items[i].service_id, c->now));
        TRY(hold(c, incident, impacts.items[i], c->now));
    }
    return OK;
}

enum err impacts_end(struct ctx *c, const struct incident *incident)
{
    struct impact_list impacts = {0};
    TRY(impacts_of(c, incident->id, &impacts));
    for (size_t i = 0; i < impacts.count; i++)
        TRY(impact_close(&c->store, incident->id, impacts.items[i].service_id, c->now));
    return OK;
}

enum err impacts_resume(struct ctx *c, const struct incident *incident)
{
    struct impact_list impacts = {0};
    TRY(impacts_of(c, incident->id, &impacts));
    for (size_t i = 0; i < impacts.count; i++)
        TRY(hold(c, incident, impacts.items[i], c->now));
    return OK;
}
