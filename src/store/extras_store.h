// extras_store.h -- what stands beside incidents: details, roles, moments, clients' own keys.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/coordinated.h"
#include "model/incident.h"
#include "store/store.h"

enum { EXTRAS_MAX = 1000 }; // rows of each kind of one incident

// An incident as far as its own row is shown, and its details.
struct shown_incident {
    struct incident incident;
    struct incident_extras extras;
};

struct shown_list {
    const struct shown_incident *items;
    size_t count;
};

/* Of at most SHOWN_PAGE_MAX incidents, by id; one that is not there is left out. */
MUST_CHECK enum err incidents_shown(struct store *s, struct id_list incidents,
                                    struct shown_list *out);

/* Nothing is kept of an incident that has none: *out is then empty. */
MUST_CHECK enum err extras_get(struct store *s, int64_t incident_id, struct incident_extras *out);
MUST_CHECK enum err extras_set(struct store *s, int64_t incident_id,
                               const struct incident_extras *extras);

/* Of some incidents, by incident, then role or timestamp. */
MUST_CHECK enum err assignments_of(struct store *s, struct id_list incidents,
                                   struct role_assignment_list *out);
MUST_CHECK enum err moments_of(struct store *s, struct id_list incidents,
                               struct timestamp_value_list *out);

/* A user or a moment of 0 takes it away. */
MUST_CHECK enum err assignment_set(struct store *s, const struct role_assignment *assignment);
MUST_CHECK enum err moment_set(struct store *s, const struct timestamp_value *value);

/* What is set already stays. */
MUST_CHECK enum err moment_add(struct store *s, const struct timestamp_value *value);

// ---- the key that a client creates an incident with ----

struct incident_request {
    int64_t api_key_id;
    str key;
    str hash;            // of the body
    int64_t incident_id; // that it made
};

/* Claims the key for a request, forgetting those made before `oldest`; *out_claimed is false when
 * it is taken. Waits for one that is being claimed. */
MUST_CHECK enum err incident_request_claim(struct store *s, const struct incident_request *request,
                                           msec now, msec oldest, bool *out_claimed);

/* Reads hash and incident of one that is claimed. */
MUST_CHECK enum err incident_request_get(struct store *s, struct incident_request *request);
MUST_CHECK enum err incident_request_settle(struct store *s,
                                            const struct incident_request *request);
