// http_connection.h -- one client: its socket, its request under way, its answers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/http_census.h"
#include "http/http_deadline.h"
#include "http/http_loop.h"
#include "http/http_output.h"
#include "http/http_receive.h"

enum http_connection_state {
    HTTP_RECEIVING, // waits for a request, or for the rest of one
    HTTP_HANDLING,  // the exchange is with the handler or with another thread
    HTTP_SENDING,   // the exchange's long body is being sent from where it lies
    HTTP_LINGERING, // refused and answered; what still comes is thrown away
    HTTP_GONE,      // the socket is closed; the exchange, if any, is still away
};

struct http_connection {
    uv_poll_t poll;
    struct http_loop *loop;
    struct http_connection *next;
    struct http_connection *previous;
    int fd;
    int watched; // UV_READABLE | UV_WRITABLE
    enum http_connection_state state;
    bool advancing;     // the loop over requests is running further up the stack
    bool closing;       // the last answer has been given
    bool refused;       // that answer is a refusal
    bool input_ended;   // the client sends no more
    bool handle_closed; // libuv has let go of `poll`
    bool has_served;    // at least one request
    struct http_wait wait;
    struct http_receiver receiver;
    struct http_output output;
    struct http_exchange *exchange; // under way
    struct arena *arena;            // of that exchange
    int64_t started_us;             // its first byte was seen; 0: none
    size_t arriving_bytes;          // this connection's part of the loop's
    size_t leaving_bytes;           // the same
    struct http_peer peer;
};

/* Takes over a socket that the census has let in. */
void http_connection_open(struct http_loop *loop, int fd, const struct http_peer *peer);

/* Once a second: holds it to its deadlines. */
void http_connection_sweep(struct http_connection *connection, msec now);

/* The loop is stopping: takes a last look at the socket, answers what has come whole and closes; an
 * exchange that is away is waited for. */
void http_connection_stop(struct http_connection *connection);

/* Closes the socket now. */
void http_connection_drop(struct http_connection *connection);

/* Drops it and gives up an exchange that no thread will post any more. */
void http_connection_abandon(struct http_connection *connection);
