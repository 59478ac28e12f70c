// http_receive.c -- from the bytes of a connection to its requests.
//
// The usual request has come whole by the time we look: its head and body stay in the input buffer
// and are never copied. Only a body that is still arriving is gathered in the arena; its head is
// copied there first, so that the whole buffer is free for the rest.
// SPDX-License-Identifier: Apache-2.0
#include "http/http_receive.h"

#include "http/limits.h"

// A head within the limits always fits: a connection cannot be stuck with a full buffer.
_Static_assert(HTTP_BUFFER_BYTES > HTTP_MAX_REQUEST_LINE_BYTES + HTTP_MAX_HEADER_BYTES + 16,
               "the input buffer holds the longest head");

static str unused(const struct http_receiver *receiver)
{
    return receiver->bytes == NULL
               ? (str){0}
               : (str){receiver->bytes + receiver->start, receiver->end - receiver->start};
}

static void use(struct http_receiver *receiver, size_t count)
{
    receiver->start += count;
    CHECK(receiver->start <= receiver->end);
}

// Moves what is unused to the front. Only while no request looks into the buffer.
static void compact(struct http_receiver *receiver)
{
    const str rest = unused(receiver);
    if (rest.n > 0 && receiver->start > 0)
        memmove(receiver->bytes, rest.p, rest.n);
    receiver->start = 0;
    receiver->end = rest.n;
}

bool http_receiver_is_empty(const struct http_receiver *receiver)
{
    return receiver->start == receiver->end && !receiver->in_body;
}

size_t http_receiver_room(const struct http_receiver *receiver)
{
    return HTTP_BUFFER_BYTES - receiver->end;
}

// The head is read once more from a copy in the arena: the first reading looked into the buffer.
static void start_body(struct http_receiver *receiver, struct arena *arena, str head_bytes)
{
    struct http_refusal why;
    const str copy = str_copy(arena, head_bytes);
    CHECK(http_head_parse(arena, &receiver->scan, copy, &receiver->head, &why));
    receiver->in_body = true;
    receiver->chunked = (struct http_chunked){0};
    buf_init(&receiver->body, arena,
             receiver->head.is_chunked ? HTTP_MAX_BODY_BYTES : receiver->head.content_length);
    receiver->wants_continue = receiver->head.expects_continue && receiver->start == receiver->end;
}

static enum http_progress receive_head(struct http_receiver *receiver, struct arena *arena,
                                       struct http_refusal *why)
{
    struct http_head *head = &receiver->head;
    const str bytes = unused(receiver);
    const enum http_progress progress = http_head_scan(&receiver->scan, bytes, why);
    if (progress == HTTP_MORE)
        compact(receiver);
    if (progress != HTTP_DONE)
        return progress;
    if (!http_head_parse(arena, &receiver->scan, bytes, head, why))
        return HTTP_REFUSED;
    use(receiver, receiver->scan.line_start);
    const str rest = unused(receiver);
    if (!head->is_chunked && rest.n >= head->content_length) {
        head->request.body = (str){rest.p, head->content_length};
        use(receiver, head->content_length);
        return HTTP_DONE;
    }
    start_body(receiver, arena, str_slice(bytes, 0, receiver->scan.line_start));
    return HTTP_MORE;
}

static enum http_progress receive_length(struct http_receiver *receiver)
{
    const str bytes =
        str_slice(unused(receiver), 0, receiver->head.content_length - receiver->body.n);
    buf_add(&receiver->body, bytes);
    use(receiver, bytes.n);
    return receiver->body.n == receiver->head.content_length ? HTTP_DONE : HTTP_MORE;
}

static enum http_progress receive_chunks(struct http_receiver *receiver, struct http_refusal *why)
{
    size_t used = 0;
    const enum http_progress progress =
        http_chunked_feed(&receiver->chunked, unused(receiver), &receiver->body, &used, why);
    use(receiver, used);
    return progress;
}

static enum http_progress receive_body(struct http_receiver *receiver, struct http_refusal *why)
{
    const enum http_progress progress =
        receiver->head.is_chunked ? receive_chunks(receiver, why) : receive_length(receiver);
    if (progress == HTTP_MORE)
        compact(receiver);
    if (progress != HTTP_DONE)
        return progress;
    receiver->head.request.body = buf_str(&receiver->body);
    receiver->in_body = false;
    return HTTP_DONE;
}

enum http_progress http_receive(struct http_receiver *receiver, struct arena *arena,
                                struct http_refusal *why)
{
    if (!receiver->in_body) {
        const enum http_progress progress = receive_head(receiver, arena, why);
        if (progress != HTTP_MORE || !receiver->in_body)
            return progress;
    }
    return receive_body(receiver, why);
}

void http_receiver_finish(struct http_receiver *receiver)
{
    receiver->scan = (struct http_head_scan){0};
    receiver->wants_continue = false;
    if (receiver->start == receiver->end)
        compact(receiver);
}

void http_receiver_discard(struct http_receiver *receiver)
{
    *receiver = (struct http_receiver){.bytes = receiver->bytes};
}
