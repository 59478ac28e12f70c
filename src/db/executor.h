// executor.h -- runs jobs on the thread that owns a database connection.
//
// SQLite: one writer thread takes all waiting jobs, runs each in a savepoint, commits them with one
// fsync and only then tells their owners (group commit: acknowledged means on disk). It flushes
// when EXECUTOR_GROUP_JOBS wait or the oldest is EXECUTOR_GROUP_WAIT_MS old, but never waits for
// company that the last group did not have. It checkpoints in idle moments. PostgreSQL: a pool of
// threads, a connection each; every job is a transaction, run again up to three times when the
// database asks for it. Both: the first failed commit that may have lost an fsync stops the process
// (exit code 74, EX_IOERR) with nothing acknowledged. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "db/db.h"

enum {
    EXECUTOR_GROUP_JOBS = 64,
    EXECUTOR_GROUP_WAIT_MS = 1,
    EXECUTOR_QUEUE_JOBS = 4096,       // waiting jobs; one more is refused with ERR_UNAVAILABLE
    EXECUTOR_CHECKPOINT_PAGES = 4000, // WAL pages above which the writer checkpoints between groups
    EXECUTOR_IDLE_MS = 50,            // no job for this long: checkpoint
    EXECUTOR_MAX_TRIES = 3,
};

// A piece of work; embedded in its owner's struct. The executor touches it from submit until done
// returns.
struct job {
    /* Runs on the executor's thread inside the transaction. Any error rolls this job back, and only
     * this job. It may be run again after a rollback (retry), so it starts from the owner's inputs
     * each time. */
    enum err (*run)(struct job *job, struct db *db);
    /* Called on the executor's thread once the outcome is final: OK is on disk. */
    void (*done)(struct job *job, enum err outcome);
    enum db_mode mode;
    struct job *next;
};

// What the owner of shared state (ids, directory) does around transactions; any may be NULL.
// `group` is per executor thread and is handed to every hook and, by executor_group, to jobs.
struct executor_hooks {
    void *context;
    /* Made once per executor thread after its connection is open; NULL stops the start. */
    void *(*open_group)(void *context, struct db *db);
    void (*close_group)(void *context, void *group);
    /* In the transaction before its first job (SQLite), or outside it before BEGIN (PostgreSQL). */
    enum err (*begin)(void *context, void *group, struct db *db);
    /* After a job's changes were kept in (savepoint released) or thrown away. */
    void (*kept)(void *context, void *group, struct db *db);
    void (*dropped)(void *context, void *group, struct db *db);
    /* After COMMIT, before the owners are told. `commits` counts this process's commits. */
    void (*committed)(void *context, void *group, struct db *db, uint64_t commits);
    /* The whole group was rolled back (disk full): what `kept` noted must be forgotten. */
    void (*aborted)(void *context, void *group, struct db *db);
};

struct executor_config {
    str url;
    const struct sql_table *table;
    struct db_options options;
    struct executor_hooks hooks;
    int pool_threads; // PostgreSQL; 0: 8
};

struct executor;

MUST_CHECK enum err executor_open(struct arena *arena, const struct executor_config *config,
                                  struct executor **out, str *why);

/* From any thread. ERR_UNAVAILABLE when the queue is full or the executor is closing; done is then
 * not called. */
MUST_CHECK enum err executor_submit(struct executor *executor, struct job *job);

/* The group object of the thread that runs `db`; for use inside job->run. */
void *executor_group(struct executor *executor, struct db *db);

/* Commits so far by this process; a reader whose view is older than the newest commit takes a new
 * view. */
uint64_t executor_commits(const struct executor *executor);

/* Jobs waiting, for /health and metrics. */
int executor_waiting(struct executor *executor);

/* Runs what waits, then stops the threads. Nulls the caller's pointer. */
void executor_close(struct executor **executor);
