// test_configure.c -- teams, people and keys: their rules.
// SPDX-License-Identifier: Apache-2.0
#include "core/configure.h"

#include "core_fixture.h"

/* Throws away what a refused use case may have left, on both engines. */
static void expect_refusal(struct world *w, enum err outcome, enum err kind, str field)
{
    assert_int_equal(outcome, kind);
    assert_int_equal(w->c.error.kind, kind);
    expect_text(w->c.error.field, field);
    assert_true(w->c.error.message.n > 0);
    world_roll_back(w);
}

// ---- teams ----

static void a_team_is_made_with_its_uid_and_times(void **state)
{
    struct world *w = world_of(state);
    struct team team = {.name = S("Network \xF0\x9F\x8C\x90"), .uid = S("NetWork2")};
    w->c.now = START + MINUTE;
    assert_ok(team_create(&w->c, &team));
    assert_true(w->c.directory_changed);
    world_commit(w, 0);
    const struct team *found = directory_team_by_uid(w->c.directory, S("network2"));
    assert_int_equal(found->id, team.id);
    expect_text(found->name, team.name);
    expect_text(found->uid, S("network2"));
    assert_false(found->is_default);
    assert_int_equal(found->created_at, START + MINUTE);
    assert_int_equal(found->updated_at, START + MINUTE);
}

static void a_uid_is_made_from_the_name(void **state)
{
    struct world *w = world_of(state);
    static const struct {
        str name;
        str uid;
    } rows[] = {
        {S("Network"), S("netw")},
        {S("Network"), S("netw2")},
        {S("Networks"), S("netw3")},
        {S("Db"), S("db")},
        {S("A-b c!D"), S("abcd")},
        {S("24/7"), S("247")},
        {S("\xC3\x84\xC3\x96"), S("team")}, // no letter that a uid may have
        {S("..."), S("team2")},
        {S("Inc"), S("inc2")}, // INC-n is the organisation's
        {S("Incidents"), S("inci")},
        {S("Operations"), S("oper")},
        {S("Ops"), S("ops2")},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct team team = {.name = rows[i].name};
        assert_ok(team_create(&w->c, &team));
        world_commit(w, 0);
        expect_text(team.uid, rows[i].uid);
    }
}

static void a_bad_uid_is_refused(void **state)
{
    struct world *w = world_of(state);
    static const str uids[] = {S(""),    S("a-b"), S("a b"),           S("\xC3\xA4"),
                               S("inc"), S("INC"), S("abcdefghijklm"), S("a_b"),
                               S("ops"), S("OPS"), S("prim"),          S("a\0")};
    const str before = written(w);
    for (size_t i = 0; i < ARRAY_LEN(uids); i++) {
        struct team team = {.name = S("x"), .uid = uids[i]};
        expect_refusal(w, team_create(&w->c, &team), ERR_INVALID, S("uid"));
    }
    expect_text(written(w), before);
    struct team longest = {.name = S("x"), .uid = S("abcdefghijkl")};
    assert_ok(team_create(&w->c, &longest));
}

static void a_key_of_one_team_makes_no_team(void **state)
{
    struct world *w = world_of(state);
    struct team team = {.name = S("x")};
    act_as_team_key(w);
    expect_refusal(w, team_create(&w->c, &team), ERR_FORBIDDEN, S(""));
}

// ---- people ----

static void a_person_is_made_a_member(void **state)
{
    struct world *w = world_of(state);
    struct user_account user = {.first_name = S("Dot"),
                                .last_name = S("Tee"),
                                .email = S("Dot.Tee+x@Example.ORG"),
                                .role = ROLE_USER};
    assert_ok(user_create(&w->c, &user, w->desk));
    world_commit(w, 0);
    const struct user_account *found = directory_user(w->c.directory, user.id);
    expect_text(found->first_name, S("Dot"));
    expect_text(found->email, S("dot.tee+x@example.org"));
    assert_int_equal(found->created_at, START);
    assert_true(directory_is_member(w->c.directory, w->desk, user.id));
    assert_false(directory_is_member(w->c.directory, w->ops, user.id));
}

static void a_person_may_be_in_no_team(void **state)
{
    struct world *w = world_of(state);
    struct user_account user = {
        .first_name = S("Dot"), .last_name = S(""), .email = S("d@x"), .role = ROLE_USER};
    const size_t members = w->c.directory->members.count;
    assert_ok(user_create(&w->c, &user, 0));
    world_commit(w, 0);
    assert_int_equal(w->c.directory->members.count, members);
}

static void a_bad_or_taken_address_is_refused(void **state)
{
    struct world *w = world_of(state);
    struct arena *arena = w->c.store.arena;
    char *long_name = arena_array(arena, char, EMAIL_MAX_BYTES);
    memset(long_name, 'x', EMAIL_MAX_BYTES);
    const str emails[] = {
        S(""),
        S("ann"),
        S("@example.org"),
        S("ann@"),
        S("ann@@example.org"),
        S("ann@x@y"),
        S("an n@example.org"),
        S("ann@example.org\n"),
        S("ann\x7F@example.org"),
        S("Ann@example.org"), // Ann's
        STR_JOIN(arena, (str){long_name, EMAIL_MAX_BYTES - 1}, S("@x")),
    };
    for (size_t i = 0; i < ARRAY_LEN(emails); i++) {
        struct user_account user = {
            .first_name = S("x"), .last_name = S(""), .email = emails[i], .role = ROLE_USER};
        expect_refusal(w, user_create(&w->c, &user, w->ops), ERR_INVALID, S("email"));
    }
    struct user_account longest = {
        .first_name = S("x"),
        .last_name = S(""),
        .email = STR_JOIN(arena, (str){long_name, EMAIL_MAX_BYTES - 2}, S("@x")),
        .role = ROLE_USER,
    };
    assert_ok(user_create(&w->c, &longest, w->ops));
}

// ---- keys ----

static void a_key_is_shown_once_and_stored_as_a_hash(void **state)
{
    struct world *w = world_of(state);
    struct api_key key = {.name = S("x"), .scopes = SCOPE_READ, .user_id = w->ann};
    str text = {0};
    assert_ok(api_key_create(&w->c, &key, &text));
    world_commit(w, 0);
    const struct api_key *found = directory_key(w->c.directory, key.id);
    expect_text(found->key_hash, api_key_hash(&w->secrets, w->c.store.arena, text));
    expect_text(found->hint, str_slice(text, text.n - 4, 4));
    assert_int_equal(found->created_at, START);
    assert_int_equal(found->user_id, w->ann);
}

static void a_key_is_removed_once(void **state)
{
    struct world *w = world_of(state);
    assert_ok(api_key_remove(&w->c, w->first_key_id));
    world_commit(w, 0);
    assert_int_equal(directory_key(w->c.directory, w->first_key_id)->revoked_at, START);
    expect_refusal(w, api_key_remove(&w->c, w->first_key_id), ERR_NOT_FOUND, S("id"));
    expect_refusal(w, api_key_remove(&w->c, 999999), ERR_NOT_FOUND, S("id"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(a_team_is_made_with_its_uid_and_times),
        WORLD_ON_BOTH(a_uid_is_made_from_the_name),
        WORLD_ON_BOTH(a_bad_uid_is_refused),
        WORLD_ON_BOTH(a_key_of_one_team_makes_no_team),
        WORLD_ON_BOTH(a_person_is_made_a_member),
        WORLD_ON_BOTH(a_person_may_be_in_no_team),
        WORLD_ON_BOTH(a_bad_or_taken_address_is_refused),
        WORLD_ON_BOTH(a_key_is_shown_once_and_stored_as_a_hash),
        WORLD_ON_BOTH(a_key_is_removed_once),
    };
    return cmocka_run_group_tests_name("configure", tests, make_database, drop_database);
}
