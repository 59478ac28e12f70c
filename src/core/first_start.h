// first_start.h -- what an empty database is filled with (DESIGN 4).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"

/* In a write transaction: on a database without an organisation makes it, team Primary, an
 * administrator, a default escalation policy, the shipped statuses, severities, type, roles,
 * timestamps and durations, and one key. A database from before there were types gets those four.
 * *out_key is the key's text, absent when the database was in use already. */
MUST_CHECK enum err first_start(struct ctx *c, str *out_key);
