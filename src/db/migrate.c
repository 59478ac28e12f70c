// migrate.c -- brings a database to the schema of this program.
//
// Each migration and its record are one transaction: killed at any moment, a database has it whole
// or not at all. Nothing is changed in a database that a newer program made or where a recorded
// migration reads otherwise today.
// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"
#include "base/crypto.h"
#include "db/driver.h"

enum { RECORDS_MAX = 10000 };

struct record {
    int64_t number;
    str name;
    str checksum;
};

static enum err read_record(struct row *row, struct arena *arena, void *out)
{
    struct record *record = out;
    record->number = row_i64(row);
    record->name = row_str(row, arena);
    record->checksum = row_str(row, arena);
    return row_end(row);
}

static enum err read_records(struct db *db, struct arena *arena, struct db_rows *out)
{
    const struct db_list list = {
        .reader = read_record, .size = sizeof(struct record), .max = RECORDS_MAX};
    return db_read_all(db, arena, CONTROL_MIGRATION_LIST, &list, out);
}

static const char *text_of(const struct db *db, const struct sql_migration *migration)
{
    return db_engine(db) == DB_SQLITE ? migration->sqlite : migration->postgres;
}

static str checksum_of(const struct db *db, struct arena *arena,
                       const struct sql_migration *migration)
{
    const str text = str_from_cstr(text_of(db, migration));
    unsigned char digest[SHA256_BYTES];
    crypto_sha256(&text, 1, digest);
    return crypto_hex(arena, digest, sizeof(digest));
}

static const struct sql_migration *find(const struct sql_migrations *migrations, int64_t number)
{
    for (size_t i = 0; i < migrations->count; i++) {
        if (migrations->migrations[i].number == number)
            return &migrations->migrations[i];
    }
    return NULL;
}

/* Is what the database remembers part of this program? */
static enum err check_records(struct db *db, struct arena *arena,
                              const struct sql_migrations *migrations,
                              const struct db_rows *records, str *why)
{
    const struct record *record = records->items;
    for (size_t i = 0; i < records->count; i++, record++) {
        const struct sql_migration *known = find(migrations, record->number);
        if (known == NULL) {
            *why = STR_JOIN(arena, S("The database was made by a newer version: it has migration "),
                            str_from_i64(arena, record->number), S(" ("), record->name,
                            S("), which this program does not know. Start that version."));
            return ERR_CONFLICT;
        }
        if (!str_eq(record->checksum, checksum_of(db, arena, known))) {
            *why = STR_JOIN(arena, S("Migration "), str_from_i64(arena, record->number), S(" ("),
                            record->name,
                            S(") is not the one this database was made with. Start the version "
                              "that made it, or restore a backup."));
            return ERR_CONFLICT;
        }
    }
    return OK;
}

static bool is_recorded(const struct db_rows *records, int number)
{
    const struct record *record = records->items;
    for (size_t i = 0; i < records->count; i++) {
        if (record[i].number == number)
            return true;
    }
    return false;
}

static enum err apply(struct db *db, struct arena *arena, const struct sql_migration *migration)
{
    TRY(db->driver->run_script(db, text_of(db, migration)));
    return db_control(db, CONTROL_MIGRATION_INSERT,
                      P(migration->number, str_from_cstr(migration->name),
                        checksum_of(db, arena, migration), clock_now()));
}

/* Inside a transaction that holds the lock. */
static enum err apply_if_missing(struct db *db, struct arena *arena,
                                 const struct sql_migration *migration)
{
    struct db_rows records = {0};
    TRY(read_records(db, arena, &records)); // another node may have been here since
    return is_recorded(&records, migration->number) ? OK : apply(db, arena, migration);
}

/* `migration` NULL: only the table of records. */
static enum err run_step(struct db *db, struct arena *arena, const struct sql_migration *migration)
{
    TRY(db_begin(db, DB_WRITE));
    enum err err = db_control(db, CONTROL_MIGRATION_LOCK, P_NONE);
    if (err == OK && migration == NULL)
        err = db_control(db, CONTROL_MIGRATION_TABLE, P_NONE);
    if (err == OK && migration != NULL)
        err = apply_if_missing(db, arena, migration);
    if (err == OK)
        return db_commit(db);
    db_rollback(db);
    return err;
}

static str explain(const struct db *db, struct arena *arena, const struct sql_migration *migration)
{
    const str name = migration == NULL ? S("schema_migration") : str_from_cstr(migration->name);
    return STR_JOIN(arena, S("Migration "), name, S(" failed and changed nothing: "),
                    db_last_error(db), S("."));
}

static enum err step(struct db *db, struct arena *arena, const struct sql_migration *migration,
                     str *why)
{
    const enum err err = run_step(db, arena, migration);
    if (err != OK)
        *why = explain(db, arena, migration);
    return err;
}

enum err db_migrate(struct db *db, struct arena *arena, const struct sql_migrations *migrations,
                    str *why)
{
    struct db_rows records = {0};
    TRY(step(db, arena, NULL, why));
    TRY(read_records(db, arena, &records));
    TRY(check_records(db, arena, migrations, &records, why));
    for (size_t i = 0; i < migrations->count; i++) {
        if (!is_recorded(&records, migrations->migrations[i].number))
            TRY(step(db, arena, &migrations->migrations[i], why));
    }
    return OK;
}
