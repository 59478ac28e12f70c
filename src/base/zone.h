// zone.h -- time zones: how far their clocks are ahead of UTC, and when.
//
// What zones do is the system's database, read by libical once a zone and kept. Any thread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/str.h"

struct zone;

/* The zone of an IANA name, "Europe/Berlin"; UTC for an absent or unknown one. Nobody's to release.
 */
const struct zone *zone_find(str name);

/* How far its clocks are ahead of UTC at an instant between the years 1970 and 2037. */
msec zone_offset(const struct zone *zone, msec at);

/* The first instant after `at` and not after `until` at which the offset is another than at `at`;
 * `until` when there is none. Their distance is at most a day. */
msec zone_next_change(const struct zone *zone, msec at, msec until);
