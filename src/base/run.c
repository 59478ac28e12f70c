// run.c -- where a run begins is found by halves, its end by walking, as whoever asks does anyway.
// SPDX-License-Identifier: Apache-2.0
#include "base/run.h"

#include <string.h>

static int64_t owner_at(const struct owned_rows *rows, size_t index)
{
    int64_t owner = 0;
    memcpy(&owner, (const char *)rows->items + index * rows->size + rows->owner, sizeof(owner));
    return owner;
}

struct run run_of(const struct owned_rows *rows, int64_t owner)
{
    size_t low = 0;
    size_t high = rows->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (owner_at(rows, middle) < owner)
            low = middle + 1;
        else
            high = middle;
    }
    size_t end = low;
    while (end < rows->count && owner_at(rows, end) == owner)
        end++;
    return (struct run){.first = low, .count = end - low};
}
