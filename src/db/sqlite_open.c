// sqlite_open.c -- opens a SQLite file as its only writer, or as a reader.
//
// SQLite up to 3.51.2 can lose a committed page when one connection checkpoints while another
// resets the WAL. So a file has exactly one read-write connection, held by an advisory lock on
// PATH.lock; it alone checkpoints, and only when told to. All others are read-only.
// SPDX-License-Identifier: Apache-2.0
#include "db/sqlite_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/file.h>
#include <unistd.h>

enum { BUSY_TIMEOUT_MS = 5000, FILE_MODE = 0600, PID_BYTES = 16 };

// SQLite takes what it was built to allow of it: 2 GiB on Debian. What lies behind is read.
static const int64_t default_mmap_bytes = INT64_C(64) << 30;

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
    const enum err err = has_failed ? sqlite_fail(lite, code) : OK;
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
    if (options->synchronous_normal)
        TRY(run_pragma(lite, &not_durable));
    sqlite_watch_wal(lite);
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
        return sqlite_fail(lite, code);
    sqlite3_busy_timeout(lite->handle, BUSY_TIMEOUT_MS);
    TRY(sqlite_add_functions(lite));
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
        sqlite_driver.close(&lite->db);
        return err;
    }
    *out = &lite->db;
    return OK;
}
