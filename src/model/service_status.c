// service_status.c -- how a service is, and the worse of two.
// SPDX-License-Identifier: Apache-2.0
#include "model/service_status.h"

enum service_status service_status_of(enum service_status worst_impact, bool is_in_maintenance,
                                      enum service_status own)
{
    if (worst_impact != SERVICE_OPERATIONAL)
        return worst_impact;
    return is_in_maintenance ? SERVICE_UNDER_MAINTENANCE : own;
}

enum service_status service_status_worse(enum service_status a, enum service_status b)
{
    return a > b ? a : b; // the list of vocabulary.h goes from best to worst
}
