// service_history.c -- a sweep over the instants at which something begins or ends.
//
// What bears on the service is counted by layer and status, so that an instant costs the same
// however much overlaps there. The overrides in force are the leaves of a tournament that the one
// made last wins. All in all n log n for n periods.
// SPDX-License-Identifier: Apache-2.0
#include "model/service_history.h"

#include "model/service_status.h"

#include <stdlib.h>

enum { OUTAGE_MIN_MS = MSEC_PER_MINUTE };

enum layer { LAYER_IMPACT, LAYER_WINDOW, LAYER_OWN, LAYER_OVERRIDE };

struct boundary {
    msec at;
    enum layer layer;
    enum service_status status;
    size_t place; // of the period in its list
    bool begins;
};

struct sweep {
    msec from_at;
    msec until_at;
    struct boundary *boundaries; // by time, none behind the range
    size_t boundary_count;
    int in_force[LAYER_OVERRIDE][SERVICE_STATUS_COUNT]; // how many; the layers below the overrides
    const struct period_list *overrides;
    size_t *winners; // a heap-shaped tree, root at 1, a leaf for each override: place + 1, or 0
    struct status_period *periods;
    size_t period_count;
};

// ---- what begins and ends ----

/* When the period ends, no later than the range. What people set holds until they set the next. */
static msec end_within(const struct sweep *sweep, enum layer layer, const struct period_list *list,
                       size_t place)
{
    const struct status_period *period = &list->items[place];
    msec until_at = sweep->until_at;
    if (period->until_at != 0)
        until_at = msec_earlier(until_at, period->until_at);
    if (layer == LAYER_OWN && place + 1 < list->count)
        until_at = msec_earlier(until_at, period[1].from_at);
    return until_at;
}

static void add_boundaries(struct sweep *sweep, enum layer layer, const struct period_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const msec from_at = list->items[i].from_at;
        const msec until_at = end_within(sweep, layer, list, i);
        if (from_at >= until_at)
            continue;
        struct boundary *begin = &sweep->boundaries[sweep->boundary_count++];
        struct boundary *end = &sweep->boundaries[sweep->boundary_count++];
        *begin = (struct boundary){.at = from_at, .layer = layer, .place = i, .begins = true};
        begin->status = layer == LAYER_WINDOW ? SERVICE_UNDER_MAINTENANCE : list->items[i].status;
        *end = *begin;
        end->at = until_at;
        end->begins = false;
    }
}

static int order_boundaries(const void *left, const void *right)
{
    const struct boundary *a = left, *b = right;
    return (a->at > b->at) - (a->at < b->at);
}

static void sweep_init(struct sweep *sweep, struct arena *arena,
                       const struct service_record *record)
{
    const size_t periods =
        record->impacts.count + record->windows.count + record->own.count + record->overrides.count;
    sweep->boundaries = arena_array(arena, struct boundary, 2 * periods);
    add_boundaries(sweep, LAYER_IMPACT, &record->impacts);
    add_boundaries(sweep, LAYER_WINDOW, &record->windows);
    add_boundaries(sweep, LAYER_OWN, &record->own);
    add_boundaries(sweep, LAYER_OVERRIDE, &record->overrides);
    qsort(sweep->boundaries, sweep->boundary_count, sizeof(struct boundary), order_boundaries);
    sweep->overrides = &record->overrides;
    sweep->winners = arena_array(arena, size_t, 2 * record->overrides.count + 2); // 0: a root too
    sweep->periods = arena_array(arena, struct status_period, sweep->boundary_count + 1);
}

// ---- the sweep ----

static void pass_override(struct sweep *sweep, const struct boundary *boundary)
{
    size_t *winners = sweep->winners;
    size_t node = sweep->overrides->count + boundary->place;
    winners[node] = boundary->begins ? boundary->place + 1 : 0;
    for (; node > 1; node /= 2) {
        const size_t a = winners[node], b = winners[node ^ 1];
        winners[node / 2] = a > b ? a : b;
    }
}

static void pass(struct sweep *sweep, const struct boundary *boundary)
{
    if (boundary->layer == LAYER_OVERRIDE) {
        pass_override(sweep, boundary);
        return;
    }
    sweep->in_force[boundary->layer][boundary->status] += boundary->begins ? 1 : -1;
}

static enum service_status worst_in_force(const struct sweep *sweep, enum layer layer)
{
    enum service_status worst = SERVICE_OPERATIONAL;
    for (unsigned status = 0; status < SERVICE_STATUS_COUNT; status++) {
        if (sweep->in_force[layer][status] > 0)
            worst = service_status_worse(worst, (enum service_status)status);
    }
    return worst;
}

static enum service_status status_in_force(const struct sweep *sweep)
{
    const size_t winner = sweep->winners[1];
    if (winner > 0)
        return sweep->overrides->items[winner - 1].status;
    return service_status_of(worst_in_force(sweep, LAYER_IMPACT),
                             worst_in_force(sweep, LAYER_WINDOW) != SERVICE_OPERATIONAL,
                             worst_in_force(sweep, LAYER_OWN));
}

/* Nothing begins or ends from the end of the last period until `at`. */
static void move_until(struct sweep *sweep, msec at)
{
    struct status_period *last =
        sweep->period_count > 0 ? &sweep->periods[sweep->period_count - 1] : NULL;
    const msec from_at = last != NULL ? last->until_at : sweep->from_at;
    if (from_at >= at)
        return;
    const enum service_status status = status_in_force(sweep);
    if (last != NULL && last->status == status) {
        last->until_at = at;
        return;
    }
    sweep->periods[sweep->period_count++] =
        (struct status_period){.status = status, .from_at = from_at, .until_at = at};
}

struct period_list service_history(struct arena *arena, const struct service_record *record,
                                   msec from_at, msec until_at)
{
    struct sweep sweep = {.from_at = from_at, .until_at = until_at};
    sweep_init(&sweep, arena, record);
    for (size_t i = 0; i < sweep.boundary_count; i++) {
        move_until(&sweep, sweep.boundaries[i].at);
        pass(&sweep, &sweep.boundaries[i]);
    }
    move_until(&sweep, until_at);
    return (struct period_list){.items = sweep.periods, .count = sweep.period_count};
}

struct period_list service_history_before(struct arena *arena, const struct period_list *history,
                                          msec until_at)
{
    struct status_period *periods = arena_array(arena, struct status_period, history->count);
    size_t count = 0;
    for (; count < history->count && history->items[count].from_at < until_at; count++) {
        periods[count] = history->items[count];
        periods[count].until_at = msec_earlier(periods[count].until_at, until_at);
    }
    return (struct period_list){.items = periods, .count = count};
}

// ---- outages ----

static bool is_outage(enum service_status status)
{
    return status == SERVICE_PARTIAL_OUTAGE || status == SERVICE_MAJOR_OUTAGE;
}

struct period_list service_outages(struct arena *arena, const struct period_list *history,
                                   msec from_at)
{
    struct status_period *outages = arena_array(arena, struct status_period, history->count);
    size_t count = 0;
    for (size_t i = 0; i < history->count; i++) {
        struct status_period period = history->items[i];
        if (!is_outage(period.status) || period.until_at <= from_at)
            continue;
        if (period.from_at < from_at)
            period.from_at = from_at;
        outages[count++] = period;
    }
    return (struct period_list){.items = outages, .count = count};
}

// ---- uptime ----

/* How many periods, from this one on, are of one outage. */
static size_t outage_period_count(const struct status_period *periods, size_t count)
{
    size_t n = 0;
    while (n < count && is_outage(periods[n].status))
        n++;
    return n;
}

/* What the period costs after `since`, in hundredths of a millisecond. */
static int64_t lost_in(const struct status_period *period, msec since, int partial_percent)
{
    const msec from_at = period->from_at > since ? period->from_at : since;
    const msec ms = period->until_at - from_at;
    const int percent = period->status == SERVICE_MAJOR_OUTAGE ? 100 : partial_percent;
    return ms > 0 ? ms * percent : 0;
}

/* As lost_in, of a whole outage. */
static int64_t lost_to_outage(const struct period_list *outage, msec since, int partial_percent)
{
    const struct status_period *items = outage->items;
    const size_t count = outage->count;
    if (count == 0 || items[count - 1].until_at - items[0].from_at < OUTAGE_MIN_MS)
        return 0;
    int64_t lost = 0;
    for (size_t i = 0; i < count; i++)
        lost += lost_in(&items[i], since, partial_percent);
    return lost;
}

double service_uptime(const struct period_list *history, int days, int partial_percent)
{
    CHECK(days > 0 && days <= UPTIME_DAYS_MAX);
    if (history->count == 0)
        return 100;
    const struct status_period *items = history->items;
    const msec period_ms = (msec)days * MSEC_PER_DAY;
    const msec since = items[history->count - 1].until_at - period_ms;
    int64_t lost = 0;
    size_t i = 0;
    while (i < history->count) {
        const size_t count = outage_period_count(items + i, history->count - i);
        const struct period_list outage = {.items = items + i, .count = count};
        lost += lost_to_outage(&outage, since, partial_percent);
        i += count + 1; // what ends an outage is none
    }
    return (double)(100 * period_ms - lost) / (double)period_ms;
}
