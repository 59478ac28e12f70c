// handle_status.c -- /v1/incident_statuses.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/configuration.h"
#include "api/incidentio/incidentio.h"
#include "core/incident_config.h"

// What Spike's clients see of a status; our own field, as is what ilert's see (public_status).
static const str response_words[RESPONSE_STATE_COUNT] = {
    [RESPONSE_TRIGGERED] = S("NACK"),
    [RESPONSE_ACKNOWLEDGED] = S("ACK"),
    [RESPONSE_RESOLVED] = S("RES"),
};

// ---- reading ----

static void write_status(struct api_request *q, str key, const struct incident_status *status)
{
    jw_obj(&q->w, key);
    incidentio_write_status_members(q, status);
    jw_str(&q->w, S("public_status"), public_status_words[status->public_status]);
    jw_str(&q->w, S("response_state"), response_words[status->response_state]);
    jw_end(&q->w);
}

enum err incidentio_status_list(struct api_request *q)
{
    const struct directory *d = q->ctx.directory;
    jw_obj(&q->w, ITEM);
    jw_arr(&q->w, S("incident_statuses"));
    for (size_t i = 0; i < d->statuses.count; i++)
        write_status(q, ITEM, &d->statuses.items[i]);
    jw_end(&q->w);
    jw_end(&q->w);
    return OK;
}

static enum err find_status(struct api_request *q, const struct incident_status **out)
{
    *out = directory_status(q->ctx.directory, incidentio_path_id(q, 0, ID_STATUS));
    return *out == NULL ? incidentio_no_such(q, S("incident status")) : OK;
}

static enum err answer_status(struct api_request *q, const struct incident_status *status)
{
    jw_obj(&q->w, ITEM);
    write_status(q, S("incident_status"), status);
    jw_end(&q->w);
    return OK;
}

enum err incidentio_status_get(struct api_request *q)
{
    const struct incident_status *status = NULL;
    TRY(find_status(q, &status));
    return answer_status(q, status);
}

static enum err answer_written(struct api_request *q, int64_t id)
{
    TRY(ctx_refresh(&q->ctx));
    const struct incident_status *status = directory_status(q->ctx.directory, id);
    CHECK(status != NULL);
    return answer_status(q, status);
}

// ---- writing ----

struct status_body {
    str name;
    str description;
    int category;
    int response_state; // this and the next: -1 when not said
    int public_status;
};

static const struct bind_field name_fields[] = {
    INCIDENTIO_NAME(struct status_body, CONFIG_NAME_MAX_BYTES),
    INCIDENTIO_DESCRIPTION(struct status_body),
};
static const str category_words[] = {S("live"), S("learning"), S("closed")};
static const enum status_category categories[] = {CATEGORY_LIVE, CATEGORY_LEARNING,
                                                  CATEGORY_CLOSED};
static const struct bind_field meaning_fields[] = {
    BIND_FIELD("category", WORD, struct status_body, category, .required = true,
               .words = category_words, .word_count = ARRAY_LEN(category_words)),
    BIND_FIELD("response_state", WORD, struct status_body, response_state, .words = response_words,
               .word_count = ARRAY_LEN(response_words)),
    BIND_FIELD("public_status", WORD, struct status_body, public_status,
               .words = public_status_words, .word_count = PUBLIC_STATUS_COUNT),
};
const struct route_doc incidentio_status_create_doc = {
    .body = {BIND_TABLE(name_fields), BIND_TABLE(meaning_fields)},
    .required = S("description"),
};
const struct route_doc incidentio_status_update_doc = {
    .body = {BIND_TABLE(name_fields)},
    .required = S("description"),
};

static enum err read_names(struct api_request *q, struct status_body *body)
{
    TRY(api_bind(q, name_fields, ARRAY_LEN(name_fields), body));
    return incidentio_require(q, S("description"), body->description);
}

static void settle_meaning(const struct status_body *body, struct incident_status *status)
{
    status_mean_usual(status);
    if (body->response_state >= 0)
        status->response_state = (enum response_state)body->response_state;
    if (body->public_status >= 0)
        status->public_status = (enum public_status)body->public_status;
}

enum err incidentio_status_create(struct api_request *q)
{
    struct status_body body = {.response_state = -1, .public_status = -1};
    TRY(read_names(q, &body));
    TRY(api_bind(q, meaning_fields, ARRAY_LEN(meaning_fields), &body));
    struct incident_status status = {
        .name = body.name,
        .description = body.description,
        .category = categories[body.category],
    };
    settle_meaning(&body, &status);
    TRY(status_create(&q->ctx, &status));
    return answer_written(q, status.id);
}

enum err incidentio_status_update(struct api_request *q)
{
    const struct incident_status *found = NULL;
    struct status_body body = {0};
    TRY(find_status(q, &found));
    TRY(read_names(q, &body));
    struct incident_status status = *found;
    status.name = body.name;
    status.description = body.description;
    TRY(status_change(&q->ctx, &status));
    return answer_written(q, status.id);
}

enum err incidentio_status_delete(struct api_request *q)
{
    const struct incident_status *status = NULL;
    TRY(find_status(q, &status));
    return status_remove(&q->ctx, status);
}
