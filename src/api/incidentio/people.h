// people.h -- users, teams, who asks, API keys.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/openapi.h"
#include "core/api_keys.h"

// What a person may be, as the vendor has it, from least to most.
enum { BASE_ROLE_VIEWER, BASE_ROLE_RESPONDER, BASE_ROLE_OWNER, BASE_ROLE_COUNT };
extern const str incidentio_base_role_words[BASE_ROLE_COUNT];

/* What somebody is here who is made as that; and the most that he comes up to who is that here. */
enum role incidentio_role_made(int base_role);
int incidentio_base_role(enum role role);

// ---- objects (encode_people.c), as a member under `key`, ITEM in arrays ----

void incidentio_write_user_with_roles(struct api_request *q, str key,
                                      const struct user_account *user);
void incidentio_write_team(struct api_request *q, str key, const struct team *team); // its members

void incidentio_write_key(struct api_request *q, str key, const struct api_key *api_key);

/* {id, name}; of a team that is no more: nothing. */
void incidentio_write_team_slim(struct api_request *q, str key, const struct team *team);

/* The roles of a key as they were given; of one from the command line all that its scopes cover. */
struct word_list incidentio_key_roles(struct api_request *q, const struct api_key *api_key);

// ---- documents and handlers ----

extern const struct route_doc incidentio_user_list_doc;
extern const struct route_doc incidentio_user_create_doc;
extern const struct route_doc incidentio_team_list_doc;

route_handler incidentio_user_list;
route_handler incidentio_user_get;
route_handler incidentio_user_create;
route_handler incidentio_team_list;
route_handler incidentio_team_get;

extern const struct route_doc incidentio_key_list_doc;
extern const struct route_doc incidentio_key_write_doc;
extern const struct route_doc incidentio_key_rotate_doc;

route_handler incidentio_identity;
route_handler incidentio_key_list;
route_handler incidentio_key_get;
route_handler incidentio_key_create;
route_handler incidentio_key_update;
route_handler incidentio_key_delete;
route_handler incidentio_key_rotate;
