// test_duplicate_limit.c -- twenty events in a minute, then a minute of counting only.
// SPDX-License-Identifier: Apache-2.0
#include "model/duplicate_limit.h"

#include "expect.h"

enum { START = 1000 * 1000 };

/* Sends `count` events at once; how many of them were admitted. */
static int send_events(struct incident_group *group, int count, msec now)
{
    int admitted = 0;
    for (int i = 0; i < count; i++)
        admitted += duplicate_limit_admit(group, now) ? 1 : 0;
    return admitted;
}

static void twenty_are_admitted_and_the_next_is_not(void **state)
{
    (void)state;
    struct incident_group group = {0};
    assert_int_equal(send_events(&group, 20, START), 20);
    assert_false(duplicate_limit_admit(&group, START));
    assert_int_equal(group.limited_until, START + 60 * 1000);
}

static void twenty_a_window_are_never_limited(void **state)
{
    (void)state;
    struct incident_group group = {0};
    for (int window = 0; window < 5; window++)
        assert_int_equal(send_events(&group, 20, START + window * DUPLICATE_WINDOW_MS), 20);
    assert_int_equal(group.limited_until, 0);
}

// When the 21st event comes, after 20 at START.
static void a_window_ends_to_the_millisecond(void **state)
{
    (void)state;
    static const struct {
        msec after;
        bool is_admitted;
    } rows[] = {
        {0, false},
        {1, false},
        {DUPLICATE_WINDOW_MS - 1, false},
        {DUPLICATE_WINDOW_MS, true},
        {DUPLICATE_WINDOW_MS + 1, true},
        {100 * DUPLICATE_WINDOW_MS, true},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct incident_group group = {0};
        expect_row(send_events(&group, 20, START) == 20, i);
        expect_row(duplicate_limit_admit(&group, START + rows[i].after) == rows[i].is_admitted, i);
    }
}

// When the next event comes, after the limit was reached at START.
static void a_hold_ends_to_the_millisecond(void **state)
{
    (void)state;
    static const struct {
        msec after;
        bool is_admitted;
    } rows[] = {
        {1, false},
        {DUPLICATE_HOLD_MS - 1, false},
        {DUPLICATE_HOLD_MS, true},
        {DUPLICATE_HOLD_MS + 1, true},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct incident_group group = {0};
        expect_row(send_events(&group, 21, START) == 20, i);
        expect_row(duplicate_limit_admit(&group, START + rows[i].after) == rows[i].is_admitted, i);
    }
}

static void a_hold_runs_from_the_event_that_was_too_many(void **state)
{
    (void)state;
    struct incident_group group = {0};
    const msec last = START + DUPLICATE_WINDOW_MS - 1;
    assert_int_equal(send_events(&group, 20, START), 20);
    assert_false(duplicate_limit_admit(&group, last));
    assert_false(duplicate_limit_admit(&group, START + DUPLICATE_WINDOW_MS));
    assert_false(duplicate_limit_admit(&group, last + DUPLICATE_HOLD_MS - 1));
    assert_true(duplicate_limit_admit(&group, last + DUPLICATE_HOLD_MS));
}

static void events_during_a_hold_do_not_prolong_it(void **state)
{
    (void)state;
    struct incident_group group = {0};
    assert_int_equal(send_events(&group, 21, START), 20);
    for (msec after = 1; after < DUPLICATE_HOLD_MS; after += 500)
        assert_false(duplicate_limit_admit(&group, START + after));
    assert_true(duplicate_limit_admit(&group, START + DUPLICATE_HOLD_MS));
}

static void a_hold_is_followed_by_a_whole_window(void **state)
{
    (void)state;
    struct incident_group group = {0};
    const msec after = START + DUPLICATE_HOLD_MS;
    assert_int_equal(send_events(&group, 100, START), 20);
    assert_int_equal(send_events(&group, 20, after), 20);
    assert_int_equal(group.window_started_at, after);
    assert_int_equal(group.limited_until, 0);
    assert_false(duplicate_limit_admit(&group, after + DUPLICATE_WINDOW_MS - 1));
}

static void a_clock_that_was_set_back_keeps_the_window(void **state)
{
    (void)state;
    struct incident_group group = {0};
    assert_int_equal(send_events(&group, 10, START), 10);
    assert_int_equal(send_events(&group, 11, START - 5000), 10);
}

static void a_clock_that_was_set_back_ends_a_hold(void **state)
{
    (void)state;
    struct incident_group group = {0};
    assert_int_equal(send_events(&group, 21, START), 20);
    assert_false(duplicate_limit_admit(&group, START));       // held for 60 s from here
    assert_true(duplicate_limit_admit(&group, START - 1));    // longer than any hold lasts
    assert_int_equal(send_events(&group, 20, START - 1), 19); // the first of them is counted
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(twenty_are_admitted_and_the_next_is_not),
        cmocka_unit_test(twenty_a_window_are_never_limited),
        cmocka_unit_test(a_window_ends_to_the_millisecond),
        cmocka_unit_test(a_hold_ends_to_the_millisecond),
        cmocka_unit_test(a_hold_runs_from_the_event_that_was_too_many),
        cmocka_unit_test(events_during_a_hold_do_not_prolong_it),
        cmocka_unit_test(a_hold_is_followed_by_a_whole_window),
        cmocka_unit_test(a_clock_that_was_set_back_keeps_the_window),
        cmocka_unit_test(a_clock_that_was_set_back_ends_a_hold),
    };
    return cmocka_run_group_tests_name("duplicate_limit", tests, NULL, NULL);
}
