// incident_hold.h -- what an incident is about to name does not vanish meanwhile.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"
#include "model/incident.h"

/* Before the incident's row is written. PostgreSQL: the status, severity and type that it did not
 * have before stay until the transaction ends; ERR_UNAVAILABLE when another node has just deleted
 * one. What cannot be deleted costs nothing, so neither does an alert. On SQLite the one writer
 * knows what is there. */
MUST_CHECK enum err incident_hold(struct ctx *c, const struct incident *incident);
