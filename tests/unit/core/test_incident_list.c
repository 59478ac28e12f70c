// test_incident_list.c -- lists with their totals, within reach; one incident with all that is its.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_find.h"

#include "core_fixture.h"

static const struct page all = {.take = INCIDENT_PAGE_MAX};

// Titles are their names here: a resolved, b acknowledged, c and d triggered, of ops; e of desk.
struct cast {
    struct incident_handle a, b, c, d, e;
};

static struct cast open_cast(struct world *w)
{
    struct cast cast = {
        .a = open_incident(w, S("a")),
        .b = open_incident(w, S("b")),
        .c = open_incident(w, S("c")),
    };
    w->c.now = START + MINUTE;
    cast.d = open_incident(w, S("d"));
    struct incident_draft draft = person_draft(w, S("e"));
    draft.team_id = w->desk;
    cast.e = handle_of(w, open_draft(w, &draft).incident_id);
    (void)act(w, &cast.a, ACTION_RESOLVE);
    (void)act(w, &cast.b, ACTION_ACKNOWLEDGE);
    return cast;
}

static str titles(struct world *w, const struct handle_list *list)
{
    str text = S("");
    for (size_t i = 0; i < list->count; i++)
        text = STR_JOIN(w->c.store.arena, text, incident_of(w, list->items[i].id).title);
    return text;
}

static struct incident_query between(void)
{
    return (struct incident_query){
        .kind = LIST_BETWEEN,
        .filter = {.until_at = START + 60 * MINUTE,
                   .teams = S(""),
                   .states = S(""),
                   .services = S("")},
    };
}

struct list_row {
    struct incident_query query;
    str titles;
    int64_t open;
};

static void expect_list(struct world *w, const struct list_row *row, size_t index)
{
    struct incident_page page = {0};
    struct filter_count totals = {0};
    assert_ok(incident_list(&w->c, &row->query, all, &page));
    assert_ok(incident_totals(&w->c, &row->query, &totals));
    expect_row(str_eq(titles(w, &page.handles), row->titles), index);
    expect_row(page.total == (int64_t)row->titles.n && page.open == row->open, index);
    expect_row(totals.all == page.total && totals.open == page.open, index);
}

static void every_list_is_newest_first_with_its_totals(void **state)
{
    struct world *w = world_of(state);
    const struct cast cast = open_cast(w);
    struct act_result result = {0};
    const struct id_list ann = {.items = &w->ann, .count = 1};
    const struct incident_handle anns[] = {cast.a, cast.c, cast.e};
    for (size_t i = 0; i < ARRAY_LEN(anns); i++)
        assert_ok(incident_add_responders(&w->c, &anns[i], ann, &result));
    const struct list_row rows[] = {
        {{.kind = LIST_OF_TEAM, .team_id = w->ops}, S("dcba"), 3},
        {{.kind = LIST_OF_TEAM, .team_id = w->desk}, S("e"), 1},
        {{.kind = LIST_OF_TEAM, .team_id = w->prim}, S(""), 0},
        {{.kind = LIST_OF_STATE, .team_id = w->ops, .state = RESPONSE_TRIGGERED}, S("dc"), 2},
        {{.kind = LIST_OF_STATE, .team_id = w->ops, .state = RESPONSE_ACKNOWLEDGED}, S("b"), 1},
        {{.kind = LIST_OF_STATE, .team_id = w->desk, .state = RESPONSE_ACKNOWLEDGED}, S(""), 0},
        {{.kind = LIST_OF_USER, .team_id = w->ops, .user_id = w->ann}, S("ca"), 1},
        {{.kind = LIST_OF_USER, .team_id = w->ops, .user_id = w->ben}, S(""), 0},
        {{.kind = LIST_OPEN_OF_SERVICE, .team_id = w->ops, .service_id = w->mail}, S("dcb"), 3},
        {{.kind = LIST_OPEN_OF_SERVICE, .team_id = w->ops, .service_id = 999999}, S(""), 0},
        {between(), S("edcba"), 4},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        expect_list(w, &rows[i], i);
}

static void a_page_has_the_totals_of_the_whole_list(void **state)
{
    struct world *w = world_of(state);
    (void)open_cast(w);
    struct incident_page page = {0};
    const struct incident_query query = {.kind = LIST_OF_TEAM, .team_id = w->ops};
    assert_ok(incident_list(&w->c, &query, (struct page){.skip = 1, .take = 2}, &page));
    expect_text(titles(w, &page.handles), S("cb"));
    assert_int_equal(page.total, 4);
    assert_ok(incident_list(&w->c, &query, (struct page){.skip = 10, .take = 2}, &page));
    assert_int_equal(page.handles.count, 0);
    assert_int_equal(page.total, 4);
}

static void a_key_of_one_team_lists_that_team_only(void **state)
{
    struct world *w = world_of(state);
    (void)open_cast(w);
    act_as_team_key(w);
    struct list_row row = {between(), S("dcba"), 3};
    expect_list(w, &row, 0);
    row.query.filter.teams =
        STR_JOIN(w->c.store.arena, S("["), str_from_i64(w->c.store.arena, w->desk), S("]"));
    expect_list(w, &row, 1); // asking for another's does not widen it
}

static void a_services_list_is_of_one_team(void **state)
{
    struct world *w = world_of(state);
    (void)open_cast(w);
    struct incident_draft draft = person_draft(w, S("f")); // desk's, and it hurts ops' service
    draft.team_id = w->desk;
    draft.service_id = w->mail;
    (void)open_draft(w, &draft);
    struct list_row row = {
        {.kind = LIST_OPEN_OF_SERVICE, .team_id = w->ops, .service_id = w->mail}, S("dcb"), 3};
    expect_list(w, &row, 0);
    row.query.team_id = w->desk;
    row.titles = S("f");
    row.open = 1;
    expect_list(w, &row, 1);
}

// ---- one incident ----

static void a_detail_holds_all_that_is_its(void **state)
{
    struct world *w = world_of(state);
    struct incident_detail detail = {0};
    struct act_result result = {0};
    const struct id_list users = {.items = (const int64_t[]){w->ben, w->cid}, .count = 2};
    int64_t earlier[2] = {0};
    for (int i = 0; i < 2; i++) {
        const struct incident_handle handle = open_incident(w, S("a"));
        (void)act(w, &handle, ACTION_RESOLVE);
        earlier[i] = handle.id;
    }
    const struct incident_handle newest = open_incident(w, S("a"));
    const struct incident_draft draft = event_draft(w, S("a"));
    assert_int_equal(open_draft(w, &draft).outcome, OPEN_SUPPRESSED);
    assert_ok(incident_add_responders(&w->c, &newest, users, &result));
    assert_ok(incident_detail(&w->c, newest.id, &detail));
    assert_int_equal(detail.incident.id, newest.id);
    assert_int_equal(detail.incident.occurrence, 3);
    assert_int_equal(detail.responders.count, 2);
    assert_int_equal(detail.events.count, 1);
    assert_int_equal(detail.timeline.count, 4); // created, suppressed, two responders
    assert_int_equal(detail.earlier.count, 2);
    assert_int_equal(detail.earlier.items[0].id, earlier[1]);
    assert_int_equal(detail.earlier.items[1].id, earlier[0]);
}

static void a_fresh_detail_is_bare(void **state)
{
    struct world *w = world_of(state);
    struct incident_detail detail = {0};
    const struct incident_handle handle = open_incident(w, S("a"));
    assert_ok(incident_detail(&w->c, handle.id, &detail));
    assert_int_equal(detail.responders.count, 0);
    assert_int_equal(detail.events.count, 0);
    assert_int_equal(detail.earlier.count, 0);
    assert_int_equal(detail.timeline.count, 1);
}

static void a_detail_out_of_reach_is_not_there(void **state)
{
    struct world *w = world_of(state);
    const struct cast cast = open_cast(w);
    struct incident_detail detail = {0};
    act_as_team_key(w);
    assert_int_equal(incident_detail(&w->c, cast.e.id, &detail), ERR_NOT_FOUND);
    expect_error(w, ERR_NOT_FOUND, "");
}

static void earlier_occurrences_have_pages(void **state)
{
    struct world *w = world_of(state);
    struct incident_page page = {0};
    for (int i = 0; i < 3; i++) {
        const struct incident_handle handle = open_incident(w, S("a"));
        (void)act(w, &handle, ACTION_RESOLVE);
    }
    const struct incident newest = incident_of(w, open_incident(w, S("a")).id);
    assert_ok(incident_earlier(&w->c, &newest, (struct page){.skip = 1, .take = 1}, &page));
    assert_int_equal(page.total, 3);
    assert_int_equal(page.handles.count, 1);
    assert_int_equal(incident_of(w, page.handles.items[0].id).occurrence, 2);
}

static void a_suppressed_event_is_found_under_its_incident(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("a"));
    const struct incident_handle other = open_incident(w, S("b"));
    const struct incident_draft draft = event_draft(w, S("a"));
    struct suppressed_list list = {0};
    struct suppressed_event event = {0};
    int64_t total = 0;
    (void)open_draft(w, &draft);
    assert_ok(incident_suppressed(&w->c, handle.id, all, &list, &total));
    assert_int_equal(total, 1);
    assert_ok(incident_suppressed_one(&w->c, handle.id, list.items[0].id, &event));
    expect_text(event.title, S("a"));
    assert_int_equal(incident_suppressed_one(&w->c, other.id, list.items[0].id, &event),
                     ERR_NOT_FOUND);
    expect_error(w, ERR_NOT_FOUND, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(every_list_is_newest_first_with_its_totals),
        WORLD_ON_BOTH(a_page_has_the_totals_of_the_whole_list),
        WORLD_ON_BOTH(a_key_of_one_team_lists_that_team_only),
        WORLD_ON_BOTH(a_services_list_is_of_one_team),
        WORLD_ON_BOTH(a_detail_holds_all_that_is_its),
        WORLD_ON_BOTH(a_fresh_detail_is_bare),
        WORLD_ON_BOTH(a_detail_out_of_reach_is_not_there),
        WORLD_ON_BOTH(earlier_occurrences_have_pages),
        WORLD_ON_BOTH(a_suppressed_event_is_found_under_its_incident),
    };
    return cmocka_run_group_tests_name("incident_list", tests, make_database, drop_database);
}
