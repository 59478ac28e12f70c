// maintenance.c -- maintenance windows.
// SPDX-License-Identifier: Apache-2.0
#include "core/maintenance.h"

#include "store/window_store.h"

#include <stdlib.h>

// ---- what a window covers ----

static bool is_service(const struct ctx *c, int64_t id)
{
    return directory_service(c->directory, id) != NULL;
}

static bool reaches_target(const struct ctx *c, int64_t id)
{
    const struct service *service = directory_service(c->directory, id);
    const struct integration *integration = directory_integration(c->directory, id);
    if (service != NULL)
        return ctx_reaches_object(c, service->id);
    return integration != NULL && ctx_reaches(c, integration->team_id);
}

static struct id_list targets_of(struct ctx *c, int64_t window_id, bool are_services)
{
    const struct window_target_list targets = directory_targets_of(c->directory, window_id);
    int64_t *ids = arena_array(c->store.arena, int64_t, targets.count);
    size_t count = 0;
    for (size_t i = 0; i < targets.count; i++) {
        const int64_t id = targets.items[i].target_id;
        if (reaches_target(c, id) && is_service(c, id) == are_services)
            ids[count++] = id;
    }
    return (struct id_list){.items = ids, .count = count};
}

struct id_list window_services(struct ctx *c, int64_t window_id)
{
    return targets_of(c, window_id, true);
}

struct id_list window_integrations(struct ctx *c, int64_t window_id)
{
    return targets_of(c, window_id, false);
}

bool window_covers(const struct ctx *c, int64_t window_id, int64_t target_id)
{
    const struct window_target_list targets = directory_targets_of(c->directory, window_id);
    for (size_t i = 0; i < targets.count; i++) {
        if (targets.items[i].target_id == target_id)
            return true;
    }
    return false;
}

bool window_can_cover(const struct ctx *c, int64_t window_id, int64_t integration_id)
{
    const struct integration *integration = directory_integration(c->directory, integration_id);
    if (integration == NULL || !ctx_reaches(c, integration->team_id))
        return false;
    return integration->archived_at == 0 || window_covers(c, window_id, integration_id);
}

static bool is_visible(const struct ctx *c, const struct maintenance_window *window)
{
    const struct window_target_list targets = directory_targets_of(c->directory, window->id);
    if (window->removed_at != 0)
        return false;
    for (size_t i = 0; i < targets.count; i++) {
        if (reaches_target(c, targets.items[i].target_id))
            return true;
    }
    return c->who.team_id == 0;
}

const struct maintenance_window *window_find(const struct ctx *c, int64_t id)
{
    const struct maintenance_window *window = directory_window(c->directory, id);
    return window != NULL && is_visible(c, window) ? window : NULL;
}

// ---- writing ----

static enum err check(struct ctx *c, const struct maintenance_window *window,
                      struct id_list targets)
{
    if (window->ends_at <= window->starts_at)
        return ctx_fail(c, ERR_INVALID, S("end"), S("end must be after start"));
    if (targets.count == 0)
        return ctx_fail(c, ERR_INVALID, S("services"),
                        S("services or alertSources must name what the window covers"));
    return OK;
}

/* What the principal asks for, and what the window covers that he does not see. */
static struct id_list with_unseen(struct ctx *c, int64_t window_id, struct id_list asked)
{
    const struct window_target_list present = directory_targets_of(c->directory, window_id);
    int64_t *ids = arena_array(c->store.arena, int64_t, asked.count + present.count);
    size_t count = 0;
    for (size_t i = 0; i < asked.count; i++)
        ids[count++] = asked.items[i];
    for (size_t i = 0; i < present.count; i++) {
        if (!reaches_target(c, present.items[i].target_id))
            ids[count++] = present.items[i].target_id;
    }
    return (struct id_list){.items = ids, .count = count};
}

enum err window_create(struct ctx *c, struct maintenance_window *window, struct id_list targets)
{
    TRY(check(c, window, targets));
    TRY(ctx_stamp(c, &window->id, &window->created_at, &window->updated_at));
    window->created_by = c->who.user_id;
    return window_insert(&c->store, window, targets);
}

enum err window_change(struct ctx *c, struct maintenance_window *window, struct id_list targets)
{
    TRY(check(c, window, targets));
    window->updated_at = c->now;
    c->directory_changed = true;
    return window_update(&c->store, window, with_unseen(c, window->id, targets));
}

enum err window_remove(struct ctx *c, const struct maintenance_window *window)
{
    c->directory_changed = true;
    if (window->starts_at > c->now)
        return window_delete(&c->store, window->id);
    return window_remove_at(&c->store, window->id, c->now);
}

// ---- the list ----

static bool covers_any(const struct ctx *c, int64_t window_id, struct id_list targets)
{
    for (size_t i = 0; i < targets.count; i++) {
        if (reaches_target(c, targets.items[i]) && window_covers(c, window_id, targets.items[i]))
            return true;
    }
    return targets.count == 0;
}

static bool fits(const struct ctx *c, const struct maintenance_window *window,
                 const struct window_query *query)
{
    const bool is_over = window->ends_at <= c->now;
    if (query->is_over != query->is_to_come && query->is_over != is_over)
        return false;
    return window->ends_at > query->from_at && window->starts_at < query->until_at &&
           covers_any(c, window->id, query->services) &&
           covers_any(c, window->id, query->integrations) && is_visible(c, window);
}

static int by_start(const void *left, const void *right)
{
    const struct maintenance_window *a = *(const struct maintenance_window *const *)left;
    const struct maintenance_window *b = *(const struct maintenance_window *const *)right;
    if (a->starts_at != b->starts_at)
        return a->starts_at < b->starts_at ? -1 : 1;
    return (a->id > b->id) - (a->id < b->id);
}

struct window_list window_list(struct ctx *c, const struct window_query *query, struct page page)
{
    const struct directory *d = c->directory;
    const struct maintenance_window **items =
        arena_array(c->store.arena, const struct maintenance_window *, d->windows.count);
    size_t count = 0;
    for (size_t i = 0; i < d->windows.count; i++) {
        if (fits(c, &d->windows.items[i], query))
            items[count++] = &d->windows.items[i];
    }
    qsort(items, count, sizeof(*items), by_start);
    const size_t skipped = (size_t)page.skip < count ? (size_t)page.skip : count;
    const size_t left = count - skipped;
    return (struct window_list){.items = items + skipped,
                                .count = left < (size_t)page.take ? left : (size_t)page.take};
}
