// incident_change.h -- the frame of every change of one incident: load it locked, save it with a
// new version.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"
#include "model/incident.h"

/* The incident as it is now, without its texts; its group is locked until the transaction ends. */
MUST_CHECK enum err incident_load_locked(struct ctx *c, const struct incident_handle *handle,
                                         struct incident *out);

/* Locks the group, if it is still there: before the first change of several, all their groups in
 * one order, so that two requests never wait for each other. */
MUST_CHECK enum err incident_lock_group(struct ctx *c, int64_t group_id);

/* Writes the incident and its group; both are changed now. */
MUST_CHECK enum err incident_save(struct ctx *c, struct incident *incident);
