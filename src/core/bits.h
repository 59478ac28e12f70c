// bits.h -- sets of incidents as words of bits: bit n of a chunk is bit n % 64 of word n / 64.
//
// The words are the caller's, mostly in the arena of a request: `words` of them, or as many as
// `end` and `place` need. Two sets that meet are of the same length.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BITS_PER_WORD = 64 };

static inline void bits_or(uint64_t *bits, const uint64_t *others, size_t words)
{
    for (size_t i = 0; i < words; i++)
        bits[i] |= others[i];
}

static inline void bits_and(uint64_t *bits, const uint64_t *others, size_t words)
{
    for (size_t i = 0; i < words; i++)
        bits[i] &= others[i];
}

static inline void bits_and_not(uint64_t *bits, const uint64_t *others, size_t words)
{
    for (size_t i = 0; i < words; i++)
        bits[i] &= ~others[i];
}

static inline void bits_invert(uint64_t *bits, size_t words)
{
    for (size_t i = 0; i < words; i++)
        bits[i] = ~bits[i];
}

/* How many of 16 words are set. Each byte of `sums` holds at most 128; a compiler that may not use
 * the instruction for it makes vectors of this. */
static inline int64_t bits_count_16(const uint64_t *bits)
{
    static const uint64_t twos = UINT64_C(0x5555555555555555);
    static const uint64_t fours = UINT64_C(0x3333333333333333);
    static const uint64_t bytes = UINT64_C(0x0F0F0F0F0F0F0F0F);
    static const uint64_t shorts = UINT64_C(0x00FF00FF00FF00FF);
    uint64_t sums = 0;
    for (size_t i = 0; i < 16; i++) {
        uint64_t word = bits[i] - (bits[i] >> 1 & twos);
        word = (word & fours) + (word >> 2 & fours);
        sums += (word + (word >> 4)) & bytes;
    }
    sums = (sums & shorts) + (sums >> 8 & shorts);
    return (int64_t)(sums * UINT64_C(0x0001000100010001) >> 48);
}

/* How many are set; `words` is a multiple of 16, as those of a chunk are. */
static inline int64_t bits_count(const uint64_t *bits, size_t words)
{
    int64_t count = 0;
    for (size_t i = 0; i < words; i += 16)
        count += bits_count_16(bits + i);
    return count;
}

static inline bool bits_has(const uint64_t *bits, size_t place)
{
    return (bits[place / BITS_PER_WORD] >> place % BITS_PER_WORD & 1) != 0;
}

static inline void bits_set(uint64_t *bits, size_t place)
{
    bits[place / BITS_PER_WORD] |= UINT64_C(1) << place % BITS_PER_WORD;
}

static inline void bits_clear(uint64_t *bits, size_t place)
{
    bits[place / BITS_PER_WORD] &= ~(UINT64_C(1) << place % BITS_PER_WORD);
}

/* The next bit from `place` on, below `end`, that is set where `flip` is 0, or not set where it is
 * UINT64_MAX; `end` when there is none. */
static inline size_t bits_find(const uint64_t *bits, uint64_t flip, size_t place, size_t end)
{
    if (place >= end)
        return end;
    size_t at = place / BITS_PER_WORD;
    uint64_t word = (bits[at] ^ flip) & UINT64_MAX << place % BITS_PER_WORD;
    while (word == 0 && (at + 1) * BITS_PER_WORD < end)
        word = bits[++at] ^ flip;
    if (word == 0)
        return end;
    const size_t found = at * BITS_PER_WORD + (size_t)__builtin_ctzll(word);
    return found < end ? found : end;
}

static inline size_t bits_next(const uint64_t *bits, size_t place, size_t end)
{
    return bits_find(bits, 0, place, end);
}

static inline size_t bits_next_clear(const uint64_t *bits, size_t place, size_t end)
{
    return bits_find(bits, UINT64_MAX, place, end);
}

/* The next one back from `place`, itself included; false when there is none. */
static inline bool bits_back(const uint64_t *bits, size_t place, size_t *out)
{
    size_t at = place / BITS_PER_WORD;
    uint64_t word = bits[at] & UINT64_MAX >> (BITS_PER_WORD - 1 - place % BITS_PER_WORD);
    while (word == 0 && at > 0)
        word = bits[--at];
    if (word == 0)
        return false;
    *out = at * BITS_PER_WORD + BITS_PER_WORD - 1 - (size_t)__builtin_clzll(word);
    return true;
}
