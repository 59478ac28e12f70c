// postgres.c -- the PostgreSQL engine: statements and notifications.
//
// Statements are prepared on the server under the name of their slot. Numbers are sent as text,
// because the server infers the width of each parameter; texts are sent, and results come back, in
// the binary format, so that nothing is copied or parsed on the way.
// SPDX-License-Identifier: Apache-2.0
#include "db/postgres_priv.h"

#include <inttypes.h>
#include <limits.h>

enum { NAME_BYTES = 24, NUMBER_BYTES = 24, LISTEN_BYTES = 160 }; // a channel has 63 at most

// Object ids of types, fixed in PostgreSQL's catalog (pg_type.dat).
enum {
    TYPE_BOOL = 16,
    TYPE_BYTEA = 17,
    TYPE_INT8 = 20,
    TYPE_INT2 = 21,
    TYPE_INT4 = 23,
    TYPE_TEXT = 25,
    TYPE_VARCHAR = 1043
};

enum { FORMAT_TEXT = 0, FORMAT_BINARY = 1 };

static struct postgres_db *of(struct db *db)
{
    return (struct postgres_db *)db;
}

static enum err prepare(struct postgres_db *pg, size_t slot)
{
    if (pg->is_prepared[slot])
        return OK;
    char name[NAME_BYTES];
    snprintf(name, sizeof(name), "s%zu", slot);
    if (PQsendPrepare(pg->connection, name, db_statement(&pg->db, slot)->postgres, 0, NULL) == 0)
        return postgres_fail_lost(pg);
    PGresult *result = postgres_await(pg, ANSWER_TIMEOUT_MS);
    const enum err err =
        PQresultStatus(result) == PGRES_COMMAND_OK ? OK : postgres_fail(pg, result);
    PQclear(result);
    pg->is_prepared[slot] = err == OK;
    return err;
}

static enum err postgres_describe(struct db *db, size_t slot, struct db_description *out)
{
    struct postgres_db *pg = of(db);
    TRY(postgres_make_ready(pg));
    TRY(prepare(pg, slot));
    char name[NAME_BYTES];
    snprintf(name, sizeof(name), "s%zu", slot);
    if (PQsendDescribePrepared(pg->connection, name) == 0)
        return postgres_fail_lost(pg);
    PGresult *result = postgres_await(pg, ANSWER_TIMEOUT_MS);
    const enum err err =
        PQresultStatus(result) == PGRES_COMMAND_OK ? OK : postgres_fail(pg, result);
    if (err == OK)
        *out = (struct db_description){
            .parameters = PQnparams(result),
            .columns = PQnfields(result),
            .writes = db_statement(db, slot)->writes, // the server does not say
        };
    PQclear(result);
    return err;
}

struct arguments {
    const char *values[DB_PARAMETERS_MAX];
    int lengths[DB_PARAMETERS_MAX];
    int formats[DB_PARAMETERS_MAX];
    char numbers[DB_PARAMETERS_MAX][NUMBER_BYTES];
};

static void set_argument(struct arguments *arguments, size_t i, const struct db_param *param)
{
    arguments->values[i] = NULL;
    arguments->lengths[i] = 0;
    arguments->formats[i] = FORMAT_TEXT;
    if (param->kind == DB_PARAM_I64) {
        snprintf(arguments->numbers[i], NUMBER_BYTES, "%" PRId64, param->number);
        arguments->values[i] = arguments->numbers[i];
    }
    if (param->kind == DB_PARAM_TEXT) {
        CHECK(param->text.n <= INT_MAX);
        arguments->values[i] = param->text.p;
        arguments->lengths[i] = (int)param->text.n;
        arguments->formats[i] = FORMAT_BINARY;
    }
}

static enum err execute(struct row *row, size_t slot, struct db_params params)
{
    struct postgres_db *pg = of(row->db);
    TRY(prepare(pg, slot));
    struct arguments arguments;
    for (size_t i = 0; i < params.count; i++)
        set_argument(&arguments, i, &params.items[i]);
    char name[NAME_BYTES];
    snprintf(name, sizeof(name), "s%zu", slot);
    if (PQsendQueryPrepared(pg->connection, name, (int)params.count, arguments.values,
                            arguments.lengths, arguments.formats, FORMAT_BINARY) == 0)
        return postgres_fail_lost(pg);
    PGresult *result = postgres_await(pg, ANSWER_TIMEOUT_MS);
    const ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        const enum err err = postgres_fail(pg, result);
        PQclear(result);
        return err;
    }
    row->cursor = result;
    row->columns = PQnfields(result);
    row->line = -1;
    return OK;
}

/* The loss of an idle connection is seen only by the next statement; what changes nothing can be
 * sent again. */
static enum err execute_anyhow(struct row *row, size_t slot, struct db_params params)
{
    struct postgres_db *pg = of(row->db);
    TRY(postgres_make_ready(pg));
    const enum err err = execute(row, slot, params);
    const bool may_repeat = row->db->transaction == DB_OUTSIDE && !row->statement->writes;
    if (err == OK || !pg->is_lost || !may_repeat)
        return err;
    TRY(postgres_make_ready(pg));
    return execute(row, slot, params);
}

static enum err postgres_start(struct row *row, size_t slot, struct db_params params)
{
    TRY(execute_anyhow(row, slot, params));
    const str tag = str_from_cstr(PQcmdStatus(row->cursor));
    if (slot != CONTROL_COMMIT || str_eq(tag, S("COMMIT")))
        return OK;
    PQclear(row->cursor); // the server rolled a failed transaction back; the words of that stay
    return ERR_INTERNAL;
}

static enum err postgres_next(struct row *row, bool *out_found)
{
    row->line++;
    *out_found = row->line < PQntuples(row->cursor);
    return OK;
}

static enum err postgres_finish(struct row *row)
{
    PQclear(row->cursor);
    return OK;
}

static int64_t postgres_changed(const struct row *row)
{
    int64_t changed = 0;
    str_to_i64(str_from_cstr(PQcmdTuples(row->cursor)), &changed);
    return changed;
}

static bool postgres_read_i64(const struct row *row, int column, int64_t *out)
{
    const Oid type = PQftype(row->cursor, column);
    if (type != TYPE_INT8 && type != TYPE_INT4 && type != TYPE_INT2 && type != TYPE_BOOL)
        return false;
    const char *bytes = PQgetvalue(row->cursor, row->line, column);
    const int count = PQgetlength(row->cursor, row->line, column); // 0 for NULL
    uint64_t value = count > 0 && (bytes[0] & 0x80) != 0 ? UINT64_MAX : 0;
    for (int i = 0; i < count; i++)
        value = value << 8 | (unsigned char)bytes[i];
    *out = (int64_t)value;
    return true;
}

/* As it came; NULL leaves *out absent. */
static void read_value(const struct row *row, int column, str *out)
{
    if (PQgetisnull(row->cursor, row->line, column) == 0)
        *out = (str){PQgetvalue(row->cursor, row->line, column),
                     (size_t)PQgetlength(row->cursor, row->line, column)};
}

static bool postgres_read_text(const struct row *row, int column, str *out)
{
    const Oid type = PQftype(row->cursor, column);
    if (type != TYPE_TEXT && type != TYPE_VARCHAR)
        return false;
    read_value(row, column, out);
    return true;
}

static bool postgres_read_bytes(const struct row *row, int column, str *out)
{
    if (PQftype(row->cursor, column) != TYPE_BYTEA)
        return false;
    read_value(row, column, out);
    return true;
}

static enum err postgres_run_script(struct db *db, const char *script)
{
    struct postgres_db *pg = of(db);
    TRY(postgres_make_ready(pg));
    return postgres_ask(pg, script, SCRIPT_TIMEOUT_MS);
}

// ---- notifications ----

static enum err postgres_listen(struct db *db, const char *channel)
{
    struct postgres_db *pg = of(db);
    char text[LISTEN_BYTES];
    TRY(postgres_make_ready(pg));
    char *name = PQescapeIdentifier(pg->connection, channel, strlen(channel));
    CHECK(name != NULL);
    snprintf(text, sizeof(text), "LISTEN %s", name);
    PQfreemem(name);
    return postgres_ask(pg, text, ANSWER_TIMEOUT_MS);
}

static bool take_notifications(PGconn *connection)
{
    bool is_any = false;
    for (PGnotify *one = PQnotifies(connection); one != NULL; one = PQnotifies(connection)) {
        PQfreemem(one);
        is_any = true;
    }
    return is_any;
}

static enum err postgres_wait(struct db *db, int timeout_ms, bool *out_seen)
{
    struct postgres_db *pg = of(db);
    const msec deadline = clock_monotonic() + timeout_ms;
    if (pg->is_lost)
        return db_fail(db, ERR_UNAVAILABLE, "the connection is lost, and what it listened to");
    bool is_seen = take_notifications(pg->connection);
    while (!is_seen && postgres_wait_readable(pg, deadline)) {
        if (PQconsumeInput(pg->connection) == 0)
            return postgres_fail_lost(pg);
        is_seen = take_notifications(pg->connection);
    }
    *out_seen = is_seen;
    return OK;
}

static void postgres_close(struct db *db)
{
    struct postgres_db *pg = of(db);
    PQfinish(pg->connection);
    free(pg);
}

const struct db_driver postgres_driver = {
    .engine = DB_POSTGRES,
    .close = postgres_close,
    .describe = postgres_describe,
    .start = postgres_start,
    .next = postgres_next,
    .finish = postgres_finish,
    .changed = postgres_changed,
    .read_i64 = postgres_read_i64,
    .read_text = postgres_read_text,
    .read_bytes = postgres_read_bytes,
    .run_script = postgres_run_script,
    .listen = postgres_listen,
    .wait = postgres_wait,
};
