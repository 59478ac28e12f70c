// handle_type.c -- /v1/incident_types.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/configuration.h"
#include "api/incidentio/incidentio.h"
#include "core/configure.h"
#include "core/incident_config.h"

// ---- reading ----

enum err incidentio_type_list(struct api_request *q)
{
    const struct directory *d = q->ctx.directory;
    jw_obj(&q->w, ITEM);
    jw_arr(&q->w, S("incident_types"));
    for (size_t i = 0; i < d->types.count; i++)
        incidentio_write_type(q, ITEM, &d->types.items[i]);
    jw_end(&q->w);
    jw_end(&q->w);
    return OK;
}

static enum err find_type(struct api_request *q, const struct incident_type **out)
{
    *out = directory_type(q->ctx.directory, incidentio_path_id(q, 0, ID_INCIDENT_TYPE));
    return *out == NULL ? incidentio_no_such(q, S("incident type")) : OK;
}

static enum err answer_type(struct api_request *q, const struct incident_type *type)
{
    jw_obj(&q->w, ITEM);
    incidentio_write_type(q, S("incident_type"), type);
    jw_end(&q->w);
    return OK;
}

enum err incidentio_type_get(struct api_request *q)
{
    const struct incident_type *type = NULL;
    TRY(find_type(q, &type));
    return answer_type(q, type);
}

// ---- writing ----

enum { TRIAGE_OPTIONAL, TRIAGE_ALWAYS, TRIAGE_COUNT };
static const str triage_words[TRIAGE_COUNT] = {S("optional"), S("always")};

struct type_body {
    str name;
    str description;
    struct bind_bool is_default;
    struct bind_bool is_private_only;
    int create_in_triage;
};

static const struct bind_field type_fields[] = {
    INCIDENTIO_NAME(struct type_body, NAME_MAX_BYTES),
    INCIDENTIO_DESCRIPTION(struct type_body),
    BIND_FIELD("is_default", BOOL, struct type_body, is_default),
    BIND_FIELD("private_incidents_only", BOOL, struct type_body, is_private_only),
    BIND_FIELD("create_in_triage", WORD, struct type_body, create_in_triage, .words = triage_words,
               .word_count = TRIAGE_COUNT),
};
const struct route_doc incidentio_type_doc = {
    .body = {BIND_TABLE(type_fields)},
    .required = S("description"),
};

/* What the body says, over what is there. */
static enum err merge(struct api_request *q, struct incident_type *type)
{
    struct type_body body = {
        .is_default = {.value = type->is_default},
        .is_private_only = {.value = type->is_private_only},
        .create_in_triage = type->create_in_triage ? TRIAGE_ALWAYS : TRIAGE_OPTIONAL,
    };
    TRY(api_bind(q, type_fields, ARRAY_LEN(type_fields), &body));
    TRY(incidentio_require(q, S("description"), body.description));
    type->name = body.name;
    type->description = body.description;
    type->is_default = body.is_default.value;
    type->is_private_only = body.is_private_only.value;
    type->create_in_triage = body.create_in_triage == TRIAGE_ALWAYS;
    return OK;
}

static enum err answer_written(struct api_request *q, int64_t id)
{
    TRY(ctx_refresh(&q->ctx));
    const struct incident_type *type = directory_type(q->ctx.directory, id);
    CHECK(type != NULL);
    return answer_type(q, type);
}

enum err incidentio_type_create(struct api_request *q)
{
    struct incident_type type = {0};
    TRY(merge(q, &type));
    TRY(type_create(&q->ctx, &type));
    return answer_written(q, type.id);
}

enum err incidentio_type_update(struct api_request *q)
{
    const struct incident_type *found = NULL;
    TRY(find_type(q, &found));
    struct incident_type type = *found;
    TRY(merge(q, &type));
    TRY(type_change(&q->ctx, &type));
    return answer_written(q, type.id);
}

enum err incidentio_type_delete(struct api_request *q)
{
    const struct incident_type *type = NULL;
    TRY(find_type(q, &type));
    return type_remove(&q->ctx, type);
}
