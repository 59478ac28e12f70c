// test_incident_edit.c -- priority, severity, responders, sharing.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_act.h"

#include "core_fixture.h"

static const char first_entry[] = "created by integration Monitor at 0: none to Triage\n";

static int64_t severity_of(const struct world *w, int level)
{
    return directory_severity_by_spike_level(w->c.directory, level)->id;
}

static enum verdict set_priority(struct world *w, const struct incident_handle *handle,
                                 int priority)
{
    struct act_result result = {0};
    assert_ok(incident_set_priority(&w->c, handle, priority, &result));
    return result.verdict;
}

static enum verdict set_severity(struct world *w, const struct incident_handle *handle,
                                 int64_t severity_id)
{
    struct act_result result = {0};
    assert_ok(incident_set_severity(&w->c, handle, severity_id, &result));
    return result.verdict;
}

static enum verdict set_sharing(struct world *w, const struct incident_handle *handle,
                                bool is_shared)
{
    struct act_result result = {0};
    assert_ok(incident_set_sharing(&w->c, handle, is_shared, &result));
    return result.verdict;
}

static str with_first_entry(struct world *w, str further)
{
    return STR_JOIN(w->c.store.arena, str_from_cstr(first_entry), further);
}

// ---- priority and severity ----

static void a_priority_is_set_changed_and_taken_away(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("disk full"));
    assert_int_equal(set_priority(w, &handle, 3), VERDICT_CHANGE);
    assert_int_equal(incident_of(w, handle.id).group.priority, 3);
    assert_int_equal(set_priority(w, &handle, 1), VERDICT_CHANGE);
    assert_int_equal(set_priority(w, &handle, PRIORITY_NONE), VERDICT_CHANGE);
    assert_int_equal(incident_of(w, handle.id).group.priority, PRIORITY_NONE);
    expect_text(history_of(w, handle.id),
                with_first_entry(w, S("priority by api_key first key at 0: none to 3\n"
                                      "priority by api_key first key at 0: 3 to 1\n"
                                      "priority by api_key first key at 0: 1 to none\n")));
}

static void a_severity_is_set_changed_and_taken_away(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("disk full"));
    assert_int_equal(set_severity(w, &handle, severity_of(w, 3)), VERDICT_CHANGE);
    assert_int_equal(incident_of(w, handle.id).severity_id, severity_of(w, 3));
    assert_int_equal(incident_of(w, handle.id).group.severity_id, severity_of(w, 3));
    assert_int_equal(set_severity(w, &handle, severity_of(w, 1)), VERDICT_CHANGE);
    assert_int_equal(set_severity(w, &handle, 0), VERDICT_CHANGE);
    assert_int_equal(incident_of(w, handle.id).severity_id, 0);
    assert_int_equal(incident_of(w, handle.id).group.severity_id, 0);
    expect_text(history_of(w, handle.id),
                with_first_entry(w, S("severity by api_key first key at 0: none to Minor\n"
                                      "severity by api_key first key at 0: Minor to Critical\n"
                                      "severity by api_key first key at 0: Critical to none\n")));
}

static void what_is_so_already_is_not_written(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("disk full"));
    assert_int_equal(set_priority(w, &handle, 2), VERDICT_CHANGE);
    assert_int_equal(set_severity(w, &handle, severity_of(w, 2)), VERDICT_CHANGE);
    const str before = written(w);
    w->c.now += MINUTE;
    assert_int_equal(set_priority(w, &handle, 2), VERDICT_ALREADY);
    assert_int_equal(set_severity(w, &handle, severity_of(w, 2)), VERDICT_ALREADY);
    assert_int_equal(set_sharing(w, &handle, false), VERDICT_ALREADY);
    expect_text(written(w), before);
}

static void a_change_grows_the_version_and_moves_no_state(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("disk full"));
    const msec escalates_at = incident_of(w, handle.id).escalates_at;
    w->c.now = START + MINUTE;
    (void)set_priority(w, &handle, 2);
    (void)set_severity(w, &handle, severity_of(w, 2));
    (void)set_sharing(w, &handle, true);
    const struct incident incident = incident_of(w, handle.id);
    assert_int_equal(incident.group.version, handle.version + 3);
    assert_int_equal(incident.updated_at, START + MINUTE);
    assert_int_equal(incident.response_state, RESPONSE_TRIGGERED);
    assert_int_equal(incident.escalates_at, escalates_at);
}

static void what_is_resolved_can_be_edited_still(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("disk full"));
    (void)act(w, &handle, ACTION_RESOLVE);
    assert_int_equal(set_priority(w, &handle, 2), VERDICT_CHANGE);
    assert_int_equal(set_severity(w, &handle, severity_of(w, 2)), VERDICT_CHANGE);
    assert_int_equal(set_sharing(w, &handle, true), VERDICT_CHANGE);
    assert_int_equal(incident_of(w, handle.id).response_state, RESPONSE_RESOLVED);
}

// ---- responders ----

static enum verdict add(struct world *w, const struct incident_handle *handle, struct id_list users)
{
    struct act_result result = {0};
    assert_ok(incident_add_responders(&w->c, handle, users, &result));
    return result.verdict;
}

static enum verdict take(struct world *w, const struct incident_handle *handle,
                         struct id_list users)
{
    struct act_result result = {0};
    assert_ok(incident_remove_responders(&w->c, handle, users, &result));
    return result.verdict;
}

#define USERS(...)                                                                                 \
    ((struct id_list){.items = (const int64_t[]){__VA_ARGS__},                                     \
                      .count = ARRAY_LEN(((const int64_t[]){__VA_ARGS__}))})

static void responders_are_added_told_and_counted(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("disk full"));
    assert_int_equal(add(w, &handle, USERS(w->ben, w->cid)), VERDICT_CHANGE);
    const struct incident incident = incident_of(w, handle.id);
    struct id_list list = {0};
    assert_ok(responder_list(&w->c.store, handle.id, &list));
    assert_int_equal(list.count, 2);
    assert_int_equal(incident.responders, 2);
    assert_int_equal(incident.group.version, handle.version + 1);
    expect_text(history_of(w, handle.id),
                with_first_entry(w, S("responder_added by api_key first key at 0: none to Ben\n"
                                      "responder_added by api_key first key at 0: none to Cid\n")));
    expect_outbox(w, handle.id,
                  "page Ann via phone by Ladder step 0 at 120000 pending\n"
                  "responder_added Ben at 0 pending\n"
                  "responder_added Cid at 0 pending\n");
}

static void responders_do_not_disturb_the_escalation(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("disk full"));
    const struct incident before = incident_of(w, handle.id);
    (void)add(w, &handle, USERS(w->ben));
    const struct incident after = incident_of(w, handle.id);
    assert_int_equal(after.response_state, before.response_state);
    assert_int_equal(after.step, before.step);
    assert_int_equal(after.escalates_at, before.escalates_at);
}

static void a_responder_is_one_once(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("disk full"));
    assert_int_equal(add(w, &handle, USERS(w->ben, w->ben)), VERDICT_CHANGE);
    assert_int_equal(incident_of(w, handle.id).responders, 1);
    const str before = written(w);
    assert_int_equal(add(w, &handle, USERS(w->ben)), VERDICT_ALREADY);
    expect_text(written(w), before);
    assert_int_equal(add(w, &handle, USERS(w->ben, w->cid)), VERDICT_CHANGE); // one of them is new
    assert_int_equal(incident_of(w, handle.id).responders, 2);
}

static void responders_are_removed_once(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("disk full"));
    (void)add(w, &handle, USERS(w->ben, w->cid));
    w->c.now = START + MINUTE;
    assert_int_equal(take(w, &handle, USERS(w->ben, w->ann, w->ben)), VERDICT_CHANGE);
    assert_int_equal(incident_of(w, handle.id).responders, 1);
    const str before = written(w);
    assert_int_equal(take(w, &handle, USERS(w->ben)), VERDICT_ALREADY);
    expect_text(written(w), before);
    expect_text(history_of(w, handle.id),
                with_first_entry(w, S("responder_added by api_key first key at 0: none to Ben\n"
                                      "responder_added by api_key first key at 0: none to Cid\n"
                                      "responder_removed by api_key first key at 60000: Ben to "
                                      "none\n")));
}

static void no_responder_at_all_changes_nothing(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("disk full"));
    const str before = written(w);
    assert_int_equal(add(w, &handle, (struct id_list){0}), VERDICT_ALREADY);
    assert_int_equal(take(w, &handle, (struct id_list){0}), VERDICT_ALREADY);
    expect_text(written(w), before);
}

// ---- sharing ----

static void an_incident_is_shared_and_taken_back(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("disk full"));
    assert_int_equal(set_sharing(w, &handle, true), VERDICT_CHANGE);
    assert_true(incident_of(w, handle.id).is_shared);
    assert_int_equal(set_sharing(w, &handle, true), VERDICT_ALREADY);
    assert_int_equal(set_sharing(w, &handle, false), VERDICT_CHANGE);
    assert_false(incident_of(w, handle.id).is_shared);
    expect_text(history_of(w, handle.id),
                with_first_entry(w, S("public_sharing by api_key first key at 0: 0 to 1\n"
                                      "public_sharing by api_key first key at 0: 1 to 0\n")));
}

static void the_next_occurrence_is_not_shared_and_has_no_responders(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle first = open_incident(w, S("disk full"));
    (void)set_sharing(w, &first, true);
    (void)add(w, &first, USERS(w->ben));
    (void)act(w, &first, ACTION_RESOLVE);
    const struct incident second = incident_of(w, open_incident(w, S("disk full")).id);
    assert_false(second.is_shared);
    assert_int_equal(second.responders, 0);
    assert_true(incident_of(w, first.id).is_shared);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(a_priority_is_set_changed_and_taken_away),
        WORLD_ON_BOTH(a_severity_is_set_changed_and_taken_away),
        WORLD_ON_BOTH(what_is_so_already_is_not_written),
        WORLD_ON_BOTH(a_change_grows_the_version_and_moves_no_state),
        WORLD_ON_BOTH(what_is_resolved_can_be_edited_still),
        WORLD_ON_BOTH(responders_are_added_told_and_counted),
        WORLD_ON_BOTH(responders_do_not_disturb_the_escalation),
        WORLD_ON_BOTH(a_responder_is_one_once),
        WORLD_ON_BOTH(responders_are_removed_once),
        WORLD_ON_BOTH(no_responder_at_all_changes_nothing),
        WORLD_ON_BOTH(an_incident_is_shared_and_taken_back),
        WORLD_ON_BOTH(the_next_occurrence_is_not_shared_and_has_no_responders),
    };
    return cmocka_run_group_tests_name("incident_edit", tests, make_database, drop_database);
}
