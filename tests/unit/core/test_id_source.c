// test_id_source.c -- one sequence of ids for all threads of a process.
// SPDX-License-Identifier: Apache-2.0
#include "core/id_source.h"

#include "store_fixture.h"

#include <pthread.h>

enum { BLOCK = 4096, LOW = 256, THREADS = 4, IDS_PER_THREAD = 3000 };

static int64_t next(struct store *s, struct id_source *ids, bool *took)
{
    int64_t id = 0;
    assert_ok(id_source_next(ids, s->db, &id, took));
    return id;
}

static void the_first_id_is_one(void **state)
{
    struct store *s = store_of(state, 0);
    struct id_source *ids = id_source_open();
    bool took = false;
    bool prepared = false;
    assert_ok(id_source_prepare(ids, s->db, &prepared));
    assert_true(prepared);
    assert_int_equal(next(s, ids, &took), 1);
    assert_int_equal(next(s, ids, &took), 2);
    assert_false(took); // the block was there before the job
    id_source_close(&ids);
    assert_null(ids);
}

static void a_block_follows_the_other_without_a_gap(void **state)
{
    struct store *s = store_of(state, 0);
    struct id_source *ids = id_source_open();
    bool took = false;
    for (int64_t id = 1; id <= 2 * BLOCK; id++) {
        took = false;
        assert_int_equal(next(s, ids, &took), id);
        assert_int_equal(took, id % BLOCK == 1);
    }
    id_source_close(&ids);
}

static void a_low_block_is_left_before_the_job(void **state)
{
    struct store *s = store_of(state, 0);
    struct id_source *ids = id_source_open();
    bool took = false;
    bool prepared = false;
    assert_ok(id_source_prepare(ids, s->db, &prepared));
    for (int i = 0; i < BLOCK - LOW; i++)
        (void)next(s, ids, &took);
    assert_ok(id_source_prepare(ids, s->db, &prepared));
    assert_false(prepared); // enough for a usual job
    assert_int_equal(next(s, ids, &took), BLOCK - LOW + 1);
    assert_ok(id_source_prepare(ids, s->db, &prepared));
    assert_true(prepared);
    assert_int_equal(next(s, ids, &took), BLOCK + 1);
    assert_false(took);
    id_source_close(&ids);
}

static void a_run_ends_with_its_block(void **state)
{
    static const struct {
        size_t wanted;
        int64_t first;
        size_t count;
        bool took;
    } steps[] = {
        {10, 1, 10, true},
        {BLOCK, 11, BLOCK - 10, false}, // what is left
        {2 * BLOCK, BLOCK + 1, BLOCK, true},
        {1, 2 * BLOCK + 1, 1, true},
    };
    struct store *s = store_of(state, 0);
    struct id_source *ids = id_source_open();
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        struct id_run run = {0};
        bool took = false;
        assert_ok(id_source_run(ids, s->db, steps[i].wanted, &run, &took));
        assert_int_equal(run.first, steps[i].first);
        assert_int_equal(run.count, steps[i].count);
        assert_int_equal(took, steps[i].took);
    }
    id_source_close(&ids);
}

static void what_is_forgotten_is_not_given_out(void **state)
{
    struct store *s = store_of(state, 0);
    struct id_source *ids = id_source_open();
    bool took = false;
    (void)next(s, ids, &took);
    id_source_forget(ids);
    assert_int_equal(next(s, ids, &took), BLOCK + 1);
    id_source_forget(ids);
    id_source_forget(ids);
    assert_int_equal(next(s, ids, &took), 2 * BLOCK + 1);
    id_source_close(&ids);
}

static void two_processes_never_share_a_block(void **state)
{
    struct store *s = store_of(state, 0);
    struct id_source *one = id_source_open();
    struct id_source *other = id_source_open();
    bool took = false;
    assert_int_equal(next(s, one, &took), 1);
    assert_int_equal(next(s, other, &took), BLOCK + 1);
    assert_int_equal(next(s, one, &took), 2);
    id_source_close(&one);
    id_source_close(&other);
}

// ---- threads of one process, each with its connection ----

struct taker {
    pthread_t thread;
    struct db *db;
    struct id_source *ids;
    int64_t taken[IDS_PER_THREAD];
    bool failed;
};

static void *take_many(void *argument)
{
    struct taker *taker = argument;
    for (int i = 0; i < IDS_PER_THREAD; i++) {
        bool took = false;
        if (i % 10 == 0 && id_source_prepare(taker->ids, taker->db, &took) != OK)
            taker->failed = true;
        if (id_source_next(taker->ids, taker->db, &taker->taken[i], &took) != OK)
            taker->failed = true;
    }
    return NULL;
}

static void count_ids(const struct taker *taker, char *seen, int64_t most)
{
    assert_false(taker->failed);
    for (int i = 0; i < IDS_PER_THREAD; i++) {
        assert_true(i == 0 || taker->taken[i] > taker->taken[i - 1]);
        assert_in_range(taker->taken[i], 1, most);
        assert_int_equal(seen[taker->taken[i]]++, 0);
    }
}

static void threads_never_get_the_same_id(void **state)
{
    struct store_test *test = store_test_of(state);
    struct id_source *ids = id_source_open();
    struct taker *takers = arena_array(&test->fixture->arena, struct taker, THREADS);
    const int64_t most = (int64_t)THREADS * IDS_PER_THREAD + BLOCK;
    char *seen = arena_array(&test->fixture->arena, char, (size_t)most + 1);
    for (int i = 0; i < THREADS; i++) {
        takers[i].db = open_store_again(test->fixture);
        takers[i].ids = ids;
    }
    for (int i = 0; i < THREADS; i++)
        CHECK(pthread_create(&takers[i].thread, NULL, take_many, &takers[i]) == 0);
    for (int i = 0; i < THREADS; i++)
        CHECK(pthread_join(takers[i].thread, NULL) == 0);
    for (int i = 0; i < THREADS; i++) {
        count_ids(&takers[i], seen, most);
        db_close(&takers[i].db);
    }
    id_source_close(&ids);
}

static void closing_what_is_not_open_is_fine(void **state)
{
    (void)state;
    struct id_source *ids = NULL;
    id_source_close(&ids);
    assert_null(ids);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORE_ON_BOTH(the_first_id_is_one),
        STORE_ON_BOTH(a_block_follows_the_other_without_a_gap),
        STORE_ON_BOTH(a_run_ends_with_its_block),
        STORE_ON_BOTH(a_low_block_is_left_before_the_job),
        STORE_ON_BOTH(what_is_forgotten_is_not_given_out),
        STORE_ON_BOTH(two_processes_never_share_a_block),
        STORE_ON_POSTGRES(threads_never_get_the_same_id),
        cmocka_unit_test(closing_what_is_not_open_is_fine),
    };
    return cmocka_run_group_tests_name("id_source", tests, make_database, drop_database);
}
