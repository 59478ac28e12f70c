// executor_queue.h -- the bounded queue between those who submit jobs and the threads that run
// them.
//
// Submitters never wait: they push or are refused. A taker is woken only when as many jobs wait as
// it waits for.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "db/executor.h"

#include <pthread.h>

struct job_queue {
    pthread_mutex_t mutex;
    pthread_cond_t filled; // `waiting` reached `wake_at`, or the queue closes
    pthread_cond_t closed;
    struct job *first;
    struct job **end; // where the next job is linked
    int waiting;
    int wake_at;          // takers sleep until so many wait
    int64_t oldest_at_us; // the oldest waiting job came then, or later
    bool closing;
};

void job_queue_init(struct job_queue *queue);
void job_queue_release(struct job_queue *queue);

/* ERR_UNAVAILABLE when EXECUTOR_QUEUE_JOBS wait already or the queue closes. */
MUST_CHECK enum err job_queue_push(struct job_queue *queue, struct job *job);

/* From now on refuses jobs; takers get those that wait, then nothing. */
void job_queue_close(struct job_queue *queue);

int job_queue_waiting(struct job_queue *queue);

/* The oldest job; waits for one. NULL: closed and empty. */
struct job *job_queue_take(struct job_queue *queue);

/* The oldest job, or NULL when none waits. */
struct job *job_queue_take_waiting(struct job_queue *queue);

/* Leaves the jobs to others for so long; false at once when the queue closes. */
bool job_queue_pause(struct job_queue *queue, int pause_ms);

enum take_result {
    TAKEN,     // at least one job
    TAKE_IDLE, // none for EXECUTOR_IDLE_MS
    TAKE_END,  // closed and empty
};

// What the writer takes at once.
struct job_group {
    struct job *jobs[EXECUTOR_GROUP_JOBS];
    int count; // in: jobs of the last group, 0 after an idle moment; out: jobs of this one
};

/* The next group, by the rule of job_group_patience_us; for a single taker. It gives up with
 * TAKE_IDLE only if `wants_idle`, else it waits for a job as long as it takes. */
enum take_result job_queue_take_group(struct job_queue *queue, struct job_group *group,
                                      bool wants_idle);

/* How long the writer still waits for company before it takes the `waiting` jobs, of which the
 * oldest is `age_us` old, after a group of `last_group` jobs; 0: not at all. */
int64_t job_group_patience_us(int waiting, int last_group, int64_t age_us);
