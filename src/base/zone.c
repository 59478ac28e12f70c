// zone.c -- libical's zones.
//
// libical locks what its threads share, and never moves or frees a zone that it has given out.
// SPDX-License-Identifier: Apache-2.0
#include "base/zone.h"

#include "base/check.h"

#include <libical/ical.h>

enum { NAME_MAX_BYTES = 64 };

const struct zone *zone_find(str name)
{
    char text[NAME_MAX_BYTES + 1] = "";
    const icaltimezone *found = NULL;
    if (name.n > 0 && name.n <= NAME_MAX_BYTES) {
        memcpy(text, name.p, name.n);
        found = icaltimezone_get_builtin_timezone(text);
    }
    return (const struct zone *)(found != NULL ? found : icaltimezone_get_utc_timezone());
}

msec zone_offset(const struct zone *zone, msec at)
{
    struct icaltimetype time = icaltime_from_timet_with_zone((time_t)(at / MSEC_PER_SECOND), 0,
                                                             icaltimezone_get_utc_timezone());
    int is_daylight = 0;
    // libical's functions take zones that they could change, and do not change this one.
    icaltimezone *known = (icaltimezone *)(uintptr_t)zone;
    return (msec)icaltimezone_get_utc_offset_of_utc_time(known, &time, &is_daylight) *
           MSEC_PER_SECOND;
}

msec zone_next_change(const struct zone *zone, msec at, msec until)
{
    const msec offset = zone_offset(zone, at);
    CHECK(at <= until && until - at <= MSEC_PER_DAY);
    if (zone_offset(zone, until) == offset)
        return until;
    msec same = at;
    msec other = until;
    while (other - same > 1) {
        const msec middle = same + (other - same) / 2;
        if (zone_offset(zone, middle) == offset)
            same = middle;
        else
            other = middle;
    }
    return other;
}
