// duplicate_limit.h -- an identity that sends too much is counted, not stored, for a while. Pure.
//
// Past DUPLICATE_LIMIT_EVENTS events within DUPLICATE_WINDOW_MS the group is limited for
// DUPLICATE_HOLD_MS. Windows are fixed, begun by the first event after the last one ended.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/incident.h"

enum {
    DUPLICATE_LIMIT_EVENTS = 20,
    DUPLICATE_WINDOW_MS = 60 * 1000,
    DUPLICATE_HOLD_MS = 60 * 1000,
};

/* Counts one event at `now` in the group's window; false when the event is past the limit. */
bool duplicate_limit_admit(struct incident_group *group, msec now);
