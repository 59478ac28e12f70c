// test_http_listen.c -- listening sockets: addresses, siblings, what is taken and what is stale.
// SPDX-License-Identifier: Apache-2.0
#include "http/http.h"

#include "expect.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int listen_on(struct arena *arena, str address, int *out_port)
{
    int fd = -1;
    str why = {0};
    const enum err result = http_listen(arena, address, &fd, out_port, &why);
    if (result != OK)
        print_error("%.*s\n", STR(why));
    assert_int_equal(result, OK);
    return fd;
}

static str address_at(struct arena *arena, str host, int port)
{
    return STR_JOIN(arena, host, S(":"), str_from_i64(arena, port));
}

static void a_port_is_found_on_ipv4_and_ipv6(void **state)
{
    static const str rows[] = {S("127.0.0.1:0"), S("0.0.0.0:0"), S("[::1]:0"), S("[::]:0")};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int port = 0;
        const int fd = listen_on(*state, rows[i], &port);
        expect_row(port > 0 && port <= UINT16_MAX, i);
        (void)close(fd);
    }
}

static void what_is_no_address_is_refused_with_a_sentence(void **state)
{
    static const str rows[] = {
        S(""),
        S("127.0.0.1"),
        S("127.0.0.1:"),
        S(":8080"),
        S("localhost:80"),
        S("1.2.3:80"),
        S("127.0.0.1:65536"),
        S("127.0.0.1:-1"),
        S("127.0.0.1:x"),
        S("[::1]"),
        S("[::1:80"),
        S("::1:80"),
        S("[]:80"),
        S("["),
        S("[::1]x80"),
        S("[1.2.3.4]:1"),
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int fd = -1, port = -1;
        str why = {0};
        expect_row(http_listen(*state, rows[i], &fd, &port, &why) == ERR_INVALID, i);
        expect_row(fd == -1 && port == -1 && why.n > 0, i);
    }
}

static bool has_option(int fd, int level, int option)
{
    int value = 0;
    socklen_t size = sizeof(value);
    assert_int_equal(getsockopt(fd, level, option, &value, &size), 0);
    return value != 0;
}

static void a_socket_does_not_block_nor_reach_other_programs(void **state)
{
    int port = 0;
    const int fd = listen_on(*state, S("127.0.0.1:0"), &port);
    assert_true((fcntl(fd, F_GETFL) & O_NONBLOCK) != 0);
    assert_true((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
    assert_true(has_option(fd, SOL_SOCKET, SO_ACCEPTCONN));
    assert_true(has_option(fd, IPPROTO_TCP, TCP_NODELAY));
    (void)close(fd);
}

static void a_second_server_on_the_same_port_is_refused(void **state)
{
    int port = 0, fd = -1, other_port = 0;
    str why = {0};
    const int first = listen_on(*state, S("127.0.0.1:0"), &port);
    const str address = address_at(*state, S("127.0.0.1"), port);
    assert_int_equal(http_listen(*state, address, &fd, &other_port, &why), ERR_UNAVAILABLE);
    assert_true(str_find_str(why, S("Address already in use")) < why.n);
    (void)close(first);
}

static void siblings_share_a_port_and_its_connections(void **state)
{
    enum { CLIENTS = 64 };
    int port = 0, second = -1;
    str why = {0};
    const int first = listen_on(*state, S("127.0.0.1:0"), &port);
    assert_int_equal(http_listen_sibling(*state, first, &second, &why), OK);
    struct sockaddr_in address;
    socklen_t size = sizeof(address);
    assert_int_equal(getsockname(second, (struct sockaddr *)&address, &size), 0);
    assert_int_equal(ntohs(address.sin_port), port);

    int counts[2] = {0}, clients[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
        clients[i] = socket(AF_INET, SOCK_STREAM, 0);
        assert_int_equal(connect(clients[i], (struct sockaddr *)&address, size), 0);
        const int at_first = accept(first, NULL, NULL);
        const int at_second = accept(second, NULL, NULL);
        counts[0] += at_first >= 0;
        counts[1] += at_second >= 0;
        (void)close(at_first >= 0 ? at_first : at_second);
        (void)close(clients[i]);
    }
    assert_int_equal(counts[0] + counts[1], CLIENTS);
    assert_true(counts[0] > 0 && counts[1] > 0);
    (void)close(first);
    (void)close(second);
}

// -- Unix --

struct place {
    struct arena *arena;
    char folder[32];
    str path;
};

static struct place make_place(struct arena *arena)
{
    struct place place = {.arena = arena, .folder = "/tmp/http-listen-XXXXXX"};
    assert_non_null(mkdtemp(place.folder));
    place.path = STR_JOIN(arena, str_from_cstr(place.folder), S("/s"));
    return place;
}

static void remove_place(const struct place *place)
{
    (void)unlink(str_cstr(place->arena, place->path));
    assert_int_equal(rmdir(place->folder), 0);
}

static enum err listen_unix(const struct place *place, int *out_fd)
{
    str why = {0};
    const enum err result = http_listen_unix(place->arena, place->path, out_fd, &why);
    assert_int_equal(why.n > 0, result != OK);
    return result;
}

static void a_unix_socket_is_its_owners_alone(void **state)
{
    const struct place place = make_place(*state);
    int fd = -1;
    struct stat found;
    assert_int_equal(listen_unix(&place, &fd), OK);
    assert_int_equal(stat(str_cstr(*state, place.path), &found), 0);
    assert_true(S_ISSOCK(found.st_mode));
    assert_int_equal(found.st_mode & 0777, 0600);
    (void)close(fd);
    remove_place(&place);
}

static void a_stale_unix_socket_is_replaced_and_a_live_one_is_not(void **state)
{
    const struct place place = make_place(*state);
    int first = -1, second = -1;
    assert_int_equal(listen_unix(&place, &first), OK);
    assert_int_equal(listen_unix(&place, &second), ERR_UNAVAILABLE);
    assert_int_equal(second, -1);
    (void)close(first); // its file stays behind
    assert_int_equal(listen_unix(&place, &second), OK);
    (void)close(second);
    remove_place(&place);
}

static void a_file_in_the_way_is_never_removed(void **state)
{
    const struct place place = make_place(*state);
    int fd = -1;
    const int file = open(str_cstr(*state, place.path), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    assert_true(file >= 0);
    (void)close(file);
    assert_int_equal(listen_unix(&place, &fd), ERR_UNAVAILABLE);
    assert_int_equal(access(str_cstr(*state, place.path), F_OK), 0);
    remove_place(&place);
}

static void a_path_beyond_what_the_system_allows_is_refused(void **state)
{
    struct place place = make_place(*state);
    const str short_path = place.path;
    int fd = -1;
    char *longest = arena_alloc(*state, sizeof(((struct sockaddr_un *)0)->sun_path));
    memset(longest, 'a', sizeof(((struct sockaddr_un *)0)->sun_path));
    place.path = (str){longest, sizeof(((struct sockaddr_un *)0)->sun_path)};
    assert_int_equal(listen_unix(&place, &fd), ERR_UNAVAILABLE);
    place.path = S("");
    assert_int_equal(listen_unix(&place, &fd), ERR_UNAVAILABLE);
    place.path = short_path;
    remove_place(&place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(a_port_is_found_on_ipv4_and_ipv6),
        WITH_ARENA(what_is_no_address_is_refused_with_a_sentence),
        WITH_ARENA(a_socket_does_not_block_nor_reach_other_programs),
        WITH_ARENA(a_second_server_on_the_same_port_is_refused),
        WITH_ARENA(siblings_share_a_port_and_its_connections),
        WITH_ARENA(a_unix_socket_is_its_owners_alone),
        WITH_ARENA(a_stale_unix_socket_is_replaced_and_a_live_one_is_not),
        WITH_ARENA(a_file_in_the_way_is_never_removed),
        WITH_ARENA(a_path_beyond_what_the_system_allows_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
