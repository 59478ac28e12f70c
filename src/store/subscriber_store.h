// subscriber_store.h -- who is told of incidents, services and status pages.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "model/vocabulary.h"
#include "store/store.h"

enum { SUBSCRIBERS_MAX = 1000000 }; // of one statement

// A user or team of an incident, a service or a status page.
struct private_subscriber {
    int64_t object_id;
    enum subscriber_kind kind;
    int64_t id;
    bool is_opt_out; // a user who does not want to be told, whatever his teams want
};

struct private_subscriber_list {
    const struct private_subscriber *items;
    size_t count;
};

/* Of many objects, by object; those who opted out too. */
MUST_CHECK enum err private_subscribers_of(struct store *s, struct id_list objects,
                                           struct private_subscriber_list *out);
/* Of one, in the order in which they came. */
MUST_CHECK enum err private_subscribers(struct store *s, int64_t object_id,
                                        struct private_subscriber_list *out);

/* *out_changed is false for one who is there in the same way. */
MUST_CHECK enum err private_subscriber_add(struct store *s,
                                           const struct private_subscriber *subscriber, msec at,
                                           bool *out_changed);
MUST_CHECK enum err private_subscriber_remove(struct store *s,
                                              const struct private_subscriber *subscriber,
                                              bool *out_changed);
/* The users and teams that are told; of teams only `team_id`, unless 0. Those who opted out stay.
 */
MUST_CHECK enum err private_subscribers_clear(struct store *s, int64_t object_id, int64_t team_id);
/* All rows of an object; all of a user or team. */
MUST_CHECK enum err private_subscribers_drop(struct store *s, int64_t object_id);
MUST_CHECK enum err private_subscriber_forget(struct store *s, int64_t subscriber_id);

/* Nobody wants to hear of this service any more: it is gone. */
MUST_CHECK enum err subscriber_filters_forget(struct store *s, int64_t service_id);
/* The same of those that one page shows no more. */
MUST_CHECK enum err subscriber_filters_part(struct store *s, int64_t page_id,
                                            struct id_list services);

// ---- the audience of status pages when services are affected ----

/* Confirmed addresses of the pages that want to hear of one of the services, each once. */
MUST_CHECK enum err audience_count(struct store *s, struct id_list pages, struct id_list services,
                                   int64_t *out);
/* The same as rows: one subscriber of each address, by id. */
MUST_CHECK enum err audience_list(struct store *s, struct id_list pages, struct id_list services,
                                  struct id_list *out);
