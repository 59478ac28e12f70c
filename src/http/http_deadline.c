// http_deadline.c -- how long a connection may keep us waiting.
// SPDX-License-Identifier: Apache-2.0
#include "http/http_deadline.h"

#include "http/limits.h"

void http_wait_for(struct http_wait *wait, enum http_wait_kind kind, msec now)
{
    if (wait->kind == kind)
        return;
    // The first head's time runs from connect: a client gains nothing by sending its first byte
    // late.
    const bool goes_on = wait->kind == HTTP_WAIT_FIRST && kind == HTTP_WAIT_HEAD;
    wait->since = goes_on ? wait->since : now;
    wait->kind = kind;
}

static enum http_verdict judge_body(const struct http_limits *limits, size_t bytes)
{
    const int64_t floor =
        (int64_t)limits->body_window_ms * HTTP_BODY_MIN_BYTES_PER_SECOND / MSEC_PER_SECOND;
    return (int64_t)bytes >= floor ? HTTP_WAIT_NEW_WINDOW : HTTP_WAIT_TIMED_OUT;
}

enum http_verdict http_deadline(const struct http_limits *limits, const struct http_wait *wait,
                                msec now)
{
    const msec waited = now - wait->since;
    switch (wait->kind) {
    case HTTP_WAIT_NONE:
    case HTTP_WAIT_HANDLER:
        return HTTP_WAIT_ON;
    case HTTP_WAIT_FIRST:
        return waited >= limits->header_timeout_ms ? HTTP_WAIT_DROP : HTTP_WAIT_ON;
    case HTTP_WAIT_IDLE:
        return waited >= limits->idle_timeout_ms ? HTTP_WAIT_DROP : HTTP_WAIT_ON;
    case HTTP_WAIT_HEAD:
        return waited >= limits->header_timeout_ms ? HTTP_WAIT_TIMED_OUT : HTTP_WAIT_ON;
    case HTTP_WAIT_BODY:
        return waited >= limits->body_window_ms ? judge_body(limits, wait->bytes) : HTTP_WAIT_ON;
    case HTTP_WAIT_SEND:
        return waited >= limits->send_timeout_ms ? HTTP_WAIT_DROP : HTTP_WAIT_ON;
    case HTTP_WAIT_LINGER:
        return waited >= HTTP_LINGER_TIMEOUT_MS ? HTTP_WAIT_DROP : HTTP_WAIT_ON;
    }
    return HTTP_WAIT_DROP;
}
