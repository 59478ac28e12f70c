// http_census.h -- connections in all and per address, counted over all loops of a server.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/http.h"

#include <sys/socket.h>

enum { HTTP_PEER_TEXT_BYTES = 46 }; // INET6_ADDRSTRLEN

/* Who is at the other end. */
struct http_peer {
    unsigned char network[16]; // what is counted: an IPv4 address (mapped), an IPv6 /64
    bool is_local;             // a Unix socket: counted in all, not per address
    unsigned char text_bytes;
    char text[HTTP_PEER_TEXT_BYTES];
};

void http_peer_init(struct http_peer *peer, const struct sockaddr *address);

struct http_census *http_census_open(void);
void http_census_close(struct http_census **census);

/* Counts a connection, or refuses it: false. Every one let in leaves once. From any thread. */
MUST_CHECK bool http_census_enter(const struct http_limits *limits, const struct http_peer *peer);
void http_census_leave(const struct http_limits *limits, const struct http_peer *peer);
