// filter_time.c -- reading the times of filters: to the microsecond, both ends inclusive.
//
// Incidents have whole milliseconds: a range that begins within one begins at the next.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/filter.h"

#include "base/rfc3339.h"

enum { LAST_MS_OF_DAY = MSEC_PER_DAY - 1 };

static const msec end_of_time = INT64_C(253402300799999); // 9999-12-31T23:59:59.999Z

struct moment {
    msec at;
    bool is_date;      // without a time of day
    bool is_cut_short; // it is less than a millisecond later
};

/* Digits of a fraction behind the third, other than 0? */
static bool has_microseconds(str text)
{
    const size_t point = str_find(text, '.');
    for (size_t i = point + 1; i < text.n; i++) {
        const char c = text.p[i];
        if (c < '0' || c > '9')
            return false;
        if (i > point + 3 && c != '0')
            return true;
    }
    return false;
}

static enum err read_moment(struct filter_reading *r, str text, struct moment *out)
{
    msec at = 0;
    const bool is_date = rfc3339_parse_date(text, &at);
    if (!is_date && !rfc3339_parse(text, &at))
        return filter_refuse(
            r, S(" must be a date such as 2026-01-05, or a time such as 2026-01-05T09:00:00Z"));
    *out = (struct moment){at, is_date, !is_date && has_microseconds(text)};
    return OK;
}

static void set_range(struct filter_reading *r, msec from_at, msec until_at)
{
    r->condition.from_at = from_at;
    r->condition.until_at = until_at;
}

enum err filter_read_time_gte(struct filter_reading *r, str value)
{
    struct moment from = {0};
    TRY(read_moment(r, value, &from));
    set_range(r, from.at + from.is_cut_short, end_of_time);
    return OK;
}

/* Of a bare date its midnight. */
enum err filter_read_time_lte(struct filter_reading *r, str value)
{
    struct moment until = {0};
    TRY(read_moment(r, value, &until));
    set_range(r, 0, until.at);
    return OK;
}

/* "A~B"; a bare date at its end takes in the day. */
enum err filter_read_time_range(struct filter_reading *r, str value)
{
    struct moment from = {0};
    struct moment until = {0};
    str rest = value;
    const str start = str_cut(&rest, '~');
    if (rest.p == NULL)
        return filter_refuse(r, S(" must be two dates or times with a ~ between"));
    TRY(read_moment(r, start, &from));
    TRY(read_moment(r, rest, &until));
    if (until.is_date)
        until.at += LAST_MS_OF_DAY;
    if (from.at > until.at)
        return filter_refuse(r, S(" must not end before it starts"));
    set_range(r, from.at + from.is_cut_short, until.at);
    return OK;
}
