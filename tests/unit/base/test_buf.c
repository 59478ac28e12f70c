// test_buf.c -- growing bytes and their maximum.
// SPDX-License-Identifier: Apache-2.0
#include "base/buf.h"

#include "expect.h"

static void an_empty_buffer_is_an_empty_text(void **state)
{
    struct buf buf;
    buf_init(&buf, *state, 10);
    expect_text(buf_str(&buf), S(""));
    assert_non_null(buf_str(&buf).p);
    buf_add(&buf, S(""));
    buf_add(&buf, (str){0});
    expect_text(buf_str(&buf), S(""));
}

static void writes_follow_each_other(void **state)
{
    struct buf buf;
    buf_init(&buf, *state, 100);
    buf_add(&buf, S("a = "));
    buf_add_i64(&buf, -12);
    buf_add_byte(&buf, ';');
    char *room = buf_reserve(&buf, 20);
    assert_non_null(room);
    memset(room, '.', 3);
    buf_commit(&buf, 3);
    expect_text(buf_str(&buf), S("a = -12;..."));
}

static void numbers_are_written_in_full(void **state)
{
    static const struct {
        int64_t number;
        str text;
    } rows[] = {
        {0, S("0")},
        {7, S("7")},
        {-1, S("-1")},
        {INT64_MAX, S("9223372036854775807")},
        {INT64_MIN, S("-9223372036854775808")},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct buf buf;
        buf_init(&buf, *state, 100);
        buf_add_i64(&buf, rows[i].number);
        expect_text(buf_str(&buf), rows[i].text);
    }
}

static void many_small_writes_grow_up_to_the_maximum_and_not_above(void **state)
{
    const size_t max = 100000;
    struct buf buf;
    buf_init(&buf, *state, max);
    for (size_t i = 0; i < max; i++)
        buf_add_byte(&buf, (char)(i % 251));
    assert_false(buf.overflow);
    assert_int_equal(buf.n, max);
    for (size_t i = 0; i < max; i++)
        assert_int_equal(buf.p[i], (char)(i % 251));
    buf_add_byte(&buf, '!');
    assert_true(buf.overflow);
    assert_int_equal(buf.n, max);
}

static void after_an_overflow_nothing_more_is_added(void **state)
{
    struct buf buf;
    buf_init(&buf, *state, 5);
    buf_add(&buf, S("123"));
    buf_add(&buf, S("456"));
    assert_true(buf.overflow);
    buf_add(&buf, S("7"));
    buf_add_i64(&buf, 7);
    assert_null(buf_reserve(&buf, 1));
    expect_text(buf_str(&buf), S("123"));
}

static void after_an_overflow_it_does_not_grow_either(void **state)
{
    static const char big[1500];
    struct buf buf;
    buf_init(&buf, *state, 2000);
    buf_add(&buf, S("123"));
    assert_null(buf_reserve(&buf, 2000));
    buf_add(&buf, (str){big, sizeof(big)}); // it would fit, had there been no overflow
    expect_text(buf_str(&buf), S("123"));
}

static void a_size_near_the_end_of_size_t_overflows(void **state)
{
    struct buf buf;
    buf_init(&buf, *state, 100);
    buf_add(&buf, S("123"));
    assert_null(buf_reserve(&buf, SIZE_MAX));
    assert_true(buf.overflow);
}

static void commit_too_much(void)
{
    struct arena arena;
    struct buf buf;
    arena_init(&arena, TEST_BLOCK_BYTES);
    buf_init(&buf, &arena, 10);
    (void)buf_reserve(&buf, 1);
    buf_commit(&buf, 11);
}

static void committing_more_than_the_room_stops_the_process(void **state)
{
    (void)state;
    assert_true(aborts(commit_too_much));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(an_empty_buffer_is_an_empty_text),
        WITH_ARENA(writes_follow_each_other),
        WITH_ARENA(numbers_are_written_in_full),
        WITH_ARENA(many_small_writes_grow_up_to_the_maximum_and_not_above),
        WITH_ARENA(after_an_overflow_nothing_more_is_added),
        WITH_ARENA(after_an_overflow_it_does_not_grow_either),
        WITH_ARENA(a_size_near_the_end_of_size_t_overflows),
        cmocka_unit_test(committing_more_than_the_room_stops_the_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
