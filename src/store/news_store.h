// news_store.h -- what those who follow incidents are shown.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "model/vocabulary.h"
#include "store/store.h"

enum { NEWS_PAGE_MAX = 250 };

// An entry of a timeline that is news.
struct news {
    int64_t id; // of the entry
    int64_t incident_id;
    msec incident_created_at;
    enum timeline_kind kind;
    msec at;
    enum actor_kind actor_kind;
    int64_t actor_id;
    str new_value;
    int64_t status_id; // the incident's after it
};

struct news_list {
    const struct news *items;
    size_t count;
};

struct news_query {
    int64_t incident_id; // 0: any in reach
    int64_t team_id;     // reach; 0: all teams
    bool sees_private;   // reach
    msec before_at;      // behind the entry of this time and id
    int64_t before_id;
    int64_t take; // 1..NEWS_PAGE_MAX + 1
};

/* Newest first. Of one incident the reach is not looked at. */
MUST_CHECK enum err news_of(struct store *s, const struct news_query *query, struct news_list *out);
