// rate_limit.h -- how many requests a key may send a minute, as the owner of the server has set it.
//
// Whole minutes of the clock, counted in this process; bounded memory. Safe from any thread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/check.h"
#include "base/clock.h"

enum { RATE_LIMIT_KEYS = 4096 }; // counted in one minute; more are let through

struct rate_limit;

// Requests a minute; 0: any number.
struct rate_rules {
    int64_t each;   // of every key
    int64_t issued; // of a key that was made by another key
};

// How a key stands in this minute.
struct rate_usage {
    int64_t limit; // 0: none holds
    int64_t used;
    msec ends_at; // of the minute
};

struct rate_limit *rate_limit_open(struct rate_rules rules);
void rate_limit_close(struct rate_limit **limit);

/* Counts a request of this key; false when it is one too many. */
bool rate_limit_admit(struct rate_limit *limit, int64_t key_id, bool is_issued, msec now,
                      struct rate_usage *out);

/* How long until the minute ends, in whole seconds. */
int64_t rate_usage_wait_s(const struct rate_usage *usage, msec now);
