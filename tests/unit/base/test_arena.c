// test_arena.c -- memory that is aligned, zeroed, apart, and given back.
// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"

#include "expect.h"

#include <stdalign.h>

static void allocations_are_zeroed_even_after_a_reset(void **state)
{
    struct arena *arena = *state;
    for (int round = 0; round < 3; round++) {
        unsigned char *bytes = arena_alloc(arena, 1000);
        for (size_t i = 0; i < 1000; i++)
            assert_int_equal(bytes[i], 0);
        memset(bytes, 0xFF, 1000);
        arena_reset(arena);
    }
}

static void allocations_are_aligned_for_any_type(void **state)
{
    for (size_t size = 1; size < 100; size++)
        assert_int_equal((uintptr_t)arena_alloc_raw(*state, size) % alignof(max_align_t), 0);
}

static void allocations_do_not_overlap(void **state)
{
    enum { COUNT = 500 };
    unsigned char *pieces[COUNT];
    size_t sizes[COUNT];
    uint64_t seed = 1;
    for (size_t i = 0; i < COUNT; i++) {
        sizes[i] = next_random(&seed) % (i % 10 == 0 ? 3L * TEST_BLOCK_BYTES : 64);
        pieces[i] = arena_alloc_raw(*state, sizes[i]);
        memset(pieces[i], (int)(i % 256), sizes[i]);
    }
    for (size_t i = 0; i < COUNT; i++)
        for (size_t at = 0; at < sizes[i]; at++)
            assert_int_equal(pieces[i][at], i % 256);
}

static void nothing_is_counted_as_used_after_a_reset(void **state)
{
    struct arena *arena = *state;
    assert_int_equal(arena->used_bytes, 0);
    (void)arena_alloc(arena, 100);
    assert_true(arena->used_bytes >= 100);
    arena_reset(arena);
    assert_int_equal(arena->used_bytes, 0);
}

static void an_arena_can_be_used_after_release(void **state)
{
    struct arena *arena = *state;
    (void)arena_alloc(arena, 100);
    arena_release(arena);
    arena_release(arena);
    arena_reset(arena);
    assert_non_null(arena_alloc(arena, 100));
}

static void growing_keeps_what_was_written(void **state)
{
    struct arena *arena = *state;
    char *text = arena_grow(arena, NULL, 0, 8);
    memset(text, 'a', 8);
    text = arena_grow(arena, text, 8, 100); // may stay in place
    (void)arena_alloc(arena, 1);
    text = arena_grow(arena, text, 8, 200); // something stands behind it
    text = arena_grow(arena, text, 8, 3L * TEST_BLOCK_BYTES);
    assert_memory_equal(text, "aaaaaaaa", 8);
    memset(text, 'x', 3L * TEST_BLOCK_BYTES);
}

static void a_large_text_that_grows_leaves_no_copies_behind(void **state)
{
    struct arena *arena = *state;
    size_t size = 2L * TEST_BLOCK_BYTES;
    const size_t most = 64 * size;
    char *text = arena_grow(arena, NULL, 0, size);
    memset(text, 'a', size);
    for (; size < most; size *= 2) {
        (void)arena_alloc(arena, 1); // with and without something behind it
        text = arena_grow(arena, text, size, 2 * size);
        text = arena_grow(arena, text, 2 * size, 2 * size + 1);
        memset(text + size, 'a', size);
    }
    for (size_t i = 0; i < most; i++)
        assert_int_equal(text[i], 'a');
    assert_true(arena->used_bytes < most + TEST_BLOCK_BYTES);
}

static void allocate_an_impossible_array(void)
{
    struct arena arena;
    arena_init(&arena, TEST_BLOCK_BYTES);
    (void)arena_alloc_array(&arena, SIZE_MAX / 2, 3);
}

static void shrink(void)
{
    struct arena arena;
    arena_init(&arena, TEST_BLOCK_BYTES);
    (void)arena_grow(&arena, arena_alloc(&arena, 10), 10, 9);
}

static void broken_invariants_stop_the_process(void **state)
{
    (void)state;
    assert_true(aborts(allocate_an_impossible_array));
    assert_true(aborts(shrink));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(allocations_are_zeroed_even_after_a_reset),
        WITH_ARENA(allocations_are_aligned_for_any_type),
        WITH_ARENA(allocations_do_not_overlap),
        WITH_ARENA(nothing_is_counted_as_used_after_a_reset),
        WITH_ARENA(an_arena_can_be_used_after_release),
        WITH_ARENA(growing_keeps_what_was_written),
        WITH_ARENA(a_large_text_that_grows_leaves_no_copies_behind),
        cmocka_unit_test(broken_invariants_stop_the_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
