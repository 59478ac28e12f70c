// routes.c -- where monitoring tools post their alerts. The URL is the credential.
// SPDX-License-Identifier: Apache-2.0
#include "api/intake/intake.h"

#include "base/log.h"
#include "core/access.h"
#include "core/incident_open.h"

// What became of the events of one request.
struct outcomes {
    struct opened *items;
    size_t count;
};

static void log_outcome(const struct api_request *q, const struct opened *opened)
{
    const bool is_dropped = opened->outcome == OPEN_DROPPED;
    LOG(LOG_INFO, "event", LOG_TEXT("outcome", open_outcome_name(opened->outcome)),
        LOG_TEXT("note", is_dropped ? S("a recovery without an open incident") : S("")),
        LOG_NUMBER("integration", q->integration->id), LOG_NUMBER("incident", opened->incident_id));
}

static void log_outcomes(const struct api_request *q)
{
    const struct outcomes *outcomes = q->outcome;
    for (size_t i = 0; i < outcomes->count; i++)
        log_outcome(q, &outcomes->items[i]);
}

static enum err ingest(struct api_request *q, const struct intake_event *event,
                       struct outcomes *outcomes)
{
    struct opened *opened = &outcomes->items[outcomes->count++];
    if (event->is_recovery)
        return incident_recover(&q->ctx, &event->draft, opened);
    return incident_open(&q->ctx, &event->draft, opened);
}

static enum err ingest_all(struct api_request *q, const struct intake_events *events)
{
    struct outcomes *outcomes = arena_new(q->ctx.store.arena, struct outcomes);
    outcomes->items = arena_array(q->ctx.store.arena, struct opened, events->count);
    for (size_t i = 0; i < events->count; i++)
        TRY(ingest(q, &events->items[i], outcomes));
    q->outcome = outcomes;
    q->after_commit = log_outcomes;
    return OK;
}

static enum err push_events(struct api_request *q)
{
    struct intake_events events = {0};
    intake_parse(q, q->body, &events);
    if (events.count > INTAKE_MAX_ALERTS)
        return api_fail(q, ERR_INVALID, S("alerts"),
                        S("alerts may be at most 1000 in one message"));
    TRY(ingest_all(q, &events));
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

const struct dialect intake_dialect = {
    .name = S("intake"),
    .routes = routes,
    .route_count = ARRAY_LEN(routes),
    .authenticate = authenticate,
    .render_error = api_render_message_and_field,
};
