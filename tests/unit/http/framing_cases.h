// framing_cases.h -- the 26 requests on which servers and proxies have been seen to differ.
//
// Each is followed by a second request that a lenient reader would serve: the smuggled one.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/str.h"

struct framing_case {
    const char *name;
    str bytes;
    int status;
};

enum { FRAMING_CASES = 26 };

extern const struct framing_case framing_cases[FRAMING_CASES];
