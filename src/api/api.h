// api.h -- what every dialect is made of: a route table, an authenticator, an error renderer,
// handlers.
//
// The dispatcher does what every request needs: match, authenticate, permit, parse the body, find
// the thread that owns the database connection, render errors, answer, log. A handler calls one use
// case and one encoder.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/query.h"
#include "api/rate_limit.h"
#include "api/text_cache.h"
#include "core/ctx.h"
#include "http/http.h"
#include "json/json_bind.h"
#include "json/json_write.h"

struct api_request;
struct dialect_doc; // openapi.h, as route_doc
struct route_doc;

typedef enum err route_handler(struct api_request *q);

// What a request must be allowed to do. There is no zero: a route without a permission does not
// compile (ROUTE).
enum permission {
    PERMISSION_READ = SCOPE_READ,
    PERMISSION_RESPOND = SCOPE_RESPOND,
    PERMISSION_MANAGE = SCOPE_MANAGE,
    PERMISSION_ADMIN = SCOPE_ADMIN,
    PERMISSION_ANY = SCOPE_ALL,  // a key, whatever it may do
    PERMISSION_PUBLIC = 1 << 16, // no credential is asked for
    PERMISSION_TOKEN = 1 << 17,  // the credential is the {token} of the path
};

// Where the handler runs. ROUTE_NONE touches no database.
enum route_mode { ROUTE_NONE, ROUTE_READ, ROUTE_WRITE };

enum route_flag {
    ROUTE_TEAM = 1,       // works in one team, which the dialect's authenticator selects
    ROUTE_BODY = 2,       // the body must be a JSON object
    ROUTE_IDEMPOTENT = 4, // honours Idempotency-Key
    ROUTE_REPEATABLE =
        16,           // the answer hangs on the database and the request alone, not on the time
    ROUTE_SECRET = 8, // the path holds a token or a share link: logged by its first four characters
    ROUTE_LIST = 32,  // the body must be a JSON array; with ROUTE_BODY either will do
};

struct route {
    enum http_method method;
    str path; // "/incidents/{counterId}"
    enum permission permission;
    enum route_mode mode;
    unsigned flags;
    route_handler *handler;
    str summary;                 // one line for people: `tocsin routes` and the API documents
    int status;                  // of a good answer; 0: 200
    const struct route_doc *doc; // parameters and body, for the API document; NULL: nothing to tell
};

/* A row of a table; what is rarer stands at its end: .status = 201. */
#define ROUTE(route_method, route_path, route_permission, route_where, route_flags,                \
              route_function, text, ...)                                                           \
    {                                                                                              \
        .method = HTTP_##route_method, .path = S(route_path),                                      \
        .permission = PERMISSION_##route_permission, .mode = ROUTE_##route_where,                  \
        .flags = (route_flags), .handler = (route_function), .summary = S(text), __VA_ARGS__       \
    }

static inline bool route_wants_key(const struct route *route)
{
    return ((unsigned)route->permission & SCOPE_ALL) != 0;
}

struct dialect {
    str name;
    const struct route *routes;
    size_t route_count;
    /* Finds the credential and sets the principal; selects q->team where the route asks for one. */
    enum err (*authenticate)(struct api_request *q);
    /* Writes the body of a refusal, from q->ctx.error; the status is set. */
    void (*render_error)(struct api_request *q);
    bool tells_rate;               // X-RateLimit-* where a limit holds for the key
    const struct dialect_doc *doc; // for its API document
};

enum { API_MAX_PARAMS = 4, API_MAX_ANSWER_BYTES = 48 * 1024 * 1024, API_MAX_QUERY_PARAMS = 256 };

// One request on its way through the house.
struct api_request {
    struct ctx ctx;
    const struct http_request *http;
    str request_id;
    const struct dialect *dialect;
    const struct route *route;
    str params[API_MAX_PARAMS]; // of the path, decoded, in order
    const struct json *body;    // with ROUTE_BODY or ROUTE_LIST
    struct query query;
    const struct team *team;               // with ROUTE_TEAM
    const struct integration *integration; // with PERMISSION_TOKEN
    str public_url;                        // without a slash at its end
    struct text_cache *texts;
    struct rate_usage rate; // of the key
    // the answer
    int status;
    str content_type; // absent: JSON
    struct http_header
        headers[HTTP_RESPONSE_HEADERS]; // further fields; unused ones have an absent name
    struct buf answer;
    struct json_writer w; // writes to `answer`
    void (*after_commit)(
        const struct api_request *q); // what the handler wants done once it is on disk
    const void *outcome;              // for after_commit
    const struct api_loop *loop;
};

/* fail() with the request's errinfo. */
static inline enum err api_fail(struct api_request *q, enum err kind, str field, str message)
{
    return ctx_fail(&q->ctx, kind, field, message);
}

/* Adds a header field to the answer. */
void api_header(struct api_request *q, str name, str value);

/* The parameter of the path at `index`. */
str api_param(const struct api_request *q, size_t index);

/* Binds the body to a struct (json_bind), recording a refusal. */
MUST_CHECK enum err api_bind(struct api_request *q, const struct bind_field *fields, size_t count,
                             void *out);

/* The same with an object inside the body, whose own name is `name`: a refusal names "name.field".
 * Absent (p == NULL) for the body itself. */
MUST_CHECK enum err api_bind_object(struct api_request *q, str name, const struct json *object,
                                    const struct bind_field *fields, size_t count, void *out);

/* An authenticator: the API key of the request, whatever the dialect. */
MUST_CHECK enum err api_authenticate_key(struct api_request *q);

/* Error renderers: {message}, and {message, error} with the field at fault or else the kind. */
void api_render_message(struct api_request *q);
void api_render_message_and_field(struct api_request *q);

/* The API key of the request: x-api-key, else the Authorization header bare, as Bearer, or as the
 * password of Basic. */
str api_credential(const struct api_request *q);
