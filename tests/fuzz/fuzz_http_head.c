// fuzz_http_head.c -- a stream of bytes gives the same requests however it is cut, no more of them
// than it has heads, and a head that is understood can be said again.
// SPDX-License-Identifier: Apache-2.0
#include "../unit/http/drive.h"
#include "base/buf.h"
#include "fuzz.h"
#include "http/http_parse.h"

enum { ARENA_BLOCK_BYTES = 256 * 1024, HEAD_MAX_BYTES = 64 * 1024 };

static size_t count_heads(str bytes)
{
    const str end = S("\r\n\r\n");
    size_t count = 0;
    for (size_t at = str_find_str(bytes, end); at < bytes.n; at = str_find_str(bytes, end)) {
        bytes = str_slice(bytes, at + 2, bytes.n); // an empty line may end one and precede the next
        count++;
    }
    return count;
}

static void check_cuts(struct arena *arena, str bytes, size_t first, size_t piece)
{
    const struct driven whole = drive(arena, bytes, DRIVE_WHOLE, DRIVE_WHOLE);
    const struct driven cut = drive(arena, bytes, first, piece);
    CHECK(str_eq(whole.text, cut.text));
    CHECK(whole.requests <= count_heads(bytes));
}

static bool read_head(struct arena *arena, str bytes, struct http_head *out)
{
    struct http_refusal why = {0};
    struct http_head_scan scan = {0};
    return http_head_scan(&scan, bytes, &why) == HTTP_DONE &&
           http_head_parse(arena, &scan, bytes, out, &why);
}

static str say_again(struct arena *arena, const struct http_request *request)
{
    struct buf text;
    buf_init(&text, arena, HEAD_MAX_BYTES);
    buf_add(&text, request->method_text);
    buf_add(&text, S(" "));
    buf_add(&text, request->target);
    buf_add(&text, request->is_http_1_0 ? S(" HTTP/1.0\r\n") : S(" HTTP/1.1\r\n"));
    for (size_t i = 0; i < request->header_count; i++) {
        buf_add(&text, request->headers[i].name);
        buf_add(&text, S(":"));
        buf_add(&text, request->headers[i].value);
        buf_add(&text, S("\r\n"));
    }
    buf_add(&text, S("\r\n"));
    return buf_str(&text);
}

static void check_same(const struct http_head *a, const struct http_head *b)
{
    CHECK(a->request.method == b->request.method);
    CHECK(str_eq(a->request.path, b->request.path) && str_eq(a->request.query, b->request.query));
    CHECK(a->content_length == b->content_length && a->is_chunked == b->is_chunked);
    CHECK(a->keep_alive == b->keep_alive && a->expects_continue == b->expects_continue);
    CHECK(a->request.header_count == b->request.header_count);
    for (size_t i = 0; i < a->request.header_count; i++) {
        CHECK(str_eq(a->request.headers[i].name, b->request.headers[i].name));
        CHECK(str_eq(a->request.headers[i].value, b->request.headers[i].value));
    }
}

/* The first two bytes say how the rest is cut. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct arena arena;
    struct http_head head, again;
    if (count < 2)
        return 0;
    const str stream = {(const char *)bytes + 2, count - 2};
    arena_init(&arena, ARENA_BLOCK_BYTES);
    check_cuts(&arena, stream, (size_t)bytes[0] + 1, (size_t)bytes[1] + 1);
    if (read_head(&arena, stream, &head)) {
        CHECK(read_head(&arena, say_again(&arena, &head.request), &again));
        check_same(&head, &again);
    }
    arena_release(&arena);
    return 0;
}
