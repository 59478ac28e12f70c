// news.c -- a page of news within the reach of the principal.
// SPDX-License-Identifier: Apache-2.0
#include "core/news.h"

enum err news_list(struct ctx *c, const struct news_cursor *cursor, struct news_list *out,
                   bool *out_has_more)
{
    const struct news_query query = {
        .incident_id = cursor->incident_id,
        .team_id = c->who.team_id,
        .sees_private = ctx_sees_private(c),
        .before_at = cursor->before_at != 0 ? cursor->before_at : INT64_MAX,
        .before_id = cursor->before_at != 0 ? cursor->before_id : INT64_MAX,
        .take = cursor->take + 1, // one more tells whether there is more
    };
    struct news_list list = {0};
    TRY(news_of(&c->store, &query, &list));
    *out_has_more = list.count > (size_t)cursor->take;
    if (*out_has_more)
        list.count--;
    *out = list;
    return OK;
}
