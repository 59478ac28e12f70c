// dispatch.c -- match, authenticate, permit, decode, run on the right thread, render, answer.
//
// The stages before the database run on the loop's thread; the handler runs on the thread that owns
// the connection: the loop's own for reads on SQLite, the executor's else. Only one thread touches
// a request at a time. SPDX-License-Identifier: Apache-2.0
#include "api/dispatch.h"

#include "api/idempotency.h"
#include "api/pending.h"
#include "api/status.h"
#include "base/log.h"

// ---- answering ----

static void begin_answer(struct api_request *q)
{
    buf_init(&q->answer, q->ctx.store.arena, API_MAX_ANSWER_BYTES);
    json_writer_init(&q->w, &q->answer);
    q->status = 200;
    q->content_type = (str){0};
    memset(q->headers, 0, sizeof(q->headers));
}

void pending_render_error(struct pending *p, enum err outcome)
{
    struct api_request *q = &p->q;
    if (q->ctx.error.kind !=
        outcome) // the database's own refusal, or one that came after the handler's success
        q->ctx.error = (struct errinfo){
            .kind = outcome, .message = S("the request could not be carried out; try again")};
    begin_answer(q);
    q->status = http_status_of(outcome);
    q->dialect->render_error(q);
    if (outcome == ERR_METHOD)
        api_header(q, S("Allow"), p->allow);
    if (q->status == 503)
        api_header(q, S("Retry-After"), S("1"));
}

static void fill_response(struct pending *p)
{
    struct http_response *response = &p->x->response;
    CHECK(!p->q.answer.overflow);
    response->status = p->q.status;
    response->content_type = p->q.content_type;
    memcpy(response->headers, p->q.headers, sizeof(response->headers));
    response->body = buf_str(&p->q.answer);
}

// ---- running the handler ----

enum err pending_run(struct pending *p, struct db *db, const struct directory *directory,
                     struct write_group *group)
{
    struct api_request *q = &p->q;
    q->ctx.store = (struct store){.db = db, .arena = p->x->arena, .org_id = directory->org.id};
    q->ctx.directory = directory;
    q->ctx.group = group;
    q->ctx.directory_changed = false;
    q->ctx.error = (struct errinfo){0};
    begin_answer(q);
    TRY(q->route->handler(q));
    if (q->ctx.directory_changed)
        return write_group_directory_changed(group, db);
    return OK;
}

static struct pending *pending_of(struct job *job)
{
    return (struct pending *)(void *)((char *)job - offsetof(struct pending, job));
}

static enum err run_job(struct job *job, struct db *db)
{
    struct pending *p = pending_of(job);
    const struct directory *directory = write_group_directory(job->group);
    if ((p->q.route->flags & ROUTE_IDEMPOTENT) != 0)
        return idempotency_run(p, db, directory, job->group);
    return pending_run(p, db, directory, job->group);
}

static void job_done(struct job *job, enum err outcome)
{
    struct pending *p = pending_of(job);
    if (outcome != OK) {
        pending_render_error(p, outcome);
        if (idempotency_keep_refusal(p))
            return; // answered when the refusal is kept
    }
    fill_response(p);
    http_post(p->x);
}

void pending_answer(struct pending *p)
{
    fill_response(p);
    http_post(p->x);
}

static void submit(struct pending *p)
{
    p->job = (struct job){
        .run = run_job,
        .done = job_done,
        .mode = p->q.route->mode == ROUTE_WRITE ? DB_WRITE : DB_READ,
    };
    const enum err submitted = executor_submit(p->api->executor, &p->job);
    if (submitted == OK)
        return;
    pending_render_error(p, submitted);
    fill_response(p);
    http_respond(p->x);
}

/* A view of the database no older than the newest commit, shared by the requests of one turn of the
 * loop. */
static enum err take_view(struct api_loop *loop)
{
    const uint64_t commits = executor_commits(loop->api->executor);
    if (loop->has_view && loop->view_commits == commits)
        return OK;
    if (loop->has_view)
        db_rollback(loop->reader); // a view has nothing to commit
    loop->has_view = false;
    TRY(db_begin(loop->reader, DB_READ));
    loop->has_view = true;
    loop->view_commits = commits;
    return OK;
}

static void run_here(struct api_loop *loop, struct pending *p)
{
    enum err outcome = p->q.route->mode == ROUTE_READ ? take_view(loop) : OK;
    if (outcome == OK)
        outcome = pending_run(p, loop->reader, directory_of(p->snapshot), NULL);
    if (outcome != OK)
        pending_render_error(p, outcome);
    fill_response(p);
    http_respond(p->x);
}

// ---- from the socket to the handler ----

static enum err read_body(struct api_request *q)
{
    struct json_error why = {0};
    const struct json *body = NULL;
    if (json_read(q->ctx.store.arena, q->http->body, &body, &why) != OK)
        return api_fail(
            q, ERR_INVALID, S("body"),
            STR_JOIN(q->ctx.store.arena, S("the body is not valid JSON: "), why.reason));
    if (body->kind != JSON_OBJECT)
        return api_fail(q, ERR_INVALID, S("body"), S("the body must be a JSON object"));
    q->body = body;
    return OK;
}

static enum err authorize(struct pending *p)
{
    struct api_request *q = &p->q;
    const enum permission needed = q->route->permission;
    if (p->api->is_admin || needed == PERMISSION_PUBLIC)
        return OK;
    TRY(q->dialect->authenticate(q));
    return needed == PERMISSION_TOKEN ? OK : ctx_permit(&q->ctx, (enum scope)needed);
}

static enum err prepare(struct pending *p, const struct route_match *match)
{
    struct api_request *q = &p->q;
    if (match->is_malformed)
        return api_fail(q, ERR_INVALID, S("path"), S("the path is not percent-encoded UTF-8"));
    if (match->route == NULL && match->path_exists) {
        return api_fail(q, ERR_METHOD, (str){0}, S("this path does not take this method"));
    }
    if (match->route == NULL)
        return api_fail(q, ERR_NOT_FOUND, (str){0}, S("there is no such path"));
    q->route = match->route;
    memcpy(q->params, match->params, sizeof(q->params));
    TRY(query_parse(q->ctx.store.arena, q->http->query, API_MAX_QUERY_PARAMS, &q->query,
                    &q->ctx.error));
    TRY(authorize(p));
    TRY(idempotency_check(q));
    return (q->route->flags & ROUTE_BODY) != 0 ? read_body(q) : OK;
}

static struct pending *make_pending(struct api_loop *loop, struct http_exchange *x)
{
    const struct api *api = loop->api;
    struct pending *p = arena_new(x->arena, struct pending);
    p->api = api;
    p->x = x;
    p->snapshot = directory_board_acquire(api->board);
    p->q = (struct api_request){
        .ctx = {.store = {.arena = x->arena, .org_id = directory_of(p->snapshot)->org.id},
                .directory = directory_of(p->snapshot),
                .secrets = api->secrets,
                .now = api->clock()},
        .http = &x->request,
        .public_url = api->public_url,
        .texts = api->texts,
        .loop = loop,
    };
    x->user = p;
    return p;
}

static const struct dialect *fallback_of(const struct api *api, str path)
{
    const struct fallback *fallback = api->fallbacks;
    while (fallback->prefix.p != NULL && !str_starts(path, fallback->prefix))
        fallback++;
    return fallback->dialect;
}

void api_handle(void *context, struct http_exchange *x)
{
    struct api_loop *loop = context;
    struct pending *p = make_pending(loop, x);
    struct route_match match;
    router_match(loop->api->router, x->arena, &x->request, &match);
    p->meter = match.meter;
    p->is_secret = match.is_secret;
    p->allow = match.allow;
    p->q.dialect = match.dialect != NULL ? match.dialect : fallback_of(loop->api, x->request.path);
    const enum err prepared = prepare(p, &match);
    if (prepared != OK) {
        pending_render_error(p, prepared);
        fill_response(p);
        http_respond(x);
        return;
    }
    if (p->q.route->mode == ROUTE_NONE || (p->q.route->mode == ROUTE_READ && loop->reader != NULL))
        run_here(loop, p);
    else
        submit(p);
}

// ---- after the answer ----

enum {
    LOG_LINES_BYTES = 64 * 1024, // of one turn of a loop; written earlier when full
    SECRET_SHOWN_BYTES = 4,
};

/* The path, with the secret of a token route cut to its first characters. */
static str loggable_path(const struct pending *p)
{
    struct arena *arena = p->x->arena;
    if (p->q.route == NULL)
        return p->is_secret ? S("(hidden)") : S("(unknown)");
    if ((p->q.route->flags & ROUTE_SECRET) == 0)
        return p->x->request.path;
    return STR_JOIN(arena, p->q.route->path, S(" "),
                    str_slice(p->q.params[0], 0, SECRET_SHOWN_BYTES), S("..."));
}

static void count_answer(struct route_meter *meter, int status, int64_t microseconds)
{
    if (meter == NULL)
        return;
    atomic_fetch_add_explicit(&meter->answers[status / 100], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&meter->microseconds, (unsigned long)microseconds,
                              memory_order_relaxed);
}

static void flush_log(struct api_loop *loop)
{
    if (loop->log_lines.n > 0)
        log_write(buf_str(&loop->log_lines));
    loop->log_lines.n = 0;
}

static void log_request(struct api_loop *loop, const struct pending *p, int64_t microseconds)
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
    if (loop->log_lines.n + LOG_LINE_MAX_BYTES > LOG_LINES_BYTES)
        flush_log(loop);
    log_format(&loop->log_lines, LOG_INFO, S("request"), fields, count);
}

void api_finished(void *context, struct http_exchange *x)
{
    struct api_loop *loop = context;
    struct pending *p = x->user;
    const int64_t microseconds = clock_monotonic_us() - x->started_us;
    count_answer(p->meter, x->response.status, microseconds);
    log_request(loop, p, microseconds);
    directory_snapshot_release(&p->snapshot);
}

void api_before_wait(void *context)
{
    struct api_loop *loop = context;
    if (loop->has_view)
        db_rollback(loop->reader); // a view has nothing to commit
    loop->has_view = false;
    flush_log(loop);
}

str api_error_body(struct arena *arena, int status, str message)
{
    (void)status;
    struct buf out;
    struct json_writer w;
    buf_init(&out, arena, 4096);
    json_writer_init(&w, &out);
    jw_obj(&w, ITEM);
    jw_str(&w, S("message"), message);
    jw_end(&w);
    return buf_str(&out);
}

void api_loop_open(struct api_loop *loop, const struct api *api, struct db *reader)
{
    *loop = (struct api_loop){.api = api, .reader = reader};
    arena_init(&loop->log_arena, LOG_LINES_BYTES);
    buf_init(&loop->log_lines, &loop->log_arena, LOG_LINES_BYTES);
}

void api_loop_close(struct api_loop *loop)
{
    api_before_wait(loop);
    db_close(&loop->reader);
    arena_release(&loop->log_arena);
}
