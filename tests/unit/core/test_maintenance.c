// test_maintenance.c -- windows begin and end by the clock, and what they leave behind.
// SPDX-License-Identifier: Apache-2.0
#include "core/maintenance.h"

#include "core/service.h"
#include "core_fixture.h"

enum { HOUR = 60 * MINUTE, DAY = 24 * HOUR };

// ---- a window, and what it makes of the service ----

static struct id_list one(const int64_t *id)
{
    return (struct id_list){.items = id, .count = 1};
}

/* From START + `begin` until START + `end`, over one service or integration. */
static struct maintenance_window planned(msec begin, msec end)
{
    return (struct maintenance_window){.summary = S("Repair"),
                                       .description = S(""),
                                       .time_zone = S("UTC"),
                                       .starts_at = START + begin,
                                       .ends_at = START + end};
}

static void commit(struct world *w)
{
    world_commit(w, w->c.now - START);
}

static int64_t plan(struct world *w, msec begin, msec end, int64_t target_id)
{
    struct maintenance_window window = planned(begin, end);
    assert_ok(window_create(&w->c, &window, one(&target_id)));
    commit(w);
    return window.id;
}

static enum service_status status_at(struct world *w, msec after)
{
    enum service_status status = SERVICE_STATUS_COUNT;
    w->c.now = START + after;
    assert_ok(service_statuses(&w->c, one(&w->mail), &status));
    return status;
}

/* How Mail was in the three days before START + `until`: "1 0..3600000", counted from START. */
static str history_until(struct world *w, msec until)
{
    const struct service *mail = directory_service(w->c.directory, w->mail);
    struct arena *arena = w->c.store.arena;
    struct period_list list = {0};
    str text = S("");
    w->c.now = START + until;
    assert_ok(service_history_of(&w->c, mail, w->c.now - 3 * DAY, w->c.now, false, &list));
    for (size_t i = 0; i < list.count; i++) {
        if (list.items[i].status != SERVICE_OPERATIONAL)
            text = STR_JOIN(arena, text, service_status_words[list.items[i].status], S(" "),
                            str_from_i64(arena, list.items[i].from_at - START), S(".."),
                            str_from_i64(arena, list.items[i].until_at - START), S("\n"));
    }
    return text;
}

static void drop(struct world *w, int64_t id)
{
    const struct maintenance_window *window = window_find(&w->c, id);
    assert_non_null(window);
    assert_ok(window_remove(&w->c, window));
    commit(w);
}

static void a_window_begins_and_ends_by_the_clock(void **state)
{
    struct world *w = world_of(state);
    (void)plan(w, HOUR, 2 * HOUR, w->mail);
    assert_int_equal(status_at(w, 0), SERVICE_OPERATIONAL);
    assert_int_equal(status_at(w, HOUR - 1), SERVICE_OPERATIONAL);
    assert_int_equal(status_at(w, HOUR), SERVICE_UNDER_MAINTENANCE);
    assert_int_equal(status_at(w, 2 * HOUR - 1), SERVICE_UNDER_MAINTENANCE);
    assert_int_equal(status_at(w, 2 * HOUR), SERVICE_OPERATIONAL);
    expect_text(history_until(w, HOUR), S(""));
    expect_text(history_until(w, HOUR + MINUTE), S("UNDER_MAINTENANCE 3600000..3660000\n"));
    expect_text(history_until(w, DAY), S("UNDER_MAINTENANCE 3600000..7200000\n"));
}

static void a_window_of_an_integration_holds_no_service(void **state)
{
    struct world *w = world_of(state);
    (void)plan(w, 0, HOUR, w->monitor);
    assert_int_equal(status_at(w, MINUTE), SERVICE_OPERATIONAL);
    expect_text(history_until(w, DAY), S(""));
}

static double percent_30(struct world *w, msec after)
{
    static const struct preferences preferences = {.partial_outage_percent = 30};
    const struct service *mail = directory_service(w->c.directory, w->mail);
    struct uptime uptime = {0};
    w->c.preferences = &preferences;
    w->c.now = START + after;
    assert_ok(service_uptime_of(&w->c, mail, &uptime));
    return uptime.percent_30;
}

/* Three of thirty days down by people's word; one of the three is a window's. */
static void time_in_maintenance_counts_as_up(void **state)
{
    struct world *w = world_of(state);
    struct service mail = *directory_service(w->c.directory, w->mail);
    mail.own_status = SERVICE_MAJOR_OUTAGE;
    assert_ok(service_change(&w->c, &mail, NULL));
    commit(w);
    assert_true(percent_30(w, 3 * DAY) == 90.0);
    w->c.now = START;
    const int64_t id = plan(w, DAY, 2 * DAY, w->mail);
    expect_text(history_until(w, 3 * DAY), S("MAJOR_OUTAGE 0..86400000\n"
                                             "UNDER_MAINTENANCE 86400000..172800000\n"
                                             "MAJOR_OUTAGE 172800000..259200000\n"));
    assert_true(percent_30(w, 3 * DAY) > 93.3 && percent_30(w, 3 * DAY) < 93.4);
    w->c.now = START;
    drop(w, id);
    assert_true(percent_30(w, 3 * DAY) == 90.0);
}

// ---- calling off ----

static void a_window_called_off_before_it_begins_never_was(void **state)
{
    struct world *w = world_of(state);
    const int64_t id = plan(w, HOUR, 2 * HOUR, w->mail);
    w->c.now = START + HOUR - 1;
    drop(w, id);
    assert_null(directory_window(w->c.directory, id));
    assert_int_equal(status_at(w, HOUR), SERVICE_OPERATIONAL);
    expect_text(history_until(w, DAY), S(""));
}

static void a_window_called_off_while_it_runs_stays_history_until_then(void **state)
{
    struct world *w = world_of(state);
    const int64_t id = plan(w, HOUR, 5 * HOUR, w->mail);
    w->c.now = START + 2 * HOUR;
    drop(w, id);
    assert_null(window_find(&w->c, id));
    assert_int_equal(directory_window(w->c.directory, id)->removed_at, START + 2 * HOUR);
    assert_int_equal(status_at(w, 2 * HOUR), SERVICE_OPERATIONAL);
    expect_text(history_until(w, DAY), S("UNDER_MAINTENANCE 3600000..7200000\n"));
}

static void a_window_called_off_after_its_end_stays_whole(void **state)
{
    struct world *w = world_of(state);
    const int64_t id = plan(w, HOUR, 2 * HOUR, w->mail);
    w->c.now = START + 3 * HOUR;
    drop(w, id);
    assert_null(window_find(&w->c, id));
    expect_text(history_until(w, DAY), S("UNDER_MAINTENANCE 3600000..7200000\n"));
}

static void only_a_window_in_use_keeps_its_service(void **state)
{
    struct world *w = world_of(state);
    struct service web = {.team_id = w->ops, .name = S("Web"), .description = S("")};
    assert_ok(service_create(&w->c, &web, NULL));
    commit(w);
    const int64_t id = plan(w, 0, HOUR, web.id);
    assert_int_equal(service_remove(&w->c, &web), ERR_INVALID);
    expect_error(w, ERR_INVALID, "id");
    drop(w, id);
    assert_ok(service_remove(&w->c, &web));
    commit(w);
    assert_int_equal(directory_targets_of(w->c.directory, id).count, 0);
}

// ---- changing ----

static void a_changed_window_is_as_if_it_had_been_planned_so(void **state)
{
    struct world *w = world_of(state);
    const int64_t id = plan(w, 0, HOUR, w->mail);
    struct maintenance_window window = *window_find(&w->c, id);
    w->c.now = START + MINUTE;
    window.ends_at = START + 2 * HOUR;
    assert_ok(window_change(&w->c, &window, one(&w->mail)));
    commit(w);
    assert_int_equal(window_find(&w->c, id)->updated_at, START + MINUTE);
    assert_int_equal(window_find(&w->c, id)->created_at, START);
    assert_int_equal(window_find(&w->c, id)->created_by, w->admin);
    assert_int_equal(status_at(w, 2 * HOUR - 1), SERVICE_UNDER_MAINTENANCE);
    window = *window_find(&w->c, id);
    assert_ok(window_change(&w->c, &window, one(&w->monitor)));
    commit(w);
    expect_text(history_until(w, DAY), S(""));
}

static void a_window_ends_after_it_begins_and_covers_something(void **state)
{
    struct world *w = world_of(state);
    struct maintenance_window window = planned(HOUR, HOUR);
    assert_int_equal(window_create(&w->c, &window, one(&w->mail)), ERR_INVALID);
    expect_error(w, ERR_INVALID, "end");
    window = planned(HOUR, HOUR + 1);
    assert_int_equal(window_create(&w->c, &window, (struct id_list){0}), ERR_INVALID);
    expect_error(w, ERR_INVALID, "services");
    assert_int_equal(w->c.directory->windows.count, 0);
}

// ---- who sees what ----

static void a_team_sees_what_covers_its_own_and_keeps_what_it_does_not_see(void **state)
{
    struct world *w = world_of(state);
    struct service web = {.team_id = w->desk, .name = S("Web"), .description = S("")};
    assert_ok(service_create(&w->c, &web, NULL));
    commit(w);
    const int64_t of_desk = plan(w, 0, HOUR, web.id);
    const int64_t both[] = {w->mail, web.id};
    struct maintenance_window window = planned(0, HOUR);
    assert_ok(window_create(&w->c, &window, (struct id_list){.items = both, .count = 2}));
    commit(w);
    act_as_team_key(w);
    assert_null(window_find(&w->c, of_desk));
    assert_non_null(window_find(&w->c, window.id));
    assert_int_equal(window_services(&w->c, window.id).count, 1);
    assert_int_equal(window_services(&w->c, window.id).items[0], w->mail);
    assert_ok(window_change(&w->c, &window, one(&w->monitor)));
    commit(w);
    act_as_key(w);
    assert_int_equal(window_services(&w->c, window.id).count, 1);
    assert_int_equal(window_services(&w->c, window.id).items[0], web.id);
    assert_int_equal(window_integrations(&w->c, window.id).items[0], w->monitor);
}

static void an_archived_integration_stays_where_it_is(void **state)
{
    struct world *w = world_of(state);
    const int64_t id = plan(w, 0, HOUR, w->monitor);
    const int64_t other = plan(w, 0, HOUR, w->mail);
    assert_true(window_can_cover(&w->c, other, w->monitor));
    assert_ok(integration_retire(&w->c, directory_integration(w->c.directory, w->monitor)));
    commit(w);
    assert_true(window_can_cover(&w->c, id, w->monitor));
    assert_false(window_can_cover(&w->c, other, w->monitor));
    assert_false(window_can_cover(&w->c, 0, w->mail));
}

// ---- the list ----

/* The starts of the windows listed, in hours after START. */
static str listed(struct world *w, const struct window_query *query, struct page page)
{
    struct arena *arena = w->c.store.arena;
    const struct window_list list = window_list(&w->c, query, page);
    str text = S("");
    for (size_t i = 0; i < list.count; i++)
        text = STR_JOIN(arena, text, str_from_i64(arena, (list.items[i]->starts_at - START) / HOUR),
                        S(" "));
    return text;
}

static void windows_are_listed_by_start_state_and_time(void **state)
{
    struct world *w = world_of(state);
    const struct page all = {.take = 50};
    (void)plan(w, 4 * HOUR, 5 * HOUR, w->mail);
    (void)plan(w, 2 * HOUR, 4 * HOUR, w->monitor);
    (void)plan(w, 0, 2 * HOUR, w->mail);
    drop(w, plan(w, -HOUR, 9 * HOUR, w->mail));
    const struct {
        struct window_query query;
        struct page page;
        str wanted;
    } rows[] = {
        {{.until_at = INT64_MAX}, all, S("0 2 4 ")},
        {{.until_at = INT64_MAX, .is_over = true}, all, S("0 ")},
        {{.until_at = INT64_MAX, .is_to_come = true}, all, S("2 4 ")},
        {{.until_at = INT64_MAX, .is_over = true, .is_to_come = true}, all, S("0 2 4 ")},
        {{.until_at = INT64_MAX, .from_at = START + 2 * HOUR}, all, S("2 4 ")},
        {{.until_at = START + 4 * HOUR}, all, S("0 2 ")},
        {{.until_at = INT64_MAX, .services = one(&w->mail)}, all, S("0 4 ")},
        {{.until_at = INT64_MAX, .integrations = one(&w->monitor)}, all, S("2 ")},
        {{.until_at = INT64_MAX, .services = one(&w->mail), .integrations = one(&w->monitor)},
         all,
         S("")},
        {{.until_at = INT64_MAX}, {.take = 1}, S("0 ")},
        {{.until_at = INT64_MAX}, {.skip = 1, .take = 1}, S("2 ")},
        {{.until_at = INT64_MAX}, {.skip = 3, .take = 1}, S("")},
    };
    w->c.now = START + 2 * HOUR; // the first has just ended
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        expect_row(str_eq(listed(w, &rows[i].query, rows[i].page), rows[i].wanted), i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(a_window_begins_and_ends_by_the_clock),
        WORLD_ON_BOTH(a_window_of_an_integration_holds_no_service),
        WORLD_ON_BOTH(time_in_maintenance_counts_as_up),
        WORLD_ON_BOTH(a_window_called_off_before_it_begins_never_was),
        WORLD_ON_BOTH(a_window_called_off_while_it_runs_stays_history_until_then),
        WORLD_ON_BOTH(a_window_called_off_after_its_end_stays_whole),
        WORLD_ON_BOTH(only_a_window_in_use_keeps_its_service),
        WORLD_ON_BOTH(a_changed_window_is_as_if_it_had_been_planned_so),
        WORLD_ON_BOTH(a_window_ends_after_it_begins_and_covers_something),
        WORLD_ON_BOTH(a_team_sees_what_covers_its_own_and_keeps_what_it_does_not_see),
        WORLD_ON_BOTH(an_archived_integration_stays_where_it_is),
        WORLD_ON_BOTH(windows_are_listed_by_start_state_and_time),
    };
    return cmocka_run_group_tests_name("maintenance", tests, make_database, drop_database);
}
