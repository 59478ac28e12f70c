// utf8.h -- is this text? (RFC 3629: no surrogates, nothing overlong, nothing above U+10FFFF)
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/str.h"

enum { UTF8_MAX_BYTES = 4 }; // of one code point

bool utf8_is_valid(str text);

/* Bytes of the longest valid prefix; text.n when all of it is valid. */
size_t utf8_valid_prefix(str text);

/* The longest prefix of at most `max` bytes that does not cut a code point in two; text is valid
 * UTF-8. */
str utf8_cut(str text, size_t max);

/* Writes a code point (no surrogate, at most U+10FFFF); returns its bytes. */
size_t utf8_encode(uint32_t code_point, char out[UTF8_MAX_BYTES]);
