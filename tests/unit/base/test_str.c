// test_str.c -- views: absent, empty, and everything in between.
// SPDX-License-Identifier: Apache-2.0
#include "base/str.h"

#include "expect.h"

static const str absent = {0};

static void a_c_string_becomes_a_view_and_null_becomes_absent(void **state)
{
    expect_text(str_from_cstr("abc"), S("abc"));
    assert_null(str_from_cstr(NULL).p);
    assert_non_null(str_from_cstr("").p);
    const char *copy = str_cstr(*state, S("abc"));
    assert_string_equal(copy, "abc");
    assert_string_equal(str_cstr(*state, absent), "");
}

static void equality_is_of_bytes(void **state)
{
    (void)state;
    assert_true(str_eq(S("a\0b"), S("a\0b")));
    assert_false(str_eq(S("a\0b"), S("a\0c")));
    assert_false(str_eq(S("ab"), S("abc")));
    assert_true(str_eq(absent, S("")));
    assert_true(str_eq_nocase(S("Content-Type"), S("cONTENT-tYPE")));
    assert_false(str_eq_nocase(S("a-"), S("a_")));
    assert_false(str_eq_nocase(S("\xC3\xA4"), S("\xC3\x84"))); // letters of ASCII only
}

static void starts_and_ends(void **state)
{
    (void)state;
    assert_true(str_starts(S("INC-12"), S("INC-")));
    assert_true(str_starts(S("x"), S("")));
    assert_false(str_starts(S("IN"), S("INC")));
    assert_true(str_ends(S("a.json"), S(".json")));
    assert_true(str_ends(absent, S("")));
    assert_false(str_ends(S("json"), S(".json")));
}

static void the_order_is_that_of_unsigned_bytes_and_then_length(void **state)
{
    (void)state;
    static const str sorted[] = {S(""), S("\0"), S("a"), S("aa"), S("ab"), S("b"), S("\xFF")};
    for (size_t i = 0; i < ARRAY_LEN(sorted); i++)
        for (size_t k = 0; k < ARRAY_LEN(sorted); k++) {
            const int order = str_cmp(sorted[i], sorted[k]);
            expect_row((order < 0) == (i < k) && (order > 0) == (i > k), i);
        }
    assert_int_equal(str_cmp(absent, S("")), 0);
}

static void finding_gives_the_first_place_or_the_end(void **state)
{
    (void)state;
    assert_int_equal(str_find(S("a,b,c"), ','), 1);
    assert_int_equal(str_find(S("abc"), ','), 3);
    assert_int_equal(str_find(absent, ','), 0);
    assert_int_equal(str_find_str(S("a--b--"), S("--")), 1);
    assert_int_equal(str_find_str(S("a-b"), S("--")), 3);
    assert_int_equal(str_find_str(S("-"), S("--")), 1);
    assert_int_equal(str_find_str(absent, S("-")), 0);
}

static void slices_are_cut_to_what_is_there(void **state)
{
    (void)state;
    expect_text(str_slice(S("abcdef"), 2, 3), S("cde"));
    expect_text(str_slice(S("abcdef"), 4, SIZE_MAX), S("ef"));
    expect_text(str_slice(S("abcdef"), 6, 1), S(""));
    expect_text(str_slice(S("abcdef"), SIZE_MAX, SIZE_MAX), S(""));
    expect_text(str_slice(absent, 0, 1), S(""));
}

static void blanks_at_both_ends_are_trimmed(void **state)
{
    (void)state;
    expect_text(str_trim(S(" \t a b\t ")), S("a b"));
    expect_text(str_trim(S(" \t ")), S(""));
    expect_text(str_trim(S("a\n")), S("a\n"));
    expect_text(str_trim(absent), S(""));
}

static void cutting_takes_part_after_part(void **state)
{
    (void)state;
    str rest = S("a,,bc,");
    expect_text(str_cut(&rest, ','), S("a"));
    expect_text(str_cut(&rest, ','), S(""));
    expect_text(str_cut(&rest, ','), S("bc"));
    assert_non_null(rest.p); // an empty part is still to come
    expect_text(str_cut(&rest, ','), S(""));
    assert_null(rest.p);
    expect_text(str_cut(&rest, ','), S(""));
}

static void integers_are_read_whole_or_not_at_all(void **state)
{
    (void)state;
    static const struct {
        str text;
        bool is_valid;
        int64_t value;
    } rows[] = {
        {S("0"), true, 0},
        {S("-0"), true, 0},
        {S("007"), true, 7},
        {S("-12"), true, -12},
        {S("9223372036854775807"), true, INT64_MAX},
        {S("-9223372036854775808"), true, INT64_MIN},
        {S("9223372036854775808"), false, 0},
        {S("-9223372036854775809"), false, 0},
        {S("99999999999999999999"), false, 0},
        {S(""), false, 0},
        {S("-"), false, 0},
        {S("+1"), false, 0},
        {S("1 "), false, 0},
        {S(" 1"), false, 0},
        {S("1\0"), false, 0},
        {S("0x1"), false, 0},
        {S("--1"), false, 0},
        {S("1.0"), false, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int64_t value = 42;
        expect_row(str_to_i64(rows[i].text, &value) == rows[i].is_valid, i);
        expect_row(value == (rows[i].is_valid ? rows[i].value : 42), i);
    }
}

static void integers_come_back(void **state)
{
    uint64_t seed = 3;
    for (int i = 0; i < 1000; i++) {
        const int64_t number = (int64_t)(next_random(&seed) >> i % 64);
        int64_t back = 0;
        assert_true(str_to_i64(str_from_i64(*state, number), &back));
        assert_true(back == number);
    }
}

static void copies_are_apart_and_absent_stays_absent(void **state)
{
    char text[] = "abc";
    const str copy = str_copy(*state, (str){text, 3});
    text[0] = 'x';
    expect_text(copy, S("abc"));
    assert_null(str_copy(*state, absent).p);
    assert_non_null(str_copy(*state, S("")).p);
}

static void parts_are_joined_and_letters_lowered(void **state)
{
    expect_text(STR_JOIN(*state, S("INC"), absent, S("-"), S("12")), S("INC-12"));
    expect_text(STR_JOIN(*state, S("")), S(""));
    expect_text(str_lower(*state, S("PRIM-12 \xC3\x84@[`{")), S("prim-12 \xC3\x84@[`{"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(a_c_string_becomes_a_view_and_null_becomes_absent),
        cmocka_unit_test(equality_is_of_bytes),
        cmocka_unit_test(starts_and_ends),
        cmocka_unit_test(the_order_is_that_of_unsigned_bytes_and_then_length),
        cmocka_unit_test(finding_gives_the_first_place_or_the_end),
        cmocka_unit_test(slices_are_cut_to_what_is_there),
        cmocka_unit_test(blanks_at_both_ends_are_trimmed),
        cmocka_unit_test(cutting_takes_part_after_part),
        cmocka_unit_test(integers_are_read_whole_or_not_at_all),
        WITH_ARENA(integers_come_back),
        WITH_ARENA(copies_are_apart_and_absent_stays_absent),
        WITH_ARENA(parts_are_joined_and_letters_lowered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
