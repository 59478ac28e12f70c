// tasks.h -- actions and follow-ups.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/openapi.h"
#include "core/task.h"

// ---- what both share (read_task.c) ----

/* The parameters of a list: incident_id, incident_mode, assignee_team_id, after (an id of `kind`).
 */
MUST_CHECK enum err incidentio_task_filter(struct api_request *q, enum id_kind kind,
                                           struct task_filter *out);

/* The id of a user or team in a body's member; null and an empty text are nobody. *out_is_set: the
 * member is there. */
MUST_CHECK enum err incidentio_member_id(struct api_request *q, str field, enum id_kind kind,
                                         int64_t *out, bool *out_is_set);

/* id, incident_id, status, creator, assignee and times, into the open object. */
void incidentio_write_task(struct api_request *q, enum id_kind kind, const struct task *task);

/* Ends a list; where there is more, says behind what. NULL: there is not. */
void incidentio_end_tasks(struct api_request *q, enum id_kind kind, const struct task *last);

// ---- documents and handlers ----

extern const struct route_doc incidentio_action_list_doc;
extern const struct route_doc incidentio_action_create_doc;
extern const struct route_doc incidentio_action_update_doc;
extern const struct route_doc incidentio_follow_up_list_doc;
extern const struct route_doc incidentio_follow_up_create_doc;
extern const struct route_doc incidentio_follow_up_update_doc;
extern const struct route_doc incidentio_follow_up_connect_doc;

route_handler incidentio_action_list;
route_handler incidentio_action_get;
route_handler incidentio_action_create;
route_handler incidentio_action_update;
route_handler incidentio_action_delete;
route_handler incidentio_follow_up_list;
route_handler incidentio_follow_up_get;
route_handler incidentio_follow_up_create;
route_handler incidentio_follow_up_update;
route_handler incidentio_follow_up_delete;
route_handler incidentio_follow_up_connect;
