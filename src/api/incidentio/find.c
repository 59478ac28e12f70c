// find.c -- incidents that paths, parameters and members of a body name.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/incidentio.h"
#include "core/incident_find.h"

enum err incidentio_refuse_missing(struct api_request *q, str field, str why)
{
    return fail_as(&q->ctx.error, FLAW_MISSING, field, STR_JOIN(q->ctx.store.arena, field, why));
}

static bool is_reference(str text)
{
    return text.n > 4 && str_eq_nocase(str_slice(text, 0, 4), S("INC-"));
}

enum err incidentio_find_incident(struct api_request *q, str text, struct incident_handle *out)
{
    const int64_t id = incidentio_id(q, ID_INCIDENT, text);
    int64_t number = 0;
    if (id != 0)
        return incident_find_id(&q->ctx, id, out);
    if (str_to_i64(text, &number)) // that of INC-n here
        text = STR_JOIN(q->ctx.store.arena, S("INC-"), text);
    return incident_find(&q->ctx, text, 0, out);
}

enum err incidentio_incident_named(struct api_request *q, str field, str text,
                                   struct incident_handle *out)
{
    if (text.n == 0)
        return incidentio_refuse_missing(q, field, S(" is required"));
    const bool is_named = incidentio_id(q, ID_INCIDENT, text) != 0 || is_reference(text);
    const enum err found = is_named ? incidentio_find_incident(q, text, out) : ERR_NOT_FOUND;
    if (found != ERR_NOT_FOUND)
        return found;
    q->ctx.error = (struct errinfo){0};
    return incidentio_refuse(q, field, S(" must be the id of an incident"));
}
