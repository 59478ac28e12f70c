// incident_search.h -- finds the page of incidents that GET /v2/incidents shows, and counts all.
//
// The cost does not grow with how many incidents match, nor with the depth of the cursor, but for
// texts and numbers that nobody asked for lately, and for late incidents: by the months that are
// passed until enough match, and where they end by those of a day (ARCHITECTURE.md).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"
#include "model/incident.h"
#include "model/incident_filter.h"

struct incident_found {
    struct incident_handle handle; // its number is 0, as in other lists
    int64_t number;                // INC-n
    msec created_at;
};

struct incident_search_page {
    const struct incident_found *items;
    size_t count;
    int64_t total; // of all that match, wherever the page begins
    bool has_more; // behind the page
};

/* At one view of the database: in a read transaction, or in a write before anything is changed.
 * ERR_INVALID naming `after` when there is no such incident in reach. */
MUST_CHECK enum err incident_search(struct ctx *c, const struct incident_search *search,
                                    struct incident_search_page *out);
