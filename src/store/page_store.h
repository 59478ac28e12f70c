// page_store.h -- writing status pages, which are read with the directory; the addresses outside
// the organisation that are told of them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/directory.h"
#include "store/incident_store.h"

/* ERR_CONFLICT: the subdomain is another page's. */
MUST_CHECK enum err page_insert(struct store *s, const struct status_page *page);
MUST_CHECK enum err page_update(struct store *s, const struct status_page *page);

/* The row alone: what belongs to it is gone already. */
MUST_CHECK enum err page_delete(struct store *s, int64_t id);

/* PostgreSQL: it is not deleted until the transaction ends. ERR_NOT_FOUND when it is gone. */
MUST_CHECK enum err page_hold(struct store *s, int64_t id);

MUST_CHECK enum err page_group_insert(struct store *s, const struct page_group *group);
MUST_CHECK enum err page_group_update(struct store *s, const struct page_group *group);
MUST_CHECK enum err page_group_delete(struct store *s, int64_t id);
MUST_CHECK enum err page_groups_delete(struct store *s, int64_t page_id); // all of the page

/* Replaces what the page shows; positions are those in the list. */
MUST_CHECK enum err page_elements_set(struct store *s, int64_t page_id,
                                      struct page_element_list elements);

// ---- addresses ----

// Somebody outside the organisation who is told of a page.
struct public_subscriber {
    int64_t id;
    enum address_kind kind;
    str target; // an e-mail address, a telephone number or a URL
    str locale;
    msec confirmed_at; // 0: has not said yes yet
    msec created_at;
    bool is_filtered;        // wants to hear of these services only
    struct id_list services; // by id
};

struct public_subscriber_list {
    struct public_subscriber *items;
    size_t count;
};

/* PostgreSQL: nobody else changes addresses of the organisation until the transaction ends. */
MUST_CHECK enum err public_subscribers_lock(struct store *s);

/* Without its services. *out_inserted is false, and nothing changed, when the page has the address.
 */
MUST_CHECK enum err public_subscriber_insert(struct store *s, int64_t page_id,
                                             const struct public_subscriber *subscriber,
                                             bool *out_inserted);
/* Locale, filter and, unless it is confirmed already, the confirmation; without its services. */
MUST_CHECK enum err public_subscriber_update(struct store *s, int64_t page_id,
                                             const struct public_subscriber *subscriber);
/* Replaces the services that the subscriber wants to hear of. */
MUST_CHECK enum err public_subscriber_services_set(struct store *s, int64_t id,
                                                   struct id_list services);
MUST_CHECK enum err public_subscriber_delete(struct store *s, int64_t page_id, int64_t id);

/* One, without its services, by its id or its address; ERR_NOT_FOUND. */
MUST_CHECK enum err public_subscriber_get(struct store *s, int64_t page_id, int64_t id,
                                          struct public_subscriber *out);
MUST_CHECK enum err public_subscriber_by_address(struct store *s, int64_t page_id,
                                                 enum address_kind kind, str target,
                                                 struct public_subscriber *out);

/* Those of a page, by id, with their services. */
MUST_CHECK enum err public_subscriber_list(struct store *s, int64_t page_id, struct page page,
                                           struct public_subscriber_list *out);

/* After an address came to a page or left it: notes whether it is on one page or on several. */
MUST_CHECK enum err public_subscriber_recount(struct store *s, enum address_kind kind, str target);

/* All addresses of the page go; those on other pages are recounted. */
MUST_CHECK enum err public_subscribers_drop(struct store *s, int64_t page_id);
