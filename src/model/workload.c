// workload.c -- from activities to hours.
//
// A stretch is walked from one edge to the next: where hours begin or end, at midnight, and where
// the zone's clocks are put forward or back.
// SPDX-License-Identifier: Apache-2.0
#include "model/workload.h"

#include "base/check.h"

// ---- hours of the day ----

/* -1 for what is no digit. */
static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : -1;
}

static bool read_time(str text, int *out)
{
    if (text.n != 5 || text.p[2] != ':')
        return false;
    const int parts[] = {digit(text.p[0]), digit(text.p[1]), digit(text.p[3]), digit(text.p[4])};
    const int hour = parts[0] * 10 + parts[1];
    const bool has_digits = parts[0] >= 0 && parts[1] >= 0 && parts[2] >= 0 && parts[3] >= 0;
    if (!has_digits || hour > 23 || parts[2] > 5)
        return false;
    *out = hour * 60 + parts[2] * 10 + parts[3];
    return true;
}

bool day_hours_read(str text, struct day_hours *out)
{
    struct day_hours hours = {0};
    str until = text;
    const str from = str_cut(&until, '-');
    if (!read_time(from, &hours.from_minute) || !read_time(until, &hours.until_minute))
        return false;
    *out = hours;
    return true;
}

static bool is_in(struct day_hours hours, int minute)
{
    if (hours.from_minute < hours.until_minute)
        return minute >= hours.from_minute && minute < hours.until_minute;
    return minute >= hours.from_minute || minute < hours.until_minute;
}

// ---- the clock on the wall ----

struct wall {
    msec of_day; // since midnight
    int weekday; // 0: Monday
};

static struct wall wall_at(const struct zone *zone, msec at)
{
    const msec shown = at + zone_offset(zone, at);
    const msec days = shown / MSEC_PER_DAY - (shown % MSEC_PER_DAY < 0 ? 1 : 0);
    return (struct wall){
        .of_day = shown - days * MSEC_PER_DAY,
        .weekday = (int)((days + 3) % 7), // 1970-01-01 was a Thursday
    };
}

/* Night shifts of Friday reach into Saturday. */
static bool is_working(const struct work_rules *rules, struct wall wall)
{
    const int minute = (int)(wall.of_day / MSEC_PER_MINUTE);
    const bool is_after_midnight = rules->working.from_minute >= rules->working.until_minute &&
                                   minute < rules->working.until_minute;
    const int begun_on = is_after_midnight ? (wall.weekday + 6) % 7 : wall.weekday;
    return begun_on < 5 && is_in(rules->working, minute);
}

static msec *hours_of(const struct work_rules *rules, struct wall wall, struct workload *load)
{
    if (is_working(rules, wall))
        return &load->working;
    return is_in(rules->sleeping, (int)(wall.of_day / MSEC_PER_MINUTE)) ? &load->sleeping
                                                                        : &load->late;
}

/* How long the clock goes on until the next edge of its day. */
static msec time_to_edge(const struct work_rules *rules, msec of_day)
{
    const int edges[] = {rules->working.from_minute, rules->working.until_minute,
                         rules->sleeping.from_minute, rules->sleeping.until_minute};
    msec next = MSEC_PER_DAY;
    for (size_t i = 0; i < ARRAY_LEN(edges); i++) {
        const msec edge = (msec)edges[i] * MSEC_PER_MINUTE;
        if (edge > of_day)
            next = msec_earlier(next, edge);
    }
    return next - of_day;
}

// ---- stretches ----

static void add_stretch(const struct work_rules *rules, const struct zone *zone, msec from,
                        msec until, struct workload *load)
{
    while (from < until) {
        const struct wall wall = wall_at(zone, from);
        const msec edge = msec_earlier(until, from + time_to_edge(rules, wall.of_day));
        const msec to = zone_next_change(zone, from, edge);
        *hours_of(rules, wall, load) += to - from;
        from = to;
    }
}

struct workload workload_of(const struct work_rules *rules, const struct zone *zone, const msec *at,
                            size_t count)
{
    struct workload load = {0};
    size_t first = 0;
    for (size_t i = 1; i <= count; i++) {
        if (i < count && at[i] - at[i - 1] < rules->gap)
            continue;
        add_stretch(rules, zone, at[first], at[i - 1], &load);
        first = i;
    }
    return load;
}
