// test_key_admin.c -- API keys as the command line sees them.
// SPDX-License-Identifier: Apache-2.0
#include "core/key_admin.h"

#include "core/access.h"
#include "core_fixture.h"

static str create(struct world *w, const struct key_order *order)
{
    str text = {0};
    assert_ok(key_admin_create(&w->c, order, &text));
    world_commit(w, 0);
    return text;
}

static const struct api_key *newest_key(const struct world *w)
{
    return &w->c.directory->keys.items[w->c.directory->keys.count - 1];
}

static void an_order_without_scopes_means_all_of_them(void **state)
{
    struct world *w = world_of(state);
    const str text = create(w, &(struct key_order){.name = S("all")});
    const struct api_key *key = newest_key(w);
    assert_int_equal(key->scopes, SCOPE_ALL);
    assert_int_equal(key->team_id, 0);
    assert_int_equal(key->user_id, w->admin);
    expect_text(key->name, S("all"));
    assert_ok(access_by_key(&w->c, text));
    assert_int_equal(w->c.who.id, key->id);
}

static void an_order_names_scopes_and_a_team(void **state)
{
    struct world *w = world_of(state);
    static const str scopes[] = {S("read"), S("intake"), S("read")};
    (void)create(w, &(struct key_order){.name = S("ops"),
                                        .team_uid = S("OPS"),
                                        .scopes = scopes,
                                        .scope_count = ARRAY_LEN(scopes)});
    assert_int_equal(newest_key(w)->scopes, SCOPE_READ | SCOPE_INTAKE);
    assert_int_equal(newest_key(w)->team_id, w->ops);
}

static void every_key_is_another(void **state)
{
    struct world *w = world_of(state);
    const str first = create(w, &(struct key_order){.name = S("same")});
    const str second = create(w, &(struct key_order){.name = S("same")});
    assert_false(str_eq(first, second));
    assert_int_equal(first.n, S("tocsin_").n + 40); // 200 bits, 5 in a letter
}

static void a_wrong_order_makes_no_key(void **state)
{
    struct world *w = world_of(state);
    static const str wrong[] = {S("write")};
    static const str half_wrong[] = {S("read"), S("")};
    const struct {
        struct key_order order;
        enum err err;
        str field;
    } rows[] = {
        {{.name = S("")}, ERR_INVALID, S("name")},
        {{0}, ERR_INVALID, S("name")},
        {{.name = S("x"), .scopes = wrong, .scope_count = 1}, ERR_INVALID, S("scope")},
        {{.name = S("x"), .scopes = half_wrong, .scope_count = 2}, ERR_INVALID, S("scope")},
        {{.name = S("x"), .team_uid = S("nobody")}, ERR_NOT_FOUND, S("team")},
    };
    const size_t before = w->c.directory->keys.count;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        str text = S("untouched");
        expect_row(key_admin_create(&w->c, &rows[i].order, &text) == rows[i].err, i);
        expect_row(str_eq(w->c.error.field, rows[i].field) && w->c.error.message.n > 0, i);
        expect_text(text, S("untouched"));
        assert_false(w->c.directory_changed);
        w->c.error = (struct errinfo){0};
    }
    world_commit(w, 0);
    assert_int_equal(w->c.directory->keys.count, before);
}

static void the_list_tells_all_but_the_key(void **state)
{
    struct world *w = world_of(state);
    static const str scopes[] = {S("intake"), S("read")};
    const str text = create(w, &(struct key_order){.name = S("ops"),
                                                   .team_uid = S("ops"),
                                                   .scopes = scopes,
                                                   .scope_count = ARRAY_LEN(scopes)});
    struct arena *arena = w->c.store.arena;
    const str wanted =
        STR_JOIN(arena, str_from_i64(arena, w->first_key_id),
                 S("\tfirst key\tall teams\tread,respond,manage,admin,intake,private\t..."),
                 str_slice(w->first_key, w->first_key.n - 4, 4), S("\n"),
                 str_from_i64(arena, newest_key(w)->id), S("\tops\tops\tread,intake\t..."),
                 str_slice(text, text.n - 4, 4), S("\n"));
    expect_text(key_admin_list(&w->c), wanted);
}

static void a_revoked_key_leaves_the_list(void **state)
{
    struct world *w = world_of(state);
    const str text = create(w, &(struct key_order){.name = S("gone")});
    const int64_t id = newest_key(w)->id;
    assert_ok(key_admin_revoke(&w->c, str_from_i64(w->c.store.arena, id)));
    world_commit(w, MINUTE);
    assert_int_equal(directory_key(w->c.directory, id)->revoked_at, START);
    const str list = key_admin_list(&w->c);
    assert_int_equal(str_find_str(list, S("gone")), list.n);
    assert_int_equal(access_by_key(&w->c, text), ERR_UNAUTHENTICATED);
    expect_error(w, ERR_UNAUTHENTICATED, "");
    act_as_key(w);
    assert_int_equal(key_admin_revoke(&w->c, str_from_i64(w->c.store.arena, id)), ERR_NOT_FOUND);
    expect_error(w, ERR_NOT_FOUND, "id");
}

static void what_is_no_id_revokes_nothing(void **state)
{
    struct world *w = world_of(state);
    static const str ids[] = {
        S(""), {0}, S("x"), S("0"), S("-1"), S("999999"), S("99999999999999999999")};
    for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
        expect_row(key_admin_revoke(&w->c, ids[i]) == ERR_NOT_FOUND, i);
        expect_error(w, ERR_NOT_FOUND, "id");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(an_order_without_scopes_means_all_of_them),
        WORLD_ON_BOTH(an_order_names_scopes_and_a_team),
        WORLD_ON_BOTH(every_key_is_another),
        WORLD_ON_BOTH(a_wrong_order_makes_no_key),
        WORLD_ON_BOTH(the_list_tells_all_but_the_key),
        WORLD_ON_BOTH(a_revoked_key_leaves_the_list),
        WORLD_ON_BOTH(what_is_no_id_revokes_nothing),
    };
    return cmocka_run_group_tests_name("key_admin", tests, make_database, drop_database);
}
