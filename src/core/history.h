// history.h -- writing down what happened, and who is to be told. Inside the change's own
// transaction.
//
// Values of timeline entries are stored in Tocsin's own terms; a dialect spells them in its words:
//   created, acknowledged, unacknowledged, resolved, auto_resolved: ids of statuses
//   escalated: steps from 0; priority: 1..5; severity: ids of severities
//   responder_added, responder_removed: ids of users; suppressed: id of the event; public_sharing:
//   0 or 1; status, reopened: ids of statuses; update: the word of a public status; name, detail,
//   summary: texts; role: ids of users; timestamp: milliseconds; custom_fields: nothing. The
//   message names the role, timestamp or detail.
// An absent value means "none".
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"
#include "model/incident.h"

struct change {
    enum timeline_kind kind;
    str old_value;
    str new_value;
    str message;   // of an update, or what the values are of
    bool notifies; // of an update
    msec at;       // 0: now
    const struct incident
        *followed; // as it is after the change, if that is news to those who follow it
};

// What the world is told.
struct telling {
    str message;   // absent: none
    bool notifies; // subscribers
    msec at;       // 0: now
};

/* One timeline entry by the principal of `c`. */
MUST_CHECK enum err history_add(struct ctx *c, int64_t incident_id, struct change change);

/* The world is told of the incident's status, and of its subscribers those who want to be told if
 * it notifies. The incident is changed, not saved. */
MUST_CHECK enum err history_publish(struct ctx *c, struct incident *incident,
                                    const struct telling *telling);

/* The decimal text of a value; absent for 0, which means "none". */
str history_value(struct ctx *c, int64_t value);

/* Is anybody paged for it at all? Not for a test, and not for what is over. */
bool incident_pages(const struct incident *incident);

/* Outbox rows for everybody whom the incident's present step names, due at `due_at`. */
MUST_CHECK enum err notices_page_step(struct ctx *c, const struct incident *incident, msec due_at);

/* Nobody is to be paged for what is now in hand: takes back what was not sent yet. */
MUST_CHECK enum err notices_cancel_pages(struct ctx *c, int64_t incident_id);

/* Tells everybody who was paged, but not the one who acted. */
MUST_CHECK enum err notices_tell_paged(struct ctx *c, int64_t incident_id, enum notice_kind kind);

/* Tells one person. */
MUST_CHECK enum err notices_tell(struct ctx *c, int64_t incident_id, int64_t user_id,
                                 enum notice_kind kind);
