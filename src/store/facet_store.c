// facet_store.c -- bitmaps of incidents, written by changes and read by chunks.
// SPDX-License-Identifier: Apache-2.0
#include "store/facet_store.h"

#include "base/buf.h"
#include "sql_queries.h"

#include <float.h>

enum {
    CHUNKS_MAX = 100000,    // three billion incidents
    ROW_MAX_BYTES = 96,     // of the numbers and signs that begin and end a row
    CHANGE_MAX_BYTES = 6,   // "63487 "
    DECIMAL_MAX_BYTES = 32, // of a double
};

// ---- writing ----

enum err facet_chunks_touch(struct store *s, struct id_list chunks)
{
    return db_exec(s->db, SQL_FACET_CHUNK_TOUCH, P(s->org_id, id_list_json(s->arena, chunks)));
}

static bool is_same_row(const struct facet_change *a, const struct facet_change *b)
{
    return a->facet.kind == b->facet.kind && a->facet.subject == b->facet.subject &&
           a->facet.value == b->facet.value &&
           a->number / FACET_CHUNK_NUMBERS == b->number / FACET_CHUNK_NUMBERS;
}

/* "[kind,subject,value,chunk,": the changes of the row follow. */
static void begin_row(struct buf *out, const struct facet_change *change)
{
    const int64_t head[] = {change->facet.kind, change->facet.subject, change->facet.value,
                            change->number / FACET_CHUNK_NUMBERS};
    buf_add(out, out->n == 1 ? S("[") : S(",["));
    for (size_t i = 0; i < ARRAY_LEN(head); i++) {
        buf_add_i64(out, head[i]);
        buf_add_byte(out, ',');
    }
    buf_add_byte(out, '"');
}

/* As set_bits takes it. */
static void add_change(struct buf *out, const struct facet_change *change)
{
    buf_add_i64(out, change->number % FACET_CHUNK_NUMBERS * 2 + (change->is_true ? 1 : 0));
}

static str changes_json(struct arena *arena, const struct facet_change *changes, size_t count)
{
    struct buf out;
    buf_init(&out, arena, count * (ROW_MAX_BYTES + CHANGE_MAX_BYTES) + ROW_MAX_BYTES);
    buf_add_byte(&out, '[');
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && is_same_row(&changes[i - 1], &changes[i])) {
            buf_add_byte(&out, ' ');
        } else {
            if (i > 0)
                buf_add(&out, S("\"]"));
            begin_row(&out, &changes[i]);
        }
        add_change(&out, &changes[i]);
    }
    buf_add(&out, S("\"]]"));
    CHECK(!out.overflow);
    return buf_str(&out);
}

enum err facet_bits_change(struct store *s, const struct facet_change *changes, size_t count)
{
    return db_exec(s->db, SQL_FACET_BITS_CHANGE,
                   P(s->org_id, changes_json(s->arena, changes, count)));
}

enum err facet_bits_prune(struct store *s, const struct facet_change *changes, size_t count)
{
    return db_exec(s->db, SQL_FACET_BITS_PRUNE,
                   P(s->org_id, changes_json(s->arena, changes, count)));
}

// ---- reading ----

static enum err read_is_there(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    *(bool *)out = row_bool(row);
    return row_end(row);
}

enum err facet_has_bits(struct store *s, struct facet facet, bool *out)
{
    return db_one(s->db, s->arena, SQL_FACET_BITS_ANY,
                  P(s->org_id, facet.kind, facet.subject, facet.value), read_is_there, out);
}

static enum err read_chunk(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    struct facet_chunk *chunk = out;
    chunk->chunk = row_i64(row);
    chunk->version = row_i64(row);
    return row_end(row);
}

enum err facet_chunks(struct store *s, struct facet_chunk_list *out)
{
    struct db_rows rows = {0};
    TRY(db_many(s->db, s->arena, SQL_FACET_CHUNK_LIST, P(s->org_id), read_chunk,
                sizeof(struct facet_chunk), CHUNKS_MAX, &rows));
    *out = (struct facet_chunk_list){.items = rows.items, .count = rows.count};
    return OK;
}

struct bits_taking {
    facet_bits_taker *taker;
    void *context;
};

static enum err take_bits(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    const struct bits_taking *taking = out;
    const int64_t chunk = row_i64(row);
    const str bits = row_bytes(row);
    TRY(row_end(row));
    if (bits.n != FACET_CHUNK_BYTES)
        return ERR_INTERNAL;
    taking->taker(taking->context, chunk, bits.p);
    return OK;
}

enum err facet_bits_each(struct store *s, const struct facet_range *range, facet_bits_taker *taker,
                         void *context)
{
    struct bits_taking taking = {.taker = taker, .context = context};
    return db_each(s->db, s->arena, SQL_FACET_BITS_LIST,
                   P(s->org_id, range->kind, range->subject, range->from_value, range->until_value,
                     range->from_chunk, range->until_chunk),
                   take_bits, &taking);
}

static enum err read_facet_value(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    int64_t *value = out;
    *value = row_i64(row);
    return row_end(row);
}

enum err facet_value_next(struct store *s, enum facet_kind kind, int64_t value, bool is_up,
                          int64_t *out)
{
    return db_one(s->db, s->arena, is_up ? SQL_FACET_VALUE_FROM : SQL_FACET_VALUE_UNTIL,
                  P(s->org_id, kind, value), read_facet_value, out);
}

struct number_taking {
    number_taker *taker;
    void *context;
};

static enum err take_number(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    const struct number_taking *taking = out;
    const int64_t number = row_i64(row);
    TRY(row_end(row));
    taking->taker(taking->context, number);
    return OK;
}

enum err incidents_updated_between(struct store *s, struct time_range range, number_taker *taker,
                                   void *context)
{
    struct number_taking taking = {.taker = taker, .context = context};
    return db_each(s->db, s->arena, SQL_INCIDENT_UPDATED_BETWEEN,
                   P(s->org_id, range.from_at, range.until_at), take_number, &taking);
}

enum err late_incidents_between(struct store *s, struct time_range range, number_taker *taker,
                                void *context)
{
    struct number_taking taking = {.taker = taker, .context = context};
    return db_each(s->db, s->arena, SQL_LATE_INCIDENT_BETWEEN,
                   P(s->org_id, range.from_at, range.until_at), take_number, &taking);
}

static unsigned text_statement(enum text_match match, bool is_short)
{
    switch (match) {
    case TEXT_IS:
        return SQL_FIELD_TEXT_IS;
    case TEXT_CONTAINS:
        return SQL_FIELD_TEXT_CONTAINING;
    case TEXT_STARTS_WITH:
        return is_short ? SQL_FIELD_TEXT_STARTING_BY_PLACE : SQL_FIELD_TEXT_STARTING_BY_VALUE;
    }
    CHECK(!"a match is one of three");
    return SQL_FIELD_TEXT_IS;
}

// The place, the match, the text and where it goes: fewer would be hidden in a struct.
// NOLINTNEXTLINE(readability-function-size)
enum err field_text_each(struct store *s, const struct field_range *range, enum text_match match,
                         str text, number_taker *taker, void *context)
{
    struct number_taking taking = {.taker = taker, .context = context};
    return db_each(s->db, s->arena, text_statement(match, range->is_short),
                   P(s->org_id, range->field_id, range->from_number, range->until_number, text),
                   take_number, &taking);
}

/* Decimal text that both engines read back as the same double, or as the end of its sign. */
static str decimal(struct arena *arena, double value)
{
    if (value > DBL_MAX || value < -DBL_MAX)
        value = value > 0 ? DBL_MAX : -DBL_MAX;
    char *text = arena_array(arena, char, DECIMAL_MAX_BYTES);
    const int count = snprintf(text, DECIMAL_MAX_BYTES, "%.17g", value);
    CHECK(count > 0 && count < DECIMAL_MAX_BYTES);
    return (str){text, (size_t)count};
}

enum err field_number_each(struct store *s, const struct field_range *range, const double bounds[2],
                           number_taker *taker, void *context)
{
    struct number_taking taking = {.taker = taker, .context = context};
    const unsigned sql = range->is_short ? SQL_FIELD_NUMBER_BY_PLACE : SQL_FIELD_NUMBER_BY_VALUE;
    return db_each(s->db, s->arena, sql,
                   P(s->org_id, range->field_id, range->from_number, range->until_number,
                     decimal(s->arena, bounds[0]), decimal(s->arena, bounds[1])),
                   take_number, &taking);
}
