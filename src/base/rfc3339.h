// rfc3339.h -- timestamps on the wire (RFC 3339 section 5.6).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/str.h"

enum { RFC3339_MS_BYTES = 24 }; // 2026-11-20T08:00:00.000Z

/* Parses a date-time with any offset ('T', 't' or one blank between date and time; 'Z' or 'z';
 * fractions cut to ms; second 60 only where a leap second can be: 23:59:60 UTC on the last day of
 * June or December, and it means the second after). Instants outside the years 0000 to 9999 in UTC
 * are refused. False leaves *out alone. */
bool rfc3339_parse(str text, msec *out);

/* Parses a bare date YYYY-MM-DD as 00:00:00Z of that day. */
bool rfc3339_parse_date(str text, msec *out);

/* Writes "2026-11-20T08:00:00.000Z" (RFC3339_MS_BYTES bytes, no NUL) to `out`. An instant outside
 * the years 0000 to 9999 is written as the nearer end of them. */
void rfc3339_format_ms(msec at, char out[RFC3339_MS_BYTES]);
