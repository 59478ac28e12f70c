// workload.h -- who took part in incidents, and how long people worked on them.
//
// Work is what the timeline tells (model/workload.h): what somebody did by a key that he made. How
// the hours of his day are called is looked up by his own time zone, UTC where it is not known. The
// newest ACTIVITIES_MAX acts of an incident count, whatever other incidents are asked for.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"
#include "store/document_store.h"

// Of one person on one incident.
struct person_workload {
    int64_t incident_id;
    int64_t user_id;
    struct workload load;
};

struct workload_list {
    const struct person_workload *items;
    size_t count;
};

/* Of a page of incidents, by incident, then user; of those who did something. One statement for
 * ACTIVE_INCIDENTS_MAX of them. */
MUST_CHECK enum err workloads_of(struct ctx *c, struct id_list incidents,
                                 struct workload_list *out);

/* Of all people together; zeroes where nobody did anything. */
struct workload workload_of_incident(const struct workload_list *list, int64_t incident_id);

/* Of one person; zeroes when he did nothing. */
struct workload workload_of_person(const struct workload_list *list, int64_t incident_id,
                                   int64_t user_id);

/* Everybody who has to do with an incident that the caller has found, by user. */
MUST_CHECK enum err participants_list(struct ctx *c, int64_t incident_id,
                                      struct participant_list *out);
