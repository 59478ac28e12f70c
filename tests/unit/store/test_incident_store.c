// test_incident_store.c -- incidents, groups and counts: what goes in comes out, "none" as NULL.
// SPDX-License-Identifier: Apache-2.0
#include "store/incident_store.h"

#include "store_fixture.h"

enum { ORG = 1, OTHER_ORG = 2, TEAM = 5, GROUP = 100, INCIDENT = 200 };

static struct incident_group a_group(int64_t id)
{
    return (struct incident_group){
        .id = id, .team_id = TEAM, .number = id + 1, .created_at = 1000 + id};
}

static void add_group(struct store *s, const struct incident_group *group, str identity)
{
    bool inserted = false;
    assert_ok(group_insert(s, group, identity, &inserted));
    assert_true(inserted);
}

static void expect_groups_equal(const struct incident_group *a, const struct incident_group *b)
{
    assert_int_equal(a->id, b->id);
    assert_int_equal(a->team_id, b->team_id);
    assert_int_equal(a->number, b->number);
    assert_int_equal(a->priority, b->priority);
    assert_int_equal(a->severity_id, b->severity_id);
    assert_int_equal(a->newest_incident_id, b->newest_incident_id);
    assert_int_equal(a->occurrences, b->occurrences);
    assert_int_equal(a->window_started_at, b->window_started_at);
    assert_int_equal(a->window_events, b->window_events);
    assert_int_equal(a->limited_until, b->limited_until);
    assert_int_equal(a->version, b->version);
    assert_int_equal(a->created_at, b->created_at);
}

// ---- groups ----

/* As the first occurrence makes it. */
static struct incident_group a_full_group(int64_t id)
{
    struct incident_group group = a_group(id);
    group.priority = 3;
    group.severity_id = 31;
    group.newest_incident_id = INCIDENT;
    group.occurrences = 4;
    group.window_started_at = 5;
    group.window_events = 6;
    return group;
}

static void a_new_group_comes_back_with_its_first_version(void **state)
{
    struct store *s = store_of(state, ORG);
    struct incident_group groups[] = {a_group(GROUP), a_full_group(GROUP + 1)};
    static const str identities[] = {S("first"), S("second")};
    for (size_t i = 0; i < ARRAY_LEN(groups); i++) {
        struct incident_group found = {0};
        add_group(s, &groups[i], identities[i]);
        groups[i].version = 1;
        assert_ok(group_lock(s, groups[i].id, &found));
        expect_groups_equal(&found, &groups[i]);
        assert_ok(group_lock_by_identity(s, identities[i], &found));
        expect_groups_equal(&found, &groups[i]);
    }
}

static void an_identity_has_one_group(void **state)
{
    struct store *s = store_of(state, ORG);
    const struct incident_group first = a_group(GROUP);
    const struct incident_group second = a_group(GROUP + 1);
    struct incident_group found = {0};
    bool inserted = true;
    add_group(s, &first, S("identity"));
    assert_ok(group_insert(s, &second, S("identity"), &inserted));
    assert_false(inserted);
    assert_ok(group_lock_by_identity(s, S("identity"), &found));
    assert_int_equal(found.id, GROUP);
    assert_int_equal(group_lock(s, GROUP + 1, &found), ERR_NOT_FOUND);
}

static void groups_without_identity_are_many(void **state)
{
    struct store *s = store_of(state, ORG);
    struct incident_group found = {0};
    for (int i = 0; i < 3; i++) {
        const struct incident_group group = a_group(GROUP + i);
        add_group(s, &group, (str){0});
    }
    assert_int_equal(group_lock_by_identity(s, S(""), &found), ERR_NOT_FOUND);
    assert_ok(group_lock(s, GROUP + 2, &found));
}

static void a_group_changes_whole_and_grows_its_version(void **state)
{
    struct store *s = store_of(state, ORG);
    struct incident_group group = a_group(GROUP);
    struct incident_group found = {0};
    add_group(s, &group, S("identity"));
    group = a_full_group(GROUP);
    group.limited_until = 7;
    for (group.version = 2; group.version <= 4; group.version++) {
        assert_ok(group_update(s, &group));
        assert_ok(group_lock(s, GROUP, &found));
        expect_groups_equal(&found, &group);
    }
}

static void a_group_that_is_not_there_is_not_found(void **state)
{
    struct store *s = store_of(state, ORG);
    struct store other = *s;
    struct incident_group found = {.id = 42};
    const struct incident_group group = a_group(GROUP);
    add_group(s, &group, S("identity"));
    other.org_id = OTHER_ORG;
    assert_int_equal(group_lock(s, GROUP + 1, &found), ERR_NOT_FOUND);
    assert_int_equal(group_lock_by_identity(s, S("Identity"), &found), ERR_NOT_FOUND);
    assert_int_equal(group_lock(&other, GROUP, &found), ERR_NOT_FOUND);
    assert_int_equal(group_lock_by_identity(&other, S("identity"), &found), ERR_NOT_FOUND);
    assert_int_equal(found.id, 42);
}

// ---- incidents ----

/* Every field is set, and to a value of its own. */
static struct incident a_full_incident(void)
{
    struct incident incident = {
        .id = INCIDENT,
        .team_id = TEAM,
        .number = 7,
        .occurrence = 2,
        .status_id = 11,
        .response_state = RESPONSE_ACKNOWLEDGED,
        .title = S("disk \xF0\x9F\x92\xBE full"),
        .metadata = S("{\"a\": 1}"),
        .links = S("[{\"runbook\":\"https://x\"}]"),
        .integration_id = 12,
        .service_id = 13,
        .policy_id = 14,
        .step = 3,
        .escalates_at = 15,
        .severity_id = 16,
        .created_at = 17,
        .updated_at = 17,
        .message = S("we look into it"),
        .published_at = 19,
        .created_by = 20,
        .group = a_group(GROUP),
    };
    incident.group.priority = 2;
    incident.group.severity_id = 18;
    incident.group.newest_incident_id = INCIDENT;
    incident.group.occurrences = 2;
    return incident;
}

static struct incident a_bare_incident(void)
{
    return (struct incident){
        .id = INCIDENT,
        .team_id = TEAM,
        .number = 7,
        .occurrence = 1,
        .status_id = 11,
        .title = S(""),
        .metadata = S("{}"),
        .created_at = 17,
        .updated_at = 17,
        .group = a_group(GROUP),
    };
}

static void add_incident(struct store *s, const struct incident *incident, str identity)
{
    add_group(s, &incident->group, identity);
    assert_ok(incident_insert(s, incident));
}

static void expect_stored(struct store *s, const struct incident *wanted)
{
    struct incident found = {0};
    assert_ok(incident_get(s, wanted->id, &found));
    assert_int_equal(found.id, wanted->id);
    assert_int_equal(found.team_id, wanted->team_id);
    assert_int_equal(found.number, wanted->number);
    assert_int_equal(found.occurrence, wanted->occurrence);
    assert_int_equal(found.status_id, wanted->status_id);
    assert_int_equal(found.response_state, wanted->response_state);
    expect_text(found.title, wanted->title);
    expect_text(found.metadata, wanted->metadata);
    expect_text(found.resolved_metadata, wanted->resolved_metadata);
    expect_text(found.links, wanted->links);
    assert_int_equal(found.links.p == NULL, wanted->links.p == NULL);
    assert_int_equal(found.integration_id, wanted->integration_id);
    assert_int_equal(found.service_id, wanted->service_id);
    assert_int_equal(found.policy_id, wanted->policy_id);
    assert_int_equal(found.step, wanted->step);
    assert_int_equal(found.escalates_at, wanted->escalates_at);
    assert_int_equal(found.severity_id, wanted->severity_id);
    assert_int_equal(found.suppressed, wanted->suppressed);
    assert_int_equal(found.responders, wanted->responders);
    assert_int_equal(found.is_shared, wanted->is_shared);
    assert_int_equal(found.created_at, wanted->created_at);
    assert_int_equal(found.updated_at, wanted->updated_at);
    assert_int_equal(found.acknowledged_at, wanted->acknowledged_at);
    assert_int_equal(found.resolved_at, wanted->resolved_at);
    expect_text(found.message, wanted->message);
    assert_int_equal(found.message.p == NULL, wanted->message.p == NULL);
    assert_int_equal(found.published_at, wanted->published_at);
    assert_int_equal(found.created_by, wanted->created_by);
}

/* An incident comes with what is asked of its group, which is less than the lock of a group reads.
 */
static void expect_group_stored(struct store *s, const struct incident *wanted)
{
    struct incident found = {0};
    assert_ok(incident_get(s, wanted->id, &found));
    assert_int_equal(found.group.id, wanted->group.id);
    assert_int_equal(found.group.team_id, wanted->group.team_id);
    assert_int_equal(found.group.number, wanted->group.number);
    assert_int_equal(found.group.priority, wanted->group.priority);
    assert_int_equal(found.group.severity_id, wanted->group.severity_id);
    assert_int_equal(found.group.occurrences, wanted->group.occurrences);
    assert_int_equal(found.group.version, 1);
    assert_int_equal(found.group.created_at, wanted->group.created_at);
}

static void a_full_incident_comes_back_whole(void **state)
{
    struct store *s = store_of(state, ORG);
    const struct incident incident = a_full_incident();
    add_incident(s, &incident, S("identity"));
    expect_stored(s, &incident);
    expect_group_stored(s, &incident);
    expect_look(s, LOOK_NULL_COLUMNS, P(ORG, INCIDENT),
                "resolved_metadata acknowledged_at resolved_at \n");
}

static void a_bare_incident_holds_null_for_none(void **state)
{
    struct store *s = store_of(state, ORG);
    const struct incident incident = a_bare_incident();
    add_incident(s, &incident, (str){0});
    expect_stored(s, &incident);
    expect_group_stored(s, &incident);
    expect_look(s, LOOK_NULL_COLUMNS, P(ORG, INCIDENT),
                "resolved_metadata links integration service policy escalates_at severity "
                "acknowledged_at resolved_at message published_at created_by group.identity "
                "group.priority group.severity \n");
}

static void what_may_change_is_changed_and_changed_back(void **state)
{
    struct store *s = store_of(state, ORG);
    const struct incident bare = a_bare_incident();
    struct incident changed = bare;
    add_incident(s, &bare, (str){0});
    changed.status_id = 21;
    changed.response_state = RESPONSE_RESOLVED;
    changed.step = 22;
    changed.escalates_at = 23;
    changed.severity_id = 24;
    changed.suppressed = 25;
    changed.responders = 26;
    changed.is_shared = true;
    changed.updated_at = 27;
    changed.acknowledged_at = 28;
    changed.resolved_at = 29;
    changed.resolved_metadata = S("{\"status\":\"ok\"}");
    changed.title = S("disk gone");
    changed.message = S("we have looked into it");
    changed.published_at = 30;
    assert_ok(incident_update(s, &changed));
    expect_stored(s, &changed);
    expect_look(s, LOOK_NULL_COLUMNS, P(ORG, INCIDENT),
                "links integration service policy created_by group.identity group.priority "
                "group.severity \n");
    assert_ok(incident_update(s, &bare));
    struct incident back = bare;
    back.resolved_metadata = changed.resolved_metadata; // an absent one leaves what is there
    expect_stored(s, &back);
}

static void what_came_with_the_event_never_changes(void **state)
{
    struct store *s = store_of(state, ORG);
    const struct incident incident = a_full_incident();
    struct incident changed = incident;
    add_incident(s, &incident, S("identity"));
    changed.metadata = S("{}");
    changed.links = (str){0};
    changed.number = 99;
    changed.occurrence = 99;
    changed.integration_id = 99;
    changed.service_id = 99;
    changed.policy_id = 99;
    changed.created_at = 99;
    changed.created_by = 99;
    assert_ok(incident_update(s, &changed));
    expect_stored(s, &incident);
}

static void a_slim_incident_lacks_its_payloads_only(void **state)
{
    struct store *s = store_of(state, ORG);
    const struct incident incident = a_full_incident();
    struct incident whole = {0};
    struct incident slim = {0};
    add_incident(s, &incident, S("identity"));
    assert_ok(incident_get(s, INCIDENT, &whole));
    assert_ok(incident_get_slim(s, INCIDENT, &slim));
    expect_text(slim.title, whole.title);
    expect_text(slim.message, whole.message);
    expect_text(slim.metadata, S(""));
    assert_null(slim.resolved_metadata.p);
    assert_null(slim.links.p);
    slim.title = whole.title; // the same texts elsewhere
    slim.message = whole.message;
    slim.metadata = whole.metadata;
    slim.resolved_metadata = whole.resolved_metadata;
    slim.links = whole.links;
    assert_memory_equal(&slim, &whole, sizeof(whole));
    assert_int_equal(incident_get_slim(s, INCIDENT + 1, &slim), ERR_NOT_FOUND);
}

static void an_incident_that_is_not_there_is_not_found(void **state)
{
    struct store *s = store_of(state, ORG);
    struct store other = *s;
    const struct incident incident = a_bare_incident();
    struct incident found = {.id = 42};
    add_incident(s, &incident, (str){0});
    other.org_id = OTHER_ORG;
    assert_int_equal(incident_get(s, INCIDENT + 1, &found), ERR_NOT_FOUND);
    assert_int_equal(incident_get(&other, INCIDENT, &found), ERR_NOT_FOUND);
    assert_int_equal(found.id, 42);
}

// ---- counts ----

static void expect_counts(struct store *s, int64_t team_id, const int64_t *wanted)
{
    int64_t of_state[RESPONSE_STATE_COUNT];
    assert_ok(incident_counts(s, team_id, of_state));
    for (int i = 0; i < RESPONSE_STATE_COUNT; i++)
        assert_int_equal(of_state[i], wanted[i]);
}

static void counts_move_by_team_and_state(void **state)
{
    struct store *s = store_of(state, ORG);
    expect_counts(s, TEAM, (int64_t[]){0, 0, 0});
    assert_ok(incident_count_add(s, TEAM, RESPONSE_TRIGGERED, 3));
    assert_ok(incident_count_add(s, TEAM, RESPONSE_TRIGGERED, -1));
    assert_ok(incident_count_add(s, TEAM, RESPONSE_RESOLVED, 1));
    assert_ok(incident_count_add(s, TEAM + 1, RESPONSE_ACKNOWLEDGED, 5));
    assert_ok(incident_count_add(s, TEAM + 1, RESPONSE_TRIGGERED, 10));
    expect_counts(s, TEAM, (int64_t[]){2, 0, 1});
    expect_counts(s, TEAM + 1, (int64_t[]){10, 5, 0});
    expect_counts(s, TEAM + 2, (int64_t[]){0, 0, 0});
}

static void counts_are_of_one_organisation(void **state)
{
    struct store *s = store_of(state, ORG);
    struct store other = *s;
    other.org_id = OTHER_ORG;
    assert_ok(incident_count_add(s, TEAM, RESPONSE_TRIGGERED, 1));
    expect_counts(&other, TEAM, (int64_t[]){0, 0, 0});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORE_ON_BOTH(a_new_group_comes_back_with_its_first_version),
        STORE_ON_BOTH(an_identity_has_one_group),
        STORE_ON_BOTH(groups_without_identity_are_many),
        STORE_ON_BOTH(a_group_changes_whole_and_grows_its_version),
        STORE_ON_BOTH(a_group_that_is_not_there_is_not_found),
        STORE_ON_BOTH(a_full_incident_comes_back_whole),
        STORE_ON_BOTH(a_bare_incident_holds_null_for_none),
        STORE_ON_BOTH(what_may_change_is_changed_and_changed_back),
        STORE_ON_BOTH(what_came_with_the_event_never_changes),
        STORE_ON_BOTH(a_slim_incident_lacks_its_payloads_only),
        STORE_ON_BOTH(an_incident_that_is_not_there_is_not_found),
        STORE_ON_BOTH(counts_move_by_team_and_state),
        STORE_ON_BOTH(counts_are_of_one_organisation),
    };
    return cmocka_run_group_tests_name("incident_store", tests, make_database, drop_database);
}
