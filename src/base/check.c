// check.c -- the end of a process whose invariants no longer hold.
// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"

#include <stdio.h>
#include <stdlib.h>

static void put_escaped(const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            (void)fputc('\\', stderr);
        (void)fputc(*text, stderr);
    }
}

/* A line of the log like every other; by hand, because what the log stands on may be what is
 * broken. */
_Noreturn void check_failed(const char *file, int line, const char *condition)
{
    (void)fputs("{\"level\":\"fatal\",\"event\":\"check_failed\",\"condition\":\"", stderr);
    put_escaped(condition);
    (void)fprintf(stderr, "\",\"at\":\"%s:%d\"}\n", file, line);
    abort();
}
