// test_request.c -- the key of a request in all its forms, and what handlers ask for.
// SPDX-License-Identifier: Apache-2.0
#include "api/api.h"

#include "expect.h"

static struct api_request *new_request(struct arena *arena, const struct http_request *http)
{
    struct api_request *q = arena_new(arena, struct api_request);
    q->ctx.store.arena = arena;
    q->http = http;
    return q;
}

// ---- the credential ----

#define AUTHORIZATION(value)                                                                       \
    {                                                                                              \
        {                                                                                          \
            S("Authorization"), S(value)                                                           \
        }                                                                                          \
    }
#define X_API_KEY(value)                                                                           \
    {                                                                                              \
        {                                                                                          \
            S("x-api-key"), S(value)                                                               \
        }                                                                                          \
    }

struct credential_row {
    struct http_header headers[2];
    str credential; // absent: there is none
};

static const struct credential_row credential_rows[] = {
    {{{{0}, {0}}}, {0}},
    {X_API_KEY("key"), S("key")},
    {{{S("X-Api-Key"), S("key")}}, S("key")},
    {AUTHORIZATION("key"), S("key")}, // bare
    {{{S("authorization"), S("key")}}, S("key")},
    {AUTHORIZATION("Bearer key"), S("key")},
    {AUTHORIZATION("bEARER  key"), S("key")},
    {AUTHORIZATION("Bearer "), S("")},
    {AUTHORIZATION("Bearer"), S("Bearer")}, // a key of that name
    {AUTHORIZATION("Bearerkey"), S("Bearerkey")},
    {{{S("x-api-key"), S("one")}, {S("Authorization"), S("Bearer two")}}, S("one")},
    {{{S("Authorization"), S("Bearer two")}, {S("x-api-key"), S("one")}}, S("one")},
    // Basic: the password is the key, the name is nobody's business
    {AUTHORIZATION("Basic dXNlcjprZXk="), S("key")},
    {AUTHORIZATION("basic dXNlcjprZXk="), S("key")},
    {AUTHORIZATION("Basic  dXNlcjprZXk"), S("key")}, // without padding
    {AUTHORIZATION("Basic OmtleQ=="), S("key")},     // ":key"
    {AUTHORIZATION("Basic dTprOmV5"), S("k:ey")},    // the first colon parts them
    {AUTHORIZATION("Basic dTo="), S("")},            // "u:"
    {AUTHORIZATION("Basic w6Q6/+/+"), S("\xFF\xEF\xFE")},
    {AUTHORIZATION("Basic dXNlcg=="), {0}}, // "user", no password
    {AUTHORIZATION("Basic "), {0}},
    {AUTHORIZATION("Basic ===="), {0}},
    {AUTHORIZATION("Basic dXNl cjprZXk="), {0}}, // a blank inside
    {AUTHORIZATION("Basic dXN*cjprZXk="), {0}},
    {AUTHORIZATION("Basic dXNlcjprZXk=x"), {0}}, // padding inside
    {AUTHORIZATION("Basic d-X_cjprZXk"), {0}},   // the alphabet of URLs is another
    {AUTHORIZATION("Digest dXNlcjprZXk="), S("Digest dXNlcjprZXk=")},
};

static void a_key_comes_in_many_forms(void **state)
{
    for (size_t i = 0; i < ARRAY_LEN(credential_rows); i++) {
        const struct credential_row *row = &credential_rows[i];
        const struct http_request http = {
            .headers = row->headers,
            .header_count = row->headers[0].name.p == NULL   ? 0
                            : row->headers[1].name.p == NULL ? 1
                                                             : 2,
        };
        const str credential = api_credential(new_request(*state, &http));
        expect_row(str_eq(credential, row->credential), i);
        expect_row((credential.p == NULL) == (row->credential.p == NULL), i);
    }
}

static void a_basic_credential_is_bounded(void **state)
{
    char text[4096];
    for (size_t n = 0; n < sizeof(text); n += 37) {
        memset(text, 'A', n);
        const struct http_header header = {S("Authorization"),
                                           STR_JOIN(*state, S("Basic "), (str){text, n})};
        const struct http_request http = {.headers = &header, .header_count = 1};
        assert_null(api_credential(new_request(*state, &http)).p); // zeros without a colon
    }
}

// ---- the rest ----

static void the_first_error_is_told(void **state)
{
    struct api_request *q = new_request(*state, NULL);
    assert_int_equal(api_fail(q, ERR_INVALID, S("a"), S("first")), ERR_INVALID);
    assert_int_equal(api_fail(q, ERR_CONFLICT, S("b"), S("second")), ERR_CONFLICT);
    assert_int_equal(q->ctx.error.kind, ERR_INVALID);
    expect_text(q->ctx.error.field, S("a"));
    expect_text(q->ctx.error.message, S("first"));
}

static void headers_are_added_in_order(void **state)
{
    struct api_request *q = new_request(*state, NULL);
    api_header(q, S("Allow"), S("GET"));
    api_header(q, S("Retry-After"), S("1"));
    expect_text(q->headers[0].name, S("Allow"));
    expect_text(q->headers[1].value, S("1"));
    assert_null(q->headers[2].name.p);
}

static void add_too_many_headers(void)
{
    struct api_request q = {0};
    for (int i = 0; i <= HTTP_RESPONSE_HEADERS; i++)
        api_header(&q, S("X"), S("y"));
}

static void add_all_headers(void)
{
    struct api_request q = {0};
    for (int i = 0; i < HTTP_RESPONSE_HEADERS; i++)
        api_header(&q, S("X"), S("y"));
}

static void ask_for_a_missing_parameter(void)
{
    const struct api_request q = {.params = {S("first")}};
    (void)api_param(&q, 1);
}

static void ask_for_a_parameter(void)
{
    const struct api_request q = {.params = {S("first")}};
    (void)api_param(&q, 0);
}

static void a_handler_asks_for_what_there_is(void **state)
{
    (void)state;
    assert_false(aborts(add_all_headers));
    assert_true(aborts(add_too_many_headers));
    assert_false(aborts(ask_for_a_parameter));
    assert_true(aborts(ask_for_a_missing_parameter));
}

struct bound {
    str title;
};

static void a_body_is_bound_or_refused_by_field(void **state)
{
    static const struct bind_field fields[] = {
        {.name = S("title"), .type = BIND_TEXT, .offset = offsetof(struct bound, title)}};
    struct bound bound = {0};
    struct json_error why = {0};
    struct api_request *q = new_request(*state, NULL);
    assert_int_equal(json_read(*state, S("{\"title\":\"x\"}"), &q->body, &why), OK);
    assert_int_equal(api_bind(q, fields, ARRAY_LEN(fields), &bound), OK);
    expect_text(bound.title, S("x"));
    assert_int_equal(json_read(*state, S("{\"title\":1}"), &q->body, &why), OK);
    assert_int_equal(api_bind(q, fields, ARRAY_LEN(fields), &bound), ERR_INVALID);
    expect_text(q->ctx.error.field, S("title"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(a_key_comes_in_many_forms),
        WITH_ARENA(a_basic_credential_is_bounded),
        WITH_ARENA(the_first_error_is_told),
        WITH_ARENA(headers_are_added_in_order),
        cmocka_unit_test(a_handler_asks_for_what_there_is),
        WITH_ARENA(a_body_is_bound_or_refused_by_field),
    };
    return cmocka_run_group_tests_name("request", tests, NULL, NULL);
}
