// subscriber_store.c -- who is told.
// SPDX-License-Identifier: Apache-2.0
#include "store/subscriber_store.h"

#include "sql_queries.h"

static enum err read_private(struct row *row, struct arena *arena, void *out)
{
    struct private_subscriber *subscriber = out;
    subscriber->object_id = row_i64(row);
    const str kind = row_str(row, arena);
    subscriber->id = row_i64(row);
    subscriber->is_opt_out = row_bool(row);
    TRY(row_end(row));
    const int index = word_find(subscriber_kind_words, SUBSCRIBER_KIND_COUNT, kind);
    CHECK(index >= 0);
    subscriber->kind = (enum subscriber_kind)index;
    return OK;
}

static enum err list_private(struct store *s, unsigned sql, struct db_params params,
                             struct private_subscriber_list *out)
{
    struct db_rows rows = {0};
    TRY(db_many(s->db, s->arena, sql, params, read_private, sizeof(struct private_subscriber),
                SUBSCRIBERS_MAX, &rows));
    *out = (struct private_subscriber_list){.items = rows.items, .count = rows.count};
    return OK;
}

enum err private_subscribers_of(struct store *s, struct id_list objects,
                                struct private_subscriber_list *out)
{
    return list_private(s, SQL_PRIVATE_SUBSCRIBERS_OF,
                        P(s->org_id, id_list_json(s->arena, objects)), out);
}

enum err private_subscribers(struct store *s, int64_t object_id,
                             struct private_subscriber_list *out)
{
    return list_private(s, SQL_PRIVATE_SUBSCRIBER_LIST, P(s->org_id, object_id), out);
}

enum err private_subscriber_add(struct store *s, const struct private_subscriber *subscriber,
                                msec at, bool *out_changed)
{
    int64_t changed = 0;
    TRY(db_exec_count(s->db, SQL_PRIVATE_SUBSCRIBER_ADD,
                      P(s->org_id, subscriber->object_id, subscriber_kind_words[subscriber->kind],
                        subscriber->id, subscriber->is_opt_out, at),
                      &changed));
    *out_changed = changed > 0;
    return OK;
}

enum err private_subscriber_remove(struct store *s, const struct private_subscriber *subscriber,
                                   bool *out_changed)
{
    int64_t changed = 0;
    TRY(db_exec_count(s->db, SQL_PRIVATE_SUBSCRIBER_REMOVE,
                      P(s->org_id, subscriber->object_id, subscriber_kind_words[subscriber->kind],
                        subscriber->id),
                      &changed));
    *out_changed = changed > 0;
    return OK;
}

enum err private_subscribers_clear(struct store *s, int64_t object_id, int64_t team_id)
{
    return db_exec(s->db, SQL_PRIVATE_SUBSCRIBERS_CLEAR, P(s->org_id, object_id, team_id));
}

enum err private_subscribers_drop(struct store *s, int64_t object_id)
{
    return db_exec(s->db, SQL_PRIVATE_SUBSCRIBERS_DROP, P(s->org_id, object_id));
}

enum err private_subscriber_forget(struct store *s, int64_t subscriber_id)
{
    return db_exec(s->db, SQL_PRIVATE_SUBSCRIBER_FORGET, P(s->org_id, subscriber_id));
}

enum err subscriber_filters_forget(struct store *s, int64_t service_id)
{
    return db_exec(s->db, SQL_SUBSCRIBER_FILTERS_FORGET, P(s->org_id, service_id));
}

enum err subscriber_filters_part(struct store *s, int64_t page_id, struct id_list services)
{
    return db_exec(s->db, SQL_SUBSCRIBER_FILTERS_PART,
                   P(s->org_id, page_id, id_list_json(s->arena, services)));
}

// ---- the audience of status pages ----

enum err audience_count(struct store *s, struct id_list pages, struct id_list services,
                        int64_t *out)
{
    int64_t alone = 0;
    int64_t filtered = 0;
    int64_t shared = 0;
    const str page_ids = id_list_json(s->arena, pages);
    const struct db_params wanting = P(s->org_id, page_ids, id_list_json(s->arena, services));
    TRY(db_one(s->db, s->arena, SQL_AUDIENCE_COUNT_ALONE, P(s->org_id, page_ids), row_read_i64,
               &alone));
    TRY(db_one(s->db, s->arena, SQL_AUDIENCE_COUNT_FILTERED, wanting, row_read_i64, &filtered));
    TRY(db_one(s->db, s->arena, SQL_AUDIENCE_COUNT_SHARED, wanting, row_read_i64, &shared));
    *out = alone + filtered + shared;
    return OK;
}

enum err audience_list(struct store *s, struct id_list pages, struct id_list services,
                       struct id_list *out)
{
    return id_list_read(
        s, SQL_AUDIENCE_LIST,
        P(s->org_id, id_list_json(s->arena, pages), id_list_json(s->arena, services)),
        SUBSCRIBERS_MAX, out);
}
