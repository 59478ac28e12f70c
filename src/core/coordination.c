// coordination.c -- a page of incidents put together from what each table says of all of them.
//
// Every list comes by incident, so each incident's part of it is one run, found in passing.
// SPDX-License-Identifier: Apache-2.0
#include "core/coordination.h"

#include "core/field_values.h"
#include "store/extras_store.h"

struct run {
    size_t first;
    size_t count;
};

/* Every row begins with the id of its incident. */
static int64_t owner_of(const void *rows, size_t size, size_t index)
{
    int64_t owner = 0;
    memcpy(&owner, (const char *)rows + index * size, sizeof(owner));
    return owner;
}

static struct run run_of(const void *rows, size_t size, size_t count, int64_t owner_id, size_t *at)
{
    while (*at < count && owner_of(rows, size, *at) < owner_id)
        (*at)++;
    const size_t first = *at;
    while (*at < count && owner_of(rows, size, *at) == owner_id)
        (*at)++;
    return (struct run){.first = first, .count = *at - first};
}

/* The run of an incident's rows in a list that is ordered by incident; *at is where to go on. */
#define RUN_OF(list, owner_id, at)                                                                 \
    run_of((list).items, sizeof((list).items[0]), (list).count, (owner_id), (at))

_Static_assert(offsetof(struct role_assignment, incident_id) == 0, "a row begins with its owner");
_Static_assert(offsetof(struct timestamp_value, incident_id) == 0, "a row begins with its owner");

enum err coordination_of(struct ctx *c, struct id_list incidents, struct coordinated_list *out)
{
    struct shown_list shown = {0};
    struct role_assignment_list roles = {0};
    struct timestamp_value_list moments = {0};
    struct field_value_list fields = {0};
    TRY(incidents_shown(&c->store, incidents, &shown));
    TRY(assignments_of(&c->store, incidents, &roles));
    TRY(moments_of(&c->store, incidents, &moments));
    TRY(field_values_of(c, incidents, &fields));
    struct coordinated *items = arena_array(c->store.arena, struct coordinated, shown.count);
    size_t role_at = 0;
    size_t moment_at = 0;
    for (size_t i = 0; i < shown.count; i++) {
        const int64_t id = shown.items[i].incident.id;
        const struct run role_run = RUN_OF(roles, id, &role_at);
        const struct run moment_run = RUN_OF(moments, id, &moment_at);
        items[i] = (struct coordinated){
            .incident = shown.items[i].incident,
            .extras = shown.items[i].extras,
            .roles = {.items = &roles.items[role_run.first], .count = role_run.count},
            .moments = {.items = &moments.items[moment_run.first], .count = moment_run.count},
            .fields = field_values_of_incident(fields, id),
        };
    }
    *out = (struct coordinated_list){.items = items, .count = shown.count};
    return OK;
}

msec coordinated_moment(const struct coordinated *coordinated,
                        const struct incident_timestamp *timestamp)
{
    const struct timestamp_value_list *moments = &coordinated->moments;
    for (size_t i = 0; i < moments->count; i++) {
        if (moments->items[i].timestamp_id == timestamp->id)
            return moments->items[i].at;
    }
    return timestamp->set_by == TIMESTAMP_REPORTED ? coordinated->incident.created_at : 0;
}

int64_t coordinated_holder(const struct coordinated *coordinated, int64_t role_id)
{
    const struct role_assignment_list *roles = &coordinated->roles;
    for (size_t i = 0; i < roles->count; i++) {
        if (roles->items[i].role_id == role_id)
            return roles->items[i].user_id;
    }
    return 0;
}

struct duration coordinated_duration(const struct ctx *c, const struct coordinated *coordinated,
                                     const struct duration_metric *metric)
{
    const struct incident_timestamp *from = directory_timestamp(c->directory, metric->from_id);
    const struct incident_timestamp *to = directory_timestamp(c->directory, metric->to_id);
    const msec from_at = from == NULL ? 0 : coordinated_moment(coordinated, from);
    const msec to_at = to == NULL ? 0 : coordinated_moment(coordinated, to);
    const bool is_over = coordinated->incident.response_state == RESPONSE_RESOLVED;
    const enum duration_status status = duration_status_of(from_at, to_at, is_over);
    return (struct duration){
        .status = status,
        .seconds = status == DURATION_SUCCESS ? (to_at - from_at) / MSEC_PER_SECOND : 0,
    };
}

// ---- moments that moves set ----

static bool is_reached(enum timestamp_trigger trigger, const struct incident_status *status)
{
    switch (trigger) {
    case TIMESTAMP_ACCEPTED:
        return status->category == CATEGORY_LIVE || status->response_state == RESPONSE_ACKNOWLEDGED;
    case TIMESTAMP_FIXED:
        return status->public_status == PUBLIC_MONITORING;
    case TIMESTAMP_RESOLVED:
        return status->category == CATEGORY_LEARNING || status->category == CATEGORY_CLOSED;
    case TIMESTAMP_CLOSED:
        return status->category == CATEGORY_CLOSED;
    case TIMESTAMP_BY_HAND:
    case TIMESTAMP_REPORTED: // with the incident itself
    case TIMESTAMP_TRIGGER_COUNT:
        break;
    }
    return false;
}

enum err moments_note(struct ctx *c, int64_t incident_id, const struct incident_status *status,
                      msec at)
{
    const struct directory *d = c->directory;
    for (size_t i = 0; i < d->timestamps.count; i++) {
        const struct timestamp_value value = {
            .incident_id = incident_id, .timestamp_id = d->timestamps.items[i].id, .at = at};
        if (is_reached(d->timestamps.items[i].set_by, status))
            TRY(moment_add(&c->store, &value));
    }
    return OK;
}
