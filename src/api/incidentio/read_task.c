// read_task.c -- what actions and follow-ups are asked by and show alike.
//
// The vendor's lists have no pages: an answer holds the newest TASK_LIST_MAX, or as many as fill a
// page in bytes. One that is not all ends with pagination_meta, and `after` (ours) goes on behind
// it.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/incidentio.h"
#include "api/incidentio/tasks.h"

enum { MODES_USUAL = 1U << MODE_STANDARD | 1U << MODE_RETROSPECTIVE };

// ---- lists ----

static enum err read_mode(struct api_request *q, unsigned *out)
{
    const str word = query_get(&q->query, S("incident_mode"));
    const int mode = word_find(incident_mode_words, MODE_COUNT, word);
    *out = mode < 0 ? MODES_USUAL : 1U << mode;
    if (str_eq(word, S("stream"))) // the vendor's; there are none here
        *out = 0;
    else if (word.n > 0 && mode < 0)
        return incidentio_refuse(q, S("incident_mode"),
                                 S(" must be standard, retrospective, test, tutorial or stream"));
    return OK;
}

enum err incidentio_task_filter(struct api_request *q, enum id_kind kind, struct task_filter *out)
{
    const str incident = query_get(&q->query, S("incident_id"));
    const str team = query_get(&q->query, S("assignee_team_id"));
    struct incident_handle handle = {0};
    TRY(read_mode(q, &out->modes));
    TRY(incidentio_after(q, kind, &out->before_id));
    if (incident.n > 0)
        TRY(incidentio_incident_named(q, S("incident_id"), incident, &handle));
    out->incident_id = handle.id;
    if (kind != ID_FOLLOW_UP || team.n == 0)
        return OK;
    out->assignee_team_id = incidentio_id(q, ID_TEAM, team);
    if (directory_team(q->ctx.directory, out->assignee_team_id) == NULL)
        return incidentio_refuse(q, S("assignee_team_id"), S(" names no team"));
    return OK;
}

void incidentio_end_tasks(struct api_request *q, enum id_kind kind, const struct task *last)
{
    jw_end(&q->w);
    if (last != NULL)
        incidentio_write_page(q, TASK_LIST_MAX,
                              incidentio_id_text(q, kind, last->id, last->created_at), -1);
    jw_end(&q->w);
}

// ---- bodies ----

enum err incidentio_member_id(struct api_request *q, str field, enum id_kind kind, int64_t *out,
                              bool *out_is_set)
{
    const struct json *member = json_get(q->body, field);
    const bool is_nobody = member == NULL || member->kind == JSON_NULL || member->text.n == 0;
    *out_is_set = member != NULL;
    *out = is_nobody ? 0 : incidentio_id(q, kind, member->text);
    if (!is_nobody && *out == 0)
        return incidentio_refuse(q, field,
                                 kind == ID_USER ? S(" names no user") : S(" names no team"));
    return OK;
}

// ---- objects ----

void incidentio_write_task(struct api_request *q, enum id_kind kind, const struct task *task)
{
    incidentio_write_user(q, S("assignee"), directory_user(q->ctx.directory, task->assignee_id));
    incidentio_write_time(q, S("completed_at"), task->completed_at);
    incidentio_write_times(q, task->created_at, task->updated_at);
    incidentio_write_actor(q, S("creator"), ACTOR_API_KEY, task->creator_key_id);
    incidentio_write_id(q, S("id"), kind, task->id, task->created_at);
    incidentio_write_id(q, S("incident_id"), ID_INCIDENT, task->incident_id,
                        task->incident_created_at);
    jw_str(&q->w, S("status"), task_status_words[task->status]);
}
