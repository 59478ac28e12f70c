// decode.c -- parameters and bodies as ilert's clients send them.
// SPDX-License-Identifier: Apache-2.0
#include "api/ilert/ilert.h"

#include "api/time_zone.h"
#include "base/rfc3339.h"

enum {
    START_INDEX_MAX = INT32_MAX,
    IDS_PARAM_MAX = 1000,
    TIME_MIN = 1, // 0 means "none"
};

static enum err refuse(struct api_request *q, str field, str why)
{
    return api_fail(q, ERR_INVALID, field, STR_JOIN(q->ctx.store.arena, field, why));
}

// ---- parameters ----

int64_t ilert_path_id(const struct api_request *q, size_t index)
{
    int64_t id = 0;
    return str_to_i64(api_param(q, index), &id) && id > 0 ? id : 0;
}

static enum err read_number(struct api_request *q, str name, int64_t least, int64_t most,
                            int64_t *out)
{
    struct arena *arena = q->ctx.store.arena;
    const str text = query_get(&q->query, name);
    int64_t value = 0;
    if (text.p == NULL)
        return OK;
    if (!str_to_i64(text, &value) || value < least || value > most)
        return refuse(q, name,
                      STR_JOIN(arena, S(" must be a whole number from "),
                               str_from_i64(arena, least), S(" to "), str_from_i64(arena, most)));
    *out = value;
    return OK;
}

enum err ilert_page_read(struct api_request *q, struct page_rule rule, struct page *out)
{
    struct page page = {.take = rule.usual};
    TRY(read_number(q, S("start-index"), 0, START_INDEX_MAX, &page.skip));
    TRY(read_number(q, S("max-results"), 1, rule.most, &page.take));
    *out = page;
    return OK;
}

bool ilert_is_on_page(struct page page, size_t n)
{
    return (int64_t)n >= page.skip && (int64_t)n < page.skip + page.take;
}

// Walks the words of a parameter, however often it is repeated.
struct word_walk {
    size_t pair;
    str rest;
};

static bool next_word(const struct api_request *q, str name, struct word_walk *walk, str *out)
{
    while (walk->rest.p == NULL) {
        if (walk->pair == q->query.count)
            return false;
        const struct query_pair *pair = &q->query.items[walk->pair++];
        if (str_eq(pair->name, name))
            walk->rest = pair->value;
    }
    *out = str_trim(str_cut(&walk->rest, ','));
    return true;
}

static enum err refuse_word(struct api_request *q, str name, const str *words, size_t count)
{
    str list = S(" must be one of ");
    for (size_t i = 0; i < count; i++)
        list = STR_JOIN(q->ctx.store.arena, list, i == 0 ? S("") : S(", "), words[i]);
    return refuse(q, name, list);
}

enum err ilert_words_param(struct api_request *q, str name, const str *words, size_t count,
                           unsigned *out)
{
    struct word_walk walk = {0};
    unsigned bits = 0;
    for (str word = {0}; next_word(q, name, &walk, &word);) {
        const int index = word_find(words, count, word);
        if (word.n > 0 && index < 0)
            return refuse_word(q, name, words, count);
        if (word.n > 0)
            bits |= 1U << index;
    }
    *out = bits;
    return OK;
}

enum err ilert_ids_param(struct api_request *q, str name, struct id_list *out)
{
    int64_t *ids = arena_array(q->ctx.store.arena, int64_t, IDS_PARAM_MAX);
    struct word_walk walk = {0};
    size_t count = 0;
    for (str word = {0}; next_word(q, name, &walk, &word);) {
        if (word.n == 0)
            continue;
        if (count == IDS_PARAM_MAX)
            return refuse(q, name, S(" has too many ids"));
        if (!str_to_i64(word, &ids[count]) || ids[count] < 1)
            return refuse(q, name, S(" must be ids: whole numbers from 1"));
        count++;
    }
    *out = (struct id_list){.items = ids, .count = count};
    return OK;
}

static enum err read_time(struct api_request *q, str field, str text, msec *out)
{
    if (rfc3339_parse(text, out) || rfc3339_parse_date(text, out))
        return OK;
    return refuse(q, field, S(" must be a date and time such as 2026-01-05T09:00:00Z"));
}

enum err ilert_time_param(struct api_request *q, str name, msec *out)
{
    const str text = query_get(&q->query, name);
    msec at = 0;
    if (text.n == 0)
        return OK;
    TRY(read_time(q, name, text, &at));
    *out = at < TIME_MIN ? TIME_MIN : at;
    return OK;
}

// ---- bodies ----

static bool is_blank(const struct json *value)
{
    return value->kind == JSON_NULL || (value->kind == JSON_STRING && value->text.n == 0) ||
           (value->kind == JSON_NUMBER && value->is_integer && value->integer == 0);
}

/* The object without its blank members. Clients send structs full of zero values. */
static const struct json *without_blanks(struct arena *arena, const struct json *object)
{
    struct json *copy = arena_new(arena, struct json);
    *copy = *object;
    copy->first = NULL;
    copy->count = 0;
    const struct json **link = &copy->first;
    for (const struct json *member = object->first; member != NULL; member = member->next) {
        if (is_blank(member))
            continue;
        struct json *kept = arena_new(arena, struct json);
        *kept = *member;
        kept->next = NULL;
        *link = kept;
        link = &kept->next;
        copy->count++;
    }
    return copy;
}

enum err ilert_bind_object(struct api_request *q, str name, const struct json *object,
                           const struct bind_field *fields, size_t count, void *out)
{
    const struct json *sent =
        object->kind == JSON_OBJECT ? without_blanks(q->ctx.store.arena, object) : object;
    return api_bind_object(q, name, sent, fields, count, out);
}

enum err ilert_bind(struct api_request *q, const struct bind_field *fields, size_t count, void *out)
{
    return ilert_bind_object(q, (str){0}, q->body, fields, count, out);
}

enum err ilert_require(struct api_request *q, str field, str text)
{
    return text.n > 0 ? OK : refuse(q, field, S(" is required"));
}

enum err ilert_time(struct api_request *q, str field, str text, msec *out)
{
    msec at = 0;
    if (text.p == NULL)
        return OK;
    TRY(read_time(q, field, text, &at));
    if (at < TIME_MIN)
        return refuse(q, field, S(" must be after 1970-01-01T00:00:00Z"));
    *out = at;
    return OK;
}

enum err ilert_time_zone(struct api_request *q, str field, str text)
{
    if (text.p == NULL || time_zone_exists(q->ctx.store.arena, text))
        return OK;
    return refuse(q, field, S(" must be a time zone such as Europe/Berlin"));
}

const struct bind_field ilert_id_fields[1] = {
    {.name = S("id"), .type = BIND_INTEGER, .min = 1, .offset = 0},
};

enum err ilert_id(struct api_request *q, str field, const struct json *object, int64_t *out)
{
    struct bind_integer id = {0};
    if (object == NULL)
        return OK;
    TRY(ilert_bind_object(q, field, object, ilert_id_fields, ARRAY_LEN(ilert_id_fields), &id));
    *out = id.value;
    return OK;
}

static str item_name(struct api_request *q, str field, size_t index)
{
    struct arena *arena = q->ctx.store.arena;
    return STR_JOIN(arena, field, S("["), str_from_i64(arena, (int64_t)index), S("]"));
}

enum err ilert_ids(struct api_request *q, str field, const struct json *list, size_t max,
                   struct id_list *out)
{
    if (list == NULL)
        return OK;
    if (list->kind != JSON_ARRAY)
        return refuse(q, field, S(" must be an array of objects with an id"));
    if (list->count > max)
        return refuse(q, field, S(" has too many items"));
    int64_t *ids = arena_array(q->ctx.store.arena, int64_t, list->count);
    struct id_list read = {.items = ids};
    size_t index = 0;
    for (const struct json *item = list->first; item != NULL; item = item->next) {
        const str name = item_name(q, field, index++);
        int64_t id = 0;
        TRY(ilert_id(q, name, item, &id));
        if (id == 0)
            return refuse(q, STR_JOIN(q->ctx.store.arena, name, S(".id")), S(" is required"));
        if (!id_list_has(read, id))
            ids[read.count++] = id;
    }
    *out = read;
    return OK;
}
