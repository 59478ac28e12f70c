// http_accept.c -- listening sockets of a loop: who is let in.
//
// accept4 tells the peer's address with the socket, so one beyond the limits is turned away before
// anything is allocated for it. When the system has no room (descriptors, memory) the listener is
// not watched until the next tick: it must not wake the loop again and again for nothing.
// SPDX-License-Identifier: Apache-2.0
#include "http/http_connection.h"
#include "http/limits.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

struct http_listener {
    uv_poll_t poll;
    struct http_loop *loop;
    struct http_listener *next;
    int fd;
    bool paused;
};

static void on_ready(uv_poll_t *poll, int status, int events);

static void watch(struct http_listener *listener)
{
    listener->paused = false;
    CHECK(uv_poll_start(&listener->poll, UV_READABLE, on_ready) == 0);
}

static void pause_until_tick(struct http_listener *listener)
{
    listener->paused = true;
    CHECK(uv_poll_stop(&listener->poll) == 0);
}

// Best effort and at once: the answer fits the socket's empty buffer, nothing is waited for.
static void turn_away(struct http_loop *loop, int fd)
{
    struct arena *arena = http_pool_take_arena(&loop->pool);
    struct http_output output = {.bytes = http_pool_take_buffer(&loop->pool)};
    struct http_response response = {.status = 503, .headers = {{S("Retry-After"), S("1")}}};
    size_t sent = 0;
    if (loop->config.error_body != NULL)
        response.body = loop->config.error_body(arena, 503, S("There are too many connections"));
    const struct http_answer answer = {
        .response = &response,
        .date = {loop->date, sizeof(loop->date)},
        .request_id = http_loop_make_request_id(loop, arena),
        .persistence = HTTP_CLOSES,
    };
    if (http_output_add(&output, &answer, response.body))
        (void)http_output_send(&output, fd, &sent);
    (void)close(fd);
    http_pool_give_buffer(&loop->pool, output.bytes);
    http_pool_give_arena(&loop->pool, arena);
}

static void let_in(struct http_loop *loop, int fd, const struct sockaddr *address)
{
    struct http_peer peer;
    http_peer_init(&peer, address);
    if (http_census_enter(loop->config.limits, &peer))
        http_connection_open(loop, fd, &peer);
    else
        turn_away(loop, fd);
}

// False: none waits, or there is no room for it.
static bool accept_one(struct http_listener *listener)
{
    struct sockaddr_storage address = {0};
    socklen_t size = sizeof(address);
    const int fd =
        accept4(listener->fd, (struct sockaddr *)&address, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
        let_in(listener->loop, fd, (const struct sockaddr *)&address);
        return true;
    }
    if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
        pause_until_tick(listener);
        return false;
    }
    return errno != EAGAIN && errno != EWOULDBLOCK; // any other error is the lost connection's
}

static void on_ready(uv_poll_t *poll, int status, int events)
{
    (void)status;
    (void)events;
    struct http_listener *listener = poll->data;
    for (int i = 0; i < HTTP_ACCEPT_BATCH && accept_one(listener); i++)
        ;
}

void http_listener_open(struct http_loop *loop, int fd)
{
    struct http_listener *listener = calloc(1, sizeof(*listener));
    CHECK(listener != NULL);
    *listener = (struct http_listener){.loop = loop, .next = loop->listeners, .fd = fd};
    CHECK(uv_poll_init(&loop->uv, &listener->poll, fd) == 0);
    listener->poll.data = listener;
    loop->listeners = listener;
    watch(listener);
}

void http_listeners_resume(struct http_loop *loop)
{
    for (struct http_listener *l = loop->listeners; l != NULL; l = l->next)
        if (l->paused)
            watch(l);
}

static void on_closed(uv_handle_t *handle)
{
    free(handle->data);
}

void http_listeners_close(struct http_loop *loop)
{
    while (loop->listeners != NULL) {
        struct http_listener *listener = loop->listeners;
        loop->listeners = listener->next;
        for (int i = 0; i < HTTP_LISTEN_BACKLOG && accept_one(listener); i++)
            ;
        uv_close((uv_handle_t *)&listener->poll, on_closed);
        (void)close(listener->fd);
    }
}
