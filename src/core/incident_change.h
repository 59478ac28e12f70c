// incident_change.h -- the frame of every change of one incident: load it locked, save it with a
// new version. The index that lists are filtered by follows from here.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"
#include "model/incident.h"

/* The incident as it is now, without its payloads; its group is locked until the transaction ends.
 */
MUST_CHECK enum err incident_load_locked(struct ctx *c, const struct incident_handle *handle,
                                         struct incident *out);

/* Writes a new incident whose id and times are known, and whether it is private; gives it its
 * number. */
MUST_CHECK enum err incident_add(struct ctx *c, struct incident *incident);

/* Writes what may have changed of the incident's own row, as it stands. */
MUST_CHECK enum err incident_rewrite(struct ctx *c, struct incident *incident);

/* Moves the counts of the incident's team. */
MUST_CHECK enum err incident_count(struct ctx *c, const struct incident *incident,
                                   enum response_state state, int64_t amount);

/* Writes the incident and its group; both are changed now. */
MUST_CHECK enum err incident_save(struct ctx *c, struct incident *incident);
