// configuration.h -- severities, statuses, types, roles, timestamps, durations.
//
// Each kind is listed whole, without pages. What the vendor's API lacks (changing types, timestamps
// and durations; own fields) is spelt in its style.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/openapi.h"

/* ERR_INVALID when the member was not sent; an empty text will do. */
MUST_CHECK enum err incidentio_require(struct api_request *q, str field, str value);

/* "name" and "description" of most of the bodies here. */
#define INCIDENTIO_NAME(owner, most)                                                               \
    BIND_FIELD("name", TEXT, owner, name, .required = true, .max = (most))
#define INCIDENTIO_DESCRIPTION(owner)                                                              \
    BIND_FIELD("description", TEXT, owner, description, .max = CONFIG_TEXT_MAX_BYTES)
#define INCIDENTIO_RANK(owner)                                                                     \
    BIND_FIELD("rank", INTEGER, owner, rank, .min = 0, .max = CONFIG_RANK_MAX)

/* What was sent, or else `absent`. */
static inline int incidentio_rank(struct bind_integer sent, int absent)
{
    return sent.is_set ? (int)sent.value : absent;
}

route_handler incidentio_severity_list;
route_handler incidentio_severity_get;
route_handler incidentio_severity_create;
route_handler incidentio_severity_update;
route_handler incidentio_severity_delete;
extern const struct route_doc incidentio_severity_doc;

route_handler incidentio_status_list;
route_handler incidentio_status_get;
route_handler incidentio_status_create;
route_handler incidentio_status_update;
route_handler incidentio_status_delete;
extern const struct route_doc incidentio_status_create_doc;
extern const struct route_doc incidentio_status_update_doc;

route_handler incidentio_type_list;
route_handler incidentio_type_get;
route_handler incidentio_type_create;
route_handler incidentio_type_update;
route_handler incidentio_type_delete;
extern const struct route_doc incidentio_type_doc;

route_handler incidentio_role_list;
route_handler incidentio_role_get;
route_handler incidentio_role_create;
route_handler incidentio_role_update;
route_handler incidentio_role_delete;
extern const struct route_doc incidentio_role_doc;

route_handler incidentio_timestamp_list;
route_handler incidentio_timestamp_get;
route_handler incidentio_timestamp_create;
route_handler incidentio_timestamp_update;
route_handler incidentio_timestamp_delete;
extern const struct route_doc incidentio_timestamp_doc;

route_handler incidentio_metric_list;
route_handler incidentio_metric_get;
route_handler incidentio_metric_create;
route_handler incidentio_metric_update;
route_handler incidentio_metric_delete;
extern const struct route_doc incidentio_metric_doc;
