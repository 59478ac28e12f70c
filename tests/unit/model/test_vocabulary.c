// test_vocabulary.c -- the words of the field: each means one thing, and what is stored stays so.
// SPDX-License-Identifier: Apache-2.0
#include "model/vocabulary.h"

#include "expect.h"

// The texts are in databases, in this order or another, but never in another spelling.
static const struct {
    const str *words;
    size_t count;
    str stored;
} lists[] = {
    {timeline_kind_words, TIMELINE_KIND_COUNT,
     S(" created acknowledged unacknowledged resolved auto_resolved escalated priority severity"
       " responder_added responder_removed suppressed public_sharing status reopened update"
       " name summary role timestamp custom_fields detail")},
    {actor_kind_words, ACTOR_KIND_COUNT, S(" api_key integration system")},
    {notice_kind_words, NOTICE_KIND_COUNT, S(" page acknowledged resolved responder_added update")},
    {target_kind_words, TARGET_KIND_COUNT, S(" user team")},
    {slug_words, SLUG_COUNT, S(" webhook alertmanager grafana healthchecks email")},
    {status_category_words, CATEGORY_COUNT,
     S(" triage declined merged canceled live learning closed paused")},
    {public_status_words, PUBLIC_STATUS_COUNT, S(" INVESTIGATING IDENTIFIED MONITORING RESOLVED")},
    {service_status_words, SERVICE_STATUS_COUNT,
     S(" OPERATIONAL UNDER_MAINTENANCE DEGRADED PARTIAL_OUTAGE MAJOR_OUTAGE")},
    {subscriber_kind_words, SUBSCRIBER_KIND_COUNT, S(" user team")},
    {address_kind_words, ADDRESS_KIND_COUNT, S(" email sms webhook")},
    {role_words, ROLE_COUNT, S(" stakeholder guest responder user admin")},
};

static void stored_texts_stay_as_they_are(void **state)
{
    for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
        str joined = S("");
        for (size_t k = 0; k < lists[i].count; k++)
            joined = STR_JOIN(*state, joined, S(" "), lists[i].words[k]);
        expect_text(joined, lists[i].stored);
    }
}

static void stored_numbers_stay_as_they_are(void **state)
{
    (void)state;
    assert_int_equal(RESPONSE_TRIGGERED, 0);
    assert_int_equal(RESPONSE_ACKNOWLEDGED, 1);
    assert_int_equal(RESPONSE_RESOLVED, 2);
    assert_int_equal(SERVICE_OPERATIONAL, 0);
    assert_int_equal(SERVICE_UNDER_MAINTENANCE, 1);
    assert_int_equal(SERVICE_DEGRADED, 2);
    assert_int_equal(SERVICE_PARTIAL_OUTAGE, 3);
    assert_int_equal(SERVICE_MAJOR_OUTAGE, 4);
    assert_int_equal(SCOPE_READ, 1);
    assert_int_equal(SCOPE_RESPOND, 2);
    assert_int_equal(SCOPE_MANAGE, 4);
    assert_int_equal(SCOPE_ADMIN, 8);
    assert_int_equal(SCOPE_INTAKE, 16);
    assert_int_equal(SCOPE_PRIVATE, 32);
}

static void every_word_finds_its_own_index(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(lists); i++)
        for (size_t k = 0; k < lists[i].count; k++)
            expect_row(word_find(lists[i].words, lists[i].count, lists[i].words[k]) == (int)k, i);
}

static void what_is_no_word_finds_nothing(void **state)
{
    (void)state;
    static const str strangers[] = {S(""), {0}, S("nonsense"), S(" "), S("Created"), S("creat")};
    for (size_t i = 0; i < ARRAY_LEN(lists); i++)
        for (size_t k = 0; k < ARRAY_LEN(strangers); k++)
            expect_row(word_find(lists[i].words, lists[i].count, strangers[k]) == -1, i);
    assert_int_equal(word_find(slug_words, 0, S("webhook")), -1);
}

static void every_scope_has_a_bit_of_its_own(void **state)
{
    (void)state;
    static const str words[] = {S("read"),  S("respond"), S("manage"),
                                S("admin"), S("intake"),  S("private")};
    unsigned seen = 0;
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        const unsigned bit = scope_find(words[i]);
        expect_row(bit != 0 && (bit & (bit - 1)) == 0 && (seen & bit) == 0, i);
        seen |= bit;
    }
    assert_int_equal(seen, SCOPE_ALL);
}

static void what_is_no_scope_has_no_bit(void **state)
{
    (void)state;
    static const str strangers[] = {S(""), {0}, S("all"), S("Read"), S("read "), S("rea")};
    for (size_t i = 0; i < ARRAY_LEN(strangers); i++)
        expect_row(scope_find(strangers[i]) == 0, i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(stored_texts_stay_as_they_are),
        cmocka_unit_test(stored_numbers_stay_as_they_are),
        cmocka_unit_test(every_word_finds_its_own_index),
        cmocka_unit_test(what_is_no_word_finds_nothing),
        cmocka_unit_test(every_scope_has_a_bit_of_its_own),
        cmocka_unit_test(what_is_no_scope_has_no_bit),
    };
    return cmocka_run_group_tests_name("vocabulary", tests, NULL, NULL);
}
