// handle_participant.c -- /v2/incident_participants and /v2/incident_participant_workloads.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/documents.h"
#include "api/incidentio/incidentio.h"
#include "core/workload.h"

static const struct route_parameter incident_parameters[] = {
    PARAMETER("incident_id", TEXT, "The incident: its ULID, its number or INC-n", .required = true),
};
const struct route_doc incidentio_participant_list_doc = {.query =
                                                              PARAMETER_TABLE(incident_parameters)};
const struct route_doc incidentio_workload_list_doc = {.query =
                                                           PARAMETER_TABLE(incident_parameters)};

static enum err read_participants(struct api_request *q, int64_t *out_incident,
                                  struct participant_list *out)
{
    struct incident_handle handle = {0};
    TRY(incidentio_incident_named(q, S("incident_id"), query_get(&q->query, S("incident_id")),
                                  &handle));
    *out_incident = handle.id;
    return participants_list(&q->ctx, handle.id, out);
}

// ---- who ----

/* A user who is no more is not shown. */
static const struct user_account *user_of(const struct api_request *q,
                                          const struct participant *participant)
{
    return directory_user(q->ctx.directory, participant->user_id);
}

static void write_group(struct api_request *q, str key, const struct participant_list *list,
                        bool passive)
{
    jw_arr(&q->w, key);
    for (size_t i = 0; i < list->count; i++) {
        const struct participant *participant = &list->items[i];
        const bool is_passive = participant->part == PARTICIPATION_OBSERVER;
        if (is_passive != passive || user_of(q, participant) == NULL)
            continue;
        jw_obj(&q->w, ITEM);
        jw_str(&q->w, S("participant_type"), participation_words[participant->part]);
        incidentio_write_user(q, S("user"), user_of(q, participant));
        jw_end(&q->w);
    }
    jw_end(&q->w);
}

enum err incidentio_participant_list(struct api_request *q)
{
    int64_t incident_id = 0;
    struct participant_list list = {0};
    TRY(read_participants(q, &incident_id, &list));
    jw_obj(&q->w, ITEM);
    jw_obj(&q->w, S("incident_participants"));
    write_group(q, S("active"), &list, false);
    write_group(q, S("passive"), &list, true);
    jw_end(&q->w);
    jw_end(&q->w);
    return OK;
}

// ---- how long ----

static void write_load(struct api_request *q, struct workload load)
{
    jw_obj(&q->w, S("workload"));
    incidentio_write_minutes(q, S("minutes_spent_on_incident"), workload_total(load));
    incidentio_write_minutes(q, S("minutes_spent_on_incident_in_late_hours"), load.late);
    incidentio_write_minutes(q, S("minutes_spent_on_incident_in_sleeping_hours"), load.sleeping);
    incidentio_write_minutes(q, S("minutes_spent_on_incident_in_working_hours"), load.working);
    jw_end(&q->w);
}

static void write_workload(struct api_request *q, const struct participant *participant,
                           struct workload load)
{
    if (user_of(q, participant) == NULL)
        return;
    jw_obj(&q->w, ITEM);
    jw_str(&q->w, S("participant_type"), participation_words[participant->part]);
    incidentio_write_user(q, S("user"), user_of(q, participant));
    write_load(q, load);
    jw_end(&q->w);
}

enum err incidentio_workload_list(struct api_request *q)
{
    int64_t incident_id = 0;
    struct participant_list list = {0};
    struct workload_list loads = {0};
    TRY(read_participants(q, &incident_id, &list));
    TRY(workloads_of(&q->ctx, (struct id_list){.items = &incident_id, .count = 1}, &loads));
    jw_obj(&q->w, ITEM);
    jw_arr(&q->w, S("incident_participant_workloads"));
    for (size_t i = 0; i < list.count; i++)
        write_workload(q, &list.items[i],
                       workload_of_person(&loads, incident_id, list.items[i].user_id));
    jw_end(&q->w);
    jw_obj(&q->w, S("metadata"));
    incidentio_write_time(q, S("data_synced_at"), q->ctx.now);
    jw_end(&q->w);
    jw_end(&q->w);
    return OK;
}
