// test_key_role.c -- roles of keys.
// SPDX-License-Identifier: Apache-2.0
#include "model/key_role.h"

#include "expect.h"

static void every_scope_but_those_of_an_owner_has_a_role_that_gives_it_alone(void **state)
{
    (void)state;
    static const struct {
        unsigned scope;
        str word;
    } cases[] = {
        {SCOPE_READ, S("viewer")},
        {SCOPE_RESPOND, S("incident_editor")},
        {SCOPE_MANAGE, S("manage_settings")},
        {SCOPE_PRIVATE, S("global_access")},
        {SCOPE_ADMIN, S("owner")},
        {SCOPE_INTAKE, S("owner")},
        {SCOPE_ALL, S("owner")},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        expect_text(key_role_giving(cases[i].scope)->word, cases[i].word);
}

static void a_role_gives_or_is_covered_or_is_not_served(void **state)
{
    (void)state;
    for (size_t i = 0; i < KEY_ROLE_COUNT; i++) {
        const struct key_role *role = &key_roles[i];
        assert_true(role->gives == 0 || role->covered == 0);
        assert_int_equal(role->description.n > 0, key_role_is_served(role));
        assert_ptr_equal(key_role_find(role->word), role); // each word once
    }
}

static void what_is_no_role_is_not_found(void **state)
{
    (void)state;
    assert_null(key_role_find(S("emperor")));
    assert_null(key_role_find(S("")));
    assert_null(key_role_find(S("Viewer")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_scope_but_those_of_an_owner_has_a_role_that_gives_it_alone),
        cmocka_unit_test(a_role_gives_or_is_covered_or_is_not_served),
        cmocka_unit_test(what_is_no_role_is_not_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
