// drive.h -- feeds bytes to a receiver in pieces and writes down what it makes of them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/str.h"

#include <stdint.h>

enum { DRIVE_WHOLE = INT32_MAX }; // a piece that is never cut

struct driven {
    str text;          // one line a request, then one that tells how it ended
    size_t requests;   // handed over
    int refused;       // the status, or 0
    bool is_unstarted; // everything is used up, nothing half received
};

/* The first piece has `first` bytes, the others `piece`; all that has come is looked at after each.
 * Lines: `POST /a?b fields=2 body=3:abc`, then `ready`, `more` or `refused 400 why`. */
struct driven drive(struct arena *arena, str bytes, size_t first, size_t piece);
