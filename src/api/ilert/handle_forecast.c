// handle_forecast.c -- whom an incident would be told to, before it is written.
// SPDX-License-Identifier: Apache-2.0
#include "api/ilert/ilert.h"

#include "core/incident_find.h"

struct id_body {
    const struct json *id; // a number, or a text as some clients send it
};

static const struct bind_field id_fields[] = {
    BIND_FIELD("id", ANY, struct id_body, id),
};

/* A body id that names an incident: the body is merged over it. */
static enum err find_merged(struct api_request *q, int64_t *out)
{
    struct id_body body = {0};
    struct incident_handle handle = {0};
    TRY(ilert_bind(q, id_fields, ARRAY_LEN(id_fields), &body));
    if (body.id == NULL || (body.id->kind != JSON_NUMBER && body.id->kind != JSON_STRING))
        return OK;
    const str name = body.id->kind == JSON_STRING ? body.id->text : body.id->raw;
    const enum err found = incident_find(&q->ctx, name, 0, &handle);
    if (found == ERR_NOT_FOUND)
        q->ctx.error = (struct errinfo){0}; // then it is a new one
    else
        TRY(found);
    *out = handle.id;
    return OK;
}

static enum err forecast(struct api_request *q, struct audience *out, bool *out_notifies)
{
    struct public_draft draft = {0};
    int64_t incident_id = 0;
    TRY(ilert_draft_read(q, &draft));
    TRY(find_merged(q, &incident_id));
    *out_notifies = draft.notifies;
    return ilert_spell_refusal(q, public_incident_forecast(&q->ctx, &draft, incident_id, out));
}

// ---- the answer ----

/* Of the pages that would show it, those within reach, by id; both lists are sorted. */
static struct id_list pages_in_reach(struct api_request *q, const struct audience *a)
{
    const struct id_list parts[] = {a->public_pages, a->private_pages};
    int64_t *ids = arena_array(q->ctx.store.arena, int64_t, parts[0].count + parts[1].count);
    size_t count = 0;
    for (size_t i = 0, k = 0; i < parts[0].count || k < parts[1].count;) {
        const bool is_first =
            k == parts[1].count || (i < parts[0].count && parts[0].items[i] < parts[1].items[k]);
        const int64_t id = is_first ? parts[0].items[i++] : parts[1].items[k++];
        if (ctx_reaches_object(&q->ctx, id))
            ids[count++] = id;
    }
    return (struct id_list){.items = ids, .count = count};
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

static void write_all_pages(struct api_request *q, struct id_list pages)
{
    jw_arr(&q->w, S("statusPagesInfo"));
    for (size_t i = 0; i < pages.count; i++)
        write_page(q, ITEM, pages.items[i]);
    jw_end(&q->w);
}

static void write_first_page(struct api_request *q, struct id_list pages)
{
    if (pages.count == 0)
        jw_null(&q->w, S("statusPagesInfo"));
    else
        write_page(q, S("statusPagesInfo"), pages.items[0]);
}

/* Without a notification nobody would be told; the pages would show it all the same. */
static enum err answer(struct api_request *q, void (*write)(struct api_request *, struct id_list))
{
    struct audience audience = {0};
    bool notifies = false;
    TRY(forecast(q, &audience, &notifies));
    jw_obj(&q->w, ITEM);
    write(q, notifies ? pages_in_reach(q, &audience) : (struct id_list){0});
    jw_i64(&q->w, S("privateStatusPages"), (int64_t)audience.private_pages.count);
    jw_i64(&q->w, S("publicStatusPages"), (int64_t)audience.public_pages.count);
    jw_i64(&q->w, S("privateSubscribers"), notifies ? (int64_t)audience.users.count : 0);
    jw_i64(&q->w, S("publicSubscribers"), notifies ? audience.addresses : 0);
    jw_end(&q->w);
    return OK;
}

const struct route_doc ilert_incident_forecast_doc = {
    .body = {BIND_TABLE(id_fields), BIND_TABLE(ilert_incident_fields)},
};

/* The documents show one page as an object; the server of today lists them. Each path has the
 * clients of one of the two. */
enum err ilert_incident_forecast(struct api_request *q)
{
    return answer(q, write_first_page);
}

enum err ilert_update_forecast(struct api_request *q)
{
    return answer(q, write_all_pages);
}
