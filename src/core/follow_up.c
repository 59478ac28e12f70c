// follow_up.c -- follow-ups.
// SPDX-License-Identifier: Apache-2.0
#include "core/follow_up.h"

static enum err check_team(struct ctx *c, int64_t team_id)
{
    if (team_id == 0 || (directory_team(c->directory, team_id) != NULL && ctx_reaches(c, team_id)))
        return OK;
    return ctx_fail(c, ERR_INVALID, S("assignee_team_id"), S("assignee_team_id names no team"));
}

enum err follow_up_create(struct ctx *c, const struct incident_handle *incident,
                          struct follow_up *follow_up)
{
    TRY(check_team(c, follow_up->assignee_team_id));
    TRY(task_begin(c, incident, &follow_up->task));
    return follow_up_insert(&c->store, follow_up);
}

enum err follow_up_find(struct ctx *c, int64_t id, struct follow_up *out)
{
    return task_check_reach(c, &out->task, follow_up_get(&c->store, id, out), S("follow-up"));
}

static enum err load_locked(struct ctx *c, int64_t id, struct follow_up *out)
{
    return task_check_held(c, &out->task, follow_up_lock(&c->store, id, out), S("follow-up"));
}

static enum err save(struct ctx *c, struct follow_up *follow_up)
{
    follow_up->task.updated_at = c->now;
    return follow_up_update(&c->store, follow_up);
}

static enum err assign(struct ctx *c, const struct follow_up_change *change,
                       struct follow_up *follow_up)
{
    if (change->sets_assignee) {
        TRY(task_check_assignee(c, change->assignee_id));
        follow_up->task.assignee_id = change->assignee_id;
    }
    if (change->sets_assignee_team) {
        TRY(check_team(c, change->assignee_team_id));
        follow_up->assignee_team_id = change->assignee_team_id;
    }
    return OK;
}

enum err follow_up_edit(struct ctx *c, int64_t id, const struct follow_up_change *change,
                        struct follow_up *out)
{
    TRY(load_locked(c, id, out));
    TRY(assign(c, change, out));
    task_move(&out->task, change->status, c->now);
    out->title = change->title;
    if (change->description.p != NULL)
        out->description = change->description;
    if (change->labels.p != NULL)
        out->labels = change->labels;
    return save(c, out);
}

enum err follow_up_connect(struct ctx *c, int64_t id, const struct issue_reference *issue,
                           struct follow_up *out)
{
    TRY(load_locked(c, id, out));
    TRY(ctx_check_link(c, S("url"), issue->permalink));
    if (out->issue.provider.p != NULL)
        return ctx_fail(c, ERR_INVALID, S("url"),
                        S("url cannot be connected: the follow-up has an issue already"));
    out->issue = *issue;
    return save(c, out);
}

enum err follow_up_remove(struct ctx *c, int64_t id)
{
    struct follow_up follow_up = {0};
    TRY(load_locked(c, id, &follow_up));
    return follow_up_delete(&c->store, id);
}

enum err follow_ups_of(struct ctx *c, const struct task_filter *filter, struct follow_up_list *out,
                       bool *out_has_more)
{
    struct task_query query = {0};
    struct follow_up_list list = {0};
    bool matches = false;
    TRY(task_query_of(c, filter, &query, &matches));
    if (matches)
        TRY(follow_up_list(&c->store, &query, &list));
    *out_has_more = task_list_cut(&list.count);
    *out = list;
    return OK;
}
