// handle_update.c -- /v2/incident_updates: what those who follow incidents are told.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/incidentio.h"
#include "api/incidentio/incidents.h"

#include "core/news.h"

static const struct page_rule_io update_pages = {.rule = {.usual = 25, .most = NEWS_PAGE_MAX},
                                                 .accepted = NEWS_PAGE_MAX};

// ---- the object ----

/* What is said beside the status: the new name or summary. */
static void write_message(struct api_request *q, const struct news *news)
{
    if (news->kind == TIMELINE_NAME || news->kind == TIMELINE_SUMMARY)
        incidentio_write_text(q, S("message"), news->new_value);
}

static void write_new_severity(struct api_request *q, const struct news *news)
{
    int64_t id = 0;
    if (news->kind != TIMELINE_SEVERITY || !str_to_i64(news->new_value, &id))
        return;
    const struct severity *severity = directory_severity_ever(q->ctx.directory, id);
    if (severity != NULL)
        incidentio_write_severity(q, S("new_severity"), severity);
}

static void write_update(struct api_request *q, const struct news *news)
{
    const struct incident_status *status = directory_status_ever(q->ctx.directory, news->status_id);
    jw_obj(&q->w, ITEM);
    incidentio_write_time(q, S("created_at"), news->at);
    incidentio_write_id(q, S("id"), ID_TIMELINE_ENTRY, news->id, news->at);
    incidentio_write_id(q, S("incident_id"), ID_INCIDENT, news->incident_id,
                        news->incident_created_at);
    write_message(q, news);
    if (status != NULL)
        incidentio_write_status(q, S("new_incident_status"), status);
    write_new_severity(q, news);
    incidentio_write_actor(q, S("updater"), news->actor_kind, news->actor_id);
    jw_end(&q->w);
}

// ---- the list ----

static enum err read_incident(struct api_request *q, int64_t *out)
{
    const str text = query_get(&q->query, S("incident_id"));
    struct incident_handle handle = {0};
    if (text.n > 0)
        TRY(incidentio_incident_named(q, S("incident_id"), text, &handle));
    *out = handle.id;
    return OK;
}

/* "after": the id of an update, which tells its place. */
static enum err read_after(struct api_request *q, struct news_cursor *cursor)
{
    const str text = query_get(&q->query, S("after"));
    if (text.n == 0)
        return OK;
    cursor->before_id = incidentio_id(q, ID_TIMELINE_ENTRY, text);
    if (cursor->before_id == 0)
        return incidentio_refuse(q, S("after"), S(" must be the id of an update"));
    cursor->before_at = ulid_time(text);
    return OK;
}

static str cursor_behind(struct api_request *q, const struct news *last)
{
    return incidentio_id_text(q, ID_TIMELINE_ENTRY, last->id, last->at);
}

static const struct route_parameter list_parameters[] = {
    PARAMETER("incident_id", TEXT, "Only of this incident: its id or INC-n"),
    PARAMETER("page_size", INTEGER, "Updates of a page", .page = &update_pages.rule),
    PARAMETER("after", TEXT, "The id of an update: those before it in time"),
};
const struct route_doc incidentio_update_list_doc = {.query = PARAMETER_TABLE(list_parameters)};

enum err incidentio_update_list(struct api_request *q)
{
    struct news_cursor cursor = {0};
    struct news_list list = {0};
    bool has_more = false;
    TRY(read_incident(q, &cursor.incident_id));
    TRY(incidentio_page_size(q, &update_pages, &cursor.take));
    TRY(read_after(q, &cursor));
    TRY(news_list(&q->ctx, &cursor, &list, &has_more));
    jw_obj(&q->w, ITEM);
    jw_arr(&q->w, S("incident_updates"));
    size_t count = 0;
    while (count < list.count && !incidentio_page_is_full(q))
        write_update(q, &list.items[count++]);
    has_more |= count < list.count;
    jw_end(&q->w);
    incidentio_write_page(q, cursor.take,
                          has_more ? cursor_behind(q, &list.items[count - 1]) : (str){0}, -1);
    jw_end(&q->w);
    return OK;
}
