// query.h -- the query string as decoded pairs, in the order sent.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/err.h"

struct query_pair {
    str name;
    str value; // empty when there is no '='
};

struct query {
    const struct query_pair *items;
    size_t count;
};

// How long a page of a list is unless asked, and at most.
struct page_rule {
    int64_t usual;
    int64_t most;
};

/* Splits and decodes; at most `max` pairs. ERR_INVALID names the parameter whose value is no text,
 * or else the query: for a name that is none, or too many pairs. */
MUST_CHECK enum err query_parse(struct arena *arena, str text, size_t max, struct query *out,
                                struct errinfo *info);

/* The first value of that name, or absent. */
str query_get(const struct query *query, str name);
