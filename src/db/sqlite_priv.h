// sqlite_priv.h -- what the three files of the SQLite engine share.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "db/driver.h"

#include <sqlite3.h>

struct sqlite_db {
    struct db db;
    sqlite3 *handle;
    int lock_fd;    // of the writer's lock, or -1
    int wal_pages;  // in the WAL after the last commit
    int wal_copied; // of these, by the last checkpoint
    size_t slots;
    sqlite3_stmt *statements[]; // by slot; NULL before the first use
};

extern const struct db_driver sqlite_driver;

/* Records the handle's words; returns the kind of an SQLite result code. */
enum err sqlite_fail(struct sqlite_db *lite, int code);

/* Keeps wal_pages from now on. */
void sqlite_watch_wal(struct sqlite_db *lite);

/* Gives the connection the functions that statements call and SQLite lacks. */
MUST_CHECK enum err sqlite_add_functions(struct sqlite_db *lite);
