// store.c -- lists of ids, to statements and from them; whether a row is there.
// SPDX-License-Identifier: Apache-2.0
#include "store/store.h"

#include "base/buf.h"

enum { ID_TEXT_MAX_BYTES = 21 }; // of an int64 with its comma

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
