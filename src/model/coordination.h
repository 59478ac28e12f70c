// coordination.h -- what an incident coordinates, as it is configured: types, roles, custom fields,
// timestamps, durations.
//
// The numbers of the enums are stored; append only. 0 means "none" for ids and times.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/str.h"

// What an incident is kept for.
#define INCIDENT_MODES(X)                                                                          \
    X(STANDARD, "standard")                                                                        \
    X(RETROSPECTIVE, "retrospective")                                                              \
    X(TEST, "test")                                                                                \
    X(TUTORIAL, "tutorial")

#define X(name, text) MODE_##name,
enum incident_mode { INCIDENT_MODES(X) MODE_COUNT };
#undef X

#define INCIDENT_ROLE_KINDS(X)                                                                     \
    X(LEAD, "lead")                                                                                \
    X(REPORTER, "reporter")                                                                        \
    X(CUSTOM, "custom")

#define X(name, text) INCIDENT_ROLE_##name,
enum incident_role_kind { INCIDENT_ROLE_KINDS(X) INCIDENT_ROLE_KIND_COUNT };
#undef X

#define FIELD_TYPES(X)                                                                             \
    X(SINGLE_SELECT, "single_select")                                                              \
    X(MULTI_SELECT, "multi_select")                                                                \
    X(TEXT, "text")                                                                                \
    X(LINK, "link")                                                                                \
    X(NUMERIC, "numeric")

#define X(name, text) FIELD_##name,
enum field_type { FIELD_TYPES(X) FIELD_TYPE_COUNT };
#undef X

// The move that sets a timestamp.
enum timestamp_trigger {
    TIMESTAMP_BY_HAND,
    TIMESTAMP_REPORTED, // the incident is made
    TIMESTAMP_ACCEPTED, // it becomes live, or is acknowledged
    TIMESTAMP_FIXED,    // the world is told MONITORING
    TIMESTAMP_RESOLVED, // it is over
    TIMESTAMP_CLOSED,   // nothing is left to do
    TIMESTAMP_TRIGGER_COUNT
};

extern const str incident_mode_words[MODE_COUNT];
extern const str incident_role_kind_words[INCIDENT_ROLE_KIND_COUNT];
extern const str field_type_words[FIELD_TYPE_COUNT];

struct incident_type {
    int64_t id;
    str name;
    str description;
    bool is_default;
    bool is_private_only;  // its incidents are private
    bool create_in_triage; // always; else the client says
    msec created_at;
    msec updated_at;
};

struct incident_role {
    int64_t id;
    str name;
    str shortform;
    str description;
    str instructions;
    enum incident_role_kind kind;
    msec created_at;
    msec updated_at;
};

struct incident_timestamp {
    int64_t id;
    str name;
    int rank;
    enum timestamp_trigger set_by;
    msec created_at;
    msec updated_at;
};

struct duration_metric {
    int64_t id;
    str name;
    int64_t from_id; // timestamps
    int64_t to_id;
    msec created_at;
    msec updated_at;
};

struct custom_field {
    int64_t id;
    str name;
    str description;
    enum field_type type;
    int64_t catalog_type_id; // whose entries are its values; 0: its options are
    msec created_at;
    msec updated_at;
};

struct custom_field_option {
    int64_t field_id;
    int64_t id;
    str value;
    int64_t sort_key;
    msec created_at;
    msec updated_at;
};
