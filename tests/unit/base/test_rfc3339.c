// test_rfc3339.c -- timestamps in, out and back. Takes the folder of the corpora as its argument.
// SPDX-License-Identifier: Apache-2.0
#include "base/rfc3339.h"

#include "expect.h"
#include "json/json_read.h"

enum { CORPUS_STRINGS = 27 };

static const msec untouched = 42;
static const char *corpora;

static const struct {
    str text;
    msec at;
} valid[] = {
    {S("1970-01-01T00:00:00Z"), 0},
    {S("1970-01-01T00:00:00.001Z"), 1},
    {S("1969-12-31T23:59:59.999Z"), -1},
    {S("2026-11-20T08:00:00.000Z"), INT64_C(1795161600000)},
    {S("2026-11-20t08:00:00z"), INT64_C(1795161600000)},
    {S("2026-11-20 08:00:00Z"), INT64_C(1795161600000)},
    {S("2026-11-20T09:30:00+01:30"), INT64_C(1795161600000)},
    {S("2026-11-19T08:01:00-23:59"), INT64_C(1795161600000)},
    {S("2026-11-20T08:00:00-00:00"), INT64_C(1795161600000)},
    {S("2026-11-20T08:00:00.1Z"), INT64_C(1795161600100)},
    {S("2026-11-20T08:00:00.12Z"), INT64_C(1795161600120)},
    {S("2026-11-20T08:00:00.1239999Z"), INT64_C(1795161600123)},
    {S("2000-02-29T00:00:00Z"), INT64_C(951782400000)},
    {S("2024-02-29T00:00:00Z"), INT64_C(1709164800000)},
    {S("1998-12-31T23:59:60Z"), INT64_C(915148800000)},
    {S("1997-06-30T23:59:60.5Z"), INT64_C(867715200500)},
    {S("1999-01-01T00:59:60+01:00"), INT64_C(915148800000)},
    {S("0000-01-01T00:00:00Z"), INT64_C(-62167219200000)},
    {S("9999-12-31T23:59:59.999Z"), INT64_C(253402300799999)},
};

static const str invalid[] = {
    S(""),
    S("2026-11-20"),
    S("2026-11-20T08:00Z"),
    S("2026-11-20T08:00:00"),
    S("2026-11-20T08:00:00.Z"),
    S("2026-11-20T08:00:00,5Z"),
    S("2026-11-20_08:00:00Z"),
    S("2026-11-20  08:00:00Z"),
    S("2026-11-20T08:00:00 Z"),
    S("2026-11-20T08:00:00Z "),
    S(" 2026-11-20T08:00:00Z"),
    S("2026-11-20T08:00:00Z\0"),
    S("2026-11-20T08:00:00+0100"),
    S("2026-11-20T08:00:00+24:00"),
    S("2026-11-20T08:00:00+00:60"),
    S("2026-11-20T24:00:00Z"),
    S("2026-11-20T08:60:00Z"),
    S("2026-11-20T08:00:61Z"),
    S("2026-11-20T08:00:60Z"),
    S("1998-12-30T23:59:60Z"),
    S("1998-11-30T23:59:60Z"),
    S("1998-12-31T23:59:60+01:00"),
    S("2026-00-20T08:00:00Z"),
    S("2026-13-20T08:00:00Z"),
    S("2026-11-00T08:00:00Z"),
    S("2026-11-31T08:00:00Z"),
    S("2026-02-29T08:00:00Z"),
    S("1900-02-29T08:00:00Z"),
    S("-026-11-20T08:00:00Z"),
    S("2026-11-2\xD9\xA0T08:00:00Z"),
    S("0000-01-01T00:00:00+00:01"), // in UTC the year before 0000
    S("9999-12-31T23:59:59-00:01"), // in UTC the year 10000
    S("9999-12-31T23:59:60Z"),
};

static void valid_timestamps_are_understood(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(valid); i++) {
        msec at = untouched;
        expect_row(rfc3339_parse(valid[i].text, &at), i);
        expect_row(at == valid[i].at, i);
    }
}

static void everything_else_is_refused_and_changes_nothing(void **state)
{
    (void)state;
    msec at = untouched;
    for (size_t i = 0; i < ARRAY_LEN(invalid); i++)
        expect_row(!rfc3339_parse(invalid[i], &at), i);
    assert_false(rfc3339_parse((str){0}, &at));
    assert_true(at == untouched);
}

static void every_prefix_of_a_timestamp_is_refused(void **state)
{
    (void)state;
    const str whole = S("2026-11-20T08:00:00.123+01:00");
    msec at = untouched;
    assert_true(rfc3339_parse(whole, &at));
    for (size_t n = 0; n < whole.n; n++)
        expect_row(!rfc3339_parse(str_slice(whole, 0, n), &at), n);
}

static void a_bare_date_is_its_midnight(void **state)
{
    (void)state;
    msec at = untouched;
    assert_true(rfc3339_parse_date(S("2026-11-20"), &at));
    assert_true(at == INT64_C(1795132800000));
    static const str bad[] = {S("2026-11-31"), S("2026-11-20T"), S("2026-11-2"), S("20261120"),
                              S("")};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        expect_row(!rfc3339_parse_date(bad[i], &at), i);
    assert_true(at == INT64_C(1795132800000));
}

static void an_instant_is_written_in_utc_with_milliseconds(void **state)
{
    (void)state;
    static const struct {
        msec at;
        str text;
    } rows[] = {
        {0, S("1970-01-01T00:00:00.000Z")},
        {-1, S("1969-12-31T23:59:59.999Z")},
        {INT64_C(1795161600007), S("2026-11-20T08:00:00.007Z")},
        {INT64_C(951782399999), S("2000-02-28T23:59:59.999Z")},
        {INT64_C(951782400000), S("2000-02-29T00:00:00.000Z")},
        {INT64_C(-62167219200000), S("0000-01-01T00:00:00.000Z")},
        {INT64_MIN, S("0000-01-01T00:00:00.000Z")},
        {INT64_C(253402300799999), S("9999-12-31T23:59:59.999Z")},
        {INT64_MAX, S("9999-12-31T23:59:59.999Z")},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char text[RFC3339_MS_BYTES];
        rfc3339_format_ms(rows[i].at, text);
        expect_text(((str){text, sizeof(text)}), rows[i].text);
    }
}

static void expect_round_trip(msec at)
{
    char text[RFC3339_MS_BYTES];
    msec back = untouched;
    rfc3339_format_ms(at, text);
    assert_true(rfc3339_parse((str){text, sizeof(text)}, &back));
    assert_true(back == at);
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    const msec first = INT64_C(-62167219200000);
    const msec day = INT64_C(24) * 60 * MSEC_PER_MINUTE;
    const msec days = (INT64_C(253402300799999) - first) / day;
    uint64_t seed = 7;
    for (msec i = 0; i <= days; i++) // every day there is, at some moment of it
        expect_round_trip(first + i * day + (msec)(next_random(&seed) % (uint64_t)day));
}

/* libc agrees on the calendar. */
static void the_calendar_is_that_of_libc(void **state)
{
    (void)state;
    const int64_t first_day = -719528, last_day = 2932896;
    for (int64_t day = first_day; day <= last_day; day += 13) {
        const time_t seconds = day * 86400;
        struct tm tm;
        char wanted[40];
        char text[RFC3339_MS_BYTES];
        assert_non_null(gmtime_r(&seconds, &tm));
        (void)snprintf(wanted, sizeof(wanted), "%04d-%02d-%02dT00:00:00.000Z", tm.tm_year + 1900,
                       tm.tm_mon + 1, tm.tm_mday);
        rfc3339_format_ms(seconds * MSEC_PER_SECOND, text);
        expect_text(((str){text, sizeof(text)}), str_from_cstr(wanted));
    }
}

static void the_corpus_is_judged_as_it_says(void **state)
{
    const char *path =
        str_cstr(*state, STR_JOIN(*state, str_from_cstr(corpora), S("/rfc3339-date-time.json")));
    const struct json *root = NULL;
    struct json_error why;
    size_t strings = 0;
    assert_int_equal(json_read(*state, read_file(*state, path), &root, &why), OK);
    for (const struct json *test = json_get(root->first, S("tests"))->first; test != NULL;
         test = test->next) {
        const struct json *data = json_get(test, S("data"));
        msec at = 0;
        if (data->kind != JSON_STRING)
            continue; // "all string formats ignore ..."
        strings++;
        if (rfc3339_parse(data->text, &at) != json_get(test, S("valid"))->boolean)
            fail_msg("%.*s", STR(json_get(test, S("description"))->text));
    }
    assert_true(strings >= CORPUS_STRINGS);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid_timestamps_are_understood),
        cmocka_unit_test(everything_else_is_refused_and_changes_nothing),
        cmocka_unit_test(every_prefix_of_a_timestamp_is_refused),
        cmocka_unit_test(a_bare_date_is_its_midnight),
        cmocka_unit_test(an_instant_is_written_in_utc_with_milliseconds),
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(the_calendar_is_that_of_libc),
        WITH_ARENA(the_corpus_is_judged_as_it_says),
    };
    corpora = argc > 1 ? argv[1] : "../shared/corpora";
    return cmocka_run_group_tests(tests, NULL, NULL);
}
