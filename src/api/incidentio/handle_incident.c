// handle_incident.c -- reading, declaring and editing incidents.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/incidentio.h"
#include "api/incidentio/incidents.h"

#include "core/incident_find.h"

/* The incident that the path names: by its ULID, its number, INC-n, or what it is called elsewhere.
 */
static enum err find(struct api_request *q, struct incident_handle *out)
{
    struct arena *arena = q->ctx.store.arena;
    const int64_t id = incidentio_path_id(q, 0, ID_INCIDENT);
    int64_t number = 0;
    str name = api_param(q, 0);
    if (id != 0)
        name = str_from_i64(arena, id);
    else if (str_to_i64(name, &number))
        name = STR_JOIN(arena, S("INC-"), name);
    return incident_find(&q->ctx, name, 0, out);
}

enum err incidentio_incident_get(struct api_request *q)
{
    struct incident_handle handle = {0};
    TRY(find(q, &handle));
    return incidentio_answer_incident(q, handle.id);
}
