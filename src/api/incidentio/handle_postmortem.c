// handle_postmortem.c -- /v1/postmortem_documents, and importing one into an incident.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/documents.h"
#include "api/incidentio/incidentio.h"
#include "core/postmortem.h"

enum { TITLE_MAX_BYTES = 255, URL_MAX_BYTES = 2000 };

static const struct page_rule_io postmortem_pages = {.rule = {.usual = 25, .most = 250},
                                                     .accepted = 250};

// ---- writing ----

str incidentio_postmortem_url(struct api_request *q, const struct postmortem *postmortem)
{
    if (postmortem->url.p != NULL)
        return postmortem->url;
    const str id = incidentio_id_text(q, ID_POSTMORTEM, postmortem->id, postmortem->created_at);
    return STR_JOIN(q->ctx.store.arena, q->public_url, S("/v1/postmortem_documents/"), id,
                    S("/content"));
}

static void write_postmortem(struct api_request *q, str key, const struct postmortem *postmortem)
{
    jw_obj(&q->w, key);
    incidentio_write_time(q, S("created_at"), postmortem->created_at);
    jw_str(&q->w, S("document_url"), incidentio_postmortem_url(q, postmortem));
    jw_arr(&q->w, S("editors"));
    incidentio_write_user(q, ITEM, directory_user(q->ctx.directory, postmortem->editor_id));
    jw_end(&q->w);
    jw_arr(&q->w, S("exported_urls"));
    jw_end(&q->w);
    incidentio_write_id(q, S("id"), ID_POSTMORTEM, postmortem->id, postmortem->created_at);
    incidentio_write_id(q, S("incident_id"), ID_INCIDENT, postmortem->incident_id,
                        postmortem->incident_created_at);
    jw_str(&q->w, S("status"), postmortem_status_words[postmortem->status]);
    jw_str(&q->w, S("title"), postmortem->title);
    jw_str(&q->w, S("type"), postmortem->url.p != NULL ? S("external") : S("in_app"));
    incidentio_write_time(q, S("updated_at"), postmortem->updated_at);
    jw_end(&q->w);
}

static enum err answer(struct api_request *q, const struct postmortem *postmortem)
{
    jw_obj(&q->w, ITEM);
    write_postmortem(q, S("postmortem_document"), postmortem);
    jw_end(&q->w);
    return OK;
}

// ---- reading ----

static const struct route_parameter list_parameters[] = {
    PARAMETER("incident_id", TEXT, "Only of this incident: its ULID or INC-n"),
    PARAMETER("sort_by", WORD, "The order; the newest first unless told",
              .words = incidentio_order_words, .word_count = ORDER_COUNT),
    PARAMETER("page_size", INTEGER, "How many at most", .page = &postmortem_pages.rule),
    PARAMETER("after", TEXT, "Those behind this document, in the order asked for"),
};
const struct route_doc incidentio_postmortem_list_doc = {.query = PARAMETER_TABLE(list_parameters)};

static enum err read_incident(struct api_request *q, int64_t *out)
{
    const str text = query_get(&q->query, S("incident_id"));
    struct incident_handle handle = {0};
    if (text.n == 0)
        return OK;
    TRY(incidentio_incident_named(q, S("incident_id"), text, &handle));
    *out = handle.id;
    return OK;
}

static enum err read_order(struct api_request *q, bool *out_oldest_first)
{
    const str text = query_get(&q->query, S("sort_by"));
    int order = ORDER_NEWEST_FIRST;
    if (text.n > 0)
        TRY(incidentio_word(q, S("sort_by"), incidentio_order_words, ORDER_COUNT, text, &order));
    *out_oldest_first = order == ORDER_OLDEST_FIRST;
    return OK;
}

/* An id tells its time, which is its place. */
static enum err read_query(struct api_request *q, struct postmortem_query *out)
{
    struct postmortem_query query = {0};
    TRY(read_incident(q, &query.incident_id));
    TRY(read_order(q, &query.oldest_first));
    TRY(incidentio_page_size(q, &postmortem_pages, &query.take));
    TRY(incidentio_after(q, ID_POSTMORTEM, &query.after_id));
    if (query.after_id != 0)
        query.after_at = ulid_time(query_get(&q->query, S("after")));
    *out = query;
    return OK;
}

static str cursor_behind(struct api_request *q, const struct postmortem_list *list)
{
    const struct postmortem *last = &list->items[list->count - 1];
    return incidentio_id_text(q, ID_POSTMORTEM, last->id, last->created_at);
}

enum err incidentio_postmortem_list(struct api_request *q)
{
    struct postmortem_query query = {0};
    struct postmortem_list list = {0};
    bool has_more = false;
    TRY(read_query(q, &query));
    TRY(postmortem_page(&q->ctx, query, &list, &has_more));
    jw_obj(&q->w, ITEM);
    incidentio_write_page(q, query.take, has_more ? cursor_behind(q, &list) : (str){0}, -1);
    jw_arr(&q->w, S("postmortem_documents"));
    for (size_t i = 0; i < list.count; i++)
        write_postmortem(q, ITEM, &list.items[i]);
    jw_end(&q->w);
    jw_end(&q->w);
    return OK;
}

enum err incidentio_postmortem_get(struct api_request *q)
{
    struct postmortem postmortem = {0};
    TRY(postmortem_find(&q->ctx, incidentio_path_id(q, 0, ID_POSTMORTEM), &postmortem));
    return answer(q, &postmortem);
}

enum err incidentio_postmortem_content(struct api_request *q)
{
    str markdown = {0};
    TRY(postmortem_read(&q->ctx, incidentio_path_id(q, 0, ID_POSTMORTEM), &markdown));
    jw_obj(&q->w, ITEM);
    jw_str(&q->w, S("markdown"), markdown);
    jw_end(&q->w);
    return OK;
}

// ---- changing ----

struct status_body {
    int status;
};

static const struct bind_field status_fields[] = {
    BIND_FIELD("status", WORD, struct status_body, status, .required = true,
               .words = postmortem_status_words, .word_count = POSTMORTEM_STATUS_COUNT),
};
const struct route_doc incidentio_postmortem_update_doc = {.body = {BIND_TABLE(status_fields)}};

enum err incidentio_postmortem_update(struct api_request *q)
{
    struct status_body body = {.status = -1};
    struct postmortem postmortem = {0};
    const int64_t id = incidentio_path_id(q, 0, ID_POSTMORTEM);
    TRY(postmortem_find(&q->ctx, id, &postmortem));
    TRY(api_bind(q, status_fields, ARRAY_LEN(status_fields), &body));
    TRY(postmortem_set_status(&q->ctx, id, (enum postmortem_status)body.status, &postmortem));
    return answer(q, &postmortem);
}

struct attach_body {
    str incident_id;
    str permalink;
    int provider;
};

static const str provider_words[] = {
    S(""),
    S("confluence"),
    S("google_docs"),
    S("notion"),
    S("sharepoint"),
    S("incident_io"),
    S("copy_paste_basecamp"),
    S("copy_paste_confluence"),
    S("copy_paste_github_wiki"),
    S("copy_paste_google_docs"),
    S("copy_paste_notion"),
    S("copy_paste_quip"),
};

static const struct bind_field attach_fields[] = {
    BIND_FIELD("document_provider", WORD, struct attach_body, provider, .words = provider_words,
               .word_count = ARRAY_LEN(provider_words)),
    BIND_FIELD("incident_id", TEXT, struct attach_body, incident_id, .required = true),
    BIND_FIELD("permalink", TEXT, struct attach_body, permalink, .required = true,
               .max = URL_MAX_BYTES),
};
const struct route_doc incidentio_postmortem_attach_doc = {.body = {BIND_TABLE(attach_fields)}};

enum err incidentio_postmortem_attach(struct api_request *q)
{
    struct attach_body body = {0};
    struct incident_handle handle = {0};
    TRY(api_bind(q, attach_fields, ARRAY_LEN(attach_fields), &body));
    TRY(incidentio_incident_named(q, S("incident_id"), body.incident_id, &handle));
    struct postmortem postmortem = {.url = body.permalink,
                                    .provider = provider_words[body.provider]};
    TRY(postmortem_attach(&q->ctx, &handle, &postmortem));
    return answer(q, &postmortem);
}

struct import_body {
    str title;
    str content;
};

static const struct bind_field import_fields[] = {
    BIND_FIELD("content", TEXT, struct import_body, content, .required = true,
               .max = POSTMORTEM_MAX_BYTES),
    BIND_FIELD("title", TEXT, struct import_body, title, .required = true, .max = TITLE_MAX_BYTES),
};
const struct route_doc incidentio_postmortem_import_doc = {.body = {BIND_TABLE(import_fields)}};

enum err incidentio_postmortem_import(struct api_request *q)
{
    struct import_body body = {0};
    struct incident_handle handle = {0};
    TRY(incidentio_find_incident(q, api_param(q, 0), &handle));
    TRY(api_bind(q, import_fields, ARRAY_LEN(import_fields), &body));
    struct postmortem postmortem = {.title = body.title, .markdown = body.content};
    TRY(postmortem_import(&q->ctx, &handle, &postmortem));
    return answer(q, &postmortem);
}
