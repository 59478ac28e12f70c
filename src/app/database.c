// database.c -- opening, migrating, the first start.
// SPDX-License-Identifier: Apache-2.0
#include "app/database.h"

#include "base/log.h"
#include "core/facet_catch_up.h"
#include "core/first_start.h"
#include "sql_queries.h"

#include <unistd.h>

struct db_options database_options(const struct settings *settings)
{
    return (struct db_options){.synchronous_normal = str_eq(settings->synchronous, S("normal"))};
}

static str database_trouble(struct arena *arena, struct db *db)
{
    return STR_JOIN(arena, S("the database refused: "), str_copy(arena, db_last_error(db)));
}

/* Runs `work` in a write transaction; what it changed of the directory is published. */
static enum err in_transaction(struct ctx *c, database_work *work, void *context)
{
    TRY(db_begin(c->store.db, DB_WRITE));
    enum err done = write_group_begin(c->group, c->store.db, c->now);
    if (done == OK) {
        c->directory = write_group_directory(c->group);
        c->store.org_id = c->directory->org.id;
        done = work(c, context);
    }
    if (done == OK && c->directory_changed)
        done = write_group_directory_changed(c->group, c->store.db);
    if (done == OK) {
        write_group_keep(c->group);
        done = write_group_finish(c->group, c->store.db);
    }
    if (done == OK)
        done = db_commit(c->store.db);
    if (done == OK) {
        write_group_publish(c->group);
        return OK;
    }
    db_rollback(c->store.db);
    write_group_abort(c->group, c->store.db);
    return done;
}

/* Secrets, and on an empty database everything else; before there is a directory to begin with. */
static enum err fill(struct db *db, struct arena *arena, struct database *database)
{
    struct write_group *group = write_group_open(database->board, database->ids);
    struct ctx c = {
        .store = {.db = db, .arena = arena},
        .secrets = &database->secrets,
        .group = group,
        .who = {.kind = ACTOR_SYSTEM, .scopes = SCOPE_ALL},
        .now = clock_now(),
    };
    enum err done = db_begin(db, DB_WRITE);
    if (done == OK)
        done = secrets_load(&c.store, &database->secrets);
    if (done == OK)
        done = first_start(&c, &database->first_key);
    if (done == OK)
        done = db_commit(db);
    write_group_close(&group);
    return done;
}

/* Incidents that the index of searches does not know: of a database from before it. */
static enum err catch_up(struct db *db, struct arena *arena, const struct directory *directory)
{
    struct store store = {.db = db, .arena = arena, .org_id = directory->org.id};
    const msec began_at = clock_monotonic();
    int64_t count = 0;
    TRY(facet_catch_up(&store, &count));
    if (count > 0)
        LOG(LOG_INFO, "incidents_indexed", LOG_NUMBER("count", count),
            LOG_NUMBER("took_ms", clock_monotonic() - began_at));
    return OK;
}

static enum err prepare(struct arena *arena, struct db *db, struct database *database, str *why)
{
    TRY(db_migrate(db, arena, &sql_migrations_all, why));
    enum err done = fill(db, arena, database);
    struct directory_snapshot *snapshot = NULL;
    if (done == OK)
        done = directory_snapshot_load(db, 0, clock_now(), &snapshot);
    if (done == OK)
        done = catch_up(db, arena, directory_of(snapshot));
    if (done == OK)
        directory_board_publish(database->board, snapshot);
    else
        *why = database_trouble(arena, db);
    directory_snapshot_release(&snapshot);
    return done;
}

enum err database_prepare(struct arena *arena, const struct settings *settings,
                          struct database *out, str *why)
{
    struct db *db = NULL;
    TRY(db_open(arena, settings->database, &sql_queries, database_options(settings), &db, why));
    struct database database = {.board = directory_board_open(), .ids = id_source_open()};
    const enum err done = prepare(arena, db, &database, why);
    db_close(&db);
    if (done != OK) {
        database_release(&database);
        return done;
    }
    *out = database;
    return OK;
}

void database_release(struct database *database)
{
    directory_board_close(&database->board);
    id_source_close(&database->ids);
}

/* The secrets and the directory of a database in use; nothing is made. */
static enum err open_existing(struct arena *arena, struct db *db, struct database *out, str *why)
{
    struct store store = {.db = db, .arena = arena};
    struct database database = {.board = directory_board_open(), .ids = id_source_open()};
    struct directory_snapshot *snapshot = NULL;
    enum err done = directory_snapshot_load(db, 0, clock_now(), &snapshot);
    if (done == OK) {
        directory_board_publish(database.board, snapshot);
        directory_snapshot_release(&snapshot);
        done = secrets_load(&store, &database.secrets);
    }
    if (done != OK) {
        database_release(&database);
        *why = done == ERR_NOT_FOUND
                   ? S("this database has not been started yet: run `tocsin serve` on it first")
                   : STR_JOIN(arena, database_trouble(arena, db), S("; try `tocsin migrate`"));
        return done;
    }
    *out = database;
    return OK;
}

static enum err run_on(struct arena *arena, struct db *db, database_work *work, void *context,
                       str *why)
{
    struct database database = {0};
    TRY(open_existing(arena, db, &database, why));
    struct ctx c = {
        .store = {.db = db, .arena = arena},
        .secrets = &database.secrets,
        .group = write_group_open(database.board, database.ids),
        .who = {.kind = ACTOR_SYSTEM, .scopes = SCOPE_ALL},
        .now = clock_now(),
    };
    const enum err done = in_transaction(&c, work, context);
    if (done != OK)
        *why = c.error.kind != OK ? c.error.message : database_trouble(arena, db);
    write_group_close(&c.group);
    database_release(&database);
    return done;
}

/* A database that is not there is not made by a command about keys. */
static bool exists(struct arena *arena, str url)
{
    const str prefix = S("sqlite:");
    if (!str_starts(url, prefix))
        return true;
    return access(str_cstr(arena, str_slice(url, prefix.n, url.n)), F_OK) == 0;
}

enum err database_run(struct arena *arena, const struct settings *settings, database_work *work,
                      void *context, str *why)
{
    struct db *db = NULL;
    if (!exists(arena, settings->database)) {
        *why = STR_JOIN(arena, S("there is no database "), settings->database);
        return ERR_NOT_FOUND;
    }
    TRY(db_open(arena, settings->database, &sql_queries, database_options(settings), &db, why));
    const enum err done = run_on(arena, db, work, context, why);
    db_close(&db);
    return done;
}

str database_socket(struct arena *arena, const struct settings *settings)
{
    const str prefix = S("sqlite:");
    if (!str_starts(settings->database, prefix))
        return (str){0};
    return STR_JOIN(arena, str_slice(settings->database, prefix.n, settings->database.n),
                    S(".sock"));
}
