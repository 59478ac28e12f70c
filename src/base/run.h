// run.h -- the rows of one owner in a list that is ordered by owner.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/check.h"

#include <stddef.h>
#include <stdint.h>

struct owned_rows {
    const void *items;
    size_t count;
    size_t size;  // of a row
    size_t owner; // where in a row the owner's id (an int64_t) stands
};

struct run {
    size_t first;
    size_t count;
};

/* Those of that owner; none: an empty run where they would stand. */
struct run run_of(const struct owned_rows *rows, int64_t owner);

/* Of a {items, count} list whose rows have the id in `member`. */
#define RUN_OF(list, member, owner_id)                                                             \
    run_of(&(const struct owned_rows){.items = (list).items,                                       \
                                      .count = (list).count,                                       \
                                      .size = sizeof(*(list).items),                               \
                                      .owner = offsetof(__typeof__(*(list).items), member)},       \
           (owner_id))
