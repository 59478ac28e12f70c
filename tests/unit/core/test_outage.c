// test_outage.c -- when services were out, and corrections of that record.
// SPDX-License-Identifier: Apache-2.0
#include "core/outage.h"

#include "core/maintenance.h"
#include "core/public_incident.h"
#include "core/service.h"
#include "core/uptime.h"
#include "core_fixture.h"

enum { HOUR = 60 * MINUTE };

static const struct service *mail_of(const struct world *w)
{
    return directory_service(w->c.directory, w->mail);
}

/* An incident that does this to the service from START + `begin` until START + `end`; 0: it goes
 * on. */
static void harm(struct world *w, int64_t service_id, enum service_status status, msec begin,
                 msec end)
{
    const struct impact impact = {.service_id = service_id, .impact = status};
    const struct public_draft draft = {
        .summary = S("Down"),
        .has_status = true,
        .status = end == 0 ? PUBLIC_INVESTIGATING : PUBLIC_RESOLVED,
        .has_impacts = true,
        .impacts = {.items = &impact, .count = 1},
        .created_at = START + begin,
        .updated_at = end == 0 ? 0 : START + end,
    };
    int64_t id = 0;
    assert_ok(public_incident_create(&w->c, &draft, &id));
}

static int64_t correct(struct world *w, enum service_status status, msec begin, msec end)
{
    struct outage_override made = {
        .service_id = w->mail, .status = status, .from_at = START + begin, .until_at = START + end};
    assert_ok(override_create(&w->c, &made));
    return made.id;
}

/* The outages, a line each: "MAJOR 1h..2h", counted from START. */
static str outages(struct world *w, const struct outage_query *query)
{
    struct arena *arena = w->c.store.arena;
    struct period_list list = {0};
    str text = S("");
    assert_ok(outage_list(&w->c, query, &list));
    for (size_t i = 0; i < list.count; i++)
        text = STR_JOIN(arena, text,
                        list.items[i].status == SERVICE_MAJOR_OUTAGE ? S("major ") : S("partial "),
                        str_from_i64(arena, (list.items[i].from_at - START) / HOUR), S(".."),
                        str_from_i64(arena, (list.items[i].until_at - START) / HOUR), S("\n"));
    return text;
}

/* Of Mail, in the twenty hours after START. */
static str outages_of_mail(struct world *w, bool ignores_overrides)
{
    const struct outage_query query = {.service = mail_of(w),
                                       .from_at = START,
                                       .until_at = START + 20 * HOUR,
                                       .ignores_overrides = ignores_overrides};
    return outages(w, &query);
}

// ---- outages ----

static void outages_are_the_partial_and_the_major_ones(void **state)
{
    struct world *w = world_of(state);
    world_commit(w, 20 * HOUR);
    harm(w, w->mail, SERVICE_DEGRADED, HOUR, 9 * HOUR);
    harm(w, w->mail, SERVICE_UNDER_MAINTENANCE, HOUR, 9 * HOUR);
    expect_text(outages_of_mail(w, false), S(""));
    harm(w, w->mail, SERVICE_PARTIAL_OUTAGE, 2 * HOUR, 5 * HOUR);
    harm(w, w->mail, SERVICE_MAJOR_OUTAGE, 3 * HOUR, 4 * HOUR);
    harm(w, w->mail, SERVICE_MAJOR_OUTAGE, 7 * HOUR, 8 * HOUR);
    expect_text(outages_of_mail(w, false),
                S("partial 2..3\nmajor 3..4\npartial 4..5\nmajor 7..8\n"));
}

static void outages_are_cut_to_the_range_and_to_now(void **state)
{
    struct world *w = world_of(state);
    world_commit(w, 6 * HOUR);
    harm(w, w->mail, SERVICE_MAJOR_OUTAGE, 2 * HOUR, 0);
    expect_text(outages_of_mail(w, false), S("major 2..6\n"));
    const struct {
        msec from_at, until_at;
        str wanted;
    } rows[] = {
        {0, 2 * HOUR, S("")},
        {0, 3 * HOUR, S("major 2..3\n")},
        {3 * HOUR, 5 * HOUR, S("major 3..5\n")},
        {5 * HOUR, 9 * HOUR, S("major 5..6\n")},
        {6 * HOUR, 9 * HOUR, S("major 6..6\n")}, // it goes on
        {7 * HOUR, 9 * HOUR, S("")},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct outage_query query = {.service = mail_of(w),
                                           .from_at = START + rows[i].from_at,
                                           .until_at = START + rows[i].until_at};
        expect_row(str_eq(outages(w, &query), rows[i].wanted), i);
    }
}

static void what_ended_a_moment_ago_does_not_go_on(void **state)
{
    struct world *w = world_of(state);
    const struct outage_query query = {
        .service = mail_of(w), .from_at = START, .until_at = INT64_MAX};
    struct period_list list = {0};
    world_commit(w, 6 * HOUR);
    harm(w, w->mail, SERVICE_MAJOR_OUTAGE, 2 * HOUR, 6 * HOUR); // now
    assert_ok(outage_list(&w->c, &query, &list));
    assert_int_equal(list.count, 1);
    assert_int_equal(list.items[0].until_at, w->c.now);
    harm(w, w->mail, SERVICE_PARTIAL_OUTAGE, 6 * HOUR, 0); // from now on
    assert_ok(outage_list(&w->c, &query, &list));
    assert_int_equal(list.count, 2);
    assert_int_equal(list.items[1].from_at, w->c.now);
    assert_true(list.items[1].until_at > w->c.now);
}

static void too_many_services_are_refused_before_they_are_read(void **state)
{
    struct world *w = world_of(state);
    const struct outage_query all = {.from_at = START, .until_at = START + HOUR};
    const struct outage_query one = {
        .service = mail_of(w), .from_at = START, .until_at = START + HOUR};
    struct directory crowded = *w->c.directory;
    struct service *services =
        arena_array(w->c.store.arena, struct service, HISTORY_SERVICES_MAX + 1);
    struct period_list list = {0};
    for (int64_t i = 0; i <= HISTORY_SERVICES_MAX; i++)
        services[i] = (struct service){.id = 1000000 + i, .name = S("Many")};
    crowded.services.items = services;
    crowded.services.count = HISTORY_SERVICES_MAX;
    w->c.directory = &crowded;
    assert_ok(outage_list(&w->c, &all, &list));
    crowded.services.count++;
    assert_int_equal(outage_list(&w->c, &all, &list), ERR_INVALID);
    expect_error(w, ERR_INVALID, "service");
    assert_ok(outage_list(&w->c, &one, &list));
}

static void all_services_in_reach_stand_side_by_side(void **state)
{
    struct world *w = world_of(state);
    const struct outage_query all = {.from_at = START, .until_at = START + 20 * HOUR};
    struct service web = {.team_id = w->desk, .name = S("Web"), .description = S("")};
    assert_ok(service_create(&w->c, &web, NULL));
    world_commit(w, 20 * HOUR);
    harm(w, w->mail, SERVICE_MAJOR_OUTAGE, 4 * HOUR, 6 * HOUR);
    harm(w, web.id, SERVICE_MAJOR_OUTAGE, HOUR, 2 * HOUR);
    harm(w, web.id, SERVICE_PARTIAL_OUTAGE, 4 * HOUR, 5 * HOUR);
    harm(w, w->mail, SERVICE_PARTIAL_OUTAGE, HOUR, 2 * HOUR);
    expect_text(outages(w, &all), S("partial 1..2\nmajor 1..2\npartial 4..5\nmajor 4..6\n"));
    act_as_team_key(w);
    expect_text(outages(w, &all), S("partial 1..2\nmajor 4..6\n"));
}

static void maintenance_is_no_outage_but_an_incident_in_it_is(void **state)
{
    struct world *w = world_of(state);
    struct service mail = *mail_of(w);
    struct maintenance_window window = {.summary = S("Repair"),
                                        .description = S(""),
                                        .time_zone = S("UTC"),
                                        .starts_at = START + HOUR,
                                        .ends_at = START + 9 * HOUR};
    mail.own_status = SERVICE_PARTIAL_OUTAGE;
    assert_ok(service_change(&w->c, &mail, NULL));
    assert_ok(window_create(&w->c, &window, (struct id_list){.items = &w->mail, .count = 1}));
    world_commit(w, 10 * HOUR);
    harm(w, w->mail, SERVICE_MAJOR_OUTAGE, 2 * HOUR, 3 * HOUR);
    expect_text(outages_of_mail(w, false), S("partial 0..1\nmajor 2..3\npartial 9..10\n"));
}

// ---- corrections ----

static void an_override_says_how_it_was_whatever_bore_on_it(void **state)
{
    struct world *w = world_of(state);
    world_commit(w, 20 * HOUR);
    harm(w, w->mail, SERVICE_MAJOR_OUTAGE, 2 * HOUR, 8 * HOUR);
    (void)correct(w, SERVICE_OPERATIONAL, HOUR, 4 * HOUR);
    expect_text(outages_of_mail(w, false), S("major 4..8\n"));
    (void)correct(w, SERVICE_PARTIAL_OUTAGE, 3 * HOUR, 5 * HOUR); // made later: it wins
    expect_text(outages_of_mail(w, false), S("partial 3..5\nmajor 5..8\n"));
    (void)correct(w, SERVICE_MAJOR_OUTAGE, 9 * HOUR, 10 * HOUR);
    expect_text(outages_of_mail(w, false), S("partial 3..5\nmajor 5..8\nmajor 9..10\n"));
    expect_text(outages_of_mail(w, true), S("major 2..8\n"));
}

static void an_override_of_the_future_is_history_when_its_time_has_come(void **state)
{
    struct world *w = world_of(state);
    struct service_status_map now = {0};
    (void)correct(w, SERVICE_MAJOR_OUTAGE, HOUR, 3 * HOUR);
    expect_text(outages_of_mail(w, false), S(""));
    world_commit(w, 2 * HOUR);
    expect_text(outages_of_mail(w, false), S("major 1..2\n"));
    assert_ok(service_statuses(&w->c, (struct id_list){.items = &w->mail, .count = 1}, &now));
    assert_int_equal(service_status_in(&now, w->mail),
                     SERVICE_OPERATIONAL); // it corrects the record only
    world_commit(w, 9 * HOUR);
    expect_text(outages_of_mail(w, false), S("major 1..3\n"));
}

static void an_override_is_changed_and_removed(void **state)
{
    struct world *w = world_of(state);
    struct outage_override found = {0};
    const int64_t id = correct(w, SERVICE_MAJOR_OUTAGE, HOUR, 3 * HOUR);
    world_commit(w, 20 * HOUR);
    assert_ok(override_find(&w->c, id, &found));
    assert_int_equal(found.service_id, w->mail);
    assert_int_equal(found.created_at, START);
    found.status = SERVICE_PARTIAL_OUTAGE;
    found.until_at = START + 2 * HOUR;
    assert_ok(override_change(&w->c, &found));
    expect_text(outages_of_mail(w, false), S("partial 1..2\n"));
    assert_ok(override_remove(&w->c, id));
    expect_text(outages_of_mail(w, false), S(""));
    assert_int_equal(override_find(&w->c, id, &found), ERR_NOT_FOUND);
    expect_error(w, ERR_NOT_FOUND, "");
}

static void an_override_ends_after_it_begins(void **state)
{
    struct world *w = world_of(state);
    struct outage_override wrong = {.service_id = w->mail, .from_at = START, .until_at = START};
    assert_int_equal(override_create(&w->c, &wrong), ERR_INVALID);
    expect_error(w, ERR_INVALID, "until");
    assert_int_equal(override_change(&w->c, &wrong), ERR_INVALID);
    expect_error(w, ERR_INVALID, "until");
}

static size_t overrides_in(struct world *w, const struct service *service, msec begin, msec end)
{
    const struct override_query query = {
        .service = service, .from_at = START + begin, .until_at = START + end};
    struct override_list list = {0};
    assert_ok(override_list_of(&w->c, &query, (struct page){.take = 100}, &list));
    return list.count;
}

static void overrides_come_by_pages(void **state)
{
    struct world *w = world_of(state);
    const struct override_query of_all = {.until_at = INT64_MAX};
    const struct override_query of_mail = {.service = mail_of(w), .until_at = INT64_MAX};
    int64_t ids[5];
    for (int i = 0; i < 5; i++)
        ids[i] = correct(w, SERVICE_DEGRADED, (9 - i) * HOUR, 10 * HOUR);
    static const struct {
        struct page page;
        size_t count;
    } rows[] = {{{.take = 2}, 2},
                {{.skip = 3, .take = 2}, 2},
                {{.skip = 4, .take = 2}, 1},
                {{.skip = 5, .take = 2}, 0}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct override_list all = {0}, mail = {0};
        assert_ok(override_list_of(&w->c, &of_all, rows[i].page, &all));
        assert_ok(override_list_of(&w->c, &of_mail, rows[i].page, &mail));
        expect_row(all.count == rows[i].count && mail.count == rows[i].count, i);
        for (size_t n = 0; n < all.count; n++)
            expect_row(all.items[n].id == ids[(size_t)rows[i].page.skip + n] &&
                           mail.items[n].id == all.items[n].id,
                       i);
    }
}

static void overrides_are_listed_by_service_time_and_reach(void **state)
{
    struct world *w = world_of(state);
    struct service web = {.team_id = w->desk, .name = S("Web"), .description = S("")};
    struct outage_override of_web = {.from_at = START, .until_at = START + HOUR};
    struct outage_override found = {0};
    assert_ok(service_create(&w->c, &web, NULL));
    world_commit(w, 0);
    of_web.service_id = web.id;
    assert_ok(override_create(&w->c, &of_web));
    (void)correct(w, SERVICE_DEGRADED, HOUR, 2 * HOUR);
    (void)correct(w, SERVICE_OPERATIONAL, 3 * HOUR, 4 * HOUR);
    assert_int_equal(overrides_in(w, NULL, 0, 9 * HOUR), 3);
    assert_int_equal(overrides_in(w, mail_of(w), 0, 9 * HOUR), 2);
    assert_int_equal(overrides_in(w, NULL, 2 * HOUR, 3 * HOUR), 0);
    assert_int_equal(overrides_in(w, NULL, 0, HOUR), 1);
    act_as_team_key(w);
    assert_int_equal(overrides_in(w, NULL, 0, 9 * HOUR), 2);
    assert_int_equal(override_find(&w->c, of_web.id, &found), ERR_NOT_FOUND);
    expect_error(w, ERR_NOT_FOUND, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(outages_are_the_partial_and_the_major_ones),
        WORLD_ON_BOTH(outages_are_cut_to_the_range_and_to_now),
        WORLD_ON_BOTH(what_ended_a_moment_ago_does_not_go_on),
        WORLD_ON_BOTH(too_many_services_are_refused_before_they_are_read),
        WORLD_ON_BOTH(all_services_in_reach_stand_side_by_side),
        WORLD_ON_BOTH(maintenance_is_no_outage_but_an_incident_in_it_is),
        WORLD_ON_BOTH(an_override_says_how_it_was_whatever_bore_on_it),
        WORLD_ON_BOTH(an_override_of_the_future_is_history_when_its_time_has_come),
        WORLD_ON_BOTH(an_override_is_changed_and_removed),
        WORLD_ON_BOTH(an_override_ends_after_it_begins),
        WORLD_ON_BOTH(overrides_come_by_pages),
        WORLD_ON_BOTH(overrides_are_listed_by_service_time_and_reach),
    };
    return cmocka_run_group_tests_name("outage", tests, make_database, drop_database);
}
