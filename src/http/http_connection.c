// http_connection.c -- one client: its socket, its request under way, its answers.
//
// libuv only tells that the socket is ready; recv and send are called here, one of each for all the
// requests that have come together. Requests are handled one at a time and in order. While one is
// with another thread nothing further is parsed, but the socket is still read, up to one buffer:
// a client that hangs up is noticed, and epoll need not be told anything.
//
// The connection outlives its socket while an exchange is away, so whoever posts the exchange never
// has to ask. Memory is freed in two places only: when libuv has let go of a connection that has no
// exchange, and when the exchange of such a connection comes home.
// SPDX-License-Identifier: Apache-2.0
#include "http/http_connection.h"
#include "http/limits.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

_Static_assert(sizeof(struct http_connection) <= 1024, "ten thousand idle clients cost 10 MB");

// -- The end --

static void free_if_over(struct http_connection *c)
{
    struct http_loop *loop = c->loop;
    if (c->state != HTTP_GONE || !c->handle_closed || c->exchange != NULL)
        return;
    http_pool_give_buffer(&loop->pool, c->receiver.bytes);
    http_pool_give_buffer(&loop->pool, c->output.bytes);
    http_pool_give_arena(&loop->pool, c->arena);
    if (c->next != NULL)
        c->next->previous = c->previous;
    if (c->previous != NULL)
        c->previous->next = c->next;
    else
        loop->connections = c->next;
    free(c);
    http_loop_connection_freed(loop);
}

static void on_closed(uv_handle_t *handle)
{
    struct http_connection *c = handle->data;
    c->handle_closed = true;
    free_if_over(c);
}

// Tells the handler that its answer is on its way, or lost, and makes ready for the next request.
static void finish_exchange(struct http_connection *c)
{
    const struct http_config *config = &c->loop->config;
    void (*told)(void *, struct http_exchange *) = c->refused ? config->refused : config->finished;
    if (told != NULL)
        told(config->context, c->exchange);
    http_pool_give_arena(&c->loop->pool, c->arena);
    c->arena = NULL;
    c->exchange = NULL;
    c->started_us = 0;
    c->has_served = true;
    c->wait = (struct http_wait){.kind = HTTP_WAIT_NONE};
    http_receiver_finish(&c->receiver);
    if (c->state != HTTP_GONE)
        c->state = HTTP_RECEIVING;
}

// The bytes of a body half received count towards its window, and against one limit of the loop.
// False: above that.
static bool account_body(struct http_connection *c)
{
    struct http_loop *loop = c->loop;
    const size_t arrived = c->receiver.in_body ? c->receiver.body.n : 0;
    if (arrived > c->arriving_bytes)
        c->wait.bytes += arrived - c->arriving_bytes;
    loop->arriving_bytes = loop->arriving_bytes - c->arriving_bytes + arrived;
    c->arriving_bytes = arrived;
    return loop->arriving_bytes <= (size_t)loop->config.limits->max_arriving_bytes;
}

// The bytes of an answer that its client has not taken count against another limit of the loop:
// whoever takes them slowly holds memory. False: above that.
static bool account_answer(struct http_connection *c)
{
    struct http_loop *loop = c->loop;
    const size_t leaving = c->state == HTTP_SENDING ? c->output.body.n : 0;
    loop->leaving_bytes = loop->leaving_bytes - c->leaving_bytes + leaving;
    c->leaving_bytes = leaving;
    return loop->leaving_bytes <= (size_t)loop->config.limits->max_leaving_bytes;
}

void http_connection_drop(struct http_connection *c)
{
    const bool was_sending = c->state == HTTP_SENDING;
    if (c->state == HTTP_GONE)
        return;
    c->state = HTTP_GONE;
    uv_close((uv_handle_t *)&c->poll, on_closed);
    (void)close(c->fd);
    http_census_leave(c->loop->config.limits, &c->peer);
    if (c->exchange == NULL)
        http_receiver_discard(&c->receiver);
    (void)account_body(c);
    (void)account_answer(c);
    if (was_sending)
        finish_exchange(c);
}

void http_connection_abandon(struct http_connection *c)
{
    http_connection_drop(c);
    if (c->exchange == NULL)
        return;
    finish_exchange(c);
    free_if_over(c);
}

// The client of a refused request may still be sending it; closing now would reset the connection
// and take our answer with it. So we only end our side and wait, for a while, for the client to end
// its own. A stop has no time for that.
static void hang_up(struct http_connection *c)
{
    const bool may_be_sending = c->refused || !http_receiver_is_empty(&c->receiver);
    if (may_be_sending && !c->input_ended && !c->loop->stopping && shutdown(c->fd, SHUT_WR) == 0)
        c->state = HTTP_LINGERING;
    else
        http_connection_drop(c);
}

// -- Output --

// True: everything is sent. False: the socket is full, or lost.
static bool flush(struct http_connection *c)
{
    size_t count = 0;
    const enum http_sent sent = http_output_send(&c->output, c->fd, &count);
    if (sent == HTTP_SENT_FAILED)
        http_connection_drop(c);
    else if (count > 0 && c->wait.kind == HTTP_WAIT_SEND)
        c->wait.since = http_loop_now(c->loop);
    return sent == HTTP_SENT_ALL;
}

static void take_output(struct http_connection *c)
{
    if (c->output.bytes == NULL)
        c->output.bytes = http_pool_take_buffer(&c->loop->pool);
}

static enum http_persistence decide_persistence(const struct http_connection *c)
{
    const struct http_head *head = &c->receiver.head;
    const bool is_last = c->input_ended || c->loop->stopping;
    if (c->refused || c->exchange->response.close || !head->keep_alive ||
        (is_last && http_receiver_is_empty(&c->receiver)))
        return HTTP_CLOSES;
    return head->request.is_http_1_0 ? HTTP_PERSISTS_TELLS : HTTP_PERSISTS;
}

static bool add_answer(struct http_connection *c)
{
    const struct http_exchange *x = c->exchange;
    const bool has_body =
        x->request.method != HTTP_HEAD && http_answer_has_body(x->response.status);
    const struct http_answer answer = {
        .response = &x->response,
        .date = {c->loop->date, sizeof(c->loop->date)},
        .request_id = x->request_id,
        .persistence = decide_persistence(c),
    };
    if (!http_output_add(&c->output, &answer, has_body ? x->response.body : S("")))
        return false;
    c->closing = answer.persistence == HTTP_CLOSES;
    return true;
}

static void set_error(struct http_connection *c, int status, str message)
{
    struct http_exchange *x = c->exchange;
    x->response = (struct http_response){.status = status, .close = true};
    if (c->loop->config.error_body != NULL)
        x->response.body = c->loop->config.error_body(x->arena, status, message);
}

static void answer(struct http_connection *c)
{
    take_output(c);
    if (!add_answer(c)) {
        set_error(c, 500, S("The answer's head is too long"));
        CHECK(add_answer(c));
    }
    if (c->output.body.n > 0)
        c->state = HTTP_SENDING;
    else
        finish_exchange(c);
}

// -- Requests --

static bool is_request_id(str text)
{
    for (size_t i = 0; i < text.n; i++) {
        const char c = text.p[i];
        if ((c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '.' &&
            c != '_' && c != '-')
            return false;
    }
    return text.n > 0 && text.n <= HTTP_MAX_REQUEST_ID_BYTES;
}

static void take_arena(struct http_connection *c)
{
    if (c->arena == NULL)
        c->arena = http_pool_take_arena(&c->loop->pool);
    if (c->started_us == 0)
        c->started_us = clock_monotonic_us();
}

static void open_exchange(struct http_connection *c, const struct http_request *request)
{
    struct http_exchange *x = arena_new(c->arena, struct http_exchange);
    const str sent_id = http_header(request, S("X-Request-Id"));
    x->request = *request;
    x->request.address = (str){c->peer.text, c->peer.text_bytes};
    x->arena = c->arena;
    x->request_id = is_request_id(sent_id) ? sent_id : http_loop_make_request_id(c->loop, c->arena);
    x->started_us = c->started_us;
    x->loop = c->loop;
    x->connection = c;
    c->exchange = x;
    c->state = HTTP_HANDLING;
}

static void refuse(struct http_connection *c, const struct http_refusal *why)
{
    take_arena(c);
    http_receiver_discard(&c->receiver);
    (void)account_body(c);
    open_exchange(c, &(struct http_request){0});
    c->refused = true;
    set_error(c, why->status, why->message);
    answer(c);
}

static void send_continue(struct http_connection *c)
{
    take_output(c);
    http_output_add_interim(&c->output, S("HTTP/1.1 100 Continue\r\n\r\n"));
    c->receiver.wants_continue = false;
}

// True: a request was handed over or refused, so that there may be another.
static bool receive(struct http_connection *c)
{
    struct http_refusal why = {.status = 503, .message = S("Too many bodies are arriving")};
    if (c->receiver.start == c->receiver.end)
        return false;
    take_arena(c);
    enum http_progress progress = http_receive(&c->receiver, c->arena, &why);
    if (!account_body(c))
        progress = HTTP_REFUSED;
    switch (progress) {
    case HTTP_MORE:
        if (c->receiver.wants_continue)
            send_continue(c);
        return false;
    case HTTP_DONE:
        open_exchange(c, &c->receiver.head.request);
        c->loop->config.handle(c->loop->config.context, c->exchange);
        return true;
    case HTTP_REFUSED:
        refuse(c, &why);
        return true;
    }
    return false;
}

// -- The state machine --

// One step that needs no waiting. False: there is none.
static bool step(struct http_connection *c)
{
    switch (c->state) {
    case HTTP_RECEIVING:
        return !c->closing && (http_output_has_room(&c->output) || flush(c)) && receive(c);
    case HTTP_SENDING:
        if (!flush(c))
            return false;
        finish_exchange(c);
        return true;
    case HTTP_HANDLING:
    case HTTP_LINGERING:
    case HTTP_GONE:
        return false;
    }
    return false;
}

// Nothing more will be answered here.
static bool is_over(const struct http_connection *c)
{
    return c->state == HTTP_RECEIVING && (c->closing || c->input_ended || c->loop->stopping);
}

static void release_unused(struct http_connection *c)
{
    struct http_pool *pool = &c->loop->pool;
    if (c->exchange == NULL && http_receiver_is_empty(&c->receiver)) {
        http_pool_give_buffer(pool, c->receiver.bytes);
        http_pool_give_arena(pool, c->arena);
        c->receiver.bytes = NULL;
        c->arena = NULL;
    }
    if (http_output_is_empty(&c->output)) {
        http_pool_give_buffer(pool, c->output.bytes);
        c->output.bytes = NULL;
    }
}

static void on_event(uv_poll_t *poll, int status, int events);

static void watch(struct http_connection *c)
{
    int events = 0;
    if (!c->input_ended && http_receiver_room(&c->receiver) > 0)
        events |= UV_READABLE;
    if (!http_output_is_empty(&c->output))
        events |= UV_WRITABLE;
    if (events == c->watched)
        return;
    c->watched = events;
    CHECK(uv_poll_start(&c->poll, events, on_event) == 0); // no events: stops
}

static enum http_wait_kind what_is_awaited(const struct http_connection *c)
{
    if (!http_output_is_empty(&c->output))
        return HTTP_WAIT_SEND;
    if (c->state == HTTP_LINGERING)
        return HTTP_WAIT_LINGER;
    if (c->state == HTTP_HANDLING)
        return HTTP_WAIT_HANDLER;
    if (c->receiver.in_body)
        return HTTP_WAIT_BODY;
    if (!http_receiver_is_empty(&c->receiver))
        return HTTP_WAIT_HEAD;
    return c->has_served ? HTTP_WAIT_IDLE : HTTP_WAIT_FIRST;
}

// Everything possible is done: sends, and makes ready to wait.
static void settle(struct http_connection *c)
{
    const bool all_sent = c->state != HTTP_SENDING && c->state != HTTP_GONE && flush(c);
    if (all_sent && is_over(c))
        hang_up(c);
    if (!account_answer(c))
        http_connection_drop(c); // it is the newest of those that wait
    if (c->state == HTTP_GONE)
        return;
    release_unused(c);
    watch(c);
    http_wait_for(&c->wait, what_is_awaited(c), http_loop_now(c->loop));
}

static void go_on(struct http_connection *c)
{
    if (c->advancing)
        return;
    c->advancing = true;
    while (step(c))
        ;
    c->advancing = false;
    settle(c);
}

void http_respond(struct http_exchange *x)
{
    struct http_connection *c = x->connection;
    CHECK(pthread_equal(pthread_self(), c->loop->thread));
    CHECK(c->exchange == x);
    if (c->state == HTTP_GONE) {
        finish_exchange(c);
        free_if_over(c);
        return;
    }
    CHECK(c->state == HTTP_HANDLING);
    answer(c);
    go_on(c);
}

// -- Input --

static void read_input(struct http_connection *c)
{
    if (c->receiver.bytes == NULL)
        c->receiver.bytes = http_pool_take_buffer(&c->loop->pool);
    const size_t room = http_receiver_room(&c->receiver);
    if (room == 0)
        return;
    const ssize_t count = recv(c->fd, c->receiver.bytes + c->receiver.end, room, 0);
    if (count > 0)
        c->receiver.end += (size_t)count;
    else if (count == 0)
        c->input_ended = true;
    else if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
        http_connection_drop(c);
}

static void linger(struct http_connection *c)
{
    http_receiver_discard(&c->receiver);
    if (c->input_ended)
        http_connection_drop(c);
}

static void on_event(uv_poll_t *poll, int status, int events)
{
    struct http_connection *c = poll->data;
    if (status < 0) {
        http_connection_drop(c);
        return;
    }
    if ((events & UV_READABLE) != 0)
        read_input(c);
    if (c->state == HTTP_LINGERING)
        linger(c);
    else
        go_on(c);
}

// -- The loop's calls --

void http_connection_open(struct http_loop *loop, int fd, const struct http_peer *peer)
{
    struct http_connection *c = calloc(1, sizeof(*c));
    CHECK(c != NULL);
    c->loop = loop;
    c->fd = fd;
    c->peer = *peer;
    if (uv_poll_init(&loop->uv, &c->poll, fd) != 0) {
        (void)close(fd);
        http_census_leave(loop->config.limits, peer);
        free(c);
        return;
    }
    c->poll.data = c;
    c->next = loop->connections;
    if (c->next != NULL)
        c->next->previous = c;
    loop->connections = c;
    settle(c);
}

void http_connection_sweep(struct http_connection *c, msec now)
{
    static const struct http_refusal too_slow = {408, S("The request did not arrive in time")};
    if (c->state == HTTP_GONE)
        return;
    switch (http_deadline(c->loop->config.limits, &c->wait, now)) {
    case HTTP_WAIT_ON:
        return;
    case HTTP_WAIT_NEW_WINDOW:
        c->wait.since = now;
        c->wait.bytes = 0;
        return;
    case HTTP_WAIT_TIMED_OUT:
        refuse(c, &too_slow);
        go_on(c);
        return;
    case HTTP_WAIT_DROP:
        http_connection_drop(c);
        return;
    }
}

void http_connection_stop(struct http_connection *c)
{
    if (c->state == HTTP_LINGERING)
        http_connection_drop(c);
    if (c->state != HTTP_RECEIVING)
        return;
    read_input(c);
    go_on(c);
}
