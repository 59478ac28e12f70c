// store_fixture.c -- migrated databases for the tests of store and core.
// SPDX-License-Identifier: Apache-2.0
#include "store_fixture.h"

#include "sql_queries.h"

enum { LOOK_MAX_ROWS = 10000 };

// One table holds both, the program's statements first: its own numbers stay true.
_Static_assert((int)LOOK_NULL_COLUMNS == (int)SQL_COUNT, "the looks stand behind the program's");

/* What is not on disk dies with the test; nobody waits for the disk here. */
static struct db *connect_to_store(struct fixture *f)
{
    struct db *db = NULL;
    str why = {0};
    const struct db_options options = {.synchronous_normal = true};
    if (db_open(&f->arena, f->url, &store_looks, options, &db, &why) != OK)
        fail_msg("%.*s", STR(why));
    if (f->engine == DB_POSTGRES)
        run_script(db, "SET synchronous_commit = off");
    return db;
}

struct db *open_store_again(struct fixture *f)
{
    CHECK(f->engine == DB_POSTGRES || f->db == NULL);
    return connect_to_store(f);
}

static void migrate(struct fixture *f)
{
    str why = {0};
    db_close(&f->db);
    f->db = connect_to_store(f);
    if (db_migrate(f->db, &f->arena, &sql_migrations_all, &why) != OK)
        fail_msg("%.*s", STR(why));
}

int set_up_store(void **state)
{
    if (set_up(state) != 0)
        return -1;
    struct store_test *test = calloc(1, sizeof(*test));
    test->fixture = *state;
    *state = test;
    if (test->fixture->url.p == NULL)
        return 0;
    migrate(test->fixture);
    test->store = (struct store){.db = test->fixture->db, .arena = &test->fixture->arena};
    return 0;
}

int tear_down_store(void **state)
{
    struct store_test *test = *state;
    *state = test->fixture;
    free(test);
    return tear_down(state);
}

struct store_test *store_test_of(void **state)
{
    struct store_test *test = *state;
    void *fixture = test->fixture;
    fixture_of(&fixture);
    return test;
}

struct store *store_of(void **state, int64_t org_id)
{
    struct store_test *test = store_test_of(state);
    test->store.org_id = org_id;
    assert_ok(db_begin(test->store.db, DB_WRITE));
    return &test->store;
}

str look(struct store *s, unsigned sql, struct db_params params)
{
    struct db_rows rows = {0};
    assert_ok(
        db_many(s->db, s->arena, sql, params, row_read_str, sizeof(str), LOOK_MAX_ROWS, &rows));
    const str *lines = rows.items;
    str text = S("");
    for (size_t i = 0; i < rows.count; i++)
        text = STR_JOIN(s->arena, text, lines[i], S("\n"));
    return text;
}
