// err.c -- recording an error once.
// SPDX-License-Identifier: Apache-2.0
#include "base/err.h"

static const str names[ERR_COUNT] = {
    [OK] = S("ok"),
    [ERR_INVALID] = S("invalid"),
    [ERR_UNAUTHENTICATED] = S("unauthenticated"),
    [ERR_FORBIDDEN] = S("forbidden"),
    [ERR_NOT_FOUND] = S("not_found"),
    [ERR_METHOD] = S("method_not_allowed"),
    [ERR_CONFLICT] = S("conflict"),
    [ERR_PRECONDITION] = S("precondition_failed"),
    [ERR_TOO_LARGE] = S("too_large"),
    [ERR_RATE_LIMITED] = S("rate_limited"),
    [ERR_TIMEOUT] = S("timeout"),
    [ERR_UNAVAILABLE] = S("unavailable"),
    [ERR_INTERNAL] = S("internal"),
};

enum err fail(struct errinfo *info, enum err kind, str field, str message)
{
    if (info->kind == OK)
        *info = (struct errinfo){.kind = kind, .field = field, .message = message};
    return kind;
}

enum err fail_as(struct errinfo *info, enum flaw flaw, str field, str message)
{
    if (info->kind == OK)
        *info =
            (struct errinfo){.kind = ERR_INVALID, .flaw = flaw, .field = field, .message = message};
    return ERR_INVALID;
}

str err_name(enum err kind)
{
    CHECK(kind < ERR_COUNT);
    return names[kind];
}
