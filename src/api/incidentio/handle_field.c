// handle_field.c -- /v2/custom_fields.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/configuration.h"
#include "api/incidentio/fields.h"
#include "api/incidentio/incidentio.h"
#include "core/custom_field.h"

static void write_field(struct api_request *q, str key, const struct custom_field *field)
{
    const struct catalog_type *type =
        directory_catalog_type(q->ctx.directory, field->catalog_type_id);
    jw_obj(&q->w, key);
    if (type != NULL)
        incidentio_write_id(q, S("catalog_type_id"), ID_CATALOG_TYPE, type->id, type->created_at);
    jw_str(&q->w, S("description"), field->description);
    jw_str(&q->w, S("field_type"), field_type_words[field->type]);
    incidentio_write_id(q, S("id"), ID_CUSTOM_FIELD, field->id, field->created_at);
    jw_str(&q->w, S("name"), field->name);
    incidentio_write_times(q, field->created_at, field->updated_at);
    jw_end(&q->w);
}

static enum err answer(struct api_request *q, int64_t id)
{
    TRY(ctx_refresh(&q->ctx));
    const struct custom_field *field = directory_field(q->ctx.directory, id);
    if (field == NULL)
        return incidentio_no_such(q, S("custom field"));
    jw_obj(&q->w, ITEM);
    write_field(q, S("custom_field"), field);
    jw_end(&q->w);
    return OK;
}

enum err incidentio_field_list(struct api_request *q)
{
    const struct directory *d = q->ctx.directory;
    jw_obj(&q->w, ITEM);
    jw_arr(&q->w, S("custom_fields"));
    for (size_t i = 0; i < d->fields.count; i++)
        write_field(q, ITEM, &d->fields.items[i]);
    jw_end(&q->w);
    jw_end(&q->w);
    return OK;
}

enum err incidentio_field_get(struct api_request *q)
{
    return answer(q, incidentio_path_id(q, 0, ID_CUSTOM_FIELD));
}

// ---- writing ----

struct field_body {
    str name;
    str description;
    int type;
    str catalog_type_id;
};

#define FIELD_TEXTS                                                                                \
    BIND_FIELD("name", TEXT, struct field_body, name, .required = true,                            \
               .max = FIELD_NAME_MAX_BYTES),                                                       \
        BIND_FIELD("description", TEXT, struct field_body, description,                            \
                   .max = FIELD_DESCRIPTION_MAX_BYTES)

static const struct bind_field create_fields[] = {
    FIELD_TEXTS,
    BIND_FIELD("field_type", WORD, struct field_body, type, .required = true,
               .words = field_type_words, .word_count = FIELD_TYPE_COUNT),
    BIND_FIELD("catalog_type_id", TEXT, struct field_body, catalog_type_id),
};
const struct route_doc incidentio_field_create_doc = {
    .body = {BIND_TABLE(create_fields)},
    .required = S("description"),
};

enum err incidentio_field_create(struct api_request *q)
{
    struct field_body body = {0};
    TRY(api_bind(q, create_fields, ARRAY_LEN(create_fields), &body));
    TRY(incidentio_require(q, S("description"), body.description));
    struct custom_field field = {
        .name = body.name,
        .description = body.description,
        .type = (enum field_type)body.type,
        .catalog_type_id = incidentio_id(q, ID_CATALOG_TYPE, body.catalog_type_id),
    };
    if (body.catalog_type_id.n > 0 && field.catalog_type_id == 0)
        return incidentio_refuse(q, S("catalog_type_id"), S(" names no catalog type"));
    TRY(custom_field_create(&q->ctx, &field));
    return answer(q, field.id);
}

static const struct bind_field update_fields[] = {FIELD_TEXTS};
const struct route_doc incidentio_field_update_doc = {
    .body = {BIND_TABLE(update_fields)},
    .required = S("description"),
};

static enum err find_field(struct api_request *q, const struct custom_field **out)
{
    const struct custom_field *field =
        directory_field(q->ctx.directory, incidentio_path_id(q, 0, ID_CUSTOM_FIELD));
    if (field == NULL)
        return incidentio_no_such(q, S("custom field"));
    *out = field;
    return OK;
}

enum err incidentio_field_update(struct api_request *q)
{
    const struct custom_field *found = NULL;
    struct field_body body = {0};
    TRY(find_field(q, &found));
    TRY(api_bind(q, update_fields, ARRAY_LEN(update_fields), &body));
    TRY(incidentio_require(q, S("description"), body.description));
    struct custom_field field = *found;
    field.name = body.name;
    field.description = body.description;
    TRY(custom_field_change(&q->ctx, &field));
    return answer(q, field.id);
}

enum err incidentio_field_delete(struct api_request *q)
{
    const struct custom_field *field = NULL;
    TRY(find_field(q, &field));
    return custom_field_remove(&q->ctx, field);
}
