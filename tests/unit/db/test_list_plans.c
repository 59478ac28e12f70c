// test_list_plans.c -- the plan of every statement by which GET /v2/incidents is answered, on both
// engines, against golden files.
//
// SQLite plans by the statistics that the migrations write, PostgreSQL by those of list_rows.sql.
// Where a change of a plan is meant, `test_list_plans FOLDER bless` writes it down.
// SPDX-License-Identifier: Apache-2.0
#include "base/buf.h"
#include "plan_reader.h"
#include "sql_queries.h"

#include <libpq-fe.h>
#include <stdio.h>

enum { DETAIL_COLUMN = 3, PLANS_BYTES = 256 * 1024, FILE_BYTES = 256 * 1024 };

static const char *const statements_of_list[] = {
    // the search
    "incident_order_get",
    "facet_chunk_list",
    "facet_bits_list",
    "facet_value_from",
    "facet_value_until",
    "incident_place_by_id",
    "incident_place_by_number",
    "incident_places_from",
    "late_incident_between",
    "late_incident_before",
    "late_incident_after",
    "incident_updated_between",
    "field_number_by_value",
    "field_number_by_place",
    "field_text_is",
    "field_text_starting_by_value",
    "field_text_starting_by_place",
    "field_text_containing",
    "catalog_entry_find",
    "catalog_entry_identified",
    "catalog_entry_named",
    // the page
    "found_list",
    "incident_shown_list",
    "assignment_list",
    "moment_list",
    "field_values_list",
    "activity_list",
    "postmortem_list_of",
};

// Read whole: a row for 31,744 incidents, configuration, what a statement is given or has made.
static const char *const small_tables[] = {"facet_chunk", "api_key", "json_each", "wanted"};

static const char *folder;
static bool is_blessing;

static const struct sql_statement *statement_named(const char *name)
{
    for (size_t i = 0; i < sql_queries.count; i++) {
        if (strcmp(sql_queries.statements[i].name, name) == 0)
            return &sql_queries.statements[i];
    }
    fail_msg("there is no statement %s", name);
    return NULL;
}

// ---- golden files ----

static str read_golden(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return S("");
    char *text = arena_alloc(arena, FILE_BYTES);
    const size_t n = fread(text, 1, FILE_BYTES, file);
    (void)fclose(file);
    return (str){text, n};
}

static void write_golden(const char *path, str text)
{
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_int_equal(fwrite(text.p, 1, text.n, file), text.n);
    assert_int_equal(fclose(file), 0);
}

static void expect_golden(struct arena *arena, const char *name, str found)
{
    const char *path =
        str_cstr(arena, STR_JOIN(arena, str_from_cstr(folder), S("/"), str_from_cstr(name)));
    if (is_blessing)
        write_golden(path, found);
    str golden = read_golden(arena, path);
    for (str rest = found; rest.p != NULL;) {
        const str line = str_cut(&rest, '\n');
        const str wanted = str_cut(&golden, '\n');
        if (!str_eq(line, wanted))
            fail_msg("%s: \"%.*s\", not \"%.*s\"", name, STR(line), STR(wanted));
    }
    assert_null(golden.p);
}

// ---- plans ----

/* " SCAN incident" or "Seq Scan on incident i" of what is not small? */
static bool is_walk(str line, str verb)
{
    const size_t at = str_find_str(line, verb);
    if (at == line.n)
        return false;
    str rest = str_slice(line, at + verb.n, line.n);
    const str table = str_cut(&rest, ' ');
    for (size_t i = 0; i < ARRAY_LEN(small_tables); i++) {
        if (str_eq(table, str_from_cstr(small_tables[i])))
            return false;
    }
    return true;
}

static void expect_no_walk(str plans, str verb)
{
    for (str rest = plans; rest.p != NULL;) {
        const str line = str_cut(&rest, '\n');
        if (is_walk(line, verb))
            fail_msg("a large table is walked: %.*s", STR(line));
    }
}

static void add_sqlite_plan(struct arena *arena, sqlite3 *handle, const char *name,
                            struct buf *plans)
{
    const str text =
        STR_JOIN(arena, S("EXPLAIN QUERY PLAN "), str_from_cstr(statement_named(name)->sqlite));
    sqlite3_stmt *rows = NULL;
    if (sqlite3_prepare_v2(handle, text.p, (int)text.n, &rows, NULL) != SQLITE_OK)
        fail_msg("%s: %s", name, sqlite3_errmsg(handle));
    buf_add(plans, STR_JOIN(arena, str_from_cstr(name), S("\n")));
    while (sqlite3_step(rows) == SQLITE_ROW) {
        const void *detail = sqlite3_column_text(rows, DETAIL_COLUMN);
        buf_add(plans, STR_JOIN(arena, S("    "), str_from_cstr(detail), S("\n")));
    }
    sqlite3_finalize(rows);
}

static void migrate(struct fixture *f)
{
    str why = {0};
    if (db_migrate(f->db, &f->arena, &sql_migrations_all, &why) != OK)
        fail_msg("%.*s", STR(why));
}

static void sqlite_plans_are_the_golden_ones(void **state)
{
    struct fixture *f = fixture_of(state);
    struct buf plans;
    buf_init(&plans, &f->arena, PLANS_BYTES);
    migrate(f);
    sqlite3 *handle = open_to_plan(f);
    for (size_t i = 0; i < ARRAY_LEN(statements_of_list); i++)
        add_sqlite_plan(&f->arena, handle, statements_of_list[i], &plans);
    sqlite3_close(handle);
    expect_golden(&f->arena, "list_plans.sqlite.golden", buf_str(&plans));
    expect_no_walk(buf_str(&plans), S("SCAN "));
}

static PGresult *ask(PGconn *link, const char *text)
{
    PGresult *result = PQexec(link, text);
    const ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        fail_msg("%s: %s", text, PQerrorMessage(link));
    return result;
}

/* "(NULL, NULL)" */
static str nulls(struct arena *arena, int count)
{
    str text = S("");
    for (int i = 0; i < count; i++)
        text = STR_JOIN(arena, text, i == 0 ? S("(") : S(", "), S("NULL"));
    return count == 0 ? text : STR_JOIN(arena, text, S(")"));
}

static void add_postgres_plan(struct arena *arena, PGconn *link, const char *name,
                              struct buf *plans)
{
    const struct sql_statement *statement = statement_named(name);
    const str head = str_from_cstr(name);
    PQclear(ask(link, str_cstr(arena, STR_JOIN(arena, S("PREPARE "), head, S(" AS "),
                                               str_from_cstr(statement->postgres)))));
    PGresult *rows =
        ask(link, str_cstr(arena, STR_JOIN(arena, S("EXPLAIN (COSTS OFF) EXECUTE "), head,
                                           nulls(arena, statement->parameters))));
    buf_add(plans, STR_JOIN(arena, head, S("\n")));
    for (int i = 0; i < PQntuples(rows); i++)
        buf_add(plans, STR_JOIN(arena, S("    "), str_from_cstr(PQgetvalue(rows, i, 0)), S("\n")));
    PQclear(rows);
}

static void postgres_plans_are_the_golden_ones(void **state)
{
    struct fixture *f = fixture_of(state);
    struct buf plans;
    buf_init(&plans, &f->arena, PLANS_BYTES);
    migrate(f);
    PGconn *link = PQconnectdb(str_cstr(&f->arena, f->url));
    const str rows = read_golden(
        &f->arena,
        str_cstr(&f->arena, STR_JOIN(&f->arena, str_from_cstr(folder), S("/list_rows.sql"))));
    PQclear(ask(link, str_cstr(&f->arena, rows)));
    for (size_t i = 0; i < ARRAY_LEN(statements_of_list); i++)
        add_postgres_plan(&f->arena, link, statements_of_list[i], &plans);
    PQfinish(link);
    expect_golden(&f->arena, "list_plans.postgres.golden", buf_str(&plans));
    expect_no_walk(buf_str(&plans), S("Seq Scan on "));
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        ON_SQLITE(sqlite_plans_are_the_golden_ones),
        ON_POSTGRES(postgres_plans_are_the_golden_ones),
    };
    folder = count > 1 ? arguments[1] : ".";
    is_blessing = count > 2 && strcmp(arguments[2], "bless") == 0;
    return cmocka_run_group_tests_name("list_plans", tests, make_database, drop_database);
}
