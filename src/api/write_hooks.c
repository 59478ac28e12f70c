// write_hooks.c -- what the executor calls around transactions, as calls of the write group.
// SPDX-License-Identifier: Apache-2.0
#include "api/write_hooks.h"

#include "core/write_group.h"

static void *open_hook(void *context, struct db *db)
{
    (void)db;
    const struct write_sources *sources = context;
    return write_group_open(sources->board, sources->ids);
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
    return write_group_begin(group, db, clock_now());
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
    write_group_drop(group, db);
}

static enum err finish_hook(void *context, void *group, struct db *db)
{
    (void)context;
    return write_group_finish(group, db);
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
    write_group_abort(group, db);
}

struct executor_hooks write_hooks(const struct write_sources *sources)
{
    return (struct executor_hooks){
        .context = (void *)(uintptr_t)sources, // handed back to open_hook, which only reads it
        .open_group = open_hook,
        .close_group = close_hook,
        .begin = begin_hook,
        .kept = kept_hook,
        .dropped = dropped_hook,
        .finish = finish_hook,
        .committed = committed_hook,
        .aborted = aborted_hook,
    };
}
