// test_http_answer.c -- the head of an answer, and how answers go out.
// SPDX-License-Identifier: Apache-2.0
#include "http/http_output.h"
#include "http/limits.h"

#include "expect.h"

#include <sys/socket.h>
#include <unistd.h>

#define DATE "Sun, 06 Nov 1994 08:49:37 GMT"

static str head_of(struct arena *arena, const struct http_response *response,
                   enum http_persistence persistence)
{
    struct buf out;
    const struct http_answer answer = {response, S(DATE), S("id-1"), persistence};
    buf_init(&out, arena, HTTP_MAX_ANSWER_HEAD_BYTES);
    http_answer_head(&out, &answer);
    return buf_str(&out);
}

static void an_answer_tells_date_type_length_and_id(void **state)
{
    const struct http_response response = {.status = 201, .body = S("abc")};
    expect_text(head_of(*state, &response, HTTP_PERSISTS),
                S("HTTP/1.1 201 Created\r\nDate: " DATE "\r\n"
                  "Content-Type: application/json; charset=utf-8\r\nContent-Length: 3\r\n"
                  "X-Request-Id: id-1\r\n\r\n"));
}

static void a_handler_may_choose_the_type_and_add_fields(void **state)
{
    const struct http_response response = {
        .status = 404,
        .content_type = S("text/html"),
        .headers = {{S("ETag"), S("\"1\"")}, {S("Retry-After"), S("")}},
        .body = S("x"),
    };
    expect_text(head_of(*state, &response, HTTP_CLOSES),
                S("HTTP/1.1 404 Not Found\r\nDate: " DATE "\r\n"
                  "Content-Type: text/html\r\nContent-Length: 1\r\nX-Request-Id: id-1\r\n"
                  "ETag: \"1\"\r\nRetry-After: \r\nConnection: close\r\n\r\n"));
}

static void an_empty_body_has_a_length_and_no_type(void **state)
{
    const struct http_response response = {.status = 404};
    expect_text(head_of(*state, &response, HTTP_PERSISTS_TELLS),
                S("HTTP/1.1 404 Not Found\r\nDate: " DATE "\r\nContent-Length: 0\r\n"
                  "X-Request-Id: id-1\r\nConnection: keep-alive\r\n\r\n"));
}

static void statuses_204_and_304_say_nothing_of_a_body(void **state)
{
    const struct http_response response = {.status = 204, .content_type = S("text/html")};
    expect_text(head_of(*state, &response, HTTP_PERSISTS),
                S("HTTP/1.1 204 No Content\r\nDate: " DATE "\r\nX-Request-Id: id-1\r\n\r\n"));
    assert_false(http_answer_has_body(304));
    assert_true(http_answer_has_body(200));
}

static void a_field_that_would_split_the_answer_is_left_out(void **state)
{
    const struct http_response response = {
        .status = 302,
        .headers = {{S("Location"), S("/a\r\nSet-Cookie: b")},
                    {S("X\nY"), S("c")},
                    {S("X-Nul"), S("a\0b")},
                    {S("X-Good"), S("d")}},
    };
    expect_text(head_of(*state, &response, HTTP_PERSISTS),
                S("HTTP/1.1 302 Found\r\nDate: " DATE "\r\nContent-Length: 0\r\n"
                  "X-Request-Id: id-1\r\nX-Good: d\r\n\r\n"));
}

static void a_status_without_a_phrase_is_still_a_status(void **state)
{
    const struct http_response response = {.status = 299};
    assert_true(str_starts(head_of(*state, &response, HTTP_PERSISTS), S("HTTP/1.1 299 \r\n")));
    expect_text(http_reason(429), S("Too Many Requests"));
}

static void dates_are_written_as_http_wants_them(void **state)
{
    (void)state;
    static const struct {
        msec at;
        str text;
    } rows[] = {
        {784111777999, S(DATE)},
        {0, S("Thu, 01 Jan 1970 00:00:00 GMT")},
        {951782400000, S("Tue, 29 Feb 2000 00:00:00 GMT")},
        {253402300799000, S("Fri, 31 Dec 9999 23:59:59 GMT")},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char text[HTTP_DATE_BYTES];
        http_date_format(rows[i].at, text);
        expect_text(((str){text, sizeof(text)}), rows[i].text);
    }
}

// -- Output --

struct wire {
    struct arena *arena;
    struct http_output output;
    int fds[2];
};

static struct wire open_wire(struct arena *arena)
{
    struct wire wire = {.arena = arena, .output.bytes = arena_alloc(arena, HTTP_BUFFER_BYTES)};
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, wire.fds), 0);
    return wire;
}

static void close_wire(struct wire *wire)
{
    (void)close(wire->fds[0]);
    (void)close(wire->fds[1]);
}

static bool add(struct wire *wire, str body)
{
    const struct http_response response = {.status = 200, .body = body};
    const struct http_answer answer = {&response, S(DATE), S("id-1"), HTTP_PERSISTS};
    return http_output_add(&wire->output, &answer, body);
}

static str receive(struct wire *wire, size_t count)
{
    char *bytes = arena_alloc(wire->arena, count);
    const ssize_t got = recv(wire->fds[1], bytes, count, MSG_DONTWAIT);
    return (str){bytes, got < 0 ? 0 : (size_t)got};
}

static void short_answers_leave_with_one_send(void **state)
{
    struct wire wire = open_wire(*state);
    size_t sent = 0;
    assert_true(add(&wire, S("first")));
    assert_true(add(&wire, S("second")));
    assert_false(http_output_is_empty(&wire.output));
    assert_int_equal(http_output_send(&wire.output, wire.fds[0], &sent), HTTP_SENT_ALL);
    const str got = receive(&wire, 4096);
    assert_int_equal(got.n, sent);
    assert_true(str_ends(got, S("second")));
    assert_true(str_find_str(got, S("firstHTTP/1.1 200")) < got.n);
    assert_true(http_output_is_empty(&wire.output));
    close_wire(&wire);
}

static void a_long_body_is_not_copied_and_outlasts_a_full_socket(void **state)
{
    struct wire wire = open_wire(*state);
    enum { BODY = 4 * 1024 * 1024 };
    const str body = {arena_alloc(*state, BODY), BODY};
    size_t sent = 0, total = 0, head = 0;
    assert_true(add(&wire, body));
    assert_ptr_equal(wire.output.body.p, body.p);
    assert_false(http_output_has_room(&wire.output));
    head = wire.output.end;
    assert_int_equal(http_output_send(&wire.output, wire.fds[0], &sent), HTTP_SENT_PART);
    for (;;) {
        const str got = receive(&wire, BODY);
        total += got.n;
        if (got.n == 0 && http_output_is_empty(&wire.output))
            break;
        assert_int_not_equal(http_output_send(&wire.output, wire.fds[0], &sent), HTTP_SENT_FAILED);
    }
    assert_int_equal(total, head + BODY);
    assert_true(http_output_has_room(&wire.output));
    close_wire(&wire);
}

static void a_lost_client_is_told_from_a_slow_one(void **state)
{
    struct wire wire = open_wire(*state);
    size_t sent = 0;
    (void)close(wire.fds[1]);
    assert_true(add(&wire, S("abc")));
    assert_int_equal(http_output_send(&wire.output, wire.fds[0], &sent), HTTP_SENT_FAILED);
    (void)close(wire.fds[0]);
}

static void a_head_beyond_its_limit_adds_nothing(void **state)
{
    struct wire wire = open_wire(*state);
    char *value = arena_alloc_raw(*state, HTTP_MAX_ANSWER_HEAD_BYTES);
    memset(value, 'v', HTTP_MAX_ANSWER_HEAD_BYTES);
    const struct http_response response = {
        .status = 200, .headers = {{S("X"), {value, HTTP_MAX_ANSWER_HEAD_BYTES}}}};
    const struct http_answer answer = {&response, S(DATE), S("id-1"), HTTP_PERSISTS};
    assert_false(http_output_add(&wire.output, &answer, S("body")));
    assert_true(http_output_is_empty(&wire.output));
    close_wire(&wire);
}

static void answers_pile_up_only_while_one_more_is_sure_to_fit(void **state)
{
    struct wire wire = open_wire(*state);
    const str body = {arena_alloc(*state, HTTP_COPY_BODY_BYTES), HTTP_COPY_BODY_BYTES};
    while (http_output_has_room(&wire.output))
        assert_true(add(&wire, body));
    assert_in_range(wire.output.end, HTTP_BUFFER_BYTES / 2, HTTP_BUFFER_BYTES);
    close_wire(&wire);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(an_answer_tells_date_type_length_and_id),
        WITH_ARENA(a_handler_may_choose_the_type_and_add_fields),
        WITH_ARENA(an_empty_body_has_a_length_and_no_type),
        WITH_ARENA(statuses_204_and_304_say_nothing_of_a_body),
        WITH_ARENA(a_field_that_would_split_the_answer_is_left_out),
        WITH_ARENA(a_status_without_a_phrase_is_still_a_status),
        cmocka_unit_test(dates_are_written_as_http_wants_them),
        WITH_ARENA(short_answers_leave_with_one_send),
        WITH_ARENA(a_long_body_is_not_copied_and_outlasts_a_full_socket),
        WITH_ARENA(a_lost_client_is_told_from_a_slow_one),
        WITH_ARENA(a_head_beyond_its_limit_adds_nothing),
        WITH_ARENA(answers_pile_up_only_while_one_more_is_sure_to_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
