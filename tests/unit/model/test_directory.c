// test_directory.c -- looking things up in a snapshot, and not finding what is not there.
// SPDX-License-Identifier: Apache-2.0
#include "model/directory.h"

#include "expect.h"

// Ids are 10, 20, 30: what lies before, between and behind them is nobody's.
static const int64_t strangers[] = {INT64_MIN, -10, 0, 9, 11, 15, 25, 31, INT64_MAX};

static const struct team teams[] = {
    {.id = 10, .uid = S("prim"), .is_default = true},
    {.id = 20, .uid = S("ops2")},
    {.id = 30, .uid = S("desk")},
};
static const struct user_account users[] = {{.id = 10}, {.id = 20}, {.id = 30}};
static const struct team_member members[] = {
    {10, 10, ROLE_USER}, {10, 20, ROLE_USER}, {20, 10, ROLE_USER}};
static const struct api_key keys[] = {
    {.id = 10, .key_hash = S("cc")},
    {.id = 20, .key_hash = S("aa")},
    {.id = 30, .key_hash = S("bb")},
};
static const struct incident_status statuses[] = {
    // by rank
    {.id = 30, .rank = 1, .category = CATEGORY_TRIAGE},
    {.id = 10, .rank = 2, .category = CATEGORY_LIVE, .response_state = RESPONSE_TRIGGERED},
    {.id = 20,
     .rank = 3,
     .category = CATEGORY_LIVE,
     .response_state = RESPONSE_ACKNOWLEDGED,
     .public_status = PUBLIC_MONITORING},
    {.id = 50, .rank = 4, .category = CATEGORY_LIVE, .response_state = RESPONSE_ACKNOWLEDGED},
    {.id = 40, .rank = 5, .category = CATEGORY_LIVE, .response_state = RESPONSE_ACKNOWLEDGED},
};
static const struct incident_status former_statuses[] = {{.id = 60}, {.id = 70}};
static const struct severity severities[] = {
    // by rank
    {.id = 20, .rank = 1, .spike_level = 3},
    {.id = 30, .rank = 2},
    {.id = 10, .rank = 3, .spike_level = 1},
};
static const struct service services[] = {
    {.id = 10, .number = 3}, {.id = 20, .number = 1}, {.id = 30, .number = 2}};
static const struct escalation_policy policies[] = {{.id = 10}, {.id = 20}, {.id = 30}};
static const struct integration integrations[] = {
    {.id = 10, .token = S("token c")},
    {.id = 20, .token = S("token a"), .archived_at = 1},
    {.id = 30, .token = S("token b")},
};

static const struct custom_field_option options[] = {{.field_id = 1, .id = 30, .sort_key = 1},
                                                     {.field_id = 1, .id = 10, .sort_key = 2},
                                                     {.field_id = 2, .id = 40, .sort_key = 1},
                                                     {.field_id = 2, .id = 20, .sort_key = 2}};

static struct directory full_directory(struct arena *arena)
{
    struct directory d = {
        .teams = {teams, ARRAY_LEN(teams)},
        .users = {users, ARRAY_LEN(users)},
        .members = {members, ARRAY_LEN(members)},
        .keys = {keys, ARRAY_LEN(keys)},
        .statuses = {statuses, ARRAY_LEN(statuses)},
        .former_statuses = {former_statuses, ARRAY_LEN(former_statuses)},
        .severities = {severities, ARRAY_LEN(severities)},
        .services = {services, ARRAY_LEN(services)},
        .policies = {policies, ARRAY_LEN(policies)},
        .integrations = {integrations, ARRAY_LEN(integrations)},
        .field_options = {options, ARRAY_LEN(options)},
    };
    directory_index(&d, arena);
    return d;
}

// Every row is found by its id, a stranger never, and nothing is found in an empty directory.
#define EXPECT_BY_ID(look_up, list, d, empty)                                                      \
    do {                                                                                           \
        for (size_t i = 0; i < (d)->list.count; i++) {                                             \
            expect_row(look_up((d), (d)->list.items[i].id) == &(d)->list.items[i], i);             \
            expect_row(look_up((empty), (d)->list.items[i].id) == NULL, i);                        \
        }                                                                                          \
        for (size_t i = 0; i < ARRAY_LEN(strangers); i++)                                          \
            expect_row(look_up((d), strangers[i]) == NULL, i);                                     \
    } while (0)

static void rows_are_found_by_their_ids(void **state)
{
    const struct directory d = full_directory(*state);
    struct directory empty = {0};
    directory_index(&empty, *state);
    EXPECT_BY_ID(directory_field_option, field_options, &d, &empty);
    EXPECT_BY_ID(directory_team, teams, &d, &empty);
    EXPECT_BY_ID(directory_user, users, &d, &empty);
    EXPECT_BY_ID(directory_key, keys, &d, &empty);
    EXPECT_BY_ID(directory_status, statuses, &d, &empty);
    EXPECT_BY_ID(directory_severity, severities, &d, &empty);
    EXPECT_BY_ID(directory_service, services, &d, &empty);
    EXPECT_BY_ID(directory_policy, policies, &d, &empty);
    EXPECT_BY_ID(directory_integration, integrations, &d, &empty);
}

static void a_list_of_any_length_is_searched_whole(void **state)
{
    (void)state;
    struct service list[17];
    for (size_t count = 0; count <= ARRAY_LEN(list); count++) {
        const struct directory d = {.services = {list, count}};
        for (size_t i = 0; i < ARRAY_LEN(list); i++) {
            list[i] = (struct service){.id = (int64_t)i * 2};
            expect_row(directory_service(&d, (int64_t)i * 2) == (i < count ? &list[i] : NULL),
                       count);
            expect_row(directory_service(&d, (int64_t)i * 2 + 1) == NULL, count);
        }
    }
}

static void teams_are_found_by_uid_in_any_case(void **state)
{
    const struct directory d = full_directory(*state);
    assert_ptr_equal(directory_team_by_uid(&d, S("ops2")), &teams[1]);
    assert_ptr_equal(directory_team_by_uid(&d, S("OPS2")), &teams[1]);
    assert_null(directory_team_by_uid(&d, S("ops")));
    assert_null(directory_team_by_uid(&d, S("ops22")));
    assert_null(directory_team_by_uid(&d, S("")));
    assert_null(directory_team_by_uid(&d, (str){0}));
}

static void the_default_team_is_the_one_that_says_so(void **state)
{
    const struct directory d = full_directory(*state);
    const struct directory without = {.teams = {&teams[1], 2}};
    assert_ptr_equal(directory_default_team(&d), &teams[0]);
    assert_null(directory_default_team(&without));
}

static void services_are_found_by_number(void **state)
{
    const struct directory d = full_directory(*state);
    assert_ptr_equal(directory_service_by_number(&d, 1), &services[1]);
    assert_ptr_equal(directory_service_by_number(&d, 3), &services[0]);
    assert_null(directory_service_by_number(&d, 0));
    assert_null(directory_service_by_number(&d, 10)); // that is an id
}

static void keys_and_integrations_are_found_by_their_texts(void **state)
{
    const struct directory d = full_directory(*state);
    for (size_t i = 0; i < ARRAY_LEN(keys); i++)
        assert_ptr_equal(directory_key_by_hash(&d, keys[i].key_hash), &keys[i]);
    for (size_t i = 0; i < ARRAY_LEN(integrations); i++)
        assert_ptr_equal(directory_integration_by_token(&d, integrations[i].token),
                         &integrations[i]);
    static const str missing[] = {{0}, S(""), S("a"), S("ab"), S("bbb"), S("CC"), S("dd")};
    for (size_t i = 0; i < ARRAY_LEN(missing); i++) {
        expect_row(directory_key_by_hash(&d, missing[i]) == NULL, i);
        expect_row(directory_integration_by_token(&d, missing[i]) == NULL, i);
    }
}

static void nothing_is_found_by_text_in_an_empty_directory(void **state)
{
    struct directory d = {0};
    directory_index(&d, *state);
    assert_null(directory_key_by_hash(&d, S("aa")));
    assert_null(directory_integration_by_token(&d, S("token a")));
}

static void severities_are_found_by_spike_level(void **state)
{
    const struct directory d = full_directory(*state);
    assert_ptr_equal(directory_severity_by_spike_level(&d, 1), &severities[2]);
    assert_null(directory_severity_by_spike_level(&d, 2));
    assert_ptr_equal(directory_severity_by_spike_level(&d, 3), &severities[0]);
    assert_null(directory_severity_by_spike_level(&d, SPIKE_LEVEL_NONE));
}

static void membership_is_of_this_team_and_this_person(void **state)
{
    const struct directory d = full_directory(*state);
    assert_true(directory_is_member(&d, 10, 20));
    assert_true(directory_is_member(&d, 20, 10));
    assert_false(directory_is_member(&d, 20, 20));
    assert_false(directory_is_member(&d, 30, 10));
    assert_false(directory_is_member(&d, 10, 30));
}

static void the_first_by_rank_stands_for_its_category(void **state)
{
    const struct directory d = full_directory(*state);
    assert_ptr_equal(directory_status_of_category(&d, CATEGORY_TRIAGE), &statuses[0]);
    assert_ptr_equal(directory_status_of_category(&d, CATEGORY_LIVE), &statuses[3]);
    assert_null(directory_status_of_category(&d, CATEGORY_CLOSED));
}

static void a_public_word_stands_for_what_somebody_has_in_hand(void **state)
{
    const struct directory d = full_directory(*state);
    assert_ptr_equal(directory_status_of_public(&d, PUBLIC_MONITORING, true), &statuses[2]);
    assert_ptr_equal(directory_status_of_public(&d, PUBLIC_INVESTIGATING, true), &statuses[3]);
    assert_ptr_equal(directory_status_of_public(&d, PUBLIC_INVESTIGATING, false), &statuses[0]);
}

static void the_past_knows_what_was_deleted(void **state)
{
    const struct directory d = full_directory(*state);
    assert_ptr_equal(directory_status_ever(&d, 10), &statuses[1]);
    assert_ptr_equal(directory_status_ever(&d, 70), &former_statuses[1]);
    assert_null(directory_status(&d, 70));
    assert_null(directory_status_ever(&d, 71));
}

static void a_team_without_a_default_policy_takes_that_of_another(void **state)
{
    (void)state;
    const struct escalation_policy rows[] = {
        {.id = 1, .team_id = 10, .is_default = true, .archived_at = 5},
        {.id = 2, .team_id = 10},
        {.id = 3, .team_id = 20, .is_default = true},
        {.id = 4, .team_id = 30, .is_default = true},
    };
    const struct directory d = {.policies = {rows, ARRAY_LEN(rows)}};
    const struct directory without = {.policies = {rows, 2}};
    assert_ptr_equal(directory_default_policy(&d, 30), &rows[3]);
    assert_ptr_equal(directory_default_policy(&d, 20), &rows[2]);
    assert_ptr_equal(directory_default_policy(&d, 10), &rows[2]); // the first of the others
    assert_null(directory_default_policy(&without, 10));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(rows_are_found_by_their_ids),
        cmocka_unit_test(a_list_of_any_length_is_searched_whole),
        WITH_ARENA(teams_are_found_by_uid_in_any_case),
        WITH_ARENA(the_default_team_is_the_one_that_says_so),
        WITH_ARENA(services_are_found_by_number),
        WITH_ARENA(keys_and_integrations_are_found_by_their_texts),
        WITH_ARENA(nothing_is_found_by_text_in_an_empty_directory),
        WITH_ARENA(severities_are_found_by_spike_level),
        WITH_ARENA(membership_is_of_this_team_and_this_person),
        WITH_ARENA(the_first_by_rank_stands_for_its_category),
        WITH_ARENA(a_public_word_stands_for_what_somebody_has_in_hand),
        WITH_ARENA(the_past_knows_what_was_deleted),
        cmocka_unit_test(a_team_without_a_default_policy_takes_that_of_another),
    };
    return cmocka_run_group_tests_name("directory", tests, NULL, NULL);
}
