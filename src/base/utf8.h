// utf8.h -- is this text? (RFC 3629: no surrogates, nothing overlong, nothing above U+10FFFF)
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/str.h"

bool utf8_is_valid(str text);

/* The longest prefix of at most `max` bytes that does not cut a code point in two; text is valid
 * UTF-8. */
str utf8_cut(str text, size_t max);
