// directory.c -- looking things up in the snapshot.
//
// Lists are sorted by id, so a look-up is a binary search over a few dozen rows.
// SPDX-License-Identifier: Apache-2.0
#include "model/directory.h"

#include "base/run.h"

/* Every row type begins with its id. */
static const void *find_by_id(const void *items, size_t count, size_t size, int64_t id)
{
    const char *base = items;
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        int64_t at = 0;
        memcpy(&at, base + middle * size, sizeof(at));
        if (at == id)
            return base + middle * size;
        if (at < id)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

#define FIND_BY_ID(list, wanted)                                                                   \
    find_by_id((list).items, (list).count, sizeof(*(list).items), (wanted))

const struct team *directory_team(const struct directory *d, int64_t id)
{
    return FIND_BY_ID(d->teams, id);
}

const struct user_account *directory_user(const struct directory *d, int64_t id)
{
    return FIND_BY_ID(d->users, id);
}

const struct api_key *directory_key(const struct directory *d, int64_t id)
{
    return FIND_BY_ID(d->keys, id);
}

const struct service *directory_service(const struct directory *d, int64_t id)
{
    return FIND_BY_ID(d->services, id);
}

const struct escalation_policy *directory_policy(const struct directory *d, int64_t id)
{
    return FIND_BY_ID(d->policies, id);
}

const struct integration *directory_integration(const struct directory *d, int64_t id)
{
    return FIND_BY_ID(d->integrations, id);
}

const struct status_page *directory_page(const struct directory *d, int64_t id)
{
    return FIND_BY_ID(d->pages, id);
}

const struct incident_template *directory_template(const struct directory *d, int64_t id)
{
    return FIND_BY_ID(d->templates, id);
}

const struct maintenance_window *directory_window(const struct directory *d, int64_t id)
{
    return FIND_BY_ID(d->windows, id);
}

const struct incident_type *directory_type(const struct directory *d, int64_t id)
{
    return FIND_BY_ID(d->types, id);
}

const struct incident_role *directory_incident_role(const struct directory *d, int64_t id)
{
    return FIND_BY_ID(d->incident_roles, id);
}

const struct duration_metric *directory_metric(const struct directory *d, int64_t id)
{
    return FIND_BY_ID(d->metrics, id);
}

const struct custom_field *directory_field(const struct directory *d, int64_t id)
{
    return FIND_BY_ID(d->fields, id);
}

const struct catalog_type *directory_catalog_type(const struct directory *d, int64_t id)
{
    return FIND_BY_ID(d->catalog_types, id);
}

// ---- lists in another order: some dozens of rows ----

const struct incident_timestamp *directory_timestamp(const struct directory *d, int64_t id)
{
    for (size_t i = 0; i < d->timestamps.count; i++) {
        if (d->timestamps.items[i].id == id)
            return &d->timestamps.items[i];
    }
    return NULL;
}

const struct incident_type *directory_default_type(const struct directory *d)
{
    for (size_t i = 0; i < d->types.count; i++) {
        if (d->types.items[i].is_default)
            return &d->types.items[i];
    }
    return NULL;
}

const struct incident_type *directory_type_or_default(const struct directory *d, int64_t id)
{
    return id != 0 ? directory_type(d, id) : directory_default_type(d);
}

bool status_is_over(const struct incident_status *status)
{
    return status->category == CATEGORY_LEARNING || status->category == CATEGORY_CLOSED;
}

// ---- children, sorted by their parent ----

#define CHILDREN_OF(list, parent, member, type)                                                    \
    do {                                                                                           \
        const struct run run = RUN_OF(list, member, parent);                                       \
        return (struct type){.items = (list).items + run.first, .count = run.count};               \
    } while (0)

struct object_team_list directory_teams_of(const struct directory *d, int64_t object_id)
{
    CHILDREN_OF(d->object_teams, object_id, object_id, object_team_list);
}

struct page_group_list directory_groups_of(const struct directory *d, int64_t page_id)
{
    CHILDREN_OF(d->page_groups, page_id, page_id, page_group_list);
}

struct page_element_list directory_elements_of(const struct directory *d, int64_t page_id)
{
    CHILDREN_OF(d->page_elements, page_id, page_id, page_element_list);
}

struct window_target_list directory_targets_of(const struct directory *d, int64_t window_id)
{
    CHILDREN_OF(d->window_targets, window_id, window_id, window_target_list);
}

struct custom_field_option_list directory_options_of(const struct directory *d, int64_t field_id)
{
    CHILDREN_OF(d->field_options, field_id, field_id, custom_field_option_list);
}

struct catalog_attribute_list directory_attributes_of(const struct directory *d, int64_t type_id)
{
    CHILDREN_OF(d->catalog_attributes, type_id, type_id, catalog_attribute_list);
}

const struct catalog_attribute *directory_attribute(const struct directory *d, int64_t type_id,
                                                    str id)
{
    const struct catalog_attribute_list attributes = directory_attributes_of(d, type_id);
    for (size_t i = 0; i < attributes.count; i++) {
        if (str_eq(attributes.items[i].id, id))
            return &attributes.items[i];
    }
    return NULL;
}

struct team_member_list directory_members_of(const struct directory *d, int64_t team_id)
{
    CHILDREN_OF(d->members, team_id, team_id, team_member_list);
}

bool directory_window_covers(const struct directory *d, int64_t window_id, int64_t target_id)
{
    const struct window_target_list targets = directory_targets_of(d, window_id);
    for (size_t i = 0; i < targets.count; i++) {
        if (targets.items[i].target_id == target_id)
            return true;
    }
    return false;
}

bool directory_page_holds(const struct directory *d, int64_t page_id, int64_t service_id)
{
    const struct page_element_list elements = directory_elements_of(d, page_id);
    for (size_t i = 0; i < elements.count; i++) {
        if (elements.items[i].kind == ELEMENT_SERVICE && elements.items[i].target_id == service_id)
            return true;
    }
    return false;
}

void directory_mark_maintenance(const struct directory *d, const int64_t *services, size_t count,
                                msec now, bool *marks)
{
    for (size_t i = 0; i < d->windows.count; i++) {
        if (!window_is_running(&d->windows.items[i], now))
            continue;
        const struct window_target_list targets = directory_targets_of(d, d->windows.items[i].id);
        for (size_t n = 0; n < targets.count; n++) {
            const int64_t *found =
                find_by_id(services, count, sizeof(*services), targets.items[n].target_id);
            if (found != NULL)
                marks[found - services] = true;
        }
    }
}

// ---- by other names ----

const struct incident_status *directory_status(const struct directory *d, int64_t id)
{
    for (size_t i = 0; i < d->statuses.count; i++) {
        if (d->statuses.items[i].id == id)
            return &d->statuses.items[i];
    }
    return NULL;
}

const struct severity *directory_severity(const struct directory *d, int64_t id)
{
    for (size_t i = 0; i < d->severities.count; i++) {
        if (d->severities.items[i].id == id)
            return &d->severities.items[i];
    }
    return NULL;
}

const struct incident_status *directory_status_ever(const struct directory *d, int64_t id)
{
    const struct incident_status *present = directory_status(d, id);
    return present != NULL ? present : FIND_BY_ID(d->former_statuses, id);
}

const struct severity *directory_severity_ever(const struct directory *d, int64_t id)
{
    const struct severity *present = directory_severity(d, id);
    return present != NULL ? present : FIND_BY_ID(d->former_severities, id);
}

const struct team *directory_team_by_uid(const struct directory *d, str uid)
{
    for (size_t i = 0; i < d->teams.count; i++) {
        if (str_eq_nocase(d->teams.items[i].uid, uid))
            return &d->teams.items[i];
    }
    return NULL;
}

const struct team *directory_default_team(const struct directory *d)
{
    for (size_t i = 0; i < d->teams.count; i++) {
        if (d->teams.items[i].is_default)
            return &d->teams.items[i];
    }
    return NULL;
}

const struct service *directory_service_by_number(const struct directory *d, int64_t number)
{
    for (size_t i = 0; i < d->services.count; i++) {
        if (d->services.items[i].number == number)
            return &d->services.items[i];
    }
    return NULL;
}

const struct severity *directory_severity_by_spike_level(const struct directory *d, int level)
{
    for (size_t i = 0; i < d->severities.count; i++) {
        if (level != SPIKE_LEVEL_NONE && d->severities.items[i].spike_level == level)
            return &d->severities.items[i];
    }
    return NULL;
}

const struct team_member *directory_member(const struct directory *d, int64_t team_id,
                                           int64_t user_id)
{
    const struct team_member_list members = directory_members_of(d, team_id);
    size_t low = 0;
    size_t high = members.count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (members.items[middle].user_id == user_id)
            return &members.items[middle];
        if (members.items[middle].user_id < user_id)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

bool directory_is_member(const struct directory *d, int64_t team_id, int64_t user_id)
{
    return directory_member(d, team_id, user_id) != NULL;
}

bool directory_is_shared(const struct directory *d, int64_t object_id, int64_t team_id)
{
    const struct object_team_list teams = directory_teams_of(d, object_id);
    for (size_t i = 0; i < teams.count; i++) {
        if (teams.items[i].team_id == team_id)
            return true;
    }
    return false;
}

const struct service *directory_service_for(const struct directory *d, int64_t id, int64_t team_id)
{
    return directory_is_shared(d, id, team_id) ? directory_service(d, id) : NULL;
}

/* What is live and still waits for somebody is no default. */
static bool is_worked_on(const struct incident_status *status)
{
    return status->category == CATEGORY_LIVE && status->response_state == RESPONSE_ACKNOWLEDGED;
}

static bool is_default_for(const struct incident_status *status, enum status_category category)
{
    if (category == CATEGORY_LIVE)
        return is_worked_on(status) && status->public_status == PUBLIC_INVESTIGATING;
    return status->category == category;
}

const struct incident_status *directory_status_of_category(const struct directory *d,
                                                           enum status_category category)
{
    for (size_t i = 0; i < d->statuses.count; i++) {
        if (is_default_for(&d->statuses.items[i], category))
            return &d->statuses.items[i];
    }
    return NULL;
}

const struct escalation_policy *directory_default_policy(const struct directory *d, int64_t team_id)
{
    const struct escalation_policy *found = NULL;
    for (size_t i = 0; i < d->policies.count; i++) {
        const struct escalation_policy *policy = &d->policies.items[i];
        if (!policy->is_default || policy->archived_at != 0)
            continue;
        if (policy->team_id == team_id)
            return policy;
        if (found == NULL)
            found = policy;
    }
    return found;
}

static const struct incident_status *live_status_of(const struct directory *d,
                                                    enum public_status status)
{
    for (size_t i = 0; i < d->statuses.count; i++) {
        if (is_worked_on(&d->statuses.items[i]) && d->statuses.items[i].public_status == status)
            return &d->statuses.items[i];
    }
    return directory_status_of_category(d, CATEGORY_LIVE);
}

const struct incident_status *directory_status_of_public(const struct directory *d,
                                                         enum public_status status, bool is_in_hand)
{
    if (status == PUBLIC_RESOLVED)
        return directory_status_of_category(d, CATEGORY_CLOSED);
    if (status == PUBLIC_INVESTIGATING && !is_in_hand)
        return directory_status_of_category(d, CATEGORY_TRIAGE);
    return live_status_of(d, status);
}

// ---- the four indexes ----

static int order_keys(const void *a, const void *b)
{
    const struct api_key *const *left = a;
    const struct api_key *const *right = b;
    return str_cmp((*left)->key_hash, (*right)->key_hash);
}

static int order_retired(const void *a, const void *b)
{
    const struct retired_token *const *left = a;
    const struct retired_token *const *right = b;
    return str_cmp((*left)->key_hash, (*right)->key_hash);
}

static int order_integrations(const void *a, const void *b)
{
    const struct integration *const *left = a;
    const struct integration *const *right = b;
    return str_cmp((*left)->token, (*right)->token);
}

static int order_options(const void *a, const void *b)
{
    const struct custom_field_option *const *left = a;
    const struct custom_field_option *const *right = b;
    return ((*left)->id > (*right)->id) - ((*left)->id < (*right)->id);
}

static void index_options(struct directory *d, struct arena *arena)
{
    d->options_by_id =
        arena_array(arena, const struct custom_field_option *, d->field_options.count);
    for (size_t i = 0; i < d->field_options.count; i++)
        d->options_by_id[i] = &d->field_options.items[i];
    qsort(d->options_by_id, d->field_options.count, sizeof(struct custom_field_option *),
          order_options);
}

void directory_index(struct directory *d, struct arena *arena)
{
    index_options(d, arena);
    d->keys_by_hash = arena_array(arena, const struct api_key *, d->keys.count);
    for (size_t i = 0; i < d->keys.count; i++)
        d->keys_by_hash[i] = &d->keys.items[i];
    qsort(d->keys_by_hash, d->keys.count, sizeof(struct api_key *), order_keys);

    d->retired_by_hash = arena_array(arena, const struct retired_token *, d->retired_tokens.count);
    for (size_t i = 0; i < d->retired_tokens.count; i++)
        d->retired_by_hash[i] = &d->retired_tokens.items[i];
    qsort(d->retired_by_hash, d->retired_tokens.count, sizeof(struct retired_token *),
          order_retired);

    d->integrations_by_token =
        arena_array(arena, const struct integration *, d->integrations.count);
    for (size_t i = 0; i < d->integrations.count; i++)
        d->integrations_by_token[i] = &d->integrations.items[i];
    qsort(d->integrations_by_token, d->integrations.count, sizeof(struct integration *),
          order_integrations);
}

const struct api_key *directory_key_by_hash(const struct directory *d, str key_hash)
{
    const struct api_key wanted = {.key_hash = key_hash};
    const struct api_key *probe = &wanted;
    const struct api_key **found =
        bsearch(&probe, d->keys_by_hash, d->keys.count, sizeof(probe), order_keys);
    return found == NULL ? NULL : *found;
}

const struct retired_token *directory_retired_by_hash(const struct directory *d, str key_hash)
{
    const struct retired_token wanted = {.key_hash = key_hash};
    const struct retired_token *probe = &wanted;
    const struct retired_token **found =
        bsearch(&probe, d->retired_by_hash, d->retired_tokens.count, sizeof(probe), order_retired);
    return found == NULL ? NULL : *found;
}

const struct integration *directory_integration_by_token(const struct directory *d, str token)
{
    const struct integration wanted = {.token = token};
    const struct integration *probe = &wanted;
    const struct integration **found = bsearch(
        &probe, d->integrations_by_token, d->integrations.count, sizeof(probe), order_integrations);
    return found == NULL ? NULL : *found;
}

const struct custom_field_option *directory_field_option(const struct directory *d, int64_t id)
{
    const struct custom_field_option wanted = {.id = id};
    const struct custom_field_option *probe = &wanted;
    const struct custom_field_option **found =
        bsearch(&probe, d->options_by_id, d->field_options.count, sizeof(probe), order_options);
    return found == NULL ? NULL : *found;
}
