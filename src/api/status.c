// status.c -- error kinds as HTTP statuses.
// SPDX-License-Identifier: Apache-2.0
#include "api/status.h"

int http_status_of(enum err kind)
{
    static const int statuses[ERR_COUNT] = {
        [OK] = 200,
        [ERR_INVALID] = 400,
        [ERR_UNAUTHENTICATED] = 401,
        [ERR_FORBIDDEN] = 403,
        [ERR_NOT_FOUND] = 404,
        [ERR_METHOD] = 405,
        [ERR_CONFLICT] = 409,
        [ERR_PRECONDITION] = 412,
        [ERR_TOO_LARGE] = 413,
        [ERR_RATE_LIMITED] = 429,
        [ERR_TIMEOUT] = 503,
        [ERR_UNAVAILABLE] = 503,
        [ERR_INTERNAL] = 500,
    };
    CHECK(kind < ERR_COUNT);
    return statuses[kind];
}
