// json_write.c -- a comma where one is due, a key inside objects, the value.
//
// Speed counts here: a page of incidents is some thousand calls. Text without escapes, which is
// nearly all, is put down with its quotes in one piece.
// SPDX-License-Identifier: Apache-2.0
#include "json/json_write.h"

#include "base/escape.h"
#include "base/rfc3339.h"

void json_writer_init(struct json_writer *w, struct buf *out)
{
    *w = (struct json_writer){.out = out};
}

static void put_escaped(struct buf *out, char before, str text, char after)
{
    if (before != '\0')
        buf_add_byte(out, before);
    buf_add_byte(out, '"');
    escape_json(out, text);
    buf_add_byte(out, '"');
    if (after != '\0')
        buf_add_byte(out, after);
}

/* `before` and `after` are one byte beside the quotes, or NUL for none. */
static void put_quoted(struct buf *out, char before, str text, char after)
{
    if (escape_json_plain(text) < text.n) {
        put_escaped(out, before, text, after);
        return;
    }
    const size_t count = text.n + 2 + (before != '\0') + (after != '\0');
    char *room = buf_reserve(out, count);
    if (room == NULL)
        return;
    *room = before;
    room += before != '\0';
    *room++ = '"';
    memcpy(room, text.p, text.n);
    room += text.n;
    *room++ = '"';
    if (after != '\0')
        *room = after;
    buf_commit(out, count);
}

/* What stands before a value: the comma, and in an object the key. */
static void begin_value(struct json_writer *w, str key)
{
    const bool has_comma = w->has_value[w->depth];
    CHECK(w->is_object[w->depth] == (key.p != NULL));
    CHECK(w->depth > 0 || !has_comma); // one value at the top
    w->has_value[w->depth] = true;
    if (key.p != NULL)
        put_quoted(w->out, has_comma ? ',' : '\0', key, ':');
    else if (has_comma)
        buf_add_byte(w->out, ',');
}

static void open_container(struct json_writer *w, str key, bool is_object)
{
    begin_value(w, key);
    CHECK(w->depth < JSON_WRITER_MAX_DEPTH);
    w->depth++;
    w->has_value[w->depth] = false;
    w->is_object[w->depth] = is_object;
    buf_add_byte(w->out, is_object ? '{' : '[');
}

void jw_obj(struct json_writer *w, str key)
{
    open_container(w, key, true);
}

void jw_arr(struct json_writer *w, str key)
{
    open_container(w, key, false);
}

void jw_end(struct json_writer *w)
{
    CHECK(w->depth > 0);
    buf_add_byte(w->out, w->is_object[w->depth] ? '}' : ']');
    w->depth--;
}

void jw_str(struct json_writer *w, str key, str value)
{
    if (value.p == NULL) {
        jw_null(w, key);
        return;
    }
    begin_value(w, key);
    put_quoted(w->out, '\0', value, '\0');
}

void jw_i64(struct json_writer *w, str key, int64_t value)
{
    begin_value(w, key);
    buf_add_i64(w->out, value);
}

void jw_bool(struct json_writer *w, str key, bool value)
{
    jw_raw(w, key, value ? S("true") : S("false"));
}

void jw_null(struct json_writer *w, str key)
{
    jw_raw(w, key, S("null"));
}

void jw_time(struct json_writer *w, str key, msec at)
{
    char text[RFC3339_MS_BYTES];
    if (at == 0) {
        jw_null(w, key);
        return;
    }
    rfc3339_format_ms(at, text);
    jw_str(w, key, (str){text, sizeof(text)});
}

void jw_raw(struct json_writer *w, str key, str json_text)
{
    begin_value(w, key);
    buf_add(w->out, json_text);
}

void jw_members(struct json_writer *w, str object_text)
{
    const str members = str_slice(object_text, 1, object_text.n - 2);
    CHECK(w->is_object[w->depth] && object_text.n >= 2);
    if (members.n == 0)
        return;
    if (w->has_value[w->depth])
        buf_add_byte(w->out, ',');
    w->has_value[w->depth] = true;
    buf_add(w->out, members);
}

bool json_writer_ok(const struct json_writer *w)
{
    return w->depth == 0 && w->has_value[0] && !w->out->overflow;
}
