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

static void look_for_any(void *context, int64_t chunk, const void *bits)
{
    static const unsigned char none[FACET_CHUNK_BYTES];
    bool *is_used = context;
    (void)chunk;
    *is_used = *is_used || memcmp(bits, none, FACET_CHUNK_BYTES) != 0;
}

enum err facet_is_used(struct ctx *c, struct facet facet, bool *out)
{
    const struct facet_range range = {
        .kind = facet.kind,
        .subject = facet.subject,
        .from_value = facet.value,
        .until_value = facet.value,
        .until_chunk = INT64_MAX,
    };
    bool is_used = is_waiting(write_group_facets(c->group), facet);
    TRY(facet_bits_each(&c->store, &range, look_for_any, &is_used));
    *out = is_used;
    return OK;
}
