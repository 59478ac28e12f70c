// http.h -- the server's view of one request and its answer.
//
// A server has one loop per thread; each loop has its own listening socket (SO_REUSEPORT) and its
// own connections. A request belongs to its loop's thread. The handler either answers at once
// (http_respond) or gives the exchange to another thread, which ends its work with http_post: the
// loop then answers. Only one thread touches an exchange at a time; an exchange that is away stays
// valid when its client hangs up. Requests of one connection are handled one at a time, in order.
// Framing (RFC 9112) is strict: whatever is ambiguous gets 400 and a closed connection.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/arena.h"
#include "base/err.h"

enum http_method {
    HTTP_GET,
    HTTP_HEAD,
    HTTP_POST,
    HTTP_PUT,
    HTTP_PATCH,
    HTTP_DELETE,
    HTTP_OPTIONS,
    HTTP_OTHER, // a valid token that is none of the above
    HTTP_METHOD_COUNT
};

struct http_header {
    str name; // as sent
    str value;
};

struct http_request {
    enum http_method method;
    str method_text;
    str target; // as sent
    str path;   // of the target, before '?'; still percent-encoded; "*" for OPTIONS *
    str query;  // after '?', or absent
    const struct http_header *headers;
    size_t header_count;
    str body;    // whole, chunks joined
    str address; // of the peer, as text; "unix" for a Unix socket
    bool is_http_1_0;
};

enum { HTTP_RESPONSE_HEADERS = 6 };

struct http_response {
    int status;       // 200..599
    str content_type; // absent: application/json; charset=utf-8, where there is a body
    /* Further fields; unused ones have an absent name, one with a control byte is left out. */
    struct http_header headers[HTTP_RESPONSE_HEADERS];
    str body;   // in the exchange's arena, or longer lived than the exchange; not sent for HEAD
    bool close; // close the connection after this answer
};

// One request and its answer. Everything in it lives in `arena` until the answer is sent.
struct http_exchange {
    struct http_request request;
    struct http_response response;
    struct arena *arena;
    str request_id; // sent as X-Request-Id; the client's own if it is 1-64 of [A-Za-z0-9._-], else
                    // made here
    int64_t started_us; // monotonic, first byte of the request seen
    void *user;         // the handler's
    struct http_loop *loop;
    struct http_connection *connection;
    struct http_exchange *next; // for the queue of the thread that holds the exchange
};

struct http_config {
    void *context; // handed to every callback
    /* A whole request has arrived. */
    void (*handle)(void *context, struct http_exchange *x);
    /* The answer to a handled request is on its way (or its connection is gone); the last look at
     * x. May be NULL. */
    void (*finished)(void *context, struct http_exchange *x);
    /* As finished, for a request that never reached `handle`: it was refused (the statuses of
     * error_body), x->request holds nothing but the address. May be NULL. */
    void (*refused)(void *context, struct http_exchange *x);
    /* Body, in `arena`, of an answer to a request that cannot be understood or taken in: 400, 408,
     * 413, 414, 417, 431, 501, 503, 505; 500 for an answer whose head is too long. NULL: none. */
    str (*error_body)(struct arena *arena, int status, str message);
    /* The loop is about to wait for events. May be NULL. */
    void (*before_wait)(void *context);
    struct http_limits *limits; // shared by all loops of a server
};

// Settings that tests and operators change; the rest are constants of limits.h.
struct http_limits {
    int max_connections;
    int max_connections_per_address;
    int max_arriving_bytes;
    int max_leaving_bytes;
    int header_timeout_ms;
    int body_window_ms;
    int idle_timeout_ms;
    int send_timeout_ms;
    int stop_timeout_ms;
    struct http_census *census; // connections per address, made by http_limits_init
};

/* Fills in the defaults of limits.h and makes the census; http_limits_release frees it. */
void http_limits_init(struct http_limits *limits);
void http_limits_release(struct http_limits *limits);

struct http_loop;

/* A listening TCP socket, non-blocking, close-on-exec. `address` is "127.0.0.1:8080", "[::1]:0" or
 * "0.0.0.0:80"; *out_port tells the port that port 0 became. ERR_INVALID: no such address;
 * ERR_UNAVAILABLE: taken, or not ours. On error *why is a sentence in the arena. */
MUST_CHECK enum err http_listen(struct arena *arena, str address, int *out_fd, int *out_port,
                                str *why);

/* One more socket on the address and port of a socket of http_listen, for one more loop
 * (SO_REUSEPORT: the kernel spreads connections). */
MUST_CHECK enum err http_listen_sibling(struct arena *arena, int first_fd, int *out_fd, str *why);

/* A listening Unix socket at `path`, mode 0600; one that nobody answers is replaced. */
MUST_CHECK enum err http_listen_unix(struct arena *arena, str path, int *out_fd, str *why);

/* A loop without sockets; config is copied. */
struct http_loop *http_loop_open(const struct http_config *config);

/* Serves the listening socket `fd`, which the loop then owns. Before run; any number. */
void http_loop_add_listener(struct http_loop *loop, int fd);

/* Runs until http_loop_stop: answers what has come whole, closes every connection and returns. */
void http_loop_run(struct http_loop *loop);

/* From any thread or a signal handler: close the listeners, finish what is under way, return from
 * run within stop_timeout_ms. */
void http_loop_stop(struct http_loop *loop);

/* After run has returned and the threads that may post to this loop have ended: an exchange that is
 * still away is finished unanswered. Nulls the caller's pointer. */
void http_loop_close(struct http_loop **loop);

/* Sends x->response. On the loop's thread only, once per exchange; x is no longer the caller's. */
void http_respond(struct http_exchange *x);

/* From any thread: gives x back to its loop, which calls http_respond. */
void http_post(struct http_exchange *x);

/* The first header of that name (letter case ignored), or absent. */
str http_header(const struct http_request *request, str name);

/* Reason phrase: "Not Found"; empty for a status without one. */
str http_reason(int status);

/* Decodes %XX (and '+' as blank if `plus`) into the arena; false for a broken escape, NUL or
 * invalid UTF-8. */
bool http_decode_percent(struct arena *arena, str text, bool plus, str *out);
