// incident_store.h -- incidents, their groups, their lists and their counts.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/incident.h"
#include "store/store.h"

/* One incident with its group; ERR_NOT_FOUND. The slim one is without its payloads, for a change.
 */
MUST_CHECK enum err incident_get(struct store *s, int64_t id, struct incident *out);
MUST_CHECK enum err incident_get_slim(struct store *s, int64_t id, struct incident *out);

/* The newest occurrence of the group that is open, or the newest of all; without its payloads. */
MUST_CHECK enum err incident_get_open(struct store *s, const struct incident_group *group,
                                      struct incident *out);

/* Nobody else changes incidents of this team until the transaction ends (PostgreSQL). */
MUST_CHECK enum err incident_lock_team(struct store *s, int64_t team_id);

/* Has the team any incident, open or not? */
MUST_CHECK enum err incident_of_team(struct store *s, int64_t team_id, bool *out);

/* The group of an identity or of an id, locked until the transaction ends; ERR_NOT_FOUND. */
MUST_CHECK enum err group_lock_by_identity(struct store *s, str identity,
                                           struct incident_group *out);
MUST_CHECK enum err group_lock(struct store *s, int64_t id, struct incident_group *out);

/* *out_inserted is false when the identity has a group already. An absent identity never does. */
MUST_CHECK enum err group_insert(struct store *s, const struct incident_group *group, str identity,
                                 bool *out_inserted);

/* Writes what may change, and a new version. */
MUST_CHECK enum err group_update(struct store *s, const struct incident_group *group);

MUST_CHECK enum err incident_insert(struct store *s, const struct incident *incident);
/* Of an incident that is private from its beginning. */
MUST_CHECK enum err private_incident_insert(struct store *s, int64_t incident_id);
MUST_CHECK enum err private_incident_has(struct store *s, int64_t incident_id, bool *out);

/* Writes what may change; an absent resolved_metadata leaves what is there. */
MUST_CHECK enum err incident_update(struct store *s, const struct incident *incident);

/* Moves the counts of a team. */
MUST_CHECK enum err incident_count_add(struct store *s, int64_t team_id, enum response_state state,
                                       int64_t amount);
/* Of those that are private; they are among the others too. */
MUST_CHECK enum err private_count_add(struct store *s, int64_t team_id, enum response_state state,
                                      int64_t amount);

/* How many incidents of the team stand where. */
MUST_CHECK enum err incident_counts(struct store *s, int64_t team_id,
                                    int64_t out_of_state[RESPONSE_STATE_COUNT]);
/* How many private ones; team_id 0: of all teams. */
MUST_CHECK enum err private_counts(struct store *s, int64_t team_id,
                                   int64_t out_of_state[RESPONSE_STATE_COUNT]);

// ---- handles: one, or a page of a list ----

MUST_CHECK enum err incident_handle_by_id(struct store *s, int64_t id, struct incident_handle *out);
MUST_CHECK enum err incident_handle_by_number(struct store *s, int64_t number,
                                              struct incident_handle *out);
MUST_CHECK enum err incident_handle_by_counter(struct store *s, int64_t team_id, int64_t number,
                                               struct incident_handle *out);

struct page {
    int64_t skip;
    int64_t take; // 1..INCIDENT_PAGE_MAX
};

// Whose incidents a list or count is of.
struct team_view {
    int64_t team_id;
    bool hides_private; // private ones are as if not there
};

enum { INCIDENT_PAGE_MAX = 100 };

// Newest first, all of them.
MUST_CHECK enum err handles_of_team(struct store *s, struct team_view team, struct page page,
                                    struct handle_list *out);
MUST_CHECK enum err handles_of_state(struct store *s, struct team_view team,
                                     enum response_state state, struct page page,
                                     struct handle_list *out); // not of RESOLVED
MUST_CHECK enum err handles_of_user(struct store *s, int64_t user_id, struct team_view team,
                                    struct page page, struct handle_list *out);

/* The team's open incidents of a service. */
MUST_CHECK enum err handles_of_service(struct store *s, int64_t service_id, struct team_view team,
                                       int64_t take, struct handle_list *out);

/* The occurrences of a group before the one given. */
MUST_CHECK enum err handles_before(struct store *s, const struct incident *incident,
                                   struct page page, struct handle_list *out);

struct occurrence_list {
    const struct occurrence *items;
    size_t count;
};

/* The same, at most `take`, without their payloads. */
MUST_CHECK enum err occurrences_before(struct store *s, const struct incident *incident,
                                       int64_t take, struct occurrence_list *out);

struct incident_filter {
    msec from_at;
    msec until_at;          // inclusive
    str teams;              // a JSON array of ids; empty: any
    str states;             // a JSON array of response states; empty: any
    str services;           // a JSON array of ids; empty: any
    int64_t integration_id; // 0: any
    bool hides_private;
};

struct filter_count {
    int64_t all;
    int64_t open;
};

MUST_CHECK enum err handles_between(struct store *s, const struct incident_filter *filter,
                                    struct page page, struct handle_list *out);
MUST_CHECK enum err count_of_service(struct store *s, int64_t service_id, struct team_view team,
                                     struct filter_count *out);

/* Incidents of the team that this person is a responder of. */
MUST_CHECK enum err count_of_user(struct store *s, int64_t user_id, struct team_view team,
                                  struct filter_count *out);

MUST_CHECK enum err count_between(struct store *s, const struct incident_filter *filter,
                                  struct filter_count *out);
