// read.c -- ids, pages and times as incident.io's clients send them.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/incidentio.h"

#include "base/rfc3339.h"

const str incidentio_order_words[ORDER_COUNT] = {
    [ORDER_NEWEST_FIRST] = S("created_at_newest_first"),
    [ORDER_OLDEST_FIRST] = S("created_at_oldest_first"),
};

int64_t incidentio_id(const struct api_request *q, enum id_kind kind, str text)
{
    int64_t id = 0;
    return ulid_read(&q->ctx.secrets->ids, kind, text, &id) ? id : 0;
}

int64_t incidentio_path_id(const struct api_request *q, size_t index, enum id_kind kind)
{
    return incidentio_id(q, kind, api_param(q, index));
}

enum err incidentio_list(struct api_request *q, str name, const struct json *array, size_t most)
{
    struct arena *arena = q->ctx.store.arena;
    if (array->kind != JSON_ARRAY)
        return fail_as(&q->ctx.error, FLAW_FORM, name, STR_JOIN(arena, name, S(" must be a list")));
    if (array->count > most)
        return incidentio_refuse(
            q, name, STR_JOIN(arena, S(" must be at most "), str_from_i64(arena, (int64_t)most)));
    return OK;
}

str incidentio_item_name(struct api_request *q, str list, size_t index)
{
    struct arena *arena = q->ctx.store.arena;
    return STR_JOIN(arena, list, S("."), str_from_i64(arena, (int64_t)index));
}

enum err incidentio_page_size_of(struct api_request *q, str text, const struct page_rule_io *rule,
                                 int64_t *out)
{
    struct arena *arena = q->ctx.store.arena;
    int64_t size = rule->rule.usual;
    if (text.n > 0 && (!str_to_i64(text, &size) || size < 1 || size > rule->accepted))
        return incidentio_refuse(q, S("page_size"),
                                 STR_JOIN(arena, S(" must be a whole number from 1 to "),
                                          str_from_i64(arena, rule->accepted)));
    *out = size < rule->rule.most ? size : rule->rule.most;
    return OK;
}

enum err incidentio_page_size(struct api_request *q, const struct page_rule_io *rule, int64_t *out)
{
    return incidentio_page_size_of(q, query_get(&q->query, S("page_size")), rule, out);
}

enum err incidentio_after(struct api_request *q, enum id_kind kind, int64_t *out)
{
    const str text = query_get(&q->query, S("after"));
    const int64_t id = text.n == 0 ? 0 : incidentio_id(q, kind, text);
    if (text.n > 0 && id == 0)
        return incidentio_refuse(q, S("after"), S(" must be the id of a record of this list"));
    *out = id;
    return OK;
}

enum err incidentio_read_page(struct api_request *q, enum id_kind kind,
                              const struct page_rule_io *rule, struct list_page *out)
{
    struct list_page page = {.kind = kind};
    TRY(incidentio_after(q, kind, &page.after_id));
    TRY(incidentio_page_size(q, rule, &page.size));
    page.left = page.size;
    *out = page;
    return OK;
}

bool list_page_takes(struct list_page *page, int64_t id, msec created_at)
{
    if (id <= page->after_id)
        return false;
    page->has_more = page->left == 0;
    if (page->has_more)
        return false;
    page->left--;
    page->last_id = id;
    page->last_created_at = created_at;
    return true;
}

enum err incidentio_word(struct api_request *q, str field, const str *words, size_t count, str text,
                         int *out)
{
    const int word = word_find(words, count, text);
    str why = S(" must be ");
    for (size_t i = 0; i < count; i++)
        why = STR_JOIN(q->ctx.store.arena, why, i == 0 ? S("") : S(" or "), words[i]);
    if (word < 0)
        return incidentio_refuse(q, field, why);
    *out = word;
    return OK;
}

enum err incidentio_time(struct api_request *q, str field, str text, msec *out)
{
    msec at = 0;
    if (text.p == NULL)
        return OK;
    if (!rfc3339_parse(text, &at) && !rfc3339_parse_date(text, &at))
        return incidentio_refuse(q, field,
                                 S(" must be a date and time such as 2026-01-05T09:00:00Z"));
    if (at < 1)
        return incidentio_refuse(q, field, S(" must be after 1970-01-01T00:00:00Z"));
    *out = at;
    return OK;
}
