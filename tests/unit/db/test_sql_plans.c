// test_sql_plans.c -- no statement walks a table that grows.
//
// SQLite's planner is asked for its plan of every statement of sql/queries. What it walks from end
// to end, or for a whole organisation, must be small. (PostgreSQL's depends on its own counts.)
// SPDX-License-Identifier: Apache-2.0
#include "base/buf.h"
#include "plan_reader.h"
#include "sql_queries.h"

enum { DETAIL_COLUMN = 3, PLAN_BYTES = 4096 };

// Configuration: some rows, read whole into memory. And what is made by a statement itself: the
// rows of one page (`i`), the items of a list.
static const char *const small_tables[] = {
    "org",
    "team",
    "user_account",
    "team_member",
    "api_key",
    "retired_token",
    "incident_status",
    "severity",
    "former_status",
    "former_severity",
    "escalation_policy",
    "escalation_step",
    "escalation_target",
    "service",
    "integration",
    "incident_count",
    "private_count",
    "object_team",
    "status_page",
    "status_page_group",
    "status_page_element",
    "incident_template",
    "facet_chunk", // a row for 31,744 incidents
    "incident_type",
    "incident_role",
    "incident_timestamp",
    "duration_metric",
    "custom_field",
    "custom_field_option",
    "catalog_type",
    "catalog_attribute",
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

// Lists of short rows that lie in the order of the list: it is walked until the page is full.
static const char *const walked_by_page[] = {"override_list"};

// Run once, when a database from before gets what is new.
static const char *const run_once[] = {"types_settle"};

static bool is_one_of(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0)
            return true;
    }
    return false;
}

static bool walks_no_far_table(struct fixture *f, sqlite3 *handle,
                               const struct sql_statement *statement)
{
    const str plan = plan_of(f, handle, statement);
    bool is_far = false;
    if (is_one_of(walked_by_page, ARRAY_LEN(walked_by_page), statement->name) ||
        is_one_of(run_once, ARRAY_LEN(run_once), statement->name))
        return true;
    for (str rest = plan; rest.n > 0;)
        is_far |= walks_far(str_cut(&rest, '\n'), plan, &f->arena);
    if (is_far)
        print_error("%s:\n%.*s", statement->name, STR(plan));
    return !is_far;
}

// Statements that look at so many rows that one look into the table for each would be felt.
static const char *const by_index_alone[] = {
    "audience_count_alone", "audience_count_filtered", "audience_count_shared",
    "impact_history",       "impact_worst_list",       "override_history",
};

static bool needs_no_table(struct fixture *f, sqlite3 *handle,
                           const struct sql_statement *statement)
{
    bool is_good = true;
    if (!is_one_of(by_index_alone, ARRAY_LEN(by_index_alone), statement->name))
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

// What else a list filters by has to be what its index begins with: else it walks what others have.
static const struct {
    const char *name;
    const char *step; // of the plan
} begins_with[] = {
    {"published_of_team",
     "USING INDEX incident_published_by_team (org_id=? AND team_id=? AND created_at>"},
    {"published_of_service",
     "affected_service_by_service (org_id=? AND service_id=? AND incident_created_at>"},
    {"published_open_list", "incident_published_open (org_id=? AND created_at>"},
    {"published_open_of_services", "incident_published_open (org_id=? AND created_at>"},
    {"published_open_of_services",
     "a USING PRIMARY KEY (org_id=? AND incident_id=? AND service_id=?)"},
    {"activity_list", "t USING COVERING INDEX timeline_by_keys (org_id=? AND incident_id=? AND "
                      "actor_kind=? AND at>?)"},
    {"activity_list",
     "o USING COVERING INDEX timeline_by_keys (org_id=? AND incident_id=? AND actor_kind=?)"},
    {"participant_list", "timeline USING COVERING INDEX timeline_by_keys (org_id=? AND "
                         "incident_id=? AND actor_kind=?)"},
    {"follow_up_list_by_assignee_team", "follow_up_by_assignee_team (org_id=? AND "
                                        "assignee_team_id=? AND mode=? AND is_private=? AND id<"},
    {"follow_up_list_by_both_teams",
     "follow_up_by_both_teams (org_id=? AND assignee_team_id=? AND team_id=? AND mode=? AND "
     "is_private=? AND id<"},
    {"postmortems_newest", "postmortem_by_age (org_id=? AND is_private=? AND created_at<?)"},
    {"postmortems_oldest", "postmortem_by_age (org_id=? AND is_private=? AND created_at>?)"},
    {"postmortems_newest_of_team",
     "postmortem_by_team (org_id=? AND team_id=? AND is_private=? AND created_at<?)"},
    {"postmortems_oldest_of_team",
     "postmortem_by_team (org_id=? AND team_id=? AND is_private=? AND created_at>?)"},
    {"override_list_of", "outage_override_by_service (org_id=? AND service_id=? AND until_at>"},
    {"override_history", "outage_override_by_service (org_id=? AND service_id=? AND until_at>"},
    {"own_status_history", "o USING PRIMARY KEY (org_id=? AND service_id=? AND at>"},
    {"impact_history", "impact_period_ended (org_id=? AND service_id=? AND until_at>"},
};

static bool begins_with_its_filter(struct fixture *f, sqlite3 *handle,
                                   const struct sql_statement *statement)
{
    bool is_good = true;
    for (size_t i = 0; i < ARRAY_LEN(begins_with); i++) {
        if (strcmp(begins_with[i].name, statement->name) != 0)
            continue;
        const str plan = plan_of(f, handle, statement);
        if (str_find_str(plan, str_from_cstr(begins_with[i].step)) < plan.n)
            continue;
        print_error("%s wants %s:\n%.*s", statement->name, begins_with[i].step, STR(plan));
        is_good = false;
    }
    return is_good;
}

static int faults_of(struct fixture *f, plan_judge *is_good)
{
    int faults = 0;
    str why = {0};
    if (db_migrate(f->db, &f->arena, &sql_migrations_all, &why) != OK)
        fail_msg("%.*s", STR(why));
    sqlite3 *handle = open_to_plan(f);
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

static void lists_walk_what_they_filter_by(void **state)
{
    assert_int_equal(faults_of(fixture_of(state), begins_with_its_filter), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_SQLITE(no_statement_walks_a_table_that_grows),
        ON_SQLITE(what_is_counted_is_counted_by_an_index_alone),
        ON_SQLITE(lists_walk_what_they_filter_by),
    };
    return cmocka_run_group_tests_name("sql_plans", tests, NULL, NULL);
}
