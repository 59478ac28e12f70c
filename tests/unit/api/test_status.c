// test_status.c -- the HTTP status of each error.
// SPDX-License-Identifier: Apache-2.0
#include "api/status.h"

#include "expect.h"

static void every_error_has_its_status(void **state)
{
    (void)state;
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
    for (int i = 0; i < ERR_COUNT; i++)
        expect_row(http_status_of((enum err)i) == statuses[i] && statuses[i] != 0, (size_t)i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_error_has_its_status),
    };
    return cmocka_run_group_tests_name("status", tests, NULL, NULL);
}
