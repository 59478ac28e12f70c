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

struct text_list {
    const str *items;
    size_t count;
};

/* Is the id in a short list, in any order? */
bool id_list_has(struct id_list ids, int64_t id);

/* The same ids in order, each once. */
struct id_list id_list_sorted(struct arena *arena, struct id_list ids);

/* Where an id is in a list that is in order; `ids.count` if it is not there. */
size_t id_list_find(struct id_list ids, int64_t id);

/* "[1,2,3]": how statements take a list of ids. */
str id_list_json(struct arena *arena, struct id_list ids);

/* ["a","b"]: how statements take a list of texts. */
str text_list_json(struct arena *arena, struct text_list texts);

/* The ids that a statement of one BIGINT column selects; more than `max` is ERR_TOO_LARGE. */
MUST_CHECK enum err id_list_read(struct store *s, unsigned sql, struct db_params params, size_t max,
                                 struct id_list *out);

/* Does a statement of one BIGINT column select any row? */
MUST_CHECK enum err row_exists(struct store *s, unsigned sql, struct db_params params, bool *out);
