// service_status.h -- how a service is, from what is known of it; how a page is, from its services.
//
// Pure: no clock, no store.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/vocabulary.h"

/* The worst impact among the service's open incidents (OPERATIONAL holds nothing); else
 * UNDER_MAINTENANCE while a window runs; else what people set it to. */
enum service_status service_status_of(enum service_status worst_impact, bool is_in_maintenance,
                                      enum service_status own);

/* The worse of the two: how a page or a group is, over what it holds. */
enum service_status service_status_worse(enum service_status a, enum service_status b);
