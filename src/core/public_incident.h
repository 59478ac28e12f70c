// public_incident.h -- incidents as the world sees them: what they affect, what is told of them.
//
// Absent texts, an absent status and absent impacts leave what is there; what the principal does
// not reach of the services stays. The caller has checked the scope; the handle tells that the key
// reaches the incident. Refusals name created_at, updated_at, affected_services or
// affected_services[n].
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/audience.h"
#include "store/history_store.h"
#include "store/service_store.h"

struct public_draft {
    str summary;
    bool has_status;
    enum public_status status;
    str message;
    bool notifies; // this write, not the incident
    bool has_impacts;
    struct impact_list impacts;
    msec created_at; // of a new one; 0: now
    msec updated_at; // of a new one; 0: now
};

/* A new incident, of the first team of its first service; *out_id is its id. ERR_INVALID without a
 * service, with one that is not in reach, and for times that cannot be. */
MUST_CHECK enum err public_incident_create(struct ctx *c, const struct public_draft *draft,
                                           int64_t *out_id);

/* Changes one that is locked (incident_load_locked), and saves it. ERR_INVALID as above. */
MUST_CHECK enum err public_incident_update(struct ctx *c, struct incident *incident,
                                           const struct public_draft *draft);

/* Who would be told if the draft were written; of `incident_id`, or of a new one when it is 0.
 * ERR_INVALID as above. */
MUST_CHECK enum err public_incident_forecast(struct ctx *c, const struct public_draft *draft,
                                             int64_t incident_id, struct audience *out);

// ---- reading ----

struct public_query {
    msec from_at;
    msec until_at;           // inclusive
    struct id_list services; // that it affects; empty: any
    bool statuses[PUBLIC_STATUS_COUNT];
    bool has_statuses;
};

/* Incidents that affect something, newest first, within the reach of the principal. */
MUST_CHECK enum err public_incident_list(struct ctx *c, const struct public_query *query,
                                         struct page page, struct handle_list *out);

/* What each of some incidents affects: by incident, then as it was given. */
MUST_CHECK enum err public_incident_affected(struct ctx *c, struct id_list incidents,
                                             struct affected_list *out);

/* What the world was told of one, newest first. */
MUST_CHECK enum err public_incident_updates(struct ctx *c, int64_t incident_id,
                                            struct public_update_list *out);
