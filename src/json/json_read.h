// json_read.h -- strict, bounded RFC 8259 reader into an arena.
//
// Refuses what RFC 8259 refuses, and duplicate keys, depth above JSON_MAX_DEPTH (the outermost
// container is 1), more than JSON_MAX_VALUES values, numbers outside int64 (integers) or double,
// invalid UTF-8 and lone surrogates. Not recursive. Strings without escapes and `raw` are views of
// the text that was read, which must live as long as the tree.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/err.h"

enum {
    JSON_MAX_DEPTH = 64,
    JSON_MAX_VALUES = 100000, // each costs about 100 bytes of arena
};

enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json {
    enum json_kind kind;
    bool boolean;
    bool is_integer;          // a number without fraction and exponent
    int64_t integer;          // its value
    double number;            // value of any number
    str text;                 // a string, decoded
    str key;                  // its name, decoded, when it is a member of an object
    str raw;                  // its source text, without blanks around it
    size_t count;             // members or elements
    const struct json *first; // first member or element
    const struct json *next;  // next sibling
};

struct json_error {
    size_t offset; // bytes from the start
    str reason;    // "expected ',' or '}'"
};

/* Parses one value; only blanks may follow it. On error *out is untouched, *why tells, and
 * ERR_INVALID comes back. */
MUST_CHECK enum err json_read(struct arena *arena, str text, const struct json **out,
                              struct json_error *why);

/* Member `key` of an object, or NULL; also NULL when `object` is NULL or no object. */
const struct json *json_get(const struct json *object, str key);
