// handle_act.c -- creating incidents and acting on them in bulk.
//
// A bulk action takes each id for itself: `updated` holds the counter ids that are now as wanted,
// `failed` the rest, as they were sent. All unknown: 404; all refused for their state: 400.
// SPDX-License-Identifier: Apache-2.0
#include "api/spike/spike.h"

#include "core/incident_act.h"

enum { MAX_IDS = 1000, MAX_ASSIGNEES = 100 };

// ---- create ----

struct create_body {
    str title;
    const struct json *metadata;
    str escalation;
    str integration;
    int priority;
    int severity;
};

static const struct bind_field create_fields[] = {
    BIND_FIELD("title", TEXT, struct create_body, title, .max = SPIKE_TITLE_MAX_BYTES),
    BIND_FIELD("metadata", ANY, struct create_body, metadata),
    BIND_FIELD("escalation", TEXT, struct create_body, escalation),
    BIND_FIELD("integration", TEXT, struct create_body, integration),
    BIND_FIELD("priority", WORD, struct create_body, priority, .words = spike_priority_words,
               .word_count = PRIORITY_MAX),
    BIND_FIELD("severity", WORD, struct create_body, severity, .words = spike_severity_words,
               .word_count = SPIKE_LEVEL_MAX),
};

/* Text that is no JSON object becomes {"details": text}. */
static str wrap_details(struct api_request *q, str text)
{
    struct buf out;
    struct json_writer w;
    buf_init(&out, q->ctx.store.arena, API_MAX_ANSWER_BYTES);
    json_writer_init(&w, &out);
    jw_obj(&w, ITEM);
    jw_str(&w, S("details"), text);
    jw_end(&w);
    return buf_str(&out);
}

/* `metadata` as an object: an object as it is, a text that holds one, or any other text wrapped. */
static enum err read_metadata(struct api_request *q, const struct json *sent,
                              const struct json **out, str *out_text)
{
    struct json_error why = {0};
    *out_text = S("{}");
    if (sent == NULL)
        return OK;
    if (sent->kind != JSON_OBJECT && sent->kind != JSON_STRING)
        return api_fail(q, ERR_INVALID, S("metadata"), S("metadata must be an object or a string"));
    *out = sent;
    *out_text = sent->raw;
    if (sent->kind == JSON_OBJECT)
        return OK;
    *out = NULL;
    *out_text = wrap_details(q, sent->text);
    const struct json *parsed = NULL;
    if (json_read(q->ctx.store.arena, sent->text, &parsed, &why) == OK &&
        parsed->kind == JSON_OBJECT) {
        *out = parsed;
        *out_text = parsed->raw;
    }
    return OK;
}

static str title_from(const struct json *metadata)
{
    static const str keys[] = {S("title"), S("message"), S("summary"), S("name")};
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        const struct json *value = json_get(metadata, keys[i]);
        if (value != NULL && value->kind == JSON_STRING && value->text.n > 0 &&
            value->text.n <= SPIKE_TITLE_MAX_BYTES && str_find(value->text, '\0') == value->text.n)
            return value->text;
    }
    return (str){0};
}

static enum err read_integration(struct api_request *q, str token, int64_t *out)
{
    if (token.p == NULL)
        return OK;
    const struct integration *integration = directory_integration_by_token(q->ctx.directory, token);
    if (integration == NULL || integration->archived_at != 0 || integration->team_id != q->team->id)
        return api_fail(q, ERR_INVALID, S("integration"),
                        S("integration must be the token of an integration of the team"));
    *out = integration->id;
    return OK;
}

static enum err read_draft(struct api_request *q, struct incident_draft *out)
{
    struct create_body body = {.priority = -1, .severity = -1};
    struct incident_draft draft = {.grouping = GROUP_BY_IDENTITY, .team_id = q->team->id};
    const struct json *metadata = NULL;
    TRY(api_bind(q, create_fields, ARRAY_LEN(create_fields), &body));
    TRY(read_metadata(q, body.metadata, &metadata, &draft.metadata));
    if (draft.metadata.n > METADATA_MAX_BYTES)
        return api_fail(q, ERR_INVALID, S("metadata"), S("metadata must be at most 64 KB"));
    draft.title = body.title.n > 0 ? body.title : title_from(metadata);
    if (draft.title.n == 0)
        return api_fail(q, ERR_INVALID, S("title"), S("title is required"));
    TRY(read_integration(q, body.integration, &draft.integration_id));
    if (body.escalation.p != NULL)
        TRY(spike_policy_of(q, S("escalation"), body.escalation, &draft.policy_id));
    draft.priority = body.priority + 1;
    const struct severity *severity =
        directory_severity_by_spike_level(q->ctx.directory, body.severity + 1);
    draft.severity_id = severity == NULL ? 0 : severity->id;
    *out = draft;
    return OK;
}

enum err spike_incident_create(struct api_request *q)
{
    struct incident_draft draft = {0};
    struct opened opened = {0};
    struct incident_detail detail = {0};
    TRY(read_draft(q, &draft));
    TRY(incident_open(&q->ctx, &draft, &opened));
    TRY(incident_detail(&q->ctx, opened.incident_id, &detail));
    const struct incident *incident = &detail.incident;
    jw_obj(&q->w, ITEM);
    spike_write_detail(q, S("incident"), &detail);
    spike_write_grouped(q, S("groupedIncident"), incident);
    jw_str(&q->w, S("counterId"), spike_counter_id(q, incident->team_id, incident->group.number));
    spike_write_id(q, S("_id"), ID_INCIDENT, incident->id, incident->created_at);
    jw_bool(&q->w, S("suppressed"), opened.outcome != OPEN_CREATED);
    jw_end(&q->w);
    return OK;
}

// ---- bulk actions ----

struct bulk_body {
    struct str_list ids;
    struct str_list assignees;
    int priority;
    int severity;
};

static const struct bind_field ids_fields[] = {
    BIND_FIELD("ids", TEXT_LIST, struct bulk_body, ids, .required = true, .max = MAX_IDS),
};
static const struct bind_field priority_fields[] = {
    BIND_FIELD("ids", TEXT_LIST, struct bulk_body, ids, .required = true, .max = MAX_IDS),
    BIND_FIELD("priority", WORD, struct bulk_body, priority, .required = true,
               .words = spike_priority_words, .word_count = PRIORITY_MAX),
};
static const struct bind_field severity_fields[] = {
    BIND_FIELD("ids", TEXT_LIST, struct bulk_body, ids, .required = true, .max = MAX_IDS),
    BIND_FIELD("severity", WORD, struct bulk_body, severity, .required = true,
               .words = spike_severity_words, .word_count = SPIKE_LEVEL_MAX),
};
static const struct bind_field assignee_fields[] = {
    BIND_FIELD("ids", TEXT_LIST, struct bulk_body, ids, .required = true, .max = MAX_IDS),
    BIND_FIELD("assigneeIds", TEXT_LIST, struct bulk_body, assignees, .required = true,
               .max = MAX_ASSIGNEES),
};

// One id of a bulk request, and what became of it.
struct bulk_item {
    str id; // as sent
    struct incident_handle handle;
    bool is_known;
    bool is_repeated; // an earlier id names the same incident
    struct act_result result;
};

// One bulk request: what to do to each.
struct bulk {
    struct bulk_body body;
    enum incident_action action;
    int64_t severity_id;
    struct id_list users;
    enum err (*apply)(struct ctx *c, const struct bulk *bulk, const struct incident_handle *handle,
                      struct act_result *out);
    str done; // "acknowledged"
};

static enum err find_items(struct api_request *q, const struct str_list *ids,
                           struct bulk_item *items)
{
    for (size_t i = 0; i < ids->count; i++) {
        items[i].id = ids->items[i];
        const enum err found = incident_find(&q->ctx, items[i].id, q->team->id, &items[i].handle);
        if (found != OK && found != ERR_NOT_FOUND)
            return found;
        if (found == ERR_NOT_FOUND)
            q->ctx.error = (struct errinfo){0}; // it is this id's failure, not the request's
        items[i].is_known = found == OK;
    }
    return OK;
}

static int order_items(const void *a, const void *b)
{
    const struct bulk_item *left = *(struct bulk_item *const *)a;
    const struct bulk_item *right = *(struct bulk_item *const *)b;
    if (left->handle.group_id != right->handle.group_id)
        return left->handle.group_id < right->handle.group_id ? -1 : 1;
    if (left->handle.id != right->handle.id)
        return left->handle.id < right->handle.id ? -1 : 1;
    return left < right ? -1 : left > right;
}

/* In the order of their ids, so that two names of one incident stand side by side. */
static enum err apply_items(struct api_request *q, const struct bulk *bulk, struct bulk_item *items,
                            size_t count)
{
    struct bulk_item **order = arena_array(q->ctx.store.arena, struct bulk_item *, count);
    for (size_t i = 0; i < count; i++)
        order[i] = &items[i];
    qsort(order, count, sizeof(struct bulk_item *), order_items);
    for (size_t i = 0; i < count; i++) {
        struct bulk_item *item = order[i];
        item->is_repeated = item->is_known && i > 0 && order[i - 1]->handle.id == item->handle.id;
        if (item->is_known && !item->is_repeated)
            TRY(bulk->apply(&q->ctx, bulk, &item->handle, &item->result));
    }
    return OK;
}

static bool is_updated(const struct bulk_item *item)
{
    return item->is_known && !item->is_repeated && item->result.verdict != VERDICT_REFUSE;
}

static str failure_of(const struct bulk_item *item)
{
    if (!item->is_known)
        return S("no such incident");
    return item->result.verdict == VERDICT_REFUSE ? item->result.message : (str){0};
}

static void write_failures(struct api_request *q, const struct bulk_item *items, size_t count)
{
    jw_arr(&q->w, S("failed"));
    for (size_t i = 0; i < count; i++) {
        const str message = failure_of(&items[i]);
        if (message.p == NULL)
            continue;
        jw_obj(&q->w, ITEM);
        jw_str(&q->w, S("id"), items[i].id);
        jw_str(&q->w, S("message"), message);
        jw_end(&q->w);
    }
    jw_end(&q->w);
}

static enum err write_bulk(struct api_request *q, const struct bulk *bulk,
                           const struct bulk_item *items, size_t updated)
{
    struct arena *arena = q->ctx.store.arena;
    const size_t count = bulk->body.ids.count;
    const str noun = updated == 1 ? S(" incident ") : S(" incidents ");
    jw_obj(&q->w, ITEM);
    jw_str(&q->w, S("message"),
           STR_JOIN(arena, str_from_i64(arena, (int64_t)updated), noun, bulk->done));
    jw_arr(&q->w, S("updated"));
    for (size_t i = 0; i < count; i++) {
        if (is_updated(&items[i]))
            jw_str(&q->w, ITEM,
                   spike_counter_id(q, items[i].handle.team_id, items[i].handle.number));
    }
    jw_end(&q->w);
    write_failures(q, items, count);
    jw_end(&q->w);
    return OK;
}

static enum err refuse_bulk(struct api_request *q, const struct bulk_item *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (items[i].is_known)
            return api_fail(q, ERR_INVALID, S("ids"), items[i].result.message);
    }
    return api_fail(q, ERR_NOT_FOUND, S("ids"), S("none of these incidents exists"));
}

static enum err run_bulk(struct api_request *q, struct bulk *bulk)
{
    const struct str_list *ids = &bulk->body.ids;
    struct bulk_item *items = arena_array(q->ctx.store.arena, struct bulk_item, ids->count);
    size_t updated = 0;
    TRY(find_items(q, ids, items));
    TRY(apply_items(q, bulk, items, ids->count));
    for (size_t i = 0; i < ids->count; i++)
        updated += is_updated(&items[i]);
    return updated > 0 ? write_bulk(q, bulk, items, updated) : refuse_bulk(q, items, ids->count);
}

// ---- the actions ----

static enum err apply_action(struct ctx *c, const struct bulk *bulk,
                             const struct incident_handle *handle, struct act_result *out)
{
    return incident_act(c, handle, bulk->action, out);
}

static enum err run_action(struct api_request *q, enum incident_action action, str done)
{
    struct bulk bulk = {.action = action, .apply = apply_action, .done = done};
    TRY(api_bind(q, ids_fields, ARRAY_LEN(ids_fields), &bulk.body));
    return run_bulk(q, &bulk);
}

enum err spike_incident_acknowledge(struct api_request *q)
{
    return run_action(q, ACTION_ACKNOWLEDGE, S("acknowledged"));
}

enum err spike_incident_unacknowledge(struct api_request *q)
{
    return run_action(q, ACTION_UNACKNOWLEDGE, S("unacknowledged"));
}

enum err spike_incident_resolve(struct api_request *q)
{
    return run_action(q, ACTION_RESOLVE, S("resolved"));
}

enum err spike_incident_escalate(struct api_request *q)
{
    return run_action(q, ACTION_ESCALATE, S("escalated"));
}

static enum err apply_priority(struct ctx *c, const struct bulk *bulk,
                               const struct incident_handle *handle, struct act_result *out)
{
    return incident_set_priority(c, handle, bulk->body.priority + 1, out);
}

enum err spike_incident_priority(struct api_request *q)
{
    struct bulk bulk = {.body.priority = -1, .apply = apply_priority, .done = S("prioritised")};
    TRY(api_bind(q, priority_fields, ARRAY_LEN(priority_fields), &bulk.body));
    return run_bulk(q, &bulk);
}

enum err spike_incident_priority_remove(struct api_request *q)
{
    struct bulk bulk = {
        .body.priority = -1, .apply = apply_priority, .done = S("without priority")};
    TRY(api_bind(q, ids_fields, ARRAY_LEN(ids_fields), &bulk.body));
    return run_bulk(q, &bulk);
}

static enum err apply_severity(struct ctx *c, const struct bulk *bulk,
                               const struct incident_handle *handle, struct act_result *out)
{
    return incident_set_severity(c, handle, bulk->severity_id, out);
}

enum err spike_incident_severity(struct api_request *q)
{
    struct bulk bulk = {.body.severity = -1, .apply = apply_severity, .done = S("updated")};
    TRY(api_bind(q, severity_fields, ARRAY_LEN(severity_fields), &bulk.body));
    const struct severity *severity =
        directory_severity_by_spike_level(q->ctx.directory, bulk.body.severity + 1);
    if (severity == NULL)
        return api_fail(q, ERR_INVALID, S("severity"),
                        S("severity has no counterpart in this organisation"));
    bulk.severity_id = severity->id;
    return run_bulk(q, &bulk);
}

enum err spike_incident_severity_remove(struct api_request *q)
{
    struct bulk bulk = {.apply = apply_severity, .done = S("without severity")};
    TRY(api_bind(q, ids_fields, ARRAY_LEN(ids_fields), &bulk.body));
    return run_bulk(q, &bulk);
}

// ---- responders ----

static enum err read_assignees(struct api_request *q, struct bulk *bulk)
{
    TRY(api_bind(q, assignee_fields, ARRAY_LEN(assignee_fields), &bulk->body));
    const struct str_list *sent = &bulk->body.assignees;
    int64_t *ids = arena_array(q->ctx.store.arena, int64_t, sent->count);
    for (size_t i = 0; i < sent->count; i++) {
        ids[i] = spike_id_read(q, ID_USER, sent->items[i]);
        if (directory_user(q->ctx.directory, ids[i]) == NULL)
            return api_fail(q, ERR_INVALID, S("assigneeIds"),
                            S("assigneeIds names a user that does not exist"));
    }
    bulk->users = (struct id_list){.items = ids, .count = sent->count};
    return OK;
}

static enum err apply_add(struct ctx *c, const struct bulk *bulk,
                          const struct incident_handle *handle, struct act_result *out)
{
    return incident_add_responders(c, handle, bulk->users, out);
}

static enum err apply_remove(struct ctx *c, const struct bulk *bulk,
                             const struct incident_handle *handle, struct act_result *out)
{
    return incident_remove_responders(c, handle, bulk->users, out);
}

enum err spike_incident_reassign(struct api_request *q)
{
    struct bulk bulk = {.apply = apply_add, .done = S("reassigned")};
    TRY(read_assignees(q, &bulk));
    return run_bulk(q, &bulk);
}

enum err spike_incident_remove_responder(struct api_request *q)
{
    struct bulk bulk = {.apply = apply_remove, .done = S("updated")};
    TRY(read_assignees(q, &bulk));
    return run_bulk(q, &bulk);
}

// ---- public sharing ----

struct sharing_body {
    struct bind_bool public_sharing;
};

static const struct bind_field sharing_fields[] = {
    BIND_FIELD("publicSharing", BOOL, struct sharing_body, public_sharing, .required = true),
};

enum err spike_incident_public_sharing(struct api_request *q)
{
    struct sharing_body body = {0};
    struct incident_handle handle = {0};
    struct incident incident = {0};
    struct act_result result = {0};
    TRY(api_bind(q, sharing_fields, ARRAY_LEN(sharing_fields), &body));
    TRY(spike_incident(q, &handle));
    TRY(incident_set_sharing(&q->ctx, &handle, body.public_sharing.value, &result));
    TRY(incident_read(&q->ctx, handle.id, &incident));
    const str token =
        share_token(q->ctx.secrets, q->ctx.store.arena, incident.id, incident.created_at);
    const str url = STR_JOIN(q->ctx.store.arena, q->public_url, S("/share/"), token);
    jw_obj(&q->w, ITEM);
    jw_bool(&q->w, S("publicSharing"), incident.is_shared);
    if (incident.is_shared) {
        jw_str(&q->w, S("publicUrl"), url);
        jw_str(&q->w, S("url"), url);
    }
    jw_end(&q->w);
    return OK;
}
