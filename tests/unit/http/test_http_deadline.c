// test_http_deadline.c -- how long a connection may keep us waiting, on a clock of the test's own.
// SPDX-License-Identifier: Apache-2.0
#include "http/http_deadline.h"
#include "http/limits.h"

#include "expect.h"

enum { START = 1000000 };

static const struct http_limits limits = {
    .header_timeout_ms = HTTP_HEADER_TIMEOUT_MS,
    .body_window_ms = HTTP_BODY_WINDOW_MS,
    .idle_timeout_ms = HTTP_IDLE_TIMEOUT_MS,
    .send_timeout_ms = HTTP_SEND_TIMEOUT_MS,
};

static enum http_verdict judge(enum http_wait_kind kind, msec waited)
{
    const struct http_wait wait = {.kind = kind, .since = START};
    return http_deadline(&limits, &wait, START + waited);
}

static void each_wait_has_its_limit_and_its_end(void **state)
{
    (void)state;
    static const struct {
        enum http_wait_kind kind;
        msec limit;
        enum http_verdict verdict;
    } rows[] = {
        {HTTP_WAIT_FIRST, 10000, HTTP_WAIT_DROP},     {HTTP_WAIT_IDLE, 75000, HTTP_WAIT_DROP},
        {HTTP_WAIT_HEAD, 10000, HTTP_WAIT_TIMED_OUT}, {HTTP_WAIT_BODY, 10000, HTTP_WAIT_TIMED_OUT},
        {HTTP_WAIT_SEND, 30000, HTTP_WAIT_DROP},      {HTTP_WAIT_LINGER, 2000, HTTP_WAIT_DROP},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        expect_row(judge(rows[i].kind, 0) == HTTP_WAIT_ON, i);
        expect_row(judge(rows[i].kind, rows[i].limit - 1) == HTTP_WAIT_ON, i);
        expect_row(judge(rows[i].kind, rows[i].limit) == rows[i].verdict, i);
    }
}

static void our_own_answer_is_waited_for_without_end(void **state)
{
    (void)state;
    assert_int_equal(judge(HTTP_WAIT_HANDLER, INT64_C(1) << 40), HTTP_WAIT_ON);
    assert_int_equal(judge(HTTP_WAIT_NONE, INT64_C(1) << 40), HTTP_WAIT_ON);
}

static void a_body_is_judged_window_by_window(void **state)
{
    (void)state;
    struct http_wait wait = {.kind = HTTP_WAIT_BODY, .since = START, .bytes = 5000};
    const msec end = START + HTTP_BODY_WINDOW_MS;
    assert_int_equal(http_deadline(&limits, &wait, end - 1), HTTP_WAIT_ON);
    assert_int_equal(http_deadline(&limits, &wait, end), HTTP_WAIT_NEW_WINDOW);
    wait.bytes = 4999;
    assert_int_equal(http_deadline(&limits, &wait, end - 1), HTTP_WAIT_ON);
    assert_int_equal(http_deadline(&limits, &wait, end), HTTP_WAIT_TIMED_OUT);
}

static void the_first_head_is_timed_from_connect_and_the_next_from_its_first_byte(void **state)
{
    (void)state;
    struct http_wait wait = {0};
    http_wait_for(&wait, HTTP_WAIT_FIRST, START);
    http_wait_for(&wait, HTTP_WAIT_HEAD, START + 9000);
    assert_int_equal(wait.since, START);
    http_wait_for(&wait, HTTP_WAIT_IDLE, START + 9500);
    http_wait_for(&wait, HTTP_WAIT_HEAD, START + 60000);
    assert_int_equal(wait.since, START + 60000);
}

static void going_on_waiting_for_the_same_moves_nothing(void **state)
{
    (void)state;
    struct http_wait wait = {.kind = HTTP_WAIT_BODY, .since = START, .bytes = 7};
    http_wait_for(&wait, HTTP_WAIT_BODY, START + 5000);
    assert_int_equal(wait.since, START);
    assert_int_equal(wait.bytes, 7);
    http_wait_for(&wait, HTTP_WAIT_HANDLER, START + 6000);
    assert_int_equal(wait.since, START + 6000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_wait_has_its_limit_and_its_end),
        cmocka_unit_test(our_own_answer_is_waited_for_without_end),
        cmocka_unit_test(a_body_is_judged_window_by_window),
        cmocka_unit_test(the_first_head_is_timed_from_connect_and_the_next_from_its_first_byte),
        cmocka_unit_test(going_on_waiting_for_the_same_moves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
