// http_bytes.h -- which bytes may stand where (RFC 9110 section 5, RFC 3986).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdbool.h>

/* A byte of a method or of a field's name. */
bool http_is_token(unsigned char byte);

/* A byte of a Host value: name, address, port. */
bool http_is_host(unsigned char byte);

/* A byte of a field's value: no control byte but the tab. */
static inline bool http_is_text(unsigned char byte)
{
    return byte >= ' ' ? byte != 0x7f : byte == '\t';
}

/* A byte of a request target: visible ASCII. A fragment is never sent. */
static inline bool http_is_target(unsigned char byte)
{
    return byte > ' ' && byte < 0x7f && byte != '#';
}

/* The value of a hex digit, or -1. */
static inline int http_hex_value(unsigned char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    const unsigned char lower = byte | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}
