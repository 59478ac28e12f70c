// db_fixture.c -- databases of their own for the tests of src/db.
//
// SPDX-License-Identifier: Apache-2.0
#include "db_fixture.h"

#include "db/driver.h"

#include <unistd.h>

enum { BLOCK_BYTES = 4096, NAME_BYTES = 64 };

enum db_engine on_sqlite = DB_SQLITE;
enum db_engine on_postgres = DB_POSTGRES;

static const char note_table[] =
    "CREATE TABLE note (id BIGINT PRIMARY KEY, text TEXT, parent_id BIGINT REFERENCES note (id))";

static str database_name(struct arena *arena)
{
    return STR_JOIN(arena, S("tocsin_db_"), str_from_i64(arena, getpid()));
}

/* TOCSIN_TEST_POSTGRES with another database; absent without it. */
static str postgres_url(struct arena *arena, str database)
{
    const str url = str_from_cstr(getenv("TOCSIN_TEST_POSTGRES"));
    if (url.p == NULL)
        return url;
    assert_true(str_ends(url, S("/postgres")));
    return STR_JOIN(arena, str_slice(url, 0, url.n - S("postgres").n), database);
}

static struct db *connect_to(struct arena *arena, str url, struct db_options options)
{
    struct db *db = NULL;
    str why = {0};
    if (db_open(arena, url, &db_statements, options, &db, &why) != OK)
        fail_msg("%.*s", STR(why));
    return db;
}

struct db *connect_again(struct fixture *f, struct db_options options)
{
    return connect_to(&f->arena, f->url, options);
}

void run_script(struct db *db, const char *script)
{
    if (db->driver->run_script(db, script) != OK)
        fail_msg("%s: %s", script, db->error);
}

/* CREATE DATABASE or DROP DATABASE of this program's own; nothing without PostgreSQL. */
static int run_on_server(str before, str after)
{
    struct arena arena;
    arena_init(&arena, BLOCK_BYTES);
    const str url = postgres_url(&arena, S("postgres"));
    if (url.p != NULL) {
        const str text = STR_JOIN(&arena, before, database_name(&arena), after);
        struct db *db = connect_to(&arena, url, (struct db_options){0});
        run_script(db, str_cstr(&arena, text));
        db_close(&db);
    }
    arena_release(&arena);
    return 0;
}

int make_database(void **state)
{
    (void)state;
    return run_on_server(S("CREATE DATABASE "), S(""));
}

int drop_database(void **state)
{
    (void)state;
    return run_on_server(S("DROP DATABASE "), S(" WITH (FORCE)"));
}

static void make_folder(struct fixture *f)
{
    char folder[] = "/tmp/tocsin-db-XXXXXX";
    assert_non_null(mkdtemp(folder));
    f->folder = str_copy(&f->arena, str_from_cstr(folder));
    f->url = STR_JOIN(&f->arena, S("sqlite:"), f->folder, S("/notes"));
}

const char *path_of(struct fixture *f, const char *ending)
{
    return str_cstr(&f->arena, STR_JOIN(&f->arena, f->folder, S("/notes"), str_from_cstr(ending)));
}

static void remove_folder(struct fixture *f)
{
    static const char *const endings[] = {"", "-wal", "-shm", ".lock"};
    for (size_t i = 0; i < ARRAY_LEN(endings); i++)
        unlink(path_of(f, endings[i]));
    assert_int_equal(rmdir(str_cstr(&f->arena, f->folder)), 0);
}

/* False where the engine is missing. */
static bool choose_url(struct fixture *f)
{
    if (f->engine == DB_SQLITE)
        make_folder(f);
    else
        f->url = postgres_url(&f->arena, database_name(&f->arena));
    return f->url.p != NULL;
}

int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    f->engine = *(const enum db_engine *)*state;
    arena_init(&f->arena, BLOCK_BYTES);
    *state = f;
    if (!choose_url(f))
        return 0;
    f->db = connect_again(f, (struct db_options){0});
    if (f->engine == DB_POSTGRES)
        run_script(f->db, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    run_script(f->db, note_table);
    return 0;
}

int tear_down(void **state)
{
    struct fixture *f = *state;
    db_close(&f->db);
    if (f->folder.p != NULL)
        remove_folder(f);
    arena_release(&f->arena);
    free(f);
    return 0;
}

struct fixture *fixture_of(void **state)
{
    struct fixture *f = *state;
    if (f->url.p == NULL) {
        print_message("SKIPPED: TOCSIN_TEST_POSTGRES is not set (see tests/lib/with-postgres)\n");
        skip();
    }
    return f;
}

void add_note(struct db *db, int64_t id)
{
    if (db_exec(db, TEST_NOTE_ADD, P(id, S("text"))) != OK)
        fail_msg("%s", db->error);
}

int64_t count_notes(struct fixture *f, struct db *db)
{
    int64_t count = -1;
    if (db_one(db, &f->arena, TEST_NOTE_COUNT, P_NONE, row_read_i64, &count) != OK)
        fail_msg("%s", db->error);
    return count;
}
