// coordinated.h -- what one incident coordinates: its details, who has which role, what happened
// when.
//
// Most incidents have little of it. 0 means "none" for ids and times, an absent text is unset.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/str.h"

enum { SHOWN_PAGE_MAX = 250 }; // incidents that are put together at once

// A ticket elsewhere; all three or none.
struct issue_reference {
    str provider;
    str name;
    str permalink;
};

// What stands beside an incident's own row.
struct incident_extras {
    str summary;
    str call_url;
    bool has_debrief;
    struct issue_reference issue;
};

struct role_assignment {
    int64_t incident_id;
    int64_t role_id;
    int64_t user_id; // 0: nobody, where it is asked for
};

struct role_assignment_list {
    const struct role_assignment *items;
    size_t count;
};

struct timestamp_value {
    int64_t incident_id;
    int64_t timestamp_id;
    msec at; // 0: unset, where it is asked for
};

struct timestamp_value_list {
    const struct timestamp_value *items;
    size_t count;
};

#define DURATION_STATUSES(X)                                                                       \
    X(SUCCESS, "success")                                                                          \
    X(MISSING, "timestamps_missing")                                                               \
    X(CALCULATING, "calculating")    /* its end is yet to come */                                  \
    X(INVALID, "invalid_timestamps") /* it ends before it begins */

#define X(name, text) DURATION_##name,
enum duration_status { DURATION_STATUSES(X) DURATION_STATUS_COUNT };
#undef X

extern const str duration_status_words[DURATION_STATUS_COUNT];

/* What is known of a duration from one moment to another, each 0 when unset, of an incident that
 * is over or not. */
enum duration_status duration_status_of(msec from, msec to, bool is_over);
