// catalog_store.c -- the catalog's types and entries.
// SPDX-License-Identifier: Apache-2.0
#include "store/catalog_store.h"

#include "sql_queries.h"

// ---- types ----

enum err catalog_type_insert(struct store *s, const struct catalog_type *type)
{
    return db_exec(s->db, SQL_CATALOG_TYPE_INSERT,
                   P(s->org_id, type->id, type->name, type->type_name, type->description,
                     type->color, type->icon, type->categories, type->annotations,
                     type->source_repo_url, type->is_ranked, type->names_identify,
                     type->schema_version, type->created_at));
}

enum err catalog_type_update(struct store *s, const struct catalog_type *type)
{
    return db_exec(s->db, SQL_CATALOG_TYPE_UPDATE,
                   P(s->org_id, type->id, type->name, type->description, type->color, type->icon,
                     type->categories, type->annotations, type->source_repo_url, type->is_ranked,
                     type->names_identify, type->schema_version, type->updated_at));
}

enum err catalog_type_delete(struct store *s, int64_t type_id)
{
    static const unsigned deletes[] = {
        SQL_CATALOG_VALUES_OF_TYPE_DELETE, SQL_CATALOG_IDENTIFIERS_OF_TYPE_DELETE,
        SQL_CATALOG_ENTRIES_DELETE,        SQL_CATALOG_ATTRIBUTES_DELETE,
        SQL_CATALOG_TYPE_DELETE,
    };
    for (size_t i = 0; i < ARRAY_LEN(deletes); i++)
        TRY(db_exec(s->db, deletes[i], P(s->org_id, type_id)));
    return OK;
}

enum err catalog_attribute_insert(struct store *s, const struct catalog_attribute *attribute,
                                  int position)
{
    return db_exec(s->db, SQL_CATALOG_ATTRIBUTE_INSERT,
                   P(s->org_id, attribute->type_id, attribute->id, position, attribute->name,
                     attribute->value_type, attribute->is_array, attribute->mode,
                     attribute->backlink, attribute->path));
}

enum err catalog_attributes_delete(struct store *s, int64_t type_id)
{
    return db_exec(s->db, SQL_CATALOG_ATTRIBUTES_DELETE, P(s->org_id, type_id));
}

// ---- finding an entry ----

enum err catalog_entry_find(struct store *s, int64_t type_id, int64_t id, int64_t *out)
{
    return db_one(s->db, s->arena, SQL_CATALOG_ENTRY_FIND, P(s->org_id, type_id, id), row_read_i64,
                  out);
}

enum err catalog_entry_identified(struct store *s, int64_t type_id, str identifier, int64_t *out)
{
    return db_one(s->db, s->arena, SQL_CATALOG_ENTRY_IDENTIFIED, P(s->org_id, type_id, identifier),
                  row_read_i64, out);
}

enum err catalog_entry_named(struct store *s, int64_t type_id, str name, int64_t *out)
{
    return db_one(s->db, s->arena, SQL_CATALOG_ENTRY_NAMED, P(s->org_id, type_id, name),
                  row_read_i64, out);
}

enum err catalog_entry_hold(struct store *s, int64_t id)
{
    int64_t held = 0;
    return db_one(s->db, s->arena, SQL_CATALOG_ENTRY_HOLD, P(s->org_id, id), row_read_i64, &held);
}

enum err catalog_entry_lock(struct store *s, int64_t id)
{
    int64_t locked = 0;
    return db_one(s->db, s->arena, SQL_CATALOG_ENTRY_LOCK, P(s->org_id, id), row_read_i64, &locked);
}

// ---- entries ----

static enum err read_entry(struct row *row, struct arena *arena, void *out)
{
    struct catalog_entry *entry = out;
    entry->id = row_i64(row);
    entry->type_id = row_i64(row);
    entry->name = row_str(row, arena);
    entry->external_id = row_str(row, arena);
    entry->aliases = row_str(row, arena);
    entry->rank = row_i64(row);
    entry->created_at = row_i64(row);
    entry->updated_at = row_i64(row);
    return row_end(row);
}

enum err catalog_entry_get(struct store *s, int64_t id, struct catalog_entry *out)
{
    return db_one(s->db, s->arena, SQL_CATALOG_ENTRY_GET, P(s->org_id, id), read_entry, out);
}

enum err catalog_entry_page(struct store *s, int64_t type_id, int64_t after, int64_t take,
                            struct catalog_entry_list *out)
{
    struct db_rows rows = {0};
    TRY(db_many(s->db, s->arena, SQL_CATALOG_ENTRY_PAGE, P(s->org_id, type_id, after, take),
                read_entry, sizeof(struct catalog_entry), CATALOG_PAGE_MAX + 1, &rows));
    *out = (struct catalog_entry_list){.items = rows.items, .count = rows.count};
    return OK;
}

enum err catalog_entry_insert(struct store *s, const struct catalog_entry *entry)
{
    return db_exec(s->db, SQL_CATALOG_ENTRY_INSERT,
                   P(s->org_id, entry->id, entry->type_id, entry->name, entry->external_id,
                     entry->aliases, entry->rank, entry->created_at));
}

enum err catalog_entry_update(struct store *s, const struct catalog_entry *entry)
{
    return db_exec(s->db, SQL_CATALOG_ENTRY_UPDATE,
                   P(s->org_id, entry->id, entry->name, entry->external_id, entry->aliases,
                     entry->rank, entry->updated_at));
}

enum err catalog_entry_delete(struct store *s, int64_t id)
{
    TRY(catalog_values_delete(s, id, NULL));
    TRY(db_exec(s->db, SQL_CATALOG_IDENTIFIERS_DELETE, P(s->org_id, id, true)));
    TRY(db_exec(s->db, SQL_CATALOG_IDENTIFIERS_DELETE, P(s->org_id, id, false)));
    return db_exec(s->db, SQL_CATALOG_ENTRY_DELETE, P(s->org_id, id));
}

// ---- what else names entries ----

enum err catalog_identifiers_taken(struct store *s, const struct catalog_entry *entry,
                                   struct text_list identifiers, str *out)
{
    str taken = {0};
    const enum err found =
        db_one(s->db, s->arena, SQL_CATALOG_IDENTIFIERS_TAKEN,
               P(s->org_id, entry->type_id, entry->id, text_list_json(s->arena, identifiers)),
               row_read_str, &taken);
    if (found != OK && found != ERR_NOT_FOUND)
        return found;
    *out = taken;
    return OK;
}

enum err catalog_identifiers_set(struct store *s, const struct catalog_entry *entry, bool is_alias,
                                 struct text_list identifiers)
{
    TRY(db_exec(s->db, SQL_CATALOG_IDENTIFIERS_DELETE, P(s->org_id, entry->id, is_alias)));
    if (identifiers.count == 0)
        return OK;
    return db_exec(
        s->db, SQL_CATALOG_IDENTIFIERS_INSERT,
        P(s->org_id, entry->type_id, entry->id, is_alias, text_list_json(s->arena, identifiers)));
}

// ---- values ----

static enum err read_value(struct row *row, struct arena *arena, void *out)
{
    struct catalog_value *value = out;
    value->entry_id = row_i64(row);
    value->attribute_id = row_str(row, arena);
    value->literal = row_str(row, arena);
    return row_end(row);
}

enum err catalog_values_of(struct store *s, struct id_list entries, struct catalog_value_list *out)
{
    struct db_rows rows = {0};
    TRY(db_many(s->db, s->arena, SQL_CATALOG_VALUE_LIST,
                P(s->org_id, id_list_json(s->arena, entries)), read_value,
                sizeof(struct catalog_value), entries.count * CATALOG_VALUES_MAX, &rows));
    *out = (struct catalog_value_list){.items = rows.items, .count = rows.count};
    return OK;
}

enum err catalog_values_insert(struct store *s, int64_t entry_id, str attribute_id,
                               struct text_list literals)
{
    return db_exec(s->db, SQL_CATALOG_VALUES_INSERT,
                   P(s->org_id, entry_id, attribute_id, text_list_json(s->arena, literals)));
}

enum err catalog_values_delete(struct store *s, int64_t entry_id,
                               const struct text_list *attributes)
{
    const str list = attributes == NULL ? (str){0} : text_list_json(s->arena, *attributes);
    return db_exec(s->db, SQL_CATALOG_VALUES_DELETE, P(s->org_id, entry_id, list));
}

static enum err read_size(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    struct catalog_size *size = out;
    size->count = row_i64(row);
    size->bytes = row_i64(row);
    return row_end(row);
}

enum err catalog_values_size(struct store *s, int64_t entry_id, struct catalog_size *out)
{
    return db_one(s->db, s->arena, SQL_CATALOG_VALUES_SIZE, P(s->org_id, entry_id), read_size, out);
}
