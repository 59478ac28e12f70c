// people.h -- users, teams, who asks, API keys.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/openapi.h"

// ---- objects (encode_people.c), as a member under `key`, ITEM in arrays ----

void incidentio_write_user_with_roles(struct api_request *q, str key,
                                      const struct user_account *user);
void incidentio_write_team(struct api_request *q, str key, const struct team *team); // its members

/* {id, name}; of a team that is no more: nothing. */
void incidentio_write_team_slim(struct api_request *q, str key, const struct team *team);

// ---- documents and handlers ----

extern const struct route_doc incidentio_user_list_doc;
extern const struct route_doc incidentio_user_create_doc;
extern const struct route_doc incidentio_team_list_doc;

route_handler incidentio_user_list;
route_handler incidentio_user_get;
route_handler incidentio_user_create;
route_handler incidentio_team_list;
route_handler incidentio_team_get;
route_handler incidentio_identity;
