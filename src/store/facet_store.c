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

// ---- rows ----

/* Of a chunk: one row for each. */
static int64_t piece_count(const struct store *s)
{
    return db_engine(s->db) == DB_POSTGRES ? FACET_PIECES : 1;
}

int64_t facet_row_of(const struct store *s, int64_t number)
{
    const int64_t pieces = piece_count(s);
    return number / FACET_CHUNK_NUMBERS * pieces + number % pieces;
}

/* Four bits, FACET_PIECES apart. */
static uint64_t spread(unsigned bits)
{
    return (bits & 1) | (uint64_t)(bits & 2) << 15 | (uint64_t)(bits & 4) << 30 |
           (uint64_t)(bits & 8) << 45;
}

/* Bit n of a piece is bit n * FACET_PIECES + piece of its chunk. */
static void add_piece(uint64_t *words, size_t piece, str bits)
{
    for (size_t i = 0; i < bits.n; i++) {
        const unsigned byte = (unsigned char)bits.p[i];
        words[2 * i] |= spread(byte & 15) << piece;
        words[2 * i + 1] |= spread(byte >> 4) << piece;
    }
}

// ---- writing ----

enum err facet_rows_touch(struct store *s, struct id_list rows)
{
    return db_exec(s->db, SQL_FACET_CHUNK_TOUCH, P(s->org_id, id_list_json(s->arena, rows)));
}

static bool is_same_row(const struct store *s, const struct facet_change *a,
                        const struct facet_change *b)
{
    return a->facet.kind == b->facet.kind && a->facet.subject == b->facet.subject &&
           a->facet.value == b->facet.value &&
           facet_row_of(s, a->number) == facet_row_of(s, b->number);
}

/* "[kind,subject,value,row,": the changes of the row follow. */
static void begin_row(struct buf *out, const struct store *s, const struct facet_change *change)
{
    const int64_t head[] = {change->facet.kind, change->facet.subject, change->facet.value,
                            facet_row_of(s, change->number)};
    buf_add(out, out->n == 1 ? S("[") : S(",["));
    for (size_t i = 0; i < ARRAY_LEN(head); i++) {
        buf_add_i64(out, head[i]);
        buf_add_byte(out, ',');
    }
    buf_add_byte(out, '"');
}

/* As set_bits takes it. */
static void add_change(struct buf *out, const struct store *s, const struct facet_change *change)
{
    const int64_t place = change->number % FACET_CHUNK_NUMBERS / piece_count(s);
    buf_add_i64(out, place * 2 + (change->is_true ? 1 : 0));
}

static str changes_json(const struct store *s, const struct facet_change *changes, size_t count)
{
    struct buf out;
    buf_init(&out, s->arena, count * (ROW_MAX_BYTES + CHANGE_MAX_BYTES) + ROW_MAX_BYTES);
    buf_add_byte(&out, '[');
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && is_same_row(s, &changes[i - 1], &changes[i])) {
            buf_add_byte(&out, ' ');
        } else {
            if (i > 0)
                buf_add(&out, S("\"]"));
            begin_row(&out, s, &changes[i]);
        }
        add_change(&out, s, &changes[i]);
    }
    buf_add(&out, S("\"]]"));
    CHECK(!out.overflow);
    return buf_str(&out);
}

enum err facet_bits_change(struct store *s, const struct facet_change *changes, size_t count)
{
    return db_exec(s->db, SQL_FACET_BITS_CHANGE, P(s->org_id, changes_json(s, changes, count)));
}

enum err facet_bits_prune(struct store *s, const struct facet_change *changes, size_t count)
{
    return db_exec(s->db, SQL_FACET_BITS_PRUNE, P(s->org_id, changes_json(s, changes, count)));
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
    int64_t pieces; // of a chunk
    // The pieces of one chunk so far.
    bool has_piece;
    int64_t value;
    int64_t chunk;
    uint64_t words[FACET_CHUNK_WORDS];
};

/* Hands on the chunk whose pieces are put together. */
static void end_chunk(struct bits_taking *taking)
{
    if (!taking->has_piece)
        return;
    taking->taker(taking->context, taking->chunk, taking->words);
    memset(taking->words, 0, sizeof(taking->words));
    taking->has_piece = false;
}

static void take_piece(struct bits_taking *taking, int64_t value, int64_t row, str bits)
{
    const int64_t chunk = row / taking->pieces;
    if (taking->value != value || taking->chunk != chunk)
        end_chunk(taking);
    taking->has_piece = true;
    taking->value = value;
    taking->chunk = chunk;
    add_piece(taking->words, (size_t)(row % taking->pieces), bits);
}

static enum err take_bits(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    struct bits_taking *taking = out;
    const int64_t value = row_i64(row);
    const int64_t place = row_i64(row);
    const str bits = row_bytes(row);
    TRY(row_end(row));
    if (bits.n != (size_t)(FACET_CHUNK_BYTES / taking->pieces))
        return ERR_INTERNAL;
    if (taking->pieces == 1)
        taking->taker(taking->context, place, bits.p);
    else
        take_piece(taking, value, place, bits);
    return OK;
}

enum err facet_bits_each(struct store *s, const struct facet_range *range, facet_bits_taker *taker,
                         void *context)
{
    const int64_t pieces = piece_count(s);
    struct bits_taking taking = {.taker = taker, .context = context, .pieces = pieces};
    TRY(db_each(s->db, s->arena, SQL_FACET_BITS_LIST,
                P(s->org_id, range->kind, range->subject, range->from_value, range->until_value,
                  range->from_chunk * pieces, range->until_chunk * pieces + pieces - 1),
                take_bits, &taking));
    end_chunk(&taking);
    return OK;
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

/* One walk for all texts. */
static enum err walk_texts(struct store *s, const struct field_range *range,
                           const struct incident_condition *condition, struct number_taking *taking)
{
    const bool is_start = condition->match == TEXT_STARTS_WITH;
    const struct text_list texts = {.items = condition->texts, .count = condition->text_count};
    return db_each(s->db, s->arena,
                   is_start ? SQL_FIELD_TEXT_STARTING_BY_PLACE : SQL_FIELD_TEXT_CONTAINING,
                   P(s->org_id, range->field_id, range->from_number, range->until_number,
                     text_list_json(s->arena, texts)),
                   take_number, taking);
}

/* Does it begin as another one does, which finds more? Of equal ones the first counts. */
static bool is_covered(const struct incident_condition *condition, size_t index)
{
    const str text = condition->texts[index];
    for (size_t i = 0; i < condition->text_count; i++) {
        const str other = condition->texts[i];
        const bool is_shorter = other.n < text.n || (other.n == text.n && i < index);
        if (is_shorter && str_starts(text, other))
            return true;
    }
    return false;
}

/* What is found of one text is not found of another again, so all cost at most one walk. */
static enum err find_texts(struct store *s, const struct field_range *range,
                           const struct incident_condition *condition, struct number_taking *taking)
{
    const bool is_start = condition->match == TEXT_STARTS_WITH;
    for (size_t i = 0; i < condition->text_count; i++) {
        if (is_start && is_covered(condition, i))
            continue;
        TRY(db_each(s->db, s->arena,
                    is_start ? SQL_FIELD_TEXT_STARTING_BY_VALUE : SQL_FIELD_TEXT_IS,
                    P(s->org_id, range->field_id, range->from_number, range->until_number,
                      condition->texts[i]),
                    take_number, taking));
    }
    return OK;
}

enum err field_text_each(struct store *s, const struct field_range *range,
                         const struct incident_condition *condition, number_taker *taker,
                         void *context)
{
    struct number_taking taking = {.taker = taker, .context = context};
    const bool is_walk = condition->match == TEXT_CONTAINS ||
                         (condition->match == TEXT_STARTS_WITH && range->is_short);
    return is_walk ? walk_texts(s, range, condition, &taking)
                   : find_texts(s, range, condition, &taking);
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
