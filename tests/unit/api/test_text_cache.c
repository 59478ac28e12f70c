// test_text_cache.c -- texts that are as fresh as their versions, and never more than allowed.
// SPDX-License-Identifier: Apache-2.0
#include "api/text_cache.h"

#include "expect.h"

#include <pthread.h>

enum { KB = 1024, MAX_BYTES = 64 * KB, THREADS = 4, ROUNDS = 20000 };

static const struct text_key key = {.view = 1, .id = 2, .version = 3, .directory_version = 4};

// ---- freshness ----

static void a_text_is_got_as_it_was_put(void **state)
{
    struct text_cache *cache = text_cache_open(MAX_BYTES);
    int64_t note = 42;
    assert_null(text_cache_get(cache, *state, key, &note).p);
    assert_int_equal(note, 42);
    text_cache_put(cache, key, S("text\0more"), 7);
    expect_text(text_cache_get(cache, *state, key, &note), S("text\0more"));
    assert_int_equal(note, 7);
    expect_text(text_cache_get(cache, *state, key, NULL), S("text\0more"));
    text_cache_close(&cache);
    assert_null(cache);
    text_cache_close(&cache); // NULL is fine
}

static void a_text_made_from_anything_else_is_not_found(void **state)
{
    struct text_cache *cache = text_cache_open(MAX_BYTES);
    static const struct text_key others[] = {
        {.view = 2, .id = 2, .version = 3, .directory_version = 4},
        {.view = 1, .id = 3, .version = 3, .directory_version = 4},
        {.view = 1, .id = 2, .version = 2, .directory_version = 4},
        {.view = 1, .id = 2, .version = 4, .directory_version = 4},
        {.view = 1, .id = 2, .version = 3, .directory_version = 3},
        {.view = 1, .id = 2, .version = 3, .directory_version = 5},
    };
    text_cache_put(cache, key, S("text"), 7);
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        expect_row(text_cache_get(cache, *state, others[i], NULL).p == NULL, i);
    text_cache_close(&cache);
}

static void a_newer_text_takes_the_place_of_the_older(void **state)
{
    struct text_cache *cache = text_cache_open(MAX_BYTES);
    struct text_key newer = key;
    newer.version = 5;
    newer.directory_version = 6;
    text_cache_put(cache, key, S("old text"), 1);
    text_cache_put(cache, newer, S("new"), 2);
    assert_null(text_cache_get(cache, *state, key, NULL).p);
    expect_text(text_cache_get(cache, *state, newer, NULL), S("new"));
    assert_int_equal(text_cache_bytes(cache), 3);
    text_cache_close(&cache);
}

static void what_is_got_is_a_copy(void **state)
{
    struct text_cache *cache = text_cache_open(MAX_BYTES);
    char source[] = "text";
    text_cache_put(cache, key, (str){source, 4}, 0);
    source[0] = 'X';
    const str got = text_cache_get(cache, *state, key, NULL);
    text_cache_put(cache, key, S("else"), 0);
    expect_text(got, S("text"));
    text_cache_close(&cache);
}

// ---- bounds ----

static str text_of(struct arena *arena, size_t bytes)
{
    char *text = arena_alloc_raw(arena, bytes);
    memset(text, 'x', bytes);
    return (str){text, bytes};
}

static void what_is_empty_or_too_long_is_not_kept(void **state)
{
    static const struct {
        size_t max_bytes;
        size_t bytes;
        bool is_kept;
    } rows[] = {
        {16 * MAX_BYTES, 0, false},
        {16 * MAX_BYTES, 1, true},
        {16 * MAX_BYTES, TEXT_CACHE_MAX_TEXT_BYTES, true},
        {16 * MAX_BYTES, TEXT_CACHE_MAX_TEXT_BYTES + 1, false},
        {10, 10, true},
        {10, 11, false},
        {0, 1, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct text_cache *cache = text_cache_open(rows[i].max_bytes);
        text_cache_put(cache, key, text_of(*state, rows[i].bytes), 0);
        const str got = text_cache_get(cache, *state, key, NULL);
        expect_row((got.p != NULL) == rows[i].is_kept, i);
        expect_row(text_cache_bytes(cache) == (rows[i].is_kept ? rows[i].bytes : 0), i);
        text_cache_close(&cache);
    }
}

static void the_bound_is_never_exceeded(void **state)
{
    static const size_t bounds[] = {1, 100, 5 * KB, MAX_BYTES, 16 * MAX_BYTES};
    const str text = text_of(*state, 4 * KB);
    uint64_t seed = 5;
    for (size_t i = 0; i < ARRAY_LEN(bounds); i++) {
        struct text_cache *cache = text_cache_open(bounds[i]);
        for (int round = 0; round < ROUNDS; round++) {
            const struct text_key random = {.view = (int)(next_random(&seed) % 3),
                                            .id = (int64_t)(next_random(&seed) % 1000),
                                            .version = (int64_t)(next_random(&seed) % 3)};
            text_cache_put(cache, random, str_slice(text, 0, next_random(&seed) % text.n), 0);
            expect_row(text_cache_bytes(cache) <= bounds[i], i);
        }
        expect_row(text_cache_bytes(cache) > bounds[i] / 8, i);
        text_cache_close(&cache);
    }
}

static void a_cache_holds_about_as_much_as_it_may(void **state)
{
    struct text_cache *cache = text_cache_open(1024 * KB);
    const str text = text_of(*state, KB);
    for (int64_t id = 1; id <= 4096; id++)
        text_cache_put(cache, (struct text_key){.id = id}, text, 0);
    assert_in_range(text_cache_bytes(cache), 768 * KB, 1024 * KB);
    text_cache_close(&cache);
}

enum { IN_USE = 20, COLD = 20000 };

/* Puts texts that nobody asks for between those that everybody does; how often one of the latter
 * was lost. */
static int count_losses(struct text_cache *cache, struct arena *arena, str cold)
{
    int lost = 0;
    for (int64_t id = 1; id <= COLD; id++) {
        const struct text_key hot = {.view = 1, .id = id % IN_USE};
        text_cache_put(cache, (struct text_key){.view = 2, .id = id}, cold, 0);
        if (id < COLD / 4 || text_cache_get(cache, arena, hot, NULL).p != NULL)
            continue; // at first the cache is filled
        lost++;
        text_cache_put(cache, hot, S("in use"), 0);
    }
    return lost;
}

static void expect_few_losses(struct arena *arena, size_t cold_bytes)
{
    struct text_cache *cache = text_cache_open(1024 * KB);
    const int lost = count_losses(cache, arena, text_of(arena, cold_bytes));
    text_cache_close(&cache);
    assert_in_range(lost, IN_USE, 5 * IN_USE); // each the first time
}

static void what_is_in_use_stays_when_the_bytes_are_full(void **state)
{
    expect_few_losses(*state, (size_t)8 * KB);
}

static void what_is_in_use_stays_when_the_slots_are_full(void **state)
{
    expect_few_losses(*state, 100);
}

// ---- threads ----

struct user {
    pthread_t thread;
    struct text_cache *cache;
    uint64_t seed;
    int found;
    int wrong; // texts that were not made from the key asked for, and bounds exceeded
};

/* Tells everything that it was made from. */
static str text_for(struct arena *arena, struct text_key made_from)
{
    return STR_JOIN(arena, str_from_i64(arena, made_from.view), S(" "),
                    str_from_i64(arena, made_from.id), S(" "),
                    str_from_i64(arena, made_from.version), S(" "),
                    str_from_i64(arena, made_from.directory_version), S(" "),
                    text_of(arena, (size_t)(made_from.id % 5) * 500));
}

static void use_once(struct user *user, struct arena *arena)
{
    const struct text_key random = {.view = (int)(next_random(&user->seed) % 2),
                                    .id = (int64_t)(next_random(&user->seed) % 50),
                                    .version = (int64_t)(next_random(&user->seed) % 2),
                                    .directory_version = (int64_t)(next_random(&user->seed) % 2)};
    int64_t note = random.id;
    const str wanted = text_for(arena, random);
    const str got = text_cache_get(user->cache, arena, random, &note);
    if (got.p == NULL)
        text_cache_put(user->cache, random, wanted, random.id);
    else
        user->found++;
    if ((got.p != NULL && !str_eq(got, wanted)) || note != random.id)
        user->wrong++;
    if (text_cache_bytes(user->cache) > MAX_BYTES)
        user->wrong++;
}

static void *use_cache(void *argument)
{
    struct user *user = argument;
    struct arena arena;
    arena_init(&arena, TEST_BLOCK_BYTES);
    for (int i = 0; i < ROUNDS; i++) {
        arena_reset(&arena);
        use_once(user, &arena);
    }
    arena_release(&arena);
    return NULL;
}

static void threads_get_what_they_ask_for(void **state)
{
    struct text_cache *cache = text_cache_open(MAX_BYTES);
    struct user users[THREADS] = {0};
    (void)state;
    for (int i = 0; i < THREADS; i++) {
        users[i] = (struct user){.cache = cache, .seed = (uint64_t)i};
        assert_int_equal(pthread_create(&users[i].thread, NULL, use_cache, &users[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(users[i].thread, NULL), 0);
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(users[i].wrong, 0);
        assert_true(users[i].found > ROUNDS / 100);
    }
    text_cache_close(&cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(a_text_is_got_as_it_was_put),
        WITH_ARENA(a_text_made_from_anything_else_is_not_found),
        WITH_ARENA(a_newer_text_takes_the_place_of_the_older),
        WITH_ARENA(what_is_got_is_a_copy),
        WITH_ARENA(what_is_empty_or_too_long_is_not_kept),
        WITH_ARENA(the_bound_is_never_exceeded),
        WITH_ARENA(a_cache_holds_about_as_much_as_it_may),
        WITH_ARENA(what_is_in_use_stays_when_the_bytes_are_full),
        WITH_ARENA(what_is_in_use_stays_when_the_slots_are_full),
        cmocka_unit_test(threads_get_what_they_ask_for),
    };
    return cmocka_run_group_tests_name("text_cache", tests, NULL, NULL);
}
