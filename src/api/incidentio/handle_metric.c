// handle_metric.c -- /v2/duration_metrics, which the vendor lacks: from one timestamp to another.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/configuration.h"
#include "api/incidentio/incidentio.h"
#include "core/configure.h"
#include "core/incident_config.h"

// ---- reading ----

static void write_end(struct api_request *q, str key, int64_t timestamp_id)
{
    const struct incident_timestamp *timestamp =
        directory_timestamp(q->ctx.directory, timestamp_id);
    CHECK(timestamp != NULL);
    incidentio_write_id(q, key, ID_TIMESTAMP, timestamp->id, timestamp->created_at);
}

static void write_metric(struct api_request *q, str key, const struct duration_metric *metric)
{
    jw_obj(&q->w, key);
    write_end(q, S("from_timestamp_id"), metric->from_id);
    incidentio_write_id(q, S("id"), ID_DURATION_METRIC, metric->id, metric->created_at);
    jw_str(&q->w, S("name"), metric->name);
    write_end(q, S("to_timestamp_id"), metric->to_id);
    incidentio_write_times(q, metric->created_at, metric->updated_at);
    jw_end(&q->w);
}

enum err incidentio_metric_list(struct api_request *q)
{
    const struct directory *d = q->ctx.directory;
    jw_obj(&q->w, ITEM);
    jw_arr(&q->w, S("duration_metrics"));
    for (size_t i = 0; i < d->metrics.count; i++)
        write_metric(q, ITEM, &d->metrics.items[i]);
    jw_end(&q->w);
    jw_end(&q->w);
    return OK;
}

static enum err find_metric(struct api_request *q, const struct duration_metric **out)
{
    *out = directory_metric(q->ctx.directory, incidentio_path_id(q, 0, ID_DURATION_METRIC));
    return *out == NULL ? incidentio_no_such(q, S("duration metric")) : OK;
}

static enum err answer_metric(struct api_request *q, const struct duration_metric *metric)
{
    jw_obj(&q->w, ITEM);
    write_metric(q, S("duration_metric"), metric);
    jw_end(&q->w);
    return OK;
}

enum err incidentio_metric_get(struct api_request *q)
{
    const struct duration_metric *metric = NULL;
    TRY(find_metric(q, &metric));
    return answer_metric(q, metric);
}

// ---- writing ----

struct metric_body {
    str name;
    str from;
    str to;
};

static const struct bind_field metric_fields[] = {
    INCIDENTIO_NAME(struct metric_body, NAME_MAX_BYTES),
    BIND_FIELD("from_timestamp_id", TEXT, struct metric_body, from, .required = true),
    BIND_FIELD("to_timestamp_id", TEXT, struct metric_body, to, .required = true),
};
const struct route_doc incidentio_metric_doc = {.body = {BIND_TABLE(metric_fields)}};

static enum err merge(struct api_request *q, struct duration_metric *metric)
{
    struct metric_body body = {0};
    TRY(api_bind(q, metric_fields, ARRAY_LEN(metric_fields), &body));
    metric->name = body.name;
    metric->from_id = incidentio_id(q, ID_TIMESTAMP, body.from);
    metric->to_id = incidentio_id(q, ID_TIMESTAMP, body.to);
    return OK;
}

static enum err answer_written(struct api_request *q, int64_t id)
{
    TRY(ctx_refresh(&q->ctx));
    const struct duration_metric *metric = directory_metric(q->ctx.directory, id);
    CHECK(metric != NULL);
    return answer_metric(q, metric);
}

enum err incidentio_metric_create(struct api_request *q)
{
    struct duration_metric metric = {0};
    TRY(merge(q, &metric));
    TRY(metric_create(&q->ctx, &metric));
    return answer_written(q, metric.id);
}

enum err incidentio_metric_update(struct api_request *q)
{
    const struct duration_metric *found = NULL;
    TRY(find_metric(q, &found));
    struct duration_metric metric = *found;
    TRY(merge(q, &metric));
    TRY(metric_change(&q->ctx, &metric));
    return answer_written(q, metric.id);
}

enum err incidentio_metric_delete(struct api_request *q)
{
    const struct duration_metric *metric = NULL;
    TRY(find_metric(q, &metric));
    return metric_remove(&q->ctx, metric);
}
