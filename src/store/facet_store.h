// facet_store.h -- the bitmaps that lists of incidents are filtered by.
//
// A chunk is a row of bits for FACET_CHUNK_NUMBERS incidents one after the other by number.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/incident_filter.h"
#include "store/store.h"

enum {
    FACET_CHUNK_NUMBERS = 31744, // 496 words: 3,968 bytes and the rest of the row fill a page
    FACET_CHUNK_WORDS = FACET_CHUNK_NUMBERS / 64,
    FACET_CHUNK_BYTES = FACET_CHUNK_NUMBERS / 8,
    FACET_PIECES = 16, // of a chunk on PostgreSQL
};

// The words of a chunk are its bytes as they are stored.
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "bit n is bit n % 64 of word n / 64");

// ---- writing ----

struct facet_change {
    struct facet facet;
    int64_t number; // of the incident
    bool is_true;
};

/* Which row of its facet's holds the number. A chunk is one row on SQLite. On PostgreSQL it is
 * FACET_PIECES, so that less is written and locked for a bit; numbers one after the other, which
 * are often changed at once, lie in different ones. */
int64_t facet_row_of(const struct store *s, int64_t number);

/* New versions of the chunks of these rows, which are in order, each once. Before their bits are
 * changed: until the transaction ends nobody else changes any of these rows (PostgreSQL). */
MUST_CHECK enum err facet_rows_touch(struct store *s, struct id_list rows);

/* At least one change; in order of facet, then of row, each bit once. */
MUST_CHECK enum err facet_bits_change(struct store *s, const struct facet_change *changes,
                                      size_t count);

/* Takes rows away that the changes have left without a bit; as facet_bits_change, which was
 * before. */
MUST_CHECK enum err facet_bits_prune(struct store *s, const struct facet_change *changes,
                                     size_t count);

// ---- reading ----

/* Is the facet true of any incident? */
MUST_CHECK enum err facet_has_bits(struct store *s, struct facet facet, bool *out);

struct facet_chunk {
    int64_t chunk;
    int64_t version;
};

struct facet_chunk_list {
    const struct facet_chunk *items;
    size_t count;
};

/* Those that were ever changed, in order. */
MUST_CHECK enum err facet_chunks(struct store *s, struct facet_chunk_list *out);

// Facets of one kind and subject whose values lie in a range, in a range of chunks; all inclusive.
struct facet_range {
    enum facet_kind kind;
    int64_t subject;
    int64_t from_value;
    int64_t until_value;
    int64_t from_chunk;
    int64_t until_chunk;
};

/* Gets FACET_CHUNK_BYTES bytes, aligned to nothing; chunks in any order, at most one for each
 * value, none without a row. */
typedef void facet_bits_taker(void *context, int64_t chunk, const void *bits);
MUST_CHECK enum err facet_bits_each(struct store *s, const struct facet_range *range,
                                    facet_bits_taker *taker, void *context);

/* The least value of the kind's facets of incidents themselves that is at or above `value`; with
 * `is_up` false the greatest at or below. ERR_NOT_FOUND. */
MUST_CHECK enum err facet_value_next(struct store *s, enum facet_kind kind, int64_t value,
                                     bool is_up, int64_t *out);

/* Gets numbers of incidents, in any order, some maybe twice. */
typedef void number_taker(void *context, int64_t number);

struct time_range {
    msec from_at;
    msec until_at; // both inclusive
};

MUST_CHECK enum err incidents_updated_between(struct store *s, struct time_range range,
                                              number_taker *taker, void *context);
MUST_CHECK enum err late_incidents_between(struct store *s, struct time_range range,
                                           number_taker *taker, void *context);

// Incidents from one number to another whose field holds something.
struct field_range {
    int64_t field_id;
    int64_t from_number;
    int64_t until_number;
    bool is_short; // so few incidents that they are walked, not what matches anywhere
};

/* Of a CONDITION_TEXT: those that match one of its texts. */
MUST_CHECK enum err field_text_each(struct store *s, const struct field_range *range,
                                    const struct incident_condition *condition, number_taker *taker,
                                    void *context);
MUST_CHECK enum err field_number_each(struct store *s, const struct field_range *range,
                                      const double bounds[2], number_taker *taker, void *context);
