// status_page.h -- what the world is shown, and the rest of what incidents need of the
// configuration: pages, their elements and groups, templates, maintenance windows.
//
// 0 means "none" for ids and times. Children name their parent first: lists are sorted by it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "model/vocabulary.h"

struct status_page {
    int64_t id;
    str name;
    str subdomain; // absent: none; unique in the organisation
    str domain;    // absent: none
    str time_zone; // IANA; absent: none
    bool is_private;
    bool is_activated; // shown to its viewers; counts when somebody is to be told
    str presentation;  // a JSON object: how it looks
    msec created_at;
    msec updated_at;
};

struct page_group {
    int64_t page_id;
    int64_t id;
    str name;
};

enum element_kind { ELEMENT_SERVICE, ELEMENT_GROUP, ELEMENT_KIND_COUNT };

// A service at the top of a page or in a group, or a group at the top.
struct page_element {
    int64_t page_id;
    int position; // over the whole page; what is in a group follows it
    enum element_kind kind;
    int64_t target_id;
    int64_t group_id; // 0: at the top
    str options;      // comma-separated
};

// The teams of a service, a page or a template. Ids are unique over all kinds.
struct object_team {
    int64_t object_id;
    int64_t team_id;
};

struct incident_template {
    int64_t id;
    str name;
    str summary;
    enum public_status status;
    str message;
    bool notifies;
    msec created_at;
    msec updated_at;
};

/* That long after its end a window is looked at: outages of a year, each with its 90 days. */
enum { WINDOW_KEPT_DAYS = 366 + 90 };

struct maintenance_window {
    int64_t id;
    str summary;
    str description;
    str time_zone;
    msec starts_at;
    msec ends_at; // not included
    bool tells_creation;
    bool tells_start;
    bool tells_end;
    int64_t created_by; // a user
    msec created_at;
    msec updated_at;
    msec covers_from; // what it covers it has covered since then; 0: since its start
    msec removed_at;  // 0: in use; else it had begun by then, and ended then or before: history
};

// A service or an integration that a window covers.
struct window_target {
    int64_t window_id;
    int64_t target_id;
};

/* When the window began to hold what it covers. */
static inline msec window_held_from(const struct maintenance_window *window)
{
    return window->covers_from > window->starts_at ? window->covers_from : window->starts_at;
}

/* Does the window hold what it covers at `now`? */
static inline bool window_is_running(const struct maintenance_window *window, msec now)
{
    return window->removed_at == 0 && window->starts_at <= now && now < window->ends_at;
}
