// http_pool.c -- a loop's spare buffers and arenas.
// SPDX-License-Identifier: Apache-2.0
#include "http/http_pool.h"

#include "http/limits.h"

enum { KEPT_SPARES = 8 }; // not given back by http_pool_shrink

struct http_spare {
    struct http_spare *next;
};

struct pooled_arena {
    struct http_spare link;
    struct arena arena;
};

static struct http_spare *pop(struct http_spare **list, int *count)
{
    struct http_spare *taken = *list;
    if (taken != NULL) {
        *list = taken->next;
        --*count;
    }
    return taken;
}

static void push(struct http_spare **list, int *count, struct http_spare *given)
{
    given->next = *list;
    *list = given;
    ++*count;
}

char *http_pool_take_buffer(struct http_pool *pool)
{
    void *buffer = pop(&pool->buffers, &pool->buffer_count);
    if (buffer == NULL)
        buffer = malloc(HTTP_BUFFER_BYTES);
    CHECK(buffer != NULL);
    return buffer;
}

void http_pool_give_buffer(struct http_pool *pool, char *buffer)
{
    if (buffer == NULL)
        return;
    if (pool->buffer_count >= HTTP_SPARE_BUFFERS)
        free(buffer);
    else
        push(&pool->buffers, &pool->buffer_count, (struct http_spare *)(void *)buffer);
}

struct arena *http_pool_take_arena(struct http_pool *pool)
{
    struct pooled_arena *pooled = (void *)pop(&pool->arenas, &pool->arena_count);
    if (pooled == NULL) {
        pooled = malloc(sizeof(*pooled));
        CHECK(pooled != NULL);
        arena_init(&pooled->arena, HTTP_ARENA_BLOCK_BYTES);
    }
    return &pooled->arena;
}

static void free_arena(struct pooled_arena *pooled)
{
    arena_release(&pooled->arena);
    free(pooled);
}

void http_pool_give_arena(struct http_pool *pool, struct arena *arena)
{
    if (arena == NULL)
        return;
    struct pooled_arena *pooled = (void *)((char *)arena - offsetof(struct pooled_arena, arena));
    arena_reset(arena);
    if (pool->arena_count >= HTTP_SPARE_ARENAS)
        free_arena(pooled);
    else
        push(&pool->arenas, &pool->arena_count, &pooled->link);
}

void http_pool_shrink(struct http_pool *pool)
{
    if (pool->buffer_count > KEPT_SPARES)
        free(pop(&pool->buffers, &pool->buffer_count));
    if (pool->arena_count > KEPT_SPARES)
        free_arena((void *)pop(&pool->arenas, &pool->arena_count));
}

void http_pool_release(struct http_pool *pool)
{
    while (pool->buffers != NULL)
        free(pop(&pool->buffers, &pool->buffer_count));
    while (pool->arenas != NULL)
        free_arena((void *)pop(&pool->arenas, &pool->arena_count));
}
