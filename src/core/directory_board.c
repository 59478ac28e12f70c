// directory_board.c -- counted snapshots and the place where the newest hangs.
//
// The mutex guards the pointer and the step from "read it" to "count me"; the count itself is
// atomic, because references are given back without the mutex.
// SPDX-License-Identifier: Apache-2.0
#include "core/directory_board.h"

#include "store/directory_store.h"

#include <pthread.h>
#include <stdatomic.h>

enum { SNAPSHOT_BLOCK_BYTES = 16 * 1024 };

struct directory_snapshot {
    atomic_long references;
    struct arena arena;
    struct directory directory;
};

struct directory_board {
    pthread_mutex_t mutex;
    struct directory_snapshot *newest;
};

/* A day more: who asks a moment later, by another clock, finds what he may ask for. */
enum err directory_snapshot_load(struct db *db, int64_t org_id, msec now,
                                 struct directory_snapshot **out)
{
    struct directory_snapshot *snapshot = calloc(1, sizeof(*snapshot));
    CHECK(snapshot != NULL);
    atomic_init(&snapshot->references, 1);
    arena_init(&snapshot->arena, SNAPSHOT_BLOCK_BYTES);
    struct store store = {.db = db, .arena = &snapshot->arena, .org_id = org_id};
    const msec since = now - (msec)(WINDOW_KEPT_DAYS + 1) * MSEC_PER_DAY;
    const enum err loaded = directory_load(&store, since, &snapshot->directory);
    if (loaded != OK) {
        directory_snapshot_release(&snapshot);
        return loaded;
    }
    *out = snapshot;
    return OK;
}

const struct directory *directory_of(const struct directory_snapshot *snapshot)
{
    return &snapshot->directory;
}

static struct directory_snapshot *keep(struct directory_snapshot *snapshot)
{
    atomic_fetch_add(&snapshot->references, 1);
    return snapshot;
}

void directory_snapshot_release(struct directory_snapshot **snapshot)
{
    struct directory_snapshot *gone = *snapshot;
    *snapshot = NULL;
    if (gone == NULL || atomic_fetch_sub(&gone->references, 1) > 1)
        return;
    arena_release(&gone->arena);
    free(gone);
}

struct directory_board *directory_board_open(void)
{
    struct directory_board *board = calloc(1, sizeof(*board));
    CHECK(board != NULL && pthread_mutex_init(&board->mutex, NULL) == 0);
    return board;
}

void directory_board_close(struct directory_board **board)
{
    if (*board == NULL)
        return;
    directory_snapshot_release(&(*board)->newest);
    CHECK(pthread_mutex_destroy(&(*board)->mutex) == 0);
    free(*board);
    *board = NULL;
}

void directory_board_publish(struct directory_board *board, struct directory_snapshot *snapshot)
{
    struct directory_snapshot *older = NULL;
    CHECK(pthread_mutex_lock(&board->mutex) == 0);
    if (board->newest == NULL || board->newest->directory.version < snapshot->directory.version) {
        older = board->newest;
        board->newest = keep(snapshot);
    }
    CHECK(pthread_mutex_unlock(&board->mutex) == 0);
    directory_snapshot_release(&older);
}

struct directory_snapshot *directory_board_acquire(struct directory_board *board)
{
    CHECK(pthread_mutex_lock(&board->mutex) == 0);
    CHECK(board->newest != NULL);
    struct directory_snapshot *snapshot = keep(board->newest);
    CHECK(pthread_mutex_unlock(&board->mutex) == 0);
    return snapshot;
}
