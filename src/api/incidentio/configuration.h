// configuration.h -- severities, statuses, types, roles, timestamps, durations.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/api.h"

route_handler incidentio_severity_list;
route_handler incidentio_severity_get;
