// executor_fixture.c -- rigs, notes and gates for the tests of the executor.
//
// Assertions are made on the thread of the test only; executor threads write down what they see.
// SPDX-License-Identifier: Apache-2.0
#include "executor_fixture.h"

#include "db/driver.h"

#include <errno.h>

static void wait_at(sem_t *semaphore)
{
    while (sem_wait(semaphore) != 0)
        CHECK(errno == EINTR);
}

// ---- the trace ----

static void trace(struct rig *rig, char step)
{
    if (rig->is_traced && rig->traced < sizeof(rig->trace) - 1)
        rig->trace[rig->traced++] = step;
}

static void *trace_open(void *context, struct db *db)
{
    CHECK(db != NULL);
    trace(context, 'o');
    return context;
}

static void trace_close(void *context, void *group)
{
    CHECK(group == context);
    trace(context, 'x');
}

static enum err trace_begin(void *context, void *group, struct db *db)
{
    struct rig *rig = context;
    CHECK(group == context && db != NULL);
    trace(rig, 'b');
    return rig->begin_verdict;
}

static void trace_kept(void *context, void *group, struct db *db)
{
    CHECK(group == context && db != NULL);
    trace(context, 'k');
}

static void trace_dropped(void *context, void *group, struct db *db)
{
    CHECK(group == context && db != NULL);
    trace(context, 'd');
}

static void trace_committed(void *context, void *group, struct db *db, uint64_t commits)
{
    struct rig *rig = context;
    CHECK(group == context && db != NULL);
    trace(rig, commits == executor_commits(rig->executor) ? 'c' : '?');
}

static void trace_aborted(void *context, void *group, struct db *db)
{
    CHECK(group == context && db != NULL);
    trace(context, 'a');
}

void rig_trace(struct rig *rig)
{
    rig->is_traced = true;
    rig->config.hooks = (struct executor_hooks){
        .context = rig,
        .open_group = trace_open,
        .close_group = trace_close,
        .begin = trace_begin,
        .kept = trace_kept,
        .dropped = trace_dropped,
        .committed = trace_committed,
        .aborted = trace_aborted,
    };
}

// ---- rigs ----

int set_up_rig(void **state)
{
    if (set_up(state) != 0)
        return -1;
    struct rig *rig = calloc(1, sizeof(*rig));
    rig->fixture = *state;
    db_close(&rig->fixture->db); // SQLite has one writer: the executor
    rig->config = (struct executor_config){
        .url = rig->fixture->url,
        .table = &db_statements,
        .pool_threads = 1,
    };
    *state = rig;
    return 0;
}

int tear_down_rig(void **state)
{
    struct rig *rig = *state;
    executor_close(&rig->executor);
    *state = rig->fixture;
    free(rig);
    return tear_down(state);
}

struct rig *rig_of(void **state)
{
    struct rig *rig = *state;
    void *fixture = rig->fixture;
    fixture_of(&fixture);
    return rig;
}

void rig_open(struct rig *rig)
{
    str why = {0};
    if (executor_open(&rig->fixture->arena, &rig->config, &rig->executor, &why) != OK)
        fail_msg("%.*s", STR(why));
}

int64_t rig_close_and_count(struct rig *rig)
{
    executor_close(&rig->executor);
    struct db *db = connect_again(rig->fixture, (struct db_options){0});
    const int64_t count = count_notes(rig->fixture, db);
    db_close(&db);
    return count;
}

// ---- notes ----

static enum err run_note(struct job *job, struct db *db)
{
    struct note *note = (struct note *)job;
    trace(note->rig, 'r');
    note->runs++;
    if (job->mode == DB_WRITE)
        TRY(db_exec(db, TEST_NOTE_ADD, P(note->id, note->text)));
    if (note->runs <= note->script_runs)
        TRY(db->driver->run_script(db, note->script));
    job->run_again = note->runs <= note->old_runs;
    return job->run_again ? ERR_INVALID : note->verdict;
}

void note_done(struct job *job, enum err outcome)
{
    struct note *note = (struct note *)job;
    trace(note->rig, 'D');
    note->outcome = outcome;
    note->commits = executor_commits(note->rig->executor);
    sem_post(&note->done);
}

void note_init(struct note *note, struct rig *rig, int64_t id)
{
    *note = (struct note){
        .job = {.run = run_note, .done = note_done, .mode = DB_WRITE},
        .rig = rig,
        .id = id,
        .text = S("text"),
        .outcome = ERR_COUNT,
    };
    CHECK(sem_init(&note->done, 0, 0) == 0);
}

void notes_init(struct note *notes, struct rig *rig, int count)
{
    for (int i = 0; i < count; i++)
        note_init(&notes[i], rig, i);
}

enum err note_submit(struct note *note)
{
    return executor_submit(note->rig->executor, &note->job);
}

enum err note_wait(struct note *note)
{
    wait_at(&note->done);
    return note->outcome;
}

enum err note_add(struct note *note)
{
    const enum err submitted = note_submit(note);
    return submitted == OK ? note_wait(note) : submitted;
}

void notes_add_together(struct note *notes, int count)
{
    struct gate gate;
    struct rig *rig = notes[0].rig;
    gate_close(&gate, rig);
    for (int i = 0; i < count; i++)
        assert_ok(note_submit(&notes[i]));
    assert_int_equal(executor_waiting(rig->executor), count);
    gate_open(&gate);
    for (int i = 0; i < count; i++)
        note_wait(&notes[i]);
}

// ---- gates ----

static enum err run_gate(struct job *job, struct db *db)
{
    struct gate *gate = (struct gate *)job;
    (void)db;
    sem_post(&gate->entered);
    wait_at(&gate->opened);
    return OK;
}

static void gate_done(struct job *job, enum err outcome)
{
    (void)job;
    (void)outcome;
}

void gate_close(struct gate *gate, struct rig *rig)
{
    *gate = (struct gate){.job = {.run = run_gate, .done = gate_done, .mode = DB_WRITE}};
    CHECK(sem_init(&gate->entered, 0, 0) == 0 && sem_init(&gate->opened, 0, 0) == 0);
    assert_ok(executor_submit(rig->executor, &gate->job));
    wait_at(&gate->entered);
}

void gate_open(struct gate *gate)
{
    sem_post(&gate->opened);
}
