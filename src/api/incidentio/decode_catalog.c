// decode_catalog.c -- what a body says of an entry of the catalog.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/catalog.h"
#include "api/incidentio/incidentio.h"
#include "core/catalog_type.h"

struct binding_body {
    const struct json *value;
    const struct json *array;
};

struct literal_body {
    str literal;
};

static const struct bind_field literal_fields[] = {
    BIND_FIELD("literal", TEXT, struct literal_body, literal, .max = CATALOG_TEXT_MAX_BYTES),
};

static const struct bind_field binding_fields[] = {
    BIND_FIELD("value", OBJECT, struct binding_body, value, .members = BIND_TABLE(literal_fields)),
    BIND_FIELD("array_value", ANY, struct binding_body, array,
               .members = BIND_TABLE(literal_fields)),
};

/* An absent literal is none. */
static enum err read_literal(struct api_request *q, str place, const struct json *object,
                             str *literals, size_t *count)
{
    struct literal_body body = {0};
    TRY(api_bind_object(q, place, object, literal_fields, ARRAY_LEN(literal_fields), &body));
    if (body.literal.p != NULL)
        literals[(*count)++] = body.literal;
    return OK;
}

static enum err read_literals(struct api_request *q, str place, const struct binding_body *body,
                              struct catalog_binding *out)
{
    struct arena *arena = q->ctx.store.arena;
    const str place_of_array = STR_JOIN(arena, place, S(".array_value"));
    size_t count = 0;
    if (body->array != NULL)
        TRY(incidentio_list(q, place_of_array, body->array, CATALOG_VALUES_MAX));
    str *literals = arena_array(arena, str, body->array == NULL ? 1 : body->array->count);
    if (body->array == NULL && body->value != NULL)
        TRY(read_literal(q, STR_JOIN(arena, place, S(".value")), body->value, literals, &count));
    for (const struct json *item = body->array == NULL ? NULL : body->array->first; item != NULL;
         item = item->next)
        TRY(read_literal(q, place_of_array, item, literals, &count));
    out->is_array = body->array != NULL;
    out->literals = (struct text_list){.items = literals, .count = count};
    return OK;
}

static enum err read_bindings(struct api_request *q, str place, const struct json *object,
                              struct catalog_draft *out)
{
    struct arena *arena = q->ctx.store.arena;
    const str name = STR_JOIN(arena, place, S("attribute_values"));
    size_t n = 0;
    if (object->count > CATALOG_ATTRIBUTES_MAX)
        return incidentio_refuse(q, name, S(" must be at most 100"));
    struct catalog_binding *bindings = arena_array(arena, struct catalog_binding, object->count);
    for (const struct json *item = object->first; item != NULL; item = item->next, n++) {
        const str place_of_item = STR_JOIN(arena, name, S("."), item->key);
        struct binding_body body = {0};
        TRY(api_bind_object(q, place_of_item, item, binding_fields, ARRAY_LEN(binding_fields),
                            &body));
        TRY(read_literals(q, place_of_item, &body, &bindings[n]));
        bindings[n].attribute_id = item->key;
    }
    out->bindings = bindings;
    out->binding_count = n;
    return OK;
}

static const struct text_list *texts_of(struct api_request *q, const struct str_list *list)
{
    if (!list->is_set)
        return NULL;
    struct text_list *texts = arena_new(q->ctx.store.arena, struct text_list);
    *texts = (struct text_list){.items = list->items, .count = list->count};
    return texts;
}

enum err incidentio_read_catalog_draft(struct api_request *q, str place,
                                       const struct catalog_entry_body *body,
                                       struct catalog_draft *out)
{
    struct catalog_draft draft = {
        .place = place,
        .name = body->name,
        .external_id = body->external_id,
        .aliases = texts_of(q, &body->aliases),
        .rank = body->rank.value,
        .only = texts_of(q, &body->only),
    };
    TRY(read_bindings(q, place, body->values, &draft));
    *out = draft;
    return OK;
}
