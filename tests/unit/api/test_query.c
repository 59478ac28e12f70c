// test_query.c -- the query string as pairs.
// SPDX-License-Identifier: Apache-2.0
#include "api/query.h"

#include "expect.h"

enum { MOST = 4 };

/* "name=value|name=value|" of what was read. */
static str pairs_of(struct arena *arena, const struct query *query)
{
    str text = S("");
    for (size_t i = 0; i < query->count; i++)
        text = STR_JOIN(arena, text, query->items[i].name, S("="), query->items[i].value, S("|"));
    return text;
}

static void pairs_come_decoded_and_in_order(void **state)
{
    static const struct {
        str text;
        str pairs;
    } rows[] = {
        {{0}, S("")},
        {S(""), S("")},
        {S("a=1"), S("a=1|")},
        {S("a=1&b=2&a=3"), S("a=1|b=2|a=3|")},
        {S("a"), S("a=|")},
        {S("a="), S("a=|")},
        {S("=1"), S("=1|")},
        {S("="), S("=|")},
        {S("a=b=c"), S("a=b=c|")},
        {S("&&a=1&&"), S("a=1|")},
        {S("&"), S("")},
        {S("a=x+y%20z"), S("a=x y z|")},
        {S("a=1%2B1"), S("a=1+1|")},
        {S("a%5Bgte%5D=%C3%A4"), S("a[gte]=\xC3\xA4|")},
        {S("a%26b=c%3Dd"), S("a&b=c=d|")}, // an escape parts nothing
        {S("a=1;b=2"), S("a=1;b=2|")},
        {S("A=1&a=2"), S("A=1|a=2|")},
        {S("a=1&b=2&c=3&d=4"), S("a=1|b=2|c=3|d=4|")},
        {S("a=1&&b=2&&c=3&&d=4&&"), S("a=1|b=2|c=3|d=4|")},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct query query = {0};
        struct errinfo info = {0};
        expect_row(query_parse(*state, rows[i].text, MOST, &query, &info) == OK, i);
        expect_text(pairs_of(*state, &query), rows[i].pairs);
        expect_row(info.kind == OK, i);
    }
}

static void what_cannot_be_read_is_refused_whole(void **state)
{
    static const struct {
        str text;
        str field;
    } rows[] = {
        {S("a=%"), S("a")},
        {S("a=%4"), S("a")},
        {S("%zz=1"), S("query")},
        {S("=%FF"), S("query")},
        {S("a=1&b=%0"), S("b")},
        {S("a=%00"), S("a")},
        {S("%61%5B%5D=Triage%00"), S("a[]")},
        {S("a=%FF"), S("a")},
        {S("a=%C3"), S("a")},
        {S("a=\xFF"), S("a")},
        {S("a=\0"), S("a")},
        {S("a=1&b=2&c=3&d=4&e=5"), S("query")}, // too many
        {S("&a&b&c&d&e"), S("query")},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct query query = {.count = 42};
        struct errinfo info = {0};
        expect_row(query_parse(*state, rows[i].text, MOST, &query, &info) == ERR_INVALID, i);
        expect_row(query.count == 42, i);
        expect_row(info.kind == ERR_INVALID && info.message.n > 0, i);
        expect_text(info.field, rows[i].field);
    }
}

static void the_first_value_of_a_name_is_got(void **state)
{
    struct query query = {0};
    struct errinfo info = {0};
    assert_int_equal(query_parse(*state, S("a=1&b=&a=2&%61=3"), MOST, &query, &info), OK);
    expect_text(query_get(&query, S("a")), S("1"));
    expect_text(query_get(&query, S("b")), S(""));
    assert_non_null(query_get(&query, S("b")).p);
    assert_null(query_get(&query, S("c")).p);
    assert_null(query_get(&query, S("A")).p);
    const struct query empty = {0};
    assert_null(query_get(&empty, S("a")).p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(pairs_come_decoded_and_in_order),
        WITH_ARENA(what_cannot_be_read_is_refused_whole),
        WITH_ARENA(the_first_value_of_a_name_is_got),
    };
    return cmocka_run_group_tests_name("query", tests, NULL, NULL);
}
