// handle_role.c -- /v2/incident_roles.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/configuration.h"
#include "api/incidentio/incidentio.h"
#include "core/configure.h"
#include "core/incident_config.h"

// ---- reading ----

enum err incidentio_role_list(struct api_request *q)
{
    const struct directory *d = q->ctx.directory;
    jw_obj(&q->w, ITEM);
    jw_arr(&q->w, S("incident_roles"));
    for (size_t i = 0; i < d->incident_roles.count; i++)
        incidentio_write_role(q, ITEM, &d->incident_roles.items[i]);
    jw_end(&q->w);
    jw_end(&q->w);
    return OK;
}

static enum err find_role(struct api_request *q, const struct incident_role **out)
{
    *out = directory_incident_role(q->ctx.directory, incidentio_path_id(q, 0, ID_INCIDENT_ROLE));
    return *out == NULL ? incidentio_no_such(q, S("incident role")) : OK;
}

static enum err answer_role(struct api_request *q, const struct incident_role *role)
{
    jw_obj(&q->w, ITEM);
    incidentio_write_role(q, S("incident_role"), role);
    jw_end(&q->w);
    return OK;
}

enum err incidentio_role_get(struct api_request *q)
{
    const struct incident_role *role = NULL;
    TRY(find_role(q, &role));
    return answer_role(q, role);
}

// ---- writing ----

struct role_body {
    str name;
    str description;
    str shortform;
    str instructions;
};

static const struct bind_field role_fields[] = {
    INCIDENTIO_NAME(struct role_body, NAME_MAX_BYTES),
    BIND_FIELD("description", TEXT, struct role_body, description, .required = true,
               .max = CONFIG_TEXT_MAX_BYTES),
    BIND_FIELD("shortform", TEXT, struct role_body, shortform, .max = CONFIG_NAME_MAX_BYTES),
    BIND_FIELD("instructions", TEXT, struct role_body, instructions, .max = CONFIG_TEXT_MAX_BYTES),
};
const struct route_doc incidentio_role_doc = {
    .body = {BIND_TABLE(role_fields)},
    .required = S("instructions shortform"),
};

static enum err merge(struct api_request *q, struct incident_role *role)
{
    struct role_body body = {0};
    TRY(api_bind(q, role_fields, ARRAY_LEN(role_fields), &body));
    TRY(incidentio_require(q, S("shortform"), body.shortform));
    TRY(incidentio_require(q, S("instructions"), body.instructions));
    role->name = body.name;
    role->description = body.description;
    role->shortform = body.shortform;
    role->instructions = body.instructions;
    return OK;
}

static enum err answer_written(struct api_request *q, int64_t id)
{
    TRY(ctx_refresh(&q->ctx));
    const struct incident_role *role = directory_incident_role(q->ctx.directory, id);
    CHECK(role != NULL);
    return answer_role(q, role);
}

enum err incidentio_role_create(struct api_request *q)
{
    struct incident_role role = {0};
    TRY(merge(q, &role));
    TRY(incident_role_create(&q->ctx, &role));
    return answer_written(q, role.id);
}

enum err incidentio_role_update(struct api_request *q)
{
    const struct incident_role *found = NULL;
    TRY(find_role(q, &found));
    struct incident_role role = *found;
    TRY(merge(q, &role));
    TRY(incident_role_change(&q->ctx, &role));
    return answer_written(q, role.id);
}

enum err incidentio_role_delete(struct api_request *q)
{
    const struct incident_role *role = NULL;
    TRY(find_role(q, &role));
    return incident_role_remove(&q->ctx, role);
}
