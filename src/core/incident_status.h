// incident_status.h -- moving an incident to another status, and all that follows from it.
//
// Whether a move may be made is each dialect's own (model/transition.h for Spike); what follows is
// here, once: times, counts, timeline, escalation, notices, the services it held, and what the
// world is told.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"
#include "model/incident.h"

struct status_move {
    const struct incident_status *to;
    enum timeline_kind kind; // of the entry
    bool is_told;            // the caller tells the world himself
};

/* Moves a locked incident; it is not saved. To the status that it has: nothing. */
MUST_CHECK enum err incident_move(struct ctx *c, struct incident *incident,
                                  const struct status_move *move);

/* The kind of entry of a move between these response states, when nothing says otherwise. */
enum timeline_kind incident_move_kind(enum response_state from, enum response_state to);

/* Pages the present step now, and sets the time of the next one. */
MUST_CHECK enum err incident_page_now(struct ctx *c, struct incident *incident);
