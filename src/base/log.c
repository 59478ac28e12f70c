// log.c -- one line, one write.
//
// A line is built in a fixed buffer on the stack, so a thread needs no lock and no memory. A field
// that does not fit is left out whole and "cut":true says so.
// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include "base/escape.h"
#include "base/rfc3339.h"
#include "base/utf8.h"

#include <limits.h>
#include <poll.h>
#include <stdatomic.h>
#include <unistd.h>

enum { LINE_END_BYTES = 16 }; // the end: ,"cut":true}\n

struct line_space {
    char bytes[LOG_LINE_MAX_BYTES];
};

static const str level_names[] = {
    [LOG_DEBUG] = S("debug"),
    [LOG_INFO] = S("info"),
    [LOG_WARNING] = S("warning"),
    [LOG_ERROR] = S("error"),
};

static _Atomic enum log_level lowest_level = LOG_INFO;

void log_set_level(enum log_level level)
{
    atomic_store_explicit(&lowest_level, level, memory_order_relaxed);
}

static void add_quoted(struct buf *line, str text)
{
    buf_add_byte(line, '"');
    for (size_t at = 0; at < text.n;) {
        const str rest = str_slice(text, at, text.n);
        const size_t valid = utf8_valid_prefix(rest);
        escape_json(line, str_slice(rest, 0, valid));
        if (valid < rest.n)
            buf_add(line, S("\xEF\xBF\xBD"));
        at += valid + 1;
    }
    buf_add_byte(line, '"');
}

/* Printable ASCII without '"' and '\\', as nearly every value is. */
static bool is_plain(str text)
{
    for (size_t i = 0; i < text.n; i++) {
        const unsigned char c = (unsigned char)text.p[i];
        if (c < ' ' || c > '~' || c == '"' || c == '\\')
            return false;
    }
    return true;
}

static char *put(char *at, str text)
{
    memcpy(at, text.p, text.n);
    return at + text.n;
}

/* {"name":"text" or ,"name":"text" in one piece. False when there is no room. */
static bool add_plain(struct buf *line, str name, str text)
{
    const size_t count = name.n + text.n + sizeof(",\"\":\"\"") - 1;
    char *at = buf_reserve(line, count);
    if (at == NULL)
        return false;
    at = put(at, line->n == 0 ? S("{\"") : S(",\""));
    at = put(at, name);
    at = put(at, S("\":\""));
    at = put(at, text);
    (void)put(at, S("\""));
    buf_commit(line, count);
    return true;
}

/* False, and the line as before, when there is no room. */
static bool add_field(struct buf *line, struct log_field field)
{
    const size_t before = line->n;
    if (field.text.p != NULL && is_plain(field.text) && add_plain(line, field.name, field.text))
        return true;
    buf_add_byte(line, before == 0 ? '{' : ',');
    add_quoted(line, field.name);
    buf_add_byte(line, ':');
    if (field.text.p != NULL)
        add_quoted(line, field.text);
    else
        buf_add_i64(line, field.number);
    if (!line->overflow)
        return true;
    line->n = before;
    line->overflow = false;
    return false;
}

/* Valid as long as `space`; empty when the level is below the lowest. */
static str build_line(struct line_space *space, enum log_level level, str event,
                      const struct log_field *fields, size_t count)
{
    if (level < atomic_load_explicit(&lowest_level, memory_order_relaxed))
        return S("");
    char time[RFC3339_MS_BYTES];
    const size_t room = sizeof(space->bytes) - LINE_END_BYTES;
    struct buf line = {
        .p = space->bytes, .capacity = room, .max = room}; // full, it never asks the arena
    rfc3339_format_ms(clock_now(), time);
    bool whole = add_field(&line, LOG_TEXT("time", ((str){time, sizeof(time)})));
    whole &= add_field(&line, LOG_TEXT("level", level_names[level]));
    whole &= add_field(&line, LOG_TEXT("event", event));
    for (size_t i = 0; i < count; i++)
        whole &= add_field(&line, fields[i]);
    line.capacity = line.max = sizeof(space->bytes);
    buf_add(&line, whole ? S("}\n") : S(",\"cut\":true}\n"));
    return buf_str(&line);
}

static atomic_long dropped_bytes;

/* As many whole lines as a pipe takes at once without waiting (PIPE_BUF). */
static str next_piece(str lines)
{
    size_t n = lines.n < PIPE_BUF ? lines.n : PIPE_BUF;
    while (n > 0 && lines.p[n - 1] != '\n')
        n--;
    return str_slice(lines, 0, n > 0 ? n : lines.n);
}

/* Does standard error take something now? A reader that stands still must not stop the server. */
static bool is_writable(void)
{
    struct pollfd target = {.fd = STDERR_FILENO, .events = POLLOUT};
    return poll(&target, 1, 0) == 1 && (target.revents & POLLOUT) != 0;
}

void log_write(str lines)
{
    while (lines.n > 0) {
        const str piece = next_piece(lines);
        if (!is_writable() || write(STDERR_FILENO, piece.p, piece.n) < 0) {
            atomic_fetch_add_explicit(&dropped_bytes, (long)lines.n, memory_order_relaxed);
            return;
        }
        lines = str_slice(lines, piece.n, lines.n);
    }
}

int64_t log_dropped_bytes(void)
{
    return atomic_load_explicit(&dropped_bytes, memory_order_relaxed);
}

void log_event(enum log_level level, str event, const struct log_field *fields, size_t count)
{
    struct line_space space;
    log_write(build_line(&space, level, event, fields, count));
}

void log_format(struct buf *out, enum log_level level, str event, const struct log_field *fields,
                size_t count)
{
    struct line_space space;
    buf_add(out, build_line(&space, level, event, fields, count));
}
