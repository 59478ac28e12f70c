// handle_follow_up.c -- /v2/follow_ups.
//
// There are no categories and priorities of follow-ups here: an id of one names nothing.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/incidentio.h"
#include "api/incidentio/incidents.h"
#include "api/incidentio/people.h"
#include "api/incidentio/tasks.h"
#include "core/follow_up.h"

enum {
    LABELS_MAX = 20,
    LABEL_MAX_BYTES = 100,
    LABELS_TEXT_MAX_BYTES = LABELS_MAX * (6 * LABEL_MAX_BYTES + 3) + 2, // escaped
    URL_MAX_BYTES = 2000,
};

static void write_follow_up(struct api_request *q, str key, const struct follow_up *follow_up)
{
    const struct directory *d = q->ctx.directory;
    jw_obj(&q->w, key);
    incidentio_write_task(q, ID_FOLLOW_UP, &follow_up->task);
    incidentio_write_team_slim(q, S("assignee_team"),
                               directory_team(d, follow_up->assignee_team_id));
    incidentio_write_text(q, S("description"), follow_up->description);
    incidentio_write_issue(q, &follow_up->issue);
    jw_raw(&q->w, S("labels"), follow_up->labels);
    jw_str(&q->w, S("title"), follow_up->title);
    jw_end(&q->w);
}

static enum err answer_follow_up(struct api_request *q, const struct follow_up *follow_up)
{
    jw_obj(&q->w, ITEM);
    write_follow_up(q, S("follow_up"), follow_up);
    jw_end(&q->w);
    return OK;
}

// ---- reading ----

static const struct route_parameter list_parameters[] = {
    PARAMETER("incident_id", TEXT, "Only those of this incident: its ULID or INC-n"),
    PARAMETER("incident_mode", TEXT,
              "Of incidents of this mode; without it, of standard and retrospective ones"),
    PARAMETER("assignee_team_id", TEXT, "Only those that this team is to do"),
    PARAMETER("after", TEXT, "The id that a list too long for one answer goes on behind"),
};
const struct route_doc incidentio_follow_up_list_doc = {.query = PARAMETER_TABLE(list_parameters)};

static enum err write_list(struct api_request *q)
{
    struct task_filter filter = {0};
    struct follow_up_list list = {0};
    bool has_more = false;
    TRY(incidentio_task_filter(q, ID_FOLLOW_UP, &filter));
    TRY(follow_ups_of(&q->ctx, &filter, &list, &has_more));
    jw_obj(&q->w, ITEM);
    jw_arr(&q->w, S("follow_ups"));
    size_t count = 0;
    while (count < list.count && !incidentio_page_is_full(q))
        write_follow_up(q, ITEM, &list.items[count++]);
    has_more |= count < list.count;
    incidentio_end_tasks(q, ID_FOLLOW_UP, has_more ? &list.items[count - 1].task : NULL);
    return OK;
}

enum err incidentio_follow_up_list(struct api_request *q)
{
    struct aside aside;
    incidentio_begin_aside(q, &aside);
    const enum err outcome = write_list(q);
    incidentio_end_aside(q, &aside);
    return outcome;
}

enum err incidentio_follow_up_get(struct api_request *q)
{
    struct follow_up follow_up = {0};
    TRY(follow_up_find(&q->ctx, incidentio_path_id(q, 0, ID_FOLLOW_UP), &follow_up));
    return answer_follow_up(q, &follow_up);
}

// ---- bodies ----

struct follow_up_body {
    str incident;
    str title;
    str description;
    struct str_list labels;
    int status;
    str assignee; // this and the next: read by incidentio_member_id, which tells null from nothing
    str assignee_team;
    str category;
    str priority;
    str issue;
};

static const struct bind_field create_fields[] = {
    BIND_FIELD("incident_id", TEXT, struct follow_up_body, incident, .required = true),
    BIND_FIELD("external_issue_reference_id", TEXT, struct follow_up_body, issue),
};
static const struct bind_field status_fields[] = {
    BIND_FIELD("status", WORD, struct follow_up_body, status, .required = true,
               .words = task_status_words, .word_count = TASK_STATUS_COUNT),
};
static const struct bind_field shared_fields[] = {
    BIND_FIELD("title", TEXT, struct follow_up_body, title, .required = true,
               .max = TASK_TITLE_MAX_BYTES),
    BIND_FIELD("description", TEXT, struct follow_up_body, description,
               .max = TASK_DESCRIPTION_MAX_BYTES),
    BIND_FIELD("labels", TEXT_LIST, struct follow_up_body, labels, .max = LABELS_MAX),
    BIND_FIELD("assignee_id", TEXT, struct follow_up_body, assignee),
    BIND_FIELD("assignee_team_id", TEXT, struct follow_up_body, assignee_team),
    BIND_FIELD("follow_up_category_id", TEXT, struct follow_up_body, category),
    BIND_FIELD("follow_up_priority_option_id", TEXT, struct follow_up_body, priority),
};
const struct route_doc incidentio_follow_up_create_doc = {
    .body = {BIND_TABLE(create_fields), BIND_TABLE(shared_fields)}};
const struct route_doc incidentio_follow_up_update_doc = {
    .body = {BIND_TABLE(status_fields), BIND_TABLE(shared_fields)}};

/* Ids of what there is none of here. */
static enum err refuse_unknown(struct api_request *q, const struct follow_up_body *body)
{
    if (body->category.n > 0)
        return incidentio_refuse(q, S("follow_up_category_id"), S(" names no category"));
    if (body->priority.n > 0)
        return incidentio_refuse(q, S("follow_up_priority_option_id"), S(" names no priority"));
    if (body->issue.n > 0)
        return incidentio_refuse(q, S("external_issue_reference_id"),
                                 S(" names no issue: connect one by its URL"));
    return OK;
}

/* As a JSON array; absent when the body has none. */
static enum err read_labels(struct api_request *q, const struct str_list *labels, str *out)
{
    struct buf text;
    struct json_writer w;
    if (!labels->is_set)
        return OK;
    buf_init(&text, q->ctx.store.arena, LABELS_TEXT_MAX_BYTES);
    json_writer_init(&w, &text);
    jw_arr(&w, ITEM);
    for (size_t i = 0; i < labels->count; i++) {
        if (labels->items[i].n == 0 || labels->items[i].n > LABEL_MAX_BYTES)
            return incidentio_refuse(q, S("labels"), S(" must be of 1 to 100 bytes each"));
        jw_str(&w, ITEM, labels->items[i]);
    }
    jw_end(&w);
    *out = buf_str(&text);
    return OK;
}

enum err incidentio_follow_up_create(struct api_request *q)
{
    struct follow_up_body body = {.description = S("")};
    struct incident_handle incident = {0};
    struct follow_up new = {.labels = S("[]")};
    bool is_set = false;
    TRY(api_bind(q, create_fields, ARRAY_LEN(create_fields), &body));
    TRY(api_bind(q, shared_fields, ARRAY_LEN(shared_fields), &body));
    TRY(refuse_unknown(q, &body));
    TRY(incidentio_incident_named(q, S("incident_id"), body.incident, &incident));
    TRY(incidentio_member_id(q, S("assignee_id"), ID_USER, &new.task.assignee_id, &is_set));
    TRY(incidentio_member_id(q, S("assignee_team_id"), ID_TEAM, &new.assignee_team_id, &is_set));
    TRY(read_labels(q, &body.labels, &new.labels));
    new.title = body.title;
    new.description = body.description;
    TRY(follow_up_create(&q->ctx, &incident, &new));
    return answer_follow_up(q, &new);
}

static enum err read_change(struct api_request *q, struct follow_up_change *out)
{
    struct follow_up_body body = {.status = -1};
    TRY(api_bind(q, shared_fields, ARRAY_LEN(shared_fields), &body));
    TRY(api_bind(q, status_fields, ARRAY_LEN(status_fields), &body));
    TRY(refuse_unknown(q, &body));
    TRY(incidentio_member_id(q, S("assignee_id"), ID_USER, &out->assignee_id, &out->sets_assignee));
    TRY(incidentio_member_id(q, S("assignee_team_id"), ID_TEAM, &out->assignee_team_id,
                             &out->sets_assignee_team));
    TRY(read_labels(q, &body.labels, &out->labels));
    out->title = body.title;
    out->description = body.description;
    out->status = (enum task_status)body.status;
    return OK;
}

enum err incidentio_follow_up_update(struct api_request *q)
{
    struct follow_up_change change = {0};
    struct follow_up follow_up = {0};
    const int64_t id = incidentio_path_id(q, 0, ID_FOLLOW_UP);
    TRY(follow_up_find(&q->ctx, id, &follow_up));
    TRY(read_change(q, &change));
    TRY(follow_up_edit(&q->ctx, id, &change, &follow_up));
    return answer_follow_up(q, &follow_up);
}

enum err incidentio_follow_up_delete(struct api_request *q)
{
    return follow_up_remove(&q->ctx, incidentio_path_id(q, 0, ID_FOLLOW_UP));
}

// ---- the ticket elsewhere ----

struct connect_body {
    int provider;
    str url;
};

static const struct bind_field connect_fields[] = {
    BIND_FIELD("provider", WORD, struct connect_body, provider, .required = true,
               .words = incidentio_issue_providers, .word_count = ISSUE_PROVIDER_COUNT),
    BIND_FIELD("url", TEXT, struct connect_body, url, .required = true, .max = URL_MAX_BYTES,
               .format = S("uri")),
};
const struct route_doc incidentio_follow_up_connect_doc = {.body = {BIND_TABLE(connect_fields)}};

/* What people call the issue: the last part of its path, "ENG-7" of ".../browse/ENG-7?x#y". */
static str name_of_issue(str url)
{
    str path = str_slice(url, 0, str_find(url, '#'));
    path = str_slice(path, 0, str_find(path, '?'));
    while (str_ends(path, S("/")))
        path.n--;
    size_t start = path.n;
    while (start > 0 && path.p[start - 1] != '/')
        start--;
    return str_slice(path, start, path.n);
}

enum err incidentio_follow_up_connect(struct api_request *q)
{
    struct connect_body body = {.provider = -1};
    struct follow_up follow_up = {0};
    const int64_t id = incidentio_path_id(q, 0, ID_FOLLOW_UP);
    TRY(follow_up_find(&q->ctx, id, &follow_up));
    TRY(api_bind(q, connect_fields, ARRAY_LEN(connect_fields), &body));
    const struct issue_reference issue = {
        .provider = incidentio_issue_providers[body.provider],
        .name = name_of_issue(body.url),
        .permalink = body.url,
    };
    TRY(follow_up_connect(&q->ctx, id, &issue, &follow_up));
    return answer_follow_up(q, &follow_up);
}
