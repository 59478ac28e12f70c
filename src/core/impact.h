// impact.h -- what an incident does to services, kept with its time.
//
// The incident is locked; each function leaves the services' records in step with it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"
#include "model/incident.h"

/* A new incident's: from its creation until it was resolved, if it was. */
MUST_CHECK enum err impacts_begin(struct ctx *c, const struct incident *incident,
                                  struct impact_list impacts);

/* The incident affects these and no others, from now on. *out_changed is false when it did so
 * already. */
MUST_CHECK enum err impacts_replace(struct ctx *c, const struct incident *incident,
                                    struct impact_list impacts, bool *out_changed);

/* It is over; it goes on after all. */
MUST_CHECK enum err impacts_end(struct ctx *c, const struct incident *incident);
MUST_CHECK enum err impacts_resume(struct ctx *c, const struct incident *incident);

/* What one incident affects, as it was given. */
MUST_CHECK enum err impacts_of(struct ctx *c, int64_t incident_id, struct impact_list *out);
