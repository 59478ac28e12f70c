// http_request.c -- what a handler asks of a request.
// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"
#include "http/http.h"
#include "http/http_bytes.h"

str http_header(const struct http_request *request, str name)
{
    for (size_t i = 0; i < request->header_count; i++)
        if (str_eq_nocase(request->headers[i].name, name))
            return request->headers[i].value;
    return (str){0};
}

// The byte that "%41" stands for, or -1; NUL stands for nothing.
static int decode_escape(str escape)
{
    if (escape.n < 3)
        return -1;
    const int high = http_hex_value((unsigned char)escape.p[1]);
    const int low = http_hex_value((unsigned char)escape.p[2]);
    if (high < 0 || low < 0 || high + low == 0)
        return -1;
    return high * 16 + low;
}

bool http_decode_percent(struct arena *arena, str text, bool plus, str *out)
{
    char *decoded = arena_alloc_raw(arena, text.n);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        int byte = (unsigned char)text.p[i];
        if (byte == '%') {
            byte = decode_escape(str_slice(text, i, 3));
            i += 2;
        }
        if (byte <= 0) // a broken escape, or a NUL
            return false;
        decoded[n++] = byte == '+' && plus && text.p[i] == '+' ? ' ' : (char)byte;
    }
    const str result = {decoded, n};
    if (!utf8_is_valid(result))
        return false;
    *out = result;
    return true;
}
