// test_http_request.c -- what a handler asks of a request.
// SPDX-License-Identifier: Apache-2.0
#include "http/http.h"

#include "expect.h"

static void the_first_field_of_a_name_is_found_in_any_letter_case(void **state)
{
    (void)state;
    const struct http_header headers[] = {
        {S("Accept"), S("a")}, {S("X-Team-Id"), S("b")}, {S("x-team-id"), S("c")}, {S("X"), S("")}};
    const struct http_request request = {.headers = headers, .header_count = ARRAY_LEN(headers)};
    expect_text(http_header(&request, S("x-TEAM-id")), S("b"));
    assert_non_null(http_header(&request, S("x")).p);
    assert_null(http_header(&request, S("X-Team")).p);
}

static void escapes_become_the_text_they_stand_for(void **state)
{
    static const struct {
        str escaped;
        bool plus;
        str text;
    } rows[] = {
        {S(""), false, S("")},
        {S("abc"), false, S("abc")},
        {S("a%20b+c"), false, S("a b+c")},
        {S("a%20b+c%2B%2b"), true, S("a b c++")},
        {S("%C3%A4%f0%9f%9a%a8"), false, S("\xc3\xa4\xf0\x9f\x9a\xa8")},
        {S("%2525"), false, S("%25")},
        {S("%01%7f"), false, S("\x01\x7f")},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        str text = {0};
        expect_row(http_decode_percent(*state, rows[i].escaped, rows[i].plus, &text), i);
        expect_row(str_eq(text, rows[i].text), i);
    }
}

static void broken_escapes_and_what_is_no_text_are_refused(void **state)
{
    static const str rows[] = {
        S("%"),      S("a%2"),    S("%2x"),       S("%x2"),  S("%%20"),
        S("%u00e4"), S("%00"),    S("a%00b"),     S("a\0b"), S("%ff"),
        S("%C3"),    S("%C0%80"), S("%ED%A0%80"), S("\xff"), S("% 1"),
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        str text = S("untouched");
        expect_row(!http_decode_percent(*state, rows[i], true, &text), i);
        expect_row(str_eq(text, S("untouched")), i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(the_first_field_of_a_name_is_found_in_any_letter_case),
        WITH_ARENA(escapes_become_the_text_they_stand_for),
        WITH_ARENA(broken_escapes_and_what_is_no_text_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
