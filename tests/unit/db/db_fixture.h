// db_fixture.h -- databases of their own for the tests of src/db.
//
// Each test starts with an empty table `note` on one engine: on SQLite in a folder of its own, on
// PostgreSQL in a database that the program makes and drops. Without TOCSIN_TEST_POSTGRES
// (tests/lib/with-postgres) the cases of PostgreSQL are skipped, which is said.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "db/db.h"
#include "db_statements.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct fixture {
    enum db_engine engine;
    struct arena arena;
    str folder; // SQLite
    str url;
    struct db *db; // open for writing
};

/* For cmocka, around each test and around all of one program. *state is an engine first, then the
 * fixture; NULL where the engine is missing. */
int set_up(void **state);
int tear_down(void **state);
int make_database(void **state);
int drop_database(void **state);

/* The fixture of a test; ends the test as skipped where the engine is missing. */
struct fixture *fixture_of(void **state);

#define ON_(test, engine_name, engine)                                                             \
    {                                                                                              \
        .name = #test " (" engine_name ")", .test_func = (test), .setup_func = set_up,             \
        .teardown_func = tear_down, .initial_state = (engine)                                      \
    }
#define ON_SQLITE(test) ON_(test, "sqlite", &on_sqlite)
#define ON_POSTGRES(test) ON_(test, "postgres", &on_postgres)
#define ON_BOTH(test) ON_SQLITE(test), ON_POSTGRES(test)
extern enum db_engine on_sqlite;
extern enum db_engine on_postgres;

/* One more connection to the fixture's database. */
struct db *connect_again(struct fixture *f, struct db_options options);

/* Runs statements that are not worth a name. */
void run_script(struct db *db, const char *script);

void add_note(struct db *db, int64_t id);
int64_t count_notes(struct fixture *f, struct db *db);

/* The path of the SQLite database, with an ending. */
const char *path_of(struct fixture *f, const char *ending);

#define assert_ok(call) assert_int_equal((call), OK)
#define assert_str(value, literal) assert_true(str_eq((value), S(literal)))
#define assert_contains(text, literal)                                                             \
    do {                                                                                           \
        if (str_find_str((text), S(literal)) == (text).n)                                          \
            fail_msg("\"%.*s\" does not contain \"%s\"", STR(text), (literal));                    \
    } while (0)
