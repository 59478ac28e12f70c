// test_incident_declare.c -- declared incidents: made once, begun rightly, paging nobody by
// mistake.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_declare.h"

#include "core/news.h"
#include "core_fixture.h"

static struct declaration named(str key, str name)
{
    return (struct declaration){.request_key = key, .request_hash = S("h"), .name = name};
}

static int64_t declare(struct world *w, const struct declaration *declaration)
{
    int64_t id = 0;
    assert_ok(incident_declare(&w->c, declaration, &id));
    assert_true(id != 0);
    return id;
}

static enum status_category category_of(struct world *w, int64_t id)
{
    return directory_status(w->c.directory, incident_of(w, id).status_id)->category;
}

// ---- once ----

static void a_key_stands_for_its_incident_for_a_day(void **state)
{
    struct world *w = world_of(state);
    const struct declaration first = named(S("k"), S("mail is down"));
    const int64_t id = declare(w, &first);
    assert_int_equal(declare(w, &first), id);
    world_commit(w, DECLARATION_KEEP_MS);
    assert_int_equal(declare(w, &first), id);
    world_commit(w, DECLARATION_KEEP_MS + 1);
    assert_int_not_equal(declare(w, &first), id);
}

static void other_words_under_the_same_key_are_refused(void **state)
{
    struct world *w = world_of(state);
    const struct declaration first = named(S("k"), S("mail is down"));
    struct declaration second = named(S("k"), S("disk full"));
    int64_t id = 0;
    declare(w, &first);
    world_commit(w, MINUTE);
    second.request_hash = S("other");
    expect_refused(w, incident_declare(&w->c, &second, &id), ERR_INVALID, S("idempotency_key"));
}

static void what_a_key_no_longer_reaches_is_not_told_again(void **state)
{
    struct world *w = world_of(state);
    const struct declaration draft = named(S("k"), S("mail is down"));
    int64_t id = 0;
    declare(w, &draft);
    world_commit(w, MINUTE);
    act_as_team_key(w);
    expect_refused(w, incident_declare(&w->c, &draft, &id), ERR_NOT_FOUND, (str){0});
}

// ---- how it begins ----

static void it_begins_where_its_mode_has_it(void **state)
{
    static const struct {
        enum incident_mode mode;
        enum status_category category;
    } cases[] = {
        {MODE_STANDARD, CATEGORY_LIVE},
        {MODE_RETROSPECTIVE, CATEGORY_CLOSED},
        {MODE_TEST, CATEGORY_LIVE},
        {MODE_TUTORIAL, CATEGORY_LIVE},
    };
    struct world *w = world_of(state);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct declaration draft =
            named(str_from_i64(w->c.store.arena, (int64_t)i), S("mail is down"));
        draft.mode = cases[i].mode;
        const int64_t id = declare(w, &draft);
        assert_int_equal(category_of(w, id), cases[i].category);
        assert_int_equal(incident_of(w, id).mode, cases[i].mode);
    }
}

static void only_what_really_goes_on_has_a_past(void **state)
{
    struct world *w = world_of(state);
    struct declaration draft = named(S("0"), S("mail is down"));
    draft.status_id = directory_status_of_category(w->c.directory, CATEGORY_CLOSED)->id;
    declare(w, &draft);
    draft.request_key = S("1");
    assert_int_equal(incident_of(w, declare(w, &draft)).occurrence, 2);
    draft.request_key = S("2");
    draft.mode = MODE_TEST;
    assert_int_equal(incident_of(w, declare(w, &draft)).occurrence, 1);
}

static void only_a_standard_incident_pages(void **state)
{
    struct world *w = world_of(state);
    for (int mode = MODE_STANDARD; mode < MODE_COUNT; mode++) {
        struct declaration draft = named(str_from_i64(w->c.store.arena, mode), S("mail is down"));
        draft.mode = (enum incident_mode)mode;
        draft.status_id = directory_status_of_category(w->c.directory, CATEGORY_TRIAGE)->id;
        const int64_t id = declare(w, &draft);
        assert_int_equal(outbox_of(w, id).n > 0, mode == MODE_STANDARD);
    }
}

static void a_test_pages_nobody_when_it_is_triggered_again(void **state)
{
    struct world *w = world_of(state);
    struct declaration draft = named(S("k"), S("drill"));
    draft.mode = MODE_TEST;
    const struct incident_handle handle = handle_of(w, declare(w, &draft));
    assert_int_equal(act(w, &handle, ACTION_UNACKNOWLEDGE), VERDICT_CHANGE);
    expect_outbox(w, handle.id, "");
    assert_int_equal(incident_of(w, handle.id).escalates_at, 0);
}

static void its_creation_tells_of_all_that_it_begins_with(void **state)
{
    struct world *w = world_of(state);
    const struct role_assignment lead = {.role_id = w->c.directory->incident_roles.items[0].id,
                                         .user_id = w->ann};
    struct declaration draft = named(S("k"), S("mail is down"));
    draft.beside =
        (struct coordination){.summary = S("No mail."), .roles = {.items = &lead, .count = 1}};
    expect_history(w, declare(w, &draft),
                   "created by api_key first key at 0: none to Investigating\n");
}

// ---- news ----

static str news_of_all(struct world *w, struct news_cursor cursor)
{
    struct news_list list = {0};
    bool has_more = false;
    str text = S("");
    assert_ok(news_list(&w->c, &cursor, &list, &has_more));
    for (size_t i = 0; i < list.count; i++)
        text = STR_JOIN(w->c.store.arena, text, timeline_kind_words[list.items[i].kind], S(" "));
    return has_more ? STR_JOIN(w->c.store.arena, text, S("...")) : text;
}

static void news_are_listed_newest_first_in_pages(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle one = open_incident(w, S("disk full"));
    const struct incident_handle two = open_incident(w, S("mail is down"));
    w->c.now = START + MINUTE;
    act(w, &one, ACTION_ACKNOWLEDGE);
    act(w, &one, ACTION_ESCALATE); // no news
    act(w, &two, ACTION_RESOLVE);
    expect_text(news_of_all(w, (struct news_cursor){.take = 10}),
                S("resolved acknowledged created created "));
    expect_text(news_of_all(w, (struct news_cursor){.take = 3}),
                S("resolved acknowledged created ..."));
    expect_text(news_of_all(w, (struct news_cursor){.take = 10, .incident_id = one.id}),
                S("acknowledged created "));
    expect_text(
        news_of_all(w, (struct news_cursor){.take = 10, .before_at = START + 1, .before_id = 1}),
        S("created created "));
}

static void news_stay_within_reach(void **state)
{
    struct world *w = world_of(state);
    struct declaration secret = named(S("k"), S("secret"));
    open_incident(w, S("disk full")); // of ops
    act_as_key(w);
    secret.is_private = true;
    declare(w, &secret);
    expect_text(news_of_all(w, (struct news_cursor){.take = 10}), S("created created "));
    w->c.who.scopes &= ~(unsigned)SCOPE_PRIVATE;
    expect_text(news_of_all(w, (struct news_cursor){.take = 10}), S("created "));
    w->c.who.team_id = w->desk;
    expect_text(news_of_all(w, (struct news_cursor){.take = 10}), S(""));
    w->c.who.team_id = w->ops;
    expect_text(news_of_all(w, (struct news_cursor){.take = 10}), S("created "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(a_key_stands_for_its_incident_for_a_day),
        WORLD_ON_BOTH(other_words_under_the_same_key_are_refused),
        WORLD_ON_BOTH(what_a_key_no_longer_reaches_is_not_told_again),
        WORLD_ON_BOTH(it_begins_where_its_mode_has_it),
        WORLD_ON_BOTH(only_what_really_goes_on_has_a_past),
        WORLD_ON_BOTH(only_a_standard_incident_pages),
        WORLD_ON_BOTH(a_test_pages_nobody_when_it_is_triggered_again),
        WORLD_ON_BOTH(its_creation_tells_of_all_that_it_begins_with),
        WORLD_ON_BOTH(news_are_listed_newest_first_in_pages),
        WORLD_ON_BOTH(news_stay_within_reach),
    };
    return cmocka_run_group_tests_name("incident_declare", tests, make_database, drop_database);
}
