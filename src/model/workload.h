// workload.h -- how long people worked on something, and in which hours of their day.
//
// What is known of somebody's work is when he did something. Activities that lie less than a gap
// apart are one stretch of work, from the first to the last; one alone lasts no time. Which hours
// are whose is the owner's rule, by the clock of the person's own time zone.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/zone.h"

enum { MINUTES_PER_DAY = 24 * 60 };

// From one time of the day to another, in minutes since midnight; when the second is not after the
// first, it is of the next day.
struct day_hours {
    int from_minute;
    int until_minute;
};

// "08:00-18:00", each 00:00 to 23:59; false leaves *out alone.
bool day_hours_read(str text, struct day_hours *out);

struct work_rules {
    msec gap;
    struct day_hours working;  // of Monday to Friday
    struct day_hours sleeping; // of every day, as far as they are not working hours
};

// Milliseconds.
struct workload {
    msec working;
    msec late; // neither working nor sleeping hours
    msec sleeping;
};

/* The work that activities at these times tell of, in order of time, by the zone's clock. */
struct workload workload_of(const struct work_rules *rules, const struct zone *zone, const msec *at,
                            size_t count);

static inline msec workload_total(struct workload load)
{
    return load.working + load.late + load.sleeping;
}

static inline struct workload workload_sum(struct workload a, struct workload b)
{
    return (struct workload){a.working + b.working, a.late + b.late, a.sleeping + b.sleeping};
}
