// test_utf8.c -- which bytes are text.
// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

#include "expect.h"

enum { PADDING_BYTES = 20, LAST_CODE_POINT = 0x10FFFF };

// The valid prefix of each; the boundaries are those of RFC 3629 section 4.
static const struct {
    str text;
    size_t valid;
} rows[] = {
    {S(""), 0},
    {S("plain"), 5},
    {S("nul \0 inside"), 12},
    {S("\x7F"), 1},
    {S("\x80"), 0}, // a tail alone
    {S("a\xBF"), 1},
    {S("\xC0\x80"), 0}, // overlong U+0000
    {S("\xC1\xBF"), 0},
    {S("\xC2\x80"), 2}, // U+0080
    {S("\xDF\xBF"), 2},
    {S("\xC2"), 0},
    {S("\xC2\x7F"), 0},
    {S("\xC2\xC0"), 0},
    {S("\xE0\x9F\xBF"), 0}, // overlong
    {S("\xE0\xA0\x80"), 3}, // U+0800
    {S("\xED\x9F\xBF"), 3}, // U+D7FF
    {S("\xED\xA0\x80"), 0}, // U+D800
    {S("\xED\xBF\xBF"), 0},
    {S("\xEE\x80\x80"), 3},
    {S("\xEF\xBF\xBF"), 3}, // U+FFFF
    {S("\xE2\x82"), 0},
    {S("\xE2\x82\x28"), 0},
    {S("\xE2\x28\xA1"), 0},
    {S("\xF0\x8F\xBF\xBF"), 0}, // overlong
    {S("\xF0\x90\x80\x80"), 4}, // U+10000
    {S("\xF4\x8F\xBF\xBF"), 4}, // U+10FFFF
    {S("\xF4\x90\x80\x80"), 0}, // U+110000
    {S("\xF5\x80\x80\x80"), 0},
    {S("\xF0\x90\x80"), 0},
    {S("\xF0\x90\x80\x28"), 0},
    {S("\xF8\x88\x80\x80\x80"), 0},
    {S("\xFE"), 0},
    {S("\xFF"), 0},
    {S("gr\xC3\xBC\xC3\x9F"), 6},
    {S("gr\xC3\xBC\xC3"), 4},
};

static void the_valid_prefix_ends_before_the_first_bad_byte(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        expect_row(utf8_valid_prefix(rows[i].text) == rows[i].valid, i);
        expect_row(utf8_is_valid(rows[i].text) == (rows[i].valid == rows[i].text.n), i);
    }
    assert_true(utf8_is_valid((str){0}));
}

/* The check goes by words: each row must be judged alike wherever in a word it falls. */
static void the_place_in_the_text_makes_no_difference(void **state)
{
    const str padding = S("abcdefghijklmnopqrst");
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        for (size_t before = 0; before <= PADDING_BYTES; before++) {
            const bool is_whole = rows[i].valid == rows[i].text.n;
            const str text =
                STR_JOIN(*state, str_slice(padding, 0, before), rows[i].text, S("\0 tail"));
            const size_t valid = is_whole ? text.n : before + rows[i].valid;
            expect_row(utf8_valid_prefix(text) == valid, i);
        }
}

static void every_code_point_is_encoded_as_valid_text(void **state)
{
    (void)state;
    for (uint32_t code_point = 0; code_point <= LAST_CODE_POINT; code_point++) {
        char bytes[UTF8_MAX_BYTES];
        if (code_point == 0xD800)
            code_point = 0xE000; // no surrogates
        const size_t n = utf8_encode(code_point, bytes);
        assert_true(utf8_is_valid((str){bytes, n}));
        for (size_t cut = 1; cut < n; cut++)
            assert_int_equal(utf8_valid_prefix((str){bytes, cut}), 0);
    }
}

static void code_points_are_encoded_as_the_standard_says(void **state)
{
    (void)state;
    static const struct {
        uint32_t code_point;
        str text;
    } codes[] = {
        {'A', S("A")},
        {0xFC, S("\xC3\xBC")},
        {0x20AC, S("\xE2\x82\xAC")},
        {0x1F514, S("\xF0\x9F\x94\x94")},
    };
    for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
        char bytes[UTF8_MAX_BYTES];
        const size_t n = utf8_encode(codes[i].code_point, bytes);
        expect_text(((str){bytes, n}), codes[i].text);
    }
}

static void a_cut_never_splits_a_code_point(void **state)
{
    (void)state;
    const str text = S("a\xC3\xBC\xE2\x82\xAC\xF0\x9F\x94\x94z"); // 1, 2, 3, 4 and 1 bytes
    static const size_t kept[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11};
    for (size_t max = 0; max < ARRAY_LEN(kept); max++)
        expect_row(utf8_cut(text, max).n == kept[max], max);
    assert_null(utf8_cut((str){0}, 5).p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_valid_prefix_ends_before_the_first_bad_byte),
        WITH_ARENA(the_place_in_the_text_makes_no_difference),
        cmocka_unit_test(every_code_point_is_encoded_as_valid_text),
        cmocka_unit_test(code_points_are_encoded_as_the_standard_says),
        cmocka_unit_test(a_cut_never_splits_a_code_point),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
