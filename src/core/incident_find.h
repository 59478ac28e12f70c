// incident_find.h -- reading incidents, within the reach of the principal.
//
// What the principal does not reach looks like what is not there: ERR_NOT_FOUND.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"
#include "store/history_store.h"
#include "store/incident_store.h"

/* Does the principal see the incident? What a list holds he does. */
bool incident_in_reach(const struct ctx *c, const struct incident_handle *handle);

/* The incident that `name` names: "prim-12" (any letter case; of the team's newest occurrence),
 * "INC-7", a bare number (of `team`'s counter first, then a row id), or an object id. `team_id` 0:
 * any team in reach; else only that team's. */
MUST_CHECK enum err incident_find(struct ctx *c, str name, int64_t team_id,
                                  struct incident_handle *out);

/* The incident of that row id. */
MUST_CHECK enum err incident_find_id(struct ctx *c, int64_t id, struct incident_handle *out);

/* The incident whole. */
MUST_CHECK enum err incident_read(struct ctx *c, int64_t id, struct incident *out);

/* The incident of a share token if it is shared now. Needs no principal. */
MUST_CHECK enum err incident_find_shared(struct ctx *c, str token, struct incident *out);

// ---- lists, newest first ----

enum incident_list_kind {
    LIST_OF_TEAM,
    LIST_OF_STATE,        // of a team; TRIGGERED or ACKNOWLEDGED
    LIST_OF_USER,         // of a team: those the person is a responder of
    LIST_OPEN_OF_SERVICE, // of a team; the newest ones
    LIST_BETWEEN,         // by the filter; of all teams in reach
};

struct incident_query {
    enum incident_list_kind kind;
    int64_t team_id;
    enum response_state state;
    int64_t user_id;
    int64_t service_id;
    struct incident_filter filter; // `teams` is narrowed to the principal's reach
};

struct incident_page {
    struct handle_list handles;
    int64_t total; // of the whole list
    int64_t open;  // triggered or acknowledged among them
};

MUST_CHECK enum err incident_list(struct ctx *c, const struct incident_query *query,
                                  struct page page, struct incident_page *out);

/* The counts of a list without its rows. */
MUST_CHECK enum err incident_totals(struct ctx *c, const struct incident_query *query,
                                    struct filter_count *out);

// ---- one incident with what belongs to it ----

struct incident_detail {
    struct incident incident;
    struct id_list responders;
    struct occurrence_list earlier; // newest first, at most INCIDENT_PAGE_MAX
    struct suppressed_list events;  // newest first, at most INCIDENT_PAGE_MAX
    struct timeline_list timeline;  // the newest INCIDENT_PAGE_MAX, oldest of them first
};

MUST_CHECK enum err incident_detail(struct ctx *c, int64_t id, struct incident_detail *out);

/* What happened to it: the newest TIMELINE_PAGE_MAX entries, oldest of them first. */
MUST_CHECK enum err incident_timeline(struct ctx *c, int64_t id, struct timeline_list *out);

/* A page of the occurrences before this one, newest first, and how many there are. */
MUST_CHECK enum err incident_earlier(struct ctx *c, const struct incident *incident,
                                     struct page page, struct incident_page *out);

/* A page of what was swallowed while it was open, and how much of it was kept. */
MUST_CHECK enum err incident_suppressed(struct ctx *c, int64_t id, struct page page,
                                        struct suppressed_list *out, int64_t *out_total);
MUST_CHECK enum err incident_suppressed_one(struct ctx *c, int64_t id, int64_t event_id,
                                            struct suppressed_event *out);
