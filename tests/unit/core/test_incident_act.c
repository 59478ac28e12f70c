// test_incident_act.c -- acknowledge, unacknowledge, resolve, escalate: what follows from each.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_act.h"

#include "core_fixture.h"

/* A new incident of Monitor that somebody has brought into this state. */
static struct incident_handle incident_in(struct world *w, enum response_state state, str title)
{
    const struct incident_handle handle = open_incident(w, title);
    if (state == RESPONSE_ACKNOWLEDGED)
        assert_int_equal(act(w, &handle, ACTION_ACKNOWLEDGE), VERDICT_CHANGE);
    if (state == RESPONSE_RESOLVED)
        assert_int_equal(act(w, &handle, ACTION_RESOLVE), VERDICT_CHANGE);
    return handle_of(w, handle.id);
}

// ---- every action from every state ----

struct act_case {
    enum incident_action action;
    enum response_state from;
    enum verdict verdict;
    enum response_state to;
    const char *entry; // the last of the timeline, when something changes
};

// clang-format off
static const struct act_case act_cases[] = {
    {ACTION_ACKNOWLEDGE, RESPONSE_TRIGGERED, VERDICT_CHANGE, RESPONSE_ACKNOWLEDGED,
     "acknowledged by api_key first key at 60000: Triage to Investigating\n"},
    {ACTION_ACKNOWLEDGE, RESPONSE_ACKNOWLEDGED, VERDICT_ALREADY, RESPONSE_ACKNOWLEDGED, NULL},
    {ACTION_ACKNOWLEDGE, RESPONSE_RESOLVED, VERDICT_REFUSE, RESPONSE_RESOLVED, NULL},
    {ACTION_UNACKNOWLEDGE, RESPONSE_TRIGGERED, VERDICT_REFUSE, RESPONSE_TRIGGERED, NULL},
    {ACTION_UNACKNOWLEDGE, RESPONSE_ACKNOWLEDGED, VERDICT_CHANGE, RESPONSE_TRIGGERED,
     "unacknowledged by api_key first key at 60000: Investigating to Triage\n"},
    {ACTION_UNACKNOWLEDGE, RESPONSE_RESOLVED, VERDICT_REFUSE, RESPONSE_RESOLVED, NULL},
    {ACTION_RESOLVE, RESPONSE_TRIGGERED, VERDICT_CHANGE, RESPONSE_RESOLVED,
     "resolved by api_key first key at 60000: Triage to Closed\n"},
    {ACTION_RESOLVE, RESPONSE_ACKNOWLEDGED, VERDICT_CHANGE, RESPONSE_RESOLVED,
     "resolved by api_key first key at 60000: Investigating to Closed\n"},
    {ACTION_RESOLVE, RESPONSE_RESOLVED, VERDICT_ALREADY, RESPONSE_RESOLVED, NULL},
    {ACTION_ESCALATE, RESPONSE_TRIGGERED, VERDICT_CHANGE, RESPONSE_TRIGGERED,
     "escalated by api_key first key at 60000: 0 to 1\n"},
    {ACTION_ESCALATE, RESPONSE_ACKNOWLEDGED, VERDICT_CHANGE, RESPONSE_ACKNOWLEDGED,
     "escalated by api_key first key at 60000: 0 to 1\n"},
    {ACTION_ESCALATE, RESPONSE_RESOLVED, VERDICT_REFUSE, RESPONSE_RESOLVED, NULL},
};
// clang-format on
_Static_assert(ARRAY_LEN(act_cases) == (size_t)INCIDENT_ACTION_COUNT * RESPONSE_STATE_COUNT,
               "every action from every state");

static void check_change(struct world *w, const struct act_case *row,
                         const struct incident_handle *before, str history)
{
    const struct incident incident = incident_of(w, before->id);
    const str entry = str_from_cstr(row->entry);
    expect_text(history_of(w, before->id), STR_JOIN(w->c.store.arena, history, entry));
    assert_int_equal(incident.group.version, before->version + 1);
    assert_int_equal(incident.updated_at, START + MINUTE);
}

static void every_action_does_from_every_state_what_the_table_says(void **state)
{
    struct world *w = world_of(state);
    for (size_t i = 0; i < ARRAY_LEN(act_cases); i++) {
        const struct act_case *row = &act_cases[i];
        w->c.now = START;
        const struct incident_handle handle =
            incident_in(w, row->from, str_from_i64(w->c.store.arena, (int64_t)i));
        const str history = history_of(w, handle.id);
        const str before = written(w);
        w->c.now = START + MINUTE;
        expect_row(act(w, &handle, row->action) == row->verdict, i);
        expect_row(incident_of(w, handle.id).response_state == row->to, i);
        if (row->verdict == VERDICT_CHANGE)
            check_change(w, row, &handle, history);
        else
            expect_text(written(w), before);
        expect_nothing_wrong(w);
    }
}

static void acting_twice_writes_once(void **state)
{
    struct world *w = world_of(state);
    static const enum incident_action actions[] = {ACTION_ACKNOWLEDGE, ACTION_RESOLVE};
    const struct incident_handle handle = incident_in(w, RESPONSE_TRIGGERED, S("disk full"));
    for (size_t i = 0; i < ARRAY_LEN(actions); i++) {
        expect_row(act(w, &handle, actions[i]) == VERDICT_CHANGE, i);
        const str once = written(w);
        w->c.now += MINUTE;
        expect_row(act(w, &handle, actions[i]) == VERDICT_ALREADY, i);
        expect_text(written(w), once);
    }
}

// ---- times ----

static void times_tell_when_it_was_taken_in_hand_and_ended(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = incident_in(w, RESPONSE_TRIGGERED, S("disk full"));
    w->c.now = START + MINUTE;
    (void)act(w, &handle, ACTION_ACKNOWLEDGE);
    assert_int_equal(incident_of(w, handle.id).acknowledged_at, START + MINUTE);
    w->c.now = START + 2 * MINUTE;
    (void)act(w, &handle, ACTION_UNACKNOWLEDGE);
    assert_int_equal(incident_of(w, handle.id).acknowledged_at, 0);
    w->c.now = START + 3 * MINUTE;
    (void)act(w, &handle, ACTION_ACKNOWLEDGE);
    w->c.now = START + 4 * MINUTE;
    (void)act(w, &handle, ACTION_RESOLVE);
    const struct incident incident = incident_of(w, handle.id);
    assert_int_equal(incident.acknowledged_at, START + 3 * MINUTE);
    assert_int_equal(incident.resolved_at, START + 4 * MINUTE);
    assert_int_equal(incident.updated_at, START + 4 * MINUTE);
    assert_int_equal(incident.created_at, START);
    assert_null(incident.resolved_metadata.p); // no event resolved it
}

static void a_clock_that_was_set_back_dates_nothing_before_what_it_changes(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = incident_in(w, RESPONSE_TRIGGERED, S("disk full"));
    struct act_result result = {0};
    w->c.now = START - MINUTE;
    (void)act(w, &handle, ACTION_ACKNOWLEDGE);
    w->c.now = START - 2 * MINUTE;
    assert_ok(incident_set_priority(&w->c, &handle, 1, &result));
    w->c.now = START - 3 * MINUTE;
    (void)act(w, &handle, ACTION_RESOLVE);
    const struct incident incident = incident_of(w, handle.id);
    assert_int_equal(incident.acknowledged_at, START);
    assert_int_equal(incident.resolved_at, START);
    assert_int_equal(incident.updated_at, START);
    expect_history(w, handle.id,
                   "created by integration Monitor at 0: none to Triage\n"
                   "acknowledged by api_key first key at 0: Triage to Investigating\n"
                   "priority by api_key first key at 0: none to 1\n"
                   "resolved by api_key first key at 0: Investigating to Closed\n");
}

// ---- counts ----

static void expect_counts(struct world *w, int64_t team_id, const int64_t *wanted)
{
    int64_t of_state[RESPONSE_STATE_COUNT];
    assert_ok(incident_counts(&w->c.store, team_id, of_state));
    for (int i = 0; i < RESPONSE_STATE_COUNT; i++)
        assert_int_equal(of_state[i], wanted[i]);
}

static void counts_follow_every_move(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = incident_in(w, RESPONSE_TRIGGERED, S("disk full"));
    (void)incident_in(w, RESPONSE_TRIGGERED, S("disk slow"));
    expect_counts(w, w->ops, (int64_t[]){2, 0, 0});
    (void)act(w, &handle, ACTION_ACKNOWLEDGE);
    expect_counts(w, w->ops, (int64_t[]){1, 1, 0});
    (void)act(w, &handle, ACTION_ESCALATE);
    expect_counts(w, w->ops, (int64_t[]){1, 1, 0});
    (void)act(w, &handle, ACTION_UNACKNOWLEDGE);
    expect_counts(w, w->ops, (int64_t[]){2, 0, 0});
    (void)act(w, &handle, ACTION_RESOLVE);
    expect_counts(w, w->ops, (int64_t[]){1, 0, 1});
    expect_counts(w, w->desk, (int64_t[]){0, 0, 0});
}

// ---- paging ----

static void an_acknowledgement_stops_the_paging_and_tells_who_was_paged(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = incident_in(w, RESPONSE_TRIGGERED, S("disk full"));
    w->c.now = START + 3 * MINUTE;
    (void)act(w, &handle, ACTION_ACKNOWLEDGE);
    assert_int_equal(incident_of(w, handle.id).escalates_at, 0);
    expect_outbox(w, handle.id,
                  "page Ann via phone by Ladder step 0 at 120000 canceled\n"
                  "acknowledged Ann at 180000 pending\n");
}

static void who_was_to_be_paged_later_is_told_nothing(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = incident_in(w, RESPONSE_TRIGGERED, S("disk full"));
    w->c.now = START + 2 * MINUTE - 1;
    (void)act(w, &handle, ACTION_ACKNOWLEDGE);
    expect_outbox(w, handle.id, "page Ann via phone by Ladder step 0 at 120000 canceled\n");
}

static void who_acts_is_not_told_of_it(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = incident_in(w, RESPONSE_TRIGGERED, S("disk full"));
    (void)act(w, &handle, ACTION_ESCALATE); // Ann and Ben are paged now
    w->c.who.user_id = w->ann;
    (void)act(w, &handle, ACTION_RESOLVE);
    expect_outbox(w, handle.id,
                  "page Ann via phone by Ladder step 0 at 120000 canceled\n"
                  "page Ann by Ladder step 1 at 0 canceled\n"
                  "page Ben by Ladder step 1 at 0 canceled\n"
                  "resolved Ben at 0 pending\n");
}

static void what_is_given_back_pages_its_step_again(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = incident_in(w, RESPONSE_ACKNOWLEDGED, S("disk full"));
    w->c.now = START + MINUTE;
    (void)act(w, &handle, ACTION_UNACKNOWLEDGE);
    const struct incident incident = incident_of(w, handle.id);
    assert_int_equal(incident.step, 0);
    assert_int_equal(incident.escalates_at, START + 6 * MINUTE); // at once, then 5 of waiting
    expect_outbox(w, handle.id,
                  "page Ann via phone by Ladder step 0 at 120000 canceled\n"
                  "page Ann via phone by Ladder step 0 at 60000 pending\n");
}

static void escalating_climbs_the_steps_and_ends_with_the_last(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = incident_in(w, RESPONSE_TRIGGERED, S("disk full"));
    static const msec due[] = {11 * MINUTE, 0}; // step 1 waits 10 minutes, nothing follows step 2
    for (int step = 1; step <= 2; step++) {
        w->c.now = START + MINUTE;
        assert_int_equal(act(w, &handle, ACTION_ESCALATE), VERDICT_CHANGE);
        const struct incident incident = incident_of(w, handle.id);
        assert_int_equal(incident.step, step);
        assert_int_equal(incident.escalates_at, due[step - 1] == 0 ? 0 : START + due[step - 1]);
    }
    expect_outbox(w, handle.id,
                  "page Ann via phone by Ladder step 0 at 120000 pending\n"
                  "page Ann by Ladder step 1 at 60000 pending\n"
                  "page Ben by Ladder step 1 at 60000 pending\n"
                  "page Cid by Ladder step 2 at 60000 pending\n");
    const str before = written(w);
    assert_int_equal(act(w, &handle, ACTION_ESCALATE), VERDICT_REFUSE);
    expect_text(written(w), before);
}

static void a_policy_that_repeats_begins_again(void **state)
{
    struct world *w = world_of(state);
    struct incident_draft draft = person_draft(w, S("disk full"));
    draft.policy_id = w->loop;
    const struct incident_handle handle = handle_of(w, open_draft(w, &draft).incident_id);
    static const int steps[] = {1, 0, 1, 0};
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        expect_row(act(w, &handle, ACTION_ESCALATE) == VERDICT_CHANGE, i);
        const struct incident incident = incident_of(w, handle.id);
        expect_row(incident.step == steps[i], i);
        expect_row(incident.escalates_at == START + (steps[i] == 1 ? 3 : 1) * MINUTE, i);
    }
    expect_history(w, handle.id,
                   "created by api_key first key at 0: none to Triage\n"
                   "escalated by api_key first key at 0: 0 to 1\n"
                   "escalated by api_key first key at 0: 1 to 0\n"
                   "escalated by api_key first key at 0: 0 to 1\n"
                   "escalated by api_key first key at 0: 1 to 0\n");
}

static void what_is_in_hand_pages_the_next_step_and_waits_for_nothing(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = incident_in(w, RESPONSE_ACKNOWLEDGED, S("disk full"));
    assert_int_equal(act(w, &handle, ACTION_ESCALATE), VERDICT_CHANGE);
    const struct incident incident = incident_of(w, handle.id);
    assert_int_equal(incident.step, 1);
    assert_int_equal(incident.escalates_at, 0);
    expect_outbox(w, handle.id,
                  "page Ann via phone by Ladder step 0 at 120000 canceled\n"
                  "page Ann by Ladder step 1 at 0 pending\n"
                  "page Ben by Ladder step 1 at 0 pending\n");
}

static void without_a_policy_nobody_is_paged_and_nothing_escalates(void **state)
{
    struct world *w = world_of(state);
    struct incident_draft draft = person_draft(w, S("disk full"));
    draft.policy_id = 999999; // no such policy
    const struct incident_handle handle = handle_of(w, open_draft(w, &draft).incident_id);
    assert_int_equal(incident_of(w, handle.id).escalates_at, 0);
    assert_int_equal(act(w, &handle, ACTION_ESCALATE), VERDICT_REFUSE);
    assert_int_equal(act(w, &handle, ACTION_ACKNOWLEDGE), VERDICT_CHANGE);
    assert_int_equal(act(w, &handle, ACTION_UNACKNOWLEDGE), VERDICT_CHANGE);
    assert_int_equal(act(w, &handle, ACTION_RESOLVE), VERDICT_CHANGE);
    expect_outbox(w, handle.id, "");
}

// ---- what is not there ----

static void what_is_not_there_cannot_be_acted_on(void **state)
{
    struct world *w = world_of(state);
    struct act_result result = {.verdict = VERDICT_ALREADY};
    const struct incident_handle nobody = {.id = 999998, .group_id = 999999};
    assert_int_equal(incident_act(&w->c, &nobody, ACTION_RESOLVE, &result), ERR_NOT_FOUND);
    assert_int_equal(result.verdict, VERDICT_ALREADY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(every_action_does_from_every_state_what_the_table_says),
        WORLD_ON_BOTH(acting_twice_writes_once),
        WORLD_ON_BOTH(times_tell_when_it_was_taken_in_hand_and_ended),
        WORLD_ON_BOTH(a_clock_that_was_set_back_dates_nothing_before_what_it_changes),
        WORLD_ON_BOTH(counts_follow_every_move),
        WORLD_ON_BOTH(an_acknowledgement_stops_the_paging_and_tells_who_was_paged),
        WORLD_ON_BOTH(who_was_to_be_paged_later_is_told_nothing),
        WORLD_ON_BOTH(who_acts_is_not_told_of_it),
        WORLD_ON_BOTH(what_is_given_back_pages_its_step_again),
        WORLD_ON_BOTH(escalating_climbs_the_steps_and_ends_with_the_last),
        WORLD_ON_BOTH(a_policy_that_repeats_begins_again),
        WORLD_ON_BOTH(what_is_in_hand_pages_the_next_step_and_waits_for_nothing),
        WORLD_ON_BOTH(without_a_policy_nobody_is_paged_and_nothing_escalates),
        WORLD_ON_BOTH(what_is_not_there_cannot_be_acted_on),
    };
    return cmocka_run_group_tests_name("incident_act", tests, make_database, drop_database);
}
