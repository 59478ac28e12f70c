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
static str impacts_since(struct store *s, int64_t service_id, msec since)
{
    struct period_list list = {0};
    str text = S("");
    assert_ok(impact_since(s, service_id, since, &list));
    for (msec at = 0; at < 100; at++) {
        for (size_t i = 0; i < list.count; i++) {
            if (list.items[i].from_at == at)
                text =
                    STR_JOIN(s->arena, text, str_from_i64(s->arena, (int64_t)list.items[i].status),
                             S(" at "), str_from_i64(s->arena, at), S(".."),
                             str_from_i64(s->arena, list.items[i].until_at), S(" "));
        }
    }
    return text;
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

static void each_own_status_lasts_until_the_next(void **state)
{
    struct store *s = store_of(state, ORG);
    struct period_list own = {0};
    assert_ok(own_statuses(s, MAIL, &own));
    assert_int_equal(own.count, 0);
    assert_ok(own_status_set(s, MAIL, SERVICE_DEGRADED, 20));
    assert_ok(own_status_set(s, MAIL, SERVICE_MAJOR_OUTAGE, 10));
    assert_ok(own_status_set(s, MAIL, SERVICE_OPERATIONAL, 20)); // instead
    assert_ok(own_status_set(s, WEB, SERVICE_DEGRADED, 15));
    assert_ok(own_statuses(s, MAIL, &own));
    assert_int_equal(own.count, 2);
    assert_int_equal(own.items[0].status, SERVICE_MAJOR_OUTAGE);
    assert_int_equal(own.items[0].from_at, 10);
    assert_int_equal(own.items[0].until_at, 20);
    assert_int_equal(own.items[1].status, SERVICE_OPERATIONAL);
    assert_int_equal(own.items[1].until_at, 0);
    assert_ok(own_statuses_delete(s, MAIL));
    assert_ok(own_statuses(s, MAIL, &own));
    assert_int_equal(own.count, 0);
    assert_ok(own_statuses(s, WEB, &own));
    assert_int_equal(own.count, 1);
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

static str overrides_text(struct store *s, int64_t service_id, msec from_at, msec until_at)
{
    struct override_list list = {0};
    str text = S("");
    assert_ok(overrides_of(s, service_id, from_at, until_at, &list));
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
        STORE_ON_BOTH(what_begins_twice_at_an_instant_is_one),
        STORE_ON_BOTH(the_worst_of_what_is_open_comes_by_service),
        STORE_ON_BOTH(each_own_status_lasts_until_the_next),
        STORE_ON_BOTH(corrections_that_overlap_a_range_come_as_they_were_made),
        STORE_ON_BOTH(a_correction_comes_back_changes_and_goes),
    };
    return cmocka_run_group_tests_name("service_store", tests, make_database, drop_database);
}
