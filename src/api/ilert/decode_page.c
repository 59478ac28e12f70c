// decode_page.c -- the structure of a status page: elements, and in groups their children.
// SPDX-License-Identifier: Apache-2.0
#include "api/ilert/page.h"

#include "api/ilert/ilert.h"
#include "core/page_structure.h"

const str ilert_element_words[ELEMENT_KIND_COUNT] = {
    [ELEMENT_SERVICE] = S("SERVICE"), [ELEMENT_GROUP] = S("GROUP")};

static const str option_words[] = {S("expand"), S("no-graph")};

enum { CHILD_FIELDS = 3 }; // a child is an element without children

struct element_body {
    struct bind_integer id;
    int kind;
    const struct json *options;
    const struct json *children;
};

static const struct bind_field element_fields[] = {
    BIND_FIELD("id", INTEGER, struct element_body, id, .required = true, .min = 1),
    BIND_FIELD("type", WORD, struct element_body, kind, .required = true,
               .words = ilert_element_words, .word_count = ELEMENT_KIND_COUNT),
    BIND_FIELD("options", ANY, struct element_body, options),
    BIND_FIELD("children", ANY, struct element_body, children,
               .members = {element_fields, CHILD_FIELDS}),
};

const struct bind_field ilert_structure_fields[1] = {
    {.name = S("elements"), .type = BIND_ANY, .members = BIND_TABLE(element_fields)},
};

// The elements read so far, one after the other.
struct flat {
    struct api_request *q;
    struct page_element *items;
    size_t count;
};

static enum err refuse(struct flat *flat, str field, str why)
{
    return api_fail(flat->q, ERR_INVALID, field, STR_JOIN(flat->q->ctx.store.arena, field, why));
}

static str member_of(const struct flat *flat, str name, str member)
{
    return STR_JOIN(flat->q->ctx.store.arena, name, S("."), member);
}

static str item_of(const struct flat *flat, str name, size_t index)
{
    struct arena *arena = flat->q->ctx.store.arena;
    return STR_JOIN(arena, name, S("["), str_from_i64(arena, (int64_t)index), S("]"));
}

// ---- one element ----

static bool read_option(const struct json *value, bool *chosen)
{
    const int index = value->kind == JSON_STRING
                          ? word_find(option_words, ARRAY_LEN(option_words), value->text)
                          : -1;
    if (index >= 0)
        chosen[index] = true;
    return index >= 0;
}

/* One word, as the vendor's document says, or an array of them, as its clients do. */
static enum err read_options(struct flat *flat, str name, const struct json *options, str *out)
{
    struct arena *arena = flat->q->ctx.store.arena;
    bool chosen[ARRAY_LEN(option_words)] = {0};
    const bool is_list = options != NULL && options->kind == JSON_ARRAY;
    bool is_good = options == NULL || is_list || read_option(options, chosen);
    const struct json *item = is_list ? options->first : NULL;
    for (; is_good && item != NULL; item = item->next)
        is_good = read_option(item, chosen);
    if (!is_good)
        return refuse(flat, member_of(flat, name, S("options")),
                      S(" must be an array of expand and no-graph"));
    str text = S("");
    for (size_t i = 0; i < ARRAY_LEN(chosen); i++) {
        if (chosen[i])
            text = STR_JOIN(arena, text, text.n == 0 ? S("") : S(","), option_words[i]);
    }
    *out = text;
    return OK;
}

/* *out_children is NULL when there are none. */
static enum err read_element(struct flat *flat, str name, const struct json *item, int64_t group_id,
                             const struct json **out_children)
{
    struct element_body body = {.kind = -1};
    struct page_element element = {.group_id = group_id};
    TRY(ilert_bind_object(flat->q, name, item, element_fields, ARRAY_LEN(element_fields), &body));
    TRY(read_options(flat, name, body.options, &element.options));
    if (flat->count == PAGE_ELEMENTS_MAX)
        return refuse(flat, S("structure"), S(" has too many elements"));
    if (body.children != NULL && body.children->kind != JSON_ARRAY)
        return refuse(flat, member_of(flat, name, S("children")), S(" must be an array"));
    element.kind = (enum element_kind)body.kind;
    element.target_id = body.id.value;
    flat->items[flat->count++] = element;
    *out_children = body.children == NULL || body.children->count == 0 ? NULL : body.children;
    return OK;
}

// ---- the two levels ----

static enum err read_children(struct flat *flat, str name, const struct json *list,
                              int64_t group_id)
{
    size_t index = 0;
    for (const struct json *item = list->first; item != NULL; item = item->next) {
        const str child = item_of(flat, name, index++);
        const struct json *below = NULL;
        TRY(read_element(flat, child, item, group_id, &below));
        if (flat->items[flat->count - 1].kind == ELEMENT_GROUP)
            return refuse(flat, member_of(flat, child, S("type")),
                          S(" must be SERVICE in a group"));
        if (below != NULL)
            return refuse(flat, member_of(flat, child, S("children")), S(" are for a GROUP only"));
    }
    return OK;
}

static enum err read_top(struct flat *flat, str name, const struct json *item)
{
    const struct json *children = NULL;
    TRY(read_element(flat, name, item, 0, &children));
    const struct page_element *element = &flat->items[flat->count - 1];
    if (children == NULL)
        return OK;
    const str below = member_of(flat, name, S("children"));
    if (element->kind != ELEMENT_GROUP)
        return refuse(flat, below, S(" are for a GROUP only"));
    return read_children(flat, below, children, element->target_id);
}

enum err ilert_structure_read(struct api_request *q, const struct json *structure,
                              struct page_element_list *out, bool *out_is_set)
{
    const struct json *list = json_get(structure, S("elements"));
    struct flat flat = {
        .q = q,
        .items = arena_array(q->ctx.store.arena, struct page_element, PAGE_ELEMENTS_MAX),
    };
    size_t index = 0;
    *out_is_set = list != NULL && list->kind != JSON_NULL;
    if (!*out_is_set)
        return OK;
    if (list->kind != JSON_ARRAY)
        return refuse(&flat, S("structure.elements"), S(" must be an array"));
    for (const struct json *item = list->first; item != NULL; item = item->next)
        TRY(read_top(&flat, item_of(&flat, S("structure.elements"), index++), item));
    *out = (struct page_element_list){.items = flat.items, .count = flat.count};
    return OK;
}
