// test_key_memo.c -- keys seen lately: found as they are, for one version, or not at all.
// SPDX-License-Identifier: Apache-2.0
#include "core/key_memo.h"

#include "expect.h"

enum { VERSION = 7, KEYS = 1000 };

static struct key_memo *new_memo(struct arena *arena)
{
    struct key_memo *memo = arena_new(arena, struct key_memo);
    key_memo_init(memo);
    return memo;
}

static void a_key_is_found_as_it_was_added(void **state)
{
    struct key_memo *memo = new_memo(*state);
    assert_int_equal(key_memo_find(memo, S("key"), VERSION), 0);
    key_memo_add(memo, S("key"), VERSION, 5);
    assert_int_equal(key_memo_find(memo, S("key"), VERSION), 5);
}

static void another_version_or_another_key_is_not_found(void **state)
{
    struct key_memo *memo = new_memo(*state);
    key_memo_add(memo, S("key"), VERSION, 5);
    static const str others[] = {S(""), S("ke"), S("kez"), S("keyy"), S("KEY"), S("key\0")};
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        expect_row(key_memo_find(memo, others[i], VERSION) == 0, i);
    assert_int_equal(key_memo_find(memo, S("key"), VERSION + 1), 0);
    assert_int_equal(key_memo_find(memo, S("key"), VERSION - 1), 0);
    key_memo_add(memo, S("key"), VERSION + 1, 6);
    assert_int_equal(key_memo_find(memo, S("key"), VERSION + 1), 6);
    assert_int_equal(key_memo_find(memo, S("key"), VERSION), 0);
}

static void a_key_that_is_too_long_is_not_remembered(void **state)
{
    struct key_memo *memo = new_memo(*state);
    char text[KEY_MEMO_KEY_BYTES + 1];
    memset(text, 'x', sizeof(text));
    const str fits = {text, KEY_MEMO_KEY_BYTES};
    const str longer = {text, KEY_MEMO_KEY_BYTES + 1};
    key_memo_add(memo, longer, VERSION, 5);
    assert_int_equal(key_memo_find(memo, longer, VERSION), 0);
    key_memo_add(memo, fits, VERSION, 6);
    assert_int_equal(key_memo_find(memo, fits, VERSION), 6);
    assert_int_equal(key_memo_find(memo, longer, VERSION), 0);
}

static void among_many_keys_none_is_taken_for_another(void **state)
{
    struct key_memo *memo = new_memo(*state);
    int found = 0;
    for (int64_t i = 1; i <= KEYS; i++)
        key_memo_add(memo, str_from_i64(*state, i), VERSION, i);
    for (int64_t i = 1; i <= KEYS; i++) {
        const int64_t id = key_memo_find(memo, str_from_i64(*state, i), VERSION);
        expect_row(id == 0 || id == i, (size_t)i);
        found += id == 0 ? 0 : 1;
    }
    assert_in_range(found, KEY_MEMO_SLOTS / 2, KEY_MEMO_SLOTS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(a_key_is_found_as_it_was_added),
        WITH_ARENA(another_version_or_another_key_is_not_found),
        WITH_ARENA(a_key_that_is_too_long_is_not_remembered),
        WITH_ARENA(among_many_keys_none_is_taken_for_another),
    };
    return cmocka_run_group_tests_name("key_memo", tests, NULL, NULL);
}
