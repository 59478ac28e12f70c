// routes.c -- health and metrics.
// SPDX-License-Identifier: Apache-2.0
#include "api/system/system.h"

#include "api/dispatch.h"
#include "base/escape.h"
#include "base/log.h"

enum { WAITING_DEGRADED = EXECUTOR_QUEUE_JOBS / 2 };

static enum err health(struct api_request *q)
{
    const int waiting = executor_waiting(q->loop->api->executor);
    jw_obj(&q->w, ITEM);
    jw_str(&q->w, S("status"), waiting < WAITING_DEGRADED ? S("ok") : S("degraded"));
    jw_str(&q->w, S("database"), q->loop->api->engine == DB_SQLITE ? S("sqlite") : S("postgres"));
    jw_i64(&q->w, S("waitingWrites"), waiting);
    jw_end(&q->w);
    return OK;
}

// ---- metrics, in the text format of Prometheus ----

static void add_gauge(struct buf *out, str name, str help, int64_t value)
{
    const str parts[] = {S("# HELP "), name,          S(" "), help,  S("\n# TYPE "),
                         name,         S(" gauge\n"), name,   S(" ")};
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        buf_add(out, parts[i]);
    buf_add_i64(out, value);
    buf_add_byte(out, '\n');
}

static void add_labels(struct buf *out, str dialect, str method, str path)
{
    buf_add(out, S("{dialect=\""));
    escape_json(out, dialect);
    buf_add(out, S("\",method=\""));
    buf_add(out, method);
    buf_add(out, S("\",route=\""));
    escape_json(out, path);
    buf_add(out, S("\""));
}

struct meter_name {
    str dialect;
    str method;
    str path;
};

static void add_meter(struct buf *out, const struct meter_name *name,
                      const struct route_meter *meter)
{
    for (size_t hundreds = 2; hundreds < ARRAY_LEN(meter->answers); hundreds++) {
        const unsigned long answers =
            atomic_load_explicit(&meter->answers[hundreds], memory_order_relaxed);
        if (answers == 0)
            continue;
        buf_add(out, S("tocsin_http_requests_total"));
        add_labels(out, name->dialect, name->method, name->path);
        buf_add(out, S(",status=\""));
        buf_add_i64(out, (int64_t)hundreds);
        buf_add(out, S("xx\"} "));
        buf_add_i64(out, (int64_t)answers);
        buf_add_byte(out, '\n');
    }
}

static void add_family(struct buf *out, str name, str help)
{
    const str parts[] = {S("# HELP "), name, S(" "), help, S("\n# TYPE "), name, S(" counter\n")};
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        buf_add(out, parts[i]);
}

static void add_sum(struct buf *out, str family, const struct meter_name *name,
                    const atomic_ulong *sum)
{
    const unsigned long value = atomic_load_explicit(sum, memory_order_relaxed);
    if (value == 0)
        return;
    buf_add(out, family);
    add_labels(out, name->dialect, name->method, name->path);
    buf_add(out, S("} "));
    buf_add_i64(out, (int64_t)value);
    buf_add_byte(out, '\n');
}

static void add_rows(void *context, const struct dialect *dialect, const struct route *route,
                     const struct route_meter *meter)
{
    const struct meter_name name = {dialect->name, method_name(route->method), route->path};
    add_sum(context, S("tocsin_http_rows_total"), &name, &meter->rows);
}

static void add_steps(void *context, const struct dialect *dialect, const struct route *route,
                      const struct route_meter *meter)
{
    const struct meter_name name = {dialect->name, method_name(route->method), route->path};
    add_sum(context, S("tocsin_http_steps_total"), &name, &meter->steps);
}

static void add_route(void *context, const struct dialect *dialect, const struct route *route,
                      const struct route_meter *meter)
{
    const struct meter_name name = {dialect->name, method_name(route->method), route->path};
    add_meter(context, &name, meter);
}

static enum err metrics(struct api_request *q)
{
    const struct api *api = q->loop->api;
    struct buf *out = &q->answer;
    q->content_type = S("text/plain; version=0.0.4; charset=utf-8");
    add_gauge(out, S("tocsin_waiting_writes"), S("Writes that wait for their turn."),
              executor_waiting(api->executor));
    add_gauge(out, S("tocsin_commits"), S("Transactions committed since the start."),
              (int64_t)executor_commits(api->executor));
    add_gauge(out, S("tocsin_text_cache_bytes"), S("Rendered texts kept in memory."),
              (int64_t)text_cache_bytes(api->texts));
    add_gauge(out, S("tocsin_log_dropped_bytes"), S("Log that nobody read."), log_dropped_bytes());
    add_family(out, S("tocsin_http_requests_total"), S("Requests answered."));
    router_visit(api->router, add_route, out);
    const struct meter_name unrouted = {S("none"), S("none"), S("none")};
    add_meter(out, &unrouted, router_unrouted(api->router));
    add_family(out, S("tocsin_http_rows_total"), S("Rows that the database gave to requests."));
    router_visit(api->router, add_rows, out);
    add_family(out, S("tocsin_http_steps_total"), S("Steps of SQLite's machine for requests."));
    router_visit(api->router, add_steps, out);
    return OK;
}

// clang-format off
static const struct route routes[] = {
    ROUTE(GET, "/health", PUBLIC, NONE, 0, health, "Tell whether the server works"),
    ROUTE(GET, "/metrics", PUBLIC, NONE, 0, metrics, "Metrics for Prometheus"),
};
// clang-format on

const struct dialect system_dialect = {
    .name = S("system"),
    .routes = routes,
    .route_count = ARRAY_LEN(routes),
    .authenticate = api_authenticate_key,
    .render_error = api_render_message,
};
