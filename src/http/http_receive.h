// http_receive.h -- from the bytes of a connection to its requests, one at a time.
//
// Knows no socket. The connection appends what it received and asks for the next request; the
// answer depends on the bytes alone, never on how they were cut.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/http_chunked.h"

struct http_receiver {
    char *bytes; // HTTP_BUFFER_BYTES, lent by the connection while there is something to hold
    size_t start;
    size_t end; // [start, end) has come and is not yet used
    struct http_head_scan scan;
    struct http_head head; // of the request under way
    struct http_chunked chunked;
    struct buf body;
    bool in_body;        // the head is whole, the body is not
    bool wants_continue; // the client waits for 100 before it sends the body; the connection clears
                         // it
};

/* Nothing has come that is not used up. */
bool http_receiver_is_empty(const struct http_receiver *receiver);

/* Bytes that may be received at bytes + end; the caller adds what came to end. 0 while a whole
 * buffer waits behind a request that is being handled. */
size_t http_receiver_room(const struct http_receiver *receiver);

/* HTTP_DONE: receiver->head.request is the next request, body included; its views live until
 * http_receiver_finish. */
enum http_progress http_receive(struct http_receiver *receiver, struct arena *arena,
                                struct http_refusal *why);

/* The request is answered: makes ready for the next. */
void http_receiver_finish(struct http_receiver *receiver);

/* Forgets everything that has come; keeps the lent buffer. */
void http_receiver_discard(struct http_receiver *receiver);
