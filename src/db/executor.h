// executor.h -- runs jobs on the thread that owns a database connection.
//
// SQLite: one writer thread takes all waiting jobs, runs them in one transaction, commits them with
// one fsync and only then tells their owners (group commit: acknowledged means on disk). It flushes
// when EXECUTOR_GROUP_JOBS wait or the oldest is EXECUTOR_GROUP_WAIT_MS old, but never waits for
// company that the last group did not have. It checkpoints in idle moments. The first failed commit
// that may have lost an fsync stops the process (exit code 74, EX_IOERR) with nothing acknowledged.
// PostgreSQL: a pool of threads, a connection each; every job is a transaction, run again up to
// EXECUTOR_MAX_TRIES times when the database asks for it. While no thread reaches the database,
// jobs fail with ERR_UNAVAILABLE after at most EXECUTOR_AWAY_MS and one attempt to connect.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "db/db.h"

enum {
    EXECUTOR_GROUP_JOBS = 64,
    EXECUTOR_GROUP_WAIT_MS = 1,
    EXECUTOR_QUEUE_JOBS = 4096,       // waiting jobs; one more is refused with ERR_UNAVAILABLE
    EXECUTOR_CHECKPOINT_PAGES = 4000, // WAL pages above which the writer checkpoints between groups
    EXECUTOR_IDLE_MS = 50,            // no job for this long: checkpoint
    EXECUTOR_MAX_TRIES = 3,
    EXECUTOR_AWAY_MS = 250,    // PostgreSQL away: between two attempts to reach it
    EXECUTOR_POOL_THREADS = 8, // PostgreSQL, unless configured
    EXECUTOR_MAX_POOL_THREADS = 64,
};

// A piece of work; embedded in its owner's struct. The executor touches it from submit until done
// is called.
struct job {
    /* Runs on the executor's thread inside the transaction. Any error rolls this job back, and only
     * this job. It may be run again after a rollback (retry, run_again), so it starts from the
     * owner's inputs each time. */
    enum err (*run)(struct job *job, struct db *db);
    /* Called once on the executor's thread when the outcome is final: OK is on disk.
     * ERR_UNAVAILABLE after a connection was lost during COMMIT (PostgreSQL) may be on disk too. */
    void (*done)(struct job *job, enum err outcome);
    enum db_mode mode;
    void *group;      // set before run: what open_group made for this thread
    bool run_again;   // set by run with its error: what it looked at was old (PostgreSQL)
    struct job *next; // the executor's
};

// What the owner of shared state (ids, directory) does around transactions; any may be NULL.
// `group` is per executor thread, handed to every hook and, as job->group, to jobs. After a `begin`
// that returned OK comes one `kept` or `dropped` for each job that was run, then `finish` and
// `committed`, or `aborted`; on PostgreSQL nothing more where there is nothing to commit (BEGIN or
// the job failed).
struct executor_hooks {
    void *context;
    /* Made once per executor thread, by executor_open after the connection is open; NULL stops the
     * start. Closed by executor_close. */
    void *(*open_group)(void *context, struct db *db);
    void (*close_group)(void *context, void *group);
    /* In the transaction before its first job (SQLite), or outside it before each BEGIN
     * (PostgreSQL). An error is the outcome of the jobs. */
    enum err (*begin)(void *context, void *group, struct db *db);
    /* A job's changes were kept in (savepoint released) or thrown away. */
    void (*kept)(void *context, void *group, struct db *db);
    void (*dropped)(void *context, void *group, struct db *db);
    /* Before COMMIT, after the last job: what `kept` noted and is not written yet. An error is the
     * outcome of all the jobs, which are rolled back: whose fault it was is not looked for. */
    enum err (*finish)(void *context, void *group, struct db *db);
    /* After COMMIT, before the owners are told. `commits` as executor_commits says now. */
    void (*committed)(void *context, void *group, struct db *db, uint64_t commits);
    /* `finish` or COMMIT failed and the transaction was rolled back (disk full), or nobody knows
     * (PostgreSQL, connection lost): what `kept` noted must be forgotten. */
    void (*aborted)(void *context, void *group, struct db *db);
};

struct executor_config {
    str url;
    const struct sql_table *table;
    struct db_options options;
    struct executor_hooks hooks;
    int pool_threads; // PostgreSQL; 0: EXECUTOR_POOL_THREADS
};

struct executor;

/* Opens the connections and starts the threads. On error *why is a sentence in the arena. */
MUST_CHECK enum err executor_open(struct arena *arena, const struct executor_config *config,
                                  struct executor **out, str *why);

/* From any thread; never waits. ERR_UNAVAILABLE when the queue is full or the executor is closing;
 * done is then not called. */
MUST_CHECK enum err executor_submit(struct executor *executor, struct job *job);

/* Commits of this process so far that held a DB_WRITE job; counted before their owners are told. A
 * reader whose view is older than the newest commit takes a new view. */
uint64_t executor_commits(const struct executor *executor);

/* Jobs waiting, for /health and metrics. */
int executor_waiting(struct executor *executor);

/* Runs what waits, then stops the threads. Nobody may submit any more. Nulls the caller's pointer;
 * NULL is fine. */
void executor_close(struct executor **executor);
