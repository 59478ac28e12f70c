// outage.c -- when services were out, and corrections of that record.
// SPDX-License-Identifier: Apache-2.0
#include "core/outage.h"

#include "core/service.h"

#include <stdlib.h>

// ---- outages ----

static enum err outages_of(struct ctx *c, const struct outage_query *query,
                           const struct service *service, struct period_list *out)
{
    struct period_list history = {0};
    const msec until_at = query->until_at < c->now ? query->until_at : c->now;
    TRY(service_history_of(c, service, query->from_at, until_at, query->ignores_overrides,
                           &history));
    *out = service_outages(c->store.arena, &history, query->from_at);
    return OK;
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

static struct period_list in_one(struct ctx *c, const struct period_list *lists, size_t list_count,
                                 size_t total)
{
    struct status_period *all = arena_array(c->store.arena, struct status_period, total);
    size_t count = 0;
    for (size_t i = 0; i < list_count; i++) {
        for (size_t n = 0; n < lists[i].count; n++)
            all[count++] = lists[i].items[n];
    }
    qsort(all, count, sizeof(*all), by_beginning);
    return (struct period_list){.items = all, .count = count};
}

enum err outage_list(struct ctx *c, const struct outage_query *query, struct period_list *out)
{
    const struct directory *d = c->directory;
    struct period_list *lists = arena_array(c->store.arena, struct period_list, d->services.count);
    size_t total = 0;
    if (query->service != NULL)
        return outages_of(c, query, query->service, out);
    for (size_t i = 0; i < d->services.count; i++) {
        if (!ctx_reaches_object(c, d->services.items[i].id))
            continue;
        TRY(outages_of(c, query, &d->services.items[i], &lists[i]));
        total += lists[i].count;
        if (total > SERVICE_HISTORY_MAX_ROWS)
            return ctx_fail(c, ERR_TOO_LARGE, S("from"),
                            S("from is too long ago: narrow the range"));
    }
    *out = in_one(c, lists, d->services.count, total);
    return OK;
}

// ---- corrections ----

static bool is_visible(const struct ctx *c, const struct outage_override *override)
{
    const struct service *service = directory_service(c->directory, override->service_id);
    return service != NULL && ctx_reaches_object(c, service->id);
}

enum err override_list_of(struct ctx *c, const struct service *service, msec from_at, msec until_at,
                          struct override_list *out)
{
    struct override_list found = {0};
    size_t count = 0;
    TRY(overrides_of(&c->store, service == NULL ? 0 : service->id, from_at, until_at, &found));
    struct outage_override *visible =
        arena_array(c->store.arena, struct outage_override, found.count);
    for (size_t i = 0; i < found.count; i++) {
        if (is_visible(c, &found.items[i]))
            visible[count++] = found.items[i];
    }
    *out = (struct override_list){.items = visible, .count = count};
    return OK;
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
