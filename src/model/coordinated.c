// coordinated.c -- durations between the moments of an incident.
// SPDX-License-Identifier: Apache-2.0
#include "model/coordinated.h"

#define X(name, text) S(text),
const str duration_status_words[DURATION_STATUS_COUNT] = {DURATION_STATUSES(X)};
#undef X

enum duration_status duration_status_of(msec from, msec to, bool is_over)
{
    if (from != 0 && to != 0)
        return from <= to ? DURATION_SUCCESS : DURATION_INVALID;
    return is_over ? DURATION_MISSING : DURATION_CALCULATING;
}
