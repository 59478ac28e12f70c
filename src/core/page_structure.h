// page_structure.h -- what a status page shows, and in which order.
//
// The elements are the one list of a page's services: services and groups at the top, services in
// groups. Each service and group is there once at most.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"

enum { PAGE_ELEMENTS_MAX = 1000 };

// What a request says of it; NULL: nothing.
struct page_wish {
    const struct id_list *services;
    const struct page_element_list *structure; // in order; what is in a group follows it
};

/* The elements that the page is to have. A structure says all of it, and services that it lacks
 * come after it at the top. Without one the elements stay whose services are still wanted.
 * ERR_INVALID names the place: "structure.elements[0].children[1].id", "services[2].id". */
MUST_CHECK enum err page_structure_settle(struct ctx *c, int64_t page_id,
                                          const struct page_wish *wish,
                                          struct page_element_list *out);

/* The elements of the page without that group; what was in it stands in its place. */
struct page_element_list page_structure_without(struct ctx *c, const struct page_group *group);
