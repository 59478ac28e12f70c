// test_meta_store.c -- secrets, counters and kept answers.
// SPDX-License-Identifier: Apache-2.0
#include "store/meta_store.h"

#include "store_fixture.h"

enum { ORG = 1, OTHER_ORG = 2, KEY = 7, OTHER_KEY = 8 };

// ---- values ----

static void a_value_is_made_once_and_kept(void **state)
{
    struct store *s = store_of(state, ORG);
    str value = {0};
    assert_ok(meta_get_or_insert(s, S("pepper"), S("first"), &value));
    expect_text(value, S("first"));
    assert_ok(meta_get_or_insert(s, S("pepper"), S("second"), &value));
    expect_text(value, S("first"));
    assert_ok(meta_get(s, S("pepper"), &value));
    expect_text(value, S("first"));
}

static void a_missing_value_is_not_found(void **state)
{
    struct store *s = store_of(state, ORG);
    str value = S("untouched");
    assert_int_equal(meta_get(s, S("pepper"), &value), ERR_NOT_FOUND);
    expect_text(value, S("untouched"));
}

// ---- counters ----

static void counters_count_for_themselves(void **state)
{
    struct store *s = store_of(state, ORG);
    static const struct {
        int64_t org_id;
        str name;
        int64_t owner_id;
        int64_t amount;
        int64_t value;
    } rows[] = {
        {ORG, S("incident"), 0, 1, 1},       {ORG, S("incident"), 0, 1, 2},
        {ORG, S("incident"), 0, 4096, 4098}, {ORG, S("incident"), 0, -98, 4000},
        {ORG, S("group"), 5, 1, 1},          {ORG, S("group"), 6, 1, 1},
        {ORG, S("group"), 5, 1, 2},          {OTHER_ORG, S("incident"), 0, 1, 1},
        {ORG, S("incident"), 0, 0, 4000},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct store of_org = *s;
        int64_t value = -1;
        of_org.org_id = rows[i].org_id;
        assert_ok(counter_add(&of_org, rows[i].name, rows[i].owner_id, rows[i].amount, &value));
        expect_row(value == rows[i].value, i);
        value = -1;
        assert_ok(counter_get(&of_org, rows[i].name, rows[i].owner_id, &value));
        expect_row(value == rows[i].value, i);
    }
}

static void an_unused_counter_is_zero(void **state)
{
    struct store *s = store_of(state, ORG);
    int64_t value = -1;
    assert_ok(counter_get(s, COUNTER_INCIDENT, 0, &value));
    assert_int_equal(value, 0);
}

static void row_ids_are_reserved_in_blocks(void **state)
{
    struct store *s = store_of(state, ORG);
    struct store other = *s;
    int64_t last = 0;
    other.org_id = OTHER_ORG;
    assert_ok(row_ids_take(s, 100, &last));
    assert_int_equal(last, 100);
    assert_ok(row_ids_take(&other, 100, &last)); // one sequence for the whole database
    assert_int_equal(last, 200);
}

static void a_rollback_takes_row_ids_back_on_sqlite_only(void **state)
{
    struct store *s = store_of(state, ORG);
    int64_t last = 0;
    assert_ok(row_ids_take(s, 100, &last));
    db_rollback(s->db);
    assert_ok(db_begin(s->db, DB_WRITE));
    assert_ok(row_ids_take(s, 100, &last));
    assert_int_equal(last, db_engine(s->db) == DB_SQLITE ? 100 : 200);
}

static void a_version_can_be_announced(void **state)
{
    struct store *s = store_of(state, ORG);
    assert_ok(directory_announce(s, 12));
}

static void an_announcement_arrives_with_the_commit(void **state)
{
    struct store_test *test = store_test_of(state);
    struct store *s = store_of(state, ORG);
    struct db *listener = open_store_again(test->fixture);
    bool seen = true;
    assert_ok(db_listen(listener, DIRECTORY_CHANNEL));
    assert_ok(directory_announce(s, 12));
    assert_ok(db_wait_notification(listener, 0, &seen));
    assert_false(seen);
    assert_ok(db_commit(s->db));
    assert_ok(db_wait_notification(listener, 10000, &seen));
    assert_true(seen);
    db_close(&listener);
}

// ---- kept answers ----

static void claim(struct store *s, int64_t key_id, str key, msec now, bool wanted)
{
    bool claimed = !wanted;
    assert_ok(idempotency_claim(s, key_id, key, S("hash"), now, &claimed));
    assert_int_equal(claimed, wanted);
}

static void a_key_is_claimed_once_by_each_api_key(void **state)
{
    struct store *s = store_of(state, ORG);
    struct store other = *s;
    other.org_id = OTHER_ORG;
    claim(s, KEY, S("k"), 1000, true);
    claim(s, KEY, S("k"), 2000, false);
    claim(s, KEY, S("K"), 2000, true);
    claim(s, OTHER_KEY, S("k"), 2000, true);
    claim(&other, KEY, S("k"), 2000, true);
}

static void an_answer_is_kept_beside_the_hash_of_its_request(void **state)
{
    struct store *s = store_of(state, ORG);
    struct kept_answer kept = {.status = 42};
    assert_int_equal(idempotency_get(s, KEY, S("k"), &kept), ERR_NOT_FOUND);
    assert_int_equal(kept.status, 42);
    claim(s, KEY, S("k"), 1000, true);
    claim(s, KEY, S("other"), 1000, true);
    assert_ok(idempotency_get(s, KEY, S("k"), &kept));
    expect_text(kept.request_hash, S("hash"));
    assert_int_equal(kept.status, 0);
    assert_null(kept.body.p);
    assert_ok(idempotency_store(s, KEY, S("k"), 201, S("{\"a\":1}")));
    assert_ok(idempotency_get(s, KEY, S("k"), &kept));
    assert_int_equal(kept.status, 201);
    expect_text(kept.body, S("{\"a\":1}"));
    assert_ok(idempotency_get(s, KEY, S("other"), &kept));
    assert_int_equal(kept.status, 0);
}

static void keys_older_than_the_limit_are_forgotten(void **state)
{
    struct store *s = store_of(state, ORG);
    struct store other = *s;
    struct kept_answer kept = {0};
    other.org_id = OTHER_ORG;
    claim(s, KEY, S("old"), 999, true);
    claim(s, KEY, S("at the limit"), 1000, true);
    claim(&other, KEY, S("old"), 999, true);
    assert_ok(idempotency_expire(s, 1000));
    assert_int_equal(idempotency_get(s, KEY, S("old"), &kept), ERR_NOT_FOUND);
    assert_ok(idempotency_get(s, KEY, S("at the limit"), &kept));
    assert_ok(idempotency_get(&other, KEY, S("old"), &kept));
    claim(s, KEY, S("old"), 1001, true);
}

/* In how many calls; 0: never. */
static int forget_until_none_is_left(struct store *s, int count)
{
    struct kept_answer kept = {0};
    for (int calls = 1; calls <= count; calls++) {
        bool is_any_left = false;
        assert_ok(idempotency_expire(s, 1000));
        for (int i = 0; i < count; i++)
            is_any_left |= idempotency_get(s, KEY, str_from_i64(s->arena, i), &kept) == OK;
        if (!is_any_left)
            return calls;
    }
    return 0;
}

static void many_old_keys_are_forgotten_a_few_at_a_time(void **state)
{
    enum { OLD_KEYS = 250 };
    struct store *s = store_of(state, ORG);
    for (int i = 0; i < OLD_KEYS; i++)
        claim(s, KEY, str_from_i64(s->arena, i), i, true);
    assert_in_range(forget_until_none_is_left(s, OLD_KEYS), 2, 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORE_ON_BOTH(a_value_is_made_once_and_kept),
        STORE_ON_BOTH(a_missing_value_is_not_found),
        STORE_ON_BOTH(counters_count_for_themselves),
        STORE_ON_BOTH(an_unused_counter_is_zero),
        STORE_ON_BOTH(row_ids_are_reserved_in_blocks),
        STORE_ON_BOTH(a_rollback_takes_row_ids_back_on_sqlite_only),
        STORE_ON_BOTH(a_version_can_be_announced),
        STORE_ON_POSTGRES(an_announcement_arrives_with_the_commit),
        STORE_ON_BOTH(a_key_is_claimed_once_by_each_api_key),
        STORE_ON_BOTH(an_answer_is_kept_beside_the_hash_of_its_request),
        STORE_ON_BOTH(keys_older_than_the_limit_are_forgotten),
        STORE_ON_BOTH(many_old_keys_are_forgotten_a_few_at_a_time),
    };
    return cmocka_run_group_tests_name("meta_store", tests, make_database, drop_database);
}
