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

/* Its home is one of the teams that it is shared with. Of none, it is the default team, which has
 * to be there and does not see it either. */
static enum err settle_home(struct ctx *c, struct service *service, const struct id_list *teams)
{
    struct id_list settled = {0};
    TRY(teams_settle(c, service->id, teams, &settled));
    if (settled.count == 0)
        service->team_id = directory_default_team(c->directory)->id;
    else if (!id_list_has(settled, service->team_id))
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
        if (!is_past && directory_window_covers(d, window->id, service_id))
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

static enum service_status worst_of(struct impact_list worst, size_t *next, int64_t service_id)
{
    if (*next < worst.count && worst.items[*next].service_id == service_id)
        return worst.items[(*next)++].impact;
    return SERVICE_OPERATIONAL;
}

enum err service_statuses(struct ctx *c, struct id_list services, struct service_status_map *out)
{
    const struct directory *d = c->directory;
    const struct id_list asked = id_list_sorted(c->store.arena, services);
    enum service_status *statuses = arena_array(c->store.arena, enum service_status, asked.count);
    bool *in_maintenance = arena_array(c->store.arena, bool, asked.count);
    struct impact_list worst = {0};
    size_t next = 0;
    if (asked.count > 0)
        TRY(impact_worst(&c->store, asked, &worst));
    directory_mark_maintenance(d, asked.items, asked.count, c->now, in_maintenance);
    for (size_t i = 0; i < asked.count; i++) {
        const struct service *service = directory_service(d, asked.items[i]);
        const enum service_status own = service == NULL ? SERVICE_OPERATIONAL : service->own_status;
        statuses[i] =
            service_status_of(worst_of(worst, &next, asked.items[i]), in_maintenance[i], own);
    }
    *out = (struct service_status_map){.services = asked, .statuses = statuses};
    return OK;
}

enum service_status service_status_in(const struct service_status_map *map, int64_t service_id)
{
    const size_t at = id_list_find(map->services, service_id);
    return at < map->services.count ? map->statuses[at] : SERVICE_OPERATIONAL;
}
