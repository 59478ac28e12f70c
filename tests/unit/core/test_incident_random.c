// test_incident_random.c -- a thousand random actions: after each, the version grew and the
// timeline has an entry exactly if something changed; after all, nothing contradicts anything else.
//
// TOCSIN_TEST_SEED chooses another sequence; the one used is printed.
// SPDX-License-Identifier: Apache-2.0
#include "core_fixture.h"

#include <inttypes.h>

enum { ACTIONS = 1000, ACTIONS_PER_COMMIT = 50, TITLES = 2, MOST_INCIDENTS = ACTIONS };

struct play {
    struct world *w;
    uint64_t seed;
    struct incident_handle incidents[MOST_INCIDENTS];
    int count;
    int done[3]; // verdicts that were seen
    int outcomes[OPEN_OUTCOME_COUNT];
};

static uint64_t pick(struct play *play, uint64_t count)
{
    return next_random(&play->seed) % count;
}

// ---- what an action must leave ----

struct mark {
    int64_t version; // of the group
    int64_t entries; // of the incident's timeline
};

static struct mark mark_of(struct play *play, const struct incident_handle *handle)
{
    struct timeline_list timeline = {0};
    assert_ok(incident_timeline(&play->w->c, handle->id, &timeline));
    return (struct mark){.version = handle_of(play->w, handle->id).version,
                         .entries = (int64_t)timeline.count};
}

static void expect_growth(struct play *play, const struct incident_handle *handle,
                          struct mark before, struct mark growth)
{
    const struct mark after = mark_of(play, handle);
    assert_int_equal(after.version, before.version + growth.version);
    assert_int_equal(after.entries, before.entries + growth.entries);
}

/* A change is one version and one entry; everything else is neither. */
static void expect_verdict(struct play *play, const struct incident_handle *handle,
                           struct mark before, enum verdict verdict)
{
    const int64_t change = verdict == VERDICT_CHANGE ? 1 : 0;
    play->done[verdict]++;
    expect_growth(play, handle, before, (struct mark){change, change});
}

// ---- events ----

static struct incident_draft random_draft(struct play *play)
{
    static const str titles[TITLES] = {S("disk full"), S("fan stopped")};
    const str title = titles[pick(play, TITLES)];
    struct incident_draft draft =
        pick(play, 4) == 0 ? person_draft(play->w, title) : event_draft(play->w, title);
    draft.grouping = pick(play, 20) != 0 ? GROUP_BY_IDENTITY : GROUP_NEVER;
    draft.priority = (int)pick(play, PRIORITY_MAX + 1);
    draft.policy_id = pick(play, 2) == 0 ? play->w->loop : 0;
    return draft;
}

/* The open incident that this draft meets, if one of ours is. */
static const struct incident_handle *known(struct play *play, int64_t incident_id)
{
    for (int i = 0; i < play->count; i++)
        if (play->incidents[i].id == incident_id)
            return &play->incidents[i];
    return NULL;
}

static void act_as_sender(struct play *play, const struct incident_draft *draft)
{
    if (draft->integration_id != 0)
        act_as_integration(play->w);
    else
        act_as_key(play->w);
}

static void note_opened(struct play *play, struct opened opened)
{
    play->outcomes[opened.outcome]++;
    assert_int_equal(known(play, opened.incident_id) == NULL,
                     opened.outcome == OPEN_CREATED || opened.outcome == OPEN_DROPPED);
    if (opened.outcome == OPEN_CREATED)
        play->incidents[play->count++] = handle_of(play->w, opened.incident_id);
}

static void send_event(struct play *play)
{
    const struct incident_draft draft = random_draft(play);
    const str before = written(play->w);
    act_as_sender(play, &draft);
    note_opened(play, open_draft(play->w, &draft));
    assert_false(str_eq(written(play->w), before));
}

static void send_recovery(struct play *play)
{
    const struct incident_draft draft = random_draft(play);
    const str before = written(play->w);
    struct opened opened = {0};
    act_as_sender(play, &draft);
    assert_ok(incident_recover(&play->w->c, &draft, &opened));
    note_opened(play, opened);
    assert_int_equal(str_eq(written(play->w), before), opened.outcome == OPEN_DROPPED);
}

// ---- actions ----

static void do_act(struct play *play, const struct incident_handle *handle)
{
    const struct mark before = mark_of(play, handle);
    const enum incident_action action = (enum incident_action)pick(play, INCIDENT_ACTION_COUNT);
    expect_verdict(play, handle, before, act(play->w, handle, action));
}

static void do_set_priority(struct play *play, const struct incident_handle *handle)
{
    const struct mark before = mark_of(play, handle);
    struct act_result result = {0};
    const int priority = (int)pick(play, PRIORITY_MAX + 1);
    assert_ok(incident_set_priority(&play->w->c, handle, priority, &result));
    expect_verdict(play, handle, before, result.verdict);
    assert_int_equal(incident_of(play->w, handle->id).group.priority, priority);
}

static void do_set_severity(struct play *play, const struct incident_handle *handle)
{
    const struct mark before = mark_of(play, handle);
    struct act_result result = {0};
    const struct severity *severity =
        directory_severity_by_spike_level(play->w->c.directory, (int)pick(play, 4));
    const int64_t id = severity == NULL ? 0 : severity->id;
    assert_ok(incident_set_severity(&play->w->c, handle, id, &result));
    expect_verdict(play, handle, before, result.verdict);
    assert_int_equal(incident_of(play->w, handle->id).group.severity_id, id);
}

static void do_set_sharing(struct play *play, const struct incident_handle *handle)
{
    const struct mark before = mark_of(play, handle);
    struct act_result result = {0};
    assert_ok(incident_set_sharing(&play->w->c, handle, pick(play, 2) == 0, &result));
    expect_verdict(play, handle, before, result.verdict);
}

static void do_change_responder(struct play *play, const struct incident_handle *handle)
{
    const struct mark before = mark_of(play, handle);
    const int64_t people[] = {play->w->ann, play->w->ben, play->w->cid};
    const struct id_list user = {.items = &people[pick(play, 3)], .count = 1};
    struct act_result result = {0};
    if (pick(play, 2) == 0)
        assert_ok(incident_add_responders(&play->w->c, handle, user, &result));
    else
        assert_ok(incident_remove_responders(&play->w->c, handle, user, &result));
    expect_verdict(play, handle, before, result.verdict);
}

typedef void deed(struct play *play, const struct incident_handle *handle);

// Acting comes up as often as all the others together.
static deed *const deeds[] = {
    do_act,          do_act,          do_act,         do_act,
    do_set_priority, do_set_severity, do_set_sharing, do_change_responder};

static void do_something(struct play *play)
{
    const uint64_t die = pick(play, 10);
    play->w->c.now += pick(play, 20) == 0 ? 5 * SECOND : 0;
    if (die < 3 || play->count == 0) {
        send_event(play);
        return;
    }
    if (die == 3) {
        send_recovery(play);
        return;
    }
    act_as_key(play->w);
    const uint64_t newest = (uint64_t)(play->count < 8 ? play->count : 8); // mostly open ones
    deeds[pick(play, ARRAY_LEN(deeds))](
        play, &play->incidents[(uint64_t)play->count - 1 - pick(play, newest)]);
}

static uint64_t chosen_seed(void)
{
    int64_t seed = 1;
    (void)str_to_i64(str_from_cstr(getenv("TOCSIN_TEST_SEED")), &seed);
    print_message("# TOCSIN_TEST_SEED=%" PRId64 "\n", seed);
    return (uint64_t)seed;
}

static void a_thousand_actions_leave_no_contradiction(void **state)
{
    struct world *w = world_of(state);
    struct play *play = arena_new(w->c.store.arena, struct play);
    play->w = w;
    play->seed = chosen_seed();
    for (int i = 1; i <= ACTIONS; i++) {
        do_something(play);
        if (i % ACTIONS_PER_COMMIT == 0) {
            expect_nothing_wrong(w);
            world_commit(w, w->c.now - START);
        }
    }
    // Everything that can happen did.
    for (size_t i = 0; i < ARRAY_LEN(play->done); i++)
        expect_row(play->done[i] > 10, i);
    for (size_t i = 0; i < ARRAY_LEN(play->outcomes); i++)
        expect_row(play->outcomes[i] > 0, i);
    assert_true(play->count > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(a_thousand_actions_leave_no_contradiction),
    };
    return cmocka_run_group_tests_name("incident_random", tests, make_database, drop_database);
}
