// test_public_subscriber.c -- addresses of status pages, and the note whether each is on one page
// alone.
// SPDX-License-Identifier: Apache-2.0
#include "core/public_subscriber.h"

#include "core_fixture.h"

#include "core/service.h"
#include "core/status_page.h"
#include "store/subscriber_store.h"

#include <pthread.h>

static int64_t add_page(struct world *w, str name, int64_t service_id)
{
    const struct id_list services = {.items = &service_id, .count = service_id == 0 ? 0 : 1};
    const struct page_wish shown = {.services = &services};
    struct status_page page = {.name = name, .presentation = S("{}")};
    assert_ok(page_create(&w->c, &page, NULL, &shown));
    world_commit(w, 0);
    return page.id;
}

static struct public_subscriber email(str target)
{
    return (struct public_subscriber){
        .kind = ADDRESS_EMAIL, .target = target, .locale = S("en-GB"), .confirmed_at = START};
}

static enum err add_one(struct world *w, int64_t page_id, struct public_subscriber *subscriber)
{
    return public_subscribers_add(&w->c, page_id,
                                  (struct public_subscriber_list){.items = subscriber, .count = 1});
}

static int64_t add_email(struct world *w, int64_t page_id, str target)
{
    struct public_subscriber subscriber = email(target);
    assert_ok(add_one(w, page_id, &subscriber));
    return subscriber.id;
}

#define expect_addresses(w, lines)                                                                 \
    expect_look(&(w)->c.store, LOOK_ADDRESSES, P((w)->c.store.org_id, START), lines)

static void expect_right_notes(struct world *w)
{
    expect_look(&w->c.store, LOOK_ADDRESSES_WRONG, P(w->c.store.org_id), "");
}

static void expect_refusal(struct world *w, enum err outcome, str field)
{
    assert_int_equal(outcome, ERR_INVALID);
    expect_text(w->c.error.field, field);
    assert_true(str_starts(w->c.error.message, field));
    world_roll_back(w);
}

// ---- one address ----

static void an_address_is_kept_with_what_it_wants_to_hear(void **state)
{
    struct world *w = world_of(state);
    const int64_t page = add_page(w, S("World"), w->mail);
    const struct id_list filter = {.items = &w->mail, .count = 1};
    struct public_subscriber rows[] = {
        {.kind = ADDRESS_EMAIL, .target = S("Ann@X.org"), .locale = S("de-DE"), .confirmed_at = 1},
        {.kind = ADDRESS_SMS, .target = S("+4915112345678"), .locale = S("en-GB")},
        {.kind = ADDRESS_WEBHOOK,
         .target = S("https://X.org/Hook"),
         .locale = S("en-GB"),
         .confirmed_at = START + 7,
         .services = filter},
    };
    rows[0].confirmed_at = START;
    assert_ok(public_subscribers_add(
        &w->c, page, (struct public_subscriber_list){.items = rows, .count = ARRAY_LEN(rows)}));
    expect_addresses(w, "World email ann@x.org de-DE at 0 alone\n"
                        "World sms +4915112345678 en-GB unconfirmed alone\n"
                        "World webhook https://X.org/Hook en-GB at 7 alone of 1\n");
    struct public_subscriber_list list = {0};
    assert_ok(public_subscribers_of(&w->c, page, (struct page){.skip = 1, .take = 100}, &list));
    assert_int_equal(list.count, 2);
    assert_int_equal(list.items[0].id, rows[1].id);
    assert_int_equal(list.items[0].services.count, 0);
    assert_int_equal(list.items[1].services.items[0], w->mail);
}

static void the_same_address_again_is_renewed_and_stays_confirmed(void **state)
{
    struct world *w = world_of(state);
    const int64_t page = add_page(w, S("World"), w->mail);
    const int64_t id = add_email(w, page, S("ann@x"));
    const struct id_list filter = {.items = &w->mail, .count = 1};
    struct public_subscriber again = email(S("ANN@x"));
    again.locale = S("de-DE");
    again.confirmed_at = 0;
    again.services = filter;
    world_commit(w, MINUTE);
    assert_ok(add_one(w, page, &again));
    assert_int_equal(again.id, id);
    assert_int_equal(again.created_at, START);
    assert_int_equal(again.confirmed_at, START);
    expect_addresses(w, "World email ann@x de-DE at 0 alone of 1\n");
    assert_int_equal(add_email(w, page, S("ann@x")), id);
    expect_addresses(w, "World email ann@x en-GB at 0 alone\n");
}

static void one_who_was_asked_is_confirmed_by_an_import(void **state)
{
    struct world *w = world_of(state);
    const int64_t page = add_page(w, S("World"), 0);
    struct public_subscriber asked = email(S("ann@x"));
    asked.confirmed_at = 0;
    assert_ok(add_one(w, page, &asked));
    expect_addresses(w, "World email ann@x en-GB unconfirmed alone\n");
    (void)add_email(w, page, S("ann@x"));
    expect_addresses(w, "World email ann@x en-GB at 0 alone\n");
}

static void a_target_is_one_of_its_kind(void **state)
{
    struct world *w = world_of(state);
    const int64_t page = add_page(w, S("World"), 0);
    static const struct {
        enum address_kind kind;
        str target;
        bool is_good;
    } rows[] = {
        {ADDRESS_EMAIL, S("a@b"), true},
        {ADDRESS_EMAIL, S("a.b+c@d.example"), true},
        {ADDRESS_EMAIL, S("a"), false},
        {ADDRESS_EMAIL, S("@b"), false},
        {ADDRESS_EMAIL, S("a@"), false},
        {ADDRESS_EMAIL, S("a@b@c"), false},
        {ADDRESS_EMAIL, S("a @b"), false},
        {ADDRESS_EMAIL, S("a@b\n"), false},
        {ADDRESS_EMAIL, S("+4915112345678"), false},
        {ADDRESS_SMS, S("+12345"), true},
        {ADDRESS_SMS, S("+123456789012345"), true},
        {ADDRESS_SMS, S("+1234"), false},
        {ADDRESS_SMS, S("+1234567890123456"), false},
        {ADDRESS_SMS, S("4915112345678"), false},
        {ADDRESS_SMS, S("+49151-12345"), false},
        {ADDRESS_SMS, S("+"), false},
        {ADDRESS_SMS, S(""), false},
        {ADDRESS_WEBHOOK, S("http://a"), true},
        {ADDRESS_WEBHOOK, S("https://a.example/x?y=z#q"), true},
        {ADDRESS_WEBHOOK, S("https://"), false},
        {ADDRESS_WEBHOOK, S("https:///x"), false},
        {ADDRESS_WEBHOOK, S("ftp://a"), false},
        {ADDRESS_WEBHOOK, S("https://a b"), false},
        {ADDRESS_WEBHOOK, S("https://a\x7F"), false},
        {ADDRESS_WEBHOOK, S("a.example"), false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct public_subscriber row = {
            .kind = rows[i].kind, .target = rows[i].target, .locale = S("en-GB")};
        const enum err added = add_one(w, page, &row);
        if (rows[i].is_good)
            assert_ok(added);
        else
            expect_refusal(w, added, S("[0].target"));
    }
}

static void of_a_refused_list_nothing_is_kept(void **state)
{
    struct world *w = world_of(state);
    const int64_t page = add_page(w, S("World"), w->mail);
    const struct id_list filter = {.items = (int64_t[]){w->mail, page}, .count = 2};
    struct public_subscriber rows[] = {email(S("a@x")), email(S("b@x"))};
    rows[1].services = filter;
    expect_refusal(w,
                   public_subscribers_add(
                       &w->c, page, (struct public_subscriber_list){.items = rows, .count = 2}),
                   S("[1].services"));
    expect_addresses(w, "");
}

static void show(struct world *w, int64_t page_id, const struct id_list services)
{
    const struct page_wish shown = {.services = &services};
    struct status_page page = *directory_page(w->c.directory, page_id);
    assert_ok(page_change(&w->c, &page, NULL, &shown));
    world_commit(w, 0);
}

static void what_a_page_shows_no_more_is_in_no_filter(void **state)
{
    struct world *w = world_of(state);
    struct service web = {.team_id = w->ops, .name = S("Web"), .description = S("")};
    assert_ok(service_create(&w->c, &web, NULL));
    world_commit(w, 0);
    const struct id_list both = {.items = (int64_t[]){w->mail, web.id}, .count = 2};
    const struct id_list mail = {.items = &w->mail, .count = 1};
    const int64_t world = add_page(w, S("World"), w->mail);
    const int64_t twin = add_page(w, S("Twin"), w->mail);
    struct public_subscriber rows[] = {email(S("a@x")), email(S("b@x")), email(S("c@x"))};
    show(w, world, both);
    rows[0].services = both;
    rows[1].services = mail;
    assert_ok(public_subscribers_add(&w->c, world, (struct public_subscriber_list){rows, 3}));
    assert_ok(public_subscribers_add(&w->c, twin, (struct public_subscriber_list){&rows[1], 1}));
    show(w, world, (struct id_list){.items = &web.id, .count = 1});
    expect_addresses(w, "World email a@x en-GB at 0 alone of 1\n"
                        "World email b@x en-GB at 0 of 0\n" // not: of all
                        "World email c@x en-GB at 0 alone\n"
                        "Twin email b@x en-GB at 0 of 1\n");
    struct id_list told = {0};
    assert_ok(
        audience_list(&w->c.store, (struct id_list){.items = &world, .count = 1}, both, &told));
    assert_int_equal(told.count, 2);
}

static void an_address_leaves_once_and_by_its_own_page(void **state)
{
    struct world *w = world_of(state);
    const int64_t world = add_page(w, S("World"), w->mail);
    const int64_t twin = add_page(w, S("Twin"), 0);
    const int64_t ann = add_email(w, world, S("ann@x"));
    (void)add_email(w, twin, S("ann@x"));
    expect_addresses(w, "World email ann@x en-GB at 0\nTwin email ann@x en-GB at 0\n");
    assert_int_equal(public_subscriber_remove(&w->c, twin, ann), ERR_NOT_FOUND);
    w->c.error = (struct errinfo){0};
    assert_ok(public_subscriber_remove(&w->c, world, ann));
    assert_int_equal(public_subscriber_remove(&w->c, world, ann), ERR_NOT_FOUND);
    w->c.error = (struct errinfo){0};
    expect_addresses(w, "Twin email ann@x en-GB at 0 alone\n");
}

// ---- the notes, whatever happens ----

enum { PAGES = 4, TARGETS = 6, STEPS = 600 };

/* xorshift32: the same steps on every machine. */
static unsigned draw(unsigned *seed, unsigned below)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed % below;
}

static struct public_subscriber drawn(struct world *w, unsigned n)
{
    struct arena *arena = w->c.store.arena;
    const str number = str_from_i64(arena, (int64_t)(n % TARGETS));
    if (n % 2 == 0)
        return email(STR_JOIN(arena, number, S("@x")));
    return (struct public_subscriber){
        .kind = ADDRESS_SMS, .target = STR_JOIN(arena, S("+1000"), number), .locale = S("en-GB")};
}

static void remove_one(struct world *w, int64_t page_id, unsigned n)
{
    struct public_subscriber_list list = {0};
    assert_ok(public_subscribers_of(&w->c, page_id, (struct page){.take = 100}, &list));
    if (list.count > 0)
        assert_ok(public_subscriber_remove(&w->c, page_id, list.items[n % list.count].id));
}

static void notes_are_right_after_any_sequence_of_changes(void **state)
{
    struct world *w = world_of(state);
    int64_t pages[PAGES];
    unsigned seed = 20261122;
    for (int i = 0; i < PAGES; i++)
        pages[i] = add_page(w, S("p"), w->mail);
    for (int step = 0; step < STEPS; step++) {
        const unsigned at = draw(&seed, PAGES);
        const unsigned what = draw(&seed, 100);
        struct public_subscriber subscriber = drawn(w, draw(&seed, 1000));
        if (what < 55)
            assert_ok(add_one(w, pages[at], &subscriber));
        else if (what < 95)
            remove_one(w, pages[at], draw(&seed, 1000));
        else {
            assert_ok(page_remove(&w->c, directory_page(w->c.directory, pages[at])));
            pages[at] = add_page(w, S("p"), w->mail);
        }
        expect_right_notes(w);
    }
}

// ---- two at once, on PostgreSQL ----

struct second_import {
    pthread_t thread;
    struct arena arena;
    struct write_group *group;
    struct ctx c;
    int64_t page_id;
    struct public_subscriber rows[2];
    enum err outcome;
};

static enum err import_second(struct second_import *second)
{
    struct db *db = second->c.store.db;
    TRY(db_begin(db, DB_WRITE));
    TRY(write_group_begin(second->group, db, START));
    TRY(public_subscribers_add(&second->c, second->page_id,
                               (struct public_subscriber_list){.items = second->rows, .count = 2}));
    return db_commit(db);
}

static void *run_second(void *argument)
{
    struct second_import *second = argument;
    second->outcome = import_second(second);
    return NULL;
}

/* Starts it, and returns when it waits for what this transaction holds. */
static void begin_second(struct world *w, struct second_import *second, int64_t page_id)
{
    int64_t waiting = 0;
    *second = (struct second_import){.c = w->c, .page_id = page_id};
    second->rows[0] = email(S("b@x"));
    second->rows[1] = email(S("a@x"));
    arena_init(&second->arena, TEST_BLOCK_BYTES);
    second->group = write_group_open(w->board, w->ids);
    second->c.group = second->group;
    second->c.store.arena = &second->arena;
    second->c.store.db = open_store_again(w->test->fixture);
    CHECK(pthread_create(&second->thread, NULL, run_second, second) == 0);
    while (waiting == 0)
        assert_ok(
            db_one(w->c.store.db, w->c.store.arena, LOOK_WAITERS, P_NONE, row_read_i64, &waiting));
}

static void end_second(struct second_import *second, enum err outcome)
{
    CHECK(pthread_join(second->thread, NULL) == 0);
    assert_int_equal(second->outcome, outcome);
    db_close(&second->c.store.db);
    write_group_close(&second->group);
    arena_release(&second->arena);
}

static void two_imports_of_an_address_know_of_each_other(void **state)
{
    struct world *w = world_of(state);
    const int64_t world = add_page(w, S("World"), 0);
    const int64_t twin = add_page(w, S("Twin"), 0);
    struct second_import second;
    (void)add_email(w, world, S("a@x"));
    begin_second(w, &second, twin);
    (void)add_email(w, world, S("b@x")); // in the other order: nobody waits in a circle
    world_commit(w, 0);
    end_second(&second, OK);
    expect_right_notes(w);
    expect_look(&w->c.store, LOOK_PAGE_ROWS, P(w->c.store.org_id),
                "pages 2\ngroups 0\nelements 0\nteams 0\nprivate 0\npublic 4\nfilters 0\n");
}

static void nobody_joins_a_page_that_goes(void **state)
{
    struct world *w = world_of(state);
    const int64_t world = add_page(w, S("World"), 0);
    struct second_import second;
    assert_ok(page_remove(&w->c, directory_page(w->c.directory, world)));
    begin_second(w, &second, world);
    world_commit(w, 0);
    end_second(&second, ERR_NOT_FOUND);
    expect_right_notes(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(an_address_is_kept_with_what_it_wants_to_hear),
        WORLD_ON_BOTH(the_same_address_again_is_renewed_and_stays_confirmed),
        WORLD_ON_BOTH(one_who_was_asked_is_confirmed_by_an_import),
        WORLD_ON_BOTH(a_target_is_one_of_its_kind),
        WORLD_ON_BOTH(of_a_refused_list_nothing_is_kept),
        WORLD_ON_BOTH(what_a_page_shows_no_more_is_in_no_filter),
        WORLD_ON_BOTH(an_address_leaves_once_and_by_its_own_page),
        WORLD_ON_BOTH(notes_are_right_after_any_sequence_of_changes),
        WORLD_ON_POSTGRES(two_imports_of_an_address_know_of_each_other),
        WORLD_ON_POSTGRES(nobody_joins_a_page_that_goes),
    };
    return cmocka_run_group_tests_name("public_subscriber", tests, make_database, drop_database);
}
