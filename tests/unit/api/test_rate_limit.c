// test_rate_limit.c -- requests of a key in a minute.
// SPDX-License-Identifier: Apache-2.0
#include "api/rate_limit.h"
#include "expect.h"

#define START ((msec)1800000000000) // the beginning of a minute

static struct rate_limit *limit_each(int64_t each)
{
    return rate_limit_open((struct rate_rules){.each = each});
}

static bool admits(struct rate_limit *limit, int64_t key_id, msec now)
{
    struct rate_usage usage = {0};
    return rate_limit_admit(limit, key_id, false, now, &usage);
}

static void without_a_limit_everything_is_let_through(void **state)
{
    (void)state;
    struct rate_usage usage = {.limit = 1};
    struct rate_limit *limit = limit_each(0);
    for (int i = 0; i < 10000; i++)
        assert_true(rate_limit_admit(limit, 7, true, START, &usage));
    assert_int_equal(usage.limit, 0);
    rate_limit_close(&limit);
}

static void a_key_has_so_many_a_minute_and_then_waits_for_the_next(void **state)
{
    (void)state;
    struct rate_usage usage = {0};
    struct rate_limit *limit = limit_each(3);
    for (int i = 1; i <= 3; i++) {
        assert_true(rate_limit_admit(limit, 7, false, START + i, &usage));
        assert_int_equal(usage.limit, 3);
        assert_int_equal(usage.used, i);
        assert_int_equal(usage.ends_at, START + MSEC_PER_MINUTE);
    }
    assert_false(rate_limit_admit(limit, 7, false, START + 20 * MSEC_PER_SECOND, &usage));
    assert_int_equal(rate_usage_wait_s(&usage, START + 20 * MSEC_PER_SECOND), 40);
    assert_false(rate_limit_admit(limit, 7, false, START + 59999, &usage));
    assert_int_equal(rate_usage_wait_s(&usage, START + 59999), 1);
    assert_true(rate_limit_admit(limit, 7, false, START + MSEC_PER_MINUTE, &usage));
    assert_int_equal(usage.used, 1);
    rate_limit_close(&limit);
    assert_null(limit);
}

static void the_tighter_rule_holds_for_a_key_that_was_issued(void **state)
{
    (void)state;
    static const struct {
        struct rate_rules rules;
        bool is_issued;
        int64_t limit;
    } cases[] = {
        {{.each = 0, .issued = 0}, true, 0},  {{.each = 0, .issued = 5}, true, 5},
        {{.each = 0, .issued = 5}, false, 0}, {{.each = 9, .issued = 5}, true, 5},
        {{.each = 9, .issued = 5}, false, 9}, {{.each = 3, .issued = 5}, true, 3},
        {{.each = 3, .issued = 0}, true, 3},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct rate_usage usage = {0};
        struct rate_limit *limit = rate_limit_open(cases[i].rules);
        assert_true(rate_limit_admit(limit, 7, cases[i].is_issued, START, &usage));
        assert_int_equal(usage.limit, cases[i].limit);
        rate_limit_close(&limit);
    }
}

static void keys_do_not_share_what_they_have(void **state)
{
    (void)state;
    struct rate_limit *limit = limit_each(1);
    for (int64_t key = 1; key <= 5; key++) { // some meet at one place of the table
        assert_true(admits(limit, key * RATE_LIMIT_KEYS, START));
        assert_false(admits(limit, key * RATE_LIMIT_KEYS, START));
    }
    rate_limit_close(&limit);
}

static void more_keys_than_places_are_not_limited(void **state)
{
    (void)state;
    struct rate_limit *limit = limit_each(1);
    for (int64_t key = 0; key < RATE_LIMIT_KEYS; key++)
        assert_true(admits(limit, key, START));
    for (int i = 0; i < 3; i++)
        assert_true(admits(limit, RATE_LIMIT_KEYS + 5, START));
    assert_false(admits(limit, 5, START));
    rate_limit_close(&limit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_limit_everything_is_let_through),
        cmocka_unit_test(a_key_has_so_many_a_minute_and_then_waits_for_the_next),
        cmocka_unit_test(the_tighter_rule_holds_for_a_key_that_was_issued),
        cmocka_unit_test(keys_do_not_share_what_they_have),
        cmocka_unit_test(more_keys_than_places_are_not_limited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
