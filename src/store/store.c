// store.c -- lists of ids: in order, to statements and from them; whether a row is there.
// SPDX-License-Identifier: Apache-2.0
#include "store/store.h"

#include "base/escape.h"

#include <stdlib.h>

enum {
    ID_TEXT_MAX_BYTES = 21, // of an int64 with its comma
    ESCAPED_MAX_BYTES = 6,  // of one byte: \u001f
};

bool id_list_has(struct id_list ids, int64_t id)
{
    for (size_t i = 0; i < ids.count; i++) {
        if (ids.items[i] == id)
            return true;
    }
    return false;
}

static int order_ids(const void *left, const void *right)
{
    const int64_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

struct id_list id_list_sorted(struct arena *arena, struct id_list ids)
{
    int64_t *items = arena_array(arena, int64_t, ids.count);
    size_t count = 0;
    if (ids.count == 0)
        return ids;
    memcpy(items, ids.items, ids.count * sizeof(*items));
    qsort(items, ids.count, sizeof(*items), order_ids);
    for (size_t i = 0; i < ids.count; i++) {
        if (count == 0 || items[i] != items[count - 1])
            items[count++] = items[i];
    }
    return (struct id_list){.items = items, .count = count};
}

size_t id_list_find(struct id_list ids, int64_t id)
{
    size_t low = 0;
    size_t high = ids.count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (ids.items[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < ids.count && ids.items[low] == id ? low : ids.count;
}

str id_list_json(struct arena *arena, struct id_list ids)
{
    struct buf out;
    buf_init(&out, arena, (ids.count + 1) * ID_TEXT_MAX_BYTES);
    buf_add_byte(&out, '[');
    for (size_t i = 0; i < ids.count; i++) {
        if (i > 0)
            buf_add_byte(&out, ',');
        buf_add_i64(&out, ids.items[i]);
    }
    buf_add_byte(&out, ']');
    return buf_str(&out);
}

str text_list_json(struct arena *arena, struct text_list texts)
{
    struct buf out;
    size_t bytes = 2;
    for (size_t i = 0; i < texts.count; i++)
        bytes += texts.items[i].n * ESCAPED_MAX_BYTES + 3;
    buf_init(&out, arena, bytes);
    buf_add_byte(&out, '[');
    for (size_t i = 0; i < texts.count; i++) {
        buf_add(&out, i > 0 ? S(",\"") : S("\""));
        escape_json(&out, texts.items[i]);
        buf_add_byte(&out, '"');
    }
    buf_add_byte(&out, ']');
    return buf_str(&out);
}

enum err id_list_read(struct store *s, unsigned sql, struct db_params params, size_t max,
                      struct id_list *out)
{
    struct db_rows rows = {0};
    TRY(db_many(s->db, s->arena, sql, params, row_read_i64, sizeof(int64_t), max, &rows));
    *out = (struct id_list){.items = rows.items, .count = rows.count};
    return OK;
}

enum err row_exists(struct store *s, unsigned sql, struct db_params params, bool *out)
{
    int64_t first = 0;
    const enum err found = db_one(s->db, s->arena, sql, params, row_read_i64, &first);
    if (found != OK && found != ERR_NOT_FOUND)
        return found;
    *out = found == OK;
    return OK;
}
