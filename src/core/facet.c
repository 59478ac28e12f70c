// facet.c -- which facets are true of an incident, and which have changed.
// SPDX-License-Identifier: Apache-2.0
#include "core/facet.h"

#include "core/facet_changes.h"

void facet_set(struct ctx *c, const struct incident *incident, struct facet facet, bool is_true)
{
    const struct facet_change change = {
        .facet = facet, .number = incident->number, .is_true = is_true};
    CHECK(c->group != NULL);
    facet_changes_add(write_group_facets(c->group), &change);
}

void facet_touch(struct ctx *c, const struct incident *incident)
{
    facet_set(c, incident, (struct facet){.kind = FACET_NONE}, true);
}

/* The incident has this value now, instead of the one before; 0 is none. */
static void move(struct ctx *c, const struct incident *incident, enum facet_kind kind,
                 const int64_t values[2])
{
    if (values[0] == values[1])
        return;
    if (values[0] != 0)
        facet_set(c, incident, (struct facet){.kind = kind, .value = values[0]}, false);
    if (values[1] != 0)
        facet_set(c, incident, (struct facet){.kind = kind, .value = values[1]}, true);
}

static void move_time(struct ctx *c, const struct incident *incident, msec before, msec after)
{
    const int64_t days[] = {facet_day(before), facet_day(after)};
    const int64_t months[] = {facet_month(days[0]), facet_month(days[1])};
    move(c, incident, FACET_UPDATED_DAY, days);
    move(c, incident, FACET_UPDATED_MONTH, months);
}

void facet_follow(struct ctx *c, struct incident *incident)
{
    const struct incident_facets *before = &incident->stored;
    const int64_t statuses[] = {before->status_id, incident->status_id};
    const int64_t severities[] = {before->severity_id, incident->severity_id};
    const int64_t types[] = {before->type_id, incident->type_id};
    move(c, incident, FACET_STATUS, statuses);
    move(c, incident, FACET_SEVERITY, severities);
    move(c, incident, FACET_TYPE, types);
    move_time(c, incident, before->updated_at, incident->updated_at);
    facet_touch(c, incident);
    incident->stored = (struct incident_facets){
        .status_id = incident->status_id,
        .severity_id = incident->severity_id,
        .type_id = incident->type_id,
        .updated_at = incident->updated_at,
    };
}

static void set_one(struct ctx *c, const struct incident *incident, enum facet_kind kind,
                    int64_t value)
{
    facet_set(c, incident, (struct facet){.kind = kind, .value = value}, true);
}

void facet_begin(struct ctx *c, struct incident *incident, bool is_late)
{
    const int64_t day = facet_day(incident->created_at);
    facet_follow(c, incident);
    set_one(c, incident, FACET_TEAM, incident->team_id);
    if (incident->mode != MODE_STANDARD)
        set_one(c, incident, FACET_MODE, incident->mode);
    if (incident->is_private)
        set_one(c, incident, FACET_PRIVATE, 1);
    if (!is_late)
        return;
    set_one(c, incident, FACET_LATE, 1);
    set_one(c, incident, FACET_CREATED_DAY, day);
    set_one(c, incident, FACET_CREATED_MONTH, facet_month(day));
}
