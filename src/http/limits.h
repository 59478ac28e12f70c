// limits.h -- every bound of the HTTP server, with units. The manual's page of limits repeats this
// table. SPDX-License-Identifier: Apache-2.0
#pragma once

enum {
    HTTP_MAX_REQUEST_LINE_BYTES = 8 * 1024, // longer: 414
    HTTP_MAX_HEADER_BYTES = 32 * 1024,      // all fields together, longer: 431
    HTTP_MAX_HEADER_FIELDS = 100,           // more: 431
    HTTP_MAX_BODY_BYTES = 1024 * 1024,      // larger: 413, refused before it is read
    HTTP_MAX_CHUNK_EXTENSION_BYTES = 256,   // per chunk; longer: 400
    HTTP_MAX_TRAILER_BYTES = 4 * 1024,      // longer: 431
    HTTP_MAX_PENDING_OUTPUT_BYTES =
        256 * 1024, // unread answers of one connection; above it no request is read
    HTTP_HEADER_TIMEOUT_MS =
        10 * 1000,                   // from the first byte of a request, from connect for the first
    HTTP_BODY_WINDOW_MS = 10 * 1000, // the body's floor is judged over windows of this length
    HTTP_BODY_MIN_BYTES_PER_SECOND = 500,
    HTTP_SEND_TIMEOUT_MS = 30 * 1000, // an answer of which nothing could be sent for this long
    HTTP_IDLE_TIMEOUT_MS = 75 * 1000, // between two requests
    HTTP_STOP_TIMEOUT_MS = 5 * 1000,  // graceful stop: what is under way gets this long
    HTTP_MAX_CONNECTIONS = 10000,     // in all; a setting
    HTTP_MAX_CONNECTIONS_PER_ADDRESS = 1000, // a setting
};
