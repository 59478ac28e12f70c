// uptime.h -- how services have been, and their uptime.
//
// What bore on all the services that are asked for is read at once, by a few statements however
// many they are; model/service_history.h makes a history of it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"
#include "model/service_history.h"

enum { HISTORY_SERVICES_MAX = 2000 }; // at once; a status page shows half of that at most

struct history_query {
    struct id_list services; // in order, each once; at most HISTORY_SERVICES_MAX
    msec from_at;
    msec until_at; // at most a millisecond after now: that last one tells what goes on
    bool ignores_overrides;
};

/* How each of the services was in that time: *out has one list for each. */
MUST_CHECK enum err service_histories(struct ctx *c, const struct history_query *query,
                                      struct period_list **out);

// Over the last 90, 60 and 30 days.
struct uptime {
    msec from_at;
    msec until_at;
    struct period_list outages; // oldest first; one that goes on ends after `until_at`
    double percent_90;
    double percent_60;
    double percent_30;
};

/* Of services as in history_query: *out has one for each. */
MUST_CHECK enum err service_uptimes(struct ctx *c, struct id_list services, struct uptime **out);
