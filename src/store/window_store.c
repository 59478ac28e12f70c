// window_store.c -- writing maintenance windows.
// SPDX-License-Identifier: Apache-2.0
#include "store/window_store.h"

#include "sql_queries.h"

static enum err insert_targets(struct store *s, int64_t window_id, struct id_list targets)
{
    for (size_t i = 0; i < targets.count; i++)
        TRY(db_exec(s->db, SQL_WINDOW_TARGET_INSERT, P(s->org_id, window_id, targets.items[i])));
    return OK;
}

enum err window_insert(struct store *s, const struct maintenance_window *w, struct id_list targets)
{
    TRY(db_exec(s->db, SQL_WINDOW_INSERT,
                P(s->org_id, w->id, w->summary, w->description, w->time_zone, w->starts_at,
                  w->ends_at, w->tells_creation, w->tells_start, w->tells_end, w->created_by,
                  w->created_at)));
    return insert_targets(s, w->id, targets);
}

enum err window_update(struct store *s, const struct maintenance_window *w, struct id_list targets)
{
    TRY(db_exec(s->db, SQL_WINDOW_UPDATE,
                P(s->org_id, w->id, w->summary, w->description, w->time_zone, w->starts_at,
                  w->ends_at, w->tells_creation, w->tells_start, w->tells_end, w->updated_at,
                  db_optional(w->covers_from))));
    TRY(db_exec(s->db, SQL_WINDOW_TARGETS_DELETE, P(s->org_id, w->id)));
    return insert_targets(s, w->id, targets);
}

enum err window_keep_past(struct store *s, int64_t id, int64_t copy_id, msec at)
{
    TRY(db_exec(s->db, SQL_WINDOW_KEEP_PAST, P(s->org_id, id, copy_id, at)));
    return db_exec(s->db, SQL_WINDOW_TARGETS_COPY, P(s->org_id, id, copy_id));
}

enum err window_remove_at(struct store *s, int64_t id, msec at)
{
    return db_exec(s->db, SQL_WINDOW_REMOVE, P(s->org_id, id, at));
}

enum err window_delete(struct store *s, int64_t id)
{
    TRY(db_exec(s->db, SQL_WINDOW_TARGETS_DELETE, P(s->org_id, id)));
    return db_exec(s->db, SQL_WINDOW_DELETE, P(s->org_id, id));
}

enum err window_target_drop(struct store *s, int64_t target_id)
{
    return db_exec(s->db, SQL_WINDOW_TARGET_DROP, P(s->org_id, target_id));
}
