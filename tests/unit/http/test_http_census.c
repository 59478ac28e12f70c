// test_http_census.c -- who is counted with whom, and who is let in.
// SPDX-License-Identifier: Apache-2.0
#include "http/http_census.h"
#include "http/limits.h"

#include "expect.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

static struct http_peer peer_at(const char *address)
{
    struct http_peer peer;
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    struct sockaddr_un local = {.sun_family = AF_UNIX};
    const struct sockaddr *any = (const void *)&local;
    if (inet_pton(AF_INET, address, &v4.sin_addr) == 1)
        any = (const void *)&v4;
    else if (inet_pton(AF_INET6, address, &v6.sin6_addr) == 1)
        any = (const void *)&v6;
    http_peer_init(&peer, any);
    return peer;
}

static void a_peer_is_shown_as_people_write_its_address(void **state)
{
    (void)state;
    static const struct {
        const char *address;
        str text;
    } rows[] = {
        {"192.0.2.1", S("192.0.2.1")},
        {"2001:db8::1", S("2001:db8::1")},
        {"::ffff:192.0.2.1", S("192.0.2.1")},
        {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", S("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")},
        {"a Unix socket", S("unix")},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct http_peer peer = peer_at(rows[i].address);
        expect_text(((str){peer.text, peer.text_bytes}), rows[i].text);
    }
}

static int make_limits(void **state)
{
    static struct http_limits limits;
    http_limits_init(&limits);
    limits.max_connections_per_address = 2;
    limits.max_connections = 4;
    *state = &limits;
    return 0;
}

static int release_limits(void **state)
{
    http_limits_release(*state); // checks that everybody has left
    return 0;
}

static bool enter(const struct http_limits *limits, const char *address)
{
    const struct http_peer peer = peer_at(address);
    return http_census_enter(limits, &peer);
}

static void leave(const struct http_limits *limits, const char *address)
{
    const struct http_peer peer = peer_at(address);
    http_census_leave(limits, &peer);
}

static void an_address_has_its_limit_and_room_again_when_one_leaves(void **state)
{
    const struct http_limits *limits = *state;
    assert_true(enter(limits, "192.0.2.1"));
    assert_true(enter(limits, "::ffff:192.0.2.1"));
    assert_false(enter(limits, "192.0.2.1"));
    assert_true(enter(limits, "192.0.2.2"));
    leave(limits, "192.0.2.1");
    assert_true(enter(limits, "192.0.2.1"));
    leave(limits, "192.0.2.1");
    leave(limits, "192.0.2.1");
    leave(limits, "192.0.2.2");
}

static void a_network_of_64_bits_counts_as_one_address(void **state)
{
    const struct http_limits *limits = *state;
    assert_true(enter(limits, "2001:db8:0:1::1"));
    assert_true(enter(limits, "2001:db8:0:1:ffff::2"));
    assert_false(enter(limits, "2001:db8:0:1::3"));
    assert_true(enter(limits, "2001:db8:0:2::1"));
    leave(limits, "2001:db8:0:1::9");
    leave(limits, "2001:db8:0:1::9");
    leave(limits, "2001:db8:0:2::1");
}

static void all_together_have_their_limit_too(void **state)
{
    const struct http_limits *limits = *state;
    for (int i = 0; i < limits->max_connections; i++)
        assert_true(enter(limits, "a Unix socket")); // not limited by address
    assert_false(enter(limits, "192.0.2.1"));
    leave(limits, "a Unix socket");
    assert_true(enter(limits, "192.0.2.1"));
    leave(limits, "192.0.2.1");
    for (int i = 1; i < limits->max_connections; i++)
        leave(limits, "a Unix socket");
}

// Far more addresses than the table has chains, so that chains are walked and cut.
static void thousands_of_addresses_are_told_apart(void **state)
{
    struct http_limits *limits = *state;
    enum { ADDRESSES = 10000 };
    limits->max_connections = 2 * ADDRESSES;
    limits->max_connections_per_address = 1;
    char text[16];
    for (int i = 0; i < ADDRESSES; i++) {
        (void)snprintf(text, sizeof(text), "10.1.%d.%d", i / 250, i % 250);
        assert_true(enter(limits, text));
        assert_false(enter(limits, text));
    }
    for (int i = 0; i < ADDRESSES; i += 2) {
        (void)snprintf(text, sizeof(text), "10.1.%d.%d", i / 250, i % 250);
        leave(limits, text);
    }
    for (int i = 0; i < ADDRESSES; i++) {
        (void)snprintf(text, sizeof(text), "10.1.%d.%d", i / 250, i % 250);
        assert_int_equal(enter(limits, text), i % 2 == 0);
    }
    for (int i = 0; i < ADDRESSES; i++) {
        (void)snprintf(text, sizeof(text), "10.1.%d.%d", i / 250, i % 250);
        leave(limits, text);
    }
}

#define WITH_LIMITS(test) cmocka_unit_test_setup_teardown(test, make_limits, release_limits)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_peer_is_shown_as_people_write_its_address),
        WITH_LIMITS(an_address_has_its_limit_and_room_again_when_one_leaves),
        WITH_LIMITS(a_network_of_64_bits_counts_as_one_address),
        WITH_LIMITS(all_together_have_their_limit_too),
        WITH_LIMITS(thousands_of_addresses_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
