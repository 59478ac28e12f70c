// incidents.h -- incidents and what was told of them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/api.h"
#include "api/openapi.h"
#include "core/incident_declare.h"
#include "model/incident.h"

// Kinds of text in the text cache; Spike has 1 and 2.
enum { INCIDENTIO_VIEW_INCIDENT = 3 };

/* The items of a page into the open array, in order, through the text cache; what is missing there
 * is read in batches. *out_count: how many of the list it took, all or as many as fill the page;
 * what is gone counts too. The caller has seen that the principal reaches them. */
MUST_CHECK enum err incidentio_write_incidents(struct api_request *q, struct handle_list list,
                                               size_t *out_count);

/* {"incident": {...}}, as it is now: in a write, with the write's own changes. */
MUST_CHECK enum err incidentio_answer_incident(struct api_request *q, int64_t id);

/* external_issue_reference; nothing for an empty one. */
void incidentio_write_issue(struct api_request *q, const struct issue_reference *issue);

// ---- bodies (decode_incident.c) ----

enum { ISSUE_PROVIDER_COUNT = 11 };
extern const str incidentio_issue_providers[ISSUE_PROVIDER_COUNT];

/* The body of a create. ERR_INVALID names its member. */
MUST_CHECK enum err incidentio_read_declaration(struct api_request *q, struct declaration *out);

/* The body of an edit; refusals name "incident.<member>". */
MUST_CHECK enum err incidentio_read_edit(struct api_request *q, struct coordination *out);

// ---- handlers ----

route_handler incidentio_incident_get;
route_handler incidentio_incident_create;
route_handler incidentio_incident_edit;
route_handler incidentio_update_list;

extern const struct route_doc incidentio_incident_create_doc, incidentio_incident_edit_doc;
extern const struct route_doc incidentio_update_list_doc;
