// task.c -- what actions and follow-ups have in common.
// SPDX-License-Identifier: Apache-2.0
#include "core/task.h"

#include "store/incident_store.h"

enum err task_check_assignee(struct ctx *c, int64_t user_id)
{
    if (user_id == 0 || directory_user(c->directory, user_id) != NULL)
        return OK;
    return ctx_fail(c, ERR_INVALID, S("assignee_id"), S("assignee_id names no user"));
}

enum err task_begin(struct ctx *c, const struct incident_handle *incident, struct task *task)
{
    struct incident row = {0};
    TRY(task_check_assignee(c, task->assignee_id));
    TRY(incident_get_slim(&c->store, incident->id, &row));
    TRY(ctx_next_id(c, &task->id));
    task->incident_id = row.id;
    task->incident_created_at = row.created_at;
    task->team_id = row.team_id;
    task->mode = row.mode;
    task->is_private = row.is_private;
    task->status = TASK_OUTSTANDING;
    task->creator_key_id = c->who.id;
    task->created_at = c->now;
    task->updated_at = c->now;
    return OK;
}

enum err task_check_reach(struct ctx *c, const struct task *task, enum err found, str what)
{
    const bool is_seen =
        found == OK && ctx_reaches(c, task->team_id) && (!task->is_private || ctx_sees_private(c));
    if (found != OK && found != ERR_NOT_FOUND)
        return found;
    return is_seen ? OK
                   : ctx_fail(c, ERR_NOT_FOUND, (str){0},
                              STR_JOIN(c->store.arena, S("no such "), what));
}

enum err task_check_held(struct ctx *c, const struct task *task, enum err found, str what)
{
    TRY(task_check_reach(c, task, found, what));
    ctx_not_before(c, task->updated_at);
    return OK;
}

enum err task_query_of(struct ctx *c, const struct task_filter *filter, struct task_query *out,
                       bool *out_matches)
{
    struct incident incident = {0};
    *out = (struct task_query){
        .incident_id = filter->incident_id,
        .team_id = c->who.team_id,
        .assignee_team_id = filter->assignee_team_id,
        .modes = filter->modes,
        .sees_private = ctx_sees_private(c),
        .before_id = filter->before_id,
        .take = TASK_LIST_MAX + 1,
    };
    *out_matches = true;
    if (filter->incident_id == 0)
        return OK;
    TRY(incident_get_slim(&c->store, filter->incident_id, &incident));
    *out_matches = (filter->modes & 1U << incident.mode) != 0;
    return OK;
}

bool task_list_cut(size_t *count)
{
    const bool has_more = *count > TASK_LIST_MAX;
    if (has_more)
        *count = TASK_LIST_MAX;
    return has_more;
}
