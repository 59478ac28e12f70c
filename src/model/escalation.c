// escalation.c -- which step comes next, when, and whom it names.
// SPDX-License-Identifier: Apache-2.0
#include "model/escalation.h"

int escalation_next_step(const struct escalation_policy *policy, int step)
{
    if ((size_t)step + 1 < policy->step_count)
        return step + 1;
    return policy->repeats && policy->step_count > 0 ? 0 : -1;
}

msec escalation_due_after(const struct escalation_policy *policy, int step, msec at)
{
    if ((size_t)step >= policy->step_count || escalation_next_step(policy, step) < 0)
        return 0;
    return at + (msec)policy->steps[step].wait_minutes * MSEC_PER_MINUTE;
}

static size_t add_once(struct escalation_recipient *list, size_t count, int64_t user_id, str via)
{
    for (size_t i = 0; i < count; i++) {
        if (list[i].user_id == user_id)
            return count;
    }
    list[count] = (struct escalation_recipient){.user_id = user_id, .via = via};
    return count + 1;
}

static size_t add_target(struct escalation_recipient *list, size_t count, const struct directory *d,
                         const struct escalation_target *target)
{
    if (target->kind == TARGET_USER)
        return add_once(list, count, target->target_id, target->via);
    for (size_t i = 0; i < d->members.count; i++) {
        if (d->members.items[i].team_id == target->target_id)
            count = add_once(list, count, d->members.items[i].user_id, target->via);
    }
    return count;
}

struct user_list escalation_recipients(struct arena *arena, const struct directory *directory,
                                       const struct escalation_policy *policy, int step)
{
    if ((size_t)step >= policy->step_count)
        return (struct user_list){0};
    const struct escalation_step *now = &policy->steps[step];
    struct escalation_recipient *list = arena_array(arena, struct escalation_recipient,
                                                    directory->members.count + now->target_count);
    size_t count = 0;
    for (size_t i = 0; i < now->target_count; i++)
        count = add_target(list, count, directory, &now->targets[i]);
    return (struct user_list){.items = list, .count = count};
}

static bool step_names(const struct escalation_step *step, enum target_kind kind, int64_t target_id)
{
    for (size_t i = 0; i < step->target_count; i++) {
        if (step->targets[i].kind == kind && step->targets[i].target_id == target_id)
            return true;
    }
    return false;
}

static bool policy_names(const struct escalation_policy *policy, enum target_kind kind,
                         int64_t target_id)
{
    for (size_t i = 0; i < policy->step_count; i++) {
        if (step_names(&policy->steps[i], kind, target_id))
            return true;
    }
    return false;
}

const struct escalation_policy *escalation_naming(const struct directory *directory,
                                                  enum target_kind kind, int64_t target_id)
{
    for (size_t i = 0; i < directory->policies.count; i++) {
        const struct escalation_policy *policy = &directory->policies.items[i];
        if (policy->archived_at == 0 && policy_names(policy, kind, target_id))
            return policy;
    }
    return NULL;
}
