// clock.c -- the two clocks of the machine.
// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"

#include "base/check.h"

#include <time.h>

static int64_t read_us(clockid_t id)
{
    struct timespec at;
    CHECK(clock_gettime(id, &at) == 0);
    return (int64_t)at.tv_sec * 1000000 + at.tv_nsec / 1000;
}

msec clock_now(void)
{
    return read_us(CLOCK_REALTIME) / 1000;
}

msec clock_monotonic(void)
{
    return read_us(CLOCK_MONOTONIC) / 1000;
}

int64_t clock_monotonic_us(void)
{
    return read_us(CLOCK_MONOTONIC);
}
