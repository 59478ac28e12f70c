// test_secrets.c -- secrets that stay, share links that cannot be guessed.
// SPDX-License-Identifier: Apache-2.0
#include "core/secrets.h"

#include "store/meta_store.h"
#include "store_fixture.h"

enum { INCIDENT = 12345 };
#define CREATED_AT ((msec)1800000000000)

static struct secrets load(struct store *s)
{
    struct secrets secrets;
    assert_ok(secrets_load(s, &secrets));
    return secrets;
}

static bool is_zero(const unsigned char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (bytes[i] != 0)
            return false;
    return true;
}

static void secrets_are_made_once_and_stay(void **state)
{
    struct store *s = store_of(state, 0);
    const struct secrets first = load(s);
    const struct secrets second = load(s);
    assert_memory_equal(first.ids.bytes, second.ids.bytes, sizeof(first.ids.bytes));
    assert_memory_equal(first.key_pepper, second.key_pepper, sizeof(first.key_pepper));
    assert_memory_equal(first.share, second.share, sizeof(first.share));
    assert_false(is_zero(first.ids.bytes, sizeof(first.ids.bytes)));
    assert_false(is_zero(first.key_pepper, sizeof(first.key_pepper)));
    assert_memory_not_equal(first.key_pepper, first.share, sizeof(first.share));
}

static void each_database_has_its_own(void **state)
{
    struct store *s = store_of(state, 0);
    const struct secrets first = load(s);
    db_rollback(s->db); // as if it had never been
    assert_ok(db_begin(s->db, DB_WRITE));
    const struct secrets second = load(s);
    assert_memory_not_equal(first.ids.bytes, second.ids.bytes, sizeof(first.ids.bytes));
    assert_memory_not_equal(first.key_pepper, second.key_pepper, sizeof(first.key_pepper));
    assert_memory_not_equal(first.share, second.share, sizeof(first.share));
}

static void a_spoilt_secret_is_no_secret(void **state)
{
    struct store *s = store_of(state, 0);
    static const str spoilt[] = {S(""), S("00"), S("zz"), S("0123456789abcdef0123456789abcdeg")};
    for (size_t i = 0; i < ARRAY_LEN(spoilt); i++) {
        struct secrets secrets;
        assert_ok(db_savepoint(s->db));
        str value = {0};
        assert_ok(meta_get_or_insert(s, S("id_secret"), spoilt[i], &value));
        expect_row(secrets_load(s, &secrets) == ERR_INTERNAL, i);
        db_rollback_to_savepoint(s->db);
    }
}

// ---- hashes of keys ----

static void a_key_hashes_alike_under_one_pepper_only(void **state)
{
    struct arena *arena = *state;
    const struct secrets here = {.key_pepper = {1}};
    const struct secrets there = {.key_pepper = {2}};
    const str hash = api_key_hash(&here, arena, S("tocsin_key"));
    assert_int_equal(hash.n, 2 * SHA256_BYTES);
    expect_text(api_key_hash(&here, arena, S("tocsin_key")), hash);
    assert_false(str_eq(api_key_hash(&there, arena, S("tocsin_key")), hash));
    assert_false(str_eq(api_key_hash(&here, arena, S("tocsin_kez")), hash));
}

// ---- share tokens ----

static const struct secrets some_secrets = {.ids = {{1}}, .share = {2}};

static void a_share_token_leads_back(void **state)
{
    const str token = share_token(&some_secrets, *state, INCIDENT, CREATED_AT);
    int64_t id = 0;
    assert_int_equal(token.n, SHARE_TOKEN_BYTES);
    assert_true(share_token_read(&some_secrets, *state, token, &id));
    assert_int_equal(id, INCIDENT);
    expect_text(share_token(&some_secrets, *state, INCIDENT, CREATED_AT), token); // it is stable
}

static void a_token_with_any_byte_changed_leads_nowhere(void **state)
{
    const str token = share_token(&some_secrets, *state, INCIDENT, CREATED_AT);
    char *changed = str_cstr(*state, token);
    static const char others[] = {'0', 'f', 'F', '-', '\0', ' '};
    for (size_t i = 0; i < token.n; i++)
        for (size_t k = 0; k < sizeof(others); k++) {
            int64_t id = 42;
            if (token.p[i] == others[k])
                continue;
            changed[i] = others[k];
            expect_row(!share_token_read(&some_secrets, *state, (str){changed, token.n}, &id), i);
            expect_row(id == 42, i);
            changed[i] = token.p[i];
        }
}

static void a_token_of_another_length_leads_nowhere(void **state)
{
    const str token = share_token(&some_secrets, *state, INCIDENT, CREATED_AT);
    int64_t id = 42;
    for (size_t n = 0; n < token.n; n++)
        expect_row(!share_token_read(&some_secrets, *state, str_slice(token, 0, n), &id), n);
    assert_false(share_token_read(&some_secrets, *state, (str){0}, &id));
    assert_false(share_token_read(&some_secrets, *state, STR_JOIN(*state, token, S("0")), &id));
    assert_int_equal(id, 42);
}

static void a_token_of_other_secrets_leads_nowhere(void **state)
{
    struct secrets other_share = some_secrets;
    struct secrets other_ids = some_secrets;
    const str token = share_token(&some_secrets, *state, INCIDENT, CREATED_AT);
    int64_t id = 42;
    other_share.share[31] = 1;
    other_ids.ids.bytes[15] = 1;
    assert_false(share_token_read(&other_share, *state, token, &id));
    assert_false(share_token_read(&other_ids, *state, token, &id));
    assert_int_equal(id, 42);
}

static void upper_case_letters_make_another_token(void **state)
{
    const str token = share_token(&some_secrets, *state, INCIDENT, CREATED_AT);
    char *upper = str_cstr(*state, token);
    int64_t id = 0;
    size_t letters = 0;
    for (size_t i = 0; i < token.n; i++)
        if (upper[i] >= 'a') {
            upper[i] = (char)(upper[i] - 'a' + 'A');
            letters++;
        }
    assert_true(letters > 0);
    assert_false(share_token_read(&some_secrets, *state, (str){upper, token.n}, &id));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORE_ON_BOTH(secrets_are_made_once_and_stay),
        STORE_ON_BOTH(each_database_has_its_own),
        STORE_ON_BOTH(a_spoilt_secret_is_no_secret),
        WITH_ARENA(a_key_hashes_alike_under_one_pepper_only),
        WITH_ARENA(a_share_token_leads_back),
        WITH_ARENA(a_token_with_any_byte_changed_leads_nowhere),
        WITH_ARENA(a_token_of_another_length_leads_nowhere),
        WITH_ARENA(a_token_of_other_secrets_leads_nowhere),
        WITH_ARENA(upper_case_letters_make_another_token),
    };
    return cmocka_run_group_tests_name("secrets", tests, make_database, drop_database);
}
