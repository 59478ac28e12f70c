// test_http_chunked.c -- bodies in chunks, whole and in pieces.
// SPDX-License-Identifier: Apache-2.0
#include "http/http_chunked.h"
#include "http/limits.h"

#include "expect.h"

struct fed {
    enum http_progress progress;
    str body;
    size_t used;
    struct http_refusal why;
};

static struct fed feed(struct arena *arena, str bytes, size_t piece)
{
    struct fed fed = {0};
    struct http_chunked chunked = {0};
    struct buf body;
    buf_init(&body, arena, HTTP_MAX_BODY_BYTES);
    while (fed.progress == HTTP_MORE && bytes.n > 0) {
        size_t used = 0;
        fed.progress =
            http_chunked_feed(&chunked, str_slice(bytes, 0, piece), &body, &used, &fed.why);
        bytes = str_slice(bytes, used, bytes.n);
        fed.used += used;
    }
    fed.body = buf_str(&body);
    return fed;
}

static void chunks_are_joined_in_order_and_the_rest_is_left(void **state)
{
    static const struct {
        str bytes;
        str body;
        size_t left;
    } rows[] = {
        {S("0\r\n\r\n"), S(""), 0},
        {S("3\r\nabc\r\n0\r\n\r\n"), S("abc"), 0},
        {S("3\r\nabc\r\n2\r\nde\r\n00\r\n\r\nGET"), S("abcde"), 3},
        {S("a\r\n0123456789\r\nA\r\n\r\n\r\n\r\n\r\n\r\n\r\n0\r\n\r\n"),
         S("0123456789\r\n\r\n\r\n\r\n\r\n"), 0},
        {S("0000000000000003\r\nabc\r\n0\r\n\r\n"), S("abc"), 0},
        {S("3;a=b\r\nabc\r\n0;c=\"d e\"\r\n\r\n"), S("abc"), 0},
        {S("3;\r\nabc\r\n0\r\nX-Sum: 1 2\r\nY:\r\n\r\n0"), S("abc"), 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        for (size_t piece = 1; piece <= rows[i].bytes.n; piece++) {
            const struct fed fed = feed(*state, rows[i].bytes, piece);
            expect_row(fed.progress == HTTP_DONE, i);
            expect_row(str_eq(fed.body, rows[i].body), i);
            expect_row(fed.used == rows[i].bytes.n - rows[i].left, i);
        }
}

static void malformed_chunks_are_refused(void **state)
{
    static const struct {
        str bytes;
        int status;
    } rows[] = {
        {S("\r\n"), 400},
        {S(";a\r\n"), 400},
        {S(" 3\r\nabc"), 400},
        {S("3 \r\nabc"), 400},
        {S("3 ;a\r\nabc"), 400},
        {S("+3\r\nabc"), 400},
        {S("-3\r\nabc"), 400},
        {S("0x3\r\nabc"), 400},
        {S("3\nabc"), 400},
        {S("3\rabc"), 400},
        {S("3;a\nabc"), 400},
        {S("3;a\rb\nabc"), 400},
        {S("3;a\0\r\nabc"), 400},
        {S("3\r\nabcd\r\n"), 400},
        {S("3\r\nabc\n"), 400},
        {S("3\r\nabc\rx"), 400},
        {S("3\r\nabc0\r\n\r\n"), 400},
        {S("00000000000000003\r\nabc"), 400},
        {S("10000000000000003\r\nabc"), 400},
        {S("FFFFFFFFFFFFFFFF\r\n"), 413},
        {S("100001\r\n"), 413},
        {S("1\r\na\r\n100000\r\n"), 413},
        {S("0\r\nX\r\n\r\n"), 400},
        {S("0\r\nX : a\r\n\r\n"), 400},
        {S("0\r\n X: a\r\n\r\n"), 400},
        {S("0\r\n: a\r\n\r\n"), 400},
        {S("0\r\nX: a\nY"), 400},
        {S("0\r\nX: a\0\r\n\r\n"), 400},
        {S("0\r\nX: a\r\r\n\r\n"), 400},
        {S("0\r\n\rx"), 400},
        {S("0\r\n\n"), 400},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        for (size_t piece = 1; piece <= rows[i].bytes.n; piece++) {
            const struct fed fed = feed(*state, rows[i].bytes, piece);
            expect_row(fed.progress == HTTP_REFUSED, i);
            expect_row(fed.why.status == rows[i].status, i);
        }
}

static str repeat(struct arena *arena, char c, size_t count)
{
    char *text = arena_alloc_raw(arena, count);
    memset(text, c, count);
    return (str){text, count};
}

static void the_largest_body_is_1_mb(void **state)
{
    const str data = repeat(*state, 'd', HTTP_MAX_BODY_BYTES);
    const str whole = STR_JOIN(*state, S("100000\r\n"), data, S("\r\n0\r\n\r\n"));
    const struct fed fed = feed(*state, whole, 10000);
    assert_int_equal(fed.progress, HTTP_DONE);
    expect_text(fed.body, data);
}

static void an_extension_has_at_most_256_bytes_a_chunk(void **state)
{
    const str most = repeat(*state, 'e', HTTP_MAX_CHUNK_EXTENSION_BYTES);
    const str twice = STR_JOIN(*state, S("1;"), most, S("\r\na\r\n1;"), most, S("\r\nb"));
    assert_int_equal(feed(*state, twice, twice.n).progress, HTTP_MORE);
    const str longer = STR_JOIN(*state, S("1;"), most, S("e\r\n"));
    assert_int_equal(feed(*state, longer, longer.n).why.status, 400);
}

static void a_trailer_has_at_most_4_kb(void **state)
{
    const str most = repeat(*state, 't', HTTP_MAX_TRAILER_BYTES - 2 - 1); // without "X:" and a CR
    const str fits = STR_JOIN(*state, S("0\r\nX:"), most, S("\r\n"));
    assert_int_equal(feed(*state, fits, fits.n).progress, HTTP_MORE);
    const str longer = STR_JOIN(*state, S("0\r\nX:t"), most, S("\r\n"));
    assert_int_equal(feed(*state, longer, longer.n).why.status, 431);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(chunks_are_joined_in_order_and_the_rest_is_left),
        WITH_ARENA(malformed_chunks_are_refused),
        WITH_ARENA(the_largest_body_is_1_mb),
        WITH_ARENA(an_extension_has_at_most_256_bytes_a_chunk),
        WITH_ARENA(a_trailer_has_at_most_4_kb),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
