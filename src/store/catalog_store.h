// catalog_store.h -- the catalog's types and entries, a statement each.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/catalog.h"
#include "store/store.h"

#define COUNTER_CATALOG_ENTRY S("catalog_entry") // entries of a type, its owner (meta_store.h)

enum {
    CATALOG_PAGE_MAX = 250,
    CATALOG_VALUES_MAX = 500, // of one entry
};

// ---- types ----

/* ERR_CONFLICT: another has the name or the type name. */
MUST_CHECK enum err catalog_type_insert(struct store *s, const struct catalog_type *type);
MUST_CHECK enum err catalog_type_update(struct store *s, const struct catalog_type *type);

/* With its attributes, and its entries with what belongs to them. */
MUST_CHECK enum err catalog_type_delete(struct store *s, int64_t type_id);

/* ERR_CONFLICT: two of a type have one name. */
MUST_CHECK enum err
catalog_attribute_insert(struct store *s, const struct catalog_attribute *attribute, int position);
MUST_CHECK enum err catalog_attributes_delete(struct store *s, int64_t type_id);

// ---- finding an entry of a type; ERR_NOT_FOUND, *out untouched ----

MUST_CHECK enum err catalog_entry_find(struct store *s, int64_t type_id, int64_t id, int64_t *out);
MUST_CHECK enum err catalog_entry_identified(struct store *s, int64_t type_id, str identifier,
                                             int64_t *out);
/* The oldest one of that name. */
MUST_CHECK enum err catalog_entry_named(struct store *s, int64_t type_id, str name, int64_t *out);

/* PostgreSQL: it is not deleted until the transaction ends. ERR_NOT_FOUND: it is gone. */
MUST_CHECK enum err catalog_entry_hold(struct store *s, int64_t id);

/* PostgreSQL: nobody holds it, until the transaction ends. */
MUST_CHECK enum err catalog_entry_lock(struct store *s, int64_t id);

// ---- entries ----

struct catalog_entry_list {
    const struct catalog_entry *items;
    size_t count;
};

/* ERR_NOT_FOUND. */
MUST_CHECK enum err catalog_entry_get(struct store *s, int64_t id, struct catalog_entry *out);

/* Those of a type behind `after`, at most `take` (up to CATALOG_PAGE_MAX + 1), by id. */
MUST_CHECK enum err catalog_entry_page(struct store *s, int64_t type_id, int64_t after,
                                       int64_t take, struct catalog_entry_list *out);

MUST_CHECK enum err catalog_entry_insert(struct store *s, const struct catalog_entry *entry);
MUST_CHECK enum err catalog_entry_update(struct store *s, const struct catalog_entry *entry);

/* With its values and identifiers. */
MUST_CHECK enum err catalog_entry_delete(struct store *s, int64_t id);

/* The first of the identifiers that names another entry of the type; absent: none does. */
MUST_CHECK enum err catalog_identifiers_taken(struct store *s, const struct catalog_entry *entry,
                                              struct text_list identifiers, str *out);

/* These and no others are its aliases, or its external id. */
MUST_CHECK enum err catalog_identifiers_set(struct store *s, const struct catalog_entry *entry,
                                            bool is_alias, struct text_list identifiers);

struct catalog_value_list {
    const struct catalog_value *items;
    size_t count;
};

/* Of these entries (at most CATALOG_PAGE_MAX); by entry, attribute and position. */
MUST_CHECK enum err catalog_values_of(struct store *s, struct id_list entries,
                                      struct catalog_value_list *out);
MUST_CHECK enum err catalog_values_insert(struct store *s, int64_t entry_id, str attribute_id,
                                          struct text_list literals);

/* Of these attributes; NULL: of all. */
MUST_CHECK enum err catalog_values_delete(struct store *s, int64_t entry_id,
                                          const struct text_list *attributes);

struct catalog_size {
    int64_t count;
    int64_t bytes; // of the literals
};
MUST_CHECK enum err catalog_values_size(struct store *s, int64_t entry_id,
                                        struct catalog_size *out);
