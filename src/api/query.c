// query.c -- splitting the query string.
// SPDX-License-Identifier: Apache-2.0
#include "api/query.h"

#include "http/http.h"

/* Names the parameter when only its value cannot be read. */
static enum err parse_pair(struct arena *arena, str text, struct query_pair *out,
                           struct errinfo *info)
{
    str value = text;
    str name = str_cut(&value, '=');
    if (value.p == NULL)
        value = S("");
    const bool has_name = http_decode_percent(arena, name, true, &out->name);
    if (has_name && http_decode_percent(arena, value, true, &out->value))
        return OK;
    name = has_name && out->name.n > 0 ? out->name : S("query");
    return fail(info, ERR_INVALID, name,
                STR_JOIN(arena, name, S(" must be percent-encoded UTF-8 without U+0000")));
}

static size_t parts_of(str text)
{
    size_t parts = 1;
    for (size_t i = 0; i < text.n; i++)
        parts += text.p[i] == '&';
    return parts;
}

enum err query_parse(struct arena *arena, str text, size_t max, struct query *out,
                     struct errinfo *info)
{
    struct query_pair *pairs = NULL;
    size_t count = 0;
    const size_t parts = parts_of(text);
    const size_t room = parts < max ? parts : max;
    for (str rest = text; rest.p != NULL && text.n > 0;) {
        const str part = str_cut(&rest, '&');
        if (part.n == 0)
            continue;
        if (pairs == NULL)
            pairs = arena_array(arena, struct query_pair, room);
        if (count == max)
            return fail(info, ERR_INVALID, S("query"),
                        S("the query string has too many parameters"));
        TRY(parse_pair(arena, part, &pairs[count++], info));
    }
    *out = (struct query){.items = pairs, .count = count};
    return OK;
}

str query_get(const struct query *query, str name)
{
    for (size_t i = 0; i < query->count; i++) {
        if (str_eq(query->items[i].name, name))
            return query->items[i].value;
    }
    return (str){0};
}
