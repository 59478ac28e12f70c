// json_unescape.c -- backslashes and what they stand for (RFC 8259 section 7).
// SPDX-License-Identifier: Apache-2.0
#include "json/json_unescape.h"

#include "base/crypto.h"
#include "base/utf8.h"

enum { UNIT_BYTES = 6, PAIR_BYTES = 12 }; // \uXXXX, and two of them

/* The code unit of a \uXXXX at the start of `source`, or -1. */
static int32_t escaped_unit(str source)
{
    unsigned char bytes[2];
    if (!str_starts(source, S("\\u")) || !crypto_unhex(str_slice(source, 2, 4), bytes, 2))
        return -1;
    return bytes[0] << 8 | bytes[1];
}

/* The code point of \uXXXX, or of two that are a pair of surrogates; returns the bytes taken, 0
 * when there is none. */
static size_t decode_unicode(str source, uint32_t *out_code_point)
{
    const int32_t first = escaped_unit(source);
    if (first < 0 || (first >= 0xDC00 && first <= 0xDFFF))
        return 0;
    if (first < 0xD800 || first > 0xDFFF) {
        *out_code_point = (uint32_t)first;
        return UNIT_BYTES;
    }
    const int32_t second = escaped_unit(str_slice(source, UNIT_BYTES, PAIR_BYTES));
    if (second < 0xDC00 || second > 0xDFFF)
        return 0;
    *out_code_point = (uint32_t)(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00));
    return PAIR_BYTES;
}

/* Decodes the escape at the start of `source` onto the end of `decoded`; returns the bytes taken, 0
 * when it is none. */
static size_t decode_escape(str source, char *decoded, size_t *n)
{
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    const str letters = S("\"\\/bfnrt");
    const size_t letter = str_find(letters, source.p[1]);
    if (letter < letters.n) {
        decoded[(*n)++] = meanings[letter];
        return 2;
    }
    uint32_t code_point = 0;
    const size_t taken = decode_unicode(source, &code_point);
    if (taken > 0)
        *n += utf8_encode(code_point, decoded + *n);
    return taken;
}

bool json_unescape(struct arena *arena, str source, str *out, size_t *out_bad)
{
    char *decoded = arena_alloc_raw(arena, source.n); // no escape is shorter than its meaning
    size_t n = 0;
    str rest = source;
    while (rest.n > 0) {
        const size_t plain = str_find(rest, '\\');
        memcpy(decoded + n, rest.p, plain);
        n += plain;
        rest = str_slice(rest, plain, rest.n);
        if (rest.n == 0)
            break;
        const size_t taken = decode_escape(rest, decoded, &n);
        if (taken == 0) {
            *out_bad = source.n - rest.n;
            return false;
        }
        rest = str_slice(rest, taken, rest.n);
    }
    *out = (str){decoded, n};
    return true;
}
