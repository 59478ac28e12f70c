// meta_store.c -- secrets, counters, kept answers.
// SPDX-License-Identifier: Apache-2.0
#include "store/meta_store.h"

#include "sql_queries.h"

enum err meta_get(struct store *s, str name, str *out)
{
    return db_one(s->db, s->arena, SQL_META_GET, P(name), row_read_str, out);
}

enum err meta_get_or_insert(struct store *s, str name, str fallback, str *out)
{
    TRY(db_exec(s->db, SQL_META_INSERT, P(name, fallback)));
    return meta_get(s, name, out);
}

enum err counter_add(struct store *s, str name, int64_t owner_id, int64_t amount, int64_t *out)
{
    return db_one(s->db, s->arena, SQL_COUNTER_ADD, P(s->org_id, name, owner_id, amount),
                  row_read_i64, out);
}

enum err row_ids_take(struct store *s, int64_t amount, int64_t *out_last)
{
    return db_one(s->db, s->arena, SQL_ROW_IDS_TAKE, P(amount), row_read_i64, out_last);
}

enum err counter_get(struct store *s, str name, int64_t owner_id, int64_t *out)
{
    int64_t value = 0;
    const enum err found = db_one(s->db, s->arena, SQL_COUNTER_GET, P(s->org_id, name, owner_id),
                                  row_read_i64, &value);
    if (found != OK && found != ERR_NOT_FOUND)
        return found;
    *out = value;
    return OK;
}

static enum err read_nothing(struct row *row, struct arena *arena, void *out)
{
    (void)out;
    (void)row_str(row, arena);
    return row_end(row);
}

enum err directory_announce(struct store *s, int64_t version)
{
    return db_one(s->db, s->arena, SQL_DIRECTORY_ANNOUNCE, P(str_from_i64(s->arena, version)),
                  read_nothing, NULL);
}

enum err idempotency_claim(struct store *s, int64_t api_key_id, str key, str request_hash, msec now,
                           bool *out_claimed)
{
    int64_t changed = 0;
    TRY(db_exec_count(s->db, SQL_IDEMPOTENCY_CLAIM,
                      P(s->org_id, api_key_id, key, request_hash, now), &changed));
    *out_claimed = changed > 0;
    return OK;
}

static enum err read_kept_answer(struct row *row, struct arena *arena, void *out)
{
    struct kept_answer *answer = out;
    answer->request_hash = row_str(row, arena);
    answer->status = (int)row_i64(row);
    answer->body = row_str(row, arena);
    return row_end(row);
}

enum err idempotency_get(struct store *s, int64_t api_key_id, str key, struct kept_answer *out)
{
    return db_one(s->db, s->arena, SQL_IDEMPOTENCY_GET, P(s->org_id, api_key_id, key),
                  read_kept_answer, out);
}

enum err idempotency_store(struct store *s, int64_t api_key_id, str key, int status, str body)
{
    return db_exec(s->db, SQL_IDEMPOTENCY_STORE, P(s->org_id, api_key_id, key, status, body));
}

enum err idempotency_expire(struct store *s, msec before)
{
    return db_exec(s->db, SQL_IDEMPOTENCY_EXPIRE, P(s->org_id, before));
}
