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

/* A new incident whose id and times are known gets its number, and holds what it names. One that
 * begins now, and waited for its turn or had its clock set back a little, is dated behind what
 * others have begun meanwhile, up to a second later: its times are moved and so is the job's. So
 * numbers tell the order of nearly all; what must not be told from them is late. */
MUST_CHECK enum err incident_begin(struct ctx *c, struct incident *incident, bool begins_now,
                                   bool *out_is_late);

/* Writes a new incident that has begun, as it stands, and whether it is private. */
MUST_CHECK enum err incident_add(struct ctx *c, struct incident *incident, bool is_late);

/* Writes what may have changed of the incident's own row, as it stands. */
MUST_CHECK enum err incident_rewrite(struct ctx *c, struct incident *incident);

/* Moves the counts of the incident's team. */
MUST_CHECK enum err incident_count(struct ctx *c, const struct incident *incident,
                                   enum response_state state, int64_t amount);

/* Writes the incident and its group; both are changed now. */
MUST_CHECK enum err incident_save(struct ctx *c, struct incident *incident);
