// executor_queue.c -- the bounded queue of waiting jobs, and the rule that forms groups.
//
// A mutex and one condition. A taker writes down how many jobs it waits for; the push that makes
// them complete wakes it, all others cost a lock and a link. The group rule: clients that were
// answered together come back together, so the writer waits up to a millisecond for as many as
// the last group had, and never for more. A lone client therefore pays nothing.
// SPDX-License-Identifier: Apache-2.0
#include "db/executor_queue.h"

#include "base/clock.h"

enum { US_PER_MS = 1000, US_PER_SECOND = 1000 * 1000, NS_PER_US = 1000 };

static int64_t to_us(int64_t time_ms)
{
    return time_ms * US_PER_MS;
}

static struct timespec to_timespec(int64_t time_us)
{
    return (struct timespec){.tv_sec = time_us / US_PER_SECOND,
                             .tv_nsec = time_us % US_PER_SECOND * NS_PER_US};
}

void job_queue_init(struct job_queue *queue)
{
    pthread_condattr_t monotonic;
    *queue = (struct job_queue){.end = &queue->first, .wake_at = 1};
    CHECK(pthread_mutex_init(&queue->mutex, NULL) == 0);
    CHECK(pthread_condattr_init(&monotonic) == 0);
    CHECK(pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0);
    CHECK(pthread_cond_init(&queue->filled, &monotonic) == 0);
    CHECK(pthread_cond_init(&queue->closed, &monotonic) == 0);
    CHECK(pthread_condattr_destroy(&monotonic) == 0);
}

void job_queue_release(struct job_queue *queue)
{
    CHECK(queue->waiting == 0);
    CHECK(pthread_cond_destroy(&queue->filled) == 0);
    CHECK(pthread_cond_destroy(&queue->closed) == 0);
    CHECK(pthread_mutex_destroy(&queue->mutex) == 0);
}

static void lock(struct job_queue *queue)
{
    CHECK(pthread_mutex_lock(&queue->mutex) == 0);
}

static void unlock(struct job_queue *queue)
{
    CHECK(pthread_mutex_unlock(&queue->mutex) == 0);
}

static void link_job(struct job_queue *queue, struct job *job)
{
    if (queue->waiting == 0)
        queue->oldest_at_us = clock_monotonic_us();
    job->next = NULL;
    *queue->end = job;
    queue->end = &job->next;
    queue->waiting++;
    // Under the lock: once it is open, the job may be run and the queue be gone.
    if (queue->waiting >= queue->wake_at)
        pthread_cond_signal(&queue->filled);
}

enum err job_queue_push(struct job_queue *queue, struct job *job)
{
    lock(queue);
    const bool refused = queue->closing || queue->waiting == EXECUTOR_QUEUE_JOBS;
    if (!refused)
        link_job(queue, job);
    unlock(queue);
    return refused ? ERR_UNAVAILABLE : OK;
}

void job_queue_close(struct job_queue *queue)
{
    lock(queue);
    queue->closing = true;
    pthread_cond_broadcast(&queue->filled);
    pthread_cond_broadcast(&queue->closed);
    unlock(queue);
}

int job_queue_waiting(struct job_queue *queue)
{
    lock(queue);
    const int waiting = queue->waiting;
    unlock(queue);
    return waiting;
}

/* The jobs that stay behind keep `oldest_at_us`: at worst it calls them older than they are, and
 * they wait less. */
static struct job *unlink_job(struct job_queue *queue)
{
    struct job *job = queue->first;
    queue->first = job->next;
    if (queue->first == NULL)
        queue->end = &queue->first;
    queue->waiting--;
    return job;
}

static void wait_for_first(struct job_queue *queue)
{
    queue->wake_at = 1;
    while (queue->waiting == 0 && !queue->closing)
        CHECK(pthread_cond_wait(&queue->filled, &queue->mutex) == 0);
}

struct job *job_queue_take(struct job_queue *queue)
{
    lock(queue);
    wait_for_first(queue);
    struct job *job = queue->waiting > 0 ? unlink_job(queue) : NULL;
    unlock(queue);
    return job;
}

struct job *job_queue_take_waiting(struct job_queue *queue)
{
    lock(queue);
    struct job *job = queue->waiting > 0 ? unlink_job(queue) : NULL;
    unlock(queue);
    return job;
}

bool job_queue_pause(struct job_queue *queue, int pause_ms)
{
    const struct timespec until = to_timespec(clock_monotonic_us() + to_us(pause_ms));
    int result = 0;
    lock(queue);
    while (!queue->closing && result == 0)
        result = pthread_cond_timedwait(&queue->closed, &queue->mutex, &until);
    const bool closing = queue->closing;
    unlock(queue);
    return !closing;
}

/* Waits until `wake_at` jobs wait, the queue closes or the time comes. */
static void wait_until(struct job_queue *queue, int wake_at, int64_t until_us)
{
    const struct timespec until = to_timespec(until_us);
    int result = 0;
    queue->wake_at = wake_at;
    while (queue->waiting < wake_at && !queue->closing && result == 0)
        result = pthread_cond_timedwait(&queue->filled, &queue->mutex, &until);
}

int64_t job_group_patience_us(int waiting, int last_group, int64_t age_us)
{
    const int64_t left_us = to_us(EXECUTOR_GROUP_WAIT_MS) - age_us;
    return waiting < last_group && left_us > 0 ? left_us : 0;
}

static void wait_for_company(struct job_queue *queue, int last_group)
{
    const int64_t now_us = clock_monotonic_us();
    const int64_t patience_us =
        job_group_patience_us(queue->waiting, last_group, now_us - queue->oldest_at_us);
    if (patience_us > 0)
        wait_until(queue, last_group, now_us + patience_us);
}

static void take_all(struct job_queue *queue, struct job_group *group)
{
    group->count = 0;
    while (queue->waiting > 0 && group->count < EXECUTOR_GROUP_JOBS)
        group->jobs[group->count++] = unlink_job(queue);
}

enum take_result job_queue_take_group(struct job_queue *queue, struct job_group *group,
                                      bool wants_idle)
{
    lock(queue);
    if (wants_idle)
        wait_until(queue, 1, clock_monotonic_us() + to_us(EXECUTOR_IDLE_MS));
    else
        wait_for_first(queue);
    if (queue->waiting > 0)
        wait_for_company(queue, group->count);
    take_all(queue, group);
    const bool closing = queue->closing;
    unlock(queue);
    if (group->count > 0)
        return TAKEN;
    return closing ? TAKE_END : TAKE_IDLE;
}
