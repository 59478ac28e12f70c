// spike.h -- what the files of the Spike dialect share: words, ids, pages, encoders, handlers.
//
// Wire format: https://docs.spike.sh (spike-api-docs); where the vendor publishes no body, the
// shape is ours and docs/spike.md tells it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/api.h"
#include "core/incident_find.h"

extern const struct dialect spike_dialect;

// ---- words (words.c) ----

enum { SPIKE_TITLE_MAX_BYTES = 16 * 1024 };

extern const str spike_state_words[RESPONSE_STATE_COUNT];
extern const str spike_priority_words[PRIORITY_MAX];    // [0] is p1
extern const str spike_severity_words[SPIKE_LEVEL_MAX]; // [0] is sev1
extern const str spike_product_names[SLUG_COUNT];       // an integration's `name`

// ---- decoding (decode.c) ----

/* The row id of an `_id` of this kind, or 0. */
int64_t spike_id_read(const struct api_request *q, enum id_kind kind, str text);

struct spike_page {
    struct page window;
    int64_t per_page;
    int64_t current;
};

/* ?page and ?perPage; refuses what is no positive number. */
MUST_CHECK enum err spike_page_read(struct api_request *q, struct spike_page *out);

/* The incident of the path's first parameter, in the request's team. */
MUST_CHECK enum err spike_incident(struct api_request *q, struct incident_handle *out);

/* ?id, an existing user. */
MUST_CHECK enum err spike_user_of_query(struct api_request *q, const struct user_account **out);

/* One word of a list in a query: "a,b". Takes it off *rest; false at the end. */
bool spike_next_word(str *rest, str *out);

/* Is it shared with the team of the request? One of no team is in its home, for who sees it. */
bool spike_shows_service(const struct api_request *q, const struct service *service);

/* `field` names an id of `kind` that is in the directory: its row id, or a refusal. */
MUST_CHECK enum err spike_policy_of(struct api_request *q, str field, str text, int64_t *out);
MUST_CHECK enum err spike_service_of(struct api_request *q, str field, str text, int64_t *out);

// ---- encoding (encode_*.c) ----

void spike_write_id(struct api_request *q, str key, enum id_kind kind, int64_t id, msec created_at);
str spike_counter_id(struct api_request *q, int64_t team_id, int64_t number);

// What the text cache keeps for this dialect.
enum spike_view { SPIKE_VIEW_INCIDENT = 1, SPIKE_VIEW_DETAIL = 2 };

/* Writes one JSON value to q->w; *out_note is kept with it. */
typedef enum err spike_renderer(struct api_request *q, const struct incident_handle *handle,
                                int64_t *out_note);

/* The text that `write` makes of an incident, from the cache if it is there. */
MUST_CHECK enum err spike_cached(struct api_request *q, enum spike_view view,
                                 const struct incident_handle *handle, spike_renderer *write,
                                 str *out, int64_t *out_note);

/* An array of the earlier occurrences, newest first, without their payloads. */
void spike_write_earlier(struct api_request *q, str key, const struct incident_detail *detail);

/* The incident object. */
void spike_write_detail(struct api_request *q, str key, const struct incident_detail *detail);

/* The incident object, from the cache if it is there. */
MUST_CHECK enum err spike_write_incident(struct api_request *q, str key,
                                         const struct incident_handle *handle);
void spike_write_grouped(struct api_request *q, str key, const struct incident *incident);
void spike_write_activity(struct api_request *q, const struct timeline_entry *entry);
void spike_write_suppressed(struct api_request *q, str key, const struct suppressed_event *event,
                            const struct incident *incident);
void spike_write_pagination(struct api_request *q, struct spike_page page, int64_t total);

/* {incidents, totalIncidents, totalOpenIncidents, pagination} without the braces. */
MUST_CHECK enum err spike_write_incident_page(struct api_request *q,
                                              const struct incident_page *list,
                                              struct spike_page page);
MUST_CHECK enum err spike_write_incident_array(struct api_request *q, str key,
                                               const struct handle_list *handles);

void spike_write_team(struct api_request *q, str key, const struct team *team);
void spike_write_user(struct api_request *q, str key, const struct user_account *user);
void spike_write_service(struct api_request *q, str key, const struct service *service);
/* NULL writes {}: clients look into an integration without asking whether there is one. */
void spike_write_integration(struct api_request *q, str key, const struct integration *integration);
void spike_write_policy(struct api_request *q, str key, const struct escalation_policy *policy);
void spike_write_policy_name(struct api_request *q, str key,
                             const struct escalation_policy *policy);
void spike_write_service_name(struct api_request *q, str key, const struct service *service);

// ---- handlers (handle_*.c), listed in routes.c ----

route_handler spike_incident_list;
route_handler spike_incident_triggered;
route_handler spike_incident_acknowledged;
route_handler spike_incident_assigned;
route_handler spike_incident_overview;
route_handler spike_incident_all_occurrences;
route_handler spike_incident_get;
route_handler spike_incident_context;
route_handler spike_incident_activity;
route_handler spike_incident_previous;
route_handler spike_incident_previous_one;
route_handler spike_incident_suppressed;
route_handler spike_incident_suppressed_one;
route_handler spike_incident_create;
route_handler spike_incident_acknowledge;
route_handler spike_incident_unacknowledge;
route_handler spike_incident_resolve;
route_handler spike_incident_escalate;
route_handler spike_incident_priority;
route_handler spike_incident_priority_remove;
route_handler spike_incident_severity;
route_handler spike_incident_severity_remove;
route_handler spike_incident_reassign;
route_handler spike_incident_remove_responder;
route_handler spike_incident_public_sharing;
route_handler spike_team_list;
route_handler spike_team_create;
route_handler spike_user_list;
route_handler spike_user_get;
route_handler spike_user_me;
route_handler spike_user_create;
route_handler spike_integration_list;
route_handler spike_integration_create;
route_handler spike_integration_get;
route_handler spike_integration_archive;
route_handler spike_policy_list;
route_handler spike_policy_create;
route_handler spike_policy_get;
route_handler spike_policy_update;
route_handler spike_policy_archive;
route_handler spike_service_list;
route_handler spike_service_create;
route_handler spike_service_get;
route_handler spike_service_update;
