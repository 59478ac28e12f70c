// dispatch.c -- match, authenticate, permit, decode, run on the right thread, render, answer.
//
// The stages before the database run on the loop's thread; the handler runs on the thread that owns
// the connection: the loop's own for reads on SQLite, the executor's else. Only one thread touches
// a request at a time.
// SPDX-License-Identifier: Apache-2.0
#include "api/dispatch.h"

#include "api/access_log.h"
#include "api/idempotency.h"
#include "api/pending.h"
#include "api/status.h"
#include "base/log.h"

// ---- answering ----

static void begin_answer(struct api_request *q)
{
    buf_init(&q->answer, q->ctx.store.arena, API_MAX_ANSWER_BYTES);
    json_writer_init(&q->w, &q->answer);
    q->status = q->route != NULL && q->route->status != 0 ? q->route->status : 200;
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
    if (q->status == 405)
        api_header(q, S("Allow"), p->match.allow);
    if (q->status == 503)
        api_header(q, S("Retry-After"), S("1"));
    if (q->status == 429)
        api_header(q, S("Retry-After"),
                   str_from_i64(q->ctx.store.arena, rate_usage_wait_s(&q->rate, q->ctx.now)));
}

/* How the key stands against its limit. */
static void tell_rate(struct api_request *q)
{
    struct arena *arena = q->ctx.store.arena;
    const struct rate_usage *rate = &q->rate;
    const str limit = str_from_i64(arena, rate->limit);
    const int64_t remaining = rate->used < rate->limit ? rate->limit - rate->used : 0;
    api_header(q, S("X-RateLimit-Limit"), STR_JOIN(arena, limit, S(", "), limit, S(";window=60")));
    api_header(q, S("X-RateLimit-Remaining"), str_from_i64(arena, remaining));
    api_header(q, S("X-RateLimit-Used"), str_from_i64(arena, rate->used));
    api_header(q, S("X-RateLimit-Reset"), str_from_i64(arena, rate->ends_at / MSEC_PER_SECOND));
}

static void fill_response(struct pending *p)
{
    struct http_response *response = &p->x->response;
    CHECK(!p->q.answer.overflow);
    if (p->q.dialect->tells_rate && p->q.rate.limit > 0)
        tell_rate(&p->q);
    response->status = p->q.status;
    response->content_type = p->q.content_type;
    memcpy(response->headers, p->q.headers, sizeof(response->headers));
    response->body = p->kept != NULL ? kept_answer_body(p->kept) : buf_str(&p->q.answer);
}

// ---- the stages before the handler ----

static bool is_welcome(unsigned flags, enum json_kind kind)
{
    return ((flags & ROUTE_BODY) != 0 && kind == JSON_OBJECT) ||
           ((flags & ROUTE_LIST) != 0 && kind == JSON_ARRAY);
}

static str body_words(unsigned flags)
{
    if ((flags & ROUTE_LIST) == 0)
        return S("object");
    return (flags & ROUTE_BODY) == 0 ? S("array") : S("object or array");
}

static enum err read_body(struct api_request *q)
{
    struct json_error why = {0};
    const struct json *body = NULL;
    if (json_read(q->ctx.store.arena, q->http->body, &body, &why) != OK)
        return fail_as(&q->ctx.error, FLAW_FORM, S("body"),
                       STR_JOIN(q->ctx.store.arena, S("the body is not valid JSON: "), why.reason));
    if (!is_welcome(q->route->flags, body->kind))
        return fail_as(&q->ctx.error, FLAW_FORM, S("body"),
                       STR_JOIN(q->ctx.store.arena, S("the body must be a JSON "),
                                body_words(q->route->flags)));
    q->body = body;
    return OK;
}

/* Once, however often it is looked at. */
static enum err limit_rate(struct pending *p)
{
    struct api_request *q = &p->q;
    if (p->was_counted)
        return OK;
    p->was_counted = true;
    if (rate_limit_admit(p->api->rate_limit, q->ctx.who.id, q->ctx.who.is_issued, q->ctx.now,
                         &q->rate))
        return OK;
    return api_fail(q, ERR_RATE_LIMITED, (str){0},
                    S("this key has sent too many requests in this minute"));
}

static enum err authorize(struct pending *p)
{
    struct api_request *q = &p->q;
    const enum permission needed = q->route->permission;
    if (p->api->is_admin || needed == PERMISSION_PUBLIC)
        return OK;
    TRY(q->dialect->authenticate(q));
    if (needed == PERMISSION_TOKEN)
        return OK;
    TRY(limit_rate(p));
    return ctx_permit(&q->ctx, (enum scope)needed);
}

static enum err prepare(struct pending *p)
{
    struct api_request *q = &p->q;
    const struct route_match *match = &p->match;
    if (match->is_malformed)
        return fail_as(&q->ctx.error, FLAW_FORM, S("path"),
                       S("the path is not percent-encoded UTF-8"));
    if (match->route == NULL && match->path_exists)
        return api_fail(q, ERR_METHOD, (str){0}, S("this path does not take this method"));
    if (match->route == NULL)
        return api_fail(q, ERR_NOT_FOUND, (str){0}, S("there is no such path"));
    q->route = match->route;
    memcpy(q->params, match->params, sizeof(q->params));
    TRY(query_parse(q->ctx.store.arena, q->http->query, API_MAX_QUERY_PARAMS, &q->query,
                    &q->ctx.error));
    TRY(authorize(p));
    TRY(idempotency_check(q));
    return (q->route->flags & (ROUTE_BODY | ROUTE_LIST)) != 0 ? read_body(q) : OK;
}

// ---- running the handler ----

/* Without a connection: what needs no database, on PostgreSQL. */
static enum err run_handler(struct pending *p, struct db *db)
{
    if (db == NULL)
        return p->q.route->handler(&p->q);
    const struct db_work before = db_work(db);
    const enum err outcome = p->q.route->handler(&p->q);
    const struct db_work after = db_work(db);
    p->work = (struct db_work){after.rows - before.rows, after.steps - before.steps};
    return outcome;
}

enum err pending_run(struct pending *p, struct db *db, const struct directory *directory,
                     struct write_group *group)
{
    struct api_request *q = &p->q;
    q->ctx.store = (struct store){.db = db, .arena = p->x->arena, .org_id = directory->org.id};
    q->ctx.directory = directory;
    q->ctx.group = group;
    if (group != NULL)
        q->ctx.now = write_group_time(
            group, p->api->clock()); // changes are dated in the order they are made
    q->ctx.directory_changed = false;
    q->ctx.directory_is_behind = false;
    q->ctx.error = (struct errinfo){0};
    begin_answer(q);
    q->after_commit = NULL;
    p->was_handled = true;
    TRY(run_handler(p, db));
    if (q->answer.overflow) // before the commit: what cannot be answered is not done
        return api_fail(q, ERR_TOO_LARGE, (str){0},
                        S("the answer would be too large; ask for a smaller page"));
    if (q->ctx.directory_changed)
        return write_group_directory_changed(group, db);
    return OK;
}

/* What the client is not told. */
static enum err note_trouble(const struct pending *p, struct db *db, enum err outcome)
{
    const bool is_trouble = outcome == ERR_UNAVAILABLE && !p->q.ctx.directory_is_behind;
    if (outcome == ERR_INTERNAL || (is_trouble && !db_should_retry(db)))
        LOG(LOG_ERROR, "request_failed", LOG_TEXT("request_id", p->x->request_id),
            LOG_TEXT("why",
                     p->q.ctx.error.kind != OK ? p->q.ctx.error.message : db_last_error(db)));
    return outcome;
}

/* Begins again with the newest directory; on the thread that runs the request. */
static enum err renew(struct pending *p)
{
    struct api_request *q = &p->q;
    directory_snapshot_release(&p->snapshot);
    p->snapshot = directory_board_acquire(p->api->board);
    q->ctx.directory = directory_of(p->snapshot);
    q->ctx.error = (struct errinfo){0};
    q->ctx.who = (struct principal){0};
    q->team = NULL;
    q->integration = NULL;
    return prepare(p);
}

/* What is not known here may have been made by another node a moment ago. */
static enum err look_again(struct pending *p, struct db *db, struct write_group *group)
{
    TRY(write_group_catch_up(group, db));
    p->q.ctx.memo = NULL; // the loop's
    return renew(p);
}

static enum err run_once(struct pending *p, struct db *db, struct write_group *group)
{
    const struct directory *directory = write_group_directory(group);
    if ((p->q.route->flags & ROUTE_IDEMPOTENT) != 0)
        return idempotency_run(p, db, directory, group);
    return pending_run(p, db, directory, p->q.route->mode == ROUTE_WRITE ? group : NULL);
}

static bool changes_configuration(const struct route *route)
{
    return route->mode == ROUTE_WRITE &&
           (route->permission == PERMISSION_MANAGE || route->permission == PERMISSION_ADMIN);
}

/* Was the request let in by an older directory than there is now? */
static bool is_outdated(const struct pending *p, struct db *db)
{
    const int64_t known = write_group_directory(p->job.group)->version;
    return directory_of(p->snapshot)->version < known || write_group_is_behind(p->job.group, db);
}

/* What a request on PostgreSQL names and we do not know, another node may have made a moment ago;
 * what we do know it may have deleted: then it is rolled back and run once more, from its
 * credential on. */
static void reconsider(struct pending *p, struct db *db, enum err outcome)
{
    const bool is_refusal = outcome == ERR_INVALID || outcome == ERR_NOT_FOUND;
    const bool is_late = outcome == ERR_UNAVAILABLE && p->q.ctx.directory_is_behind;
    if (!(is_refusal || is_late) || p->needs_second_look || p->api->engine != DB_POSTGRES ||
        changes_configuration(p->match.route))
        return;
    p->needs_second_look = is_outdated(p, db);
    p->job.run_again = p->needs_second_look;
}

static enum err run_job(struct job *job, struct db *db)
{
    struct pending *p = pending_of(job);
    if (changes_configuration(p->match.route))
        TRY(write_group_lock_directory(job->group, db));
    if (p->needs_second_look)
        TRY(look_again(p, db, job->group));
    enum err outcome = run_once(p, db, job->group);
    if (outcome != OK && p->q.ctx.directory_is_behind && p->q.route->mode == ROUTE_READ) {
        TRY(look_again(p, db, job->group));
        outcome = run_once(p, db, job->group);
    }
    reconsider(p, db, outcome);
    return note_trouble(p, db, outcome);
}

static void job_done(struct job *job, enum err outcome)
{
    struct pending *p = pending_of(job);
    if (outcome == OK && p->q.after_commit != NULL)
        p->q.after_commit(&p->q);
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

static enum err read_once(struct api_loop *loop, struct pending *p)
{
    if (p->q.route->mode == ROUTE_READ)
        TRY(take_view(loop));
    const struct directory *directory = directory_of(p->snapshot);
    return note_trouble(p, loop->reader, pending_run(p, loop->reader, directory, NULL));
}

/* The view may be newer than the directory that the request came with. */
static enum err read_here(struct api_loop *loop, struct pending *p)
{
    const enum err outcome = read_once(loop, p);
    if (outcome == OK || !p->q.ctx.directory_is_behind)
        return outcome;
    TRY(renew(p));
    return read_once(loop, p);
}

static void run_here(struct api_loop *loop, struct pending *p)
{
    const enum err outcome = read_here(loop, p);
    if (outcome != OK)
        pending_render_error(p, outcome);
    fill_response(p);
    http_respond(p->x);
}

/* The same list again, while nothing was committed: the same answer. */
static void run_repeatable(struct api_loop *loop, struct pending *p)
{
    const struct answer_key key = {
        .target = p->x->request.target,
        .team_id = p->q.team == NULL ? 0 : p->q.team->id,
        .key_id = p->q.ctx.who.id,
        .commits = executor_commits(p->api->executor),
        .directory_version = p->q.ctx.directory->version,
    };
    begin_answer(&p->q);
    p->kept = answer_memo_find(&loop->answers, key);
    const enum err outcome = p->kept != NULL ? OK : read_here(loop, p);
    if (outcome != OK)
        pending_render_error(p, outcome);
    else if (p->kept == NULL && loop->view_commits == key.commits)
        answer_memo_add(&loop->answers, key, buf_str(&p->q.answer));
    fill_response(p);
    http_respond(p->x);
}

// ---- from the socket to the handler ----

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
                .preferences = &api->preferences,
                .memo = &loop->memo,
                .found = api->found,
                .now = api->clock()},
        .http = &x->request,
        .public_url = api->public_url,
        .texts = api->texts,
        .request_id = x->request_id,
        .loop = loop,
    };
    x->user = p;
    return p;
}

static bool is_at_or_below(str path, str prefix)
{
    return str_starts(path, prefix) && (path.n == prefix.n || path.p[prefix.n] == '/');
}

static const struct dialect *fallback_of(const struct api *api, str path)
{
    const struct fallback *fallback = api->fallbacks;
    while (fallback->prefix.p != NULL && !is_at_or_below(path, fallback->prefix))
        fallback++;
    return fallback->dialect;
}

/* On PostgreSQL an unknown credential or team is looked up once more in the database itself. */
static bool deserves_second_look(const struct pending *p, enum err refused)
{
    if (p->api->engine != DB_POSTGRES || p->match.route == NULL)
        return false;
    return refused == ERR_UNAUTHENTICATED || refused == ERR_NOT_FOUND; // a key, a token, a team
}

void api_handle(void *context, struct http_exchange *x)
{
    struct api_loop *loop = context;
    struct pending *p = make_pending(loop, x);
    router_match(loop->api->router, x->arena, &x->request, &p->match);
    if (p->match.meter == NULL)
        p->match.meter = router_unrouted(loop->api->router);
    const struct dialect *dialect = p->match.dialect;
    p->q.dialect = dialect != NULL ? dialect : fallback_of(loop->api, x->request.path);
    const enum err prepared = prepare(p);
    p->needs_second_look = deserves_second_look(p, prepared);
    if (prepared != OK && !p->needs_second_look) {
        pending_render_error(p, prepared);
        fill_response(p);
        http_respond(x);
        return;
    }
    const enum route_mode mode = p->q.route->mode;
    const bool is_here = mode == ROUTE_NONE || (mode == ROUTE_READ && loop->reader != NULL);
    if (!is_here || p->needs_second_look)
        submit(p);
    else if ((p->q.route->flags & ROUTE_REPEATABLE) != 0)
        run_repeatable(loop, p);
    else
        run_here(loop, p);
}

void api_finished(void *context, struct http_exchange *x)
{
    struct pending *p = x->user;
    access_log_add(context, p);
    kept_answer_release(&p->kept);
    directory_snapshot_release(&p->snapshot);
}

void api_refused(void *context, struct http_exchange *x)
{
    access_log_add_refused(context, x);
}

void api_before_wait(void *context)
{
    struct api_loop *loop = context;
    if (loop->has_view)
        db_rollback(loop->reader); // a view has nothing to commit
    loop->has_view = false;
    access_log_flush(loop);
}

str api_error_body(struct arena *arena, int status, str message)
{
    (void)status; // the HTTP layer's; the body is the same for all
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
    key_memo_init(&loop->memo);
    answer_memo_init(&loop->answers, api->answer_bytes);
    access_log_open(loop);
}

void api_loop_close_reader(struct api_loop *loop)
{
    api_before_wait(loop);
    db_close(&loop->reader);
}

void api_loop_close(struct api_loop *loop)
{
    api_loop_close_reader(loop);
    answer_memo_release(&loop->answers);
    access_log_close(loop);
}
