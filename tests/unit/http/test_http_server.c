// test_http_server.c -- what a client sees on the wire.
// SPDX-License-Identifier: Apache-2.0
#include "http/limits.h"

#include "framing_cases.h"
#include "server_fixture.h"

#include <sys/socket.h>
#include <unistd.h>

#define GET(target) "GET " target " HTTP/1.1\r\nHost: h\r\n\r\n"

static str repeat(struct server *server, char c, size_t count)
{
    char *text = arena_alloc_raw(&server->arena, count);
    memset(text, c, count);
    return (str){text, count};
}

static void every_answer_tells_date_type_length_and_id(void **state)
{
    struct server *server = *state;
    const int fd = client_open(server);
    const struct reply reply = client_ask(server, fd, S(GET("/echo?a=b")));
    assert_int_equal(reply.status, 200);
    expect_text(reply.body, S("GET /echo?a=b "));
    assert_true(reply_has(&reply, S("Content-Type: application/json; charset=utf-8")));
    assert_true(reply_has(&reply, S("Content-Length: 14")));
    assert_true(str_find_str(reply.head, S("\r\nDate: ")) < reply.head.n);
    assert_true(str_find_str(reply.head, S(" GMT\r\n")) < reply.head.n);
    assert_true(str_find_str(reply.head, S("\r\nX-Request-Id: ")) < reply.head.n);
    (void)close(fd);
}

static void a_proper_request_id_comes_back_and_another_is_replaced(void **state)
{
    struct server *server = *state;
    const int fd = client_open(server);
    struct reply reply =
        client_ask(server, fd, S("GET /echo HTTP/1.1\r\nHost: h\r\nx-request-id: a.B_9-\r\n\r\n"));
    assert_true(reply_has(&reply, S("X-Request-Id: a.B_9-")));
    reply = client_ask(server, fd, S("GET /echo HTTP/1.1\r\nHost: h\r\nx-request-id: a b\r\n\r\n"));
    assert_false(reply_has(&reply, S("X-Request-Id: a b")));
    const str first = reply.head;
    reply = client_ask(server, fd, S(GET("/echo")));
    const size_t at = str_find_str(first, S("X-Request-Id: "));
    assert_false(str_eq(str_slice(first, at, 30), str_slice(reply.head, at, 30)));
    (void)close(fd);
}

static void pipelined_requests_are_answered_in_order(void **state)
{
    struct server *server = *state;
    const int fd = client_open(server);
    client_send(
        fd, S(GET("/echo?1") "POST /echo?2 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc" GET(
                "/size?20000") "\r\n" GET("/park") GET("/echo?5") GET("/park") GET("/echo?7")));
    expect_text(client_receive(server, fd, true).body, S("GET /echo?1 "));
    expect_text(client_receive(server, fd, true).body, S("POST /echo?2 abc"));
    assert_int_equal(client_receive(server, fd, true).body.n, 20000);
    server_post(server_take(server), S("parked"));
    expect_text(client_receive(server, fd, true).body, S("parked"));
    expect_text(client_receive(server, fd, true).body, S("GET /echo?5 "));
    assert_int_equal(atomic_load(&server->handled), 6);
    server_post(server_take(server), S("parked again"));
    expect_text(client_receive(server, fd, true).body, S("parked again"));
    expect_text(client_receive(server, fd, true).body, S("GET /echo?7 "));
    (void)close(fd);
}

static void a_thousand_pipelined_requests_get_a_thousand_answers(void **state)
{
    struct server *server = *state;
    enum { REQUESTS = 1000 };
    const int fd = client_open(server);
    str parts[REQUESTS];
    for (size_t i = 0; i < REQUESTS; i++)
        parts[i] = S(GET("/size?500"));
    client_send(fd, str_join(&server->arena, parts, REQUESTS));
    for (size_t i = 0; i < REQUESTS; i++)
        assert_int_equal(client_receive(server, fd, true).body.n, 500);
    (void)close(fd);
}

static void an_ambiguous_request_gets_one_refusal_and_a_closed_connection(void **state)
{
    struct server *server = *state;
    for (size_t i = 0; i < FRAMING_CASES; i++) {
        const int fd = client_open(server);
        const struct reply reply = client_ask(server, fd, framing_cases[i].bytes);
        expect_row(reply.status == framing_cases[i].status, i);
        expect_row(reply_has(&reply, S("Connection: close")), i);
        expect_closed(fd);
    }
    assert_int_equal(atomic_load(&server->handled), 0);
    assert_int_equal(atomic_load(&server->refused), FRAMING_CASES);
}

static void a_request_that_comes_byte_by_byte_is_the_same_request(void **state)
{
    struct server *server = *state;
    const str requests = S("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                           "2\r\nab\r\n1;e\r\nc\r\n0\r\nX: y\r\n\r\n" GET("/echo?2"));
    const int fd = client_open(server);
    for (size_t i = 0; i < requests.n; i++)
        client_send(fd, str_slice(requests, i, 1));
    expect_text(client_receive(server, fd, true).body, S("POST /echo abc"));
    expect_text(client_receive(server, fd, true).body, S("GET /echo?2 "));
    (void)close(fd);
}

static void a_delete_may_have_a_body(void **state)
{
    struct server *server = *state;
    const int fd = client_open(server);
    const struct reply reply = client_ask(
        server, fd, S("DELETE /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab"));
    expect_text(reply.body, S("DELETE /echo ab"));
    (void)close(fd);
}

static void the_largest_body_is_taken(void **state)
{
    struct server *server = *state;
    const int fd = client_open(server);
    const str body = repeat(server, 'b', HTTP_MAX_BODY_BYTES);
    client_send(fd, S("PUT /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1048576\r\n\r\n"));
    client_send(fd, body);
    const struct reply reply = client_receive(server, fd, true);
    expect_text(reply.body, STR_JOIN(&server->arena, S("PUT /echo "), body));
    (void)close(fd);
}

static void what_is_too_large_is_refused_by_its_own_status(void **state)
{
    struct server *server = *state;
    const str path = repeat(server, 'p', HTTP_MAX_REQUEST_LINE_BYTES);
    const str value = repeat(server, 'v', HTTP_MAX_HEADER_BYTES);
    const struct {
        str request;
        int status;
    } rows[] = {
        // Without a single byte of the body.
        {S("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1048577\r\n\r\n"), 413},
        {S("POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n"
           "Content-Length: 2000000\r\n\r\n"),
         413},
        {S("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n"), 413},
        {STR_JOIN(&server->arena, S("GET /"), path, S(" HTTP/1.1\r\nHost: h\r\n\r\n")), 414},
        {STR_JOIN(&server->arena, S("GET / HTTP/1.1\r\nHost: h\r\nX: "), value, S("\r\n\r\n")),
         431},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const int fd = client_open(server);
        expect_row(client_ask(server, fd, rows[i].request).status == rows[i].status, i);
        expect_closed(fd);
    }
}

// A client that is still sending must not lose its last answer in a reset.
static void a_last_answer_reaches_a_client_that_sends_on_and_on(void **state)
{
    struct server *server = *state;
    static const struct {
        str request;
        int status;
    } rows[] = {
        {S("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 9999999\r\n\r\n"), 413},
        {S(GET("/close") GET("/echo")), 200},
    };
    const str more = repeat(server, 'b', 4000000);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const int fd = client_open(server);
        expect_row(client_send(fd, STR_JOIN(&server->arena, rows[i].request, more)), i);
        expect_row(client_receive(server, fd, true).status == rows[i].status, i);
        expect_closed(fd);
    }
}

#define EXPECTING                                                                                  \
    "PUT /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"

static void a_client_that_asks_is_told_once_to_go_on(void **state)
{
    struct server *server = *state;
    const int fd = client_open(server), other = client_open(server);
    client_send(fd, S(EXPECTING));
    const struct reply interim = client_receive(server, fd, false);
    expect_text(interim.head, S("HTTP/1.1 100 Continue\r\n\r\n"));
    client_send(fd, S("ab"));
    (void)client_ask(server, other, S(GET("/echo"))); // by now the server has seen the two bytes
    expect_text(client_ask(server, fd, S("c")).body, S("PUT /echo abc"));
    expect_text(client_ask(server, fd, S(EXPECTING "abc")).body, S("PUT /echo abc")); // needs none
    (void)close(other);
    (void)close(fd);
}

static void head_gets_the_head_of_get_alone(void **state)
{
    struct server *server = *state;
    const int fd = client_open(server);
    client_send(fd, S("HEAD /size?20000 HTTP/1.1\r\nHost: h\r\n\r\n"));
    const struct reply reply = client_receive(server, fd, false);
    assert_true(reply_has(&reply, S("Content-Length: 20000")));
    assert_true(reply_has(&reply, S("Content-Type: application/json; charset=utf-8")));
    expect_text(client_ask(server, fd, S(GET("/echo"))).body, S("GET /echo "));
    (void)close(fd);
}

static void statuses_without_a_body_have_none(void **state)
{
    struct server *server = *state;
    const int fd = client_open(server);
    client_send(fd, S(GET("/status?204") GET("/status?304")));
    assert_int_equal(client_receive(server, fd, false).status, 204);
    assert_int_equal(client_receive(server, fd, false).status, 304);
    expect_text(client_ask(server, fd, S(GET("/echo"))).body, S("GET /echo "));
    (void)close(fd);
}

static void a_connection_closes_when_either_side_asks(void **state)
{
    struct server *server = *state;
    static const str rows[] = {
        S("GET /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"),
        S("GET /echo HTTP/1.0\r\n\r\n"),
        S(GET("/close")),
        S(GET("/close") GET("/echo")),
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const int fd = client_open(server);
        const struct reply reply = client_ask(server, fd, rows[i]);
        expect_row(reply.status == 200 && reply_has(&reply, S("Connection: close")), i);
        expect_closed(fd);
    }
    assert_int_equal(atomic_load(&server->handled), ARRAY_LEN(rows));
}

static void http_1_0_stays_when_it_asks_to(void **state)
{
    struct server *server = *state;
    const int fd = client_open(server);
    for (int i = 0; i < 2; i++) {
        const struct reply reply =
            client_ask(server, fd, S("GET /echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
        assert_true(reply_has(&reply, S("Connection: keep-alive")));
    }
    (void)close(fd);
}

static void a_client_that_ends_its_side_still_gets_its_answers(void **state)
{
    struct server *server = *state;
    const int fd = client_open(server);
    client_send(fd, S(GET("/park") GET("/echo?2") "GET /half"));
    assert_int_equal(shutdown(fd, SHUT_WR), 0);
    struct http_exchange *x = server_take(server);
    const int other = client_open(server);
    expect_calm(server, other);
    (void)close(other);
    server_post(x, S("parked"));
    expect_text(client_receive(server, fd, true).body, S("parked"));
    expect_text(client_receive(server, fd, true).body, S("GET /echo?2 "));
    expect_closed(fd);
}

static void a_large_answer_waits_for_a_slow_reader(void **state)
{
    struct server *server = *state;
    enum { BODY = 8 * 1024 * 1024 };
    const int fd = client_open(server);
    client_send(fd, S(GET("/size?8388608") GET("/echo?2") GET("/size?8388608")));
    const int other = client_open(server); // the loop is not held up meanwhile
    expect_text(client_ask(server, other, S(GET("/echo"))).body, S("GET /echo "));
    assert_int_equal(client_receive(server, fd, true).body.n, BODY);
    expect_text(client_receive(server, fd, true).body, S("GET /echo?2 "));
    assert_int_equal(client_receive(server, fd, true).body.n, BODY);
    (void)close(other);
    (void)close(fd);
}

static void an_answer_with_too_long_a_head_is_our_error(void **state)
{
    struct server *server = *state;
    const int fd = client_open(server);
    assert_int_equal(client_ask(server, fd, S(GET("/header?1000"))).status, 200);
    assert_int_equal(client_ask(server, fd, S(GET("/header?20000"))).status, 500);
    expect_closed(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_SERVER(every_answer_tells_date_type_length_and_id),
        WITH_SERVER(a_proper_request_id_comes_back_and_another_is_replaced),
        WITH_SERVER(pipelined_requests_are_answered_in_order),
        WITH_SERVER(a_thousand_pipelined_requests_get_a_thousand_answers),
        WITH_SERVER(an_ambiguous_request_gets_one_refusal_and_a_closed_connection),
        WITH_SERVER(a_request_that_comes_byte_by_byte_is_the_same_request),
        WITH_SERVER(a_delete_may_have_a_body),
        WITH_SERVER(the_largest_body_is_taken),
        WITH_SERVER(what_is_too_large_is_refused_by_its_own_status),
        WITH_SERVER(a_last_answer_reaches_a_client_that_sends_on_and_on),
        WITH_SERVER(a_client_that_asks_is_told_once_to_go_on),
        WITH_SERVER(head_gets_the_head_of_get_alone),
        WITH_SERVER(statuses_without_a_body_have_none),
        WITH_SERVER(a_connection_closes_when_either_side_asks),
        WITH_SERVER(http_1_0_stays_when_it_asks_to),
        WITH_SERVER(a_client_that_ends_its_side_still_gets_its_answers),
        WITH_SERVER(a_large_answer_waits_for_a_slow_reader),
        WITH_SERVER(an_answer_with_too_long_a_head_is_our_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
