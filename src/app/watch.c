// watch.c -- LISTEN, reload, publish.
// SPDX-License-Identifier: Apache-2.0
#include "app/watch.h"

#include "base/log.h"
#include "sql_queries.h"
#include "store/meta_store.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>

struct watch {
    struct db *db;
    struct directory_board *board;
    pthread_t thread;
    atomic_bool is_stopping;
};

static enum err reload(struct watch *watch)
{
    struct directory_snapshot *snapshot = NULL;
    TRY(directory_snapshot_load(watch->db, 0, clock_now(), &snapshot));
    directory_board_publish(watch->board, snapshot);
    directory_snapshot_release(&snapshot);
    return OK;
}

static bool is_behind(struct watch *watch)
{
    struct arena scratch;
    arena_init(&scratch, 1024);
    struct directory_snapshot *newest = directory_board_acquire(watch->board);
    struct store store = {
        .db = watch->db, .arena = &scratch, .org_id = directory_of(newest)->org.id};
    const int64_t known = directory_of(newest)->version;
    int64_t version = known;
    const enum err read = counter_get(&store, COUNTER_DIRECTORY, 0, &version);
    directory_snapshot_release(&newest);
    arena_release(&scratch);
    return read == OK && version > known;
}

static void look(struct watch *watch)
{
    if (is_behind(watch) && reload(watch) != OK)
        LOG(LOG_WARNING, "directory_not_reloaded", LOG_TEXT("why", db_last_error(watch->db)));
}

static void *run(void *context)
{
    struct watch *watch = context;
    bool is_listening = true;
    msec looked_at = clock_monotonic();
    while (!atomic_load(&watch->is_stopping)) {
        bool seen = false;
        if (!is_listening) {
            (void)poll(NULL, 0, WATCH_STOP_CHECK_MS); // the database is away: do not spin
            is_listening = db_listen(watch->db, DIRECTORY_CHANNEL) == OK;
        }
        is_listening =
            db_wait_notification(watch->db, WATCH_STOP_CHECK_MS, &seen) == OK && is_listening;
        if (!seen && clock_monotonic() - looked_at < WATCH_LOOK_MS)
            continue;
        look(watch);
        looked_at = clock_monotonic();
    }
    return NULL;
}

enum err watch_open(struct arena *arena, str url, struct directory_board *board, struct watch **out,
                    str *why)
{
    struct db *db = NULL;
    TRY(db_open(arena, url, &sql_queries, (struct db_options){0}, &db, why));
    const enum err listening = db_listen(db, DIRECTORY_CHANNEL);
    if (listening != OK) {
        *why = S("the database does not take LISTEN");
        db_close(&db);
        return listening;
    }
    struct watch *watch = arena_new(arena, struct watch);
    watch->db = db;
    watch->board = board;
    atomic_init(&watch->is_stopping, false);
    CHECK(pthread_create(&watch->thread, NULL, run, watch) == 0);
    *out = watch;
    return OK;
}

void watch_close(struct watch **watch)
{
    if (*watch == NULL)
        return;
    atomic_store(&(*watch)->is_stopping, true);
    CHECK(pthread_join((*watch)->thread, NULL) == 0);
    db_close(&(*watch)->db);
    *watch = NULL;
}
