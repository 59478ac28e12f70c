// task_store.h -- actions and follow-ups.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/task.h"
#include "store/store.h"

enum { TASK_LIST_MAX = 5000 }; // of one answer: the vendor's lists have no pages

// Which ones, newest first.
struct task_query {
    int64_t incident_id;      // 0: of any; else nothing below but assignee_team_id is looked at
    int64_t team_id;          // reach; 0: all teams
    int64_t assignee_team_id; // of follow-ups; 0: any
    unsigned modes;           // bits 1 << enum incident_mode
    bool sees_private;        // reach
    int64_t before_id;        // older than this one; 0: from the newest
    int64_t take;             // up to TASK_LIST_MAX + 1
};

struct action_list {
    const struct action *items;
    size_t count;
};

struct follow_up_list {
    const struct follow_up *items;
    size_t count;
};

MUST_CHECK enum err action_insert(struct store *s, const struct action *action);
MUST_CHECK enum err action_get(struct store *s, int64_t id, struct action *out);
MUST_CHECK enum err action_lock(struct store *s, int64_t id, struct action *out); // for a change
MUST_CHECK enum err action_update(struct store *s, const struct action *action);
MUST_CHECK enum err action_delete(struct store *s, int64_t id);
MUST_CHECK enum err action_list(struct store *s, const struct task_query *query,
                                struct action_list *out);

MUST_CHECK enum err follow_up_insert(struct store *s, const struct follow_up *follow_up);
MUST_CHECK enum err follow_up_get(struct store *s, int64_t id, struct follow_up *out);
MUST_CHECK enum err follow_up_lock(struct store *s, int64_t id, struct follow_up *out);
MUST_CHECK enum err follow_up_update(struct store *s, const struct follow_up *follow_up);
MUST_CHECK enum err follow_up_delete(struct store *s, int64_t id);
MUST_CHECK enum err follow_up_list(struct store *s, const struct task_query *query,
                                   struct follow_up_list *out);
