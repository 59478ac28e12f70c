// test_audience.c -- who is told when services are affected: each rule, alone and with others; and
// that as many are told as were forecast.
// SPDX-License-Identifier: Apache-2.0
#include "core/audience.h"

#include "world_services.h"

// What somebody can subscribe to. Mail and Web are services; pages show what their names say.
enum object {
    MAIL,
    WEB,
    MAIL_PAGE,     // public
    MAIL_PAGE_TOO, // public
    MAIL_PRIVATE,  // private
    MAIL_OFF,      // not activated
    WEB_PAGE,      // public
    BOTH_PAGE,     // public; Mail at the top, Web in a group
    INCIDENT,      // the one that is told of
    OBJECT_COUNT
};

enum who { NOBODY, ANN, BEN, CID, OPS, DESK }; // ops: Ann, Ben; desk: Cid

struct subscription {
    enum object object;
    enum who who;
    bool is_opt_out;
};

struct address {
    enum object page;
    const char *target; // NULL: no more
    enum object only;   // wants to hear of this service only; OBJECT_COUNT: of all
    bool is_unconfirmed;
};

enum { MOST = 4 };

struct audience_case {
    const char *says;
    struct subscription subscriptions[MOST]; // until NOBODY
    struct address addresses[MOST];
    bool affects_web; // too
    const char *users;
    int64_t addresses_told;
};

#define ALL OBJECT_COUNT

// clang-format off
static const struct audience_case cases[] = {
    {"nobody without a subscription", {{0}}, {{0}}, false, "", 0},
    // users
    {"a user of the service", {{MAIL, ANN, false}}, {{0}}, false, "Ann ", 0},
    {"a user of another service", {{WEB, ANN, false}}, {{0}}, false, "", 0},
    {"a user of a second service", {{WEB, ANN, false}}, {{0}}, true, "Ann ", 0},
    {"a user of a page", {{MAIL_PAGE, ANN, false}}, {{0}}, false, "Ann ", 0},
    {"a user of a private page", {{MAIL_PRIVATE, ANN, false}}, {{0}}, false, "Ann ", 0},
    {"a user of a page that is off", {{MAIL_OFF, ANN, false}}, {{0}}, false, "", 0},
    {"a user of a page of another service", {{WEB_PAGE, ANN, false}}, {{0}}, false, "", 0},
    {"a user of a page that shows it at the top",
     {{BOTH_PAGE, ANN, false}}, {{0}}, false, "Ann ", 0},
    {"a user of a page that shows it in a group", {{WEB_PAGE, BEN, false}}, {{0}}, true, "Ben ", 0},
    {"a user of the incident", {{INCIDENT, CID, false}}, {{0}}, false, "Cid ", 0},
    {"a user in several ways once",
     {{MAIL, ANN, false}, {MAIL_PAGE, ANN, false}, {INCIDENT, ANN, false}, {MAIL, OPS, false}},
     {{0}}, false, "Ann Ben ", 0},
    // teams
    {"the members of a team", {{MAIL, OPS, false}}, {{0}}, false, "Ann Ben ", 0},
    {"the members of two teams", {{MAIL, OPS, false}, {MAIL_PAGE, DESK, false}}, {{0}}, false,
     "Ann Ben Cid ", 0},
    // opting out
    {"nobody who opted out of his team's", {{MAIL, OPS, false}, {MAIL, ANN, true}}, {{0}}, false,
     "Ben ", 0},
    {"who opted out of one object by another",
     {{MAIL, OPS, false}, {MAIL, ANN, true}, {MAIL_PAGE, OPS, false}}, {{0}}, false, "Ann Ben ", 0},
    {"who opted out of one object and subscribed to another himself",
     {{MAIL, OPS, false}, {MAIL, ANN, true}, {INCIDENT, ANN, false}}, {{0}}, false, "Ann Ben ", 0},
    {"nobody who opted out everywhere",
     {{MAIL, OPS, false}, {MAIL, ANN, true}, {MAIL_PAGE, OPS, false}, {MAIL_PAGE, ANN, true}},
     {{0}}, false, "Ben ", 0},
    {"nobody by an opting out alone", {{MAIL, ANN, true}}, {{0}}, false, "", 0},
    // addresses
    {"an address of a page", {{0}}, {{MAIL_PAGE, "a@x", ALL, false}}, false, "", 1},
    {"no unconfirmed address", {{0}}, {{MAIL_PAGE, "a@x", ALL, true}}, false, "", 0},
    {"no address of a page that is off", {{0}}, {{MAIL_OFF, "a@x", ALL, false}}, false, "", 0},
    {"no address of a page of another service",
     {{0}}, {{WEB_PAGE, "a@x", ALL, false}}, false, "", 0},
    {"an address that wants this service", {{0}}, {{BOTH_PAGE, "a@x", MAIL, false}}, false, "", 1},
    {"no address that wants another service",
     {{0}}, {{BOTH_PAGE, "a@x", WEB, false}}, false, "", 0},
    {"an address that wants the second service",
     {{0}}, {{BOTH_PAGE, "a@x", WEB, false}}, true, "", 1},
    {"one address on two public pages once", {{0}},
     {{MAIL_PAGE, "a@x", ALL, false}, {MAIL_PAGE_TOO, "a@x", ALL, false}}, false, "", 1},
    {"one address on a public and a private page twice", {{0}},
     {{MAIL_PAGE, "a@x", ALL, false}, {MAIL_PRIVATE, "a@x", ALL, false}}, false, "", 2},
    {"one address on three pages of two classes twice", {{0}},
     {{MAIL_PAGE, "a@x", ALL, false}, {MAIL_PRIVATE, "a@x", ALL, false},
      {MAIL_PAGE_TOO, "a@x", ALL, false}}, false, "", 2},
    {"two addresses of one page", {{0}},
     {{MAIL_PAGE, "a@x", ALL, false}, {MAIL_PAGE, "b@x", ALL, false}}, false, "", 2},
    {"an address that wants all here and another service there once", {{0}},
     {{MAIL_PAGE, "a@x", ALL, false}, {BOTH_PAGE, "a@x", WEB, false}}, false, "", 1},
    {"an address that wants it on two pages once", {{0}},
     {{BOTH_PAGE, "a@x", MAIL, false}, {MAIL_PAGE, "a@x", MAIL, false}}, false, "", 1},
    {"an address that is confirmed on one page of two", {{0}},
     {{MAIL_PAGE, "a@x", ALL, true}, {MAIL_PAGE_TOO, "a@x", ALL, false}}, false, "", 1},
    {"an address whose other page is of another service", {{0}},
     {{MAIL_PAGE, "a@x", ALL, false}, {WEB_PAGE, "a@x", ALL, false}}, false, "", 1},
    // both
    {"users and addresses", {{MAIL, DESK, false}, {MAIL_PAGE, ANN, false}},
     {{MAIL_PAGE, "a@x", ALL, false}, {MAIL_PRIVATE, "b@x", ALL, false}}, true, "Ann Cid ", 2},
};
// clang-format on

struct scene {
    struct world *w;
    int64_t objects[OBJECT_COUNT];
};

static struct scene scene_of(void **state)
{
    struct world *w = world_of(state);
    struct scene s = {.w = w};
    s.objects[MAIL] = w->mail;
    s.objects[WEB] = add_service(w, S("Web"));
    s.objects[MAIL_PAGE] = add_page(w, PAGE_PUBLIC, IDS(w->mail));
    s.objects[MAIL_PAGE_TOO] = add_page(w, PAGE_PUBLIC, IDS(w->mail));
    s.objects[MAIL_PRIVATE] = add_page(w, PAGE_PRIVATE, IDS(w->mail));
    s.objects[MAIL_OFF] = add_page(w, PAGE_OFF, IDS(w->mail));
    s.objects[WEB_PAGE] = add_page(w, PAGE_PUBLIC, IDS(s.objects[WEB]));
    s.objects[BOTH_PAGE] = add_page(w, PAGE_PUBLIC, IDS(w->mail, s.objects[WEB]));
    const struct public_draft draft = public_draft(w, S("mail is down"), PUBLIC_IDENTIFIED);
    s.objects[INCIDENT] = publish(w, &draft);
    world_commit(w, 0);
    return s;
}

static void subscribe(const struct scene *s, const struct subscription *one)
{
    struct world *w = s->w;
    const int64_t object = s->objects[one->object];
    const int64_t ids[] = {
        [ANN] = w->ann, [BEN] = w->ben, [CID] = w->cid, [OPS] = w->ops, [DESK] = w->desk};
    if (one->is_opt_out)
        add_opt_out(w, object, ids[one->who]);
    else
        add_subscriber(w, object, one->who >= OPS ? SUBSCRIBER_TEAM : SUBSCRIBER_USER,
                       ids[one->who]);
}

static void add(const struct scene *s, const struct address *one)
{
    const int64_t page = s->objects[one->page];
    const str target = str_from_cstr(one->target);
    const bool is_filtered = one->only != ALL;
    const struct id_list only = {.items = &s->objects[is_filtered ? one->only : MAIL],
                                 .count = is_filtered ? 1 : 0};
    if (one->is_unconfirmed)
        (void)add_unconfirmed(s->w, page, target);
    else
        (void)add_address(s->w, page, target, only);
}

static str names_of(struct world *w, struct id_list users)
{
    str text = S("");
    for (size_t i = 0; i < users.count; i++)
        text = STR_JOIN(w->c.store.arena, text,
                        directory_user(w->c.directory, users.items[i])->first_name, S(" "));
    return text;
}

static int64_t notices(struct world *w)
{
    int64_t count = 0;
    const str text =
        look(&w->c.store, LOOK_NOTICES, P(w->c.store.org_id, notice_kind_words[NOTICE_UPDATE]));
    assert_true(str_to_i64(str_slice(text, 0, text.n - 1), &count));
    return count;
}

/* Forecast, then sent: the same people. */
static void check(const struct scene *s, const struct audience_case *row, size_t i)
{
    struct world *w = s->w;
    const struct public_draft draft = {
        .message = S("nearly"),
        .notifies = true,
        .has_impacts = true,
        .impacts = {.items = (const struct impact[]){{s->objects[MAIL], SERVICE_DEGRADED},
                                                     {s->objects[WEB], SERVICE_DEGRADED}},
                    .count = row->affects_web ? 2 : 1},
    };
    struct arena *arena = w->c.store.arena;
    const str says = STR_JOIN(arena, str_from_cstr(row->says), S(": "));
    struct audience audience = {0};
    assert_ok(public_incident_forecast(&w->c, &draft, s->objects[INCIDENT], &audience));
    expect_text(STR_JOIN(arena, says, names_of(w, audience.users)),
                STR_JOIN(arena, says, str_from_cstr(row->users)));
    expect_row(audience.addresses == row->addresses_told, i);
    assert_int_equal(notices(w), 0); // nothing was changed
    update(w, s->objects[INCIDENT], &draft);
    expect_row(notices(w) == (int64_t)audience.users.count + audience.addresses, i);
    expect_nothing_wrong(w);
}

static void each_rule_decides_who_is_told_and_the_forecast_is_true(void **state)
{
    const struct scene s = scene_of(state);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        for (size_t k = 0; k < MOST && cases[i].subscriptions[k].who != NOBODY; k++)
            subscribe(&s, &cases[i].subscriptions[k]);
        for (size_t k = 0; k < MOST && cases[i].addresses[k].target != NULL; k++)
            add(&s, &cases[i].addresses[k]);
        check(&s, &cases[i], i);
        world_roll_back(s.w);
    }
}

static void only_activated_pages_count_each_in_its_class(void **state)
{
    const struct scene s = scene_of(state);
    struct audience a = {0};
    assert_ok(audience_find(&s.w->c, IMPACTS({s.w->mail, SERVICE_DEGRADED}), 0, &a));
    assert_int_equal(a.services.count, 1);
    assert_int_equal(a.public_pages.count, 3);
    assert_int_equal(a.public_pages.items[0], s.objects[MAIL_PAGE]);
    assert_int_equal(a.public_pages.items[1], s.objects[MAIL_PAGE_TOO]);
    assert_int_equal(a.public_pages.items[2], s.objects[BOTH_PAGE]);
    assert_int_equal(a.private_pages.count, 1);
    assert_int_equal(a.private_pages.items[0], s.objects[MAIL_PRIVATE]);
    assert_ok(audience_find(&s.w->c, (struct impact_list){0}, 0, &a));
    assert_int_equal(a.public_pages.count + a.private_pages.count, 0);
}

static void who_is_told_is_told_of_that_entry_at_that_time(void **state)
{
    const struct scene s = scene_of(state);
    struct world *w = s.w;
    add_subscriber(w, s.objects[MAIL], SUBSCRIBER_TEAM, w->ops);
    (void)add_address(w, s.objects[MAIL_PRIVATE], S("z@x"), (struct id_list){0});
    (void)add_address(w, s.objects[MAIL_PAGE], S("a@x"), (struct id_list){0});
    w->c.now = START + MINUTE;
    update(w, s.objects[INCIDENT],
           &(struct public_draft){.message = S("nearly"), .notifies = true});
    expect_outbox(w, s.objects[INCIDENT],
                  "update Ann at 60000 pending\n"
                  "update Ben at 60000 pending\n"
                  "update a@x at 60000 pending\n"
                  "update z@x at 60000 pending\n");
}

static void a_user_has_what_he_or_a_team_of_his_subscribed_to(void **state)
{
    const struct scene s = scene_of(state);
    struct world *w = s.w;
    const struct id_list objects = {.items = s.objects, .count = OBJECT_COUNT};
    bool has[OBJECT_COUNT] = {0};
    add_subscriber(w, s.objects[MAIL], SUBSCRIBER_USER, w->ann);
    add_subscriber(w, s.objects[WEB], SUBSCRIBER_TEAM, w->ops);
    add_subscriber(w, s.objects[INCIDENT], SUBSCRIBER_TEAM, w->ops);
    add_opt_out(w, s.objects[INCIDENT], w->ann);
    add_subscriber(w, s.objects[MAIL_PAGE], SUBSCRIBER_USER, w->ben);
    assert_ok(audience_has(&w->c, objects, w->ann, has));
    for (size_t i = 0; i < OBJECT_COUNT; i++)
        expect_row(has[i] == (i == MAIL || i == WEB), i);
    assert_ok(audience_has(&w->c, objects, w->ben, has));
    for (size_t i = 0; i < OBJECT_COUNT; i++)
        expect_row(has[i] == (i == WEB || i == INCIDENT || i == MAIL_PAGE), i);
    assert_ok(audience_has(&w->c, objects, 12345, has)); // nobody
    for (size_t i = 0; i < OBJECT_COUNT; i++)
        expect_row(!has[i], i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(each_rule_decides_who_is_told_and_the_forecast_is_true),
        WORLD_ON_BOTH(only_activated_pages_count_each_in_its_class),
        WORLD_ON_BOTH(who_is_told_is_told_of_that_entry_at_that_time),
        WORLD_ON_BOTH(a_user_has_what_he_or_a_team_of_his_subscribed_to),
    };
    return cmocka_run_group_tests_name("audience", tests, make_database, drop_database);
}
