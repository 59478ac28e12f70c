// str.h -- a view of bytes: pointer and length, passed by value, not NUL-terminated.
//
// A view owns nothing; what it looks at lives in an arena, a buffer or the program text.
// p == NULL means "absent", which differs from empty.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/arena.h"

#include <stdint.h>

typedef struct str {
    const char *p;
    size_t n;
} str;

#define S(literal) ((str){("" literal), sizeof(literal) - 1})
#define STR(s) (int)(s).n, (s).p // for "%.*s", in messages to people only

/* A view of a NUL-terminated string; NULL gives the absent view. */
str str_from_cstr(const char *text);

bool str_eq(str a, str b);
bool str_eq_nocase(str a, str b); // ASCII letters only
bool str_starts(str s, str prefix);
bool str_ends(str s, str suffix);

/* Order of bytes; <0, 0, >0. */
int str_cmp(str a, str b);

/* Position of the first `c`, or s.n. */
size_t str_find(str s, char c);

/* Position of the first `needle`, or s.n. */
size_t str_find_str(str s, str needle);

/* s from `start` for `count` bytes, both cut to what is there. */
str str_slice(str s, size_t start, size_t count);

/* Without blanks and tabs at both ends. */
str str_trim(str s);

/* Takes the part before the first `c` off *rest, and `c` with it. With no `c` left takes all and
 * makes *rest absent. */
str str_cut(str *rest, char c);

/* Decimal digits with an optional '-', the whole view, within int64; false leaves *out alone. */
bool str_to_i64(str s, int64_t *out);

/* A copy in the arena. */
str str_copy(struct arena *arena, str s);

/* A NUL-terminated copy in the arena, for the seams to libc and the drivers. s holds no NUL. */
char *str_cstr(struct arena *arena, str s);

/* The parts one after the other, in the arena. */
str str_join(struct arena *arena, const str *parts, size_t count);
#define STR_JOIN(arena, ...)                                                                       \
    str_join((arena), (const str[]){__VA_ARGS__}, sizeof((const str[]){__VA_ARGS__}) / sizeof(str))

/* Decimal text of a number, in the arena. */
str str_from_i64(struct arena *arena, int64_t value);

/* ASCII lower-case copy in the arena. */
str str_lower(struct arena *arena, str s);
