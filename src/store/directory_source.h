// directory_source.h -- how one table of the directory is read.
//
// For directory_store.c and its readers alone.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "db/db.h"
#include "model/directory.h"

// A table: statement, reader, and where its rows go.
struct directory_source {
    unsigned sql;
    row_reader *reader;
    size_t size;
    size_t offset; // of the list in struct directory
};

/* The index of a stored word; a word that no version of the program wrote is a broken database. */
static inline int stored_word(const str *words, size_t count, str word)
{
    const int index = word_find(words, count, word);
    CHECK(index >= 0);
    return index;
}

#define SOURCE(sql_name, type, member, read_row)                                                   \
    {                                                                                              \
        .sql = SQL_##sql_name, .reader = (read_row), .size = sizeof(struct type),                  \
        .offset = offsetof(struct directory, member)                                               \
    }

enum {
    DIRECTORY_PAGE_SOURCES = 5,
    DIRECTORY_WINDOW_SOURCES = 2,
    DIRECTORY_COORDINATION_SOURCES = 8
};
extern const struct directory_source directory_page_sources[DIRECTORY_PAGE_SOURCES];
extern const struct directory_source directory_window_sources[DIRECTORY_WINDOW_SOURCES];
extern const struct directory_source directory_coordination_sources[DIRECTORY_COORDINATION_SOURCES];
