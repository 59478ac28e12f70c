// names.c -- ids and names of rows.
//
// An id wins over a name, a name spelt exactly so over one in another letter case; a name that
// several have names none of them.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/names.h"

void named_row_offer(struct named_row *named, int64_t id, str name)
{
    if (id == named->wanted_id)
        named->by_id = id;
    if (!str_eq_nocase(name, named->text))
        return;
    named->by_folded_name = id;
    named->same_folded_names++;
    if (!str_eq(name, named->text))
        return;
    named->by_name = id;
    named->same_names++;
}

int64_t named_row_id(const struct named_row *named)
{
    if (named->by_id != 0)
        return named->by_id;
    if (named->same_names == 1)
        return named->by_name;
    return named->same_folded_names == 1 ? named->by_folded_name : 0;
}
