// test_http_life.c -- the life of a server: parked requests, limits, deadlines, the graceful stop.
// SPDX-License-Identifier: Apache-2.0
#include "http/limits.h"

#include "server_fixture.h"

#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define GET(target) "GET " target " HTTP/1.1\r\nHost: h\r\n\r\n"

// -- Exchanges that are away --

static void parked_requests_may_come_home_in_any_order(void **state)
{
    struct server *server = *state;
    const int first = client_open(server), second = client_open(server);
    client_send(first, S(GET("/park")));
    struct http_exchange *of_first = server_take(server);
    client_send(second, S(GET("/park")));
    struct http_exchange *of_second = server_take(server);
    expect_text(of_first->request.address, S("127.0.0.1"));
    server_post(of_second, S("second"));
    expect_text(client_receive(server, second, true).body, S("second"));
    server_post(of_first, S("first"));
    expect_text(client_receive(server, first, true).body, S("first"));
    (void)close(first);
    (void)close(second);
}

// Only the server's own count of connections tells that it has noticed.
static void await_room(struct server *server)
{
    enum { TRIES = 1000 }; // far less than what any deadline would need
    int status = 503;
    for (int i = 0; i < TRIES && status == 503; i++) {
        const int fd = client_open(server);
        status = client_ask(server, fd, S("GET /echo HTTP/1.0\r\n\r\n")).status;
        (void)close(fd);
    }
    assert_int_equal(status, 200);
}

static void an_exchange_outlives_a_client_that_hangs_up(void **state)
{
    (void)state;
    struct server *server = server_open();
    server->limits.max_connections = 1;
    server_start(server);
    const int fd = client_open(server);
    client_send(fd, S("POST /park HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"));
    struct http_exchange *x = server_take(server);
    client_reset(fd);
    await_room(server); // the connection is gone
    expect_text(x->request.body, S("abc"));
    const int finished = atomic_load(&server->finished);
    server_post(x, S("too late"));
    server_stop(server);
    assert_int_equal(atomic_load(&server->finished), finished + 1);
    assert_true(server_close(server));
}

static void an_answer_that_nobody_takes_is_finished_when_its_client_hangs_up(void **state)
{
    (void)state;
    struct server *server = server_open();
    server->limits.max_connections = 1;
    server_start(server);
    const int fd = client_open(server);
    char first[1];
    client_send(fd, S(GET("/size?8388608")));
    assert_int_equal(recv(fd, first, sizeof(first), 0), 1);
    client_reset(fd);
    await_room(server);
    assert_int_equal(atomic_load(&server->finished), atomic_load(&server->handled));
    assert_true(server_close(server));
}

static void a_client_that_floods_a_parked_request_is_no_trouble(void **state)
{
    struct server *server = *state;
    const int fd = client_open(server);
    client_send(fd, S(GET("/park")));
    struct http_exchange *x = server_take(server);
    char junk[256 * 1024];
    memset(junk, 'j', sizeof(junk));
    (void)send(fd, junk, sizeof(junk), MSG_DONTWAIT); // more than one buffer
    const int other = client_open(server);
    expect_calm(server, other);
    client_reset(fd);
    server_post(x, S("too late"));
    expect_calm(server, other);
    (void)close(other);
}

enum { POSTERS = 4, POSTS_EACH = 200 };

static void *post_many(void *argument)
{
    struct server *server = argument;
    for (int i = 0; i < POSTS_EACH; i++)
        server_post(server_take(server), S("posted"));
    return NULL;
}

static void many_threads_may_post_at_once(void **state)
{
    struct server *server = *state;
    pthread_t threads[POSTERS];
    int fds[POSTERS];
    for (int i = 0; i < POSTERS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, post_many, server), 0);
        fds[i] = client_open(server);
    }
    for (int round = 0; round < POSTS_EACH; round++) {
        for (int i = 0; i < POSTERS; i++)
            client_send(fds[i], S(GET("/park")));
        for (int i = 0; i < POSTERS; i++)
            expect_text(client_receive(server, fds[i], true).body, S("posted"));
    }
    for (int i = 0; i < POSTERS; i++) {
        (void)pthread_join(threads[i], NULL);
        (void)close(fds[i]);
    }
}

// -- Limits --

static void an_idle_connection_holds_no_buffer_and_no_arena(void **state)
{
    struct server *server = *state;
    int idle[16];
    for (size_t i = 0; i < ARRAY_LEN(idle); i++) {
        idle[i] = client_open(server);
        (void)client_ask(server, idle[i], S(GET("/size?100000")));
    }
    const int refused = client_open(server); // and has not hung up
    client_send(refused, S("PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"));
    assert_int_equal(client_ask(server, refused, S("3\r\nabcd")).status, 400);
    const int fd = client_open(server);
    (void)client_ask(server, fd, S(GET("/idle")));
    assert_int_equal(atomic_load(&server->held), 0);
    (void)close(refused);
    (void)close(fd);
    for (size_t i = 0; i < ARRAY_LEN(idle); i++)
        (void)close(idle[i]);
}

static void idle_time_starts_anew_with_every_request(void **state)
{
    struct server *server = *state;
    const int idle = client_open(server), fd = client_open(server);
    (void)client_ask(server, idle, S(GET("/echo")));
    (void)client_ask(server, fd, S(GET("/idle")));
    const msec since = atomic_load(&server->idle_since);
    while (clock_monotonic() < since + 3)
        ;
    (void)client_ask(server, idle, S(GET("/echo")));
    (void)client_ask(server, fd, S(GET("/idle")));
    assert_true(atomic_load(&server->idle_since) > since);
    (void)close(idle);
    (void)close(fd);
}

static void a_refused_client_that_hangs_up_is_forgotten_at_once(void **state)
{
    (void)state;
    struct server *server = server_open();
    server->limits.max_connections = 1;
    server_start(server);
    const int fd = client_open(server);
    assert_int_equal(client_ask(server, fd, S("junk\r\n\r\n")).status, 400);
    expect_closed(fd);
    await_room(server);
    assert_true(server_close(server));
}

#define HALF_A_BODY "PUT /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 2000\r\n\r\n"

static void bodies_arriving_together_have_a_limit(void **state)
{
    (void)state;
    struct server *server = server_open();
    server->limits.max_arriving_bytes = 1500;
    server_start(server);
    const str half = {arena_alloc(&server->arena, 1000), 1000};
    const int first = client_open(server), second = client_open(server),
              other = client_open(server);
    client_send(first, STR_JOIN(&server->arena, S(HALF_A_BODY), half));
    (void)client_ask(server, other, S(GET("/echo"))); // by now the first half has been seen
    const struct reply reply =
        client_ask(server, second, STR_JOIN(&server->arena, S(HALF_A_BODY), half));
    assert_int_equal(reply.status, 503);
    expect_closed(second);
    assert_int_equal(client_ask(server, first, half).status, 200);
    for (int i = 0; i < 3; i++) { // each gives back what it held
        client_send(first, STR_JOIN(&server->arena, S(HALF_A_BODY), half));
        (void)client_ask(server, other, S(GET("/echo")));
        assert_int_equal(client_ask(server, first, half).status, 200);
    }
    (void)close(first);
    (void)close(other);
    assert_true(server_close(server));
}

/* Of 32 MB the system takes a few. */
static void answers_that_nobody_takes_have_a_limit(void **state)
{
    (void)state;
    struct server *server = server_open();
    char byte[1];
    server->limits.max_leaving_bytes = 40 * 1024 * 1024;
    server_start(server);
    const int first = client_open(server), second = client_open(server),
              other = client_open(server);
    client_send(first, S(GET("/size?33554432")));
    assert_int_equal(recv(first, byte, 1, MSG_PEEK), 1);
    client_send(second, S(GET("/size?33554432")));
    assert_int_equal(recv(second, byte, 1, MSG_PEEK), 1);
    assert_int_equal(client_ask(server, other, S(GET("/echo"))).status, 200);
    const struct reply whole = client_receive(server, first, true);
    assert_int_equal(whole.body.n, 33554432);
    size_t got = 0;
    char bytes[65536];
    for (ssize_t n = 1; n > 0; got += n > 0 ? (size_t)n : 0)
        n = recv(second, bytes, sizeof(bytes), 0);
    assert_in_range(got, 1, 33554432); // closed in the midst of it
    assert_int_equal(client_ask(server, first, S(GET("/size?33554432"))).body.n, 33554432);
    (void)close(first);
    (void)close(second);
    (void)close(other);
    assert_true(server_close(server));
}

static void a_connection_too_many_is_turned_away_and_room_comes_back(void **state)
{
    (void)state;
    struct server *server = server_open();
    server->limits.max_connections_per_address = 2;
    server_start(server);
    const int first = client_open(server), second = client_open(server);
    (void)client_ask(server, first, S(GET("/echo")));
    (void)client_ask(server, second, S(GET("/echo")));
    const int third = client_open(server);
    const struct reply reply = client_receive(server, third, true);
    assert_int_equal(reply.status, 503);
    assert_true(reply_has(&reply, S("Retry-After: 1")));
    assert_true(reply_has(&reply, S("Connection: close")));
    expect_text(reply.body, S("503 There are too many connections"));
    expect_closed(third);
    (void)close(first);
    await_room(server);
    (void)close(second);
    assert_true(server_close(server));
}

static str date_of(const struct reply *reply)
{
    return str_slice(reply->head, str_find_str(reply->head, S("\r\nDate: ")), 39);
}

// The deadlines are in test_http_deadline.c; here only that the loop keeps them, at a tick.
static void those_who_keep_us_waiting_are_cut_off(void **state)
{
    (void)state;
    struct server *server = server_open();
    server->limits.header_timeout_ms = 300;
    server->limits.body_window_ms = 300;
    server->limits.idle_timeout_ms = 300;
    server_start(server);
    const int silent = client_open(server), slow = client_open(server);
    const int stalled = client_open(server), idle = client_open(server);
    const int steady = client_open(server);
    const str half = {arena_alloc(&server->arena, 1000), 1000};
    client_send(slow, S("GET /ec"));
    client_send(stalled, S("PUT /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nab"));
    client_send(steady, STR_JOIN(&server->arena, S(HALF_A_BODY), half));
    const struct reply before = client_ask(server, idle, S(GET("/echo")));
    const struct reply after = client_receive(server, slow, true);
    assert_int_equal(after.status, 408);
    assert_false(str_eq(date_of(&before), date_of(&after)));        // a tick is a second
    assert_int_equal(client_ask(server, steady, half).status, 200); // fast enough
    assert_int_equal(client_receive(server, stalled, true).status, 408);
    expect_closed(slow);
    expect_closed(stalled);
    expect_closed(silent);
    expect_closed(idle);
    (void)close(steady);
    assert_int_equal(atomic_load(&server->refused), 2);
    assert_true(server_close(server));
}

// From now on no descriptor can be opened; gives back the limit to restore.
static struct rlimit forbid_descriptors(void)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    const int lowest_free = dup(STDERR_FILENO);
    (void)close(lowest_free);
    const struct rlimit none = {.rlim_cur = (rlim_t)lowest_free, .rlim_max = limit.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    return limit;
}

static void a_server_out_of_descriptors_waits_and_does_not_spin(void **state)
{
    struct server *server = *state;
    const int fd = client_open(server), waiting = client_unconnected();
    (void)client_ask(server, fd, S(GET("/echo")));
    const struct rlimit before = forbid_descriptors();
    client_connect(server, waiting);
    expect_calm(server, fd);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    expect_text(client_ask(server, waiting, S(GET("/echo"))).body, S("GET /echo "));
    (void)close(waiting);
    (void)close(fd);
}

// -- The stop --

static void a_stop_answers_what_has_come_whole_and_drops_the_rest(void **state)
{
    struct server *server = *state;
    const int idle = client_open(server), half = client_open(server);
    const int parked = client_open(server), blocker = client_open(server);
    (void)client_ask(server, idle, S(GET("/echo")));
    client_send(half, S(GET("/echo") "GET /ec"));
    (void)client_receive(server, half, true);
    client_send(parked, S(GET("/park") GET("/echo?behind")));
    struct http_exchange *x = server_take(server);
    client_send(blocker, S(GET("/block")));
    server_await_block(server);

    // The loop is held: these are whole in the kernel, one of them not even accepted.
    http_loop_stop(server->loop); // the first event that the loop will see
    client_send(idle, S(GET("/echo?last")));
    const int late = client_open(server);
    client_send(late, S(GET("/echo?late")));
    server_unblock(server);

    struct reply reply = client_receive(server, blocker, true);
    assert_int_equal(reply.status, 200);
    reply = client_receive(server, idle, true);
    expect_text(reply.body, S("GET /echo?last "));
    assert_true(reply_has(&reply, S("Connection: close")));
    reply = client_receive(server, late, true);
    expect_text(reply.body, S("GET /echo?late "));
    assert_true(reply_has(&reply, S("Connection: close")));
    expect_closed(blocker);
    expect_closed(idle);
    expect_closed(late);

    const msec since = clock_monotonic();
    server_post(x, S("parked"));
    expect_text(client_receive(server, parked, true).body, S("parked"));
    reply = client_receive(server, parked, true);
    expect_text(reply.body, S("GET /echo?behind "));
    assert_true(reply_has(&reply, S("Connection: close")));
    expect_closed(parked);
    server_stop(server);
    assert_in_range(clock_monotonic() - since, 0, HTTP_LINGER_TIMEOUT_MS - 500); // not for `half`
    expect_closed(half);
}

static void a_stop_ends_at_its_deadline_and_close_gives_up_what_is_away(void **state)
{
    (void)state;
    struct server *server = server_open();
    server->limits.stop_timeout_ms = 1;
    server_start(server);
    const int away = client_open(server), posted = client_open(server);
    client_send(away, S(GET("/park")));
    (void)server_take(server); // never posted
    client_send(posted, S(GET("/park")));
    struct http_exchange *x = server_take(server);
    server_stop(server);
    server_post(x, S("after the end"));
    assert_int_equal(atomic_load(&server->finished), 0);
    http_loop_close(&server->loop);
    assert_int_equal(atomic_load(&server->finished), 2);
    expect_text(client_receive(server, posted, true).body, S("after the end"));
    expect_closed(away);
    assert_true(server_close(server));
    (void)close(posted);
}

static void a_server_without_clients_stops_at_once(void **state)
{
    server_stop(*state); // its deadline is beyond any test's patience
}

static void a_loop_that_never_ran_is_closed(void **state)
{
    (void)state;
    struct server *server = server_open();
    const int fd = client_open(server);
    assert_true(server_close(server));
    (void)close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_SERVER(parked_requests_may_come_home_in_any_order),
        cmocka_unit_test(an_exchange_outlives_a_client_that_hangs_up),
        cmocka_unit_test(an_answer_that_nobody_takes_is_finished_when_its_client_hangs_up),
        WITH_SERVER(a_client_that_floods_a_parked_request_is_no_trouble),
        WITH_SERVER(many_threads_may_post_at_once),
        WITH_SERVER(an_idle_connection_holds_no_buffer_and_no_arena),
        WITH_SERVER(idle_time_starts_anew_with_every_request),
        cmocka_unit_test(a_refused_client_that_hangs_up_is_forgotten_at_once),
        cmocka_unit_test(bodies_arriving_together_have_a_limit),
        cmocka_unit_test(answers_that_nobody_takes_have_a_limit),
        cmocka_unit_test(a_connection_too_many_is_turned_away_and_room_comes_back),
        cmocka_unit_test(those_who_keep_us_waiting_are_cut_off),
        WITH_SERVER(a_server_out_of_descriptors_waits_and_does_not_spin),
        WITH_SERVER(a_stop_answers_what_has_come_whole_and_drops_the_rest),
        cmocka_unit_test(a_stop_ends_at_its_deadline_and_close_gives_up_what_is_away),
        WITH_SERVER(a_server_without_clients_stops_at_once),
        cmocka_unit_test(a_loop_that_never_ran_is_closed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
