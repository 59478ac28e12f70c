// sqlite.c -- the SQLite engine.
//
// SQLite up to 3.51.2 can lose a committed page when one connection checkpoints while another
// resets the WAL. So a file has exactly one read-write connection, held by an advisory lock on
// PATH.lock; it alone checkpoints, and only when told to. All others are read-only.
//
// SQLite rolls a whole transaction back by itself when the disk is full or fails. Statements would
// then go on one by one in autocommit; `start` refuses them until the caller has ended it too.
// SPDX-License-Identifier: Apache-2.0
#include "db/driver.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

enum { BUSY_TIMEOUT_MS = 5000, FILE_MODE = 0600, PID_BYTES = 16 };

// SQLite takes what it was built to allow of it: 2 GiB on Debian. What lies behind is read.
static const int64_t default_mmap_bytes = INT64_C(64) << 30;

struct sqlite_db {
    struct db db;
    sqlite3 *handle;
    int lock_fd;    // of the writer's lock, or -1
    int wal_pages;  // in the WAL after the last commit
    int wal_copied; // of these, by the last checkpoint
    size_t slots;
    sqlite3_stmt *statements[]; // by slot; NULL before the first use
};

static struct sqlite_db *of(struct db *db)
{
    return (struct sqlite_db *)db;
}

// ---- failures ----

// By the extended code or by the primary one; the first row that matches counts.
static const struct failure {
    int code;
    enum err kind;
    bool is_broken;
} failures[] = {
    {SQLITE_CONSTRAINT_UNIQUE, ERR_CONFLICT, false},
    {SQLITE_CONSTRAINT_PRIMARYKEY, ERR_CONFLICT, false},
    {SQLITE_CONSTRAINT_ROWID, ERR_CONFLICT, false},
    {SQLITE_FULL, ERR_UNAVAILABLE, false},
    {SQLITE_BUSY, ERR_UNAVAILABLE, false},
    {SQLITE_LOCKED, ERR_UNAVAILABLE, false},
    {SQLITE_PROTOCOL, ERR_UNAVAILABLE, false},
    {SQLITE_NOMEM, ERR_UNAVAILABLE, false},
    {SQLITE_IOERR_NOMEM, ERR_UNAVAILABLE, false},
    {SQLITE_IOERR, ERR_UNAVAILABLE, true},
    {SQLITE_CORRUPT, ERR_INTERNAL, true},
    {SQLITE_NOTADB, ERR_INTERNAL, true},
};

static enum err fail_with(struct sqlite_db *lite, int code)
{
    db_fail(&lite->db, ERR_INTERNAL, sqlite3_errmsg(lite->handle));
    for (size_t i = 0; i < ARRAY_LEN(failures); i++) {
        if (failures[i].code != code && failures[i].code != (code & 0xff))
            continue;
        lite->db.is_broken |= failures[i].is_broken;
        return failures[i].kind;
    }
    return ERR_INTERNAL;
}

// ---- statements ----

static enum err prepare(struct sqlite_db *lite, size_t slot)
{
    if (lite->statements[slot] != NULL)
        return OK;
    const int code = sqlite3_prepare_v3(lite->handle, db_statement(&lite->db, slot)->sqlite, -1,
                                        SQLITE_PREPARE_PERSISTENT, &lite->statements[slot], NULL);
    return code == SQLITE_OK ? OK : fail_with(lite, code);
}

static enum err sqlite_describe(struct db *db, size_t slot, struct db_description *out)
{
    struct sqlite_db *lite = of(db);
    TRY(prepare(lite, slot));
    sqlite3_stmt *statement = lite->statements[slot];
    *out = (struct db_description){
        .parameters = sqlite3_bind_parameter_count(statement),
        .columns = sqlite3_column_count(statement),
        .writes = sqlite3_stmt_readonly(statement) == 0,
    };
    return OK;
}

static int bind(sqlite3_stmt *statement, int place, const struct db_param *param)
{
    switch (param->kind) {
    case DB_PARAM_NULL:
        return sqlite3_bind_null(statement, place);
    case DB_PARAM_I64:
        return sqlite3_bind_int64(statement, place, param->number);
    case DB_PARAM_TEXT:
        return sqlite3_bind_text64(statement, place, param->text.p, param->text.n, SQLITE_STATIC,
                                   SQLITE_UTF8);
    }
    return SQLITE_MISUSE;
}

static bool has_lost_transaction(const struct sqlite_db *lite)
{
    return lite->db.transaction != DB_OUTSIDE && sqlite3_get_autocommit(lite->handle) != 0;
}

static enum err sqlite_start(struct row *row, size_t slot, struct db_params params)
{
    struct sqlite_db *lite = of(row->db);
    if (has_lost_transaction(lite))
        return ERR_UNAVAILABLE; // the words of what ended it stay
    TRY(prepare(lite, slot));
    sqlite3_stmt *statement = lite->statements[slot];
    CHECK(sqlite3_stmt_busy(statement) == 0); // its own row reader runs it again
    for (size_t i = 0; i < params.count; i++) {
        const int code = bind(statement, (int)i + 1, &params.items[i]);
        if (code != SQLITE_OK)
            return fail_with(lite, code);
    }
    row->cursor = statement;
    row->columns = sqlite3_column_count(statement);
    return OK;
}

static enum err sqlite_next(struct row *row, bool *out_found)
{
    const int code = sqlite3_step(row->cursor);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return fail_with(of(row->db), code);
    *out_found = code == SQLITE_ROW;
    return OK;
}

static enum err sqlite_finish(struct row *row)
{
    const int code = sqlite3_reset(row->cursor); // commits here if rows were left in autocommit
    const enum err err = code == SQLITE_OK ? OK : fail_with(of(row->db), code);
    sqlite3_clear_bindings(row->cursor);
    return err;
}

static int64_t sqlite_changed(const struct row *row)
{
    return sqlite3_changes64(of(row->db)->handle);
}

// By sqlite3_value, which spares each call the checks of sqlite3_column_...; a connection without a
// mutex knows no unprotected values.
static bool sqlite_read_i64(const struct row *row, int column, int64_t *out)
{
    sqlite3_value *value = sqlite3_column_value(row->cursor, column);
    const int type = sqlite3_value_type(value);
    if (type == SQLITE_INTEGER)
        *out = sqlite3_value_int64(value);
    return type == SQLITE_INTEGER || type == SQLITE_NULL;
}

static bool sqlite_read_text(const struct row *row, int column, str *out)
{
    sqlite3_value *value = sqlite3_column_value(row->cursor, column);
    const int type = sqlite3_value_type(value);
    if (type != SQLITE_TEXT)
        return type == SQLITE_NULL;
    const void *bytes = sqlite3_value_text(value);
    *out = (str){bytes, (size_t)sqlite3_value_bytes(value)};
    return true;
}

static enum err sqlite_run_script(struct db *db, const char *script)
{
    struct sqlite_db *lite = of(db);
    if (has_lost_transaction(lite))
        return ERR_UNAVAILABLE;
    const int code = sqlite3_exec(lite->handle, script, NULL, NULL, NULL);
    return code == SQLITE_OK ? OK : fail_with(lite, code);
}

static enum err sqlite_checkpoint(struct db *db, int *out_pages)
{
    struct sqlite_db *lite = of(db);
    CHECK(lite->lock_fd >= 0); // only the writer may
    int pages = 0;
    int copied = 0;
    const int code =
        sqlite3_wal_checkpoint_v2(lite->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, &pages, &copied);
    if (code != SQLITE_OK)
        return fail_with(lite, code);
    lite->wal_pages = pages;
    lite->wal_copied = copied;
    *out_pages = pages - copied;
    return OK;
}

static int sqlite_wal_pages(const struct db *db)
{
    const struct sqlite_db *lite = (const struct sqlite_db *)db;
    return lite->wal_pages - lite->wal_copied;
}

static int note_wal_pages(void *context, sqlite3 *handle, const char *name, int pages)
{
    struct sqlite_db *lite = context;
    (void)handle;
    (void)name;
    if (pages < lite->wal_pages)
        lite->wal_copied = 0; // the WAL has begun anew
    lite->wal_pages = pages;
    return SQLITE_OK;
}

static void sqlite_close_db(struct db *db)
{
    struct sqlite_db *lite = of(db);
    for (size_t i = 0; i < lite->slots; i++)
        sqlite3_finalize(lite->statements[i]);
    // After a failed fsync nothing is to be synced again: what is in the WAL is replayed from it.
    if (lite->handle != NULL && (db->is_broken || lite->lock_fd < 0))
        sqlite3_db_config(lite->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    CHECK(sqlite3_close(lite->handle) == SQLITE_OK);
    if (lite->lock_fd >= 0)
        close(lite->lock_fd);
    free(lite);
}

static const struct db_driver sqlite_driver = {
    .engine = DB_SQLITE,
    .close = sqlite_close_db,
    .describe = sqlite_describe,
    .start = sqlite_start,
    .next = sqlite_next,
    .finish = sqlite_finish,
    .changed = sqlite_changed,
    .read_i64 = sqlite_read_i64,
    .read_text = sqlite_read_text,
    .run_script = sqlite_run_script,
    .checkpoint = sqlite_checkpoint,
    .wal_pages = sqlite_wal_pages,
};

// ---- opening ----

struct pragma {
    const char *text;
    const char *answer; // that it must give, or NULL
};

static const struct pragma writer_pragmas[] = {
    {"PRAGMA journal_mode = WAL", "wal"},
    {"PRAGMA synchronous = FULL", NULL},
    {"PRAGMA wal_autocheckpoint = 0", "0"},
    {"PRAGMA journal_size_limit = 67108864", "67108864"}, // bytes kept of a WAL that was larger
    {"PRAGMA foreign_keys = ON", NULL},
    {"PRAGMA temp_store = MEMORY", NULL},
    {"PRAGMA cache_size = -8000", NULL},   // KiB, taken as pages are used
    {"PRAGMA secure_delete = FAST", NULL}, // Debian's ON writes freed pages once more
    {"PRAGMA trusted_schema = OFF", NULL},
};

static const struct pragma reader_pragmas[] = {
    {"PRAGMA query_only = ON", NULL},
    {"PRAGMA wal_autocheckpoint = 0", "0"},
    {"PRAGMA temp_store = MEMORY", NULL},
    {"PRAGMA cache_size = -2000", NULL}, // KiB; what is mapped needs none
    {"PRAGMA trusted_schema = OFF", NULL},
};

static enum err run_pragma(struct sqlite_db *lite, const struct pragma *pragma)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(lite->handle, pragma->text, -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    const void *answer = code == SQLITE_ROW ? sqlite3_column_text(statement, 0) : NULL;
    const bool is_wrong =
        pragma->answer != NULL && !str_eq(str_from_cstr(answer), str_from_cstr(pragma->answer));
    const bool has_failed = code != SQLITE_ROW && code != SQLITE_DONE;
    const enum err err = has_failed ? fail_with(lite, code) : OK;
    sqlite3_finalize(statement);
    if (err == OK && is_wrong)
        return db_fail(&lite->db, ERR_INTERNAL, pragma->text);
    return err;
}

static enum err run_pragmas(struct sqlite_db *lite, const struct pragma *pragmas, size_t count)
{
    for (size_t i = 0; i < count; i++)
        TRY(run_pragma(lite, &pragmas[i]));
    return OK;
}

static enum err set_up_writer(struct sqlite_db *lite, const struct db_options *options)
{
    static const struct pragma not_durable = {"PRAGMA synchronous = NORMAL", NULL};
    TRY(run_pragmas(lite, writer_pragmas, ARRAY_LEN(writer_pragmas)));
    if (options->synchronous_off)
        TRY(run_pragma(lite, &not_durable));
    sqlite3_wal_hook(lite->handle, note_wal_pages, lite);
    return OK;
}

static enum err set_up_reader(struct sqlite_db *lite, const struct db_options *options)
{
    const int64_t bytes = options->mmap_bytes == 0 ? default_mmap_bytes : options->mmap_bytes;
    char text[sizeof("PRAGMA mmap_size = ") + 20];
    snprintf(text, sizeof(text), "PRAGMA mmap_size = %" PRId64, bytes);
    TRY(run_pragmas(lite, reader_pragmas, ARRAY_LEN(reader_pragmas)));
    return run_pragma(lite, &(struct pragma){.text = text});
}

/* "Cannot VERB PATH: REASON." */
static str sentence(struct arena *arena, str verb, const char *path, const char *reason)
{
    return STR_JOIN(arena, S("Cannot "), verb, S(" "), str_from_cstr(path), S(": "),
                    str_from_cstr(reason), S("."));
}

static str who_holds(struct arena *arena, int lock_fd, const char *path)
{
    char pid[PID_BYTES];
    const ssize_t count = pread(lock_fd, pid, sizeof(pid), 0);
    const str number = {pid, count > 0 ? (size_t)count : 0};
    return STR_JOIN(arena, str_from_cstr(path), S(" is in use by process "),
                    str_copy(arena, number), S("; only one may write to it."));
}

/* Held as long as the file descriptor is open; the lock file stays. */
static enum err take_lock(struct sqlite_db *lite, struct arena *arena, const char *path, str *why)
{
    const char *lock = str_cstr(arena, STR_JOIN(arena, str_from_cstr(path), S(".lock")));
    lite->lock_fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, FILE_MODE);
    if (lite->lock_fd < 0) {
        *why = sentence(arena, S("open"), lock, strerrordesc_np(errno));
        return ERR_UNAVAILABLE;
    }
    if (flock(lite->lock_fd, LOCK_EX | LOCK_NB) != 0) {
        *why = errno == EWOULDBLOCK ? who_holds(arena, lite->lock_fd, path)
                                    : sentence(arena, S("lock"), lock, strerrordesc_np(errno));
        return ERR_UNAVAILABLE;
    }
    if (ftruncate(lite->lock_fd, 0) != 0 || dprintf(lite->lock_fd, "%d", (int)getpid()) < 0) {
        *why = sentence(arena, S("write"), lock, strerrordesc_np(errno));
        return ERR_UNAVAILABLE;
    }
    return OK;
}

/* SQLite would let others read the file. An existing one is never opened here: closing it would
 * drop the locks of all its connections in this process. */
static enum err create_private(struct arena *arena, const char *path, str *why)
{
    const int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);
    if (fd < 0 && errno != EEXIST) {
        *why = sentence(arena, S("create"), path, strerrordesc_np(errno));
        return ERR_UNAVAILABLE;
    }
    if (fd >= 0)
        close(fd);
    return OK;
}

static enum err open_file(struct sqlite_db *lite, const char *path,
                          const struct db_options *options)
{
    const int mode = options->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    const int flags = mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const int code = sqlite3_open_v2(path, &lite->handle, flags, NULL);
    if (code != SQLITE_OK)
        return fail_with(lite, code);
    sqlite3_busy_timeout(lite->handle, BUSY_TIMEOUT_MS);
    return options->read_only ? set_up_reader(lite, options) : set_up_writer(lite, options);
}

static enum err open_path(struct sqlite_db *lite, struct arena *arena, const char *path,
                          const struct db_options *options, str *why)
{
    if (!options->read_only) {
        TRY(take_lock(lite, arena, path, why));
        TRY(create_private(arena, path, why));
    }
    const enum err err = open_file(lite, path, options);
    if (err != OK)
        *why = sentence(arena, S("open"), path, lite->db.error);
    return err;
}

enum err sqlite_open(struct arena *arena, const struct db_target *target, struct db **out, str *why)
{
    const str path = str_slice(target->url, S("sqlite:").n, target->url.n);
    if (path.n == 0 || path.p[0] == ':') {
        *why = S("A database in memory would be lost: write sqlite:PATH.");
        return ERR_INVALID;
    }
    // Counting allocations takes a lock of the whole process. This works before the first
    // connection only, which is opened before there are threads; later calls are refused and change
    // nothing.
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    const size_t slots = db_slots(target->table);
    struct sqlite_db *lite = calloc(1, sizeof(*lite) + slots * sizeof(lite->statements[0]));
    CHECK(lite != NULL);
    lite->db = (struct db){.driver = &sqlite_driver, .table = target->table};
    lite->slots = slots;
    lite->lock_fd = -1;
    const enum err err = open_path(lite, arena, str_cstr(arena, path), &target->options, why);
    if (err != OK) {
        sqlite_close_db(&lite->db);
        return err;
    }
    *out = &lite->db;
    return OK;
}
