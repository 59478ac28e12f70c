// openapi.h -- what a dialect serves, as an OpenAPI 3 document made from its route table.
//
// The table says most of it: method, path, permission, success, whether there is a body. The rest
// stands beside the handler that looks at it, made of the tables the handler itself binds by.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/api.h"

enum parameter_type {
    PARAMETER_TEXT,
    PARAMETER_INTEGER,
    PARAMETER_BOOL,
    PARAMETER_TIME,  // RFC 3339
    PARAMETER_WORD,  // one of `words`
    PARAMETER_WORDS, // the same, as often as one likes
    PARAMETER_IDS,   // integers, as often as one likes
};

struct route_parameter {
    str name;
    enum parameter_type type;
    str description;
    bool required; // those of a path always are
    const str *words;
    size_t word_count;
    const struct page_rule *page; // of an integer that is a page's length
};

/* A row of a table: PARAMETER("states", WORDS, "Only those in these states", .words = ...) */
#define PARAMETER(parameter_name, parameter_type, text, ...)                                       \
    {                                                                                              \
        .name = S(parameter_name), .type = PARAMETER_##parameter_type, .description = S(text),     \
        __VA_ARGS__                                                                                \
    }

struct parameter_table {
    const struct route_parameter *items;
    size_t count;
};

#define PARAMETER_TABLE(array)                                                                     \
    {                                                                                              \
        .items = (array), .count = ARRAY_LEN(array)                                                \
    }

enum { DOC_BODY_TABLES = 2 };

struct route_doc {
    struct parameter_table query;
    struct bind_table body[DOC_BODY_TABLES]; // of the body, or with ROUTE_LIST of each of its items
    str required;    // members that this route insists on beside those of the tables: "name status"
    bool may_be_304; // honours If-None-Match
    bool may_be_412; // honours If-Match
};

struct dialect_doc {
    struct parameter_table path;    // what the parameters of all its paths mean
    struct parameter_table headers; // that every route heeds that asks for a key
    struct bind_table refusal;      // the body of a refusal
};

/* Writes the document of `dialect`; the same bytes for the same arguments. */
void openapi_write(struct json_writer *w, const struct dialect *dialect, str server_url,
                   str version);

/* A handler: the document of the request's own dialect. */
route_handler openapi_answer;
