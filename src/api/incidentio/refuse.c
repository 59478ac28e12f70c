// refuse.c -- refusals in incident.io's shape.
//
// A path or method that is not there is 404 without a body, before any key is looked at. A body
// that cannot be read is 400, a wrong value in it 422.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/incidentio.h"
#include "model/key_role.h"

struct refusal {
    int status; // 0: as everywhere
    str type;
    str code;
};

static const struct refusal refusals[ERR_COUNT] = {
    [ERR_INVALID] = {422, S("validation_error"), S("invalid_value")},
    [ERR_UNAUTHENTICATED] = {0, S("authentication_error"), S("access_token_invalid")},
    [ERR_FORBIDDEN] = {0, S("resource_forbidden"), S("missing_required_scope")},
    [ERR_NOT_FOUND] = {0, S("not_found"), S("not_found")},
    [ERR_METHOD] = {404, S("not_found"), S("not_found")},
    [ERR_CONFLICT] = {0, S("conflict"), S("conflict")},
    [ERR_PRECONDITION] = {0, S("precondition_failed"), S("precondition_failed")},
    [ERR_TOO_LARGE] = {0, S("payload_too_large"), S("payload_too_large")},
    [ERR_RATE_LIMITED] = {0, S("too_many_requests"), S("too_many_requests")},
    [ERR_TIMEOUT] = {0, S("api_error"), S("unavailable")},
    [ERR_UNAVAILABLE] = {0, S("api_error"), S("unavailable")},
    [ERR_INTERNAL] = {0, S("api_error"), S("internal_error")},
};

static struct refusal refusal_of(const struct api_request *q)
{
    const struct errinfo *error = &q->ctx.error;
    struct refusal refusal = refusals[error->kind];
    if (error->kind == ERR_UNAUTHENTICATED && api_credential(q).n == 0)
        refusal.code = S("missing_authorization_material");
    if (error->kind != ERR_INVALID)
        return refusal;
    if (error->flaw == FLAW_FORM)
        return (struct refusal){400, S("invalid_request_error"), S("invalid_value")};
    if (error->flaw == FLAW_MISSING)
        refusal.code = S("is_required");
    return refusal;
}

static str message_of(const struct api_request *q)
{
    if (q->ctx.error.kind != ERR_UNAUTHENTICATED)
        return q->ctx.error.message;
    return api_credential(q).n == 0 ? S("No authorization material provided in request")
                                    : S("Access token is not valid");
}

static str scope_of(const struct route *route)
{
    return key_role_giving((unsigned)route->permission)->word;
}

/* The vendor's name of what a key lacks: what a rule said, or else what the route asks for. */
static str scope_lacked(const struct api_request *q)
{
    const unsigned scope = scope_find(q->ctx.error.field);
    return scope != 0 ? key_role_giving(scope)->word : scope_of(q->route);
}

static void write_object(struct api_request *q, str name, str key, str value)
{
    jw_obj(&q->w, name);
    jw_str(&q->w, key, value);
    jw_end(&q->w);
}

static void write_error(struct api_request *q, str code)
{
    const struct errinfo *error = &q->ctx.error;
    jw_obj(&q->w, ITEM);
    jw_str(&q->w, S("code"), code);
    jw_str(&q->w, S("message"), message_of(q));
    if (error->kind == ERR_FORBIDDEN)
        write_object(q, S("metadata"), S("scope"), scope_lacked(q));
    else if (error->field.n > 0)
        write_object(q, S("source"), S("field"), error->field);
    jw_end(&q->w);
}

static void write_rate(struct api_request *q)
{
    jw_obj(&q->w, S("rate_limit"));
    jw_i64(&q->w, S("limit"), q->rate.limit);
    jw_str(&q->w, S("name"), S("api_key"));
    jw_i64(&q->w, S("remaining"), 0);
    incidentio_write_time(q, S("retry_after"), q->rate.ends_at);
    jw_end(&q->w);
}

void incidentio_render_error(struct api_request *q)
{
    const struct refusal refusal = refusal_of(q);
    if (refusal.status != 0)
        q->status = refusal.status;
    if (q->route == NULL && q->status == 404)
        return;
    jw_obj(&q->w, ITEM);
    jw_str(&q->w, S("type"), refusal.type);
    jw_i64(&q->w, S("status"), q->status);
    jw_str(&q->w, S("request_id"), q->request_id);
    jw_arr(&q->w, S("errors"));
    write_error(q, refusal.code);
    jw_end(&q->w);
    if (q->ctx.error.kind == ERR_RATE_LIMITED)
        write_rate(q);
    jw_end(&q->w);
}
