// coordination.c -- a page of incidents put together from what each table says of all of them.
//
// Every list comes by incident, so each incident's part of it is one run.
// SPDX-License-Identifier: Apache-2.0
#include "core/coordination.h"

#include "base/run.h"
#include "core/field_values.h"
#include "core/postmortem.h"
#include "core/workload.h"
#include "store/extras_store.h"

// ---- a page ----

// What each table says of a page.
struct page_rows {
    struct shown_list shown;
    struct role_assignment_list roles;
    struct timestamp_value_list moments;
    struct field_value_list fields;
    struct postmortem_list postmortems;
    struct workload_list loads;
};

static enum err read_page(struct ctx *c, struct id_list incidents, struct page_rows *out)
{
    TRY(incidents_shown(&c->store, incidents, &out->shown));
    TRY(assignments_of(&c->store, incidents, &out->roles));
    TRY(moments_of(&c->store, incidents, &out->moments));
    TRY(field_values_of(c, incidents, &out->fields));
    TRY(postmortems_of(c, incidents, &out->postmortems));
    return workloads_of(c, incidents, &out->loads);
}

static struct coordinated put_together(const struct page_rows *page,
                                       const struct shown_incident *shown)
{
    const int64_t id = shown->incident.id;
    const struct run roles = RUN_OF(page->roles, incident_id, id);
    const struct run moments = RUN_OF(page->moments, incident_id, id);
    const struct run postmortems = RUN_OF(page->postmortems, incident_id, id);
    return (struct coordinated){
        .incident = shown->incident,
        .extras = shown->extras,
        .roles = {.items = &page->roles.items[roles.first], .count = roles.count},
        .moments = {.items = &page->moments.items[moments.first], .count = moments.count},
        .fields = field_values_of_incident(page->fields, id),
        .postmortems = {.items = &page->postmortems.items[postmortems.first],
                        .count = postmortems.count},
        .load = workload_of_incident(&page->loads, id),
    };
}

enum err coordination_of(struct ctx *c, struct id_list incidents, struct coordinated_list *out)
{
    struct page_rows page = {0};
    TRY(read_page(c, incidents, &page));
    struct coordinated *items = arena_array(c->store.arena, struct coordinated, page.shown.count);
    for (size_t i = 0; i < page.shown.count; i++)
        items[i] = put_together(&page, &page.shown.items[i]);
    *out = (struct coordinated_list){.items = items, .count = page.shown.count};
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
        return status_is_over(status);
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
