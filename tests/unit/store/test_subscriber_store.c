// test_subscriber_store.c -- who is told: users and teams of an object, addresses of pages.
// SPDX-License-Identifier: Apache-2.0
#include "store/subscriber_store.h"

#include "sql_queries.h"
#include "store_fixture.h"

enum { ORG = 1, OTHER_ORG = 2, MAIL = 60, WEB = 61, PAGE = 70, ANN = 7, BEN = 8, OPS = 10 };

// ---- users and teams ----

static bool add(struct store *s, struct private_subscriber subscriber, msec at)
{
    bool changed = false;
    assert_ok(private_subscriber_add(s, &subscriber, at, &changed));
    return changed;
}

static bool remove_one(struct store *s, struct private_subscriber subscriber)
{
    bool changed = false;
    assert_ok(private_subscriber_remove(s, &subscriber, &changed));
    return changed;
}

static str text_of(struct store *s, struct private_subscriber_list list)
{
    str text = S("");
    for (size_t i = 0; i < list.count; i++)
        text = STR_JOIN(s->arena, text, str_from_i64(s->arena, list.items[i].object_id), S(" "),
                        subscriber_kind_words[list.items[i].kind], S(" "),
                        str_from_i64(s->arena, list.items[i].id),
                        list.items[i].is_opt_out ? S(" out, ") : S(", "));
    return text;
}

static str subscribers(struct store *s, int64_t object_id)
{
    struct private_subscriber_list list = {0};
    assert_ok(private_subscribers(s, object_id, &list));
    return text_of(s, list);
}

static void subscribers_come_as_they_came_and_of_many_by_object(void **state)
{
    struct store *s = store_of(state, ORG);
    struct store other = *s;
    static const int64_t objects[] = {WEB, MAIL, PAGE};
    struct private_subscriber_list list = {0};
    other.org_id = OTHER_ORG;
    assert_true(add(s, (struct private_subscriber){MAIL, SUBSCRIBER_TEAM, OPS, false}, 10));
    assert_true(add(s, (struct private_subscriber){MAIL, SUBSCRIBER_USER, BEN, true}, 20));
    assert_true(add(s, (struct private_subscriber){MAIL, SUBSCRIBER_USER, ANN, false}, 30));
    assert_true(add(s, (struct private_subscriber){WEB, SUBSCRIBER_USER, ANN, false}, 40));
    assert_true(add(&other, (struct private_subscriber){MAIL, SUBSCRIBER_USER, 9, false}, 5));
    expect_text(subscribers(s, MAIL), S("60 team 10, 60 user 8 out, 60 user 7, "));
    assert_ok(private_subscribers_of(s, (struct id_list){objects, 3}, &list));
    expect_text(text_of(s, list), S("60 user 7, 60 user 8 out, 60 team 10, 61 user 7, "));
    assert_ok(private_subscribers_of(s, (struct id_list){0}, &list));
    assert_int_equal(list.count, 0);
}

static void a_second_subscription_changes_something_only_if_it_is_another(void **state)
{
    struct store *s = store_of(state, ORG);
    struct private_subscriber ann = {MAIL, SUBSCRIBER_USER, ANN, false};
    assert_true(add(s, ann, 10));
    assert_false(add(s, ann, 20));
    ann.is_opt_out = true;
    assert_true(add(s, ann, 30));
    assert_false(add(s, ann, 40));
    expect_text(subscribers(s, MAIL), S("60 user 7 out, "));
    ann.is_opt_out = false;
    assert_true(add(s, ann, 50));
    expect_text(subscribers(s, MAIL), S("60 user 7, "));
    assert_true(remove_one(s, ann));
    assert_false(remove_one(s, ann));
}

static void a_user_and_a_team_of_one_id_are_two(void **state)
{
    struct store *s = store_of(state, ORG);
    assert_true(add(s, (struct private_subscriber){MAIL, SUBSCRIBER_USER, ANN, false}, 10));
    assert_false(remove_one(s, (struct private_subscriber){MAIL, SUBSCRIBER_TEAM, ANN, false}));
    expect_text(subscribers(s, MAIL), S("60 user 7, "));
}

static void clearing_keeps_who_opted_out_and_dropping_does_not(void **state)
{
    struct store *s = store_of(state, ORG);
    (void)add(s, (struct private_subscriber){MAIL, SUBSCRIBER_USER, ANN, true}, 10);
    (void)add(s, (struct private_subscriber){MAIL, SUBSCRIBER_TEAM, OPS, false}, 10);
    (void)add(s, (struct private_subscriber){WEB, SUBSCRIBER_TEAM, OPS, false}, 10);
    assert_ok(private_subscribers_clear(s, MAIL, 0));
    expect_text(subscribers(s, MAIL), S("60 user 7 out, "));
    assert_ok(private_subscribers_drop(s, MAIL));
    expect_text(subscribers(s, MAIL), S(""));
    expect_text(subscribers(s, WEB), S("61 team 10, "));
}

static void who_is_no_more_is_forgotten_everywhere(void **state)
{
    struct store *s = store_of(state, ORG);
    (void)add(s, (struct private_subscriber){MAIL, SUBSCRIBER_USER, ANN, true}, 10);
    (void)add(s, (struct private_subscriber){WEB, SUBSCRIBER_USER, ANN, false}, 10);
    (void)add(s, (struct private_subscriber){WEB, SUBSCRIBER_USER, BEN, false}, 10);
    assert_ok(private_subscriber_forget(s, ANN));
    expect_text(subscribers(s, MAIL), S(""));
    expect_text(subscribers(s, WEB), S("61 user 8, "));
}

// ---- addresses ----

struct address {
    int64_t page;
    int64_t id;
    const char *target;
    bool is_confirmed;
    int64_t only; // this service; 0: all
};

// Pages 70, 71 and 72.
static const struct address addresses[] = {
    {70, 101, "a@x", true, 0},   {70, 102, "b@x", true, 0},    {70, 103, "c@x", true, MAIL},
    {70, 104, "d@x", false, 0},  {71, 105, "a@x", true, 0},    {71, 106, "b@x", true, WEB},
    {71, 107, "e@x", true, WEB}, {71, 108, "c@x", true, MAIL}, {72, 109, "f@x", true, 0},
};

static void add_address(struct store *s, const struct address *row)
{
    const str kind = address_kind_words[ADDRESS_EMAIL];
    const str target = str_from_cstr(row->target);
    assert_ok(db_exec(s->db, SQL_PUBLIC_SUBSCRIBER_INSERT,
                      P(s->org_id, row->page, row->id, kind, target, S("en"),
                        db_optional(row->is_confirmed ? 5 : 0), row->only != 0, (int64_t)1)));
    assert_ok(db_exec(s->db, SQL_PUBLIC_SUBSCRIBER_RECOUNT, P(s->org_id, kind, target)));
    if (row->only != 0)
        assert_ok(
            db_exec(s->db, SQL_PUBLIC_SUBSCRIBER_SERVICE_INSERT, P(s->org_id, row->id, row->only)));
}

static void each_address_is_counted_and_listed_once_and_the_same(void **state)
{
    struct store *s = store_of(state, ORG);
    static const struct {
        int64_t pages[3];
        size_t page_count;
        int64_t services[2];
        size_t service_count;
        const char *wanted;
    } rows[] = {
        {{70}, 1, {MAIL}, 1, "101 102 103 "},
        {{70}, 1, {WEB}, 1, "101 102 "},
        {{71}, 1, {MAIL}, 1, "105 108 "},
        {{71}, 1, {MAIL, WEB}, 2, "105 106 107 108 "},
        {{70, 71}, 2, {MAIL}, 1, "101 102 103 "}, // the oldest row of each
        {{70, 71}, 2, {WEB}, 1, "101 102 107 "},
        {{72, 71, 70}, 3, {MAIL, WEB}, 2, "101 102 103 107 109 "},
        {{72, 99}, 2, {WEB}, 1, "109 "},
        {{0}, 0, {MAIL}, 1, ""},
        {{70, 71}, 2, {0}, 0, "101 102 "}, // what affects nothing
    };
    for (size_t i = 0; i < ARRAY_LEN(addresses); i++)
        add_address(s, &addresses[i]);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct id_list pages = {rows[i].pages, rows[i].page_count};
        const struct id_list services = {rows[i].services, rows[i].service_count};
        struct id_list list = {0};
        int64_t count = -1;
        str text = S("");
        assert_ok(audience_count(s, pages, services, &count));
        assert_ok(audience_list(s, pages, services, &list));
        for (size_t k = 0; k < list.count; k++)
            text = STR_JOIN(s->arena, text, str_from_i64(s->arena, list.items[k]), S(" "));
        expect_text(text, str_from_cstr(rows[i].wanted));
        expect_row(count == (int64_t)list.count, i);
    }
}

static void addresses_of_another_organisation_are_its_own(void **state)
{
    struct store *s = store_of(state, ORG);
    struct store other = *s;
    static const int64_t page = 70;
    int64_t count = -1;
    other.org_id = OTHER_ORG;
    add_address(&other, &addresses[0]);
    assert_ok(audience_count(s, (struct id_list){&page, 1}, (struct id_list){0}, &count));
    assert_int_equal(count, 0);
    assert_ok(audience_count(&other, (struct id_list){&page, 1}, (struct id_list){0}, &count));
    assert_int_equal(count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORE_ON_BOTH(subscribers_come_as_they_came_and_of_many_by_object),
        STORE_ON_BOTH(a_second_subscription_changes_something_only_if_it_is_another),
        STORE_ON_BOTH(a_user_and_a_team_of_one_id_are_two),
        STORE_ON_BOTH(clearing_keeps_who_opted_out_and_dropping_does_not),
        STORE_ON_BOTH(who_is_no_more_is_forgotten_everywhere),
        STORE_ON_BOTH(each_address_is_counted_and_listed_once_and_the_same),
        STORE_ON_BOTH(addresses_of_another_organisation_are_its_own),
    };
    return cmocka_run_group_tests_name("subscriber_store", tests, make_database, drop_database);
}
