// check.c -- the end of a process whose invariants no longer hold.
// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void check_failed(const char *file, int line, const char *condition)
{
    (void)fprintf(stderr, "{\"level\":\"fatal\",\"event\":\"check_failed\",\"at\":\"%s:%d\"}\n%s\n",
                  file, line, condition);
    abort();
}
