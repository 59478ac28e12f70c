// test_migrate.c -- a database has a migration whole or not at all, and only its own program's.
// SPDX-License-Identifier: Apache-2.0
#include "db_fixture.h"

#include <pthread.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#define BOTH(text) .sqlite = (text), .postgres = (text)

static const struct sql_migration steps[] = {
    {.number = 1, .name = "first", BOTH("CREATE TABLE a (x INT); CREATE TABLE b (x INT);")},
    {.number = 2, .name = "second", BOTH("ALTER TABLE a ADD COLUMN y INT;")},
};
static const struct sql_migrations one_step = {.migrations = steps, .count = 1};
static const struct sql_migrations both_steps = {.migrations = steps, .count = 2};

static void migrate(struct fixture *f, const struct sql_migrations *migrations)
{
    str why = {0};
    if (db_migrate(f->db, &f->arena, migrations, &why) != OK)
        fail_msg("%.*s", STR(why));
}

static int64_t count_records(struct fixture *f)
{
    int64_t count = -1;
    assert_ok(db_one(f->db, &f->arena, TEST_MIGRATION_COUNT, P_NONE, row_read_i64, &count));
    return count;
}

/* Refused, with these words in its sentence, and the database is as it was. */
static void expect_refusal(struct fixture *f, const struct sql_migrations *migrations, enum err err,
                           str words)
{
    str why = {0};
    assert_int_equal(db_migrate(f->db, &f->arena, migrations, &why), err);
    if (str_find_str(why, words) == why.n)
        fail_msg("\"%.*s\" lacks \"%.*s\"", STR(why), STR(words));
}

static void an_empty_database_gets_all_of_them_in_order(void **state)
{
    struct fixture *f = fixture_of(state);
    migrate(f, &both_steps);
    run_script(f->db, "INSERT INTO a (x, y) VALUES (1, 2); INSERT INTO b (x) VALUES (3)");
    assert_int_equal(count_records(f), 2);
}

static void an_older_database_gets_those_that_are_missing(void **state)
{
    struct fixture *f = fixture_of(state);
    migrate(f, &one_step);
    run_script(f->db, "INSERT INTO a (x) VALUES (1)");
    assert_int_equal(count_records(f), 1);
    migrate(f, &both_steps);
    run_script(f->db, "UPDATE a SET y = x");
    assert_int_equal(count_records(f), 2);
}

static void again_changes_nothing(void **state)
{
    struct fixture *f = fixture_of(state);
    str first = {0};
    str second = {0};
    migrate(f, &both_steps);
    assert_ok(db_one(f->db, &f->arena, TEST_MIGRATION_TEXT, P(2), row_read_str, &first));
    migrate(f, &both_steps);
    assert_ok(db_one(f->db, &f->arena, TEST_MIGRATION_TEXT, P(2), row_read_str, &second));
    assert_true(first.n > 0);
    assert_true(str_eq(first, second));
}

static void a_changed_one_is_refused(void **state)
{
    static const struct sql_migration changed[] = {
        {.number = 1, .name = "first", BOTH("CREATE TABLE a (x TEXT); CREATE TABLE b (x INT);")},
        {.number = 2, .name = "second", BOTH("ALTER TABLE a ADD COLUMN y INT;")},
    };
    const struct sql_migrations migrations = {.migrations = changed, .count = 2};
    struct fixture *f = fixture_of(state);
    migrate(f, &one_step);
    expect_refusal(f, &migrations, ERR_CONFLICT, S("Migration 1 (first) is not the one"));
    assert_int_equal(count_records(f), 1);
}

static void a_newer_database_is_refused(void **state)
{
    struct fixture *f = fixture_of(state);
    migrate(f, &both_steps);
    expect_refusal(f, &one_step, ERR_CONFLICT, S("newer version: it has migration 2 (second)"));
    assert_int_equal(count_records(f), 2);
}

static void a_failing_one_leaves_nothing_behind(void **state)
{
    static const struct sql_migration failing[] = {
        {.number = 1,
         .name = "first",
         BOTH("CREATE TABLE a (x INT); INSERT INTO a VALUES (1); INSERT INTO nowhere VALUES (1);")},
    };
    const struct sql_migrations migrations = {.migrations = failing, .count = 1};
    struct fixture *f = fixture_of(state);
    expect_refusal(f, &migrations, ERR_INTERNAL, S("Migration first failed and changed nothing: "));
    assert_int_equal(count_records(f), 0);
    migrate(f, &both_steps); // "a" can be made
    assert_int_equal(count_records(f), 2);
}

// ---- killed ----

static void kill_process(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)context, (void)count, (void)values;
    kill(getpid(), SIGKILL);
}

/* Every connection made from now on by this process knows the function die(). */
static int teach_to_die(sqlite3 *handle, char **message, const struct sqlite3_api_routines *api)
{
    (void)message, (void)api;
    return sqlite3_create_function(handle, "die", 0, SQLITE_UTF8, NULL, kill_process, NULL, NULL);
}

static void migrate_and_die(struct fixture *f, const struct sql_migrations *migrations)
{
    str why = {0};
    struct db *db = NULL;
    sqlite3_auto_extension((void (*)(void))teach_to_die);
    if (db_open(&f->arena, f->url, &db_statements, (struct db_options){0}, &db, &why) == OK &&
        db_migrate(db, &f->arena, migrations, &why) == OK)
        _exit(0);
    _exit(1);
}

static void a_process_killed_between_two_statements_leaves_the_old_schema(void **state)
{
    static const struct sql_migration deadly[] = {
        {.number = 1, .name = "first", BOTH("CREATE TABLE a (x INT); CREATE TABLE b (x INT);")},
        {.number = 2, .name = "deadly", BOTH("DROP TABLE a; SELECT die(); DROP TABLE b;")},
    };
    const struct sql_migrations migrations = {.migrations = deadly, .count = 2};
    struct fixture *f = fixture_of(state);
    db_close(&f->db);
    const pid_t child = fork();
    if (child == 0)
        migrate_and_die(f, &migrations);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    f->db = connect_again(f, (struct db_options){0});
    assert_int_equal(count_records(f), 1);
    migrate(f, &both_steps);
    run_script(f->db, "INSERT INTO a (x, y) VALUES (1, 2)");
}

static void a_connection_killed_between_two_statements_leaves_the_old_schema(void **state)
{
    static const struct sql_migration deadly[] = {
        {.number = 1, .name = "first", BOTH("CREATE TABLE a (x INT); CREATE TABLE b (x INT);")},
        {.number = 2,
         .name = "deadly",
         BOTH("DROP TABLE a; SELECT pg_terminate_backend(pg_backend_pid()); DROP TABLE b;")},
    };
    const struct sql_migrations migrations = {.migrations = deadly, .count = 2};
    struct fixture *f = fixture_of(state);
    expect_refusal(f, &migrations, ERR_UNAVAILABLE, S("Migration deadly failed"));
    assert_int_equal(count_records(f), 1);
    migrate(f, &both_steps);
    run_script(f->db, "INSERT INTO a (x, y) VALUES (1, 2)");
}

// ---- two nodes ----

struct node {
    struct fixture *fixture;
    struct arena arena;
    struct db *db;
    str why;
    enum err err;
};

static void *start_node(void *context)
{
    struct node *node = context;
    node->err = db_migrate(node->db, &node->arena, &both_steps, &node->why);
    return NULL;
}

static void nodes_that_start_together_migrate_once(void **state)
{
    struct fixture *f = fixture_of(state);
    struct node nodes[4] = {0};
    pthread_t threads[ARRAY_LEN(nodes)];
    for (size_t i = 0; i < ARRAY_LEN(nodes); i++) {
        arena_init(&nodes[i].arena, 4096);
        nodes[i].db = connect_again(f, (struct db_options){0});
    }
    for (size_t i = 0; i < ARRAY_LEN(nodes); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, start_node, &nodes[i]), 0);
    for (size_t i = 0; i < ARRAY_LEN(nodes); i++)
        pthread_join(threads[i], NULL);
    for (size_t i = 0; i < ARRAY_LEN(nodes); i++) {
        if (nodes[i].err != OK)
            fail_msg("%.*s", STR(nodes[i].why));
        db_close(&nodes[i].db);
        arena_release(&nodes[i].arena);
    }
    assert_int_equal(count_records(f), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(an_empty_database_gets_all_of_them_in_order),
        ON_BOTH(an_older_database_gets_those_that_are_missing),
        ON_BOTH(again_changes_nothing),
        ON_BOTH(a_changed_one_is_refused),
        ON_BOTH(a_newer_database_is_refused),
        ON_BOTH(a_failing_one_leaves_nothing_behind),
        ON_SQLITE(a_process_killed_between_two_statements_leaves_the_old_schema),
        ON_POSTGRES(a_connection_killed_between_two_statements_leaves_the_old_schema),
        ON_POSTGRES(nodes_that_start_together_migrate_once),
    };
    return cmocka_run_group_tests_name("migrate", tests, make_database, drop_database);
}
