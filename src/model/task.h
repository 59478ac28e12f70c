// task.h -- what is to be done about an incident: actions while it lasts, follow-ups after it.
//
// 0 means "none" for ids and times.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/coordinated.h"
#include "model/coordination.h"

// The numbers are stored: append only. What is deleted is gone.
enum task_status { TASK_OUTSTANDING, TASK_COMPLETED, TASK_NOT_DOING, TASK_STATUS_COUNT };

extern const str task_status_words[TASK_STATUS_COUNT];

// What actions and follow-ups share; the first member of both.
struct task {
    int64_t id;
    int64_t incident_id;
    msec incident_created_at; // this and the next three: the incident's
    int64_t team_id;
    enum incident_mode mode;
    bool is_private;
    enum task_status status;
    int64_t assignee_id; // a user
    int64_t creator_key_id;
    msec created_at;
    msec updated_at;
    msec completed_at;
};

struct action {
    struct task task;
    str description;
};

struct follow_up {
    struct task task;
    str title;
    str description;
    str labels; // a JSON array of texts
    int64_t assignee_team_id;
    struct issue_reference issue; // absent texts: none
};

/* Moves it at `now`: what becomes completed is so since then, what is not completed never was. */
void task_move(struct task *task, enum task_status status, msec now);
