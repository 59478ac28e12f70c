// catalog_store.c -- the catalog's types and entries.
// SPDX-License-Identifier: Apache-2.0
#include "store/catalog_store.h"

#include "sql_queries.h"

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
