// postgres_link.c -- the connection to PostgreSQL: made, waited for, lost and made anew.
//
// A lost connection is made anew by the next statement outside a transaction. Inside one it stays
// lost: what the transaction did is gone. Every wait has a bound, also that for a server that is
// there and does not answer.
// SPDX-License-Identifier: Apache-2.0
#include "db/postgres_priv.h"

#include <errno.h>
#include <poll.h>

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
static enum err describe_failure(struct postgres_db *pg, const PGresult *result)
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

enum err postgres_fail_lost(struct postgres_db *pg)
{
    const char *words = PQerrorMessage(pg->connection);
    pg->is_lost = true;
    return db_fail(&pg->db, ERR_UNAVAILABLE, words[0] == '\0' ? "no answer in time" : words);
}

enum err postgres_fail(struct postgres_db *pg, const PGresult *result)
{
    const bool is_from_server =
        result != NULL && PQresultErrorField(result, PG_DIAG_SQLSTATE) != NULL;
    if (!is_from_server)
        return postgres_fail_lost(pg);
    if (PQstatus(pg->connection) != CONNECTION_OK)
        pg->is_lost = true;
    return describe_failure(pg, result);
}

// ---- waiting ----

bool postgres_wait_readable(struct postgres_db *pg, msec deadline)
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
        if (postgres_wait_readable(pg, deadline) && PQconsumeInput(pg->connection) != 0)
            continue;
        pg->is_lost = true;
        return NULL;
    }
    return PQgetResult(pg->connection);
}

PGresult *postgres_await(struct postgres_db *pg, int timeout_ms)
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

enum err postgres_ask(struct postgres_db *pg, const char *text, int timeout_ms)
{
    if (PQsendQuery(pg->connection, text) == 0)
        return postgres_fail_lost(pg);
    PGresult *result = postgres_await(pg, timeout_ms);
    const ExecStatusType status = PQresultStatus(result);
    const bool is_good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    const enum err err = is_good ? OK : postgres_fail(pg, result);
    PQclear(result);
    return err;
}

/* A connection that has just been made. */
static enum err begin_session(struct postgres_db *pg)
{
    if (PQstatus(pg->connection) != CONNECTION_OK)
        return postgres_fail_lost(pg);
    pg->is_lost = false;
    memset(pg->is_prepared, 0, pg->slots * sizeof(pg->is_prepared[0]));
    PQsetNoticeReceiver(pg->connection, ignore_notice, NULL);
    return postgres_ask(pg, db_statement(&pg->db, CONTROL_SESSION)->postgres, ANSWER_TIMEOUT_MS);
}

enum err postgres_make_ready(struct postgres_db *pg)
{
    if (!pg->is_lost)
        return OK;
    if (pg->db.transaction != DB_OUTSIDE)
        return ERR_UNAVAILABLE; // the words of the loss stay
    PQreset(pg->connection);
    return begin_session(pg);
}

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
        postgres_driver.close(&pg->db);
        return err;
    }
    *out = &pg->db;
    return OK;
}
