// test_json_bind.c -- bodies bound, and each refusal word for word.
// SPDX-License-Identifier: Apache-2.0
#include "json/json_bind.h"

#include "expect.h"

struct body {
    str title;
    str token;
    struct bind_bool sharing;
    struct bind_integer repeat;
    struct bind_integer delay;
    int priority;
    struct str_list ids;
    struct str_list tags;
    const struct json *metadata;
    const struct json *extra;
};

static const str priorities[] = {S("p1"), S("p2"), S("p3"), S("p4"), S("p5")};

static const struct bind_field fields[] = {
    {.name = S("title"),
     .type = BIND_TEXT,
     .offset = offsetof(struct body, title),
     .required = true},
    {.name = S("token"), .type = BIND_TEXT, .offset = offsetof(struct body, token), .max = 8},
    {.name = S("sharing"), .type = BIND_BOOL, .offset = offsetof(struct body, sharing)},
    {.name = S("repeat"),
     .type = BIND_INTEGER,
     .offset = offsetof(struct body, repeat),
     .min = -1,
     .max = 10},
    {.name = S("delay"), .type = BIND_INTEGER, .offset = offsetof(struct body, delay)},
    {.name = S("priority"),
     .type = BIND_WORD,
     .offset = offsetof(struct body, priority),
     .words = priorities,
     .word_count = ARRAY_LEN(priorities)},
    {.name = S("ids"),
     .type = BIND_TEXT_LIST,
     .offset = offsetof(struct body, ids),
     .required = true},
    {.name = S("tags"), .type = BIND_TEXT_LIST, .offset = offsetof(struct body, tags), .max = 2},
    {.name = S("metadata"), .type = BIND_OBJECT, .offset = offsetof(struct body, metadata)},
    {.name = S("extra"), .type = BIND_ANY, .offset = offsetof(struct body, extra)},
};

static enum err bind(struct arena *arena, str json, struct body *out, struct errinfo *info)
{
    const struct json *root = NULL;
    struct json_error why;
    assert_int_equal(json_read(arena, json, &root, &why), OK);
    *out = (struct body){.priority = -1};
    *info = (struct errinfo){0};
    return json_bind(arena, root, fields, ARRAY_LEN(fields), out, info);
}

static void a_full_body_fills_the_struct(void **state)
{
    struct body body;
    struct errinfo info;
    const str json = S("{\"title\":\"Disk \\u00fcber\",\"token\":\"12345678\",\"sharing\":false,"
                       "\"repeat\":-1,\"delay\":9223372036854775807,\"priority\":\"p3\","
                       "\"ids\":[\"a\",\"\"],\"tags\":[],\"metadata\":{\"x\":1},\"extra\":[2]}");
    assert_int_equal(bind(*state, json, &body, &info), OK);
    assert_int_equal(info.kind, OK);
    expect_text(body.title, S("Disk \xC3\xBC"
                              "ber"));
    expect_text(body.token, S("12345678"));
    assert_true(body.sharing.is_set && !body.sharing.value);
    assert_true(body.repeat.is_set && body.repeat.value == -1);
    assert_true(body.delay.is_set && body.delay.value == INT64_MAX);
    assert_int_equal(body.priority, 2);
    assert_true(body.ids.is_set && body.ids.count == 2);
    expect_text(body.ids.items[0], S("a"));
    expect_text(body.ids.items[1], S(""));
    assert_true(body.tags.is_set && body.tags.count == 0);
    expect_text(body.metadata->raw, S("{\"x\":1}"));
    expect_text(body.extra->raw, S("[2]"));
}

static void absent_null_and_unknown_members_change_nothing(void **state)
{
    static const str bodies[] = {
        S("{\"title\":\"t\",\"ids\":[\"a\"]}"),
        S("{\"title\":\"t\",\"ids\":[\"a\"],\"unknown\":{\"title\":5},\"Title\":1}"),
        S("{\"token\":null,\"sharing\":null,\"repeat\":null,\"delay\":null,\"priority\":null,"
          "\"tags\":null,\"metadata\":null,\"extra\":null,\"ids\":[\"a\"],\"title\":\"t\"}"),
    };
    for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
        struct body body;
        struct errinfo info;
        expect_row(bind(*state, bodies[i], &body, &info) == OK, i);
        expect_row(body.token.p == NULL && !body.sharing.is_set && !body.repeat.is_set, i);
        expect_row(!body.delay.is_set && body.priority == -1 && !body.tags.is_set, i);
        expect_row(body.metadata == NULL && body.extra == NULL, i);
    }
}

static void an_optional_text_may_be_empty(void **state)
{
    struct body body;
    struct errinfo info;
    assert_int_equal(
        bind(*state, S("{\"title\":\"t\",\"ids\":[\"a\"],\"token\":\"\"}"), &body, &info), OK);
    assert_non_null(body.token.p);
    assert_int_equal(body.token.n, 0);
}

// Each row is one member beside a good title and good ids, or instead of them.
static const struct {
    str member;
    str field;
    str message;
} refusals[] = {
    {S("\"title\":null"), S("title"), S("title is required")},
    {S("\"title\":\"\""), S("title"), S("title must not be empty")},
    {S("\"title\":7"), S("title"), S("title must be a string")},
    {S("\"title\":[\"t\"]"), S("title"), S("title must be a string")},
    {S("\"title\":\"a\\u0000b\""), S("title"), S("title must not contain U+0000")},
    {S("\"token\":\"123456789\""), S("token"), S("token must be at most 8 bytes")},
    {S("\"sharing\":\"true\""), S("sharing"), S("sharing must be true or false")},
    {S("\"sharing\":0"), S("sharing"), S("sharing must be true or false")},
    {S("\"repeat\":-2"), S("repeat"), S("repeat must be an integer from -1 to 10")},
    {S("\"repeat\":11"), S("repeat"), S("repeat must be an integer from -1 to 10")},
    {S("\"repeat\":1.0"), S("repeat"), S("repeat must be an integer from -1 to 10")},
    {S("\"repeat\":\"1\""), S("repeat"), S("repeat must be an integer from -1 to 10")},
    {S("\"delay\":-1"), S("delay"), S("delay must be an integer of at least 0")},
    {S("\"priority\":\"P1\""), S("priority"), S("priority must be one of p1, p2, p3, p4, p5")},
    {S("\"priority\":\"\""), S("priority"), S("priority must be one of p1, p2, p3, p4, p5")},
    {S("\"priority\":1"), S("priority"), S("priority must be one of p1, p2, p3, p4, p5")},
    {S("\"ids\":null"), S("ids"), S("ids is required")},
    {S("\"ids\":[]"), S("ids"), S("ids must be a non-empty list of strings")},
    {S("\"ids\":\"a\""), S("ids"), S("ids must be a non-empty list of strings")},
    {S("\"ids\":{\"a\":1}"), S("ids"), S("ids must be a non-empty list of strings")},
    {S("\"ids\":[\"a\",null]"), S("ids"), S("ids must be a non-empty list of strings")},
    {S("\"ids\":[\"a\\u0000\"]"), S("ids"), S("ids must not contain U+0000")},
    {S("\"tags\":[1]"), S("tags"), S("tags must be a list of strings")},
    {S("\"tags\":[\"a\",\"b\",\"c\"]"), S("tags"), S("tags must have at most 2 items")},
    {S("\"metadata\":\"{}\""), S("metadata"), S("metadata must be an object")},
    {S("\"metadata\":[]"), S("metadata"), S("metadata must be an object")},
};

static str body_with(struct arena *arena, str member, str field)
{
    const str title = str_eq(field, S("title")) ? S("") : S(",\"title\":\"t\"");
    const str ids = str_eq(field, S("ids")) ? S("") : S(",\"ids\":[\"a\"]");
    return STR_JOIN(arena, S("{"), member, title, ids, S("}"));
}

static void expect_refusal(struct arena *arena, str json, str field, str message)
{
    struct body body;
    struct errinfo info;
    assert_int_equal(bind(arena, json, &body, &info), ERR_INVALID);
    assert_int_equal(info.kind, ERR_INVALID);
    expect_text(info.field, field);
    expect_text(info.message, message);
}

static void every_refusal_names_its_field_and_says_what_is_wanted(void **state)
{
    for (size_t i = 0; i < ARRAY_LEN(refusals); i++)
        expect_refusal(*state, body_with(*state, refusals[i].member, refusals[i].field),
                       refusals[i].field, refusals[i].message);
    expect_refusal(*state, S("{}"), S("title"), S("title is required"));
}

static void only_an_object_is_bound(void **state)
{
    struct body body;
    struct errinfo info = {0};
    expect_refusal(*state, S("[]"), S(""), S("the body must be a JSON object"));
    expect_refusal(*state, S("null"), S(""), S("the body must be a JSON object"));
    assert_int_equal(json_bind(*state, NULL, fields, ARRAY_LEN(fields), &body, &info), ERR_INVALID);
    assert_null(info.field.p);
}

/* {"ids":["a"],"title":"xxx..."} or the like, with a text of `n` bytes. */
static str body_of_length(struct arena *arena, str before, size_t n, str after)
{
    char *text = arena_alloc_raw(arena, n);
    memset(text, 'x', n);
    return STR_JOIN(arena, before, (str){text, n}, after);
}

static void default_limits_hold_where_the_table_gives_none(void **state)
{
    struct body body;
    struct errinfo info;
    const str title = S("{\"ids\":[\"a\"],\"title\":\""), title_end = S("\"}");
    const str item = S("{\"title\":\"t\",\"ids\":[\""), item_end = S("\"]}");
    assert_int_equal(
        bind(*state, body_of_length(*state, title, BIND_TEXT_MAX_BYTES, title_end), &body, &info),
        OK);
    expect_refusal(*state, body_of_length(*state, title, BIND_TEXT_MAX_BYTES + 1, title_end),
                   S("title"), S("title must be at most 4096 bytes"));
    assert_int_equal(
        bind(*state, body_of_length(*state, item, BIND_TEXT_MAX_BYTES, item_end), &body, &info),
        OK);
    expect_refusal(*state, body_of_length(*state, item, BIND_TEXT_MAX_BYTES + 1, item_end),
                   S("ids"), S("ids must hold strings of at most 4096 bytes"));
}

static void a_list_without_a_limit_of_its_own_has_at_most_1000_items(void **state)
{
    str items = S("\"x\"");
    struct body body;
    struct errinfo info;
    for (size_t i = 1; i < BIND_LIST_MAX_ITEMS; i++)
        items = STR_JOIN(*state, items, S(",\"x\""));
    assert_int_equal(bind(*state, STR_JOIN(*state, S("{\"title\":\"t\",\"ids\":["), items, S("]}")),
                          &body, &info),
                     OK);
    assert_int_equal(body.ids.count, BIND_LIST_MAX_ITEMS);
    expect_refusal(*state, STR_JOIN(*state, S("{\"title\":\"t\",\"ids\":["), items, S(",\"x\"]}")),
                   S("ids"), S("ids must have at most 1000 items"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(a_full_body_fills_the_struct),
        WITH_ARENA(absent_null_and_unknown_members_change_nothing),
        WITH_ARENA(an_optional_text_may_be_empty),
        WITH_ARENA(every_refusal_names_its_field_and_says_what_is_wanted),
        WITH_ARENA(only_an_object_is_bound),
        WITH_ARENA(default_limits_hold_where_the_table_gives_none),
        WITH_ARENA(a_list_without_a_limit_of_its_own_has_at_most_1000_items),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
