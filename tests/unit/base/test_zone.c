// test_zone.c -- what the clocks of zones show.
// SPDX-License-Identifier: Apache-2.0
#include "base/zone.h"

#include "base/check.h"
#include "base/rfc3339.h"
#include "expect.h"

#include <pthread.h>

enum { MINUTE = MSEC_PER_MINUTE, HOUR = 60 * MINUTE };

static msec at(const char *text)
{
    msec instant = 0;
    assert_true(rfc3339_parse(str_from_cstr(text), &instant));
    return instant;
}

static void an_offset_is_that_of_the_instant(void **state)
{
    (void)state;
    static const struct {
        const char *zone;
        const char *at;
        msec offset;
    } rows[] = {
        {"UTC", "2026-07-01T00:00:00Z", 0},
        {"Europe/Berlin", "2026-01-15T12:00:00Z", HOUR},
        {"Europe/Berlin", "2026-03-29T00:59:59.999Z", HOUR},
        {"Europe/Berlin", "2026-03-29T01:00:00Z", 2 * HOUR},
        {"Europe/Berlin", "2026-10-25T00:59:59.999Z", 2 * HOUR},
        {"Europe/Berlin", "2026-10-25T01:00:00Z", HOUR},
        {"America/New_York", "2026-11-01T05:59:59Z", -4 * HOUR},
        {"America/New_York", "2026-11-01T06:00:00Z", -5 * HOUR},
        {"Asia/Kathmandu", "2026-01-01T00:00:00Z", 5 * HOUR + 45 * MINUTE},
        {"Australia/Lord_Howe", "2026-04-04T14:59:59Z", 11 * HOUR},
        {"Australia/Lord_Howe", "2026-04-04T15:00:00Z", 10 * HOUR + 30 * MINUTE},
        {"America/Sao_Paulo", "2018-12-01T00:00:00Z", -2 * HOUR}, // no summer time since 2019
        {"America/Sao_Paulo", "2026-12-01T00:00:00Z", -3 * HOUR},
        {"Africa/Casablanca", "2026-02-25T00:00:00Z", 0}, // in Ramadan
        {"Africa/Casablanca", "2026-06-01T00:00:00Z", HOUR},
        {"Pacific/Apia", "2011-12-30T09:59:59Z", -10 * HOUR}, // a day was left out
        {"Pacific/Apia", "2011-12-30T10:00:00Z", 14 * HOUR},
        {"Mars/Olympus", "2026-01-01T00:00:00Z", 0},
        {"", "2026-01-01T00:00:00Z", 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct zone *zone = zone_find(str_from_cstr(rows[i].zone));
        expect_row(zone_offset(zone, at(rows[i].at)) == rows[i].offset, i);
    }
}

static void what_is_too_long_for_a_name_is_no_zone(void **state)
{
    (void)state;
    const str berlin = S("Europe/Berlin");
    char name[100];
    memset(name, 'x', sizeof(name));
    memcpy(name, berlin.p, berlin.n);
    const msec noon = at("2026-01-15T12:00:00Z");
    assert_int_equal(zone_offset(zone_find((str){name, berlin.n}), noon), HOUR);
    assert_int_equal(zone_offset(zone_find((str){name, sizeof(name)}), noon), 0);
    assert_int_equal(zone_offset(zone_find((str){0}), noon), 0);
}

static void a_change_is_found_to_the_millisecond(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        const char *until;
        const char *change; // of Berlin's clocks
    } rows[] = {
        {"2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z", "2026-03-29T01:00:00Z"},
        {"2026-03-29T00:59:59.999Z", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z"},
        {"2026-03-29T01:00:00Z", "2026-03-30T01:00:00Z", "2026-03-30T01:00:00Z"},
        {"2026-10-25T00:00:00.001Z", "2026-10-25T12:00:00.5Z", "2026-10-25T01:00:00Z"},
        {"2026-01-15T12:00:00Z", "2026-01-15T12:00:00Z", "2026-01-15T12:00:00Z"},
    };
    const struct zone *berlin = zone_find(S("Europe/Berlin"));
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        expect_row(
            zone_next_change(berlin, at(rows[i].from), at(rows[i].until)) == at(rows[i].change), i);
}

// ---- threads ----

static const char *const many[] = {"Asia/Tokyo",     "Asia/Seoul",   "Europe/Madrid",
                                   "Europe/Rome",    "America/Lima", "Africa/Nairobi",
                                   "Asia/Singapore", "Europe/Oslo",  "Pacific/Tahiti"};
enum { THREADS = 4 };

/* The sum of all offsets, ten times over. */
static void *add_offsets(void *out)
{
    msec *sum = out;
    for (size_t i = 0; i < 10 * ARRAY_LEN(many); i++) {
        const struct zone *zone = zone_find(str_from_cstr(many[i % ARRAY_LEN(many)]));
        *sum += zone_offset(zone, (msec)1784000000 * MSEC_PER_SECOND); // July 2026
    }
    return NULL;
}

static void threads_may_ask_at_once(void **state)
{
    (void)state;
    pthread_t threads[THREADS];
    msec sums[THREADS] = {0};
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, add_offsets, &sums[i]), 0);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    for (size_t i = 0; i < THREADS; i++)
        expect_row(sums[i] == (msec)10 * (9 + 9 + 2 + 2 - 5 + 3 + 8 + 2 - 10) * HOUR, i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_may_ask_at_once), // first, while no zone has been read
        cmocka_unit_test(an_offset_is_that_of_the_instant),
        cmocka_unit_test(what_is_too_long_for_a_name_is_no_zone),
        cmocka_unit_test(a_change_is_found_to_the_millisecond),
    };
    return cmocka_run_group_tests_name("zone", tests, NULL, NULL);
}
