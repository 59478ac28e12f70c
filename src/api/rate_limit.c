// rate_limit.c -- one counter for each key of this minute.
//
// Open addressing; a counter of an earlier minute is a free place. When a minute has more keys than
// places, those that find none are not limited: a limit must not become an outage.
// SPDX-License-Identifier: Apache-2.0
#include "api/rate_limit.h"

#include <pthread.h>
#include <stdlib.h>

enum { PROBES = 16 };

struct counter {
    int64_t key_id;
    int64_t minute;
    int64_t requests;
};

struct rate_limit {
    struct rate_rules rules;
    pthread_mutex_t lock;
    struct counter counters[RATE_LIMIT_KEYS];
};

struct rate_limit *rate_limit_open(struct rate_rules rules)
{
    struct rate_limit *limit = calloc(1, sizeof(*limit));
    CHECK(limit != NULL);
    CHECK(pthread_mutex_init(&limit->lock, NULL) == 0);
    limit->rules = rules;
    return limit;
}

void rate_limit_close(struct rate_limit **limit)
{
    if (*limit == NULL)
        return;
    CHECK(pthread_mutex_destroy(&(*limit)->lock) == 0);
    free(*limit);
    *limit = NULL;
}

/* The key's counter of this minute, or NULL when there is no place for it. */
static struct counter *find_counter(struct rate_limit *limit, int64_t key_id, int64_t minute)
{
    struct counter *vacant = NULL;
    for (uint64_t i = 0; i < PROBES; i++) {
        struct counter *at = &limit->counters[((uint64_t)key_id + i) % RATE_LIMIT_KEYS];
        if (at->key_id == key_id && at->minute == minute)
            return at;
        if (vacant == NULL && at->minute != minute)
            vacant = at;
    }
    if (vacant != NULL)
        *vacant = (struct counter){.key_id = key_id, .minute = minute};
    return vacant;
}

/* The tighter of the two rules that hold for the key; 0: none does. */
static int64_t limit_of(const struct rate_rules *rules, bool is_issued)
{
    const int64_t issued = is_issued ? rules->issued : 0;
    if (issued == 0 || (rules->each != 0 && rules->each < issued))
        return rules->each;
    return issued;
}

bool rate_limit_admit(struct rate_limit *limit, int64_t key_id, bool is_issued, msec now,
                      struct rate_usage *out)
{
    const int64_t minute = now / MSEC_PER_MINUTE;
    *out = (struct rate_usage){.limit = limit_of(&limit->rules, is_issued),
                               .ends_at = (minute + 1) * MSEC_PER_MINUTE};
    if (out->limit == 0)
        return true;
    CHECK(pthread_mutex_lock(&limit->lock) == 0);
    struct counter *counter = find_counter(limit, key_id, minute);
    out->used = counter == NULL ? 0 : ++counter->requests;
    CHECK(pthread_mutex_unlock(&limit->lock) == 0);
    return out->used <= out->limit;
}

int64_t rate_usage_wait_s(const struct rate_usage *usage, msec now)
{
    return (usage->ends_at - now + MSEC_PER_SECOND - 1) / MSEC_PER_SECOND;
}
