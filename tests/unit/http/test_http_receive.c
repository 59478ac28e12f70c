// test_http_receive.c -- from bytes to requests: the same requests however the bytes are cut.
// SPDX-License-Identifier: Apache-2.0
#include "http/http_receive.h"
#include "http/limits.h"

#include "drive.h"
#include "expect.h"
#include "framing_cases.h"

#define GET(path) "GET " path " HTTP/1.1\r\nHost: h\r\n\r\n"

static const struct {
    str bytes;
    str text;
} streams[] = {
    {S(GET("/a")), S("GET /a fields=1 body=0:\nready")},
    {S(GET("/a") GET("/b") GET("/c")),
     S("GET /a fields=1 body=0:\nGET /b fields=1 body=0:\nGET /c fields=1 body=0:\nready")},
    {S("DELETE /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc" GET("/b")),
     S("DELETE /a fields=2 body=3:abc\nGET /b fields=1 body=0:\nready")},
    {S("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
       "2\r\nab\r\n1\r\nc\r\n0\r\nX: y\r\n\r\n" GET("/b")),
     S("POST /a fields=2 body=3:abc\nGET /b fields=1 body=0:\nready")},
    {S("\r\n" GET("/a") "\r\n" GET("/b") "\r\n"),
     S("GET /a fields=1 body=0:\nGET /b fields=1 body=0:\nmore")},
    {S("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nabc"), S("more")},
    {S(GET("/a") "GET /b HTTP/1.1\nHost: h\r\n\r\n"),
     S("GET /a fields=1 body=0:\nrefused 400 A line ends without a carriage return")},
};

static void expect_driven(struct arena *arena, str bytes, str text, size_t first, size_t piece)
{
    expect_text(drive(arena, bytes, first, piece).text, text);
}

static void a_stream_gives_the_same_requests_at_every_cut(void **state)
{
    for (size_t i = 0; i < ARRAY_LEN(streams); i++) {
        expect_driven(*state, streams[i].bytes, streams[i].text, DRIVE_WHOLE, DRIVE_WHOLE);
        for (size_t piece = 1; piece < 8; piece++)
            expect_driven(*state, streams[i].bytes, streams[i].text, piece, piece);
        for (size_t first = 1; first < streams[i].bytes.n; first++)
            expect_driven(*state, streams[i].bytes, streams[i].text, first, DRIVE_WHOLE);
        arena_reset(*state);
    }
}

static void expect_refused(struct arena *arena, const struct framing_case *c, size_t piece)
{
    const struct driven driven = drive(arena, c->bytes, piece, piece);
    if (driven.requests != 0 || driven.refused != c->status) {
        print_error("%s in pieces of %zu: %.*s\n", c->name, piece, STR(driven.text));
        fail_msg("wanted %d and no request", c->status);
    }
}

static void an_ambiguous_request_is_refused_and_no_second_one_comes_out_of_it(void **state)
{
    for (size_t i = 0; i < FRAMING_CASES; i++) {
        expect_refused(*state, &framing_cases[i], DRIVE_WHOLE);
        for (size_t piece = 1; piece < 8; piece++)
            expect_refused(*state, &framing_cases[i], piece);
        arena_reset(*state);
    }
}

static str repeat(struct arena *arena, char c, size_t count)
{
    char *text = arena_alloc_raw(arena, count);
    memset(text, c, count);
    return (str){text, count};
}

static void a_stream_longer_than_the_buffer_is_cut_in_the_middle_of_a_head(void **state)
{
    enum { REQUESTS = 3000 };
    str parts[REQUESTS];
    for (size_t i = 0; i < REQUESTS; i++)
        parts[i] = S(GET("/filler"));
    const str stream = str_join(*state, parts, REQUESTS);
    assert_true(stream.n > HTTP_BUFFER_BYTES && HTTP_BUFFER_BYTES % parts[0].n != 0);
    const struct driven driven = drive(*state, stream, DRIVE_WHOLE, DRIVE_WHOLE);
    assert_int_equal(driven.requests, REQUESTS);
    assert_true(driven.is_unstarted);
}

// The head lies at the very end of a full buffer: there must still be room for its body.
static void a_body_arrives_behind_a_buffer_full_of_requests(void **state)
{
    const str body = repeat(*state, 'b', HTTP_BUFFER_BYTES);
    const str head = STR_JOIN(*state, S("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: "),
                              str_from_i64(*state, HTTP_BUFFER_BYTES), S("\r\n\r\n"));
    const str filler =
        STR_JOIN(*state, S("GET /"), repeat(*state, 'f', 7000), S(" HTTP/1.1\r\nHost: h\r\n\r\n"));
    struct buf stream;
    buf_init(&stream, *state, SIZE_MAX);
    while (stream.n + filler.n + head.n <= HTTP_BUFFER_BYTES)
        buf_add(&stream, filler);
    const size_t fillers = stream.n / filler.n;
    const str pad = repeat(*state, 'f', HTTP_BUFFER_BYTES - stream.n - head.n - strlen(GET("/")));
    buf_add(&stream, STR_JOIN(*state, S("GET /"), pad, S(" HTTP/1.1\r\nHost: h\r\n\r\n")));
    buf_add(&stream, head);
    assert_int_equal(stream.n, HTTP_BUFFER_BYTES);
    buf_add(&stream, body);
    buf_add(&stream, S(GET("/after")));

    const struct driven driven = drive(*state, buf_str(&stream), DRIVE_WHOLE, DRIVE_WHOLE);
    assert_int_equal(driven.requests, fillers + 3);
    assert_true(str_ends(driven.text, S("b\nGET /after fields=1 body=0:\nready")));
}

static void the_largest_head_and_body_are_taken_byte_by_byte(void **state)
{
    const str fields = STR_JOIN(*state, S("Host: h\r\nContent-Length: 1048576\r\nX:"),
                                repeat(*state, 'v', HTTP_MAX_HEADER_BYTES - 38), S("\r\n"));
    assert_int_equal(fields.n, HTTP_MAX_HEADER_BYTES);
    const str path = repeat(*state, 'p', HTTP_MAX_REQUEST_LINE_BYTES - strlen("PUT / HTTP/1.1"));
    const str request = STR_JOIN(*state, S("PUT /"), path, S(" HTTP/1.1\r\n"), fields, S("\r\n"),
                                 repeat(*state, 'b', HTTP_MAX_BODY_BYTES));
    const struct driven whole = drive(*state, request, DRIVE_WHOLE, DRIVE_WHOLE);
    assert_int_equal(whole.requests, 1);
    assert_true(whole.is_unstarted);
    expect_text(drive(*state, request, 1, 1).text, whole.text);
}

static enum http_progress receive_text(struct http_receiver *receiver, struct arena *arena,
                                       str bytes)
{
    struct http_refusal why;
    memcpy(receiver->bytes + receiver->end, bytes.p, bytes.n);
    receiver->end += bytes.n;
    return http_receive(receiver, arena, &why);
}

#define EXPECTING "PUT /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"

static void a_client_that_waits_for_100_is_found_out_once(void **state)
{
    struct http_receiver receiver = {.bytes = arena_alloc(*state, HTTP_BUFFER_BYTES)};
    assert_int_equal(receive_text(&receiver, *state, S(EXPECTING)), HTTP_MORE);
    assert_true(receiver.wants_continue);
    receiver.wants_continue = false;
    assert_int_equal(receive_text(&receiver, *state, S("ab")), HTTP_MORE);
    assert_false(receiver.wants_continue);
    assert_int_equal(receive_text(&receiver, *state, S("c")), HTTP_DONE);
    expect_text(receiver.head.request.body, S("abc"));
}

static void a_client_that_sends_its_body_unasked_is_not_told_to(void **state)
{
    struct http_receiver receiver = {.bytes = arena_alloc(*state, HTTP_BUFFER_BYTES)};
    assert_int_equal(receive_text(&receiver, *state, S(EXPECTING "a")), HTTP_MORE);
    assert_false(receiver.wants_continue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(a_stream_gives_the_same_requests_at_every_cut),
        WITH_ARENA(an_ambiguous_request_is_refused_and_no_second_one_comes_out_of_it),
        WITH_ARENA(a_stream_longer_than_the_buffer_is_cut_in_the_middle_of_a_head),
        WITH_ARENA(a_body_arrives_behind_a_buffer_full_of_requests),
        WITH_ARENA(the_largest_head_and_body_are_taken_byte_by_byte),
        WITH_ARENA(a_client_that_waits_for_100_is_found_out_once),
        WITH_ARENA(a_client_that_sends_its_body_unasked_is_not_told_to),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
