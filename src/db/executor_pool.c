// executor_pool.c -- a thread of PostgreSQL's pool: a job, a transaction.
//
// PostgreSQL groups the commits of its connections itself, so each job stands alone here. What
// another transaction spoilt, or what asks for it, is run again. After a connection lost during
// COMMIT only the server knows the outcome: the owner hears ERR_UNAVAILABLE and may ask again. The
// driver connects anew when a transaction begins. A thread that cannot begin is away: it leaves the
// jobs to the others and looks again from time to time; when all are away, jobs are refused.
// SPDX-License-Identifier: Apache-2.0
#include "db/executor_priv.h"

static enum err begin(struct executor_thread *thread, enum db_mode mode)
{
    enum err result = executor_begin(thread);
    if (result == OK)
        result = db_begin(thread->db, mode);
    thread->is_away = result == ERR_UNAVAILABLE;
    return result;
}

static enum err commit(struct executor_thread *thread, enum db_mode mode)
{
    executor_kept(thread);
    enum err result = executor_finish(thread);
    if (result == OK)
        result = db_commit(thread->db);
    else
        db_rollback(thread->db);
    if (result == OK)
        executor_committed(thread, mode == DB_WRITE);
    else
        executor_aborted(thread);
    return result;
}

static enum err run_once(struct executor_thread *thread, struct job *job)
{
    TRY(begin(thread, job->mode));
    job->group = thread->group;
    job->run_again = false;
    const enum err result = job->run(job, thread->db);
    if (result == OK)
        return commit(thread, job->mode);
    db_rollback(thread->db);
    executor_dropped(thread);
    return result;
}

static bool should_run_again(const struct executor_thread *thread, const struct job *job,
                             enum err result)
{
    if (result == OK || thread->is_away)
        return false;
    return job->run_again || (result == ERR_UNAVAILABLE && db_should_retry(thread->db));
}

static enum err run_job(struct executor_thread *thread, struct job *job)
{
    enum err result = run_once(thread, job);
    for (int tries = 1; tries < EXECUTOR_MAX_TRIES && should_run_again(thread, job, result);
         tries++)
        result = run_once(thread, job);
    return result;
}

static bool are_all_away(const struct executor *executor)
{
    for (int i = 0; i < executor->thread_count; i++) {
        if (!executor->threads[i].is_away)
            return false;
    }
    return true;
}

static void refuse_if_all_are_away(struct executor *executor)
{
    if (!are_all_away(executor))
        return;
    struct job *job = job_queue_take_waiting(&executor->queue);
    while (job != NULL) {
        job->done(job, ERR_UNAVAILABLE);
        job = job_queue_take_waiting(&executor->queue);
    }
}

static void look_for_database(struct executor_thread *thread)
{
    thread->is_away = db_begin(thread->db, DB_READ) != OK;
    db_rollback(thread->db);
}

/* Returns when the database is back, or away when the queue closes. */
static void wait_for_database(struct executor_thread *thread)
{
    struct executor *executor = thread->executor;
    refuse_if_all_are_away(executor);
    while (thread->is_away && job_queue_pause(&executor->queue, EXECUTOR_AWAY_MS)) {
        look_for_database(thread);
        refuse_if_all_are_away(executor);
    }
}

void executor_run_pool(struct executor_thread *thread)
{
    struct job *job = job_queue_take(&thread->executor->queue);
    while (job != NULL) {
        job->done(job, run_job(thread, job));
        if (thread->is_away)
            wait_for_database(thread);
        job = thread->is_away ? NULL : job_queue_take(&thread->executor->queue);
    }
    refuse_if_all_are_away(thread->executor);
}
