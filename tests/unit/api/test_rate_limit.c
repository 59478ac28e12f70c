// test_rate_limit.c -- requests of a key in a minute. SPDX-License-Identifier: Apache-2.0
#include "api/rate_limit.h"
#include "expect.h"

#define START ((msec)1800000000000) // the beginning of a minute

static void without_a_limit_everything_is_let_through(void **state)
{
    (void)state;
    int wait_s = 0;
    assert_null(rate_limit_open(0));
    for (int i = 0; i < 10000; i++)
        assert_true(rate_limit_admit(NULL, 7, START, &wait_s));
}

static void a_key_has_so_many_a_minute_and_then_waits_for_the_next(void **state)
{
    (void)state;
    int wait_s = 0;
    struct rate_limit *limit = rate_limit_open(3);
    for (int i = 0; i < 3; i++)
        assert_true(rate_limit_admit(limit, 7, START + i, &wait_s));
    assert_false(rate_limit_admit(limit, 7, START + 20 * MSEC_PER_SECOND, &wait_s));
    assert_int_equal(wait_s, 40);
    assert_false(rate_limit_admit(limit, 7, START + 59999, &wait_s));
    assert_int_equal(wait_s, 1);
    assert_true(rate_limit_admit(limit, 7, START + MSEC_PER_MINUTE, &wait_s));
    rate_limit_close(&limit);
    assert_null(limit);
}

static void keys_do_not_share_what_they_have(void **state)
{
    (void)state;
    int wait_s = 0;
    struct rate_limit *limit = rate_limit_open(1);
    for (int64_t key = 1; key <= 5; key++) { // some meet at one place of the table
        assert_true(rate_limit_admit(limit, key * RATE_LIMIT_KEYS, START, &wait_s));
        assert_false(rate_limit_admit(limit, key * RATE_LIMIT_KEYS, START, &wait_s));
    }
    rate_limit_close(&limit);
}

static void more_keys_than_places_are_not_limited(void **state)
{
    (void)state;
    int wait_s = 0;
    struct rate_limit *limit = rate_limit_open(1);
    for (int64_t key = 0; key < RATE_LIMIT_KEYS; key++)
        assert_true(rate_limit_admit(limit, key, START, &wait_s));
    for (int i = 0; i < 3; i++)
        assert_true(rate_limit_admit(limit, RATE_LIMIT_KEYS + 5, START, &wait_s));
    assert_false(rate_limit_admit(limit, 5, START, &wait_s));
    rate_limit_close(&limit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_limit_everything_is_let_through),
        cmocka_unit_test(a_key_has_so_many_a_minute_and_then_waits_for_the_next),
        cmocka_unit_test(keys_do_not_share_what_they_have),
        cmocka_unit_test(more_keys_than_places_are_not_limited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
