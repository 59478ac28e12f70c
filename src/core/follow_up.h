// follow_up.h -- follow-ups: what is to be done when an incident is over.
//
// Who reaches the incident reaches its follow-ups. They show on no incident's object.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/task.h"

/* `follow_up` has its texts, labels and assignees; the rest is filled in. ERR_INVALID names
 * assignee_id or assignee_team_id. */
MUST_CHECK enum err follow_up_create(struct ctx *c, const struct incident_handle *incident,
                                     struct follow_up *follow_up);
MUST_CHECK enum err follow_up_find(struct ctx *c, int64_t id, struct follow_up *out);

// What a change sets.
struct follow_up_change {
    str title;
    str description; // this and the next: absent leaves it
    str labels;
    enum task_status status;
    bool sets_assignee;
    int64_t assignee_id; // 0: nobody
    bool sets_assignee_team;
    int64_t assignee_team_id; // 0: none
};

MUST_CHECK enum err follow_up_edit(struct ctx *c, int64_t id, const struct follow_up_change *change,
                                   struct follow_up *out);

/* Names the ticket that it is elsewhere, once: ERR_INVALID names url. */
MUST_CHECK enum err follow_up_connect(struct ctx *c, int64_t id,
                                      const struct issue_reference *issue, struct follow_up *out);
MUST_CHECK enum err follow_up_remove(struct ctx *c, int64_t id);

/* The newest TASK_LIST_MAX; *out_has_more when there are older ones. */
MUST_CHECK enum err follow_ups_of(struct ctx *c, const struct task_filter *filter,
                                  struct follow_up_list *out, bool *out_has_more);
