// news.h -- what those who follow incidents are shown: that one was made, moved, or is described
// otherwise.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"
#include "store/news_store.h"

struct news_cursor {
    int64_t incident_id; // that the principal reaches; 0: all in reach
    msec before_at;      // behind the entry of this time and id; 0: from the newest
    int64_t before_id;
    int64_t take; // 1..NEWS_PAGE_MAX
};

/* Newest first; *out_has_more: behind the page. */
MUST_CHECK enum err news_list(struct ctx *c, const struct news_cursor *cursor,
                              struct news_list *out, bool *out_has_more);
