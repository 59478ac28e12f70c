// routes.c -- where monitoring tools post their alerts. The URL is the credential.
// SPDX-License-Identifier: Apache-2.0
#include "api/intake/intake.h"

#include "base/log.h"
#include "core/access.h"
#include "core/incident_open.h"

static void log_outcome(const struct api_request *q, const struct opened *opened)
{
    const bool is_dropped = opened->outcome == OPEN_DROPPED;
    LOG(LOG_INFO, "event", LOG_TEXT("outcome", open_outcome_name(opened->outcome)),
        LOG_TEXT("note", is_dropped ? S("a recovery without an open incident") : S("")),
        LOG_NUMBER("integration", q->integration->id), LOG_NUMBER("incident", opened->incident_id));
}

static enum err ingest(struct api_request *q, const struct intake_event *event)
{
    struct opened opened = {0};
    if (event->is_recovery)
        TRY(incident_recover(&q->ctx, &event->draft, &opened));
    else
        TRY(incident_open(&q->ctx, &event->draft, &opened));
    log_outcome(q, &opened);
    return OK;
}

static enum err push_events(struct api_request *q)
{
    struct intake_events events = {0};
    intake_parse(q, q->body, &events);
    for (size_t i = 0; i < events.count; i++)
        TRY(ingest(q, &events.items[i]));
    jw_obj(&q->w, ITEM);
    jw_bool(&q->w, S("Ok"), true);
    jw_end(&q->w);
    return OK;
}

// clang-format off
static const struct route routes[] = {
    ROUTE(POST, "/{token}/push-events", TOKEN, WRITE, ROUTE_BODY | ROUTE_SECRET, push_events,
          "Post an alert"),
    ROUTE(POST, "/{token}", TOKEN, WRITE, ROUTE_BODY | ROUTE_SECRET, push_events, "Post an alert"),
    ROUTE(POST, "/v1/alerts/{token}", TOKEN, WRITE, ROUTE_BODY | ROUTE_SECRET, push_events,
          "Post an alert"),
};
// clang-format on

static enum err authenticate(struct api_request *q)
{
    return access_by_token(&q->ctx, api_param(q, 0), &q->integration);
}

static void render_error(struct api_request *q)
{
    const struct errinfo *error = &q->ctx.error;
    jw_obj(&q->w, ITEM);
    jw_str(&q->w, S("message"), error->message);
    jw_str(&q->w, S("error"), error->field.n > 0 ? error->field : err_name(error->kind));
    jw_end(&q->w);
}

const struct dialect intake_dialect = {
    .name = S("intake"),
    .routes = routes,
    .route_count = ARRAY_LEN(routes),
    .authenticate = authenticate,
    .render_error = render_error,
};
