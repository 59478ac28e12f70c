// test_write_hooks.c -- the executor drives a write group: what jobs change of the directory is
// shown when it is on disk, and ids are never given twice.
// SPDX-License-Identifier: Apache-2.0
#include "api/write_hooks.h"

#include "core_fixture.h"

#include <errno.h>
#include <semaphore.h>

// The executor on the database of a world, in place of the world's own connection.
struct house {
    struct world *w;
    struct write_sources sources;
    struct executor *executor;
};

static void open_house(struct world *w, struct house *house)
{
    struct fixture *f = w->test->fixture;
    str why = {0};
    *house = (struct house){.w = w, .sources = {.board = w->board, .ids = w->ids}};
    world_commit(w, 0);
    db_rollback(f->db);
    db_close(&f->db);
    const struct executor_config config = {
        .url = f->url,
        .table = &store_looks,
        .options = {.synchronous_normal = true},
        .hooks = write_hooks(&house->sources),
        .pool_threads = 1,
    };
    if (executor_open(&f->arena, &config, &house->executor, &why) != OK)
        fail_msg("%.*s", STR(why));
}

static void close_house(struct house *house)
{
    struct world *w = house->w;
    executor_close(&house->executor);
    w->test->fixture->db = open_store_again(w->test->fixture);
    w->c.store.db = w->test->fixture->db;
}

static bool board_shows(struct world *w, str uid)
{
    struct directory_snapshot *snapshot = directory_board_acquire(w->board);
    const bool shown = directory_team_by_uid(directory_of(snapshot), uid) != NULL;
    directory_snapshot_release(&snapshot);
    return shown;
}

// ---- a job that adds a team ----

struct team_job {
    struct job job;
    struct world *w;
    str uid;
    enum err verdict; // of the job, when all went well
    int64_t id;
    bool was_seen;  // by the job, before it did anything
    bool was_shown; // on the board, when it was told its outcome
    enum err outcome;
    sem_t done;
};

static enum err run_team_job(struct job *job, struct db *db)
{
    struct team_job *t = (struct team_job *)job;
    struct ctx c = t->w->c;
    struct team team = {.name = t->uid, .uid = t->uid};
    struct arena scratch;
    arena_init(&scratch, TEST_BLOCK_BYTES);
    c.store.db = db;
    c.store.arena = &scratch;
    c.group = job->group;
    c.directory = write_group_directory(job->group);
    t->was_seen = directory_team_by_uid(c.directory, t->uid) != NULL;
    enum err done = team_create(&c, &team);
    if (done == OK)
        done = write_group_directory_changed(job->group, db);
    t->id = team.id;
    arena_release(&scratch);
    return done == OK ? t->verdict : done;
}

static void note_outcome(struct job *job, enum err outcome)
{
    struct team_job *t = (struct team_job *)job;
    t->outcome = outcome;
    t->was_shown = board_shows(t->w, t->uid);
    sem_post(&t->done);
}

static void run_job(struct house *house, struct team_job *t, str uid, enum err verdict)
{
    *t = (struct team_job){
        .job = {.run = run_team_job, .done = note_outcome, .mode = DB_WRITE},
        .w = house->w,
        .uid = uid,
        .verdict = verdict,
        .outcome = ERR_COUNT,
    };
    CHECK(sem_init(&t->done, 0, 0) == 0);
    assert_ok(executor_submit(house->executor, &t->job));
    while (sem_wait(&t->done) != 0)
        CHECK(errno == EINTR);
}

static void a_kept_job_shows_its_change_before_it_is_told(void **state)
{
    struct world *w = world_of(state);
    struct house house;
    struct team_job job;
    open_house(w, &house);
    run_job(&house, &job, S("red"), OK);
    assert_ok(job.outcome);
    assert_false(job.was_seen);
    assert_true(job.was_shown);
    run_job(&house, &job, S("red"), OK); // taken
    assert_int_equal(job.outcome, ERR_INVALID);
    assert_true(job.was_seen);
    close_house(&house);
}

static void a_dropped_job_shows_nothing_and_wastes_its_ids(void **state)
{
    struct world *w = world_of(state);
    struct house house;
    struct team_job dropped;
    struct team_job kept;
    open_house(w, &house);
    run_job(&house, &dropped, S("red"), ERR_FORBIDDEN);
    assert_int_equal(dropped.outcome, ERR_FORBIDDEN);
    assert_false(dropped.was_shown);
    run_job(&house, &kept, S("red"), OK);
    assert_ok(kept.outcome);
    assert_false(kept.was_seen);
    assert_true(kept.was_shown);
    assert_true(kept.id > dropped.id);
    close_house(&house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(a_kept_job_shows_its_change_before_it_is_told),
        WORLD_ON_BOTH(a_dropped_job_shows_nothing_and_wastes_its_ids),
    };
    return cmocka_run_group_tests_name("write_hooks", tests, make_database, drop_database);
}
