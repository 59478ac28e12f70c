// err.h -- what can go wrong, and where it is written down.
//
// A fallible function returns enum err. The detail is recorded once, where it is known, in the
// request's errinfo; callers pass the code up with TRY. The first error recorded wins.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/str.h"

enum err {
    OK = 0,
    ERR_INVALID,         // the request is wrong; field says which part
    ERR_UNAUTHENTICATED, // no credential, or an unknown one
    ERR_FORBIDDEN,       // a known credential without the permission
    ERR_NOT_FOUND,       // no such thing, or not for this credential
    ERR_METHOD,          // the path exists, the method does not
    ERR_CONFLICT,        // a uniqueness rule refused it
    ERR_PRECONDITION,    // what the client had read has changed since
    ERR_TOO_LARGE,       // above a limit of limits.h
    ERR_RATE_LIMITED,    // too many
    ERR_TIMEOUT,         // a bounded wait ended
    ERR_UNAVAILABLE,     // cannot now, may later: disk full, queue full, database away
    ERR_INTERNAL,        // our fault
    ERR_COUNT
};

// What is wrong with a field, for dialects that tell these apart.
enum flaw {
    FLAW_VALUE,   // it says what cannot be
    FLAW_MISSING, // it is not there, or empty
    FLAW_FORM,    // it cannot be read: no JSON, or of another JSON type
};

struct errinfo {
    enum err kind;
    enum flaw flaw; // of ERR_INVALID
    str field;      // the parameter or body key at fault, as spelt on the wire; absent if none
    str message;    // one sentence for a person, in the request's arena or the program text
};

/* Records kind, field and message unless an error is recorded already; returns kind. */
enum err fail(struct errinfo *info, enum err kind, str field, str message);

/* ERR_INVALID with its flaw; fail() records FLAW_VALUE. */
enum err fail_as(struct errinfo *info, enum flaw flaw, str field, str message);

/* "invalid", "not_found", ...: for logs. */
str err_name(enum err kind);

// Hands an error up. It hides no cleanup, because memory dies with its arena and the rest with its
// scope.
#define TRY(call)                                                                                  \
    do {                                                                                           \
        const enum err try_result = (call);                                                        \
        if (try_result != OK)                                                                      \
            return try_result;                                                                     \
    } while (0)
