// coordination_store.h -- what incidents coordinate, as it is configured, a row at a time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/directory.h"
#include "store/store.h"

/* ERR_CONFLICT: another has the name. */
MUST_CHECK enum err type_insert(struct store *s, const struct incident_type *type);
MUST_CHECK enum err incident_role_insert(struct store *s, const struct incident_role *role);
MUST_CHECK enum err timestamp_insert(struct store *s, const struct incident_timestamp *timestamp);
MUST_CHECK enum err metric_insert(struct store *s, const struct duration_metric *metric);

/* Incidents from before there were types get this one. */
MUST_CHECK enum err types_settle(struct store *s, int64_t type_id);

/* Everything but what never changes: of a status its place and meaning, of a role its kind, of a
 * timestamp what sets it. ERR_CONFLICT: another has the name. */
MUST_CHECK enum err severity_update(struct store *s, const struct severity *severity);
MUST_CHECK enum err status_update(struct store *s, const struct incident_status *status);
MUST_CHECK enum err type_update(struct store *s, const struct incident_type *type);
MUST_CHECK enum err incident_role_update(struct store *s, const struct incident_role *role);
MUST_CHECK enum err timestamp_update(struct store *s, const struct incident_timestamp *timestamp);
MUST_CHECK enum err metric_update(struct store *s, const struct duration_metric *metric);

/* Does an incident name somebody for the role, name the user for one, or give the timestamp a
 * value? */
MUST_CHECK enum err incident_role_assigned(struct store *s, int64_t id, bool *out);
MUST_CHECK enum err user_assigned(struct store *s, int64_t user_id, bool *out);
MUST_CHECK enum err timestamp_has_values(struct store *s, int64_t id, bool *out);

// What an incident names; 0: nothing.
struct named_by_incident {
    int64_t status_id;
    int64_t severity_id;
    int64_t type_id;
};

/* How many of these are there; they stay until the transaction ends (PostgreSQL). */
MUST_CHECK enum err named_hold(struct store *s, const struct named_by_incident *named,
                               int64_t *out_count);
MUST_CHECK enum err assignment_hold(struct store *s, int64_t role_id, int64_t user_id,
                                    int64_t *out_count);
MUST_CHECK enum err timestamp_hold(struct store *s, int64_t id, int64_t *out_count);

enum { FORMER_ROWS_MAX = 1000 }; // deleted statuses, and severities, that are remembered

/* What names the row is gone before; the history of incidents finds a status or severity among the
 * former ones. Waits for whoever holds it. */
MUST_CHECK enum err severity_delete(struct store *s, int64_t id);
MUST_CHECK enum err status_delete(struct store *s, int64_t id);
MUST_CHECK enum err type_delete(struct store *s, int64_t id);
MUST_CHECK enum err incident_role_delete(struct store *s, int64_t id);
MUST_CHECK enum err timestamp_delete(struct store *s, int64_t id);
MUST_CHECK enum err metric_delete(struct store *s, int64_t id);
