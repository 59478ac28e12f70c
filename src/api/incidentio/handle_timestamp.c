// handle_timestamp.c -- /v2/incident_timestamps.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/configuration.h"
#include "api/incidentio/incidentio.h"
#include "core/configure.h"
#include "core/incident_config.h"

// ---- reading ----

static void write_timestamp(struct api_request *q, str key,
                            const struct incident_timestamp *timestamp)
{
    jw_obj(&q->w, key);
    incidentio_write_id(q, S("id"), ID_TIMESTAMP, timestamp->id, timestamp->created_at);
    jw_str(&q->w, S("name"), timestamp->name);
    jw_i64(&q->w, S("rank"), timestamp->rank);
    jw_end(&q->w);
}

enum err incidentio_timestamp_list(struct api_request *q)
{
    const struct directory *d = q->ctx.directory;
    jw_obj(&q->w, ITEM);
    jw_arr(&q->w, S("incident_timestamps"));
    for (size_t i = 0; i < d->timestamps.count; i++)
        write_timestamp(q, ITEM, &d->timestamps.items[i]);
    jw_end(&q->w);
    jw_end(&q->w);
    return OK;
}

static enum err find_timestamp(struct api_request *q, const struct incident_timestamp **out)
{
    *out = directory_timestamp(q->ctx.directory, incidentio_path_id(q, 0, ID_TIMESTAMP));
    return *out == NULL ? incidentio_no_such(q, S("incident timestamp")) : OK;
}

static enum err answer_timestamp(struct api_request *q, const struct incident_timestamp *timestamp)
{
    jw_obj(&q->w, ITEM);
    write_timestamp(q, S("incident_timestamp"), timestamp);
    jw_end(&q->w);
    return OK;
}

enum err incidentio_timestamp_get(struct api_request *q)
{
    const struct incident_timestamp *timestamp = NULL;
    TRY(find_timestamp(q, &timestamp));
    return answer_timestamp(q, timestamp);
}

// ---- writing ----

struct timestamp_body {
    str name;
    struct bind_integer rank;
};

static const struct bind_field timestamp_fields[] = {
    INCIDENTIO_NAME(struct timestamp_body, NAME_MAX_BYTES),
    INCIDENTIO_RANK(struct timestamp_body),
};
const struct route_doc incidentio_timestamp_doc = {.body = {BIND_TABLE(timestamp_fields)}};

/* What the body says, over what is there. */
static enum err merge(struct api_request *q, struct incident_timestamp *timestamp)
{
    struct timestamp_body body = {0};
    TRY(api_bind(q, timestamp_fields, ARRAY_LEN(timestamp_fields), &body));
    timestamp->name = body.name;
    timestamp->rank = incidentio_rank(body.rank, timestamp->rank);
    return OK;
}

static enum err answer_written(struct api_request *q, int64_t id)
{
    TRY(ctx_refresh(&q->ctx));
    const struct incident_timestamp *timestamp = directory_timestamp(q->ctx.directory, id);
    CHECK(timestamp != NULL);
    return answer_timestamp(q, timestamp);
}

enum err incidentio_timestamp_create(struct api_request *q)
{
    struct incident_timestamp timestamp = {.rank = -1};
    TRY(merge(q, &timestamp));
    TRY(timestamp_create(&q->ctx, &timestamp));
    return answer_written(q, timestamp.id);
}

enum err incidentio_timestamp_update(struct api_request *q)
{
    const struct incident_timestamp *found = NULL;
    TRY(find_timestamp(q, &found));
    struct incident_timestamp timestamp = *found;
    TRY(merge(q, &timestamp));
    TRY(timestamp_change(&q->ctx, &timestamp));
    return answer_written(q, timestamp.id);
}

enum err incidentio_timestamp_delete(struct api_request *q)
{
    const struct incident_timestamp *timestamp = NULL;
    TRY(find_timestamp(q, &timestamp));
    return timestamp_remove(&q->ctx, timestamp);
}
