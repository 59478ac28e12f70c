// public_subscriber.h -- addresses outside the organisation that are told of a status page.
//
// The caller has found the page within the principal's reach. Services that leave the page leave
// the filters too; one that is empty then hears of nothing, until its subscriber is added again.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"
#include "store/page_store.h"

enum {
    PUBLIC_SUBSCRIBERS_MAX = 10000, // in one request
    TARGET_MAX_BYTES = 2048,
};

/* Those of the page, by id. */
MUST_CHECK enum err public_subscribers_of(struct ctx *c, int64_t page_id, struct page page,
                                          struct public_subscriber_list *out);

/* Kind, target, locale, confirmed_at (0: they are to be asked) and services (none: all of the page)
 * are given; the rest is filled in. One that the page has already takes over locale and services,
 * and stays confirmed. All or none: ERR_INVALID names "[3].target" or "[3].services". */
MUST_CHECK enum err public_subscribers_add(struct ctx *c, int64_t page_id,
                                           struct public_subscriber_list added);

/* ERR_NOT_FOUND */
MUST_CHECK enum err public_subscriber_remove(struct ctx *c, int64_t page_id, int64_t id);
