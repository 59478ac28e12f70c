// framing_cases.c -- the 26 ambiguous requests.
// SPDX-License-Identifier: Apache-2.0
#include "framing_cases.h"

#define SMUGGLED "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n"
#define START "POST /x HTTP/1.1\r\n"
#define HOST "Host: h\r\n"
#define REST "\r\nabc" SMUGGLED
#define FIELDS(fields) S(START HOST fields "\r\n" REST)
#define CHUNKS_WITH(fields, chunks)                                                                \
    S(START HOST fields "Transfer-Encoding: chunked\r\n\r\n" chunks SMUGGLED)
#define CHUNKS(chunks) CHUNKS_WITH("", chunks)
#define LINE(line) S(line "\r\n" HOST "Content-Length: 3\r\n" REST)

// clang-format off
const struct framing_case framing_cases[FRAMING_CASES] = {
    {"two different lengths", FIELDS("Content-Length: 3\r\nContent-Length: 8"), 400},
    {"a list of lengths", FIELDS("Content-Length: 3, 8"), 400},
    {"length and chunks", CHUNKS_WITH("Content-Length: 3\r\n", "0\r\n\r\n"), 400},
    {"coding xchunked", FIELDS("Transfer-Encoding: xchunked"), 501},
    {"coding chunked, identity", FIELDS("Transfer-Encoding: chunked, identity"), 501},
    {"length +3", FIELDS("Content-Length: +3"), 400},
    {"length 0x3", FIELDS("Content-Length: 0x3"), 400},
    {"length 3 3", FIELDS("Content-Length: 3 3"), 400},
    {"length 2^64+3", FIELDS("Content-Length: 18446744073709551619"), 400},
    {"length -1", FIELDS("Content-Length: -1"), 400},
    {"blank before the colon", FIELDS("Content-Length : 3"), 400},
    {"folded length", FIELDS("Content-Length:\r\n 3"), 400},
    {"bare CR ends a field", FIELDS("X: a\rContent-Length: 3"), 400},
    {"empty field split by CR", FIELDS("X:\r\rContent-Length: 3"), 400},
    {"bare LF line ends", S("POST /x HTTP/1.1\nHost: h\n\nabc" SMUGGLED), 400},
    {"NUL in a value", FIELDS("X: a\0b\r\nContent-Length: 3"), 400},
    {"chunk size 0x3", CHUNKS("0x3\r\nabc\r\n0\r\n\r\n"), 400},
    {"chunk size overflows", CHUNKS("10000000000000003\r\nabc\r\n0\r\n\r\n"), 400},
    {"chunk data without its CRLF", CHUNKS("3\r\nabc0\r\n\r\n"), 400},
    {"bare LF in a chunk extension", CHUNKS("3;a\nabc\r\n0\r\n\r\n"), 400},
    {"no Host", S(START "Content-Length: 3\r\n" REST), 400},
    {"two Hosts", FIELDS("Host: other\r\nContent-Length: 3"), 400},
    {"junk after the version", LINE("POST /x HTTP/1.1 junk"), 400},
    {"blank in the target", LINE("POST /x y HTTP/1.1"), 400},
    {"blank before the first field", S(START " Content-Length: 3\r\n" HOST REST), 400},
    {"chunks in HTTP/1.0", S("POST /x HTTP/1.0\r\n" HOST
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" SMUGGLED), 400},
};
// clang-format on
