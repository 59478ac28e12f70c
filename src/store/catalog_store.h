// catalog_store.h -- the catalog's types and entries, a statement each.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/catalog.h"
#include "store/store.h"

// ---- finding an entry of a type; ERR_NOT_FOUND, *out untouched ----

MUST_CHECK enum err catalog_entry_find(struct store *s, int64_t type_id, int64_t id, int64_t *out);
MUST_CHECK enum err catalog_entry_identified(struct store *s, int64_t type_id, str identifier,
                                             int64_t *out);
/* The oldest one of that name. */
MUST_CHECK enum err catalog_entry_named(struct store *s, int64_t type_id, str name, int64_t *out);

/* PostgreSQL: it is not deleted until the transaction ends. ERR_NOT_FOUND: it is gone. */
MUST_CHECK enum err catalog_entry_hold(struct store *s, int64_t id);
