// incident_open.h -- a new occurrence, or an event swallowed by the one that is open.
//
// The rules of grouping (DESIGN 1): events of one identity open one incident; while it is open
// further ones are suppressed; after it was resolved the next one is a new occurrence of the same
// group, with its counter id, priority and severity. A recovery resolves the open occurrence or is
// dropped.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"
#include "model/incident.h"

enum open_outcome {
    OPEN_CREATED,    // a new occurrence
    OPEN_SUPPRESSED, // kept under the open one
    OPEN_LIMITED,    // past the duplicate limit: counted, not kept
    OPEN_RESOLVED,   // the recovery of an open one
    OPEN_DROPPED,    // a recovery without one
    OPEN_OUTCOME_COUNT
};

struct opened {
    enum open_outcome outcome;
    int64_t incident_id; // 0 when dropped
};

/* Opens an incident for the draft. A policy of 0 means the integration's, else the team's default
 * one. */
MUST_CHECK enum err incident_open(struct ctx *c, const struct incident_draft *draft,
                                  struct opened *out);

/* Resolves the open incident of the draft's identity; the draft's metadata is kept as what resolved
 * it. */
MUST_CHECK enum err incident_recover(struct ctx *c, const struct incident_draft *draft,
                                     struct opened *out);

/* "created", "suppressed", ...: for logs. */
str open_outcome_name(enum open_outcome outcome);
