// http_answer.h -- the head of an answer.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/buf.h"
#include "base/clock.h"
#include "http/http.h"

enum { HTTP_DATE_BYTES = 29 };

enum http_persistence {
    HTTP_PERSISTS,       // what HTTP/1.1 takes for granted
    HTTP_PERSISTS_TELLS, // HTTP/1.0 wants to be told
    HTTP_CLOSES,
};

struct http_answer {
    const struct http_response *response;
    str date;
    str request_id;
    enum http_persistence persistence;
};

/* Writes status line and fields, empty line included. A field of the response that holds a control
 * byte is left out: no handler can split an answer. */
void http_answer_head(struct buf *out, const struct http_answer *answer);

/* 204 and 304 have no body and say nothing about one. */
bool http_answer_has_body(int status);

/* "Sun, 06 Nov 1994 08:49:37 GMT" (HTTP_DATE_BYTES bytes, no NUL). Years 0001 to 9999. */
void http_date_format(msec now, char out[HTTP_DATE_BYTES]);
