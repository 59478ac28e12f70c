// test_template.c -- incident templates: what is kept, who may share them.
// SPDX-License-Identifier: Apache-2.0
#include "core/template.h"

#include "core_fixture.h"

static struct incident_template whole_template(void)
{
    return (struct incident_template){
        .name = S("Slow"),
        .summary = S("It is slow"),
        .status = PUBLIC_MONITORING,
        .message = S("We watch."),
        .notifies = true,
    };
}

static void expect_template(struct world *w, const struct incident_template *put)
{
    const struct incident_template *got = directory_template(w->c.directory, put->id);
    assert_non_null(got);
    expect_text(got->name, put->name);
    expect_text(got->summary, put->summary);
    assert_int_equal(got->status, put->status);
    expect_text(got->message, put->message);
    assert_int_equal(got->notifies, put->notifies);
    assert_int_equal(got->created_at, put->created_at);
    assert_int_equal(got->updated_at, put->updated_at);
}

/* "ops desk": the uids of the teams that share it. */
static str teams_now(struct world *w, int64_t id)
{
    const struct object_team_list teams = directory_teams_of(w->c.directory, id);
    str all = S("");
    for (size_t i = 0; i < teams.count; i++)
        all = STR_JOIN(w->c.store.arena, all, i == 0 ? S("") : S(" "),
                       directory_team(w->c.directory, teams.items[i].team_id)->uid);
    return all;
}

static int64_t add_template(struct world *w, const struct id_list *teams)
{
    struct incident_template template = whole_template();
    assert_ok(template_create(&w->c, &template, teams));
    world_commit(w, 0);
    return template.id;
}

static void everything_about_a_template_is_kept(void **state)
{
    struct world *w = world_of(state);
    struct incident_template template = whole_template();
    assert_ok(template_create(&w->c, &template, NULL));
    world_commit(w, MINUTE);
    assert_int_equal(template.created_at, START);
    expect_template(w, &template);
    template.name = S("Down");
    template.summary = S("It is down");
    template.status = PUBLIC_RESOLVED;
    template.message = S("");
    template.notifies = false;
    assert_ok(template_change(&w->c, &template, NULL));
    world_commit(w, 0);
    assert_int_equal(template.updated_at, START + MINUTE);
    expect_template(w, &template);
}

static void teams_share_it(void **state)
{
    struct world *w = world_of(state);
    const int64_t both[] = {w->desk, w->ops};
    const int64_t id = add_template(w, &(struct id_list){both, 2});
    struct incident_template template = whole_template();
    template.id = id;
    expect_text(teams_now(w, id), S("ops desk"));
    assert_ok(template_change(&w->c, &template, NULL));
    world_commit(w, 0);
    expect_text(teams_now(w, id), S("ops desk"));
    assert_ok(template_change(&w->c, &template, &(struct id_list){both, 1}));
    world_commit(w, 0);
    expect_text(teams_now(w, id), S("desk"));
    assert_ok(template_change(&w->c, &template, &(struct id_list){0}));
    world_commit(w, 0);
    expect_text(teams_now(w, id), S(""));
}

static void a_team_that_is_none_is_refused(void **state)
{
    struct world *w = world_of(state);
    const int64_t teams[] = {w->ops, w->ann};
    struct incident_template template = whole_template();
    const enum err outcome = template_create(&w->c, &template, &(struct id_list){teams, 2});
    assert_int_equal(outcome, ERR_INVALID);
    expect_error(w, ERR_INVALID, "teams[1].id");
    world_roll_back(w);
    assert_int_equal(w->c.directory->templates.count, 0);
}

static void a_key_of_one_team_shares_with_its_own(void **state)
{
    struct world *w = world_of(state);
    const int64_t desk = add_template(w, &(struct id_list){&w->desk, 1});
    struct incident_template template = whole_template();
    template.id = desk;
    act_as_team_key(w);
    assert_int_equal(template_change(&w->c, &template, &(struct id_list){&w->desk, 1}),
                     ERR_INVALID);
    expect_error(w, ERR_INVALID, "teams[0].id");
    world_roll_back(w);
    const int64_t own = add_template(w, NULL);
    expect_text(teams_now(w, own), S("ops"));
    assert_true(ctx_reaches_object(&w->c, own));
    assert_false(ctx_reaches_object(&w->c, desk));
}

static void a_removed_one_is_gone_with_its_shares(void **state)
{
    struct world *w = world_of(state);
    const int64_t id = add_template(w, &(struct id_list){&w->ops, 1});
    const int64_t other = add_template(w, &(struct id_list){&w->ops, 1});
    assert_ok(template_remove(&w->c, id));
    world_commit(w, 0);
    assert_null(directory_template(w->c.directory, id));
    assert_int_equal(directory_teams_of(w->c.directory, id).count, 0);
    expect_text(teams_now(w, other), S("ops"));
}

static void there_is_a_word_for_too_many(void **state)
{
    struct world *w = world_of(state);
    struct incident_template template = whole_template();
    struct directory crowded = *w->c.directory;
    crowded.templates.count = TEMPLATES_MAX;
    w->c.directory = &crowded;
    assert_int_equal(template_create(&w->c, &template, NULL), ERR_INVALID);
    expect_error(w, ERR_INVALID, "id");
    crowded.templates.count--;
    assert_ok(template_create(&w->c, &template, NULL));
    world_roll_back(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(everything_about_a_template_is_kept),
        WORLD_ON_BOTH(teams_share_it),
        WORLD_ON_BOTH(a_team_that_is_none_is_refused),
        WORLD_ON_BOTH(a_key_of_one_team_shares_with_its_own),
        WORLD_ON_BOTH(a_removed_one_is_gone_with_its_shares),
        WORLD_ON_SQLITE(there_is_a_word_for_too_many),
    };
    return cmocka_run_group_tests_name("template", tests, make_database, drop_database);
}
