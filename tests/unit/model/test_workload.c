// test_workload.c -- stretches of work, and the hours that they fall into.
// SPDX-License-Identifier: Apache-2.0
#include "model/workload.h"

#include "base/check.h"
#include "base/rfc3339.h"
#include "expect.h"

enum { MINUTE = MSEC_PER_MINUTE };

static const struct work_rules usual = {
    .gap = 15 * MINUTE,
    .working = {8 * 60, 18 * 60},
    .sleeping = {22 * 60, 7 * 60},
};

static msec at(const char *text)
{
    msec instant = 0;
    assert_true(rfc3339_parse(str_from_cstr(text), &instant));
    return instant;
}

/* Minutes. */
static bool is_load(struct workload load, int working, int late, int sleeping)
{
    return load.working == (msec)working * MINUTE && load.late == (msec)late * MINUTE &&
           load.sleeping == (msec)sleeping * MINUTE &&
           workload_total(load) == (msec)(working + late + sleeping) * MINUTE;
}

// ---- stretches ----

static void activities_less_than_a_gap_apart_are_one_stretch(void **state)
{
    (void)state;
    // Minutes after nine in the morning of a Monday, and how long that was.
    static const struct {
        msec minutes[6];
        size_t count;
        int working;
    } rows[] = {
        {{0}, 0, 0},
        {{0}, 1, 0}, // one alone lasts no time
        {{0, 14}, 2, 14},
        {{0, 15}, 2, 0},
        {{0, 0, 0}, 3, 0},
        {{0, 10, 20, 30}, 4, 30},
        {{0, 10, 25, 30}, 4, 15},
        {{0, 10, 60, 120, 125, 130}, 6, 20},
        {{0, 100, 101}, 3, 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        msec times[6] = {0};
        for (size_t n = 0; n < rows[i].count; n++)
            times[n] = at("2026-01-05T09:00:00Z") + rows[i].minutes[n] * MINUTE;
        const struct workload load = workload_of(&usual, zone_find(S("UTC")), times, rows[i].count);
        expect_row(is_load(load, rows[i].working, 0, 0), i);
    }
}

static void a_gap_ends_to_the_millisecond(void **state)
{
    (void)state;
    const msec nine = at("2026-01-05T09:00:00Z");
    const msec within[] = {nine, nine + usual.gap - 1};
    const msec beyond[] = {nine, nine + usual.gap};
    assert_int_equal(workload_of(&usual, zone_find(S("UTC")), within, 2).working, usual.gap - 1);
    assert_int_equal(workload_of(&usual, zone_find(S("UTC")), beyond, 2).working, 0);
}

// ---- hours ----

struct hours_row {
    const char *zone;
    const char *from;
    const char *until;
    int working;
    int late;
    int sleeping;
};

static void expect_hours(const struct work_rules *rules, const struct hours_row *rows, size_t count)
{
    struct work_rules patient = *rules;
    patient.gap = INT64_MAX;
    for (size_t i = 0; i < count; i++) {
        const msec times[] = {at(rows[i].from), at(rows[i].until)};
        const struct workload load =
            workload_of(&patient, zone_find(str_from_cstr(rows[i].zone)), times, 2);
        expect_row(is_load(load, rows[i].working, rows[i].late, rows[i].sleeping), i);
    }
}

static void hours_are_those_of_the_persons_own_clock(void **state)
{
    (void)state;
    static const struct hours_row rows[] = {
        // a Monday in winter
        {"UTC", "2026-01-05T08:00:00Z", "2026-01-05T18:00:00Z", 600, 0, 0},
        {"UTC", "2026-01-05T07:59:00Z", "2026-01-05T18:01:00Z", 600, 2, 0},
        {"UTC", "2026-01-05T06:59:00Z", "2026-01-05T07:01:00Z", 0, 1, 1},
        {"UTC", "2026-01-05T21:59:00Z", "2026-01-05T22:01:00Z", 0, 1, 1},
        {"UTC", "2026-01-05T23:30:00Z", "2026-01-06T00:30:00Z", 0, 0, 60},
        {"Europe/Berlin", "2026-01-05T07:00:00Z", "2026-01-05T08:00:00Z", 60, 0, 0},
        {"America/New_York", "2026-01-05T07:00:00Z", "2026-01-05T08:00:00Z", 0, 0, 60},
        {"Asia/Kathmandu", "2026-01-05T02:00:00Z", "2026-01-05T02:30:00Z", 15, 15, 0},
        // the week's end: Friday to Saturday, Sunday to Monday
        {"UTC", "2026-01-09T17:00:00Z", "2026-01-10T12:00:00Z", 60, 4 * 60 + 5 * 60, 9 * 60},
        {"UTC", "2026-01-11T10:00:00Z", "2026-01-12T09:00:00Z", 60, 12 * 60 + 60, 9 * 60},
        {"Pacific/Auckland", "2026-01-04T19:00:00Z", "2026-01-04T20:00:00Z", 60, 0, 0}, // Monday
        // a whole week
        {"UTC", "2026-01-05T00:00:00Z", "2026-01-12T00:00:00Z", 3000, 3300, 3780},
        {"Europe/Berlin", "2026-01-05T00:00:00Z", "2026-01-12T00:00:00Z", 3000, 3300, 3780},
    };
    expect_hours(&usual, rows, ARRAY_LEN(rows));
}

static void days_on_which_clocks_are_changed_are_as_long_as_they_are(void **state)
{
    (void)state;
    static const struct hours_row rows[] = {
        // 22:00 to 08:00 of a Sunday: an hour less, an hour more
        {"Europe/Berlin", "2026-03-28T21:00:00Z", "2026-03-29T06:00:00Z", 0, 60, 8 * 60},
        {"Europe/Berlin", "2026-10-24T20:00:00Z", "2026-10-25T07:00:00Z", 0, 60, 10 * 60},
        {"America/New_York", "2026-03-08T03:00:00Z", "2026-03-08T12:00:00Z", 0, 60, 8 * 60},
        // the whole Sunday of the change, and the day after
        {"Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", 0, 900, 480},
        {"Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", 0, 900, 600},
        {"Europe/Berlin", "2026-03-29T22:00:00Z", "2026-03-30T22:00:00Z", 600, 300, 540},
        // half an hour
        {"Australia/Lord_Howe", "2026-04-04T11:00:00Z", "2026-04-04T20:30:00Z", 0, 0, 570},
        // the 30th of December that never was: from Thursday the 29th, 18:00, to Saturday, 10:00
        {"Pacific/Apia", "2011-12-30T04:00:00Z", "2011-12-30T20:00:00Z", 0, 420, 540},
    };
    expect_hours(&usual, rows, ARRAY_LEN(rows));
}

static void an_hour_that_comes_twice_has_its_edges_twice(void **state)
{
    (void)state;
    struct work_rules rules = usual;
    rules.sleeping = (struct day_hours){22 * 60, 60 + 30};
    static const struct hours_row rows[] = {
        // 01:00 EDT, 01:30, 02:00 = 01:00 EST, 01:30, 02:00
        {"America/New_York", "2026-11-01T05:00:00Z", "2026-11-01T07:00:00Z", 0, 60, 60},
    };
    expect_hours(&rules, rows, ARRAY_LEN(rows));
}

static void a_night_shift_belongs_to_the_day_on_which_it_begins(void **state)
{
    (void)state;
    struct work_rules rules = usual;
    rules.working = (struct day_hours){22 * 60, 6 * 60};
    static const struct hours_row rows[] = {
        {"UTC", "2026-01-05T23:00:00Z", "2026-01-06T07:00:00Z", 420, 0, 60},
        {"UTC", "2026-01-09T23:00:00Z", "2026-01-10T07:00:00Z", 420, 0, 60}, // of Friday
        {"UTC", "2026-01-11T23:00:00Z", "2026-01-12T07:00:00Z", 0, 0, 480},  // of Sunday
    };
    expect_hours(&rules, rows, ARRAY_LEN(rows));
}

static void hours_from_a_time_to_the_same_are_a_whole_day(void **state)
{
    (void)state;
    struct work_rules rules = usual;
    rules.working = (struct day_hours){0, 0};
    static const struct hours_row rows[] = {
        {"UTC", "2026-01-05T00:00:00Z", "2026-01-06T00:00:00Z", 1440, 0, 0},
        {"UTC", "2026-01-10T00:00:00Z", "2026-01-11T00:00:00Z", 0, 900, 540},
    };
    expect_hours(&rules, rows, ARRAY_LEN(rows));
}

// ---- reading ----

static void hours_are_read_as_two_times_of_the_day(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        struct day_hours hours;
    } rows[] = {
        {"08:00-18:00", {480, 1080}},
        {"22:00-07:00", {1320, 420}},
        {"00:00-23:59", {0, 1439}},
    };
    static const char *const wrong[] = {"",
                                        "08:00",
                                        "08:00-",
                                        "8:00-18:00",
                                        "24:00-07:00",
                                        "08:60-18:00",
                                        "-8:00-18:00",
                                        "08:00-18:0x",
                                        "08.00-18.00",
                                        "08:00-18:00 ",
                                        "08:00-18:00-20:00"};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct day_hours hours = {0};
        expect_row(day_hours_read(str_from_cstr(rows[i].text), &hours), i);
        expect_row(hours.from_minute == rows[i].hours.from_minute &&
                       hours.until_minute == rows[i].hours.until_minute,
                   i);
    }
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        struct day_hours hours = {1, 2};
        expect_row(!day_hours_read(str_from_cstr(wrong[i]), &hours), i);
        expect_row(hours.from_minute == 1 && hours.until_minute == 2, i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(activities_less_than_a_gap_apart_are_one_stretch),
        cmocka_unit_test(a_gap_ends_to_the_millisecond),
        cmocka_unit_test(hours_are_those_of_the_persons_own_clock),
        cmocka_unit_test(days_on_which_clocks_are_changed_are_as_long_as_they_are),
        cmocka_unit_test(an_hour_that_comes_twice_has_its_edges_twice),
        cmocka_unit_test(a_night_shift_belongs_to_the_day_on_which_it_begins),
        cmocka_unit_test(hours_from_a_time_to_the_same_are_a_whole_day),
        cmocka_unit_test(hours_are_read_as_two_times_of_the_day),
    };
    return cmocka_run_group_tests_name("workload", tests, NULL, NULL);
}
