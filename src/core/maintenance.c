// maintenance.c -- maintenance windows.
// SPDX-License-Identifier: Apache-2.0
#include "core/maintenance.h"

#include "store/window_store.h"

#include <stdlib.h>

enum {
    CLOCK_SKEW_MS = MSEC_PER_MINUTE, // a client's clock may be wrong
};

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
    return directory_window_covers(c->directory, window_id, target_id);
}

bool window_can_cover(const struct ctx *c, int64_t window_id, int64_t integration_id)
{
    const struct integration *integration = directory_integration(c->directory, integration_id);
    if (integration == NULL || !ctx_reaches(c, integration->team_id))
        return false;
    return integration->archived_at == 0 || window_covers(c, window_id, integration_id);
}

/* The directory holds it for a while longer. */
static bool is_forgotten(const struct ctx *c, const struct maintenance_window *window)
{
    return window->ends_at <= c->now - (msec)WINDOW_KEPT_DAYS * MSEC_PER_DAY;
}

static bool is_visible(const struct ctx *c, const struct maintenance_window *window)
{
    const struct window_target_list targets = directory_targets_of(c->directory, window->id);
    if (window->removed_at != 0 || is_forgotten(c, window))
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

// ---- writing: the rules ----

static enum err refuse(struct ctx *c, str field, str why)
{
    return ctx_fail(c, ERR_INVALID, field, STR_JOIN(c->store.arena, field, why));
}

static size_t count_services(const struct ctx *c, struct id_list targets)
{
    size_t count = 0;
    for (size_t i = 0; i < targets.count; i++)
        count += is_service(c, targets.items[i]);
    return count;
}

/* The directory holds these, and as many more. */
static enum err check_room(struct ctx *c, size_t windows, size_t targets)
{
    const struct directory *d = c->directory;
    if (d->windows.count + windows > DIRECTORY_MAX_ROWS)
        return refuse(c, S("id"), S(" of a new window: the last year has too many already"));
    if (d->window_targets.count + targets > DIRECTORY_MAX_ROWS)
        return refuse(c, S("services"), S(" and alertSources of all windows are too many"));
    return OK;
}

static enum err check(struct ctx *c, const struct maintenance_window *window,
                      struct id_list targets)
{
    const size_t services = count_services(c, targets);
    if (window->ends_at <= window->starts_at)
        return refuse(c, S("end"), S(" must be after start"));
    if (is_forgotten(c, window))
        return refuse(c, S("end"), S(" must be at most 456 days ago"));
    if (services > WINDOW_MAX_SERVICES)
        return refuse(c, S("services"), S(" of a window are at most 50, seen or not"));
    if (targets.count - services > WINDOW_MAX_INTEGRATIONS)
        return refuse(c, S("alertSources"), S(" of a window are at most 50, seen or not"));
    return check_room(c, 0, targets.count);
}

static enum err check_covers(struct ctx *c, struct id_list asked)
{
    if (asked.count > 0)
        return OK;
    return refuse(c, S("services"), S(" or alertSources must name what the window covers"));
}

/* Of those that run or are to come. */
static enum err check_count(struct ctx *c)
{
    const struct directory *d = c->directory;
    size_t count = 0;
    for (size_t i = 0; i < d->windows.count; i++)
        count += d->windows.items[i].removed_at == 0 && d->windows.items[i].ends_at > c->now;
    if (count >= WINDOWS_MAX)
        return refuse(c, S("id"), S(" of a new window: 10000 run or are to come already"));
    return check_room(c, 1, 0);
}

static struct id_list unseen_of(struct ctx *c, int64_t window_id)
{
    const struct window_target_list present = directory_targets_of(c->directory, window_id);
    int64_t *ids = arena_array(c->store.arena, int64_t, present.count);
    size_t count = 0;
    for (size_t i = 0; i < present.count; i++) {
        if (!reaches_target(c, present.items[i].target_id))
            ids[count++] = present.items[i].target_id;
    }
    return (struct id_list){.items = ids, .count = count};
}

static struct id_list both(struct arena *arena, struct id_list a, struct id_list b)
{
    int64_t *ids = arena_array(arena, int64_t, a.count + b.count);
    for (size_t i = 0; i < a.count + b.count; i++)
        ids[i] = i < a.count ? a.items[i] : b.items[i - a.count];
    return (struct id_list){.items = ids, .count = a.count + b.count};
}

static bool covers_just(const struct ctx *c, int64_t window_id, struct id_list targets)
{
    size_t count = 0;
    for (size_t i = 0; i < targets.count; i++)
        count += window_covers(c, window_id, targets.items[i]);
    return count == targets.count && count == directory_targets_of(c->directory, window_id).count;
}

static bool has_begun(const struct ctx *c, const struct maintenance_window *window)
{
    return window->starts_at <= c->now;
}

static bool is_over(const struct ctx *c, const struct maintenance_window *window)
{
    return window->ends_at <= c->now;
}

static enum err check_start(struct ctx *c, const struct maintenance_window *present, msec starts_at)
{
    if (starts_at == present->starts_at)
        return OK;
    if (has_begun(c, present))
        return refuse(c, S("start"), S(" cannot change once the window has begun"));
    if (unseen_of(c, present->id).count > 0)
        return refuse(c, S("start"), S(" cannot change: the window covers what is not yours"));
    return OK;
}

/* An end that is now by the client's clock is now. */
static enum err settle_end(struct ctx *c, const struct maintenance_window *present, msec *ends_at)
{
    if (*ends_at == present->ends_at)
        return OK;
    if (unseen_of(c, present->id).count > 0)
        return refuse(c, S("end"), S(" cannot change: the window covers what is not yours"));
    if (!has_begun(c, present))
        return OK;
    if (is_over(c, present))
        return refuse(c, S("end"), S(" cannot change once the window is over"));
    if (*ends_at < c->now - CLOCK_SKEW_MS)
        return refuse(c, S("end"), S(" of a window that has begun must not be in the past"));
    *ends_at = *ends_at < c->now ? c->now : *ends_at;
    return OK;
}

// ---- writing ----

enum err window_create(struct ctx *c, struct maintenance_window *window, struct id_list targets)
{
    TRY(check_covers(c, targets));
    TRY(check(c, window, targets));
    TRY(check_count(c));
    TRY(ctx_stamp(c, &window->id, &window->created_at, &window->updated_at));
    window->created_by = c->who.user_id;
    return window_insert(&c->store, window, targets);
}

/* From now on it covers `targets`. If it has begun, what it covered until now stays as a window of
 * its own that nobody sees. */
static enum err cover(struct ctx *c, struct maintenance_window *window, struct id_list targets)
{
    int64_t copy_id = 0;
    if (has_begun(c, window) && window_held_from(window) < c->now) {
        TRY(check_room(c, 1, directory_targets_of(c->directory, window->id).count));
        TRY(ctx_next_id(c, &copy_id));
        TRY(window_keep_past(&c->store, window->id, copy_id, c->now));
        window->covers_from = c->now;
    }
    return window_update(&c->store, window, targets);
}

enum err window_change(struct ctx *c, struct maintenance_window *window, struct id_list targets)
{
    const struct maintenance_window *present = directory_window(c->directory, window->id);
    const struct id_list covered = both(c->store.arena, targets, unseen_of(c, window->id));
    const bool is_same = covers_just(c, window->id, covered);
    CHECK(present != NULL);
    ctx_not_before(c, present->updated_at);
    TRY(check_covers(c, targets));
    TRY(check_start(c, present, window->starts_at));
    TRY(settle_end(c, present, &window->ends_at));
    TRY(check(c, window, covered));
    if (!is_same && is_over(c, present))
        return refuse(c, S("services"), S(" and alertSources cannot change: the window is over"));
    window->updated_at = c->now;
    c->directory_changed = true;
    return is_same ? window_update(&c->store, window, covered) : cover(c, window, covered);
}

enum err window_remove(struct ctx *c, const struct maintenance_window *window)
{
    const struct id_list rest = unseen_of(c, window->id);
    struct maintenance_window of_others = *window;
    ctx_not_before(c, window->updated_at);
    c->directory_changed = true;
    of_others.updated_at = c->now;
    if (rest.count > 0)
        return cover(c, &of_others, rest);
    if (has_begun(c, window))
        return window_remove_at(&c->store, window->id, c->now);
    return window_delete(&c->store, window->id);
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
    if (query->is_over != query->is_to_come && query->is_over != is_over(c, window))
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
