// test_http_parse.c -- request heads: what is read, what is refused, and where the limits are.
// SPDX-License-Identifier: Apache-2.0
#include "http/http_parse.h"
#include "http/limits.h"

#include "expect.h"

#define HOST "Host: h\r\n"
#define CODING "Transfer-Encoding: chunked\r\n"

static enum http_progress read_head(struct arena *arena, str bytes, struct http_head *out,
                                    struct http_refusal *why)
{
    struct http_head_scan scan = {0};
    const enum http_progress progress = http_head_scan(&scan, bytes, why);
    if (progress != HTTP_DONE)
        return progress;
    return http_head_parse(arena, &scan, bytes, out, why) ? HTTP_DONE : HTTP_REFUSED;
}

static struct http_head read_good(struct arena *arena, str bytes)
{
    struct http_head head = {0};
    struct http_refusal why = {0};
    const enum http_progress progress = read_head(arena, bytes, &head, &why);
    if (progress == HTTP_REFUSED)
        print_error("refused: %d %.*s\n", why.status, STR(why.message));
    assert_int_equal(progress, HTTP_DONE);
    return head;
}

static void the_request_line_is_taken_apart(void **state)
{
    const struct http_request r =
        read_good(*state, S("PATCH /a%20b/c?d=e&f HTTP/1.1\r\n" HOST "\r\n")).request;
    assert_int_equal(r.method, HTTP_PATCH);
    expect_text(r.method_text, S("PATCH"));
    expect_text(r.target, S("/a%20b/c?d=e&f"));
    expect_text(r.path, S("/a%20b/c"));
    expect_text(r.query, S("d=e&f"));
    assert_false(r.is_http_1_0);
}

static void methods_are_known_by_their_exact_name(void **state)
{
    static const struct {
        str head;
        enum http_method method;
    } rows[] = {
        {S("GET / HTTP/1.1\r\n" HOST "\r\n"), HTTP_GET},
        {S("HEAD / HTTP/1.1\r\n" HOST "\r\n"), HTTP_HEAD},
        {S("POST / HTTP/1.1\r\n" HOST "\r\n"), HTTP_POST},
        {S("PUT / HTTP/1.1\r\n" HOST "\r\n"), HTTP_PUT},
        {S("DELETE / HTTP/1.1\r\n" HOST "\r\n"), HTTP_DELETE},
        {S("OPTIONS / HTTP/1.1\r\n" HOST "\r\n"), HTTP_OPTIONS},
        {S("get / HTTP/1.1\r\n" HOST "\r\n"), HTTP_OTHER},
        {S("PURGE / HTTP/1.1\r\n" HOST "\r\n"), HTTP_OTHER},
        {S("M-SEARCH!#$%&'*+.^_`|~ / HTTP/1.1\r\n" HOST "\r\n"), HTTP_OTHER},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        expect_row(read_good(*state, rows[i].head).request.method == rows[i].method, i);
}

static void targets_are_paths_urls_or_an_asterisk(void **state)
{
    static const struct {
        str head;
        str path;
        str query;
    } rows[] = {
        {S("GET / HTTP/1.1\r\n" HOST "\r\n"), S("/"), {0}},
        {S("GET /? HTTP/1.1\r\n" HOST "\r\n"), S("/"), S("")},
        {S("GET //x?a?b HTTP/1.1\r\n" HOST "\r\n"), S("//x"), S("a?b")},
        {S("GET /{a}|[b]^\"<>\\ HTTP/1.1\r\n" HOST "\r\n"), S("/{a}|[b]^\"<>\\"), {0}},
        {S("OPTIONS * HTTP/1.1\r\n" HOST "\r\n"), S("*"), {0}},
        {S("GET http://h/p?q HTTP/1.1\r\n" HOST "\r\n"), S("/p"), S("q")},
        {S("GET HTTPS://[::1]:8080?q HTTP/1.1\r\n" HOST "\r\n"), S("/"), S("q")},
        {S("GET http://h HTTP/1.1\r\n" HOST "\r\n"), S("/"), {0}},
        {S("GET http://h?a/b HTTP/1.1\r\n" HOST "\r\n"), S("/"), S("a/b")},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct http_request r = read_good(*state, rows[i].head).request;
        expect_row(str_eq(r.path, rows[i].path), i);
        expect_row(str_eq(r.query, rows[i].query), i);
        expect_row((r.query.p == NULL) == (rows[i].query.p == NULL), i);
    }
}

static void fields_keep_their_name_and_lose_the_blanks_around_their_value(void **state)
{
    static const struct http_header wanted[] = {
        {S("HOST"), S("h")},
        {S("X-Empty"), S("")},
        {S("X-Blanks"), S("a b\tc")},
        {S("x-latin"), S("\xe4\xff")},
    };
    const struct http_request r =
        read_good(*state, S("GET / HTTP/1.1\r\nHOST:h\r\nX-Empty:\r\nX-Blanks: \t a b\tc \t\r\n"
                            "x-latin: \xe4\xff\r\n\r\n"))
            .request;
    assert_int_equal(r.header_count, ARRAY_LEN(wanted));
    for (size_t i = 0; i < r.header_count; i++) {
        expect_text(r.headers[i].name, wanted[i].name);
        expect_text(r.headers[i].value, wanted[i].value);
    }
}

static void the_connection_lives_or_closes_as_asked(void **state)
{
    static const struct {
        str head;
        bool keep_alive;
    } rows[] = {
        {S("GET / HTTP/1.1\r\n" HOST "\r\n"), true},
        {S("GET / HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n"), false},
        {S("GET / HTTP/1.1\r\n" HOST "Connection: x, CLOSE ,y\r\n\r\n"), false},
        {S("GET / HTTP/1.1\r\n" HOST "Connection: keep-alive\r\nConnection: close\r\n\r\n"), false},
        {S("GET / HTTP/1.1\r\n" HOST "Connection: closed\r\n\r\n"), true},
        {S("GET / HTTP/1.0\r\n\r\n"), false},
        {S("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"), true},
        {S("GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n"), false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        expect_row(read_good(*state, rows[i].head).keep_alive == rows[i].keep_alive, i);
}

static void the_framing_is_decided_by_length_or_chunks(void **state)
{
    struct http_head head = read_good(*state, S("GET / HTTP/1.1\r\n" HOST "\r\n"));
    assert_int_equal(head.content_length, 0);
    assert_false(head.is_chunked);
    head = read_good(*state, S("DELETE / HTTP/1.1\r\n" HOST "content-length: 007\r\n\r\n"));
    assert_int_equal(head.content_length, 7);
    head = read_good(*state, S("POST / HTTP/1.1\r\n" HOST "Content-Length: 1048576\r\n\r\n"));
    assert_int_equal(head.content_length, HTTP_MAX_BODY_BYTES);
    head = read_good(*state, S("POST / HTTP/1.1\r\n" HOST "transfer-encoding: Chunked\r\n\r\n"));
    assert_true(head.is_chunked);
}

static void an_expectation_of_100_is_for_http_1_1(void **state)
{
    assert_true(read_good(*state, S("PUT / HTTP/1.1\r\n" HOST "Expect: 100-Continue\r\n\r\n"))
                    .expects_continue);
    assert_false(read_good(*state, S("PUT / HTTP/1.0\r\n" HOST "Expect: 100-continue\r\n\r\n"))
                     .expects_continue);
}

static void one_empty_line_before_a_request_is_let_pass(void **state)
{
    expect_text(read_good(*state, S("\r\nGET /a HTTP/1.1\r\n" HOST "\r\n")).request.path, S("/a"));
}

// clang-format off
static const struct {
    str head;
    int status;
} bad_heads[] = {
    // Request line.
    {S("\r\n\r\nGET / HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S(" GET / HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S("GET  / HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S("GET /  HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S("GET / HTTP/1.1 \r\n" HOST "\r\n"), 400},
    {S("GET\t/ HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S("GET /\tHTTP/1.1\r\n" HOST "\r\n"), 400},
    {S("GET /\r\n" HOST "\r\n"), 400},
    {S("GET\r\n" HOST "\r\n"), 400},
    {S("G@T / HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S("G\x80T / HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S("\x16\x03\x01\x02 / HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S("GET / HTTP/1.1junk\r\n" HOST "\r\n"), 400},
    {S("GET / HTTP/11\r\n" HOST "\r\n"), 400},
    {S("GET / HTTP/1.\r\n" HOST "\r\n"), 400},
    {S("GET / HTTP/1.x\r\n" HOST "\r\n"), 400},
    {S("GET / http/1.1\r\n" HOST "\r\n"), 400},
    {S("GET / HTTP/1.1\r\r\n" HOST "\r\n"), 400},
    {S("GET / HTTP/1.2\r\n" HOST "\r\n"), 505},
    {S("GET / HTTP/0.9\r\n" HOST "\r\n"), 505},
    {S("PRI * HTTP/2.0\r\n\r\n"), 505},
    // Target.
    {S("GET /a b HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S("GET /a\x01" "b HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S("GET /a\0b HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S("GET /a\x7f HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S("GET /\xc3\xa4 HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S("GET /a#b HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S("GET a HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S("GET * HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S("OPTIONS *x HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S("GET ftp://h/ HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S("GET http:///p HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S("GET http://user@h/p HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S("CONNECT h:80 HTTP/1.1\r\n" HOST "\r\n"), 400},
    // Line ends.
    {S("GET / HTTP/1.1\n" HOST "\r\n"), 400},
    {S("GET / HTTP/1.1\r\nHost: h\n\r\n"), 400},
    {S("GET / HTTP/1.1\r\n" HOST "\n"), 400},
    {S("\nGET / HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S("GET / HTTP/1.1\rHost: h\r\n\r\n"), 400},
    {S("GET / HTTP/1.1\r\n" HOST "\r\r\n\r\n"), 400},
    // Fields.
    {S("GET / HTTP/1.1\r\n" HOST "X : a\r\n\r\n"), 400},
    {S("GET / HTTP/1.1\r\n" HOST "X\t: a\r\n\r\n"), 400},
    {S("GET / HTTP/1.1\r\n X: a\r\n" HOST "\r\n"), 400},
    {S("GET / HTTP/1.1\r\n" HOST "X: a\r\n b\r\n\r\n"), 400},
    {S("GET / HTTP/1.1\r\n" HOST "X: a\r\n\tb\r\n\r\n"), 400},
    {S("GET / HTTP/1.1\r\n" HOST ": a\r\n\r\n"), 400},
    {S("GET / HTTP/1.1\r\n" HOST "X\r\n\r\n"), 400},
    {S("GET / HTTP/1.1\r\n" HOST "X(: a\r\n\r\n"), 400},
    {S("GET / HTTP/1.1\r\n" HOST "X\0: a\r\n\r\n"), 400},
    {S("GET / HTTP/1.1\r\n" HOST "X: a\0b\r\n\r\n"), 400},
    {S("GET / HTTP/1.1\r\n" HOST "X: a\rb\r\n\r\n"), 400},
    {S("GET / HTTP/1.1\r\n" HOST "X: a\x0b\r\n\r\n"), 400},
    {S("GET / HTTP/1.1\r\n" HOST "X: a\x7f\r\n\r\n"), 400},
    {S("GET / HTTP/1.1\r\n" HOST "X: a\x1b[m\r\n\r\n"), 400},
    // Host.
    {S("GET / HTTP/1.1\r\n\r\n"), 400},
    {S("GET / HTTP/1.1\r\n" HOST HOST "\r\n"), 400},
    {S("GET / HTTP/1.0\r\n" HOST HOST "\r\n"), 400},
    {S("GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"), 400},
    {S("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"), 400},
    {S("GET / HTTP/1.1\r\nHost: u@h\r\n\r\n"), 400},
    // Content-Length.
    {S("POST / HTTP/1.1\r\n" HOST "Content-Length:\r\n\r\n"), 400},
    {S("POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc"), 400},
    {S("POST / HTTP/1.1\r\n" HOST "Content-Length: 3, 3\r\n\r\nabc"), 400},
    {S("POST / HTTP/1.1\r\n" HOST "Content-Length: -0\r\n\r\n"), 400},
    {S("POST / HTTP/1.1\r\n" HOST "Content-Length: 3a\r\n\r\nabc"), 400},
    {S("POST / HTTP/1.1\r\n" HOST "Content-Length: 9223372036854775808\r\n\r\n"), 400},
    {S("POST / HTTP/1.1\r\n" HOST "Content-Length: 9223372036854775807\r\n\r\n"), 413},
    {S("POST / HTTP/1.1\r\n" HOST "Content-Length: 1048577\r\n\r\n"), 413},
    // Transfer-Encoding.
    {S("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding:\r\n\r\n"), 400},
    {S("POST / HTTP/1.1\r\n" HOST CODING CODING "\r\n"), 400},
    {S("POST / HTTP/1.1\r\n" HOST CODING "Content-Length: 0\r\n\r\n"), 400},
    {S("POST / HTTP/1.0\r\n" HOST "Transfer-Encoding: gzip\r\n\r\n"), 400},
    {S("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: \"chunked\"\r\n\r\n"), 501},
    {S("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip, chunked\r\n\r\n"), 501},
    {S("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked;q=1\r\n\r\n"), 501},
    {S("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked,\r\n\r\n"), 501},
    // Expect.
    {S("POST / HTTP/1.1\r\n" HOST "Expect: a-miracle\r\n\r\n"), 417},
    {S("POST / HTTP/1.1\r\n" HOST "Expect: 100-continue\r\nExpect: 100-continue\r\n\r\n"), 400},
};
// clang-format on

static void bad_heads_are_refused(void **state)
{
    for (size_t i = 0; i < ARRAY_LEN(bad_heads); i++) {
        struct http_head head = {0};
        struct http_refusal why = {0};
        expect_row(read_head(*state, bad_heads[i].head, &head, &why) == HTTP_REFUSED, i);
        expect_row(why.status == bad_heads[i].status, i);
        expect_row(why.message.n > 0, i);
    }
}

static void every_beginning_of_a_good_head_asks_for_more(void **state)
{
    const str head = S("\r\nPOST /a?b HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n");
    for (size_t n = 0; n < head.n; n++) {
        struct http_head out;
        struct http_refusal why;
        expect_row(read_head(*state, (str){head.p, n}, &out, &why) == HTTP_MORE, n);
    }
}

// -- Limits --

static str repeat(struct arena *arena, char c, size_t count)
{
    char *text = arena_alloc_raw(arena, count);
    memset(text, c, count);
    return (str){text, count};
}

static int status_of(struct arena *arena, str bytes)
{
    struct http_head head = {0};
    struct http_refusal why = {0};
    return read_head(arena, bytes, &head, &why) == HTTP_REFUSED ? why.status : 0;
}

static str request_line_of(struct arena *arena, size_t bytes)
{
    const str path = repeat(arena, 'a', bytes - strlen("GET / HTTP/1.1"));
    return STR_JOIN(arena, S("GET /"), path, S(" HTTP/1.1\r\n" HOST "\r\n"));
}

static void a_request_line_has_at_most_8_kb(void **state)
{
    assert_int_equal(status_of(*state, request_line_of(*state, HTTP_MAX_REQUEST_LINE_BYTES)), 0);
    assert_int_equal(status_of(*state, request_line_of(*state, HTTP_MAX_REQUEST_LINE_BYTES + 1)),
                     414);
}

static void a_request_line_that_never_ends_is_refused_early(void **state)
{
    assert_int_equal(status_of(*state, repeat(*state, 'a', HTTP_MAX_REQUEST_LINE_BYTES + 1)), 0);
    assert_int_equal(status_of(*state, repeat(*state, 'a', HTTP_MAX_REQUEST_LINE_BYTES + 2)), 414);
}

static str fields_of(struct arena *arena, size_t bytes)
{
    const str value = repeat(arena, 'v', bytes - strlen(HOST "X:\r\n"));
    return STR_JOIN(arena, S("GET / HTTP/1.1\r\n" HOST "X:"), value, S("\r\n\r\n"));
}

static void fields_have_at_most_32_kb(void **state)
{
    assert_int_equal(status_of(*state, fields_of(*state, HTTP_MAX_HEADER_BYTES)), 0);
    assert_int_equal(status_of(*state, fields_of(*state, HTTP_MAX_HEADER_BYTES + 1)), 431);
}

static void fields_that_never_end_are_refused_early(void **state)
{
    const str start = S("GET / HTTP/1.1\r\n");
    const str most = repeat(*state, 'a', HTTP_MAX_HEADER_BYTES + 1);
    assert_int_equal(status_of(*state, STR_JOIN(*state, start, most)), 0);
    assert_int_equal(status_of(*state, STR_JOIN(*state, start, most, S("a"))), 431);
}

static str many_fields(struct arena *arena, size_t count)
{
    str parts[HTTP_MAX_HEADER_FIELDS + 3] = {[0] = S("GET / HTTP/1.1\r\n" HOST)};
    for (size_t i = 1; i < count; i++)
        parts[i] = S("X: 1\r\n");
    parts[count] = S("\r\n");
    return str_join(arena, parts, count + 1);
}

static void there_are_at_most_100_fields(void **state)
{
    const str most = many_fields(*state, HTTP_MAX_HEADER_FIELDS);
    assert_int_equal(read_good(*state, most).request.header_count, HTTP_MAX_HEADER_FIELDS);
    assert_int_equal(status_of(*state, many_fields(*state, HTTP_MAX_HEADER_FIELDS + 1)), 431);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(the_request_line_is_taken_apart),
        WITH_ARENA(methods_are_known_by_their_exact_name),
        WITH_ARENA(targets_are_paths_urls_or_an_asterisk),
        WITH_ARENA(fields_keep_their_name_and_lose_the_blanks_around_their_value),
        WITH_ARENA(the_connection_lives_or_closes_as_asked),
        WITH_ARENA(the_framing_is_decided_by_length_or_chunks),
        WITH_ARENA(an_expectation_of_100_is_for_http_1_1),
        WITH_ARENA(one_empty_line_before_a_request_is_let_pass),
        WITH_ARENA(bad_heads_are_refused),
        WITH_ARENA(every_beginning_of_a_good_head_asks_for_more),
        WITH_ARENA(a_request_line_has_at_most_8_kb),
        WITH_ARENA(a_request_line_that_never_ends_is_refused_early),
        WITH_ARENA(fields_have_at_most_32_kb),
        WITH_ARENA(fields_that_never_end_are_refused_early),
        WITH_ARENA(there_are_at_most_100_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
