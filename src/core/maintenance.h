// maintenance.h -- maintenance windows: planned, changed, called off, listed.
//
// A window begins and ends by the clock: how a service is now is worked out when it is asked for
// (service_statuses), so nothing has to happen then. What covers several teams is shared by them,
// as services are: whoever reaches something that a window covers sees the window, and of what it
// covers what he reaches; he may change and remove it, but what he does not see stays covered.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"
#include "store/incident_store.h"

enum { WINDOW_MAX_SERVICES = 50, WINDOW_MAX_INTEGRATIONS = 50 };

/* Stores the row and fills in id and times. `targets` are services and integrations that the
 * principal reaches, each once. ERR_INVALID names `end` unless it is after the start, `services`
 * when the window would cover nothing. */
MUST_CHECK enum err window_create(struct ctx *c, struct maintenance_window *window,
                                  struct id_list targets);

/* It covers `targets`, and what it covered beyond the principal's reach. This holds for the past
 * too: a window is what was planned, as corrected last. */
MUST_CHECK enum err window_change(struct ctx *c, struct maintenance_window *window,
                                  struct id_list targets);

/* One that has begun stays as history until now; another never was. */
MUST_CHECK enum err window_remove(struct ctx *c, const struct maintenance_window *window);

/* The window of that id that the principal sees, or NULL. */
const struct maintenance_window *window_find(const struct ctx *c, int64_t id);

/* What the window covers within the principal's reach: services, integrations. */
struct id_list window_services(struct ctx *c, int64_t window_id);
struct id_list window_integrations(struct ctx *c, int64_t window_id);

bool window_covers(const struct ctx *c, int64_t window_id, int64_t target_id);

/* Can a window (0: a new one) cover this integration? Archived ones stay where they are. */
bool window_can_cover(const struct ctx *c, int64_t window_id, int64_t integration_id);

struct window_query {
    bool is_over;                // wants those that have ended,
    bool is_to_come;             // those that run or are to come; neither: all
    msec from_at;                // overlap this range
    msec until_at;               // not included
    struct id_list services;     // cover any of these; empty: whatever they cover
    struct id_list integrations; // and any of these
};

struct window_list {
    const struct maintenance_window **items;
    size_t count;
};

/* Those of the page that the principal sees, by start, then id. */
struct window_list window_list(struct ctx *c, const struct window_query *query, struct page page);
