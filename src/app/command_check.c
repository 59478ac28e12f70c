// command_check.c -- `tocsin check` and `tocsin migrate`.
// SPDX-License-Identifier: Apache-2.0
#include "app/commands.h"
#include "app/database.h"
#include "sql_queries.h"

int complain(str why)
{
    (void)fprintf(stderr, "tocsin: %.*s\n", STR(why));
    return EXIT_FAILURE;
}

int command_check(struct arena *arena, const struct settings *settings)
{
    str why = S("the database cannot be opened");
    struct db *db = NULL;
    if (db_open(arena, settings->database, &sql_queries, (struct db_options){.read_only = true},
                &db, &why) != OK)
        return complain(why);
    const enum err checked = db_prepare_all(db, arena, &why);
    db_close(&db);
    if (checked != OK)
        return complain(STR_JOIN(arena, S("the database does not fit this program ("), why,
                                 S("); run `tocsin migrate`")));
    printf("settings and database are in order\n");
    return EXIT_SUCCESS;
}

int command_migrate(struct arena *arena, const struct settings *settings)
{
    str why = S("the database cannot be opened");
    struct db *db = NULL;
    if (db_open(arena, settings->database, &sql_queries, database_options(settings), &db, &why) !=
        OK)
        return complain(why);
    const enum err migrated = db_migrate(db, arena, &sql_migrations_all, &why);
    db_close(&db);
    if (migrated != OK)
        return complain(why);
    printf("the database is up to date\n");
    return EXIT_SUCCESS;
}
