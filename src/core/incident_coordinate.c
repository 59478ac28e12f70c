// incident_coordinate.c -- one small change after the other, each compared with what is there.
//
// What is so already leaves no trace, so a client may send back all that it has read.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_coordinate.h"

#include "core/facet.h"
#include "core/history.h"
#include "core/incident_change.h"
#include "core/incident_hold.h"
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
static enum err put_text(struct changing *w, str *present, str wanted, struct change change,
                         bool *is_changed)
{
    if (!is_new_text(wanted, present->p == NULL ? S("") : *present))
        return OK;
    change.old_value = *present;
    *present = wanted.n > 0 ? wanted : (str){0};
    change.new_value = *present;
    *is_changed = true;
    return note(w, change);
}

static enum err put_debrief(struct changing *w, struct incident_extras *extras, bool has_debrief,
                            bool *is_changed)
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
    *is_changed = true;
    return note(w, change);
}

static enum err put_issue(struct changing *w, struct issue_reference *present,
                          const struct issue_reference *wanted, bool *is_changed)
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
    *is_changed = true;
    return note(w, change);
}

static bool wants_extras(const struct coordination *wanted)
{
    return wanted->summary.p != NULL || wanted->call_url.p != NULL || wanted->sets_debrief ||
           wanted->issue != NULL;
}

static enum err put_extras(struct changing *w, const struct coordination *wanted)
{
    const struct change summary = {.kind = TIMELINE_SUMMARY, .followed = w->incident};
    const struct change call_url = {.kind = TIMELINE_DETAIL, .message = S("call_url")};
    struct incident_extras extras = {0};
    bool is_changed = false;
    if (!wants_extras(wanted))
        return OK;
    TRY(extras_get(&w->c->store, w->incident->id, &extras));
    TRY(put_text(w, &extras.summary, wanted->summary, summary, &is_changed));
    TRY(put_text(w, &extras.call_url, wanted->call_url, call_url, &is_changed));
    if (wanted->sets_debrief)
        TRY(put_debrief(w, &extras, wanted->has_debrief, &is_changed));
    if (wanted->issue != NULL)
        TRY(put_issue(w, &extras.issue, wanted->issue, &is_changed));
    return is_changed ? extras_set(&w->c->store, w->incident->id, &extras) : OK;
}

// ---- lists: each item is compared with what was there before all of them ----

/* So none of them is named twice. */
static enum err refuse_again(struct changing *w, str list, size_t index, str member)
{
    struct arena *arena = w->c->store.arena;
    const str place =
        STR_JOIN(arena, list, S("."), str_from_i64(arena, (int64_t)index), S("."), member);
    return ctx_fail(w->c, ERR_INVALID, place, STR_JOIN(arena, place, S(" is there already")));
}

// ---- roles ----

static const struct role_assignment *assignment_in(struct role_assignment_list list,
                                                   int64_t role_id)
{
    for (size_t i = 0; i < list.count; i++) {
        if (list.items[i].role_id == role_id)
            return &list.items[i];
    }
    return NULL;
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

static enum err put_role(struct changing *w, const struct role_assignment *present,
                         struct role_assignment wanted)
{
    const struct incident_role *role = directory_incident_role(w->c->directory, wanted.role_id);
    const int64_t holders[] = {present == NULL ? 0 : present->user_id, wanted.user_id};
    CHECK(role != NULL);
    if (holders[0] == holders[1])
        return OK;
    wanted.incident_id = w->incident->id;
    TRY(incident_hold_role(w->c, wanted.role_id, wanted.user_id));
    TRY(assignment_set(&w->c->store, &wanted));
    move_facets(w, wanted.role_id, holders);
    return note(w, (struct change){.kind = TIMELINE_ROLE,
                                   .old_value = history_value(w->c, holders[0]),
                                   .new_value = history_value(w->c, holders[1]),
                                   .message = role->name});
}

static enum err put_roles(struct changing *w, str name, struct role_assignment_list wanted)
{
    const struct id_list incident = {.items = &w->incident->id, .count = 1};
    struct role_assignment_list present = {0};
    if (wanted.count == 0)
        return OK;
    TRY(assignments_of(&w->c->store, incident, &present));
    for (size_t i = 0; i < wanted.count; i++) {
        const int64_t role_id = wanted.items[i].role_id;
        const struct role_assignment_list before = {.items = wanted.items, .count = i};
        if (assignment_in(before, role_id) != NULL)
            return refuse_again(w, name, i, S("incident_role_id"));
        TRY(put_role(w, assignment_in(present, role_id), wanted.items[i]));
    }
    return OK;
}

// ---- moments ----

static const struct timestamp_value *moment_in(struct timestamp_value_list list,
                                               int64_t timestamp_id)
{
    for (size_t i = 0; i < list.count; i++) {
        if (list.items[i].timestamp_id == timestamp_id)
            return &list.items[i];
    }
    return NULL;
}

/* It was reported when it was made, unless somebody says otherwise. */
static bool is_said_by_creation(const struct changing *w,
                                const struct incident_timestamp *timestamp, msec at)
{
    return timestamp->set_by == TIMESTAMP_REPORTED && at == w->incident->created_at;
}

static enum err put_moment(struct changing *w, const struct timestamp_value *present,
                           struct timestamp_value wanted)
{
    const struct incident_timestamp *timestamp =
        directory_timestamp(w->c->directory, wanted.timestamp_id);
    const msec before = present == NULL ? 0 : present->at;
    CHECK(timestamp != NULL);
    if (before == wanted.at || (before == 0 && is_said_by_creation(w, timestamp, wanted.at)))
        return OK;
    wanted.incident_id = w->incident->id;
    TRY(incident_hold_timestamp(w->c, wanted.timestamp_id));
    TRY(moment_set(&w->c->store, &wanted));
    return note(w, (struct change){.kind = TIMELINE_MOMENT,
                                   .old_value = history_value(w->c, before),
                                   .new_value = history_value(w->c, wanted.at),
                                   .message = timestamp->name});
}

static enum err put_moments(struct changing *w, str name, struct timestamp_value_list wanted)
{
    const struct id_list incident = {.items = &w->incident->id, .count = 1};
    struct timestamp_value_list present = {0};
    if (wanted.count == 0)
        return OK;
    TRY(moments_of(&w->c->store, incident, &present));
    for (size_t i = 0; i < wanted.count; i++) {
        const int64_t timestamp_id = wanted.items[i].timestamp_id;
        const struct timestamp_value_list before = {.items = wanted.items, .count = i};
        if (moment_in(before, timestamp_id) != NULL)
            return refuse_again(w, name, i, S("incident_timestamp_id"));
        TRY(put_moment(w, moment_in(present, timestamp_id), wanted.items[i]));
    }
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
    TRY(put_roles(w, wanted->roles_name, wanted->roles));
    TRY(put_fields(w, &wanted->fields));
    TRY(put_status(w, wanted->status));
    return put_moments(w, wanted->moments_name, wanted->moments);
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
