// test_incident_list.c -- handles: by every name of an incident, in pages, by every filter.
// SPDX-License-Identifier: Apache-2.0
#include "store/history_store.h"
#include "store/incident_store.h"

#include "store_fixture.h"

enum { ORG = 1, OTHER_ORG = 2, OPS = 5, DESK = 6, ANN = 7, BEN = 8 };

// Rows are stored in this order; an id says nothing about the time.
struct row {
    int64_t id;
    int64_t group_id;
    int64_t team_id;
    enum response_state state;
    msec created_at;
    int64_t service_id;
    int64_t integration_id;
};

// clang-format off
static const struct row rows[] = {
    {101, 11, OPS,  RESPONSE_RESOLVED,     1000, 0,  0},
    {102, 12, OPS,  RESPONSE_TRIGGERED,    2000, 31, 41},
    {103, 12, OPS,  RESPONSE_TRIGGERED,    2000, 31, 41}, // at the same time: the id decides
    {104, 13, DESK, RESPONSE_ACKNOWLEDGED, 2000, 32, 41},
    {109, 14, OPS,  RESPONSE_TRIGGERED,    1500, 0,  42}, // backfilled: made late, dated early
    {105, 12, OPS,  RESPONSE_ACKNOWLEDGED, 3000, 32, 42},
    {106, 15, DESK, RESPONSE_TRIGGERED,    4000, 0,  0},
};
// clang-format on

static void add_row(struct store *s, const struct row *row)
{
    struct incident incident = {
        .id = row->id,
        .team_id = row->team_id,
        .number = row->id - 100,
        .response_state = row->state,
        .title = S("title"),
        .metadata = S("{}"),
        .service_id = row->service_id,
        .integration_id = row->integration_id,
        .created_at = row->created_at,
        .group = {.id = row->group_id, .team_id = row->team_id, .number = row->group_id - 10},
    };
    bool is_new = group_lock(s, row->group_id, &incident.group) == ERR_NOT_FOUND;
    incident.group.newest_incident_id = row->id;
    if (is_new)
        assert_ok(group_insert(s, &incident.group, (str){0}, &is_new));
    else
        assert_ok(group_update(s, &incident.group));
    assert_ok(incident_insert(s, &incident));
}

static struct store *filled_store(void **state)
{
    struct store *s = store_of(state, ORG);
    struct store other = *s;
    other.org_id = OTHER_ORG;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        add_row(s, &rows[i]);
    const struct row strange = {901, 91, OPS, RESPONSE_TRIGGERED, 2500, 31, 41};
    add_row(&other, &strange);
    return s;
}

static const struct page all = {.take = INCIDENT_PAGE_MAX};
static const struct team_view ops = {.team_id = OPS};
static const struct team_view desk = {.team_id = DESK};
static const struct team_view nobody = {.team_id = 99};

/* "101 102": the ids in their order. */
static str ids_of(struct store *s, const struct handle_list *list)
{
    str text = S("");
    for (size_t i = 0; i < list->count; i++)
        text = STR_JOIN(s->arena, text, i == 0 ? S("") : S(" "),
                        str_from_i64(s->arena, list->items[i].id));
    return text;
}

static void add_responder(struct store *s, int64_t incident_id, int64_t user_id)
{
    struct incident incident = {0};
    bool changed = false;
    assert_ok(incident_get(s, incident_id, &incident));
    assert_ok(responder_insert(s, &incident, user_id, 9000, &changed));
}

// ---- one by its names ----

static void expect_handle(const struct incident_handle *handle, const struct row *row,
                          int64_t version)
{
    assert_int_equal(handle->id, row->id);
    assert_int_equal(handle->group_id, row->group_id);
    assert_int_equal(handle->team_id, row->team_id);
    assert_int_equal(handle->version, version);
}

static void a_handle_has_many_names(void **state)
{
    struct store *s = filled_store(state);
    struct incident_handle handle = {0};
    assert_ok(incident_handle_by_id(s, 102, &handle));
    expect_handle(&handle, &rows[1], 3); // its group was stored three times
    assert_ok(incident_handle_by_number(s, 4, &handle));
    expect_handle(&handle, &rows[3], 1);
    assert_ok(incident_handle_by_counter(s, OPS, 2, &handle));
    expect_handle(&handle, &rows[5], 3); // the newest of the group
    assert_int_equal(handle.number, 2);  // of its counter id, by whatever name
    assert_ok(incident_handle_by_id(s, 104, &handle));
    assert_int_equal(handle.number, 3);
    assert_ok(incident_handle_by_number(s, 1, &handle));
    assert_int_equal(handle.number, 1);
}

static void strange_names_are_not_found(void **state)
{
    struct store *s = filled_store(state);
    struct incident_handle handle = {.id = 42};
    assert_int_equal(incident_handle_by_id(s, 100, &handle), ERR_NOT_FOUND);
    assert_int_equal(incident_handle_by_id(s, 901, &handle), ERR_NOT_FOUND);
    assert_int_equal(incident_handle_by_number(s, 0, &handle), ERR_NOT_FOUND);
    assert_int_equal(incident_handle_by_number(s, 801, &handle), ERR_NOT_FOUND);
    assert_int_equal(incident_handle_by_counter(s, DESK, 2, &handle), ERR_NOT_FOUND);
    assert_int_equal(incident_handle_by_counter(s, OPS, 81, &handle), ERR_NOT_FOUND);
    assert_int_equal(handle.id, 42);
}

// ---- lists ----

static void a_teams_list_is_newest_first_and_ties_go_by_id(void **state)
{
    struct store *s = filled_store(state);
    struct handle_list list = {0};
    assert_ok(handles_of_team(s, ops, all, &list));
    expect_text(ids_of(s, &list), S("105 103 102 109 101"));
    expect_handle(&list.items[0], &rows[5], 3);
    assert_ok(handles_of_team(s, desk, all, &list));
    expect_text(ids_of(s, &list), S("106 104"));
    assert_ok(handles_of_team(s, nobody, all, &list));
    assert_int_equal(list.count, 0);
}

static void pages_follow_one_another(void **state)
{
    struct store *s = filled_store(state);
    struct handle_list list = {0};
    static const struct {
        struct page page;
        str ids;
    } pages[] = {
        {{.skip = 0, .take = 2}, S("105 103")}, {{.skip = 2, .take = 2}, S("102 109")},
        {{.skip = 4, .take = 2}, S("101")},     {{.skip = 5, .take = 2}, S("")},
        {{.skip = 1, .take = 1}, S("103")},     {{.skip = 1000000, .take = 100}, S("")},
    };
    for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
        assert_ok(handles_of_team(s, ops, pages[i].page, &list));
        expect_row(str_eq(ids_of(s, &list), pages[i].ids), i);
    }
}

static void a_states_list_holds_that_state_only(void **state)
{
    struct store *s = filled_store(state);
    struct handle_list list = {0};
    assert_ok(handles_of_state(s, ops, RESPONSE_TRIGGERED, all, &list));
    expect_text(ids_of(s, &list), S("103 102 109"));
    assert_ok(handles_of_state(s, ops, RESPONSE_TRIGGERED, (struct page){1, 1}, &list));
    expect_text(ids_of(s, &list), S("102"));
    assert_ok(handles_of_state(s, ops, RESPONSE_ACKNOWLEDGED, all, &list));
    expect_text(ids_of(s, &list), S("105"));
    assert_ok(handles_of_state(s, desk, RESPONSE_ACKNOWLEDGED, all, &list));
    expect_text(ids_of(s, &list), S("104"));
}

static void a_persons_list_holds_what_they_respond_to(void **state)
{
    struct store *s = filled_store(state);
    struct handle_list list = {0};
    struct filter_count count = {0};
    static const int64_t anns[] = {105, 101, 103, 102, 109, 106};
    for (size_t i = 0; i < ARRAY_LEN(anns); i++)
        add_responder(s, anns[i], ANN);
    add_responder(s, 104, BEN);
    assert_ok(handles_of_user(s, ANN, ops, all, &list));
    expect_text(ids_of(s, &list), S("105 103 102 109 101"));
    assert_ok(handles_of_user(s, ANN, ops, (struct page){2, 2}, &list));
    expect_text(ids_of(s, &list), S("102 109"));
    assert_ok(count_of_user(s, ANN, ops, &count));
    assert_int_equal(count.all, 5);
    assert_int_equal(count.open, 4); // 101 is resolved
    assert_ok(handles_of_user(s, BEN, ops, all, &list));
    assert_int_equal(list.count, 0);
    assert_ok(count_of_user(s, BEN, ops, &count));
    assert_int_equal(count.all, 0);
}

static void a_services_list_holds_what_is_open(void **state)
{
    struct store *s = filled_store(state);
    struct handle_list list = {0};
    struct filter_count count = {0};
    const struct row resolved = {107, 16, OPS, RESPONSE_RESOLVED, 5000, 31, 41};
    add_row(s, &resolved);
    assert_ok(handles_of_service(s, 31, ops, 100, &list));
    expect_text(ids_of(s, &list), S("103 102"));
    expect_handle(&list.items[1], &rows[1], 3);
    assert_ok(handles_of_service(s, 31, ops, 1, &list));
    expect_text(ids_of(s, &list), S("103"));
    assert_ok(count_of_service(s, 31, ops, &count));
    assert_int_equal(count.all, 2);
    assert_int_equal(count.open, 2);
    assert_ok(handles_of_service(s, 32, ops, 100, &list));
    expect_text(ids_of(s, &list), S("105"));
    assert_ok(handles_of_service(s, 32, desk, 100, &list));
    expect_text(ids_of(s, &list), S("104")); // each team sees its own
    assert_ok(handles_of_service(s, 33, ops, 100, &list));
    assert_int_equal(list.count, 0);
    assert_ok(count_of_service(s, 33, ops, &count));
    assert_int_equal(count.all, 0);
}

static void before_an_occurrence_come_the_earlier_ones(void **state)
{
    struct store *s = filled_store(state);
    struct handle_list list = {0};
    static const struct {
        int64_t id;
        struct page page;
        str earlier;
    } cases[] = {
        {105, {0, 100}, S("103 102")}, {105, {0, 1}, S("103")},
        {105, {1, 1}, S("102")},       {103, {0, 100}, S("102")}, // made in the same millisecond
        {102, {0, 100}, S("")},        {101, {0, 100}, S("")},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct incident incident = {0};
        assert_ok(incident_get(s, cases[i].id, &incident));
        assert_ok(handles_before(s, &incident, cases[i].page, &list));
        expect_row(str_eq(ids_of(s, &list), cases[i].earlier), i);
    }
}

static void earlier_occurrences_tell_their_times(void **state)
{
    struct store *s = filled_store(state);
    struct occurrence_list list = {0};
    struct incident resolved = {0};
    struct incident newest = {0};
    assert_ok(incident_get(s, 103, &resolved));
    resolved.response_state = RESPONSE_RESOLVED;
    resolved.updated_at = 2300;
    resolved.acknowledged_at = 2100;
    resolved.resolved_at = 2200;
    assert_ok(incident_update(s, &resolved));
    assert_ok(incident_get(s, 105, &newest));
    assert_ok(occurrences_before(s, &newest, INCIDENT_PAGE_MAX, &list));
    assert_int_equal(list.count, 2);
    assert_int_equal(list.items[0].id, 103);
    assert_int_equal(list.items[0].response_state, RESPONSE_RESOLVED);
    expect_text(list.items[0].title, S("title"));
    assert_int_equal(list.items[0].created_at, 2000);
    assert_int_equal(list.items[0].updated_at, 2300);
    assert_int_equal(list.items[0].acknowledged_at, 2100);
    assert_int_equal(list.items[0].resolved_at, 2200);
    assert_int_equal(list.items[1].id, 102);
    assert_int_equal(list.items[1].acknowledged_at, 0);
    assert_ok(occurrences_before(s, &newest, 1, &list));
    assert_int_equal(list.count, 1);
    assert_int_equal(list.items[0].id, 103);
}

// ---- filters ----

// What passes, newest first, and how many of those are open.
struct filter_case {
    struct incident_filter filter;
    str ids;
    int64_t open;
};

#define ANY_TEAM .teams = S("")
#define ANY_STATE .states = S("")
#define ANY_SERVICE .services = S("")
#define EVER .from_at = 0, .until_at = 9999

static const struct filter_case filter_cases[] = {
    {{EVER, ANY_TEAM, ANY_STATE, ANY_SERVICE}, S("106 105 104 103 102 109 101"), 6},
    // both ends belong to it
    {{.from_at = 2000, .until_at = 3000, ANY_TEAM, ANY_STATE, ANY_SERVICE},
     S("105 104 103 102"),
     4},
    {{.from_at = 2001, .until_at = 2999, ANY_TEAM, ANY_STATE, ANY_SERVICE}, S(""), 0},
    {{.from_at = 1000, .until_at = 1000, ANY_TEAM, ANY_STATE, ANY_SERVICE}, S("101"), 0},
    {{.from_at = 3000, .until_at = 2000, ANY_TEAM, ANY_STATE, ANY_SERVICE}, S(""), 0},
    {{EVER, .teams = S("[5]"), ANY_STATE, ANY_SERVICE}, S("105 103 102 109 101"), 4},
    {{EVER, .teams = S("[6, 99]"), ANY_STATE, ANY_SERVICE}, S("106 104"), 2},
    {{EVER, .teams = S("[5,6]"), ANY_STATE, ANY_SERVICE}, S("106 105 104 103 102 109 101"), 6},
    {{EVER, .teams = S("[]"), ANY_STATE, ANY_SERVICE}, S(""), 0}, // none, not any
    {{EVER, ANY_TEAM, .states = S("[0]"), ANY_SERVICE}, S("106 103 102 109"), 4},
    {{EVER, ANY_TEAM, .states = S("[1,2]"), ANY_SERVICE}, S("105 104 101"), 2},
    {{EVER, ANY_TEAM, .states = S("[]"), ANY_SERVICE}, S(""), 0},
    {{EVER, ANY_TEAM, ANY_STATE, .services = S("[31]")}, S("103 102"), 2},
    {{EVER, ANY_TEAM, ANY_STATE, .services = S("[31,32,33]")}, S("105 104 103 102"), 4},
    {{EVER, ANY_TEAM, ANY_STATE, .services = S("[0]")}, S(""), 0}, // none is no service
    {{EVER, ANY_TEAM, ANY_STATE, ANY_SERVICE, .integration_id = 42}, S("105 109"), 2},
    {{EVER, ANY_TEAM, ANY_STATE, ANY_SERVICE, .integration_id = 43}, S(""), 0},
    // all at once
    {{.from_at = 1500,
      .until_at = 2000,
      .teams = S("[5]"),
      .states = S("[0,1]"),
      .services = S("[31]"),
      .integration_id = 41},
     S("103 102"),
     2},
};

static void filters_are_joined_by_and(void **state)
{
    struct store *s = filled_store(state);
    for (size_t i = 0; i < ARRAY_LEN(filter_cases); i++) {
        struct handle_list list = {0};
        struct filter_count count = {0};
        assert_ok(handles_between(s, &filter_cases[i].filter, all, &list));
        assert_ok(count_between(s, &filter_cases[i].filter, &count));
        expect_row(str_eq(ids_of(s, &list), filter_cases[i].ids), i);
        expect_row(count.all == (int64_t)list.count, i);
        expect_row(count.open == filter_cases[i].open, i);
    }
}

static void a_filtered_list_has_pages_too(void **state)
{
    struct store *s = filled_store(state);
    struct handle_list list = {0};
    const struct incident_filter filter = {EVER, .teams = S("[5]"), ANY_STATE, ANY_SERVICE};
    assert_ok(handles_between(s, &filter, (struct page){1, 2}, &list));
    expect_text(ids_of(s, &list), S("103 102"));
    expect_handle(&list.items[0], &rows[2], 3);
    assert_ok(handles_between(s, &filter, (struct page){4, 2}, &list));
    expect_text(ids_of(s, &list), S("101"));
    assert_ok(handles_between(s, &filter, (struct page){5, 2}, &list));
    assert_int_equal(list.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORE_ON_BOTH(a_handle_has_many_names),
        STORE_ON_BOTH(strange_names_are_not_found),
        STORE_ON_BOTH(a_teams_list_is_newest_first_and_ties_go_by_id),
        STORE_ON_BOTH(pages_follow_one_another),
        STORE_ON_BOTH(a_states_list_holds_that_state_only),
        STORE_ON_BOTH(a_persons_list_holds_what_they_respond_to),
        STORE_ON_BOTH(a_services_list_holds_what_is_open),
        STORE_ON_BOTH(before_an_occurrence_come_the_earlier_ones),
        STORE_ON_BOTH(earlier_occurrences_tell_their_times),
        STORE_ON_BOTH(filters_are_joined_by_and),
        STORE_ON_BOTH(a_filtered_list_has_pages_too),
    };
    return cmocka_run_group_tests_name("incident_list", tests, make_database, drop_database);
}
