// rate_limit.h -- how many requests a key may send a minute, when the owner of the server has set a
// limit.
//
// Whole minutes of the clock, counted in this process; bounded memory. Safe from any thread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/check.h"
#include "base/clock.h"

enum { RATE_LIMIT_KEYS = 4096 }; // counted in one minute; more are let through

struct rate_limit;

/* NULL for `per_minute` 0: nothing is limited. */
struct rate_limit *rate_limit_open(int64_t per_minute);
void rate_limit_close(struct rate_limit **limit);

/* Counts a request of this key. False when it is one too many; *out_wait_s is then how long until
 * the next minute. A NULL limit lets everything through. */
bool rate_limit_admit(struct rate_limit *limit, int64_t key_id, msec now, int *out_wait_s);
