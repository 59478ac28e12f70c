// http_output.h -- the answers of one connection on their way to the socket.
//
// Heads and short bodies are copied one after the other into a buffer, so that the answers to a
// whole batch of requests go out with one system call; a long body is sent from where it lies,
// after the buffer.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/http_answer.h"

struct http_output {
    char *bytes; // HTTP_BUFFER_BYTES, lent by the connection while there is something to send
    size_t start;
    size_t end; // [start, end) is unsent
    str body;   // unsent, not copied; in the arena of the answer's exchange
};

enum http_sent { HTTP_SENT_ALL, HTTP_SENT_PART, HTTP_SENT_FAILED };

bool http_output_is_empty(const struct http_output *output);

/* Room for one more answer with a head of any allowed length. */
bool http_output_has_room(const struct http_output *output);

/* Adds an answer; `body` is what is really sent of it (nothing for HEAD). Needs has_room. False,
 * and nothing added: the head is longer than HTTP_MAX_ANSWER_HEAD_BYTES. */
MUST_CHECK bool http_output_add(struct http_output *output, const struct http_answer *answer,
                                str body);

/* Adds an interim answer, ready-made. Needs has_room. */
void http_output_add_interim(struct http_output *output, str head);

/* Sends what the socket takes now; tells how many bytes. */
enum http_sent http_output_send(struct http_output *output, int fd, size_t *out_count);
