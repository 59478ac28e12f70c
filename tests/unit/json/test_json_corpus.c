// test_json_corpus.c -- JSONTestSuite and the naughty strings, file by file.
//
// Takes the folder of the corpora as its argument. In test_parsing, y_ must be accepted and n_
// refused; i_ is ours to choose.
// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"
#include "expect.h"
#include "json/json_read.h"
#include "json/json_write.h"

#include <dirent.h>

enum { OUT_MAX_BYTES = 1 << 20, FEWEST_NAUGHTY = 500 };

static str corpora = S("../shared/corpora");

// y_ files that we refuse: RFC 8259 section 4 lets names repeat and then promises nothing.
static const str refused_y[] = {
    S("y_object_duplicated_key.json"),
    S("y_object_duplicated_key_and_value.json"),
};

// Our choices: what underflows is 0; whatever would have to be mended or rounded away is refused.
static const struct {
    str file;
    bool is_accepted;
} choices[] = {
    {S("i_number_double_huge_neg_exp.json"), true},
    {S("i_number_huge_exp.json"), false},
    {S("i_number_neg_int_huge_exp.json"), false},
    {S("i_number_pos_double_huge_exp.json"), false},
    {S("i_number_real_neg_overflow.json"), false},
    {S("i_number_real_pos_overflow.json"), false},
    {S("i_number_real_underflow.json"), true},
    {S("i_number_too_big_neg_int.json"), false},
    {S("i_number_too_big_pos_int.json"), false},
    {S("i_number_very_big_negative_int.json"), false},
    {S("i_object_key_lone_2nd_surrogate.json"), false},
    {S("i_string_1st_surrogate_but_2nd_missing.json"), false},
    {S("i_string_1st_valid_surrogate_2nd_invalid.json"), false},
    {S("i_string_UTF-16LE_with_BOM.json"), false},
    {S("i_string_UTF-8_invalid_sequence.json"), false},
    {S("i_string_UTF8_surrogate_U+D800.json"), false},
    {S("i_string_incomplete_surrogate_and_escape_valid.json"), false},
    {S("i_string_incomplete_surrogate_pair.json"), false},
    {S("i_string_incomplete_surrogates_escape_valid.json"), false},
    {S("i_string_invalid_lonely_surrogate.json"), false},
    {S("i_string_invalid_surrogate.json"), false},
    {S("i_string_invalid_utf-8.json"), false},
    {S("i_string_inverted_surrogates_U+1D11E.json"), false},
    {S("i_string_iso_latin_1.json"), false},
    {S("i_string_lone_second_surrogate.json"), false},
    {S("i_string_lone_utf8_continuation_byte.json"), false},
    {S("i_string_not_in_unicode_range.json"), false},
    {S("i_string_overlong_sequence_2_bytes.json"), false},
    {S("i_string_overlong_sequence_6_bytes.json"), false},
    {S("i_string_overlong_sequence_6_bytes_null.json"), false},
    {S("i_string_truncated-utf-8.json"), false},
    {S("i_string_utf16BE_no_BOM.json"), false},
    {S("i_string_utf16LE_no_BOM.json"), false},
    {S("i_structure_500_nested_arrays.json"), false},
    {S("i_structure_UTF-8_BOM_empty_object.json"), false},
};

static str read_corpus(struct arena *arena, str name)
{
    return read_file(arena, str_cstr(arena, STR_JOIN(arena, corpora, S("/"), name)));
}

static bool is_refused_y(str file)
{
    for (size_t i = 0; i < ARRAY_LEN(refused_y); i++)
        if (str_eq(file, refused_y[i]))
            return true;
    return false;
}

static bool is_accepted_i(str file)
{
    for (size_t i = 0; i < ARRAY_LEN(choices); i++)
        if (str_eq(file, choices[i].file))
            return choices[i].is_accepted;
    fail_msg("no choice was made for %.*s", STR(file));
    return false;
}

static bool should_be_accepted(str file)
{
    if (file.p[0] == 'i')
        return is_accepted_i(file);
    return file.p[0] == 'y' && !is_refused_y(file);
}

static void judge(struct arena *arena, str file)
{
    const str text = read_corpus(arena, STR_JOIN(arena, S("json/test_parsing/"), file));
    const struct json *root = NULL;
    struct json_error why = {.offset = SIZE_MAX};
    const bool is_accepted = json_read(arena, text, &root, &why) == OK;
    if (is_accepted != should_be_accepted(file))
        fail_msg("%.*s: %s", STR(file), is_accepted ? "accepted" : "refused");
    if (!is_accepted && (why.offset > text.n || why.reason.n == 0))
        fail_msg("%.*s: refused without a place or a reason", STR(file));
}

static void every_file_of_the_suite_is_judged_rightly(void **state)
{
    struct arena *arena = *state;
    size_t counts[128] = {0};
    DIR *folder = opendir(str_cstr(arena, STR_JOIN(arena, corpora, S("/json/test_parsing"))));
    assert_non_null(folder);
    for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        const str file = str_copy(arena, str_from_cstr(entry->d_name));
        if (file.p[0] == '.')
            continue;
        judge(arena, file);
        counts[(unsigned char)file.p[0] % ARRAY_LEN(counts)]++;
    }
    (void)closedir(folder);
    assert_int_equal(counts['y'], 93 + ARRAY_LEN(refused_y));
    assert_int_equal(counts['n'], 188);
    assert_int_equal(counts['i'], ARRAY_LEN(choices));
}

static void expect_round_trip(struct arena *arena, str text)
{
    struct buf out;
    struct json_writer w;
    const struct json *root = NULL;
    struct json_error why;
    buf_init(&out, arena, OUT_MAX_BYTES);
    json_writer_init(&w, &out);
    jw_obj(&w, ITEM);
    jw_str(&w, text, text);
    jw_end(&w);
    assert_true(json_writer_ok(&w));
    assert_int_equal(json_read(arena, buf_str(&out), &root, &why), OK);
    expect_text(root->first->text, text);
    expect_text(root->first->key, text);
}

static void every_naughty_string_comes_back_byte_for_byte(void **state)
{
    const struct json *list = NULL;
    struct json_error why;
    assert_int_equal(json_read(*state, read_corpus(*state, S("naughty-strings.json")), &list, &why),
                     OK);
    assert_true(list->count >= FEWEST_NAUGHTY);
    for (const struct json *item = list->first; item != NULL; item = item->next) {
        assert_int_equal(item->kind, JSON_STRING);
        assert_true(utf8_is_valid(item->text));
        expect_round_trip(*state, item->text);
    }
}

static void every_code_point_comes_back(void **state)
{
    struct arena *arena = *state;
    for (uint32_t code_point = 0; code_point <= 0x10FFFF;
         code_point += code_point < 0x3000 ? 1 : 257) {
        char text[UTF8_MAX_BYTES];
        if (code_point >= 0xD800 && code_point < 0xE000)
            continue; // surrogates
        expect_round_trip(arena, (str){text, utf8_encode(code_point, text)});
        arena_reset(arena);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(every_file_of_the_suite_is_judged_rightly),
        WITH_ARENA(every_naughty_string_comes_back_byte_for_byte),
        WITH_ARENA(every_code_point_comes_back),
    };
    if (argc > 1)
        corpora = str_from_cstr(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
