// test_http_pool.c -- a loop's spare buffers and arenas.
// SPDX-License-Identifier: Apache-2.0
#include "http/http_pool.h"
#include "http/limits.h"

#include "expect.h"

static void the_last_one_given_is_the_first_one_taken(void **state)
{
    (void)state;
    struct http_pool pool = {0};
    char *first = http_pool_take_buffer(&pool), *second = http_pool_take_buffer(&pool);
    memset(first, 1, HTTP_BUFFER_BYTES);
    http_pool_give_buffer(&pool, first);
    http_pool_give_buffer(&pool, second);
    assert_ptr_equal(http_pool_take_buffer(&pool), second);
    assert_ptr_equal(http_pool_take_buffer(&pool), first);
    http_pool_give_buffer(&pool, first);
    http_pool_give_buffer(&pool, second);
    http_pool_give_buffer(&pool, NULL);
    http_pool_release(&pool);
}

static void an_arena_comes_back_empty(void **state)
{
    (void)state;
    struct http_pool pool = {0};
    struct arena *arena = http_pool_take_arena(&pool);
    (void)arena_alloc(arena, 1000);
    http_pool_give_arena(&pool, arena);
    assert_ptr_equal(http_pool_take_arena(&pool), arena);
    assert_int_equal(arena->used_bytes, 0);
    http_pool_give_arena(&pool, arena);
    http_pool_give_arena(&pool, NULL);
    http_pool_release(&pool);
}

enum { PEAK = 300 }; // above both limits

static void take_and_give_many(struct http_pool *pool)
{
    static char *buffers[PEAK];
    static struct arena *arenas[PEAK];
    for (int i = 0; i < PEAK; i++) {
        buffers[i] = http_pool_take_buffer(pool);
        arenas[i] = http_pool_take_arena(pool);
    }
    for (int i = 0; i < PEAK; i++) {
        http_pool_give_buffer(pool, buffers[i]);
        http_pool_give_arena(pool, arenas[i]);
    }
}

static void a_peak_is_kept_up_to_a_limit_and_goes_slowly(void **state)
{
    (void)state;
    struct http_pool pool = {0};
    take_and_give_many(&pool);
    assert_int_equal(pool.buffer_count, HTTP_SPARE_BUFFERS);
    assert_int_equal(pool.arena_count, HTTP_SPARE_ARENAS);
    http_pool_shrink(&pool);
    assert_int_equal(pool.buffer_count, HTTP_SPARE_BUFFERS - 1);
    assert_int_equal(pool.arena_count, HTTP_SPARE_ARENAS - 1);
    for (int i = 0; i < PEAK; i++)
        http_pool_shrink(&pool);
    assert_in_range(pool.buffer_count, 1, 16);
    assert_in_range(pool.arena_count, 1, 16);
    http_pool_release(&pool);
    assert_int_equal(pool.buffer_count + pool.arena_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_one_given_is_the_first_one_taken),
        cmocka_unit_test(an_arena_comes_back_empty),
        cmocka_unit_test(a_peak_is_kept_up_to_a_limit_and_goes_slowly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
