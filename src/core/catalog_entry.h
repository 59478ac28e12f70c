// catalog_entry.h -- entries of the catalog.
//
// They are the organisation's: a key that reaches one team is refused (ERR_FORBIDDEN) when it
// writes. What incidents show of an entry (its name, external id, aliases) they show as it is now.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"
#include "store/catalog_store.h"

enum {
    CATALOG_ENTRIES_MAX = 100000, // of a type
    CATALOG_BULK_MAX = 250,
    CATALOG_IDENTIFIER_MAX_BYTES = 255,
    CATALOG_ALIASES_MAX = 50,
    CATALOG_LITERALS_MAX_BYTES = 16 * 1024, // of an entry, all together
};

// What a client says of one attribute.
struct catalog_binding {
    str attribute_id;
    bool is_array;
    struct text_list literals; // none: it is cleared
};

struct catalog_draft {
    str place;                       // before the fields in errors: "entries.3." or empty
    str name;                        // absent: it stays
    str external_id;                 // absent: it stays; empty: none
    const struct text_list *aliases; // NULL: they stay
    int64_t rank;
    const struct catalog_binding *bindings;
    size_t binding_count;
    const struct text_list *only; // the attributes that are written; NULL: all
};

/* ERR_INVALID names external_id, aliases, attribute_values.<id> ... */
MUST_CHECK enum err catalog_entry_create(struct ctx *c, const struct catalog_type *type,
                                         const struct catalog_draft *draft,
                                         struct catalog_entry *out);

/* Attributes that the draft does not name are cleared, unless `only` keeps them. */
MUST_CHECK enum err catalog_entry_change(struct ctx *c, const struct catalog_type *type,
                                         struct catalog_entry *entry,
                                         const struct catalog_draft *draft);

/* ERR_INVALID, field "id", while an incident has it in a custom field. */
MUST_CHECK enum err catalog_entry_remove(struct ctx *c, const struct catalog_entry *entry);

/* ERR_NOT_FOUND. */
MUST_CHECK enum err catalog_entry_read(struct ctx *c, int64_t id, struct catalog_entry *out);

struct catalog_query {
    int64_t type_id;
    int64_t after; // an entry; 0: from the beginning
    int64_t take;  // 1..CATALOG_PAGE_MAX
    bool is_one;   // only the entry that `id`, or else `identifier`, names
    int64_t id;
    str identifier;
};

struct catalog_page {
    struct catalog_entry_list entries; // as they were made
    int64_t total;
    bool has_more;
};

MUST_CHECK enum err catalog_list(struct ctx *c, const struct catalog_query *query,
                                 struct catalog_page *out);

/* What these entries have in their attributes: by entry, attribute and position. */
MUST_CHECK enum err catalog_values_read(struct ctx *c, struct catalog_entry_list entries,
                                        struct catalog_value_list *out);

/* A part of such a list: one entry's; of that one attribute's. */
struct catalog_value_list catalog_values_of_entry(struct catalog_value_list values,
                                                  int64_t entry_id);
struct catalog_value_list catalog_values_in(struct catalog_value_list own, str attribute_id);
