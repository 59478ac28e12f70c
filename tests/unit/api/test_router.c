// test_router.c -- which route a request finds, and what is said when it finds none.
// SPDX-License-Identifier: Apache-2.0
#include "api/router.h"

#include "expect.h"

static enum err do_nothing(struct api_request *q)
{
    (void)q;
    return OK;
}

static enum err let_in(struct api_request *q)
{
    (void)q;
    return OK;
}

static void say_nothing(struct api_request *q)
{
    (void)q;
}

// The summaries are the names that the tests ask for.
// clang-format off
static const struct route thing_routes[] = {
    ROUTE(GET, "/", PUBLIC, NONE, 0, do_nothing, "root"),
    ROUTE(GET, "/things", READ, READ, 0, do_nothing, "list"),
    ROUTE(POST, "/things", MANAGE, WRITE, 0, do_nothing, "create"),
    ROUTE(GET, "/things/{id}", READ, READ, 0, do_nothing, "show"),
    ROUTE(DELETE, "/things/{id}", MANAGE, WRITE, 0, do_nothing, "delete"),
    ROUTE(GET, "/things/all", READ, READ, 0, do_nothing, "all"),
    ROUTE(GET, "/things/{id}/parts/{part}", READ, READ, 0, do_nothing, "part"),
    ROUTE(GET, "/things/{id}/parts/first", READ, READ, 0, do_nothing, "first part"),
    ROUTE(PUT, "/{kind}/1/parts/{part}", MANAGE, WRITE, 0, do_nothing, "part of 1"),
    ROUTE(GET, "/{a}/{b}/{c}/{d}", READ, READ, 0, do_nothing, "four"),
    ROUTE(GET, "/1/2/3/4/5/6/7/8", READ, READ, 0, do_nothing, "eight"),
};
static const struct route token_routes[] = {
    ROUTE(POST, "/{token}", TOKEN, WRITE, ROUTE_SECRET, do_nothing, "push"),
    ROUTE(POST, "/{token}/events", TOKEN, WRITE, ROUTE_SECRET, do_nothing, "push events"),
};
// clang-format on

static const struct dialect things = {
    .name = S("things"),
    .routes = thing_routes,
    .route_count = ARRAY_LEN(thing_routes),
    .authenticate = let_in,
    .render_error = say_nothing,
};
static const struct dialect tokens = {
    .name = S("tokens"),
    .routes = token_routes,
    .route_count = ARRAY_LEN(token_routes),
    .authenticate = let_in,
    .render_error = say_nothing,
};
static const struct dialect *const dialects[] = {&tokens, &things};

static struct route_match match(const struct router *router, struct arena *arena,
                                enum http_method method, str path)
{
    const struct http_request request = {.method = method, .path = path};
    struct route_match found = {.is_malformed = true};
    router_match(router, arena, &request, &found);
    return found;
}

// ---- what is found ----

struct found_row {
    enum http_method method;
    str path;
    str summary;
    str params[2];
};

static const struct found_row found_rows[] = {
    {HTTP_GET, S("/"), S("root"), {{0}}},
    {HTTP_GET, S("/things"), S("list"), {{0}}},
    {HTTP_HEAD, S("/things"), S("list"), {{0}}},
    {HTTP_POST, S("/things"), S("create"), {{0}}}, // and not the token "things"
    {HTTP_GET, S("/things/12"), S("show"), {S("12")}},
    {HTTP_HEAD, S("/things/12"), S("show"), {S("12")}},
    {HTTP_DELETE, S("/things/12"), S("delete"), {S("12")}},
    {HTTP_GET, S("/things/all"), S("all"), {{0}}},
    {HTTP_GET, S("/things/alls"), S("show"), {S("alls")}},
    {HTTP_GET, S("/things/7/parts/8"), S("part"), {S("7"), S("8")}},
    {HTTP_GET, S("/things/7/parts/first"), S("first part"), {S("7")}},
    {HTTP_GET, S("/things/7/pieces/8"), S("four"), {S("things"), S("7")}},
    {HTTP_PUT, S("/boxes/1/parts/8"), S("part of 1"), {S("boxes"), S("8")}},
    {HTTP_GET, S("/1/2/3/4/5/6/7/8"), S("eight"), {{0}}},
    {HTTP_POST, S("/abc"), S("push"), {S("abc")}},
    {HTTP_POST, S("/abc/events"), S("push events"), {S("abc")}},
    {HTTP_POST, S("/Things"), S("push"), {S("Things")}}, // letter case matters
    // escapes are decoded before anything is compared, and a slash in one parts nothing
    {HTTP_GET, S("/th%69ngs"), S("list"), {{0}}},
    {HTTP_GET, S("/things/%61ll"), S("all"), {{0}}},
    {HTTP_GET, S("/things/a%2Fb"), S("show"), {S("a/b")}},
    {HTTP_GET, S("/things/a%20b+c"), S("show"), {S("a b+c")}},
    {HTTP_GET, S("/things/%C3%A4"), S("show"), {S("\xC3\xA4")}},
    {HTTP_GET, S("/things/%2561"), S("show"), {S("%61")}}, // once
    {HTTP_GET, S("/things/{id}"), S("show"), {S("{id}")}},
    {HTTP_GET, S("/things/.."), S("show"), {S("..")}}, // no path is walked
};

static void the_most_exact_route_is_found(void **state)
{
    struct router *router = router_open(dialects, ARRAY_LEN(dialects));
    for (size_t i = 0; i < ARRAY_LEN(found_rows); i++) {
        const struct found_row *row = &found_rows[i];
        const struct route_match found = match(router, *state, row->method, row->path);
        expect_row(found.route != NULL && str_eq(found.route->summary, row->summary), i);
        expect_row(str_eq(found.params[0], row->params[0]), i);
        expect_row(str_eq(found.params[1], row->params[1]) || row->params[1].p == NULL, i);
        expect_row(found.meter != NULL && !found.is_malformed, i);
        expect_row(found.is_secret == str_starts(row->summary, S("push")), i);
    }
    router_close(&router);
}

static void the_dialect_of_the_route_comes_with_it(void **state)
{
    struct router *router = router_open(dialects, ARRAY_LEN(dialects));
    assert_ptr_equal(match(router, *state, HTTP_GET, S("/things")).dialect, &things);
    assert_ptr_equal(match(router, *state, HTTP_POST, S("/abc")).dialect, &tokens);
    assert_null(match(router, *state, HTTP_GET, S("/abc")).dialect);
    router_close(&router);
}

// ---- what is not found ----

struct missing_row {
    enum http_method method;
    str path;
    str allow; // of a path that is known; absent: it is not
};

static const struct missing_row missing_rows[] = {
    {HTTP_PUT, S("/things"), S("GET, POST")},
    {HTTP_OTHER, S("/things"), S("GET, POST")},
    {HTTP_OPTIONS, S("/things/12"), S("GET, DELETE")},
    {HTTP_DELETE, S("/things/all"), S("GET")}, // a less exact route does not stand in
    {HTTP_HEAD, S("/abc/events"), S("POST")},
    {HTTP_POST, S("/"), S("GET")},
    {HTTP_GET, S("/abc"), {0}}, // /{token} takes in anything: it makes no path known
    {HTTP_PUT, S("/a/b/c/d"), {0}},
    {HTTP_GET, S("/Things"), {0}},
    {HTTP_GET, S("/things/"), {0}}, // an empty segment is no parameter
    {HTTP_GET, S("/things//parts/8"), {0}},
    {HTTP_GET, S("//things"), {0}},
    {HTTP_POST, S("//"), {0}},
    {HTTP_GET, S("/things/1/2"), {0}},
    {HTTP_GET, S("/1/2/3/4/5/6/7/8/9"), {0}}, // too many segments
    {HTTP_GET, S("/1/2/3/4/5/6/7/8/"), {0}},
    {HTTP_GET, S("/1/2/3/4/5/6/7/9"), {0}},
    {HTTP_GET, S(""), {0}},
    {HTTP_GET, {0}, {0}},
    {HTTP_OPTIONS, S("*"), {0}},
    {HTTP_GET, S("things"), {0}},
};

static void an_unknown_path_differs_from_an_unknown_method(void **state)
{
    struct router *router = router_open(dialects, ARRAY_LEN(dialects));
    for (size_t i = 0; i < ARRAY_LEN(missing_rows); i++) {
        const struct missing_row *row = &missing_rows[i];
        const struct route_match found = match(router, *state, row->method, row->path);
        expect_row(found.route == NULL && found.meter == NULL && !found.is_malformed, i);
        expect_row(found.path_exists == (row->allow.p != NULL), i);
        expect_row(str_eq(found.allow, row->allow), i);
    }
    router_close(&router);
}

static void a_token_is_kept_secret_whatever_the_method(void **state)
{
    struct router *router = router_open(dialects, ARRAY_LEN(dialects));
    assert_true(match(router, *state, HTTP_GET, S("/abc")).is_secret);
    assert_true(match(router, *state, HTTP_GET, S("/abc/events")).is_secret);
    assert_false(match(router, *state, HTTP_GET, S("/things")).is_secret);
    assert_false(match(router, *state, HTTP_GET, S("/a/b/c")).is_secret);
    router_close(&router);
}

static void broken_escapes_are_malformed(void **state)
{
    struct router *router = router_open(dialects, ARRAY_LEN(dialects));
    static const str paths[] = {S("/%"),          S("/things/%4"),   S("/things/%zz"),
                                S("/things/%00"), S("/things/%FF"),  S("/things/%C3"),
                                S("/%/things"),   S("/things/\xFF"), S("/things/a\0")};
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        const struct route_match found = match(router, *state, HTTP_GET, paths[i]);
        expect_row(found.is_malformed && found.route == NULL && !found.path_exists, i);
    }
    router_close(&router);
}

// ---- the table ----

struct visit {
    str names[ARRAY_LEN(thing_routes) + ARRAY_LEN(token_routes)];
    const struct route_meter *meters[ARRAY_LEN(thing_routes) + ARRAY_LEN(token_routes)];
    size_t count;
};

static void note_visit(void *context, const struct dialect *dialect, const struct route *route,
                       const struct route_meter *meter)
{
    struct visit *visit = context;
    assert_true(dialect == &things || dialect == &tokens);
    for (size_t i = 0; i < visit->count; i++)
        assert_ptr_not_equal(visit->meters[i], meter);
    visit->names[visit->count] = route->summary;
    visit->meters[visit->count++] = meter;
}

static void routes_are_visited_in_the_order_of_the_tables(void **state)
{
    struct router *router = router_open(dialects, ARRAY_LEN(dialects));
    struct visit visit = {0};
    (void)state;
    router_visit(router, note_visit, &visit);
    assert_int_equal(visit.count, ARRAY_LEN(visit.names));
    for (size_t i = 0; i < visit.count; i++)
        expect_text(visit.names[i], i < ARRAY_LEN(token_routes)
                                        ? token_routes[i].summary
                                        : thing_routes[i - ARRAY_LEN(token_routes)].summary);
    router_close(&router);
    assert_null(router);
    router_close(&router); // NULL is fine
}

static void a_visit_shows_the_meter_of_the_match(void **state)
{
    struct router *router = router_open(dialects, ARRAY_LEN(dialects));
    struct visit visit = {0};
    struct route_match found = match(router, *state, HTTP_POST, S("/abc/events"));
    atomic_fetch_add(&found.meter->answers[2], 1);
    router_visit(router, note_visit, &visit);
    assert_ptr_equal(visit.meters[1], found.meter);
    assert_int_equal(visit.meters[1]->answers[2], 1);
    assert_int_equal(visit.meters[0]->answers[2], 0);
    router_close(&router);
}

static void what_no_route_answers_has_a_meter_too(void **state)
{
    struct router *router = router_open(dialects, ARRAY_LEN(dialects));
    struct visit visit = {0};
    (void)state;
    router_visit(router, note_visit, &visit);
    struct route_meter *unrouted = router_unrouted(router);
    assert_non_null(unrouted);
    assert_ptr_equal(router_unrouted(router), unrouted);
    for (size_t i = 0; i < visit.count; i++)
        assert_ptr_not_equal(visit.meters[i], unrouted);
    router_close(&router);
}

static void an_empty_table_knows_nothing(void **state)
{
    struct router *router = router_open(NULL, 0);
    assert_null(match(router, *state, HTTP_GET, S("/")).route);
    router_close(&router);
}

// ---- broken tables ----

static void open_one(struct route route, size_t copies)
{
    struct route routes[2] = {route, route};
    const struct dialect dialect = {.routes = routes, .route_count = copies};
    const struct dialect *const list[] = {&dialect};
    struct router *router = router_open(list, 1);
    router_close(&router);
}

static const struct route good = ROUTE(GET, "/a/{b}", READ, READ, 0, do_nothing, "good");

static void open_good(void)
{
    open_one(good, 1);
}

static void open_without_permission(void)
{
    struct route route = good;
    route.permission = 0;
    open_one(route, 1);
}

static void open_without_handler(void)
{
    struct route route = good;
    route.handler = NULL;
    open_one(route, 1);
}

static void open_too_long(void)
{
    struct route route = good;
    route.path = S("/1/2/3/4/5/6/7/8/9");
    open_one(route, 1);
}

static void open_twice_the_same(void)
{
    open_one(good, 2);
}

static void a_broken_table_does_not_open(void **state)
{
    (void)state;
    assert_false(aborts(open_good));
    assert_true(aborts(open_without_permission));
    assert_true(aborts(open_without_handler));
    assert_true(aborts(open_too_long));
}

static void two_routes_that_match_the_same_do_not_open(void **state)
{
    (void)state;
    assert_true(aborts(open_twice_the_same));
}

static void methods_have_their_names(void **state)
{
    (void)state;
    expect_text(method_name(HTTP_GET), S("GET"));
    expect_text(method_name(HTTP_DELETE), S("DELETE"));
    for (int i = 0; i < HTTP_METHOD_COUNT; i++)
        expect_row(method_name((enum http_method)i).n > 0, (size_t)i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(the_most_exact_route_is_found),
        WITH_ARENA(the_dialect_of_the_route_comes_with_it),
        WITH_ARENA(an_unknown_path_differs_from_an_unknown_method),
        WITH_ARENA(a_token_is_kept_secret_whatever_the_method),
        WITH_ARENA(broken_escapes_are_malformed),
        cmocka_unit_test(routes_are_visited_in_the_order_of_the_tables),
        WITH_ARENA(a_visit_shows_the_meter_of_the_match),
        cmocka_unit_test(what_no_route_answers_has_a_meter_too),
        WITH_ARENA(an_empty_table_knows_nothing),
        cmocka_unit_test(a_broken_table_does_not_open),
        cmocka_unit_test(two_routes_that_match_the_same_do_not_open),
        cmocka_unit_test(methods_have_their_names),
    };
    return cmocka_run_group_tests_name("router", tests, NULL, NULL);
}
