// test_db.c -- the database API behaves alike on both engines.
// SPDX-License-Identifier: Apache-2.0
#include "db_fixture.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BIG_TEXT_BYTES = 3 << 20 };

struct note {
    int64_t id;
    str text;
};

static enum err read_note(struct row *row, struct arena *arena, void *out)
{
    struct note *note = out;
    note->id = row_i64(row);
    note->text = row_str(row, arena);
    return row_end(row);
}

static void write_note(struct fixture *f, int64_t id, str text)
{
    assert_ok(db_exec(f->db, TEST_NOTE_ADD, P(id, text)));
}

static struct note get_note(struct fixture *f, int64_t id)
{
    struct note note = {0};
    assert_ok(db_one(f->db, &f->arena, TEST_NOTE_GET, P(id), read_note, &note));
    return note;
}

// ---- parameters and columns ----

struct ordered {
    str d;
    int64_t b;
    int64_t c;
    str a;
    int64_t b_again;
};

static enum err read_ordered(struct row *row, struct arena *arena, void *out)
{
    struct ordered *o = out;
    o->d = row_str(row, arena);
    o->b = row_i64(row);
    o->c = row_i64(row);
    o->a = row_str(row, arena);
    o->b_again = row_i64(row);
    return row_end(row);
}

static void parameters_bind_in_the_order_of_the_head(void **state)
{
    struct fixture *f = fixture_of(state);
    struct ordered o = {0};
    assert_ok(db_one(f->db, &f->arena, TEST_IN_ORDER, P(S("first"), 2, 3, S("fourth")),
                     read_ordered, &o));
    assert_str(o.a, "first");
    assert_int_equal(o.b, 2);
    assert_int_equal(o.b_again, 2);
    assert_int_equal(o.c, 3);
    assert_str(o.d, "fourth");
}

static void null_is_absent_or_zero_and_an_empty_text_is_there(void **state)
{
    struct fixture *f = fixture_of(state);
    struct ordered o = {0};
    assert_ok(db_one(f->db, &f->arena, TEST_IN_ORDER,
                     P((str){0}, db_optional(0), db_optional(7), S("")), read_ordered, &o));
    assert_null(o.a.p);
    assert_int_equal(o.b, 0);
    assert_int_equal(o.c, 7);
    assert_non_null(o.d.p);
    assert_int_equal(o.d.n, 0);
}

static void the_ends_of_int64_come_back(void **state)
{
    static const int64_t ends[] = {INT64_MIN, INT64_MIN + 1, -1, 1, INT32_MAX, INT64_MAX};
    struct fixture *f = fixture_of(state);
    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        write_note(f, ends[i], S("end"));
        assert_int_equal(get_note(f, ends[i]).id, ends[i]);
    }
}

static void a_big_text_comes_back_byte_for_byte(void **state)
{
    struct fixture *f = fixture_of(state);
    char *bytes = arena_alloc_raw(&f->arena, BIG_TEXT_BYTES);
    for (size_t i = 0; i < BIG_TEXT_BYTES; i++)
        bytes[i] = (char)(' ' + i % 94);
    const str text = {bytes, BIG_TEXT_BYTES};
    write_note(f, 1, text);
    assert_true(str_eq(get_note(f, 1).text, text));
}

static void quotes_and_other_alphabets_are_just_text(void **state)
{
    static const str texts[] = {
        S("'; DROP TABLE note; --"),
        S("\"\\\" %s \x01\x7f"),
        S("\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82 \xf0\x9f\x94\x94"),
        S("$1 ?1 :id"),
    };
    struct fixture *f = fixture_of(state);
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        write_note(f, (int64_t)i, texts[i]);
        assert_true(str_eq(get_note(f, (int64_t)i).text, texts[i]));
    }
}

struct kinds {
    bool is_so;
    int64_t narrow;
    int64_t wide;
};

static enum err read_kinds(struct row *row, struct arena *arena, void *out)
{
    struct kinds *kinds = out;
    (void)arena;
    kinds->is_so = row_bool(row);
    kinds->narrow = row_i64(row);
    kinds->wide = row_i64(row);
    return row_end(row);
}

static void integers_of_every_width_and_booleans_are_read(void **state)
{
    struct fixture *f = fixture_of(state);
    struct kinds kinds = {0};
    assert_ok(db_one(f->db, &f->arena, TEST_KINDS, P_NONE, read_kinds, &kinds));
    assert_true(kinds.is_so);
    assert_int_equal(kinds.narrow, -2);
    assert_int_equal(kinds.wide, -3);
}

static enum err read_too_many(struct row *row, struct arena *arena, void *out)
{
    TRY(read_note(row, arena, out));
    row_i64(row);
    return row_end(row);
}

static enum err read_text_first(struct row *row, struct arena *arena, void *out)
{
    struct note *note = out;
    note->text = row_str(row, arena); // an integer
    note->id = row_i64(row);          // a text, but the first mistake counts
    return row_end(row);
}

static enum err read_text_as_number(struct row *row, struct arena *arena, void *out)
{
    struct note *note = out;
    (void)arena;
    note->id = row_i64(row);
    note->id = row_i64(row);
    return row_end(row);
}

static void a_reader_that_does_not_fit_is_told_so(void **state)
{
    static const struct {
        row_reader *reader;
        const char *words;
    } cases[] = {
        {row_read_i64, "note_get: column 1 is there and not read"},
        {read_too_many, "note_get: column 2 is read and not there"},
        {read_text_first, "note_get: column 0 is no text"},
        {read_text_as_number, "note_get: column 1 is no integer"},
    };
    struct fixture *f = fixture_of(state);
    write_note(f, 1, S("text"));
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct note note;
        assert_int_equal(db_one(f->db, &f->arena, TEST_NOTE_GET, P(1), cases[i].reader, &note),
                         ERR_INTERNAL);
        assert_true(str_eq(db_last_error(f->db), str_from_cstr(cases[i].words)));
    }
    assert_str(get_note(f, 1).text, "text");
}

/* In a child that dies silently; its exit status. */
static int run_in_child(struct fixture *f, void (*body)(struct fixture *f))
{
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
        body(f);
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void pass_too_few(struct fixture *f)
{
    if (db_exec(f->db, TEST_NOTE_ADD, P(1)) != OK)
        _exit(1);
}

static void write_in_a_read(struct fixture *f)
{
    if (db_begin(f->db, DB_READ) != OK || db_exec(f->db, TEST_NOTE_ADD, P(1, S(""))) != OK)
        _exit(1);
}

static void a_wrong_call_stops_the_process(void **state)
{
    struct fixture *f = fixture_of(state);
    assert_int_equal(WTERMSIG(run_in_child(f, pass_too_few)), SIGABRT);
    assert_int_equal(WTERMSIG(run_in_child(f, write_in_a_read)), SIGABRT);
}

// ---- rows ----

static void a_missing_row_is_not_found_and_leaves_out_alone(void **state)
{
    struct fixture *f = fixture_of(state);
    struct note note = {.id = 77};
    assert_int_equal(db_one(f->db, &f->arena, TEST_NOTE_GET, P(1), read_note, &note),
                     ERR_NOT_FOUND);
    assert_int_equal(note.id, 77);
}

static void all_rows_come_in_order_up_to_the_bound(void **state)
{
    static const size_t counts[] = {0, 1, 31, 32, 33, 1000};
    struct fixture *f = fixture_of(state);
    int64_t written = 0;
    for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
        struct db_rows rows = {.count = 99};
        while ((size_t)written < counts[i])
            add_note(f->db, written++);
        assert_ok(db_many(f->db, &f->arena, TEST_NOTE_LIST, P_NONE, row_read_i64, sizeof(int64_t),
                          counts[i], &rows));
        assert_int_equal(rows.count, counts[i]);
        for (size_t k = 0; k < rows.count; k++)
            assert_int_equal(((const int64_t *)rows.items)[k], k);
    }
}

static enum err read_only_id(struct row *row, struct arena *arena, void *out)
{
    ((struct note *)out)->id = row_i64(row);
    (void)row_str(row, arena);
    return row_end(row);
}

static void what_a_reader_leaves_out_is_zero(void **state)
{
    struct fixture *f = fixture_of(state);
    struct db_rows rows = {0};
    struct arena used;
    arena_init(&used, 4096);
    memset(arena_alloc_raw(&used, 4000), 0xa5, 4000);
    arena_reset(&used);
    add_note(f->db, 1);
    assert_ok(
        db_many(f->db, &used, TEST_NOTE_GET, P(1), read_only_id, sizeof(struct note), 1, &rows));
    assert_null(((const struct note *)rows.items)->text.p);
    arena_release(&used);
}

static void one_row_above_the_bound_is_too_large(void **state)
{
    struct fixture *f = fixture_of(state);
    struct db_rows rows = {.count = 99};
    for (int64_t id = 0; id < 3; id++)
        add_note(f->db, id);
    assert_int_equal(
        db_many(f->db, &f->arena, TEST_NOTE_LIST, P_NONE, row_read_i64, sizeof(int64_t), 2, &rows),
        ERR_TOO_LARGE);
    assert_int_equal(rows.count, 99);
    assert_int_equal(count_notes(f, f->db), 3);
}

/* What listing all notes takes. */
static struct db_work work_of_list(struct fixture *f)
{
    const struct db_work before = db_work(f->db);
    struct db_rows rows = {0};
    assert_ok(db_many(f->db, &f->arena, TEST_NOTE_LIST, P_NONE, row_read_i64, sizeof(int64_t), 1000,
                      &rows));
    const struct db_work after = db_work(f->db);
    return (struct db_work){after.rows - before.rows, after.steps - before.steps};
}

static void work_is_counted(void **state)
{
    struct fixture *f = fixture_of(state);
    const struct db_work none = work_of_list(f);
    assert_int_equal(none.rows, 0);
    for (int64_t id = 0; id < 100; id++)
        add_note(f->db, id);
    const struct db_work hundred = work_of_list(f);
    assert_int_equal(hundred.rows, 100);
    assert_int_equal(hundred.steps > none.steps + 100, db_engine(f->db) == DB_SQLITE);
}

static void changed_rows_are_counted(void **state)
{
    struct fixture *f = fixture_of(state);
    int64_t changed = -1;
    for (int64_t id = 0; id < 5; id++)
        add_note(f->db, id);
    assert_ok(db_exec_count(f->db, TEST_NOTE_RENAME_FROM, P(2, S("new")), &changed));
    assert_int_equal(changed, 3);
    assert_ok(db_exec_count(f->db, TEST_NOTE_RENAME_FROM, P(9, S("new")), &changed));
    assert_int_equal(changed, 0);
    assert_ok(db_exec_count(f->db, TEST_NOTE_ADD_UNLESS_THERE, P(0, S("new")), &changed));
    assert_int_equal(changed, 0);
}

static void a_change_answers_with_its_row(void **state)
{
    struct fixture *f = fixture_of(state);
    int64_t id = 0;
    assert_ok(db_one(f->db, &f->arena, TEST_NOTE_ADD_RETURNING, P(4, S("x")), row_read_i64, &id));
    assert_int_equal(id, 4);
    assert_int_equal(get_note(f, 4).id, 4);
}

// ---- refusals ----

static void a_doubled_key_is_a_conflict(void **state)
{
    struct fixture *f = fixture_of(state);
    add_note(f->db, 1);
    assert_int_equal(db_exec(f->db, TEST_NOTE_ADD, P(1, S("again"))), ERR_CONFLICT);
    assert_true(db_last_error(f->db).n > 0);
    assert_false(db_should_retry(f->db));
    assert_false(db_is_broken(f->db));
    assert_str(get_note(f, 1).text, "text");
}

static void a_broken_reference_is_our_fault(void **state)
{
    struct fixture *f = fixture_of(state);
    assert_int_equal(db_exec(f->db, TEST_NOTE_ADD_CHILD, P(1, 99)), ERR_INTERNAL);
    assert_int_equal(count_notes(f, f->db), 0);
}

// ---- transactions ----

static void a_commit_is_seen_by_others_and_a_rollback_by_nobody(void **state)
{
    struct fixture *f = fixture_of(state);
    struct db *other = connect_again(f, (struct db_options){.read_only = true});
    assert_ok(db_begin(f->db, DB_WRITE));
    add_note(f->db, 1);
    assert_int_equal(count_notes(f, other), 0);
    assert_ok(db_commit(f->db));
    assert_int_equal(count_notes(f, other), 1);

    assert_ok(db_begin(f->db, DB_WRITE));
    add_note(f->db, 2);
    db_rollback(f->db);
    assert_int_equal(count_notes(f, f->db), 1);
    assert_int_equal(count_notes(f, other), 1);
    db_close(&other);
}

static void closing_rolls_back(void **state)
{
    struct fixture *f = fixture_of(state);
    assert_ok(db_begin(f->db, DB_WRITE));
    add_note(f->db, 1);
    db_close(&f->db);
    assert_null(f->db);
    db_close(&f->db);
    f->db = connect_again(f, (struct db_options){0});
    assert_int_equal(count_notes(f, f->db), 0);
}

static void a_read_transaction_keeps_its_view(void **state)
{
    struct fixture *f = fixture_of(state);
    struct db *reader = connect_again(f, (struct db_options){.read_only = true});
    add_note(f->db, 1);
    assert_ok(db_begin(reader, DB_READ));
    assert_int_equal(count_notes(f, reader), 1);
    add_note(f->db, 2);
    assert_int_equal(count_notes(f, reader), 1);
    assert_ok(db_commit(reader));
    assert_int_equal(count_notes(f, reader), 2);
    db_close(&reader);
}

static void a_savepoint_takes_back_one_job_of_many(void **state)
{
    struct fixture *f = fixture_of(state);
    assert_ok(db_begin(f->db, DB_WRITE));
    for (int64_t id = 1; id <= 4; id++) {
        assert_ok(db_savepoint(f->db));
        add_note(f->db, id);
        if (id % 2 == 0)
            db_rollback_to_savepoint(f->db);
        else
            assert_ok(db_release(f->db));
    }
    assert_ok(db_commit(f->db));
    assert_int_equal(count_notes(f, f->db), 2);
    assert_int_equal(get_note(f, 3).id, 3);
}

static void after_a_failed_statement_the_savepoint_heals_the_transaction(void **state)
{
    struct fixture *f = fixture_of(state);
    assert_ok(db_begin(f->db, DB_WRITE));
    add_note(f->db, 1);
    assert_ok(db_savepoint(f->db));
    assert_int_equal(db_exec(f->db, TEST_NOTE_ADD, P(1, S("again"))), ERR_CONFLICT);
    db_rollback_to_savepoint(f->db);
    assert_ok(db_savepoint(f->db));
    add_note(f->db, 2);
    assert_ok(db_release(f->db));
    assert_ok(db_commit(f->db));
    assert_int_equal(count_notes(f, f->db), 2);
}

static void rolling_back_keeps_the_words_of_the_failure(void **state)
{
    struct fixture *f = fixture_of(state);
    assert_ok(db_begin(f->db, DB_WRITE));
    add_note(f->db, 1);
    assert_int_equal(db_exec(f->db, TEST_NOTE_ADD, P(1, S("again"))), ERR_CONFLICT);
    const str words = str_copy(&f->arena, db_last_error(f->db));
    db_rollback(f->db);
    assert_true(str_eq(db_last_error(f->db), words));
    db_rollback(f->db); // nothing left to take back
    assert_int_equal(count_notes(f, f->db), 0);
}

static void a_transaction_can_follow_another_a_thousand_times(void **state)
{
    struct fixture *f = fixture_of(state);
    for (int i = 0; i < 1000; i++) {
        assert_ok(db_begin(f->db, DB_READ));
        assert_int_equal(count_notes(f, f->db), 0);
        assert_ok(db_commit(f->db));
    }
}

// ---- opening ----

static void a_url_names_its_engine(void **state)
{
    static const struct {
        str url;
        bool is_known;
        enum db_engine engine;
    } cases[] = {
        {S("sqlite:a.db"), true, DB_SQLITE},
        {S("postgres://u@h/d"), true, DB_POSTGRES},
        {S("postgresql://u@h/d"), true, DB_POSTGRES},
        {S("mysql://u@h/d"), false, DB_SQLITE},
        {S("a.db"), false, DB_SQLITE},
        {S(""), false, DB_SQLITE},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        enum db_engine engine = DB_SQLITE;
        assert_int_equal(db_engine_of(cases[i].url, &engine), cases[i].is_known);
        assert_int_equal(engine, cases[i].engine);
    }
}

static void a_url_that_cannot_be_opened_is_told_without_its_password(void **state)
{
    static const struct {
        str url;
        enum err err;
    } cases[] = {
        {S("mysql://u:secret@h/d"), ERR_INVALID},
        {S("sqlite:"), ERR_INVALID},
        {S("sqlite::memory:"), ERR_INVALID},
        {S("sqlite:/nowhere/at/all.db"), ERR_UNAVAILABLE},
        {S("postgres://u:secret@127.0.0.1:1/d"), ERR_UNAVAILABLE},
        {S("postgres://u:secret@127.0.0.1:port/d"), ERR_UNAVAILABLE},
        {S("postgres://u:secret@127.0.0.1/d?nonsense=1"), ERR_INVALID},
    };
    struct arena arena;
    (void)state;
    arena_init(&arena, 4096);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct db *db = NULL;
        str why = {0};
        assert_int_equal(
            db_open(&arena, cases[i].url, &db_statements, (struct db_options){0}, &db, &why),
            cases[i].err);
        assert_null(db);
        assert_true(why.n > 0);
        assert_int_equal(str_find_str(why, S("secret")), why.n);
    }
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(parameters_bind_in_the_order_of_the_head),
        ON_BOTH(null_is_absent_or_zero_and_an_empty_text_is_there),
        ON_BOTH(the_ends_of_int64_come_back),
        ON_BOTH(a_big_text_comes_back_byte_for_byte),
        ON_BOTH(quotes_and_other_alphabets_are_just_text),
        ON_BOTH(integers_of_every_width_and_booleans_are_read),
        ON_BOTH(a_reader_that_does_not_fit_is_told_so),
        ON_BOTH(a_wrong_call_stops_the_process),
        ON_BOTH(a_missing_row_is_not_found_and_leaves_out_alone),
        ON_BOTH(all_rows_come_in_order_up_to_the_bound),
        ON_BOTH(what_a_reader_leaves_out_is_zero),
        ON_BOTH(one_row_above_the_bound_is_too_large),
        ON_BOTH(work_is_counted),
        ON_BOTH(changed_rows_are_counted),
        ON_BOTH(a_change_answers_with_its_row),
        ON_BOTH(a_doubled_key_is_a_conflict),
        ON_BOTH(a_broken_reference_is_our_fault),
        ON_BOTH(a_commit_is_seen_by_others_and_a_rollback_by_nobody),
        ON_BOTH(closing_rolls_back),
        ON_BOTH(a_read_transaction_keeps_its_view),
        ON_BOTH(a_savepoint_takes_back_one_job_of_many),
        ON_BOTH(after_a_failed_statement_the_savepoint_heals_the_transaction),
        ON_BOTH(rolling_back_keeps_the_words_of_the_failure),
        ON_BOTH(a_transaction_can_follow_another_a_thousand_times),
        cmocka_unit_test(a_url_names_its_engine),
        cmocka_unit_test(a_url_that_cannot_be_opened_is_told_without_its_password),
    };
    return cmocka_run_group_tests_name("db", tests, make_database, drop_database);
}
