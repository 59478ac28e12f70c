// arena.h -- memory that dies with the request, the job or the test that owns it.
//
// Results are zeroed, aligned and never NULL: input limits bound what can be asked for, and running
// out of memory for real stops the process. There is no free of a single allocation.
// A function that allocates for its caller takes the arena as a parameter; one that takes none
// allocates nothing that outlives it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/check.h"

#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *blocks; // newest first
    char *next;                 // free part of the newest block
    char *end;
    size_t block_bytes; // size of a new block
    size_t used_bytes;  // handed out since the last reset
};

/* `block_bytes` is the size of the first and of every further ordinary block; nothing is allocated
 * yet. */
void arena_init(struct arena *arena, size_t block_bytes);

/* Forgets every allocation and keeps one block for reuse. */
void arena_reset(struct arena *arena);

/* Gives all memory back to the system; the arena can be used again. */
void arena_release(struct arena *arena);

/* `size` zeroed bytes, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);

/* As arena_alloc, but the bytes are not zeroed. */
void *arena_alloc_raw(struct arena *arena, size_t size);

/* `count` * `size` zeroed bytes; an overflowing product is a broken invariant. */
void *arena_alloc_array(struct arena *arena, size_t count, size_t size);

/* Grows the newest allocation in place if it can, one larger than a block with its block, else
 * copies it; the old one is not to be used again. `old_size` bytes are kept; the rest is raw. */
void *arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size);

#define arena_new(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define arena_array(arena, type, count) ((type *)arena_alloc_array((arena), (count), sizeof(type)))
