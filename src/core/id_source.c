// id_source.c -- ids from blocks.
// SPDX-License-Identifier: Apache-2.0
#include "core/id_source.h"

#include "store/meta_store.h"

#include <pthread.h>

enum {
    ID_BLOCK = 4096,
    ID_BLOCK_LOW = 256, // a new block is reserved before the job when fewer are left
};

struct id_source {
    pthread_mutex_t mutex;
    int64_t next;
    int64_t end;
};

struct id_source *id_source_open(void)
{
    struct id_source *source = calloc(1, sizeof(*source));
    CHECK(source != NULL && pthread_mutex_init(&source->mutex, NULL) == 0);
    return source;
}

void id_source_close(struct id_source **source)
{
    if (*source == NULL)
        return;
    CHECK(pthread_mutex_destroy(&(*source)->mutex) == 0);
    free(*source);
    *source = NULL;
}

static enum err take_block(struct id_source *source, struct db *db)
{
    struct arena scratch;
    arena_init(&scratch, 256);
    struct store store = {.db = db, .arena = &scratch};
    int64_t last = 0;
    const enum err taken = row_ids_take(&store, ID_BLOCK, &last);
    arena_release(&scratch);
    TRY(taken);
    source->next = last - ID_BLOCK + 1;
    source->end = last + 1;
    return OK;
}

enum err id_source_prepare(struct id_source *source, struct db *db, bool *out_took)
{
    CHECK(pthread_mutex_lock(&source->mutex) == 0);
    const bool is_low = source->end - source->next < ID_BLOCK_LOW;
    const enum err done = is_low ? take_block(source, db) : OK;
    CHECK(pthread_mutex_unlock(&source->mutex) == 0);
    TRY(done);
    *out_took = is_low;
    return OK;
}

static struct id_run cut(struct id_source *source, size_t wanted)
{
    const size_t left = (size_t)(source->end - source->next);
    const struct id_run run = {.first = source->next, .count = wanted < left ? wanted : left};
    source->next += (int64_t)run.count;
    return run;
}

enum err id_source_run(struct id_source *source, struct db *db, size_t wanted, struct id_run *out,
                       bool *out_took)
{
    CHECK(wanted > 0);
    CHECK(pthread_mutex_lock(&source->mutex) == 0);
    const bool is_empty = source->next == source->end;
    const enum err done = is_empty ? take_block(source, db) : OK;
    if (done == OK)
        *out = cut(source, wanted);
    CHECK(pthread_mutex_unlock(&source->mutex) == 0);
    if (is_empty && done == OK)
        *out_took = true;
    return done;
}

enum err id_source_next(struct id_source *source, struct db *db, int64_t *out, bool *out_took)
{
    struct id_run run = {0};
    TRY(id_source_run(source, db, 1, &run, out_took));
    *out = run.first;
    return OK;
}

void id_source_forget(struct id_source *source)
{
    CHECK(pthread_mutex_lock(&source->mutex) == 0);
    source->next = source->end;
    CHECK(pthread_mutex_unlock(&source->mutex) == 0);
}
