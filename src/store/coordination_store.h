// coordination_store.h -- what incidents coordinate, as it is configured, a row at a time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/coordination.h"
#include "store/store.h"

/* ERR_CONFLICT: another has the name. */
MUST_CHECK enum err type_insert(struct store *s, const struct incident_type *type);
MUST_CHECK enum err incident_role_insert(struct store *s, const struct incident_role *role);
MUST_CHECK enum err timestamp_insert(struct store *s, const struct incident_timestamp *timestamp);
MUST_CHECK enum err metric_insert(struct store *s, const struct duration_metric *metric);

/* Incidents from before there were types get this one. */
MUST_CHECK enum err types_settle(struct store *s, int64_t type_id);
