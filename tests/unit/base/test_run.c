// test_run.c -- rows of one owner in a list that is ordered by owner.
// SPDX-License-Identifier: Apache-2.0
#include "base/run.h"

#include "base/str.h"
#include "expect.h"

enum { MOST = 40, OWNERS = 9 };

struct row {
    char other;
    int64_t owner;
};

struct row_list {
    const struct row *items;
    size_t count;
};

/* Owners 0, 2, 4 ... with rows that `seed` tells, some with none. */
static struct row_list rows_of(struct row *rows, unsigned seed)
{
    size_t count = 0;
    for (int64_t owner = 0; owner < OWNERS; owner++) {
        const size_t own = (seed >> owner & 1U) != 0 ? 1 + (size_t)owner % 3 : 0;
        for (size_t i = 0; i < own; i++)
            rows[count++] = (struct row){.owner = owner * 2};
    }
    return (struct row_list){.items = rows, .count = count};
}

static void expect_run(struct row_list list, int64_t owner)
{
    size_t before = 0;
    size_t own = 0;
    for (size_t i = 0; i < list.count; i++) {
        before += list.items[i].owner < owner;
        own += list.items[i].owner == owner;
    }
    const struct run run = RUN_OF(list, owner, owner);
    assert_int_equal(run.first, before);
    assert_int_equal(run.count, own);
}

static void a_run_is_what_counting_one_by_one_finds(void **state)
{
    (void)state;
    struct row rows[MOST];
    for (unsigned seed = 0; seed < 1U << OWNERS; seed++) {
        const struct row_list list = rows_of(rows, seed);
        for (int64_t owner = -1; owner <= 2 * OWNERS; owner++)
            expect_run(list, owner);
        expect_run(list, INT64_MIN);
        expect_run(list, INT64_MAX);
    }
}

static void an_empty_list_has_no_run(void **state)
{
    (void)state;
    const struct row_list empty = {0};
    assert_int_equal(RUN_OF(empty, owner, 7).count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_is_what_counting_one_by_one_finds),
        cmocka_unit_test(an_empty_list_has_no_run),
    };
    return cmocka_run_group_tests_name("run", tests, NULL, NULL);
}
