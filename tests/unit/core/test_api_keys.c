// test_api_keys.c -- what keys are given, and how long their tokens are taken.
// SPDX-License-Identifier: Apache-2.0
#include "core/api_keys.h"

#include "core/access.h"
#include "core_fixture.h"

static struct word_list words_of(struct world *w, const char *text)
{
    str *items = arena_array(w->c.store.arena, str, 8);
    size_t count = 0;
    for (str rest = str_from_cstr(text); rest.n > 0;)
        items[count++] = str_cut(&rest, ' ');
    return (struct word_list){.items = items, .count = count};
}

static struct key_wish wish_for(struct world *w, const char *roles)
{
    return (struct key_wish){.name = S("ci"), .roles = words_of(w, roles)};
}

static struct key_wish team_wish(struct world *w, const int64_t *team_id, const char *roles)
{
    return (struct key_wish){.name = S("ci"),
                             .team_roles = words_of(w, roles),
                             .team_ids = {.items = team_id, .count = 1}};
}

static struct api_key issue(struct world *w, const struct key_wish *wish, str *out_token)
{
    struct api_key key = {0};
    assert_ok(api_key_issue(&w->c, wish, &key, out_token));
    world_commit(w, 0);
    return *directory_key(w->c.directory, key.id);
}

static void act_with(struct world *w, unsigned scopes, int64_t team_id)
{
    act_as_key(w);
    w->c.who.scopes = scopes;
    w->c.who.team_id = team_id;
}

/* Is the token taken as that key, at START + `after`? */
static bool is_taken(struct world *w, str token, msec after)
{
    struct ctx c = w->c;
    c.now = START + after;
    c.error = (struct errinfo){0};
    return access_by_key(&c, token) == OK;
}

// ---- what a key is given ----

static void roles_come_down_to_scopes_and_are_kept_as_given(void **state)
{
    struct world *w = world_of(state);
    static const struct {
        const char *roles;
        unsigned scopes;
        const char *kept;
    } cases[] = {
        {"viewer", SCOPE_READ, "viewer"},
        {"incident_creator", SCOPE_RESPOND, "incident_creator"},
        {"incident_editor viewer incident_editor", SCOPE_READ | SCOPE_RESPOND,
         "incident_editor viewer"},
        {"manage_settings catalog_editor", SCOPE_MANAGE, "manage_settings catalog_editor"},
        {"global_access", SCOPE_PRIVATE, "global_access"},
        {"team_memberships_manage owner", SCOPE_ALL, "team_memberships_manage owner"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct key_wish wish = wish_for(w, cases[i].roles);
        str token = {0};
        const struct api_key key = issue(w, &wish, &token);
        assert_int_equal(key.scopes, cases[i].scopes);
        expect_text(key.roles, str_from_cstr(cases[i].kept));
        assert_int_equal(key.creator_key_id, w->first_key_id);
        assert_int_equal(key.team_id, 0);
        assert_int_equal(key.token_issued_at, START);
        assert_true(is_taken(w, token, 0));
    }
}

static void a_role_that_says_less_than_a_scope_is_not_given_as_more(void **state)
{
    struct world *w = world_of(state);
    static const char *const roles[] = {
        "catalog_editor",
        "viewer catalog_editor",
        "viewer incident_workload_private_viewer",
        "api_keys_manage",
        "schedules_editor",
        "owner secrets_use",
        "viewer and a dream",
        "manage_settings team_memberships_manage",
    };
    for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
        const struct key_wish wish = wish_for(w, roles[i]);
        struct api_key key = {0};
        str token = {0};
        expect_refused(w, api_key_issue(&w->c, &wish, &key, &token), ERR_INVALID, S("role_names"));
    }
}

static void nobody_gives_what_he_does_not_have(void **state)
{
    struct world *w = world_of(state);
    static const struct {
        unsigned has;
        const char *roles;
        const char *lacks;
    } cases[] = {
        {SCOPE_ADMIN, "viewer", "read"},
        {SCOPE_ADMIN | SCOPE_READ, "viewer incident_editor", "respond"},
        {SCOPE_ALL & ~(unsigned)SCOPE_PRIVATE, "viewer global_access", "private"},
        {SCOPE_ALL & ~(unsigned)SCOPE_INTAKE, "owner", "intake"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct key_wish wish = wish_for(w, cases[i].roles);
        struct api_key key = {0};
        str token = {0};
        act_with(w, cases[i].has, 0);
        expect_refused(w, api_key_issue(&w->c, &wish, &key, &token), ERR_FORBIDDEN,
                       str_from_cstr(cases[i].lacks));
    }
}

static void a_key_of_a_team_makes_and_sees_keys_of_that_team_alone(void **state)
{
    struct world *w = world_of(state);
    struct api_key key = {0};
    str token = {0};
    act_with(w, SCOPE_ALL, w->ops);
    const struct key_wish own = team_wish(w, &w->ops, "viewer");
    const struct key_wish other = team_wish(w, &w->desk, "viewer");
    const struct key_wish wide = wish_for(w, "viewer");
    expect_refused(w, api_key_issue(&w->c, &other, &key, &token), ERR_INVALID, S("team_ids"));
    act_with(w, SCOPE_ALL, w->ops);
    expect_refused(w, api_key_issue(&w->c, &wide, &key, &token), ERR_FORBIDDEN, S(""));
    act_with(w, SCOPE_ALL, w->ops);
    const struct api_key made = issue(w, &own, &token);
    assert_int_equal(made.team_id, w->ops);
    assert_non_null(api_key_in_reach(&w->c, made.id));
    assert_null(api_key_in_reach(&w->c, w->first_key_id));
    assert_null(api_key_in_reach(&w->c, 999999));
}

static void a_key_reaches_everything_or_one_team(void **state)
{
    struct world *w = world_of(state);
    const int64_t both[] = {w->ops, w->desk};
    struct key_wish mixed = team_wish(w, &w->ops, "viewer");
    mixed.roles = words_of(w, "viewer");
    struct key_wish two = team_wish(w, &w->ops, "viewer");
    two.team_ids = (struct id_list){.items = both, .count = 2};
    struct key_wish bare = team_wish(w, &w->ops, "");
    struct key_wish nothing = wish_for(w, "");
    struct key_wish line = wish_for(w, "viewer");
    line.name = S("a\nb");
    struct {
        struct key_wish *wish;
        str field;
    } cases[] = {
        {&mixed, S("team_role_names")}, {&two, S("team_ids")}, {&bare, S("team_role_names")},
        {&nothing, S("role_names")},    {&line, S("name")},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct api_key key = {0};
        str token = {0};
        expect_refused(w, api_key_issue(&w->c, cases[i].wish, &key, &token), ERR_INVALID,
                       cases[i].field);
    }
}

static void a_change_gives_other_roles_and_leaves_the_token(void **state)
{
    struct world *w = world_of(state);
    str token = {0};
    struct key_wish wish = wish_for(w, "viewer incident_editor");
    wish.comments = S("of the pipeline");
    const struct api_key key = issue(w, &wish, &token);
    const struct key_wish less = team_wish(w, &w->ops, "viewer");
    assert_ok(api_key_change(&w->c, &key, &less));
    world_commit(w, MINUTE);
    const struct api_key *found = directory_key(w->c.directory, key.id);
    assert_int_equal(found->scopes, SCOPE_READ);
    assert_int_equal(found->team_id, w->ops);
    expect_text(found->roles, S("viewer"));
    expect_text(found->comments, S("of the pipeline"));
    assert_int_equal(found->token_issued_at, START);
    assert_true(is_taken(w, token, 0));
}

static void a_key_does_not_change_itself(void **state)
{
    struct world *w = world_of(state);
    const struct api_key first = *directory_key(w->c.directory, w->first_key_id);
    const struct key_wish wish = wish_for(w, "viewer");
    expect_refused(w, api_key_change(&w->c, &first, &wish), ERR_INVALID, S("id"));
}

// ---- rotation ----

static str rotate(struct world *w, int64_t id, int64_t grace_minutes, msec next)
{
    const struct api_key key = *directory_key(w->c.directory, id);
    str token = {0};
    assert_ok(api_key_rotate(&w->c, &key, grace_minutes, &token));
    world_commit(w, next);
    return token;
}

static void a_rotated_token_is_taken_until_its_grace_ends(void **state)
{
    struct world *w = world_of(state);
    str old = {0};
    const struct key_wish wish = wish_for(w, "viewer");
    const int64_t id = issue(w, &wish, &old).id;
    const str new = rotate(w, id, 30, 0);
    assert_true(is_taken(w, old, 0));
    assert_true(is_taken(w, old, 30 * MINUTE - 1));
    assert_false(is_taken(w, old, 30 * MINUTE));
    assert_true(is_taken(w, new, 60 * MINUTE));
}

static void without_grace_no_older_token_is_taken(void **state)
{
    struct world *w = world_of(state);
    str oldest = {0};
    const struct key_wish wish = wish_for(w, "viewer");
    const int64_t id = issue(w, &wish, &oldest).id;
    const str old = rotate(w, id, 60, MINUTE);
    assert_true(is_taken(w, oldest, MINUTE));
    const str new = rotate(w, id, 0, MINUTE);
    assert_false(is_taken(w, oldest, MINUTE));
    assert_false(is_taken(w, old, MINUTE));
    assert_true(is_taken(w, new, MINUTE));
    assert_int_equal(directory_key(w->c.directory, id)->token_issued_at, START + MINUTE);
}

static void a_removed_key_takes_its_older_tokens_along(void **state)
{
    struct world *w = world_of(state);
    str old = {0};
    const struct key_wish wish = wish_for(w, "viewer");
    const int64_t id = issue(w, &wish, &old).id;
    (void)rotate(w, id, 60, 0);
    assert_ok(api_key_remove(&w->c, id));
    world_commit(w, 0);
    assert_false(is_taken(w, old, 0));
    assert_null(api_key_in_reach(&w->c, id));
    assert_int_equal(w->c.directory->retired_tokens.count, 0);
}

static void so_many_older_tokens_are_taken_and_no_more(void **state)
{
    struct world *w = world_of(state);
    str token = {0};
    const struct key_wish wish = wish_for(w, "viewer");
    const int64_t id = issue(w, &wish, &token).id;
    for (int i = 0; i < RETIRED_TOKENS_MAX; i++)
        (void)rotate(w, id, 60, 0);
    struct api_key key = *directory_key(w->c.directory, id);
    expect_refused(w, api_key_rotate(&w->c, &key, 60, &token), ERR_INVALID,
                   S("grace_period_minutes"));
    world_commit(w, 60 * MINUTE); // none is any more
    key = *directory_key(w->c.directory, id);
    assert_ok(api_key_rotate(&w->c, &key, 60, &token));
    world_commit(w, 60 * MINUTE);
    assert_int_equal(w->c.directory->retired_tokens.count, 1);
}

static void a_key_that_may_do_more_is_not_rotated(void **state)
{
    struct world *w = world_of(state);
    const struct api_key first = *directory_key(w->c.directory, w->first_key_id);
    str token = {0};
    act_with(w, SCOPE_ADMIN | SCOPE_READ, 0);
    expect_refused(w, api_key_rotate(&w->c, &first, 0, &token), ERR_FORBIDDEN, S("respond"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(roles_come_down_to_scopes_and_are_kept_as_given),
        WORLD_ON_BOTH(a_role_that_says_less_than_a_scope_is_not_given_as_more),
        WORLD_ON_BOTH(nobody_gives_what_he_does_not_have),
        WORLD_ON_BOTH(a_key_of_a_team_makes_and_sees_keys_of_that_team_alone),
        WORLD_ON_BOTH(a_key_reaches_everything_or_one_team),
        WORLD_ON_BOTH(a_change_gives_other_roles_and_leaves_the_token),
        WORLD_ON_BOTH(a_key_does_not_change_itself),
        WORLD_ON_BOTH(a_rotated_token_is_taken_until_its_grace_ends),
        WORLD_ON_BOTH(without_grace_no_older_token_is_taken),
        WORLD_ON_BOTH(a_removed_key_takes_its_older_tokens_along),
        WORLD_ON_BOTH(so_many_older_tokens_are_taken_and_no_more),
        WORLD_ON_BOTH(a_key_that_may_do_more_is_not_rotated),
    };
    return cmocka_run_group_tests_name("api_keys", tests, make_database, drop_database);
}
