// catalog_type.h -- types of the catalog and the attributes that their entries have.
//
// They are the organisation's: a key that reaches one team is refused (ERR_FORBIDDEN). Rows are
// built by the caller; errors name the row's own fields.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"

enum {
    CATALOG_TYPES_MAX = 200,
    CATALOG_ATTRIBUTES_MAX = 100, // of a type
    CATALOG_NAME_MAX_BYTES = 255,
    CATALOG_TEXT_MAX_BYTES = 4096,
    CATALOG_OWNERS_MAX = 100,
    CATALOG_REMOVED_MAX = 500, // entries that go with their type: one transaction deletes them
};

/* `type->type_name` absent: made from the name. `owners`: teams. Fills in id, times and the first
 * schema version. */
MUST_CHECK enum err catalog_type_create(struct ctx *c, struct catalog_type *type,
                                        struct id_list owners);

/* Everything but its type name; `owners` NULL: they stay. */
MUST_CHECK enum err catalog_type_change(struct ctx *c, struct catalog_type *type,
                                        const struct id_list *owners);

/* With its entries. ERR_INVALID, field "id", while a custom field or an attribute of another type
 * is of it, or while it has more than CATALOG_REMOVED_MAX entries. */
MUST_CHECK enum err catalog_type_remove(struct ctx *c, const struct catalog_type *type);

/* The attributes that the type has from now on. `version` is the one that the client has seen.
 * Those without an id get one, into `attributes`. What entries have in others is not shown any
 * more. ERR_INVALID names "version" or "attributes.N.name". */
struct catalog_schema {
    int64_t version;
    struct catalog_attribute *attributes;
    size_t count;
};
MUST_CHECK enum err catalog_schema_set(struct ctx *c, const struct catalog_type *type,
                                       struct catalog_schema *schema);

/* How an attribute names this type beside its type name: CatalogEntry["01J..."]. */
str catalog_resource_name(struct ctx *c, const struct catalog_type *type);

/* The type whose entries are an attribute's values; NULL: they are plain. */
const struct catalog_type *catalog_type_named(struct ctx *c, str value_type);

/* Do entries have values of it, or are they computed from others'? */
bool catalog_attribute_is_computed(const struct catalog_attribute *attribute);
