// postgres_priv.h -- what the two files of the PostgreSQL engine share.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "db/driver.h"

#include <libpq-fe.h>

// Waits, each the bound of the one before: a statement gives up on a lock, then the server on the
// statement (both in sql/control.sql), then we on the server.
enum { ANSWER_TIMEOUT_MS = 40 * 1000, SCRIPT_TIMEOUT_MS = 60 * 60 * 1000 };

struct postgres_db {
    struct db db;
    PGconn *connection;
    bool is_lost; // to be made anew
    size_t slots;
    bool is_prepared[]; // by slot
};

extern const struct db_driver postgres_driver;

/* Records a failure and judges it. Without words of the server in `result` (or without a result)
 * the connection is lost. */
enum err postgres_fail(struct postgres_db *pg, const PGresult *result);
enum err postgres_fail_lost(struct postgres_db *pg);

/* False when the time is over or there is no socket left. */
bool postgres_wait_readable(struct postgres_db *pg, msec deadline);

/* The last result of what was sent. NULL when the connection is lost or silent, unless the server
 * has said why. */
PGresult *postgres_await(struct postgres_db *pg, int timeout_ms);

/* Sends a text without parameters, of one or more statements. */
enum err postgres_ask(struct postgres_db *pg, const char *text, int timeout_ms);

/* Ready for a statement; connects anew where nothing can be lost by it. */
enum err postgres_make_ready(struct postgres_db *pg);
