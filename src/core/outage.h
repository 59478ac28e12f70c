// outage.h -- when services were out, and corrections of that record.
//
// An override says how a service was over a range of time, whatever bore on it then; it may reach
// into the future. It corrects the record only: how the service is now stays the rule of
// service_status.h. A correction is its service's: whoever reaches the one reaches the other.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"
#include "model/service_history.h"
#include "store/service_store.h"

struct outage_query {
    const struct service *service; // NULL: all that the principal reaches
    msec from_at;
    msec until_at; // what is after now is not known yet, but for what goes on
    bool ignores_overrides;
};

/* The periods of PARTIAL_OUTAGE and MAJOR_OUTAGE, cut to the range, by beginning; those of several
 * services stand side by side. One that goes on ends after now. ERR_INVALID names `service` when
 * the principal reaches more than HISTORY_SERVICES_MAX and asks for all. */
MUST_CHECK enum err outage_list(struct ctx *c, const struct outage_query *query,
                                struct period_list *out);

/* A page of the corrections that overlap the range, as they were made; `service` NULL: of all
 * services that the principal reaches. */
struct override_query {
    const struct service *service;
    msec from_at;
    msec until_at;
};
MUST_CHECK enum err override_list_of(struct ctx *c, const struct override_query *query,
                                     struct page page, struct override_list *out);

MUST_CHECK enum err override_find(struct ctx *c, int64_t id, struct outage_override *out);

/* Stores the row; a new one gets its id. ERR_INVALID names `until` unless it is after `from`. */
MUST_CHECK enum err override_create(struct ctx *c, struct outage_override *override);
MUST_CHECK enum err override_change(struct ctx *c, const struct outage_override *override);
MUST_CHECK enum err override_remove(struct ctx *c, int64_t id);
