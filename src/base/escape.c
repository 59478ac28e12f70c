// escape.c -- JSON and HTML escapes.
//
// A table gives each byte its replacement, none for most: runs of those are copied whole. JSON is
// written by the gigabyte, so its runs are found eight bytes at a time.
// SPDX-License-Identifier: Apache-2.0
#include "base/escape.h"

#include <endian.h>
#include <limits.h>

// clang-format off
static const str json_escapes[256] = {
    [0x00] = S("\\u0000"), [0x01] = S("\\u0001"), [0x02] = S("\\u0002"), [0x03] = S("\\u0003"),
    [0x04] = S("\\u0004"), [0x05] = S("\\u0005"), [0x06] = S("\\u0006"), [0x07] = S("\\u0007"),
    [0x08] = S("\\b"),     [0x09] = S("\\t"),     [0x0A] = S("\\n"),     [0x0B] = S("\\u000b"),
    [0x0C] = S("\\f"),     [0x0D] = S("\\r"),     [0x0E] = S("\\u000e"), [0x0F] = S("\\u000f"),
    [0x10] = S("\\u0010"), [0x11] = S("\\u0011"), [0x12] = S("\\u0012"), [0x13] = S("\\u0013"),
    [0x14] = S("\\u0014"), [0x15] = S("\\u0015"), [0x16] = S("\\u0016"), [0x17] = S("\\u0017"),
    [0x18] = S("\\u0018"), [0x19] = S("\\u0019"), [0x1A] = S("\\u001a"), [0x1B] = S("\\u001b"),
    [0x1C] = S("\\u001c"), [0x1D] = S("\\u001d"), [0x1E] = S("\\u001e"), [0x1F] = S("\\u001f"),
    ['"'] = S("\\\""),     ['\\'] = S("\\\\"),
};

#define REPLACEMENT S("\xEF\xBF\xBD") // U+FFFD
static const str html_escapes[256] = {
    [0x00] = REPLACEMENT, [0x01] = REPLACEMENT, [0x02] = REPLACEMENT, [0x03] = REPLACEMENT,
    [0x04] = REPLACEMENT, [0x05] = REPLACEMENT, [0x06] = REPLACEMENT, [0x07] = REPLACEMENT,
    [0x08] = REPLACEMENT, /* tab and newline */                       [0x0B] = REPLACEMENT,
    [0x0C] = REPLACEMENT, [0x0D] = REPLACEMENT, [0x0E] = REPLACEMENT, [0x0F] = REPLACEMENT,
    [0x10] = REPLACEMENT, [0x11] = REPLACEMENT, [0x12] = REPLACEMENT, [0x13] = REPLACEMENT,
    [0x14] = REPLACEMENT, [0x15] = REPLACEMENT, [0x16] = REPLACEMENT, [0x17] = REPLACEMENT,
    [0x18] = REPLACEMENT, [0x19] = REPLACEMENT, [0x1A] = REPLACEMENT, [0x1B] = REPLACEMENT,
    [0x1C] = REPLACEMENT, [0x1D] = REPLACEMENT, [0x1E] = REPLACEMENT, [0x1F] = REPLACEMENT,
    [0x7F] = REPLACEMENT,
    ['&'] = S("&amp;"),   ['<'] = S("&lt;"),    ['>'] = S("&gt;"),
    ['"'] = S("&quot;"),  ['\''] = S("&#39;"),
};
// clang-format on

/* The first byte at or after `from` that has a replacement, or text.n. */
static size_t skip_plain(const str replacements[256], str text, size_t from)
{
    while (from < text.n && replacements[(unsigned char)text.p[from]].n == 0)
        from++;
    return from;
}

/* How many bytes of the eight at `p` come before the first '"', '\\' or control character. A byte
 * is found when subtracting carries out of it; the carry may touch only bytes after the first
 * found. */
static size_t plain_in_word(const char *p)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t word = 0;
    memcpy(&word, p, sizeof(word));
    word = le64toh(word); // the first byte is the lowest
    const uint64_t quote = word ^ (ones * '"');
    const uint64_t backslash = word ^ (ones * '\\');
    const uint64_t found = (((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) |
                            ((word - ones * 0x20) & ~word)) &
                           (ones * 0x80);
    return found == 0 ? sizeof(word) : (size_t)__builtin_ctzll(found) / CHAR_BIT;
}

static size_t skip_json_plain(str text, size_t from)
{
    while (text.n - from >= sizeof(uint64_t)) {
        const size_t plain = plain_in_word(text.p + from);
        from += plain;
        if (plain < sizeof(uint64_t))
            return from;
    }
    return skip_plain(json_escapes, text, from);
}

size_t escape_json_plain(str text)
{
    return skip_json_plain(text, 0);
}

void escape_json(struct buf *out, str text)
{
    for (size_t at = 0; at < text.n;) {
        const size_t end = skip_json_plain(text, at);
        buf_add(out, (str){text.p + at, end - at});
        if (end < text.n)
            buf_add(out, json_escapes[(unsigned char)text.p[end]]);
        at = end + 1;
    }
}

void escape_html(struct buf *out, str text)
{
    for (size_t at = 0; at < text.n;) {
        const size_t end = skip_plain(html_escapes, text, at);
        buf_add(out, (str){text.p + at, end - at});
        if (end < text.n)
            buf_add(out, html_escapes[(unsigned char)text.p[end]]);
        at = end + 1;
    }
}
