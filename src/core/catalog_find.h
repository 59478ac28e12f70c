// catalog_find.h -- which entry of a type a client means.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"

/* The entry of the type with this id (0: none is told), else with this text as its external id, one
 * of its aliases or, where the type says so, its name. *out 0: there is none. */
MUST_CHECK enum err catalog_find(struct ctx *c, int64_t type_id, int64_t id, str text,
                                 int64_t *out);
