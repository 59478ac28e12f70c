// ilert.h -- what the files of the ilert dialect share: words, parameters, bodies, encoders,
// handlers.
//
// Wire format: https://api.ilert.com/api-docs/ (contract version 1). Ids are the rows' numbers; a
// field that is not set is left out; in a body null, "" and 0 mean the same as leaving it out.
// docs/ilert.md tells where we differ.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/openapi.h"
#include "core/public_incident.h"

struct private_subscriber_list;
struct service_status_map;
struct status_period;
struct uptime;

extern const struct dialect ilert_dialect;

enum {
    ILERT_TEXT_MAX_BYTES = 16 * 1024, // summaries, messages, descriptions
    ILERT_PAGE_CAP_MAX = 100,
};

// ---- words (words.c) ----

extern const str ilert_visibility_words[2]; // [is_private]
extern const str ilert_subscriber_words[SUBSCRIBER_KIND_COUNT];
extern const str ilert_role_words[ROLE_COUNT];

// ---- parameters (decode.c) ----

/* The row id that the parameter of the path names, or 0. */
int64_t ilert_path_id(const struct api_request *q, size_t index);

/* ?start-index and ?max-results. */
MUST_CHECK enum err ilert_page_read(struct api_request *q, struct page_rule rule, struct page *out);

/* The rows of the two in a table of parameters. */
#define ILERT_PAGE(rule)                                                                           \
    PARAMETER("start-index", INTEGER, "How many to leave out at the beginning"),                   \
        PARAMETER("max-results", INTEGER, "How many at most", .page = &(rule))

/* Is the nth of a list on the page? */
bool ilert_is_on_page(struct page page, size_t n);

/* A parameter that may be repeated, or hold words separated by commas: bit i for words[i]. An
 * unknown word is refused. */
MUST_CHECK enum err ilert_words_param(struct api_request *q, str name, const str *words,
                                      size_t count, unsigned *out);

/* The same of ids. */
MUST_CHECK enum err ilert_ids_param(struct api_request *q, str name, struct id_list *out);

/* One instant, RFC 3339 or a bare date; absent or empty leaves *out as it was. */
MUST_CHECK enum err ilert_time_param(struct api_request *q, str name, msec *out);

// ---- bodies (decode.c) ----

/* Binds `object`, which is called `name` in refusals (absent: the body itself), without its members
 * that are null, "" or 0. */
MUST_CHECK enum err ilert_bind_object(struct api_request *q, str name, const struct json *object,
                                      const struct bind_field *fields, size_t count, void *out);
MUST_CHECK enum err ilert_bind(struct api_request *q, const struct bind_field *fields, size_t count,
                               void *out);

/* Refuses a text that is absent or empty. */
MUST_CHECK enum err ilert_require(struct api_request *q, str field, str text);

/* A text as an instant; absent leaves *out as it was. */
MUST_CHECK enum err ilert_time(struct api_request *q, str field, str text, msec *out);

/* An IANA time zone that this machine knows; absent is fine. */
MUST_CHECK enum err ilert_time_zone(struct api_request *q, str field, str text);

/* What an object that is meant by its id holds; for .members of a field. */
extern const struct bind_field ilert_id_fields[1];

/* [{"id": 1}, ...], `list` NULL for none sent; each id once, in order. */
MUST_CHECK enum err ilert_ids(struct api_request *q, str field, const struct json *list, size_t max,
                              struct id_list *out);

/* {"id": 1}: its id, 0 when there is none. */
MUST_CHECK enum err ilert_id(struct api_request *q, str field, const struct json *object,
                             int64_t *out);

// ---- what several objects hold (encode.c) ----

/* "teams": [{id, name}] of a service, page or template. */
void ilert_write_teams(struct api_request *q, int64_t object_id);
/* {id, name} */
void ilert_write_team_ref(struct api_request *q, str key, const struct team *team);
/* {id, firstName, lastName} */
void ilert_write_user_ref(struct api_request *q, str key, const struct user_account *user);
/* A text that is left out when it is not set. */
void ilert_write_text(struct api_request *q, str key, str value);
/* An instant that is left out when there is none. */
void ilert_write_time(struct api_request *q, str key, msec at);

/* The user that a principal of a timeline entry stands for, or NULL. */
const struct user_account *ilert_user_of(const struct api_request *q, enum actor_kind kind,
                                         int64_t actor_id);

/* The members of a service object, without its includes. */
void ilert_write_service_members(struct api_request *q, const struct service *service,
                                 enum service_status status);
/* The object itself; a service that is no more is left out. */
void ilert_write_service(struct api_request *q, int64_t service_id,
                         const struct service_status_map *statuses);
void ilert_write_uptime(struct api_request *q, const struct uptime *uptime);
/* {status, from, until}; one that goes on has no end. */
void ilert_write_outage(struct api_request *q, const struct status_period *outage);

// ---- people and teams (encode_people.c) ----

void ilert_write_user(struct api_request *q, str key, const struct user_account *user);
void ilert_write_team(struct api_request *q, const struct team *team);
void ilert_write_team_slim(struct api_request *q, const struct team *team); // without its members
/* {user, role} */
void ilert_write_member(struct api_request *q, const struct team_member *member);

// ---- services and subscribers (handle_service.c, handle_subscriber.c) ----

/* The service of a row id, within reach; NULL else. */
const struct service *ilert_service(const struct api_request *q, int64_t id);

/* [{id, name, type}] of the object. */
MUST_CHECK enum err ilert_write_subscribers(struct api_request *q, int64_t object_id);
/* The body [{id, type}] (is_array), or {id, type}. */
MUST_CHECK enum err ilert_subscribers_read(struct api_request *q,
                                           struct private_subscriber_list *out);
/* The subscriber that the path's parameter and ?subscriber-type name leaves. */
MUST_CHECK enum err ilert_subscriber_delete(struct api_request *q, int64_t object_id, size_t param);

// ---- incidents (decode_incident.c, encode_incident.c) ----

// The members of a body; the second table is of a new incident's alone.
enum { INCIDENT_FIELDS = 5, BACKFILL_FIELDS = 2 };
extern const struct bind_field ilert_incident_fields[INCIDENT_FIELDS];
extern const struct bind_field ilert_backfill_fields[BACKFILL_FIELDS];

/* The body as a draft. A service in it is its id; the zero values that clients send around it are
 * not looked at. */
MUST_CHECK enum err ilert_draft_read(struct api_request *q, struct public_draft *out);

/* The times of a new incident. */
MUST_CHECK enum err ilert_backfill_read(struct api_request *q, struct public_draft *draft);

/* Hands `outcome` up; a refusal by core then names its field as it is spelt here. */
MUST_CHECK enum err ilert_spell_refusal(struct api_request *q, enum err outcome);

/* One incident as an object, without its includes. */
MUST_CHECK enum err ilert_write_incident(struct api_request *q, int64_t id);

/* An array of those of the list; `subscribed` tells that asking user's subscription too. */
MUST_CHECK enum err ilert_write_incidents(struct api_request *q, const struct handle_list *list,
                                          bool subscribed);

enum incident_include {
    INCIDENT_SUBSCRIBED = 1,
    INCIDENT_AFFECTED_TEAMS = 2,
    INCIDENT_HISTORY = 4,
};

/* One whole, with what is included; *out_etag is its entity tag. */
MUST_CHECK enum err ilert_write_detail(struct api_request *q, int64_t id, unsigned includes,
                                       str *out_etag);

/* The entity tag alone. */
MUST_CHECK enum err ilert_etag(struct api_request *q, int64_t id, str *out);

// ---- handlers, listed in routes.c; what the API document tells of them ----

extern const struct route_doc ilert_incident_list_doc;
extern const struct route_doc ilert_incident_create_doc;
extern const struct route_doc ilert_incident_forecast_doc;
extern const struct route_doc ilert_incident_get_doc;
extern const struct route_doc ilert_incident_update_doc;
extern const struct route_doc ilert_service_list_doc;
extern const struct route_doc ilert_service_create_doc;
extern const struct route_doc ilert_service_get_doc;
extern const struct route_doc ilert_service_update_doc;
extern const struct route_doc ilert_subscribers_doc;
extern const struct route_doc ilert_unsubscribe_doc;
extern const struct route_doc ilert_window_list_doc;
extern const struct route_doc ilert_window_create_doc;
extern const struct route_doc ilert_window_update_doc;
extern const struct route_doc ilert_outage_list_doc;
extern const struct route_doc ilert_override_list_doc;
extern const struct route_doc ilert_override_create_doc;
extern const struct route_doc ilert_override_update_doc;
extern const struct route_doc ilert_page_list_doc;
extern const struct route_doc ilert_page_create_doc;
extern const struct route_doc ilert_page_get_doc;
extern const struct route_doc ilert_page_update_doc;
extern const struct route_doc ilert_group_list_doc;
extern const struct route_doc ilert_group_create_doc;
extern const struct route_doc ilert_group_update_doc;
extern const struct route_doc ilert_page_addresses_doc;
extern const struct route_doc ilert_page_addresses_add_doc;
extern const struct route_doc ilert_team_list_doc;
extern const struct route_doc ilert_team_create_doc;
extern const struct route_doc ilert_team_update_doc;
extern const struct route_doc ilert_team_member_doc;
extern const struct route_doc ilert_user_list_doc;
extern const struct route_doc ilert_user_create_doc;
extern const struct route_doc ilert_user_update_doc;
extern const struct route_doc ilert_user_search_doc;
extern const struct route_doc ilert_template_list_doc;
extern const struct route_doc ilert_template_create_doc;
extern const struct route_doc ilert_template_update_doc;

route_handler ilert_incident_list;
route_handler ilert_incident_create;
route_handler ilert_incident_forecast;
route_handler ilert_incident_get;
route_handler ilert_incident_update;
route_handler ilert_incident_subscribers;
route_handler ilert_incident_subscribe;
route_handler ilert_incident_unsubscribe;
route_handler ilert_update_forecast;
route_handler ilert_service_list;
route_handler ilert_service_create;
route_handler ilert_service_get;
route_handler ilert_service_by_name;
route_handler ilert_service_update;
route_handler ilert_service_delete;
route_handler ilert_service_subscribers;
route_handler ilert_service_subscribers_set;
route_handler ilert_service_unsubscribe;
route_handler ilert_window_list;
route_handler ilert_window_create;
route_handler ilert_window_get;
route_handler ilert_window_update;
route_handler ilert_window_delete;
route_handler ilert_outage_list;
route_handler ilert_override_list;
route_handler ilert_override_create;
route_handler ilert_override_get;
route_handler ilert_override_update;
route_handler ilert_override_delete;
route_handler ilert_team_list;
route_handler ilert_team_create;
route_handler ilert_team_get;
route_handler ilert_team_by_name;
route_handler ilert_team_update;
route_handler ilert_team_delete;
route_handler ilert_team_member_add;
route_handler ilert_team_member_remove;
route_handler ilert_user_list;
route_handler ilert_user_create;
route_handler ilert_user_search;
route_handler ilert_user_current;
route_handler ilert_user_update_current;
route_handler ilert_user_get;
route_handler ilert_user_update;
route_handler ilert_user_delete;
route_handler ilert_template_list;
route_handler ilert_template_create;
route_handler ilert_template_get;
route_handler ilert_template_by_name;
route_handler ilert_template_update;
route_handler ilert_template_delete;
route_handler ilert_page_list;
route_handler ilert_page_create;
route_handler ilert_page_get;
route_handler ilert_page_by_name;
route_handler ilert_page_update;
route_handler ilert_page_delete;
route_handler ilert_group_list;
route_handler ilert_group_create;
route_handler ilert_group_get;
route_handler ilert_group_by_name;
route_handler ilert_group_update;
route_handler ilert_group_delete;
route_handler ilert_page_subscribers;
route_handler ilert_page_subscribers_set;
route_handler ilert_page_subscribe;
route_handler ilert_page_unsubscribe;
route_handler ilert_page_addresses;
route_handler ilert_page_addresses_add;
route_handler ilert_page_address_delete;
