// world_services.h -- what stands behind incidents that the world is told of: services, status
// pages, subscribers. Services, pages and windows are committed, so that the directory holds them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/public_incident.h"
#include "core_fixture.h"
#include "store/subscriber_store.h"

/* Commits at the same time, so that the directory holds what was written. */
void world_reload(struct world *w);

/* A service of ops. */
int64_t add_service(struct world *w, str name);

enum page_look { PAGE_PUBLIC, PAGE_PRIVATE, PAGE_OFF }; // not activated

/* A status page that shows these services; the last of two or more in a group. */
int64_t add_page(struct world *w, enum page_look look, struct id_list services);

/* A maintenance window of one service, times counted from START; `removed` 0: it was not. */
void add_window(struct world *w, int64_t service_id, msec from, msec until, msec removed);

/* A confirmed e-mail address of a page; `services` empty: it wants to hear of all. Returns the
 * subscriber. */
int64_t add_address(struct world *w, int64_t page_id, str target, struct id_list services);
int64_t add_unconfirmed(struct world *w, int64_t page_id, str target);

void add_subscriber(struct world *w, int64_t object_id, enum subscriber_kind kind, int64_t id);
void add_opt_out(struct world *w, int64_t object_id, int64_t user_id);

#define IDS(...)                                                                                   \
    ((struct id_list){.items = (const int64_t[]){__VA_ARGS__},                                     \
                      .count = sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t)})

#define IMPACTS(...)                                                                               \
    ((struct impact_list){.items = (const struct impact[]){__VA_ARGS__},                           \
                          .count = sizeof((const struct impact[]){__VA_ARGS__}) /                  \
                                   sizeof(struct impact)})

/* An incident of ops that takes Mail down, in this status. */
struct public_draft public_draft(const struct world *w, str summary, enum public_status status);

/* Creates it, updates it; ends the test when that is refused. */
int64_t publish(struct world *w, const struct public_draft *draft);
void update(struct world *w, int64_t incident_id, const struct public_draft *draft);

/* Of a new incident that pages: a status word, a message. */
#define STATUS_UPDATE(status_) ((struct public_draft){.has_status = true, .status = (status_)})

/* "Mail 4\n": service and impact, as they were given; and what was done to services when. */
str affected_by(struct world *w, int64_t incident_id);
str periods_of(struct world *w, int64_t incident_id);

#define expect_affected(w, incident_id, lines)                                                     \
    expect_text(affected_by((w), (incident_id)), S(lines))
#define expect_periods(w, incident_id, lines) expect_text(periods_of((w), (incident_id)), S(lines))
