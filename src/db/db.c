// db.c -- the part of the database API that is the same for every engine.
//
// An engine is a table of functions (driver.h). Here are the rules about it: which calls may follow
// which, how a statement's rows reach their reader, and the reader's column by column walk.
// SPDX-License-Identifier: Apache-2.0
#include "db/db.h"

#include "db/driver.h"

enum { FIRST_ROWS = 32 }; // room db_many begins with

// ---- connections ----

bool db_engine_of(str url, enum db_engine *out)
{
    const bool is_sqlite = str_starts(url, S("sqlite:"));
    if (!is_sqlite && !str_starts(url, S("postgres://")) && !str_starts(url, S("postgresql://")))
        return false;
    *out = is_sqlite ? DB_SQLITE : DB_POSTGRES;
    return true;
}

enum err db_open(struct arena *arena, str url, const struct sql_table *table,
                 struct db_options options, struct db **out, str *why)
{
    const struct db_target target = {.url = url, .table = table, .options = options};
    enum db_engine engine = DB_SQLITE;
    if (!db_engine_of(url, &engine)) {
        *why = S("A database URL is sqlite:PATH or postgres://USER@HOST/NAME.");
        return ERR_INVALID;
    }
    return engine == DB_SQLITE ? sqlite_open(arena, &target, out, why)
                               : postgres_open(arena, &target, out, why);
}

void db_close(struct db **db)
{
    if (*db == NULL)
        return;
    db_rollback(*db);
    (*db)->driver->close(*db);
    *db = NULL;
}

enum db_engine db_engine(const struct db *db)
{
    return db->driver->engine;
}

struct db_work db_work(const struct db *db)
{
    return db->work;
}

str db_last_error(const struct db *db)
{
    return str_from_cstr(db->error);
}

bool db_is_broken(const struct db *db)
{
    return db->is_broken;
}

bool db_should_retry(const struct db *db)
{
    return db->should_retry;
}

enum err db_fail(struct db *db, enum err kind, const char *words)
{
    size_t count = strnlen(words, sizeof(db->error) - 1);
    while (count > 0 && words[count - 1] == '\n')
        count--;
    memcpy(db->error, words, count);
    db->error[count] = '\0';
    db->should_retry = false;
    return kind;
}

// ---- statements ----

size_t db_slots(const struct sql_table *table)
{
    return CONTROL_COUNT + table->count;
}

const struct sql_statement *db_statement(const struct db *db, size_t slot)
{
    if (slot < CONTROL_COUNT)
        return &control_statements.statements[slot];
    CHECK(slot - CONTROL_COUNT < db->table->count);
    return &db->table->statements[slot - CONTROL_COUNT];
}

static size_t slot_of(unsigned sql)
{
    return CONTROL_COUNT + (size_t)sql;
}

static enum err start(struct row *row, struct db *db, size_t slot, struct db_params params)
{
    const struct sql_statement *statement = db_statement(db, slot);
    CHECK(params.count == (size_t)statement->parameters && params.count <= DB_PARAMETERS_MAX);
    CHECK(!statement->writes || db->transaction != DB_IN_READ);
    *row = (struct row){.db = db, .statement = statement};
    return db->driver->start(row, slot, params);
}

/* The first error counts: `so_far` or, if all went well, that of the end itself. */
static enum err finish(struct row *row, enum err so_far)
{
    const enum err end = row->db->driver->finish(row);
    return so_far == OK ? end : so_far;
}

static enum err run(struct db *db, size_t slot, struct db_params params, int64_t *out_changed)
{
    struct row row;
    TRY(start(&row, db, slot, params));
    bool found = true;
    enum err err = OK;
    while (err == OK && found)
        err = db->driver->next(&row, &found);
    const int64_t changed = err == OK ? db->driver->changed(&row) : 0;
    TRY(finish(&row, err));
    *out_changed = changed;
    return OK;
}

enum err db_control(struct db *db, enum control_id id, struct db_params params)
{
    int64_t changed = 0;
    return run(db, id, params, &changed);
}

enum err db_exec(struct db *db, unsigned sql, struct db_params params)
{
    int64_t changed = 0;
    return run(db, slot_of(sql), params, &changed);
}

enum err db_exec_count(struct db *db, unsigned sql, struct db_params params, int64_t *out_changed)
{
    return run(db, slot_of(sql), params, out_changed);
}

/* Moves to the next row and reads it; ERR_NOT_FOUND after the last. */
static enum err read_next(struct row *row, struct arena *arena, row_reader *reader, void *out)
{
    bool found = false;
    TRY(row->db->driver->next(row, &found));
    if (!found)
        return ERR_NOT_FOUND;
    row->db->work.rows++;
    row->column = 0;
    return reader(row, arena, out);
}

enum err db_one(struct db *db, struct arena *arena, unsigned sql, struct db_params params,
                row_reader *reader, void *out)
{
    struct row row;
    TRY(start(&row, db, slot_of(sql), params));
    return finish(&row, read_next(&row, arena, reader, out));
}

/* Room for one more item; `capacity` of `rows` are there. */
static size_t make_room(struct arena *arena, struct db_rows *rows, size_t capacity, size_t size)
{
    if (rows->count < capacity)
        return capacity;
    const size_t wanted = capacity == 0 ? FIRST_ROWS : 2 * capacity;
    rows->items = arena_grow(arena, rows->items, capacity * size, wanted * size);
    return wanted;
}

static enum err read_rows(struct row *row, struct arena *arena, const struct db_list *list,
                          struct db_rows *rows)
{
    size_t capacity = 0;
    for (;;) {
        capacity = make_room(arena, rows, capacity, list->size);
        void *item = memset((char *)rows->items + rows->count * list->size, 0, list->size);
        const enum err err = read_next(row, arena, list->reader, item);
        if (err == ERR_NOT_FOUND)
            return OK;
        TRY(err);
        if (rows->count == list->max)
            return db_fail(row->db, ERR_TOO_LARGE, "more rows than the caller takes");
        rows->count++;
    }
}

enum err db_read_all(struct db *db, struct arena *arena, size_t slot, const struct db_list *list,
                     struct db_rows *out)
{
    struct row row;
    struct db_rows rows = {0};
    TRY(start(&row, db, slot, list->params));
    TRY(finish(&row, read_rows(&row, arena, list, &rows)));
    *out = rows;
    return OK;
}

// The statement's three, the reader's three and the two ends: fewer would be hidden in a struct.
// NOLINTNEXTLINE(readability-function-size)
enum err db_many(struct db *db, struct arena *arena, unsigned sql, struct db_params params,
                 row_reader *reader, size_t size, size_t max, struct db_rows *out)
{
    const struct db_list list = {.params = params, .reader = reader, .size = size, .max = max};
    return db_read_all(db, arena, slot_of(sql), &list, out);
}

// NOLINTNEXTLINE(readability-function-size)
enum err db_each(struct db *db, struct arena *arena, unsigned sql, struct db_params params,
                 row_reader *reader, void *context)
{
    struct row row;
    enum err err = OK;
    TRY(start(&row, db, slot_of(sql), params));
    while (err == OK)
        err = read_next(&row, arena, reader, context);
    return finish(&row, err == ERR_NOT_FOUND ? OK : err);
}

static enum err check_description(struct db *db, size_t slot)
{
    const struct sql_statement *statement = db_statement(db, slot);
    struct db_description found = {0};
    TRY(db->driver->describe(db, slot, &found));
    if (found.parameters != statement->parameters)
        return db_fail(db, ERR_INTERNAL, "has another number of parameters");
    if (found.writes && !statement->writes) // it may write on the other engine only
        return db_fail(db, ERR_INTERNAL, "writes, and the table denies it");
    return OK;
}

enum err db_prepare_all(struct db *db, struct arena *arena, str *why)
{
    for (size_t slot = CONTROL_COUNT; slot < db_slots(db->table); slot++) {
        const enum err err = check_description(db, slot);
        if (err == OK)
            continue;
        const str name = str_from_cstr(db_statement(db, slot)->name);
        *why = STR_JOIN(arena, S("statement "), name, S(": "), db_last_error(db));
        return err;
    }
    return OK;
}

// ---- rows ----

static void spoil(struct row *row, const char *what)
{
    char words[DB_ERROR_BYTES];
    snprintf(words, sizeof(words), "%s: column %d %s", row->statement->name, row->column, what);
    row->err = db_fail(row->db, ERR_INTERNAL, words);
}

/* False when the row is spoilt already or has no column left. */
static bool has_next_column(struct row *row)
{
    if (row->err != OK)
        return false;
    if (row->column < row->columns)
        return true;
    spoil(row, "is read and not there");
    return false;
}

int64_t row_i64(struct row *row)
{
    int64_t value = 0;
    if (has_next_column(row) && !row->db->driver->read_i64(row, row->column, &value))
        spoil(row, "is no integer");
    row->column++;
    return value;
}

bool row_bool(struct row *row)
{
    return row_i64(row) != 0;
}

str row_str(struct row *row, struct arena *arena)
{
    str text = {0};
    if (has_next_column(row) && !row->db->driver->read_text(row, row->column, &text))
        spoil(row, "is no text");
    row->column++;
    return str_copy(arena, text);
}

str row_bytes(struct row *row)
{
    str bytes = {0};
    if (has_next_column(row) && !row->db->driver->read_bytes(row, row->column, &bytes))
        spoil(row, "is no bytes");
    row->column++;
    return bytes;
}

enum err row_end(struct row *row)
{
    if (row->err == OK && row->column < row->columns)
        spoil(row, "is there and not read");
    return row->err;
}

enum err row_read_i64(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    *(int64_t *)out = row_i64(row);
    return row_end(row);
}

enum err row_read_str(struct row *row, struct arena *arena, void *out)
{
    *(str *)out = row_str(row, arena);
    return row_end(row);
}

// ---- transactions ----

enum err db_begin(struct db *db, enum db_mode mode)
{
    CHECK(db->transaction == DB_OUTSIDE);
    TRY(db_control(db, mode == DB_READ ? CONTROL_BEGIN_READ : CONTROL_BEGIN_WRITE, P_NONE));
    db->transaction = mode == DB_READ ? DB_IN_READ : DB_IN_WRITE;
    return OK;
}

enum err db_commit(struct db *db)
{
    CHECK(db->transaction != DB_OUTSIDE && !db->in_savepoint);
    const enum err err = db_control(db, CONTROL_COMMIT, P_NONE);
    if (err != OK)
        db_rollback(db);
    db->transaction = DB_OUTSIDE;
    return err;
}

/* That this fails means that the engine has ended the transaction by itself, or that it ends with
 * its connection: nothing is left to take back. */
static bool undo(struct db *db, enum control_id id)
{
    return db_control(db, id, P_NONE) == OK;
}

void db_rollback(struct db *db)
{
    if (db->transaction == DB_OUTSIDE)
        return;
    undo(db, CONTROL_ROLLBACK);
    db->transaction = DB_OUTSIDE;
    db->in_savepoint = false;
}

enum err db_savepoint(struct db *db)
{
    CHECK(db->transaction == DB_IN_WRITE && !db->in_savepoint);
    TRY(db_control(db, CONTROL_SAVEPOINT, P_NONE));
    db->in_savepoint = true;
    return OK;
}

enum err db_release(struct db *db)
{
    CHECK(db->in_savepoint);
    TRY(db_control(db, CONTROL_RELEASE, P_NONE));
    db->in_savepoint = false;
    return OK;
}

void db_rollback_to_savepoint(struct db *db)
{
    CHECK(db->in_savepoint);
    if (undo(db, CONTROL_ROLLBACK_TO_SAVEPOINT))
        undo(db, CONTROL_RELEASE);
    db->in_savepoint = false;
}

// ---- what only one engine has ----

enum err db_checkpoint(struct db *db, int *out_pages)
{
    CHECK(db->transaction == DB_OUTSIDE);
    if (db->driver->checkpoint != NULL)
        return db->driver->checkpoint(db, out_pages);
    *out_pages = 0;
    return OK;
}

int db_wal_pages(const struct db *db)
{
    return db->driver->wal_pages == NULL ? 0 : db->driver->wal_pages(db);
}

int64_t db_changes(const struct db *db)
{
    return db->driver->changes == NULL ? 0 : db->driver->changes(db);
}

enum err db_listen(struct db *db, const char *channel)
{
    CHECK(db->transaction == DB_OUTSIDE);
    if (db->driver->listen == NULL)
        return db_fail(db, ERR_INVALID, "this engine has no notifications");
    return db->driver->listen(db, channel);
}

enum err db_wait_notification(struct db *db, int timeout_ms, bool *out_seen)
{
    if (db->driver->wait == NULL)
        return db_fail(db, ERR_INVALID, "this engine has no notifications");
    return db->driver->wait(db, timeout_ms, out_seen);
}
