// handle_service.c -- services.
// SPDX-License-Identifier: Apache-2.0
#include "api/ilert/ilert.h"

#include "core/access.h"
#include "core/configure.h"
#include "core/service.h"
#include "core/uptime.h"

enum { SERVICE_INCIDENTS = 10, SERVICE_INCIDENTS_DAYS = 90, TEAMS_MAX = 100 };

static const struct page_rule service_pages = {.usual = 10, .most = 100};
static const struct page_rule included_pages = {.usual = 10, .most = 25};

enum service_include { SERVICE_SUBSCRIBED = 1, SERVICE_UPTIME = 2, SERVICE_INCIDENTS_OPEN = 4 };
static const str include_words[] = {S("subscribed"), S("uptime"), S("incidents")};

const struct service *ilert_service(const struct api_request *q, int64_t id)
{
    const struct service *service = directory_service(q->ctx.directory, id);
    return service != NULL && ctx_reaches_object(&q->ctx, service->id) ? service : NULL;
}

static enum err find_service(struct api_request *q, const struct service **out)
{
    *out = ilert_service(q, ilert_path_id(q, 0));
    if (*out == NULL)
        return api_fail(q, ERR_NOT_FOUND, (str){0}, S("no such service"));
    return OK;
}

// ---- writing ----

/* The newest open ones of the last 90 days. */
static enum err write_open_incidents(struct api_request *q, const struct service *service)
{
    const struct page page = {.take = SERVICE_INCIDENTS};
    struct public_query query = {
        .from_at = q->ctx.now - (msec)SERVICE_INCIDENTS_DAYS * MSEC_PER_DAY,
        .until_at = INT64_MAX,
        .services = {.items = &service->id, .count = 1},
        .has_statuses = true,
    };
    struct handle_list list = {0};
    for (size_t i = 0; i < PUBLIC_STATUS_COUNT; i++)
        query.statuses[i] = i != PUBLIC_RESOLVED;
    TRY(public_incident_list(&q->ctx, &query, page, &list));
    jw_arr(&q->w, S("incidents"));
    TRY(ilert_write_incidents(q, &list, false));
    jw_end(&q->w);
    return OK;
}

// What an answer is written from.
struct service_view {
    struct service_status_map now; // its services are those of the answer
    unsigned includes;
    bool *subscribed; // these two: one for each, when included
    struct uptime *uptimes;
};

/* `services` are in order, each once. */
static enum err look_at(struct api_request *q, struct id_list services, unsigned includes,
                        struct service_view *out)
{
    struct service_view view = {
        .includes = includes,
        .subscribed = arena_array(q->ctx.store.arena, bool, services.count),
    };
    TRY(service_statuses(&q->ctx, services, &view.now));
    if ((includes & SERVICE_SUBSCRIBED) != 0)
        TRY(audience_has(&q->ctx, services, q->ctx.who.user_id, view.subscribed));
    if ((includes & SERVICE_UPTIME) != 0)
        TRY(service_uptimes(&q->ctx, services, &view.uptimes));
    *out = view;
    return OK;
}

static enum err write_service(struct api_request *q, const struct service_view *view, size_t at)
{
    const struct service *service =
        directory_service(q->ctx.directory, view->now.services.items[at]);
    CHECK(service != NULL);
    jw_obj(&q->w, ITEM);
    ilert_write_service_members(q, service, view->now.statuses[at]);
    if ((view->includes & SERVICE_SUBSCRIBED) != 0)
        jw_bool(&q->w, S("subscribed"), view->subscribed[at]);
    if ((view->includes & SERVICE_UPTIME) != 0)
        ilert_write_uptime(q, &view->uptimes[at]);
    if ((view->includes & SERVICE_INCIDENTS_OPEN) != 0)
        TRY(write_open_incidents(q, service));
    jw_end(&q->w);
    return OK;
}

static enum err answer_service(struct api_request *q, const struct service *service,
                               unsigned includes)
{
    const struct id_list services = {.items = &service->id, .count = 1};
    struct service_view view = {0};
    TRY(look_at(q, services, includes, &view));
    return write_service(q, &view, 0);
}

// ---- reading ----

/* The services of the page, among those within reach. */
static struct id_list page_of_services(struct api_request *q, struct page page)
{
    const struct directory *d = q->ctx.directory;
    int64_t *ids = arena_array(q->ctx.store.arena, int64_t, (size_t)page.take);
    size_t count = 0;
    size_t n = 0;
    for (size_t i = 0; i < d->services.count && count < (size_t)page.take; i++) {
        if (ctx_reaches_object(&q->ctx, d->services.items[i].id) && ilert_is_on_page(page, n++))
            ids[count++] = d->services.items[i].id;
    }
    return (struct id_list){.items = ids, .count = count};
}

static const struct route_parameter list_parameters[] = {
    ILERT_PAGE(service_pages),
    PARAMETER("include", WORDS, "What to add to each; then at most 25", .words = include_words,
              .word_count = ARRAY_LEN(include_words)),
};
const struct route_doc ilert_service_list_doc = {.query = PARAMETER_TABLE(list_parameters)};

enum err ilert_service_list(struct api_request *q)
{
    unsigned includes = 0;
    struct page page = {0};
    struct service_view view = {0};
    TRY(ilert_words_param(q, S("include"), include_words, ARRAY_LEN(include_words), &includes));
    TRY(ilert_page_read(q, includes != 0 ? included_pages : service_pages, &page));
    TRY(look_at(q, page_of_services(q, page), includes, &view));
    jw_arr(&q->w, ITEM);
    for (size_t i = 0; i < view.now.services.count; i++)
        TRY(write_service(q, &view, i));
    jw_end(&q->w);
    return OK;
}

static const struct route_parameter get_parameters[] = {
    PARAMETER("include", WORDS, "What to add", .words = include_words,
              .word_count = ARRAY_LEN(include_words)),
};
const struct route_doc ilert_service_get_doc = {.query = PARAMETER_TABLE(get_parameters)};

enum err ilert_service_get(struct api_request *q)
{
    const struct service *service = NULL;
    unsigned includes = 0;
    TRY(ilert_words_param(q, S("include"), include_words, ARRAY_LEN(include_words), &includes));
    TRY(find_service(q, &service));
    return answer_service(q, service, includes);
}

enum err ilert_service_by_name(struct api_request *q)
{
    const struct directory *d = q->ctx.directory;
    for (size_t i = 0; i < d->services.count; i++) {
        const struct service *service = &d->services.items[i];
        if (str_eq(service->name, api_param(q, 0)) && ctx_reaches_object(&q->ctx, service->id))
            return answer_service(q, service, 0);
    }
    return api_fail(q, ERR_NOT_FOUND, (str){0}, S("no such service"));
}

// ---- writing ----

struct service_body {
    str name;
    str alias;
    str description;
    int status;
    struct bind_bool one_open_incident_only;
    struct bind_bool shows_uptime;
    const struct json *teams;
};

static const struct bind_field service_fields[] = {
    BIND_FIELD("name", TEXT, struct service_body, name, .max = NAME_MAX_BYTES),
    BIND_FIELD("alias", TEXT, struct service_body, alias, .max = NAME_MAX_BYTES),
    BIND_FIELD("description", TEXT, struct service_body, description, .max = ILERT_TEXT_MAX_BYTES),
    BIND_FIELD("status", WORD, struct service_body, status, .words = service_status_words,
               .word_count = SERVICE_STATUS_COUNT),
    BIND_FIELD("oneOpenIncidentOnly", BOOL, struct service_body, one_open_incident_only),
    BIND_FIELD("showUptimeHistory", BOOL, struct service_body, shows_uptime),
    BIND_FIELD("teams", ANY, struct service_body, teams, .members = BIND_TABLE(ilert_id_fields)),
};

/* What the body says, over what is there. */
static enum err merge(struct api_request *q, struct service *service, int *out_status,
                      struct id_list *out_teams, bool *out_has_teams)
{
    struct service_body body = {
        .name = service->name,
        .alias = service->alias,
        .description = service->description,
        .status = -1,
        .one_open_incident_only = {.value = service->one_open_incident_only},
        .shows_uptime = {.value = service->shows_uptime},
    };
    TRY(ilert_bind(q, service_fields, ARRAY_LEN(service_fields), &body));
    TRY(ilert_ids(q, S("teams"), body.teams, TEAMS_MAX, out_teams));
    service->name = body.name;
    service->alias = body.alias;
    service->description = body.description;
    service->one_open_incident_only = body.one_open_incident_only.value;
    service->shows_uptime = body.shows_uptime.value;
    *out_status = body.status;
    *out_has_teams = body.teams != NULL;
    return OK;
}

/* The service as it is now that it is written. */
static enum err answer_written(struct api_request *q, int64_t id)
{
    TRY(ctx_refresh(&q->ctx));
    const struct service *service = directory_service(q->ctx.directory, id);
    CHECK(service != NULL);
    return answer_service(q, service, 0);
}

const struct route_doc ilert_service_create_doc = {
    .body = {BIND_TABLE(service_fields)},
    .required = S("name"),
};
const struct route_doc ilert_service_update_doc = {.body = {BIND_TABLE(service_fields)}};

enum err ilert_service_create(struct api_request *q)
{
    struct service service = {
        .team_id = access_home_team(&q->ctx)->id, .description = S(""), .shows_uptime = true};
    struct id_list teams = {0};
    int status = -1;
    bool has_teams = false;
    TRY(merge(q, &service, &status, &teams, &has_teams));
    if (service.name.n == 0)
        return api_fail(q, ERR_INVALID, S("name"), S("name is required"));
    service.own_status = status < 0 ? SERVICE_OPERATIONAL : (enum service_status)status;
    TRY(service_create(&q->ctx, &service, &teams));
    return answer_written(q, service.id);
}

/* The status that a client sends back is the one it was shown: only another one is meant. */
enum err ilert_service_update(struct api_request *q)
{
    const struct service *found = NULL;
    struct service_status_map shown = {0};
    struct id_list teams = {0};
    int status = -1;
    bool has_teams = false;
    TRY(find_service(q, &found));
    struct service service = *found;
    TRY(service_statuses(&q->ctx, (struct id_list){.items = &found->id, .count = 1}, &shown));
    TRY(merge(q, &service, &status, &teams, &has_teams));
    if (status >= 0 && (enum service_status)status != shown.statuses[0])
        service.own_status = (enum service_status)status;
    TRY(service_change(&q->ctx, &service, has_teams ? &teams : NULL));
    return answer_written(q, service.id);
}

enum err ilert_service_delete(struct api_request *q)
{
    const struct service *service = NULL;
    TRY(find_service(q, &service));
    return service_remove(&q->ctx, service);
}
