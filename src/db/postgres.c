// postgres.c -- the PostgreSQL engine.
//
// Statements are prepared on the server under the name of their slot. Numbers are sent as text,
// because the server infers the width of each parameter; texts are sent, and results come back, in
// the binary format, so that nothing is copied or parsed on the way.
//
// A lost connection is made anew by the next statement outside a transaction. Inside one it stays
// lost: what the transaction did is gone. SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"
#include "db/driver.h"

#include <errno.h>
#include <inttypes.h>
#include <libpq-fe.h>
#include <limits.h>
#include <poll.h>

// Waits, each the bound of the one before: a statement gives up on a lock, then the server on the
// statement (both in sql/control.sql), then we on the server.
enum { ANSWER_TIMEOUT_MS = 40 * 1000, SCRIPT_TIMEOUT_MS = 60 * 60 * 1000 };

enum { NAME_BYTES = 24, NUMBER_BYTES = 24, LISTEN_BYTES = 160 }; // a channel has 63 at most

// Object ids of types, fixed in PostgreSQL's catalog (pg_type.dat).
enum {
    TYPE_BOOL = 16,
    TYPE_INT8 = 20,
    TYPE_INT2 = 21,
    TYPE_INT4 = 23,
    TYPE_TEXT = 25,
    TYPE_VARCHAR = 1043
};

enum { FORMAT_TEXT = 0, FORMAT_BINARY = 1 };

struct postgres_db {
    struct db db;
    PGconn *connection;
    bool is_lost; // to be made anew
    size_t slots;
    bool is_prepared[]; // by slot
};

static struct postgres_db *of(struct db *db)
{
    return (struct postgres_db *)db;
}

// ---- failures ----

// By how the SQLSTATE begins; the first row that matches counts.
static const struct failure {
    const char *state;
    enum err kind;
    bool should_retry;
    bool is_broken;
} failures[] = {
    {"23505", ERR_CONFLICT, false, false},    // unique_violation
    {"40001", ERR_UNAVAILABLE, true, false},  // serialization_failure
    {"40P01", ERR_UNAVAILABLE, true, false},  // deadlock_detected
    {"55P03", ERR_UNAVAILABLE, false, false}, // lock_not_available
    {"25006", ERR_UNAVAILABLE, false, false}, // read_only_sql_transaction: no longer the primary
    {"25P03", ERR_UNAVAILABLE, false, false}, // idle_in_transaction_session_timeout
    {"08", ERR_UNAVAILABLE, false, false},    // connection
    {"53", ERR_UNAVAILABLE, false, false},    // disk full, too many connections
    {"57", ERR_UNAVAILABLE, false, false},    // shutdown, statement_timeout
    {"58", ERR_UNAVAILABLE, false, true},     // I/O error
    {"XX001", ERR_INTERNAL, false, true},     // data_corrupted
    {"XX002", ERR_INTERNAL, false, true},     // index_corrupted
};

static enum err judge(struct postgres_db *pg, str state)
{
    for (size_t i = 0; i < ARRAY_LEN(failures); i++) {
        if (!str_starts(state, str_from_cstr(failures[i].state)))
            continue;
        pg->db.should_retry = failures[i].should_retry;
        pg->db.is_broken |= failures[i].is_broken;
        return failures[i].kind;
    }
    return ERR_INTERNAL;
}

/* Not the detail and the hint: they quote the row. */
static enum err fail_with_result(struct postgres_db *pg, const PGresult *result)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    char words[DB_ERROR_BYTES];
    snprintf(words, sizeof(words), "%s: %s", state, message);
    db_fail(&pg->db, ERR_INTERNAL, words);
    if (str_eq(str_from_cstr(severity), S("PANIC")))
        pg->db.is_broken = true;
    return judge(pg, str_from_cstr(state));
}

static enum err fail_lost(struct postgres_db *pg)
{
    const char *words = PQerrorMessage(pg->connection);
    pg->is_lost = true;
    return db_fail(&pg->db, ERR_UNAVAILABLE, words[0] == '\0' ? "no answer in time" : words);
}

static enum err fail_with(struct postgres_db *pg, const PGresult *result)
{
    const bool is_from_server =
        result != NULL && PQresultErrorField(result, PG_DIAG_SQLSTATE) != NULL;
    if (!is_from_server)
        return fail_lost(pg);
    if (PQstatus(pg->connection) != CONNECTION_OK)
        pg->is_lost = true;
    return fail_with_result(pg, result);
}

// ---- waiting ----

/* False when the time is over or there is no socket left. */
static bool wait_readable(struct postgres_db *pg, msec deadline)
{
    struct pollfd socket = {.fd = PQsocket(pg->connection), .events = POLLIN};
    while (socket.fd >= 0) {
        const msec left = deadline - clock_monotonic();
        if (left < 0)
            return false;
        const int ready = poll(&socket, 1, (int)left);
        if (ready > 0)
            return true;
        if (ready < 0 && errno != EINTR)
            return false;
    }
    return false;
}

/* The next result, or NULL after the last one or when the connection is lost. */
static PGresult *next_result(struct postgres_db *pg, msec deadline)
{
    while (PQisBusy(pg->connection) != 0) {
        if (wait_readable(pg, deadline) && PQconsumeInput(pg->connection) != 0)
            continue;
        pg->is_lost = true;
        return NULL;
    }
    return PQgetResult(pg->connection);
}

/* The last result of what was sent. NULL when the connection is lost or silent, unless the server
 * has said why. */
static PGresult *await(struct postgres_db *pg, int timeout_ms)
{
    const msec deadline = clock_monotonic() + timeout_ms;
    PGresult *last = NULL;
    PGresult *next = next_result(pg, deadline);
    while (next != NULL) {
        PQclear(last);
        last = next;
        next = next_result(pg, deadline);
    }
    if (!pg->is_lost || PQresultStatus(last) == PGRES_FATAL_ERROR)
        return last;
    PQclear(last);
    return NULL;
}

// ---- connecting ----

static void ignore_notice(void *context, const PGresult *notice)
{
    (void)context;
    (void)notice;
}

/* Sends a text without parameters, of one or more statements. */
static enum err ask(struct postgres_db *pg, const char *text, int timeout_ms)
{
    if (PQsendQuery(pg->connection, text) == 0)
        return fail_lost(pg);
    PGresult *result = await(pg, timeout_ms);
    const ExecStatusType status = PQresultStatus(result);
    const bool is_good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    const enum err err = is_good ? OK : fail_with(pg, result);
    PQclear(result);
    return err;
}

/* A connection that has just been made. */
static enum err begin_session(struct postgres_db *pg)
{
    if (PQstatus(pg->connection) != CONNECTION_OK)
        return fail_lost(pg);
    pg->is_lost = false;
    memset(pg->is_prepared, 0, pg->slots * sizeof(pg->is_prepared[0]));
    PQsetNoticeReceiver(pg->connection, ignore_notice, NULL);
    return ask(pg, db_statement(&pg->db, CONTROL_SESSION)->postgres, ANSWER_TIMEOUT_MS);
}

/* Ready for a statement; connects anew where nothing can be lost by it. */
static enum err make_ready(struct postgres_db *pg)
{
    if (!pg->is_lost)
        return OK;
    if (pg->db.transaction != DB_OUTSIDE)
        return ERR_UNAVAILABLE; // the words of the loss stay
    PQreset(pg->connection);
    return begin_session(pg);
}

// ---- statements ----

static enum err prepare(struct postgres_db *pg, size_t slot)
{
    if (pg->is_prepared[slot])
        return OK;
    char name[NAME_BYTES];
    snprintf(name, sizeof(name), "s%zu", slot);
    if (PQsendPrepare(pg->connection, name, db_statement(&pg->db, slot)->postgres, 0, NULL) == 0)
        return fail_lost(pg);
    PGresult *result = await(pg, ANSWER_TIMEOUT_MS);
    const enum err err = PQresultStatus(result) == PGRES_COMMAND_OK ? OK : fail_with(pg, result);
    PQclear(result);
    pg->is_prepared[slot] = err == OK;
    return err;
}

static enum err postgres_describe(struct db *db, size_t slot, struct db_description *out)
{
    struct postgres_db *pg = of(db);
    TRY(make_ready(pg));
    TRY(prepare(pg, slot));
    char name[NAME_BYTES];
    snprintf(name, sizeof(name), "s%zu", slot);
    if (PQsendDescribePrepared(pg->connection, name) == 0)
        return fail_lost(pg);
    PGresult *result = await(pg, ANSWER_TIMEOUT_MS);
    const enum err err = PQresultStatus(result) == PGRES_COMMAND_OK ? OK : fail_with(pg, result);
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
        return fail_lost(pg);
    PGresult *result = await(pg, ANSWER_TIMEOUT_MS);
    const ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        const enum err err = fail_with(pg, result);
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
    TRY(make_ready(pg));
    const enum err err = execute(row, slot, params);
    const bool may_repeat = row->db->transaction == DB_OUTSIDE && !row->statement->writes;
    if (err == OK || !pg->is_lost || !may_repeat)
        return err;
    TRY(make_ready(pg));
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

static bool postgres_read_text(const struct row *row, int column, str *out)
{
    const Oid type = PQftype(row->cursor, column);
    if (type != TYPE_TEXT && type != TYPE_VARCHAR)
        return false;
    if (PQgetisnull(row->cursor, row->line, column) == 0)
        *out = (str){PQgetvalue(row->cursor, row->line, column),
                     (size_t)PQgetlength(row->cursor, row->line, column)};
    return true;
}

static enum err postgres_run_script(struct db *db, const char *script)
{
    struct postgres_db *pg = of(db);
    TRY(make_ready(pg));
    return ask(pg, script, SCRIPT_TIMEOUT_MS);
}

// ---- notifications ----

static enum err postgres_listen(struct db *db, const char *channel)
{
    struct postgres_db *pg = of(db);
    char text[LISTEN_BYTES];
    TRY(make_ready(pg));
    char *name = PQescapeIdentifier(pg->connection, channel, strlen(channel));
    CHECK(name != NULL);
    snprintf(text, sizeof(text), "LISTEN %s", name);
    PQfreemem(name);
    return ask(pg, text, ANSWER_TIMEOUT_MS);
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
    while (!is_seen && wait_readable(pg, deadline)) {
        if (PQconsumeInput(pg->connection) == 0)
            return fail_lost(pg);
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

static const struct db_driver postgres_driver = {
    .engine = DB_POSTGRES,
    .close = postgres_close,
    .describe = postgres_describe,
    .start = postgres_start,
    .next = postgres_next,
    .finish = postgres_finish,
    .changed = postgres_changed,
    .read_i64 = postgres_read_i64,
    .read_text = postgres_read_text,
    .run_script = postgres_run_script,
    .listen = postgres_listen,
    .wait = postgres_wait,
};

// ---- opening ----

// What stands before `dbname` (the URL) can be set otherwise in the URL, what stands after cannot.
static const char *const keywords[] = {
    "connect_timeout",  "tcp_user_timeout", "keepalives_idle", "target_session_attrs",
    "application_name", "dbname",           "client_encoding", NULL,
};

static bool is_readable(const char *url)
{
    PQconninfoOption *options = PQconninfoParse(url, NULL);
    PQconninfoFree(options);
    return options != NULL;
}

enum err postgres_open(struct arena *arena, const struct db_target *target, struct db **out,
                       str *why)
{
    const char *url = str_cstr(arena, target->url);
    const char *const values[] = {
        "5", "10000", "30", "read-write", "tocsin", url, "UTF8", NULL, // seconds, ms, seconds
    };
    _Static_assert(ARRAY_LEN(values) == ARRAY_LEN(keywords), "a value for each keyword");
    if (!is_readable(url)) { // libpq's words would quote the password
        *why = S("The database URL cannot be read; it is postgres://USER:PASSWORD@HOST:PORT/NAME.");
        return ERR_INVALID;
    }
    const size_t slots = db_slots(target->table);
    struct postgres_db *pg = calloc(1, sizeof(*pg) + slots * sizeof(pg->is_prepared[0]));
    CHECK(pg != NULL);
    pg->db = (struct db){.driver = &postgres_driver, .table = target->table};
    pg->slots = slots;
    pg->connection = PQconnectdbParams(keywords, values, 1);
    const enum err err = begin_session(pg);
    if (err != OK) {
        *why = str_copy(arena, db_last_error(&pg->db));
        postgres_close(&pg->db);
        return err;
    }
    *out = &pg->db;
    return OK;
}
