// catalog_find.c -- which entry of a type a client means: ids first, then what else names it.
// SPDX-License-Identifier: Apache-2.0
#include "core/catalog_find.h"

#include "store/catalog_store.h"

enum err catalog_find(struct ctx *c, int64_t type_id, int64_t id, str text, int64_t *out)
{
    const struct catalog_type *type = directory_catalog_type(c->directory, type_id);
    int64_t found = 0;
    enum err outcome = ERR_NOT_FOUND;
    if (id != 0)
        outcome = catalog_entry_find(&c->store, type_id, id, &found);
    if (outcome == ERR_NOT_FOUND && text.n > 0)
        outcome = catalog_entry_identified(&c->store, type_id, text, &found);
    if (outcome == ERR_NOT_FOUND && text.n > 0 && type != NULL && type->names_identify)
        outcome = catalog_entry_named(&c->store, type_id, text, &found);
    if (outcome != OK && outcome != ERR_NOT_FOUND)
        return outcome;
    *out = found;
    return OK;
}
