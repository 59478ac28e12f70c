// action.c -- actions.
// SPDX-License-Identifier: Apache-2.0
#include "core/action.h"

enum err action_create(struct ctx *c, const struct incident_handle *incident, struct action *action)
{
    TRY(task_begin(c, incident, &action->task));
    return action_insert(&c->store, action);
}

enum err action_find(struct ctx *c, int64_t id, struct action *out)
{
    return task_check_reach(c, &out->task, action_get(&c->store, id, out), S("action"));
}

static enum err load_locked(struct ctx *c, int64_t id, struct action *out)
{
    return task_check_held(c, &out->task, action_lock(&c->store, id, out), S("action"));
}

enum err action_edit(struct ctx *c, int64_t id, const struct action_change *change,
                     struct action *out)
{
    TRY(load_locked(c, id, out));
    if (change->sets_assignee) {
        TRY(task_check_assignee(c, change->assignee_id));
        out->task.assignee_id = change->assignee_id;
    }
    task_move(&out->task, change->status, c->now);
    out->description = change->description;
    out->task.updated_at = c->now;
    return action_update(&c->store, out);
}

enum err action_remove(struct ctx *c, int64_t id)
{
    struct action action = {0};
    TRY(load_locked(c, id, &action));
    return action_delete(&c->store, id);
}

enum err actions_of(struct ctx *c, const struct task_filter *filter, struct action_list *out,
                    bool *out_has_more)
{
    struct task_query query = {0};
    struct action_list list = {0};
    bool matches = false;
    TRY(task_query_of(c, filter, &query, &matches));
    if (matches)
        TRY(action_list(&c->store, &query, &list));
    *out_has_more = task_list_cut(&list.count);
    *out = list;
    return OK;
}
