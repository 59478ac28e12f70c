// executor.c -- opens and closes the executor, takes jobs, calls the owner's hooks.
//
// What the two engines have in common: a queue, threads that each own one connection and one group
// object, and a counter of commits. How jobs become transactions is executor_writer.c (SQLite) and
// executor_pool.c (PostgreSQL).
// SPDX-License-Identifier: Apache-2.0
#include "db/executor.h"

#include "db/executor_priv.h"

enum { MEMORY_BLOCK_BYTES = 8 * 1024 };

static void *run_thread(void *argument)
{
    struct executor_thread *thread = argument;
    if (db_engine(thread->db) == DB_SQLITE)
        executor_run_writer(thread);
    else
        executor_run_pool(thread);
    return NULL;
}

static int count_threads(const struct executor_config *config)
{
    enum db_engine engine;
    if (!db_engine_of(config->url, &engine) || engine == DB_SQLITE)
        return 1;
    return config->pool_threads == 0 ? EXECUTOR_POOL_THREADS : config->pool_threads;
}

static struct executor *make_executor(const struct executor_config *config)
{
    struct executor *executor = calloc(1, sizeof *executor);
    CHECK(executor != NULL);
    arena_init(&executor->memory, MEMORY_BLOCK_BYTES);
    job_queue_init(&executor->queue);
    executor->config = *config;
    executor->config.url = str_copy(&executor->memory, config->url);
    executor->thread_count = count_threads(config);
    CHECK(executor->thread_count > 0 && executor->thread_count <= EXECUTOR_MAX_POOL_THREADS);
    executor->threads =
        arena_array(&executor->memory, struct executor_thread, (size_t)executor->thread_count);
    return executor;
}

static void close_connections(struct executor *executor)
{
    const struct executor_hooks *hooks = &executor->config.hooks;
    for (int i = 0; i < executor->thread_count; i++) {
        struct executor_thread *thread = &executor->threads[i];
        if (hooks->close_group != NULL && thread->group != NULL)
            hooks->close_group(hooks->context, thread->group);
        db_close(&thread->db);
    }
}

static void free_executor(struct executor *executor)
{
    close_connections(executor);
    job_queue_release(&executor->queue);
    arena_release(&executor->memory);
    free(executor);
}

static enum err open_connection(struct executor_thread *thread, struct arena *arena, str *why)
{
    const struct executor_config *config = &thread->executor->config;
    const struct executor_hooks *hooks = &config->hooks;
    TRY(db_open(arena, config->url, config->table, config->options, &thread->db, why));
    if (hooks->open_group == NULL)
        return OK;
    thread->group = hooks->open_group(hooks->context, thread->db);
    if (thread->group != NULL)
        return OK;
    *why = S("what the server keeps in memory could not be loaded from the database");
    return ERR_UNAVAILABLE;
}

static enum err open_connections(struct executor *executor, struct arena *arena, str *why)
{
    for (int i = 0; i < executor->thread_count; i++) {
        executor->threads[i].executor = executor;
        TRY(open_connection(&executor->threads[i], arena, why));
    }
    return OK;
}

/* Out of threads is like out of memory: the process cannot work. */
static void start_threads(struct executor *executor)
{
    for (int i = 0; i < executor->thread_count; i++) {
        struct executor_thread *thread = &executor->threads[i];
        CHECK(pthread_create(&thread->id, NULL, run_thread, thread) == 0);
    }
}

enum err executor_open(struct arena *arena, const struct executor_config *config,
                       struct executor **out, str *why)
{
    struct executor *executor = make_executor(config);
    const enum err result = open_connections(executor, arena, why);
    if (result != OK) {
        free_executor(executor);
        return result;
    }
    start_threads(executor);
    *out = executor;
    return OK;
}

void executor_close(struct executor **executor)
{
    if (*executor == NULL)
        return;
    job_queue_close(&(*executor)->queue);
    for (int i = 0; i < (*executor)->thread_count; i++)
        CHECK(pthread_join((*executor)->threads[i].id, NULL) == 0);
    free_executor(*executor);
    *executor = NULL;
}

enum err executor_submit(struct executor *executor, struct job *job)
{
    return job_queue_push(&executor->queue, job);
}

uint64_t executor_commits(const struct executor *executor)
{
    return atomic_load(&executor->commits);
}

int executor_waiting(struct executor *executor)
{
    return job_queue_waiting(&executor->queue);
}

enum err executor_begin(struct executor_thread *thread)
{
    const struct executor_hooks *hooks = &thread->executor->config.hooks;
    if (hooks->begin == NULL)
        return OK;
    return hooks->begin(hooks->context, thread->group, thread->db);
}

void executor_kept(struct executor_thread *thread)
{
    const struct executor_hooks *hooks = &thread->executor->config.hooks;
    if (hooks->kept != NULL)
        hooks->kept(hooks->context, thread->group, thread->db);
}

void executor_dropped(struct executor_thread *thread)
{
    const struct executor_hooks *hooks = &thread->executor->config.hooks;
    if (hooks->dropped != NULL)
        hooks->dropped(hooks->context, thread->group, thread->db);
}

enum err executor_finish(struct executor_thread *thread)
{
    const struct executor_hooks *hooks = &thread->executor->config.hooks;
    if (hooks->finish == NULL)
        return OK;
    return hooks->finish(hooks->context, thread->group, thread->db);
}

void executor_committed(struct executor_thread *thread, bool has_writes)
{
    const struct executor_hooks *hooks = &thread->executor->config.hooks;
    const uint64_t commits =
        atomic_fetch_add(&thread->executor->commits, has_writes) + (has_writes ? 1 : 0);
    if (hooks->committed != NULL)
        hooks->committed(hooks->context, thread->group, thread->db, commits);
}

void executor_aborted(struct executor_thread *thread)
{
    const struct executor_hooks *hooks = &thread->executor->config.hooks;
    if (hooks->aborted != NULL)
        hooks->aborted(hooks->context, thread->group, thread->db);
}
