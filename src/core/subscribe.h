// subscribe.h -- users and teams that want to hear of an incident, a service or a status page.
//
// The caller has found the object within the principal's reach; `object_id` is its row id. Teams
// beyond his reach that are subscribed to it stay so, and he does not learn of them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"
#include "store/subscriber_store.h"

enum { PRIVATE_SUBSCRIBERS_MAX = 1000 }; // in one request

/* Who is subscribed, in the order in which they came; without those who opted out, and without the
 * teams that the principal does not see. */
MUST_CHECK enum err subscribers_of(struct ctx *c, int64_t object_id,
                                   struct private_subscriber_list *out);

/* Each names a user or team that exists, else ERR_INVALID. One who is subscribed already is refused
 * the same way, unless `again` is fine. All or none. */
MUST_CHECK enum err subscribers_add(struct ctx *c, int64_t object_id,
                                    struct private_subscriber_list added, bool again);

/* These and no others that he sees; who opted out himself stays out, unless he is among them. */
MUST_CHECK enum err subscribers_replace(struct ctx *c, int64_t object_id,
                                        struct private_subscriber_list wanted);

/* A team's subscription ends. So does a user's; and if a team of his is subscribed, he is left out
 * of it. ERR_NOT_FOUND for who is not subscribed in any way. */
MUST_CHECK enum err subscribers_remove(struct ctx *c, int64_t object_id, enum subscriber_kind kind,
                                       int64_t subscriber_id);
