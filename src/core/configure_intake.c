// configure_intake.c -- policies, services, integrations: what decides where an event goes.
// SPDX-License-Identifier: Apache-2.0
#include "core/configure.h"

#include "model/escalation.h"
#include "store/directory_store.h"

enum { TOKEN_RANDOM_BYTES = 20 }; // 32 letters and digits

// ---- escalation policies ----

static bool target_exists(const struct ctx *c, const struct escalation_target *target)
{
    return target->kind == TARGET_USER ? directory_user(c->directory, target->target_id) != NULL
                                       : directory_team(c->directory, target->target_id) != NULL;
}

static enum err check_step(struct ctx *c, const struct escalation_step *step)
{
    if (step->wait_minutes < 0 || step->wait_minutes > POLICY_MAX_WAIT_MINUTES)
        return ctx_fail(c, ERR_INVALID, S("waits"), S("waits must be minutes from 0 to 10080"));
    if (step->target_count == 0 || step->target_count > POLICY_MAX_TARGETS)
        return ctx_fail(c, ERR_INVALID, S("escalation"),
                        S("escalation must have 1 to 50 targets in each step"));
    for (size_t i = 0; i < step->target_count; i++) {
        if (!target_exists(c, &step->targets[i]))
            return ctx_fail(c, ERR_INVALID, S("escalation"),
                            S("escalation names a user or team that does not exist"));
    }
    return OK;
}

static enum err check_policy(struct ctx *c, const struct escalation_policy *policy)
{
    if (policy->step_count == 0 || policy->step_count > POLICY_MAX_STEPS)
        return ctx_fail(c, ERR_INVALID, S("escalation"), S("escalation must have 1 to 50 steps"));
    for (size_t i = 0; i < policy->step_count; i++)
        TRY(check_step(c, &policy->steps[i]));
    return OK;
}

enum err policy_create(struct ctx *c, struct escalation_policy *policy)
{
    TRY(check_policy(c, policy));
    TRY(ctx_stamp(c, &policy->id, &policy->created_at, &policy->updated_at));
    return policy_insert(&c->store, policy);
}

enum err policy_change(struct ctx *c, struct escalation_policy *policy)
{
    TRY(check_policy(c, policy));
    policy->updated_at = c->now;
    c->directory_changed = true;
    return policy_update(&c->store, policy);
}

enum err policy_retire(struct ctx *c, const struct escalation_policy *policy)
{
    if (policy->is_default)
        return ctx_fail(c, ERR_INVALID, S("escalation"),
                        S("the default escalation policy cannot be archived"));
    for (size_t i = 0; i < c->directory->integrations.count; i++) {
        const struct integration *integration = &c->directory->integrations.items[i];
        if (integration->policy_id == policy->id && integration->archived_at == 0)
            return ctx_fail(c, ERR_INVALID, S("escalation"),
                            S("an integration uses this escalation policy"));
    }
    c->directory_changed = true;
    return policy_archive(&c->store, policy->id, c->now);
}

// ---- integrations ----

enum err integration_create(struct ctx *c, struct integration *integration)
{
    if (integration->policy_id == 0) {
        const struct escalation_policy *policy =
            directory_default_policy(c->directory, integration->team_id);
        if (policy == NULL)
            return ctx_fail(c, ERR_INVALID, S("escalation"),
                            S("escalation is required: there is no default one"));
        integration->policy_id = policy->id;
    }
    TRY(ctx_stamp(c, &integration->id, &integration->created_at, &integration->updated_at));
    integration->token = crypto_random_text(c->store.arena, TOKEN_RANDOM_BYTES);
    return integration_insert(&c->store, integration);
}

enum err integration_retire(struct ctx *c, const struct integration *integration)
{
    c->directory_changed = true;
    return integration_archive(&c->store, integration->id, c->now);
}
