// write_group.c -- ids in blocks, and a directory that is not published yet.
// SPDX-License-Identifier: Apache-2.0
#include "core/write_group.h"

#include "store/meta_store.h"

enum {
    ID_BLOCK = 4096,    // ids reserved at once; a crash leaves a gap of at most this
    ID_BLOCK_LOW = 256, // a new block is taken before the job when fewer are left
};

struct write_group {
    struct directory_board *board;
    struct directory_snapshot *current; // what the next job sees
    struct directory_snapshot
        *before_job;      // what it was before the running job changed it; else NULL
    bool is_unpublished;  // current is newer than what hangs on the board
    bool was_unpublished; // before the running job
    bool took_block_in_job;
    int64_t next_id;
    int64_t end_id;
};

struct write_group *write_group_open(struct directory_board *board)
{
    struct write_group *group = calloc(1, sizeof(*group));
    CHECK(group != NULL);
    group->board = board;
    return group;
}

void write_group_close(struct write_group **group)
{
    if (*group == NULL)
        return;
    directory_snapshot_release(&(*group)->current);
    directory_snapshot_release(&(*group)->before_job);
    free(*group);
    *group = NULL;
}

static enum err take_block(struct write_group *group, struct db *db)
{
    struct arena scratch;
    arena_init(&scratch, 1024);
    struct store store = {.db = db, .arena = &scratch, .org_id = 0};
    int64_t end = 0;
    const enum err taken = counter_add(&store, COUNTER_ROW_ID, 0, ID_BLOCK, &end);
    arena_release(&scratch);
    TRY(taken);
    group->next_id = end - ID_BLOCK + 1;
    group->end_id = end + 1;
    return OK;
}

static void refresh(struct write_group *group)
{
    directory_snapshot_release(&group->current);
    group->current = directory_board_acquire(group->board);
}

enum err write_group_begin(struct write_group *group, struct db *db)
{
    if (!group->is_unpublished)
        refresh(group);
    return group->end_id - group->next_id < ID_BLOCK_LOW ? take_block(group, db) : OK;
}

enum err write_group_next_id(struct write_group *group, struct db *db, int64_t *out)
{
    if (group->next_id == group->end_id) {
        TRY(take_block(group, db));
        group->took_block_in_job = true;
    }
    *out = group->next_id++;
    return OK;
}

const struct directory *write_group_directory(const struct write_group *group)
{
    return directory_of(group->current);
}

enum err write_group_directory_changed(struct write_group *group, struct db *db)
{
    struct arena scratch;
    arena_init(&scratch, 1024);
    struct store store = {
        .db = db, .arena = &scratch, .org_id = directory_of(group->current)->org.id};
    int64_t version = 0;
    enum err done = counter_add(&store, COUNTER_DIRECTORY, 0, 1, &version);
    if (done == OK)
        done = directory_announce(&store, version);
    arena_release(&scratch);
    TRY(done);
    struct directory_snapshot *changed = NULL;
    TRY(directory_snapshot_load(db, store.org_id, &changed));
    CHECK(group->before_job == NULL);
    group->before_job = group->current;
    group->was_unpublished = group->is_unpublished;
    group->current = changed;
    group->is_unpublished = true;
    return OK;
}

void write_group_keep(struct write_group *group)
{
    directory_snapshot_release(&group->before_job);
    group->took_block_in_job = false;
}

void write_group_drop(struct write_group *group)
{
    if (group->took_block_in_job)
        group->next_id = group->end_id; // the counter went back with the job
    group->took_block_in_job = false;
    if (group->before_job == NULL)
        return;
    directory_snapshot_release(&group->current);
    group->current = group->before_job;
    group->before_job = NULL;
    group->is_unpublished = group->was_unpublished;
}

void write_group_publish(struct write_group *group)
{
    if (group->is_unpublished)
        directory_board_publish(group->board, group->current);
    group->is_unpublished = false;
}

void write_group_abort(struct write_group *group)
{
    write_group_drop(group);
    group->next_id = group->end_id; // a block taken by the group went back with it
    group->is_unpublished = false;
}

// ---- as hooks of the executor ----

static void *open_hook(void *context, struct db *db)
{
    (void)db;
    return write_group_open(context);
}

static void close_hook(void *context, void *group)
{
    (void)context;
    struct write_group *closing = group;
    write_group_close(&closing);
}

static enum err begin_hook(void *context, void *group, struct db *db)
{
    (void)context;
    return write_group_begin(group, db);
}

static void kept_hook(void *context, void *group, struct db *db)
{
    (void)context;
    (void)db;
    write_group_keep(group);
}

static void dropped_hook(void *context, void *group, struct db *db)
{
    (void)context;
    (void)db;
    write_group_drop(group);
}

static void committed_hook(void *context, void *group, struct db *db, uint64_t commits)
{
    (void)context;
    (void)db;
    (void)commits;
    write_group_publish(group);
}

static void aborted_hook(void *context, void *group, struct db *db)
{
    (void)context;
    (void)db;
    write_group_abort(group);
}

struct executor_hooks write_group_hooks(struct directory_board *board)
{
    return (struct executor_hooks){
        .context = board,
        .open_group = open_hook,
        .close_group = close_hook,
        .begin = begin_hook,
        .kept = kept_hook,
        .dropped = dropped_hook,
        .committed = committed_hook,
        .aborted = aborted_hook,
    };
}
