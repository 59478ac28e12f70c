// test_service_status.c -- the rule, over all that may bear on a service, against tables by hand.
// SPDX-License-Identifier: Apache-2.0
#include "model/service_status.h"

#include "expect.h"

// Four letters each, for tables.
#define FINE SERVICE_OPERATIONAL
#define CARE SERVICE_UNDER_MAINTENANCE
#define SLOW SERVICE_DEGRADED
#define PART SERVICE_PARTIAL_OUTAGE
#define DOWN SERVICE_MAJOR_OUTAGE

enum { COUNT = 5 };

// clang-format off
static const enum service_status worse_of[COUNT][COUNT] = {
    [FINE] = {[FINE] = FINE, [CARE] = CARE, [SLOW] = SLOW, [PART] = PART, [DOWN] = DOWN},
    [CARE] = {[FINE] = CARE, [CARE] = CARE, [SLOW] = SLOW, [PART] = PART, [DOWN] = DOWN},
    [SLOW] = {[FINE] = SLOW, [CARE] = SLOW, [SLOW] = SLOW, [PART] = PART, [DOWN] = DOWN},
    [PART] = {[FINE] = PART, [CARE] = PART, [SLOW] = PART, [PART] = PART, [DOWN] = DOWN},
    [DOWN] = {[FINE] = DOWN, [CARE] = DOWN, [SLOW] = DOWN, [PART] = DOWN, [DOWN] = DOWN},
};

// By the worst impact, then by what people set.
static const enum service_status without_window[COUNT][COUNT] = {
    [FINE] = {[FINE] = FINE, [CARE] = CARE, [SLOW] = SLOW, [PART] = PART, [DOWN] = DOWN},
    [CARE] = {[FINE] = CARE, [CARE] = CARE, [SLOW] = CARE, [PART] = CARE, [DOWN] = CARE},
    [SLOW] = {[FINE] = SLOW, [CARE] = SLOW, [SLOW] = SLOW, [PART] = SLOW, [DOWN] = SLOW},
    [PART] = {[FINE] = PART, [CARE] = PART, [SLOW] = PART, [PART] = PART, [DOWN] = PART},
    [DOWN] = {[FINE] = DOWN, [CARE] = DOWN, [SLOW] = DOWN, [PART] = DOWN, [DOWN] = DOWN},
};
static const enum service_status within_window[COUNT][COUNT] = {
    [FINE] = {[FINE] = CARE, [CARE] = CARE, [SLOW] = CARE, [PART] = CARE, [DOWN] = CARE},
    [CARE] = {[FINE] = CARE, [CARE] = CARE, [SLOW] = CARE, [PART] = CARE, [DOWN] = CARE},
    [SLOW] = {[FINE] = SLOW, [CARE] = SLOW, [SLOW] = SLOW, [PART] = SLOW, [DOWN] = SLOW},
    [PART] = {[FINE] = PART, [CARE] = PART, [SLOW] = PART, [PART] = PART, [DOWN] = PART},
    [DOWN] = {[FINE] = DOWN, [CARE] = DOWN, [SLOW] = DOWN, [PART] = DOWN, [DOWN] = DOWN},
};
// clang-format on

static void every_status_has_its_row(void **state)
{
    (void)state;
    assert_int_equal(SERVICE_STATUS_COUNT, COUNT);
}

static void the_worse_of_two_is_that_of_the_table(void **state)
{
    (void)state;
    for (unsigned a = 0; a < COUNT; a++) {
        for (unsigned b = 0; b < COUNT; b++)
            expect_row(service_status_worse(a, b) == worse_of[a][b], 10 * a + b);
    }
}

struct two_incidents {
    enum service_status impact[2];
    bool is_open[2];
};

static enum service_status worst_of(const struct two_incidents *two)
{
    enum service_status worst = SERVICE_OPERATIONAL;
    for (size_t i = 0; i < 2; i++) {
        if (two->is_open[i])
            worst = service_status_worse(worst, two->impact[i]);
    }
    return worst;
}

static enum service_status expected_worst(const struct two_incidents *two)
{
    if (two->is_open[0] && two->is_open[1])
        return worse_of[two->impact[0]][two->impact[1]];
    if (two->is_open[0])
        return two->impact[0];
    return two->is_open[1] ? two->impact[1] : FINE;
}

/* Whatever people set, with and without a window. */
static void expect_rule(const struct two_incidents *two, size_t row)
{
    const enum service_status worst = worst_of(two);
    const enum service_status expected = expected_worst(two);
    for (unsigned own = 0; own < COUNT; own++) {
        expect_row(service_status_of(worst, false, own) == without_window[expected][own], row);
        expect_row(service_status_of(worst, true, own) == within_window[expected][own], row);
    }
}

static void two_incidents_a_window_and_its_own_status_make_the_status(void **state)
{
    (void)state;
    // A row is named by three digits: the two impacts, and 1, 2 or 3 for which of them is open.
    for (unsigned row = 0; row < COUNT * COUNT * 4; row++) {
        const unsigned a = row / 20, b = row / 4 % COUNT, open = row % 4;
        const struct two_incidents two = {{a, b}, {(open & 1) != 0, (open & 2) != 0}};
        expect_rule(&two, 100 * a + 10 * b + open);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_has_its_row),
        cmocka_unit_test(the_worse_of_two_is_that_of_the_table),
        cmocka_unit_test(two_incidents_a_window_and_its_own_status_make_the_status),
    };
    return cmocka_run_group_tests_name("service_status", tests, NULL, NULL);
}
