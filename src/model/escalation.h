// escalation.h -- arithmetic of escalation policies. Pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/directory.h"

enum {
    POLICY_MAX_STEPS = 50,
    POLICY_MAX_TARGETS = 50,         // in one step
    POLICY_MAX_WAIT_MINUTES = 10080, // a week
};

/* The step after `step`: the next, the first again when the policy repeats, or -1 when there is
 * none. */
int escalation_next_step(const struct escalation_policy *policy, int step);

/* When the step after `step` is due for an incident whose `step` was due at `at`; 0: never. */
msec escalation_due_after(const struct escalation_policy *policy, int step, msec at);

/* The people whom a step names, each once, in order; members stand for their team. */
struct user_list {
    const struct escalation_recipient *items;
    size_t count;
};
struct escalation_recipient {
    int64_t user_id;
    str via;
};
struct user_list escalation_recipients(struct arena *arena, const struct directory *directory,
                                       const struct escalation_policy *policy, int step);

/* A policy, not archived, that names the user or team in one of its steps; NULL: none does. */
const struct escalation_policy *escalation_naming(const struct directory *directory,
                                                  enum target_kind kind, int64_t target_id);
