// test_access.c -- from a key or a token to a principal, and what a principal may.
// SPDX-License-Identifier: Apache-2.0
#include "core/access.h"

#include "core_fixture.h"

// What is left of a principal when nothing was found.
static const struct principal nobody = {.kind = ACTOR_SYSTEM, .id = 42};

static enum err enter(struct world *w, str key)
{
    w->c.who = nobody;
    return access_by_key(&w->c, key);
}

/* A key of team ops that may read and respond. */
static str make_team_key(struct world *w, int64_t *out_id)
{
    struct api_key key = {.name = S("ops key"),
                          .team_id = w->ops,
                          .scopes = SCOPE_READ | SCOPE_RESPOND,
                          .user_id = w->ann};
    str text = {0};
    assert_ok(api_key_create(&w->c, &key, &text));
    *out_id = key.id;
    world_commit(w, 0);
    return text;
}

// ---- keys ----

static void a_key_is_a_principal_with_its_scopes_and_reach(void **state)
{
    struct world *w = world_of(state);
    int64_t id = 0;
    const str team_key = make_team_key(w, &id);
    assert_ok(enter(w, w->first_key));
    assert_int_equal(w->c.who.kind, ACTOR_API_KEY);
    assert_int_equal(w->c.who.id, w->first_key_id);
    assert_int_equal(w->c.who.scopes, SCOPE_ALL);
    assert_int_equal(w->c.who.team_id, 0);
    assert_int_equal(w->c.who.user_id, w->admin);
    assert_ok(enter(w, team_key));
    assert_int_equal(w->c.who.id, id);
    assert_int_equal(w->c.who.scopes, SCOPE_READ | SCOPE_RESPOND);
    assert_int_equal(w->c.who.team_id, w->ops);
    assert_int_equal(w->c.who.user_id, w->ann);
}

static void what_is_no_key_is_nobody(void **state)
{
    struct world *w = world_of(state);
    struct arena *arena = w->c.store.arena;
    char *longest = arena_array(arena, char, API_KEY_MAX_BYTES + 1);
    memset(longest, 'x', API_KEY_MAX_BYTES + 1);
    const str keys[] = {
        {0},
        S(""),
        S("tocsin_"),
        S("\0"),
        str_slice(w->first_key, 0, w->first_key.n - 1),
        STR_JOIN(arena, w->first_key, S("x")),
        STR_JOIN(arena, S(" "), w->first_key),
        directory_key(w->c.directory, w->first_key_id)->key_hash, // the stored form opens nothing
        {longest, API_KEY_MAX_BYTES},
        {longest, API_KEY_MAX_BYTES + 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        expect_row(enter(w, keys[i]) == ERR_UNAUTHENTICATED, i);
        expect_row(w->c.who.id == nobody.id, i);
        expect_error(w, ERR_UNAUTHENTICATED, "");
    }
}

static void a_revoked_key_is_nobody(void **state)
{
    struct world *w = world_of(state);
    int64_t id = 0;
    const str key = make_team_key(w, &id);
    assert_ok(enter(w, key));
    act_as_key(w);
    assert_ok(api_key_remove(&w->c, id));
    world_commit(w, 0);
    assert_int_equal(enter(w, key), ERR_UNAUTHENTICATED);
    expect_error(w, ERR_UNAUTHENTICATED, "");
    assert_ok(enter(w, w->first_key));
}

static void a_remembered_key_opens_no_longer_than_it_is_valid(void **state)
{
    struct world *w = world_of(state);
    struct key_memo *memo = arena_new(w->c.store.arena, struct key_memo);
    int64_t id = 0;
    key_memo_init(memo);
    w->c.memo = memo;
    const str key = make_team_key(w, &id);
    for (int i = 0; i < 3; i++) {
        assert_ok(enter(w, key));
        assert_int_equal(w->c.who.id, id);
        assert_int_equal(enter(w, S("tocsin_no")), ERR_UNAUTHENTICATED);
        expect_error(w, ERR_UNAUTHENTICATED, "");
    }
    act_as_key(w);
    assert_ok(api_key_remove(&w->c, id));
    world_commit(w, 0);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(enter(w, key), ERR_UNAUTHENTICATED);
        expect_error(w, ERR_UNAUTHENTICATED, "");
    }
}

// ---- tokens ----

static void a_token_is_its_integration(void **state)
{
    struct world *w = world_of(state);
    const struct integration *monitor = directory_integration(w->c.directory, w->monitor);
    const struct integration *found = NULL;
    assert_ok(access_by_token(&w->c, monitor->token, &found));
    assert_ptr_equal(found, monitor);
    assert_int_equal(w->c.who.kind, ACTOR_INTEGRATION);
    assert_int_equal(w->c.who.id, w->monitor);
    assert_int_equal(w->c.who.scopes, SCOPE_INTAKE);
    assert_int_equal(w->c.who.team_id, w->ops);
    assert_int_equal(w->c.who.user_id, 0);
}

static void what_is_no_token_is_nobody(void **state)
{
    struct world *w = world_of(state);
    const struct integration *found = NULL;
    const str token = directory_integration(w->c.directory, w->monitor)->token;
    const str tokens[] = {
        {0}, S(""), S("nonsense"), str_slice(token, 0, token.n - 1), w->first_key};
    w->c.who = nobody;
    for (size_t i = 0; i < ARRAY_LEN(tokens); i++) {
        expect_row(access_by_token(&w->c, tokens[i], &found) == ERR_NOT_FOUND, i);
        expect_row(found == NULL && w->c.who.id == nobody.id, i);
        expect_error(w, ERR_NOT_FOUND, "");
    }
}

static void an_archived_integration_is_nobody(void **state)
{
    struct world *w = world_of(state);
    const struct integration *found = NULL;
    const struct integration *monitor = directory_integration(w->c.directory, w->monitor);
    const str token = str_copy(w->c.store.arena, monitor->token);
    assert_ok(integration_retire(&w->c, monitor));
    world_commit(w, 0);
    assert_int_equal(access_by_token(&w->c, token, &found), ERR_NOT_FOUND);
    expect_error(w, ERR_NOT_FOUND, "");
}

// ---- reach and permission ----

static void a_team_is_selected_within_reach(void **state)
{
    struct world *w = world_of(state);
    const struct team *team = NULL;
    assert_ok(access_select_team(&w->c, w->desk, &team));
    assert_int_equal(team->id, w->desk);
    act_as_team_key(w);
    assert_ok(access_select_team(&w->c, w->ops, &team));
    assert_int_equal(team->id, w->ops);
    const int64_t strangers[] = {w->desk, w->prim, 0, 999999};
    for (size_t i = 0; i < ARRAY_LEN(strangers); i++) {
        expect_row(access_select_team(&w->c, strangers[i], &team) == ERR_NOT_FOUND, i);
        expect_row(team->id == w->ops, i);
        expect_error(w, ERR_NOT_FOUND, "");
    }
}

static void home_is_the_keys_team_or_the_default_one(void **state)
{
    struct world *w = world_of(state);
    assert_int_equal(access_home_team(&w->c)->id, w->prim);
    act_as_team_key(w);
    assert_int_equal(access_home_team(&w->c)->id, w->ops);
}

static void a_scope_permits_itself_and_nothing_else(void **state)
{
    struct world *w = world_of(state);
    static const enum scope scopes[] = {SCOPE_READ, SCOPE_RESPOND, SCOPE_MANAGE, SCOPE_ADMIN,
                                        SCOPE_INTAKE};
    for (size_t has = 0; has < ARRAY_LEN(scopes); has++)
        for (size_t wants = 0; wants < ARRAY_LEN(scopes); wants++) {
            w->c.who.scopes = scopes[has];
            w->c.error = (struct errinfo){0};
            const enum err wanted = has == wants ? OK : ERR_FORBIDDEN;
            expect_row(ctx_permit(&w->c, scopes[wants]) == wanted, has);
            expect_row(w->c.error.kind == wanted, has);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(a_key_is_a_principal_with_its_scopes_and_reach),
        WORLD_ON_BOTH(what_is_no_key_is_nobody),
        WORLD_ON_BOTH(a_revoked_key_is_nobody),
        WORLD_ON_BOTH(a_remembered_key_opens_no_longer_than_it_is_valid),
        WORLD_ON_BOTH(a_token_is_its_integration),
        WORLD_ON_BOTH(what_is_no_token_is_nobody),
        WORLD_ON_BOTH(an_archived_integration_is_nobody),
        WORLD_ON_BOTH(a_team_is_selected_within_reach),
        WORLD_ON_BOTH(home_is_the_keys_team_or_the_default_one),
        WORLD_ON_BOTH(a_scope_permits_itself_and_nothing_else),
    };
    return cmocka_run_group_tests_name("access", tests, make_database, drop_database);
}
