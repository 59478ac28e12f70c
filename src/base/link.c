// link.c -- the one rule for links from outside.
//
// Whether somebody answers there is not asked, nor whether the host's name could be one.
// SPDX-License-Identifier: Apache-2.0
#include "base/link.h"

enum { DELETE = 0x7F };

bool link_is_good(str text)
{
    const bool is_secure = str_eq_nocase(str_slice(text, 0, S("https://").n), S("https://"));
    const str scheme = is_secure ? S("https://") : S("http://");
    if (!str_eq_nocase(str_slice(text, 0, scheme.n), scheme))
        return false;
    if (text.n == scheme.n || text.p[scheme.n] == '/')
        return false;
    for (size_t i = 0; i < text.n; i++) {
        if ((unsigned char)text.p[i] <= ' ' || text.p[i] == DELETE)
            return false;
    }
    return true;
}
