// http_bytes.c -- which bytes may stand where.
// SPDX-License-Identifier: Apache-2.0
#include "http/http_bytes.h"

enum { TOKEN = 1, HOST = 2 };

// clang-format off
static const unsigned char kinds[256] = {
    ['0' ... '9'] = TOKEN | HOST,
    ['A' ... 'Z'] = TOKEN | HOST,
    ['a' ... 'z'] = TOKEN | HOST,
    ['-'] = TOKEN | HOST, ['.'] = TOKEN | HOST, ['_'] = TOKEN | HOST, ['~'] = TOKEN | HOST,
    ['!'] = TOKEN | HOST, ['$'] = TOKEN | HOST, ['&'] = TOKEN | HOST, ['\''] = TOKEN | HOST,
    ['*'] = TOKEN | HOST, ['+'] = TOKEN | HOST, ['%'] = TOKEN | HOST,
    ['#'] = TOKEN, ['^'] = TOKEN, ['`'] = TOKEN, ['|'] = TOKEN,
    ['('] = HOST, [')'] = HOST, ['['] = HOST, [']'] = HOST, [';'] = HOST, ['='] = HOST,
    [':'] = HOST,
};
// clang-format on

bool http_is_token(unsigned char byte)
{
    return (kinds[byte] & TOKEN) != 0;
}

bool http_is_host(unsigned char byte)
{
    return (kinds[byte] & HOST) != 0;
}
