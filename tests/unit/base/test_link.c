// test_link.c -- what is a link, and what only looks like one.
// SPDX-License-Identifier: Apache-2.0
#include "base/link.h"

#include "expect.h"

static const struct {
    str text;
    bool is_good;
} rows[] = {
    {S("https://example.com"), true},
    {S("http://example.com/a?b#c"), true},
    {S("HTTPS://example.com/"), true},
    {S("hTTp://x"), true},
    {S("https://example.com/Stra\xC3\x9F\x65"), true},
    {S(""), false},
    {S("https://"), false},
    {S("http://"), false},
    {S("https:///etc/passwd"), false},
    {S("https:/example.com"), false},
    {S("example.com"), false},
    {S("//example.com"), false},
    {S(" https://example.com"), false},
    {S("https://example.com/a b"), false},
    {S("https://example.com/\n"), false},
    {S("https://example.com/\x7F"), false},
    {S("https://example.com/\0"), false},
    {S("ftp://example.com"), false},
    {S("javascript:alert(1)"), false},
    {S("javascript://example.com/%0Aalert(1)"), false},
    {S("httpsx://example.com"), false},
};

static void links_begin_with_their_scheme_and_have_a_host(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (link_is_good(rows[i].text) != rows[i].is_good)
            fail_msg("\"%.*s\" is judged wrongly", STR(rows[i].text));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_begin_with_their_scheme_and_have_a_host),
    };
    return cmocka_run_group_tests_name("link", tests, NULL, NULL);
}
