// limits.h -- every bound of the HTTP server, with units. The manual's page of limits repeats this
// table.
// SPDX-License-Identifier: Apache-2.0
#pragma once

enum {
    // One request.
    HTTP_MAX_REQUEST_LINE_BYTES = 8 * 1024,     // longer: 414
    HTTP_MAX_HEADER_BYTES = 32 * 1024,          // all fields together, longer: 431
    HTTP_MAX_HEADER_FIELDS = 100,               // more: 431
    HTTP_MAX_BODY_BYTES = 1024 * 1024,          // larger: 413, refused before it is read
    HTTP_MAX_CHUNK_EXTENSION_BYTES = 256,       // per chunk; longer: 400
    HTTP_MAX_TRAILER_BYTES = 4 * 1024,          // longer: 431
    HTTP_MAX_REQUEST_ID_BYTES = 64,             // a longer one is replaced by ours
    HTTP_MAX_ANSWER_HEAD_BYTES = 16 * 1024,     // a longer one is our fault: 500
    HTTP_MAX_ARRIVING_BYTES = 64 * 1024 * 1024, // of bodies half received, a loop; above: 503
    HTTP_MAX_LEAVING_BYTES = 64 * 1024 * 1024,  // of answers not taken, a loop; above: closed

    // Time.
    HTTP_HEADER_TIMEOUT_MS = 10 * 1000, // from a request's first byte; from connect for the first
    HTTP_BODY_WINDOW_MS = 10 * 1000,    // the body's floor is judged over windows of this length
    HTTP_BODY_MIN_BYTES_PER_SECOND = 500,
    HTTP_SEND_TIMEOUT_MS = 30 * 1000,  // an answer of which nothing could be sent for this long
    HTTP_IDLE_TIMEOUT_MS = 75 * 1000,  // between two requests
    HTTP_LINGER_TIMEOUT_MS = 2 * 1000, // after a refusal: for the client to read it and hang up
    HTTP_STOP_TIMEOUT_MS = 4 * 1000, // graceful stop: what is under way; the process has 5 s in all

    // Connections.
    HTTP_MAX_CONNECTIONS = 10000,            // in all; a setting; above it: 503
    HTTP_MAX_CONNECTIONS_PER_ADDRESS = 1000, // a setting; an IPv6 address is its /64; above it: 503
    HTTP_LISTEN_BACKLOG = 1024,              // not yet accepted
    HTTP_ACCEPT_BATCH = 64,                  // accepted before other events get their turn

    // Memory. A connection that waits for a request holds none of these.
    HTTP_BUFFER_BYTES = 64 * 1024,       // input of one connection, and its output
    HTTP_COPY_BODY_BYTES = 8 * 1024,     // a longer answer is sent from where it lies
    HTTP_ARENA_BLOCK_BYTES = 256 * 1024, // first block of a request; untouched pages cost nothing
    HTTP_SPARE_BUFFERS = 128,            // kept by a loop for the next requests
    HTTP_SPARE_ARENAS = 64,
};
