// handle_action.c -- /v2/actions.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/incidentio.h"
#include "api/incidentio/tasks.h"
#include "core/action.h"

static void write_action(struct api_request *q, str key, const struct action *action)
{
    jw_obj(&q->w, key);
    incidentio_write_task(q, ID_ACTION, &action->task);
    jw_str(&q->w, S("description"), action->description);
    jw_end(&q->w);
}

static enum err answer_action(struct api_request *q, const struct action *action)
{
    jw_obj(&q->w, ITEM);
    write_action(q, S("action"), action);
    jw_end(&q->w);
    return OK;
}

// ---- reading ----

static const struct route_parameter list_parameters[] = {
    PARAMETER("incident_id", TEXT, "Only those of this incident: its ULID or INC-n"),
    PARAMETER("incident_mode", TEXT,
              "Of incidents of this mode; without it, of standard and retrospective ones"),
    PARAMETER("after", TEXT, "The id that a list too long for one answer goes on behind"),
};
const struct route_doc incidentio_action_list_doc = {.query = PARAMETER_TABLE(list_parameters)};

static enum err write_list(struct api_request *q)
{
    struct task_filter filter = {0};
    struct action_list list = {0};
    bool has_more = false;
    TRY(incidentio_task_filter(q, ID_ACTION, &filter));
    TRY(actions_of(&q->ctx, &filter, &list, &has_more));
    jw_obj(&q->w, ITEM);
    jw_arr(&q->w, S("actions"));
    size_t count = 0;
    while (count < list.count && !incidentio_page_is_full(q))
        write_action(q, ITEM, &list.items[count++]);
    has_more |= count < list.count;
    incidentio_end_tasks(q, ID_ACTION, has_more ? &list.items[count - 1].task : NULL);
    return OK;
}

enum err incidentio_action_list(struct api_request *q)
{
    struct aside aside;
    incidentio_begin_aside(q, &aside);
    const enum err outcome = write_list(q);
    incidentio_end_aside(q, &aside);
    return outcome;
}

enum err incidentio_action_get(struct api_request *q)
{
    struct action action = {0};
    TRY(action_find(&q->ctx, incidentio_path_id(q, 0, ID_ACTION), &action));
    return answer_action(q, &action);
}

// ---- writing ----

struct action_body {
    str incident;
    str description;
    str assignee; // read by incidentio_member_id, which tells null from nothing
    int status;
};

#define DESCRIPTION                                                                                \
    BIND_FIELD("description", TEXT, struct action_body, description, .required = true,             \
               .max = TASK_DESCRIPTION_MAX_BYTES)
#define ASSIGNEE BIND_FIELD("assignee_id", TEXT, struct action_body, assignee)

static const struct bind_field create_fields[] = {
    BIND_FIELD("incident_id", TEXT, struct action_body, incident, .required = true),
    DESCRIPTION,
    ASSIGNEE,
};
static const struct bind_field update_fields[] = {
    DESCRIPTION,
    BIND_FIELD("status", WORD, struct action_body, status, .required = true,
               .words = task_status_words, .word_count = TASK_STATUS_COUNT),
    ASSIGNEE,
};
const struct route_doc incidentio_action_create_doc = {.body = {BIND_TABLE(create_fields)}};
const struct route_doc incidentio_action_update_doc = {.body = {BIND_TABLE(update_fields)}};

enum err incidentio_action_create(struct api_request *q)
{
    struct action_body body = {0};
    struct incident_handle incident = {0};
    struct action action = {0};
    bool is_set = false;
    TRY(api_bind(q, create_fields, ARRAY_LEN(create_fields), &body));
    TRY(incidentio_incident_named(q, S("incident_id"), body.incident, &incident));
    TRY(incidentio_member_id(q, S("assignee_id"), ID_USER, &action.task.assignee_id, &is_set));
    action.description = body.description;
    TRY(action_create(&q->ctx, &incident, &action));
    return answer_action(q, &action);
}

enum err incidentio_action_update(struct api_request *q)
{
    struct action_body body = {.status = -1};
    struct action_change change = {0};
    struct action action = {0};
    const int64_t id = incidentio_path_id(q, 0, ID_ACTION);
    TRY(action_find(&q->ctx, id, &action));
    TRY(api_bind(q, update_fields, ARRAY_LEN(update_fields), &body));
    TRY(incidentio_member_id(q, S("assignee_id"), ID_USER, &change.assignee_id,
                             &change.sets_assignee));
    change.description = body.description;
    change.status = (enum task_status)body.status;
    TRY(action_edit(&q->ctx, id, &change, &action));
    return answer_action(q, &action);
}

enum err incidentio_action_delete(struct api_request *q)
{
    return action_remove(&q->ctx, incidentio_path_id(q, 0, ID_ACTION));
}
