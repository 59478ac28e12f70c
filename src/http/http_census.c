// http_census.c -- connections in all and per address.
//
// A hash of chains under one lock: it is touched when a connection comes and goes, never for a
// request. An address is in it while it has connections, so its size is bounded by theirs.
// SPDX-License-Identifier: Apache-2.0
#include "http/http_census.h"

#include "base/crypto.h"
#include "http/limits.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>

enum { BUCKETS = 4096 }; // a power of two

struct entry {
    struct entry *next;
    unsigned char network[16];
    int count;
};

struct http_census {
    pthread_mutex_t lock;
    int total;
    uint64_t seed; // so that nobody can choose addresses of one chain
    struct entry *buckets[BUCKETS];
};

// -- Peers --

static void set_ipv4(struct http_peer *peer, const unsigned char address[4])
{
    static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};
    memcpy(peer->network, mapped, sizeof(mapped));
    memcpy(peer->network + sizeof(mapped), address, 4);
    CHECK(inet_ntop(AF_INET, address, peer->text, sizeof(peer->text)) != NULL);
}

// One household has a /64 of addresses, so that is what is counted.
static void set_ipv6(struct http_peer *peer, const struct in6_addr *address)
{
    if (IN6_IS_ADDR_V4MAPPED(address)) {
        set_ipv4(peer, address->s6_addr + 12);
        return;
    }
    memcpy(peer->network, address->s6_addr, 8);
    CHECK(inet_ntop(AF_INET6, address, peer->text, sizeof(peer->text)) != NULL);
}

void http_peer_init(struct http_peer *peer, const struct sockaddr *address)
{
    *peer = (struct http_peer){.text = "unix"};
    if (address->sa_family == AF_INET)
        set_ipv4(peer,
                 (const void *)&((const struct sockaddr_in *)(const void *)address)->sin_addr);
    else if (address->sa_family == AF_INET6)
        set_ipv6(peer, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr);
    else
        peer->is_local = true;
    peer->text_bytes = (unsigned char)strlen(peer->text);
}

// -- Census --

struct http_census *http_census_open(void)
{
    struct http_census *census = calloc(1, sizeof(*census));
    CHECK(census != NULL);
    CHECK(pthread_mutex_init(&census->lock, NULL) == 0);
    crypto_random(&census->seed, sizeof(census->seed));
    return census;
}

void http_census_close(struct http_census **census)
{
    if (*census == NULL)
        return;
    CHECK((*census)->total == 0);
    (void)pthread_mutex_destroy(&(*census)->lock);
    free(*census);
    *census = NULL;
}

static struct entry **find(struct http_census *census, const struct http_peer *peer)
{
    uint64_t words[2];
    memcpy(words, peer->network, sizeof(words));
    uint64_t hash = (words[0] ^ census->seed) * 0x9e3779b97f4a7c15U;
    hash = (hash ^ (hash >> 32) ^ words[1]) * 0x9e3779b97f4a7c15U;
    struct entry **at = &census->buckets[(hash >> 40) & (BUCKETS - 1)];
    while (*at != NULL && memcmp((*at)->network, peer->network, sizeof(peer->network)) != 0)
        at = &(*at)->next;
    return at;
}

static bool enter_address(struct http_census *census, const struct http_peer *peer, int max)
{
    struct entry **at = find(census, peer);
    if ((*at == NULL ? 0 : (*at)->count) >= max)
        return false;
    if (*at == NULL) {
        *at = calloc(1, sizeof(**at));
        CHECK(*at != NULL);
        memcpy((*at)->network, peer->network, sizeof(peer->network));
    }
    (*at)->count++;
    return true;
}

static void leave_address(struct http_census *census, const struct http_peer *peer)
{
    struct entry **at = find(census, peer);
    struct entry *found = *at;
    CHECK(found != NULL && found->count > 0);
    if (--found->count > 0)
        return;
    *at = found->next;
    free(found);
}

bool http_census_enter(const struct http_limits *limits, const struct http_peer *peer)
{
    struct http_census *census = limits->census;
    CHECK(pthread_mutex_lock(&census->lock) == 0);
    const bool let_in =
        census->total < limits->max_connections &&
        (peer->is_local || enter_address(census, peer, limits->max_connections_per_address));
    census->total += let_in;
    CHECK(pthread_mutex_unlock(&census->lock) == 0);
    return let_in;
}

void http_census_leave(const struct http_limits *limits, const struct http_peer *peer)
{
    struct http_census *census = limits->census;
    CHECK(pthread_mutex_lock(&census->lock) == 0);
    if (!peer->is_local)
        leave_address(census, peer);
    census->total--;
    CHECK(pthread_mutex_unlock(&census->lock) == 0);
}

void http_limits_init(struct http_limits *limits)
{
    *limits = (struct http_limits){
        .max_connections = HTTP_MAX_CONNECTIONS,
        .max_connections_per_address = HTTP_MAX_CONNECTIONS_PER_ADDRESS,
        .max_arriving_bytes = HTTP_MAX_ARRIVING_BYTES,
        .max_leaving_bytes = HTTP_MAX_LEAVING_BYTES,
        .header_timeout_ms = HTTP_HEADER_TIMEOUT_MS,
        .body_window_ms = HTTP_BODY_WINDOW_MS,
        .idle_timeout_ms = HTTP_IDLE_TIMEOUT_MS,
        .send_timeout_ms = HTTP_SEND_TIMEOUT_MS,
        .stop_timeout_ms = HTTP_STOP_TIMEOUT_MS,
        .census = http_census_open(),
    };
}

void http_limits_release(struct http_limits *limits)
{
    http_census_close(&limits->census);
}
