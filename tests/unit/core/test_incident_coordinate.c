// test_incident_coordinate.c -- what an edit changes, what it writes down, and what it leaves.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_coordinate.h"

#include "core/coordination.h"
#include "core/incident_change.h"
#include "core_fixture.h"

static const struct issue_reference no_issue = {.provider = {0}};

static const struct incident_status *status_named(const struct world *w, str name)
{
    const struct directory *d = w->c.directory;
    for (size_t i = 0; i < d->statuses.count; i++) {
        if (str_eq(d->statuses.items[i].name, name))
            return &d->statuses.items[i];
    }
    fail_msg("there is no status %.*s", STR(name));
    return NULL;
}

static const struct incident_timestamp *timestamp_by(const struct world *w,
                                                     enum timestamp_trigger trigger)
{
    const struct directory *d = w->c.directory;
    for (size_t i = 0; i < d->timestamps.count; i++) {
        if (d->timestamps.items[i].set_by == trigger)
            return &d->timestamps.items[i];
    }
    fail_msg("nothing is set by %d", (int)trigger);
    return NULL;
}

static int64_t lead_of(const struct world *w)
{
    return w->c.directory->incident_roles.items[0].id;
}

static void edit(struct world *w, const struct incident_handle *handle,
                 const struct coordination *wanted)
{
    struct incident incident = {0};
    assert_ok(incident_load_locked(&w->c, handle, &incident));
    assert_ok(incident_coordinate(&w->c, &incident, wanted));
}

static struct coordinated coordinated(struct world *w, int64_t id)
{
    struct coordinated_list list = {0};
    assert_ok(coordination_of(&w->c, (struct id_list){.items = &id, .count = 1}, &list));
    assert_int_equal(list.count, 1);
    return list.items[0];
}

static msec moment(struct world *w, int64_t id, enum timestamp_trigger trigger)
{
    const struct coordinated now = coordinated(w, id);
    const msec at = coordinated_moment(&now, timestamp_by(w, trigger));
    return at == 0 ? -1 : at - START;
}

// ---- texts and marks ----

static void texts_are_set_and_taken_away(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("disk full"));
    const struct issue_reference issue = {
        .provider = S("jira"), .name = S("OPS-1"), .permalink = S("https://jira/OPS-1")};
    act_as_key(w);
    edit(w, &handle,
         &(struct coordination){.name = S("disk is full"),
                                .summary = S("no room"),
                                .call_url = S("https://call"),
                                .sets_debrief = true,
                                .has_debrief = true,
                                .issue = &issue});
    const struct coordinated full = coordinated(w, handle.id);
    expect_text(full.incident.title, S("disk is full"));
    expect_text(full.extras.summary, S("no room"));
    expect_text(full.extras.call_url, S("https://call"));
    expect_text(full.extras.issue.name, S("OPS-1"));
    assert_true(full.extras.has_debrief);
    edit(w, &handle, &(struct coordination){.summary = S(""), .issue = &no_issue});
    const struct coordinated after = coordinated(w, handle.id);
    assert_null(after.extras.summary.p);
    assert_null(after.extras.issue.provider.p);
    expect_text(after.extras.call_url, S("https://call"));
    assert_true(after.extras.has_debrief);
    expect_history(w, handle.id,
                   "created by integration Monitor at 0: none to Triage\n"
                   "name by api_key first key at 0: disk full to disk is full\n"
                   "summary by api_key first key at 0: none to no room\n"
                   "detail by api_key first key at 0: none to https://call, call_url\n"
                   "detail by api_key first key at 0: 0 to 1, has_debrief\n"
                   "detail by api_key first key at 0: none to https://jira/OPS-1, "
                   "external_issue_reference\n"
                   "summary by api_key first key at 0: no room to none\n"
                   "detail by api_key first key at 0: https://jira/OPS-1 to none, "
                   "external_issue_reference\n");
}

static void what_is_so_already_leaves_no_trace(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("disk full"));
    const struct role_assignment nobody = {.role_id = lead_of(w)};
    const struct timestamp_value moments[] = {
        {.timestamp_id = timestamp_by(w, TIMESTAMP_REPORTED)->id, .at = START},
        {.timestamp_id = timestamp_by(w, TIMESTAMP_FIXED)->id},
    };
    const int64_t version = handle_of(w, handle.id).version;
    w->c.now = START + MINUTE;
    edit(w, &handle,
         &(struct coordination){.name = S("disk full"),
                                .summary = S(""),
                                .sets_debrief = true,
                                .issue = &no_issue,
                                .status = status_named(w, S("Triage")),
                                .roles = {.items = &nobody, .count = 1},
                                .moments = {.items = moments, .count = ARRAY_LEN(moments)}});
    assert_int_equal(handle_of(w, handle.id).version, version);
    assert_int_equal(incident_of(w, handle.id).updated_at, START);
    expect_history(w, handle.id, "created by integration Monitor at 0: none to Triage\n");
}

static void one_edit_is_one_version(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("disk full"));
    const int64_t version = handle_of(w, handle.id).version;
    w->c.now = START + MINUTE;
    edit(w, &handle,
         &(struct coordination){.name = S("a"),
                                .summary = S("b"),
                                .severity_id = w->c.directory->severities.items[0].id,
                                .status = status_named(w, S("Fixing"))});
    assert_int_equal(handle_of(w, handle.id).version, version + 1);
    assert_int_equal(incident_of(w, handle.id).updated_at, START + MINUTE);
}

// ---- roles ----

static void a_role_is_given_passed_on_and_taken_away(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("disk full"));
    const int64_t holders[] = {w->ann, w->ben, 0};
    for (size_t i = 0; i < ARRAY_LEN(holders); i++) {
        const struct role_assignment wanted = {.role_id = lead_of(w), .user_id = holders[i]};
        edit(w, &handle, &(struct coordination){.roles = {.items = &wanted, .count = 1}});
        const struct coordinated now = coordinated(w, handle.id);
        assert_int_equal(coordinated_holder(&now, lead_of(w)), holders[i]);
    }
    expect_history(w, handle.id,
                   "created by integration Monitor at 0: none to Triage\n"
                   "role by api_key first key at 0: none to Ann, Incident Lead\n"
                   "role by api_key first key at 0: Ann to Ben, Incident Lead\n"
                   "role by api_key first key at 0: Ben to none, Incident Lead\n");
}

// ---- named twice ----

static void expect_repeat_refused(struct world *w, const struct incident_handle *handle,
                                  const struct coordination *wanted, str field)
{
    struct incident incident = {0};
    assert_ok(incident_load_locked(&w->c, handle, &incident));
    expect_refused(w, incident_coordinate(&w->c, &incident, wanted), ERR_INVALID, field);
    expect_nothing_wrong(w);
}

static void a_role_is_named_once(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("disk full"));
    const int64_t repeats[][2] = {{w->ann, w->ben}, {w->ann, 0}, {w->ben, w->ann}, {0, 0}};
    world_commit(w, 0);
    for (size_t i = 0; i < ARRAY_LEN(repeats); i++) {
        const struct role_assignment twice[] = {
            {.role_id = lead_of(w), .user_id = repeats[i][0]},
            {.role_id = lead_of(w), .user_id = repeats[i][1]},
        };
        const struct coordination wanted = {.roles_name = S("roles"),
                                            .roles = {.items = twice, .count = 2}};
        expect_repeat_refused(w, &handle, &wanted, S("roles.1.incident_role_id"));
    }
}

static void a_moment_is_named_once(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("disk full"));
    const int64_t id = timestamp_by(w, TIMESTAMP_FIXED)->id;
    const struct timestamp_value twice[] = {{.timestamp_id = id, .at = START},
                                            {.timestamp_id = id}};
    const struct coordination wanted = {.moments_name = S("moments"),
                                        .moments = {.items = twice, .count = 2}};
    world_commit(w, 0);
    expect_repeat_refused(w, &handle, &wanted, S("moments.1.incident_timestamp_id"));
}

// ---- moments ----

static void a_move_sets_the_moments_that_it_is_the_first_to_reach(void **state)
{
    static const struct {
        str status;
        msec expected[TIMESTAMP_TRIGGER_COUNT]; // minutes; -1: unset
    } moves[] = {
        {S("Triage"), {0, 0, -1, -1, -1, -1}},   {S("Investigating"), {0, 0, 1, -1, -1, -1}},
        {S("Monitoring"), {0, 0, 1, 2, -1, -1}}, {S("Documenting"), {0, 0, 1, 2, 3, -1}},
        {S("Closed"), {0, 0, 1, 2, 3, 4}},       {S("Investigating"), {0, 0, 1, 2, 3, 4}},
        {S("Monitoring"), {0, 0, 1, 2, 3, 4}},
    };
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("disk full"));
    for (size_t i = 0; i < ARRAY_LEN(moves); i++) {
        w->c.now = START + (msec)i * MINUTE;
        edit(w, &handle, &(struct coordination){.status = status_named(w, moves[i].status)});
        for (int t = TIMESTAMP_REPORTED; t < TIMESTAMP_TRIGGER_COUNT; t++) {
            const msec minutes = moves[i].expected[t];
            assert_int_equal(moment(w, handle.id, (enum timestamp_trigger)t),
                             minutes < 0 ? -1 : minutes * MINUTE);
        }
    }
}

static void every_dialect_sets_moments(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("disk full"));
    w->c.now = START + MINUTE;
    assert_int_equal(act(w, &handle, ACTION_ACKNOWLEDGE), VERDICT_CHANGE);
    w->c.now = START + 2 * MINUTE;
    assert_int_equal(act(w, &handle, ACTION_RESOLVE), VERDICT_CHANGE);
    assert_int_equal(moment(w, handle.id, TIMESTAMP_ACCEPTED), MINUTE);
    assert_int_equal(moment(w, handle.id, TIMESTAMP_FIXED), -1);
    assert_int_equal(moment(w, handle.id, TIMESTAMP_RESOLVED), 2 * MINUTE);
    assert_int_equal(moment(w, handle.id, TIMESTAMP_CLOSED), 2 * MINUTE);
}

static void what_is_said_of_a_moment_holds_against_the_move(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("disk full"));
    const struct timestamp_value said = {.timestamp_id = timestamp_by(w, TIMESTAMP_ACCEPTED)->id,
                                         .at = START + 5 * SECOND};
    w->c.now = START + MINUTE;
    edit(w, &handle,
         &(struct coordination){.status = status_named(w, S("Fixing")),
                                .moments = {.items = &said, .count = 1}});
    assert_int_equal(moment(w, handle.id, TIMESTAMP_ACCEPTED), 5 * SECOND);
}

static void a_duration_goes_from_one_moment_to_the_other(void **state)
{
    static const struct {
        msec reported; // from START; -1: as it was made
        msec accepted; // -1: unset
        bool is_over;
        enum duration_status status;
        int64_t seconds;
    } cases[] = {
        {-1, -1, false, DURATION_CALCULATING, 0},
        {-1, -1, true, DURATION_MISSING, 0},
        {-1, 90 * SECOND, false, DURATION_SUCCESS, 90},
        {30 * SECOND, 90 * SECOND + 999, true, DURATION_SUCCESS, 60},
        {90 * SECOND, 90 * SECOND, true, DURATION_SUCCESS, 0},
        {91 * SECOND, 90 * SECOND, true, DURATION_INVALID, 0},
    };
    struct world *w = world_of(state);
    const struct duration_metric *metric = &w->c.directory->metrics.items[0];
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct timestamp_value values[2] = {0};
        size_t count = 0;
        if (cases[i].reported >= 0)
            values[count++] =
                (struct timestamp_value){.timestamp_id = timestamp_by(w, TIMESTAMP_REPORTED)->id,
                                         .at = START + cases[i].reported};
        if (cases[i].accepted >= 0)
            values[count++] =
                (struct timestamp_value){.timestamp_id = timestamp_by(w, TIMESTAMP_ACCEPTED)->id,
                                         .at = START + cases[i].accepted};
        const struct coordinated one = {
            .incident = {.created_at = START,
                         .response_state =
                             cases[i].is_over ? RESPONSE_RESOLVED : RESPONSE_TRIGGERED},
            .moments = {.items = values, .count = count},
        };
        const struct duration duration = coordinated_duration(&w->c, &one, metric);
        assert_int_equal(duration.status, cases[i].status);
        assert_int_equal(duration.seconds, cases[i].seconds);
    }
}

// ---- a page ----

static void a_page_gives_each_incident_its_own(void **state)
{
    struct world *w = world_of(state);
    int64_t ids[3];
    for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
        const str title =
            STR_JOIN(w->c.store.arena, S("n"), str_from_i64(w->c.store.arena, (int64_t)i));
        const struct incident_handle handle = open_incident(w, title);
        const struct role_assignment lead = {.role_id = lead_of(w),
                                             .user_id = i == 0 ? w->ann : w->ben};
        ids[i] = handle.id;
        if (i != 1) // the one in the middle has nothing
            edit(w, &handle,
                 &(struct coordination){.summary = title, .roles = {.items = &lead, .count = 1}});
    }
    const int64_t asked[] = {ids[2], ids[0], ids[1], INT64_MAX};
    struct coordinated_list list = {0};
    assert_ok(
        coordination_of(&w->c, (struct id_list){.items = asked, .count = ARRAY_LEN(asked)}, &list));
    assert_int_equal(list.count, 3);
    expect_text(list.items[0].extras.summary, S("n0"));
    assert_null(list.items[1].extras.summary.p);
    expect_text(list.items[2].extras.summary, S("n2"));
    assert_int_equal(coordinated_holder(&list.items[0], lead_of(w)), w->ann);
    assert_int_equal(coordinated_holder(&list.items[1], lead_of(w)), 0);
    assert_int_equal(coordinated_holder(&list.items[2], lead_of(w)), w->ben);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(texts_are_set_and_taken_away),
        WORLD_ON_BOTH(what_is_so_already_leaves_no_trace),
        WORLD_ON_BOTH(one_edit_is_one_version),
        WORLD_ON_BOTH(a_role_is_given_passed_on_and_taken_away),
        WORLD_ON_BOTH(a_role_is_named_once),
        WORLD_ON_BOTH(a_moment_is_named_once),
        WORLD_ON_BOTH(a_move_sets_the_moments_that_it_is_the_first_to_reach),
        WORLD_ON_BOTH(every_dialect_sets_moments),
        WORLD_ON_BOTH(what_is_said_of_a_moment_holds_against_the_move),
        WORLD_ON_SQLITE(a_duration_goes_from_one_moment_to_the_other),
        WORLD_ON_BOTH(a_page_gives_each_incident_its_own),
    };
    return cmocka_run_group_tests_name("incident_coordinate", tests, make_database, drop_database);
}
