// handle_config.c -- teams, users, services, integrations.
// SPDX-License-Identifier: Apache-2.0
#include "api/spike/spike.h"

#include "core/configure.h"

#include "core/access.h"
#include "core/service.h"

// ---- teams ----

enum err spike_team_list(struct api_request *q)
{
    const struct directory *d = q->ctx.directory;
    jw_obj(&q->w, ITEM);
    jw_arr(&q->w, S("teams"));
    for (size_t i = 0; i < d->teams.count; i++) {
        if (ctx_reaches(&q->ctx, d->teams.items[i].id))
            spike_write_team(q, ITEM, &d->teams.items[i]);
    }
    jw_end(&q->w);
    jw_end(&q->w);
    return OK;
}

struct team_body {
    str name;
    str uid;
    struct bind_bool is_private;
};

static const struct bind_field team_fields[] = {
    BIND_FIELD("name", TEXT, struct team_body, name, .required = true, .max = NAME_MAX_BYTES),
    BIND_FIELD("uid", TEXT, struct team_body, uid, .max = UID_MAX_BYTES),
    BIND_FIELD("private", BOOL, struct team_body, is_private),
};

enum err spike_team_create(struct api_request *q)
{
    struct team_body body = {0};
    TRY(api_bind(q, team_fields, ARRAY_LEN(team_fields), &body));
    struct team team = {.name = body.name, .uid = body.uid, .is_private = body.is_private.value};
    TRY(team_create(&q->ctx, &team));
    jw_obj(&q->w, ITEM);
    spike_write_team(q, S("team"), &team);
    jw_end(&q->w);
    return OK;
}

// ---- users ----

enum err spike_user_list(struct api_request *q)
{
    const struct directory *d = q->ctx.directory;
    jw_obj(&q->w, ITEM);
    jw_arr(&q->w, S("users"));
    for (size_t i = 0; i < d->users.count; i++)
        spike_write_user(q, ITEM, &d->users.items[i]);
    jw_end(&q->w);
    jw_end(&q->w);
    return OK;
}

static enum err answer_user(struct api_request *q, int64_t id)
{
    const struct user_account *user = directory_user(q->ctx.directory, id);
    if (user == NULL)
        return api_fail(q, ERR_NOT_FOUND, (str){0}, S("no such user"));
    spike_write_user(q, ITEM, user);
    return OK;
}

enum err spike_user_get(struct api_request *q)
{
    return answer_user(q, spike_id_read(q, ID_USER, api_param(q, 0)));
}

enum err spike_user_me(struct api_request *q)
{
    return answer_user(q, q->ctx.who.user_id);
}

struct user_body {
    str first_name;
    str last_name;
    str email;
};

static const struct bind_field user_fields[] = {
    BIND_FIELD("firstName", TEXT, struct user_body, first_name, .required = true,
               .max = NAME_MAX_BYTES),
    BIND_FIELD("lastName", TEXT, struct user_body, last_name, .max = NAME_MAX_BYTES),
    BIND_FIELD("email", TEXT, struct user_body, email, .required = true, .max = EMAIL_MAX_BYTES),
};

enum err spike_user_create(struct api_request *q)
{
    struct user_body body = {.last_name = S("")};
    TRY(api_bind(q, user_fields, ARRAY_LEN(user_fields), &body));
    struct user_account user = {.first_name = body.first_name,
                                .last_name = body.last_name,
                                .email = body.email,
                                .role = ROLE_RESPONDER};
    TRY(user_create(&q->ctx, &user, access_home_team(&q->ctx)->id));
    jw_obj(&q->w, ITEM);
    spike_write_user(q, S("user"), &user);
    jw_end(&q->w);
    return OK;
}

// ---- services ----

static enum err find_service(struct api_request *q, const struct service **out)
{
    int64_t number = 0;
    const str name = api_param(q, 0);
    const struct service *service = NULL;
    if (str_to_i64(name, &number))
        service = directory_service_by_number(q->ctx.directory, number);
    if (service == NULL)
        service = directory_service(q->ctx.directory, spike_id_read(q, ID_SERVICE, name));
    if (service == NULL || !spike_shows_service(q, service))
        return api_fail(q, ERR_NOT_FOUND, (str){0}, S("no such service"));
    *out = service;
    return OK;
}

/* Is the nth row of a list on the page? */
static bool is_on_page(struct spike_page page, int64_t n)
{
    return n >= page.window.skip && n < page.window.skip + page.window.take;
}

enum err spike_service_list(struct api_request *q)
{
    const struct directory *d = q->ctx.directory;
    struct spike_page page = {0};
    int64_t total = 0;
    TRY(spike_page_read(q, &page));
    jw_obj(&q->w, ITEM);
    jw_arr(&q->w, S("services"));
    for (size_t i = 0; i < d->services.count; i++) {
        const struct service *service = &d->services.items[i];
        if (spike_shows_service(q, service) && is_on_page(page, total++))
            spike_write_service(q, ITEM, service);
    }
    jw_end(&q->w);
    jw_i64(&q->w, S("totalServices"), total);
    spike_write_pagination(q, page, total);
    jw_end(&q->w);
    return OK;
}

struct service_body {
    str name;
    str desc;
};

static const struct bind_field service_create_fields[] = {
    BIND_FIELD("name", TEXT, struct service_body, name, .required = true, .max = NAME_MAX_BYTES),
    BIND_FIELD("desc", TEXT, struct service_body, desc),
};
static const struct bind_field service_update_fields[] = {
    BIND_FIELD("name", TEXT, struct service_body, name, .max = NAME_MAX_BYTES),
    BIND_FIELD("desc", TEXT, struct service_body, desc),
};

static enum err answer_service(struct api_request *q, const struct service *service)
{
    jw_obj(&q->w, ITEM);
    spike_write_service(q, S("service"), service);
    jw_end(&q->w);
    return OK;
}

enum err spike_service_create(struct api_request *q)
{
    struct service_body body = {.desc = S("")};
    TRY(api_bind(q, service_create_fields, ARRAY_LEN(service_create_fields), &body));
    struct service service = {
        .team_id = q->team->id, .name = body.name, .description = body.desc, .shows_uptime = true};
    TRY(service_create(&q->ctx, &service, NULL));
    TRY(ctx_refresh(&q->ctx));
    return answer_service(q, directory_service(q->ctx.directory, service.id));
}

enum err spike_service_update(struct api_request *q)
{
    const struct service *found = NULL;
    TRY(find_service(q, &found));
    struct service_body body = {.name = found->name, .desc = found->description};
    TRY(api_bind(q, service_update_fields, ARRAY_LEN(service_update_fields), &body));
    if (body.name.n == 0)
        return api_fail(q, ERR_INVALID, S("name"), S("name must not be empty"));
    struct service service = *found;
    service.name = body.name;
    service.description = body.desc;
    TRY(service_change(&q->ctx, &service, NULL));
    return answer_service(q, &service);
}

enum { SERVICE_INCIDENTS = 25 }; // shown with a service

enum err spike_service_get(struct api_request *q)
{
    const struct service *service = NULL;
    struct incident_page list = {0};
    TRY(find_service(q, &service));
    const struct incident_query open = {
        .kind = LIST_OPEN_OF_SERVICE, .team_id = q->team->id, .service_id = service->id};
    TRY(incident_list(&q->ctx, &open, (struct page){.take = SERVICE_INCIDENTS}, &list));
    jw_obj(&q->w, ITEM);
    spike_write_service(q, S("service"), service);
    spike_write_id(q, S("org"), ID_ORG, q->ctx.directory->org.id, q->ctx.directory->org.created_at);
    jw_i64(&q->w, S("openIncidentsCountForService"), list.open);
    TRY(spike_write_incident_array(q, S("incidents"), &list.handles));
    jw_null(&q->w, S("badgeURL")); // badges come with status pages
    jw_end(&q->w);
    return OK;
}

// ---- integrations ----

enum err spike_integration_list(struct api_request *q)
{
    const struct directory *d = q->ctx.directory;
    struct spike_page page = {0};
    int64_t total = 0;
    TRY(spike_page_read(q, &page));
    jw_obj(&q->w, ITEM);
    jw_arr(&q->w, S("integrations"));
    for (size_t i = 0; i < d->integrations.count; i++) {
        const struct integration *integration = &d->integrations.items[i];
        if (integration->team_id == q->team->id && integration->archived_at == 0 &&
            is_on_page(page, total++))
            spike_write_integration(q, ITEM, integration);
    }
    jw_end(&q->w);
    spike_write_pagination(q, page, total);
    jw_end(&q->w);
    return OK;
}

struct integration_body {
    str name;
    str desc;
    int slug;
    str escalation;
    str service;
    int impact;
    struct bind_bool repeat_escalation;
    struct bind_integer ack_timeout;
};

enum { ACK_TIMEOUT_MAX_MINUTES = 10080 }; // a week

static const struct bind_field integration_fields[] = {
    BIND_FIELD("customName", TEXT, struct integration_body, name, .required = true,
               .max = NAME_MAX_BYTES),
    BIND_FIELD("desc", TEXT, struct integration_body, desc),
    BIND_FIELD("slug", WORD, struct integration_body, slug, .words = slug_words,
               .word_count = SLUG_COUNT),
    BIND_FIELD("escalation", TEXT, struct integration_body, escalation),
    BIND_FIELD("service", TEXT, struct integration_body, service),
    BIND_FIELD("impact", WORD, struct integration_body, impact, .words = service_status_words,
               .word_count = SERVICE_STATUS_COUNT),
    BIND_FIELD("repeatEscalation", BOOL, struct integration_body, repeat_escalation),
    BIND_FIELD("ackTimeout", INTEGER, struct integration_body, ack_timeout,
               .max = ACK_TIMEOUT_MAX_MINUTES),
};

static enum err read_integration_body(struct api_request *q, struct integration *out)
{
    struct integration_body body = {.desc = S(""), .slug = SLUG_WEBHOOK, .impact = -1};
    struct integration integration = {.team_id = q->team->id};
    TRY(api_bind(q, integration_fields, ARRAY_LEN(integration_fields), &body));
    if (body.escalation.p != NULL)
        TRY(spike_policy_of(q, S("escalation"), body.escalation, &integration.policy_id));
    if (body.service.p != NULL)
        TRY(spike_service_of(q, S("service"), body.service, &integration.service_id));
    if (body.impact >= 0 && integration.service_id == 0)
        return api_fail(q, ERR_INVALID, S("impact"), S("impact needs a service to be on"));
    integration.impact = body.impact < 0 ? SERVICE_OPERATIONAL : (enum service_status)body.impact;
    integration.slug = (enum slug)body.slug;
    integration.name = body.name;
    integration.description = body.desc;
    integration.repeats_escalation = body.repeat_escalation.value;
    integration.ack_timeout_minutes = (int)body.ack_timeout.value;
    *out = integration;
    return OK;
}

static enum err answer_integration(struct api_request *q, const struct integration *integration)
{
    jw_obj(&q->w, ITEM);
    spike_write_integration(q, S("integration"), integration);
    jw_end(&q->w);
    return OK;
}

enum err spike_integration_create(struct api_request *q)
{
    struct integration integration = {0};
    TRY(read_integration_body(q, &integration));
    TRY(integration_create(&q->ctx, &integration));
    return answer_integration(q, &integration);
}

static enum err find_integration(struct api_request *q, const struct integration **out)
{
    const struct integration *integration =
        directory_integration_by_token(q->ctx.directory, api_param(q, 0));
    if (integration == NULL || integration->archived_at != 0 || integration->team_id != q->team->id)
        return api_fail(q, ERR_NOT_FOUND, (str){0}, S("no such integration"));
    *out = integration;
    return OK;
}

enum err spike_integration_get(struct api_request *q)
{
    const struct integration *integration = NULL;
    TRY(find_integration(q, &integration));
    return answer_integration(q, integration);
}

enum err spike_integration_archive(struct api_request *q)
{
    const struct integration *found = NULL;
    TRY(find_integration(q, &found));
    TRY(integration_retire(&q->ctx, found));
    struct integration integration = *found;
    integration.archived_at = q->ctx.now;
    integration.updated_at = q->ctx.now;
    return answer_integration(q, &integration);
}
