// store_fixture.h -- a migrated database for each test of store and core, on both engines.
//
// Stands on db_fixture: a database of the test's own, skipped where the engine is missing. The
// connection knows the program's statements and those of store_looks.sql.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "db_fixture.h"
#include "expect.h"
#include "store/store.h"
#include "store_looks.h"

struct store_test {
    struct fixture *fixture;
    struct store store; // of organisation 0
};

/* For cmocka, around each test; *state is an engine first, then the test's struct. */
int set_up_store(void **state);
int tear_down_store(void **state);

/* The struct of a test; ends the test as skipped where the engine is missing. */
struct store_test *store_test_of(void **state);

/* Its store, in a write transaction for the rest of the test: what one test writes no other sees.
 */
struct store *store_of(void **state, int64_t org_id);

#define STORE_ON_(test, engine_name, engine)                                                       \
    {                                                                                              \
        .name = #test " (" engine_name ")", .test_func = (test), .setup_func = set_up_store,       \
        .teardown_func = tear_down_store, .initial_state = (engine)                                \
    }
#define STORE_ON_SQLITE(test) STORE_ON_(test, "sqlite", &on_sqlite)
#define STORE_ON_POSTGRES(test) STORE_ON_(test, "postgres", &on_postgres)
#define STORE_ON_BOTH(test) STORE_ON_SQLITE(test), STORE_ON_POSTGRES(test)

/* One more connection to the test's database; on SQLite only while the first is closed. */
struct db *open_store_again(struct fixture *f);

/* What a statement of one text column answers, a newline behind each row. */
str look(struct store *s, unsigned sql, struct db_params params);

#define expect_look(s, sql, params, lines) expect_text(look((s), (sql), (params)), S(lines))
