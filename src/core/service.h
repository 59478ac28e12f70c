// service.h -- services: how they are, and their configuration.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"

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

// How some services are now.
struct service_status_map {
    struct id_list services; // in order, each once
    const enum service_status *statuses;
};

/* Of services in any order, with or without repetition. */
MUST_CHECK enum err service_statuses(struct ctx *c, struct id_list services,
                                     struct service_status_map *out);

/* OPERATIONAL if it was not asked for. */
enum service_status service_status_in(const struct service_status_map *map, int64_t service_id);
