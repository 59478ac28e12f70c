// incident_config_time.c -- the moments in the life of incidents, and durations between them.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_config.h"
#include "core/incident_config_rules.h"
#include "store/coordination_store.h"

// ---- timestamps ----

static enum err check_timestamp(struct ctx *c, const struct incident_timestamp *timestamp)
{
    const struct named_rows rows = NAMED_ROWS(c->directory->timestamps, "timestamp");
    return config_check(c, &rows, timestamp->id, timestamp->name);
}

static int timestamp_rank(const struct directory *d, int wanted)
{
    if (wanted >= 0 || d->timestamps.count == 0)
        return wanted >= 0 ? wanted : 0;
    return config_next_rank(d->timestamps.items[d->timestamps.count - 1].rank);
}

enum err timestamp_create(struct ctx *c, struct incident_timestamp *timestamp)
{
    TRY(check_timestamp(c, timestamp));
    timestamp->rank = timestamp_rank(c->directory, timestamp->rank);
    timestamp->set_by = TIMESTAMP_BY_HAND;
    TRY(ctx_stamp(c, &timestamp->id, &timestamp->created_at, &timestamp->updated_at));
    return timestamp_insert(&c->store, timestamp);
}

enum err timestamp_change(struct ctx *c, struct incident_timestamp *timestamp)
{
    TRY(check_timestamp(c, timestamp));
    timestamp->updated_at = config_touch(c, timestamp->updated_at);
    return timestamp_update(&c->store, timestamp);
}

static const struct duration_metric *metric_of(const struct directory *d, int64_t timestamp_id)
{
    for (size_t i = 0; i < d->metrics.count; i++) {
        const struct duration_metric *metric = &d->metrics.items[i];
        if (metric->from_id == timestamp_id || metric->to_id == timestamp_id)
            return metric;
    }
    return NULL;
}

enum err timestamp_remove(struct ctx *c, const struct incident_timestamp *timestamp)
{
    const struct duration_metric *metric = metric_of(c->directory, timestamp->id);
    bool has_values = false;
    if (timestamp->set_by != TIMESTAMP_BY_HAND)
        return config_check_removal(c, S("moves of incidents set this timestamp"));
    if (metric != NULL)
        return config_check_removal(c, STR_JOIN(c->store.arena,
                                                S("this timestamp is used by the duration metric "),
                                                metric->name));
    TRY(config_check_removal(c, (str){0}));
    TRY(timestamp_delete(&c->store, timestamp->id)); // and then: see incident_hold.h
    TRY(timestamp_has_values(&c->store, timestamp->id, &has_values));
    return has_values
               ? ctx_fail(c, ERR_INVALID, S("id"), S("incidents have a value of this timestamp"))
               : OK;
}

// ---- durations ----

static enum err check_metric(struct ctx *c, const struct duration_metric *metric)
{
    const struct named_rows rows = NAMED_ROWS(c->directory->metrics, "duration metric");
    TRY(config_check(c, &rows, metric->id, metric->name));
    if (directory_timestamp(c->directory, metric->from_id) == NULL)
        return ctx_fail(c, ERR_INVALID, S("from_timestamp_id"),
                        S("from_timestamp_id names no timestamp"));
    if (directory_timestamp(c->directory, metric->to_id) == NULL)
        return ctx_fail(c, ERR_INVALID, S("to_timestamp_id"),
                        S("to_timestamp_id names no timestamp"));
    if (metric->from_id == metric->to_id)
        return ctx_fail(c, ERR_INVALID, S("to_timestamp_id"),
                        S("to_timestamp_id must be another timestamp"));
    return OK;
}

enum err metric_create(struct ctx *c, struct duration_metric *metric)
{
    TRY(check_metric(c, metric));
    TRY(ctx_stamp(c, &metric->id, &metric->created_at, &metric->updated_at));
    return metric_insert(&c->store, metric);
}

enum err metric_change(struct ctx *c, struct duration_metric *metric)
{
    TRY(check_metric(c, metric));
    metric->updated_at = config_touch(c, metric->updated_at);
    return metric_update(&c->store, metric);
}

enum err metric_remove(struct ctx *c, const struct duration_metric *metric)
{
    TRY(config_check_removal(c, (str){0}));
    return metric_delete(&c->store, metric->id);
}
