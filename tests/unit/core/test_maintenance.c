// test_maintenance.c -- windows begin and end by the clock, and what they leave behind.
// SPDX-License-Identifier: Apache-2.0
#include "core/maintenance.h"

#include "core/service.h"
#include "core/uptime.h"
#include "core_fixture.h"

enum { HOUR = 60 * MINUTE };

static const msec DAY = 24 * (msec)HOUR;

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
    struct service_status_map now = {0};
    w->c.now = START + after;
    assert_ok(service_statuses(&w->c, one(&w->mail), &now));
    return service_status_in(&now, w->mail);
}

/* How Mail was in the three days before START + `until`: "1 0..3600000", counted from START. */
static str history_until(struct world *w, msec until)
{
    const struct history_query query = {
        .services = one(&w->mail), .from_at = START + until - 3 * DAY, .until_at = START + until};
    struct arena *arena = w->c.store.arena;
    struct period_list *list = NULL;
    str text = S("");
    w->c.now = START + until;
    assert_ok(service_histories(&w->c, &query, &list));
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].status != SERVICE_OPERATIONAL)
            text = STR_JOIN(arena, text, service_status_words[list->items[i].status], S(" "),
                            str_from_i64(arena, list->items[i].from_at - START), S(".."),
                            str_from_i64(arena, list->items[i].until_at - START), S("\n"));
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
    struct uptime *uptime = NULL;
    w->c.preferences = &preferences;
    w->c.now = START + after;
    assert_ok(service_uptimes(&w->c, one(&w->mail), &uptime));
    return uptime->percent_30;
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

static void a_window_to_come_is_as_if_it_had_been_planned_so(void **state)
{
    struct world *w = world_of(state);
    const int64_t id = plan(w, HOUR, 2 * HOUR, w->monitor);
    struct maintenance_window window = *window_find(&w->c, id);
    w->c.now = START + MINUTE;
    window.starts_at = START + 2 * HOUR;
    window.ends_at = START + 3 * HOUR;
    assert_ok(window_change(&w->c, &window, one(&w->mail)));
    commit(w);
    assert_int_equal(window_find(&w->c, id)->updated_at, START + MINUTE);
    assert_int_equal(window_find(&w->c, id)->created_at, START);
    assert_int_equal(window_find(&w->c, id)->created_by, w->admin);
    expect_text(history_until(w, DAY), S("UNDER_MAINTENANCE 7200000..10800000\n"));
}

/* A window from START + 1 to 3 hours is given these times `after` START. */
static void a_window_that_has_begun_keeps_its_start_and_what_is_past(void **state)
{
    struct world *w = world_of(state);
    const struct {
        msec after, begin, end;
        str field; // that is refused
        msec ends; // else when it ends then
    } rows[] = {
        {2 * HOUR, HOUR + 1, 3 * HOUR, S("start"), 0},
        {HOUR, 0, 3 * HOUR, S("start"), 0},
        {HOUR - 1, 0, 4 * HOUR, S(""), 4 * HOUR},
        {2 * HOUR, HOUR, 5 * HOUR, S(""), 5 * HOUR},
        {2 * HOUR, HOUR, 2 * HOUR, S(""), 2 * HOUR},
        {2 * HOUR, HOUR, 2 * HOUR - MINUTE, S(""), 2 * HOUR},
        {2 * HOUR, HOUR, 2 * HOUR - MINUTE - 1, S("end"), 0},
        {3 * HOUR, HOUR, 3 * HOUR, S(""), 3 * HOUR},
        {3 * HOUR, HOUR, 4 * HOUR, S("end"), 0},
        {9 * HOUR, HOUR, 2 * HOUR, S("end"), 0},
        {9 * HOUR, 0, 3 * HOUR, S("start"), 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        w->c.now = START;
        const int64_t id = plan(w, HOUR, 3 * HOUR, w->mail);
        struct maintenance_window window = *window_find(&w->c, id);
        w->c.now = START + rows[i].after;
        window.starts_at = START + rows[i].begin;
        window.ends_at = START + rows[i].end;
        const enum err changed = window_change(&w->c, &window, one(&w->mail));
        expect_row(changed == (rows[i].field.n > 0 ? ERR_INVALID : OK), i);
        expect_row(changed == OK || str_eq(w->c.error.field, rows[i].field), i);
        expect_row(changed != OK || window.ends_at == START + rows[i].ends, i);
        world_roll_back(w);
    }
}

static void change_targets(struct world *w, int64_t id, msec after, struct id_list targets)
{
    struct maintenance_window window = *window_find(&w->c, id);
    w->c.now = START + after;
    assert_ok(window_change(&w->c, &window, targets));
    commit(w);
}

static void what_a_window_covered_stays_history_when_it_covers_something_else(void **state)
{
    struct world *w = world_of(state);
    const int64_t id = plan(w, 0, 3 * HOUR, w->mail);
    change_targets(w, id, HOUR, one(&w->monitor));
    assert_int_equal(window_services(&w->c, id).count, 0);
    assert_int_equal(status_at(w, HOUR), SERVICE_OPERATIONAL);
    expect_text(history_until(w, DAY), S("UNDER_MAINTENANCE 0..3600000\n"));
    change_targets(w, id, 2 * HOUR, one(&w->mail));
    assert_int_equal(window_find(&w->c, id)->starts_at, START);
    assert_int_equal(status_at(w, 2 * HOUR), SERVICE_UNDER_MAINTENANCE);
    expect_text(history_until(w, DAY), S("UNDER_MAINTENANCE 0..3600000\n"
                                         "UNDER_MAINTENANCE 7200000..10800000\n"));
    const struct window_query all = {.until_at = INT64_MAX};
    assert_int_equal(window_list(&w->c, &all, (struct page){.take = 9}).count, 1);
    assert_int_equal(w->c.directory->windows.count, 3);
}

static void what_a_window_that_is_over_covered_does_not_change(void **state)
{
    struct world *w = world_of(state);
    const int64_t id = plan(w, 0, HOUR, w->mail);
    struct maintenance_window window = *window_find(&w->c, id);
    w->c.now = START + HOUR;
    assert_int_equal(window_change(&w->c, &window, one(&w->monitor)), ERR_INVALID);
    expect_error(w, ERR_INVALID, "services");
    window.summary = S("Repaired");
    assert_ok(window_change(&w->c, &window, one(&w->mail)));
    commit(w);
    expect_text(window_find(&w->c, id)->summary, S("Repaired"));
    expect_text(history_until(w, DAY), S("UNDER_MAINTENANCE 0..3600000\n"));
    assert_int_equal(w->c.directory->windows.count, 1);
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

/* Mail of ops and Web of desk, from START + `begin` for three hours; Web's id to *out_web. */
static int64_t plan_of_both(struct world *w, msec begin, int64_t *out_web)
{
    struct service web = {.team_id = w->desk, .name = S("Web"), .description = S("")};
    assert_ok(service_create(&w->c, &web, NULL));
    commit(w);
    const int64_t both[] = {w->mail, web.id};
    struct maintenance_window window = planned(begin, begin + 3 * HOUR);
    assert_ok(window_create(&w->c, &window, (struct id_list){.items = both, .count = 2}));
    commit(w);
    *out_web = web.id;
    return window.id;
}

static void a_team_does_not_move_what_covers_others(void **state)
{
    struct world *w = world_of(state);
    int64_t web = 0;
    struct maintenance_window window = *window_find(&w->c, plan_of_both(w, HOUR, &web));
    const struct maintenance_window planned_first = window;
    act_as_team_key(w);
    window.starts_at++;
    assert_int_equal(window_change(&w->c, &window, one(&w->mail)), ERR_INVALID);
    expect_error(w, ERR_INVALID, "start");
    window = planned_first;
    window.ends_at--;
    assert_int_equal(window_change(&w->c, &window, one(&w->mail)), ERR_INVALID);
    expect_error(w, ERR_INVALID, "end");
    window = planned_first;
    window.summary = S("Ours too");
    assert_ok(window_change(&w->c, &window, one(&w->monitor)));
}

static void a_team_takes_away_its_own_part_alone(void **state)
{
    struct world *w = world_of(state);
    int64_t web = 0;
    const int64_t id = plan_of_both(w, HOUR, &web);
    act_as_team_key(w);
    drop(w, id);
    assert_null(window_find(&w->c, id));
    act_as_key(w);
    assert_int_equal(window_find(&w->c, id)->starts_at, START + HOUR);
    assert_int_equal(window_services(&w->c, id).count, 1);
    assert_true(window_covers(&w->c, id, web));
    expect_text(history_until(w, DAY), S(""));
    w->c.now = START;
    drop(w, id);
    assert_null(directory_window(w->c.directory, id));
}

static void a_part_taken_away_while_the_window_runs_is_history_until_then(void **state)
{
    struct world *w = world_of(state);
    int64_t web = 0;
    const int64_t id = plan_of_both(w, 0, &web);
    w->c.now = START + HOUR;
    act_as_team_key(w);
    drop(w, id);
    act_as_key(w);
    assert_int_equal(window_find(&w->c, id)->ends_at, START + 3 * HOUR);
    assert_int_equal(status_at(w, HOUR), SERVICE_OPERATIONAL);
    expect_text(history_until(w, DAY), S("UNDER_MAINTENANCE 0..3600000\n"));
    w->mail = web;
    assert_int_equal(status_at(w, 2 * HOUR), SERVICE_UNDER_MAINTENANCE);
    expect_text(history_until(w, DAY), S("UNDER_MAINTENANCE 0..10800000\n"));
    w->c.now = START + 2 * HOUR;
    drop(w, id);
    expect_text(history_until(w, DAY), S("UNDER_MAINTENANCE 0..7200000\n"));
}

// ---- bounds ----

static void a_window_covers_no_more_than_fifty_services_seen_or_not(void **state)
{
    struct world *w = world_of(state);
    int64_t ids[WINDOW_MAX_SERVICES + 1];
    for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
        struct service service = {
            .team_id = i < 20 ? w->desk : w->ops, .name = S("Web"), .description = S("")};
        assert_ok(service_create(&w->c, &service, NULL));
        ids[i] = service.id;
    }
    commit(w);
    struct maintenance_window window = planned(HOUR, 2 * HOUR);
    const struct id_list all = {.items = ids, .count = ARRAY_LEN(ids)};
    assert_int_equal(window_create(&w->c, &window, all), ERR_INVALID);
    expect_error(w, ERR_INVALID, "services");
    assert_ok(window_create(&w->c, &window, (struct id_list){.items = ids, .count = 21}));
    commit(w);
    act_as_team_key(w);
    const struct id_list own = {.items = ids + 20, .count = ARRAY_LEN(ids) - 20};
    assert_int_equal(window_change(&w->c, &window, own), ERR_INVALID);
    expect_error(w, ERR_INVALID, "services");
    assert_ok(window_change(&w->c, &window, (struct id_list){.items = ids + 20, .count = 30}));
}

/* The field that is refused where there are so many windows, all until START + 1 hour. */
static str plan_beside(struct world *w, size_t count, size_t targets)
{
    struct directory crowded = *w->c.directory;
    struct maintenance_window *windows =
        arena_array(w->c.store.arena, struct maintenance_window, count);
    for (size_t i = 0; i < count; i++)
        windows[i] = planned(0, HOUR);
    crowded.windows.items = windows;
    crowded.windows.count = count;
    crowded.window_targets.count = targets;
    w->c.directory = &crowded;
    struct maintenance_window window = planned(0, HOUR);
    const enum err planning = window_create(&w->c, &window, one(&w->mail));
    const str field = planning == OK ? S("") : w->c.error.field;
    world_roll_back(w);
    return field;
}

static void there_is_a_word_for_too_many_windows(void **state)
{
    struct world *w = world_of(state);
    expect_text(plan_beside(w, WINDOWS_MAX - 1, 0), S(""));
    expect_text(plan_beside(w, WINDOWS_MAX, 0), S("id"));
    w->c.now = START + 2 * HOUR; // all are over
    expect_text(plan_beside(w, WINDOWS_MAX, 0), S(""));
    expect_text(plan_beside(w, DIRECTORY_MAX_ROWS, 0), S("id"));
    expect_text(plan_beside(w, 1, DIRECTORY_MAX_ROWS - 1), S(""));
    expect_text(plan_beside(w, 1, DIRECTORY_MAX_ROWS), S("services"));
}

static void a_window_long_over_is_forgotten(void **state)
{
    struct world *w = world_of(state);
    struct maintenance_window window = planned(-457 * DAY, -456 * DAY);
    assert_int_equal(window_create(&w->c, &window, one(&w->mail)), ERR_INVALID);
    expect_error(w, ERR_INVALID, "end");
    const int64_t id = plan(w, -457 * DAY, -455 * DAY, w->mail);
    assert_non_null(window_find(&w->c, id));
    w->c.now = START + DAY;
    assert_null(window_find(&w->c, id));
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
        WORLD_ON_BOTH(a_window_to_come_is_as_if_it_had_been_planned_so),
        WORLD_ON_BOTH(a_window_that_has_begun_keeps_its_start_and_what_is_past),
        WORLD_ON_BOTH(what_a_window_covered_stays_history_when_it_covers_something_else),
        WORLD_ON_BOTH(what_a_window_that_is_over_covered_does_not_change),
        WORLD_ON_BOTH(a_window_ends_after_it_begins_and_covers_something),
        WORLD_ON_BOTH(a_team_sees_what_covers_its_own_and_keeps_what_it_does_not_see),
        WORLD_ON_BOTH(a_team_does_not_move_what_covers_others),
        WORLD_ON_BOTH(a_team_takes_away_its_own_part_alone),
        WORLD_ON_BOTH(a_part_taken_away_while_the_window_runs_is_history_until_then),
        WORLD_ON_BOTH(a_window_covers_no_more_than_fifty_services_seen_or_not),
        WORLD_ON_SQLITE(there_is_a_word_for_too_many_windows),
        WORLD_ON_BOTH(a_window_long_over_is_forgotten),
        WORLD_ON_BOTH(an_archived_integration_stays_where_it_is),
        WORLD_ON_BOTH(windows_are_listed_by_start_state_and_time),
    };
    return cmocka_run_group_tests_name("maintenance", tests, make_database, drop_database);
}
