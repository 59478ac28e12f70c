// write_group.c -- ids in blocks, and a directory that is not published yet.
// SPDX-License-Identifier: Apache-2.0
#include "core/write_group.h"

#include "core/facet_changes.h"
#include "store/meta_store.h"

enum { FINISH_BLOCK_BYTES = 16 * 1024 };

struct write_group {
    struct directory_board *board;
    struct id_source *ids;
    msec began_at;                         // the transaction
    msec newest_at;                        // of the jobs so far
    struct directory_snapshot *current;    // what the next job sees
    struct directory_snapshot *before_job; // before the running job changed it; else NULL
    bool is_unpublished;                   // current is newer than what hangs on the board
    bool was_unpublished;                  // before the running job
    bool took_ids_in_job;                  // a block of ids goes back with the job
    bool took_ids;                         // one goes back with the transaction
    struct facet_changes facets;           // of the transaction
};

struct write_group *write_group_open(struct directory_board *board, struct id_source *ids)
{
    struct write_group *group = calloc(1, sizeof(*group));
    CHECK(group != NULL);
    group->board = board;
    group->ids = ids;
    return group;
}

void write_group_close(struct write_group **group)
{
    if (*group == NULL)
        return;
    directory_snapshot_release(&(*group)->current);
    directory_snapshot_release(&(*group)->before_job);
    facet_changes_release(&(*group)->facets);
    free(*group);
    *group = NULL;
}

static void refresh(struct write_group *group)
{
    directory_snapshot_release(&group->current);
    group->current = directory_board_acquire(group->board);
}

enum err write_group_begin(struct write_group *group, struct db *db, msec now)
{
    group->began_at = now;
    if (!group->is_unpublished)
        refresh(group);
    return id_source_prepare(group->ids, db, &group->took_ids);
}

msec write_group_time(struct write_group *group, msec clock)
{
    if (clock > group->newest_at || clock <= group->newest_at - CLOCK_STEP_MS)
        group->newest_at = clock;
    return group->newest_at;
}

enum err write_group_next_id(struct write_group *group, struct db *db, int64_t *out)
{
    return id_source_next(group->ids, db, out, &group->took_ids_in_job);
}

enum err write_group_next_ids(struct write_group *group, struct db *db, size_t wanted,
                              struct id_run *out)
{
    return id_source_run(group->ids, db, wanted, out, &group->took_ids_in_job);
}

/* A rollback takes ids back only where they come from a table. */
static void forget_ids(struct write_group *group, struct db *db)
{
    if (db_engine(db) == DB_SQLITE)
        id_source_forget(group->ids);
}

/* What the database says now. */
static enum err read_version(const struct write_group *group, struct db *db, int64_t *out)
{
    struct arena scratch;
    arena_init(&scratch, 256);
    struct store store = {
        .db = db, .arena = &scratch, .org_id = directory_of(group->current)->org.id};
    const enum err read = counter_get(&store, COUNTER_DIRECTORY, 0, out);
    arena_release(&scratch);
    return read;
}

bool write_group_is_behind(const struct write_group *group, struct db *db)
{
    int64_t version = 0;
    return read_version(group, db, &version) == OK &&
           version > directory_of(group->current)->version;
}

enum err write_group_catch_up(struct write_group *group, struct db *db)
{
    const struct directory *known = directory_of(group->current);
    int64_t version = known->version;
    TRY(read_version(group, db, &version));
    if (version <= known->version)
        return OK;
    struct directory_snapshot *newer = NULL;
    TRY(directory_snapshot_load(db, known->org.id, group->began_at, &newer));
    directory_board_publish(group->board, newer);
    directory_snapshot_release(&group->current);
    group->current = newer;
    return OK;
}

enum err write_group_lock_directory(struct write_group *group, struct db *db)
{
    struct arena scratch;
    int64_t unused = 0;
    if (db_engine(db) == DB_SQLITE)
        return OK; // one writer, and nobody else
    arena_init(&scratch, 256);
    struct store store = {
        .db = db, .arena = &scratch, .org_id = directory_of(group->current)->org.id};
    const enum err locked = counter_add(&store, COUNTER_DIRECTORY, 0, 0, &unused);
    arena_release(&scratch);
    TRY(locked);
    return write_group_catch_up(group, db);
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
    TRY(directory_snapshot_load(db, store.org_id, group->began_at, &changed));
    CHECK(group->before_job == NULL);
    group->before_job = group->current;
    group->was_unpublished = group->is_unpublished;
    group->current = changed;
    group->is_unpublished = true;
    return OK;
}

struct facet_changes *write_group_facets(struct write_group *group)
{
    return &group->facets;
}

enum err write_group_finish(struct write_group *group, struct db *db)
{
    struct arena scratch;
    if (group->facets.count == 0)
        return OK;
    arena_init(&scratch, FINISH_BLOCK_BYTES);
    struct store store = {
        .db = db, .arena = &scratch, .org_id = directory_of(group->current)->org.id};
    const enum err written = facet_changes_write(&group->facets, &store);
    arena_release(&scratch);
    return written;
}

void write_group_keep(struct write_group *group)
{
    facet_changes_keep(&group->facets);
    directory_snapshot_release(&group->before_job);
    group->took_ids = group->took_ids || group->took_ids_in_job;
    group->took_ids_in_job = false;
}

void write_group_drop(struct write_group *group, struct db *db)
{
    facet_changes_drop(&group->facets);
    if (group->took_ids_in_job)
        forget_ids(group, db);
    group->took_ids_in_job = false;
    if (group->before_job == NULL)
        return;
    directory_snapshot_release(&group->current);
    group->current = group->before_job;
    group->before_job = NULL;
    group->is_unpublished = group->was_unpublished;
}

void write_group_publish(struct write_group *group)
{
    CHECK(group->facets.count == 0); // write_group_finish has written them
    if (group->is_unpublished)
        directory_board_publish(group->board, group->current);
    group->is_unpublished = false;
    group->took_ids = false;
}

void write_group_abort(struct write_group *group, struct db *db)
{
    write_group_drop(group, db);
    facet_changes_clear(&group->facets);
    if (group->took_ids)
        forget_ids(group, db);
    group->took_ids = false;
    group->is_unpublished = false;
}
