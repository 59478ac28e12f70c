// test_incident_find.c -- the many names of an incident, and who may use them.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_find.h"

#include "core_fixture.h"

static str object_id(struct world *w, enum id_kind kind, int64_t id, msec created_at)
{
    char *text = arena_array(w->c.store.arena, char, OBJECT_ID_BYTES);
    object_id_write(&w->secrets.ids, kind, id, created_at, text);
    return (str){text, OBJECT_ID_BYTES};
}

/* The id of what a name finds; 0: nothing, with the error that says so. */
static int64_t find(struct world *w, str name, int64_t team_id)
{
    struct incident_handle handle = {.id = 42};
    const enum err found = incident_find(&w->c, name, team_id, &handle);
    if (found == OK)
        return handle.id;
    assert_int_equal(found, ERR_NOT_FOUND);
    assert_int_equal(handle.id, 42);
    expect_error(w, ERR_NOT_FOUND, "");
    return 0;
}

// Two occurrences of ops-1, then ops-2, then desk-1.
struct cast {
    int64_t first, second, other, desks;
};

static struct cast open_cast(struct world *w)
{
    struct cast cast = {0};
    const struct incident_handle first = open_incident(w, S("disk full"));
    (void)act(w, &first, ACTION_RESOLVE);
    cast.first = first.id;
    cast.second = open_incident(w, S("disk full")).id;
    cast.other = open_incident(w, S("fan stopped")).id;
    struct incident_draft draft = person_draft(w, S("printer"));
    draft.team_id = w->desk;
    cast.desks = open_draft(w, &draft).incident_id;
    return cast;
}

static void a_counter_id_names_the_newest_occurrence(void **state)
{
    struct world *w = world_of(state);
    const struct cast cast = open_cast(w);
    assert_int_equal(find(w, S("ops-1"), 0), cast.second);
    assert_int_equal(find(w, S("OPS-1"), 0), cast.second);
    assert_int_equal(find(w, S("oPs-2"), 0), cast.other);
    assert_int_equal(find(w, S("desk-1"), 0), cast.desks);
}

static void a_reference_names_one_occurrence(void **state)
{
    struct world *w = world_of(state);
    const struct cast cast = open_cast(w);
    assert_int_equal(find(w, S("INC-1"), 0), cast.first);
    assert_int_equal(find(w, S("inc-2"), 0), cast.second);
    assert_int_equal(find(w, S("Inc-4"), 0), cast.desks);
}

static void a_bare_number_is_the_teams_counter_then_a_row(void **state)
{
    struct world *w = world_of(state);
    const struct cast cast = open_cast(w);
    const str row = str_from_i64(w->c.store.arena, cast.first);
    assert_int_equal(find(w, S("1"), w->ops), cast.second);
    assert_int_equal(find(w, S("1"), w->desk), cast.desks);
    assert_int_equal(find(w, row, 0), cast.first);
    assert_int_equal(find(w, row, w->ops), cast.first);
    assert_int_equal(find(w, S("1"), 0), 0); // row 1 is no incident
}

static void an_object_id_names_one_occurrence_in_either_case(void **state)
{
    struct world *w = world_of(state);
    const struct cast cast = open_cast(w);
    const str id = object_id(w, ID_INCIDENT, cast.first, START);
    assert_int_equal(find(w, id, 0), cast.first);
    char *upper = str_cstr(w->c.store.arena, id);
    for (size_t i = 0; i < id.n; i++)
        upper[i] = (char)(upper[i] >= 'a' ? upper[i] - 'a' + 'A' : upper[i]);
    assert_int_equal(find(w, str_from_cstr(upper), 0), cast.first);
}

static void what_is_no_name_finds_nothing(void **state)
{
    struct world *w = world_of(state);
    const struct cast cast = open_cast(w);
    const str names[] = {
        S(""),
        {0},
        S("-"),
        S("ops"),
        S("ops-"),
        S("-1"),
        S("ops-0"),
        S("ops-01"),
        S("ops-+1"),
        S("ops--1"),
        S("ops-1 "),
        S(" ops-1"),
        S("ops-3"),
        S("nobody-1"),
        S("INC-"),
        S("INC-0"),
        S("INC-01"),
        S("INC-5"),
        S("INC1"),
        S("0"),
        S("01"),
        S("1x"),
        S("99999999999999999999"),
        S("ops-99999999999999999999"),
        S("INC-99999999999999999999"),
        S("0123456789abcdef01234567"), // made up
        object_id(w, ID_GROUP, cast.first, START),
        object_id(w, ID_INCIDENT, cast.first + 1000, START),
        str_slice(object_id(w, ID_INCIDENT, cast.first, START), 0, 23),
    };
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        expect_row(find(w, names[i], 0) == 0, i);
}

// ---- reach ----

static void a_teams_name_does_not_reach_into_another(void **state)
{
    struct world *w = world_of(state);
    const struct cast cast = open_cast(w);
    assert_int_equal(find(w, S("ops-1"), w->ops), cast.second);
    assert_int_equal(find(w, S("ops-1"), w->desk), 0);
    assert_int_equal(find(w, S("INC-1"), w->desk), 0);
    assert_int_equal(find(w, object_id(w, ID_INCIDENT, cast.first, START), w->desk), 0);
    assert_int_equal(find(w, str_from_i64(w->c.store.arena, cast.first), w->desk), 0);
}

static void a_key_of_one_team_finds_what_is_its_own(void **state)
{
    struct world *w = world_of(state);
    const struct cast cast = open_cast(w);
    struct incident incident = {0};
    act_as_team_key(w);
    assert_int_equal(find(w, S("ops-1"), 0), cast.second);
    assert_int_equal(find(w, S("INC-1"), w->ops), cast.first);
    assert_ok(incident_read(&w->c, cast.first, &incident));
    const str names[] = {S("desk-1"), S("INC-4"), str_from_i64(w->c.store.arena, cast.desks),
                         object_id(w, ID_INCIDENT, cast.desks, START)};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        expect_row(find(w, names[i], 0) == 0, i);
        expect_row(find(w, names[i], w->desk) == 0, i);
    }
    assert_int_equal(incident_read(&w->c, cast.desks, &incident), ERR_NOT_FOUND);
    expect_error(w, ERR_NOT_FOUND, "");
}

static void an_incident_is_read_whole_or_not_at_all(void **state)
{
    struct world *w = world_of(state);
    const struct cast cast = open_cast(w);
    struct incident incident = {.id = 42};
    assert_int_equal(incident_read(&w->c, cast.desks + 1000, &incident), ERR_NOT_FOUND);
    assert_int_equal(incident.id, 42);
    expect_error(w, ERR_NOT_FOUND, "");
    assert_ok(incident_read(&w->c, cast.second, &incident));
    assert_int_equal(incident.id, cast.second);
    expect_text(incident.title, S("disk full"));
}

static void a_team_that_is_not_known_yet_makes_the_directory_look_again(void **state)
{
    struct world *w = world_of(state);
    const struct cast cast = open_cast(w);
    struct incident incident = {.id = 42};
    struct directory older = *w->c.directory;
    older.teams.count = 1; // another node has just made the others
    w->c.directory = &older;
    assert_int_equal(incident_read(&w->c, cast.first, &incident), ERR_UNAVAILABLE);
    assert_int_equal(incident.id, 42);
    assert_true(w->c.directory_is_behind);
}

// ---- shared ----

static void share(struct world *w, int64_t incident_id, bool is_shared)
{
    struct act_result result = {0};
    const struct incident_handle handle = handle_of(w, incident_id);
    assert_ok(incident_set_sharing(&w->c, &handle, is_shared, &result));
}

static void a_share_token_finds_what_is_shared_now(void **state)
{
    struct world *w = world_of(state);
    const struct cast cast = open_cast(w);
    struct incident incident = {.id = 42};
    const str token = share_token(&w->secrets, w->c.store.arena, cast.first, START);
    w->c.who = (struct principal){0}; // nobody
    assert_int_equal(incident_find_shared(&w->c, token, &incident), ERR_NOT_FOUND);
    assert_int_equal(incident.id, 42);
    share(w, cast.first, true);
    assert_ok(incident_find_shared(&w->c, token, &incident));
    assert_int_equal(incident.id, cast.first);
    share(w, cast.first, false);
    assert_int_equal(incident_find_shared(&w->c, token, &incident), ERR_NOT_FOUND);
    share(w, cast.first, true);
    assert_ok(incident_find_shared(&w->c, token, &incident)); // the same link again
}

static void no_other_token_finds_it(void **state)
{
    struct world *w = world_of(state);
    const struct cast cast = open_cast(w);
    struct incident incident = {0};
    share(w, cast.first, true);
    const str others[] = {
        S(""),
        object_id(w, ID_INCIDENT, cast.first, START),
        share_token(&w->secrets, w->c.store.arena, cast.second, START), // not shared
        share_token(&w->secrets, w->c.store.arena, cast.desks + 1000, START),
    };
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        expect_row(incident_find_shared(&w->c, others[i], &incident) == ERR_NOT_FOUND, i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(a_counter_id_names_the_newest_occurrence),
        WORLD_ON_BOTH(a_reference_names_one_occurrence),
        WORLD_ON_BOTH(a_bare_number_is_the_teams_counter_then_a_row),
        WORLD_ON_BOTH(an_object_id_names_one_occurrence_in_either_case),
        WORLD_ON_BOTH(what_is_no_name_finds_nothing),
        WORLD_ON_BOTH(a_teams_name_does_not_reach_into_another),
        WORLD_ON_BOTH(a_key_of_one_team_finds_what_is_its_own),
        WORLD_ON_BOTH(an_incident_is_read_whole_or_not_at_all),
        WORLD_ON_BOTH(a_team_that_is_not_known_yet_makes_the_directory_look_again),
        WORLD_ON_BOTH(a_share_token_finds_what_is_shared_now),
        WORLD_ON_BOTH(no_other_token_finds_it),
    };
    return cmocka_run_group_tests_name("incident_find", tests, make_database, drop_database);
}
