// service.h -- services: how they are, how they have been, and their configuration.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"
#include "model/service_history.h"

/* Stores the row and fills in id, number and times. `teams` NULL: its home team alone, as Spike
 * knows it. Its home is always among them; of none it is the default team, and only keys of the
 * whole organisation see the service. */
MUST_CHECK enum err service_create(struct ctx *c, struct service *service,
                                   const struct id_list *teams);

/* `teams` NULL: they stay. A changed own status is kept with its time. */
MUST_CHECK enum err service_change(struct ctx *c, struct service *service,
                                   const struct id_list *teams);

/* ERR_INVALID names what uses it: an incident, a status page, an integration, a window. */
MUST_CHECK enum err service_remove(struct ctx *c, const struct service *service);

/* How each of the services is now; fills `out`, as long as `services`. */
MUST_CHECK enum err service_statuses(struct ctx *c, struct id_list services,
                                     enum service_status *out);

/* How the service was from `from_at` to `until_at`, which is not after now. */
MUST_CHECK enum err service_history_of(struct ctx *c, const struct service *service, msec from_at,
                                       msec until_at, bool ignores_overrides,
                                       struct period_list *out);

// Over the last 90, 60 and 30 days.
struct uptime {
    msec from_at;
    msec until_at;
    struct period_list outages; // oldest first
    double percent_90;
    double percent_60;
    double percent_30;
};

MUST_CHECK enum err service_uptime_of(struct ctx *c, const struct service *service,
                                      struct uptime *out);
