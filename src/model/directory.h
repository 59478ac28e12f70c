// directory.h -- the configuration of an organisation as one immutable snapshot in memory.
//
// Teams, people, statuses, severities, services, policies, integrations and keys are small, read on
// every request and rarely written. A snapshot is built whole, shared by all threads and swapped as
// a whole. Encoders look names up here; no statement joins for them. Arrays are sorted by id.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/arena.h"
#include "base/clock.h"
#include "model/catalog.h"
#include "model/coordination.h"
#include "model/status_page.h"

struct org {
    int64_t id;
    str name;
    msec created_at;
};

struct team {
    int64_t id;
    str name;
    str uid;
    bool is_private;
    bool is_default;
    msec created_at;
    msec updated_at;
};

struct user_account {
    int64_t id;
    str first_name;
    str last_name;
    str email;
    enum role role;
    msec created_at;
    msec updated_at;
    str time_zone; // IANA; this and the next: absent when not said
    str job_title;
    str department;
    str language;
    str region;
    str shift_color;
    msec muted_until; // 0: not
};

struct team_member {
    int64_t team_id;
    int64_t user_id;
    enum role role; // in the team
};

struct api_key {
    int64_t id;
    str name;
    int64_t team_id; // 0: the whole organisation
    unsigned scopes;
    str key_hash;
    str hint;
    int64_t user_id;
    msec created_at;
    msec revoked_at; // 0: in use
    str comments;
    str roles;              // as they were given, by blanks; absent: made on the command line
    msec token_issued_at;   // 0: when it was made
    int64_t creator_key_id; // 0: the command line
};

// What the token of a key was before.
struct retired_token {
    str key_hash;
    int64_t key_id;
    msec valid_until; // taken until then
};

struct incident_status {
    int64_t id;
    str name;
    str description;
    int rank;
    enum status_category category;
    enum response_state response_state;
    enum public_status public_status;
    msec created_at;
    msec updated_at; // 0: as it was made
};

struct severity {
    int64_t id;
    str name;
    str description;
    int rank;
    int spike_level; // 1..3, or SPIKE_LEVEL_NONE
    msec created_at;
    msec updated_at; // 0: as it was made
};

struct service {
    int64_t id;
    int64_t number;
    int64_t team_id; // its home, for names; who sees it are the teams of its object_team rows
    str name;
    str description;
    str alias;                      // absent: none
    enum service_status own_status; // as people set it
    bool one_open_incident_only;    // events do not open a second one
    bool shows_uptime;
    msec created_at;
    msec updated_at;
};

struct escalation_target {
    enum target_kind kind;
    int64_t target_id;
    str via; // channels, comma-separated; empty: as the person prefers
};

struct escalation_step {
    int wait_minutes; // before the next step
    const struct escalation_target *targets;
    size_t target_count;
};

struct escalation_policy {
    int64_t id;
    int64_t team_id;
    str name;
    int delay_minutes;
    bool repeats;
    bool is_default;
    msec created_at;
    msec updated_at;
    msec archived_at; // 0: in use
    const struct escalation_step *steps;
    size_t step_count;
};

struct integration {
    int64_t id;
    str token;
    int64_t team_id;
    enum slug slug;
    str name;
    str description;
    int64_t policy_id;
    int64_t service_id;         // 0: none
    enum service_status impact; // of its events on that service; OPERATIONAL: none
    bool repeats_escalation;
    int ack_timeout_minutes; // 0: off
    msec created_at;
    msec updated_at;
    msec archived_at; // 0: in use
};

enum { DIRECTORY_MAX_ROWS = 100000 }; // of one list: what would pass it is refused

#define DIRECTORY_LIST(type)                                                                       \
    struct {                                                                                       \
        const struct type *items;                                                                  \
        size_t count;                                                                              \
    }

struct directory {
    int64_t version; // grows with every change of the configuration
    struct org org;
    DIRECTORY_LIST(team) teams;
    DIRECTORY_LIST(user_account) users;
    DIRECTORY_LIST(team_member) members; // by team, then user
    DIRECTORY_LIST(api_key) keys;
    DIRECTORY_LIST(retired_token) retired_tokens;
    DIRECTORY_LIST(incident_status) statuses; // by rank
    DIRECTORY_LIST(severity) severities;      // by rank
    DIRECTORY_LIST(incident_status) former_statuses;
    DIRECTORY_LIST(severity) former_severities;
    DIRECTORY_LIST(service) services;
    DIRECTORY_LIST(escalation_policy) policies; // archived ones too
    DIRECTORY_LIST(integration) integrations;   // archived ones too
    DIRECTORY_LIST(object_team) object_teams;   // by object, then team
    DIRECTORY_LIST(status_page) pages;
    DIRECTORY_LIST(page_group) page_groups;     // by page, then id
    DIRECTORY_LIST(page_element) page_elements; // by page, then position
    DIRECTORY_LIST(incident_template) templates;
    DIRECTORY_LIST(maintenance_window) windows;   // those to come and of the last year or so
    DIRECTORY_LIST(window_target) window_targets; // by window, then target
    DIRECTORY_LIST(incident_type) types;
    DIRECTORY_LIST(incident_role) incident_roles;
    DIRECTORY_LIST(incident_timestamp) timestamps; // by rank
    DIRECTORY_LIST(duration_metric) metrics;
    DIRECTORY_LIST(custom_field) fields;
    DIRECTORY_LIST(custom_field_option) field_options; // by field, then sort key
    DIRECTORY_LIST(catalog_type) catalog_types;
    DIRECTORY_LIST(catalog_attribute) catalog_attributes; // by type, then position
    const struct custom_field_option **options_by_id;     // sorted by id
    const struct retired_token **retired_by_hash;         // sorted by key_hash
    const struct api_key **keys_by_hash;                  // sorted by key_hash
    const struct integration **integrations_by_token;     // sorted by token
};

/* Sorts the four indexes; `directory` has its lists. */
void directory_index(struct directory *directory, struct arena *arena);

/* The row of that id, or NULL. */
const struct team *directory_team(const struct directory *d, int64_t id);
const struct user_account *directory_user(const struct directory *d, int64_t id);
const struct api_key *directory_key(const struct directory *d, int64_t id);
const struct incident_status *directory_status(const struct directory *d, int64_t id);
const struct severity *directory_severity(const struct directory *d, int64_t id);
const struct service *directory_service(const struct directory *d, int64_t id);

/* For what is told of the past: also among those that were deleted. */
const struct incident_status *directory_status_ever(const struct directory *d, int64_t id);
const struct severity *directory_severity_ever(const struct directory *d, int64_t id);
const struct escalation_policy *directory_policy(const struct directory *d, int64_t id);
const struct integration *directory_integration(const struct directory *d, int64_t id);

const struct status_page *directory_page(const struct directory *d, int64_t id);
const struct incident_template *directory_template(const struct directory *d, int64_t id);
const struct maintenance_window *directory_window(const struct directory *d, int64_t id);
const struct incident_type *directory_type(const struct directory *d, int64_t id);
const struct incident_role *directory_incident_role(const struct directory *d, int64_t id);
const struct incident_timestamp *directory_timestamp(const struct directory *d, int64_t id);
const struct duration_metric *directory_metric(const struct directory *d, int64_t id);
const struct custom_field *directory_field(const struct directory *d, int64_t id);
const struct custom_field_option *directory_field_option(const struct directory *d, int64_t id);
const struct catalog_type *directory_catalog_type(const struct directory *d, int64_t id);

/* The type of incidents that name none; NULL only before the first start. */
const struct incident_type *directory_default_type(const struct directory *d);

/* The type of that id; 0: the default one. NULL: there is none. */
const struct incident_type *directory_type_or_default(const struct directory *d, int64_t id);

/* Is the incident over: in learning or closed? */
bool status_is_over(const struct incident_status *status);

// The children of one row, in order: views of the directory.
struct object_team_list {
    const struct object_team *items;
    size_t count;
};
struct page_group_list {
    const struct page_group *items;
    size_t count;
};
struct page_element_list {
    const struct page_element *items;
    size_t count;
};
struct window_target_list {
    const struct window_target *items;
    size_t count;
};
struct team_member_list {
    const struct team_member *items;
    size_t count;
};
struct object_team_list directory_teams_of(const struct directory *d, int64_t object_id);
struct page_group_list directory_groups_of(const struct directory *d, int64_t page_id);
struct page_element_list directory_elements_of(const struct directory *d, int64_t page_id);
struct window_target_list directory_targets_of(const struct directory *d, int64_t window_id);
struct custom_field_option_list {
    const struct custom_field_option *items;
    size_t count;
};
struct custom_field_option_list directory_options_of(const struct directory *d, int64_t field_id);
struct catalog_attribute_list {
    const struct catalog_attribute *items;
    size_t count;
};
struct catalog_attribute_list directory_attributes_of(const struct directory *d, int64_t type_id);
/* The type's attribute of that id, which other types may have too; NULL: none. */
const struct catalog_attribute *directory_attribute(const struct directory *d, int64_t type_id,
                                                    str id);
struct team_member_list directory_members_of(const struct directory *d, int64_t team_id);

/* Does the window cover the service or integration, running or not? */
bool directory_window_covers(const struct directory *d, int64_t window_id, int64_t target_id);

/* Does the page show the service, at its top or in a group? */
bool directory_page_holds(const struct directory *d, int64_t page_id, int64_t service_id);

/* Marks which of the services (in order, each once) a maintenance window holds at `now`. */
void directory_mark_maintenance(const struct directory *d, const int64_t *services, size_t count,
                                msec now, bool *marks);

/* The service if it is the team's: what belongs to a team names no other, though it once could. */
const struct service *directory_service_for(const struct directory *d, int64_t id, int64_t team_id);

/* By what else names them; NULL if nothing does. A team's uid in any letter case. */
const struct team *directory_team_by_uid(const struct directory *d, str uid);
const struct team *directory_default_team(const struct directory *d);
const struct service *directory_service_by_number(const struct directory *d, int64_t number);
const struct api_key *directory_key_by_hash(const struct directory *d, str key_hash);
const struct retired_token *directory_retired_by_hash(const struct directory *d, str key_hash);
const struct integration *directory_integration_by_token(const struct directory *d, str token);
const struct severity *directory_severity_by_spike_level(const struct directory *d, int level);
bool directory_is_member(const struct directory *d, int64_t team_id, int64_t user_id);
const struct team_member *directory_member(const struct directory *d, int64_t team_id,
                                           int64_t user_id);

/* Is the service, page or template shared with the team? */
bool directory_is_shared(const struct directory *d, int64_t object_id, int64_t team_id);

/* The default row of a category: the first by rank; of live, of those that are acknowledged and
 * shown as INVESTIGATING. */
const struct incident_status *directory_status_of_category(const struct directory *d,
                                                           enum status_category category);

/* The default row for a word that is shown to the world. INVESTIGATING is where an incident begins
 * unless somebody has it in hand already. */
const struct incident_status *
directory_status_of_public(const struct directory *d, enum public_status status, bool is_in_hand);

/* The team's own default policy, else the organisation's; NULL only without any policy. */
const struct escalation_policy *directory_default_policy(const struct directory *d,
                                                         int64_t team_id);
