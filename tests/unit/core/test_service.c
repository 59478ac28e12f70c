// test_service.c -- how services are and have been, and the rules of their configuration.
// SPDX-License-Identifier: Apache-2.0
#include "core/service.h"

#include "core/uptime.h"
#include "store/directory_store.h"
#include "store/service_store.h"
#include "world_services.h"

static const msec DAY = (msec)24 * 60 * MINUTE;

static struct service service_of(struct world *w, int64_t id)
{
    world_commit(w, w->c.now - START);
    const struct service *service = directory_service(w->c.directory, id);
    assert_non_null(service);
    return *service;
}

static enum service_status status_of(struct world *w, int64_t service_id)
{
    struct service_status_map now = {0};
    assert_ok(service_statuses(&w->c, IDS(service_id), &now));
    return service_status_in(&now, service_id);
}

static void set_own_status(struct world *w, int64_t service_id, enum service_status status)
{
    struct service service = service_of(w, service_id);
    service.own_status = status;
    assert_ok(service_change(&w->c, &service, NULL));
    world_reload(w);
}

static int64_t affect(struct world *w, int64_t service_id, enum service_status impact)
{
    struct public_draft draft = public_draft(w, S("something"), PUBLIC_IDENTIFIED);
    draft.impacts = IMPACTS({service_id, impact});
    return publish(w, &draft);
}

// ---- how it is ----

static void the_worst_impact_stands_before_a_window_and_that_before_what_people_set(void **state)
{
    struct world *w = world_of(state);
    assert_int_equal(status_of(w, w->mail), SERVICE_OPERATIONAL);
    set_own_status(w, w->mail, SERVICE_PARTIAL_OUTAGE);
    assert_int_equal(status_of(w, w->mail), SERVICE_PARTIAL_OUTAGE);
    add_window(w, w->mail, 0, MINUTE, 0);
    assert_int_equal(status_of(w, w->mail), SERVICE_UNDER_MAINTENANCE);
    const int64_t worse = affect(w, w->mail, SERVICE_MAJOR_OUTAGE);
    (void)affect(w, w->mail, SERVICE_DEGRADED);
    const int64_t none = affect(w, w->mail, SERVICE_OPERATIONAL);
    assert_int_equal(status_of(w, w->mail), SERVICE_MAJOR_OUTAGE);
    update(w, worse, &STATUS_UPDATE(PUBLIC_RESOLVED));
    update(w, none, &STATUS_UPDATE(PUBLIC_RESOLVED));
    assert_int_equal(status_of(w, w->mail), SERVICE_DEGRADED);
    update(w, worse, &STATUS_UPDATE(PUBLIC_MONITORING));
    assert_int_equal(status_of(w, w->mail), SERVICE_MAJOR_OUTAGE);
}

static void a_window_begins_and_ends_by_the_clock(void **state)
{
    struct world *w = world_of(state);
    const int64_t removed = add_service(w, S("Web"));
    add_window(w, w->mail, MINUTE, 2 * MINUTE, 0);
    add_window(w, removed, 0, 2 * MINUTE, MINUTE);
    static const struct {
        msec at;
        enum service_status status;
    } rows[] = {
        {MINUTE - 1, SERVICE_OPERATIONAL},
        {MINUTE, SERVICE_UNDER_MAINTENANCE},
        {2 * MINUTE - 1, SERVICE_UNDER_MAINTENANCE},
        {2 * MINUTE, SERVICE_OPERATIONAL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        w->c.now = START + rows[i].at;
        expect_row(status_of(w, w->mail) == rows[i].status, i);
        expect_row(status_of(w, removed) == SERVICE_OPERATIONAL, i);
    }
}

static void many_services_are_told_each_once(void **state)
{
    struct world *w = world_of(state);
    const int64_t web = add_service(w, S("Web"));
    const int64_t disk = add_service(w, S("Disk"));
    struct service_status_map now = {0};
    (void)affect(w, web, SERVICE_DEGRADED);
    (void)affect(w, w->mail, SERVICE_MAJOR_OUTAGE);
    assert_ok(service_statuses(&w->c, IDS(web, disk, 12345, w->mail, web, 12345), &now));
    assert_int_equal(now.services.count, 4);
    for (size_t i = 1; i < now.services.count; i++)
        assert_true(now.services.items[i - 1] < now.services.items[i]);
    assert_int_equal(service_status_in(&now, web), SERVICE_DEGRADED);
    assert_int_equal(service_status_in(&now, disk), SERVICE_OPERATIONAL);
    assert_int_equal(service_status_in(&now, 12345), SERVICE_OPERATIONAL); // nobody's
    assert_int_equal(service_status_in(&now, w->mail), SERVICE_MAJOR_OUTAGE);
    assert_int_equal(service_status_in(&now, 1), SERVICE_OPERATIONAL); // not asked for
    assert_ok(service_statuses(&w->c, (struct id_list){0}, &now));
    assert_int_equal(now.services.count, 0);
}

static void what_people_set_is_kept_with_its_time(void **state)
{
    struct world *w = world_of(state);
    set_own_status(w, w->mail, SERVICE_OPERATIONAL); // it is
    w->c.now = START + MINUTE;
    set_own_status(w, w->mail, SERVICE_DEGRADED);
    set_own_status(w, w->mail, SERVICE_PARTIAL_OUTAGE); // in the same instant
    w->c.now = START + 2 * MINUTE;
    set_own_status(w, w->mail, SERVICE_PARTIAL_OUTAGE);
    w->c.now = START + 3 * MINUTE;
    set_own_status(w, w->mail, SERVICE_OPERATIONAL);
    expect_look(&w->c.store, LOOK_OWN_STATUSES, P(w->c.store.org_id, w->mail, START),
                "3 at 60000\n0 at 180000\n");
    struct service web = {
        .team_id = w->ops, .name = S("Web"), .description = S(""), .own_status = SERVICE_DEGRADED};
    assert_ok(service_create(&w->c, &web, NULL));
    expect_look(&w->c.store, LOOK_OWN_STATUSES, P(w->c.store.org_id, web.id, START),
                "2 at 180000\n");
}

/* Or another node's clock is behind. */
static void the_newest_word_counts_though_the_clock_steps_back(void **state)
{
    struct world *w = world_of(state);
    w->c.now = START + MINUTE;
    set_own_status(w, w->mail, SERVICE_DEGRADED);
    world_commit(w, MINUTE - SECOND);
    set_own_status(w, w->mail, SERVICE_OPERATIONAL);
    assert_int_equal(service_of(w, w->mail).updated_at, START + MINUTE);
    expect_look(&w->c.store, LOOK_OWN_STATUSES, P(w->c.store.org_id, w->mail, START),
                "0 at 60000\n");
}

// ---- its teams ----

static str teams_of(struct world *w, int64_t service_id)
{
    str text = S("");
    world_commit(w, w->c.now - START);
    const struct object_team_list teams = directory_teams_of(w->c.directory, service_id);
    for (size_t i = 0; i < teams.count; i++)
        text = STR_JOIN(w->c.store.arena, text,
                        directory_team(w->c.directory, teams.items[i].team_id)->uid, S(" "));
    return text;
}

static void a_new_service_is_in_the_teams_asked_for_and_at_home_in_one(void **state)
{
    struct world *w = world_of(state);
    const struct id_list both = IDS(w->desk, w->ops, w->desk);
    const struct id_list desk = IDS(w->desk);
    const struct id_list none = {0};
    const struct {
        const struct id_list *teams;
        bool is_team_key; // of ops
        const char *wanted;
        int64_t home;
    } rows[] = {
        {NULL, false, "ops ", w->ops},    {&both, false, "ops desk ", w->ops},
        {&desk, false, "desk ", w->desk},                                // its home moves there
        {&none, false, "", w->prim},      {&none, true, "ops ", w->ops}, // it sees what it makes
        {NULL, true, "ops ", w->ops},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct service service = {.team_id = w->ops, .name = S("Web"), .description = S("")};
        act_as_key(w);
        if (rows[i].is_team_key)
            act_as_team_key(w);
        assert_ok(service_create(&w->c, &service, rows[i].teams));
        expect_text(teams_of(w, service.id), str_from_cstr(rows[i].wanted));
        expect_row(service_of(w, service.id).team_id == rows[i].home, i);
    }
}

static void set_teams(struct world *w, int64_t service_id, const struct id_list *teams)
{
    struct service service = service_of(w, service_id);
    assert_ok(service_change(&w->c, &service, teams));
}

static void a_key_of_one_team_leaves_the_others_and_never_lets_go(void **state)
{
    struct world *w = world_of(state);
    const struct id_list both = IDS(w->ops, w->desk);
    const struct id_list none = {0};
    set_teams(w, w->mail, &both);
    expect_text(teams_of(w, w->mail), S("ops desk "));
    act_as_team_key(w);
    set_teams(w, w->mail, &none);
    expect_text(teams_of(w, w->mail), S("ops desk "));
    act_as_key(w);
    set_teams(w, w->mail, NULL);
    expect_text(teams_of(w, w->mail), S("ops desk "));
    set_teams(w, w->mail, &none);
    expect_text(teams_of(w, w->mail), S(""));
}

static void a_team_sees_what_is_shared_with_it_and_nothing_else(void **state)
{
    struct world *w = world_of(state);
    const struct id_list none = {0};
    const struct {
        const struct id_list teams;
        bool is_seen; // by a key of ops, at home there or not
    } rows[] = {
        {IDS(w->desk, w->ops), true}, {IDS(w->desk), false}, {IDS(w->ops), true}, {none, false}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        act_as_key(w);
        set_teams(w, w->mail, &rows[i].teams);
        world_commit(w, 0);
        expect_row(ctx_reaches_object(&w->c, w->mail), i);
        act_as_team_key(w);
        expect_row(ctx_reaches_object(&w->c, w->mail) == rows[i].is_seen, i);
    }
    act_as_key(w);
    assert_int_equal(service_of(w, w->mail).team_id, w->prim); // ops may be deleted
}

static void teams_that_are_not_there_or_not_seen_are_refused(void **state)
{
    struct world *w = world_of(state);
    world_commit(w, 0);
    const struct {
        struct id_list teams;
        bool is_team_key;
        const char *field;
    } rows[] = {
        {IDS(w->ops, 12345), false, "teams[1].id"},
        {IDS(w->ann), false, "teams[0].id"},
        {IDS(w->ops, w->desk), true, "teams[1].id"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct service service = service_of(w, w->mail);
        act_as_key(w);
        if (rows[i].is_team_key)
            act_as_team_key(w);
        expect_row(service_change(&w->c, &service, &rows[i].teams) == ERR_INVALID, i);
        expect_text(w->c.error.field, str_from_cstr(rows[i].field));
        world_roll_back(w);
    }
}

// ---- its end ----

static void expect_in_use(struct world *w, int64_t service_id, const char *by)
{
    const struct service service = service_of(w, service_id);
    assert_int_equal(service_remove(&w->c, &service), ERR_INVALID);
    assert_true(str_find_str(w->c.error.message, str_from_cstr(by)) < w->c.error.message.n);
    expect_error(w, ERR_INVALID, "id");
}

static void a_service_in_use_stays_and_who_uses_it_is_named(void **state)
{
    struct world *w = world_of(state);
    const int64_t shown = add_service(w, S("Shown"));
    const int64_t grouped = add_service(w, S("Grouped"));
    const int64_t held = add_service(w, S("Held"));
    const int64_t windowed = add_service(w, S("Windowed"));
    (void)add_page(w, PAGE_OFF, IDS(shown, grouped));
    add_window(w, windowed, MINUTE, 2 * MINUTE, 0);
    const int64_t incident_id = affect(w, held, SERVICE_DEGRADED);
    update(w, incident_id, &STATUS_UPDATE(PUBLIC_RESOLVED)); // it is history
    expect_in_use(w, w->mail, "integration");
    expect_in_use(w, shown, "status page");
    expect_in_use(w, grouped, "status page");
    expect_in_use(w, windowed, "maintenance window");
    expect_in_use(w, held, "incident");
}

static void a_service_takes_with_it_what_is_only_its_own(void **state)
{
    struct world *w = world_of(state);
    const int64_t web = add_service(w, S("Web"));
    struct service_period_list overrides = {0};
    struct private_subscriber_list subscribers = {0};
    struct service_period_list own = {0};
    const struct history_filter all = {.services = IDS(web), .until_at = INT64_MAX, .most = 10};
    set_own_status(w, web, SERVICE_DEGRADED);
    add_subscriber(w, web, SUBSCRIBER_USER, w->ann);
    add_opt_out(w, web, w->ben);
    assert_ok(override_insert(&w->c.store, &(struct outage_override){.id = 90,
                                                                     .service_id = web,
                                                                     .from_at = START,
                                                                     .until_at = START + 1,
                                                                     .created_at = START}));
    const struct service service = service_of(w, web);
    assert_ok(service_remove(&w->c, &service));
    world_commit(w, w->c.now - START);
    assert_null(directory_service(w->c.directory, web));
    expect_text(teams_of(w, web), S(""));
    assert_ok(override_history(&w->c.store, &all, &overrides));
    assert_ok(private_subscribers(&w->c.store, web, &subscribers));
    assert_ok(own_status_history(&w->c.store, &all, &own));
    assert_int_equal(overrides.count + subscribers.count + own.count, 0);
}

// ---- how it has been ----

/* An incident of the past, its times counted in days before START. */
static void add_past(struct world *w, int64_t service_id, enum service_status impact, int from_day,
                     int until_day)
{
    struct public_draft draft = public_draft(w, S("past"), PUBLIC_RESOLVED);
    draft.created_at = START - from_day * DAY;
    draft.updated_at = START - until_day * DAY;
    draft.impacts = IMPACTS({service_id, impact});
    (void)publish(w, &draft);
}

static void add_override(struct world *w, int64_t id, enum service_status status, int from_day,
                         int until_day)
{
    const struct outage_override override = {.id = id,
                                             .service_id = w->mail,
                                             .status = status,
                                             .from_at = START - from_day * DAY,
                                             .until_at = START - until_day * DAY,
                                             .created_at = START};
    assert_ok(override_insert(&w->c.store, &override));
}

/* "4 -20..-11 " in days. */
static str history_in_days(struct world *w, bool ignores_overrides)
{
    struct arena *arena = w->c.store.arena;
    const struct history_query query = {.services = IDS(w->mail),
                                        .from_at = START - 90 * DAY,
                                        .until_at = START,
                                        .ignores_overrides = ignores_overrides};
    struct period_list *list = NULL;
    str text = S("");
    world_reload(w);
    assert_ok(service_histories(&w->c, &query, &list));
    for (size_t i = 0; i < list->count; i++)
        text = STR_JOIN(arena, text, str_from_i64(arena, (int64_t)list->items[i].status), S(" "),
                        str_from_i64(arena, (list->items[i].from_at - START) / DAY), S(".."),
                        str_from_i64(arena, (list->items[i].until_at - START) / DAY), S(" "));
    return text;
}

static void its_history_is_what_bore_on_it_and_what_corrects_that(void **state)
{
    struct world *w = world_of(state);
    add_past(w, w->mail, SERVICE_MAJOR_OUTAGE, 40, 30);
    add_past(w, w->mail, SERVICE_DEGRADED, 35, 20);
    add_past(w, add_service(w, S("Web")), SERVICE_MAJOR_OUTAGE, 60, 10); // another's
    add_window(w, w->mail, -25 * DAY, -15 * DAY, 0);
    add_window(w, w->mail, -10 * DAY, -5 * DAY, -8 * DAY); // ended by hand
    struct service mail = service_of(w, w->mail);
    mail.own_status = SERVICE_PARTIAL_OUTAGE;
    assert_ok(service_update(&w->c.store, &mail));
    assert_ok(own_status_set(&w->c.store, w->mail, mail.own_status, START - 2 * DAY));
    expect_text(history_in_days(w, true),
                S("0 -90..-40 4 -40..-30 2 -30..-20 1 -20..-15 0 -15..-10 1 -10..-8 0 -8..-2 "
                  "3 -2..0 "));
    add_override(w, 90, SERVICE_OPERATIONAL, 38, 32);
    add_override(w, 91, SERVICE_MAJOR_OUTAGE, 85, 80);
    expect_text(history_in_days(w, true),
                S("0 -90..-40 4 -40..-30 2 -30..-20 1 -20..-15 0 -15..-10 1 -10..-8 0 -8..-2 "
                  "3 -2..0 "));
    expect_text(history_in_days(w, false),
                S("0 -90..-85 4 -85..-80 0 -80..-40 4 -40..-38 0 -38..-32 4 -32..-30 2 -30..-20 "
                  "1 -20..-15 0 -15..-10 1 -10..-8 0 -8..-2 3 -2..0 "));
}

static struct uptime uptime_of(struct world *w)
{
    struct uptime *uptime = NULL;
    world_reload(w);
    assert_ok(service_uptimes(&w->c, IDS(w->mail), &uptime));
    return *uptime;
}

#define expect_percent(actual, wanted)                                                             \
    assert_true((actual) > (wanted)-0.0001 && (actual) < (wanted) + 0.0001)

static void uptime_counts_major_outages_whole_and_partial_ones_by_their_weight(void **state)
{
    struct world *w = world_of(state);
    expect_percent(uptime_of(w).percent_90, 100.0);       // a young service counts whole periods
    add_past(w, w->mail, SERVICE_MAJOR_OUTAGE, 15, 12);   // 3 days
    add_past(w, w->mail, SERVICE_PARTIAL_OUTAGE, 55, 45); // 10 days by 0.3: 3 days
    add_past(w, w->mail, SERVICE_DEGRADED, 80, 70);       // up
    const struct uptime uptime = uptime_of(w);
    expect_percent(uptime.percent_30, 90.0);
    expect_percent(uptime.percent_60, 90.0);
    expect_percent(uptime.percent_90, 100.0 - 600.0 / 90.0);
    assert_int_equal(uptime.from_at, START - 90 * DAY);
    assert_int_equal(uptime.until_at, START);
    assert_int_equal(uptime.outages.count, 2);
    assert_int_equal(uptime.outages.items[0].status, SERVICE_PARTIAL_OUTAGE);
    assert_int_equal(uptime.outages.items[0].from_at, START - 55 * DAY);
    assert_int_equal(uptime.outages.items[1].until_at, START - 12 * DAY);
}

static void an_open_outage_lasts_until_now_and_one_at_the_edge_is_cut(void **state)
{
    struct world *w = world_of(state);
    struct public_draft draft = public_draft(w, S("down"), PUBLIC_IDENTIFIED);
    add_past(w, w->mail, SERVICE_MAJOR_OUTAGE, 120, 81); // 9 days of it count
    draft.created_at = START - 6 * DAY;
    (void)publish(w, &draft);
    const struct uptime uptime = uptime_of(w);
    expect_percent(uptime.percent_30, 80.0);
    expect_percent(uptime.percent_60, 90.0);
    expect_percent(uptime.percent_90, 100.0 - 1500.0 / 90.0);
    assert_int_equal(uptime.outages.count, 2);
    assert_int_equal(uptime.outages.items[0].from_at, START - 90 * DAY);
    assert_true(uptime.outages.items[1].until_at > START); // it goes on
    assert_int_equal(uptime.until_at, START);
}

/* Every second for more than two days: more than is read at once. */
static void of_a_record_without_end_the_newest_part_counts(void **state)
{
    struct world *w = world_of(state);
    for (int64_t i = SERVICE_HISTORY_MAX_ROWS + 100; i > 0; i--)
        assert_ok(own_status_set(&w->c.store, w->mail,
                                 i % 2 == 0 ? SERVICE_MAJOR_OUTAGE : SERVICE_OPERATIONAL,
                                 START - i * SECOND));
    const struct uptime uptime = uptime_of(w);
    assert_int_equal(uptime.outages.count, SERVICE_HISTORY_MAX_ROWS / 2);
    assert_int_equal(uptime.outages.items[uptime.outages.count - 1].until_at, START - SECOND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(the_worst_impact_stands_before_a_window_and_that_before_what_people_set),
        WORLD_ON_BOTH(a_window_begins_and_ends_by_the_clock),
        WORLD_ON_BOTH(many_services_are_told_each_once),
        WORLD_ON_BOTH(what_people_set_is_kept_with_its_time),
        WORLD_ON_BOTH(the_newest_word_counts_though_the_clock_steps_back),
        WORLD_ON_BOTH(a_new_service_is_in_the_teams_asked_for_and_at_home_in_one),
        WORLD_ON_BOTH(a_key_of_one_team_leaves_the_others_and_never_lets_go),
        WORLD_ON_BOTH(a_team_sees_what_is_shared_with_it_and_nothing_else),
        WORLD_ON_BOTH(teams_that_are_not_there_or_not_seen_are_refused),
        WORLD_ON_BOTH(a_service_in_use_stays_and_who_uses_it_is_named),
        WORLD_ON_BOTH(a_service_takes_with_it_what_is_only_its_own),
        WORLD_ON_BOTH(its_history_is_what_bore_on_it_and_what_corrects_that),
        WORLD_ON_BOTH(uptime_counts_major_outages_whole_and_partial_ones_by_their_weight),
        WORLD_ON_SQLITE(of_a_record_without_end_the_newest_part_counts),
        WORLD_ON_BOTH(an_open_outage_lasts_until_now_and_one_at_the_edge_is_cut),
    };
    return cmocka_run_group_tests_name("service", tests, make_database, drop_database);
}
