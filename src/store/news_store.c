// news_store.c -- news of all incidents, of a team's, of one.
// SPDX-License-Identifier: Apache-2.0
#include "store/news_store.h"

#include "sql_queries.h"

static int word_of(const str *words, size_t count, str word)
{
    const int index = word_find(words, count, word);
    CHECK(index >= 0);
    return index;
}

static enum err read_news(struct row *row, struct arena *arena, void *out)
{
    struct news *news = out;
    news->id = row_i64(row);
    news->incident_id = row_i64(row);
    news->incident_created_at = row_i64(row);
    news->kind =
        (enum timeline_kind)word_of(timeline_kind_words, TIMELINE_KIND_COUNT, row_str(row, arena));
    news->at = row_i64(row);
    news->actor_kind =
        (enum actor_kind)word_of(actor_kind_words, ACTOR_KIND_COUNT, row_str(row, arena));
    news->actor_id = row_i64(row);
    news->new_value = row_str(row, arena);
    news->status_id = row_i64(row);
    return row_end(row);
}

static enum err read_list(struct store *s, unsigned sql, struct db_params params,
                          struct news_list *out)
{
    struct db_rows rows = {0};
    TRY(db_many(s->db, s->arena, sql, params, read_news, sizeof(struct news), NEWS_PAGE_MAX + 1,
                &rows));
    *out = (struct news_list){.items = rows.items, .count = rows.count};
    return OK;
}

enum err news_of(struct store *s, const struct news_query *q, struct news_list *out)
{
    if (q->incident_id != 0)
        return read_list(s, SQL_NEWS_LIST_OF_INCIDENT,
                         P(s->org_id, q->incident_id, q->before_at, q->before_id, q->take), out);
    if (q->team_id != 0)
        return read_list(
            s, SQL_NEWS_LIST_OF_TEAM,
            P(s->org_id, q->team_id, q->before_at, q->before_id, q->sees_private, q->take), out);
    return read_list(s, SQL_NEWS_LIST,
                     P(s->org_id, q->before_at, q->before_id, q->sees_private, q->take), out);
}
