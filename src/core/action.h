// action.h -- actions: what is to be done while an incident lasts.
//
// Who reaches the incident reaches its actions. They show on no incident's object.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/task.h"

/* `action` has a description and an assignee; the rest is filled in. */
MUST_CHECK enum err action_create(struct ctx *c, const struct incident_handle *incident,
                                  struct action *action);
MUST_CHECK enum err action_find(struct ctx *c, int64_t id, struct action *out); // ERR_NOT_FOUND

// What a change sets.
struct action_change {
    str description;
    enum task_status status;
    bool sets_assignee;
    int64_t assignee_id; // 0: nobody
};

MUST_CHECK enum err action_edit(struct ctx *c, int64_t id, const struct action_change *change,
                                struct action *out);
MUST_CHECK enum err action_remove(struct ctx *c, int64_t id);

/* The newest TASK_LIST_MAX; *out_has_more when there are older ones. */
MUST_CHECK enum err actions_of(struct ctx *c, const struct task_filter *filter,
                               struct action_list *out, bool *out_has_more);
