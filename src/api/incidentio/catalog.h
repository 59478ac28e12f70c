// catalog.h -- the catalog: types, their schemas, entries.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/openapi.h"
#include "core/catalog_entry.h"

void incidentio_write_catalog_type(struct api_request *q, str key, const struct catalog_type *type);

/* One entry with its own values. */
void incidentio_write_catalog_entry(struct api_request *q, str key,
                                    const struct catalog_entry *entry,
                                    struct catalog_value_list values);

/* What a body says of an entry (decode_catalog.c). */
struct catalog_entry_body {
    str entry_id; // of a bulk update
    str type_id;
    str name;
    str external_id;
    struct str_list aliases;
    struct bind_integer rank;
    const struct json *values;
    struct str_list only;
};

/* `place`: "entries.3." or empty. */
MUST_CHECK enum err incidentio_read_catalog_draft(struct api_request *q, str place,
                                                  const struct catalog_entry_body *body,
                                                  struct catalog_draft *out);

route_handler incidentio_catalog_type_list;
route_handler incidentio_catalog_type_get;
route_handler incidentio_catalog_type_create;
route_handler incidentio_catalog_type_update;
route_handler incidentio_catalog_type_delete;
route_handler incidentio_catalog_schema_update;
extern const struct route_doc incidentio_catalog_type_create_doc;
extern const struct route_doc incidentio_catalog_type_update_doc;
extern const struct route_doc incidentio_catalog_schema_doc;

route_handler incidentio_catalog_entry_list;
route_handler incidentio_catalog_entry_get;
route_handler incidentio_catalog_entry_create;
route_handler incidentio_catalog_entry_update;
route_handler incidentio_catalog_entry_delete;
route_handler incidentio_catalog_bulk_update;
extern const struct route_doc incidentio_catalog_entry_list_doc;
extern const struct route_doc incidentio_catalog_entry_get_doc;
extern const struct route_doc incidentio_catalog_entry_create_doc;
extern const struct route_doc incidentio_catalog_entry_update_doc;
extern const struct route_doc incidentio_catalog_bulk_doc;
