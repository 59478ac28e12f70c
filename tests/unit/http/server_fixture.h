// server_fixture.h -- a server in a thread of its own, and clients that speak raw bytes.
//
// The server's handler answers by path:
//   /echo      200, "METHOD TARGET BODY"
//   /size?N    200, N bytes
//   /status?N  status N, body "x"
//   /close     200, and closes
//   /header?N  200, with a field of N bytes
//   /park      keeps the exchange until server_take and http_post
//   /idle      looks at the idle connections, see `held`
//   /block     holds the loop's thread until server_unblock
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "http/http.h"

#include "expect.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

struct server {
    struct arena arena; // of the test's thread
    struct http_limits limits;
    struct http_loop *loop;
    pthread_t thread;
    int port;
    bool is_running;
    atomic_int handled;
    atomic_int finished;
    atomic_int refused;
    atomic_int rounds;        // of the loop
    atomic_int held;          // at the last /idle: buffers and arenas of idle connections
    _Atomic(msec) idle_since; // and since when the youngest of them has been idle
    sem_t is_blocked;
    sem_t unblock;
    pthread_mutex_t lock;
    pthread_cond_t parked_one;
    struct http_exchange *parked; // oldest first
};

/* Listens on a free port of 127.0.0.1; limits may be changed before server_start. */
struct server *server_open(void);
void server_start(struct server *server);

/* Stops it as an operator would and waits for its end. */
void server_stop(struct server *server);

/* Stops it if need be. False: a handled request was never finished. */
bool server_close(struct server *server);

/* For cmocka: *state is a running server. */
int make_server(void **state);
int release_server(void **state);

#define WITH_SERVER(test) cmocka_unit_test_setup_teardown(test, make_server, release_server)

/* The exchange that has been parked longest; waits for one. */
struct http_exchange *server_take(struct server *server);

/* Answers it with 200 and `body`, which outlives it. */
void server_post(struct http_exchange *x, str body);

/* Waits until a /block holds the loop; lets it go on. */
void server_await_block(struct server *server);
void server_unblock(struct server *server);

// -- Clients --

/* A connected socket that gives up after some seconds; and the same in two steps. */
int client_open(const struct server *server);
int client_unconnected(void);
void client_connect(const struct server *server, int fd);

/* False when the server resets the connection before it has taken them all. */
bool client_send(int fd, str bytes);

/* Closes with a reset, as a client that dies does. */
void client_reset(int fd);

struct reply {
    int status;
    str head; // with its last empty line
    str body;
    bool is_closed; // the server hung up instead
};

/* The next reply; `has_body` is false for the reply to a HEAD. */
struct reply client_receive(struct server *server, int fd, bool has_body);
struct reply client_ask(struct server *server, int fd, str request);

/* Has the reply this line in its head? */
bool reply_has(const struct reply *reply, str line);

/* The loop goes round for the events of `fd` and nothing else: it does not spin. */
void expect_calm(struct server *server, int fd);

/* The server has hung up in good order, without a reset, and sent nothing more. */
void expect_closed(int fd);
