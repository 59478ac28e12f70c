// json_unescape.h -- the text that the source of a JSON string stands for.
//
// For json_read alone.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/str.h"

/* Decodes what stands between the quotes, into the arena. At an unknown escape or a lone surrogate
 * returns false with its offset in *out_bad. */
bool json_unescape(struct arena *arena, str source, str *out, size_t *out_bad);
