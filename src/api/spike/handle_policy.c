// handle_policy.c -- escalation policies: {name, delay, repeat, escalation: [[{type, id, via}]],
// waits}.
// SPDX-License-Identifier: Apache-2.0
#include "api/spike/spike.h"

#include "core/configure.h"

#include "model/escalation.h"

#include <limits.h>

struct policy_body {
    str name;
    struct bind_integer delay;
    struct bind_bool repeat;
    const struct json *escalation;
    const struct json *waits;
};

static const struct bind_field policy_fields[] = {
    BIND_FIELD("name", TEXT, struct policy_body, name, .max = NAME_MAX_BYTES),
    BIND_FIELD("delay", INTEGER, struct policy_body, delay, .max = POLICY_MAX_WAIT_MINUTES),
    BIND_FIELD("repeat", BOOL, struct policy_body, repeat),
    BIND_FIELD("escalation", ANY, struct policy_body, escalation),
    BIND_FIELD("waits", ANY, struct policy_body, waits),
};

static const str channels[] = {S("phone"),    S("sms"),      S("email"),
                               S("whatsapp"), S("telegram"), S("push-notification"),
                               S("slack"),    S("msteams"),  S("discord")};

static enum err bad_escalation(struct api_request *q, str why)
{
    return api_fail(q, ERR_INVALID, S("escalation"), why);
}

/* ["phone", "sms"] as the comma-separated text that is stored. */
static enum err read_via(struct api_request *q, const struct json *via, str *out)
{
    struct buf list;
    buf_init(&list, q->ctx.store.arena, 256);
    if (via != NULL && via->kind != JSON_ARRAY && via->kind != JSON_NULL)
        return bad_escalation(q, S("escalation: via must be a list of channels"));
    for (const struct json *item = via == NULL ? NULL : via->first; item != NULL;
         item = item->next) {
        if (item->kind != JSON_STRING || word_find(channels, ARRAY_LEN(channels), item->text) < 0)
            return bad_escalation(q,
                                  S("escalation: via takes phone, sms, email, whatsapp, telegram, "
                                    "push-notification, slack, msteams, discord"));
        if (list.n > 0)
            buf_add_byte(&list, ',');
        buf_add(&list, item->text);
    }
    if (list.overflow)
        return bad_escalation(q, S("escalation: via names too many channels"));
    *out = buf_str(&list);
    return OK;
}

static int64_t target_id_of(const struct api_request *q, enum target_kind kind, str id)
{
    return spike_id_read(q, kind == TARGET_USER ? ID_USER : ID_TEAM, id);
}

static enum err read_target(struct api_request *q, const struct json *rule,
                            struct escalation_target *out)
{
    const struct json *type = json_get(rule, S("type"));
    const struct json *id = json_get(rule, S("id"));
    if (type == NULL || type->kind != JSON_STRING || id == NULL || id->kind != JSON_STRING)
        return bad_escalation(q, S("escalation: each rule needs a type and an id"));
    const int kind = word_find(target_kind_words, TARGET_KIND_COUNT, type->text);
    if (kind < 0 && (str_eq(type->text, S("oncall")) || str_eq(type->text, S("webhook"))))
        return bad_escalation(q, S("escalation: no on-call schedule or webhook has this id"));
    if (kind < 0)
        return bad_escalation(q, S("escalation: type must be user, team, oncall or webhook"));
    out->kind = (enum target_kind)kind;
    out->target_id = target_id_of(q, out->kind, id->text);
    return read_via(q, json_get(rule, S("via")), &out->via);
}

static enum err read_step(struct api_request *q, const struct json *rules,
                          struct escalation_step *out)
{
    if (rules->kind != JSON_ARRAY)
        return bad_escalation(q, S("escalation must be a list of steps, each a list of rules"));
    struct escalation_target *targets =
        arena_array(q->ctx.store.arena, struct escalation_target, rules->count);
    size_t count = 0;
    for (const struct json *rule = rules->first; rule != NULL; rule = rule->next)
        TRY(read_target(q, rule, &targets[count++]));
    out->targets = targets;
    out->target_count = count;
    return OK;
}

static enum err read_steps(struct api_request *q, const struct json *steps,
                           struct escalation_policy *policy)
{
    if (steps->kind != JSON_ARRAY)
        return bad_escalation(q, S("escalation must be a list of steps, each a list of rules"));
    struct escalation_step *list =
        arena_array(q->ctx.store.arena, struct escalation_step, steps->count);
    size_t count = 0;
    for (const struct json *step = steps->first; step != NULL; step = step->next, count++) {
        TRY(read_step(q, step, &list[count]));
        if (count < policy->step_count)
            list[count].wait_minutes = policy->steps[count].wait_minutes;
    }
    policy->steps = list;
    policy->step_count = count;
    return OK;
}

static enum err read_waits(struct api_request *q, const struct json *waits,
                           struct escalation_policy *policy)
{
    if (waits->kind != JSON_ARRAY || waits->count > policy->step_count)
        return api_fail(q, ERR_INVALID, S("waits"),
                        S("waits must be a list of minutes, at most one for each step"));
    struct escalation_step *list =
        arena_array(q->ctx.store.arena, struct escalation_step, policy->step_count);
    memcpy(list, policy->steps, policy->step_count * sizeof(*list));
    for (size_t i = 0; i < policy->step_count; i++)
        list[i].wait_minutes = 0; // what is not listed does not wait
    size_t count = 0;
    for (const struct json *wait = waits->first; wait != NULL; wait = wait->next) {
        if (!wait->is_integer || wait->integer < INT_MIN || wait->integer > INT_MAX)
            return api_fail(q, ERR_INVALID, S("waits"),
                            S("waits must be whole numbers of minutes"));
        list[count++].wait_minutes = (int)wait->integer;
    }
    policy->steps = list;
    return OK;
}

/* Lays the body over *policy, which holds the defaults or what there is. */
static enum err read_policy(struct api_request *q, struct escalation_policy *policy)
{
    struct policy_body body = {.name = policy->name,
                               .delay = {.value = policy->delay_minutes},
                               .repeat = {.value = policy->repeats}};
    TRY(api_bind(q, policy_fields, ARRAY_LEN(policy_fields), &body));
    if (body.name.n == 0)
        return api_fail(q, ERR_INVALID, S("name"), S("name is required"));
    if (body.escalation != NULL)
        TRY(read_steps(q, body.escalation, policy));
    if (policy->step_count == 0)
        return bad_escalation(q, S("escalation is required"));
    if (body.waits != NULL)
        TRY(read_waits(q, body.waits, policy));
    policy->name = body.name;
    policy->delay_minutes = (int)body.delay.value;
    policy->repeats = body.repeat.value;
    return OK;
}

// ---- handlers ----

static enum err find_policy(struct api_request *q, const struct escalation_policy **out)
{
    const struct escalation_policy *policy =
        directory_policy(q->ctx.directory, spike_id_read(q, ID_ESCALATION_POLICY, api_param(q, 0)));
    if (policy == NULL || policy->archived_at != 0 || policy->team_id != q->team->id)
        return api_fail(q, ERR_NOT_FOUND, (str){0}, S("no such escalation policy"));
    *out = policy;
    return OK;
}

static enum err answer_policy(struct api_request *q, const struct escalation_policy *policy)
{
    jw_obj(&q->w, ITEM);
    spike_write_policy(q, S("escalation"), policy);
    jw_end(&q->w);
    return OK;
}

enum err spike_policy_list(struct api_request *q)
{
    const struct directory *d = q->ctx.directory;
    struct spike_page page = {0};
    int64_t total = 0;
    TRY(spike_page_read(q, &page));
    jw_obj(&q->w, ITEM);
    jw_arr(&q->w, S("escalations"));
    for (size_t i = 0; i < d->policies.count; i++) {
        const struct escalation_policy *policy = &d->policies.items[i];
        if (policy->team_id != q->team->id || policy->archived_at != 0)
            continue;
        if (total >= page.window.skip && total < page.window.skip + page.window.take)
            spike_write_policy(q, ITEM, policy);
        total++;
    }
    jw_end(&q->w);
    jw_i64(&q->w, S("totalEscalations"), total);
    spike_write_pagination(q, page, total);
    jw_end(&q->w);
    return OK;
}

enum err spike_policy_create(struct api_request *q)
{
    struct escalation_policy policy = {.team_id = q->team->id};
    TRY(read_policy(q, &policy));
    TRY(policy_create(&q->ctx, &policy));
    return answer_policy(q, &policy);
}

/* Another team may use the policy too; its tokens are its own. */
static bool uses(const struct integration *integration, const struct escalation_policy *policy,
                 const struct team *team)
{
    return integration->policy_id == policy->id && integration->team_id == team->id &&
           integration->archived_at == 0;
}

enum err spike_policy_get(struct api_request *q)
{
    const struct escalation_policy *policy = NULL;
    const struct directory *d = q->ctx.directory;
    TRY(find_policy(q, &policy));
    jw_obj(&q->w, ITEM);
    spike_write_policy(q, S("escalation"), policy);
    jw_arr(&q->w, S("integrations"));
    for (size_t i = 0; i < d->integrations.count; i++) {
        if (uses(&d->integrations.items[i], policy, q->team))
            spike_write_integration(q, ITEM, &d->integrations.items[i]);
    }
    jw_end(&q->w);
    jw_bool(&q->w, S("isPinned"), false); // pins and alert rules are the dashboard's
    jw_arr(&q->w, S("alertRules"));
    jw_end(&q->w);
    jw_end(&q->w);
    return OK;
}

enum err spike_policy_update(struct api_request *q)
{
    const struct escalation_policy *found = NULL;
    TRY(find_policy(q, &found));
    struct escalation_policy policy = *found;
    TRY(read_policy(q, &policy));
    TRY(policy_change(&q->ctx, &policy));
    return answer_policy(q, &policy);
}

enum err spike_policy_archive(struct api_request *q)
{
    const struct escalation_policy *found = NULL;
    TRY(find_policy(q, &found));
    TRY(policy_retire(&q->ctx, found));
    struct escalation_policy policy = *found;
    policy.archived_at = q->ctx.now;
    policy.updated_at = q->ctx.now;
    return answer_policy(q, &policy);
}
