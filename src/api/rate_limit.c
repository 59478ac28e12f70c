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
    int64_t per_minute;
    pthread_mutex_t lock;
    struct counter counters[RATE_LIMIT_KEYS];
};

struct rate_limit *rate_limit_open(int64_t per_minute)
{
    if (per_minute == 0)
        return NULL;
    struct rate_limit *limit = calloc(1, sizeof(*limit));
    CHECK(limit != NULL);
    CHECK(pthread_mutex_init(&limit->lock, NULL) == 0);
    limit->per_minute = per_minute;
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

bool rate_limit_admit(struct rate_limit *limit, int64_t key_id, msec now, int *out_wait_s)
{
    if (limit == NULL)
        return true;
    const int64_t minute = now / MSEC_PER_MINUTE;
    CHECK(pthread_mutex_lock(&limit->lock) == 0);
    struct counter *counter = find_counter(limit, key_id, minute);
    const bool admitted = counter == NULL || ++counter->requests <= limit->per_minute;
    CHECK(pthread_mutex_unlock(&limit->lock) == 0);
    if (!admitted)
        *out_wait_s =
            (int)(((minute + 1) * MSEC_PER_MINUTE - now + MSEC_PER_SECOND - 1) / MSEC_PER_SECOND);
    return admitted;
}
