// facet.h -- the index that lists of incidents are filtered by, as use cases write it.
//
// For every facet (model/incident_filter.h) a bitmap tells which incidents it is true of; an
// incident's place in it is its number (INC-n). Changes are collected in memory and written by the
// end of the transaction (write_group_write_facets), so they are one with what they tell of.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"
#include "model/incident.h"
#include "model/incident_filter.h"

/* From the end of this transaction on the facet is true of the incident, or is not; whatever it was
 * before. For what hangs on an incident beside its own row: roles and field values. Whoever adds or
 * takes away a value of FACET_ROLE or FACET_FIELD sets FACET_ANYTHING of that subject too. */
void facet_set(struct ctx *c, const struct incident *incident, struct facet facet, bool is_true);

/* Something of the incident has changed that conditions look up in the rows themselves: a text or a
 * number of a field. */
void facet_touch(struct ctx *c, const struct incident *incident);

/* For incident_add and incident_rewrite (core/incident_change.h): what the row says now is true. */
void facet_begin(struct ctx *c, struct incident *incident, bool is_late);
void facet_follow(struct ctx *c, struct incident *incident);
