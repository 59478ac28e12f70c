// expect.h -- what the tests of base and json share, on top of cmocka.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/err.h" // before cmocka.h, which makes a macro of fail

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { TEST_BLOCK_BYTES = 4096 };

/* Fails the case, showing both, unless they are the same bytes. */
#define expect_text(actual, expected) expect_text_at((actual), (expected), __FILE__, __LINE__)
void expect_text_at(str actual, str expected, const char *file, int line);

/* Fails the case, naming the row of its table, unless the condition holds. */
#define expect_row(condition, row) expect_row_at((condition), (row), #condition, __FILE__, __LINE__)
void expect_row_at(bool holds, size_t row, const char *condition, const char *file, int line);

/* Does `body` abort? It runs in a child process that says nothing. */
bool aborts(void (*body)(void));

/* The whole file. Ends the test run loudly when it cannot be read. */
str read_file(struct arena *arena, const char *path);

/* The next of a sequence that a seed fixes (splitmix64). */
uint64_t next_random(uint64_t *seed);

/* For cmocka: *state is an arena of the case's own. */
int make_arena(void **state);
int release_arena(void **state);

#define WITH_ARENA(test) cmocka_unit_test_setup_teardown(test, make_arena, release_arena)
