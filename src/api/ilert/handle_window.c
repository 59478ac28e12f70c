// handle_window.c -- maintenance windows. What ilert calls an alert source is an integration.
// SPDX-License-Identifier: Apache-2.0
#include "api/ilert/ilert.h"

#include "core/maintenance.h"
#include "core/service.h"

static const struct page_rule window_pages = {.usual = 50, .most = 100};

enum { STATE_OPEN = 1, STATE_CLOSED = 2 };
static const str state_words[] = {S("OPEN"), S("CLOSED")};

static enum err find_window(struct api_request *q, const struct maintenance_window **out)
{
    *out = window_find(&q->ctx, ilert_path_id(q, 0));
    if (*out == NULL)
        return api_fail(q, ERR_NOT_FOUND, (str){0}, S("no such maintenance window"));
    return OK;
}

// ---- encoding ----

static void write_sources(struct api_request *q, int64_t window_id)
{
    const struct id_list sources = window_integrations(&q->ctx, window_id);
    jw_arr(&q->w, S("alertSources"));
    for (size_t i = 0; i < sources.count; i++) {
        const struct integration *source =
            directory_integration(q->ctx.directory, sources.items[i]);
        jw_obj(&q->w, ITEM);
        jw_i64(&q->w, S("id"), source->id);
        jw_str(&q->w, S("name"), source->name);
        jw_end(&q->w);
    }
    jw_end(&q->w);
}

static void write_services(struct api_request *q, int64_t window_id,
                           const struct service_status_map *statuses)
{
    const struct id_list services = window_services(&q->ctx, window_id);
    jw_arr(&q->w, S("services"));
    for (size_t i = 0; i < services.count; i++)
        ilert_write_service(q, services.items[i], statuses);
    jw_end(&q->w);
}

/* A name here, where other objects have a number. */
static void write_creator(struct api_request *q, int64_t user_id)
{
    const struct user_account *user = directory_user(q->ctx.directory, user_id);
    if (user == NULL)
        return;
    ilert_write_text(
        q, S("createdBy"),
        str_trim(STR_JOIN(q->ctx.store.arena, user->first_name, S(" "), user->last_name)));
}

static void write_window(struct api_request *q, const struct maintenance_window *window,
                         const struct service_status_map *statuses)
{
    jw_obj(&q->w, ITEM);
    jw_i64(&q->w, S("id"), window->id);
    jw_str(&q->w, S("timezone"), window->time_zone);
    jw_time(&q->w, S("start"), window->starts_at);
    jw_time(&q->w, S("end"), window->ends_at);
    jw_str(&q->w, S("summary"), window->summary);
    ilert_write_text(q, S("description"), window->description);
    write_sources(q, window->id);
    write_services(q, window->id, statuses);
    write_creator(q, window->created_by);
    jw_obj(&q->w, S("notifications"));
    jw_bool(&q->w, S("atCreation"), window->tells_creation);
    jw_bool(&q->w, S("atStart"), window->tells_start);
    jw_bool(&q->w, S("atEnd"), window->tells_end);
    jw_end(&q->w);
    jw_end(&q->w);
}

static enum err answer_window(struct api_request *q, const struct maintenance_window *window)
{
    struct service_status_map statuses = {0};
    TRY(service_statuses(&q->ctx, window_services(&q->ctx, window->id), &statuses));
    write_window(q, window, &statuses);
    return OK;
}

// ---- reading ----

/* Every service that the windows cover, with repetition. */
static struct id_list services_of(struct api_request *q, const struct window_list *list)
{
    size_t most = 0;
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++)
        most += directory_targets_of(q->ctx.directory, list->items[i]->id).count;
    int64_t *ids = arena_array(q->ctx.store.arena, int64_t, most);
    for (size_t i = 0; i < list->count; i++) {
        const struct id_list services = window_services(&q->ctx, list->items[i]->id);
        for (size_t k = 0; k < services.count; k++)
            ids[count++] = services.items[k];
    }
    return (struct id_list){.items = ids, .count = count};
}

static const struct route_parameter list_parameters[] = {
    ILERT_PAGE(window_pages),
    PARAMETER("state", WORDS, "OPEN: those that run or are to come; CLOSED: those that are over",
              .words = state_words, .word_count = ARRAY_LEN(state_words)),
    PARAMETER("services", IDS, "Only those that cover one of these"),
    PARAMETER("sources", IDS, "Only those that cover one of these alert sources"),
    PARAMETER("from", TIME, "Only those that end after it"),
    PARAMETER("until", TIME, "Only those that start before it"),
};
const struct route_doc ilert_window_list_doc = {.query = PARAMETER_TABLE(list_parameters)};

enum err ilert_window_list(struct api_request *q)
{
    struct window_query query = {.until_at = INT64_MAX};
    struct service_status_map statuses = {0};
    struct page page = {0};
    unsigned states = 0;
    TRY(ilert_words_param(q, S("state"), state_words, ARRAY_LEN(state_words), &states));
    TRY(ilert_ids_param(q, S("services"), &query.services));
    TRY(ilert_ids_param(q, S("sources"), &query.integrations));
    TRY(ilert_time_param(q, S("from"), &query.from_at));
    TRY(ilert_time_param(q, S("until"), &query.until_at));
    TRY(ilert_page_read(q, window_pages, &page));
    query.is_to_come = (states & STATE_OPEN) != 0;
    query.is_over = (states & STATE_CLOSED) != 0;
    const struct window_list list = window_list(&q->ctx, &query, page);
    TRY(service_statuses(&q->ctx, services_of(q, &list), &statuses));
    jw_arr(&q->w, ITEM);
    for (size_t i = 0; i < list.count; i++)
        write_window(q, list.items[i], &statuses);
    jw_end(&q->w);
    return OK;
}

enum err ilert_window_get(struct api_request *q)
{
    const struct maintenance_window *window = NULL;
    TRY(find_window(q, &window));
    return answer_window(q, window);
}

// ---- bodies ----

struct notifications_body {
    struct bind_bool at_creation;
    struct bind_bool at_start;
    struct bind_bool at_end;
};

static const struct bind_field notifications_fields[] = {
    BIND_FIELD("atCreation", BOOL, struct notifications_body, at_creation),
    BIND_FIELD("atStart", BOOL, struct notifications_body, at_start),
    BIND_FIELD("atEnd", BOOL, struct notifications_body, at_end),
};

struct window_body {
    str summary;
    str description;
    str time_zone;
    str start;
    str end;
    const struct json *sources;
    const struct json *services;
    const struct json *notifications;
};

static const struct bind_field window_fields[] = {
    BIND_FIELD("summary", TEXT, struct window_body, summary, .max = ILERT_TEXT_MAX_BYTES),
    BIND_FIELD("description", TEXT, struct window_body, description, .max = ILERT_TEXT_MAX_BYTES),
    BIND_FIELD("timezone", TEXT, struct window_body, time_zone),
    BIND_FIELD("start", TEXT, struct window_body, start, .format = S("date-time")),
    BIND_FIELD("end", TEXT, struct window_body, end, .format = S("date-time")),
    BIND_FIELD("alertSources", ANY, struct window_body, sources,
               .members = BIND_TABLE(ilert_id_fields)),
    BIND_FIELD("services", ANY, struct window_body, services,
               .members = BIND_TABLE(ilert_id_fields)),
    BIND_FIELD("notifications", OBJECT, struct window_body, notifications,
               .members = BIND_TABLE(notifications_fields)),
};

static enum err merge_notifications(struct api_request *q, const struct json *object,
                                    struct maintenance_window *window)
{
    struct notifications_body body = {
        .at_creation = {.value = window->tells_creation},
        .at_start = {.value = window->tells_start},
        .at_end = {.value = window->tells_end},
    };
    if (object == NULL)
        return OK;
    TRY(ilert_bind_object(q, S("notifications"), object, notifications_fields,
                          ARRAY_LEN(notifications_fields), &body));
    window->tells_creation = body.at_creation.value;
    window->tells_start = body.at_start.value;
    window->tells_end = body.at_end.value;
    return OK;
}

// One of the two lists of what a window covers.
struct target_rule {
    str field;
    size_t most;
    bool (*is_known)(const struct api_request *q, int64_t window_id, int64_t id);
    str refusal;
};

static bool is_known_service(const struct api_request *q, int64_t window_id, int64_t id)
{
    (void)window_id;
    return ilert_service(q, id) != NULL;
}

static bool is_known_source(const struct api_request *q, int64_t window_id, int64_t id)
{
    return window_can_cover(&q->ctx, window_id, id);
}

static const struct target_rule service_rule = {S("services"), WINDOW_MAX_SERVICES,
                                                is_known_service, S(" names no service")};
static const struct target_rule source_rule = {S("alertSources"), WINDOW_MAX_INTEGRATIONS,
                                               is_known_source, S(" names no alert source")};

/* `list` NULL for none sent leaves *out as it was. */
static enum err read_targets(struct api_request *q, const struct target_rule *rule,
                             const struct json *list, int64_t window_id, struct id_list *out)
{
    struct arena *arena = q->ctx.store.arena;
    int64_t place = 0;
    TRY(ilert_ids(q, rule->field, list, rule->most, out));
    if (list == NULL)
        return OK;
    for (const struct json *item = list->first; item != NULL; item = item->next, place++) {
        const str name = STR_JOIN(arena, rule->field, S("["), str_from_i64(arena, place), S("]"));
        const str field = STR_JOIN(arena, name, S(".id"));
        int64_t id = 0;
        TRY(ilert_id(q, name, item, &id));
        if (!rule->is_known(q, window_id, id))
            return api_fail(q, ERR_INVALID, field, STR_JOIN(arena, field, rule->refusal));
    }
    return OK;
}

static struct id_list both(struct api_request *q, struct id_list a, struct id_list b)
{
    int64_t *ids = arena_array(q->ctx.store.arena, int64_t, a.count + b.count);
    for (size_t i = 0; i < a.count; i++)
        ids[i] = a.items[i];
    for (size_t i = 0; i < b.count; i++)
        ids[a.count + i] = b.items[i];
    return (struct id_list){.items = ids, .count = a.count + b.count};
}

/* What the body says, over what is there. */
static enum err merge(struct api_request *q, struct maintenance_window *window,
                      struct id_list *out_targets)
{
    struct window_body body = {.summary = window->summary,
                               .description = window->description,
                               .time_zone = window->time_zone};
    struct id_list services = window_services(&q->ctx, window->id);
    struct id_list sources = window_integrations(&q->ctx, window->id);
    TRY(ilert_bind(q, window_fields, ARRAY_LEN(window_fields), &body));
    TRY(ilert_time_zone(q, S("timezone"), body.time_zone));
    TRY(ilert_time(q, S("start"), body.start, &window->starts_at));
    TRY(ilert_time(q, S("end"), body.end, &window->ends_at));
    TRY(read_targets(q, &service_rule, body.services, window->id, &services));
    TRY(read_targets(q, &source_rule, body.sources, window->id, &sources));
    TRY(merge_notifications(q, body.notifications, window));
    window->summary = body.summary;
    window->description = body.description;
    window->time_zone = body.time_zone;
    *out_targets = both(q, services, sources);
    return OK;
}

static enum err require(struct api_request *q, bool is_there, str field)
{
    if (is_there)
        return OK;
    return api_fail(q, ERR_INVALID, field, STR_JOIN(q->ctx.store.arena, field, S(" is required")));
}

/* The window as it is now that it is written. */
static enum err answer_written(struct api_request *q, int64_t id)
{
    TRY(ctx_refresh(&q->ctx));
    const struct maintenance_window *window = directory_window(q->ctx.directory, id);
    CHECK(window != NULL);
    return answer_window(q, window);
}

// ---- writing ----

const struct route_doc ilert_window_create_doc = {
    .body = {BIND_TABLE(window_fields)},
    .required = S("summary start end"),
};
const struct route_doc ilert_window_update_doc = {.body = {BIND_TABLE(window_fields)}};

enum err ilert_window_create(struct api_request *q)
{
    struct maintenance_window window = {.description = S(""), .time_zone = S("UTC")};
    struct id_list targets = {0};
    TRY(merge(q, &window, &targets));
    TRY(require(q, window.summary.n > 0, S("summary")));
    TRY(require(q, window.starts_at != 0, S("start")));
    TRY(require(q, window.ends_at != 0, S("end")));
    TRY(window_create(&q->ctx, &window, targets));
    return answer_written(q, window.id);
}

enum err ilert_window_update(struct api_request *q)
{
    const struct maintenance_window *found = NULL;
    struct id_list targets = {0};
    TRY(find_window(q, &found));
    struct maintenance_window window = *found;
    TRY(merge(q, &window, &targets));
    TRY(window_change(&q->ctx, &window, targets));
    return answer_written(q, window.id);
}

enum err ilert_window_delete(struct api_request *q)
{
    const struct maintenance_window *window = NULL;
    TRY(find_window(q, &window));
    return window_remove(&q->ctx, window);
}
