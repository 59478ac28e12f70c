// router.c -- matching a path.
//
// Routes are kept by their number of segments, most fixed first, so the first match is the right
// one.
// SPDX-License-Identifier: Apache-2.0
#include "api/router.h"

struct segment {
    str text; // of a fixed segment; absent: a parameter
};

struct entry {
    const struct dialect *dialect;
    const struct route *route;
    struct route_meter meter;
    struct segment segments[ROUTER_MAX_SEGMENTS];
    size_t segment_count;
    unsigned fixed; // bit per fixed segment, the first one highest: the order of matching
};

struct router {
    struct route_meter unrouted;
    struct entry *entries;                 // in the order of matching
    const struct dialect *const *dialects; // in the order of the tables
    size_t dialect_count;
    size_t count;
    size_t first[ROUTER_MAX_SEGMENTS + 2]; // entries of n segments begin here
};

str method_name(enum http_method method)
{
    static const str names[HTTP_METHOD_COUNT] = {
        [HTTP_GET] = S("GET"),         [HTTP_HEAD] = S("HEAD"),   [HTTP_POST] = S("POST"),
        [HTTP_PUT] = S("PUT"),         [HTTP_PATCH] = S("PATCH"), [HTTP_DELETE] = S("DELETE"),
        [HTTP_OPTIONS] = S("OPTIONS"), [HTTP_OTHER] = S("OTHER"),
    };
    return names[method];
}

/* Splits "/a/b" into its segments; false when there are too many. A slash at the end makes an empty
 * one. */
static bool split(str path, str *segments, size_t *out_count)
{
    size_t count = 0;
    if (path.n == 0 || path.p[0] != '/')
        return false;
    for (str rest = str_slice(path, 1, path.n); rest.p != NULL;) {
        if (count == ROUTER_MAX_SEGMENTS)
            return false;
        segments[count++] = str_cut(&rest, '/');
    }
    *out_count = count;
    return true;
}

static struct entry compile(const struct dialect *dialect, const struct route *route)
{
    struct entry entry = {.dialect = dialect, .route = route};
    str parts[ROUTER_MAX_SEGMENTS] = {0};
    CHECK(route->permission != 0 && route->handler != NULL);
    CHECK(split(route->path, parts, &entry.segment_count));
    for (size_t i = 0; i < entry.segment_count; i++) {
        const bool is_parameter = str_starts(parts[i], S("{"));
        entry.segments[i].text = is_parameter ? (str){0} : parts[i];
        entry.fixed = entry.fixed << 1 | (is_parameter ? 0U : 1U);
    }
    return entry;
}

static int order_entries(const void *a, const void *b)
{
    const struct entry *left = a;
    const struct entry *right = b;
    if (left->segment_count != right->segment_count)
        return left->segment_count < right->segment_count ? -1 : 1;
    if (left->fixed != right->fixed)
        return left->fixed > right->fixed ? -1 : 1;
    return left->route < right->route ? -1 : left->route > right->route;
}

/* Of two routes with the same fixed segments and method one would never be found. */
static bool match_the_same(const struct entry *a, const struct entry *b)
{
    if (a->segment_count != b->segment_count || a->fixed != b->fixed ||
        a->route->method != b->route->method)
        return false;
    for (size_t i = 0; i < a->segment_count; i++) {
        if (!str_eq(a->segments[i].text, b->segments[i].text))
            return false;
    }
    return true;
}

static void check_entries(const struct router *router)
{
    for (size_t i = 0; i < router->count; i++) {
        for (size_t j = i + 1; j < router->count; j++)
            CHECK(!match_the_same(&router->entries[i], &router->entries[j]));
    }
}

static void index_entries(struct router *router)
{
    qsort(router->entries, router->count, sizeof(struct entry), order_entries);
    size_t at = 0;
    for (size_t n = 0; n <= ROUTER_MAX_SEGMENTS + 1; n++) {
        while (at < router->count && router->entries[at].segment_count < n)
            at++;
        router->first[n] = at;
    }
}

struct router *router_open(const struct dialect *const *dialects, size_t count)
{
    struct router *router = calloc(1, sizeof(*router));
    CHECK(router != NULL);
    router->entries = calloc(ROUTER_MAX_ROUTES, sizeof(struct entry));
    CHECK(router->entries != NULL);
    for (size_t d = 0; d < count; d++) {
        for (size_t r = 0; r < dialects[d]->route_count; r++) {
            CHECK(router->count < ROUTER_MAX_ROUTES);
            router->entries[router->count++] = compile(dialects[d], &dialects[d]->routes[r]);
        }
    }
    router->dialects = dialects;
    router->dialect_count = count;
    index_entries(router);
    check_entries(router);
    return router;
}

void router_close(struct router **router)
{
    if (*router == NULL)
        return;
    free((*router)->entries);
    free(*router);
    *router = NULL;
}

static bool segments_match(const struct entry *entry, const str *parts)
{
    for (size_t i = 0; i < entry->segment_count; i++) {
        const str fixed = entry->segments[i].text;
        if (fixed.p == NULL ? parts[i].n == 0 : !str_eq(fixed, parts[i]))
            return false;
    }
    return true;
}

static void take_params(const struct entry *entry, const str *parts, struct route_match *out)
{
    size_t count = 0;
    for (size_t i = 0; i < entry->segment_count; i++) {
        if (entry->segments[i].text.p != NULL)
            continue;
        CHECK(count < API_MAX_PARAMS);
        out->params[count++] = parts[i];
    }
}

/* A path of parameters alone, such as /{token}, takes in anything: it does not make a path known.
 */
static void note_other_method(struct route_match *out, struct arena *arena,
                              const struct entry *entry)
{
    const str name = method_name(entry->route->method);
    if (entry->fixed == 0)
        return;
    out->path_exists = true;
    out->dialect = entry->dialect;
    out->allow = out->allow.n == 0 ? name : STR_JOIN(arena, out->allow, S(", "), name);
}

static void match_segments(const struct router *router, struct arena *arena,
                           enum http_method method, const str *parts, size_t count,
                           struct route_match *out)
{
    unsigned fixed = 0;
    for (size_t i = router->first[count]; i < router->first[count + 1]; i++) {
        struct entry *entry = &router->entries[i];
        if (out->path_exists && entry->fixed < fixed)
            return; // a less exact route does not stand in for another method
        if (!segments_match(entry, parts))
            continue;
        fixed = entry->fixed;
        out->is_secret = out->is_secret || (entry->route->flags & ROUTE_SECRET) != 0;
        if (entry->route->method != method) {
            note_other_method(out, arena, entry);
            continue;
        }
        take_params(entry, parts, out);
        out->path_exists = false; // with another method: no matter
        out->allow = (str){0};
        out->dialect = entry->dialect;
        out->route = entry->route;
        out->meter = &entry->meter;
        return;
    }
}

void router_match(const struct router *router, struct arena *arena,
                  const struct http_request *request, struct route_match *out)
{
    str parts[ROUTER_MAX_SEGMENTS] = {0};
    size_t count = 0;
    struct route_match match = {0};
    const bool is_split = split(request->path, parts, &count);
    for (size_t i = 0; i < count && is_split; i++)
        match.is_malformed |= !http_decode_percent(arena, parts[i], false, &parts[i]);
    if (is_split && !match.is_malformed)
        match_segments(router, arena, request->method == HTTP_HEAD ? HTTP_GET : request->method,
                       parts, count, &match);
    *out = match;
}

static const struct entry *entry_of(const struct router *router, const struct route *route)
{
    size_t i = 0;
    while (router->entries[i].route != route)
        i++;
    return &router->entries[i];
}

struct route_meter *router_unrouted(struct router *router)
{
    return &router->unrouted;
}

void router_visit(const struct router *router, route_visitor *visit, void *context)
{
    for (size_t d = 0; d < router->dialect_count; d++) {
        const struct dialect *dialect = router->dialects[d];
        for (size_t r = 0; r < dialect->route_count; r++) {
            const struct entry *entry = entry_of(router, &dialect->routes[r]);
            visit(context, dialect, entry->route, &entry->meter);
        }
    }
}
