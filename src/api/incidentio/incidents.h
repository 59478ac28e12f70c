// incidents.h -- incidents and what was told of them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/api.h"
#include "core/coordination.h"
#include "store/incident_store.h"

// Kinds of text in the text cache; Spike has 1 and 2.
enum { INCIDENTIO_VIEW_INCIDENT = 3 };

/* The items of a page into the open array, in order, through the text cache; what is missing there
 * is read in batches of SHOWN_PAGE_MAX. The caller has seen that the principal reaches them. */
MUST_CHECK enum err incidentio_write_incidents(struct api_request *q, struct handle_list list);

/* {"incident": {...}}, as it is now: in a write, with the write's own changes. */
MUST_CHECK enum err incidentio_answer_incident(struct api_request *q, int64_t id);

route_handler incidentio_incident_get;
