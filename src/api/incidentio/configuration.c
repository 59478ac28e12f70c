// configuration.c -- what the handlers of configuration share.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/configuration.h"

enum err incidentio_require(struct api_request *q, str field, str value)
{
    if (value.p != NULL)
        return OK;
    return fail_as(&q->ctx.error, FLAW_MISSING, field,
                   STR_JOIN(q->ctx.store.arena, field, S(" is required")));
}
