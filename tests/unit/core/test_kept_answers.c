// test_kept_answers.c -- the same answer again under the client's own key.
// SPDX-License-Identifier: Apache-2.0
#include "core/kept_answers.h"

#include "core_fixture.h"

#include <pthread.h>

/* Claims at the time of the world; what has been kept under it. */
static struct kept_answer claim(struct world *w, str key, str hash)
{
    struct kept_answer kept = {.status = -1};
    assert_ok(kept_answer_claim(&w->c, key, hash, w->c.now - 60 * MINUTE, &kept));
    return kept;
}

static void a_free_key_is_claimed_and_its_answer_kept(void **state)
{
    struct world *w = world_of(state);
    assert_int_equal(claim(w, S("k"), S("hash")).status, 0); // ours
    assert_ok(kept_answer_store(&w->c, S("k"), 201, S("{\"a\":1}")));
    world_commit(w, MINUTE);
    const struct kept_answer kept = claim(w, S("k"), S("other hash"));
    assert_int_equal(kept.status, 201);
    expect_text(kept.body, S("{\"a\":1}"));
    expect_text(kept.request_hash, S("hash")); // the caller compares
}

static void each_api_key_has_keys_of_its_own(void **state)
{
    struct world *w = world_of(state);
    (void)claim(w, S("k"), S("hash"));
    assert_ok(kept_answer_store(&w->c, S("k"), 200, S("{}")));
    w->c.who.id = 999;
    assert_int_equal(claim(w, S("k"), S("hash")).status, 0);
    act_as_key(w);
    assert_int_equal(claim(w, S("k"), S("hash")).status, 200);
}

static void what_is_rolled_back_is_not_kept(void **state)
{
    struct world *w = world_of(state);
    (void)claim(w, S("k"), S("hash"));
    assert_ok(kept_answer_store(&w->c, S("k"), 200, S("{}")));
    world_roll_back(w);
    assert_int_equal(claim(w, S("k"), S("hash")).status, 0);
}

static void an_answer_is_forgotten_when_it_is_too_old(void **state)
{
    struct world *w = world_of(state);
    (void)claim(w, S("k"), S("hash"));
    assert_ok(kept_answer_store(&w->c, S("k"), 200, S("{}")));
    world_commit(w, 60 * MINUTE);
    assert_int_equal(claim(w, S("k"), S("hash")).status, 200);
    world_commit(w, 60 * MINUTE + 1);
    assert_int_equal(claim(w, S("k"), S("hash")).status, 0);
}

// ---- two requests at once ----

struct second_request {
    pthread_t thread;
    struct ctx c;
    struct arena arena;
    struct kept_answer kept;
    enum err outcome;
};

static enum err claim_second(struct second_request *second)
{
    TRY(db_begin(second->c.store.db, DB_WRITE));
    TRY(kept_answer_claim(&second->c, S("k"), S("hash"), 0, &second->kept));
    return db_commit(second->c.store.db);
}

static void *run_second(void *argument)
{
    struct second_request *second = argument;
    second->outcome = claim_second(second);
    return NULL;
}

static void begin_second(struct world *w, struct second_request *second)
{
    *second = (struct second_request){.c = w->c, .kept = {.status = -1}};
    arena_init(&second->arena, TEST_BLOCK_BYTES);
    second->c.store.db = open_store_again(w->test->fixture);
    second->c.store.arena = &second->arena;
    CHECK(pthread_create(&second->thread, NULL, run_second, second) == 0);
    int64_t waiting = 0;
    while (waiting == 0)
        assert_ok(
            db_one(w->c.store.db, w->c.store.arena, LOOK_WAITERS, P_NONE, row_read_i64, &waiting));
}

static void end_second(struct second_request *second, int status)
{
    CHECK(pthread_join(second->thread, NULL) == 0);
    assert_ok(second->outcome);
    assert_int_equal(second->kept.status, status);
    db_close(&second->c.store.db);
    arena_release(&second->arena);
}

static void a_second_request_waits_for_the_first_and_gets_its_answer(void **state)
{
    struct world *w = world_of(state);
    struct second_request second;
    (void)claim(w, S("k"), S("hash"));
    begin_second(w, &second);
    assert_ok(kept_answer_store(&w->c, S("k"), 201, S("{}")));
    world_commit(w, 0);
    end_second(&second, 201);
}

static void a_second_request_takes_over_what_the_first_rolled_back(void **state)
{
    struct world *w = world_of(state);
    struct second_request second;
    (void)claim(w, S("k"), S("hash"));
    begin_second(w, &second);
    world_roll_back(w);
    end_second(&second, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(a_free_key_is_claimed_and_its_answer_kept),
        WORLD_ON_BOTH(each_api_key_has_keys_of_its_own),
        WORLD_ON_BOTH(what_is_rolled_back_is_not_kept),
        WORLD_ON_BOTH(an_answer_is_forgotten_when_it_is_too_old),
        WORLD_ON_POSTGRES(a_second_request_waits_for_the_first_and_gets_its_answer),
        WORLD_ON_POSTGRES(a_second_request_takes_over_what_the_first_rolled_back),
    };
    return cmocka_run_group_tests_name("kept_answers", tests, make_database, drop_database);
}
