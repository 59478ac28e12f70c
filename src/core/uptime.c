// uptime.c -- how services have been, and their uptime.
//
// Rows of several services come from the store as one list and are dealt out to them, each kind by
// one pass.
// SPDX-License-Identifier: Apache-2.0
#include "core/uptime.h"

#include "store/service_store.h"

// ---- from rows to services ----

/* The periods of each of the services, in the order of the rows. */
static struct period_list *deal_out(struct arena *arena, struct id_list services,
                                    const struct service_period_list *rows)
{
    struct status_period *periods = arena_array(arena, struct status_period, rows->count);
    struct period_list *lists = arena_array(arena, struct period_list, services.count);
    size_t *ends = arena_array(arena, size_t, services.count + 1); // behind it: of no service
    size_t begin = 0;
    for (size_t i = 0; i < rows->count; i++)
        ends[id_list_find(services, rows->items[i].service_id)]++;
    for (size_t i = 0; i < services.count; i++) {
        lists[i] = (struct period_list){.items = periods + begin, .count = ends[i]};
        begin += ends[i];
        ends[i] = begin - ends[i];
    }
    ends[services.count] = begin;
    for (size_t i = 0; i < rows->count; i++)
        periods[ends[id_list_find(services, rows->items[i].service_id)]++] = rows->items[i].period;
    return lists;
}

typedef enum err history_reader(struct store *s, const struct history_filter *filter,
                                struct service_period_list *out);

/* All there is, or when that is too much the newest, to each service its share. */
static enum err read_dealt(struct ctx *c, const struct history_query *query, history_reader *reader,
                           struct period_list **out)
{
    struct service_period_list rows = {0};
    struct history_filter filter = {
        .services = query->services,
        .from_at = query->from_at,
        .until_at = query->until_at,
        .most = SERVICE_HISTORY_MAX_ROWS,
    };
    enum err outcome = reader(&c->store, &filter, &rows);
    if (outcome == ERR_TOO_LARGE) {
        filter.most = SERVICE_HISTORY_MAX_ROWS / (int64_t)query->services.count;
        outcome = reader(&c->store, &filter, &rows);
    }
    TRY(outcome);
    *out = deal_out(c->store.arena, query->services, &rows);
    return OK;
}

// ---- maintenance ----

static struct status_period time_of(const struct maintenance_window *window)
{
    return (struct status_period){
        .status = SERVICE_UNDER_MAINTENANCE,
        .from_at = window_held_from(window),
        .until_at = window->ends_at,
    };
}

static struct period_list *deal_out_windows(struct ctx *c, const struct history_query *query)
{
    const struct directory *d = c->directory;
    struct service_period *items =
        arena_array(c->store.arena, struct service_period, d->window_targets.count);
    size_t count = 0;
    for (size_t i = 0; i < d->windows.count; i++) {
        const struct status_period period = time_of(&d->windows.items[i]);
        const struct window_target_list targets = directory_targets_of(d, d->windows.items[i].id);
        if (period.from_at >= query->until_at || period.until_at <= query->from_at)
            continue;
        for (size_t n = 0; n < targets.count; n++) {
            const int64_t id = targets.items[n].target_id;
            if (id_list_find(query->services, id) < query->services.count)
                items[count++] = (struct service_period){.service_id = id, .period = period};
        }
    }
    const struct service_period_list rows = {.items = items, .count = count};
    return deal_out(c->store.arena, query->services, &rows);
}

// ---- histories ----

enum err service_histories(struct ctx *c, const struct history_query *query,
                           struct period_list **out)
{
    const size_t count = query->services.count;
    struct period_list *histories = arena_array(c->store.arena, struct period_list, count);
    struct period_list *overrides = arena_array(c->store.arena, struct period_list, count);
    struct period_list *impacts = NULL, *own = NULL;
    CHECK(count <= HISTORY_SERVICES_MAX);
    TRY(read_dealt(c, query, impact_history, &impacts));
    TRY(read_dealt(c, query, own_status_history, &own));
    if (!query->ignores_overrides)
        TRY(read_dealt(c, query, override_history, &overrides));
    const struct period_list *windows = deal_out_windows(c, query);
    for (size_t i = 0; i < count; i++) {
        const struct service_record record = {
            .impacts = impacts[i],
            .windows = windows[i],
            .own = own[i],
            .overrides = overrides[i],
        };
        histories[i] = service_history(c->store.arena, &record, query->from_at, query->until_at);
    }
    *out = histories;
    return OK;
}

// ---- uptime ----

static struct uptime uptime_of(struct ctx *c, const struct period_list *history, msec from_at)
{
    const int weight = c->preferences->partial_outage_percent;
    const struct period_list past = service_history_before(c->store.arena, history, c->now);
    return (struct uptime){
        .from_at = from_at,
        .until_at = c->now,
        .outages = service_outages(c->store.arena, history, from_at),
        .percent_90 = service_uptime(&past, 90, weight),
        .percent_60 = service_uptime(&past, 60, weight),
        .percent_30 = service_uptime(&past, 30, weight),
    };
}

/* A little more than is shown is looked at, so that what is cut at the edge is judged whole. */
enum err service_uptimes(struct ctx *c, struct id_list services, struct uptime **out)
{
    const msec from_at = c->now - (msec)UPTIME_DAYS_MAX * MSEC_PER_DAY;
    const struct history_query query = {
        .services = services, .from_at = from_at - MSEC_PER_MINUTE, .until_at = c->now + 1};
    struct uptime *uptimes = arena_array(c->store.arena, struct uptime, services.count);
    struct period_list *histories = NULL;
    TRY(service_histories(c, &query, &histories));
    for (size_t i = 0; i < services.count; i++)
        uptimes[i] = uptime_of(c, &histories[i], from_at);
    *out = uptimes;
    return OK;
}
