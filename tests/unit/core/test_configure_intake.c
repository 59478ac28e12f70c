// test_configure_intake.c -- policies, services and integrations: their rules.
// SPDX-License-Identifier: Apache-2.0
#include "core/configure.h"

#include "core_fixture.h"

#include "core/service.h"
#include "model/escalation.h"

static void expect_refusal(struct world *w, enum err outcome, str field)
{
    assert_int_equal(outcome, ERR_INVALID);
    assert_int_equal(w->c.error.kind, ERR_INVALID);
    expect_text(w->c.error.field, field);
    assert_true(w->c.error.message.n > 0);
    assert_false(w->c.directory_changed);
    w->c.error = (struct errinfo){0};
}

// ---- policies ----

/* One step of `count` targets, all of them Ann. */
static struct escalation_step step_of(struct world *w, size_t count)
{
    struct escalation_target *targets =
        arena_array(w->c.store.arena, struct escalation_target, count);
    for (size_t i = 0; i < count; i++)
        targets[i] = (struct escalation_target){TARGET_USER, w->ann, S("")};
    return (struct escalation_step){.targets = targets, .target_count = count};
}

static struct escalation_policy policy_of(struct world *w, const struct escalation_step *steps,
                                          size_t count)
{
    return (struct escalation_policy){
        .team_id = w->desk, .name = S("New"), .steps = steps, .step_count = count};
}

static enum err create_with_target(struct world *w, enum target_kind kind, int64_t target_id)
{
    const struct escalation_target target = {kind, target_id, S("")};
    const struct escalation_step step = {.targets = &target, .target_count = 1};
    struct escalation_policy policy = policy_of(w, &step, 1);
    return policy_create(&w->c, &policy);
}

static void targets_must_exist(void **state)
{
    struct world *w = world_of(state);
    expect_refusal(w, create_with_target(w, TARGET_USER, 999999), S("escalation"));
    expect_refusal(w, create_with_target(w, TARGET_TEAM, 999999), S("escalation"));
    expect_refusal(w, create_with_target(w, TARGET_USER, w->ops), S("escalation"));
    expect_refusal(w, create_with_target(w, TARGET_TEAM, w->ann), S("escalation"));
    expect_refusal(w, create_with_target(w, TARGET_USER, 0), S("escalation"));
    assert_ok(create_with_target(w, TARGET_USER, w->ann));
    assert_ok(create_with_target(w, TARGET_TEAM, w->ops));
}

static void steps_and_targets_are_bounded(void **state)
{
    struct world *w = world_of(state);
    static const struct {
        size_t steps;
        size_t targets;
        bool is_valid;
    } rows[] = {
        {0, 1, false},
        {1, 0, false},
        {1, POLICY_MAX_TARGETS + 1, false},
        {POLICY_MAX_STEPS + 1, 1, false},
        {1, 1, true},
        {1, POLICY_MAX_TARGETS, true},
        {POLICY_MAX_STEPS, 1, true},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct escalation_step steps[POLICY_MAX_STEPS + 1];
        for (size_t k = 0; k < ARRAY_LEN(steps); k++)
            steps[k] = step_of(w, rows[i].targets);
        struct escalation_policy policy = policy_of(w, steps, rows[i].steps);
        const enum err created = policy_create(&w->c, &policy);
        if (rows[i].is_valid)
            expect_row(created == OK, i);
        else
            expect_refusal(w, created, S("escalation"));
    }
}

static void a_wait_is_at_most_a_week(void **state)
{
    struct world *w = world_of(state);
    static const struct {
        int minutes;
        bool is_valid;
    } rows[] = {{-1, false},
                {POLICY_MAX_WAIT_MINUTES + 1, false},
                {0, true},
                {POLICY_MAX_WAIT_MINUTES, true}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct escalation_step step = step_of(w, 1);
        step.wait_minutes = rows[i].minutes;
        struct escalation_policy policy = policy_of(w, &step, 1);
        const enum err created = policy_create(&w->c, &policy);
        if (rows[i].is_valid)
            expect_row(created == OK, i);
        else
            expect_refusal(w, created, S("waits"));
    }
}

static void a_policy_is_changed_by_the_same_rules(void **state)
{
    struct world *w = world_of(state);
    const struct escalation_policy *ladder = directory_policy(w->c.directory, w->ladder);
    struct escalation_policy changed = *ladder;
    struct escalation_step step = step_of(w, 1);
    changed.name = S("Short");
    changed.repeats = true;
    changed.steps = &step;
    changed.step_count = 0;
    expect_refusal(w, policy_change(&w->c, &changed), S("escalation"));
    changed.step_count = 1;
    w->c.now = START + MINUTE;
    assert_ok(policy_change(&w->c, &changed));
    world_commit(w, 0);
    const struct escalation_policy *found = directory_policy(w->c.directory, w->ladder);
    expect_text(found->name, S("Short"));
    assert_true(found->repeats);
    assert_int_equal(found->step_count, 1);
    assert_int_equal(found->created_at, START);
    assert_int_equal(found->updated_at, START + MINUTE);
}

static void a_policy_retires_when_nothing_uses_it(void **state)
{
    struct world *w = world_of(state);
    expect_refusal(w, policy_retire(&w->c, directory_policy(w->c.directory, w->standard)),
                   S("escalation"));
    expect_refusal(w, policy_retire(&w->c, directory_policy(w->c.directory, w->ladder)),
                   S("escalation"));
    assert_ok(policy_retire(&w->c, directory_policy(w->c.directory, w->loop)));
    assert_ok(integration_retire(&w->c, directory_integration(w->c.directory, w->monitor)));
    world_commit(w, MINUTE);
    assert_int_equal(directory_policy(w->c.directory, w->loop)->archived_at, START);
    assert_ok(policy_retire(&w->c, directory_policy(w->c.directory, w->ladder))); // now free
    world_commit(w, MINUTE);
    assert_int_equal(directory_policy(w->c.directory, w->ladder)->archived_at, START + MINUTE);
}

// ---- services ----

static void services_are_numbered_and_change_their_texts(void **state)
{
    struct world *w = world_of(state);
    struct service web = {.team_id = w->desk, .name = S("Web"), .description = S("www")};
    assert_ok(service_create(&w->c, &web, NULL));
    assert_int_equal(web.number, 2); // Mail is 1
    world_commit(w, MINUTE);
    struct service changed = *directory_service_by_number(w->c.directory, 2);
    changed.name = S("Site");
    assert_ok(service_change(&w->c, &changed, NULL));
    world_commit(w, 0);
    const struct service *found = directory_service(w->c.directory, web.id);
    expect_text(found->name, S("Site"));
    expect_text(found->description, S("www"));
    assert_int_equal(found->team_id, w->desk);
    assert_int_equal(found->created_at, START);
    assert_int_equal(found->updated_at, START + MINUTE);
}

// ---- integrations ----

static void an_integration_has_a_token_of_its_own(void **state)
{
    struct world *w = world_of(state);
    struct integration made[2];
    for (size_t i = 0; i < ARRAY_LEN(made); i++) {
        made[i] = (struct integration){.team_id = w->ops,
                                       .slug = SLUG_ALERTMANAGER,
                                       .name = S("Alerts"),
                                       .description = S(""),
                                       .policy_id = w->loop};
        assert_ok(integration_create(&w->c, &made[i]));
    }
    world_commit(w, 0);
    assert_int_equal(made[0].token.n, 32); // 160 bits, 5 in a letter
    assert_false(str_eq(made[0].token, made[1].token));
    const struct integration *found = directory_integration_by_token(w->c.directory, made[1].token);
    assert_int_equal(found->id, made[1].id);
    assert_int_equal(found->slug, SLUG_ALERTMANAGER);
    assert_int_equal(found->policy_id, w->loop);
    assert_int_equal(found->service_id, 0);
    assert_int_equal(found->created_at, START);
}

static void an_integration_without_a_policy_takes_the_default_one(void **state)
{
    struct world *w = world_of(state);
    struct integration integration = {.team_id = w->desk, .name = S("Hook"), .description = S("")};
    assert_ok(integration_create(&w->c, &integration));
    assert_int_equal(integration.policy_id, w->standard);
}

static void without_any_default_policy_one_must_be_named(void **state)
{
    struct world *w = world_of(state);
    struct directory bare = *w->c.directory;
    bare.policies.count = 0;
    w->c.directory = &bare;
    struct integration integration = {.team_id = w->desk, .name = S("Hook"), .description = S("")};
    expect_refusal(w, integration_create(&w->c, &integration), S("escalation"));
}

static void a_retired_integration_stays_known(void **state)
{
    struct world *w = world_of(state);
    assert_ok(integration_retire(&w->c, directory_integration(w->c.directory, w->monitor)));
    world_commit(w, 0);
    const struct integration *monitor = directory_integration(w->c.directory, w->monitor);
    expect_text(monitor->name, S("Monitor"));
    assert_int_equal(monitor->archived_at, START);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(targets_must_exist),
        WORLD_ON_BOTH(steps_and_targets_are_bounded),
        WORLD_ON_BOTH(a_wait_is_at_most_a_week),
        WORLD_ON_BOTH(a_policy_is_changed_by_the_same_rules),
        WORLD_ON_BOTH(a_policy_retires_when_nothing_uses_it),
        WORLD_ON_BOTH(services_are_numbered_and_change_their_texts),
        WORLD_ON_BOTH(an_integration_has_a_token_of_its_own),
        WORLD_ON_BOTH(an_integration_without_a_policy_takes_the_default_one),
        WORLD_ON_BOTH(without_any_default_policy_one_must_be_named),
        WORLD_ON_BOTH(a_retired_integration_stays_known),
    };
    return cmocka_run_group_tests_name("configure_intake", tests, make_database, drop_database);
}
