// rfc3339.c -- civil time to milliseconds and back.
//
// Days are counted from 1970-01-01 in the proleptic Gregorian calendar, with years that start in
// March so that the leap day comes last (Howard Hinnant, chrono-compatible low-level date
// algorithms). A parser takes its pieces off the front of the text; a piece that does not fit makes
// it false.
// SPDX-License-Identifier: Apache-2.0
#include "base/rfc3339.h"

enum {
    SECONDS_PER_DAY = 24 * 60 * 60,
    DAYS_PER_400_YEARS = 146097,
    DAYS_0000_03_01_TO_1970 = 719468,
};

static const msec first_instant = INT64_C(-62167219200000); // 0000-01-01T00:00:00.000Z
static const msec last_instant = INT64_C(253402300799999);  // 9999-12-31T23:59:59.999Z

struct date {
    int year; // 0000 to 9999
    int month;
    int day;
};

static bool is_leap_year(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in_month(int year, int month)
{
    static const int days[] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap_year(year) ? 29 : days[month];
}

static int64_t days_from_date(struct date date)
{
    const int64_t year = date.year - (date.month <= 2) + 400; // no negative year below
    const int64_t era = year / 400;
    const int64_t year_of_era = year % 400;
    const int64_t month_from_march = (date.month + 9) % 12;
    const int64_t day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;
    const int64_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return (era - 1) * DAYS_PER_400_YEARS + day_of_era - DAYS_0000_03_01_TO_1970;
}

static struct date date_from_days(int64_t days)
{
    const int64_t since_march_0000 = days + DAYS_0000_03_01_TO_1970 + DAYS_PER_400_YEARS;
    const int64_t era = since_march_0000 / DAYS_PER_400_YEARS;
    const int64_t day_of_era = since_march_0000 % DAYS_PER_400_YEARS;
    const int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int64_t month_from_march = (5 * day_of_year + 2) / 153;
    const int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    return (struct date){
        .year = (int)(year_of_era + (era - 1) * 400 + (month <= 2)),
        .month = (int)month,
        .day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1),
    };
}

static bool take_one_of(str *rest, str choices, char *out)
{
    if (rest->n == 0 || str_find(choices, rest->p[0]) == choices.n)
        return false;
    *out = rest->p[0];
    *rest = str_slice(*rest, 1, rest->n);
    return true;
}

static bool take_char(str *rest, char c)
{
    char taken = 0;
    return take_one_of(rest, (str){&c, 1}, &taken);
}

/* Exactly `digits` digits, within [min, max]. */
static bool take_number(str *rest, size_t digits, int min, int max, int *out)
{
    int value = 0;
    if (rest->n < digits)
        return false;
    for (size_t i = 0; i < digits; i++) {
        const char c = rest->p[i];
        if (c < '0' || c > '9')
            return false;
        value = value * 10 + (c - '0');
    }
    if (value < min || value > max)
        return false;
    *out = value;
    *rest = str_slice(*rest, digits, rest->n);
    return true;
}

static bool take_date(str *rest, struct date *out)
{
    return take_number(rest, 4, 0, 9999, &out->year) && take_char(rest, '-') &&
           take_number(rest, 2, 1, 12, &out->month) && take_char(rest, '-') &&
           take_number(rest, 2, 1, days_in_month(out->year, out->month), &out->day);
}

/* Seconds since midnight; second 60 gives the second after. */
static bool take_time(str *rest, int *out_seconds, bool *out_leap)
{
    int hour = 0, minute = 0, second = 0;
    if (!take_number(rest, 2, 0, 23, &hour) || !take_char(rest, ':') ||
        !take_number(rest, 2, 0, 59, &minute) || !take_char(rest, ':') ||
        !take_number(rest, 2, 0, 60, &second))
        return false;
    *out_seconds = (hour * 60 + minute) * 60 + second;
    *out_leap = second == 60;
    return true;
}

/* Nothing, or a point and one or more digits, of which three count. */
static bool take_fraction(str *rest, int *out_ms)
{
    *out_ms = 0;
    if (!take_char(rest, '.'))
        return true;
    const size_t before = rest->n;
    for (int unit = 100, digit = 0; take_number(rest, 1, 0, 9, &digit); unit /= 10)
        *out_ms += digit * unit;
    return rest->n < before;
}

static bool take_offset(str *rest, int *out_seconds)
{
    char sign = 0;
    int hour = 0, minute = 0;
    if (!take_one_of(rest, S("Zz+-"), &sign))
        return false;
    const bool is_number = sign == '+' || sign == '-';
    if (is_number && !(take_number(rest, 2, 0, 23, &hour) && take_char(rest, ':') &&
                       take_number(rest, 2, 0, 59, &minute)))
        return false;
    *out_seconds = (hour * 60 + minute) * (sign == '-' ? -60 : 60);
    return true;
}

/* Leap seconds are put before midnight UTC between June and July, or between years. */
static bool can_follow_leap_second(int64_t seconds)
{
    if (seconds % SECONDS_PER_DAY != 0)
        return false;
    const struct date date = date_from_days(seconds / SECONDS_PER_DAY);
    return date.day == 1 && (date.month == 1 || date.month == 7);
}

bool rfc3339_parse(str text, msec *out)
{
    struct date date = {0};
    char separator = 0;
    int time = 0, ms = 0, offset = 0;
    bool is_leap = false;
    if (!take_date(&text, &date) || !take_one_of(&text, S("Tt "), &separator) ||
        !take_time(&text, &time, &is_leap) || !take_fraction(&text, &ms) ||
        !take_offset(&text, &offset) || text.n > 0)
        return false;
    const int64_t seconds = days_from_date(date) * SECONDS_PER_DAY + time - offset;
    const msec at = seconds * MSEC_PER_SECOND + ms;
    if (at < first_instant || at > last_instant || (is_leap && !can_follow_leap_second(seconds)))
        return false;
    *out = at;
    return true;
}

bool rfc3339_parse_date(str text, msec *out)
{
    struct date date = {0};
    if (!take_date(&text, &date) || text.n > 0)
        return false;
    *out = days_from_date(date) * SECONDS_PER_DAY * MSEC_PER_SECOND;
    return true;
}

static void put_number(char *out, int digits, int value)
{
    for (int i = digits - 1; i >= 0; i--) {
        out[i] = (char)('0' + value % 10);
        value /= 10;
    }
}

void rfc3339_format_ms(msec at, char out[RFC3339_MS_BYTES])
{
    at = at < first_instant ? first_instant : at > last_instant ? last_instant : at;
    const int64_t ms_per_day = (int64_t)SECONDS_PER_DAY * MSEC_PER_SECOND;
    const int64_t since_first = at - first_instant; // not negative, so / and % round down
    const struct date date = date_from_days(first_instant / ms_per_day + since_first / ms_per_day);
    const int ms = (int)(since_first % ms_per_day);
    memcpy(out, "0000-00-00T00:00:00.000Z", RFC3339_MS_BYTES);
    put_number(out, 4, date.year);
    put_number(out + 5, 2, date.month);
    put_number(out + 8, 2, date.day);
    put_number(out + 11, 2, ms / (60 * MSEC_PER_MINUTE));
    put_number(out + 14, 2, ms / MSEC_PER_MINUTE % 60);
    put_number(out + 17, 2, ms / MSEC_PER_SECOND % 60);
    put_number(out + 20, 3, ms % MSEC_PER_SECOND);
}
