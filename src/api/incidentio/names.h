// names.h -- what a text names, where an id serves and a name does too.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/str.h"

/* What `text` names among rows that are offered one by one: the row of that id; else the one of
 * that name, spelt exactly so or else in any letter case. */
struct named_row {
    str text;
    int64_t wanted_id; // that `text` is as an id; 0: none
    int64_t by_id;
    int64_t by_name;
    int64_t by_folded_name;
    int same_names;
    int same_folded_names;
};

void named_row_offer(struct named_row *named, int64_t id, str name);

/* Its id; 0: it names none, or several. */
int64_t named_row_id(const struct named_row *named);
