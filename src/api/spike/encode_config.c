// encode_config.c -- teams, users, services, integrations, escalation policies, pages.
// SPDX-License-Identifier: Apache-2.0
#include "api/spike/spike.h"

enum { PAGE_WINDOW = 8 }; // pages listed on each side of the current one

void spike_write_id(struct api_request *q, str key, enum id_kind kind, int64_t id, msec created_at)
{
    char text[OBJECT_ID_BYTES];
    object_id_write(&q->ctx.secrets->ids, kind, id, created_at, text);
    jw_str(&q->w, key, (str){text, sizeof(text)});
}

str spike_counter_id(struct api_request *q, int64_t team_id, int64_t number)
{
    const struct team *team = directory_team(q->ctx.directory, team_id);
    CHECK(team != NULL);
    return STR_JOIN(q->ctx.store.arena, team->uid, S("-"),
                    str_from_i64(q->ctx.store.arena, number));
}

static void write_org(struct api_request *q)
{
    const struct org *org = &q->ctx.directory->org;
    spike_write_id(q, S("org"), ID_ORG, org->id, org->created_at);
}

static void write_team_id(struct api_request *q, str key, int64_t team_id)
{
    const struct team *team = directory_team(q->ctx.directory, team_id);
    CHECK(team != NULL);
    spike_write_id(q, key, ID_TEAM, team->id, team->created_at);
}

/* Spike has objects belong to one or several teams; ours belong to one, but for services. */
static void write_owners(struct api_request *q, int64_t team_id)
{
    write_team_id(q, S("team"), team_id);
    jw_arr(&q->w, S("teams"));
    write_team_id(q, ITEM, team_id);
    jw_end(&q->w);
    write_org(q);
}

/* The teams that it is shared with, as far as they are seen; its home first of all. */
static void write_service_owners(struct api_request *q, const struct service *service)
{
    const struct object_team_list teams = directory_teams_of(q->ctx.directory, service->id);
    const bool is_at_home = ctx_reaches(&q->ctx, service->team_id);
    write_team_id(q, S("team"), is_at_home ? service->team_id : q->team->id);
    jw_arr(&q->w, S("teams"));
    for (size_t i = 0; i < teams.count; i++) {
        if (ctx_reaches(&q->ctx, teams.items[i].team_id))
            write_team_id(q, ITEM, teams.items[i].team_id);
    }
    jw_end(&q->w);
    write_org(q);
}

static void write_times(struct api_request *q, msec created_at, msec updated_at)
{
    jw_time(&q->w, S("createdAt"), created_at);
    jw_time(&q->w, S("updatedAt"), updated_at);
}

void spike_write_team(struct api_request *q, str key, const struct team *team)
{
    const struct directory *d = q->ctx.directory;
    jw_obj(&q->w, key);
    spike_write_id(q, S("_id"), ID_TEAM, team->id, team->created_at);
    jw_str(&q->w, S("name"), team->name);
    jw_str(&q->w, S("uid"), team->uid);
    jw_bool(&q->w, S("private"), team->is_private);
    jw_bool(&q->w, S("default"), team->is_default);
    jw_arr(&q->w, S("members"));
    for (size_t i = 0; i < d->members.count; i++) {
        const struct user_account *user = directory_user(d, d->members.items[i].user_id);
        if (d->members.items[i].team_id == team->id && user != NULL)
            spike_write_id(q, ITEM, ID_USER, user->id, user->created_at);
    }
    jw_end(&q->w);
    write_org(q);
    write_times(q, team->created_at, team->updated_at);
    jw_end(&q->w);
}

void spike_write_user(struct api_request *q, str key, const struct user_account *user)
{
    jw_obj(&q->w, key);
    spike_write_id(q, S("_id"), ID_USER, user->id, user->created_at);
    jw_str(&q->w, S("firstName"), user->first_name);
    jw_str(&q->w, S("lastName"), user->last_name);
    jw_str(&q->w, S("email"), user->email);
    jw_str(&q->w, S("role"), role_words[user->role]);
    write_org(q);
    write_times(q, user->created_at, user->updated_at);
    jw_end(&q->w);
}

void spike_write_service_name(struct api_request *q, str key, const struct service *service)
{
    if (service == NULL) {
        jw_null(&q->w, key);
        return;
    }
    jw_obj(&q->w, key);
    spike_write_id(q, S("_id"), ID_SERVICE, service->id, service->created_at);
    jw_i64(&q->w, S("counterId"), service->number);
    jw_str(&q->w, S("name"), service->name);
    jw_end(&q->w);
}

void spike_write_service(struct api_request *q, str key, const struct service *service)
{
    jw_obj(&q->w, key);
    spike_write_id(q, S("_id"), ID_SERVICE, service->id, service->created_at);
    jw_i64(&q->w, S("counterId"), service->number);
    jw_str(&q->w, S("name"), service->name);
    jw_str(&q->w, S("desc"), service->description);
    write_service_owners(q, service);
    write_times(q, service->created_at, service->updated_at);
    jw_end(&q->w);
}

void spike_write_integration(struct api_request *q, str key, const struct integration *integration)
{
    const struct directory *d = q->ctx.directory;
    jw_obj(&q->w, key);
    if (integration == NULL) {
        jw_end(&q->w);
        return;
    }
    spike_write_id(q, S("_id"), ID_INTEGRATION, integration->id, integration->created_at);
    jw_str(&q->w, S("token"), integration->token);
    jw_str(&q->w, S("slug"), slug_words[integration->slug]);
    jw_str(&q->w, S("name"), spike_product_names[integration->slug]);
    jw_str(&q->w, S("customName"), integration->name);
    jw_str(&q->w, S("desc"), integration->description);
    spike_write_policy_name(q, S("escalation"), directory_policy(d, integration->policy_id));
    spike_write_service_name(
        q, S("service"), directory_service_for(d, integration->service_id, integration->team_id));
    if (integration->impact != SERVICE_OPERATIONAL)
        jw_str(&q->w, S("impact"), service_status_words[integration->impact]);
    jw_bool(&q->w, S("repeatEscalation"), integration->repeats_escalation);
    jw_i64(&q->w, S("ackTimeout"), integration->ack_timeout_minutes);
    jw_str(
        &q->w, S("url"),
        STR_JOIN(q->ctx.store.arena, q->public_url, S("/"), integration->token, S("/push-events")));
    jw_bool(&q->w, S("archived"), integration->archived_at != 0);
    write_owners(q, integration->team_id);
    write_times(q, integration->created_at, integration->updated_at);
    jw_end(&q->w);
}

// ---- escalation policies ----

void spike_write_policy_name(struct api_request *q, str key, const struct escalation_policy *policy)
{
    if (policy == NULL) {
        jw_null(&q->w, key);
        return;
    }
    jw_obj(&q->w, key);
    spike_write_id(q, S("_id"), ID_ESCALATION_POLICY, policy->id, policy->created_at);
    jw_str(&q->w, S("name"), policy->name);
    jw_end(&q->w);
}

static void write_target(struct api_request *q, const struct escalation_target *target)
{
    const struct user_account *user = directory_user(q->ctx.directory, target->target_id);
    jw_obj(&q->w, ITEM);
    jw_str(&q->w, S("type"), target_kind_words[target->kind]);
    if (target->kind == TARGET_USER && user != NULL)
        spike_write_id(q, S("id"), ID_USER, user->id, user->created_at);
    if (target->kind == TARGET_TEAM)
        write_team_id(q, S("id"), target->target_id);
    jw_arr(&q->w, S("via"));
    str word;
    for (str rest = target->via; target->via.n > 0 && spike_next_word(&rest, &word);)
        jw_str(&q->w, ITEM, word);
    jw_end(&q->w);
    jw_end(&q->w);
}

/* As many waits as say something: those after the last one above zero are left out. */
static size_t listed_waits(const struct escalation_policy *policy)
{
    size_t count = policy->step_count;
    while (count > 0 && policy->steps[count - 1].wait_minutes == 0)
        count--;
    return count;
}

static void write_steps(struct api_request *q, const struct escalation_policy *policy)
{
    jw_arr(&q->w, S("escalation"));
    for (size_t i = 0; i < policy->step_count; i++) {
        jw_arr(&q->w, ITEM);
        for (size_t t = 0; t < policy->steps[i].target_count; t++)
            write_target(q, &policy->steps[i].targets[t]);
        jw_end(&q->w);
    }
    jw_end(&q->w);
    jw_arr(&q->w, S("waits"));
    for (size_t i = 0; i < listed_waits(policy); i++)
        jw_i64(&q->w, ITEM, policy->steps[i].wait_minutes);
    jw_end(&q->w);
}

void spike_write_policy(struct api_request *q, str key, const struct escalation_policy *policy)
{
    jw_obj(&q->w, key);
    spike_write_id(q, S("_id"), ID_ESCALATION_POLICY, policy->id, policy->created_at);
    jw_str(&q->w, S("name"), policy->name);
    jw_i64(&q->w, S("delay"), policy->delay_minutes);
    jw_bool(&q->w, S("repeat"), policy->repeats);
    jw_bool(&q->w, S("default"), policy->is_default);
    write_steps(q, policy);
    jw_bool(&q->w, S("archived"), policy->archived_at != 0);
    write_owners(q, policy->team_id);
    write_times(q, policy->created_at, policy->updated_at);
    jw_end(&q->w);
}

// ---- pages ----

static void write_page_numbers(struct api_request *q, struct spike_page page, int64_t total)
{
    const int64_t last = (total + page.per_page - 1) / page.per_page;
    const int64_t from = page.current > PAGE_WINDOW ? page.current - PAGE_WINDOW : 1;
    const int64_t until = page.current + PAGE_WINDOW < last ? page.current + PAGE_WINDOW : last;
    jw_arr(&q->w, S("pages"));
    for (int64_t n = from; n <= until && last > 1; n++)
        jw_i64(&q->w, ITEM, n);
    jw_end(&q->w);
}

/* The path with its query but without `page`, ready for "page=N" to be added. */
static str url_without_page(struct api_request *q)
{
    struct buf url;
    buf_init(&url, q->ctx.store.arena, 16 * 1024);
    buf_add(&url, q->http->path);
    buf_add_byte(&url, '?');
    for (str rest = q->http->query; rest.n > 0;) {
        const str pair = str_cut(&rest, '&');
        if (pair.n == 0 || str_starts(pair, S("page=")))
            continue;
        buf_add(&url, pair);
        buf_add_byte(&url, '&');
    }
    return buf_str(&url);
}

void spike_write_pagination(struct api_request *q, struct spike_page page, int64_t total)
{
    jw_obj(&q->w, S("pagination"));
    jw_i64(&q->w, S("perPage"), page.per_page);
    jw_i64(&q->w, S("currentPage"), page.current);
    jw_i64(&q->w, S("skip"), page.window.skip);
    jw_i64(&q->w, S("total"), total);
    write_page_numbers(q, page, total);
    jw_i64(&q->w, S("showingFrom"), page.window.skip);
    jw_i64(&q->w, S("showingTill"), page.window.skip + page.per_page);
    jw_str(&q->w, S("urlPathWithQuery"), url_without_page(q));
    jw_end(&q->w);
}
