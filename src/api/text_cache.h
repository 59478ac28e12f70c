// text_cache.h -- rendered texts kept in memory, bounded, because writing JSON is the next cost
// after the rows.
//
// A text is known by who renders it (view), what it shows (id), and the versions it was made from;
// a text made from other versions is not found. Nothing has to be invalidated. Safe from any
// thread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/str.h"

struct text_key {
    int view; // one number per dialect and kind of text
    int64_t id;
    int64_t version;           // of the thing itself
    int64_t directory_version; // of the names in it
};

enum { TEXT_CACHE_MAX_TEXT_BYTES = 64 * 1024 }; // longer ones are not kept

struct text_cache;

/* Keeps at most `max_bytes` of text. */
struct text_cache *text_cache_open(size_t max_bytes);
void text_cache_close(struct text_cache **cache);

/* A copy of the text in the arena, or absent. *out_note is what was stored with it; may be NULL. */
str text_cache_get(struct text_cache *cache, struct arena *arena, struct text_key key,
                   int64_t *out_note);

void text_cache_put(struct text_cache *cache, struct text_key key, str text, int64_t note);

/* Bytes of text kept now, for metrics. */
size_t text_cache_bytes(struct text_cache *cache);
