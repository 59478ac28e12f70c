// test_executor_faults.c -- the executor when the disk is full or fails, when transactions meet and
// connections break.
// SPDX-License-Identifier: Apache-2.0
#include "db/executor.h"

#include "base/clock.h"
#include "executor_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

enum {
    LONG_WAIT_MS = 10 * MSEC_PER_SECOND,
    PAGE_BYTES = 4096,
    BIG_BYTES = 128 * 1024,
    HUGE_BYTES = 1024 * 1024,
};

// ---- SQLite: a full disk ----

static str text_of(struct rig *rig, size_t bytes)
{
    char *text = arena_alloc_raw(&rig->fixture->arena, bytes);
    memset(text, 'x', bytes);
    return (str){text, bytes};
}

static void set_script(struct note *note, const char *script)
{
    note->script = script;
    note->script_runs = 1;
}

static void a_job_that_meets_the_size_limit_fails_its_group_and_work_goes_on(void **state)
{
    struct rig *rig = rig_of(state);
    struct note notes[3];
    rig_open(rig);
    notes_init(notes, rig, 3);
    set_script(&notes[0], "PRAGMA max_page_count = 10");
    notes[1].text = text_of(rig, BIG_BYTES);
    notes_add_together(notes, 3); // SQLite gives up the whole transaction in the second
    for (int i = 0; i < 3; i++)
        assert_int_equal(notes[i].outcome, ERR_UNAVAILABLE);
    assert_int_equal(notes[2].runs, 0);
    set_script(&notes[2], "PRAGMA max_page_count = 1000000");
    assert_ok(note_add(&notes[2]));
    assert_ok(note_add(&notes[1]));
    assert_int_equal(rig_close_and_count(rig), 2);
}

/* Hides the folder under a disk of 2 MB that only this process sees; false where that is not
 * allowed. */
static bool mount_small_disk(const char *folder)
{
    return unshare(CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("tmpfs", folder, "tmpfs", 0, "size=2m") == 0;
}

static const char *make_ballast(struct rig *rig)
{
    static const char page[PAGE_BYTES];
    const char *path = path_of(rig->fixture, ".ballast");
    const int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    while (write(fd, page, sizeof(page)) > 0)
        continue;
    assert_int_equal(errno, ENOSPC);
    close(fd);
    return path;
}

static void make_table(struct rig *rig)
{
    struct db *db = connect_again(rig->fixture, (struct db_options){0});
    run_script(db, "CREATE TABLE note (id BIGINT PRIMARY KEY, text TEXT)");
    db_close(&db);
}

static void a_full_disk_fails_the_group_and_work_goes_on(void **state)
{
    struct rig *rig = rig_of(state);
    struct note notes[3];
    const char *folder = str_cstr(&rig->fixture->arena, rig->fixture->folder);
    if (!mount_small_disk(folder)) {
        print_message("SKIPPED: no right to mount a small disk\n");
        skip();
    }
    make_table(rig);
    rig_trace(rig);
    rig_open(rig);
    notes_init(notes, rig, 3);
    notes[1].text = text_of(rig, BIG_BYTES);
    const char *ballast = make_ballast(rig);
    notes_add_together(notes, 3);
    for (int i = 0; i < 3; i++)
        assert_int_equal(notes[i].outcome, ERR_UNAVAILABLE);
    unlink(ballast);
    for (int i = 0; i < 3; i++)
        assert_ok(note_add(&notes[i]));
    assert_int_equal(rig_close_and_count(rig), 3);
    assert_string_equal(rig->trace, "obkcbrkrkrkaDDDbrkcDbrkcDbrkcDx");
    umount(folder);
}

// ---- SQLite: a failing disk ----

/* In a process of its own: adds a note, which ends the process. */
_Noreturn static void add_note_and_exit(struct rig *rig, const char *log_path, const char *script)
{
    struct note note;
    const int log = open(log_path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    dup2(log, STDERR_FILENO);
    note_init(&note, rig, 1);
    note.text = text_of(rig, BIG_BYTES);
    set_script(&note, script);
    (void)note_add(&note);
    _exit(EXIT_SUCCESS); // an outcome was told
}

/* The process ended by itself, with one line in the log. */
static void expect_stop(pid_t child, const char *log_path)
{
    int status = 0;
    char line[PAGE_BYTES] = "";
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), EX_IOERR);
    FILE *log = fopen(log_path, "re");
    assert_non_null(fgets(line, sizeof(line), log));
    assert_non_null(strstr(line, "storage_failed"));
    assert_null(fgets(line, sizeof(line), log));
    assert_int_equal(fclose(log), 0);
    unlink(log_path);
}

static void an_io_error_stops_the_process_without_an_answer(void **state)
{
    // No file may grow further, which SQLite takes for a failing disk.
    const struct rlimit limit = {.rlim_cur = BIG_BYTES, .rlim_max = BIG_BYTES};
    struct rig *rig = rig_of(state);
    const char *log_path = path_of(rig->fixture, ".log");
    const pid_t child = fork();
    if (child == 0) {
        rig_open(rig);
        (void)signal(SIGXFSZ, SIG_IGN);
        if (setrlimit(RLIMIT_FSIZE, &limit) == 0)
            add_note_and_exit(rig, log_path, "");
        _exit(EXIT_FAILURE);
    }
    expect_stop(child, log_path);
    assert_int_equal(rig_close_and_count(rig), 0);
}

static void spoil_pages(const char *path)
{
    char garbage[2 * PAGE_BYTES]; // the table and its index, after the schema's page
    memset(garbage, 0xff, sizeof(garbage));
    const int fd = open(path, O_WRONLY | O_CLOEXEC);
    assert_int_equal(pwrite(fd, garbage, sizeof(garbage), PAGE_BYTES), sizeof(garbage));
    close(fd);
}

static void a_corrupt_page_stops_the_process_without_an_answer(void **state)
{
    struct rig *rig = rig_of(state);
    const char *log_path = path_of(rig->fixture, ".log");
    spoil_pages(path_of(rig->fixture, ""));
    const pid_t child = fork();
    if (child == 0) {
        rig_open(rig);
        add_note_and_exit(rig, log_path, "");
    }
    expect_stop(child, log_path);
}

static void a_commit_that_fails_for_no_known_reason_stops_the_process(void **state)
{
    struct rig *rig = rig_of(state);
    const char *log_path = path_of(rig->fixture, ".log");
    const pid_t child = fork();
    if (child == 0) {
        rig_open(rig);
        add_note_and_exit(rig, log_path,
                          "PRAGMA defer_foreign_keys = ON;"
                          "INSERT INTO note (id, parent_id) VALUES (2, 3)");
    }
    expect_stop(child, log_path);
    assert_int_equal(rig_close_and_count(rig), 0);
}

// ---- SQLite: checkpoints ----

/* Grows by checkpoints only. */
static int64_t file_bytes(struct rig *rig)
{
    struct stat status;
    assert_int_equal(stat(path_of(rig->fixture, ""), &status), 0);
    return status.st_size;
}

static void an_idle_writer_checkpoints(void **state)
{
    struct rig *rig = rig_of(state);
    struct note note;
    rig_open(rig);
    note_init(&note, rig, 1);
    note.text = text_of(rig, BIG_BYTES);
    assert_ok(note_add(&note));
    const msec deadline = clock_monotonic() + LONG_WAIT_MS;
    while (file_bytes(rig) < BIG_BYTES && clock_monotonic() < deadline)
        sched_yield();
    assert_in_range(file_bytes(rig), BIG_BYTES, 2 * BIG_BYTES);
}

static void a_long_wal_is_checkpointed_between_groups(void **state)
{
    struct rig *rig = rig_of(state);
    struct note note;
    const int64_t long_bytes = (int64_t)EXECUTOR_CHECKPOINT_PAGES * PAGE_BYTES;
    const str text = text_of(rig, HUGE_BYTES);
    rig_open(rig);
    for (int i = 0; (int64_t)i * HUGE_BYTES <= long_bytes; i++) {
        note_init(&note, rig, i);
        note.text = text;
        assert_ok(note_add(&note));
    }
    note_init(&note, rig, -1);
    assert_ok(note_add(&note)); // told after the checkpoint
    assert_in_range(file_bytes(rig), long_bytes, 2 * long_bytes);
}

// ---- PostgreSQL ----

static const char spoil[] =
    "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'serialization_failure'; END $$";
static const char cut_connection[] = "SELECT pg_terminate_backend(pg_backend_pid())";
static const char cut_at_commit[] =
    "CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;"
    "CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON note DEFERRABLE INITIALLY DEFERRED"
    " FOR EACH ROW EXECUTE FUNCTION cut()";

/* Runs BEFORE name AFTER by a connection to another database; `name` is the test's. */
static void run_about_database(struct rig *rig, str before, str after)
{
    struct fixture elsewhere = {.url = str_from_cstr(getenv("TOCSIN_TEST_POSTGRES"))};
    arena_init(&elsewhere.arena, PAGE_BYTES);
    str name = rig->fixture->url;
    while (str_find(name, '/') < name.n)
        str_cut(&name, '/');
    struct arena *arena = &rig->fixture->arena;
    struct db *db = connect_again(&elsewhere, (struct db_options){0});
    run_script(db, str_cstr(arena, STR_JOIN(arena, before, name, after)));
    db_close(&db);
    arena_release(&elsewhere.arena);
}

static void set_reachable(struct rig *rig, bool is_reachable)
{
    run_about_database(rig, S("ALTER DATABASE "),
                       is_reachable ? S(" ALLOW_CONNECTIONS true") : S(" ALLOW_CONNECTIONS false"));
}

/* Ends those connections to the test's database for which `condition` holds, within 10 s. */
static void cut_connections(struct rig *rig, str condition)
{
    struct arena *arena = &rig->fixture->arena;
    run_about_database(
        rig, S("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '"),
        STR_JOIN(arena, S("' AND "), condition));
}

static void a_serialization_failure_is_run_again(void **state)
{
    struct rig *rig = rig_of(state);
    struct note note;
    rig_trace(rig);
    rig_open(rig);
    note_init(&note, rig, 1);
    note.script = spoil;
    note.script_runs = EXECUTOR_MAX_TRIES - 1;
    assert_ok(note_add(&note));
    assert_int_equal(rig_close_and_count(rig), 1);
    assert_string_equal(rig->trace, "obrdbrdbrkcDx");
}

static void a_job_that_looked_at_something_old_is_run_again(void **state)
{
    struct rig *rig = rig_of(state);
    struct note note;
    rig_trace(rig);
    rig_open(rig);
    note_init(&note, rig, 1);
    note.old_runs = 1;
    assert_ok(note_add(&note));
    note_init(&note, rig, 2);
    note.old_runs = EXECUTOR_MAX_TRIES;
    assert_int_equal(note_add(&note), ERR_INVALID);
    assert_int_equal(rig_close_and_count(rig), 1);
    assert_string_equal(rig->trace, "obrdbrkcDbrdbrdbrdDx");
}

static void serialization_failures_without_end_are_given_up(void **state)
{
    struct rig *rig = rig_of(state);
    struct note note;
    rig_open(rig);
    note_init(&note, rig, 1);
    note.script = spoil;
    note.script_runs = EXECUTOR_MAX_TRIES;
    assert_int_equal(note_add(&note), ERR_UNAVAILABLE);
    assert_int_equal(note.runs, EXECUTOR_MAX_TRIES);
    assert_int_equal(rig_close_and_count(rig), 0);
}

static void a_connection_lost_in_a_job_fails_that_job_only(void **state)
{
    struct rig *rig = rig_of(state);
    struct note notes[2];
    rig_open(rig);
    notes_init(notes, rig, 2);
    set_script(&notes[0], cut_connection);
    assert_int_equal(note_add(&notes[0]), ERR_UNAVAILABLE);
    assert_int_equal(notes[0].runs, 1);
    assert_ok(note_add(&notes[1]));
    assert_int_equal(rig_close_and_count(rig), 1);
}

static void a_connection_lost_between_jobs_is_not_noticed(void **state)
{
    struct rig *rig = rig_of(state);
    struct note notes[2];
    rig_open(rig);
    notes_init(notes, rig, 2);
    assert_ok(note_add(&notes[0]));
    cut_connections(rig, S("true"));
    assert_ok(note_add(&notes[1]));
    assert_int_equal(rig_close_and_count(rig), 2);
}

static void a_connection_lost_in_commit_leaves_the_outcome_open(void **state)
{
    struct rig *rig = rig_of(state);
    struct note notes[2];
    struct db *db = connect_again(rig->fixture, (struct db_options){0});
    run_script(db, cut_at_commit);
    db_close(&db);
    rig_trace(rig);
    rig_open(rig);
    notes_init(notes, rig, 2);
    notes[1].job.mode = DB_READ;
    assert_int_equal(note_add(&notes[0]), ERR_UNAVAILABLE);
    assert_ok(note_add(&notes[1]));
    executor_close(&rig->executor);
    assert_string_equal(rig->trace, "obrkaDbrkcDx");
}

static void while_the_database_is_away_jobs_fail_and_then_run_again(void **state)
{
    struct rig *rig = rig_of(state);
    struct note notes[2];
    rig_open(rig);
    notes_init(notes, rig, 2);
    set_reachable(rig, false);
    cut_connections(rig, S("true"));
    assert_int_equal(note_add(&notes[0]), ERR_UNAVAILABLE); // finds out
    assert_int_equal(note_add(&notes[0]), ERR_UNAVAILABLE); // is told at the next attempt
    assert_int_equal(notes[0].runs, 0);
    set_reachable(rig, true);
    (void)note_add(&notes[0]); // may meet an attempt from before
    assert_ok(note_add(&notes[1]));
}

static void a_thread_that_is_away_leaves_the_jobs_to_the_others(void **state)
{
    struct rig *rig = rig_of(state);
    struct note notes[10];
    struct gate gate;
    rig->config.pool_threads = 2;
    rig_open(rig);
    notes_init(notes, rig, 10);
    gate_close(&gate, rig);
    set_reachable(rig, false);
    cut_connections(rig, S("state = 'idle'")); // not the gate's, which is in a transaction
    for (int i = 0; i < 10; i++)
        assert_ok(note_submit(&notes[i]));
    assert_int_equal(note_wait(&notes[0]), ERR_UNAVAILABLE);
    gate_open(&gate);
    for (int i = 1; i < 10; i++)
        assert_ok(note_wait(&notes[i]));
    set_reachable(rig, true);
}

static void a_closing_executor_ends_its_jobs_though_the_database_is_away(void **state)
{
    struct rig *rig = rig_of(state);
    struct note notes[3];
    rig_open(rig);
    notes_init(notes, rig, 3);
    set_reachable(rig, false);
    cut_connections(rig, S("true"));
    assert_int_equal(note_add(&notes[0]), ERR_UNAVAILABLE);
    assert_int_equal(note_add(&notes[1]), ERR_UNAVAILABLE);
    assert_ok(note_submit(&notes[2])); // between two attempts
    executor_close(&rig->executor);
    set_reachable(rig, true);
    assert_int_equal(notes[2].outcome, ERR_UNAVAILABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_ON_SQLITE(a_job_that_meets_the_size_limit_fails_its_group_and_work_goes_on),
        RIG_ON_SQLITE(a_full_disk_fails_the_group_and_work_goes_on),
        RIG_ON_SQLITE(an_io_error_stops_the_process_without_an_answer),
        RIG_ON_SQLITE(a_corrupt_page_stops_the_process_without_an_answer),
        RIG_ON_SQLITE(a_commit_that_fails_for_no_known_reason_stops_the_process),
        RIG_ON_SQLITE(an_idle_writer_checkpoints),
        RIG_ON_SQLITE(a_long_wal_is_checkpointed_between_groups),
        RIG_ON_POSTGRES(a_serialization_failure_is_run_again),
        RIG_ON_POSTGRES(a_job_that_looked_at_something_old_is_run_again),
        RIG_ON_POSTGRES(serialization_failures_without_end_are_given_up),
        RIG_ON_POSTGRES(a_connection_lost_in_a_job_fails_that_job_only),
        RIG_ON_POSTGRES(a_connection_lost_between_jobs_is_not_noticed),
        RIG_ON_POSTGRES(a_connection_lost_in_commit_leaves_the_outcome_open),
        RIG_ON_POSTGRES(while_the_database_is_away_jobs_fail_and_then_run_again),
        RIG_ON_POSTGRES(a_thread_that_is_away_leaves_the_jobs_to_the_others),
        RIG_ON_POSTGRES(a_closing_executor_ends_its_jobs_though_the_database_is_away),
    };
    return cmocka_run_group_tests_name("executor_faults", tests, make_database, drop_database);
}
