// plan_reader.h -- a connection of SQLite that statements are planned on, not run.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "db_fixture.h"

#include <sqlite3.h>

static inline void stand_in(sqlite3_context *context, int argument_count, sqlite3_value **arguments)
{
    (void)argument_count;
    (void)arguments;
    sqlite3_result_null(context);
}

/* Knows what the driver gives its connections: planning needs the names alone. */
static inline sqlite3 *open_to_plan(struct fixture *f)
{
    static const char *const functions[] = {"set_bits", "strpos"};
    sqlite3 *handle = NULL;
    assert_int_equal(sqlite3_open_v2(path_of(f, ""), &handle, SQLITE_OPEN_READONLY, NULL), 0);
    for (size_t i = 0; i < ARRAY_LEN(functions); i++)
        assert_int_equal(sqlite3_create_function(handle, functions[i], 2, SQLITE_UTF8, NULL,
                                                 stand_in, NULL, NULL),
                         SQLITE_OK);
    return handle;
}
