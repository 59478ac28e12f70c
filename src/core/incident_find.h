// incident_find.h -- reading incidents, within the reach of the principal.
//
// What the principal does not reach looks like what is not there: ERR_NOT_FOUND.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"
#include "store/history_store.h"
#include "store/incident_store.h"

/* The incident that `name` names: "prim-12" (any letter case; of the team's newest occurrence),
 * "INC-7", a bare number (of `team`'s counter first, then a row id), or an object id. `team_id` 0:
 * any team in reach; else only that team's. */
MUST_CHECK enum err incident_find(struct ctx *c, str name, int64_t team_id,
                                  struct incident_handle *out);

/* The incident whole. */
MUST_CHECK enum err incident_read(struct ctx *c, int64_t id, struct incident *out);

/* The incident of a share token if it is shared now. Needs no principal. */
MUST_CHECK enum err incident_find_shared(struct ctx *c, str token, struct incident *out);

struct incident_totals {
    int64_t all;
    int64_t open;
};

/* Totals of one team; 0: of all teams in reach. */
MUST_CHECK enum err incident_totals(struct ctx *c, int64_t team_id, struct incident_totals *out);
