// test_incident_status.c -- from every status to every other: all that follows from the move.
//
// What is wanted is written down here a second time, in the words of the rules.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_status.h"

#include "core/incident_change.h"
#include "world_services.h"

enum {
    CREATED_AT = 0,
    MOVED_AT = MINUTE,     // to where the tested move begins
    TESTED_AT = 2 * MINUTE // the tested move
};

static struct incident locked(struct world *w, int64_t id)
{
    const struct incident_handle handle = handle_of(w, id);
    struct incident incident = {0};
    assert_ok(incident_load_locked(&w->c, &handle, &incident));
    return incident;
}

/* As a dialect that does not tell the world does it. */
static void move_to(struct world *w, int64_t id, const struct incident_status *to)
{
    struct incident incident = locked(w, id);
    const struct status_move move = {
        .to = to, .kind = incident_move_kind(incident.response_state, to->response_state)};
    assert_ok(incident_move(&w->c, &incident, &move));
    assert_ok(incident_save(&w->c, &incident));
}

static const struct incident_status *status_at(const struct world *w, size_t index)
{
    return &w->c.directory->statuses.items[index];
}

/* A new one of Monitor, told to the world, with Mail down, that is in this status since MOVED_AT.
 */
static int64_t incident_in(struct world *w, const struct incident_status *status, str title)
{
    w->c.now = START + CREATED_AT;
    const int64_t id = open_incident(w, title).id;
    const struct public_draft draft = {
        .message = S("m"),
        .has_impacts = true,
        .impacts = IMPACTS({w->mail, SERVICE_MAJOR_OUTAGE}),
    };
    update(w, id, &draft);
    w->c.now = START + MOVED_AT;
    move_to(w, id, status);
    w->c.now = START + TESTED_AT;
    return id;
}

// ---- what is wanted ----

static enum timeline_kind wanted_kind(enum response_state from, enum response_state to)
{
    static const enum timeline_kind kinds[RESPONSE_STATE_COUNT][RESPONSE_STATE_COUNT] = {
        [RESPONSE_TRIGGERED] = {TIMELINE_STATUS, TIMELINE_ACKNOWLEDGED, TIMELINE_RESOLVED},
        [RESPONSE_ACKNOWLEDGED] = {TIMELINE_UNACKNOWLEDGED, TIMELINE_STATUS, TIMELINE_RESOLVED},
        [RESPONSE_RESOLVED] = {TIMELINE_REOPENED, TIMELINE_REOPENED, TIMELINE_STATUS},
    };
    return kinds[from][to];
}

static msec wanted_acknowledged_at(const struct incident *before, enum response_state to)
{
    if (to == RESPONSE_TRIGGERED)
        return 0;
    const bool is_new = to == RESPONSE_ACKNOWLEDGED && before->acknowledged_at == 0;
    return is_new ? START + TESTED_AT : before->acknowledged_at;
}

static msec wanted_resolved_at(const struct incident *before, enum response_state to)
{
    if (to != RESPONSE_RESOLVED)
        return 0;
    const bool was_resolved = before->response_state == RESPONSE_RESOLVED;
    return was_resolved ? before->resolved_at : START + TESTED_AT;
}

static str wanted_periods(bool was_open, bool is_open)
{
    if (was_open)
        return is_open ? S("Mail 4 from 0\n") : S("Mail 4 from 0 until 120000\n");
    return is_open ? S("Mail 4 from 0 until 60000\nMail 4 from 120000\n")
                   : S("Mail 4 from 0 until 60000\n");
}

/* The entries that the move adds, as history_of() tells them. */
static str wanted_entries(struct world *w, const struct incident_status *from,
                          const struct incident_status *to)
{
    struct arena *arena = w->c.store.arena;
    const str by = S(" by api_key first key at 120000: ");
    if (from->id == to->id)
        return S("");
    const str kind = timeline_kind_words[wanted_kind(from->response_state, to->response_state)];
    str text = STR_JOIN(arena, kind, by, from->name, S(" to "), to->name, S("\n"));
    if (from->public_status != to->public_status)
        text = STR_JOIN(arena, text, S("update"), by, S("none to "),
                        public_status_words[to->public_status], S(", m\n"));
    return text;
}

/* Pages when somebody is to look at it again; tells those who were paged otherwise. Ladder has
 * paged Ann, at 120000. */
static str wanted_notices(const struct incident *before, enum response_state to)
{
    if (before->response_state == to)
        return S("");
    if (to == RESPONSE_TRIGGERED)
        return S("page Ann via phone by Ladder step 0 at 120000 pending\n");
    const bool was_paged = before->response_state == RESPONSE_TRIGGERED;
    if (was_paged && to == RESPONSE_ACKNOWLEDGED)
        return S("acknowledged Ann at 120000 pending\n");
    return was_paged && to == RESPONSE_RESOLVED ? S("resolved Ann at 120000 pending\n") : S("");
}

static msec wanted_escalates_at(const struct incident *before, enum response_state to)
{
    if (to != RESPONSE_TRIGGERED)
        return 0;
    return before->response_state == to ? before->escalates_at : START + TESTED_AT + 5 * MINUTE;
}

// ---- every pair ----

/* What stands in `after` behind `before`. */
static str added(str before, str after)
{
    assert_true(after.n >= before.n);
    return str_slice(after, before.n, after.n);
}

static void check_pair(struct world *w, size_t i, const struct incident_status *from,
                       const struct incident_status *to)
{
    const int64_t id = incident_in(w, from, str_from_i64(w->c.store.arena, (int64_t)i));
    const struct incident before = incident_of(w, id);
    const str history = history_of(w, id);
    int64_t counts[2][RESPONSE_STATE_COUNT];
    assert_ok(incident_counts(&w->c.store, w->ops, counts[0]));
    move_to(w, id, to);
    assert_ok(incident_counts(&w->c.store, w->ops, counts[1]));
    const struct incident after = incident_of(w, id);
    const bool tells = from->public_status != to->public_status;
    expect_row(after.status_id == to->id && after.response_state == to->response_state, i);
    expect_row(after.acknowledged_at == wanted_acknowledged_at(&before, to->response_state), i);
    expect_row(after.resolved_at == wanted_resolved_at(&before, to->response_state), i);
    expect_row(after.escalates_at == wanted_escalates_at(&before, to->response_state), i);
    expect_row(after.published_at == (tells ? START + TESTED_AT : before.published_at), i);
    expect_text(after.message, S("m"));
    expect_text(added(history, history_of(w, id)), wanted_entries(w, from, to));
    expect_text(periods_of(w, id), wanted_periods(from->response_state != RESPONSE_RESOLVED,
                                                  to->response_state != RESPONSE_RESOLVED));
    for (int k = 0; k < RESPONSE_STATE_COUNT; k++)
        expect_row(counts[1][k] == counts[0][k] + (k == (int)to->response_state) -
                                       (k == (int)from->response_state),
                   i);
}

static void everything_follows_from_every_move(void **state)
{
    struct world *w = world_of(state);
    const size_t count = w->c.directory->statuses.count;
    assert_int_equal(count, 11);
    for (size_t i = 0; i < count * count; i++)
        check_pair(w, i, status_at(w, i / count), status_at(w, i % count));
}

static size_t line_count(str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.n; i++)
        count += text.p[i] == '\n';
    return count;
}

/* One status of each state is enough: who is told does not look further. */
static void those_who_were_paged_are_told_and_the_rest_is_taken_back(void **state)
{
    struct world *w = world_of(state);
    const struct incident_status *const each[] = {status_at(w, 0), status_at(w, 2),
                                                  status_at(w, 7)};
    for (size_t i = 0; i < ARRAY_LEN(each) * ARRAY_LEN(each); i++) {
        const struct incident_status *to = each[i % ARRAY_LEN(each)];
        const int64_t id =
            incident_in(w, each[i / ARRAY_LEN(each)], str_from_i64(w->c.store.arena, (int64_t)i));
        const struct incident before = incident_of(w, id);
        str outbox = outbox_of(w, id);
        const size_t known = line_count(outbox);
        move_to(w, id, to);
        outbox = outbox_of(w, id);
        for (size_t k = 0; k < known; k++)
            (void)str_cut(&outbox, '\n');
        expect_text(outbox, wanted_notices(&before, to->response_state));
    }
}

// ---- what the world is told of other people's moves ----

static void acknowledging_at_the_beginning_tells_the_world_nothing(void **state)
{
    struct world *w = world_of(state);
    const struct public_draft draft = public_draft(w, S("mail is down"), PUBLIC_INVESTIGATING);
    const int64_t id = publish(w, &draft);
    const struct incident_handle handle = handle_of(w, id);
    w->c.now = START + MINUTE;
    assert_int_equal(act(w, &handle, ACTION_ACKNOWLEDGE), VERDICT_CHANGE);
    expect_history(w, id,
                   "created by api_key first key at 0: none to Triage\n"
                   "update by api_key first key at 0: none to INVESTIGATING\n"
                   "acknowledged by api_key first key at 60000: Triage to Investigating\n");
    assert_int_equal(incident_of(w, id).published_at, START);
    w->c.now = START + 2 * MINUTE;
    assert_int_equal(act(w, &handle, ACTION_RESOLVE), VERDICT_CHANGE);
    expect_history(w, id,
                   "created by api_key first key at 0: none to Triage\n"
                   "update by api_key first key at 0: none to INVESTIGATING\n"
                   "acknowledged by api_key first key at 60000: Triage to Investigating\n"
                   "resolved by api_key first key at 120000: Investigating to Closed\n"
                   "update by api_key first key at 120000: none to RESOLVED\n");
}

static void nobody_is_notified_of_moves_that_others_make(void **state)
{
    struct world *w = world_of(state);
    struct public_draft draft = public_draft(w, S("mail is down"), PUBLIC_INVESTIGATING);
    add_subscriber(w, w->mail, SUBSCRIBER_USER, w->cid);
    draft.notifies = true;
    const int64_t id = publish(w, &draft);
    const struct incident_handle handle = handle_of(w, id);
    assert_int_equal(act(w, &handle, ACTION_RESOLVE), VERDICT_CHANGE);
    expect_look(&w->c.store, LOOK_NOTICES, P(w->c.store.org_id, notice_kind_words[NOTICE_UPDATE]),
                "1\n");
}

static void what_was_never_told_is_not_told_by_a_move(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("disk full"));
    assert_int_equal(act(w, &handle, ACTION_RESOLVE), VERDICT_CHANGE);
    assert_int_equal(incident_of(w, handle.id).published_at, 0);
    expect_history(w, handle.id,
                   "created by integration Monitor at 0: none to Triage\n"
                   "resolved by api_key first key at 0: Triage to Closed\n");
}

static void an_old_occurrence_may_be_taken_up_behind_a_newer_one(void **state)
{
    struct world *w = world_of(state);
    const struct public_draft draft = public_draft(w, S("disk full"), PUBLIC_IDENTIFIED);
    const int64_t old = publish(w, &draft);
    update(w, old, &STATUS_UPDATE(PUBLIC_RESOLVED));
    const int64_t new = publish(w, &draft);
    assert_int_equal(handle_of(w, old).group_id, handle_of(w, new).group_id);
    update(w, old, &STATUS_UPDATE(PUBLIC_MONITORING));
    assert_int_equal(incident_of(w, old).response_state, RESPONSE_ACKNOWLEDGED);
    assert_int_equal(incident_of(w, new).response_state, RESPONSE_ACKNOWLEDGED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(everything_follows_from_every_move),
        WORLD_ON_BOTH(those_who_were_paged_are_told_and_the_rest_is_taken_back),
        WORLD_ON_BOTH(acknowledging_at_the_beginning_tells_the_world_nothing),
        WORLD_ON_BOTH(nobody_is_notified_of_moves_that_others_make),
        WORLD_ON_BOTH(what_was_never_told_is_not_told_by_a_move),
        WORLD_ON_BOTH(an_old_occurrence_may_be_taken_up_behind_a_newer_one),
    };
    return cmocka_run_group_tests_name("incident_status", tests, make_database, drop_database);
}
