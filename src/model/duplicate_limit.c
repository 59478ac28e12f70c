// duplicate_limit.c -- counting events in a window.
// SPDX-License-Identifier: Apache-2.0
#include "model/duplicate_limit.h"

bool duplicate_limit_admit(struct incident_group *group, msec now)
{
    const bool is_held = now < group->limited_until;
    if (is_held &&
        group->limited_until - now <= DUPLICATE_HOLD_MS) // longer: the clock stepped back
        return false;
    if (now - group->window_started_at >= DUPLICATE_WINDOW_MS || group->limited_until != 0) {
        group->window_started_at = now;
        group->window_events = 0;
        group->limited_until = 0;
    }
    group->window_events++;
    if (group->window_events <= DUPLICATE_LIMIT_EVENTS)
        return true;
    group->limited_until = now + DUPLICATE_HOLD_MS;
    return false;
}
