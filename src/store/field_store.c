// field_store.c -- custom fields, their options, and what incidents have of them.
// SPDX-License-Identifier: Apache-2.0
#include "store/field_store.h"

#include "sql_queries.h"

// ---- configuration ----

enum err field_insert(struct store *s, const struct custom_field *field)
{
    return db_exec(s->db, SQL_FIELD_INSERT,
                   P(s->org_id, field->id, field->name, field->description, field->type,
                     db_optional(field->catalog_type_id), field->created_at));
}

enum err field_update(struct store *s, const struct custom_field *field)
{
    return db_exec(s->db, SQL_FIELD_UPDATE,
                   P(s->org_id, field->id, field->name, field->description, field->updated_at));
}

enum err field_option_insert(struct store *s, const struct custom_field_option *option)
{
    return db_exec(s->db, SQL_FIELD_OPTION_INSERT,
                   P(s->org_id, option->field_id, option->id, option->value, option->sort_key,
                     option->created_at));
}

enum err field_option_update(struct store *s, const struct custom_field_option *option)
{
    return db_exec(s->db, SQL_FIELD_OPTION_UPDATE,
                   P(s->org_id, option->field_id, option->id, option->value, option->sort_key,
                     option->updated_at));
}

enum err field_delete(struct store *s, int64_t field_id)
{
    TRY(db_exec(s->db, SQL_FIELD_OPTIONS_DELETE, P(s->org_id, field_id)));
    return db_exec(s->db, SQL_FIELD_DELETE, P(s->org_id, field_id));
}

enum err field_option_delete(struct store *s, const struct custom_field_option *option)
{
    return db_exec(s->db, SQL_FIELD_OPTION_DELETE, P(s->org_id, option->field_id, option->id));
}

enum err field_hold(struct store *s, int64_t field_id)
{
    int64_t id = 0;
    return db_one(s->db, s->arena, SQL_FIELD_HOLD, P(s->org_id, field_id), row_read_i64, &id);
}

enum err field_option_hold(struct store *s, const struct custom_field_option *option)
{
    int64_t id = 0;
    return db_one(s->db, s->arena, SQL_FIELD_OPTION_HOLD,
                  P(s->org_id, option->field_id, option->id), row_read_i64, &id);
}

enum err field_lock(struct store *s, int64_t field_id)
{
    int64_t id = 0;
    return db_one(s->db, s->arena, SQL_FIELD_LOCK, P(s->org_id, field_id), row_read_i64, &id);
}

enum err field_option_lock(struct store *s, const struct custom_field_option *option)
{
    int64_t id = 0;
    return db_one(s->db, s->arena, SQL_FIELD_OPTION_LOCK,
                  P(s->org_id, option->field_id, option->id), row_read_i64, &id);
}

enum err field_used(struct store *s, int64_t field_id, bool *out)
{
    return row_exists(s, SQL_FIELD_USED, P(s->org_id, field_id), out);
}

enum err field_target_used(struct store *s, int64_t field_id, int64_t target_id, bool *out)
{
    return row_exists(s, SQL_FIELD_TARGET_USED, P(s->org_id, field_id, target_id), out);
}

enum err field_entry_used(struct store *s, int64_t type_id, int64_t entry_id, bool *out)
{
    return row_exists(s, SQL_FIELD_ENTRY_USED, P(s->org_id, type_id, entry_id), out);
}

// ---- values ----

static enum err read_value(struct row *row, struct arena *arena, void *out)
{
    struct field_value *value = out;
    value->incident_id = row_i64(row);
    value->field_id = row_i64(row);
    value->target_id = row_i64(row);
    value->text = row_str(row, arena);
    value->entry_name = row_str(row, arena);
    value->entry_external_id = row_str(row, arena);
    value->entry_aliases = row_str(row, arena);
    value->entry_created_at = row_i64(row);
    return row_end(row);
}

enum err field_values_list(struct store *s, struct id_list incidents, struct field_value_list *out)
{
    struct db_rows rows = {0};
    TRY(db_many(s->db, s->arena, SQL_FIELD_VALUES_LIST,
                P(s->org_id, id_list_json(s->arena, incidents)), read_value,
                sizeof(struct field_value), incidents.count * FIELD_VALUES_MAX, &rows));
    *out = (struct field_value_list){.items = rows.items, .count = rows.count};
    return OK;
}

enum err field_value_insert(struct store *s, const struct field_value *value,
                            const struct field_place *place)
{
    return db_exec(s->db, SQL_FIELD_VALUE_INSERT,
                   P(s->org_id, value->incident_id, value->field_id, place->position, place->number,
                     db_optional(value->target_id), value->text, place->folded, place->numeric));
}

enum err field_values_delete(struct store *s, int64_t incident_id, int64_t field_id)
{
    return db_exec(s->db, SQL_FIELD_VALUES_DELETE, P(s->org_id, incident_id, field_id));
}
