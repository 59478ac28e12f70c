// test_service_history.c -- how a service was at each instant, and its uptime, computed by hand.
//
// Uptimes are told as what is lost of 100. At random, the sweep is compared with looking at every
// instant one by one.
// SPDX-License-Identifier: Apache-2.0
#include "model/service_history.h"

#include "base/rfc3339.h"

#include "expect.h"

// Four letters each, for tables.
#define FINE SERVICE_OPERATIONAL
#define CARE SERVICE_UNDER_MAINTENANCE
#define SLOW SERVICE_DEGRADED
#define PART SERVICE_PARTIAL_OUTAGE
#define DOWN SERVICE_MAJOR_OUTAGE

#define PERIODS(...)                                                                               \
    {                                                                                              \
        (const struct status_period[]){__VA_ARGS__},                                               \
            sizeof((const struct status_period[]){__VA_ARGS__}) / sizeof(struct status_period)     \
    }

static bool same_periods(struct period_list a, struct period_list b)
{
    if (a.count != b.count)
        return false;
    for (size_t i = 0; i < a.count; i++) {
        const struct status_period *x = &a.items[i], *y = &b.items[i];
        if (x->status != y->status || x->from_at != y->from_at || x->until_at != y->until_at)
            return false;
    }
    return true;
}

// ---- the history ----

struct history_row {
    struct service_record record;
    struct period_list history; // from 100 until 200
};

static const struct history_row history_rows[] = {
    // 0: nothing is known
    {.history = PERIODS({FINE, 100, 200})},
    // 1: an incident
    {{.impacts = PERIODS({DOWN, 120, 150})},
     PERIODS({FINE, 100, 120}, {DOWN, 120, 150}, {FINE, 150, 200})},
    // 2: cut to the range on both sides
    {{.impacts = PERIODS({DOWN, 50, 110}, {SLOW, 190, 250})},
     PERIODS({DOWN, 100, 110}, {FINE, 110, 190}, {SLOW, 190, 200})},
    // 3: before, behind and around the range; the ends are not part of a period
    {{.impacts = PERIODS({DOWN, 50, 100}, {DOWN, 200, 250}, {SLOW, 10, 900})},
     PERIODS({SLOW, 100, 200})},
    // 4: it goes on
    {{.impacts = PERIODS({PART, 170, 0})}, PERIODS({FINE, 100, 170}, {PART, 170, 200})},
    // 5: it goes on, since long ago; it is to begin
    {{.impacts = PERIODS({PART, 1, 0}, {DOWN, 200, 0}, {DOWN, 300, 0})}, PERIODS({PART, 100, 200})},
    // 6: empty and reversed periods are none
    {{.impacts = PERIODS({DOWN, 120, 120}, {DOWN, 150, 140}), .windows = PERIODS({FINE, 160, 155})},
     PERIODS({FINE, 100, 200})},
    // 7: the worst wins while it lasts
    {{.impacts = PERIODS({PART, 110, 150}, {DOWN, 130, 140})},
     PERIODS({FINE, 100, 110}, {PART, 110, 130}, {DOWN, 130, 140}, {PART, 140, 150},
             {FINE, 150, 200})},
    // 8: as long as one of two is open
    {{.impacts = PERIODS({DOWN, 130, 160}, {DOWN, 110, 140}, {DOWN, 160, 170})},
     PERIODS({FINE, 100, 110}, {DOWN, 110, 170}, {FINE, 170, 200})},
    // 9: an impact that is none
    {{.impacts = PERIODS({FINE, 110, 150}), .own = PERIODS({SLOW, 100, 0})},
     PERIODS({SLOW, 100, 200})},
    // 10: a window, whatever status it bears, and another that overlaps it
    {{.windows = PERIODS({FINE, 110, 150}, {DOWN, 140, 160})},
     PERIODS({FINE, 100, 110}, {CARE, 110, 160}, {FINE, 160, 200})},
    // 11: a window beats its own status, but no impact
    {{.impacts = PERIODS({SLOW, 130, 140}),
      .windows = PERIODS({CARE, 120, 150}),
      .own = PERIODS({DOWN, 110, 160})},
     PERIODS({FINE, 100, 110}, {DOWN, 110, 120}, {CARE, 120, 130}, {SLOW, 130, 140},
             {CARE, 140, 150}, {DOWN, 150, 160}, {FINE, 160, 200})},
    // 12: the mildest impact beats its own status
    {{.impacts = PERIODS({CARE, 130, 140}), .own = PERIODS({DOWN, 0, 0})},
     PERIODS({DOWN, 100, 130}, {CARE, 130, 140}, {DOWN, 140, 200})},
    // 13: its own status holds until the next, be it better, and not again after that one
    {{.own = PERIODS({DOWN, 10, 0}, {SLOW, 120, 140}, {PART, 150, 0}, {FINE, 170, 0})},
     PERIODS({DOWN, 100, 120}, {SLOW, 120, 140}, {FINE, 140, 150}, {PART, 150, 170},
             {FINE, 170, 200})},
    // 14: set twice in the same instant
    {{.own = PERIODS({DOWN, 120, 0}, {SLOW, 120, 0})}, PERIODS({FINE, 100, 120}, {SLOW, 120, 200})},
    // 15: an override erases
    {{.impacts = PERIODS({DOWN, 120, 150}), .overrides = PERIODS({FINE, 130, 140})},
     PERIODS({FINE, 100, 120}, {DOWN, 120, 130}, {FINE, 130, 140}, {DOWN, 140, 150},
             {FINE, 150, 200})},
    // 16: an override tells what nobody saw, a milder one too, and beats a window
    {{.impacts = PERIODS({DOWN, 120, 130}),
      .windows = PERIODS({CARE, 150, 160}),
      .overrides = PERIODS({SLOW, 110, 155})},
     PERIODS({FINE, 100, 110}, {SLOW, 110, 155}, {CARE, 155, 160}, {FINE, 160, 200})},
    // 17: the later made of two wins, be it better, and the earlier is there again after it
    {{.overrides = PERIODS({DOWN, 110, 150}, {SLOW, 120, 130})},
     PERIODS({FINE, 100, 110}, {DOWN, 110, 120}, {SLOW, 120, 130}, {DOWN, 130, 150},
             {FINE, 150, 200})},
    // 18: made the other way round
    {{.overrides = PERIODS({SLOW, 120, 130}, {DOWN, 110, 150})},
     PERIODS({FINE, 100, 110}, {DOWN, 110, 150}, {FINE, 150, 200})},
    // 19: three, of which the one in the middle ends last
    {{.overrides = PERIODS({DOWN, 110, 150}, {PART, 120, 170}, {SLOW, 130, 140})},
     PERIODS({FINE, 100, 110}, {DOWN, 110, 120}, {PART, 120, 130}, {SLOW, 130, 140},
             {PART, 140, 170}, {FINE, 170, 200})},
    // 20: an override in the future, and one that goes on
    {{.overrides = PERIODS({SLOW, 180, 0}, {DOWN, 200, 300})},
     PERIODS({FINE, 100, 180}, {SLOW, 180, 200})},
    // 21: one layer takes over from another without a seam
    {{.impacts = PERIODS({DOWN, 120, 140}),
      .own = PERIODS({DOWN, 140, 160}),
      .overrides = PERIODS({DOWN, 160, 180})},
     PERIODS({FINE, 100, 120}, {DOWN, 120, 180}, {FINE, 180, 200})},
};

static void the_history_is_the_rule_at_every_instant(void **state)
{
    for (size_t i = 0; i < ARRAY_LEN(history_rows); i++) {
        const struct history_row *row = &history_rows[i];
        expect_row(same_periods(service_history(*state, &row->record, 100, 200), row->history), i);
    }
}

static void an_empty_range_has_no_history(void **state)
{
    const struct service_record record = {.impacts = PERIODS({DOWN, 50, 0}),
                                          .overrides = PERIODS({SLOW, 90, 150})};
    assert_int_equal(service_history(*state, &record, 100, 100).count, 0);
    assert_int_equal(service_history(*state, &record, 100, 99).count, 0);
    assert_int_equal(service_history(*state, &record, 100, 101).count, 1);
}

static void a_history_is_cut_at_an_instant(void **state)
{
    const struct period_list history = PERIODS({DOWN, 10, 20}, {SLOW, 20, 30});
    static const struct {
        msec until_at;
        size_t count;
        msec end; // of the last
    } rows[] = {{31, 2, 30}, {29, 2, 29}, {20, 1, 20}, {11, 1, 11}, {10, 0, 0}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct period_list cut = service_history_before(*state, &history, rows[i].until_at);
        expect_row(cut.count == rows[i].count, i);
        expect_row(cut.count == 0 || cut.items[cut.count - 1].until_at == rows[i].end, i);
    }
}

// ---- uptime ----

#define SEC(n) ((msec)(1000 * (n)))
#define MIN(n) ((msec)(60 * 1000 * (n)))
#define HOURS(n) ((msec)3600 * 1000 * (n))
#define DAYS(n) (HOURS(24) * (n))

// In all rows the instant of asking; a period is told by what it is before or after it.
#define NOW INT64_C(1800000000000)
#define AGO(status, begin, end)                                                                    \
    {                                                                                              \
        (status), NOW - (begin), NOW - (end)                                                       \
    }

static bool are_close(double a, double b)
{
    return a - b < 1e-9 && b - a < 1e-9;
}

static double uptime_of(struct arena *arena, const struct service_record *record, int days,
                        int partial_percent)
{
    const struct period_list history =
        service_history(arena, record, NOW - DAYS(UPTIME_DAYS_MAX), NOW);
    return service_uptime(&history, days, partial_percent);
}

struct uptime_row {
    struct service_record record;
    double lost[3]; // seconds that count, of the last 30, 60 and 90 days, at weight 0.3
};

static const struct uptime_row uptime_rows[] = {
    // 0: nothing is known
    {.lost = {0, 0, 0}},
    // 1, 2: an hour, major and partial
    {{.impacts = PERIODS(AGO(DOWN, HOURS(5), HOURS(4)))}, {3600, 3600, 3600}},
    {{.impacts = PERIODS(AGO(PART, HOURS(5), HOURS(4)))}, {1080, 1080, 1080}},
    // 3: degraded and in maintenance is up
    {{.impacts = PERIODS(AGO(SLOW, HOURS(5), HOURS(4)), AGO(CARE, HOURS(3), HOURS(2))),
      .windows = PERIODS(AGO(CARE, HOURS(7), HOURS(6)))},
     {0, 0, 0}},
    // 4, 5: under a minute, and not under
    {{.impacts = PERIODS(AGO(DOWN, HOURS(5), HOURS(5) - 59999))}, {0, 0, 0}},
    {{.impacts = PERIODS(AGO(DOWN, HOURS(5), HOURS(5) - 60000))}, {60, 60, 60}},
    // 6: 40 s major and 40 s partial touch
    {{.impacts = PERIODS(AGO(DOWN, SEC(900), SEC(860)), AGO(PART, SEC(860), SEC(820)))},
     {52, 52, 52}},
    // 7: the same in the other order, overlapping
    {{.impacts = PERIODS(AGO(DOWN, SEC(860), SEC(820)), AGO(PART, SEC(900), SEC(840)))},
     {52, 52, 52}},
    // 8: a millisecond apart, and 59 s degraded apart
    {{.impacts = PERIODS(AGO(DOWN, SEC(900), SEC(860)), AGO(PART, SEC(860) - 1, SEC(820)))},
     {0, 0, 0}},
    {{.impacts = PERIODS(AGO(DOWN, SEC(900), SEC(860)), AGO(SLOW, SEC(860), SEC(801)),
                         AGO(DOWN, SEC(801), SEC(760)))},
     {0, 0, 0}},
    // 10: a short one beside a long one
    {{.impacts = PERIODS(AGO(DOWN, SEC(900), SEC(860)), AGO(DOWN, SEC(800), SEC(700)))},
     {100, 100, 100}},
    // 11: two incidents overlap: an hour major, the half hour after it partial
    {{.impacts = PERIODS(AGO(DOWN, MIN(100), MIN(40)), AGO(PART, MIN(70), MIN(10)))},
     {4140, 4140, 4140}},
    // 12: two at the same time are no more than one
    {{.impacts = PERIODS(AGO(DOWN, HOURS(5), HOURS(4)), AGO(DOWN, HOURS(5), HOURS(4)))},
     {3600, 3600, 3600}},
    // 13, 14: across the border of 30 days, and of 60
    {{.impacts = PERIODS(AGO(DOWN, DAYS(30) + HOURS(1), DAYS(30) - HOURS(2)))},
     {7200, 10800, 10800}},
    {{.impacts = PERIODS(AGO(PART, DAYS(60) + HOURS(1), DAYS(60) - HOURS(2)))}, {0, 2160, 3240}},
    // 15: across that of 90, where the history begins
    {{.impacts = PERIODS(AGO(DOWN, DAYS(90) + HOURS(1), DAYS(90) - HOURS(2)))}, {0, 0, 7200}},
    // 16: 40 s on either side of it are no short outage
    {{.impacts = PERIODS(AGO(DOWN, DAYS(30) + SEC(40), DAYS(30) - SEC(40)))}, {40, 80, 80}},
    // 17: up to the border, from the border on
    {{.impacts = PERIODS(AGO(DOWN, DAYS(30) + HOURS(1), DAYS(30)),
                         AGO(PART, DAYS(60), DAYS(60) - HOURS(1)))},
     {0, 4680, 4680}},
    // 18, 19: it goes on, for an hour, for half a minute
    {{.impacts = PERIODS({DOWN, NOW - HOURS(1), 0})}, {3600, 3600, 3600}},
    {{.impacts = PERIODS({DOWN, NOW - SEC(30), 0})}, {0, 0, 0}},
    // 20: goes on longer than anybody asks
    {{.impacts = PERIODS({DOWN, 1, 0})}, {30 * 86400., 60 * 86400., 90 * 86400.}},
    {{.impacts = PERIODS({PART, 1, 0})}, {9 * 86400., 18 * 86400., 27 * 86400.}},
    // 22: set by people for two hours, of which one was maintenance
    {{.windows = PERIODS(AGO(CARE, HOURS(4), HOURS(3))),
      .own = PERIODS(AGO(DOWN, HOURS(4), HOURS(2)))},
     {3600, 3600, 3600}},
    // 23: an incident is one in maintenance too
    {{.impacts = PERIODS(AGO(DOWN, HOURS(4), HOURS(3))),
      .windows = PERIODS(AGO(CARE, HOURS(5), HOURS(1)))},
     {3600, 3600, 3600}},
    // 24: an override erases the outage, and a part of one
    {{.impacts = PERIODS(AGO(DOWN, HOURS(4), HOURS(3))),
      .overrides = PERIODS(AGO(FINE, HOURS(4), HOURS(3)))},
     {0, 0, 0}},
    {{.impacts = PERIODS(AGO(DOWN, HOURS(4), HOURS(3))),
      .overrides = PERIODS(AGO(FINE, HOURS(5), HOURS(3) + MIN(20)))},
     {1200, 1200, 1200}},
    // 26: what it leaves of 100 s are two short ones
    {{.impacts = PERIODS(AGO(DOWN, SEC(900), SEC(800))),
      .overrides = PERIODS(AGO(FINE, SEC(850), SEC(849)))},
     {0, 0, 0}},
    // 27: it joins two short ones
    {{.impacts = PERIODS(AGO(DOWN, SEC(900), SEC(860)), AGO(DOWN, SEC(850), SEC(810))),
      .overrides = PERIODS(AGO(PART, SEC(860), SEC(850)))},
     {83, 83, 83}},
    // 28: of two overrides the later made: an hour major, another partial
    {{.overrides = PERIODS(AGO(DOWN, HOURS(4), HOURS(2)), AGO(PART, HOURS(3), HOURS(2)))},
     {4680, 4680, 4680}},
    {{.overrides = PERIODS(AGO(PART, HOURS(3), HOURS(2)), AGO(DOWN, HOURS(4), HOURS(2)))},
     {7200, 7200, 7200}},
    // 30: overrides in the future: wholly, half
    {{.overrides = PERIODS({DOWN, NOW, NOW + HOURS(1)}, {DOWN, NOW + HOURS(2), 0})}, {0, 0, 0}},
    {{.overrides = PERIODS({DOWN, NOW - HOURS(1), NOW + HOURS(1)})}, {3600, 3600, 3600}},
};

static void outages_cost_what_they_lasted(void **state)
{
    for (size_t i = 0; i < ARRAY_LEN(uptime_rows); i++) {
        for (int months = 1; months <= 3; months++) {
            const double lost = uptime_rows[i].lost[months - 1];
            const double expected = 100 - 100 * lost / (months * 30 * 86400.);
            const double uptime = uptime_of(*state, &uptime_rows[i].record, months * 30, 30);
            expect_row(are_close(uptime, expected), 10 * i + (size_t)months);
        }
    }
}

// An hour of 30, 60 and 90 days: the percentages themselves.
static void a_partial_outage_costs_its_weight(void **state)
{
    static const struct {
        enum service_status status;
        int days;
        int partial_percent;
        double uptime;
    } rows[] = {
        {DOWN, 30, 30, 99.861111111111},
        {DOWN, 60, 30, 99.930555555556},
        {DOWN, 90, 30, 99.953703703704},
        {DOWN, 30, 0, 99.861111111111},
        {PART, 30, 30, 99.958333333333},
        {PART, 90, 30, 99.986111111111},
        {PART, 30, 0, 100},
        {PART, 30, 1, 99.998611111111},
        {PART, 30, 50, 99.930555555556},
        {PART, 30, 99, 99.8625},
        {PART, 30, 100, 99.861111111111},
        {SLOW, 30, 100, 100},
        {DOWN, 1, 30, 95.833333333333},
        {PART, 1, 50, 97.916666666667},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct status_period hour = AGO(rows[i].status, HOURS(9), HOURS(8));
        const struct service_record record = {.impacts = {&hour, 1}};
        const double uptime = uptime_of(*state, &record, rows[i].days, rows[i].partial_percent);
        expect_row(are_close(uptime, rows[i].uptime), i);
    }
}

static void nothing_known_is_100_and_always_down_is_0(void **state)
{
    const struct service_record nothing = {0}, down = {.own = PERIODS({DOWN, 1, 0})};
    const struct period_list no_history = {0};
    for (int days = 1; days <= UPTIME_DAYS_MAX; days++) {
        const size_t row = (size_t)days;
        expect_row(service_uptime(&no_history, days, 30) == 100, row);
        expect_row(uptime_of(*state, &nothing, days, 30) == 100, row);
        expect_row(uptime_of(*state, &down, days, 30) == 0, row);
    }
}

static void a_young_history_was_up_before(void **state)
{
    const struct service_record down = {.own = PERIODS({DOWN, 1, 0})};
    const struct period_list history = service_history(*state, &down, NOW - DAYS(3), NOW);
    assert_true(are_close(service_uptime(&history, 30, 30), 90));
}

// ---- days across a change of the clocks ----

static msec instant(const char *text)
{
    msec at = 0;
    assert_true(rfc3339_parse((str){text, strlen(text)}, &at));
    return at;
}

// In Berlin 2026-03-29 has 23 hours and 2026-10-25 has 25; a day of uptime has 24. An hour of
// outage, and what it costs of the day before `now`.
static void a_day_has_24_hours_whatever_the_clocks_do(void **state)
{
    static const struct {
        const char *from;
        const char *until;
        const char *now;
        double lost_hours;
    } rows[] = {
        // over the switch, told in either offset
        {"2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z", "2026-03-29T12:00:00Z", 1},
        {"2026-03-29T01:30:00+01:00", "2026-03-29T03:30:00+02:00", "2026-03-29T12:00:00Z", 1},
        {"2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T12:00:00Z", 1},
        {"2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00", "2026-10-25T12:00:00Z", 1},
        // by a clock on the wall these are 0 s, 2 h and 1 s, and 3 h
        {"2026-10-25T02:00:00+02:00", "2026-10-25T02:00:00+01:00", "2026-10-25T12:00:00Z", 1},
        {"2026-03-29T01:59:59+01:00", "2026-03-29T04:00:00+02:00", "2026-03-29T12:00:00Z",
         1 + 1 / 3600.},
        {"2026-10-25T01:00:00+02:00", "2026-10-25T04:00:00+01:00", "2026-10-25T12:00:00Z", 4},
        // until midnight in Berlin: the day begins at 23:00 the evening before ...
        {"2026-03-28T22:00:00Z", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", 1},
        {"2026-03-28T21:00:00Z", "2026-03-28T22:00:00Z", "2026-03-29T22:00:00Z", 0},
        {"2026-03-28T21:30:00Z", "2026-03-28T22:30:00Z", "2026-03-29T22:00:00Z", 0.5},
        // ... and at 01:00
        {"2026-10-24T22:00:00Z", "2026-10-24T23:00:00Z", "2026-10-25T23:00:00Z", 0},
        {"2026-10-24T22:30:00Z", "2026-10-24T23:30:00Z", "2026-10-25T23:00:00Z", 0.5},
        {"2026-10-24T23:00:00Z", "2026-10-25T00:00:00Z", "2026-10-25T23:00:00Z", 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct status_period outage = {DOWN, instant(rows[i].from), instant(rows[i].until)};
        const struct service_record record = {.impacts = {&outage, 1}};
        const msec now = instant(rows[i].now);
        const struct period_list history = service_history(*state, &record, now - DAYS(90), now);
        const double expected = 100 - 100 * rows[i].lost_hours / 24;
        expect_row(are_close(service_uptime(&history, 1, 30), expected), i);
    }
}

// ---- at random, against looking at every instant ----

// Time goes in ticks of 15 s, three days of them; four ticks are a minute.
enum { TICKS = 3 * 24 * 60 * 4, LIST_MAX = 12, ROUNDS = 200 };
#define TICK(n) (NOW + SEC(15) * (msec)(n))

struct random_record {
    struct status_period periods[4][LIST_MAX];
    size_t counts[4];
};

static struct status_period random_period(uint64_t *seed)
{
    static const unsigned lengths[] = {1, 3, 4, 5, 100, 1000, TICKS};
    const msec from = (msec)(next_random(seed) % (TICKS + 200)) - 100;
    const msec ticks = (msec)(next_random(seed) % lengths[next_random(seed) % ARRAY_LEN(lengths)]);
    return (struct status_period){.status = next_random(seed) % SERVICE_STATUS_COUNT,
                                  .from_at = TICK(from),
                                  .until_at =
                                      next_random(seed) % 20 == 0 ? 0 : TICK(from + ticks + 1)};
}

static void order_by_begin(struct status_period *periods, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        for (size_t k = i; k > 0 && periods[k].from_at < periods[k - 1].from_at; k--) {
            const struct status_period swapped = periods[k];
            periods[k] = periods[k - 1];
            periods[k - 1] = swapped;
        }
    }
}

/* Half of the periods begin where another ends, so that they touch. */
static void fill_random(struct random_record *random, uint64_t *seed)
{
    for (size_t list = 0; list < 4; list++) {
        random->counts[list] = next_random(seed) % (LIST_MAX + 1);
        for (size_t i = 0; i < random->counts[list]; i++) {
            struct status_period *period = &random->periods[list][i];
            *period = random_period(seed);
            if (i > 0 && period[-1].until_at != 0 && next_random(seed) % 2 == 0)
                period->from_at = period[-1].until_at;
        }
    }
    order_by_begin(random->periods[2], random->counts[2]);
}

static struct service_record record_of(const struct random_record *random)
{
    return (struct service_record){.impacts = {random->periods[0], random->counts[0]},
                                   .windows = {random->periods[1], random->counts[1]},
                                   .own = {random->periods[2], random->counts[2]},
                                   .overrides = {random->periods[3], random->counts[3]}};
}

static bool holds_at(const struct status_period *period, msec at)
{
    return period->from_at <= at && (period->until_at == 0 || at < period->until_at);
}

/* The last of the list that holds, or NULL. */
static const struct status_period *last_at(struct period_list list, msec at)
{
    for (size_t i = list.count; i > 0; i--) {
        if (holds_at(&list.items[i - 1], at))
            return &list.items[i - 1];
    }
    return NULL;
}

/* What people set last before, if it still holds. */
static enum service_status own_at(struct period_list own, msec at)
{
    for (size_t i = own.count; i > 0; i--) {
        const struct status_period *period = &own.items[i - 1];
        if (period->from_at <= at)
            return holds_at(period, at) ? period->status : FINE;
    }
    return FINE;
}

static enum service_status status_at(const struct service_record *record, msec at)
{
    const struct status_period *override = last_at(record->overrides, at);
    if (override != NULL)
        return override->status;
    enum service_status worst = FINE;
    for (size_t i = 0; i < record->impacts.count; i++) {
        const struct status_period *impact = &record->impacts.items[i];
        if (holds_at(impact, at) && impact->status > worst)
            worst = impact->status;
    }
    if (worst != FINE)
        return worst;
    return last_at(record->windows, at) != NULL ? CARE : own_at(record->own, at);
}

static void expect_history(const struct period_list *history, const uint8_t *ticks, size_t round)
{
    msec at = TICK(0);
    for (size_t i = 0; i < history->count; i++) {
        const struct status_period *period = &history->items[i];
        expect_row(period->from_at == at && period->until_at > at, round);
        expect_row(i == 0 || period->status != period[-1].status, round);
        for (; at < period->until_at; at += SEC(15))
            expect_row(ticks[(at - NOW) / SEC(15)] == period->status, round);
    }
    expect_row(at == TICK(TICKS), round);
}

static bool is_out(uint8_t status)
{
    return status == PART || status == DOWN;
}

/* Each tick that is out counts if it is one of four or more in a row. */
static double ticks_uptime(const uint8_t *ticks, int days, int partial_percent)
{
    const size_t since = TICKS - (size_t)days * 24 * 60 * 4;
    double lost = 0;
    for (size_t i = since; i < TICKS; i++) {
        size_t first = i, end = i;
        while (first > 0 && is_out(ticks[first - 1]) && i - first < 4)
            first--;
        while (end < TICKS && is_out(ticks[end]) && end - i < 4)
            end++;
        if (end > i && end - first >= 4)
            lost += ticks[i] == DOWN ? 1 : partial_percent / 100.;
    }
    return 100 - 100 * lost / (double)(TICKS - since);
}

static void the_sweep_agrees_with_every_instant(void **state)
{
    uint64_t seed = 3;
    uint8_t *ticks = arena_alloc(*state, TICKS);
    for (size_t round = 0; round < ROUNDS; round++) {
        struct random_record random;
        fill_random(&random, &seed);
        const struct service_record record = record_of(&random);
        for (size_t i = 0; i < TICKS; i++)
            ticks[i] = (uint8_t)status_at(&record, TICK(i));
        const struct period_list history = service_history(*state, &record, TICK(0), TICK(TICKS));
        expect_history(&history, ticks, round);
        for (int days = 1; days <= 3; days++) {
            const int percent = (int)(next_random(&seed) % 101);
            const double expected = ticks_uptime(ticks, days, percent);
            expect_row(are_close(service_uptime(&history, days, percent), expected), round);
        }
    }
}

// ---- size ----

enum { MANY = 100 * 1000 };

/* Each lies within the one before it. */
static struct period_list make_nested(struct arena *arena, bool alternates)
{
    struct status_period *periods = arena_array(arena, struct status_period, MANY);
    for (size_t i = 0; i < MANY; i++) {
        periods[i] = (struct status_period){.status = alternates && i % 2 == 1 ? PART : DOWN,
                                            .from_at = NOW + (msec)i,
                                            .until_at = NOW + 2 * MANY - (msec)i};
    }
    return (struct period_list){periods, MANY};
}

// A sweep that looked at all that is in force, at each instant, would not end in time.
static void a_hundred_thousand_of_each_kind_are_swept(void **state)
{
    const struct service_record record = {.impacts = make_nested(*state, false),
                                          .windows = make_nested(*state, false),
                                          .overrides = make_nested(*state, true)};
    const struct period_list history = service_history(*state, &record, NOW - 1, NOW + 2 * MANY);
    assert_int_equal(history.count, 2 * MANY); // fine, up the stairs, the top, down the stairs
    assert_int_equal(history.items[0].status, FINE);
    assert_int_equal(history.items[1].status, DOWN);
    assert_int_equal(history.items[MANY].status, PART);
    assert_int_equal(history.items[MANY].until_at - history.items[MANY].from_at, 2);
    assert_int_equal(history.items[2 * MANY - 1].status, DOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(the_history_is_the_rule_at_every_instant),
        WITH_ARENA(an_empty_range_has_no_history),
        WITH_ARENA(a_history_is_cut_at_an_instant),
        WITH_ARENA(outages_cost_what_they_lasted),
        WITH_ARENA(a_partial_outage_costs_its_weight),
        WITH_ARENA(nothing_known_is_100_and_always_down_is_0),
        WITH_ARENA(a_young_history_was_up_before),
        WITH_ARENA(a_day_has_24_hours_whatever_the_clocks_do),
        WITH_ARENA(the_sweep_agrees_with_every_instant),
        WITH_ARENA(a_hundred_thousand_of_each_kind_are_swept),
    };
    return cmocka_run_group_tests_name("service_history", tests, NULL, NULL);
}
