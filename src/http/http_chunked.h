// http_chunked.h -- a body sent in chunks (RFC 9112 section 7.1), taken apart as it arrives.
//
// Pure and incremental: the same bytes give the same body and the same refusal however they are
// cut. Extensions and trailers are checked and dropped.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/buf.h"
#include "http/http_parse.h"

struct http_chunked {
    int state;     // of http_chunked.c; 0 is the start
    uint64_t left; // the size being read, then the data still to come
    unsigned digits;
    unsigned extension_bytes;
    unsigned trailer_bytes;
};

/* Adds what `bytes` hold to `body`, whose maximum is the largest body allowed, and tells how many
 * were used. HTTP_DONE: the body is whole and the next byte belongs to the next request. */
enum http_progress http_chunked_feed(struct http_chunked *chunked, str bytes, struct buf *body,
                                     size_t *out_used, struct http_refusal *why);
