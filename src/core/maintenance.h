// maintenance.h -- maintenance windows: planned, changed, called off, listed.
//
// A window begins and ends by the clock: how a service is now is worked out when it is asked for
// (service_statuses), so nothing has to happen then. What covers several teams is shared by them,
// as services are: whoever reaches something that a window covers sees the window, and of what it
// covers what he reaches. What he does not see stays covered, and as it was planned: he changes and
// takes away his own part, and the times only when he sees all of it.
//
// What was is not rewritten, since the uptime of 90 days is worked out from it. A window that has
// begun keeps its start; its end moves to now or later while it runs; what it covers changes from
// now on: what it covered until then stays as a removed window of its own (a row with a new id,
// which nobody sees), and `covers_from` says since when the present targets hold. A new window may
// lie in the past: maintenance that is written down afterwards. Overrides correct what is wrong.
//
// What ended more than WINDOW_KEPT_DAYS ago is as if it were not there: it stays in its table, but
// the directory does not hold it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"
#include "store/incident_store.h"

enum {
    WINDOW_MAX_SERVICES = 50, // of a window, whoever sees them
    WINDOW_MAX_INTEGRATIONS = 50,
    WINDOWS_MAX = 10000, // that run or are to come
};

/* Stores the row and fills in id and times. `targets` are services and integrations that the
 * principal reaches, each once. ERR_INVALID names `end` unless it is after the start and within the
 * days that are kept, `services` when the window would cover nothing, `services` or `alertSources`
 * when too much, `id` when there are too many windows. */
MUST_CHECK enum err window_create(struct ctx *c, struct maintenance_window *window,
                                  struct id_list targets);

/* From now on it covers `targets`, and what it covers beyond the principal's reach. ERR_INVALID
 * names `start` or `end` when it may not move (above; an end up to a minute ago means now),
 * `services` when the window is over and covered something else. */
MUST_CHECK enum err window_change(struct ctx *c, struct maintenance_window *window,
                                  struct id_list targets);

/* It covers nothing of the principal's any more; it ends if nothing is left. One that has begun
 * stays as history until now; another never was. */
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
