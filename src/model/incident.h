// incident.h -- one incident, its group, and what happened to it.
//
// A group is an identity (integration + dedup key, or title); an incident is one occurrence of it.
// The group owns the counter id, the priority and the severity that occurrences to come begin with.
// 0 means "none" for ids and times.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "model/coordination.h"
#include "model/vocabulary.h"

enum { METADATA_MAX_BYTES = 64 * 1024 }; // of one incident or event: a page of them stays bounded

struct incident_group {
    int64_t id;
    int64_t team_id;
    int64_t number; // of the counter id
    int priority;
    int64_t severity_id;
    int64_t newest_incident_id;
    int64_t occurrences;
    msec window_started_at; // duplicate limit: events since then
    int64_t window_events;
    msec limited_until;
    int64_t version; // grows with every change of the group or of an occurrence
    msec created_at;
};

// What of an incident's row lists are filtered by and a change may move (core/facet.h).
struct incident_facets {
    int64_t status_id;
    int64_t severity_id;
    int64_t type_id;
    msec updated_at;
};

struct incident {
    int64_t id;
    int64_t team_id;
    int64_t number; // INC-n
    int64_t occurrence;
    int64_t status_id;
    enum response_state response_state;
    str title;
    str metadata;          // a JSON object
    str resolved_metadata; // a JSON object, or absent
    str links;             // a JSON array, or absent
    int64_t integration_id;
    int64_t service_id;
    int64_t policy_id;
    int step; // of the policy
    msec escalates_at;
    int64_t severity_id;
    int64_t suppressed; // events swallowed while open
    int responders;
    bool is_shared;
    msec created_at;
    msec updated_at;
    msec acknowledged_at;
    msec resolved_at;
    str message;            // the newest one to the world; absent: none
    msec published_at;      // when the world was last told; 0: never, it affects nothing
    int64_t created_by;     // a user; 0: nobody's key made it
    int64_t creator_key_id; // whose request made it; 0: an event did
    int64_t type_id;
    enum incident_mode mode;
    bool is_private; // only its members and keys with that reach see it
    struct incident_group group;
    struct incident_facets stored; // as the row has them; zeroes before there is one
};

// What an incident does to a service.
struct impact {
    int64_t service_id;
    enum service_status impact;
};

struct impact_list {
    const struct impact *items;
    size_t count;
};

enum { IMPACTS_MAX = 100 }; // services of one incident

// An earlier occurrence, as histories show it.
struct occurrence {
    int64_t id;
    enum response_state response_state;
    str title;
    msec created_at;
    msec updated_at;
    msec acknowledged_at;
    msec resolved_at;
};

// Enough of an incident to check a key's reach and a cached text's freshness.
struct incident_handle {
    int64_t id;
    int64_t group_id;
    int64_t team_id;
    int64_t version; // of the group
    int64_t number;  // of its counter id; 0 in lists
    bool is_private; // false in lists, which hold what may be seen
};

struct handle_list {
    const struct incident_handle *items;
    size_t count;
};

struct suppressed_event {
    int64_t id;
    str title;
    str metadata;
    msec created_at;
};

struct timeline_entry {
    int64_t id;
    enum timeline_kind kind;
    msec at;
    enum actor_kind actor_kind;
    int64_t actor_id;
    str old_value;
    str new_value;
    str message;   // of an update, or what the values are of
    bool notifies; // of an update: subscribers were told
    int64_t
        status_id; // the incident's after it, if it is news to those who follow it; with its team
    int64_t team_id;
};

// How an incident finds its group.
enum grouping {
    GROUP_BY_IDENTITY, // events of one identity are one incident while it is open
    GROUP_WHEN_FREE,   // joins the group of its identity if none of its occurrences is open
    GROUP_NEVER,       // has a group of its own
};

// What asks for an incident: a person's create, or an event of an integration.
struct incident_draft {
    str title;
    str dedup_key; // what groups it within its integration; absent: the title
    enum grouping grouping;
    int64_t status_id; // that it begins with; 0: the default one
    msec created_at;   // of one that is written down afterwards: nobody is paged; 0: now
    int priority;
    int64_t severity_id;
    str metadata;
    str links;
    int64_t team_id;
    int64_t integration_id;
    int64_t service_id;
    int64_t policy_id;
    int64_t type_id; // 0: the default one
    enum incident_mode mode;
    bool is_private;
};
