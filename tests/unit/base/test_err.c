// test_err.c -- the first error is the one that is told.
// SPDX-License-Identifier: Apache-2.0
#include "base/err.h"

#include "expect.h"

/* (fail): cmocka has a macro of that name. */
static void the_first_error_recorded_wins(void **state)
{
    (void)state;
    struct errinfo info = {0};
    assert_int_equal((fail)(&info, ERR_CONFLICT, S("title"), S("title is taken")), ERR_CONFLICT);
    assert_int_equal((fail)(&info, ERR_INTERNAL, S("x"), S("y")), ERR_INTERNAL);
    assert_int_equal(info.kind, ERR_CONFLICT);
    expect_text(info.field, S("title"));
    expect_text(info.message, S("title is taken"));
}

static enum err pass_up(enum err kind, bool *out_went_on)
{
    TRY(kind);
    *out_went_on = true;
    return OK;
}

static void try_hands_an_error_up_and_lets_ok_go_on(void **state)
{
    (void)state;
    bool went_on = false;
    assert_int_equal(pass_up(ERR_TIMEOUT, &went_on), ERR_TIMEOUT);
    assert_false(went_on);
    assert_int_equal(pass_up(OK, &went_on), OK);
    assert_true(went_on);
}

static void every_kind_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (unsigned kind = OK; kind < ERR_COUNT; kind++) {
        assert_true(err_name((enum err)kind).n > 0);
        for (unsigned other = OK; other < kind; other++)
            assert_false(str_eq(err_name((enum err)kind), err_name((enum err)other)));
    }
}

static void break_an_invariant(void)
{
    CHECK(1 + 1 == 3);
}

static void a_broken_invariant_stops_the_process(void **state)
{
    (void)state;
    assert_true(aborts(break_an_invariant));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_error_recorded_wins),
        cmocka_unit_test(try_hands_an_error_up_and_lets_ok_go_on),
        cmocka_unit_test(every_kind_has_a_name_of_its_own),
        cmocka_unit_test(a_broken_invariant_stops_the_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
