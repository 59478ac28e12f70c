// encode_incident.c -- IncidentV2: the same object in lists, alone, and after a change.
//
// Its text is kept in the text cache under the version of its group, which grows with every change
// of what is shown here. What a page misses there is read together.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/fields.h"
#include "api/incidentio/incidentio.h"
#include "api/incidentio/incidents.h"

#include "api/kept_text.h"
#include "core/coordination.h"

static void write_reference(struct api_request *q, const struct incident *incident)
{
    struct arena *arena = q->ctx.store.arena;
    const str reference = STR_JOIN(arena, S("INC-"), str_from_i64(arena, incident->number));
    jw_str(&q->w, S("reference"), reference);
    jw_str(&q->w, S("permalink"), STR_JOIN(arena, q->public_url, S("/incidents/"), reference));
}

/* Whose request made it, or the event that did. */
static void write_creator(struct api_request *q, const struct incident *incident)
{
    const struct directory *d = q->ctx.directory;
    const struct user_account *user = directory_user(d, incident->created_by);
    if (directory_key(d, incident->creator_key_id) != NULL) {
        incidentio_write_actor(q, S("creator"), ACTOR_API_KEY, incident->creator_key_id);
        return;
    }
    if (user == NULL && incident->integration_id == 0) {
        incidentio_write_actor(q, S("creator"), ACTOR_SYSTEM, 0);
        return;
    }
    jw_obj(&q->w, S("creator"));
    incidentio_write_user(q, S("user"), user);
    if (user == NULL) {
        jw_obj(&q->w, S("alert"));
        incidentio_write_id(q, S("id"), ID_ALERT, incident->id, incident->created_at);
        jw_str(&q->w, S("title"), incident->title);
        jw_end(&q->w);
    }
    jw_end(&q->w);
}

static void write_duration(struct api_request *q, const struct coordinated *coordinated,
                           const struct duration_metric *metric)
{
    const struct duration duration = coordinated_duration(&q->ctx, coordinated, metric);
    jw_obj(&q->w, ITEM);
    jw_obj(&q->w, S("duration_metric"));
    incidentio_write_id(q, S("id"), ID_DURATION_METRIC, metric->id, metric->created_at);
    jw_str(&q->w, S("name"), metric->name);
    jw_end(&q->w);
    jw_str(&q->w, S("status"), duration_status_words[duration.status]);
    if (duration.status == DURATION_SUCCESS)
        jw_i64(&q->w, S("value_seconds"), duration.seconds);
    jw_end(&q->w);
}

static void write_durations(struct api_request *q, const struct coordinated *coordinated)
{
    const struct directory *d = q->ctx.directory;
    jw_arr(&q->w, S("duration_metrics"));
    for (size_t i = 0; i < d->metrics.count; i++)
        write_duration(q, coordinated, &d->metrics.items[i]);
    jw_end(&q->w);
}

void incidentio_write_issue(struct api_request *q, const struct issue_reference *issue)
{
    if (issue->provider.p == NULL)
        return;
    jw_obj(&q->w, S("external_issue_reference"));
    jw_str(&q->w, S("issue_name"), issue->name);
    jw_str(&q->w, S("issue_permalink"), issue->permalink);
    jw_str(&q->w, S("provider"), issue->provider);
    jw_end(&q->w);
}

/* Every role of the directory, whether somebody has it or not. */
static void write_roles(struct api_request *q, const struct coordinated *coordinated)
{
    const struct directory *d = q->ctx.directory;
    jw_arr(&q->w, S("incident_role_assignments"));
    for (size_t i = 0; i < d->incident_roles.count; i++) {
        const struct incident_role *role = &d->incident_roles.items[i];
        jw_obj(&q->w, ITEM);
        incidentio_write_user(q, S("assignee"),
                              directory_user(d, coordinated_holder(coordinated, role->id)));
        incidentio_write_role(q, S("role"), role);
        jw_end(&q->w);
    }
    jw_end(&q->w);
}

static void write_moment(struct api_request *q, const struct incident_timestamp *timestamp, msec at)
{
    jw_obj(&q->w, ITEM);
    jw_obj(&q->w, S("incident_timestamp"));
    incidentio_write_id(q, S("id"), ID_TIMESTAMP, timestamp->id, timestamp->created_at);
    jw_str(&q->w, S("name"), timestamp->name);
    jw_i64(&q->w, S("rank"), timestamp->rank);
    jw_end(&q->w);
    if (at != 0) {
        jw_obj(&q->w, S("value"));
        incidentio_write_time(q, S("value"), at);
        jw_end(&q->w);
    }
    jw_end(&q->w);
}

static void write_moments(struct api_request *q, const struct coordinated *coordinated)
{
    const struct directory *d = q->ctx.directory;
    jw_arr(&q->w, S("incident_timestamp_values"));
    for (size_t i = 0; i < d->timestamps.count; i++) {
        const struct incident_timestamp *timestamp = &d->timestamps.items[i];
        write_moment(q, timestamp, coordinated_moment(coordinated, timestamp));
    }
    jw_end(&q->w);
}

static void write_configured(struct api_request *q, const struct coordinated *coordinated)
{
    const struct directory *d = q->ctx.directory;
    const struct incident *incident = &coordinated->incident;
    const struct incident_status *status = directory_status(d, incident->status_id);
    const struct incident_type *type = directory_type(d, incident->type_id);
    CHECK(status != NULL);
    incidentio_write_status(q, S("incident_status"), status);
    write_moments(q, coordinated);
    if (type != NULL)
        incidentio_write_type(q, S("incident_type"), type);
}

/* All of them, and the address of the first that is elsewhere. */
static void write_postmortems(struct api_request *q, const struct postmortem_list *list)
{
    str url = {0};
    jw_arr(&q->w, S("postmortem_document_ids"));
    for (size_t i = 0; i < list->count; i++) {
        const struct postmortem *postmortem = &list->items[i];
        incidentio_write_id(q, ITEM, ID_POSTMORTEM, postmortem->id, postmortem->created_at);
        if (url.p == NULL)
            url = postmortem->url;
    }
    jw_end(&q->w);
    incidentio_write_text(q, S("postmortem_document_url"), url);
}

static void write_workload(struct api_request *q, struct workload load)
{
    incidentio_write_minutes(q, S("workload_minutes_late"), load.late);
    incidentio_write_minutes(q, S("workload_minutes_sleeping"), load.sleeping);
    incidentio_write_minutes(q, S("workload_minutes_total"), workload_total(load));
    incidentio_write_minutes(q, S("workload_minutes_working"), load.working);
}

static void write_slack(struct api_request *q)
{
    jw_str(&q->w, S("slack_channel_id"), S("")); // required, and nothing is connected
    jw_str(&q->w, S("slack_channel_name"), S(""));
    jw_str(&q->w, S("slack_team_id"), S(""));
}

/* `fields`: incidentio_field_texts. */
static void write_incident(struct api_request *q, str key, const struct coordinated *coordinated,
                           const str *fields)
{
    const struct incident *incident = &coordinated->incident;
    const struct incident_extras *extras = &coordinated->extras;
    const struct severity *severity = directory_severity(q->ctx.directory, incident->severity_id);
    jw_obj(&q->w, key);
    incidentio_write_text(q, S("call_url"), extras->call_url);
    incidentio_write_times(q, incident->created_at, incident->updated_at);
    write_creator(q, incident);
    incidentio_write_field_entries(q, fields, coordinated->fields);
    write_durations(q, coordinated);
    incidentio_write_issue(q, &extras->issue);
    jw_bool(&q->w, S("has_debrief"), extras->has_debrief);
    incidentio_write_id(q, S("id"), ID_INCIDENT, incident->id, incident->created_at);
    write_roles(q, coordinated);
    write_configured(q, coordinated);
    jw_str(&q->w, S("mode"), incident_mode_words[incident->mode]);
    jw_str(&q->w, S("name"), incident->title);
    write_postmortems(q, &coordinated->postmortems);
    write_reference(q, incident);
    if (severity != NULL)
        incidentio_write_severity(q, S("severity"), severity);
    write_slack(q);
    incidentio_write_text(q, S("summary"), extras->summary);
    jw_str(&q->w, S("visibility"), incident->is_private ? S("private") : S("public"));
    write_workload(q, coordinated->load);
    jw_end(&q->w);
}

// ---- a page through the cache ----

static enum err render(struct api_request *q, const struct coordinated *coordinated,
                       const str *fields, str *out)
{
    const struct kept_answer kept = kept_text_begin(q);
    write_incident(q, ITEM, coordinated, fields);
    return kept_text_end(q, &kept, out);
}

enum { BATCH_MAX = 25 }; // what is read of them is given back before the next are

struct batch {
    struct handle_list list;      // of at most BATCH_MAX
    str texts[BATCH_MAX];         // as kept; absent: none is
    struct coordinated_list read; // those without one
};

static const struct coordinated *read_of(const struct batch *batch, int64_t id)
{
    for (size_t i = 0; i < batch->read.count; i++) {
        if (batch->read.items[i].incident.id == id)
            return &batch->read.items[i];
    }
    return NULL;
}

static enum err find_texts(struct api_request *q, struct batch *batch)
{
    int64_t missing[BATCH_MAX];
    size_t count = 0;
    for (size_t i = 0; i < batch->list.count; i++) {
        batch->texts[i] = kept_text_find(q, INCIDENTIO_VIEW_INCIDENT, &batch->list.items[i], NULL);
        if (batch->texts[i].p == NULL)
            missing[count++] = batch->list.items[i].id;
    }
    if (count == 0)
        return OK;
    return coordination_of(&q->ctx, (struct id_list){.items = missing, .count = count},
                           &batch->read);
}

/* The text of an item, which is kept from now on; absent: it is gone. */
static enum err find_text(struct api_request *q, const struct batch *batch, size_t i,
                          const str *fields, str *out)
{
    const struct incident_handle *handle = &batch->list.items[i];
    const struct coordinated *read = read_of(batch, handle->id);
    *out = batch->texts[i];
    if (out->p != NULL || read == NULL)
        return OK;
    TRY(render(q, read, fields, out));
    kept_text_put(q, INCIDENTIO_VIEW_INCIDENT, handle, *out, 0);
    return OK;
}

static enum err write_batch(struct api_request *q, struct handle_list list, size_t *out_count)
{
    struct batch batch = {.list = list};
    const str *fields = NULL;
    size_t count = 0;
    TRY(find_texts(q, &batch));
    if (batch.read.count > 0)
        TRY(incidentio_field_texts(q, &fields));
    for (; count < list.count && !incidentio_page_is_full(q); count++) {
        str text = {0};
        TRY(find_text(q, &batch, count, fields, &text));
        if (text.p != NULL)
            jw_raw(&q->w, ITEM, text);
    }
    *out_count = count;
    return OK;
}

static enum err write_batch_aside(struct api_request *q, struct handle_list list, size_t *out_count)
{
    struct aside aside;
    incidentio_begin_aside(q, &aside);
    const enum err outcome = write_batch(q, list, out_count);
    incidentio_end_aside(q, &aside);
    return outcome;
}

enum err incidentio_write_incidents(struct api_request *q, struct handle_list list,
                                    size_t *out_count)
{
    size_t count = 0;
    while (count < list.count && !incidentio_page_is_full(q)) {
        const size_t left = list.count - count;
        const struct handle_list part = {.items = &list.items[count],
                                         .count = left < BATCH_MAX ? left : BATCH_MAX};
        size_t taken = 0;
        TRY(write_batch_aside(q, part, &taken));
        count += taken;
    }
    *out_count = count;
    return OK;
}

enum err incidentio_answer_incident(struct api_request *q, int64_t id)
{
    struct coordinated_list read = {0};
    const str *fields = NULL;
    TRY(coordination_of(&q->ctx, (struct id_list){.items = &id, .count = 1}, &read));
    if (read.count == 0)
        return incidentio_no_such(q, S("incident"));
    TRY(incidentio_field_texts(q, &fields));
    jw_obj(&q->w, ITEM);
    write_incident(q, S("incident"), &read.items[0], fields);
    jw_end(&q->w);
    return OK;
}
