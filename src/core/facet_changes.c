// facet_changes.c -- collected in the order they were made, written in the order of rows.
//
// On PostgreSQL two transactions that change incidents of one row meet at the version of that,
// which is written first, rows in order: behind it nothing is left to wait for in a circle.
// SPDX-License-Identifier: Apache-2.0
#include "core/facet_changes.h"

#include <stdlib.h>

enum { FIRST_CAPACITY = 256, KEPT_CAPACITY = 16384 };

// ---- collecting ----

void facet_changes_add(struct facet_changes *changes, const struct facet_change *change)
{
    if (changes->count == changes->capacity) {
        changes->capacity = changes->capacity == 0 ? FIRST_CAPACITY : 2 * changes->capacity;
        changes->items = realloc(changes->items, changes->capacity * sizeof(*changes->items));
        CHECK(changes->items != NULL);
    }
    changes->items[changes->count++] = *change;
}

void facet_changes_keep(struct facet_changes *changes)
{
    changes->kept = changes->count;
}

void facet_changes_drop(struct facet_changes *changes)
{
    changes->count = changes->kept;
}

void facet_changes_release(struct facet_changes *changes)
{
    free(changes->items);
    *changes = (struct facet_changes){0};
}

void facet_changes_clear(struct facet_changes *changes)
{
    if (changes->capacity > KEPT_CAPACITY) // it has caught up
        facet_changes_release(changes);
    changes->count = 0;
    changes->kept = 0;
}

// ---- writing ----

static int order_of(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* By facet, row and number; of the same, in the order they were made, which is that of their
 * places. */
static int order_changes(const void *left, const void *right)
{
    const struct facet_change *const *a = left, *const *b = right;
    const int orders[] = {
        order_of((*a)->facet.kind, (*b)->facet.kind),
        order_of((*a)->facet.subject, (*b)->facet.subject),
        order_of((*a)->facet.value, (*b)->facet.value),
        order_of((*a)->number / FACET_CHUNK_NUMBERS, (*b)->number / FACET_CHUNK_NUMBERS),
        order_of((*a)->number % FACET_PIECES, (*b)->number % FACET_PIECES),
        order_of((*a)->number, (*b)->number),
    };
    for (size_t i = 0; i < ARRAY_LEN(orders); i++) {
        if (orders[i] != 0)
            return orders[i];
    }
    return *a < *b ? -1 : 1;
}

static bool is_same_bit(const struct facet_change *a, const struct facet_change *b)
{
    return a->facet.kind == b->facet.kind && a->facet.subject == b->facet.subject &&
           a->facet.value == b->facet.value && a->number == b->number;
}

/* The last change of each bit, in order; returns how many. */
static size_t settle(const struct facet_changes *changes, struct arena *arena,
                     struct facet_change *out)
{
    const struct facet_change **sorted =
        arena_array(arena, const struct facet_change *, changes->count);
    size_t count = 0;
    for (size_t i = 0; i < changes->count; i++)
        sorted[i] = &changes->items[i];
    qsort(sorted, changes->count, sizeof(*sorted), order_changes);
    for (size_t i = 0; i < changes->count; i++) {
        const bool is_last = i + 1 == changes->count || !is_same_bit(sorted[i], sorted[i + 1]);
        if (sorted[i]->facet.kind != FACET_NONE && is_last)
            out[count++] = *sorted[i];
    }
    return count;
}

static struct id_list rows_of(const struct facet_changes *changes, struct store *s)
{
    int64_t *rows = arena_array(s->arena, int64_t, changes->count);
    size_t count = 0;
    for (size_t i = 0; i < changes->count; i++) {
        const int64_t row = facet_row_of(s, changes->items[i].number);
        if (count == 0 || rows[count - 1] != row)
            rows[count++] = row;
    }
    return id_list_sorted(s->arena, (struct id_list){.items = rows, .count = count});
}

/* Days pass, and nothing of a month that all have left is ever true again; the values of other
 * kinds are as many as the configuration has. */
static bool may_run_empty(const struct facet_change *change)
{
    const enum facet_kind kind = change->facet.kind;
    return !change->is_true && (kind == FACET_UPDATED_DAY || kind == FACET_UPDATED_MONTH);
}

static enum err prune(struct store *s, const struct facet_change *changes, size_t count)
{
    struct facet_change *left = arena_array(s->arena, struct facet_change, count);
    size_t left_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (may_run_empty(&changes[i]))
            left[left_count++] = changes[i];
    }
    return left_count == 0 ? OK : facet_bits_prune(s, left, left_count);
}

static enum err write_bits(struct store *s, const struct facet_change *changes, size_t count)
{
    if (count == 0)
        return OK;
    TRY(facet_bits_change(s, changes, count));
    return prune(s, changes, count);
}

enum err facet_changes_write(struct facet_changes *changes, struct store *s)
{
    if (changes->count == 0)
        return OK;
    struct facet_change *settled = arena_array(s->arena, struct facet_change, changes->count);
    const size_t count = settle(changes, s->arena, settled);
    TRY(facet_rows_touch(s, rows_of(changes, s)));
    TRY(write_bits(s, settled, count));
    facet_changes_clear(changes);
    return OK;
}
