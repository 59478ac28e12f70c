// test_executor.c -- the executor on both engines: what is acknowledged is on disk, what failed is
// not, groups form by their rule, everything is told in its order.
// SPDX-License-Identifier: Apache-2.0
#include "db/executor.h"

#include "db/executor_queue.h"
#include "executor_fixture.h"

#include <inttypes.h>

enum { CLIENTS = 64, JOBS_PER_CLIENT = 20, BAD_EVERY = 7 };

// ---- under load ----

struct client {
    pthread_t thread;
    struct rig *rig;
    int first_id;
    int wrong; // outcomes and counters that are not as they must be
};

static bool is_bad_id(int64_t id)
{
    return id % BAD_EVERY == 0;
}

static void *run_client(void *argument)
{
    struct client *client = argument;
    for (int i = 0; i < JOBS_PER_CLIENT; i++) {
        struct note note;
        note_init(&note, client->rig, client->first_id + i);
        note.verdict = is_bad_id(note.id) ? ERR_FORBIDDEN : OK;
        const uint64_t before = executor_commits(client->rig->executor);
        if (note_add(&note) != note.verdict)
            client->wrong++;
        if (note.outcome == OK && note.commits <= before)
            client->wrong++;
    }
    return NULL;
}

static void run_clients(struct rig *rig)
{
    struct client clients[CLIENTS] = {0};
    for (int i = 0; i < CLIENTS; i++) {
        clients[i].rig = rig;
        clients[i].first_id = i * JOBS_PER_CLIENT;
        CHECK(pthread_create(&clients[i].thread, NULL, run_client, &clients[i]) == 0);
    }
    for (int i = 0; i < CLIENTS; i++)
        CHECK(pthread_join(clients[i].thread, NULL) == 0);
    for (int i = 0; i < CLIENTS; i++)
        assert_int_equal(clients[i].wrong, 0);
}

static void what_is_acknowledged_is_on_disk_and_nothing_else(void **state)
{
    struct rig *rig = rig_of(state);
    int good = 0;
    for (int i = 0; i < CLIENTS * JOBS_PER_CLIENT; i++)
        good += is_bad_id(i) ? 0 : 1;
    rig->config.pool_threads = 0;
    rig_open(rig);
    run_clients(rig);
    const uint64_t commits = executor_commits(rig->executor);
    if (rig->fixture->engine == DB_SQLITE)
        assert_in_range(commits, good / EXECUTOR_GROUP_JOBS, good / 4);
    else
        assert_int_equal(commits, good);
    assert_int_equal(rig_close_and_count(rig), good);
}

// ---- groups ----

static void jobs_that_wait_together_share_one_commit(void **state)
{
    struct rig *rig = rig_of(state);
    struct note notes[EXECUTOR_GROUP_JOBS + 5];
    const int count = ARRAY_LEN(notes);
    rig_open(rig);
    notes_init(notes, rig, count);
    notes_add_together(notes, count);
    // SQLite: the gate's commit, a full group, the rest.
    const int commits = rig->fixture->engine == DB_SQLITE ? 3 : 1 + count;
    assert_int_equal(executor_commits(rig->executor), commits);
    assert_int_equal(rig_close_and_count(rig), count);
}

static void a_lone_job_is_a_commit_of_its_own(void **state)
{
    struct rig *rig = rig_of(state);
    struct note note;
    rig_open(rig);
    for (int i = 1; i <= 10; i++) {
        note_init(&note, rig, i);
        assert_ok(note_add(&note));
        assert_int_equal(note.commits, i);
    }
}

static void a_failed_job_leaves_no_trace_between_good_ones(void **state)
{
    struct rig *rig = rig_of(state);
    struct note notes[3];
    rig_open(rig);
    notes_init(notes, rig, 3);
    notes[1].verdict = ERR_FORBIDDEN; // after the insert
    notes_add_together(notes, 3);
    assert_ok(notes[0].outcome);
    assert_int_equal(notes[1].outcome, ERR_FORBIDDEN);
    assert_ok(notes[2].outcome);
    assert_int_equal(rig_close_and_count(rig), 2);
}

static void a_refused_row_fails_its_own_job_only(void **state)
{
    struct rig *rig = rig_of(state);
    struct note notes[3];
    rig_open(rig);
    notes_init(notes, rig, 3);
    notes[1].id = notes[0].id;
    notes_add_together(notes, 3);
    assert_ok(notes[0].outcome);
    assert_int_equal(notes[1].outcome, ERR_CONFLICT);
    assert_ok(notes[2].outcome);
    assert_int_equal(rig_close_and_count(rig), 2);
}

static void a_reading_job_counts_as_no_commit(void **state)
{
    struct rig *rig = rig_of(state);
    struct note note;
    rig_open(rig);
    note_init(&note, rig, 1);
    note.job.mode = DB_READ;
    assert_ok(note_add(&note));
    assert_int_equal(executor_commits(rig->executor), 0);
}

static void patience_is_for_company_that_the_last_group_had(void **state)
{
    static const struct {
        int waiting;
        int last_group;
        int64_t age_us;
        int64_t patience_us;
    } cases[] = {
        {1, 0, 0, 0},    // the first job ever, or after an idle moment
        {1, 1, 0, 0},    // a lone client
        {2, 1, 0, 0},    // more than there were
        {1, 2, 0, 1000}, // the other one may come
        {63, 64, 400, 600}, {64, 64, 0, 0},   {1, 64, 999, 1},
        {1, 64, 1000, 0},   {1, 64, 5000, 0}, // the commit before took long
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const int64_t patience_us =
            job_group_patience_us(cases[i].waiting, cases[i].last_group, cases[i].age_us);
        if (patience_us != cases[i].patience_us)
            fail_msg("case %zu: %" PRId64 " us", i, patience_us);
    }
}

static void an_idle_moment_ends_the_wait_for_company(void **state)
{
    struct job_queue queue;
    struct job_group group = {.count = EXECUTOR_GROUP_JOBS};
    (void)state;
    job_queue_init(&queue);
    assert_int_equal(job_queue_take_group(&queue, &group, true), TAKE_IDLE);
    assert_int_equal(group.count, 0);
    job_queue_close(&queue);
    assert_int_equal(job_queue_take_group(&queue, &group, true), TAKE_END);
    job_queue_release(&queue);
}

// ---- hooks ----

static void hooks_are_called_in_their_order(void **state)
{
    struct rig *rig = rig_of(state);
    struct note notes[3];
    rig_trace(rig);
    rig_open(rig);
    notes_init(notes, rig, 3);
    notes[1].verdict = ERR_FORBIDDEN;
    notes_add_together(notes, 3);
    executor_close(&rig->executor);
    // Of the gate only the hooks are seen: bkc.
    assert_string_equal(rig->trace, rig->fixture->engine == DB_SQLITE ? "obkcbrkrdabrkrdrkcDDDx"
                                                                      : "obkcbrkcDbrdDbrkcDx");
}

static void a_failing_begin_hook_is_the_outcome(void **state)
{
    struct rig *rig = rig_of(state);
    struct note note;
    rig_trace(rig);
    rig->begin_verdict = ERR_INTERNAL;
    rig_open(rig);
    note_init(&note, rig, 1);
    assert_int_equal(note_add(&note), ERR_INTERNAL);
    assert_int_equal(rig_close_and_count(rig), 0);
    assert_string_equal(rig->trace, "obDx");
}

static void *refuse_to_open(void *context, struct db *db)
{
    (void)context;
    (void)db;
    return NULL;
}

static void expect_no_start(struct rig *rig)
{
    str why = {0};
    struct arena *arena = &rig->fixture->arena;
    assert_int_not_equal(executor_open(arena, &rig->config, &rig->executor, &why), OK);
    assert_int_not_equal(why.n, 0);
    assert_null(rig->executor);
}

static void without_a_group_object_it_does_not_start(void **state)
{
    struct rig *rig = rig_of(state);
    rig->config.hooks.open_group = refuse_to_open;
    expect_no_start(rig);
}

static void without_a_database_it_does_not_start(void **state)
{
    struct rig *rig = rig_of(state);
    rig->config.url = STR_JOIN(&rig->fixture->arena, rig->config.url, S("/nowhere"));
    expect_no_start(rig);
}

// ---- limits and the end ----

static void a_full_queue_refuses_and_close_runs_what_waits(void **state)
{
    struct rig *rig = rig_of(state);
    struct gate gate;
    const int count = EXECUTOR_QUEUE_JOBS + 1;
    struct note *notes = arena_array(&rig->fixture->arena, struct note, (size_t)count);
    notes_init(notes, rig, count);
    rig_open(rig);
    gate_close(&gate, rig);
    for (int i = 0; i < count; i++) {
        notes[i].job.mode = DB_READ;
        assert_int_equal(note_submit(&notes[i]), i < EXECUTOR_QUEUE_JOBS ? OK : ERR_UNAVAILABLE);
    }
    gate_open(&gate);
    executor_close(&rig->executor);
    for (int i = 0; i < EXECUTOR_QUEUE_JOBS; i++)
        assert_ok(notes[i].outcome);
    assert_int_equal(notes[EXECUTOR_QUEUE_JOBS].outcome, ERR_COUNT);
}

// Submits itself again until it is refused.
struct persistent {
    struct note note;
    enum err refusal;
};

static void submit_again(struct job *job, enum err outcome)
{
    struct persistent *persistent = (struct persistent *)job;
    persistent->refusal = note_submit(&persistent->note);
    if (persistent->refusal != OK)
        note_done(job, outcome);
}

static void a_closing_executor_refuses_jobs(void **state)
{
    struct rig *rig = rig_of(state);
    struct persistent persistent = {0};
    note_init(&persistent.note, rig, 1);
    persistent.note.job.mode = DB_READ;
    persistent.note.job.done = submit_again;
    rig_open(rig);
    assert_ok(note_submit(&persistent.note));
    executor_close(&rig->executor);
    assert_int_equal(persistent.refusal, ERR_UNAVAILABLE);
    assert_ok(persistent.note.outcome);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_ON_BOTH(what_is_acknowledged_is_on_disk_and_nothing_else),
        RIG_ON_BOTH(jobs_that_wait_together_share_one_commit),
        RIG_ON_BOTH(a_lone_job_is_a_commit_of_its_own),
        RIG_ON_BOTH(a_failed_job_leaves_no_trace_between_good_ones),
        RIG_ON_BOTH(a_refused_row_fails_its_own_job_only),
        RIG_ON_BOTH(a_reading_job_counts_as_no_commit),
        cmocka_unit_test(patience_is_for_company_that_the_last_group_had),
        cmocka_unit_test(an_idle_moment_ends_the_wait_for_company),
        RIG_ON_BOTH(hooks_are_called_in_their_order),
        RIG_ON_BOTH(a_failing_begin_hook_is_the_outcome),
        RIG_ON_BOTH(without_a_group_object_it_does_not_start),
        RIG_ON_BOTH(without_a_database_it_does_not_start),
        RIG_ON_BOTH(a_full_queue_refuses_and_close_runs_what_waits),
        RIG_ON_BOTH(a_closing_executor_refuses_jobs),
    };
    return cmocka_run_group_tests_name("executor", tests, make_database, drop_database);
}
