// http_loop.c -- one thread's events: sockets, a tick a second, what other threads send.
//
// Other threads reach the loop by two things only: the list of posted exchanges and the wish to
// stop, both atomic, and one wake-up for both. Stopping closes the listeners, lets every connection
// finish what has come whole, and cuts off what is left at the deadline.
// SPDX-License-Identifier: Apache-2.0
#include "http/http_loop.h"

#include "base/crypto.h"
#include "http/http_connection.h"

#include <stdatomic.h>

// -- Services for connections --

msec http_loop_now(const struct http_loop *loop)
{
    return (msec)uv_now(&loop->uv);
}

// splitmix64: a bijection of a counter, so that ids of one loop never repeat.
static uint64_t mix(uint64_t value)
{
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31);
}

str http_loop_make_request_id(struct http_loop *loop, struct arena *arena)
{
    enum { DIGITS = 16 };
    char *text = arena_alloc_raw(arena, DIGITS);
    uint64_t id = mix(loop->request_id_state++);
    for (int i = 0; i < DIGITS; i++, id >>= 4)
        text[i] = "0123456789abcdef"[id & 15];
    return (str){text, DIGITS};
}

void http_loop_connection_freed(struct http_loop *loop)
{
    if (loop->stopping && loop->connections == NULL)
        uv_stop(&loop->uv);
}

// -- Events --

static void set_date(struct http_loop *loop)
{
    http_date_format(clock_now(), loop->date);
}

static void on_tick(uv_timer_t *timer)
{
    struct http_loop *loop = timer->data;
    const msec now = http_loop_now(loop);
    set_date(loop);
    for (struct http_connection *c = loop->connections; c != NULL; c = c->next)
        http_connection_sweep(c, now);
    http_listeners_resume(loop);
    http_pool_shrink(&loop->pool);
}

static void on_before_wait(uv_prepare_t *prepare)
{
    const struct http_loop *loop = prepare->data;
    loop->config.before_wait(loop->config.context);
}

static void on_deadline(uv_timer_t *timer)
{
    struct http_loop *loop = timer->data;
    uv_stop(&loop->uv);
}

static struct http_exchange *take_posted(struct http_loop *loop)
{
    struct http_exchange *newest = atomic_exchange(&loop->posted, NULL);
    struct http_exchange *oldest = NULL;
    while (newest != NULL) {
        struct http_exchange *x = newest;
        newest = x->next;
        x->next = oldest;
        oldest = x;
    }
    return oldest;
}

static void respond_posted(struct http_loop *loop)
{
    struct http_exchange *x = take_posted(loop);
    while (x != NULL) {
        struct http_exchange *next = x->next;
        x->next = NULL;
        http_respond(x);
        x = next;
    }
}

static void begin_stop(struct http_loop *loop)
{
    http_listeners_close(loop);
    loop->stopping = true;
    for (struct http_connection *c = loop->connections; c != NULL; c = c->next)
        http_connection_stop(c);
    const uint64_t timeout_ms = (uint64_t)loop->config.limits->stop_timeout_ms;
    CHECK(uv_timer_start(&loop->deadline, on_deadline, timeout_ms, 0) == 0);
    if (loop->connections == NULL)
        uv_stop(&loop->uv);
}

static void on_wake(uv_async_t *wake)
{
    struct http_loop *loop = wake->data;
    respond_posted(loop);
    if (atomic_load(&loop->stop_asked) && !loop->stopping)
        begin_stop(loop);
}

// -- From any thread --

void http_post(struct http_exchange *x)
{
    struct http_loop *loop = x->loop; // x is the loop's as soon as it is in the list
    struct http_exchange *newest = atomic_load_explicit(&loop->posted, memory_order_relaxed);
    do
        x->next = newest;
    while (!atomic_compare_exchange_weak(&loop->posted, &newest, x));
    if (newest == NULL) // whoever made the list non-empty wakes the loop
        CHECK(uv_async_send(&loop->wake) == 0);
}

void http_loop_stop(struct http_loop *loop)
{
    atomic_store(&loop->stop_asked, true);
    CHECK(uv_async_send(&loop->wake) == 0);
}

// -- Life --

static void open_handles(struct http_loop *loop)
{
    CHECK(uv_timer_init(&loop->uv, &loop->tick) == 0);
    CHECK(uv_timer_init(&loop->uv, &loop->deadline) == 0);
    CHECK(uv_prepare_init(&loop->uv, &loop->before_wait) == 0);
    CHECK(uv_async_init(&loop->uv, &loop->wake, on_wake) == 0);
    loop->tick.data = loop->deadline.data = loop->before_wait.data = loop->wake.data = loop;
}

struct http_loop *http_loop_open(const struct http_config *config)
{
    struct http_loop *loop = calloc(1, sizeof(*loop));
    CHECK(loop != NULL);
    CHECK(uv_loop_init(&loop->uv) == 0);
    loop->config = *config;
    crypto_random(&loop->request_id_state, sizeof(loop->request_id_state));
    open_handles(loop);
    set_date(loop);
    return loop;
}

void http_loop_add_listener(struct http_loop *loop, int fd)
{
    http_listener_open(loop, fd);
}

void http_loop_run(struct http_loop *loop)
{
    loop->thread = pthread_self();
    CHECK(uv_timer_start(&loop->tick, on_tick, MSEC_PER_SECOND, MSEC_PER_SECOND) == 0);
    if (loop->config.before_wait != NULL)
        CHECK(uv_prepare_start(&loop->before_wait, on_before_wait) == 0);
    (void)uv_run(&loop->uv, UV_RUN_DEFAULT);
}

static void close_handle(uv_handle_t *handle, void *argument)
{
    (void)argument;
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

// Every exchange is home or never will be: the caller has ended the threads that held them.
static void close_connections(struct http_loop *loop)
{
    respond_posted(loop);
    struct http_connection *c = loop->connections;
    while (c != NULL) {
        struct http_connection *next = c->next;
        http_connection_abandon(c);
        c = next;
    }
}

void http_loop_close(struct http_loop **loop)
{
    struct http_loop *closing = *loop;
    if (closing == NULL)
        return;
    closing->thread = pthread_self();
    http_listeners_close(closing);
    closing->stopping = true;
    close_connections(closing);
    uv_walk(&closing->uv, close_handle, NULL);
    while (uv_run(&closing->uv, UV_RUN_DEFAULT) != 0)
        ;
    CHECK(uv_loop_close(&closing->uv) == 0);
    CHECK(closing->connections == NULL);
    http_pool_release(&closing->pool);
    free(closing);
    *loop = NULL;
}
