// database.h -- a database made ready: opened, migrated, filled on its first start.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/settings.h"
#include "core/ctx.h"

struct database {
    struct secrets secrets;
    struct directory_board *board; // the directory hangs on it
    struct id_source *ids;
    str first_key; // made by this start; absent when the database was in use
};

struct db_options database_options(const struct settings *settings);

/* Opens, migrates and fills the database, and closes its connection again. On error *why is a
 * sentence. */
MUST_CHECK enum err database_prepare(struct arena *arena, const struct settings *settings,
                                     struct database *out, str *why);
void database_release(struct database *database);

/* One use case in a transaction and on a connection of its own, on a database in use: for admin
 * commands without a server. */
typedef enum err database_work(struct ctx *c, void *context);
MUST_CHECK enum err database_run(struct arena *arena, const struct settings *settings,
                                 database_work *work, void *context, str *why);

/* The Unix socket of the server that owns a SQLite database: its path with ".sock"; absent for
 * PostgreSQL. */
str database_socket(struct arena *arena, const struct settings *settings);
