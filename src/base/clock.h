// clock.h -- time as one type: milliseconds since 1970-01-01T00:00:00Z.
//
// Rules take `now` as a parameter. Only the edges (dispatcher, engine, log) read a clock.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

typedef int64_t msec;

enum {
    MSEC_PER_SECOND = 1000,
    MSEC_PER_MINUTE = 60 * MSEC_PER_SECOND,
    MSEC_PER_DAY = 24 * 60 * MSEC_PER_MINUTE,
};

static inline msec msec_earlier(msec a, msec b)
{
    return a < b ? a : b;
}

/* Wall clock. */
msec clock_now(void);

/* Monotonic clock, for durations and deadlines; its zero means nothing. */
msec clock_monotonic(void);

/* Monotonic microseconds, for measuring one request. */
int64_t clock_monotonic_us(void);
