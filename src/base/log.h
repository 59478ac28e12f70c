// log.h -- one JSON object a line on standard error.
//
// Libraries do not log: core, the engine and the edges do, once. Never pass a key, a token or a
// body.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/buf.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

struct log_field {
    str name;
    str text;       // used when present
    int64_t number; // used when text is absent
};

enum { LOG_LINE_MAX_BYTES = 4096 };

#define LOG_TEXT(field_name, value) ((struct log_field){.name = S(field_name), .text = (value)})
#define LOG_NUMBER(field_name, value) ((struct log_field){.name = S(field_name), .number = (value)})

/* Levels below this are dropped; LOG_INFO at the start. */
void log_set_level(enum log_level level);

/* Writes {"time":..., "level":..., "event":..., fields...} with one write(2); lines above 4 KB are
 * cut field-wise. Text that is not valid UTF-8 is logged with its bad bytes as U+FFFD. Safe from
 * any thread. */
void log_event(enum log_level level, str event, const struct log_field *fields, size_t count);

/* For a thread that writes many lines at once: adds the line to `out`; then writes such lines. */
void log_format(struct buf *out, enum log_level level, str event, const struct log_field *fields,
                size_t count);
void log_write(str lines);

/* What could not be written, because nobody read standard error. It is dropped: the server goes on.
 */
int64_t log_dropped_bytes(void);

#define LOG(level, event, ...)                                                                     \
    log_event((level), S(event), (const struct log_field[]){__VA_ARGS__},                          \
              sizeof((const struct log_field[]){__VA_ARGS__}) / sizeof(struct log_field))
