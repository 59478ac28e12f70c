// service_history.h -- how a service has been, and its uptime.
//
// The record of a service is kept as what has borne on it, each with its time: impacts of
// incidents, maintenance windows, its own status, and overrides that correct it afterwards. How it
// was at any instant is the rule of service_status.h over what bore on it then, unless an override
// says otherwise. So a backfilled incident changes the past, as it should.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/arena.h"
#include "base/clock.h"
#include "model/vocabulary.h"

enum { UPTIME_DAYS_MAX = 90 };

// From `from_at` until, but not including, `until_at`; until_at 0: it goes on.
struct status_period {
    enum service_status status;
    msec from_at;
    msec until_at;
};

struct period_list {
    const struct status_period *items;
    size_t count;
};

// What has borne on one service.
struct service_record {
    struct period_list impacts; // of its incidents; any order, may overlap
    struct period_list windows; // of maintenance; their status is not looked at
    struct period_list own; // as people set it: ordered, each until the next; gaps are OPERATIONAL
    struct period_list overrides; // in the order they were made: where two overlap the later wins
};

/* How the service was from `from_at` to `until_at`: periods cut to the range, without gaps;
 * neighbours differ. Empty unless from_at < until_at. */
struct period_list service_history(struct arena *arena, const struct service_record *record,
                                   msec from_at, msec until_at);

/* The history, as far as it reaches before `until_at`. */
struct period_list service_history_before(struct arena *arena, const struct period_list *history,
                                          msec until_at);

/* Its periods of PARTIAL_OUTAGE and MAJOR_OUTAGE after `from_at`, cut there. */
struct period_list service_outages(struct arena *arena, const struct period_list *history,
                                   msec from_at);

/* 100 x (1 - (major + weight x partial) / period) over the `days` x 24 h before the end of the
 * history, which reaches back UPTIME_DAYS_MAX days or more; what it does not reach was up.
 * PARTIAL_OUTAGE and MAJOR_OUTAGE are outages; those that touch are one; one shorter than a minute,
 * measured also beyond the period, counts as up, and so do all other statuses. `partial_percent` is
 * the weight in hundredths (30 is 0.3). */
double service_uptime(const struct period_list *history, int days, int partial_percent);
