// page.h -- what the files of the dialect that serve status pages share.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/api.h"
#include "model/directory.h"

struct id_list;
struct page;

// A page is answered in one of three shapes; bits.
enum page_shape {
    PAGE_WRITTEN = 1, // by POST and PUT
    PAGE_LISTED = 2,
    PAGE_WHOLE = 4, // by GET of one
};

enum page_include { PAGE_SUBSCRIBED = 1, PAGE_UPTIME = 2, PAGE_GROUPS = 4, PAGE_STRUCTURE = 8 };

/* The page that the path's first parameter names, within reach; ERR_NOT_FOUND. */
MUST_CHECK enum err ilert_page_find(struct api_request *q, const struct status_page **out);

// ---- how it looks (page_look.c) ----

enum { ILERT_LOOK_FIELDS = 19 };
extern const struct bind_field ilert_look_fields[ILERT_LOOK_FIELDS];

/* What is stored (absent: nothing yet), with what the body changes of it: a JSON object. */
MUST_CHECK enum err ilert_look_merge(struct api_request *q, str stored, bool is_private, str *out);

/* The members of it that the shape shows. */
void ilert_look_write(struct api_request *q, str stored, enum page_shape shape);

// ---- what it shows (decode_page.c) ----

extern const str ilert_element_words[ELEMENT_KIND_COUNT];

/* What a structure holds; for documents. */
extern const struct bind_field ilert_structure_fields[1];

/* The elements of {elements: [..]}, one after the other; false in *out_is_set without `elements`.
 */
MUST_CHECK enum err ilert_structure_read(struct api_request *q, const struct json *structure,
                                         struct page_element_list *out, bool *out_is_set);

// ---- answers (encode_page.c) ----

MUST_CHECK enum err ilert_write_page(struct api_request *q, const struct status_page *page,
                                     enum page_shape shape, unsigned includes);
/* An array. */
MUST_CHECK enum err ilert_write_pages(struct api_request *q, struct id_list pages,
                                      unsigned includes);
/* {id, name, status}; of a list an array. */
MUST_CHECK enum err ilert_write_group(struct api_request *q, const struct page_group *group);
MUST_CHECK enum err ilert_write_groups(struct api_request *q, int64_t page_id, struct page page);
