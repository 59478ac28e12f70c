// test_directory_store.c -- the configuration: written a row at a time, loaded whole.
// SPDX-License-Identifier: Apache-2.0
#include "store/directory_store.h"

#include "store/incident_store.h"
#include "store/meta_store.h"
#include "store/window_store.h"
#include "store_fixture.h"

enum {
    ORG = 1,
    OPS = 11,
    DESK = 12,
    ANN = 21,
    BEN = 22,
    KEY = 31,
    POLICY = 61,
    SERVICE = 71,
    INTEGRATION = 81
};

static const struct org org = {.id = ORG, .name = S("Acme"), .created_at = 100};

static const struct team teams[] = {
    {.id = OPS, .name = S("Operations"), .uid = S("ops"), .is_private = true, .created_at = 101},
    {.id = DESK, .name = S("Desk"), .uid = S("desk"), .is_default = true, .created_at = 102},
};
static const struct user_account users[] = {
    {.id = ANN,
     .first_name = S("Ann"),
     .last_name = S("Lee"),
     .email = S("ann@x.org"),
     .role = ROLE_ADMIN,
     .created_at = 103},
    {.id = BEN,
     .first_name = S("Ben"),
     .last_name = S(""),
     .email = S("ben@x.org"),
     .role = ROLE_USER,
     .created_at = 104},
};
static const struct api_key keys[] = {
    {.id = KEY,
     .name = S("all"),
     .scopes = SCOPE_ALL,
     .key_hash = S("ff"),
     .hint = S("abcd"),
     .user_id = ANN,
     .created_at = 105},
    {.id = KEY + 1,
     .name = S("ops"),
     .team_id = OPS,
     .scopes = SCOPE_READ,
     .key_hash = S("ee"),
     .hint = S("efgh"),
     .user_id = BEN,
     .created_at = 106},
};
// Ids against ranks: the list is by rank.
static const struct incident_status statuses[] = {
    {.id = 42,
     .name = S("Triage"),
     .description = S("new"),
     .rank = 1,
     .category = CATEGORY_TRIAGE,
     .response_state = RESPONSE_TRIGGERED,
     .public_status = PUBLIC_INVESTIGATING,
     .created_at = 107},
    {.id = 41,
     .name = S("Closed"),
     .description = S(""),
     .rank = 2,
     .category = CATEGORY_CLOSED,
     .response_state = RESPONSE_RESOLVED,
     .public_status = PUBLIC_RESOLVED,
     .created_at = 108},
};
static const struct severity severities[] = {
    {.id = 52,
     .name = S("Minor"),
     .description = S("small"),
     .rank = 1,
     .spike_level = 3,
     .created_at = 109},
    {.id = 51, .name = S("Odd"), .description = S(""), .rank = 2, .created_at = 110},
};
static const struct escalation_target at_first[] = {
    {TARGET_USER, BEN, S("sms,phone")}, {TARGET_TEAM, OPS, S("")}, {TARGET_USER, ANN, S("")}};
static const struct escalation_target at_second[] = {{TARGET_TEAM, DESK, S("mail")}};
static const struct escalation_step steps[] = {
    {.wait_minutes = 5, .targets = at_first, .target_count = ARRAY_LEN(at_first)},
    {.wait_minutes = 0, .targets = at_second, .target_count = ARRAY_LEN(at_second)},
};
static const struct escalation_policy policies[] = {
    {.id = POLICY,
     .team_id = OPS,
     .name = S("Nights"),
     .delay_minutes = 2,
     .repeats = true,
     .created_at = 111,
     .steps = steps,
     .step_count = ARRAY_LEN(steps)},
    {.id = POLICY + 1,
     .team_id = DESK,
     .name = S("Days"),
     .is_default = true,
     .created_at = 112,
     .steps = &steps[1],
     .step_count = 1},
};
static const struct service services[] = {
    {.id = SERVICE,
     .number = 3,
     .team_id = OPS,
     .name = S("Mail"),
     .description = S("smtp"),
     .alias = S("post"),
     .own_status = SERVICE_DEGRADED,
     .one_open_incident_only = true,
     .shows_uptime = true,
     .created_at = 113},
};
static const struct integration integrations[] = {
    {.id = INTEGRATION,
     .token = S("zz"),
     .team_id = OPS,
     .slug = SLUG_GRAFANA,
     .name = S("Graf"),
     .description = S("d"),
     .policy_id = POLICY,
     .service_id = SERVICE,
     .impact = SERVICE_MAJOR_OUTAGE,
     .repeats_escalation = true,
     .ack_timeout_minutes = 30,
     .created_at = 114},
    {.id = INTEGRATION + 1,
     .token = S("aa"),
     .team_id = DESK,
     .slug = SLUG_WEBHOOK,
     .name = S("Hook"),
     .description = S(""),
     .policy_id = POLICY + 1,
     .created_at = 115},
};

static void add_people(struct store *s)
{
    for (size_t i = 0; i < ARRAY_LEN(teams); i++)
        assert_ok(team_insert(s, &teams[i]));
    for (size_t i = 0; i < ARRAY_LEN(users); i++)
        assert_ok(user_insert(s, &users[i]));
    assert_ok(team_member_insert(s, &(struct team_member){DESK, ANN, ROLE_RESPONDER}));
    assert_ok(team_member_insert(s, &(struct team_member){OPS, BEN, ROLE_USER}));
    assert_ok(team_member_insert(s, &(struct team_member){OPS, ANN, ROLE_ADMIN}));
    for (size_t i = 0; i < ARRAY_LEN(keys); i++)
        assert_ok(api_key_insert(s, &keys[i]));
}

static void add_words(struct store *s)
{
    for (size_t i = 0; i < ARRAY_LEN(statuses); i++)
        assert_ok(status_insert(s, &statuses[i]));
    for (size_t i = 0; i < ARRAY_LEN(severities); i++)
        assert_ok(severity_insert(s, &severities[i]));
}

static void add_routing(struct store *s)
{
    for (size_t i = 0; i < ARRAY_LEN(policies); i++)
        assert_ok(policy_insert(s, &policies[i]));
    assert_ok(service_insert(s, &services[0]));
    for (size_t i = 0; i < ARRAY_LEN(integrations); i++)
        assert_ok(integration_insert(s, &integrations[i]));
}

static struct store *full_store(void **state)
{
    struct store *s = store_of(state, ORG);
    int64_t version = 0;
    assert_ok(org_insert(s, &org));
    add_people(s);
    add_words(s);
    add_routing(s);
    assert_ok(counter_add(s, COUNTER_DIRECTORY, 0, 9, &version));
    return s;
}

static struct directory load(struct store *s)
{
    struct directory d = {0};
    assert_ok(directory_load(s, 0, &d));
    return d;
}

// ---- what goes in comes out ----

static void an_empty_database_has_no_directory(void **state)
{
    struct store *s = store_of(state, 0);
    struct directory d = {.version = 42};
    assert_int_equal(directory_load(s, 0, &d), ERR_NOT_FOUND);
    assert_int_equal(d.version, 42);
}

static void the_organisation_comes_with_the_version(void **state)
{
    struct store *s = full_store(state);
    s->org_id = 0; // the first one
    const struct directory d = load(s);
    assert_int_equal(d.version, 9);
    assert_int_equal(d.org.id, ORG);
    expect_text(d.org.name, org.name);
    assert_int_equal(d.org.created_at, 100);
}

static void teams_people_and_members_come_back(void **state)
{
    const struct directory d = load(full_store(state));
    static const struct team_member members[] = {
        {OPS, ANN, ROLE_ADMIN}, {OPS, BEN, ROLE_USER}, {DESK, ANN, ROLE_RESPONDER}};
    assert_int_equal(d.teams.count, ARRAY_LEN(teams));
    for (size_t i = 0; i < d.teams.count; i++) {
        expect_row(d.teams.items[i].id == teams[i].id, i);
        expect_text(d.teams.items[i].name, teams[i].name);
        expect_text(d.teams.items[i].uid, teams[i].uid);
        expect_row(d.teams.items[i].is_private == teams[i].is_private, i);
        expect_row(d.teams.items[i].is_default == teams[i].is_default, i);
        expect_row(d.teams.items[i].created_at == teams[i].created_at, i);
        expect_row(d.teams.items[i].updated_at == teams[i].created_at, i);
    }
    assert_int_equal(d.users.count, ARRAY_LEN(users));
    for (size_t i = 0; i < d.users.count; i++) {
        expect_row(d.users.items[i].id == users[i].id, i);
        expect_text(d.users.items[i].first_name, users[i].first_name);
        expect_text(d.users.items[i].last_name, users[i].last_name);
        expect_text(d.users.items[i].email, users[i].email);
        assert_int_equal(d.users.items[i].role, users[i].role);
        expect_row(d.users.items[i].created_at == users[i].created_at, i);
    }
    assert_int_equal(d.members.count, ARRAY_LEN(members));
    for (size_t i = 0; i < d.members.count; i++)
        expect_row(d.members.items[i].team_id == members[i].team_id &&
                       d.members.items[i].user_id == members[i].user_id &&
                       d.members.items[i].role == members[i].role,
                   i);
}

static void keys_come_back_and_are_found_by_hash(void **state)
{
    const struct directory d = load(full_store(state));
    assert_int_equal(d.keys.count, ARRAY_LEN(keys));
    for (size_t i = 0; i < d.keys.count; i++) {
        const struct api_key *key = &d.keys.items[i];
        expect_row(key->id == keys[i].id && key->user_id == keys[i].user_id, i);
        expect_row(key->team_id == keys[i].team_id && key->scopes == keys[i].scopes, i);
        expect_row(key->created_at == keys[i].created_at && key->revoked_at == 0, i);
        expect_text(key->name, keys[i].name);
        expect_text(key->hint, keys[i].hint);
        assert_ptr_equal(directory_key_by_hash(&d, keys[i].key_hash), key);
    }
}

static void statuses_and_severities_come_by_rank(void **state)
{
    const struct directory d = load(full_store(state));
    assert_int_equal(d.statuses.count, ARRAY_LEN(statuses));
    for (size_t i = 0; i < d.statuses.count; i++) {
        const struct incident_status *status = &d.statuses.items[i];
        expect_row(status->id == statuses[i].id && status->rank == statuses[i].rank, i);
        expect_row(status->category == statuses[i].category, i);
        expect_row(status->response_state == statuses[i].response_state, i);
        expect_row(status->public_status == statuses[i].public_status, i);
        expect_row(status->created_at == statuses[i].created_at, i);
        expect_text(status->name, statuses[i].name);
        expect_text(status->description, statuses[i].description);
    }
    assert_int_equal(d.severities.count, ARRAY_LEN(severities));
    for (size_t i = 0; i < d.severities.count; i++) {
        const struct severity *severity = &d.severities.items[i];
        expect_row(severity->id == severities[i].id && severity->rank == severities[i].rank, i);
        expect_row(severity->spike_level == severities[i].spike_level, i);
        expect_row(severity->created_at == severities[i].created_at, i);
        expect_text(severity->name, severities[i].name);
        expect_text(severity->description, severities[i].description);
    }
}

static void expect_steps_equal(const struct escalation_policy *a, const struct escalation_policy *b)
{
    assert_int_equal(a->step_count, b->step_count);
    for (size_t i = 0; i < a->step_count; i++) {
        assert_int_equal(a->steps[i].wait_minutes, b->steps[i].wait_minutes);
        assert_int_equal(a->steps[i].target_count, b->steps[i].target_count);
        for (size_t k = 0; k < a->steps[i].target_count; k++) {
            assert_int_equal(a->steps[i].targets[k].kind, b->steps[i].targets[k].kind);
            assert_int_equal(a->steps[i].targets[k].target_id, b->steps[i].targets[k].target_id);
            expect_text(a->steps[i].targets[k].via, b->steps[i].targets[k].via);
        }
    }
}

static void policies_come_with_their_own_steps(void **state)
{
    const struct directory d = load(full_store(state));
    assert_int_equal(d.policies.count, ARRAY_LEN(policies));
    for (size_t i = 0; i < d.policies.count; i++) {
        const struct escalation_policy *policy = &d.policies.items[i];
        expect_row(policy->id == policies[i].id && policy->team_id == policies[i].team_id, i);
        expect_row(policy->delay_minutes == policies[i].delay_minutes, i);
        expect_row(policy->repeats == policies[i].repeats, i);
        expect_row(policy->is_default == policies[i].is_default, i);
        expect_row(policy->created_at == policies[i].created_at && policy->archived_at == 0, i);
        expect_text(policy->name, policies[i].name);
        expect_steps_equal(policy, &policies[i]);
    }
}

static void services_and_integrations_come_back(void **state)
{
    const struct directory d = load(full_store(state));
    assert_int_equal(d.services.count, 1);
    const struct service *service = &d.services.items[0];
    assert_int_equal(service->id, SERVICE);
    assert_int_equal(service->number, 3);
    assert_int_equal(service->team_id, OPS);
    expect_text(service->name, S("Mail"));
    expect_text(service->description, S("smtp"));
    expect_text(service->alias, S("post"));
    assert_int_equal(service->own_status, SERVICE_DEGRADED);
    assert_true(service->one_open_incident_only);
    assert_true(service->shows_uptime);
    assert_int_equal(service->created_at, 113);
    assert_int_equal(d.integrations.count, ARRAY_LEN(integrations));
    for (size_t i = 0; i < d.integrations.count; i++) {
        const struct integration *got = &d.integrations.items[i];
        const struct integration *put = &integrations[i];
        expect_row(got->id == put->id && got->team_id == put->team_id, i);
        expect_row(got->slug == put->slug && got->policy_id == put->policy_id, i);
        expect_row(got->service_id == put->service_id && got->impact == put->impact, i);
        expect_row(got->repeats_escalation == put->repeats_escalation, i);
        expect_row(got->ack_timeout_minutes == put->ack_timeout_minutes, i);
        expect_row(got->created_at == put->created_at && got->archived_at == 0, i);
        expect_text(got->name, put->name);
        expect_text(got->description, put->description);
        assert_ptr_equal(directory_integration_by_token(&d, put->token), got);
    }
}

// ---- rules that the database holds ----

/* The insert is refused, and the transaction goes on. */
#define EXPECT_CONFLICT(s, call)                                                                   \
    do {                                                                                           \
        assert_ok(db_savepoint((s)->db));                                                          \
        assert_int_equal((call), ERR_CONFLICT);                                                    \
        db_rollback_to_savepoint((s)->db);                                                         \
    } while (0)

static void what_is_unique_is_refused_twice(void **state)
{
    struct store *s = full_store(state);
    struct team team = {.id = 90, .name = S("x"), .uid = S("ops")};
    struct user_account user = users[0];
    struct api_key key = keys[0];
    struct integration integration = integrations[0];
    user.id = key.id = integration.id = 90;
    EXPECT_CONFLICT(s, team_insert(s, &team));
    EXPECT_CONFLICT(s, user_insert(s, &user));
    EXPECT_CONFLICT(s, api_key_insert(s, &key));
    EXPECT_CONFLICT(s, integration_insert(s, &integration));
    const struct directory d = load(s);
    assert_int_equal(d.teams.count, ARRAY_LEN(teams));
    assert_int_equal(d.users.count, ARRAY_LEN(users));
}

static void a_member_twice_is_a_member_once(void **state)
{
    struct store *s = full_store(state);
    assert_ok(team_member_insert(s, &(struct team_member){OPS, ANN, ROLE_ADMIN}));
    assert_int_equal(load(s).members.count, 3);
}

// ---- changes ----

static void a_key_is_revoked_once(void **state)
{
    struct store *s = full_store(state);
    bool changed = false;
    assert_ok(api_key_revoke(s, KEY, 500, &changed));
    assert_true(changed);
    assert_ok(api_key_revoke(s, KEY, 600, &changed));
    assert_false(changed);
    assert_ok(api_key_revoke(s, 999, 600, &changed));
    assert_false(changed);
    const struct directory d = load(s);
    assert_int_equal(d.keys.items[0].revoked_at, 500);
    assert_int_equal(d.keys.items[1].revoked_at, 0);
}

static void a_changed_policy_has_new_steps_only(void **state)
{
    struct store *s = full_store(state);
    struct escalation_policy changed = policies[0];
    changed.name = S("Weekends");
    changed.delay_minutes = 7;
    changed.repeats = false;
    changed.updated_at = 500;
    changed.steps = &steps[1];
    changed.step_count = 1;
    assert_ok(policy_update(s, &changed));
    const struct directory d = load(s);
    expect_text(d.policies.items[0].name, S("Weekends"));
    assert_int_equal(d.policies.items[0].delay_minutes, 7);
    assert_false(d.policies.items[0].repeats);
    assert_int_equal(d.policies.items[0].created_at, 111);
    assert_int_equal(d.policies.items[0].updated_at, 500);
    expect_steps_equal(&d.policies.items[0], &changed);
    expect_steps_equal(&d.policies.items[1], &policies[1]);
}

static void an_archive_keeps_its_first_time(void **state)
{
    struct store *s = full_store(state);
    assert_ok(policy_archive(s, POLICY, 500));
    assert_ok(policy_archive(s, POLICY, 600));
    assert_ok(integration_archive(s, INTEGRATION, 700));
    assert_ok(integration_archive(s, INTEGRATION, 800));
    const struct directory d = load(s);
    assert_int_equal(d.policies.items[0].archived_at, 500);
    assert_int_equal(d.policies.items[0].updated_at, 500);
    assert_int_equal(d.policies.items[1].archived_at, 0);
    assert_int_equal(d.integrations.items[0].archived_at, 700);
    assert_int_equal(d.integrations.items[1].archived_at, 0);
}

static void a_service_changes_all_but_its_number_and_its_birth(void **state)
{
    struct store *s = full_store(state);
    const struct service changed = {.id = SERVICE,
                                    .number = 99,
                                    .team_id = DESK,
                                    .name = S("Post"),
                                    .description = S(""),
                                    .own_status = SERVICE_OPERATIONAL,
                                    .updated_at = 500};
    assert_ok(service_update(s, &changed));
    const struct service *service = &load(s).services.items[0];
    expect_text(service->name, S("Post"));
    expect_text(service->description, S(""));
    assert_null(service->alias.p);
    assert_int_equal(service->team_id, DESK);
    assert_int_equal(service->own_status, SERVICE_OPERATIONAL);
    assert_false(service->one_open_incident_only);
    assert_false(service->shows_uptime);
    assert_int_equal(service->updated_at, 500);
    assert_int_equal(service->number, 3);
    assert_int_equal(service->created_at, 113);
}

static void the_teams_of_an_object_are_replaced_whole(void **state)
{
    struct store *s = full_store(state);
    const int64_t both[] = {OPS, DESK};
    assert_ok(object_teams_set(s, SERVICE, (struct id_list){both, 2}));
    assert_ok(object_teams_set(s, SERVICE + 1, (struct id_list){&both[0], 1}));
    assert_ok(object_teams_set(s, SERVICE, (struct id_list){&both[1], 1}));
    const struct directory d = load(s);
    const struct object_team_list mine = directory_teams_of(&d, SERVICE);
    assert_int_equal(d.object_teams.count, 2);
    assert_int_equal(mine.count, 1);
    assert_int_equal(mine.items[0].team_id, DESK);
    assert_ok(object_teams_set(s, SERVICE, (struct id_list){0}));
    assert_int_equal(load(s).object_teams.count, 1);
}

static void a_removed_service_is_gone(void **state)
{
    struct store *s = full_store(state);
    const struct service other = {
        .id = SERVICE + 1, .number = 4, .team_id = OPS, .name = S("x"), .description = S("")};
    assert_ok(service_insert(s, &other));
    assert_ok(service_delete(s, other.id));
    const struct directory d = load(s);
    assert_int_equal(d.services.count, 1);
    assert_int_equal(d.services.items[0].id, SERVICE);
}

static void windows_come_while_they_are_asked_for(void **state)
{
    struct store *s = full_store(state);
    const int64_t target = SERVICE;
    struct directory d = {0};
    for (int64_t id = 101; id <= 103; id++) {
        const struct maintenance_window window = {.id = id,
                                                  .summary = S("x"),
                                                  .description = S(""),
                                                  .time_zone = S("UTC"),
                                                  .starts_at = 1,
                                                  .ends_at = 1000 * id};
        assert_ok(window_insert(s, &window, (struct id_list){&target, 1}));
    }
    assert_ok(window_remove_at(s, 103, 101500));
    assert_ok(directory_load(s, 101000, &d));
    assert_int_equal(d.windows.count, 2);
    assert_int_equal(d.windows.items[0].id, 102);
    assert_int_equal(d.windows.items[1].ends_at, 101500);
    assert_int_equal(d.window_targets.count, 2);
    assert_int_equal(directory_targets_of(&d, 102).count, 1);
    assert_ok(directory_load(s, 101500, &d));
    assert_int_equal(d.windows.count, 1);
    assert_int_equal(d.window_targets.count, 1);
    assert_int_equal(d.window_targets.items[0].window_id, 102);
}

// ---- locks ----

static void a_team_is_locked_if_it_is_there(void **state)
{
    struct store *s = full_store(state);
    struct store other = *s;
    other.org_id = 2;
    assert_ok(incident_lock_team(s, OPS));
    assert_ok(incident_lock_team(s, OPS)); // again
    assert_int_equal(incident_lock_team(s, 999), ERR_NOT_FOUND);
    assert_int_equal(incident_lock_team(&other, OPS), ERR_NOT_FOUND);
}

// ---- two organisations ----

static void each_organisation_loads_its_own(void **state)
{
    struct store *s = full_store(state);
    struct store other = *s;
    const struct org second = {.id = 2, .name = S("Other"), .created_at = 200};
    const struct team team = {.id = 13, .name = S("Operations"), .uid = S("ops")};
    int64_t version = 0;
    other.org_id = second.id;
    assert_ok(org_insert(&other, &second));
    assert_ok(team_insert(&other, &team));
    assert_ok(counter_add(&other, COUNTER_DIRECTORY, 0, 1, &version));
    assert_int_equal(load(s).teams.count, ARRAY_LEN(teams));
    const struct directory d = load(&other);
    assert_int_equal(d.org.id, second.id);
    assert_int_equal(d.version, 1);
    assert_int_equal(d.teams.count, 1);
    assert_int_equal(d.users.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORE_ON_BOTH(an_empty_database_has_no_directory),
        STORE_ON_BOTH(the_organisation_comes_with_the_version),
        STORE_ON_BOTH(teams_people_and_members_come_back),
        STORE_ON_BOTH(keys_come_back_and_are_found_by_hash),
        STORE_ON_BOTH(statuses_and_severities_come_by_rank),
        STORE_ON_BOTH(policies_come_with_their_own_steps),
        STORE_ON_BOTH(services_and_integrations_come_back),
        STORE_ON_BOTH(what_is_unique_is_refused_twice),
        STORE_ON_BOTH(a_member_twice_is_a_member_once),
        STORE_ON_BOTH(a_key_is_revoked_once),
        STORE_ON_BOTH(a_changed_policy_has_new_steps_only),
        STORE_ON_BOTH(an_archive_keeps_its_first_time),
        STORE_ON_BOTH(a_service_changes_all_but_its_number_and_its_birth),
        STORE_ON_BOTH(the_teams_of_an_object_are_replaced_whole),
        STORE_ON_BOTH(a_removed_service_is_gone),
        STORE_ON_BOTH(windows_come_while_they_are_asked_for),
        STORE_ON_BOTH(a_team_is_locked_if_it_is_there),
        STORE_ON_BOTH(each_organisation_loads_its_own),
    };
    return cmocka_run_group_tests_name("directory_store", tests, make_database, drop_database);
}
