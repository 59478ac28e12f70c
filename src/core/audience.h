// audience.h -- who is told when services are affected: the forecast and the sending.
//
// Inside the organisation: the users and teams subscribed to an affected service, to an activated
// page that shows one, or to the incident; each user once, and not where he opted out himself.
// Outside: the confirmed addresses of those pages that want to hear of one of the services; each
// address once among the public pages and once among the private ones.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"
#include "model/incident.h"

struct audience {
    struct id_list services;
    struct id_list public_pages;  // activated, that show one of the services; by id
    struct id_list private_pages; // the same, for viewers who are known
    struct id_list users;         // by id
    int64_t addresses;            // of both kinds of pages
};

/* Who would be told of an incident with these impacts. `incident_id` 0: it is not there yet. */
MUST_CHECK enum err audience_find(struct ctx *c, struct impact_list impacts, int64_t incident_id,
                                  struct audience *out);

/* Outbox rows for everybody in the audience, for an entry of the incident's timeline. */
MUST_CHECK enum err audience_tell(struct ctx *c, const struct audience *audience,
                                  int64_t incident_id, int64_t entry_id);

/* For each object: is the user subscribed, by himself or by a team, and has not opted out? Fills
 * `out`, as long as `objects`. */
MUST_CHECK enum err audience_has(struct ctx *c, struct id_list objects, int64_t user_id, bool *out);
