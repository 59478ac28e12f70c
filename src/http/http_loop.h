// http_loop.h -- a loop and its connections, as the files of this folder see them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/http_answer.h"
#include "http/http_pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <uv.h>

struct http_connection;
struct http_listener;

struct http_loop {
    uv_loop_t uv;
    uv_timer_t tick;     // every second: date, deadlines
    uv_timer_t deadline; // of a stop
    uv_prepare_t before_wait;
    uv_async_t wake; // something was posted, or a stop was asked for
    struct http_config config;
    struct http_pool pool;
    struct http_connection *connections;
    struct http_listener *listeners;
    pthread_t thread; // the one that runs
    bool stopping;
    size_t arriving_bytes; // of bodies half received
    size_t leaving_bytes;  // of answers that wait for their clients
    uint64_t request_id_state;
    char date[HTTP_DATE_BYTES];
    _Atomic(struct http_exchange *) posted; // newest first
    atomic_bool stop_asked;
};

/* Monotonic; read once per round of the loop. */
msec http_loop_now(const struct http_loop *loop);

/* 16 hex digits that no other request has. */
str http_loop_make_request_id(struct http_loop *loop, struct arena *arena);

/* A connection has been freed: the last one ends a stop. */
void http_loop_connection_freed(struct http_loop *loop);

/* Watches the listening socket `fd`. */
void http_listener_open(struct http_loop *loop, int fd);

/* Listens again where the system had no room for more connections. */
void http_listeners_resume(struct http_loop *loop);

/* Takes what waits to be accepted, then closes every listener of the loop. */
void http_listeners_close(struct http_loop *loop);
