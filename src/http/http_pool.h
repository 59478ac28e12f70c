// http_pool.h -- a loop's spare buffers and arenas.
//
// A connection holds them only while it has work, so a loop needs about as many as it has requests
// under way, and the last ones used are the first ones lent: they are still in the cache.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/arena.h"

struct http_spare; // a link through the spares themselves

struct http_pool {
    struct http_spare *buffers;
    struct http_spare *arenas;
    int buffer_count;
    int arena_count;
};

/* HTTP_BUFFER_BYTES, not zeroed. Giving NULL is allowed. */
char *http_pool_take_buffer(struct http_pool *pool);
void http_pool_give_buffer(struct http_pool *pool, char *buffer);

/* An empty arena. Giving resets it; NULL is allowed. */
struct arena *http_pool_take_arena(struct http_pool *pool);
void http_pool_give_arena(struct http_pool *pool, struct arena *arena);

/* Frees one spare of each kind: called every second, it lets a peak go slowly. */
void http_pool_shrink(struct http_pool *pool);

/* Frees the spares. */
void http_pool_release(struct http_pool *pool);
