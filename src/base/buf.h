// buf.h -- growable bytes in an arena, created with their maximum.
//
// Writers are sticky: past the maximum nothing more is added and `overflow` stays set, so a chain
// of writes needs one check at its end.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/str.h"

struct buf {
    struct arena *arena;
    char *p;
    size_t n;
    size_t capacity;
    size_t max; // bytes
    bool overflow;
};

/* An empty buffer; nothing is allocated before the first byte. */
void buf_init(struct buf *buf, struct arena *arena, size_t max);

void buf_add(struct buf *buf, str bytes);
void buf_add_byte(struct buf *buf, char byte);
void buf_add_i64(struct buf *buf, int64_t value);

/* Room for `count` more bytes, or NULL on overflow; the caller fills them and calls buf_commit. */
char *buf_reserve(struct buf *buf, size_t count);
void buf_commit(struct buf *buf, size_t count);

/* What has been written; valid until the next write. */
str buf_str(const struct buf *buf);
