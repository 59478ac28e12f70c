// facet_use.h -- is something named by any incident? For what may be deleted only when it is not.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"
#include "model/incident_filter.h"

/* Is the facet true of an incident? What jobs of this transaction have made true counts, whatever
 * came after: none of them has been answered yet. Reads as far as the first of
 * them: at most one row for 31,744 incidents. */
MUST_CHECK enum err facet_is_used(struct ctx *c, struct facet facet, bool *out);
