// drive.c -- feeds bytes to a receiver as a connection would.
// SPDX-License-Identifier: Apache-2.0
#include "drive.h"

#include "base/buf.h"
#include "http/http_bytes.h"
#include "http/http_receive.h"
#include "http/limits.h"

enum { TRANSCRIPT_BYTES = 64 * 1024 * 1024 };

// What every handler may rely on.
static void check_request(const struct http_request *request)
{
    CHECK(request->method_text.n > 0 && request->path.n > 0);
    CHECK(request->path.p[0] == '/' || str_eq(request->path, S("*")));
    CHECK(request->body.p != NULL && request->body.n <= HTTP_MAX_BODY_BYTES);
    CHECK(request->header_count <= HTTP_MAX_HEADER_FIELDS);
    CHECK(request->is_http_1_0 || http_header(request, S("Host")).p != NULL);
    for (size_t i = 0; i < request->target.n; i++)
        CHECK(http_is_target((unsigned char)request->target.p[i]));
    for (size_t i = 0; i < request->header_count; i++)
        for (size_t k = 0; k < request->headers[i].value.n; k++)
            CHECK(http_is_text((unsigned char)request->headers[i].value.p[k]));
}

static void note_request(struct buf *text, const struct http_request *request)
{
    check_request(request);
    buf_add(text, request->method_text);
    buf_add(text, S(" "));
    buf_add(text, request->path);
    buf_add(text, request->query.p == NULL ? S("") : S("?"));
    buf_add(text, request->query);
    buf_add(text, S(" fields="));
    buf_add_i64(text, (int64_t)request->header_count);
    buf_add(text, S(" body="));
    buf_add_i64(text, (int64_t)request->body.n);
    buf_add(text, S(":"));
    buf_add(text, request->body);
    buf_add(text, S("\n"));
}

// All requests that are whole by now.
static enum http_progress take_requests(struct http_receiver *receiver, struct driven *driven,
                                        struct buf *text, struct http_refusal *why)
{
    enum http_progress progress = http_receive(receiver, text->arena, why);
    for (; progress == HTTP_DONE; progress = http_receive(receiver, text->arena, why)) {
        note_request(text, &receiver->head.request);
        driven->requests++;
        http_receiver_finish(receiver);
    }
    return progress;
}

static void note_end(struct buf *text, const struct driven *driven, str message)
{
    if (driven->refused == 0) {
        buf_add(text, driven->is_unstarted ? S("ready") : S("more"));
        return;
    }
    buf_add(text, S("refused "));
    buf_add_i64(text, driven->refused);
    buf_add(text, S(" "));
    buf_add(text, message);
}

struct driven drive(struct arena *arena, str bytes, size_t first, size_t piece)
{
    struct http_receiver receiver = {.bytes = arena_alloc_raw(arena, HTTP_BUFFER_BYTES)};
    struct http_refusal why = {0};
    struct driven driven = {0};
    struct buf text;
    buf_init(&text, arena, TRANSCRIPT_BYTES);

    size_t most = first;
    while (bytes.n > 0 && driven.refused == 0) {
        const size_t room = http_receiver_room(&receiver);
        const str next = str_slice(bytes, 0, most < room ? most : room);
        CHECK(room > 0 && next.n > 0); // never stuck
        memcpy(receiver.bytes + receiver.end, next.p, next.n);
        receiver.end += next.n;
        bytes = str_slice(bytes, next.n, bytes.n);
        most = piece;
        if (take_requests(&receiver, &driven, &text, &why) == HTTP_REFUSED)
            driven.refused = why.status;
    }
    driven.is_unstarted = http_receiver_is_empty(&receiver);
    note_end(&text, &driven, why.message);
    driven.text = buf_str(&text);
    return driven;
}
