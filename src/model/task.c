// task.c -- the states of what is to be done.
// SPDX-License-Identifier: Apache-2.0
#include "model/task.h"

const str task_status_words[TASK_STATUS_COUNT] = {S("outstanding"), S("completed"), S("not_doing")};

void task_move(struct task *task, enum task_status status, msec now)
{
    if (status != TASK_COMPLETED)
        task->completed_at = 0;
    else if (task->status != TASK_COMPLETED)
        task->completed_at = now;
    task->status = status;
}
