// fields.h -- custom fields, their options, and their values of incidents.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/api.h"
#include "core/field_values.h"

// ---- of incidents ----

/* "custom_field_entries" of a body. `name`: how refusals name it; `array` NULL or null: none. A
 * wrong JSON type is 400. */
MUST_CHECK enum err incidentio_read_field_entries(struct api_request *q, str name,
                                                  const struct json *array,
                                                  struct field_entry_list *out);

/* An option; the member "custom_field_entries": every field there is, with one incident's values of
 * it. */
void incidentio_write_option(struct api_request *q, str key,
                             const struct custom_field_option *option);
void incidentio_write_field_entries(struct api_request *q, struct field_value_list values);

extern const struct bind_field incidentio_field_entry_fields[2]; // for documents
