// router.h -- all dialects' routes as one table to match paths against.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/api.h"

#include <stdatomic.h>

enum { ROUTER_MAX_SEGMENTS = 8, ROUTER_MAX_ROUTES = 512 };

// Answers given by a route, by hundreds of their status, and what they took.
struct route_meter {
    atomic_ulong answers[6];
    atomic_ulong microseconds;
    atomic_ulong rows;  // struct db_work's
    atomic_ulong steps; // likewise
};

struct router;

/* Reads the tables, which outlive the router. A route without permission or handler, or two routes
 * that match the same, is a broken invariant. */
struct router *router_open(const struct dialect *const *dialects, size_t count);
void router_close(struct router **router);

struct route_match {
    const struct dialect *dialect;
    const struct route *route; // NULL: the path or the method is unknown
    struct route_meter *meter;
    str params[API_MAX_PARAMS]; // decoded
    bool path_exists;           // with another method
    bool is_secret;             // a route of this path holds a token
    bool is_malformed;          // the path is no percent-encoded UTF-8
    str allow;                  // the methods of the path, when route is NULL
};

/* Fixed segments win over parameters. HEAD finds GET's route. */
void router_match(const struct router *router, struct arena *arena,
                  const struct http_request *request, struct route_match *out);

/* Counts what no route answered: unknown paths, requests that could not be understood. */
struct route_meter *router_unrouted(struct router *router);

/* Calls `visit` for every route, in the order of the tables. */
typedef void route_visitor(void *context, const struct dialect *dialect, const struct route *route,
                           const struct route_meter *meter);
void router_visit(const struct router *router, route_visitor *visit, void *context);

/* "GET" */
str method_name(enum http_method method);
