// escape.h -- text made safe inside JSON strings and HTML.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/buf.h"

/* The body of a JSON string without its quotes: '"', '\\' and U+0000..U+001F escaped, U+007F and
 * the rest kept. `text` is valid UTF-8. */
void escape_json(struct buf *out, str text);

/* How many bytes at the start of `text` escape_json keeps as they are. */
size_t escape_json_plain(str text);

/* Text for HTML element content and quoted attributes: & < > " ' become entities; C0 controls but
 * tab and newline, and U+007F, become U+FFFD. */
void escape_html(struct buf *out, str text);
