// arena.c -- a chain of blocks and a bump pointer.
//
// Under AddressSanitizer every allocation gets a block of its own, so that an overrun of one
// allocation into the next is seen.
// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"

#include <stdint.h>

enum { ARENA_ALIGN = 16 };

struct arena_block {
    struct arena_block *older;
    size_t capacity;
    _Alignas(ARENA_ALIGN) char bytes[];
};

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ONE_BLOCK_EACH 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ONE_BLOCK_EACH 1
#endif
#endif
#ifndef ARENA_ONE_BLOCK_EACH
#define ARENA_ONE_BLOCK_EACH 0
#endif

void arena_init(struct arena *arena, size_t block_bytes)
{
    *arena = (struct arena){.block_bytes = block_bytes};
}

static void add_block(struct arena *arena, size_t capacity)
{
    struct arena_block *block = malloc(sizeof(*block) + capacity);
    CHECK(block != NULL);
    block->older = arena->blocks;
    block->capacity = capacity;
    arena->blocks = block;
    arena->next = block->bytes;
    arena->end = block->bytes + capacity;
}

static void free_blocks(struct arena_block *block)
{
    while (block != NULL) {
        struct arena_block *older = block->older;
        free(block);
        block = older;
    }
}

void arena_release(struct arena *arena)
{
    free_blocks(arena->blocks);
    arena_init(arena, arena->block_bytes);
}

void arena_reset(struct arena *arena)
{
    struct arena_block *kept = arena->blocks;
    if (ARENA_ONE_BLOCK_EACH || kept == NULL || kept->capacity > arena->block_bytes) {
        arena_release(arena);
        return;
    }
    free_blocks(kept->older);
    kept->older = NULL;
    arena->next = kept->bytes;
    arena->end = kept->bytes + kept->capacity;
    arena->used_bytes = 0;
}

static size_t round_up(size_t size)
{
    CHECK(size <= SIZE_MAX - ARENA_ALIGN);
    return (size + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
}

void *arena_alloc_raw(struct arena *arena, size_t size)
{
    const size_t need = ARENA_ONE_BLOCK_EACH ? size : round_up(size);
    if (ARENA_ONE_BLOCK_EACH || need > (size_t)(arena->end - arena->next))
        add_block(arena,
                  ARENA_ONE_BLOCK_EACH || need > arena->block_bytes ? need : arena->block_bytes);
    char *result = arena->next;
    arena->next += need;
    arena->used_bytes += need;
    return result;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    return memset(arena_alloc_raw(arena, size), 0, size);
}

void *arena_alloc_array(struct arena *arena, size_t count, size_t size)
{
    size_t bytes = 0;
    CHECK(!__builtin_mul_overflow(count, size, &bytes));
    return arena_alloc(arena, bytes);
}

/* Where the chain names the block of an allocation that is alone in it: the large ones are. NULL:
 * it shares its block. */
static struct arena_block **own_block(struct arena *arena, const char *start, size_t size)
{
    struct arena_block **link = &arena->blocks;
    if (start == NULL || (!ARENA_ONE_BLOCK_EACH && size <= arena->block_bytes))
        return NULL;
    while (*link != NULL && (*link)->bytes != start)
        link = &(*link)->older;
    return *link == NULL ? NULL : link;
}

/* A long text is moved by the system, page by page, and not left behind in every size it had. */
static void *grow_block(struct arena *arena, struct arena_block **link, size_t capacity)
{
    const bool is_newest = link == &arena->blocks;
    arena->used_bytes += capacity - (*link)->capacity;
    struct arena_block *block = realloc(*link, sizeof(*block) + capacity);
    CHECK(block != NULL);
    block->capacity = capacity;
    *link = block;
    if (is_newest)
        arena->next = arena->end = block->bytes + capacity;
    return block->bytes;
}

void *arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size)
{
    char *start = old;
    CHECK(new_size >= old_size);
    if (!ARENA_ONE_BLOCK_EACH && start != NULL && start + round_up(old_size) == arena->next &&
        round_up(new_size) <= (size_t)(arena->end - start)) {
        arena->used_bytes += round_up(new_size) - round_up(old_size);
        arena->next = start + round_up(new_size);
        return start;
    }
    struct arena_block **own = own_block(arena, start, old_size);
    if (own != NULL && new_size > (*own)->capacity)
        return grow_block(arena, own, ARENA_ONE_BLOCK_EACH ? new_size : round_up(new_size));
    void *grown = arena_alloc_raw(arena, new_size);
    if (old != NULL)
        memcpy(grown, old, old_size);
    return grown;
}
