// test_openapi.c -- a small table of routes as a document; every dialect's table as one.
// SPDX-License-Identifier: Apache-2.0
#include "api/openapi.h"

#include "api/admin/admin.h"
#include "api/ilert/ilert.h"
#include "api/intake/intake.h"
#include "api/router.h"
#include "api/spike/spike.h"
#include "api/system/system.h"
#include "web/web.h"

#include "expect.h"

enum { DOCUMENT_MAX_BYTES = 1024 * 1024 };

static enum err do_nothing(struct api_request *q)
{
    (void)q;
    return OK;
}

static const struct page_rule pages = {.usual = 10, .most = 50};
static const str colours[] = {S("red"), S("blue")};

static const struct route_parameter list_parameters[] = {
    PARAMETER("take", INTEGER, "How many", .page = &pages),
    PARAMETER("colours", WORDS, "Which", .words = colours, .word_count = ARRAY_LEN(colours)),
    PARAMETER("colour", WORD, "Which one", .required = true, .words = colours,
              .word_count = ARRAY_LEN(colours)),
    PARAMETER("boxes", IDS, "Of which boxes"),
    PARAMETER("since", TIME, "Since when"),
    PARAMETER("all", BOOL, "All of them"),
    PARAMETER("text", TEXT, "Like what"),
};
static const struct route_doc list_doc = {.query = PARAMETER_TABLE(list_parameters)};

static const struct bind_field box_fields[] = {
    {.name = S("id"), .type = BIND_INTEGER, .required = true, .min = 1, .max = 9},
};
static const struct bind_field thing_fields[] = {
    {.name = S("name"), .type = BIND_TEXT, .required = true, .max = 100},
    {.name = S("note"), .type = BIND_TEXT},
    {.name = S("heavy"), .type = BIND_BOOL},
    {.name = S("count"), .type = BIND_INTEGER},
    {.name = S("colour"), .type = BIND_WORD, .words = colours, .word_count = ARRAY_LEN(colours)},
    {.name = S("tags"), .type = BIND_TEXT_LIST, .required = true, .max = 3},
    {.name = S("box"), .type = BIND_OBJECT, .members = BIND_TABLE(box_fields)},
    {.name = S("boxes"), .type = BIND_ANY, .members = BIND_TABLE(box_fields)},
    {.name = S("extra"), .type = BIND_ANY},
};
static const struct bind_field more_fields[] = {
    {.name = S("born"), .type = BIND_TEXT, .max = 10, .format = S("date")},
};
static const struct route_doc create_doc = {
    .body = {BIND_TABLE(thing_fields), BIND_TABLE(more_fields)},
    .required = S("colour born"),
};
static const struct route_doc get_doc = {.may_be_304 = true};
static const struct route_doc change_doc = {.body = {BIND_TABLE(more_fields)}, .may_be_412 = true};
static const struct route_doc boxes_doc = {.body = {BIND_TABLE(box_fields)}};

// clang-format off
static const struct route routes[] = {
    ROUTE(GET, "/docs.json", PUBLIC, NONE, 0, do_nothing, "Describe"),
    ROUTE(GET, "/api/things", READ, READ, 0, do_nothing, "List", .doc = &list_doc),
    ROUTE(GET, "/api/things/{id}", READ, READ, 0, do_nothing, "Fetch", .doc = &get_doc),
    ROUTE(POST, "/api/things", MANAGE, WRITE, ROUTE_BODY | ROUTE_IDEMPOTENT, do_nothing, "Create",
          .status = 201, .doc = &create_doc),
    ROUTE(PUT, "/api/things/{id}", RESPOND, WRITE, ROUTE_BODY, do_nothing, "Change",
          .doc = &change_doc),
    ROUTE(DELETE, "/api/things/{id}", MANAGE, WRITE, 0, do_nothing, "Delete", .status = 204),
    ROUTE(PUT, "/api/things/{id}/half-boxes/{box-id}", MANAGE, WRITE, ROUTE_LIST, do_nothing,
          "Set", .status = 202, .doc = &boxes_doc),
    ROUTE(POST, "/v2/things/{token}", TOKEN, WRITE, ROUTE_BODY, do_nothing, "Push"),
};
// clang-format on

static const struct route_parameter path_parameters[] = {
    PARAMETER("id", INTEGER, "Its number"),
};
static const struct route_parameter header_parameters[] = {
    PARAMETER("x-team", TEXT, "The team"),
};
static const struct bind_field refusal_fields[] = {
    {.name = S("message"), .type = BIND_TEXT, .required = true},
};
static const struct dialect_doc doc = {
    .path = PARAMETER_TABLE(path_parameters),
    .headers = PARAMETER_TABLE(header_parameters),
    .refusal = BIND_TABLE(refusal_fields),
};
static const struct dialect things = {
    .name = S("things"), .routes = routes, .route_count = ARRAY_LEN(routes), .doc = &doc};

static str write_document(struct arena *arena, const struct dialect *dialect)
{
    struct buf out;
    struct json_writer w;
    buf_init(&out, arena, DOCUMENT_MAX_BYTES);
    json_writer_init(&w, &out);
    openapi_write(&w, dialect, S("http://here"), S("1.2.3"));
    assert_true(json_writer_ok(&w));
    return buf_str(&out);
}

static const struct json *read_document(struct arena *arena, const struct dialect *dialect)
{
    const struct json *document = NULL;
    struct json_error why = {0};
    if (json_read(arena, write_document(arena, dialect), &document, &why) != OK)
        fail_msg("%.*s: %.*s", STR(dialect->name), STR(why.reason));
    return document;
}

/* The value at "paths /api/things get tags 0"; NULL when there is none. */
static const struct json *find(const struct json *at, str steps)
{
    for (str rest = steps; rest.p != NULL && at != NULL;) {
        const str step = str_cut(&rest, ' ');
        int64_t index = 0;
        if (at->kind != JSON_ARRAY || !str_to_i64(step, &index)) {
            at = json_get(at, step);
            continue;
        }
        at = at->first;
        for (int64_t i = 0; i < index && at != NULL; i++)
            at = at->next;
    }
    return at;
}

// ---- the small table ----

struct told_row {
    str where;
    str value; // absent: nothing is there
};

#define LIST "paths /api/things get "
#define CREATE "paths /api/things post "
#define BODY CREATE "requestBody content application/json schema "
#define FIELD BODY "properties "
#define GET "paths /api/things/{id} get "
#define CHANGE "paths /api/things/{id} put "
#define DELETE "paths /api/things/{id} delete "
#define BOXES "paths /api/things/{id}/half-boxes/{box-id} put "
#define PUSH "paths /v2/things/{token} post "
#define BOX                                                                                        \
    "{\"type\":\"object\",\"required\":[\"id\"],\"properties\":{\"id\":{\"type\":\"integer\","     \
    "\"format\":\"int64\",\"minimum\":1,\"maximum\":9}}}"

static const struct told_row told_rows[] = {
    {S("openapi"), S("\"3.0.3\"")},
    {S("info title"), S("\"Tocsin\"")},
    {S("info version"), S("\"1.2.3\"")},
    {S("servers"), S("[{\"url\":\"http://here\"}]")},
    {S("security"), S("[{\"bearer\":[]},{\"basic\":[]},{\"apiKey\":[]}]")},
    {S("components securitySchemes apiKey name"), S("\"x-api-key\"")},
    {S("components responses Refusal content application/json schema required"),
     S("[\"message\"]")},
    // who may
    {S("paths /docs.json get security"), S("[]")},
    {S("paths /docs.json get x-required-scope"), {0}},
    {S("paths /docs.json get parameters"), S("[]")},
    {S(PUSH "security"), S("[]")},
    {S(LIST "security"), {0}},
    {S(LIST "x-required-scope"), S("\"read\"")},
    {S(CREATE "x-required-scope"), S("\"manage\"")},
    // what it is called
    {S(LIST "operationId"), S("\"getThings\"")},
    {S(LIST "summary"), S("\"List\"")},
    {S(LIST "tags"), S("[\"things\"]")},
    {S(PUSH "tags"), S("[\"things\"]")},
    {S("paths /docs.json get tags"), S("[\"docs.json\"]")},
    {S("paths /docs.json get operationId"), S("\"getDocsJson\"")},
    {S(PUSH "operationId"), S("\"postV2ThingsByToken\"")},
    {S(BOXES "operationId"), S("\"putThingsByIdHalfBoxesByBoxId\"")},
    // parameters
    {S(LIST "parameters 0"),
     S("{\"name\":\"take\",\"in\":\"query\",\"description\":\"How many\",\"schema\":{\"type\":"
       "\"integer\",\"format\":\"int64\",\"minimum\":1,\"maximum\":50,\"default\":10}}")},
    {S(LIST "parameters 1 schema"),
     S("{\"type\":\"array\",\"items\":{\"type\":\"string\",\"enum\":[\"red\",\"blue\"]}}")},
    {S(LIST "parameters 1 required"), {0}},
    {S(LIST "parameters 2 required"), S("true")},
    {S(LIST "parameters 2 schema"), S("{\"type\":\"string\",\"enum\":[\"red\",\"blue\"]}")},
    {S(LIST "parameters 3 schema"),
     S("{\"type\":\"array\",\"items\":{\"type\":\"integer\",\"format\":\"int64\"}}")},
    {S(LIST "parameters 4 schema"), S("{\"type\":\"string\",\"format\":\"date-time\"}")},
    {S(LIST "parameters 5 schema"), S("{\"type\":\"boolean\"}")},
    {S(LIST "parameters 6 schema"), S("{\"type\":\"string\"}")},
    {S(LIST "parameters 7 name"), S("\"x-team\"")},
    {S(LIST "parameters 7 in"), S("\"header\"")},
    {S(LIST "parameters 8"), {0}},
    {S(GET "parameters 0"),
     S("{\"name\":\"id\",\"in\":\"path\",\"required\":true,\"description\":\"Its number\","
       "\"schema\":{\"type\":\"integer\",\"format\":\"int64\"}}")},
    {S(BOXES "parameters 0 name"), S("\"id\"")},
    {S(BOXES "parameters 1"), S("{\"name\":\"box-id\",\"in\":\"path\",\"required\":true,\"schema\":"
                                "{\"type\":\"string\"}}")},
    {S(GET "parameters 2 name"), S("\"If-None-Match\"")},
    {S(GET "parameters 3"), {0}},
    {S(CHANGE "parameters 2 name"), S("\"If-Match\"")},
    {S(CHANGE "parameters 3"), {0}},
    {S(CREATE "parameters 1 name"), S("\"Idempotency-Key\"")},
    {S(PUSH "parameters 1"), {0}},
    // bodies
    {S(LIST "requestBody"), {0}},
    {S(CREATE "requestBody required"), S("true")},
    {S(BODY "type"), S("\"object\"")},
    {S(BODY "required"), S("[\"name\",\"colour\",\"tags\",\"born\"]")},
    {S(FIELD "name"), S("{\"type\":\"string\",\"minLength\":1,\"maxLength\":100}")},
    {S(FIELD "note"), S("{\"type\":\"string\",\"maxLength\":4096}")},
    {S(FIELD "heavy"), S("{\"type\":\"boolean\"}")},
    {S(FIELD "count"), S("{\"type\":\"integer\",\"format\":\"int64\",\"minimum\":0}")},
    {S(FIELD "colour"), S("{\"type\":\"string\",\"enum\":[\"red\",\"blue\"]}")},
    {S(FIELD "tags"),
     S("{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"minItems\":1,\"maxItems\":3}")},
    {S(FIELD "box"), S(BOX)},
    {S(FIELD "boxes"), S("{\"type\":\"array\",\"items\":" BOX "}")},
    {S(FIELD "extra"), S("{}")},
    {S(FIELD "born"), S("{\"type\":\"string\",\"format\":\"date\",\"maxLength\":10}")},
    {S(CHANGE "requestBody content application/json schema required"), {0}},
    {S(CHANGE "requestBody content application/json schema properties born maxLength"), S("10")},
    {S(BOXES "requestBody content application/json schema"),
     S("{\"type\":\"array\",\"items\":" BOX "}")},
    {S(PUSH "requestBody content application/json schema"),
     S("{\"type\":\"object\",\"properties\":{}}")},
    // answers
    {S(LIST "responses 200 content application/json schema"), S("{}")},
    {S(LIST "responses 4XX"), S("{\"$ref\":\"#/components/responses/Refusal\"}")},
    {S(LIST "responses 5XX"), S("{\"$ref\":\"#/components/responses/Refusal\"}")},
    {S(LIST "responses 304"), {0}},
    {S(CREATE "responses 200"), {0}},
    {S(CREATE "responses 201 description"), S("\"Created\"")},
    {S(BOXES "responses 202 content application/json schema"), S("{}")},
    {S(DELETE "responses 204 description"), S("\"Done; there is nothing to say\"")},
    {S(DELETE "responses 204 content"), {0}},
    {S(GET "responses 200 headers ETag schema type"), S("\"string\"")},
    {S(GET "responses 304 description"), S("\"It has not changed\"")},
    {S(GET "responses 412"), {0}},
    {S(CHANGE "responses 412"), S("{\"$ref\":\"#/components/responses/Refusal\"}")},
    {S(CHANGE "responses 304"), {0}},
};

static void a_table_becomes_a_document(void **state)
{
    struct arena *arena = *state;
    const struct json *document = read_document(arena, &things);
    for (size_t i = 0; i < ARRAY_LEN(told_rows); i++) {
        const struct json *found = find(document, told_rows[i].where);
        if (told_rows[i].value.p == NULL)
            expect_row(found == NULL, i);
        else
            expect_text(found == NULL ? S("nothing") : found->raw, told_rows[i].value);
    }
}

/* In the order of the table, each with all its methods. */
static void a_path_is_told_once(void **state)
{
    static const str expected[] = {
        S("/docs.json get"),
        S("/api/things get post"),
        S("/api/things/{id} get put delete"),
        S("/api/things/{id}/half-boxes/{box-id} put"),
        S("/v2/things/{token} post"),
    };
    struct arena *arena = *state;
    const struct json *paths = json_get(read_document(arena, &things), S("paths"));
    assert_int_equal(paths->count, ARRAY_LEN(expected));
    size_t i = 0;
    for (const struct json *path = paths->first; path != NULL; path = path->next) {
        str text = path->key;
        for (const struct json *method = path->first; method != NULL; method = method->next)
            text = STR_JOIN(arena, text, S(" "), method->key);
        expect_text(text, expected[i++]);
    }
}

static void a_document_is_the_same_each_time(void **state)
{
    struct arena *arena = *state;
    expect_text(write_document(arena, &ilert_dialect), write_document(arena, &ilert_dialect));
}

// ---- the tables of the house ----

static const struct dialect *const dialects[] = {&system_dialect, &spike_dialect,  &ilert_dialect,
                                                 &web_dialect,    &intake_dialect, &admin_dialect};

static void every_route_has_a_summary(void **state)
{
    (void)state;
    for (size_t d = 0; d < ARRAY_LEN(dialects); d++) {
        for (size_t r = 0; r < dialects[d]->route_count; r++)
            expect_row(dialects[d]->routes[r].summary.n > 0, r);
    }
}

static bool is_parameter_told(const struct dialect *dialect, str name)
{
    const struct parameter_table *told = &dialect->doc->path;
    for (size_t i = 0; i < told->count; i++) {
        if (str_eq(told->items[i].name, name))
            return told->items[i].description.n > 0;
    }
    return false;
}

/* Does the route say all that its document needs? */
static bool is_route_told(const struct dialect *dialect, const struct route *route)
{
    for (str rest = route->path; rest.p != NULL;) {
        const str segment = str_cut(&rest, '/');
        if (str_starts(segment, S("{")) &&
            !is_parameter_told(dialect, str_slice(segment, 1, segment.n - 2)))
            return false;
    }
    const bool takes_body = (route->flags & (ROUTE_BODY | ROUTE_LIST)) != 0;
    const bool tells_body = route->doc != NULL && route->doc->body[0].count > 0;
    return takes_body == tells_body;
}

/* The first route that does not, or an absent path. */
static str untold_path(const struct dialect *dialect)
{
    for (size_t r = 0; dialect->doc != NULL && r < dialect->route_count; r++) {
        if (!is_route_told(dialect, &dialect->routes[r]))
            return dialect->routes[r].path;
    }
    return (str){0};
}

static void a_dialect_with_a_document_tells_parameters_and_bodies(void **state)
{
    (void)state;
    for (size_t d = 0; d < ARRAY_LEN(dialects); d++)
        expect_text(untold_path(dialects[d]), (str){0});
}

/* Each operation's id, one a line. */
static str operation_ids(struct arena *arena, const struct dialect *dialect)
{
    struct buf ids;
    buf_init(&ids, arena, DOCUMENT_MAX_BYTES);
    const struct json *path = json_get(read_document(arena, dialect), S("paths"))->first;
    for (; path != NULL; path = path->next) {
        for (const struct json *each = path->first; each != NULL; each = each->next) {
            buf_add(&ids, json_get(each, S("operationId"))->text);
            buf_add_byte(&ids, '\n');
        }
    }
    return buf_str(&ids);
}

/* The first line that is there again further on; absent when all differ. */
static str repeated_line(str lines)
{
    while (lines.n > 0) {
        const str line = str_cut(&lines, '\n');
        for (str rest = lines; rest.n > 0;) {
            if (str_eq(str_cut(&rest, '\n'), line))
                return line;
        }
    }
    return (str){0};
}

static size_t line_count(str lines)
{
    size_t count = 0;
    for (; lines.n > 0; count++)
        (void)str_cut(&lines, '\n');
    return count;
}

static void every_route_is_an_operation_of_its_own(void **state)
{
    struct arena *arena = *state;
    for (size_t d = 0; d < ARRAY_LEN(dialects); d++) {
        const str ids = operation_ids(arena, dialects[d]);
        expect_text(repeated_line(ids), (str){0});
        assert_int_equal(line_count(ids), dialects[d]->route_count);
    }
}

/* "/a/{x}" and "/a/{y}" are one path to OpenAPI. */
static void a_parameter_has_one_name(void **state)
{
    struct arena *arena = *state;
    for (size_t d = 0; d < ARRAY_LEN(dialects); d++) {
        const struct json *paths = json_get(read_document(arena, dialects[d]), S("paths"));
        struct route *copies = arena_array(arena, struct route, paths->count);
        struct dialect dialect = {.name = dialects[d]->name, .routes = copies};
        const struct dialect *const alone[] = {&dialect};
        for (const struct json *path = paths->first; path != NULL; path = path->next)
            copies[dialect.route_count++] = (struct route){
                .path = path->key, .permission = PERMISSION_PUBLIC, .handler = do_nothing};
        struct router *router = router_open(alone, 1); // refuses two routes that match the same
        router_close(&router);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(a_table_becomes_a_document),
        WITH_ARENA(a_path_is_told_once),
        WITH_ARENA(a_document_is_the_same_each_time),
        cmocka_unit_test(every_route_has_a_summary),
        cmocka_unit_test(a_dialect_with_a_document_tells_parameters_and_bodies),
        WITH_ARENA(every_route_is_an_operation_of_its_own),
        WITH_ARENA(a_parameter_has_one_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
