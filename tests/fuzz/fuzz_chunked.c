// fuzz_chunked.c -- a body in chunks is the same body, or the same refusal, however it is cut; and
// it survives being sent again in chunks of our own.
// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"
#include "http/http_chunked.h"
#include "http/limits.h"

enum { ARENA_BLOCK_BYTES = 256 * 1024 };

struct fed {
    enum http_progress progress;
    struct buf body;
    size_t used;
    struct http_refusal why;
};

static void feed(struct arena *arena, str bytes, size_t piece, struct fed *out)
{
    struct http_chunked chunked = {0};
    *out = (struct fed){.progress = HTTP_MORE};
    buf_init(&out->body, arena, HTTP_MAX_BODY_BYTES);
    while (out->progress == HTTP_MORE && out->used < bytes.n) {
        size_t used = 0;
        const str next = str_slice(bytes, out->used, piece);
        out->progress = http_chunked_feed(&chunked, next, &out->body, &used, &out->why);
        CHECK(used > 0 || out->progress == HTTP_REFUSED);
        out->used += used;
    }
}

static void check_same(const struct fed *a, const struct fed *b)
{
    CHECK(a->progress == b->progress);
    CHECK(a->why.status == b->why.status && str_eq(a->why.message, b->why.message));
    CHECK(a->progress == HTTP_REFUSED || a->used == b->used);
    CHECK(str_eq(buf_str(&a->body), buf_str(&b->body)));
}

static str send_again(struct arena *arena, str body, size_t chunk)
{
    struct buf text;
    buf_init(&text, arena, SIZE_MAX);
    for (; body.n > 0; body = str_slice(body, chunk, body.n)) {
        char size[16];
        const str data = str_slice(body, 0, chunk);
        const int digits = snprintf(size, sizeof(size), "%zX\r\n", data.n);
        buf_add(&text, (str){size, (size_t)digits});
        buf_add(&text, data);
        buf_add(&text, S("\r\n"));
    }
    buf_add(&text, S("0\r\n\r\n"));
    return buf_str(&text);
}

static void check_whole_body(struct arena *arena, const struct fed *fed, str bytes, size_t chunk)
{
    struct fed again;
    CHECK(fed->used <= bytes.n && bytes.p[fed->used - 1] == '\n');
    CHECK(fed->body.n < fed->used);
    const str sent = send_again(arena, buf_str(&fed->body), chunk);
    feed(arena, sent, sent.n, &again);
    CHECK(again.progress == HTTP_DONE && again.used == sent.n);
    CHECK(str_eq(buf_str(&again.body), buf_str(&fed->body)));
}

/* The first byte says how the rest is cut. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct arena arena;
    struct fed whole, cut;
    if (count < 1)
        return 0;
    const size_t piece = (size_t)bytes[0] + 1;
    const str body = {(const char *)bytes + 1, count - 1};
    arena_init(&arena, ARENA_BLOCK_BYTES);
    feed(&arena, body, body.n, &whole);
    feed(&arena, body, piece, &cut);
    check_same(&whole, &cut);
    if (whole.progress == HTTP_DONE)
        check_whole_body(&arena, &whole, body, piece);
    arena_release(&arena);
    return 0;
}
