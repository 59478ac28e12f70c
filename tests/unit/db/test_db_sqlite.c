// test_db_sqlite.c -- what only SQLite promises: one writer, private files, told checkpoints, and
// failures of the disk.
// SPDX-License-Identifier: Apache-2.0
#include "db_fixture.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    PAGE_BYTES = 4096,
    TWO_PAGES_BYTES = 2 * PAGE_BYTES,
    SMALL_FILE_BYTES = 32 * 1024,
    MANY_PAGES = 2000 // more than SQLite would leave in its log by itself
};

static const struct db_options reading = {.read_only = true};

static int64_t ask_number(struct fixture *f, struct db *db, unsigned sql)
{
    int64_t number = -1;
    assert_ok(db_one(db, &f->arena, sql, P_NONE, row_read_i64, &number));
    return number;
}

/* One row of about so many pages. */
static enum err write_pages(struct fixture *f, int64_t id, size_t pages)
{
    const str text = {arena_alloc(&f->arena, pages * PAGE_BYTES), pages * PAGE_BYTES};
    return db_exec(f->db, TEST_NOTE_ADD, P(id, text));
}

// ---- one writer ----

static void a_second_writer_is_refused_by_name(void **state)
{
    struct fixture *f = fixture_of(state);
    struct db *second = NULL;
    str why = {0};
    assert_int_equal(
        db_open(&f->arena, f->url, &db_statements, (struct db_options){0}, &second, &why),
        ERR_UNAVAILABLE);
    assert_null(second);
    const str expected =
        STR_JOIN(&f->arena, str_from_cstr(path_of(f, "")), S(" is in use by process "),
                 str_from_i64(&f->arena, getpid()), S("; only one may write to it."));
    assert_true(str_eq(why, expected));
}

static int try_in_child(struct fixture *f)
{
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct db *db = NULL;
        str why = {0};
        _exit(db_open(&f->arena, f->url, &db_statements, (struct db_options){0}, &db, &why) != OK);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WEXITSTATUS(status);
}

static void the_lock_binds_other_processes_and_ends_with_its_holder(void **state)
{
    struct fixture *f = fixture_of(state);
    assert_int_equal(try_in_child(f), 1);
    db_close(&f->db);
    assert_int_equal(try_in_child(f), 0); // and the child is gone without closing
    f->db = connect_again(f, (struct db_options){0});
}

static void a_reader_does_not_write(void **state)
{
    struct fixture *f = fixture_of(state);
    struct db *reader = connect_again(f, reading);
    assert_int_equal(db_exec(reader, TEST_NOTE_ADD, P(1, S("x"))), ERR_INTERNAL);
    assert_int_equal(count_notes(f, reader), 0);
    assert_false(db_is_broken(reader));
    db_close(&reader);
}

static void a_reader_does_not_make_a_database(void **state)
{
    struct fixture *f = fixture_of(state);
    struct db *reader = NULL;
    str why = {0};
    const str url = STR_JOIN(&f->arena, f->url, S("-missing"));
    assert_int_not_equal(db_open(&f->arena, url, &db_statements, reading, &reader, &why), OK);
    assert_contains(why, "Cannot open ");
    assert_int_equal(access(path_of(f, "-missing"), F_OK), -1);
}

// ---- files and settings ----

static void all_files_are_their_owners_alone(void **state)
{
    static const char *const endings[] = {"", "-wal", "-shm", ".lock"};
    struct fixture *f = fixture_of(state);
    add_note(f->db, 1);
    for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
        struct stat file;
        assert_int_equal(stat(path_of(f, endings[i]), &file), 0);
        assert_int_equal(file.st_mode & 0777, 0600);
    }
}

static void a_commit_is_synced_unless_a_test_asks_otherwise(void **state)
{
    struct fixture *f = fixture_of(state);
    assert_int_equal(ask_number(f, f->db, TEST_SYNCHRONOUS), 2);
    assert_int_equal(ask_number(f, f->db, TEST_FOREIGN_KEYS), 1);
    db_close(&f->db);
    f->db = connect_again(f, (struct db_options){.synchronous_normal = true});
    assert_int_equal(ask_number(f, f->db, TEST_SYNCHRONOUS), 1);
}

static void notifications_are_refused(void **state)
{
    struct fixture *f = fixture_of(state);
    bool is_seen = false;
    assert_int_equal(db_listen(f->db, "tests"), ERR_INVALID);
    assert_int_equal(db_wait_notification(f->db, 0, &is_seen), ERR_INVALID);
}

// ---- checkpoints ----

static void the_log_is_copied_only_when_told(void **state)
{
    struct fixture *f = fixture_of(state);
    int left = -1;
    assert_ok(write_pages(f, 1, MANY_PAGES));
    assert_true(db_wal_pages(f->db) >= MANY_PAGES);
    assert_ok(db_checkpoint(f->db, &left));
    assert_int_equal(left, 0);
    assert_int_equal(db_wal_pages(f->db), 0);
    add_note(f->db, 2);
    assert_in_range(db_wal_pages(f->db), 1, 10); // the log has begun anew
}

static void a_reader_in_its_view_holds_back_newer_pages_only(void **state)
{
    struct fixture *f = fixture_of(state);
    struct db *reader = connect_again(f, reading);
    int left = -1;
    add_note(f->db, 1);
    assert_ok(db_begin(reader, DB_READ));
    assert_int_equal(count_notes(f, reader), 1);
    assert_ok(write_pages(f, 2, 100));
    assert_ok(db_checkpoint(f->db, &left));
    assert_true(left >= 100);
    assert_int_equal(db_wal_pages(f->db), left);
    assert_int_equal(count_notes(f, reader), 1);
    assert_ok(db_commit(reader));
    assert_ok(db_checkpoint(f->db, &left));
    assert_int_equal(left, 0);
    db_close(&reader);
}

// ---- the disk fails ----

static void a_full_disk_ends_the_transaction_and_no_statement_slips_through(void **state)
{
    struct fixture *f = fixture_of(state);
    add_note(f->db, 1);
    run_script(f->db, "PRAGMA max_page_count = 20");
    assert_ok(db_begin(f->db, DB_WRITE));
    add_note(f->db, 2);
    assert_ok(db_savepoint(f->db));
    assert_int_equal(write_pages(f, 3, 50), ERR_UNAVAILABLE);
    assert_contains(db_last_error(f->db), "full");
    db_rollback_to_savepoint(f->db);
    // SQLite has ended the transaction: what follows would be committed by itself.
    assert_int_equal(db_savepoint(f->db), ERR_UNAVAILABLE);
    assert_int_equal(db_exec(f->db, TEST_NOTE_ADD, P(4, S("x"))), ERR_UNAVAILABLE);
    assert_int_equal(db_commit(f->db), ERR_UNAVAILABLE);
    assert_contains(db_last_error(f->db), "full");
    assert_false(db_is_broken(f->db));

    assert_int_equal(count_notes(f, f->db), 1);
    run_script(f->db, "PRAGMA max_page_count = 1000");
    assert_ok(db_begin(f->db, DB_WRITE));
    assert_ok(write_pages(f, 3, 50));
    assert_ok(db_commit(f->db));
    assert_int_equal(count_notes(f, f->db), 2);
}

/* With files limited to what there is, writing fails with EFBIG, which SQLite takes for an I/O
 * error. */
static void limit_files(rlim_t bytes)
{
    const struct rlimit limit = {.rlim_cur = bytes, .rlim_max = RLIM_INFINITY};
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void a_failed_write_at_commit_breaks_the_connection(void **state)
{
    struct fixture *f = fixture_of(state);
    add_note(f->db, 1);
    assert_ok(db_begin(f->db, DB_WRITE));
    assert_ok(write_pages(f, 2, 50));
    limit_files(SMALL_FILE_BYTES);
    assert_int_equal(db_commit(f->db), ERR_UNAVAILABLE);
    limit_files(RLIM_INFINITY);
    assert_true(db_is_broken(f->db));
    db_close(&f->db);
    f->db = connect_again(f, (struct db_options){0});
    assert_int_equal(count_notes(f, f->db), 1);
}

/* A row that a change answers with is there before the change is on disk. */
static void a_change_whose_commit_fails_after_its_row_is_refused(void **state)
{
    struct fixture *f = fixture_of(state);
    const size_t bytes = (size_t)50 * PAGE_BYTES;
    const str text = {arena_alloc(&f->arena, bytes), bytes};
    int64_t id = 0;
    limit_files(SMALL_FILE_BYTES);
    assert_int_equal(
        db_one(f->db, &f->arena, TEST_NOTE_ADD_RETURNING, P(1, text), row_read_i64, &id),
        ERR_UNAVAILABLE);
    limit_files(RLIM_INFINITY);
    assert_true(db_is_broken(f->db));
}

static void damage(struct fixture *f, off_t from, size_t bytes)
{
    const int fd = open(path_of(f, ""), O_WRONLY);
    char *garbage = arena_alloc(&f->arena, bytes);
    memset(garbage, 0xa5, bytes);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, garbage, bytes, from), bytes);
    close(fd);
}

static void a_damaged_file_breaks_the_connection(void **state)
{
    struct fixture *f = fixture_of(state);
    int64_t count = 0;
    add_note(f->db, 1);
    db_close(&f->db);
    damage(f, PAGE_BYTES, TWO_PAGES_BYTES); // not the first page, which tells the schema
    f->db = connect_again(f, (struct db_options){0});
    assert_int_equal(db_one(f->db, &f->arena, TEST_NOTE_TEXT, P(1), row_read_str, &count),
                     ERR_INTERNAL);
    assert_true(db_is_broken(f->db));
}

static void what_is_no_database_is_not_opened(void **state)
{
    struct fixture *f = fixture_of(state);
    str why = {0};
    db_close(&f->db);
    damage(f, 0, PAGE_BYTES);
    assert_int_equal(
        db_open(&f->arena, f->url, &db_statements, (struct db_options){0}, &f->db, &why),
        ERR_INTERNAL);
    assert_contains(why, "not a database");
    assert_null(f->db);
}

// ---- the table ----

static void a_table_that_errs_about_a_statement_is_found_out(void **state)
{
    static const struct {
        struct sql_statement statement;
        const char *why;
    } cases[] = {
        {{.name = "gone", .sqlite = "SELECT 1 FROM nowhere"},
         "statement gone: no such table: nowhere"},
        {{.name = "few", .sqlite = "SELECT ?1", .parameters = 2},
         "statement few: has another number of parameters"},
        {{.name = "sly", .sqlite = "DELETE FROM note"},
         "statement sly: writes, and the table denies it"},
    };
    struct fixture *f = fixture_of(state);
    db_close(&f->db);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct sql_table table = {.statements = &cases[i].statement, .count = 1};
        str why = {0};
        assert_ok(db_open(&f->arena, f->url, &table, (struct db_options){0}, &f->db, &why));
        assert_int_equal(db_prepare_all(f->db, &f->arena, &why), ERR_INTERNAL);
        assert_true(str_eq(why, str_from_cstr(cases[i].why)));
        db_close(&f->db);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_SQLITE(a_second_writer_is_refused_by_name),
        ON_SQLITE(the_lock_binds_other_processes_and_ends_with_its_holder),
        ON_SQLITE(a_reader_does_not_write),
        ON_SQLITE(a_reader_does_not_make_a_database),
        ON_SQLITE(all_files_are_their_owners_alone),
        ON_SQLITE(a_commit_is_synced_unless_a_test_asks_otherwise),
        ON_SQLITE(notifications_are_refused),
        ON_SQLITE(the_log_is_copied_only_when_told),
        ON_SQLITE(a_reader_in_its_view_holds_back_newer_pages_only),
        ON_SQLITE(a_full_disk_ends_the_transaction_and_no_statement_slips_through),
        ON_SQLITE(a_failed_write_at_commit_breaks_the_connection),
        ON_SQLITE(a_change_whose_commit_fails_after_its_row_is_refused),
        ON_SQLITE(a_damaged_file_breaks_the_connection),
        ON_SQLITE(what_is_no_database_is_not_opened),
        ON_SQLITE(a_table_that_errs_about_a_statement_is_found_out),
    };
    return cmocka_run_group_tests_name("db_sqlite", tests, NULL, NULL);
}
