// test_history_store.c -- responders, suppressed events, timeline and outbox of one incident.
// SPDX-License-Identifier: Apache-2.0
#include "store/history_store.h"

#include "store_fixture.h"

enum { ORG = 1, OTHER_ORG = 2, INCIDENT = 200, ANN = 7, BEN = 8, CID = 9 };

static const struct incident incident = {.id = INCIDENT, .created_at = 1000};
static const struct incident elsewhere = {.id = INCIDENT + 1, .created_at = 2000};

static str numbers(struct store *s, const struct id_list *list)
{
    str text = S("");
    for (size_t i = 0; i < list->count; i++)
        text = STR_JOIN(s->arena, text, str_from_i64(s->arena, list->items[i]), S(" "));
    return text;
}

// ---- responders ----

static void expect_responders(struct store *s, int64_t incident_id, str wanted)
{
    struct id_list list = {0};
    assert_ok(responder_list(s, incident_id, &list));
    expect_text(numbers(s, &list), wanted);
}

static void responders_are_listed_as_they_came(void **state)
{
    struct store *s = store_of(state, ORG);
    bool changed = false;
    expect_responders(s, INCIDENT, S(""));
    assert_ok(responder_insert(s, &incident, CID, 10, &changed));
    assert_true(changed);
    assert_ok(responder_insert(s, &incident, BEN, 20, &changed));
    assert_ok(responder_insert(s, &incident, ANN, 20, &changed));
    assert_ok(responder_insert(s, &elsewhere, ANN, 5, &changed));
    expect_responders(s, INCIDENT, S("9 7 8 "));
}

static void a_responder_is_added_once_and_removed_once(void **state)
{
    struct store *s = store_of(state, ORG);
    bool changed = false;
    assert_ok(responder_insert(s, &incident, ANN, 10, &changed));
    assert_true(changed);
    assert_ok(responder_insert(s, &incident, ANN, 20, &changed));
    assert_false(changed);
    expect_responders(s, INCIDENT, S("7 "));
    assert_ok(responder_delete(s, INCIDENT, ANN, &changed));
    assert_true(changed);
    assert_ok(responder_delete(s, INCIDENT, ANN, &changed));
    assert_false(changed);
    expect_responders(s, INCIDENT, S(""));
}

static void responders_are_removed_from_their_own_incident(void **state)
{
    struct store *s = store_of(state, ORG);
    struct store other = *s;
    bool changed = false;
    other.org_id = OTHER_ORG;
    assert_ok(responder_insert(s, &incident, ANN, 10, &changed));
    assert_ok(responder_insert(s, &elsewhere, ANN, 10, &changed));
    assert_ok(responder_delete(&other, INCIDENT, ANN, &changed));
    assert_false(changed);
    assert_ok(responder_delete(s, INCIDENT, ANN, &changed));
    expect_responders(s, INCIDENT, S(""));
    expect_responders(s, INCIDENT + 1, S("7 "));
}

// ---- suppressed events ----

static void add_events(struct store *s, int64_t incident_id, int64_t first_id, int count)
{
    for (int i = 0; i < count; i++) {
        const struct suppressed_event event = {
            .id = first_id + i, .title = S("title"), .metadata = S("{}"), .created_at = 50};
        assert_ok(suppressed_insert(s, incident_id, &event));
    }
}

static str events_on(struct store *s, int64_t incident_id, struct page page)
{
    struct suppressed_list list = {0};
    str text = S("");
    assert_ok(suppressed_page(s, incident_id, page, &list));
    for (size_t i = 0; i < list.count; i++)
        text = STR_JOIN(s->arena, text, str_from_i64(s->arena, list.items[i].id), S(" "));
    return text;
}

static void a_suppressed_event_comes_back_whole(void **state)
{
    struct store *s = store_of(state, ORG);
    const struct suppressed_event event = {
        .id = 31, .title = S("again"), .metadata = S("{\"n\":2}"), .created_at = 1234};
    struct suppressed_event found = {0};
    assert_ok(suppressed_insert(s, INCIDENT, &event));
    assert_ok(suppressed_get(s, INCIDENT, 31, &found));
    assert_int_equal(found.id, 31);
    expect_text(found.title, event.title);
    expect_text(found.metadata, event.metadata);
    assert_int_equal(found.created_at, 1234);
}

static void a_suppressed_event_is_found_under_its_incident_only(void **state)
{
    struct store *s = store_of(state, ORG);
    struct store other = *s;
    struct suppressed_event found = {.id = 42};
    other.org_id = OTHER_ORG;
    add_events(s, INCIDENT, 31, 1);
    assert_int_equal(suppressed_get(s, INCIDENT, 32, &found), ERR_NOT_FOUND);
    assert_int_equal(suppressed_get(s, INCIDENT + 1, 31, &found), ERR_NOT_FOUND);
    assert_int_equal(suppressed_get(&other, INCIDENT, 31, &found), ERR_NOT_FOUND);
    assert_int_equal(found.id, 42);
}

static void suppressed_events_have_pages_newest_first(void **state)
{
    struct store *s = store_of(state, ORG);
    int64_t count = -1;
    add_events(s, INCIDENT, 31, 5);
    add_events(s, INCIDENT + 1, 41, 1);
    expect_text(events_on(s, INCIDENT, (struct page){0, 100}), S("35 34 33 32 31 "));
    expect_text(events_on(s, INCIDENT, (struct page){0, 2}), S("35 34 "));
    expect_text(events_on(s, INCIDENT, (struct page){4, 2}), S("31 "));
    expect_text(events_on(s, INCIDENT, (struct page){5, 2}), S(""));
    assert_ok(suppressed_count(s, INCIDENT, &count));
    assert_int_equal(count, 5);
    assert_ok(suppressed_count(s, INCIDENT + 2, &count));
    assert_int_equal(count, 0);
}

// ---- timeline ----

static void expect_entries_equal(const struct timeline_entry *a, const struct timeline_entry *b)
{
    assert_int_equal(a->id, b->id);
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->at, b->at);
    assert_int_equal(a->actor_kind, b->actor_kind);
    assert_int_equal(a->actor_id, b->actor_id);
    expect_text(a->old_value, b->old_value);
    expect_text(a->new_value, b->new_value);
    assert_int_equal(a->old_value.p == NULL, b->old_value.p == NULL);
    assert_int_equal(a->new_value.p == NULL, b->new_value.p == NULL);
}

static void entries_of_every_kind_come_back_oldest_first(void **state)
{
    struct store *s = store_of(state, ORG);
    struct timeline_entry entries[TIMELINE_KIND_COUNT];
    struct timeline_list list = {0};
    for (int i = 0; i < TIMELINE_KIND_COUNT; i++) {
        entries[i] = (struct timeline_entry){
            .id = 500 + i,
            .kind = (enum timeline_kind)i,
            .at = 1000 + i / 3, // three in a millisecond
            .actor_kind = (enum actor_kind)(i % ACTOR_KIND_COUNT),
            .actor_id = i % 2 == 0 ? 0 : 60 + i,
            .old_value = i % 3 == 0 ? (str){0} : S("old"),
            .new_value = i % 4 == 0 ? (str){0} : S(""),
        };
    }
    for (int i = TIMELINE_KIND_COUNT - 1; i >= 0; i--)
        assert_ok(timeline_insert(s, INCIDENT, &entries[i]));
    assert_ok(timeline_of(s, INCIDENT, 100, &list));
    assert_int_equal(list.count, TIMELINE_KIND_COUNT);
    for (size_t i = 0; i < list.count; i++)
        expect_entries_equal(&list.items[i], &entries[i]);
}

static void an_entry_holds_null_for_none(void **state)
{
    struct store *s = store_of(state, ORG);
    const struct timeline_entry bare = {.id = 500, .actor_kind = ACTOR_SYSTEM};
    const struct timeline_entry full = {.id = 501,
                                        .kind = TIMELINE_RESOLVED,
                                        .actor_id = 7,
                                        .old_value = S("1"),
                                        .new_value = S("")};
    assert_ok(timeline_insert(s, INCIDENT, &bare));
    assert_ok(timeline_insert(s, INCIDENT, &full));
    expect_look(s, LOOK_TIMELINE_NULLS, P(ORG, INCIDENT), "created actor old new\nresolved\n");
}

static void of_a_long_timeline_the_newest_entries_come(void **state)
{
    struct store *s = store_of(state, ORG);
    struct timeline_list list = {0};
    for (int i = 0; i < 5; i++) {
        const struct timeline_entry entry = {
            .id = 500 + i, .at = 1000 + i, .actor_kind = ACTOR_SYSTEM};
        assert_ok(timeline_insert(s, INCIDENT, &entry));
    }
    assert_ok(timeline_of(s, INCIDENT, 3, &list));
    assert_int_equal(list.count, 3);
    for (size_t i = 0; i < 3; i++)
        expect_row(list.items[i].id == 502 + (int64_t)i, i);
    assert_ok(timeline_of(s, INCIDENT, 1, &list));
    assert_int_equal(list.items[0].id, 504);
}

static void a_timeline_is_of_one_incident(void **state)
{
    struct store *s = store_of(state, ORG);
    struct store other = *s;
    struct timeline_list list = {0};
    const struct timeline_entry entry = {.id = 500, .actor_kind = ACTOR_SYSTEM};
    other.org_id = OTHER_ORG;
    assert_ok(timeline_insert(s, INCIDENT, &entry));
    assert_ok(timeline_of(s, INCIDENT + 1, 100, &list));
    assert_int_equal(list.count, 0);
    assert_ok(timeline_of(&other, INCIDENT, 100, &list));
    assert_int_equal(list.count, 0);
}

// ---- outbox ----

static const struct notice notices[] = {
    {.id = 61,
     .incident_id = INCIDENT,
     .kind = NOTICE_PAGE,
     .user_id = BEN,
     .via = S("sms,phone"),
     .policy_id = 14,
     .step = 0,
     .due_at = 2000,
     .created_at = 1000},
    {.id = 62,
     .incident_id = INCIDENT,
     .kind = NOTICE_PAGE,
     .user_id = ANN,
     .via = S(""),
     .policy_id = 14,
     .step = 2,
     .due_at = 2000,
     .created_at = 1000},
    {.id = 63,
     .incident_id = INCIDENT,
     .kind = NOTICE_PAGE,
     .user_id = BEN,
     .via = S(""),
     .policy_id = 14,
     .step = 2,
     .due_at = 2000,
     .created_at = 1000},
    {.id = 64,
     .incident_id = INCIDENT,
     .kind = NOTICE_ACKNOWLEDGED,
     .user_id = CID,
     .via = S(""),
     .due_at = 1000,
     .created_at = 1000},
    {.id = 65,
     .incident_id = INCIDENT + 1,
     .kind = NOTICE_PAGE,
     .user_id = CID,
     .via = S(""),
     .policy_id = 14,
     .due_at = 1000,
     .created_at = 1000},
};

static struct store *store_with_notices(void **state)
{
    struct store *s = store_of(state, ORG);
    for (size_t i = 0; i < ARRAY_LEN(notices); i++)
        assert_ok(outbox_insert(s, &notices[i]));
    return s;
}

static void notices_wait_until_they_are_due(void **state)
{
    struct store *s = store_with_notices(state);
    expect_look(s, LOOK_OUTBOX_OF, P(ORG, INCIDENT, 1000),
                "page 8 via sms,phone by 14 step 0 at 1000 pending\n"
                "page 7 by 14 step 2 at 1000 pending\n"
                "page 8 by 14 step 2 at 1000 pending\n"
                "acknowledged 9 at 0 pending\n"); // by no policy, so of no step
}

static void one_kind_is_canceled_for_one_incident(void **state)
{
    struct store *s = store_with_notices(state);
    struct store other = *s;
    other.org_id = OTHER_ORG;
    assert_ok(outbox_cancel(&other, INCIDENT, NOTICE_PAGE));
    assert_ok(outbox_cancel(s, INCIDENT, NOTICE_PAGE));
    assert_ok(outbox_cancel(s, INCIDENT, NOTICE_RESOLVED));
    expect_look(s, LOOK_OUTBOX_OF, P(ORG, INCIDENT, 1000),
                "page 8 via sms,phone by 14 step 0 at 1000 canceled\n"
                "page 7 by 14 step 2 at 1000 canceled\n"
                "page 8 by 14 step 2 at 1000 canceled\n"
                "acknowledged 9 at 0 pending\n");
    expect_look(s, LOOK_OUTBOX_OF, P(ORG, INCIDENT + 1, 1000),
                "page 9 by 14 step 0 at 0 pending\n");
}

static void expect_paged(struct store *s, int64_t incident_id, msec now, str wanted)
{
    struct id_list list = {0};
    assert_ok(outbox_paged_users(s, incident_id, now, &list));
    expect_text(numbers(s, &list), wanted);
}

static void everybody_paged_by_now_is_named_once(void **state)
{
    struct store *s = store_with_notices(state);
    expect_paged(s, INCIDENT, 1999, S("")); // due at 2000
    expect_paged(s, INCIDENT, 2000, S("7 8 "));
    expect_paged(s, INCIDENT + 1, 2000, S("9 "));
    expect_paged(s, INCIDENT + 2, 2000, S(""));
}

static void who_would_have_been_paged_was_not(void **state)
{
    struct store *s = store_with_notices(state);
    assert_ok(outbox_cancel(s, INCIDENT, NOTICE_PAGE));
    expect_paged(s, INCIDENT, 9000, S(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORE_ON_BOTH(responders_are_listed_as_they_came),
        STORE_ON_BOTH(a_responder_is_added_once_and_removed_once),
        STORE_ON_BOTH(responders_are_removed_from_their_own_incident),
        STORE_ON_BOTH(a_suppressed_event_comes_back_whole),
        STORE_ON_BOTH(a_suppressed_event_is_found_under_its_incident_only),
        STORE_ON_BOTH(suppressed_events_have_pages_newest_first),
        STORE_ON_BOTH(entries_of_every_kind_come_back_oldest_first),
        STORE_ON_BOTH(an_entry_holds_null_for_none),
        STORE_ON_BOTH(of_a_long_timeline_the_newest_entries_come),
        STORE_ON_BOTH(a_timeline_is_of_one_incident),
        STORE_ON_BOTH(notices_wait_until_they_are_due),
        STORE_ON_BOTH(one_kind_is_canceled_for_one_incident),
        STORE_ON_BOTH(everybody_paged_by_now_is_named_once),
        STORE_ON_BOTH(who_would_have_been_paged_was_not),
    };
    return cmocka_run_group_tests_name("history_store", tests, make_database, drop_database);
}
