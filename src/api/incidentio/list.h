// list.h -- the list of incidents with all its filters.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/openapi.h"

route_handler incidentio_incident_list;
extern const struct route_doc incidentio_list_doc;
