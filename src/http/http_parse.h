// http_parse.h -- the head of a request: request line and header fields (RFC 9112).
//
// Two pure steps. The scan finds where the head ends while it is still arriving and holds it to the
// limits; the parse then reads the whole head. Both are strict: whatever two parsers could read in
// two ways is refused.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/http.h"

enum http_progress {
    HTTP_MORE,    // nothing wrong so far; more bytes are needed
    HTTP_DONE,    // whole
    HTTP_REFUSED, // the connection cannot go on
};

/* Why a request is refused. */
struct http_refusal {
    int status;
    str message; // program text
};

/* Records the refusal; returns false, so that a check can return it. */
bool http_refuse(struct http_refusal *why, int status, str message);

/* How far a head has been looked at; all zero for a new one. Offsets from the first byte of the
 * request. */
struct http_head_scan {
    size_t seen;       // no line end before this, from line_start on
    size_t line_start; // of the line that is not yet whole
    size_t start;      // of the request line; 2 after a tolerated empty line
    size_t fields_start;
    unsigned field_count;
    bool in_fields; // the request line is whole
};

/* `bytes` start at the request's first byte and only grow from call to call. HTTP_DONE: the head is
 * [scan->start, scan->line_start). */
enum http_progress http_head_scan(struct http_head_scan *scan, str bytes, struct http_refusal *why);

struct http_head {
    struct http_request request; // without body and address
    size_t content_length;       // at most HTTP_MAX_BODY_BYTES
    bool is_chunked;
    bool keep_alive;
    bool expects_continue;
};

/* Reads the head that http_head_scan found whole in `bytes`; views look into them. False: refused.
 */
MUST_CHECK bool http_head_parse(struct arena *arena, const struct http_head_scan *scan, str bytes,
                                struct http_head *out, struct http_refusal *why);
