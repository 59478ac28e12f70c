// driver.h -- what an engine does for db.c. Private to src/db.
//
// A connection keeps its prepared statements in slots: first those of sql/control.sql, by the
// numbers of enum control_id, then those of the caller's table.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control_statements.h"
#include "db/db.h"

enum { DB_ERROR_BYTES = 512 };

enum db_transaction { DB_OUTSIDE, DB_IN_READ, DB_IN_WRITE };

struct db_driver;

// The first member of an engine's own connection.
struct db {
    const struct db_driver *driver;
    const struct sql_table *table;
    enum db_transaction transaction;
    bool in_savepoint;
    bool is_broken;    // stays set
    bool should_retry; // of the last failure
    struct db_work work;
    char error[DB_ERROR_BYTES];
};

// A running statement and the place in its result.
struct row {
    struct db *db;
    const struct sql_statement *statement;
    void *cursor; // the engine's statement or result
    int line;     // rows passed; where the engine holds all of them
    int column;   // the next one to be read
    int columns;
    enum err err; // sticky
};

// What an engine knows of a prepared statement.
struct db_description {
    int parameters;
    int columns;
    bool writes;
};

struct db_target {
    str url;
    const struct sql_table *table;
    struct db_options options;
};

// A failing member has recorded its words with db_fail. start, next and finish make one execution;
// after a failed start there is nothing to finish.
struct db_driver {
    enum db_engine engine;
    void (*close)(struct db *db);
    enum err (*describe)(struct db *db, size_t slot, struct db_description *out);
    enum err (*start)(struct row *row, size_t slot, struct db_params params);
    enum err (*next)(struct row *row, bool *out_found);
    enum err (*finish)(struct row *row);
    int64_t (*changed)(const struct row *row);                         // after next found no more
    bool (*read_i64)(const struct row *row, int column, int64_t *out); // false: another type
    bool (*read_text)(const struct row *row, int column, str *out);    // valid until next or finish
    bool (*read_bytes)(const struct row *row, int column, str *out);   // likewise
    enum err (*run_script)(struct db *db, const char *script);
    // NULL where the engine has no such thing:
    enum err (*checkpoint)(struct db *db, int *out_pages);
    int (*wal_pages)(const struct db *db);
    int64_t (*changes)(const struct db *db);
    enum err (*listen)(struct db *db, const char *channel);
    enum err (*wait)(struct db *db, int timeout_ms, bool *out_seen);
};

enum err sqlite_open(struct arena *arena, const struct db_target *target, struct db **out,
                     str *why);
enum err postgres_open(struct arena *arena, const struct db_target *target, struct db **out,
                       str *why);

/* Slots of a connection with this table. */
size_t db_slots(const struct sql_table *table);
const struct sql_statement *db_statement(const struct db *db, size_t slot);

/* Records the words of a failure (cut to DB_ERROR_BYTES, without a newline at the end); returns
 * kind. */
enum err db_fail(struct db *db, enum err kind, const char *words);

/* Runs a statement of sql/control.sql to its end. */
enum err db_control(struct db *db, enum control_id id, struct db_params params);

struct db_list {
    struct db_params params;
    row_reader *reader;
    size_t size; // bytes of an item
    size_t max;  // items
};

/* As db_many, for a statement in any slot. */
enum err db_read_all(struct db *db, struct arena *arena, size_t slot, const struct db_list *list,
                     struct db_rows *out);
