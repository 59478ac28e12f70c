// check.h -- invariants and the attributes every folder uses.
//
// CHECK stays on in production: a broken invariant stops the process, the supervisor restarts it
// and the store replays what was acknowledged. Input from outside is never checked this way.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define MUST_CHECK __attribute__((warn_unused_result))
#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

#define CHECK(condition) ((condition) ? (void)0 : check_failed(__FILE__, __LINE__, #condition))

/* Writes the place and the condition to standard error and aborts. */
_Noreturn void check_failed(const char *file, int line, const char *condition);
