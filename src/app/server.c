// server.c -- wiring: database, executor, loops, sockets, signals.
//
// Main opens everything, starts a thread per loop, prints where the server listens and waits for a
// signal. Stopping goes the other way round: loops first, so that nobody submits any more; then the
// executor, which runs what waits; then the rest.
// SPDX-License-Identifier: Apache-2.0
#include "app/server.h"

#include "api/admin/admin.h"
#include "api/dispatch.h"
#include "api/ilert/ilert.h"
#include "api/incidentio/incidentio.h"
#include "api/intake/intake.h"
#include "api/spike/spike.h"
#include "api/system/system.h"
#include "api/write_hooks.h"
#include "app/database.h"
#include "app/version.h"
#include "app/watch.h"
#include "base/log.h"
#include "core/facet_cache.h"
#include "sql_queries.h"
#include "web/web.h"

#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/un.h>
#include <unistd.h>
#include <uv.h>

enum {
    MAX_LOOPS = 64,
    ADMIN_LOOPS = 1,
    ANSWERS_BYTES = 8 * 1024 * 1024, // whole answers kept by all loops together
    OTHER_DESCRIPTORS = 256,         // listeners, databases, standard ones
    GIVE_UP_SECONDS = 1,             // for the executor, after the loops had their 4 s
};

static const struct dialect *const dialects[] = {&system_dialect, &spike_dialect,
                                                 &ilert_dialect,  &incidentio_dialect,
                                                 &web_dialect,    &intake_dialect};
static const struct dialect *const admin_dialects[] = {&admin_dialect};

static const struct fallback fallbacks[] = {
    {S("/api"), &ilert_dialect},     {S("/v1"), &incidentio_dialect},
    {S("/v2"), &incidentio_dialect}, {S("/v3"), &incidentio_dialect},
    {.dialect = &spike_dialect},
};
static const struct fallback admin_fallbacks[] = {{.dialect = &admin_dialect}};

// One loop thread.
struct worker {
    struct api_loop api;
    struct http_config http;
    struct http_loop *loop;
    pthread_t thread;
    bool is_running;
};

struct server {
    const struct settings *settings;
    struct database database;
    struct write_sources sources;
    struct executor *executor;
    struct router *router;
    struct router *admin_router;
    struct text_cache *texts;
    struct facet_cache *found;
    struct rate_limit *rate_limit;
    struct http_limits limits;
    struct api api;
    struct api admin_api;
    struct worker workers[MAX_LOOPS + ADMIN_LOOPS];
    size_t worker_count;
    struct watch *watch;
    int port;
    str listening_url;
    const char *socket_path; // NULL: no admin socket
};

static enum err say(str *why, str text)
{
    *why = text;
    return ERR_INVALID;
}

// ---- opening ----

static enum err open_executor(struct server *server, struct arena *arena, str *why)
{
    server->sources =
        (struct write_sources){.board = server->database.board, .ids = server->database.ids};
    const struct executor_config config = {
        .url = server->settings->database,
        .table = &sql_queries,
        .options = database_options(server->settings),
        .hooks = write_hooks(&server->sources),
        .pool_threads = (int)server->settings->database_connections,
    };
    return executor_open(arena, &config, &server->executor, why);
}

/* "http://127.0.0.1:8080", with the port that port 0 became. */
static str listening_url(struct server *server, struct arena *arena)
{
    const str address = server->settings->listen;
    size_t host = address.n;
    while (host > 0 && address.p[host - 1] != ':')
        host--;
    return STR_JOIN(arena, S("http://"), str_slice(address, 0, host),
                    str_from_i64(arena, server->port));
}

static str public_url_of(struct server *server)
{
    str url = server->settings->public_url;
    while (str_ends(url, S("/")))
        url.n--;
    return url.n > 0 ? url : server->listening_url;
}

static struct preferences preferences_of(const struct settings *settings)
{
    return (struct preferences){
        .partial_outage_percent = (int)settings->partial_outage_percent,
        .lenient_filters = str_eq(settings->strict_filters, S("false")),
        .page_bytes = (size_t)settings->page_kb * 1024,
        .work = {.gap = settings->workload_gap_minutes * MSEC_PER_MINUTE,
                 .working = settings->working_hours,
                 .sleeping = settings->sleeping_hours},
    };
}

static size_t loop_count(const struct settings *settings)
{
    const size_t wanted =
        settings->threads > 0 ? (size_t)settings->threads : uv_available_parallelism();
    return wanted < MAX_LOOPS ? wanted : MAX_LOOPS;
}

static enum err open_api(struct server *server, struct arena *arena, str *why)
{
    enum db_engine engine = DB_SQLITE;
    if (!db_engine_of(server->settings->database, &engine))
        return say(why, S("database must be sqlite:PATH or postgres://..."));
    server->listening_url = listening_url(server, arena);
    server->router = router_open(dialects, ARRAY_LEN(dialects));
    server->admin_router = router_open(admin_dialects, ARRAY_LEN(admin_dialects));
    server->texts = text_cache_open((size_t)server->settings->cache_mb * 1024 * 1024);
    server->found = facet_cache_open((size_t)server->settings->search_cache_mb * 1024 * 1024);
    server->rate_limit = rate_limit_open((struct rate_rules){
        .each = server->settings->requests_per_minute,
        .issued = server->settings->issued_key_requests_per_minute,
    });
    server->api = (struct api){
        .router = server->router,
        .fallbacks = fallbacks,
        .board = server->database.board,
        .secrets = &server->database.secrets,
        .preferences = preferences_of(server->settings),
        .executor = server->executor,
        .texts = server->texts,
        .found = server->found,
        .rate_limit = server->rate_limit,
        .answer_bytes = ANSWERS_BYTES / loop_count(server->settings),
        .public_url = public_url_of(server),
        .version = S(TOCSIN_VERSION),
        .clock = clock_now,
        .engine = engine,
    };
    server->admin_api = server->api;
    server->admin_api.router = server->admin_router;
    server->admin_api.fallbacks = admin_fallbacks;
    server->admin_api.is_admin = true;
    server->admin_api.answer_bytes = 0;
    return OK;
}

static enum err open_reader(struct server *server, struct arena *arena, struct db **out, str *why)
{
    if (server->api.engine != DB_SQLITE)
        return OK;
    const struct db_options options = {.read_only = true};
    return db_open(arena, server->settings->database, &sql_queries, options, out, why);
}

static struct worker *add_worker(struct server *server, const struct api *api, struct db *reader,
                                 int fd)
{
    struct worker *worker = &server->workers[server->worker_count++];
    api_loop_open(&worker->api, api, reader);
    worker->http = (struct http_config){
        .context = &worker->api,
        .handle = api_handle,
        .finished = api_finished,
        .refused = api_refused,
        .error_body = api_error_body,
        .before_wait = api_before_wait,
        .limits = &server->limits,
    };
    worker->loop = http_loop_open(&worker->http);
    http_loop_add_listener(worker->loop, fd);
    return worker;
}

static enum err open_loops(struct server *server, struct arena *arena, int first_fd, str *why)
{
    const size_t count = loop_count(server->settings);
    for (size_t i = 0; i < count; i++) {
        struct db *reader = NULL;
        int fd = first_fd;
        if (i > 0)
            TRY(http_listen_sibling(arena, first_fd, &fd, why));
        TRY(open_reader(server, arena, &reader, why));
        (void)add_worker(server, &server->api, reader, fd);
    }
    return OK;
}

static enum err open_admin(struct server *server, struct arena *arena, str *why)
{
    const str path = database_socket(arena, server->settings);
    int fd = -1;
    if (path.p == NULL)
        return OK;
    if (path.n >= sizeof(((struct sockaddr_un *)NULL)->sun_path)) {
        LOG(LOG_WARNING, "no_admin_socket",
            LOG_TEXT("why", S("the path of the database is too long")));
        return OK;
    }
    TRY(http_listen_unix(arena, path, &fd, why));
    (void)add_worker(server, &server->admin_api, NULL, fd);
    server->socket_path = str_cstr(arena, path);
    return OK;
}

/* A connection is a descriptor; Debian's soft limit is 1,024. */
static void allow_connections(int64_t connections)
{
    struct rlimit limit;
    const rlim_t wanted = (rlim_t)connections + OTHER_DESCRIPTORS;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur < wanted)
        LOG(LOG_WARNING, "few_descriptors", LOG_NUMBER("allowed", (int64_t)limit.rlim_cur),
            LOG_NUMBER("wanted", (int64_t)wanted));
}

static enum err open_server(struct server *server, struct arena *arena, str *why)
{
    int fd = -1;
    allow_connections(server->settings->max_connections);
    http_limits_init(&server->limits);
    server->limits.max_connections = (int)server->settings->max_connections;
    server->limits.max_connections_per_address = (int)server->settings->max_connections_per_address;
    TRY(http_listen(arena, server->settings->listen, &fd, &server->port, why));
    TRY(database_prepare(arena, server->settings, &server->database, why));
    TRY(open_executor(server, arena, why));
    TRY(open_api(server, arena, why));
    TRY(open_loops(server, arena, fd, why));
    TRY(open_admin(server, arena, why));
    if (server->api.engine == DB_POSTGRES)
        TRY(watch_open(arena, server->settings->database, server->database.board, &server->watch,
                       why));
    return OK;
}

// ---- running and stopping ----

static void *run_worker(void *context)
{
    struct worker *worker = context;
    http_loop_run(worker->loop);
    return NULL;
}

static void start_workers(struct server *server)
{
    for (size_t i = 0; i < server->worker_count; i++) {
        struct worker *worker = &server->workers[i];
        CHECK(pthread_create(&worker->thread, NULL, run_worker, worker) == 0);
        worker->is_running = true;
    }
}

static void stop_workers(struct server *server)
{
    for (size_t i = 0; i < server->worker_count; i++) {
        if (server->workers[i].is_running)
            http_loop_stop(server->workers[i].loop);
    }
    for (size_t i = 0; i < server->worker_count; i++) {
        if (server->workers[i].is_running)
            CHECK(pthread_join(server->workers[i].thread, NULL) == 0);
    }
}

static void leave(int signal_number)
{
    (void)signal_number;
    _exit(EXIT_FAILURE);
}

/* What still waits for a database that does not answer is given up: its owners were told nothing.
 */
static void leave_soon(void)
{
    (void)signal(SIGALRM, leave);
    (void)alarm(GIVE_UP_SECONDS);
}

static void close_server(struct server *server)
{
    stop_workers(server);
    leave_soon();
    for (size_t i = 0; i < server->worker_count; i++)
        api_loop_close_reader(&server->workers[i].api);
    watch_close(&server->watch);
    executor_close(&server->executor);
    for (size_t i = 0; i < server->worker_count; i++) {
        http_loop_close(&server->workers[i].loop);
        api_loop_close(&server->workers[i].api);
    }
    if (server->socket_path != NULL)
        (void)unlink(server->socket_path);
    router_close(&server->router);
    router_close(&server->admin_router);
    text_cache_close(&server->texts);
    facet_cache_close(&server->found);
    rate_limit_close(&server->rate_limit);
    database_release(&server->database);
    http_limits_release(&server->limits);
}

/* Whatever else happens, the start that made the key shows it: it is kept nowhere. */
static void show_first_key(const struct database *database)
{
    if (database->first_key.n > 0)
        printf("api key: %.*s\n", STR(database->first_key));
    (void)fflush(stdout);
}

static void announce(const struct server *server)
{
    struct directory_snapshot *snapshot = directory_board_acquire(server->database.board);
    const struct team *team = directory_default_team(directory_of(snapshot));
    char id[OBJECT_ID_BYTES];
    object_id_write(&server->database.secrets.ids, ID_TEAM, team->id, team->created_at, id);
    printf("listening on %.*s\n", STR(server->listening_url));
    show_first_key(&server->database);
    printf("team id: %.*s\n", (int)sizeof(id), id);
    (void)fflush(stdout);
    directory_snapshot_release(&snapshot);
}

static void wait_for_signal(const sigset_t *signals)
{
    int signal_number = 0;
    CHECK(sigwait(signals, &signal_number) == 0);
    LOG(LOG_INFO, "stopping", LOG_NUMBER("signal", signal_number));
}

int serve(struct arena *arena, const struct settings *settings)
{
    sigset_t signals;
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGTERM);
    (void)sigaddset(&signals, SIGINT);
    (void)sigaddset(&signals, SIGHUP);
    CHECK(pthread_sigmask(SIG_BLOCK, &signals, NULL) ==
          0); // inherited by every thread: only main takes them
    (void)signal(SIGPIPE, SIG_IGN);

    struct server *server = arena_new(arena, struct server);
    server->settings = settings;
    str why = S("the server could not start");
    const enum err opened = open_server(server, arena, &why);
    if (opened != OK) {
        (void)fprintf(stderr, "tocsin: %.*s\n", STR(why));
        show_first_key(&server->database);
        close_server(server);
        return EXIT_FAILURE;
    }
    start_workers(server);
    announce(server);
    LOG(LOG_INFO, "started", LOG_NUMBER("port", server->port),
        LOG_NUMBER("loops", (int64_t)server->worker_count));
    wait_for_signal(&signals);
    close_server(server);
    return EXIT_SUCCESS;
}

// ---- routes ----

static void print_route(void *context, const struct dialect *dialect, const struct route *route,
                        const struct route_meter *meter)
{
    (void)context;
    (void)meter;
    const str method = method_name(route->method);
    printf("%-7.*s %-50.*s %-8.*s %.*s\n", STR(method), STR(route->path), STR(dialect->name),
           STR(route->summary));
}

int print_routes(struct arena *arena)
{
    (void)arena;
    struct router *router = router_open(dialects, ARRAY_LEN(dialects));
    router_visit(router, print_route, NULL);
    router_close(&router);
    return EXIT_SUCCESS;
}
