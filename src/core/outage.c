// outage.c -- when services were out, and corrections of that record.
// SPDX-License-Identifier: Apache-2.0
#include "core/outage.h"

#include "core/uptime.h"

#include <stdlib.h>

// ---- outages ----

static struct id_list services_in_reach(struct ctx *c)
{
    const struct directory *d = c->directory;
    int64_t *ids = arena_array(c->store.arena, int64_t, d->services.count);
    size_t count = 0;
    for (size_t i = 0; i < d->services.count; i++) {
        if (ctx_reaches_object(c, d->services.items[i].id))
            ids[count++] = d->services.items[i].id;
    }
    return (struct id_list){.items = ids, .count = count};
}

/* A total order: what is equal by it cannot be told apart. */
static int by_beginning(const void *left, const void *right)
{
    const struct status_period *a = left, *b = right;
    if (a->from_at != b->from_at)
        return a->from_at < b->from_at ? -1 : 1;
    if (a->until_at != b->until_at)
        return a->until_at < b->until_at ? -1 : 1;
    return (a->status > b->status) - (a->status < b->status);
}

static struct period_list in_one(struct ctx *c, const struct period_list *lists, size_t list_count)
{
    size_t total = 0;
    size_t count = 0;
    for (size_t i = 0; i < list_count; i++)
        total += lists[i].count;
    struct status_period *all = arena_array(c->store.arena, struct status_period, total);
    for (size_t i = 0; i < list_count; i++) {
        for (size_t n = 0; n < lists[i].count; n++)
            all[count++] = lists[i].items[n];
    }
    qsort(all, count, sizeof(*all), by_beginning);
    return (struct period_list){.items = all, .count = count};
}

enum err outage_list(struct ctx *c, const struct outage_query *query, struct period_list *out)
{
    struct history_query wanted = {
        .from_at = query->from_at,
        .until_at = query->until_at < c->now ? query->until_at : c->now + 1,
        .ignores_overrides = query->ignores_overrides,
    };
    struct period_list *lists = NULL;
    if (query->service != NULL)
        wanted.services = (struct id_list){.items = &query->service->id, .count = 1};
    else
        wanted.services = services_in_reach(c);
    if (wanted.services.count > HISTORY_SERVICES_MAX)
        return ctx_fail(c, ERR_INVALID, S("service"),
                        STR_JOIN(c->store.arena, S("service is required: there are more than "),
                                 str_from_i64(c->store.arena, HISTORY_SERVICES_MAX)));
    TRY(service_histories(c, &wanted, &lists));
    for (size_t i = 0; i < wanted.services.count; i++)
        lists[i] = service_outages(c->store.arena, &lists[i], query->from_at);
    *out = in_one(c, lists, wanted.services.count);
    return OK;
}

// ---- corrections ----

static bool is_visible(const struct ctx *c, const struct outage_override *override)
{
    const struct service *service = directory_service(c->directory, override->service_id);
    return service != NULL && ctx_reaches_object(c, service->id);
}

enum err override_list_of(struct ctx *c, const struct override_query *query, struct page page,
                          struct override_list *out)
{
    struct override_filter filter = {
        .is_of_all = query->service == NULL && c->who.team_id == 0,
        .from_at = query->from_at,
        .until_at = query->until_at,
    };
    if (query->service != NULL)
        filter.services = (struct id_list){.items = &query->service->id, .count = 1};
    else if (!filter.is_of_all)
        filter.services = services_in_reach(c);
    return overrides_of(&c->store, &filter, page, out);
}

enum err override_find(struct ctx *c, int64_t id, struct outage_override *out)
{
    struct outage_override override = {0};
    const enum err found = override_get(&c->store, id, &override);
    if (found == ERR_NOT_FOUND || (found == OK && !is_visible(c, &override)))
        return ctx_fail(c, ERR_NOT_FOUND, (str){0}, S("no such override"));
    TRY(found);
    *out = override;
    return OK;
}

static enum err check(struct ctx *c, const struct outage_override *override)
{
    if (override->until_at <= override->from_at)
        return ctx_fail(c, ERR_INVALID, S("until"), S("until must be after from"));
    return OK;
}

enum err override_create(struct ctx *c, struct outage_override *override)
{
    TRY(check(c, override));
    TRY(ctx_next_id(c, &override->id));
    override->created_at = c->now;
    return override_insert(&c->store, override);
}

enum err override_change(struct ctx *c, const struct outage_override *override)
{
    TRY(check(c, override));
    return override_update(&c->store, override);
}

enum err override_remove(struct ctx *c, int64_t id)
{
    return override_delete(&c->store, id);
}
