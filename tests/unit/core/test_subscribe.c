// test_subscribe.c -- subscribing, being subscribed by a team, opting out, and back.
// SPDX-License-Identifier: Apache-2.0
#include "core/subscribe.h"

#include "world_services.h"

/* "user Ann, team ops, ", in their order. */
static str subscribed(struct world *w, int64_t object_id)
{
    struct private_subscriber_list list = {0};
    str text = S("");
    assert_ok(subscribers_of(&w->c, object_id, &list));
    for (size_t i = 0; i < list.count; i++) {
        const struct private_subscriber *row = &list.items[i];
        const str name = row->kind == SUBSCRIBER_USER
                             ? directory_user(w->c.directory, row->id)->first_name
                             : directory_team(w->c.directory, row->id)->uid;
        text = STR_JOIN(w->c.store.arena, text, subscriber_kind_words[row->kind], S(" "), name,
                        S(", "));
    }
    return text;
}

static bool is_told(struct world *w, int64_t user_id)
{
    bool has = false;
    assert_ok(audience_has(&w->c, IDS(w->mail), user_id, &has));
    return has;
}

#define SUBSCRIBERS(...)                                                                           \
    ((struct private_subscriber_list){                                                             \
        .items = (const struct private_subscriber[]){__VA_ARGS__},                                 \
        .count = sizeof((const struct private_subscriber[]){__VA_ARGS__}) /                        \
                 sizeof(struct private_subscriber)})
#define USER(id_)                                                                                  \
    {                                                                                              \
        .kind = SUBSCRIBER_USER, .id = (id_)                                                       \
    }
#define TEAM(id_)                                                                                  \
    {                                                                                              \
        .kind = SUBSCRIBER_TEAM, .id = (id_)                                                       \
    }

static void subscribers_are_listed_in_the_order_in_which_they_came(void **state)
{
    struct world *w = world_of(state);
    assert_ok(subscribers_add(&w->c, w->mail, SUBSCRIBERS(USER(w->cid)), false));
    w->c.now += SECOND;
    assert_ok(subscribers_add(&w->c, w->mail, SUBSCRIBERS(TEAM(w->ops), USER(w->ben)), false));
    expect_text(subscribed(w, w->mail), S("user Cid, user Ben, team ops, "));
    expect_text(subscribed(w, w->mail + 1), S(""));
}

static void strangers_and_second_subscriptions_are_refused(void **state)
{
    struct world *w = world_of(state);
    world_commit(w, 0);
    const struct {
        struct private_subscriber_list added;
        const char *field;
        bool is_team_key;
    } rows[] = {
        {SUBSCRIBERS(USER(w->ann), USER(12345)), "[1].id", false},
        {SUBSCRIBERS(TEAM(w->ann)), "[0].id", false}, // a user is no team
        {SUBSCRIBERS(USER(w->ops)), "[0].id", false},
        {SUBSCRIBERS(USER(w->ann), TEAM(w->ops), USER(w->ann)), "[2].id", false},
        {SUBSCRIBERS(TEAM(w->desk)), "[0].id", true}, // out of the key's reach
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        act_as_key(w);
        if (rows[i].is_team_key)
            act_as_team_key(w);
        expect_row(subscribers_add(&w->c, w->mail, rows[i].added, false) == ERR_INVALID, i);
        expect_text(w->c.error.field, str_from_cstr(rows[i].field));
        assert_true(w->c.error.message.n > 0);
        world_roll_back(w);
        expect_text(subscribed(w, w->mail), S("")); // all or none
    }
    act_as_key(w);
    assert_ok(subscribers_add(&w->c, w->mail, SUBSCRIBERS(USER(w->ann), USER(w->ann)), true));
    expect_text(subscribed(w, w->mail), S("user Ann, "));
}

static void these_and_no_others_are_subscribed_but_who_opted_out_stays_out(void **state)
{
    struct world *w = world_of(state);
    assert_ok(subscribers_add(&w->c, w->mail, SUBSCRIBERS(TEAM(w->ops), USER(w->cid)), false));
    assert_ok(subscribers_remove(&w->c, w->mail, SUBSCRIBER_USER, w->ann));
    assert_ok(subscribers_replace(&w->c, w->mail, SUBSCRIBERS(TEAM(w->ops), USER(w->ben))));
    expect_text(subscribed(w, w->mail), S("user Ben, team ops, "));
    assert_false(is_told(w, w->ann));
    assert_false(is_told(w, w->cid));
    assert_ok(subscribers_replace(&w->c, w->mail, SUBSCRIBERS(TEAM(w->ops), USER(w->ann))));
    assert_true(is_told(w, w->ann)); // he is named
    assert_ok(subscribers_replace(&w->c, w->mail, (struct private_subscriber_list){0}));
    expect_text(subscribed(w, w->mail), S(""));
}

static void a_user_who_leaves_is_left_out_of_his_teams(void **state)
{
    struct world *w = world_of(state);
    assert_ok(subscribers_add(&w->c, w->mail, SUBSCRIBERS(TEAM(w->ops), USER(w->ann)), false));
    assert_ok(subscribers_remove(&w->c, w->mail, SUBSCRIBER_USER, w->ann));
    expect_text(subscribed(w, w->mail), S("team ops, "));
    assert_false(is_told(w, w->ann));
    assert_true(is_told(w, w->ben));
    assert_ok(subscribers_remove(&w->c, w->mail, SUBSCRIBER_USER, w->ann)); // he is out already
    assert_ok(subscribers_add(&w->c, w->mail, SUBSCRIBERS(USER(w->ann)), false)); // and back
    assert_true(is_told(w, w->ann));
}

static void who_leaves_for_himself_is_gone(void **state)
{
    struct world *w = world_of(state);
    assert_ok(subscribers_add(&w->c, w->mail, SUBSCRIBERS(USER(w->ann), TEAM(w->desk)), false));
    assert_ok(subscribers_remove(&w->c, w->mail, SUBSCRIBER_USER, w->ann));
    assert_ok(subscribers_remove(&w->c, w->mail, SUBSCRIBER_TEAM, w->desk));
    expect_text(subscribed(w, w->mail), S(""));
    // no trace of Ann: a team of hers brings her back
    assert_ok(subscribers_add(&w->c, w->mail, SUBSCRIBERS(TEAM(w->ops)), false));
    assert_true(is_told(w, w->ann));
}

static void who_is_not_subscribed_cannot_leave(void **state)
{
    struct world *w = world_of(state);
    assert_ok(subscribers_add(&w->c, w->mail, SUBSCRIBERS(TEAM(w->ops)), false));
    const struct {
        enum subscriber_kind kind;
        int64_t id;
    } rows[] = {{SUBSCRIBER_USER, w->cid}, {SUBSCRIBER_TEAM, w->desk}, {SUBSCRIBER_USER, 12345}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        expect_row(subscribers_remove(&w->c, w->mail, rows[i].kind, rows[i].id) == ERR_NOT_FOUND,
                   i);
        expect_error(w, ERR_NOT_FOUND, "");
    }
    assert_ok(subscribers_remove(&w->c, w->mail, SUBSCRIBER_USER, w->ann)); // out of ops
    assert_ok(subscribers_remove(&w->c, w->mail, SUBSCRIBER_TEAM, w->ops));
    assert_int_equal(subscribers_remove(&w->c, w->mail, SUBSCRIBER_USER, w->ann), ERR_NOT_FOUND);
}

/* The key reaches ops; Ben is in desk too. */
static void subscribe_an_unseen_team(struct world *w)
{
    const struct team_member ben = {.user_id = w->ben, .role = ROLE_USER};
    assert_ok(team_member_add(&w->c, directory_team(w->c.directory, w->desk), ben));
    assert_ok(subscribers_add(&w->c, w->mail,
                              SUBSCRIBERS(TEAM(w->desk), TEAM(w->ops), USER(w->cid)), false));
    world_commit(w, 0);
    act_as_team_key(w);
}

static void a_team_that_is_not_seen_is_not_taken_away(void **state)
{
    struct world *w = world_of(state);
    subscribe_an_unseen_team(w);
    expect_text(subscribed(w, w->mail), S("user Cid, team ops, "));
    assert_ok(subscribers_replace(&w->c, w->mail, SUBSCRIBERS(USER(w->ann))));
    expect_text(subscribed(w, w->mail), S("user Ann, "));
    assert_ok(subscribers_replace(&w->c, w->mail, (struct private_subscriber_list){0}));
    expect_text(subscribed(w, w->mail), S(""));
    act_as_key(w);
    expect_text(subscribed(w, w->mail), S("team desk, "));
}

static void a_team_that_is_not_seen_is_not_told_of(void **state)
{
    struct world *w = world_of(state);
    const int64_t unsubscribed = w->mail + 1;
    subscribe_an_unseen_team(w);
    assert_ok(subscribers_remove(&w->c, w->mail, SUBSCRIBER_TEAM, w->ops));
    const struct {
        enum subscriber_kind kind;
        int64_t id;
    } rows[] = {{SUBSCRIBER_TEAM, w->desk}, {SUBSCRIBER_USER, w->ben}, {SUBSCRIBER_TEAM, 12345}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        expect_row(subscribers_remove(&w->c, w->mail, rows[i].kind, rows[i].id) == ERR_NOT_FOUND,
                   i);
        const str message = w->c.error.message;
        expect_row(
            subscribers_remove(&w->c, unsubscribed, rows[i].kind, rows[i].id) == ERR_NOT_FOUND, i);
        expect_text(w->c.error.message, message);
    }
    assert_true(is_told(w, w->ben));
    w->c.who.user_id = w->ben; // for himself he speaks with any key
    assert_ok(subscribers_remove(&w->c, w->mail, SUBSCRIBER_USER, w->ben));
    assert_false(is_told(w, w->ben));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(subscribers_are_listed_in_the_order_in_which_they_came),
        WORLD_ON_BOTH(strangers_and_second_subscriptions_are_refused),
        WORLD_ON_BOTH(these_and_no_others_are_subscribed_but_who_opted_out_stays_out),
        WORLD_ON_BOTH(a_user_who_leaves_is_left_out_of_his_teams),
        WORLD_ON_BOTH(who_leaves_for_himself_is_gone),
        WORLD_ON_BOTH(who_is_not_subscribed_cannot_leave),
        WORLD_ON_BOTH(a_team_that_is_not_seen_is_not_taken_away),
        WORLD_ON_BOTH(a_team_that_is_not_seen_is_not_told_of),
    };
    return cmocka_run_group_tests_name("subscribe", tests, make_database, drop_database);
}
