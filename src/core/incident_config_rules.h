// incident_config_rules.h -- what holds for all kinds of rows that are configured: those of
// incident_config.h, custom fields, types of the catalog. Part of these.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"
#include "core/incident_config.h"
#include "model/incident_filter.h"

// Rows of the directory, seen as what they all begin with.
struct named_row {
    int64_t id;
    str name;
};

struct named_rows {
    const void *items;
    size_t count;
    size_t size; // of one
    size_t most; // of them
    str what;    // "severity", for sentences
};

#define NAMED_ROWS_UP_TO(list, most_, text)                                                        \
    (struct named_rows)                                                                            \
    {                                                                                              \
        .items = (list).items, .count = (list).count, .size = sizeof(*(list).items),               \
        .most = (most_), .what = S(text)                                                           \
    }
#define NAMED_ROWS(list, text) NAMED_ROWS_UP_TO(list, CONFIG_ROWS_MAX, text)

/* May the principal write, and is the name fit for the row of that id? 0: a new row, for which
 * there is room. */
MUST_CHECK enum err config_check(struct ctx *c, const struct named_rows *rows, int64_t id,
                                 str name);

/* The time of a change, which is not before the last one. */
msec config_touch(struct ctx *c, msec last_updated_at);

/* May the principal delete? `why`: what speaks against it (ERR_INVALID, field "id"), or absent. */
MUST_CHECK enum err config_check_removal(struct ctx *c, str why);

/* Above all of these ranks, as far as that goes. */
int config_next_rank(int highest);

/* After the row is deleted: ERR_INVALID, field "id" and this sentence, if the facet is true of an
 * incident. On PostgreSQL the deletion has waited for those who were naming the row, and from then
 * on nobody does (incident_hold.h). */
MUST_CHECK enum err config_check_unused(struct ctx *c, struct facet facet, str use);
