// http_deadline.h -- how long a connection may keep us waiting.
//
// A pure rule: the loop asks it once a second for each connection.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "http/http.h"

enum http_wait_kind {
    HTTP_WAIT_NONE,    // not yet decided
    HTTP_WAIT_FIRST,   // connected, nothing has come
    HTTP_WAIT_IDLE,    // between two requests
    HTTP_WAIT_HEAD,    // a head is arriving
    HTTP_WAIT_BODY,    // a body is arriving
    HTTP_WAIT_HANDLER, // for our own answer
    HTTP_WAIT_SEND,    // the client does not take its answers
    HTTP_WAIT_LINGER,  // refused; the client has yet to hang up
};

/* What a connection waits for. */
struct http_wait {
    enum http_wait_kind kind;
    msec since;   // monotonic; SEND: since bytes went out last; BODY: since the window began
    size_t bytes; // of the body, in this window
};

enum http_verdict {
    HTTP_WAIT_ON,
    HTTP_WAIT_NEW_WINDOW, // the body was fast enough; judge the next window
    HTTP_WAIT_TIMED_OUT,  // answer 408 and close
    HTTP_WAIT_DROP,       // close
};

/* The wait goes over to `kind` at `now`; nothing changes if it is of that kind already. */
void http_wait_for(struct http_wait *wait, enum http_wait_kind kind, msec now);

enum http_verdict http_deadline(const struct http_limits *limits, const struct http_wait *wait,
                                msec now);
