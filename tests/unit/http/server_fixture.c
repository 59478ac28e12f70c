// server_fixture.c -- a server in a thread, and raw clients.
// SPDX-License-Identifier: Apache-2.0
#include "server_fixture.h"

#include "http/http_connection.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PATIENCE_SECONDS = 10 };

// -- The handler, on the loop's thread --

static void park(struct server *server, struct http_exchange *x)
{
    (void)pthread_mutex_lock(&server->lock);
    struct http_exchange **last = &server->parked;
    while (*last != NULL)
        last = &(*last)->next;
    *last = x;
    (void)pthread_cond_signal(&server->parked_one);
    (void)pthread_mutex_unlock(&server->lock);
}

static str filled(struct arena *arena, size_t count)
{
    char *bytes = arena_alloc_raw(arena, count);
    memset(bytes, 'x', count);
    return (str){bytes, count};
}

static void look_at_idle(struct server *server, const struct http_exchange *x)
{
    int held = 0;
    msec since = 0;
    for (const struct http_connection *c = x->loop->connections; c != NULL; c = c->next) {
        if (c == x->connection || c->exchange != NULL)
            continue;
        held += (c->receiver.bytes != NULL) + (c->output.bytes != NULL) + (c->arena != NULL);
        since = c->wait.since > since ? c->wait.since : since;
    }
    atomic_store(&server->held, held);
    atomic_store(&server->idle_since, since);
}

static void set_answer(struct server *server, struct http_exchange *x)
{
    const struct http_request *request = &x->request;
    struct http_response *response = &x->response;
    int64_t n = 0;
    (void)str_to_i64(request->query, &n);
    response->status = str_eq(request->path, S("/status")) ? (int)n : 200;
    response->close = str_eq(request->path, S("/close"));
    response->body = S("x");
    if (str_eq(request->path, S("/size")))
        response->body = filled(x->arena, (size_t)n);
    else if (str_eq(request->path, S("/header")))
        response->headers[0] = (struct http_header){S("X-Long"), filled(x->arena, (size_t)n)};
    else if (str_eq(request->path, S("/idle")))
        look_at_idle(server, x);
    else if (str_eq(request->path, S("/echo")))
        response->body = STR_JOIN(x->arena, request->method_text, S(" "), request->target, S(" "),
                                  request->body);
}

static void handle(void *context, struct http_exchange *x)
{
    struct server *server = context;
    (void)atomic_fetch_add(&server->handled, 1);
    if (str_eq(x->request.path, S("/park"))) {
        park(server, x);
        return;
    }
    if (str_eq(x->request.path, S("/block"))) {
        (void)sem_post(&server->is_blocked);
        (void)sem_wait(&server->unblock);
    }
    set_answer(server, x);
    http_respond(x);
}

static void count_finished(void *context, struct http_exchange *x)
{
    struct server *server = context;
    CHECK(x->request.method_text.n > 0);
    (void)atomic_fetch_add(&server->finished, 1);
}

static void count_refused(void *context, struct http_exchange *x)
{
    struct server *server = context;
    CHECK(x->response.status >= 400 && x->request.method_text.p == NULL);
    (void)atomic_fetch_add(&server->refused, 1);
}

static void count_round(void *context)
{
    struct server *server = context;
    (void)atomic_fetch_add(&server->rounds, 1);
}

static str error_body(struct arena *arena, int status, str message)
{
    return STR_JOIN(arena, str_from_i64(arena, status), S(" "), message);
}

// -- The server --

static void *run(void *argument)
{
    const struct server *server = argument;
    http_loop_run(server->loop);
    return NULL;
}

struct server *server_open(void)
{
    str why = {0};
    int fd = -1;
    struct server *server = calloc(1, sizeof(*server));
    CHECK(server != NULL);
    server->held = -1;
    arena_init(&server->arena, TEST_BLOCK_BYTES);
    http_limits_init(&server->limits);
    server->limits.stop_timeout_ms = 10 * 60 * 1000; // a stop that only its deadline ends is a bug
    (void)sem_init(&server->is_blocked, 0, 0);
    (void)sem_init(&server->unblock, 0, 0);
    (void)pthread_mutex_init(&server->lock, NULL);
    (void)pthread_cond_init(&server->parked_one, NULL);
    const struct http_config config = {
        .context = server,
        .handle = handle,
        .finished = count_finished,
        .refused = count_refused,
        .error_body = error_body,
        .before_wait = count_round,
        .limits = &server->limits,
    };
    assert_int_equal(http_listen(&server->arena, S("127.0.0.1:0"), &fd, &server->port, &why), OK);
    server->loop = http_loop_open(&config);
    http_loop_add_listener(server->loop, fd);
    return server;
}

void server_start(struct server *server)
{
    assert_int_equal(pthread_create(&server->thread, NULL, run, server), 0);
    server->is_running = true;
}

void server_stop(struct server *server)
{
    if (!server->is_running)
        return;
    http_loop_stop(server->loop);
    (void)pthread_join(server->thread, NULL);
    server->is_running = false;
}

bool server_close(struct server *server)
{
    server_stop(server);
    http_loop_close(&server->loop);
    http_limits_release(&server->limits);
    const bool is_finished = atomic_load(&server->handled) == atomic_load(&server->finished);
    (void)sem_destroy(&server->is_blocked);
    (void)sem_destroy(&server->unblock);
    (void)pthread_mutex_destroy(&server->lock);
    (void)pthread_cond_destroy(&server->parked_one);
    arena_release(&server->arena);
    free(server);
    return is_finished;
}

int make_server(void **state)
{
    *state = server_open();
    server_start(*state);
    return 0;
}

int release_server(void **state)
{
    return server_close(*state) ? 0 : -1;
}

struct http_exchange *server_take(struct server *server)
{
    (void)pthread_mutex_lock(&server->lock);
    while (server->parked == NULL)
        (void)pthread_cond_wait(&server->parked_one, &server->lock);
    struct http_exchange *taken = server->parked;
    server->parked = taken->next;
    (void)pthread_mutex_unlock(&server->lock);
    taken->next = NULL;
    return taken;
}

void server_post(struct http_exchange *x, str body)
{
    x->response = (struct http_response){.status = 200, .body = body};
    http_post(x);
}

void server_await_block(struct server *server)
{
    (void)sem_wait(&server->is_blocked);
}

void server_unblock(struct server *server)
{
    (void)sem_post(&server->unblock);
}

// -- Clients --

int client_unconnected(void)
{
    const struct timeval patience = {.tv_sec = PATIENCE_SECONDS};
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)), 0);
    assert_int_equal(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int)), 0);
    return fd;
}

void client_connect(const struct server *server, int fd)
{
    const struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)server->port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    assert_int_equal(connect(fd, (const void *)&address, sizeof(address)), 0);
}

int client_open(const struct server *server)
{
    const int fd = client_unconnected();
    client_connect(server, fd);
    return fd;
}

bool client_send(int fd, str bytes)
{
    while (bytes.n > 0) {
        const ssize_t sent = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);
        if (sent < 0)
            return false;
        bytes = str_slice(bytes, (size_t)sent, bytes.n);
    }
    return true;
}

void client_reset(int fd)
{
    const struct linger at_once = {.l_onoff = 1};
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once)), 0);
    (void)close(fd);
}

// Exactly `count` more bytes; false when the server hangs up first.
static bool receive_bytes(int fd, char *bytes, size_t count)
{
    const ssize_t got = count == 0 ? 0 : recv(fd, bytes, count, MSG_WAITALL);
    if (got < 0)
        fail_msg("nothing came within %d s", PATIENCE_SECONDS);
    return got == (ssize_t)count;
}

static str receive_head(struct server *server, int fd)
{
    enum { LONGEST = 64 * 1024 };
    char *bytes = arena_alloc_raw(&server->arena, LONGEST);
    size_t n = 0;
    while (n < LONGEST && receive_bytes(fd, bytes + n, 1)) {
        n++;
        if (str_ends((str){bytes, n}, S("\r\n\r\n")))
            return (str){bytes, n};
    }
    return (str){bytes, n};
}

static int64_t number_after(str text, str name)
{
    int64_t number = 0;
    str rest = str_slice(text, str_find_str(text, name) + name.n, text.n);
    const str digits = str_cut(&rest, '\r');
    return str_to_i64(str_slice(digits, 0, str_find(digits, ' ')), &number) ? number : 0;
}

struct reply client_receive(struct server *server, int fd, bool has_body)
{
    struct reply reply = {.head = receive_head(server, fd)};
    reply.is_closed = reply.head.n == 0;
    assert_true(reply.is_closed || str_starts(reply.head, S("HTTP/1.1 ")));
    reply.status = (int)number_after(reply.head, S("HTTP/1.1 "));
    if (!has_body)
        return reply;
    const size_t length = (size_t)number_after(reply.head, S("Content-Length: "));
    char *bytes = arena_alloc_raw(&server->arena, length);
    assert_true(receive_bytes(fd, bytes, length));
    reply.body = (str){bytes, length};
    return reply;
}

struct reply client_ask(struct server *server, int fd, str request)
{
    client_send(fd, request);
    return client_receive(server, fd, true);
}

bool reply_has(const struct reply *reply, str line)
{
    str rest = reply->head;
    while (rest.p != NULL) {
        const str found = str_cut(&rest, '\n');
        if (str_eq(str_slice(found, 0, line.n), line) && found.n == line.n + 1)
            return true;
    }
    return false;
}

void expect_calm(struct server *server, int fd)
{
    enum { ASKED = 200, TICKS = 50 };
    const int before = atomic_load(&server->rounds);
    for (int i = 0; i < ASKED; i++)
        (void)client_ask(server, fd, S("GET /echo HTTP/1.1\r\nHost: h\r\n\r\n"));
    assert_in_range(atomic_load(&server->rounds) - before, 1, ASKED + TICKS);
}

void expect_closed(int fd)
{
    char more[64];
    const ssize_t got = recv(fd, more, sizeof(more), 0);
    if (got > 0)
        fail_msg("the server sent more: %.*s", (int)got, more);
    if (got < 0)
        fail_msg("the server did not hang up in good order: %s", strerror(errno));
    (void)close(fd);
}
