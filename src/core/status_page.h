// status_page.h -- status pages and their groups: the rules of their configuration.
//
// The caller has found the page within the principal's reach. Fields named in errors are those of
// the rows.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/page_structure.h"

enum {
    SUBDOMAIN_MAX_BYTES = 63, // a DNS label
    DOMAIN_MAX_BYTES = 253,
    PAGES_MAX = 1000,
    PAGE_GROUPS_MAX = 1000, // of a page
};

/* Stores the row, what it shows and its teams (NULL: as teams_settle has it); fills in id and
 * times. ERR_INVALID names `subdomain` (no DNS label, or another page's), `domain`, `teams`, a
 * place of what it shows, or `id` when there are PAGES_MAX. */
MUST_CHECK enum err page_create(struct ctx *c, struct status_page *page,
                                const struct id_list *teams, const struct page_wish *shown);

/* `teams` NULL: they stay. The visibility changes only while the page is not activated. */
MUST_CHECK enum err page_change(struct ctx *c, struct status_page *page,
                                const struct id_list *teams, const struct page_wish *shown);

/* With all that belongs to it: groups, elements, subscribers. */
MUST_CHECK enum err page_remove(struct ctx *c, const struct status_page *page);

/* A new group is on its page, but not yet in its structure. */
MUST_CHECK enum err page_group_create(struct ctx *c, struct page_group *group);
MUST_CHECK enum err page_group_rename(struct ctx *c, const struct page_group *group);

/* What is in the group stays on the page, in its place. */
MUST_CHECK enum err page_group_remove(struct ctx *c, const struct page_group *group);
