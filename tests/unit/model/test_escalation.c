// test_escalation.c -- which step comes next, when it is due, and whom it names.
// SPDX-License-Identifier: Apache-2.0
#include "model/escalation.h"

#include "expect.h"

enum { ANN = 11, BEN = 12, CID = 13, OPS = 21, DESK = 22, NOBODYS = 23 };
enum { AT = 5000 };

static const struct user_account users[] = {{.id = ANN}, {.id = BEN}, {.id = CID}};
static const struct team_member members[] = {
    {.team_id = OPS, .user_id = ANN},
    {.team_id = OPS, .user_id = BEN},
    {.team_id = DESK, .user_id = BEN},
    {.team_id = DESK, .user_id = CID},
};
static const struct directory directory = {
    .users = {users, ARRAY_LEN(users)},
    .members = {members, ARRAY_LEN(members)},
};

// ---- steps and times ----

static const struct escalation_step waits_5_10_0[] = {
    {.wait_minutes = 5},
    {.wait_minutes = 10},
    {.wait_minutes = 0},
};

static struct escalation_policy policy_of(size_t steps, bool repeats)
{
    return (struct escalation_policy){
        .repeats = repeats, .steps = waits_5_10_0, .step_count = steps};
}

static void steps_follow_one_another(void **state)
{
    (void)state;
    static const struct {
        size_t steps;
        bool repeats;
        int step;
        int next;
    } rows[] = {
        {3, false, 0, 1},
        {3, false, 1, 2},
        {3, false, 2, -1},
        {3, true, 0, 1},
        {3, true, 2, 0},
        {1, false, 0, -1},
        {1, true, 0, 0},
        {0, false, 0, -1},
        {0, true, 0, -1},
        // a policy that was shortened since
        {1, false, 2, -1},
        {1, true, 2, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct escalation_policy policy = policy_of(rows[i].steps, rows[i].repeats);
        expect_row(escalation_next_step(&policy, rows[i].step) == rows[i].next, i);
    }
}

static void the_next_step_is_due_after_the_wait_of_this_one(void **state)
{
    (void)state;
    static const struct {
        size_t steps;
        bool repeats;
        int step;
        msec due_at;
    } rows[] = {
        {3, false, 0, AT + 5 * 60 * 1000},
        {3, false, 1, AT + 10 * 60 * 1000},
        {3, false, 2, 0}, // nothing follows the last
        {3, true, 2, AT}, // at once: the last waits 0 minutes
        {1, true, 0, AT + 5 * 60 * 1000},
        {1, false, 0, 0},
        {0, true, 0, 0},
        {1, true, 2, 0}, // a policy that was shortened since
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct escalation_policy policy = policy_of(rows[i].steps, rows[i].repeats);
        expect_row(escalation_due_after(&policy, rows[i].step, AT) == rows[i].due_at, i);
    }
}

static void the_longest_wait_does_not_overflow(void **state)
{
    (void)state;
    const struct escalation_step step = {.wait_minutes = POLICY_MAX_WAIT_MINUTES};
    const struct escalation_policy policy = {.repeats = true, .steps = &step, .step_count = 1};
    const msec now = INT64_C(1800000000000);
    assert_true(escalation_due_after(&policy, 0, now) == now + INT64_C(7) * 24 * 60 * 60 * 1000);
}

// ---- recipients ----

enum { MAX_TARGETS = 4, MAX_RECIPIENTS = 3 };

struct recipients_row {
    struct escalation_target targets[MAX_TARGETS];
    size_t target_count;
    struct escalation_recipient people[MAX_RECIPIENTS];
    size_t people_count;
};

static const struct recipients_row recipients_rows[] = {
    {{{TARGET_USER, ANN, S("")}}, 1, {{ANN, S("")}}, 1},
    {{{TARGET_TEAM, OPS, S("sms")}}, 1, {{ANN, S("sms")}, {BEN, S("sms")}}, 2},
    // in the order of the targets
    {{{TARGET_USER, CID, S("")}, {TARGET_USER, ANN, S("")}}, 2, {{CID, S("")}, {ANN, S("")}}, 2},
    // named twice, told once, the way that was named first
    {{{TARGET_USER, ANN, S("phone")}, {TARGET_USER, ANN, S("sms")}}, 2, {{ANN, S("phone")}}, 1},
    {{{TARGET_USER, BEN, S("phone")}, {TARGET_TEAM, OPS, S("")}},
     2,
     {{BEN, S("phone")}, {ANN, S("")}},
     2},
    {{{TARGET_TEAM, DESK, S("")}, {TARGET_TEAM, OPS, S("")}, {TARGET_USER, CID, S("")}},
     3,
     {{BEN, S("")}, {CID, S("")}, {ANN, S("")}},
     3},
    {{{TARGET_TEAM, NOBODYS, S("")}}, 1, {{0}}, 0},
    {{{TARGET_TEAM, NOBODYS, S("")}, {TARGET_USER, ANN, S("")}}, 2, {{ANN, S("")}}, 1},
};

static void everybody_named_is_told_once(void **state)
{
    for (size_t i = 0; i < ARRAY_LEN(recipients_rows); i++) {
        const struct recipients_row *row = &recipients_rows[i];
        const struct escalation_step step = {.targets = row->targets,
                                             .target_count = row->target_count};
        const struct escalation_policy policy = {.steps = &step, .step_count = 1};
        const struct user_list list = escalation_recipients(*state, &directory, &policy, 0);
        expect_row(list.count == row->people_count, i);
        for (size_t k = 0; k < list.count; k++) {
            expect_row(list.items[k].user_id == row->people[k].user_id, i);
            expect_row(str_eq(list.items[k].via, row->people[k].via), i);
        }
    }
}

static void members_nobody_knows_fit_too(void **state)
{
    // As between two statements of another node: members are there, their accounts are not yet.
    const struct directory torn = {.members = {members, ARRAY_LEN(members)}};
    const struct escalation_target targets[] = {{TARGET_TEAM, OPS, S("a")},
                                                {TARGET_TEAM, DESK, S("b")}};
    const struct escalation_step step = {.targets = targets, .target_count = ARRAY_LEN(targets)};
    const struct escalation_policy policy = {.steps = &step, .step_count = 1};
    const struct user_list list = escalation_recipients(*state, &torn, &policy, 0);
    struct escalation_recipient *next = arena_new(*state, struct escalation_recipient);
    *next = (struct escalation_recipient){.user_id = 99, .via = S("other")};
    assert_int_equal(list.count, 3);
    assert_int_equal(list.items[2].user_id, CID);
    expect_text(list.items[2].via, S("b"));
}

static void each_step_names_its_own_people(void **state)
{
    const struct escalation_target first = {TARGET_USER, ANN, S("")};
    const struct escalation_target second = {TARGET_USER, BEN, S("")};
    const struct escalation_step steps[] = {{.targets = &first, .target_count = 1},
                                            {.targets = &second, .target_count = 1}};
    const struct escalation_policy policy = {.steps = steps, .step_count = 2};
    assert_int_equal(escalation_recipients(*state, &directory, &policy, 0).items[0].user_id, ANN);
    assert_int_equal(escalation_recipients(*state, &directory, &policy, 1).items[0].user_id, BEN);
    assert_int_equal(escalation_recipients(*state, &directory, &policy, 2).count, 0);
}

static void a_policy_in_use_is_found_by_whom_it_names(void **state)
{
    (void)state;
    const struct escalation_target ann = {TARGET_USER, ANN, S("")};
    const struct escalation_target both[] = {{TARGET_TEAM, OPS, S("")}, {TARGET_USER, BEN, S("")}};
    const struct escalation_step steps[] = {{.targets = &ann, .target_count = 1},
                                            {.targets = both, .target_count = 2}};
    const struct escalation_policy policies[] = {
        {.id = 1, .archived_at = AT, .steps = steps, .step_count = 2},
        {.id = 2, .steps = &steps[1], .step_count = 1},
        {.id = 3, .steps = steps, .step_count = 2},
    };
    const struct directory d = {.policies = {policies, ARRAY_LEN(policies)}};
    assert_int_equal(escalation_naming(&d, TARGET_USER, ANN)->id, 3);
    assert_int_equal(escalation_naming(&d, TARGET_USER, BEN)->id, 2);
    assert_int_equal(escalation_naming(&d, TARGET_TEAM, OPS)->id, 2);
    assert_null(escalation_naming(&d, TARGET_TEAM, ANN)); // of another kind
    assert_null(escalation_naming(&d, TARGET_USER, CID));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_follow_one_another),
        cmocka_unit_test(the_next_step_is_due_after_the_wait_of_this_one),
        cmocka_unit_test(the_longest_wait_does_not_overflow),
        WITH_ARENA(everybody_named_is_told_once),
        WITH_ARENA(members_nobody_knows_fit_too),
        WITH_ARENA(each_step_names_its_own_people),
        cmocka_unit_test(a_policy_in_use_is_found_by_whom_it_names),
    };
    return cmocka_run_group_tests_name("escalation", tests, NULL, NULL);
}
