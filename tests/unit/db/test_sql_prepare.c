// test_sql_prepare.c -- both engines, freshly migrated, accept every statement of sql/queries, with
// the parameters its head declares and the same number of columns.
//
// SQLite also tells which statements write.
// SPDX-License-Identifier: Apache-2.0
#include "db/driver.h"
#include "db_fixture.h"
#include "sql_queries.h"

/* The fixture's database, emptied, migrated and opened with the real statements. */
static void migrate_and_reopen(struct fixture *f)
{
    str why = {0};
    run_script(f->db, "DROP TABLE note");
    db_close(&f->db);
    if (db_open(&f->arena, f->url, &sql_queries, (struct db_options){0}, &f->db, &why) != OK ||
        db_migrate(f->db, &f->arena, &sql_migrations_all, &why) != OK)
        fail_msg("%.*s", STR(why));
}

/* NULL, or what is wrong with the statement. */
static const char *find_fault(struct db *db, size_t slot, struct db_description *found)
{
    const struct sql_statement *statement = db_statement(db, slot);
    if (db->driver->describe(db, slot, found) != OK)
        return db->error;
    if (found->parameters != statement->parameters)
        return "another number of parameters than its head";
    if (found->writes && !statement->writes)
        return "writes, and the table denies it";
    return NULL;
}

static void every_statement_is_accepted(void **state)
{
    struct fixture *f = fixture_of(state);
    int faults = 0;
    migrate_and_reopen(f);
    for (size_t i = 0; i < sql_queries.count; i++) {
        struct db_description found = {0};
        const char *fault = find_fault(f->db, CONTROL_COUNT + i, &found);
        if (fault == NULL)
            continue;
        print_error("%s: %s\n", sql_queries.statements[i].name, fault);
        faults++;
    }
    assert_int_equal(faults, 0);
}

static void preparing_all_at_once_agrees(void **state)
{
    struct fixture *f = fixture_of(state);
    str why = {0};
    migrate_and_reopen(f);
    if (db_prepare_all(f->db, &f->arena, &why) != OK)
        fail_msg("%.*s", STR(why));
}

static int columns_of(struct fixture *f, size_t slot)
{
    struct db_description found = {.columns = -1};
    assert_ok(f->db->driver->describe(f->db, slot, &found));
    return found.columns;
}

static void both_engines_answer_with_as_many_columns(void **state)
{
    struct fixture *postgres = fixture_of(state);
    void *other = &on_sqlite;
    assert_int_equal(set_up(&other), 0);
    struct fixture *sqlite = other;
    migrate_and_reopen(postgres);
    migrate_and_reopen(sqlite);
    for (size_t i = 0; i < sql_queries.count; i++) {
        const int columns = columns_of(sqlite, CONTROL_COUNT + i);
        if (columns != columns_of(postgres, CONTROL_COUNT + i))
            fail_msg("%s: other columns on PostgreSQL", sql_queries.statements[i].name);
    }
    assert_int_equal(tear_down(&other), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(every_statement_is_accepted),
        ON_BOTH(preparing_all_at_once_agrees),
        ON_POSTGRES(both_engines_answer_with_as_many_columns),
    };
    return cmocka_run_group_tests_name("sql_prepare", tests, make_database, drop_database);
}
