// handle_membership.c -- /v1/incident_memberships: who may see a private incident.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/documents.h"
#include "api/incidentio/incidentio.h"
#include "core/membership.h"

struct membership_body {
    str incident_id;
    str user_id;
};

static const struct bind_field membership_fields[] = {
    BIND_FIELD("incident_id", TEXT, struct membership_body, incident_id, .required = true),
    BIND_FIELD("user_id", TEXT, struct membership_body, user_id, .required = true),
};
const struct route_doc incidentio_membership_doc = {.body = {BIND_TABLE(membership_fields)}};

static enum err read_body(struct api_request *q, struct incident_handle *out_handle,
                          int64_t *out_user_id)
{
    struct membership_body body = {0};
    TRY(api_bind(q, membership_fields, ARRAY_LEN(membership_fields), &body));
    TRY(incidentio_incident_named(q, S("incident_id"), body.incident_id, out_handle));
    *out_user_id = incidentio_id(q, ID_USER, body.user_id);
    return OK;
}

enum err incidentio_membership_create(struct api_request *q)
{
    struct incident_handle handle = {0};
    struct membership membership = {0};
    TRY(read_body(q, &handle, &membership.user_id));
    TRY(membership_create(&q->ctx, &handle, &membership));
    jw_obj(&q->w, ITEM);
    jw_obj(&q->w, S("incident_membership"));
    incidentio_write_time(q, S("created_at"), membership.created_at);
    incidentio_write_id(q, S("id"), ID_MEMBERSHIP, membership.id, membership.created_at);
    incidentio_write_id(q, S("incident_id"), ID_INCIDENT, handle.id,
                        membership.incident_created_at);
    incidentio_write_time(q, S("updated_at"), membership.updated_at);
    incidentio_write_user(q, S("user"), directory_user(q->ctx.directory, membership.user_id));
    jw_end(&q->w);
    jw_end(&q->w);
    return OK;
}

enum err incidentio_membership_revoke(struct api_request *q)
{
    struct incident_handle handle = {0};
    int64_t user_id = 0;
    TRY(read_body(q, &handle, &user_id));
    return membership_revoke(&q->ctx, &handle, user_id);
}
