// handle_outage.c -- when services were out, and corrections of that record.
// SPDX-License-Identifier: Apache-2.0
#include "api/ilert/ilert.h"

#include "core/outage.h"
#include "core/service.h"

static const struct page_rule override_pages = {.usual = 50, .most = 100};

enum { USUAL_DAYS = 90, MOST_DAYS = 366 };

// ---- parameters ----

/* ?service: NULL for none sent. */
static enum err read_service(struct api_request *q, const struct service **out)
{
    const str text = query_get(&q->query, S("service"));
    int64_t id = 0;
    *out = NULL;
    if (text.n == 0)
        return OK;
    if (str_to_i64(text, &id))
        *out = ilert_service(q, id);
    if (*out == NULL)
        return api_fail(q, ERR_INVALID, S("service"), S("service names no service"));
    return OK;
}

// From, but not including, until.
struct range {
    msec from_at;
    msec until_at;
};

/* ?from and ?until; what is absent stays as it was. */
static enum err read_range(struct api_request *q, struct range *range)
{
    TRY(ilert_time_param(q, S("from"), &range->from_at));
    TRY(ilert_time_param(q, S("until"), &range->until_at));
    if (range->from_at >= range->until_at)
        return api_fail(q, ERR_INVALID, S("from"),
                        S("from must be before until, which is now unless given"));
    return OK;
}

/* The last 90 days before the end, which is now unless asked. */
static enum err read_outage_range(struct api_request *q, struct range *out)
{
    struct range range = {.until_at = q->ctx.now};
    TRY(ilert_time_param(q, S("until"), &range.until_at));
    range.from_at = range.until_at - (msec)USUAL_DAYS * MSEC_PER_DAY;
    TRY(read_range(q, &range));
    if (range.until_at - range.from_at > (msec)MOST_DAYS * MSEC_PER_DAY)
        return api_fail(q, ERR_INVALID, S("from"), S("from must be at most 366 days before until"));
    *out = range;
    return OK;
}

static enum err read_switch(struct api_request *q, str name, bool *out)
{
    const str text = query_get(&q->query, name);
    const bool is_true = str_eq(text, S("true"));
    if (text.n > 0 && !is_true && !str_eq(text, S("false")))
        return api_fail(q, ERR_INVALID, name,
                        STR_JOIN(q->ctx.store.arena, name, S(" must be true or false")));
    *out = is_true;
    return OK;
}

// ---- outages ----

static const struct route_parameter outage_parameters[] = {
    PARAMETER("service", INTEGER, "Only those of this service"),
    PARAMETER("from", TIME, "The beginning of the range; else 90 days before its end"),
    PARAMETER("until", TIME, "The end of the range, at most 366 days later; else now"),
    PARAMETER("ignore-overrides", BOOL, "As if nothing had been overridden"),
};
const struct route_doc ilert_outage_list_doc = {.query = PARAMETER_TABLE(outage_parameters)};

enum err ilert_outage_list(struct api_request *q)
{
    struct outage_query query = {0};
    struct range range = {0};
    struct period_list outages = {0};
    TRY(read_service(q, &query.service));
    TRY(read_outage_range(q, &range));
    TRY(read_switch(q, S("ignore-overrides"), &query.ignores_overrides));
    query.from_at = range.from_at;
    query.until_at = range.until_at;
    TRY(outage_list(&q->ctx, &query, &outages));
    jw_arr(&q->w, ITEM);
    for (size_t i = 0; i < outages.count; i++)
        ilert_write_outage(q, &outages.items[i]);
    jw_end(&q->w);
    return OK;
}

// ---- overrides ----

static void write_override(struct api_request *q, const struct outage_override *override,
                           const struct service_status_map *statuses)
{
    const struct service *service = directory_service(q->ctx.directory, override->service_id);
    jw_obj(&q->w, ITEM);
    jw_str(&q->w, S("id"), str_from_i64(q->ctx.store.arena, override->id));
    jw_obj(&q->w, S("service"));
    ilert_write_service_members(q, service, service_status_in(statuses, service->id));
    jw_end(&q->w);
    jw_str(&q->w, S("status"), service_status_words[override->status]);
    jw_time(&q->w, S("from"), override->from_at);
    jw_time(&q->w, S("until"), override->until_at);
    jw_end(&q->w);
}

static enum err answer_override(struct api_request *q, const struct outage_override *override)
{
    const struct id_list services = {.items = &override->service_id, .count = 1};
    struct service_status_map statuses = {0};
    TRY(service_statuses(&q->ctx, services, &statuses));
    write_override(q, override, &statuses);
    return OK;
}

/* With repetition. */
static struct id_list services_of(struct api_request *q, const struct override_list *list)
{
    int64_t *ids = arena_array(q->ctx.store.arena, int64_t, list->count);
    for (size_t i = 0; i < list->count; i++)
        ids[i] = list->items[i].service_id;
    return (struct id_list){.items = ids, .count = list->count};
}

static const struct route_parameter override_parameters[] = {
    ILERT_PAGE(override_pages),
    PARAMETER("service", INTEGER, "Only those of this service"),
    PARAMETER("from", TIME, "Only those that end after it"),
    PARAMETER("until", TIME, "Only those that begin before it"),
};
const struct route_doc ilert_override_list_doc = {.query = PARAMETER_TABLE(override_parameters)};

enum err ilert_override_list(struct api_request *q)
{
    struct override_query query = {0};
    struct range range = {.until_at = INT64_MAX};
    struct page page = {0};
    struct override_list list = {0};
    struct service_status_map statuses = {0};
    TRY(read_service(q, &query.service));
    TRY(read_range(q, &range));
    TRY(ilert_page_read(q, override_pages, &page));
    query.from_at = range.from_at;
    query.until_at = range.until_at;
    TRY(override_list_of(&q->ctx, &query, page, &list));
    TRY(service_statuses(&q->ctx, services_of(q, &list), &statuses));
    jw_arr(&q->w, ITEM);
    for (size_t i = 0; i < list.count; i++)
        write_override(q, &list.items[i], &statuses);
    jw_end(&q->w);
    return OK;
}

enum err ilert_override_get(struct api_request *q)
{
    struct outage_override override = {0};
    TRY(override_find(&q->ctx, ilert_path_id(q, 0), &override));
    return answer_override(q, &override);
}

struct override_body {
    const struct json *service;
    int status;
    str from;
    str until;
};

static const struct bind_field override_fields[] = {
    BIND_FIELD("service", OBJECT, struct override_body, service,
               .members = BIND_TABLE(ilert_id_fields)),
    BIND_FIELD("status", WORD, struct override_body, status, .words = service_status_words,
               .word_count = SERVICE_STATUS_COUNT),
    BIND_FIELD("from", TEXT, struct override_body, from, .format = S("date-time")),
    BIND_FIELD("until", TEXT, struct override_body, until, .format = S("date-time")),
};

/* What the body says, over what is there. */
static enum err merge(struct api_request *q, struct outage_override *merged)
{
    struct override_body body = {.status = (int)merged->status};
    int64_t service_id = 0;
    TRY(ilert_bind(q, override_fields, ARRAY_LEN(override_fields), &body));
    TRY(ilert_id(q, S("service"), body.service, &service_id));
    TRY(ilert_time(q, S("from"), body.from, &merged->from_at));
    TRY(ilert_time(q, S("until"), body.until, &merged->until_at));
    merged->status = (enum service_status)body.status;
    if (service_id == 0)
        return OK;
    if (ilert_service(q, service_id) == NULL)
        return api_fail(q, ERR_INVALID, S("service.id"), S("service.id names no service"));
    merged->service_id = service_id;
    return OK;
}

static enum err require(struct api_request *q, bool is_there, str field)
{
    if (is_there)
        return OK;
    return api_fail(q, ERR_INVALID, field, STR_JOIN(q->ctx.store.arena, field, S(" is required")));
}

const struct route_doc ilert_override_create_doc = {
    .body = {BIND_TABLE(override_fields)},
    .required = S("service status from until"),
};
const struct route_doc ilert_override_update_doc = {.body = {BIND_TABLE(override_fields)}};

enum err ilert_override_create(struct api_request *q)
{
    struct outage_override override = {.status = SERVICE_STATUS_COUNT};
    TRY(merge(q, &override));
    TRY(require(q, override.service_id != 0, S("service.id")));
    TRY(require(q, override.status != SERVICE_STATUS_COUNT, S("status")));
    TRY(require(q, override.from_at != 0, S("from")));
    TRY(require(q, override.until_at != 0, S("until")));
    TRY(override_create(&q->ctx, &override));
    return answer_override(q, &override);
}

enum err ilert_override_update(struct api_request *q)
{
    struct outage_override override = {0};
    TRY(override_find(&q->ctx, ilert_path_id(q, 0), &override));
    TRY(merge(q, &override));
    TRY(override_change(&q->ctx, &override));
    return answer_override(q, &override);
}

enum err ilert_override_delete(struct api_request *q)
{
    struct outage_override override = {0};
    TRY(override_find(&q->ctx, ilert_path_id(q, 0), &override));
    return override_remove(&q->ctx, override.id);
}
