// facet_use.c -- asking the index whether a facet is true of anything.
// SPDX-License-Identifier: Apache-2.0
#include "core/facet_use.h"

#include "core/facet_changes.h"

static bool is_same(struct facet a, struct facet b)
{
    return a.kind == b.kind && a.subject == b.subject && a.value == b.value;
}

/* What waits for the end of the transaction. */
static bool is_waiting(const struct facet_changes *changes, struct facet facet)
{
    for (size_t i = 0; i < changes->count; i++) {
        if (changes->items[i].is_true && is_same(changes->items[i].facet, facet))
            return true;
    }
    return false;
}

enum err facet_is_used(struct ctx *c, struct facet facet, bool *out)
{
    if (!is_waiting(write_group_facets(c->group), facet))
        return facet_has_bits(&c->store, facet, out);
    *out = true;
    return OK;
}
