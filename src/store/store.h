// store.h -- what every store function needs: a connection, a place for results, an organisation.
//
// Store functions are thin: few statements, no rules. Results live in the arena.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "db/db.h"

struct store {
    struct db *db;
    struct arena *arena;
    int64_t org_id;
};

struct id_list {
    const int64_t *items;
    size_t count;
};

/* "[1,2,3]": how statements take a list of ids. */
str id_list_json(struct arena *arena, struct id_list ids);

/* The ids that a statement of one BIGINT column selects; more than `max` is ERR_TOO_LARGE. */
MUST_CHECK enum err id_list_read(struct store *s, unsigned sql, struct db_params params, size_t max,
                                 struct id_list *out);

/* Does a statement of one BIGINT column select any row? */
MUST_CHECK enum err row_exists(struct store *s, unsigned sql, struct db_params params, bool *out);
