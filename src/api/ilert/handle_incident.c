// handle_incident.c -- listing, creating, forecasting, reading, updating incidents.
//
// A service in a body is its id; the zero values that clients send around it are not looked at.
// SPDX-License-Identifier: Apache-2.0
#include "api/ilert/ilert.h"

#include "core/access.h"
#include "core/incident_change.h"
#include "core/incident_find.h"

static const struct page_rule incident_pages = {.usual = 10, .most = 100};
static const struct page_rule included_pages = {.usual = 10, .most = 25};

static const str include_words[] = {S("subscribed"), S("affectedTeams"), S("history")};

// ---- the list ----

static enum err read_query(struct api_request *q, struct public_query *out)
{
    struct public_query query = {.until_at = INT64_MAX};
    unsigned states = 0;
    TRY(ilert_words_param(q, S("states"), public_status_words, PUBLIC_STATUS_COUNT, &states));
    TRY(ilert_ids_param(q, S("services"), &query.services));
    TRY(ilert_time_param(q, S("from"), &query.from_at));
    TRY(ilert_time_param(q, S("until"), &query.until_at));
    query.has_statuses = states != 0;
    for (unsigned i = 0; i < PUBLIC_STATUS_COUNT; i++)
        query.statuses[i] = (states >> i & 1) != 0;
    *out = query;
    return OK;
}

static const struct route_parameter list_parameters[] = {
    ILERT_PAGE(incident_pages),
    PARAMETER("include", WORDS, "What to add to each; then at most 25", .words = include_words,
              .word_count = 1),
    PARAMETER("states", WORDS, "Only those in one of these", .words = public_status_words,
              .word_count = PUBLIC_STATUS_COUNT),
    PARAMETER("services", IDS, "Only those that affect one of these"),
    PARAMETER("from", TIME, "Only those created then or later"),
    PARAMETER("until", TIME, "Only those created then or earlier"),
};
const struct route_doc ilert_incident_list_doc = {.query = PARAMETER_TABLE(list_parameters)};

enum err ilert_incident_list(struct api_request *q)
{
    unsigned includes = 0;
    struct page page = {0};
    struct public_query query = {0};
    struct handle_list list = {0};
    TRY(ilert_words_param(q, S("include"), include_words, 1, &includes));
    TRY(ilert_page_read(q, includes != 0 ? included_pages : incident_pages, &page));
    TRY(read_query(q, &query));
    TRY(public_incident_list(&q->ctx, &query, page, &list));
    jw_arr(&q->w, ITEM);
    TRY(ilert_write_incidents(q, &list, (includes & INCIDENT_SUBSCRIBED) != 0));
    jw_end(&q->w);
    return OK;
}

// ---- bodies ----

struct affected_body {
    const struct json *service;
    int impact;
};

static const struct bind_field affected_fields[] = {
    BIND_FIELD("impact", WORD, struct affected_body, impact, .required = true,
               .words = service_status_words, .word_count = SERVICE_STATUS_COUNT),
    BIND_FIELD("service", OBJECT, struct affected_body, service, .required = true,
               .members = BIND_TABLE(ilert_id_fields)),
};

struct incident_body {
    str summary;
    int status;
    str message;
    struct bind_bool notifies;
    str created_at;
    str updated_at;
    const struct json *affected;
    struct bind_integer id;
};

static const struct bind_field incident_fields[] = {
    BIND_FIELD("summary", TEXT, struct incident_body, summary, .max = ILERT_TEXT_MAX_BYTES),
    BIND_FIELD("status", WORD, struct incident_body, status, .words = public_status_words,
               .word_count = PUBLIC_STATUS_COUNT),
    BIND_FIELD("message", TEXT, struct incident_body, message, .max = ILERT_TEXT_MAX_BYTES),
    BIND_FIELD("sendNotification", BOOL, struct incident_body, notifies),
    BIND_FIELD("affectedServices", ANY, struct incident_body, affected,
               .members = BIND_TABLE(affected_fields)),
};
static const struct bind_field backfill_fields[] = {
    BIND_FIELD("createdAt", TEXT, struct incident_body, created_at, .format = S("date-time")),
    BIND_FIELD("updatedAt", TEXT, struct incident_body, updated_at, .format = S("date-time")),
};

static str item_name(struct api_request *q, size_t index)
{
    struct arena *arena = q->ctx.store.arena;
    return STR_JOIN(arena, S("affectedServices["), str_from_i64(arena, (int64_t)index), S("]"));
}

static enum err refuse_item(struct api_request *q, size_t index, str why)
{
    const str field = STR_JOIN(q->ctx.store.arena, item_name(q, index), S(".service.id"));
    return api_fail(q, ERR_INVALID, field, STR_JOIN(q->ctx.store.arena, field, why));
}

static enum err read_impact(struct api_request *q, const struct json *item, size_t index,
                            struct impact *out)
{
    struct affected_body body = {0};
    const str name = item_name(q, index);
    int64_t id = 0;
    TRY(ilert_bind_object(q, name, item, affected_fields, ARRAY_LEN(affected_fields), &body));
    TRY(ilert_id(q, STR_JOIN(q->ctx.store.arena, name, S(".service")), body.service, &id));
    if (id == 0)
        return refuse_item(q, index, S(" is required"));
    if (ilert_service(q, id) == NULL)
        return refuse_item(q, index, S(" names no service"));
    *out = (struct impact){.service_id = id, .impact = (enum service_status)body.impact};
    return OK;
}

static enum err check_new(struct api_request *q, const struct impact *impacts, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (impacts[i].service_id == impacts[index].service_id)
            return refuse_item(q, index, S(" is named twice"));
    }
    return OK;
}

static enum err read_impacts(struct api_request *q, const struct json *list,
                             struct public_draft *draft)
{
    const str field = S("affectedServices");
    if (list == NULL)
        return OK;
    if (list->kind != JSON_ARRAY || list->count == 0 || list->count > IMPACTS_MAX)
        return api_fail(q, ERR_INVALID, field,
                        S("affectedServices must be an array of 1 to 100 affected services"));
    struct impact *impacts = arena_array(q->ctx.store.arena, struct impact, list->count);
    size_t count = 0;
    for (const struct json *item = list->first; item != NULL; item = item->next) {
        TRY(read_impact(q, item, count, &impacts[count]));
        TRY(check_new(q, impacts, count));
        count++;
    }
    draft->has_impacts = true;
    draft->impacts = (struct impact_list){.items = impacts, .count = count};
    return OK;
}

static enum err read_draft(struct api_request *q, struct public_draft *out)
{
    struct incident_body body = {.status = -1};
    TRY(ilert_bind(q, incident_fields, ARRAY_LEN(incident_fields), &body));
    struct public_draft draft = {
        .summary = body.summary,
        .has_status = body.status >= 0,
        .status = body.status >= 0 ? (enum public_status)body.status : PUBLIC_INVESTIGATING,
        .message = body.message,
        .notifies = body.notifies.value,
    };
    TRY(read_impacts(q, body.affected, &draft));
    *out = draft;
    return OK;
}

static enum err read_backfill(struct api_request *q, struct public_draft *draft)
{
    struct incident_body body = {0};
    TRY(ilert_bind(q, backfill_fields, ARRAY_LEN(backfill_fields), &body));
    TRY(ilert_time(q, S("createdAt"), body.created_at, &draft->created_at));
    return ilert_time(q, S("updatedAt"), body.updated_at, &draft->updated_at);
}

/* The first team of the first service, as far as the key reaches it. */
static int64_t team_for(const struct api_request *q, const struct public_draft *draft)
{
    const struct object_team_list teams =
        directory_teams_of(q->ctx.directory, draft->impacts.items[0].service_id);
    for (size_t i = 0; i < teams.count; i++) {
        if (ctx_reaches(&q->ctx, teams.items[i].team_id))
            return teams.items[i].team_id;
    }
    return access_home_team(&q->ctx)->id;
}

static enum err require_impacts(struct api_request *q, const struct public_draft *draft)
{
    if (draft->has_impacts)
        return OK;
    return api_fail(q, ERR_INVALID, S("affectedServices"),
                    S("affectedServices is required: an incident affects at least one service"));
}

// ---- create ----

/* The fields of core's refusals, as they are spelt here. */
static enum err spell_field(struct api_request *q, enum err outcome)
{
    struct errinfo *error = &q->ctx.error;
    if (outcome != ERR_INVALID)
        return outcome;
    if (str_eq(error->field, S("created_at")))
        error->field = S("createdAt");
    else if (str_eq(error->field, S("updated_at")))
        error->field = S("updatedAt");
    error->message = STR_JOIN(q->ctx.store.arena, error->field, S(" "), error->message);
    return outcome;
}

const struct route_doc ilert_incident_create_doc = {
    .body = {BIND_TABLE(incident_fields), BIND_TABLE(backfill_fields)},
    .required = S("summary affectedServices"),
};

enum err ilert_incident_create(struct api_request *q)
{
    struct public_draft draft = {0};
    int64_t id = 0;
    TRY(read_draft(q, &draft));
    TRY(read_backfill(q, &draft));
    if (draft.summary.n == 0)
        return api_fail(q, ERR_INVALID, S("summary"), S("summary is required"));
    TRY(require_impacts(q, &draft));
    draft.team_id = team_for(q, &draft);
    TRY(spell_field(q, public_incident_create(&q->ctx, &draft, &id)));
    return ilert_write_incident(q, id);
}

// ---- read ----

/* Does the field list this entity tag? `*` lists every one. A weak one counts only where it may. */
static bool lists_etag(str field, str etag, bool accepts_weak)
{
    for (str rest = field; rest.p != NULL;) {
        str tag = str_trim(str_cut(&rest, ','));
        if (str_eq(tag, S("*")))
            return true;
        if (accepts_weak && str_starts(tag, S("W/")))
            tag = str_slice(tag, 2, tag.n);
        if (str_eq(tag, etag))
            return true;
    }
    return false;
}

static const struct route_parameter get_parameters[] = {
    PARAMETER("include", WORDS, "What to add", .words = include_words,
              .word_count = ARRAY_LEN(include_words)),
};
const struct route_doc ilert_incident_get_doc = {
    .query = PARAMETER_TABLE(get_parameters),
    .may_be_304 = true,
};

enum err ilert_incident_get(struct api_request *q)
{
    struct incident_handle handle = {0};
    unsigned includes = 0;
    str etag = {0};
    TRY(ilert_words_param(q, S("include"), include_words, ARRAY_LEN(include_words), &includes));
    TRY(incident_find(&q->ctx, api_param(q, 0), 0, &handle));
    TRY(ilert_write_detail(q, handle.id, includes, &etag));
    api_header(q, S("ETag"), etag);
    if (lists_etag(http_header(q->http, S("If-None-Match")), etag, true))
        q->status = 304;
    return OK;
}

// ---- update ----

static enum err check_precondition(struct api_request *q, int64_t id)
{
    const str wanted = http_header(q->http, S("If-Match"));
    str etag = {0};
    if (wanted.p == NULL)
        return OK;
    TRY(ilert_etag(q, id, &etag));
    if (lists_etag(wanted, etag, false))
        return OK;
    return api_fail(q, ERR_PRECONDITION, S("If-Match"),
                    S("the incident or one of its services has changed since; read it again"));
}

const struct route_doc ilert_incident_update_doc = {
    .body = {BIND_TABLE(incident_fields)},
    .may_be_412 = true,
};

enum err ilert_incident_update(struct api_request *q)
{
    struct incident_handle handle = {0};
    struct incident incident = {0};
    struct public_draft draft = {0};
    TRY(incident_find(&q->ctx, api_param(q, 0), 0, &handle));
    TRY(incident_load_locked(&q->ctx, &handle, &incident));
    TRY(check_precondition(q, handle.id));
    TRY(read_draft(q, &draft));
    if (incident.published_at == 0)
        TRY(require_impacts(q, &draft));
    TRY(public_incident_update(&q->ctx, &incident, &draft));
    return ilert_write_incident(q, handle.id);
}

// ---- forecast ----

static const struct bind_field id_fields[] = {
    BIND_FIELD("id", ANY, struct incident_body, affected),
};

/* A body id that names an incident: the body is merged over it. */
static enum err find_merged(struct api_request *q, int64_t *out)
{
    struct incident_body body = {0};
    struct incident_handle handle = {0};
    TRY(ilert_bind(q, id_fields, ARRAY_LEN(id_fields), &body));
    if (body.affected == NULL ||
        (body.affected->kind != JSON_NUMBER && body.affected->kind != JSON_STRING))
        return OK;
    const str name = body.affected->kind == JSON_STRING ? body.affected->text : body.affected->raw;
    const enum err found = incident_find(&q->ctx, name, 0, &handle);
    if (found == ERR_NOT_FOUND)
        q->ctx.error = (struct errinfo){0}; // then it is a new one
    else
        TRY(found);
    *out = handle.id;
    return OK;
}

static void write_page(struct api_request *q, str key, int64_t page_id)
{
    const struct status_page *page = directory_page(q->ctx.directory, page_id);
    CHECK(page != NULL);
    jw_obj(&q->w, key);
    jw_i64(&q->w, S("id"), page->id);
    jw_str(&q->w, S("label"), page->name);
    jw_end(&q->w);
}

/* All pages, by id: both lists are. */
static void write_pages(struct api_request *q, const struct audience *a)
{
    size_t i = 0;
    size_t k = 0;
    jw_arr(&q->w, S("statusPagesInfo"));
    while (i < a->public_pages.count || k < a->private_pages.count) {
        const bool is_public =
            k == a->private_pages.count ||
            (i < a->public_pages.count && a->public_pages.items[i] < a->private_pages.items[k]);
        write_page(q, ITEM, is_public ? a->public_pages.items[i++] : a->private_pages.items[k++]);
    }
    jw_end(&q->w);
}

static void write_first_page(struct api_request *q, const struct audience *a)
{
    int64_t id = a->public_pages.count > 0 ? a->public_pages.items[0] : 0;
    if (a->private_pages.count > 0 && (id == 0 || a->private_pages.items[0] < id))
        id = a->private_pages.items[0];
    if (id == 0)
        jw_null(&q->w, S("statusPagesInfo"));
    else
        write_page(q, S("statusPagesInfo"), id);
}

static enum err forecast(struct api_request *q, struct audience *out, bool *out_notifies)
{
    struct public_draft draft = {0};
    int64_t incident_id = 0;
    TRY(read_draft(q, &draft));
    TRY(find_merged(q, &incident_id));
    if (incident_id == 0)
        TRY(require_impacts(q, &draft));
    *out_notifies = draft.notifies;
    TRY(public_incident_forecast(&q->ctx, &draft, incident_id, out));
    draft.has_impacts = out->services.count > 0;
    return require_impacts(q, &draft);
}

/* Without a notification nobody would be told; the pages would show it all the same. */
static void write_counts(struct api_request *q, const struct audience *a, bool notifies)
{
    jw_i64(&q->w, S("privateStatusPages"), (int64_t)a->private_pages.count);
    jw_i64(&q->w, S("publicStatusPages"), (int64_t)a->public_pages.count);
    jw_i64(&q->w, S("privateSubscribers"), notifies ? (int64_t)a->users.count : 0);
    jw_i64(&q->w, S("publicSubscribers"), notifies ? a->addresses : 0);
}

static enum err answer_forecast(struct api_request *q,
                                void (*write)(struct api_request *, const struct audience *))
{
    struct audience audience = {0};
    const struct audience nobody = {0};
    bool notifies = false;
    TRY(forecast(q, &audience, &notifies));
    jw_obj(&q->w, ITEM);
    write(q, notifies ? &audience : &nobody);
    write_counts(q, &audience, notifies);
    jw_end(&q->w);
    return OK;
}

const struct route_doc ilert_incident_forecast_doc = {
    .body = {BIND_TABLE(id_fields), BIND_TABLE(incident_fields)},
};

/* The documents show one page as an object; the server of today lists them. Each path has the
 * clients of one of the two. */
enum err ilert_incident_forecast(struct api_request *q)
{
    return answer_forecast(q, write_first_page);
}

enum err ilert_update_forecast(struct api_request *q)
{
    return answer_forecast(q, write_pages);
}
