// documents.h -- what hangs on incidents: participants and their work, post-mortems, attachments,
// members.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/openapi.h"

struct postmortem;

/* Where a person reads it: elsewhere, or here. */
str incidentio_postmortem_url(struct api_request *q, const struct postmortem *postmortem);

// ---- documents and handlers ----

extern const struct route_doc incidentio_participant_list_doc;
extern const struct route_doc incidentio_workload_list_doc;
extern const struct route_doc incidentio_postmortem_list_doc;
extern const struct route_doc incidentio_postmortem_update_doc;
extern const struct route_doc incidentio_postmortem_attach_doc;
extern const struct route_doc incidentio_postmortem_import_doc;
extern const struct route_doc incidentio_attachment_list_doc;
extern const struct route_doc incidentio_attachment_create_doc;
extern const struct route_doc incidentio_membership_doc;

route_handler incidentio_participant_list;
route_handler incidentio_workload_list;
route_handler incidentio_postmortem_list;
route_handler incidentio_postmortem_get;
route_handler incidentio_postmortem_update;
route_handler incidentio_postmortem_content;
route_handler incidentio_postmortem_attach;
route_handler incidentio_postmortem_import;
route_handler incidentio_attachment_list;
route_handler incidentio_attachment_create;
route_handler incidentio_attachment_delete;
route_handler incidentio_membership_create;
route_handler incidentio_membership_revoke;
