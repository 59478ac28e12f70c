// handle_severity.c -- /v1/severities.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/configuration.h"
#include "api/incidentio/incidentio.h"
#include "core/incident_config.h"

// Spike's words; ours, for the severity that is one of them.
static const str spike_words[SPIKE_LEVEL_MAX + 1] = {S("none"), S("sev1"), S("sev2"), S("sev3")};

// ---- reading ----

static void write_severity(struct api_request *q, str key, const struct severity *severity)
{
    jw_obj(&q->w, key);
    incidentio_write_severity_members(q, severity);
    if (severity->spike_level != SPIKE_LEVEL_NONE)
        jw_str(&q->w, S("spike_severity"), spike_words[severity->spike_level]);
    jw_end(&q->w);
}

enum err incidentio_severity_list(struct api_request *q)
{
    const struct directory *d = q->ctx.directory;
    jw_obj(&q->w, ITEM);
    jw_arr(&q->w, S("severities"));
    for (size_t i = 0; i < d->severities.count; i++)
        write_severity(q, ITEM, &d->severities.items[i]);
    jw_end(&q->w);
    jw_end(&q->w);
    return OK;
}

static enum err find_severity(struct api_request *q, const struct severity **out)
{
    *out = directory_severity(q->ctx.directory, incidentio_path_id(q, 0, ID_SEVERITY));
    return *out == NULL ? incidentio_no_such(q, S("severity")) : OK;
}

static enum err answer_severity(struct api_request *q, const struct severity *severity)
{
    jw_obj(&q->w, ITEM);
    write_severity(q, S("severity"), severity);
    jw_end(&q->w);
    return OK;
}

enum err incidentio_severity_get(struct api_request *q)
{
    const struct severity *severity = NULL;
    TRY(find_severity(q, &severity));
    return answer_severity(q, severity);
}

// ---- writing ----

struct severity_body {
    str name;
    str description;
    struct bind_integer rank;
    int spike_level;
};

static const struct bind_field severity_fields[] = {
    INCIDENTIO_NAME(struct severity_body, CONFIG_NAME_MAX_BYTES),
    INCIDENTIO_DESCRIPTION(struct severity_body),
    INCIDENTIO_RANK(struct severity_body),
    BIND_FIELD("spike_severity", WORD, struct severity_body, spike_level, .words = spike_words,
               .word_count = ARRAY_LEN(spike_words)),
};
const struct route_doc incidentio_severity_doc = {
    .body = {BIND_TABLE(severity_fields)},
    .required = S("description"),
};

/* What the body says, over what is there. */
static enum err merge(struct api_request *q, struct severity *severity)
{
    struct severity_body body = {.spike_level = severity->spike_level};
    TRY(api_bind(q, severity_fields, ARRAY_LEN(severity_fields), &body));
    TRY(incidentio_require(q, S("description"), body.description));
    severity->name = body.name;
    severity->description = body.description;
    severity->rank = incidentio_rank(body.rank, severity->rank);
    severity->spike_level = body.spike_level;
    return OK;
}

static enum err answer_written(struct api_request *q, int64_t id)
{
    TRY(ctx_refresh(&q->ctx));
    const struct severity *severity = directory_severity(q->ctx.directory, id);
    CHECK(severity != NULL);
    return answer_severity(q, severity);
}

enum err incidentio_severity_create(struct api_request *q)
{
    struct severity severity = {.rank = -1};
    TRY(merge(q, &severity));
    TRY(severity_create(&q->ctx, &severity));
    return answer_written(q, severity.id);
}

enum err incidentio_severity_update(struct api_request *q)
{
    const struct severity *found = NULL;
    TRY(find_severity(q, &found));
    struct severity severity = *found;
    TRY(merge(q, &severity));
    TRY(severity_change(&q->ctx, &severity));
    return answer_written(q, severity.id);
}

enum err incidentio_severity_delete(struct api_request *q)
{
    const struct severity *severity = NULL;
    TRY(find_severity(q, &severity));
    return severity_remove(&q->ctx, severity);
}
