// incident_coordinate.c -- one small change after the other, each compared with what is there.
//
// What is so already leaves no trace, so a client may send back all that it has read.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_coordinate.h"

#include "core/facet.h"
#include "core/history.h"
#include "core/incident_change.h"
#include "core/incident_status.h"
#include "store/extras_store.h"

// A request on its way through the changes.
struct changing {
    struct ctx *c;
    struct incident *incident;
    bool is_new; // nothing is written down but that it was made
    bool is_changed;
};

static enum err note(struct changing *w, struct change change)
{
    w->is_changed = true;
    return w->is_new ? OK : history_add(w->c, w->incident->id, change);
}

static bool is_new_text(str wanted, str present)
{
    return wanted.p != NULL && !str_eq(wanted, present);
}

// ---- the incident's own row ----

enum err incident_put_name(struct ctx *c, struct incident *incident, str name, bool *is_changed)
{
    if (!is_new_text(name, incident->title))
        return OK;
    const struct change change = {.kind = TIMELINE_NAME,
                                  .old_value = incident->title,
                                  .new_value = name,
                                  .followed = incident};
    incident->title = name;
    *is_changed = true;
    return history_add(c, incident->id, change);
}

enum err incident_put_severity(struct ctx *c, struct incident *incident, int64_t severity_id,
                               bool *is_changed)
{
    const struct change change = {
        .kind = TIMELINE_SEVERITY,
        .old_value = history_value(c, incident->group.severity_id),
        .new_value = history_value(c, severity_id),
        .followed = incident,
    };
    if (incident->group.severity_id == severity_id && incident->severity_id == severity_id)
        return OK;
    incident->severity_id = severity_id;
    incident->group.severity_id = severity_id;
    *is_changed = true;
    return history_add(c, incident->id, change);
}

static enum err put_status(struct changing *w, const struct incident_status *status)
{
    if (status == NULL || status->id == w->incident->status_id)
        return OK;
    const struct status_move move = {
        .to = status,
        .kind = incident_move_kind(w->incident->response_state, status->response_state),
    };
    w->is_changed = true;
    return incident_move(w->c, w->incident, &move);
}

// ---- what stands beside it ----

/* An empty text is none. */
static enum err put_text(struct changing *w, str *present, str wanted, struct change change)
{
    if (!is_new_text(wanted, present->p == NULL ? S("") : *present))
        return OK;
    if (change.kind != TIMELINE_SUMMARY) // long; an earlier entry has it
        change.old_value = *present;
    *present = wanted.n > 0 ? wanted : (str){0};
    change.new_value = *present;
    return note(w, change);
}

static enum err put_detail(struct changing *w, str *present, str wanted, str name)
{
    return put_text(w, present, wanted, (struct change){.kind = TIMELINE_DETAIL, .message = name});
}

static enum err put_debrief(struct changing *w, struct incident_extras *extras, bool has_debrief)
{
    const struct change change = {
        .kind = TIMELINE_DETAIL,
        .old_value = extras->has_debrief ? S("1") : S("0"),
        .new_value = has_debrief ? S("1") : S("0"),
        .message = S("has_debrief"),
    };
    if (extras->has_debrief == has_debrief)
        return OK;
    extras->has_debrief = has_debrief;
    return note(w, change);
}

static enum err put_issue(struct changing *w, struct issue_reference *present,
                          const struct issue_reference *wanted)
{
    const struct change change = {
        .kind = TIMELINE_DETAIL,
        .old_value = present->permalink,
        .new_value = wanted->permalink,
        .message = S("external_issue_reference"),
    };
    if (str_eq(present->provider, wanted->provider) && str_eq(present->name, wanted->name) &&
        str_eq(present->permalink, wanted->permalink))
        return OK;
    *present = *wanted;
    return note(w, change);
}

static bool wants_extras(const struct coordination *wanted)
{
    return wanted->summary.p != NULL || wanted->call_url.p != NULL || wanted->sets_debrief ||
           wanted->issue != NULL;
}

static enum err put_extras(struct changing *w, const struct coordination *wanted)
{
    const bool was_changed = w->is_changed;
    const struct change summary = {.kind = TIMELINE_SUMMARY, .followed = w->incident};
    struct incident_extras extras = {0};
    if (!wants_extras(wanted))
        return OK;
    TRY(extras_get(&w->c->store, w->incident->id, &extras));
    w->is_changed = false;
    TRY(put_text(w, &extras.summary, wanted->summary, summary));
    TRY(put_detail(w, &extras.call_url, wanted->call_url, S("call_url")));
    if (wanted->sets_debrief)
        TRY(put_debrief(w, &extras, wanted->has_debrief));
    if (wanted->issue != NULL)
        TRY(put_issue(w, &extras.issue, wanted->issue));
    if (w->is_changed)
        TRY(extras_set(&w->c->store, w->incident->id, &extras));
    w->is_changed = w->is_changed || was_changed;
    return OK;
}

// ---- roles ----

static int64_t holder_of(const struct role_assignment_list *present, int64_t role_id)
{
    for (size_t i = 0; i < present->count; i++) {
        if (present->items[i].role_id == role_id)
            return present->items[i].user_id;
    }
    return 0;
}

/* Lists are filtered by who has a role. */
static void move_facets(struct changing *w, int64_t role_id, const int64_t holders[2])
{
    struct facet facet = {.kind = FACET_ROLE, .subject = role_id};
    for (int i = 0; i < 2; i++) {
        facet.value = holders[i];
        if (facet.value != 0)
            facet_set(w->c, w->incident, facet, i == 1);
    }
    facet.value = FACET_ANYTHING;
    facet_set(w->c, w->incident, facet, holders[1] != 0);
}

static enum err put_role(struct changing *w, const struct role_assignment_list *present,
                         struct role_assignment wanted)
{
    const struct incident_role *role = directory_incident_role(w->c->directory, wanted.role_id);
    const int64_t holders[] = {holder_of(present, wanted.role_id), wanted.user_id};
    CHECK(role != NULL);
    if (holders[0] == holders[1])
        return OK;
    wanted.incident_id = w->incident->id;
    TRY(assignment_set(&w->c->store, &wanted));
    move_facets(w, wanted.role_id, holders);
    return note(w, (struct change){.kind = TIMELINE_ROLE,
                                   .old_value = history_value(w->c, holders[0]),
                                   .new_value = history_value(w->c, holders[1]),
                                   .message = role->name});
}

static enum err put_roles(struct changing *w, struct role_assignment_list wanted)
{
    const struct id_list incident = {.items = &w->incident->id, .count = 1};
    struct role_assignment_list present = {0};
    if (wanted.count == 0)
        return OK;
    TRY(assignments_of(&w->c->store, incident, &present));
    for (size_t i = 0; i < wanted.count; i++)
        TRY(put_role(w, &present, wanted.items[i]));
    return OK;
}

// ---- moments ----

static msec moment_of(const struct timestamp_value_list *present, int64_t timestamp_id)
{
    for (size_t i = 0; i < present->count; i++) {
        if (present->items[i].timestamp_id == timestamp_id)
            return present->items[i].at;
    }
    return 0;
}

/* It was reported when it was made, unless somebody says otherwise. */
static bool is_said_by_creation(const struct changing *w,
                                const struct incident_timestamp *timestamp, msec at)
{
    return timestamp->set_by == TIMESTAMP_REPORTED && at == w->incident->created_at;
}

static enum err put_moment(struct changing *w, const struct timestamp_value_list *present,
                           struct timestamp_value wanted)
{
    const struct incident_timestamp *timestamp =
        directory_timestamp(w->c->directory, wanted.timestamp_id);
    const msec before = moment_of(present, wanted.timestamp_id);
    CHECK(timestamp != NULL);
    if (before == wanted.at || (before == 0 && is_said_by_creation(w, timestamp, wanted.at)))
        return OK;
    wanted.incident_id = w->incident->id;
    TRY(moment_set(&w->c->store, &wanted));
    return note(w, (struct change){.kind = TIMELINE_MOMENT,
                                   .old_value = history_value(w->c, before),
                                   .new_value = history_value(w->c, wanted.at),
                                   .message = timestamp->name});
}

static enum err put_moments(struct changing *w, struct timestamp_value_list wanted)
{
    const struct id_list incident = {.items = &w->incident->id, .count = 1};
    struct timestamp_value_list present = {0};
    if (wanted.count == 0)
        return OK;
    TRY(moments_of(&w->c->store, incident, &present));
    for (size_t i = 0; i < wanted.count; i++)
        TRY(put_moment(w, &present, wanted.items[i]));
    return OK;
}

// ---- fields ----

static enum err put_fields(struct changing *w, const struct field_entry_list *wanted)
{
    bool is_changed = false;
    if (wanted->count == 0)
        return OK;
    TRY(field_values_set(w->c, w->incident, wanted, &is_changed));
    return is_changed ? note(w, (struct change){.kind = TIMELINE_FIELDS}) : OK;
}

// ---- all together ----

/* What the client says of moments comes last: it holds against what the move sets. */
static enum err put_all(struct changing *w, const struct coordination *wanted)
{
    TRY(put_extras(w, wanted));
    TRY(put_roles(w, wanted->roles));
    TRY(put_fields(w, &wanted->fields));
    TRY(put_status(w, wanted->status));
    return put_moments(w, wanted->moments);
}

enum err incident_coordinate(struct ctx *c, struct incident *incident,
                             const struct coordination *wanted)
{
    struct changing w = {.c = c, .incident = incident};
    TRY(incident_put_name(c, incident, wanted->name, &w.is_changed));
    if (wanted->severity_id != 0)
        TRY(incident_put_severity(c, incident, wanted->severity_id, &w.is_changed));
    TRY(put_all(&w, wanted));
    return w.is_changed ? incident_save(c, incident) : OK;
}

enum err incident_coordinate_new(struct ctx *c, struct incident *incident,
                                 const struct coordination *wanted)
{
    struct changing w = {.c = c, .incident = incident, .is_new = true};
    return put_all(&w, wanted);
}
