// decode_fields.c -- what a body says about the custom fields of an incident.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/fields.h"
#include "api/incidentio/incidentio.h"
#include "core/custom_field.h"

struct entry_body {
    str field_id;
    const struct json *values;
};

struct value_body {
    str option_id;
    str entry_id;
    str text;
    str link;
    str number;
};

static const struct bind_field value_fields[] = {
    BIND_FIELD("value_option_id", TEXT, struct value_body, option_id),
    BIND_FIELD("value_catalog_entry_id", TEXT, struct value_body, entry_id),
    BIND_FIELD("value_text", TEXT, struct value_body, text),
    BIND_FIELD("value_link", TEXT, struct value_body, link),
    BIND_FIELD("value_numeric", TEXT, struct value_body, number),
};

const struct bind_field incidentio_field_entry_fields[2] = {
    BIND_FIELD("custom_field_id", TEXT, struct entry_body, field_id, .required = true),
    BIND_FIELD("values", ANY, struct entry_body, values, .required = true,
               .members = BIND_TABLE(value_fields)),
};

/* Exactly one of its members is set. */
static enum err read_value(struct api_request *q, str name, const struct json *object,
                           struct field_input *out)
{
    struct value_body body = {0};
    struct field_input input = {0};
    int count = 0;
    TRY(api_bind_object(q, name, object, value_fields, ARRAY_LEN(value_fields), &body));
    const struct field_input inputs[] = {
        {.kind = FIELD_INPUT_OPTION,
         .text = body.option_id,
         .id = incidentio_id(q, ID_FIELD_OPTION, body.option_id)},
        {.kind = FIELD_INPUT_ENTRY,
         .text = body.entry_id,
         .id = incidentio_id(q, ID_CATALOG_ENTRY, body.entry_id)},
        {.kind = FIELD_INPUT_TEXT, .text = body.text},
        {.kind = FIELD_INPUT_LINK, .text = body.link},
        {.kind = FIELD_INPUT_NUMBER, .text = body.number},
    };
    for (size_t i = 0; i < ARRAY_LEN(inputs); i++) {
        if (inputs[i].text.p == NULL)
            continue;
        input = inputs[i];
        count++;
    }
    if (count != 1)
        return incidentio_refuse(
            q, name,
            S(" must have one of value_option_id, value_catalog_entry_id, value_text, "
              "value_link, value_numeric"));
    *out = input;
    return OK;
}

static enum err read_values(struct api_request *q, str name, const struct json *array,
                            struct field_entry *out)
{
    size_t n = 0;
    TRY(incidentio_list(q, name, array, FIELD_SELECTED_MAX));
    struct field_input *inputs = arena_array(q->ctx.store.arena, struct field_input, array->count);
    for (const struct json *item = array->first; item != NULL; item = item->next, n++)
        TRY(read_value(q, incidentio_item_name(q, name, n), item, &inputs[n]));
    out->inputs = inputs;
    out->count = n;
    return OK;
}

static enum err read_entry(struct api_request *q, str name, const struct json *object,
                           struct field_entry *out)
{
    struct entry_body body = {0};
    TRY(api_bind_object(q, name, object, incidentio_field_entry_fields,
                        ARRAY_LEN(incidentio_field_entry_fields), &body));
    out->field_id = incidentio_id(q, ID_CUSTOM_FIELD, body.field_id);
    return read_values(q, STR_JOIN(q->ctx.store.arena, name, S(".values")), body.values, out);
}

enum err incidentio_read_field_entries(struct api_request *q, str name, const struct json *array,
                                       struct field_entry_list *out)
{
    size_t n = 0;
    *out = (struct field_entry_list){.name = name};
    if (array == NULL || array->kind == JSON_NULL)
        return OK;
    TRY(incidentio_list(q, name, array, FIELDS_MAX));
    struct field_entry *entries = arena_array(q->ctx.store.arena, struct field_entry, array->count);
    for (const struct json *item = array->first; item != NULL; item = item->next, n++)
        TRY(read_entry(q, incidentio_item_name(q, name, n), item, &entries[n]));
    out->items = entries;
    out->count = n;
    return OK;
}
