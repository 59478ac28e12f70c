// task_store.c -- actions and follow-ups.
//
// A list is one walk of an index for each mode that is asked for, of public and of private ones
// apart: each gives no more rows than are wanted, and the newest of all of them are the list.
// SPDX-License-Identifier: Apache-2.0
#include "store/task_store.h"

#include "sql_queries.h"

#include <stdlib.h>

static void read_task(struct row *row, struct task *task)
{
    task->id = row_i64(row);
    task->incident_id = row_i64(row);
    task->incident_created_at = row_i64(row);
    task->team_id = row_i64(row);
    task->mode = (enum incident_mode)row_i64(row);
    task->is_private = row_bool(row);
    task->status = (enum task_status)row_i64(row);
    task->assignee_id = row_i64(row);
    task->creator_key_id = row_i64(row);
    task->created_at = row_i64(row);
    task->updated_at = row_i64(row);
    task->completed_at = row_i64(row);
}

static enum err read_action(struct row *row, struct arena *arena, void *out)
{
    struct action *action = out;
    read_task(row, &action->task);
    action->description = row_str(row, arena);
    return row_end(row);
}

static enum err read_follow_up(struct row *row, struct arena *arena, void *out)
{
    struct follow_up *follow_up = out;
    read_task(row, &follow_up->task);
    follow_up->title = row_str(row, arena);
    follow_up->description = row_str(row, arena);
    follow_up->labels = row_str(row, arena);
    follow_up->assignee_team_id = row_i64(row);
    follow_up->issue.provider = row_str(row, arena);
    follow_up->issue.name = row_str(row, arena);
    follow_up->issue.permalink = row_str(row, arena);
    return row_end(row);
}

// ---- lists ----

enum { STRANDS_MAX = 2 * MODE_COUNT };

static int64_t before_of(const struct task_query *query)
{
    return query->before_id != 0 ? query->before_id : INT64_MAX;
}

/* The rows of one mode, public or private ones. */
typedef enum err strand_reader(struct store *s, const struct task_query *query, int mode,
                               bool is_private, struct db_rows *out);

static enum err read_actions(struct store *s, const struct task_query *query, int mode,
                             bool is_private, struct db_rows *out)
{
    const int64_t before = before_of(query);
    const size_t most = (size_t)query->take;
    if (query->team_id != 0)
        return db_many(s->db, s->arena, SQL_ACTION_LIST_BY_TEAM,
                       P(s->org_id, query->team_id, mode, is_private, before, query->take),
                       read_action, sizeof(struct action), most, out);
    return db_many(s->db, s->arena, SQL_ACTION_LIST_BY_MODE,
                   P(s->org_id, mode, is_private, before, query->take), read_action,
                   sizeof(struct action), most, out);
}

static enum err read_follow_ups(struct store *s, const struct task_query *query, int mode,
                                bool is_private, struct db_rows *out)
{
    const int64_t before = before_of(query);
    const size_t most = (size_t)query->take;
    const size_t size = sizeof(struct follow_up);
    if (query->assignee_team_id != 0 && query->team_id != 0)
        return db_many(s->db, s->arena, SQL_FOLLOW_UP_LIST_BY_BOTH_TEAMS,
                       P(s->org_id, query->assignee_team_id, query->team_id, mode, is_private,
                         before, query->take),
                       read_follow_up, size, most, out);
    if (query->assignee_team_id != 0)
        return db_many(s->db, s->arena, SQL_FOLLOW_UP_LIST_BY_ASSIGNEE_TEAM,
                       P(s->org_id, query->assignee_team_id, mode, is_private, before, query->take),
                       read_follow_up, size, most, out);
    if (query->team_id != 0)
        return db_many(s->db, s->arena, SQL_FOLLOW_UP_LIST_BY_TEAM,
                       P(s->org_id, query->team_id, mode, is_private, before, query->take),
                       read_follow_up, size, most, out);
    return db_many(s->db, s->arena, SQL_FOLLOW_UP_LIST_BY_MODE,
                   P(s->org_id, mode, is_private, before, query->take), read_follow_up, size, most,
                   out);
}

static int newest_first(const void *left, const void *right)
{
    const struct task *a = left, *b = right; // the first member of both kinds of row
    return (a->id < b->id) - (a->id > b->id);
}

/* The newest of several strands. */
static void merge(struct store *s, const struct db_rows *strands, size_t count, size_t size,
                  struct db_rows *out)
{
    size_t total = 0;
    for (size_t i = 0; i < count; i++)
        total += strands[i].count;
    char *rows = arena_alloc_array(s->arena, total, size);
    size_t filled = 0;
    for (size_t i = 0; i < count; i++) {
        if (strands[i].count > 0)
            memcpy(rows + filled * size, strands[i].items, strands[i].count * size);
        filled += strands[i].count;
    }
    if (total > 0)
        qsort(rows, total, size, newest_first);
    *out = (struct db_rows){.items = rows, .count = total};
}

static enum err read_strands(struct store *s, const struct task_query *query, strand_reader *reader,
                             size_t size, struct db_rows *out)
{
    struct db_rows strands[STRANDS_MAX] = {0};
    size_t count = 0;
    for (int mode = 0; mode < MODE_COUNT; mode++) {
        if ((query->modes & 1U << mode) == 0)
            continue;
        TRY(reader(s, query, mode, false, &strands[count++]));
        if (query->sees_private)
            TRY(reader(s, query, mode, true, &strands[count++]));
    }
    merge(s, strands, count, size, out);
    if (out->count > (size_t)query->take)
        out->count = (size_t)query->take;
    return OK;
}

// ---- actions ----

enum err action_insert(struct store *s, const struct action *action)
{
    const struct task *task = &action->task;
    return db_exec(s->db, SQL_ACTION_INSERT,
                   P(s->org_id, task->id, task->incident_id, task->incident_created_at,
                     task->team_id, (int)task->mode, task->is_private, action->description,
                     (int)task->status, db_optional(task->assignee_id), task->creator_key_id,
                     task->created_at));
}

enum err action_get(struct store *s, int64_t id, struct action *out)
{
    return db_one(s->db, s->arena, SQL_ACTION_GET, P(s->org_id, id), read_action, out);
}

enum err action_lock(struct store *s, int64_t id, struct action *out)
{
    return db_one(s->db, s->arena, SQL_ACTION_LOCK, P(s->org_id, id), read_action, out);
}

enum err action_update(struct store *s, const struct action *action)
{
    const struct task *task = &action->task;
    return db_exec(s->db, SQL_ACTION_UPDATE,
                   P(s->org_id, task->id, action->description, (int)task->status,
                     db_optional(task->assignee_id), task->updated_at,
                     db_optional(task->completed_at)));
}

enum err action_delete(struct store *s, int64_t id)
{
    return db_exec(s->db, SQL_ACTION_DELETE, P(s->org_id, id));
}

enum err action_list(struct store *s, const struct task_query *query, struct action_list *out)
{
    struct db_rows rows = {0};
    if (query->incident_id != 0)
        TRY(db_many(s->db, s->arena, SQL_ACTION_LIST_BY_INCIDENT,
                    P(s->org_id, query->incident_id, before_of(query), query->take), read_action,
                    sizeof(struct action), (size_t)query->take, &rows));
    else
        TRY(read_strands(s, query, read_actions, sizeof(struct action), &rows));
    *out = (struct action_list){.items = rows.items, .count = rows.count};
    return OK;
}

// ---- follow-ups ----

enum err follow_up_insert(struct store *s, const struct follow_up *follow_up)
{
    const struct task *task = &follow_up->task;
    return db_exec(s->db, SQL_FOLLOW_UP_INSERT,
                   P(s->org_id, task->id, task->incident_id, task->incident_created_at,
                     task->team_id, (int)task->mode, task->is_private, follow_up->title,
                     follow_up->description, follow_up->labels, (int)task->status,
                     db_optional(task->assignee_id), db_optional(follow_up->assignee_team_id),
                     task->creator_key_id, task->created_at));
}

enum err follow_up_get(struct store *s, int64_t id, struct follow_up *out)
{
    return db_one(s->db, s->arena, SQL_FOLLOW_UP_GET, P(s->org_id, id), read_follow_up, out);
}

enum err follow_up_lock(struct store *s, int64_t id, struct follow_up *out)
{
    return db_one(s->db, s->arena, SQL_FOLLOW_UP_LOCK, P(s->org_id, id), read_follow_up, out);
}

enum err follow_up_update(struct store *s, const struct follow_up *follow_up)
{
    const struct task *task = &follow_up->task;
    const struct issue_reference *issue = &follow_up->issue;
    return db_exec(s->db, SQL_FOLLOW_UP_UPDATE,
                   P(s->org_id, task->id, follow_up->title, follow_up->description,
                     follow_up->labels, (int)task->status, db_optional(task->assignee_id),
                     db_optional(follow_up->assignee_team_id), issue->provider, issue->name,
                     issue->permalink, task->updated_at, db_optional(task->completed_at)));
}

enum err follow_up_delete(struct store *s, int64_t id)
{
    return db_exec(s->db, SQL_FOLLOW_UP_DELETE, P(s->org_id, id));
}

enum err follow_up_list(struct store *s, const struct task_query *query, struct follow_up_list *out)
{
    struct db_rows rows = {0};
    if (query->incident_id != 0)
        TRY(db_many(s->db, s->arena, SQL_FOLLOW_UP_LIST_BY_INCIDENT,
                    P(s->org_id, query->incident_id, query->assignee_team_id, before_of(query),
                      query->take),
                    read_follow_up, sizeof(struct follow_up), (size_t)query->take, &rows));
    else
        TRY(read_strands(s, query, read_follow_ups, sizeof(struct follow_up), &rows));
    *out = (struct follow_up_list){.items = rows.items, .count = rows.count};
    return OK;
}
