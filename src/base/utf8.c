// utf8.c -- checking and cutting UTF-8.
//
// Most text is ASCII, so whole words without a high bit are stepped over; the rest goes one code
// point at a time through the table of RFC 3629 section 4.
// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

static bool is_tail(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

/* The second byte carries the limits of three- and four-byte forms: not overlong, no surrogate, not
 * above U+10FFFF. */
static bool is_second(unsigned char lead, unsigned char byte)
{
    const unsigned char lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const unsigned char highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    return byte >= lowest && byte <= highest;
}

/* Bytes of the code point at `p`, which has `n` > 0 bytes; 0 when it is none. */
static size_t code_point_bytes(const unsigned char *p, size_t n)
{
    const unsigned char lead = p[0];
    if (lead < 0x80)
        return 1;
    if (lead < 0xC2 || lead > 0xF4)
        return 0;
    const size_t need = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (n < need || !is_second(lead, p[1]))
        return 0;
    for (size_t i = 2; i < need; i++)
        if (!is_tail(p[i]))
            return 0;
    return need;
}

static bool is_ascii_word(const char *p)
{
    uint64_t word = 0;
    memcpy(&word, p, sizeof(word));
    return (word & UINT64_C(0x8080808080808080)) == 0;
}

size_t utf8_valid_prefix(str text)
{
    size_t at = 0;
    while (at < text.n) {
        if (text.n - at >= sizeof(uint64_t) && is_ascii_word(text.p + at)) {
            at += sizeof(uint64_t);
            continue;
        }
        const size_t bytes = code_point_bytes((const unsigned char *)text.p + at, text.n - at);
        if (bytes == 0)
            return at;
        at += bytes;
    }
    return at;
}

bool utf8_is_valid(str text)
{
    return utf8_valid_prefix(text) == text.n;
}

str utf8_cut(str text, size_t max)
{
    if (text.n <= max)
        return text;
    while (max > 0 && is_tail((unsigned char)text.p[max]))
        max--;
    return (str){text.p, max};
}

size_t utf8_encode(uint32_t code_point, char out[UTF8_MAX_BYTES])
{
    const size_t bytes = code_point < 0x80      ? 1
                         : code_point < 0x800   ? 2
                         : code_point < 0x10000 ? 3
                                                : 4;
    static const unsigned char leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = bytes - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (code_point & 0x3F));
        code_point >>= 6;
    }
    out[0] = (char)(leads[bytes] | code_point);
    return bytes;
}
