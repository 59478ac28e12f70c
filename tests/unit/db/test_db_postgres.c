// test_db_postgres.c -- what only PostgreSQL does: connections are lost and made anew, transactions
// are refused because of others, notifications arrive.
// SPDX-License-Identifier: Apache-2.0
#include "db/driver.h"
#include "db_fixture.h"

#include <unistd.h>

static const struct db_options plain = {0};

static int64_t backend_of(struct fixture *f, struct db *db)
{
    int64_t pid = 0;
    assert_ok(db_one(db, &f->arena, TEST_BACKEND, P_NONE, row_read_i64, &pid));
    return pid;
}

/* The server ends the connection of f->db; returns when it is gone. */
static void cut(struct fixture *f)
{
    struct db *other = connect_again(f, plain);
    assert_ok(db_exec(other, TEST_BACKEND_END, P(backend_of(f, f->db))));
    db_close(&other);
}

// ---- lost connections ----

static void a_lost_connection_is_made_anew_by_the_next_read(void **state)
{
    struct fixture *f = fixture_of(state);
    add_note(f->db, 1);
    const int64_t backend = backend_of(f, f->db);
    cut(f);
    assert_int_equal(count_notes(f, f->db), 1);
    assert_int_not_equal(backend_of(f, f->db), backend);
}

static void a_lost_connection_is_made_anew_by_the_next_transaction(void **state)
{
    struct fixture *f = fixture_of(state);
    add_note(f->db, 1);
    cut(f);
    assert_ok(db_begin(f->db, DB_WRITE));
    add_note(f->db, 2); // prepared on the lost connection
    assert_ok(db_commit(f->db));
    assert_int_equal(count_notes(f, f->db), 2);
}

static void a_write_is_never_sent_twice(void **state)
{
    struct fixture *f = fixture_of(state);
    add_note(f->db, 1);
    cut(f);
    assert_int_equal(db_exec(f->db, TEST_NOTE_ADD, P(2, S("x"))), ERR_UNAVAILABLE);
    assert_true(db_last_error(f->db).n > 0);
    add_note(f->db, 2);
    assert_int_equal(count_notes(f, f->db), 2);
}

static void a_transaction_that_lost_its_connection_stays_lost_until_its_end(void **state)
{
    struct fixture *f = fixture_of(state);
    int64_t count = -1;
    assert_ok(db_begin(f->db, DB_WRITE));
    add_note(f->db, 1);
    cut(f);
    for (int i = 0; i < 3; i++)
        assert_int_equal(db_one(f->db, &f->arena, TEST_NOTE_COUNT, P_NONE, row_read_i64, &count),
                         ERR_UNAVAILABLE);
    assert_int_equal(db_exec(f->db, TEST_NOTE_ADD, P(2, S("x"))), ERR_UNAVAILABLE);
    assert_int_equal(db_commit(f->db), ERR_UNAVAILABLE);
    assert_false(db_is_broken(f->db));
    assert_false(db_should_retry(f->db));
    assert_ok(db_begin(f->db, DB_WRITE));
    add_note(f->db, 3);
    assert_ok(db_commit(f->db));
    assert_int_equal(count_notes(f, f->db), 1);
}

static void the_last_words_of_the_server_are_kept(void **state)
{
    struct fixture *f = fixture_of(state);
    assert_ok(db_begin(f->db, DB_WRITE));
    assert_int_equal(db_exec(f->db, TEST_BACKEND_END, P(backend_of(f, f->db))), ERR_UNAVAILABLE);
    assert_str(db_last_error(f->db), "57P01: terminating connection due to administrator command");
    db_rollback(f->db);
    assert_int_equal(count_notes(f, f->db), 0);
}

static void a_commit_without_an_answer_is_not_known_to_be_on_disk(void **state)
{
    struct fixture *f = fixture_of(state);
    assert_ok(db_begin(f->db, DB_WRITE));
    add_note(f->db, 1);
    cut(f);
    assert_int_equal(db_commit(f->db), ERR_UNAVAILABLE);
    assert_int_equal(count_notes(f, f->db), 0);
}

// ---- failed transactions ----

static void a_failed_transaction_cannot_be_committed(void **state)
{
    struct fixture *f = fixture_of(state);
    assert_ok(db_begin(f->db, DB_WRITE));
    add_note(f->db, 1);
    assert_int_equal(db_exec(f->db, TEST_NOTE_ADD, P(1, S("x"))), ERR_CONFLICT);
    assert_int_equal(db_commit(f->db), ERR_INTERNAL);
    assert_contains(db_last_error(f->db), "23505");
    assert_int_equal(count_notes(f, f->db), 0);
}

static void words_of_a_failure_do_not_quote_the_row(void **state)
{
    struct fixture *f = fixture_of(state);
    run_script(f->db, "CREATE UNIQUE INDEX note_text ON note (text)");
    assert_ok(db_exec(f->db, TEST_NOTE_ADD, P(1, S("secret"))));
    assert_int_equal(db_exec(f->db, TEST_NOTE_ADD, P(2, S("secret"))), ERR_CONFLICT);
    assert_str(db_last_error(f->db),
               "23505: duplicate key value violates unique constraint \"note_text\"");
}

static void notices_of_the_server_are_not_printed(void **state)
{
    struct fixture *f = fixture_of(state);
    char path[] = "/tmp/tocsin-notices-XXXXXX";
    const int file = mkstemp(path);
    const int standard_error = dup(STDERR_FILENO);
    assert_true(file >= 0 && standard_error >= 0);
    dup2(file, STDERR_FILENO);
    run_script(f->db, "DO $$ BEGIN RAISE WARNING 'look here'; END $$");
    dup2(standard_error, STDERR_FILENO);
    assert_int_equal(lseek(file, 0, SEEK_END), 0);
    close(standard_error);
    close(file);
    unlink(path);
}

static void each_failure_of_the_server_has_its_kind(void **state)
{
    static const struct {
        const char *state;
        enum err err;
        bool should_retry;
        bool is_broken; // stays, so these come last
    } cases[] = {
        {"22012", ERR_INTERNAL, false, false},    {"23505", ERR_CONFLICT, false, false},
        {"23503", ERR_INTERNAL, false, false},    {"40001", ERR_UNAVAILABLE, true, false},
        {"40P01", ERR_UNAVAILABLE, true, false},  {"40003", ERR_INTERNAL, false, false},
        {"55P03", ERR_UNAVAILABLE, false, false}, {"53100", ERR_UNAVAILABLE, false, false},
        {"57014", ERR_UNAVAILABLE, false, false}, {"25006", ERR_UNAVAILABLE, false, false},
        {"08006", ERR_UNAVAILABLE, false, false}, {"58030", ERR_UNAVAILABLE, false, true},
        {"XX001", ERR_INTERNAL, false, true},
    };
    struct fixture *f = fixture_of(state);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const str text = STR_JOIN(&f->arena, S("DO $$ BEGIN RAISE SQLSTATE '"),
                                  str_from_cstr(cases[i].state), S("'; END $$"));
        assert_int_equal(f->db->driver->run_script(f->db, str_cstr(&f->arena, text)), cases[i].err);
        assert_int_equal(db_should_retry(f->db), cases[i].should_retry);
        assert_int_equal(db_is_broken(f->db), cases[i].is_broken);
    }
}

// ---- notifications ----

static void a_notification_reaches_who_listens(void **state)
{
    struct fixture *f = fixture_of(state);
    struct db *other = connect_again(f, plain);
    bool is_seen = true;
    assert_ok(db_listen(f->db, "tests"));
    assert_ok(db_wait_notification(f->db, 0, &is_seen));
    assert_false(is_seen);
    assert_ok(db_exec(other, TEST_ANNOUNCE, P_NONE));
    assert_ok(db_exec(other, TEST_ANNOUNCE, P_NONE));
    assert_ok(db_wait_notification(f->db, 5000, &is_seen));
    assert_true(is_seen);
    db_close(&other);
}

static void who_lost_the_connection_is_told_to_listen_again(void **state)
{
    struct fixture *f = fixture_of(state);
    bool is_seen = false;
    assert_ok(db_listen(f->db, "tests"));
    cut(f);
    assert_int_equal(db_wait_notification(f->db, 5000, &is_seen), ERR_UNAVAILABLE);
    assert_int_equal(db_wait_notification(f->db, 5000, &is_seen), ERR_UNAVAILABLE);
    assert_ok(db_listen(f->db, "tests"));
    assert_ok(db_exec(f->db, TEST_ANNOUNCE, P_NONE));
    assert_ok(db_wait_notification(f->db, 5000, &is_seen));
    assert_true(is_seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_POSTGRES(a_lost_connection_is_made_anew_by_the_next_read),
        ON_POSTGRES(a_lost_connection_is_made_anew_by_the_next_transaction),
        ON_POSTGRES(a_write_is_never_sent_twice),
        ON_POSTGRES(a_transaction_that_lost_its_connection_stays_lost_until_its_end),
        ON_POSTGRES(the_last_words_of_the_server_are_kept),
        ON_POSTGRES(a_commit_without_an_answer_is_not_known_to_be_on_disk),
        ON_POSTGRES(a_failed_transaction_cannot_be_committed),
        ON_POSTGRES(words_of_a_failure_do_not_quote_the_row),
        ON_POSTGRES(notices_of_the_server_are_not_printed),
        ON_POSTGRES(each_failure_of_the_server_has_its_kind),
        ON_POSTGRES(a_notification_reaches_who_listens),
        ON_POSTGRES(who_lost_the_connection_is_told_to_listen_again),
    };
    return cmocka_run_group_tests_name("db_postgres", tests, make_database, drop_database);
}
