// test_service_store.c -- what bears on services: impacts, own statuses, corrections.
// SPDX-License-Identifier: Apache-2.0
#include "store/service_store.h"

#include "sql_queries.h"
#include "store/directory_store.h"
#include "store_fixture.h"

enum {
    ORG = 1,
    OTHER_ORG = 2,
    TEAM = 10,
    MAIL = 60,
    WEB = 61,
    DISK = 62,
    FIRST = 200,
    SECOND = 201
};

static struct incident incident(int64_t id)
{
    return (struct incident){.id = id, .created_at = 1000 + id};
}

/* With the services that corrections refer to. */
static struct store *service_store(void **state)
{
    struct store *s = store_of(state, ORG);
    const struct org org = {.id = ORG, .name = S("Home"), .created_at = 1};
    const struct team team = {.id = TEAM, .name = S("Ops"), .uid = S("ops"), .created_at = 1};
    assert_ok(org_insert(s, &org));
    assert_ok(team_insert(s, &team));
    for (int64_t id = MAIL; id <= DISK; id++) {
        const struct service service = {.id = id,
                                        .number = id,
                                        .team_id = TEAM,
                                        .name = str_from_i64(s->arena, id),
                                        .description = S(""),
                                        .created_at = 1};
        assert_ok(service_insert(s, &service));
    }
    return s;
}

static void affect(struct store *s, int64_t incident_id, int position, struct impact impact)
{
    const struct incident one = incident(incident_id);
    assert_ok(affected_set(s, &one, position, impact));
}

// ---- affected services ----

/* "200:60=4 ": incident, service, impact. */
static str affected_text(struct store *s, struct id_list incidents)
{
    struct affected_list list = {0};
    str text = S("");
    assert_ok(affected_of(s, incidents, &list));
    for (size_t i = 0; i < list.count; i++)
        text = STR_JOIN(s->arena, text, str_from_i64(s->arena, list.items[i].incident_id), S(":"),
                        str_from_i64(s->arena, list.items[i].service_id), S("="),
                        str_from_i64(s->arena, (int64_t)list.items[i].impact), S(" "));
    return text;
}

static void affected_services_come_by_incident_as_they_were_given(void **state)
{
    struct store *s = store_of(state, ORG);
    struct store other = *s;
    static const int64_t both[] = {SECOND, FIRST};
    other.org_id = OTHER_ORG;
    affect(s, SECOND, 0, (struct impact){WEB, SERVICE_DEGRADED});
    affect(s, FIRST, 1, (struct impact){MAIL, SERVICE_MAJOR_OUTAGE});
    affect(s, FIRST, 0, (struct impact){DISK, SERVICE_OPERATIONAL});
    affect(&other, FIRST, 2, (struct impact){WEB, SERVICE_DEGRADED});
    expect_text(affected_text(s, (struct id_list){both, 2}), S("200:62=0 200:60=4 201:61=2 "));
    expect_text(affected_text(s, (struct id_list){both, 1}), S("201:61=2 "));
    expect_text(affected_text(s, (struct id_list){0}), S(""));
    // another place and impact
    affect(s, FIRST, 0, (struct impact){MAIL, SERVICE_DEGRADED});
    affect(s, FIRST, 1, (struct impact){DISK, SERVICE_OPERATIONAL});
    expect_text(affected_text(s, (struct id_list){&both[1], 1}), S("200:60=2 200:62=0 "));
    assert_ok(affected_delete(s, FIRST, MAIL));
    assert_ok(affected_delete(s, FIRST, WEB)); // not there
    expect_text(affected_text(s, (struct id_list){both, 2}), S("200:62=0 201:61=2 "));
}

static void a_service_was_affected_or_never(void **state)
{
    struct store *s = store_of(state, ORG);
    struct store other = *s;
    bool exists = true;
    other.org_id = OTHER_ORG;
    affect(s, FIRST, 0, (struct impact){MAIL, SERVICE_OPERATIONAL});
    assert_ok(affected_exists(s, WEB, &exists));
    assert_false(exists);
    assert_ok(affected_exists(s, MAIL, &exists));
    assert_true(exists);
    assert_ok(affected_exists(&other, MAIL, &exists));
    assert_false(exists);
}

// ---- impacts with their times ----

static void open_impact(struct store *s, int64_t incident_id, int64_t service_id,
                        enum service_status impact, msec at)
{
    assert_ok(impact_open(s, incident_id, (struct impact){service_id, impact}, at));
}

/* "4 at 10..20 " by beginning; without an end: 0. */
static str impacts_text(struct store *s, const struct history_filter *filter)
{
    struct service_period_list list = {0};
    str text = S("");
    assert_ok(impact_history(s, filter, &list));
    for (msec at = 0; at < 100; at++) {
        for (size_t i = 0; i < list.count; i++) {
            const struct status_period *period = &list.items[i].period;
            if (period->from_at == at)
                text = STR_JOIN(s->arena, text, str_from_i64(s->arena, (int64_t)period->status),
                                S(" at "), str_from_i64(s->arena, at), S(".."),
                                str_from_i64(s->arena, period->until_at), S(" "));
        }
    }
    return text;
}

static str impacts_since(struct store *s, int64_t service_id, msec since)
{
    const struct history_filter filter = {
        .services = {.items = &service_id, .count = 1}, .from_at = since, .most = 100};
    return impacts_text(s, &filter);
}

static void an_impact_lasts_until_it_is_closed(void **state)
{
    struct store *s = store_of(state, ORG);
    open_impact(s, FIRST, MAIL, SERVICE_DEGRADED, 10);
    open_impact(s, FIRST, WEB, SERVICE_DEGRADED, 10);
    open_impact(s, SECOND, MAIL, SERVICE_MAJOR_OUTAGE, 15);
    expect_text(impacts_since(s, MAIL, 0), S("2 at 10..0 4 at 15..0 "));
    assert_ok(impact_close(s, FIRST, MAIL, 20));
    assert_ok(impact_close(s, FIRST, MAIL, 30)); // nothing is open
    open_impact(s, FIRST, MAIL, SERVICE_PARTIAL_OUTAGE, 40);
    expect_text(impacts_since(s, MAIL, 0), S("2 at 10..20 4 at 15..0 3 at 40..0 "));
    expect_text(impacts_since(s, MAIL, 19), S("2 at 10..20 4 at 15..0 3 at 40..0 "));
    expect_text(impacts_since(s, MAIL, 20), S("4 at 15..0 3 at 40..0 ")); // over by then
    expect_text(impacts_since(s, WEB, 50), S("2 at 10..0 "));
}

static void of_too_many_impacts_the_newest_of_each_service_come(void **state)
{
    struct store *s = store_of(state, ORG);
    static const int64_t both[] = {WEB, MAIL};
    struct history_filter filter = {.services = {both, 2}, .most = 2};
    for (int64_t i = 0; i < 4; i++) {
        open_impact(s, FIRST + i, MAIL, SERVICE_DEGRADED, 10 + i);
        assert_ok(impact_close(s, FIRST + i, MAIL, 20 - i)); // the first ends last
    }
    open_impact(s, FIRST, WEB, SERVICE_DEGRADED, 30);
    assert_ok(impact_close(s, FIRST, WEB, 40));
    open_impact(s, SECOND, WEB, SERVICE_DEGRADED, 33); // goes on, and so do these
    open_impact(s, SECOND + 1, WEB, SERVICE_DEGRADED, 32);
    open_impact(s, SECOND + 2, WEB, SERVICE_MAJOR_OUTAGE, 35);
    expect_text(impacts_text(s, &filter),
                S("2 at 10..20 2 at 11..19 2 at 30..40 2 at 32..0 4 at 35..0 "));
    filter.most = 4;
    filter.from_at = 17;
    expect_text(impacts_text(s, &filter),
                S("2 at 10..20 2 at 11..19 2 at 12..18 2 at 30..40 2 at 32..0 4 at 35..0 "));
}

static void what_begins_twice_at_an_instant_is_one(void **state)
{
    struct store *s = store_of(state, ORG);
    open_impact(s, FIRST, MAIL, SERVICE_DEGRADED, 10);
    assert_ok(impact_close(s, FIRST, MAIL, 10));
    open_impact(s, FIRST, MAIL, SERVICE_MAJOR_OUTAGE, 10);
    expect_text(impacts_since(s, MAIL, 0), S("4 at 10..0 "));
}

static void the_worst_of_what_is_open_comes_by_service(void **state)
{
    struct store *s = store_of(state, ORG);
    struct store other = *s;
    static const int64_t services[] = {DISK, WEB, MAIL};
    struct impact_list worst = {0};
    other.org_id = OTHER_ORG;
    open_impact(s, FIRST, MAIL, SERVICE_DEGRADED, 10);
    open_impact(s, SECOND, MAIL, SERVICE_PARTIAL_OUTAGE, 10);
    open_impact(s, SECOND, DISK, SERVICE_UNDER_MAINTENANCE, 10);
    open_impact(s, FIRST, WEB, SERVICE_MAJOR_OUTAGE, 10);
    open_impact(&other, FIRST, MAIL, SERVICE_MAJOR_OUTAGE, 10);
    assert_ok(impact_close(s, FIRST, WEB, 20));
    assert_ok(impact_worst(s, (struct id_list){services, 3}, &worst));
    assert_int_equal(worst.count, 2);
    assert_int_equal(worst.items[0].service_id, MAIL);
    assert_int_equal(worst.items[0].impact, SERVICE_PARTIAL_OUTAGE);
    assert_int_equal(worst.items[1].service_id, DISK);
    assert_int_equal(worst.items[1].impact, SERVICE_UNDER_MAINTENANCE);
}

// ---- what people set ----

/* "60: 4 at 10, 0 at 20, " */
static str own_text(struct store *s, struct id_list services, msec since, int64_t most)
{
    const struct history_filter filter = {.services = services, .from_at = since, .most = most};
    struct service_period_list list = {0};
    str text = S("");
    assert_ok(own_status_history(s, &filter, &list));
    for (size_t i = 0; i < list.count; i++) {
        const struct status_period *period = &list.items[i].period;
        text = STR_JOIN(s->arena, text, str_from_i64(s->arena, list.items[i].service_id), S(":"),
                        str_from_i64(s->arena, (int64_t)period->status), S("@"),
                        str_from_i64(s->arena, period->from_at), S(" "));
    }
    return text;
}

static void own_statuses_come_since_an_instant_with_the_one_before(void **state)
{
    struct store *s = store_of(state, ORG);
    struct store other = *s;
    static const int64_t both[] = {WEB, MAIL};
    other.org_id = OTHER_ORG;
    expect_text(own_text(s, (struct id_list){both, 2}, 0, 9), S(""));
    assert_ok(own_status_set(s, MAIL, SERVICE_DEGRADED, 20));
    assert_ok(own_status_set(s, MAIL, SERVICE_MAJOR_OUTAGE, 10));
    assert_ok(own_status_set(s, MAIL, SERVICE_OPERATIONAL, 20)); // instead
    assert_ok(own_status_set(s, MAIL, SERVICE_PARTIAL_OUTAGE, 30));
    assert_ok(own_status_set(s, WEB, SERVICE_DEGRADED, 15));
    assert_ok(own_status_set(&other, MAIL, SERVICE_DEGRADED, 25));
    static const struct {
        msec since;
        int64_t most;
        const char *wanted;
    } rows[] = {
        {0, 9, "60:4@10 60:0@20 60:3@30 61:2@15 "},
        {10, 9, "60:4@10 60:0@20 60:3@30 61:2@15 "},
        {14, 9, "60:4@10 60:0@20 60:3@30 61:2@15 "},
        {19, 9, "60:4@10 60:0@20 60:3@30 61:2@15 "},
        {20, 9, "60:0@20 60:3@30 61:2@15 "},
        {99, 9, "60:3@30 61:2@15 "},
        {0, 2, "60:0@20 60:3@30 61:2@15 "}, // the newest
        {0, 1, "60:3@30 61:2@15 "},
        {20, 1, "60:0@20 60:3@30 61:2@15 "}, // there is no more after it
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        expect_row(str_eq(own_text(s, (struct id_list){both, 2}, rows[i].since, rows[i].most),
                          str_from_cstr(rows[i].wanted)),
                   i);
    assert_ok(own_statuses_delete(s, MAIL));
    expect_text(own_text(s, (struct id_list){both, 2}, 0, 9), S("61:2@15 "));
}

// ---- corrections ----

static struct outage_override an_override(int64_t id, int64_t service_id, msec from_at,
                                          msec until_at)
{
    return (struct outage_override){.id = id,
                                    .service_id = service_id,
                                    .status = SERVICE_PARTIAL_OUTAGE,
                                    .from_at = from_at,
                                    .until_at = until_at,
                                    .created_at = 5};
}

/* `service_id` 0: of all. */
static str overrides_text(struct store *s, int64_t service_id, msec from_at, msec until_at)
{
    const struct override_filter filter = {.is_of_all = service_id == 0,
                                           .services = {&service_id, 1},
                                           .from_at = from_at,
                                           .until_at = until_at};
    struct override_list list = {0};
    str text = S("");
    assert_ok(overrides_of(s, &filter, (struct page){.take = 100}, &list));
    for (size_t i = 0; i < list.count; i++)
        text = STR_JOIN(s->arena, text, str_from_i64(s->arena, list.items[i].id), S(" "));
    return text;
}

static void corrections_that_overlap_a_range_come_as_they_were_made(void **state)
{
    struct store *s = service_store(state);
    const struct outage_override rows[] = {
        an_override(92, MAIL, 10, 20), an_override(91, MAIL, 30, 40), an_override(93, WEB, 10, 40)};
    static const struct {
        int64_t service_id;
        msec from_at, until_at;
        const char *wanted;
    } cases[] = {
        {MAIL, 0, 100, "91 92 "}, {WEB, 0, 100, "93 "},  {DISK, 0, 100, ""},
        {0, 0, 100, "91 92 93 "}, {MAIL, 20, 30, ""}, // ends are not included
        {MAIL, 19, 30, "92 "},    {MAIL, 20, 31, "91 "}, {0, 39, 40, "91 93 "},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        assert_ok(override_insert(s, &rows[i]));
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        expect_row(
            str_eq(overrides_text(s, cases[i].service_id, cases[i].from_at, cases[i].until_at),
                   str_from_cstr(cases[i].wanted)),
            i);
}

static void the_history_of_corrections_comes_by_service(void **state)
{
    struct store *s = service_store(state);
    static const int64_t both[] = {WEB, MAIL};
    const struct outage_override rows[] = {
        an_override(95, MAIL, 10, 20), an_override(91, WEB, 30, 40), an_override(93, MAIL, 10, 50),
        an_override(94, DISK, 10, 40), an_override(92, MAIL, 60, 70)};
    static const struct {
        msec from_at, until_at;
        int64_t most;
        const char *wanted;
    } cases[] = {{0, 100, 9, "60:60 60:10 60:10 61:30 "},
                 {20, 60, 9, "60:10 61:30 "},
                 {0, 100, 2, "60:60 60:10 61:30 "}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        assert_ok(override_insert(s, &rows[i]));
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct history_filter filter = {.services = {both, 2},
                                              .from_at = cases[i].from_at,
                                              .until_at = cases[i].until_at,
                                              .most = cases[i].most};
        struct service_period_list list = {0};
        str text = S("");
        assert_ok(override_history(s, &filter, &list));
        for (size_t n = 0; n < list.count; n++)
            text = STR_JOIN(s->arena, text, str_from_i64(s->arena, list.items[n].service_id),
                            S(":"), str_from_i64(s->arena, list.items[n].period.from_at), S(" "));
        expect_row(str_eq(text, str_from_cstr(cases[i].wanted)), i);
    }
}

static void expect_override(struct store *s, const struct outage_override *wanted)
{
    struct outage_override found = {0};
    assert_ok(override_get(s, wanted->id, &found));
    assert_int_equal(found.id, wanted->id);
    assert_int_equal(found.service_id, wanted->service_id);
    assert_int_equal(found.status, wanted->status);
    assert_int_equal(found.from_at, wanted->from_at);
    assert_int_equal(found.until_at, wanted->until_at);
    assert_int_equal(found.created_at, wanted->created_at);
}

static void a_correction_comes_back_changes_and_goes(void **state)
{
    struct store *s = service_store(state);
    struct outage_override wanted = an_override(91, MAIL, 10, 20);
    struct outage_override found = {0};
    assert_ok(override_insert(s, &wanted));
    expect_override(s, &wanted);
    wanted.service_id = WEB;
    wanted.status = SERVICE_MAJOR_OUTAGE;
    wanted.from_at = 11;
    wanted.until_at = 19;
    assert_ok(override_update(s, &wanted));
    expect_override(s, &wanted);
    assert_ok(override_delete(s, 91));
    assert_int_equal(override_get(s, 91, &found), ERR_NOT_FOUND);
    const struct outage_override of_mail = an_override(92, MAIL, 10, 20);
    assert_ok(override_insert(s, &of_mail));
    assert_ok(override_insert(s, &wanted));
    assert_ok(overrides_delete(s, WEB));
    expect_text(overrides_text(s, 0, 0, 100), S("92 "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORE_ON_BOTH(affected_services_come_by_incident_as_they_were_given),
        STORE_ON_BOTH(a_service_was_affected_or_never),
        STORE_ON_BOTH(an_impact_lasts_until_it_is_closed),
        STORE_ON_BOTH(of_too_many_impacts_the_newest_of_each_service_come),
        STORE_ON_BOTH(what_begins_twice_at_an_instant_is_one),
        STORE_ON_BOTH(the_worst_of_what_is_open_comes_by_service),
        STORE_ON_BOTH(own_statuses_come_since_an_instant_with_the_one_before),
        STORE_ON_BOTH(corrections_that_overlap_a_range_come_as_they_were_made),
        STORE_ON_BOTH(the_history_of_corrections_comes_by_service),
        STORE_ON_BOTH(a_correction_comes_back_changes_and_goes),
    };
    return cmocka_run_group_tests_name("service_store", tests, make_database, drop_database);
}
