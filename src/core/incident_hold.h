// incident_hold.h -- what an incident is about to name does not vanish meanwhile.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"
#include "model/incident.h"

/* Before the incident's row is written. PostgreSQL: the status, severity and type that it did not
 * have before stay until the transaction ends; ERR_UNAVAILABLE when another node has just deleted
 * one. A status that cannot be deleted costs nothing. On SQLite the one writer knows what is there.
 */
MUST_CHECK enum err incident_hold(struct ctx *c, const struct incident *incident);

/* The same before a row that gives the role to the user (0: nobody, which holds nothing), and
 * before one that gives the timestamp a value. */
MUST_CHECK enum err incident_hold_role(struct ctx *c, int64_t role_id, int64_t user_id);
MUST_CHECK enum err incident_hold_timestamp(struct ctx *c, int64_t timestamp_id);
