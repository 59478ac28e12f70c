// access_log.c -- one line for each request, and its count; never a key in it.
//
// Lines are gathered in the loop's buffer and written before the loop waits: one write for all the
// requests of a turn.
// SPDX-License-Identifier: Apache-2.0
#include "api/access_log.h"

#include "base/log.h"

enum {
    LOG_LINES_BYTES = 64 * 1024, // of one turn of a loop; written earlier when full
    SECRET_SHOWN_BYTES = 4,
};

/* The path, with the secret of a token route cut to its first characters. */
static str loggable_path(const struct pending *p)
{
    struct arena *arena = p->x->arena;
    if (p->q.route == NULL)
        return p->match.is_secret ? S("(hidden)") : S("(unknown)");
    if (p->x->response.status >= 400) // a token in the wrong place is still a token
        return p->q.route->path;
    if ((p->q.route->flags & ROUTE_SECRET) == 0)
        return p->x->request.path;
    return STR_JOIN(arena, p->q.route->path, S(" "),
                    str_slice(p->q.params[0], 0, SECRET_SHOWN_BYTES), S("..."));
}

static void count(atomic_ulong *sum, uint64_t more)
{
    if (more > 0)
        atomic_fetch_add_explicit(sum, more, memory_order_relaxed);
}

static void count_answer(struct route_meter *meter, int status, int64_t microseconds)
{
    count(&meter->answers[status / 100], 1);
    count(&meter->microseconds, (uint64_t)microseconds);
}

void access_log_flush(struct api_loop *loop)
{
    if (loop->log_lines.n > 0)
        log_write(buf_str(&loop->log_lines));
    loop->log_lines.n = 0;
}

static void make_room(struct api_loop *loop)
{
    if (loop->log_lines.n + LOG_LINE_MAX_BYTES > LOG_LINES_BYTES)
        access_log_flush(loop);
}

static void add_line(struct api_loop *loop, const struct pending *p, int64_t microseconds)
{
    const struct http_exchange *x = p->x;
    const struct log_field fields[] = {
        LOG_TEXT("method", method_name(x->request.method)),
        LOG_TEXT("path", loggable_path(p)),
        LOG_NUMBER("status", x->response.status),
        LOG_NUMBER("bytes", (int64_t)x->response.body.n),
        LOG_NUMBER("us", microseconds),
        LOG_TEXT("request_id", x->request_id),
        LOG_NUMBER("key", p->q.ctx.who.id),
        LOG_TEXT("peer", x->request.address),
        LOG_TEXT("error", x->response.status < 400 ? S("") : err_name(p->q.ctx.error.kind)),
    };
    const size_t count = ARRAY_LEN(fields) - (x->response.status < 400 ? 1 : 0);
    make_room(loop);
    log_format(&loop->log_lines, LOG_INFO, S("request"), fields, count);
}

void access_log_add(struct api_loop *loop, const struct pending *p)
{
    const int64_t microseconds = clock_monotonic_us() - p->x->started_us;
    count_answer(p->match.meter, p->x->response.status, microseconds);
    count(&p->match.meter->rows, p->work.rows);
    count(&p->match.meter->steps, p->work.steps);
    add_line(loop, p, microseconds);
}

void access_log_add_refused(struct api_loop *loop, const struct http_exchange *x)
{
    const int64_t microseconds = clock_monotonic_us() - x->started_us;
    const struct log_field fields[] = {
        LOG_NUMBER("status", x->response.status),
        LOG_NUMBER("us", microseconds),
        LOG_TEXT("request_id", x->request_id.p == NULL ? S("") : x->request_id),
        LOG_TEXT("peer", x->request.address),
    };
    count_answer(router_unrouted(loop->api->router), x->response.status, microseconds);
    make_room(loop);
    log_format(&loop->log_lines, LOG_INFO, S("refused"), fields, ARRAY_LEN(fields));
}

void access_log_open(struct api_loop *loop)
{
    arena_init(&loop->log_arena, LOG_LINES_BYTES);
    buf_init(&loop->log_lines, &loop->log_arena, LOG_LINES_BYTES);
}

void access_log_close(struct api_loop *loop)
{
    access_log_flush(loop);
    arena_release(&loop->log_arena);
}
