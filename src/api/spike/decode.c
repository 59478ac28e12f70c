// decode.c -- ids, pages and names as Spike's clients send them.
// SPDX-License-Identifier: Apache-2.0
#include "api/spike/spike.h"

enum { PER_PAGE_DEFAULT = 25, PAGE_MAX = 1000000000 };

int64_t spike_id_read(const struct api_request *q, enum id_kind kind, str text)
{
    int64_t id = 0;
    return object_id_read(&q->ctx.secrets->ids, kind, text, &id) ? id : 0;
}

/* A positive number; `fallback` when absent. One beyond all pages reads as PAGE_MAX. */
static enum err read_positive(struct api_request *q, str name, int64_t fallback, int64_t *out)
{
    const str text = query_get(&q->query, name);
    int64_t value = fallback;
    size_t digits = 0;
    while (digits < text.n && text.p[digits] >= '0' && text.p[digits] <= '9')
        digits++;
    const bool is_number = text.n > 0 && digits == text.n;
    if (is_number && (!str_to_i64(text, &value) || value > PAGE_MAX))
        value = PAGE_MAX;
    if (text.p != NULL && (!is_number || value < 1))
        return api_fail(q, ERR_INVALID, name,
                        STR_JOIN(q->ctx.store.arena, name, S(" must be a whole number from 1")));
    *out = value;
    return OK;
}

enum err spike_page_read(struct api_request *q, struct spike_page *out)
{
    int64_t current = 0;
    int64_t per_page = 0;
    TRY(read_positive(q, S("page"), 1, &current));
    TRY(read_positive(q, S("perPage"), PER_PAGE_DEFAULT, &per_page));
    if (per_page > INCIDENT_PAGE_MAX)
        per_page = INCIDENT_PAGE_MAX;
    *out = (struct spike_page){
        .window = {.skip = (current - 1) * per_page, .take = per_page},
        .per_page = per_page,
        .current = current,
    };
    return OK;
}

enum err spike_incident(struct api_request *q, struct incident_handle *out)
{
    return incident_find(&q->ctx, api_param(q, 0), q->team->id, out);
}

enum err spike_user_of_query(struct api_request *q, const struct user_account **out)
{
    const str text = query_get(&q->query, S("id"));
    if (text.n == 0)
        return api_fail(q, ERR_INVALID, S("id"), S("id is required: the _id of a user"));
    const struct user_account *user =
        directory_user(q->ctx.directory, spike_id_read(q, ID_USER, text));
    if (user == NULL)
        return api_fail(q, ERR_NOT_FOUND, S("id"), S("no such user"));
    *out = user;
    return OK;
}

bool spike_next_word(str *rest, str *out)
{
    if (rest->p == NULL)
        return false;
    *out = str_cut(rest, ',');
    return true;
}

enum err spike_policy_of(struct api_request *q, str field, str text, int64_t *out)
{
    const struct escalation_policy *policy =
        directory_policy(q->ctx.directory, spike_id_read(q, ID_ESCALATION_POLICY, text));
    if (policy == NULL || policy->archived_at != 0 || policy->team_id != q->team->id)
        return api_fail(q, ERR_INVALID, field,
                        STR_JOIN(q->ctx.store.arena, field,
                                 S(" must be the _id of an escalation policy of the team")));
    *out = policy->id;
    return OK;
}

bool spike_shows_service(const struct api_request *q, const struct service *service)
{
    const struct directory *d = q->ctx.directory;
    if (!ctx_reaches_object(&q->ctx, service->id))
        return false;
    if (q->team == NULL)
        return true;
    if (directory_teams_of(d, service->id).count == 0)
        return service->team_id == q->team->id;
    return directory_is_shared(d, service->id, q->team->id);
}

enum err spike_service_of(struct api_request *q, str field, str text, int64_t *out)
{
    int64_t number = 0;
    const struct service *service =
        directory_service(q->ctx.directory, spike_id_read(q, ID_SERVICE, text));
    if (service == NULL && str_to_i64(text, &number))
        service = directory_service_by_number(q->ctx.directory, number);
    if (service == NULL || !spike_shows_service(q, service))
        return api_fail(q, ERR_INVALID, field,
                        STR_JOIN(q->ctx.store.arena, field,
                                 S(" must be the _id or the counterId of a service")));
    *out = service->id;
    return OK;
}
