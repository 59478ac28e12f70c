// executor_writer.c -- SQLite's writer: many jobs, one transaction, one fsync.
//
// A group is BEGIN IMMEDIATE, the jobs, COMMIT, and then the owners. A job that fails leaves no
// trace. Savepoints would see to that, but cost a fifth of a small write, and a job that fails has
// nearly always changed nothing: so a group is run without them, and only when a job failed after a
// change is the group rolled back and run again, each job in a savepoint of its own. A group that
// cannot be written because the disk is full fails as a whole, and the next one may succeed. After
// an I/O error nobody knows what the disk holds, and a second fsync may falsely succeed, so the
// process ends without a word to the owners; the restart replays the WAL.
// SPDX-License-Identifier: Apache-2.0
#include "db/executor_priv.h"

#include "base/log.h"

#include <sysexits.h>
#include <unistd.h>

_Noreturn static void stop_process(const struct db *db)
{
    LOG(LOG_ERROR, "storage_failed", LOG_TEXT("reason", db_last_error(db)));
    _exit(EX_IOERR);
}

static enum err run_in_savepoint(struct executor_thread *thread, struct job *job)
{
    TRY(db_savepoint(thread->db));
    job->group = thread->group;
    enum err result = job->run(job, thread->db);
    if (result == OK)
        result = db_release(thread->db);
    if (result == OK) {
        executor_kept(thread);
        return OK;
    }
    db_rollback_to_savepoint(thread->db);
    executor_dropped(thread);
    return result;
}

/* *out_left_trace: it failed after it had changed something, or the transaction with it. */
static enum err run_bare(struct executor_thread *thread, struct job *job, bool *out_left_trace)
{
    const int64_t changes = db_changes(thread->db);
    job->group = thread->group;
    const enum err result = job->run(job, thread->db);
    if (result == OK) {
        executor_kept(thread);
        return OK;
    }
    *out_left_trace = result == ERR_UNAVAILABLE || db_changes(thread->db) != changes;
    executor_dropped(thread);
    return result;
}

static enum err begin_group(struct executor_thread *thread)
{
    TRY(db_begin(thread->db, DB_WRITE));
    const enum err result = executor_begin(thread);
    if (result != OK)
        db_rollback(thread->db);
    return result;
}

/* What the jobs have left to be written at the end. */
static enum err finish_group(struct executor_thread *thread)
{
    const enum err result = executor_finish(thread);
    if (result == OK)
        return OK;
    if (!db_is_broken(thread->db)) // then stop_process says so
        LOG(LOG_ERROR, "group_refused", LOG_TEXT("reason", db_last_error(thread->db)));
    db_rollback(thread->db);
    executor_aborted(thread);
    return result;
}

/* On an error nothing was written: the disk is full, or `finish` refused. After another outcome of
 * COMMIT nobody knows, and the process ends. */
static enum err commit_group(struct executor_thread *thread, bool has_writes)
{
    TRY(finish_group(thread));
    const enum err result = db_commit(thread->db);
    if (result == OK) {
        executor_committed(thread, has_writes);
        return OK;
    }
    if (result != ERR_UNAVAILABLE)
        stop_process(thread->db);
    if (!db_is_broken(thread->db)) // then stop_process says so
        LOG(LOG_ERROR, "commit_refused", LOG_TEXT("reason", db_last_error(thread->db)));
    executor_aborted(thread);
    return ERR_UNAVAILABLE;
}

static bool is_kept_write(const struct job *job, enum err outcome)
{
    return outcome == OK && job->mode == DB_WRITE;
}

/* One transaction; its failure is that of all its jobs, which saw each other's work. */
static enum err run_with_savepoints(struct executor_thread *thread, const struct job_group *group,
                                    enum err *outcomes)
{
    bool has_writes = false;
    TRY(begin_group(thread));
    for (int i = 0; i < group->count; i++) {
        outcomes[i] = run_in_savepoint(thread, group->jobs[i]);
        has_writes |= is_kept_write(group->jobs[i], outcomes[i]);
    }
    return commit_group(thread, has_writes);
}

static enum err run_jobs(struct executor_thread *thread, const struct job_group *group,
                         enum err *outcomes)
{
    bool has_writes = false;
    bool left_trace = false;
    TRY(begin_group(thread));
    for (int i = 0; i < group->count && !left_trace; i++) {
        outcomes[i] = run_bare(thread, group->jobs[i], &left_trace);
        has_writes |= is_kept_write(group->jobs[i], outcomes[i]);
    }
    if (!left_trace)
        return commit_group(thread, has_writes);
    db_rollback(thread->db);
    executor_aborted(thread);
    return db_is_broken(thread->db) ? ERR_UNAVAILABLE
                                    : run_with_savepoints(thread, group, outcomes);
}

static void run_group(struct executor_thread *thread, const struct job_group *group)
{
    enum err outcomes[EXECUTOR_GROUP_JOBS];
    const enum err result = run_jobs(thread, group, outcomes);
    if (db_is_broken(thread->db))
        stop_process(thread->db);
    for (int i = 0; i < group->count; i++)
        group->jobs[i]->done(group->jobs[i], result == OK ? outcomes[i] : result);
}

/* Readers may cut it short; then the next one goes on. */
static void checkpoint(struct executor_thread *thread)
{
    int left_pages;
    if (db_checkpoint(thread->db, &left_pages) != OK && db_is_broken(thread->db))
        stop_process(thread->db);
}

void executor_run_writer(struct executor_thread *thread)
{
    struct job_group group = {0};
    bool checkpoint_due = false;
    for (;;) {
        switch (job_queue_take_group(&thread->executor->queue, &group, checkpoint_due)) {
        case TAKEN:
            run_group(thread, &group);
            checkpoint_due = true;
            if (db_wal_pages(thread->db) > EXECUTOR_CHECKPOINT_PAGES)
                checkpoint(thread);
            break;
        case TAKE_IDLE:
            checkpoint(thread);
            checkpoint_due = false;
            break;
        case TAKE_END:
            return;
        }
    }
}
