// sqlite.c -- the SQLite engine: statements, failures, checkpoints.
//
// SQLite rolls a whole transaction back by itself when the disk is full or fails. Statements would
// then go on one by one in autocommit; `start` refuses them until the caller has ended it too.
// SPDX-License-Identifier: Apache-2.0
#include "db/sqlite_priv.h"

#include <unistd.h>

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

enum err sqlite_fail(struct sqlite_db *lite, int code)
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
    return code == SQLITE_OK ? OK : sqlite_fail(lite, code);
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
            return sqlite_fail(lite, code);
    }
    row->cursor = statement;
    row->columns = sqlite3_column_count(statement);
    return OK;
}

static enum err sqlite_next(struct row *row, bool *out_found)
{
    const int code = sqlite3_step(row->cursor);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return sqlite_fail(of(row->db), code);
    *out_found = code == SQLITE_ROW;
    return OK;
}

static enum err sqlite_finish(struct row *row)
{
    const int steps = sqlite3_stmt_status(row->cursor, SQLITE_STMTSTATUS_VM_STEP, 1);
    row->db->work.steps += (uint64_t)steps;
    const int code = sqlite3_reset(row->cursor); // commits here if rows were left in autocommit
    const enum err err = code == SQLITE_OK ? OK : sqlite_fail(of(row->db), code);
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

static bool sqlite_read_bytes(const struct row *row, int column, str *out)
{
    sqlite3_value *value = sqlite3_column_value(row->cursor, column);
    const int type = sqlite3_value_type(value);
    if (type != SQLITE_BLOB)
        return type == SQLITE_NULL;
    const void *bytes = sqlite3_value_blob(value);
    *out = (str){bytes, (size_t)sqlite3_value_bytes(value)};
    return true;
}

static enum err sqlite_run_script(struct db *db, const char *script)
{
    struct sqlite_db *lite = of(db);
    if (has_lost_transaction(lite))
        return ERR_UNAVAILABLE;
    const int code = sqlite3_exec(lite->handle, script, NULL, NULL, NULL);
    return code == SQLITE_OK ? OK : sqlite_fail(lite, code);
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
        return sqlite_fail(lite, code);
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

static int64_t sqlite_changes(const struct db *db)
{
    const struct sqlite_db *lite = (const struct sqlite_db *)db;
    return sqlite3_total_changes64(lite->handle);
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

void sqlite_watch_wal(struct sqlite_db *lite)
{
    sqlite3_wal_hook(lite->handle, note_wal_pages, lite);
}

static void sqlite_close(struct db *db)
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

const struct db_driver sqlite_driver = {
    .engine = DB_SQLITE,
    .close = sqlite_close,
    .describe = sqlite_describe,
    .start = sqlite_start,
    .next = sqlite_next,
    .finish = sqlite_finish,
    .changed = sqlite_changed,
    .read_i64 = sqlite_read_i64,
    .read_text = sqlite_read_text,
    .read_bytes = sqlite_read_bytes,
    .run_script = sqlite_run_script,
    .checkpoint = sqlite_checkpoint,
    .wal_pages = sqlite_wal_pages,
    .changes = sqlite_changes,
};
