// service_store.h -- what bears on services: impacts of incidents, what people set, corrections of
// history; and the list of the incidents that affect some.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/incident.h"
#include "model/service_history.h"
#include "store/incident_store.h"

// A service that an incident affects.
struct affected {
    int64_t incident_id;
    int64_t service_id;
    enum service_status impact;
};

struct affected_list {
    const struct affected *items;
    size_t count;
};

/* Of many incidents: by incident, then as they were given. */
MUST_CHECK enum err affected_of(struct store *s, struct id_list incidents,
                                struct affected_list *out);
MUST_CHECK enum err affected_set(struct store *s, const struct incident *incident, int position,
                                 struct impact impact);
MUST_CHECK enum err affected_delete(struct store *s, int64_t incident_id, int64_t service_id);

/* PostgreSQL: it is not deleted while this transaction makes it affected; it is not affected while
 * this one deletes it. ERR_NOT_FOUND when it is gone. */
MUST_CHECK enum err service_hold(struct store *s, int64_t service_id);
MUST_CHECK enum err service_lock(struct store *s, int64_t service_id);

/* Archived integrations name it no longer. */
MUST_CHECK enum err integrations_release(struct store *s, int64_t service_id);

/* Has any incident ever affected the service? */
MUST_CHECK enum err affected_exists(struct store *s, int64_t service_id, bool *out);

/* From this instant on the incident holds the service; until it is closed. */
MUST_CHECK enum err impact_open(struct store *s, int64_t incident_id, struct impact impact,
                                msec from_at);
/* What is open ends; nothing open is fine. */
MUST_CHECK enum err impact_close(struct store *s, int64_t incident_id, int64_t service_id,
                                 msec until_at);

/* The worst open impact of each service that has one, by service. */
MUST_CHECK enum err impact_worst(struct store *s, struct id_list services, struct impact_list *out);

/* The newest incident of the team that holds the service now, and that somebody has in hand or was
 * paged for; 0 for none. */
MUST_CHECK enum err impact_holder(struct store *s, int64_t service_id, int64_t team_id,
                                  int64_t *out);

enum {
    SERVICE_HISTORY_MAX_ROWS = 200000
}; // of one kind, of all the services that are read at once

// What of the past is read of services.
struct history_filter {
    struct id_list services; // each once
    msec from_at;
    msec until_at;
    int64_t most; // rows of each service: the newest
};

// A period of one of several services.
struct service_period {
    int64_t service_id;
    struct status_period period;
};

struct service_period_list {
    const struct service_period *items;
    size_t count;
};

/* What incidents did to the services at or after the beginning; what goes on has no end, and is
 * told once of each impact. In any order. These three: ERR_TOO_LARGE beyond
 * SERVICE_HISTORY_MAX_ROWS, unless `most` keeps each service to its share. */
MUST_CHECK enum err impact_history(struct store *s, const struct history_filter *filter,
                                   struct service_period_list *out);

/* What people set the services to, each until the next (`until_at` is not filled in), with what was
 * set before the beginning. By service, then time. */
MUST_CHECK enum err own_status_history(struct store *s, const struct history_filter *filter,
                                       struct service_period_list *out);

MUST_CHECK enum err own_status_set(struct store *s, int64_t service_id, enum service_status status,
                                   msec at);
MUST_CHECK enum err own_statuses_delete(struct store *s, int64_t service_id);

// A correction of a service's history.
struct outage_override {
    int64_t id;
    int64_t service_id;
    enum service_status status;
    msec from_at;
    msec until_at;
    msec created_at;
};

struct override_list {
    const struct outage_override *items;
    size_t count;
};

/* What overlaps the range, by service, then as it was made. */
MUST_CHECK enum err override_history(struct store *s, const struct history_filter *filter,
                                     struct service_period_list *out);

struct override_filter {
    bool is_of_all;          // services;
    struct id_list services; // else of these
    msec from_at;            // overlap the range
    msec until_at;
};

/* A page of them, as they were made. */
MUST_CHECK enum err overrides_of(struct store *s, const struct override_filter *filter,
                                 struct page page, struct override_list *out);
MUST_CHECK enum err override_get(struct store *s, int64_t id, struct outage_override *out);
MUST_CHECK enum err override_insert(struct store *s, const struct outage_override *override);
MUST_CHECK enum err override_update(struct store *s, const struct outage_override *override);
MUST_CHECK enum err override_delete(struct store *s, int64_t id);
MUST_CHECK enum err overrides_delete(struct store *s, int64_t service_id);

// ---- incidents that affect services, newest first ----

struct published_filter {
    msec from_at;
    msec until_at;           // inclusive
    int64_t team_id;         // 0: any
    struct id_list statuses; // empty: any
    bool is_open;            // only those not resolved
    struct id_list services; // that they affect; empty: any
};

MUST_CHECK enum err handles_published(struct store *s, const struct published_filter *filter,
                                      struct page page, struct handle_list *out);
