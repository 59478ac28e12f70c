// test_facet.c -- the index says what the rows say, whatever happened; and faults are noticed.
// SPDX-License-Identifier: Apache-2.0
#include "core/facet.h"

#include "core/facet_catch_up.h"
#include "core/facet_use.h"
#include "core/incident_change.h"
#include "facet_truth.h"
#include "store/facet_store.h"
#include "store/order_store.h"
#include "world_services.h"

static struct incident incident_to_change(struct world *w, const struct incident_handle *handle)
{
    struct incident incident = {0};
    assert_ok(incident_load_locked(&w->c, handle, &incident));
    return incident;
}

static void expect_true(struct world *w)
{
    world_commit(w, w->c.now - START);
    const char *fault = facet_fault(&w->c.store);
    if (fault != NULL)
        fail_msg("%s", fault);
}

static void expect_fault(struct world *w, const char *fault)
{
    const char *found = facet_fault(&w->c.store);
    expect_text(str_from_cstr(found), str_from_cstr(fault));
}

// ---- writing ----

static void what_an_incident_is_made_of_is_indexed(void **state)
{
    struct world *w = world_of(state);
    struct incident_draft draft = person_draft(w, S("a"));
    draft.severity_id = w->c.directory->severities.items[0].id;
    draft.mode = MODE_TEST;
    draft.is_private = true;
    (void)open_draft(w, &draft);
    (void)open_incident(w, S("b"));
    expect_true(w);
}

static void a_change_moves_what_it_changes(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("a"));
    w->c.now = START + 40 * (msec)MSEC_PER_DAY;
    (void)act(w, &handle, ACTION_ACKNOWLEDGE);
    expect_true(w);
    (void)act(w, &handle, ACTION_RESOLVE);
    expect_true(w);
}

static void several_changes_of_one_job_leave_the_last(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("a"));
    (void)act(w, &handle, ACTION_ACKNOWLEDGE);
    (void)act(w, &handle, ACTION_RESOLVE);
    (void)act(w, &handle, ACTION_UNACKNOWLEDGE);
    expect_true(w);
}

static void a_job_that_is_thrown_away_leaves_nothing(void **state)
{
    struct world *w = world_of(state);
    (void)open_incident(w, S("a"));
    world_commit(w, 0);
    (void)open_incident(w, S("b"));
    world_roll_back(w);
    (void)open_incident(w, S("c"));
    expect_true(w);
}

static void what_is_written_down_afterwards_is_late(void **state)
{
    struct world *w = world_of(state);
    struct public_draft draft = public_draft(w, S("past"), PUBLIC_RESOLVED);
    struct incident_place items[10];
    struct place_room late = {.items = items, .max = ARRAY_LEN(items)};
    const struct incident_place first = {.created_at = INT64_MIN};
    (void)open_incident(w, S("a"));
    draft.created_at = START - MSEC_PER_DAY;
    (void)publish(w, &draft);
    (void)open_incident(w, S("b"));
    expect_true(w);
    assert_ok(late_incidents_behind(&w->c.store, &first, true, &late));
    assert_int_equal(late.count, 1);
    assert_int_equal(late.items[0].number, 2);
}

static void a_clock_that_steps_back_makes_late_ones(void **state)
{
    struct world *w = world_of(state);
    struct incident_place items[10];
    struct place_room late = {.items = items, .max = ARRAY_LEN(items)};
    const struct incident_place first = {.created_at = INT64_MIN};
    (void)open_incident(w, S("a"));
    w->c.now = START - MINUTE;
    (void)open_incident(w, S("b"));
    w->c.now = START;
    (void)open_incident(w, S("c"));
    expect_true(w);
    assert_ok(late_incidents_behind(&w->c.store, &first, true, &late));
    assert_int_equal(late.count, 1);
    assert_int_equal(late.items[0].number, 2);
}

static void one_that_waited_for_its_turn_is_dated_behind_the_others(void **state)
{
    struct world *w = world_of(state);
    struct incident_place items[10];
    struct place_room late = {.items = items, .max = ARRAY_LEN(items)};
    const struct incident_place first = {.created_at = INT64_MIN};
    (void)open_incident(w, S("a"));
    w->c.now = START - SECOND + 1;
    const struct incident_handle handle = open_incident(w, S("b"));
    const struct incident incident = incident_of(w, handle.id);
    assert_int_equal(incident.created_at, START);
    assert_int_equal(incident.updated_at, START);
    w->c.now = START;
    expect_true(w);
    assert_ok(late_incidents_behind(&w->c.store, &first, true, &late));
    assert_int_equal(late.count, 0);
}

static void one_that_waited_for_its_turn_escalates_as_late_as_it_began(void **state)
{
    struct world *w = world_of(state);
    struct incident_draft draft = person_draft(w, S("a"));
    draft.policy_id = w->ladder;
    const int64_t first = open_draft(w, &draft).incident_id;
    w->c.now = START - SECOND + 1;
    draft.title = S("b");
    const int64_t second = open_draft(w, &draft).incident_id;
    const struct incident a = incident_of(w, first);
    const struct incident b = incident_of(w, second);
    assert_int_not_equal(a.escalates_at, 0);
    assert_int_equal(b.created_at, a.created_at);
    assert_int_equal(b.escalates_at, a.escalates_at);
}

/* Though it is the time of the clock: what is said is kept. */
static void one_whose_time_was_said_is_not_dated_anew(void **state)
{
    struct world *w = world_of(state);
    struct public_draft draft = public_draft(w, S("past"), PUBLIC_RESOLVED);
    (void)open_incident(w, S("a"));
    w->c.now = START - SECOND + 1;
    draft.created_at = w->c.now;
    const int64_t id = publish(w, &draft);
    assert_int_equal(incident_of(w, id).created_at, START - SECOND + 1);
    w->c.now = START;
    expect_true(w);
}

// ---- versions ----

static int64_t version_of(struct world *w)
{
    struct facet_chunk_list chunks = {0};
    world_commit(w, w->c.now - START);
    assert_ok(facet_chunks(&w->c.store, &chunks));
    assert_int_equal(chunks.count, 1);
    assert_int_equal(chunks.items[0].chunk, 0);
    return chunks.items[0].version;
}

static void every_change_is_a_new_version_of_the_chunk(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("a"));
    const int64_t before = version_of(w);
    struct incident incident = incident_to_change(w, &handle);
    assert_ok(incident_save(&w->c, &incident)); // no bit is another
    const int64_t saved = version_of(w);
    assert_true(saved > before);
    facet_touch(&w->c, &incident);
    const int64_t touched = version_of(w);
    assert_true(touched > saved);
    assert_int_equal(version_of(w), touched);
}

// ---- faults ----

static void change_bit(struct world *w, struct facet facet, int64_t number, bool is_true)
{
    const struct facet_change change = {.facet = facet, .number = number, .is_true = is_true};
    assert_ok(facet_bits_change(&w->c.store, &change, 1));
}

static void faults_are_noticed(void **state)
{
    struct world *w = world_of(state);
    const struct facet wrong = {.kind = FACET_STATUS, .value = 12345};
    const struct facet team = {.kind = FACET_TEAM, .value = w->ops};
    (void)open_incident(w, S("a"));
    expect_true(w);
    change_bit(w, wrong, 1, true);
    expect_fault(w, "facet 1.0.12345 of INC-1 is too much");
    change_bit(w, wrong, 1, false);
    change_bit(w, team, 1, false);
    const str missing = STR_JOIN(w->c.store.arena, S("facet 6.0."),
                                 str_from_i64(w->c.store.arena, w->ops), S(" of INC-1 is missing"));
    expect_text(str_from_cstr(facet_fault(&w->c.store)), missing);
    change_bit(w, team, 1, true);
    expect_true(w);
}

// ---- the ends of a chunk ----

struct seen {
    int64_t chunks;
    int64_t bits;
    bool first;
    bool last;
};

static void see(void *context, int64_t chunk, const void *bits)
{
    struct seen *seen = context;
    const unsigned char *bytes = bits;
    seen->chunks = seen->chunks * 10 + chunk + 1;
    for (size_t i = 0; i < FACET_CHUNK_BYTES; i++)
        seen->bits += __builtin_popcount(bytes[i]);
    seen->first |= (bytes[0] & 1) != 0;
    seen->last |= (bytes[FACET_CHUNK_BYTES - 1] & 0x80) != 0;
}

static void bits_are_where_their_numbers_say(void **state)
{
    struct world *w = world_of(state);
    const struct facet facet = {.kind = FACET_FIELD, .subject = 7, .value = 9};
    const struct facet_change changes[] = {
        {.facet = facet, .number = 1, .is_true = true},
        {.facet = facet, .number = FACET_CHUNK_NUMBERS - 1, .is_true = true},
        {.facet = facet, .number = FACET_CHUNK_NUMBERS, .is_true = true},
    };
    const struct facet_range range = {
        .kind = facet.kind, .subject = 7, .from_value = 9, .until_value = 9, .until_chunk = 5};
    struct seen seen = {0};
    struct seen again = {0};
    assert_ok(facet_bits_change(&w->c.store, changes, ARRAY_LEN(changes)));
    assert_ok(facet_bits_each(&w->c.store, &range, see, &seen));
    assert_true(seen.chunks == 12 || seen.chunks == 21);
    assert_int_equal(seen.bits, 3);
    assert_true(seen.first && seen.last);
    const struct facet_change off = {.facet = facet, .number = FACET_CHUNK_NUMBERS - 1};
    assert_ok(facet_bits_change(&w->c.store, &off, 1));
    assert_ok(facet_bits_each(&w->c.store, &range, see, &again));
    assert_int_equal(again.bits, 2);
    assert_false(again.last);
    world_roll_back(w);
}

static int64_t bits_of(struct world *w, struct facet facet)
{
    const struct facet_range range = {.kind = facet.kind,
                                      .from_value = facet.value,
                                      .until_value = facet.value,
                                      .until_chunk = 1};
    struct seen seen = {0};
    assert_ok(facet_bits_each(&w->c.store, &range, see, &seen));
    return seen.chunks == 0 ? -1 : seen.bits;
}

static void a_day_that_all_have_left_has_no_row(void **state)
{
    struct world *w = world_of(state);
    const struct facet first = {.kind = FACET_UPDATED_DAY, .value = facet_day(START)};
    const struct facet month = {.kind = FACET_UPDATED_MONTH, .value = facet_month(first.value)};
    const struct incident_handle a = open_incident(w, S("a"));
    const struct incident_handle b = open_incident(w, S("b"));
    world_commit(w, 40 * (msec)MSEC_PER_DAY);
    (void)act(w, &a, ACTION_ACKNOWLEDGE);
    expect_true(w);
    assert_int_equal(bits_of(w, first), 1);
    (void)act(w, &b, ACTION_ACKNOWLEDGE);
    expect_true(w);
    assert_int_equal(bits_of(w, first), -1);
    assert_int_equal(bits_of(w, month), -1);
}

static void a_row_without_a_bit_is_no_use(void **state)
{
    struct world *w = world_of(state);
    const struct facet facet = {.kind = FACET_SEVERITY, .value = 9};
    bool is_used = true;
    assert_ok(facet_is_used(&w->c, facet, &is_used));
    assert_false(is_used);
    change_bit(w, facet, FACET_CHUNK_NUMBERS + 1, true);
    assert_ok(facet_is_used(&w->c, facet, &is_used));
    assert_true(is_used);
    change_bit(w, facet, FACET_CHUNK_NUMBERS + 1, false);
    assert_ok(facet_is_used(&w->c, facet, &is_used));
    assert_false(is_used);
    world_roll_back(w);
}

// ---- catching up ----

static void forget(struct world *w)
{
    assert_ok(db_exec(w->c.store.db, LOOK_FORGET_FACETS, P(w->c.store.org_id)));
    assert_ok(db_exec(w->c.store.db, LOOK_FORGET_LATE, P(w->c.store.org_id)));
    assert_ok(db_exec(w->c.store.db, LOOK_FORGET_ORDER, P(w->c.store.org_id)));
}

static void catch_up(struct world *w, int64_t expected)
{
    int64_t count = -1;
    world_commit(w, w->c.now - START);
    assert_ok(db_commit(w->c.store.db));
    assert_ok(facet_catch_up(&w->c.store, &count));
    assert_int_equal(count, expected);
    assert_ok(db_begin(w->c.store.db, DB_WRITE));
    expect_true(w);
}

static void incidents_that_are_not_known_are_caught_up_with(void **state)
{
    struct world *w = world_of(state);
    struct public_draft draft = public_draft(w, S("past"), PUBLIC_RESOLVED);
    struct incident_order order = {0};
    (void)open_incident(w, S("a"));
    draft.created_at = START - MSEC_PER_DAY;
    (void)publish(w, &draft);
    (void)open_incident(w, S("b"));
    world_commit(w, 0);
    forget(w);
    catch_up(w, 3);
    catch_up(w, 0);
    (void)open_incident(w, S("c"));
    expect_true(w);
    assert_ok(incident_order_get(&w->c.store, &order));
    assert_int_equal(order.count, 4);
    assert_int_equal(order.indexed, 4);
}

/* As an older program on another node does. */
static void one_that_is_made_while_others_are_unknown_is_caught_up_with_again(void **state)
{
    struct world *w = world_of(state);
    struct incident_order order = {0};
    (void)open_incident(w, S("a"));
    world_commit(w, 0);
    forget(w);
    (void)open_incident(w, S("b"));
    world_commit(w, 0);
    assert_ok(incident_order_get(&w->c.store, &order));
    assert_int_equal(order.indexed, 0);
    catch_up(w, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(what_an_incident_is_made_of_is_indexed),
        WORLD_ON_BOTH(a_change_moves_what_it_changes),
        WORLD_ON_BOTH(several_changes_of_one_job_leave_the_last),
        WORLD_ON_BOTH(a_job_that_is_thrown_away_leaves_nothing),
        WORLD_ON_BOTH(what_is_written_down_afterwards_is_late),
        WORLD_ON_BOTH(a_clock_that_steps_back_makes_late_ones),
        WORLD_ON_BOTH(one_that_waited_for_its_turn_is_dated_behind_the_others),
        WORLD_ON_BOTH(one_that_waited_for_its_turn_escalates_as_late_as_it_began),
        WORLD_ON_BOTH(one_whose_time_was_said_is_not_dated_anew),
        WORLD_ON_BOTH(every_change_is_a_new_version_of_the_chunk),
        WORLD_ON_BOTH(faults_are_noticed),
        WORLD_ON_BOTH(bits_are_where_their_numbers_say),
        WORLD_ON_BOTH(a_day_that_all_have_left_has_no_row),
        WORLD_ON_BOTH(a_row_without_a_bit_is_no_use),
        WORLD_ON_BOTH(incidents_that_are_not_known_are_caught_up_with),
        WORLD_ON_BOTH(one_that_is_made_while_others_are_unknown_is_caught_up_with_again),
    };
    return cmocka_run_group_tests_name("facet", tests, make_database, drop_database);
}
