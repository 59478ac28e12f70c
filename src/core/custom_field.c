// custom_field.c -- custom fields and their options, as they are configured.
//
// What is deleted is locked before it is asked whether an incident has it: who gives it to one
// holds it (field_values.c).
// SPDX-License-Identifier: Apache-2.0
#include "core/custom_field.h"

#include "core/incident_config_rules.h"
#include "store/field_store.h"

// ---- fields ----

/* Every byte but those that continue a character. */
static size_t count_characters(str text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++)
        n += ((unsigned char)text.p[i] & 0xC0) != 0x80;
    return n;
}

static enum err check_name(struct ctx *c, const struct custom_field *field)
{
    const struct named_rows rows =
        NAMED_ROWS_UP_TO(c->directory->fields, FIELDS_MAX, "custom field");
    TRY(config_check(c, &rows, field->id, field->name));
    if (count_characters(field->name) > FIELD_NAME_MAX_CHARACTERS)
        return ctx_fail(c, ERR_INVALID, S("name"), S("name must be of at most 50 characters"));
    return OK;
}

static bool is_select(const struct custom_field *field)
{
    return field->type == FIELD_SINGLE_SELECT || field->type == FIELD_MULTI_SELECT;
}

static enum err check_catalog_type(struct ctx *c, const struct custom_field *field)
{
    if (field->catalog_type_id == 0)
        return OK;
    if (!is_select(field))
        return ctx_fail(c, ERR_INVALID, S("catalog_type_id"),
                        S("catalog_type_id is for a single_select or multi_select only"));
    if (directory_catalog_type(c->directory, field->catalog_type_id) == NULL)
        return ctx_fail(c, ERR_INVALID, S("catalog_type_id"),
                        S("catalog_type_id names no catalog type"));
    return OK;
}

enum err custom_field_create(struct ctx *c, struct custom_field *field)
{
    TRY(check_name(c, field));
    TRY(check_catalog_type(c, field));
    TRY(ctx_stamp(c, &field->id, &field->created_at, &field->updated_at));
    return field_insert(&c->store, field);
}

enum err custom_field_change(struct ctx *c, struct custom_field *field)
{
    TRY(check_name(c, field));
    field->updated_at = config_touch(c, field->updated_at);
    return field_update(&c->store, field);
}

enum err custom_field_remove(struct ctx *c, const struct custom_field *field)
{
    bool is_used = false;
    TRY(ctx_permit_organisation(c));
    TRY(field_lock(&c->store, field->id));
    TRY(field_used(&c->store, field->id, &is_used));
    if (is_used)
        return ctx_fail(c, ERR_INVALID, S("id"), S("incidents have a value of this field"));
    c->directory_changed = true;
    return field_delete(&c->store, field->id);
}

// ---- options ----

static bool is_one_line(str value)
{
    for (size_t i = 0; i < value.n; i++) {
        if ((unsigned char)value.p[i] < ' ')
            return false;
    }
    return value.n > 0 && str_trim(value).n == value.n;
}

static enum err check_value(struct ctx *c, const struct custom_field_option *option)
{
    const struct custom_field_option_list options =
        directory_options_of(c->directory, option->field_id);
    if (!is_one_line(option->value))
        return ctx_fail(c, ERR_INVALID, S("value"),
                        S("value must be one line without blanks around it"));
    for (size_t i = 0; i < options.count; i++) {
        if (options.items[i].id != option->id && str_eq(options.items[i].value, option->value))
            return ctx_fail(c, ERR_INVALID, S("value"),
                            S("value is taken by another option of this field"));
    }
    return OK;
}

static enum err check_options_of(struct ctx *c, int64_t field_id)
{
    const struct custom_field *field = directory_field(c->directory, field_id);
    if (field == NULL)
        return ctx_fail(c, ERR_INVALID, S("custom_field_id"),
                        S("custom_field_id names no custom field"));
    if (!is_select(field) || field->catalog_type_id != 0)
        return ctx_fail(c, ERR_INVALID, S("custom_field_id"),
                        S("custom_field_id names a field that has no options"));
    if (c->directory->field_options.count >= FIELD_OPTIONS_MAX)
        return ctx_fail(c, ERR_INVALID, S("value"),
                        S("value of one more option: there are 1000 already"));
    return OK;
}

enum err field_option_create(struct ctx *c, struct custom_field_option *option)
{
    TRY(ctx_permit_organisation(c));
    TRY(check_options_of(c, option->field_id));
    TRY(check_value(c, option));
    TRY(ctx_stamp(c, &option->id, &option->created_at, &option->updated_at));
    return field_option_insert(&c->store, option);
}

enum err field_option_change(struct ctx *c, struct custom_field_option *option)
{
    TRY(ctx_permit_organisation(c));
    TRY(check_value(c, option));
    option->updated_at = config_touch(c, option->updated_at);
    return field_option_update(&c->store, option);
}

enum err field_option_remove(struct ctx *c, const struct custom_field_option *option)
{
    bool is_used = false;
    TRY(ctx_permit_organisation(c));
    TRY(field_option_lock(&c->store, option));
    TRY(field_target_used(&c->store, option->field_id, option->id, &is_used));
    if (is_used)
        return ctx_fail(c, ERR_INVALID, S("id"), S("incidents have this option"));
    c->directory_changed = true;
    return field_option_delete(&c->store, option);
}
