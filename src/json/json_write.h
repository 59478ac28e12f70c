// json_write.h -- JSON written straight into a buf, one call a member, in document order.
//
// The writer is sticky like buf: check json_writer_ok once at the end. Wrong nesting is a broken
// invariant (CHECK). Inside an object give a key; inside an array, and at the top, give ITEM.
// Keys and texts are valid UTF-8; both are escaped.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/buf.h"
#include "base/clock.h"

enum { JSON_WRITER_MAX_DEPTH = 32 };

#define ITEM ((str){0})

struct json_writer {
    struct buf *out;
    unsigned depth; // open containers; 0: the top
    bool
        has_value[JSON_WRITER_MAX_DEPTH + 1]; // by depth: a comma is due, or at the top all is said
    bool is_object[JSON_WRITER_MAX_DEPTH + 1]; // by depth
};

void json_writer_init(struct json_writer *w, struct buf *out);

void jw_obj(struct json_writer *w, str key); // opens an object
void jw_arr(struct json_writer *w, str key); // opens an array
void jw_end(struct json_writer *w);          // closes the innermost

void jw_str(struct json_writer *w, str key, str value); // absent (p == NULL) writes null
void jw_i64(struct json_writer *w, str key, int64_t value);
void jw_bool(struct json_writer *w, str key, bool value);
void jw_null(struct json_writer *w, str key);
void jw_time(struct json_writer *w, str key, msec at); // "2026-11-20T08:00:00.000Z"; 0 writes null
void jw_raw(struct json_writer *w, str key, str json_text); // a value that is JSON already

/* The members of an object's text, "{...}" without blanks around it, into the open object. */
void jw_members(struct json_writer *w, str object_text);

/* One value written whole: all containers closed and nothing cut off. */
bool json_writer_ok(const struct json_writer *w);
