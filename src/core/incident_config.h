// incident_config.h -- severities, statuses, types, roles, timestamps and durations of incidents.
//
// They are the organisation's: a key that reaches one team is refused (ERR_FORBIDDEN). Rows are
// built by the caller; `_create` fills in id and times, `_change` the time of the change. Errors
// name the row's own fields. A name is not blank and nobody else's of its kind, letter case aside.
// `_remove` is refused (ERR_INVALID, field "id") while something uses the row, or rules rely on it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"

enum {
    CONFIG_NAME_MAX_BYTES = 50,
    CONFIG_TEXT_MAX_BYTES = 4096,
    CONFIG_RANK_MAX = 1000000,
    CONFIG_ROWS_MAX = 50, // of each kind: an incident shows all its roles and timestamps
};

/* `rank` below 0: above all others. A level of Spike's belongs to one severity; the error then
 * names `spike_severity`. */
MUST_CHECK enum err severity_create(struct ctx *c, struct severity *severity);
MUST_CHECK enum err severity_change(struct ctx *c, struct severity *severity);
MUST_CHECK enum err severity_remove(struct ctx *c, const struct severity *severity);

/* Gives the status the meaning of the shipped one of its category: what a client does not say. */
void status_mean_usual(struct incident_status *status);

/* Live, learning or closed; it comes behind all others. What is over is over in every dialect: a
 * live status is never resolved, neither inside (`response_state`) nor to the world
 * (`public_status`), the others always are. */
MUST_CHECK enum err status_create(struct ctx *c, struct incident_status *status);

/* Its name and description: what a status means never changes. */
MUST_CHECK enum err status_change(struct ctx *c, struct incident_status *status);

/* Also refused for the last one that a word of some dialect stands for. */
MUST_CHECK enum err status_remove(struct ctx *c, const struct incident_status *status);

/* One type is the default one: a new default takes it from the old one, and nobody gives it away
 * without (`is_default`). It cannot be removed. */
MUST_CHECK enum err type_create(struct ctx *c, struct incident_type *type);
MUST_CHECK enum err type_change(struct ctx *c, struct incident_type *type);
MUST_CHECK enum err type_remove(struct ctx *c, const struct incident_type *type);

/* A new one is INCIDENT_ROLE_CUSTOM; the others cannot be removed. */
MUST_CHECK enum err incident_role_create(struct ctx *c, struct incident_role *role);
MUST_CHECK enum err incident_role_change(struct ctx *c, struct incident_role *role);
MUST_CHECK enum err incident_role_remove(struct ctx *c, const struct incident_role *role);

/* `rank` as in severity_create. A new one is set by hand; the others cannot be removed. */
MUST_CHECK enum err timestamp_create(struct ctx *c, struct incident_timestamp *timestamp);
MUST_CHECK enum err timestamp_change(struct ctx *c, struct incident_timestamp *timestamp);
MUST_CHECK enum err timestamp_remove(struct ctx *c, const struct incident_timestamp *timestamp);

/* From one timestamp to another; errors name
 * `from_timestamp_id` and `to_timestamp_id`. Nothing uses it. */
MUST_CHECK enum err metric_create(struct ctx *c, struct duration_metric *metric);
MUST_CHECK enum err metric_change(struct ctx *c, struct duration_metric *metric);
MUST_CHECK enum err metric_remove(struct ctx *c, const struct duration_metric *metric);
