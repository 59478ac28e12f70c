// encode_fields.c -- custom fields of incidents.
//
// A field with its options is the same in all incidents: its text is made once for a page of them.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/fields.h"
#include "api/incidentio/incidentio.h"
#include "api/kept_text.h"

static msec created_at_of_field(const struct api_request *q, int64_t id)
{
    const struct custom_field *field = directory_field(q->ctx.directory, id);
    return field == NULL ? 0 : field->created_at;
}

void incidentio_write_option(struct api_request *q, str key,
                             const struct custom_field_option *option)
{
    jw_obj(&q->w, key);
    incidentio_write_id(q, S("custom_field_id"), ID_CUSTOM_FIELD, option->field_id,
                        created_at_of_field(q, option->field_id));
    incidentio_write_id(q, S("id"), ID_FIELD_OPTION, option->id, option->created_at);
    jw_i64(&q->w, S("sort_key"), option->sort_key);
    jw_str(&q->w, S("value"), option->value);
    jw_end(&q->w);
}

// ---- on an incident ----

static void write_field(struct api_request *q, const struct custom_field *field)
{
    const struct custom_field_option_list options =
        directory_options_of(q->ctx.directory, field->id);
    jw_obj(&q->w, ITEM);
    jw_str(&q->w, S("description"), field->description);
    jw_str(&q->w, S("field_type"), field_type_words[field->type]);
    incidentio_write_id(q, S("id"), ID_CUSTOM_FIELD, field->id, field->created_at);
    jw_str(&q->w, S("name"), field->name);
    jw_arr(&q->w, S("options"));
    for (size_t i = 0; i < options.count; i++)
        incidentio_write_option(q, ITEM, &options.items[i]);
    jw_end(&q->w);
    jw_end(&q->w);
}

enum err incidentio_field_texts(struct api_request *q, const str **out)
{
    const struct directory *d = q->ctx.directory;
    str *texts = arena_array(q->ctx.store.arena, str, d->fields.count);
    for (size_t i = 0; i < d->fields.count; i++) {
        const struct kept_answer kept = kept_text_begin(q);
        write_field(q, &d->fields.items[i]);
        TRY(kept_text_end(q, &kept, &texts[i]));
    }
    *out = texts;
    return OK;
}

static void write_entry(struct api_request *q, const struct field_value *value)
{
    jw_obj(&q->w, S("value_catalog_entry"));
    jw_raw(&q->w, S("aliases"), value->entry_aliases);
    incidentio_write_text(q, S("external_id"), value->entry_external_id);
    incidentio_write_id(q, S("id"), ID_CATALOG_ENTRY, value->target_id, value->entry_created_at);
    jw_str(&q->w, S("name"), value->entry_name);
    jw_end(&q->w);
}

static str text_key(const struct custom_field *field)
{
    if (field->type == FIELD_NUMERIC)
        return S("value_numeric");
    return field->type == FIELD_LINK ? S("value_link") : S("value_text");
}

/* An option that this process does not know yet is left out. */
static void write_value(struct api_request *q, const struct custom_field *field,
                        const struct field_value *value)
{
    const struct custom_field_option *option =
        directory_field_option(q->ctx.directory, value->target_id);
    if (value->target_id != 0 && value->entry_name.p == NULL && option == NULL)
        return;
    jw_obj(&q->w, ITEM);
    if (value->entry_name.p != NULL)
        write_entry(q, value);
    else if (option != NULL)
        incidentio_write_option(q, S("value_option"), option);
    else
        jw_str(&q->w, text_key(field), value->text);
    jw_end(&q->w);
}

void incidentio_write_field_entries(struct api_request *q, const str *texts,
                                    struct field_value_list values)
{
    const struct directory *d = q->ctx.directory;
    jw_arr(&q->w, S("custom_field_entries"));
    for (size_t i = 0; i < d->fields.count; i++) {
        const struct custom_field *field = &d->fields.items[i];
        const struct field_value_list own = field_values_of_field(values, field->id);
        jw_obj(&q->w, ITEM);
        jw_raw(&q->w, S("custom_field"), texts[i]);
        jw_arr(&q->w, S("values"));
        for (size_t k = 0; k < own.count; k++)
            write_value(q, field, &own.items[k]);
        jw_end(&q->w);
        jw_end(&q->w);
    }
    jw_end(&q->w);
}
