// handle_page_subscriber.c -- who is told of a status page: users and teams; addresses outside.
// SPDX-License-Identifier: Apache-2.0
#include "api/ilert/page.h"

#include "api/ilert/ilert.h"
#include "core/page_structure.h"
#include "core/public_subscriber.h"
#include "core/subscribe.h"

// ---- users and teams ----

enum err ilert_page_subscribers(struct api_request *q)
{
    const struct status_page *page = NULL;
    TRY(ilert_page_find(q, &page));
    return ilert_write_subscribers(q, page->id);
}

enum err ilert_page_subscribers_set(struct api_request *q)
{
    struct private_subscriber_list wanted = {0};
    const struct status_page *page = NULL;
    TRY(ilert_page_find(q, &page));
    TRY(ilert_subscribers_read(q, &wanted));
    TRY(subscribers_replace(&q->ctx, page->id, wanted));
    return ilert_write_subscribers(q, page->id);
}

/* A body that is the one subscriber: a refusal names "id", not "[0].id". */
static enum err without_index(struct api_request *q, enum err outcome)
{
    struct errinfo *error = &q->ctx.error;
    const str prefix = S("[0].");
    if (q->body->kind == JSON_OBJECT && str_starts(error->field, prefix)) {
        error->field = str_slice(error->field, prefix.n, error->field.n);
        error->message = str_slice(error->message, prefix.n, error->message.n);
    }
    return outcome;
}

/* One, or as some clients send it, a list. One who is subscribed already stays so. */
enum err ilert_page_subscribe(struct api_request *q)
{
    struct private_subscriber_list added = {0};
    const struct status_page *page = NULL;
    TRY(ilert_page_find(q, &page));
    TRY(ilert_subscribers_read(q, &added));
    TRY(without_index(q, subscribers_add(&q->ctx, page->id, added, true)));
    return ilert_write_subscribers(q, page->id);
}

enum err ilert_page_unsubscribe(struct api_request *q)
{
    const struct status_page *page = NULL;
    TRY(ilert_page_find(q, &page));
    return ilert_subscriber_delete(q, page->id, 1);
}

// ---- addresses ----

static const struct page_rule address_pages = {.usual = 50, .most = 100};

static const str address_words[ADDRESS_KIND_COUNT] = {
    [ADDRESS_EMAIL] = S("EMAIL"), [ADDRESS_SMS] = S("SMS"), [ADDRESS_WEBHOOK] = S("WEBHOOK")};

static const str locale_words[] = {S("en-GB"), S("de-DE")};

struct address_body {
    str target;
    int kind;
    int locale;
    const struct json *services;
};

static const struct bind_field address_fields[] = {
    BIND_FIELD("target", TEXT, struct address_body, target, .required = true,
               .max = TARGET_MAX_BYTES),
    BIND_FIELD("type", WORD, struct address_body, kind, .required = true, .words = address_words,
               .word_count = ADDRESS_KIND_COUNT),
    BIND_FIELD("locale", WORD, struct address_body, locale, .words = locale_words,
               .word_count = ARRAY_LEN(locale_words)),
    BIND_FIELD("services", ANY, struct address_body, services),
};

/* [1, 2]; NULL for none sent. */
static enum err read_services(struct api_request *q, str name, const struct json *list,
                              struct id_list *out)
{
    struct arena *arena = q->ctx.store.arena;
    const str field = STR_JOIN(arena, name, S(".services"));
    const str why = STR_JOIN(arena, field, S(" must be an array of services' ids"));
    size_t count = 0;
    if (list == NULL)
        return OK;
    if (list->kind != JSON_ARRAY || list->count > PAGE_ELEMENTS_MAX)
        return api_fail(q, ERR_INVALID, field, why);
    int64_t *ids = arena_array(arena, int64_t, list->count);
    for (const struct json *item = list->first; item != NULL; item = item->next) {
        if (item->kind != JSON_NUMBER || !item->is_integer || item->integer < 1)
            return api_fail(q, ERR_INVALID, field, why);
        ids[count++] = item->integer;
    }
    *out = (struct id_list){.items = ids, .count = count};
    return OK;
}

static enum err read_address(struct api_request *q, str name, const struct json *item,
                             struct public_subscriber *out)
{
    struct address_body body = {.kind = -1};
    TRY(ilert_bind_object(q, name, item, address_fields, ARRAY_LEN(address_fields), &body));
    TRY(read_services(q, name, body.services, &out->services));
    out->target = body.target;
    out->kind = (enum address_kind)body.kind;
    out->locale = locale_words[body.locale];
    return OK;
}

static enum err read_addresses(struct api_request *q, msec confirmed_at,
                               struct public_subscriber_list *out)
{
    struct arena *arena = q->ctx.store.arena;
    if (q->body->count > PUBLIC_SUBSCRIBERS_MAX)
        return api_fail(q, ERR_INVALID, S("body"), S("the body has more than 10000 subscribers"));
    struct public_subscriber *items = arena_array(arena, struct public_subscriber, q->body->count);
    size_t count = 0;
    for (const struct json *item = q->body->first; item != NULL; item = item->next) {
        const str name = STR_JOIN(arena, S("["), str_from_i64(arena, (int64_t)count), S("]"));
        TRY(read_address(q, name, item, &items[count]));
        items[count++].confirmed_at = confirmed_at;
    }
    *out = (struct public_subscriber_list){.items = items, .count = count};
    return OK;
}

static void write_address(struct json_writer *w, const struct public_subscriber *subscriber)
{
    jw_obj(w, ITEM);
    jw_i64(w, S("id"), subscriber->id);
    jw_str(w, S("type"), address_words[subscriber->kind]);
    jw_str(w, S("target"), subscriber->target);
    jw_str(w, S("locale"), subscriber->locale);
    jw_bool(w, S("confirmed"), subscriber->confirmed_at != 0);
    if (subscriber->is_filtered) {
        jw_arr(w, S("services"));
        for (size_t i = 0; i < subscriber->services.count; i++)
            jw_i64(w, ITEM, subscriber->services.items[i]);
        jw_end(w);
    }
    jw_time(w, S("createdAt"), subscriber->created_at);
    jw_end(w);
}

static enum err write_addresses(struct api_request *q, struct public_subscriber_list list)
{
    jw_arr(&q->w, ITEM);
    for (size_t i = 0; i < list.count; i++)
        write_address(&q->w, &list.items[i]);
    jw_end(&q->w);
    return OK;
}

/* ?import=true: they have said yes elsewhere. */
static enum err read_import(struct api_request *q, bool *out)
{
    const str text = query_get(&q->query, S("import"));
    *out = str_eq(text, S("true"));
    if (text.n > 0 && !*out && !str_eq(text, S("false")))
        return api_fail(q, ERR_INVALID, S("import"), S("import must be true or false"));
    return OK;
}

static const struct route_parameter list_parameters[] = {ILERT_PAGE(address_pages)};
const struct route_doc ilert_page_addresses_doc = {.query = PARAMETER_TABLE(list_parameters)};

enum err ilert_page_addresses(struct api_request *q)
{
    const struct status_page *page = NULL;
    struct public_subscriber_list list = {0};
    struct page part = {0};
    TRY(ilert_page_read(q, address_pages, &part));
    TRY(ilert_page_find(q, &page));
    TRY(public_subscribers_of(&q->ctx, page->id, part, &list));
    return write_addresses(q, list);
}

static const struct route_parameter import_parameters[] = {
    PARAMETER("import", BOOL, "They have said yes elsewhere: confirmed at once"),
};
const struct route_doc ilert_page_addresses_add_doc = {
    .query = PARAMETER_TABLE(import_parameters),
    .body = {BIND_TABLE(address_fields)},
};

/* Answers what each of them has become, in the order of the body. */
enum err ilert_page_addresses_add(struct api_request *q)
{
    const struct status_page *page = NULL;
    struct public_subscriber_list added = {0};
    bool is_import = false;
    TRY(read_import(q, &is_import));
    TRY(ilert_page_find(q, &page));
    TRY(read_addresses(q, is_import ? q->ctx.now : 0, &added));
    TRY(public_subscribers_add(&q->ctx, page->id, added));
    return write_addresses(q, added);
}

enum err ilert_page_address_delete(struct api_request *q)
{
    const struct status_page *page = NULL;
    TRY(ilert_page_find(q, &page));
    return public_subscriber_remove(&q->ctx, page->id, ilert_path_id(q, 1));
}
