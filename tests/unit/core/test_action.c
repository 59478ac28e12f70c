// test_action.c -- actions and follow-ups: who sees them, how they move, how long a list is.
// SPDX-License-Identifier: Apache-2.0
#include "core/action.h"

#include "core/follow_up.h"
#include "core_fixture.h"

enum { USUAL = 1U << MODE_STANDARD | 1U << MODE_RETROSPECTIVE, ALL_MODES = (1U << MODE_COUNT) - 1 };

/* An incident of `team_id`, by the first key. */
static struct incident_handle incident_in(struct world *w, int64_t team_id, enum incident_mode mode,
                                          bool is_private)
{
    struct incident_draft draft = person_draft(w, S("Slow"));
    draft.team_id = team_id;
    draft.grouping = GROUP_NEVER;
    draft.mode = mode;
    draft.is_private = is_private;
    act_as_key(w);
    const struct opened opened = open_draft(w, &draft);
    return handle_of(w, opened.incident_id);
}

static int64_t add_action(struct world *w, struct incident_handle incident, str description)
{
    struct action action = {.description = description};
    assert_ok(action_create(&w->c, &incident, &action));
    return action.task.id;
}

static int64_t add_follow_up(struct world *w, struct incident_handle incident, int64_t team_id)
{
    struct follow_up made = {.title = S("Buy disks"),
                             .description = S(""),
                             .labels = S("[]"),
                             .assignee_team_id = team_id};
    assert_ok(follow_up_create(&w->c, &incident, &made));
    return made.task.id;
}

/* The descriptions of a list, by blanks. */
static str actions_text(struct world *w, struct task_filter filter)
{
    struct action_list list = {0};
    bool has_more = true;
    str text = S("");
    assert_ok(actions_of(&w->c, &filter, &list, &has_more));
    assert_false(has_more);
    for (size_t i = 0; i < list.count; i++)
        text = STR_JOIN(w->c.store.arena, text, i > 0 ? S(" ") : S(""), list.items[i].description);
    return text;
}

static size_t count_follow_ups(struct world *w, struct task_filter filter)
{
    struct follow_up_list list = {0};
    bool has_more = true;
    assert_ok(follow_ups_of(&w->c, &filter, &list, &has_more));
    assert_false(has_more);
    return list.count;
}

static void act_without_private(struct world *w, int64_t team_id)
{
    act_as_key(w);
    w->c.who.scopes &= ~(unsigned)SCOPE_PRIVATE;
    w->c.who.team_id = team_id;
}

// ---- lists ----

static void a_list_holds_what_is_in_reach_newest_first(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle ops = incident_in(w, w->ops, MODE_STANDARD, false);
    const struct incident_handle desk = incident_in(w, w->desk, MODE_RETROSPECTIVE, false);
    const struct incident_handle hidden = incident_in(w, w->ops, MODE_STANDARD, true);
    const struct incident_handle drill = incident_in(w, w->ops, MODE_TEST, false);
    (void)add_action(w, ops, S("a"));
    (void)add_action(w, hidden, S("b"));
    (void)add_action(w, desk, S("c"));
    (void)add_action(w, drill, S("d"));
    const int64_t newest = add_action(w, ops, S("e"));
    const struct task_filter usual = {.modes = USUAL};
    expect_text(actions_text(w, usual), S("e c b a"));
    expect_text(actions_text(w, (struct task_filter){.modes = ALL_MODES}), S("e d c b a"));
    expect_text(actions_text(w, (struct task_filter){.modes = 0}), S(""));
    expect_text(actions_text(w, (struct task_filter){.modes = USUAL, .before_id = newest}),
                S("c b a"));
    expect_text(actions_text(w, (struct task_filter){.modes = USUAL, .incident_id = ops.id}),
                S("e a"));
    expect_text(actions_text(w, (struct task_filter){.modes = USUAL, .incident_id = drill.id}),
                S(""));
    act_without_private(w, 0);
    expect_text(actions_text(w, usual), S("e c a"));
    act_without_private(w, w->ops);
    expect_text(actions_text(w, usual), S("e a"));
    w->c.who.scopes = SCOPE_ALL;
    expect_text(actions_text(w, usual), S("e b a"));
}

static void a_list_is_cut_and_says_so(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle one = incident_in(w, w->ops, MODE_STANDARD, false);
    const struct incident_handle two = incident_in(w, w->ops, MODE_RETROSPECTIVE, false);
    const int64_t oldest = add_action(w, two, S("x"));
    for (int i = 0; i < TASK_LIST_MAX; i++)
        (void)add_action(w, i % 2 == 0 ? one : two, S("x"));
    const struct task_filter filter = {.modes = USUAL};
    struct action_list list = {0};
    bool has_more = false;
    assert_ok(actions_of(&w->c, &filter, &list, &has_more));
    assert_true(has_more);
    assert_int_equal(list.count, TASK_LIST_MAX);
    const struct task_filter rest = {.modes = USUAL,
                                     .before_id = list.items[list.count - 1].task.id};
    assert_ok(actions_of(&w->c, &rest, &list, &has_more));
    assert_false(has_more);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.items[0].task.id, oldest);
}

static void follow_ups_are_listed_by_the_team_that_is_to_do_them(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle ops = incident_in(w, w->ops, MODE_STANDARD, false);
    const struct incident_handle desk = incident_in(w, w->desk, MODE_STANDARD, false);
    const struct incident_handle hidden = incident_in(w, w->desk, MODE_STANDARD, true);
    (void)add_follow_up(w, ops, w->ops);
    (void)add_follow_up(w, desk, w->ops);
    (void)add_follow_up(w, hidden, w->ops);
    (void)add_follow_up(w, ops, w->desk);
    (void)add_follow_up(w, ops, 0);
    const struct task_filter to_ops = {.modes = USUAL, .assignee_team_id = w->ops};
    assert_int_equal(count_follow_ups(w, (struct task_filter){.modes = USUAL}), 5);
    assert_int_equal(count_follow_ups(w, to_ops), 3);
    const struct task_filter of_incident = {
        .modes = USUAL, .assignee_team_id = w->ops, .incident_id = ops.id};
    assert_int_equal(count_follow_ups(w, of_incident), 1);
    act_without_private(w, 0);
    assert_int_equal(count_follow_ups(w, to_ops), 2);
    act_without_private(w, w->ops);
    assert_int_equal(count_follow_ups(w, to_ops), 1);
    assert_int_equal(count_follow_ups(w, (struct task_filter){.modes = USUAL}), 3);
}

// ---- one ----

static void what_is_out_of_reach_is_neither_seen_nor_changed(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle hidden = incident_in(w, w->ops, MODE_STANDARD, true);
    const int64_t action_id = add_action(w, hidden, S("x"));
    const int64_t follow_up_id = add_follow_up(w, hidden, 0);
    world_commit(w, 0);
    const struct action_change change = {.description = S("y"), .status = TASK_COMPLETED};
    const struct follow_up_change other = {.title = S("y"), .status = TASK_COMPLETED};
    const struct issue_reference issue = {S("jira"), S("E-1"), S("https://x/E-1")};
    const int64_t reaches[] = {0, w->ops, w->desk};
    for (size_t i = 0; i < ARRAY_LEN(reaches); i++) {
        struct action action = {0};
        struct follow_up follow_up = {0};
        act_without_private(w, reaches[i]);
        struct ctx *c = &w->c;
        expect_refused(w, action_find(c, action_id, &action), ERR_NOT_FOUND, S(""));
        expect_refused(w, action_edit(c, action_id, &change, &action), ERR_NOT_FOUND, S(""));
        expect_refused(w, action_remove(c, action_id), ERR_NOT_FOUND, S(""));
        expect_refused(w, follow_up_find(c, follow_up_id, &follow_up), ERR_NOT_FOUND, S(""));
        expect_refused(w, follow_up_edit(c, follow_up_id, &other, &follow_up), ERR_NOT_FOUND,
                       S(""));
        expect_refused(w, follow_up_connect(c, follow_up_id, &issue, &follow_up), ERR_NOT_FOUND,
                       S(""));
        expect_refused(w, follow_up_remove(c, follow_up_id), ERR_NOT_FOUND, S(""));
    }
}

static void it_is_completed_since_it_became_so(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle incident = incident_in(w, w->ops, MODE_STANDARD, false);
    const int64_t id = add_action(w, incident, S("x"));
    static const struct {
        msec at; // minutes
        enum task_status status;
        msec completed_at; // likewise; 0: not
    } moves[] = {
        {1, TASK_COMPLETED, 1}, {2, TASK_COMPLETED, 1},   {3, TASK_OUTSTANDING, 0},
        {4, TASK_COMPLETED, 4}, {5, TASK_NOT_DOING, 0},   {6, TASK_NOT_DOING, 0},
        {7, TASK_COMPLETED, 7}, {8, TASK_OUTSTANDING, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(moves); i++) {
        const struct action_change change = {.description = S("x"), .status = moves[i].status};
        const msec completed_at = moves[i].completed_at;
        struct action action = {0};
        world_commit(w, moves[i].at * MINUTE);
        assert_ok(action_edit(&w->c, id, &change, &action));
        assert_ok(action_find(&w->c, id, &action));
        assert_int_equal(action.task.status, moves[i].status);
        assert_int_equal(action.task.completed_at,
                         completed_at == 0 ? 0 : START + completed_at * MINUTE);
        assert_int_equal(action.task.updated_at, START + moves[i].at * MINUTE);
        assert_int_equal(action.task.created_at, START);
    }
}

static void only_what_a_change_says_is_changed(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle incident = incident_in(w, w->ops, MODE_STANDARD, false);
    struct follow_up made = {.task.assignee_id = w->ann,
                             .title = S("Buy disks"),
                             .description = S("two"),
                             .labels = S("[\"disk\"]"),
                             .assignee_team_id = w->ops};
    assert_ok(follow_up_create(&w->c, &incident, &made));
    const struct follow_up_change little = {.title = S("Buy"), .status = TASK_OUTSTANDING};
    const struct follow_up_change all = {.title = S("Buy"),
                                         .description = S(""),
                                         .labels = S("[]"),
                                         .sets_assignee = true,
                                         .sets_assignee_team = true};
    struct follow_up now = {0};
    assert_ok(follow_up_edit(&w->c, made.task.id, &little, &now));
    assert_ok(follow_up_find(&w->c, made.task.id, &now));
    expect_text(now.title, S("Buy"));
    expect_text(now.description, S("two"));
    expect_text(now.labels, S("[\"disk\"]"));
    assert_int_equal(now.task.assignee_id, w->ann);
    assert_int_equal(now.assignee_team_id, w->ops);
    assert_ok(follow_up_edit(&w->c, made.task.id, &all, &now));
    assert_ok(follow_up_find(&w->c, made.task.id, &now));
    expect_text(now.description, S(""));
    expect_text(now.labels, S("[]"));
    assert_int_equal(now.task.assignee_id, 0);
    assert_int_equal(now.assignee_team_id, 0);
}

static void nobody_who_is_not_there_is_to_do_it(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle incident = incident_in(w, w->ops, MODE_STANDARD, false);
    struct action action = {.task.assignee_id = 999999, .description = S("x")};
    expect_refused(w, action_create(&w->c, &incident, &action), ERR_INVALID, S("assignee_id"));
    struct follow_up follow_up = {
        .title = S("x"), .description = S(""), .labels = S("[]"), .assignee_team_id = 999999};
    expect_refused(w, follow_up_create(&w->c, &incident, &follow_up), ERR_INVALID,
                   S("assignee_team_id"));
    act_without_private(w, w->ops);
    follow_up.assignee_team_id = w->desk; // not in reach
    expect_refused(w, follow_up_create(&w->c, &incident, &follow_up), ERR_INVALID,
                   S("assignee_team_id"));
}

static void a_follow_up_is_one_issue_elsewhere(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle incident = incident_in(w, w->ops, MODE_STANDARD, false);
    const int64_t id = add_follow_up(w, incident, 0);
    const struct issue_reference issue = {S("jira"), S("E-1"), S("https://x/E-1")};
    struct follow_up now = {0};
    assert_ok(follow_up_connect(&w->c, id, &issue, &now));
    assert_ok(follow_up_find(&w->c, id, &now));
    expect_text(now.issue.provider, S("jira"));
    expect_text(now.issue.name, S("E-1"));
    expect_text(now.issue.permalink, S("https://x/E-1"));
    world_commit(w, 0);
    expect_refused(w, follow_up_connect(&w->c, id, &issue, &now), ERR_INVALID, S("url"));
}

static void what_is_removed_is_gone(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle incident = incident_in(w, w->ops, MODE_STANDARD, false);
    const int64_t id = add_action(w, incident, S("x"));
    const int64_t other = add_follow_up(w, incident, 0);
    assert_ok(action_remove(&w->c, id));
    assert_ok(follow_up_remove(&w->c, other));
    world_commit(w, 0);
    expect_refused(w, action_remove(&w->c, id), ERR_NOT_FOUND, S(""));
    expect_refused(w, follow_up_remove(&w->c, other), ERR_NOT_FOUND, S(""));
    expect_text(actions_text(w, (struct task_filter){.modes = ALL_MODES}), S(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(a_list_holds_what_is_in_reach_newest_first),
        WORLD_ON_BOTH(a_list_is_cut_and_says_so),
        WORLD_ON_BOTH(follow_ups_are_listed_by_the_team_that_is_to_do_them),
        WORLD_ON_BOTH(what_is_out_of_reach_is_neither_seen_nor_changed),
        WORLD_ON_BOTH(it_is_completed_since_it_became_so),
        WORLD_ON_BOTH(only_what_a_change_says_is_changed),
        WORLD_ON_BOTH(nobody_who_is_not_there_is_to_do_it),
        WORLD_ON_BOTH(a_follow_up_is_one_issue_elsewhere),
        WORLD_ON_BOTH(what_is_removed_is_gone),
    };
    return cmocka_run_group_tests_name("action", tests, make_database, drop_database);
}
