// coordination.h -- incidents with all that they coordinate, a page at a time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"
#include "model/coordinated.h"
#include "model/incident.h"
#include "store/document_store.h"
#include "store/field_store.h"

// One incident; the lists are its own, in order of role, timestamp or field.
struct coordinated {
    struct incident incident; // as far as it is shown: without payloads, policy and group
    struct incident_extras extras;
    struct role_assignment_list roles;
    struct timestamp_value_list moments; // as they are stored: coordinated_moment tells all
    struct field_value_list fields;
    struct postmortem_list postmortems; // as they were made
    struct workload load;               // of all people together
};

struct coordinated_list {
    const struct coordinated *items;
    size_t count;
};

/* At most SHOWN_PAGE_MAX incidents, by id, a statement a table. One that is gone is left out. The
 * caller has seen that the principal reaches them. */
MUST_CHECK enum err coordination_of(struct ctx *c, struct id_list incidents,
                                    struct coordinated_list *out);

/* When that happened; 0: unset. An incident that says nothing else was reported when it was made.
 */
msec coordinated_moment(const struct coordinated *coordinated,
                        const struct incident_timestamp *timestamp);

/* Who has the role; 0: nobody. */
int64_t coordinated_holder(const struct coordinated *coordinated, int64_t role_id);

struct duration {
    enum duration_status status;
    int64_t seconds; // of DURATION_SUCCESS
};

struct duration coordinated_duration(const struct ctx *c, const struct coordinated *coordinated,
                                     const struct duration_metric *metric);

/* The incident arrives at this status at `at`: the first time counts for the timestamps that the
 * move sets. */
MUST_CHECK enum err moments_note(struct ctx *c, int64_t incident_id,
                                 const struct incident_status *status, msec at);
