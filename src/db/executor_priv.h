// executor_priv.h -- what the executor's own files share.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "db/executor_queue.h"

#include <stdatomic.h>

// One thread with its connection.
struct executor_thread {
    struct executor *executor;
    pthread_t id;
    struct db *db;
    void *group;
    atomic_bool is_away; // PostgreSQL: could not begin; the others look at it
};

struct executor {
    struct job_queue queue;
    struct executor_config config; // its url is a copy
    struct arena memory;           // as old as the executor
    atomic_uint_fast64_t commits;
    struct executor_thread *threads;
    int thread_count;
};

/* The body of SQLite's writer thread, and of a thread of PostgreSQL's pool: until the queue is
 * closed and empty. */
void executor_run_writer(struct executor_thread *thread);
void executor_run_pool(struct executor_thread *thread);

/* The hooks, for those that are set. */
enum err executor_begin(struct executor_thread *thread);
void executor_kept(struct executor_thread *thread);
void executor_dropped(struct executor_thread *thread);
enum err executor_finish(struct executor_thread *thread);
void executor_aborted(struct executor_thread *thread);

/* Counts a commit that held writes, then calls the hook. */
void executor_committed(struct executor_thread *thread, bool has_writes);
