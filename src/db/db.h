// db.h -- one API over SQLite and PostgreSQL: prepared statements by number, typed parameters, row
// readers.
//
// A connection belongs to one thread. Statements come from a generated table (tools/sql2c); callers
// name them by an enum, never by text. Each is prepared on first use and kept.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/check.h"
#include "base/err.h"

enum db_engine { DB_SQLITE, DB_POSTGRES };

// One statement of sql/queries, in both engines' text.
struct sql_statement {
    const char *name;
    const char *sqlite;   // parameters ?1..?n
    const char *postgres; // parameters $1..$n
    int parameters;
    bool writes; // changes rows
};

struct sql_table {
    const struct sql_statement *statements;
    size_t count;
};

// One migration, in both engines' text; run in order, each in its own transaction, recorded with
// its checksum.
struct sql_migration {
    int number;
    const char *name;
    const char *sqlite;
    const char *postgres;
};

struct sql_migrations {
    const struct sql_migration *migrations;
    size_t count;
};

struct db;
struct row;

// ---- parameters: P(id, title, db_optional(acked_at)) ----

enum { DB_PARAMETERS_MAX = 32 };

enum db_param_kind { DB_PARAM_NULL, DB_PARAM_I64, DB_PARAM_TEXT };

struct db_param {
    enum db_param_kind kind;
    int64_t number;
    str text;
};

struct db_params {
    const struct db_param *items;
    size_t count;
};

static inline struct db_param db_param_i64(int64_t number)
{
    return (struct db_param){.kind = DB_PARAM_I64, .number = number};
}

/* An absent text binds NULL. */
static inline struct db_param db_param_text(str text)
{
    return (struct db_param){.kind = text.p == NULL ? DB_PARAM_NULL : DB_PARAM_TEXT, .text = text};
}

static inline struct db_param db_param_same(struct db_param param)
{
    return param;
}

/* 0 binds NULL: how "none" is written for ids and times. */
static inline struct db_param db_optional(int64_t number)
{
    return (struct db_param){.kind = number == 0 ? DB_PARAM_NULL : DB_PARAM_I64, .number = number};
}

#define DB_PARAM(value)                                                                            \
    _Generic((value), str                                                                          \
             : db_param_text, struct db_param                                                      \
             : db_param_same, default                                                              \
             : db_param_i64)(value)

#define DB_COUNT_(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, \
                  a19, a20, a21, a22, a23, a24, a25, a26, a27, a28, a29, a30, a31, a32, count,     \
                  ...)                                                                             \
    count
#define DB_COUNT(...)                                                                              \
    DB_COUNT_(__VA_ARGS__, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, \
              14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)
#define DB_MAP_1(a) DB_PARAM(a)
#define DB_MAP_2(a, ...) DB_PARAM(a), DB_MAP_1(__VA_ARGS__)
#define DB_MAP_3(a, ...) DB_PARAM(a), DB_MAP_2(__VA_ARGS__)
#define DB_MAP_4(a, ...) DB_PARAM(a), DB_MAP_3(__VA_ARGS__)
#define DB_MAP_5(a, ...) DB_PARAM(a), DB_MAP_4(__VA_ARGS__)
#define DB_MAP_6(a, ...) DB_PARAM(a), DB_MAP_5(__VA_ARGS__)
#define DB_MAP_7(a, ...) DB_PARAM(a), DB_MAP_6(__VA_ARGS__)
#define DB_MAP_8(a, ...) DB_PARAM(a), DB_MAP_7(__VA_ARGS__)
#define DB_MAP_9(a, ...) DB_PARAM(a), DB_MAP_8(__VA_ARGS__)
#define DB_MAP_10(a, ...) DB_PARAM(a), DB_MAP_9(__VA_ARGS__)
#define DB_MAP_11(a, ...) DB_PARAM(a), DB_MAP_10(__VA_ARGS__)
#define DB_MAP_12(a, ...) DB_PARAM(a), DB_MAP_11(__VA_ARGS__)
#define DB_MAP_13(a, ...) DB_PARAM(a), DB_MAP_12(__VA_ARGS__)
#define DB_MAP_14(a, ...) DB_PARAM(a), DB_MAP_13(__VA_ARGS__)
#define DB_MAP_15(a, ...) DB_PARAM(a), DB_MAP_14(__VA_ARGS__)
#define DB_MAP_16(a, ...) DB_PARAM(a), DB_MAP_15(__VA_ARGS__)
#define DB_MAP_17(a, ...) DB_PARAM(a), DB_MAP_16(__VA_ARGS__)
#define DB_MAP_18(a, ...) DB_PARAM(a), DB_MAP_17(__VA_ARGS__)
#define DB_MAP_19(a, ...) DB_PARAM(a), DB_MAP_18(__VA_ARGS__)
#define DB_MAP_20(a, ...) DB_PARAM(a), DB_MAP_19(__VA_ARGS__)
#define DB_MAP_21(a, ...) DB_PARAM(a), DB_MAP_20(__VA_ARGS__)
#define DB_MAP_22(a, ...) DB_PARAM(a), DB_MAP_21(__VA_ARGS__)
#define DB_MAP_23(a, ...) DB_PARAM(a), DB_MAP_22(__VA_ARGS__)
#define DB_MAP_24(a, ...) DB_PARAM(a), DB_MAP_23(__VA_ARGS__)
#define DB_MAP_25(a, ...) DB_PARAM(a), DB_MAP_24(__VA_ARGS__)
#define DB_MAP_26(a, ...) DB_PARAM(a), DB_MAP_25(__VA_ARGS__)
#define DB_MAP_27(a, ...) DB_PARAM(a), DB_MAP_26(__VA_ARGS__)
#define DB_MAP_28(a, ...) DB_PARAM(a), DB_MAP_27(__VA_ARGS__)
#define DB_MAP_29(a, ...) DB_PARAM(a), DB_MAP_28(__VA_ARGS__)
#define DB_MAP_30(a, ...) DB_PARAM(a), DB_MAP_29(__VA_ARGS__)
#define DB_MAP_31(a, ...) DB_PARAM(a), DB_MAP_30(__VA_ARGS__)
#define DB_MAP_32(a, ...) DB_PARAM(a), DB_MAP_31(__VA_ARGS__)
#define DB_JOIN_(a, b) a##b
#define DB_JOIN(a, b) DB_JOIN_(a, b)

/* 1 to 32 parameters: integers, str, struct db_param. They live until the end of the enclosing
 * block. */
#define P(...)                                                                                     \
    ((struct db_params){                                                                           \
        .items = (const struct db_param[]){DB_JOIN(DB_MAP_, DB_COUNT(__VA_ARGS__))(__VA_ARGS__)},  \
        .count = DB_COUNT(__VA_ARGS__)})
#define P_NONE ((struct db_params){0})

// ---- connections ----

struct db_options {
    bool read_only; // SQLite: opened read-only, never checkpoints, mmap above the file's size
    bool synchronous_normal; // tests only: synchronous=NORMAL, the control that must lose data in a
                             // power cut
    int64_t mmap_bytes;      // SQLite readers; 0: default of 64 GiB
};

/* Opens `url`: "sqlite:PATH" or "postgres://...". On error *why is a sentence in the arena without
 * a password. */
MUST_CHECK enum err db_open(struct arena *arena, str url, const struct sql_table *table,
                            struct db_options options, struct db **out, str *why);

/* Closes and nulls; NULL is fine. An open transaction is rolled back. */
void db_close(struct db **db);

enum db_engine db_engine(const struct db *db);

// What the statements of a connection have done.
struct db_work {
    uint64_t rows;  // given to their readers
    uint64_t steps; // of SQLite's virtual machine, which grow with all that it looked at; else 0
};

/* Since the connection was opened; by its thread. */
struct db_work db_work(const struct db *db);

/* The engine of a url, without opening it; false if it is neither. */
bool db_engine_of(str url, enum db_engine *out);

/* Runs the migrations that are not recorded yet. A recorded one whose checksum differs is
 * ERR_CONFLICT; so is a database from a newer program. */
MUST_CHECK enum err db_migrate(struct db *db, struct arena *arena,
                               const struct sql_migrations *migrations, str *why);

// ---- transactions ----

/* DB_READ: one consistent view from the first statement to the end. DB_WRITE: on SQLite the only
 * one, by the write lock; on PostgreSQL READ COMMITTED, so a rule over several rows locks them (FOR
 * UPDATE) or checks a version. A lost connection to PostgreSQL is made anew. */
enum db_mode { DB_READ, DB_WRITE };
MUST_CHECK enum err db_begin(struct db *db, enum db_mode mode);

/* The transaction is over in any case. An error means: not known to be on disk. */
MUST_CHECK enum err db_commit(struct db *db);

/* Without a transaction it does nothing. db_last_error goes on telling what led here. */
void db_rollback(struct db *db);

/* A savepoint inside a write transaction; one level. ERR_UNAVAILABLE: the engine has ended the
 * whole transaction (disk full, connection lost); roll it back. */
MUST_CHECK enum err db_savepoint(struct db *db);
MUST_CHECK enum err db_release(struct db *db);
void db_rollback_to_savepoint(struct db *db); // and releases it

// ---- statements ----

/* ERR_CONFLICT: a unique constraint refused it. ERR_UNAVAILABLE: disk full, busy, connection lost,
 * serialization failure. ERR_INTERNAL: anything else; db_last_error says what. */
MUST_CHECK enum err db_exec(struct db *db, unsigned sql, struct db_params params);

/* As db_exec; *out_changed rows were changed. */
MUST_CHECK enum err db_exec_count(struct db *db, unsigned sql, struct db_params params,
                                  int64_t *out_changed);

/* Reads one row's columns in SELECT order into *out; texts are copied to the arena. Ends with
 * `return row_end(row)`. */
typedef enum err row_reader(struct row *row, struct arena *arena, void *out);

/* The first row; ERR_NOT_FOUND when there is none, *out then untouched. */
MUST_CHECK enum err db_one(struct db *db, struct arena *arena, unsigned sql,
                           struct db_params params, row_reader *reader, void *out);

struct db_rows {
    void *items; // an array of `size` bytes each, in the arena
    size_t count;
};

/* All rows, in order, each read into zeroed bytes; at most `max`, more is ERR_TOO_LARGE. */
MUST_CHECK enum err db_many(struct db *db, struct arena *arena, unsigned sql,
                            struct db_params params, row_reader *reader, size_t size, size_t max,
                            struct db_rows *out);

/* All rows, however many: each read into the same `context`, which sums them up. */
MUST_CHECK enum err db_each(struct db *db, struct arena *arena, unsigned sql,
                            struct db_params params, row_reader *reader, void *context);

/* The next column. Wrong type or too few columns: a sticky error that row_end returns. */
int64_t row_i64(struct row *row);                  // NULL reads as 0
bool row_bool(struct row *row);                    // 0 is false
str row_str(struct row *row, struct arena *arena); // NULL reads as absent
str row_bytes(struct row *row); // a blob or bytea, valid until the reader returns; NULL as above
MUST_CHECK enum err row_end(struct row *row); // also checks that no column is left

/* A ready-made reader of one BIGINT column into an int64_t. */
enum err row_read_i64(struct row *row, struct arena *arena, void *out);
/* A ready-made reader of one text column into a str. */
enum err row_read_str(struct row *row, struct arena *arena, void *out);

/* The driver's words for the last failure of this connection; for logs. */
str db_last_error(const struct db *db);

/* The last failure was an I/O error or corruption: the process must stop, restart and replay. */
bool db_is_broken(const struct db *db);

/* The transaction was refused because of a concurrent one (serialization failure, deadlock); run it
 * again. */
bool db_should_retry(const struct db *db);

/* SQLite: copies WAL pages into the file without blocking readers; *out_pages left in the WAL.
 * Otherwise nothing. */
MUST_CHECK enum err db_checkpoint(struct db *db, int *out_pages);

/* SQLite's writer: pages that commits left in the WAL since it was last copied. Otherwise 0. */
int db_wal_pages(const struct db *db);

/* SQLite: rows changed by this connection since it was opened, also by what was rolled back.
 * Otherwise 0. */
int64_t db_changes(const struct db *db);

/* Prepares every statement of the table; *why names the first that fails. For tests and `tocsin
 * check`. */
MUST_CHECK enum err db_prepare_all(struct db *db, struct arena *arena, str *why);

// ---- PostgreSQL's notifications; on SQLite db_wait_notification returns ERR_INVALID ----

MUST_CHECK enum err db_listen(struct db *db, const char *channel); // a literal name
/* Waits at most timeout_ms for a notification on a listened channel; *out_seen tells whether one
 * came. ERR_UNAVAILABLE: the connection is lost, and notifications with it; listen again. */
MUST_CHECK enum err db_wait_notification(struct db *db, int timeout_ms, bool *out_seen);
