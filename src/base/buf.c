// buf.c -- growable bytes in an arena.
// SPDX-License-Identifier: Apache-2.0
#include "base/buf.h"

enum { BUF_FIRST_BYTES = 512 };

void buf_init(struct buf *buf, struct arena *arena, size_t max)
{
    *buf = (struct buf){.arena = arena, .max = max};
}

static bool grow(struct buf *buf, size_t count)
{
    if (buf->overflow || count > buf->max - buf->n) {
        buf->overflow = true;
        return false;
    }
    size_t capacity = buf->capacity < BUF_FIRST_BYTES ? BUF_FIRST_BYTES : buf->capacity * 2;
    if (capacity < buf->n + count)
        capacity = buf->n + count;
    if (capacity > buf->max)
        capacity = buf->max;
    buf->p = arena_grow(buf->arena, buf->p, buf->n, capacity);
    buf->capacity = capacity;
    return true;
}

char *buf_reserve(struct buf *buf, size_t count)
{
    if (count > buf->capacity - buf->n && !grow(buf, count))
        return NULL;
    return buf->overflow ? NULL : buf->p + buf->n;
}

void buf_commit(struct buf *buf, size_t count)
{
    CHECK(count <= buf->capacity - buf->n);
    buf->n += count;
}

void buf_add(struct buf *buf, str bytes)
{
    char *room = bytes.n == 0 ? NULL : buf_reserve(buf, bytes.n);
    if (room == NULL)
        return;
    memcpy(room, bytes.p, bytes.n);
    buf->n += bytes.n;
}

void buf_add_byte(struct buf *buf, char byte)
{
    buf_add(buf, (str){&byte, 1});
}

void buf_add_i64(struct buf *buf, int64_t value)
{
    char digits[24];
    size_t at = sizeof(digits);
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0)
        digits[--at] = '-';
    buf_add(buf, (str){digits + at, sizeof(digits) - at});
}

str buf_str(const struct buf *buf)
{
    return (str){buf->p == NULL ? "" : buf->p, buf->n};
}
