// test_json_read.c -- the tree, its limits, and what a refusal tells.
// SPDX-License-Identifier: Apache-2.0
#include "json/json_read.h"

#include "base/buf.h"
#include "expect.h"

#include <math.h>

enum { TEXT_MAX_BYTES = 8 << 20 };

static const struct json *read_ok(struct arena *arena, str text)
{
    const struct json *root = NULL;
    struct json_error why = {0};
    if (json_read(arena, text, &root, &why) != OK)
        fail_msg("%.*s: %.*s at %zu", STR(str_slice(text, 0, 200)), STR(why.reason), why.offset);
    return root;
}

static struct json_error read_refused(struct arena *arena, str text)
{
    static const struct json untouched;
    const struct json *root = &untouched;
    struct json_error why = {.offset = SIZE_MAX};
    if (json_read(arena, text, &root, &why) != ERR_INVALID || root != &untouched)
        fail_msg("%.*s: accepted", STR(str_slice(text, 0, 200)));
    return why;
}

// ---- the tree ----

static void a_document_becomes_a_tree_in_its_order(void **state)
{
    const str text =
        S(" {\"id\" : 7, \"tags\":[ \"a\" ,\"b\"],\"open\":true, \"who\":null,\"in\":{}} ");
    const struct json *root = read_ok(*state, text);
    static const struct {
        str key;
        enum json_kind kind;
        size_t count;
        str raw;
    } rows[] = {
        {S("id"), JSON_NUMBER, 0, S("7")},    {S("tags"), JSON_ARRAY, 2, S("[ \"a\" ,\"b\"]")},
        {S("open"), JSON_BOOL, 0, S("true")}, {S("who"), JSON_NULL, 0, S("null")},
        {S("in"), JSON_OBJECT, 0, S("{}")},
    };
    const struct json *member = root->first;
    assert_int_equal(root->kind, JSON_OBJECT);
    assert_int_equal(root->count, ARRAY_LEN(rows));
    expect_text(root->raw, str_trim(text));
    for (size_t i = 0; i < ARRAY_LEN(rows); i++, member = member->next) {
        expect_text(member->key, rows[i].key);
        expect_text(member->raw, rows[i].raw);
        expect_row(member->kind == rows[i].kind && member->count == rows[i].count, i);
        assert_ptr_equal(json_get(root, rows[i].key), member);
    }
    assert_null(member);
    const struct json *tags = json_get(root, S("tags"));
    expect_text(tags->first->text, S("a"));
    assert_null(tags->first->key.p);
    expect_text(tags->first->next->text, S("b"));
    assert_null(tags->first->next->next);
    assert_null(json_get(root, S("in"))->first);
    assert_true(json_get(root, S("open"))->boolean);
}

static void asking_for_a_member_that_is_not_there_gives_none(void **state)
{
    const struct json *root = read_ok(*state, S("{\"a\":[1]}"));
    assert_null(json_get(root, S("b")));
    assert_null(json_get(root, S("")));
    assert_null(json_get(json_get(root, S("b")), S("c")));
    assert_null(json_get(json_get(root, S("a")), S("a")));
}

static void a_scalar_alone_is_a_document(void **state)
{
    assert_int_equal(read_ok(*state, S("null"))->kind, JSON_NULL);
    assert_false(read_ok(*state, S("\tfalse\r\n"))->boolean);
    expect_text(read_ok(*state, S("\"\""))->text, S(""));
    assert_int_equal(read_ok(*state, S("12"))->integer, 12);
}

static void strings_without_escapes_and_raw_are_views(void **state)
{
    const str text = S("{\"key\":\"value\"}");
    const struct json *member = read_ok(*state, text)->first;
    assert_ptr_equal(member->key.p, text.p + 2);
    assert_ptr_equal(member->text.p, text.p + 8);
    assert_ptr_equal(member->raw.p, text.p + 7);
}

// ---- strings and numbers ----

static void escapes_are_decoded_in_texts_and_keys(void **state)
{
    static const struct {
        str json, text;
    } rows[] = {
        {S("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""), S("\"\\/\b\f\n\r\t")},
        {S("\"\\u0041\\u00e9\\u20AC\\uFFFF\""), S("A\xC3\xA9\xE2\x82\xAC\xEF\xBF\xBF")},
        {S("\"\\u0000\""), S("\0")},
        {S("\"\\uD83D\\uDD14 \\udbff\\udfff\""), S("\xF0\x9F\x94\x94 \xF4\x8F\xBF\xBF")},
        {S("\"\\uD7FF\\uE000\""), S("\xED\x9F\xBF\xEE\x80\x80")},
        {S("\"a\\\\u0041b\""), S("a\\u0041b")},
        {S("\"long text before \\n and long text behind\""),
         S("long text before \n and long text behind")},
        {S("\"\x7F \xC3\xBC \xF0\x9F\x94\x94\""), S("\x7F \xC3\xBC \xF0\x9F\x94\x94")},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const str object = STR_JOIN(*state, S("{"), rows[i].json, S(":"), rows[i].json, S("}"));
        const struct json *member = read_ok(*state, object)->first;
        expect_text(member->text, rows[i].text);
        expect_text(member->key, rows[i].text);
        expect_text(member->raw, rows[i].json);
    }
}

static void integers_are_exact_within_int64(void **state)
{
    static const struct {
        str json;
        int64_t integer;
    } rows[] = {
        {S("0"), 0},
        {S("-1"), -1},
        {S("9007199254740993"), INT64_C(9007199254740993)},
        {S("9223372036854775807"), INT64_MAX},
        {S("-9223372036854775808"), INT64_MIN},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct json *number = read_ok(*state, rows[i].json);
        expect_row(number->is_integer && number->integer == rows[i].integer, i);
        expect_row(number->number == (double)rows[i].integer, i);
    }
    const struct json *zero = read_ok(*state, S("-0"));
    assert_true(zero->is_integer && zero->integer == 0 && signbit(zero->number));
}

static void other_numbers_are_the_nearest_double(void **state)
{
    static const struct {
        str json;
        double number;
    } rows[] = {
        {S("0.5"), 0.5},
        {S("-0.0"), -0.0},
        {S("1e2"), 100},
        {S("1E+2"), 100},
        {S("25e-1"), 2.5},
        {S("0.1"), 0.1},
        {S("0e999999999"), 0},
        {S("1.7976931348623157e308"), 1.7976931348623157e308},
        {S("4.9e-324"), 4.9e-324},
        {S("1e-999"), 0},
        {S("123456789012345678901234567890.0"), 123456789012345678901234567890.0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct json *number = read_ok(*state, rows[i].json);
        expect_row(!number->is_integer && number->number == rows[i].number, i);
        expect_row(signbit(number->number) == signbit(rows[i].number), i);
    }
}

static void a_number_of_a_thousand_digits_is_read(void **state)
{
    struct buf text;
    buf_init(&text, *state, TEXT_MAX_BYTES);
    buf_add(&text, S("0."));
    for (int i = 0; i < 1000; i++)
        buf_add_byte(&text, '9');
    assert_true(read_ok(*state, buf_str(&text))->number == 1.0);
}

// ---- refusals ----

static void a_refusal_tells_the_place_and_the_reason(void **state)
{
    static const struct {
        str json;
        size_t offset;
        str reason;
    } rows[] = {
        {S(""), 0, S("expected a value")},
        {S("  "), 2, S("expected a value")},
        {S("nul"), 0, S("expected a value")},
        {S("+1"), 0, S("expected a value")},
        {S("NaN"), 0, S("expected a value")},
        {S("\0"), 0, S("expected a value")},
        {S("\xEF\xBB\xBF{}"), 0, S("expected a value")},
        {S("[1,]"), 3, S("expected a value")},
        {S("[,1]"), 1, S("expected a value")},
        {S("{\"a\":}"), 5, S("expected a value")},
        {S("[1 2]"), 3, S("expected ',' or ']'")},
        {S("[1"), 2, S("expected ',' or ']'")},
        {S("[1}"), 2, S("expected ',' or ']'")},
        {S("{\"a\":1 \"b\":2}"), 7, S("expected ',' or '}'")},
        {S("{a:1}"), 1, S("expected a name in quotes")},
        {S("{\"a\":1,}"), 7, S("expected a name in quotes")},
        {S("{"), 1, S("expected a name in quotes")},
        {S("{\"a\" 1}"), 5, S("expected ':'")},
        {S("{\"a\""), 4, S("expected ':'")},
        {S("1 2"), 2, S("expected the end")},
        {S("{}}"), 2, S("expected the end")},
        {S("01"), 1, S("expected the end")},
        {S("1\0"), 1, S("expected the end")},
        {S("-"), 1, S("expected a digit")},
        {S("-a"), 1, S("expected a digit")},
        {S("1."), 2, S("expected a digit")},
        {S("1.e5"), 2, S("expected a digit")},
        {S("1e"), 2, S("expected a digit")},
        {S("1e+"), 3, S("expected a digit")},
        {S("[9223372036854775808]"), 1, S("number out of range")},
        {S("[-9223372036854775809]"), 1, S("number out of range")},
        {S("[1e309]"), 1, S("number out of range")},
        {S("[-1.8e308]"), 1, S("number out of range")},
        {S("\"abc"), 4, S("string without its closing quote")},
        {S("\"abc\\"), 5, S("string without its closing quote")},
        {S("\"abc\\\""), 6, S("string without its closing quote")},
        {S("\"a\nb\""), 2, S("control character in a string")},
        {S("\"a\0b\""), 2, S("control character in a string")},
        {S("\"12345678\x1F\""), 9, S("control character in a string")},
        {S("\"ab\\x\""), 3, S("unknown escape or lone surrogate")},
        {S("\"ab\\u12g4\""), 3, S("unknown escape or lone surrogate")},
        {S("\"ab\\u123\""), 3, S("unknown escape or lone surrogate")},
        {S("\"\\n\\uD800\""), 3, S("unknown escape or lone surrogate")},
        {S("\"\\uD800\\n\""), 1, S("unknown escape or lone surrogate")},
        {S("\"\\uD800\\u0041\""), 1, S("unknown escape or lone surrogate")},
        {S("\"\\uD800\\uD800\""), 1, S("unknown escape or lone surrogate")},
        {S("\"\\uD800\\uE000\""), 1, S("unknown escape or lone surrogate")},
        {S("\"\\uDC00\\uD800\""), 1, S("unknown escape or lone surrogate")},
        {S("\"\\uDC00\\uDC00\""), 1, S("unknown escape or lone surrogate")},
        {S("[\"a\xFF\"]"), 3, S("invalid UTF-8")},
        {S("[1, \xC3]"), 4, S("invalid UTF-8")},
        {S("{\"a\":1,\"b\":2,\"a\":3}"), 13, S("name used twice in one object")},
        {S("{\"a\":1,\"\\u0061\":3}"), 7, S("name used twice in one object")},
        {S("{\"\":1,\"\":3}"), 6, S("name used twice in one object")},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct json_error why = read_refused(*state, rows[i].json);
        expect_text(why.reason, rows[i].reason);
        expect_row(why.offset == rows[i].offset, i);
    }
    expect_text(read_refused(*state, (str){0}).reason, S("expected a value"));
}

static void every_prefix_and_every_tail_of_a_document_is_refused(void **state)
{
    const str whole =
        S("{\"a\":[1,-2.5e3,\"x\\n\\u00e9\\uD83D\\uDD14\",null,true],\"b\":{\"c\":\"\xC3\xBC\"}}");
    (void)read_ok(*state, whole);
    for (size_t n = 0; n < whole.n; n++)
        (void)read_refused(*state, str_copy(*state, str_slice(whole, 0, n)));
    for (size_t n = 1; n < whole.n; n++)
        (void)read_refused(*state, str_copy(*state, str_slice(whole, n, whole.n)));
}

// ---- limits ----

static str nested(struct arena *arena, str opening, str middle, str closing, size_t depth)
{
    struct buf text;
    buf_init(&text, arena, TEXT_MAX_BYTES);
    for (size_t i = 0; i < depth; i++)
        buf_add(&text, opening);
    buf_add(&text, middle);
    for (size_t i = 0; i < depth; i++)
        buf_add(&text, closing);
    return buf_str(&text);
}

static void depth_64_is_read_and_65_is_refused(void **state)
{
    const str too_deep = S("nested too deep");
    const struct json *at = read_ok(*state, nested(*state, S("["), S("0"), S("]"), JSON_MAX_DEPTH));
    size_t depth = 0;
    for (; at->kind == JSON_ARRAY; at = at->first)
        depth++;
    assert_int_equal(depth, JSON_MAX_DEPTH);
    (void)read_ok(*state, nested(*state, S("{\"a\":"), S("0"), S("}"), JSON_MAX_DEPTH));
    (void)read_ok(*state, nested(*state, S("[{\"a\":"), S("0"), S("}]"), JSON_MAX_DEPTH / 2));
    expect_text(
        read_refused(*state, nested(*state, S("["), S(""), S("]"), JSON_MAX_DEPTH + 1)).reason,
        too_deep);
    expect_text(
        read_refused(*state, nested(*state, S("{\"a\":"), S("{}"), S("}"), JSON_MAX_DEPTH)).reason,
        too_deep);
    expect_text(read_refused(*state, nested(*state, S("["), S(""), S(""), 100000)).reason,
                too_deep);
}

static void siblings_do_not_count_as_depth(void **state)
{
    const struct json *root =
        read_ok(*state, nested(*state, S("[[],[],"), S("{}"), S(",[[]]]"), JSON_MAX_DEPTH - 2));
    assert_int_equal(root->count, 4);
}

static str array_of_zeros(struct arena *arena, size_t count)
{
    struct buf text;
    buf_init(&text, arena, TEXT_MAX_BYTES);
    for (size_t i = 0; i < count; i++)
        buf_add(&text, i == 0 ? S("[0") : S(",0"));
    buf_add_byte(&text, ']');
    return buf_str(&text);
}

static void the_number_of_values_is_bounded(void **state)
{
    const struct json *root = read_ok(*state, array_of_zeros(*state, JSON_MAX_VALUES - 1));
    assert_int_equal(root->count, JSON_MAX_VALUES - 1); // and the array itself
    expect_text(read_refused(*state, array_of_zeros(*state, JSON_MAX_VALUES)).reason,
                S("too many values"));
}

/* {"k0":0,"k1":1,...} and a last member of that name, if it is not absent. */
static str object_of(struct arena *arena, size_t count, str last)
{
    struct buf text;
    buf_init(&text, arena, TEXT_MAX_BYTES);
    buf_add_byte(&text, '{');
    for (size_t i = 0; i < count; i++)
        buf_add(&text, STR_JOIN(arena, i == 0 ? S("") : S(","), S("\"k"),
                                str_from_i64(arena, (int64_t)i), S("\":0")));
    if (last.p != NULL)
        buf_add(&text, STR_JOIN(arena, S(",\""), last, S("\":0")));
    buf_add_byte(&text, '}');
    return buf_str(&text);
}

/* The sizes lie around those where the members get a table and where it grows. */
static void a_name_used_twice_is_found_in_objects_of_any_size(void **state)
{
    static const size_t counts[] = {1, 2, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129};
    struct arena *arena = *state;
    for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
        const size_t count = counts[i];
        for (size_t twice = 0; twice < count; twice++) {
            const str name = STR_JOIN(arena, S("k"), str_from_i64(arena, (int64_t)twice));
            const str reason = read_refused(arena, object_of(arena, count, name)).reason;
            expect_text(reason, S("name used twice in one object"));
        }
        assert_int_equal(read_ok(arena, object_of(arena, count, S("k")))->count, count + 1);
        arena_reset(arena);
    }
}

static void one_name_may_be_used_in_several_objects(void **state)
{
    const str big = object_of(*state, 50, (str){0});
    const str text = STR_JOIN(*state, S("{\"a\":{\"a\":[{\"a\":1},{\"a\":2}]},\"k0\":["), big,
                              S(","), big, S("]}"));
    assert_int_equal(read_ok(*state, text)->count, 2);
}

static void an_object_of_very_many_names_is_read(void **state)
{
    const size_t count = JSON_MAX_VALUES - 1;
    const struct json *root = read_ok(*state, object_of(*state, count, (str){0}));
    assert_int_equal(root->count, count);
    expect_text(json_get(root, S("k99998"))->raw, S("0"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(a_document_becomes_a_tree_in_its_order),
        WITH_ARENA(asking_for_a_member_that_is_not_there_gives_none),
        WITH_ARENA(a_scalar_alone_is_a_document),
        WITH_ARENA(strings_without_escapes_and_raw_are_views),
        WITH_ARENA(escapes_are_decoded_in_texts_and_keys),
        WITH_ARENA(integers_are_exact_within_int64),
        WITH_ARENA(other_numbers_are_the_nearest_double),
        WITH_ARENA(a_number_of_a_thousand_digits_is_read),
        WITH_ARENA(a_refusal_tells_the_place_and_the_reason),
        WITH_ARENA(every_prefix_and_every_tail_of_a_document_is_refused),
        WITH_ARENA(depth_64_is_read_and_65_is_refused),
        WITH_ARENA(siblings_do_not_count_as_depth),
        WITH_ARENA(the_number_of_values_is_bounded),
        WITH_ARENA(a_name_used_twice_is_found_in_objects_of_any_size),
        WITH_ARENA(one_name_may_be_used_in_several_objects),
        WITH_ARENA(an_object_of_very_many_names_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
