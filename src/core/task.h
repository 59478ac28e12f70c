// task.h -- what actions and follow-ups have in common: their incident, who sees them, who does
// them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"
#include "model/incident.h"
#include "store/task_store.h"

enum { TASK_TITLE_MAX_BYTES = 255, TASK_DESCRIPTION_MAX_BYTES = 4096 };

/* A new one of an incident that was found, outstanding; `task->assignee_id` is set. ERR_INVALID
 * names assignee_id. */
MUST_CHECK enum err task_begin(struct ctx *c, const struct incident_handle *incident,
                               struct task *task);

/* The user exists, or is nobody. ERR_INVALID names assignee_id. */
MUST_CHECK enum err task_check_assignee(struct ctx *c, int64_t user_id);

/* What is out of reach is not there: `what` is no such thing. */
MUST_CHECK enum err task_check_reach(struct ctx *c, const struct task *task, enum err found,
                                     str what);

/* The same of one that was locked for a change, which is later than the last. */
MUST_CHECK enum err task_check_held(struct ctx *c, const struct task *task, enum err found,
                                    str what);

// What a list asks for.
struct task_filter {
    int64_t incident_id;      // in reach, or 0: of any
    int64_t assignee_team_id; // 0: any
    unsigned modes;           // of the incident; bits 1 << enum incident_mode
    int64_t before_id;        // behind this one; 0: from the newest
};

/* Narrowed to the reach of the principal, and one row longer than an answer may be. False: nothing
 * can match. */
MUST_CHECK enum err task_query_of(struct ctx *c, const struct task_filter *filter,
                                  struct task_query *out, bool *out_matches);

/* Takes that row away again; was it there? */
bool task_list_cut(size_t *count);
