// service.c -- services.
// SPDX-License-Identifier: Apache-2.0
#include "core/service.h"

#include "core/configure.h"
#include "model/service_status.h"
#include "store/directory_store.h"
#include "store/meta_store.h"
#include "store/service_store.h"
#include "store/subscriber_store.h"
#include "store/window_store.h"

// ---- configuration ----

static bool is_among(struct id_list ids, int64_t id)
{
    for (size_t i = 0; i < ids.count; i++) {
        if (ids.items[i] == id)
            return true;
    }
    return false;
}

/* Its home is one of the teams that it is shared with. Of none, it is the default team, which has
 * to be there and does not see it either. */
static enum err settle_home(struct ctx *c, struct service *service, const struct id_list *teams)
{
    struct id_list settled = {0};
    TRY(teams_settle(c, service->id, teams, &settled));
    if (settled.count == 0)
        service->team_id = directory_default_team(c->directory)->id;
    else if (!is_among(settled, service->team_id))
        service->team_id = settled.items[0];
    return object_teams_set(&c->store, service->id, settled);
}

enum err service_create(struct ctx *c, struct service *service, const struct id_list *teams)
{
    const struct id_list home = {.items = &service->team_id, .count = 1};
    TRY(ctx_stamp(c, &service->id, &service->created_at, &service->updated_at));
    TRY(counter_add(&c->store, COUNTER_SERVICE, 0, 1, &service->number));
    TRY(settle_home(c, service, teams == NULL ? &home : teams));
    if (service->own_status != SERVICE_OPERATIONAL)
        TRY(own_status_set(&c->store, service->id, service->own_status, c->now));
    return service_insert(&c->store, service);
}

enum err service_change(struct ctx *c, struct service *service, const struct id_list *teams)
{
    const struct service *present = directory_service(c->directory, service->id);
    CHECK(present != NULL);
    ctx_not_before(c, present->updated_at);
    service->updated_at = c->now;
    c->directory_changed = true;
    if (teams != NULL)
        TRY(settle_home(c, service, teams));
    if (present->own_status != service->own_status)
        TRY(own_status_set(&c->store, service->id, service->own_status, c->now));
    return service_update(&c->store, service);
}

static bool covers(const struct directory *d, int64_t window_id, int64_t service_id)
{
    const struct window_target_list targets = directory_targets_of(d, window_id);
    for (size_t i = 0; i < targets.count; i++) {
        if (targets.items[i].target_id == service_id)
            return true;
    }
    return false;
}

static str user_of_service(const struct directory *d, int64_t service_id, msec now)
{
    for (size_t i = 0; i < d->page_elements.count; i++) {
        const struct page_element *element = &d->page_elements.items[i];
        if (element->kind == ELEMENT_SERVICE && element->target_id == service_id)
            return S("a status page shows this service");
    }
    for (size_t i = 0; i < d->integrations.count; i++) {
        if (d->integrations.items[i].service_id == service_id &&
            d->integrations.items[i].archived_at == 0)
            return S("an integration names this service");
    }
    for (size_t i = 0; i < d->windows.count; i++) {
        const struct maintenance_window *window = &d->windows.items[i];
        const bool is_past = window->removed_at != 0 || window->ends_at <= now;
        if (!is_past && covers(d, window->id, service_id))
            return S("a maintenance window covers this service");
    }
    return (str){0};
}

enum err service_remove(struct ctx *c, const struct service *service)
{
    bool is_affected = false;
    const str user = user_of_service(c->directory, service->id, c->now);
    if (user.p != NULL)
        return ctx_fail(c, ERR_INVALID, S("id"), user);
    TRY(service_lock(&c->store, service->id));
    TRY(affected_exists(&c->store, service->id, &is_affected));
    if (is_affected)
        return ctx_fail(c, ERR_INVALID, S("id"), S("an incident affects this service"));
    c->directory_changed = true;
    TRY(private_subscribers_drop(&c->store, service->id));
    TRY(object_teams_set(&c->store, service->id, (struct id_list){0}));
    TRY(own_statuses_delete(&c->store, service->id));
    TRY(overrides_delete(&c->store, service->id));
    TRY(integrations_release(&c->store, service->id));
    TRY(subscriber_filters_forget(&c->store, service->id));
    TRY(window_target_drop(&c->store, service->id));
    return service_delete(&c->store, service->id);
}

// ---- how it is ----

static enum service_status worst_of(struct impact_list worst, int64_t service_id)
{
    for (size_t i = 0; i < worst.count; i++) {
        if (worst.items[i].service_id == service_id)
            return worst.items[i].impact;
    }
    return SERVICE_OPERATIONAL;
}

enum err service_statuses(struct ctx *c, struct id_list services, enum service_status *out)
{
    const struct directory *d = c->directory;
    struct impact_list worst = {0};
    if (services.count > 0)
        TRY(impact_worst(&c->store, services, &worst));
    for (size_t i = 0; i < services.count; i++) {
        const struct service *service = directory_service(d, services.items[i]);
        const enum service_status own = service == NULL ? SERVICE_OPERATIONAL : service->own_status;
        out[i] = service_status_of(worst_of(worst, services.items[i]),
                                   directory_is_in_maintenance(d, services.items[i], c->now), own);
    }
    return OK;
}

// ---- how it has been ----

static struct period_list windows_of(struct ctx *c, int64_t service_id)
{
    const struct directory *d = c->directory;
    struct status_period *periods =
        arena_array(c->store.arena, struct status_period, d->windows.count);
    size_t count = 0;
    for (size_t i = 0; i < d->windows.count; i++) {
        const struct maintenance_window *window = &d->windows.items[i];
        if (covers(d, window->id, service_id))
            periods[count++] = (struct status_period){
                .status = SERVICE_UNDER_MAINTENANCE,
                .from_at = window_held_from(window),
                .until_at = window->ends_at,
            };
    }
    return (struct period_list){.items = periods, .count = count};
}

static enum err overrides_as_periods(struct ctx *c, int64_t service_id, msec from_at, msec until_at,
                                     struct period_list *out)
{
    struct override_list overrides = {0};
    TRY(overrides_of(&c->store, service_id, from_at, until_at, &overrides));
    struct status_period *periods =
        arena_array(c->store.arena, struct status_period, overrides.count);
    for (size_t i = 0; i < overrides.count; i++)
        periods[i] = (struct status_period){.status = overrides.items[i].status,
                                            .from_at = overrides.items[i].from_at,
                                            .until_at = overrides.items[i].until_at};
    *out = (struct period_list){.items = periods, .count = overrides.count};
    return OK;
}

enum err service_history_of(struct ctx *c, const struct service *service, msec from_at,
                            msec until_at, bool ignores_overrides, struct period_list *out)
{
    struct service_record record = {.windows = windows_of(c, service->id)};
    TRY(impact_since(&c->store, service->id, from_at, &record.impacts));
    TRY(own_statuses(&c->store, service->id, &record.own));
    if (!ignores_overrides)
        TRY(overrides_as_periods(c, service->id, from_at, until_at, &record.overrides));
    *out = service_history(c->store.arena, &record, from_at, until_at);
    return OK;
}

/* A little more than is shown is looked at, so that what is cut at the edge is judged whole. */
enum err service_uptime_of(struct ctx *c, const struct service *service, struct uptime *out)
{
    const msec from_at = c->now - (msec)UPTIME_DAYS_MAX * 24 * 60 * MSEC_PER_MINUTE;
    const int weight = c->preferences->partial_outage_percent;
    struct period_list longer = {0};
    TRY(service_history_of(c, service, from_at - MSEC_PER_MINUTE, c->now, false, &longer));
    *out = (struct uptime){
        .from_at = from_at,
        .until_at = c->now,
        .outages = service_outages(c->store.arena, &longer, from_at),
        .percent_90 = service_uptime(&longer, 90, weight),
        .percent_60 = service_uptime(&longer, 60, weight),
        .percent_30 = service_uptime(&longer, 30, weight),
    };
    return OK;
}
