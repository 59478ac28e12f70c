// fields.h -- custom fields, their options, and their values of incidents.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/openapi.h"
#include "core/field_values.h"

// ---- of incidents ----

/* "custom_field_entries" of a body. `name`: how refusals name it; `array` NULL or null: none. A
 * wrong JSON type is 400. */
MUST_CHECK enum err incidentio_read_field_entries(struct api_request *q, str name,
                                                  const struct json *array,
                                                  struct field_entry_list *out);

/* Every field of the directory with its options, as incidents show it: by field, for a page of
 * them. ERR_TOO_LARGE. */
MUST_CHECK enum err incidentio_field_texts(struct api_request *q, const str **out);

/* An option; the member "custom_field_entries": these texts, with one incident's values of each. */
void incidentio_write_option(struct api_request *q, str key,
                             const struct custom_field_option *option);
void incidentio_write_field_entries(struct api_request *q, const str *texts,
                                    struct field_value_list values);

extern const struct bind_field incidentio_field_entry_fields[2]; // for documents

// ---- as they are configured ----

route_handler incidentio_field_list;
route_handler incidentio_field_get;
route_handler incidentio_field_create;
route_handler incidentio_field_update;
route_handler incidentio_field_delete;
extern const struct route_doc incidentio_field_create_doc;
extern const struct route_doc incidentio_field_update_doc;

route_handler incidentio_option_list;
route_handler incidentio_option_get;
route_handler incidentio_option_create;
route_handler incidentio_option_update;
route_handler incidentio_option_delete;
extern const struct route_doc incidentio_option_list_doc;
extern const struct route_doc incidentio_option_create_doc;
extern const struct route_doc incidentio_option_update_doc;
