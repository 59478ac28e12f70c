// test_sql_plans.c -- no statement walks a table that grows.
//
// SQLite's planner is asked for its plan of every statement of sql/queries. What it walks from end
// to end, or for a whole organisation, must be small. (PostgreSQL's depends on its own counts.)
// SPDX-License-Identifier: Apache-2.0
#include "base/buf.h"
#include "db_fixture.h"
#include "sql_queries.h"

#include <sqlite3.h>

enum { DETAIL_COLUMN = 3, PLAN_BYTES = 4096 };

// Configuration: some rows, read whole into memory; and corrections of history, which people write
// by hand. And what is made by a statement itself: the rows of one page (`i`), the items of a list.
static const char *const small_tables[] = {
    "org",
    "team",
    "user_account",
    "team_member",
    "api_key",
    "incident_status",
    "severity",
    "escalation_policy",
    "escalation_step",
    "escalation_target",
    "service",
    "integration",
    "incident_count",
    "object_team",
    "status_page",
    "status_page_group",
    "status_page_element",
    "incident_template",
    "outage_override",
    "json_each",
    "CONSTANT",
};

static bool is_small(str table, str plan, struct arena *arena)
{
    for (size_t i = 0; i < ARRAY_LEN(small_tables); i++) {
        if (str_eq(table, str_from_cstr(small_tables[i])))
            return true;
    }
    const str made = STR_JOIN(arena, S("MATERIALIZE "), table, S("\n"));
    const str drawn = STR_JOIN(arena, S("CO-ROUTINE "), table, S("\n"));
    return str_find_str(plan, made) < plan.n || str_find_str(plan, drawn) < plan.n;
}

/* One line of the plan: "SCAN x ..." or "SEARCH x USING ... (org_id=?)" of a table that grows? */
static bool walks_far(str line, str plan, struct arena *arena)
{
    const str all = line;
    const str verb = str_cut(&line, ' ');
    const str table = str_cut(&line, ' ');
    const bool is_walk =
        str_eq(verb, S("SCAN")) || (str_eq(verb, S("SEARCH")) && str_ends(all, S("(org_id=?)")));
    return is_walk && !is_small(table, plan, arena);
}

static str plan_of(struct fixture *f, sqlite3 *handle, const struct sql_statement *statement)
{
    const str text =
        STR_JOIN(&f->arena, S("EXPLAIN QUERY PLAN "), str_from_cstr(statement->sqlite));
    struct buf plan;
    sqlite3_stmt *rows = NULL;
    buf_init(&plan, &f->arena, PLAN_BYTES);
    if (sqlite3_prepare_v2(handle, text.p, (int)text.n, &rows, NULL) != SQLITE_OK)
        fail_msg("%s: %s", statement->name, sqlite3_errmsg(handle));
    while (sqlite3_step(rows) == SQLITE_ROW) {
        const void *detail = sqlite3_column_text(rows, DETAIL_COLUMN);
        buf_add(&plan, str_from_cstr(detail));
        buf_add_byte(&plan, '\n');
    }
    sqlite3_finalize(rows);
    return buf_str(&plan);
}

typedef bool plan_judge(struct fixture *f, sqlite3 *handle, const struct sql_statement *statement);

static bool walks_no_far_table(struct fixture *f, sqlite3 *handle,
                               const struct sql_statement *statement)
{
    const str plan = plan_of(f, handle, statement);
    bool is_far = false;
    for (str rest = plan; rest.n > 0;)
        is_far |= walks_far(str_cut(&rest, '\n'), plan, &f->arena);
    if (is_far)
        print_error("%s:\n%.*s", statement->name, STR(plan));
    return !is_far;
}

// Statements that look at so many rows that one look into the table for each would be felt.
static const char *const by_index_alone[] = {
    "audience_count_alone",
    "audience_count_filtered",
    "audience_count_shared",
    "impact_worst_list",
};

static bool needs_no_table(struct fixture *f, sqlite3 *handle,
                           const struct sql_statement *statement)
{
    bool is_asked = false;
    bool is_good = true;
    for (size_t i = 0; i < ARRAY_LEN(by_index_alone); i++)
        is_asked |= strcmp(statement->name, by_index_alone[i]) == 0;
    if (!is_asked)
        return true;
    const str plan = plan_of(f, handle, statement);
    for (str rest = plan; rest.n > 0;) {
        const str line = str_cut(&rest, '\n');
        const bool is_search = str_starts(line, S("SEARCH "));
        is_good &= !is_search || str_find_str(line, S(" USING COVERING INDEX ")) < line.n;
    }
    if (!is_good)
        print_error("%s:\n%.*s", statement->name, STR(plan));
    return is_good;
}

static int faults_of(struct fixture *f, plan_judge *is_good)
{
    sqlite3 *handle = NULL;
    int faults = 0;
    str why = {0};
    if (db_migrate(f->db, &f->arena, &sql_migrations_all, &why) != OK)
        fail_msg("%.*s", STR(why));
    assert_int_equal(sqlite3_open_v2(path_of(f, ""), &handle, SQLITE_OPEN_READONLY, NULL), 0);
    for (size_t i = 0; i < sql_queries.count; i++)
        faults += !is_good(f, handle, &sql_queries.statements[i]);
    sqlite3_close(handle);
    return faults;
}

static void no_statement_walks_a_table_that_grows(void **state)
{
    assert_int_equal(faults_of(fixture_of(state), walks_no_far_table), 0);
}

static void what_is_counted_is_counted_by_an_index_alone(void **state)
{
    assert_int_equal(faults_of(fixture_of(state), needs_no_table), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_SQLITE(no_statement_walks_a_table_that_grows),
        ON_SQLITE(what_is_counted_is_counted_by_an_index_alone),
    };
    return cmocka_run_group_tests_name("sql_plans", tests, NULL, NULL);
}
