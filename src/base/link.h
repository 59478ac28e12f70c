// link.h -- is this text a link that may be kept, and shown as one?
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/str.h"

/* http:// or https:// in any letter case and a host, without blanks and control characters: nothing
 * that a browser would run. */
bool link_is_good(str text);
