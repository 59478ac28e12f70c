// json_bind.h -- a request body bound to a struct by a table, with every refusal naming its field.
//
// Absent and null members leave the struct's field as it was. Unknown members are ignored.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json/json_read.h"

enum bind_type {
    BIND_TEXT,      // str; a JSON string without U+0000
    BIND_BOOL,      // struct bind_bool
    BIND_INTEGER,   // struct bind_integer; a JSON integer within [min, max]
    BIND_WORD,      // int; a JSON string found in `words`; its index (initialise the field to -1)
    BIND_TEXT_LIST, // struct str_list; an array of strings, each as BIND_TEXT by default
    BIND_OBJECT,    // const struct json *; an object
    BIND_ANY,       // const struct json *; any value but null
};

enum { BIND_TEXT_MAX_BYTES = 4096, BIND_LIST_MAX_ITEMS = 1000 }; // where a field sets no `max`

struct bind_bool {
    bool is_set;
    bool value;
};

struct bind_integer {
    bool is_set;
    int64_t value;
};

struct str_list {
    const str *items;
    size_t count;
    bool is_set;
};

struct bind_field;

// Fields that belong together.
struct bind_table {
    const struct bind_field *fields;
    size_t count;
};

#define BIND_TABLE(array)                                                                          \
    {                                                                                              \
        .fields = (array), .count = ARRAY_LEN(array)                                               \
    }

struct bind_field {
    str name;
    enum bind_type type;
    bool required; // absent or null is refused; so are an empty text and an empty list
    size_t offset; // in the struct
    size_t max;    // bytes of a text, items of a list, largest integer; 0: the default, no limit
    int64_t min;   // smallest integer
    const str *words;
    size_t word_count;
    /* For documents alone: the form of a text, such as "date-time"; what a BIND_OBJECT holds, or
     * each object of an array that is bound as BIND_ANY. */
    str format;
    struct bind_table members;
};

/* A row of a table: BIND_FIELD("title", TEXT, struct create_body, title, .required = true) */
#define BIND_FIELD(wire_name, bind_as, owner, member, ...)                                         \
    {                                                                                              \
        .name = S(wire_name), .type = BIND_##bind_as, .offset = offsetof(owner, member),           \
        __VA_ARGS__                                                                                \
    }

/* Binds `object` to *out. ERR_INVALID is recorded in `info` with the field's name and a sentence
 * such as "priority must be one of p1, p2, p3, p4, p5"; *out may then be half filled and must not
 * be used. `object` that is no object, or NULL, is refused without a field. */
MUST_CHECK enum err json_bind(struct arena *arena, const struct json *object,
                              const struct bind_field *fields, size_t count, void *out,
                              struct errinfo *info);
