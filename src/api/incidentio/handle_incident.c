// handle_incident.c -- reading, declaring and editing incidents.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/incidentio.h"
#include "api/incidentio/incidents.h"

#include "core/incident_change.h"

enum err incidentio_incident_get(struct api_request *q)
{
    struct incident_handle handle = {0};
    TRY(incidentio_find_incident(q, api_param(q, 0), &handle));
    return incidentio_answer_incident(q, handle.id);
}

// ---- declaring ----

enum err incidentio_incident_create(struct api_request *q)
{
    struct declaration declaration = {0};
    int64_t id = 0;
    TRY(incidentio_read_declaration(q, &declaration));
    TRY(incident_declare(&q->ctx, &declaration, &id));
    return incidentio_answer_incident(q, id);
}

// ---- editing ----

#define TO(category) (1u << CATEGORY_##category)

// Where an incident may go from a category; within one it may always.
static const unsigned moves[CATEGORY_COUNT] = {
    [CATEGORY_TRIAGE] = TO(LIVE) | TO(DECLINED) | TO(MERGED) | TO(CANCELED),
    [CATEGORY_LIVE] =
        TO(PAUSED) | TO(LEARNING) | TO(CLOSED) | TO(CANCELED) | TO(DECLINED) | TO(MERGED),
    [CATEGORY_PAUSED] = TO(LIVE) | TO(LEARNING) | TO(CLOSED),
    [CATEGORY_LEARNING] = TO(CLOSED),
};

static enum err check_move(struct api_request *q, const struct incident *incident,
                           const struct incident_status *to)
{
    const struct incident_status *from = directory_status(q->ctx.directory, incident->status_id);
    CHECK(from != NULL);
    if (to == NULL || from->category == to->category ||
        (moves[from->category] >> to->category & 1) != 0)
        return OK;
    return incidentio_refuse(q, S("incident.incident_status_id"),
                             STR_JOIN(q->ctx.store.arena, S(" must not go from "),
                                      status_category_words[from->category], S(" to "),
                                      status_category_words[to->category]));
}

enum err incidentio_incident_edit(struct api_request *q)
{
    struct incident_handle handle = {0};
    struct incident incident = {0};
    struct coordination wanted = {0};
    TRY(incidentio_find_incident(q, api_param(q, 0), &handle));
    TRY(incidentio_read_edit(q, &wanted));
    TRY(incident_load_locked(&q->ctx, &handle, &incident));
    TRY(check_move(q, &incident, wanted.status));
    TRY(incident_coordinate(&q->ctx, &incident, &wanted));
    return incidentio_answer_incident(q, handle.id);
}
