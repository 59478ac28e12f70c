// test_incident_open.c -- what an event becomes: an incident, an occurrence, a suppressed event, a
// recovery.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_open.h"

#include "core_fixture.h"

#include "core/impact.h"
#include "core/incident_change.h"
#include "core/public_incident.h"
#include "core/service.h"

// ---- a new incident ----

static void an_event_opens_an_incident(void **state)
{
    struct world *w = world_of(state);
    act_as_integration(w);
    struct incident_draft draft = event_draft(w, S("disk full"));
    draft.metadata = S("{\"disk\":\"sda\"}");
    draft.links = S("[{\"runbook\":\"https://x\"}]");
    const struct opened opened = open_draft(w, &draft);
    const struct incident incident = incident_of(w, opened.incident_id);
    assert_int_equal(opened.outcome, OPEN_CREATED);
    expect_text(incident.title, S("disk full"));
    expect_text(incident.metadata, S("{\"disk\":\"sda\"}"));
    expect_text(incident.links, S("[{\"runbook\":\"https://x\"}]"));
    assert_int_equal(incident.team_id, w->ops);
    assert_int_equal(incident.number, 1);
    assert_int_equal(incident.occurrence, 1);
    assert_int_equal(incident.response_state, RESPONSE_TRIGGERED);
    assert_int_equal(directory_status(w->c.directory, incident.status_id)->category,
                     CATEGORY_TRIAGE);
    assert_int_equal(incident.integration_id, w->monitor);
    assert_int_equal(incident.created_at, START);
    assert_int_equal(incident.updated_at, START);
    assert_int_equal(incident.group.number, 1);
    assert_int_equal(incident.group.occurrences, 1);
    assert_int_equal(incident.group.created_at, START);
    assert_int_equal(incident.suppressed, 0);
    assert_false(incident.is_shared);
}

static void an_incident_tells_who_made_it_and_pages_the_first_step(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("disk full"));
    expect_history(w, handle.id, "created by integration Monitor at 0: none to Triage\n");
    expect_outbox(w, handle.id, "page Ann via phone by Ladder step 0 at 120000 pending\n");
    const struct incident incident = incident_of(w, handle.id);
    assert_int_equal(incident.step, 0);
    assert_int_equal(incident.escalates_at, START + 7 * MINUTE); // 2 of delay, 5 of waiting
}

static void numbers_count_by_organisation_and_by_team(void **state)
{
    struct world *w = world_of(state);
    static const struct {
        bool is_desk;
        int64_t number;  // INC-n
        int64_t counter; // <uid>-n
    } rows[] = {{false, 1, 1}, {true, 2, 1}, {false, 3, 2}, {true, 4, 2}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct incident_draft draft = person_draft(w, str_from_i64(w->c.store.arena, (int64_t)i));
        draft.team_id = rows[i].is_desk ? w->desk : w->ops;
        const struct incident incident = incident_of(w, open_draft(w, &draft).incident_id);
        expect_row(incident.number == rows[i].number, i);
        expect_row(incident.group.number == rows[i].counter, i);
        expect_row(incident.group.team_id == draft.team_id, i);
    }
}

// ---- policy and service ----

// Where the policy of a new incident comes from, the nearest first.
static void a_policy_is_taken_from_the_draft_the_integration_the_team_or_anybody(void **state)
{
    struct world *w = world_of(state);
    const struct {
        int64_t team_id;
        int64_t integration_id;
        int64_t policy_id;
        int64_t wanted;
    } rows[] = {
        {w->ops, w->monitor, w->loop, w->loop}, {w->ops, 0, w->loop, w->loop},
        {w->ops, w->monitor, 0, w->ladder},     {w->prim, 0, 0, w->standard},
        {w->desk, 0, 0, w->standard}, // has none of its own
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct incident_draft draft = {
            .title = S("disk full"),
            .grouping = GROUP_NEVER,
            .metadata = S("{}"),
            .team_id = rows[i].team_id,
            .integration_id = rows[i].integration_id,
            .policy_id = rows[i].policy_id,
        };
        const struct incident incident = incident_of(w, open_draft(w, &draft).incident_id);
        expect_row(incident.policy_id == rows[i].wanted, i);
    }
}

static void a_teams_own_default_policy_is_taken_before_others(void **state)
{
    struct world *w = world_of(state);
    const struct escalation_target cid = {TARGET_USER, w->cid, S("")};
    const struct escalation_step step = {.targets = &cid, .target_count = 1};
    struct escalation_policy policy = {.team_id = w->desk,
                                       .name = S("Desk hours"),
                                       .is_default = true,
                                       .steps = &step,
                                       .step_count = 1};
    assert_ok(policy_create(&w->c, &policy));
    world_commit(w, 0);
    struct incident_draft draft = person_draft(w, S("disk full"));
    draft.team_id = w->desk;
    assert_int_equal(incident_of(w, open_draft(w, &draft).incident_id).policy_id, policy.id);
}

static void a_service_is_taken_from_the_draft_or_the_integration(void **state)
{
    struct world *w = world_of(state);
    struct service web = {.team_id = w->ops, .name = S("Web"), .description = S("")};
    assert_ok(service_create(&w->c, &web, NULL));
    world_commit(w, 0);
    const struct {
        int64_t integration_id;
        int64_t service_id;
        int64_t wanted;
    } rows[] = {
        {w->monitor, web.id, web.id}, {w->monitor, 0, w->mail}, {0, web.id, web.id}, {0, 0, 0}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct incident_draft draft = {
            .title = S("disk full"),
            .grouping = GROUP_NEVER,
            .metadata = S("{}"),
            .team_id = w->ops,
            .integration_id = rows[i].integration_id,
            .service_id = rows[i].service_id,
        };
        const struct incident incident = incident_of(w, open_draft(w, &draft).incident_id);
        expect_row(incident.service_id == rows[i].wanted, i);
    }
}

// ---- what groups ----

struct grouping_row {
    str title;
    str dedup_key;
    bool by_person;
    bool in_desk;
    bool stands_alone;
    bool joins_first; // the incident that "disk full" of Monitor opened
};

static const struct grouping_row grouping_rows[] = {
    {.title = S("disk full"), .joins_first = true},
    {.title = S("disk Full")},
    {.title = S("disk full ")},
    {.title = S("disk full"), .stands_alone = true},
    {.title = S("disk full"), .dedup_key = S("disk full")}, // a key is no title
    {.title = S("disk full"), .by_person = true},
    {.title = S("disk full"), .by_person = true, .in_desk = true},
};

static void identity_is_the_sender_and_the_key_or_title(void **state)
{
    struct world *w = world_of(state);
    const int64_t first = open_incident(w, S("disk full")).id;
    for (size_t i = 0; i < ARRAY_LEN(grouping_rows); i++) {
        const struct grouping_row *row = &grouping_rows[i];
        struct incident_draft draft =
            row->by_person ? person_draft(w, row->title) : event_draft(w, row->title);
        draft.dedup_key = row->dedup_key;
        draft.grouping = row->stands_alone ? GROUP_NEVER : GROUP_BY_IDENTITY;
        draft.team_id = row->in_desk ? w->desk : w->ops;
        const struct opened opened = open_draft(w, &draft);
        expect_row((opened.outcome == OPEN_SUPPRESSED) == row->joins_first, i);
        expect_row((opened.incident_id == first) == row->joins_first, i);
    }
}

static void a_key_groups_whatever_the_title_says(void **state)
{
    struct world *w = world_of(state);
    struct incident_draft draft = event_draft(w, S("disk full"));
    draft.dedup_key = S("fingerprint");
    const struct opened first = open_draft(w, &draft);
    draft.title = S("disk is still full");
    const struct opened second = open_draft(w, &draft);
    assert_int_equal(second.outcome, OPEN_SUPPRESSED);
    assert_int_equal(second.incident_id, first.incident_id);
    expect_text(incident_of(w, first.incident_id).title, S("disk full"));
}

static void without_grouping_each_has_a_group_of_its_own(void **state)
{
    struct world *w = world_of(state);
    struct incident_draft draft = event_draft(w, S("disk full"));
    draft.grouping = GROUP_NEVER;
    const struct incident first = incident_of(w, open_draft(w, &draft).incident_id);
    const struct incident second = incident_of(w, open_draft(w, &draft).incident_id);
    assert_int_not_equal(first.group.id, second.group.id);
    assert_int_equal(first.group.number, 1);
    assert_int_equal(second.group.number, 2);
}

// ---- while one is open ----

static void an_event_of_an_open_incident_is_suppressed(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle first = open_incident(w, S("disk full"));
    world_commit(w, 30 * SECOND);
    act_as_integration(w);
    struct incident_draft draft = event_draft(w, S("disk full"));
    draft.metadata = S("{\"n\":2}");
    draft.priority = 1;
    const struct opened opened = open_draft(w, &draft);
    assert_int_equal(opened.outcome, OPEN_SUPPRESSED);
    assert_int_equal(opened.incident_id, first.id);
    const struct incident incident = incident_of(w, first.id);
    assert_int_equal(incident.suppressed, 1);
    assert_int_equal(incident.updated_at, START + 30 * SECOND);
    assert_int_equal(incident.group.version, first.version + 1);
    assert_int_equal(incident.group.priority, PRIORITY_NONE); // it pages nobody and changes nothing
    struct suppressed_list list = {0};
    int64_t total = 0;
    assert_ok(incident_suppressed(&w->c, first.id, (struct page){.take = 10}, &list, &total));
    assert_int_equal(total, 1);
    expect_text(list.items[0].title, S("disk full"));
    expect_text(list.items[0].metadata, S("{\"n\":2}"));
    assert_int_equal(list.items[0].created_at, START + 30 * SECOND);
    expect_history(w, first.id,
                   "created by integration Monitor at 0: none to Triage\n"
                   "suppressed by integration Monitor at 30000\n");
    expect_outbox(w, first.id, "page Ann via phone by Ladder step 0 at 120000 pending\n");
}

static void an_acknowledged_incident_suppresses_too(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle first = open_incident(w, S("disk full"));
    assert_int_equal(act(w, &first, ACTION_ACKNOWLEDGE), VERDICT_CHANGE);
    const struct incident_draft draft = event_draft(w, S("disk full"));
    assert_int_equal(open_draft(w, &draft).outcome, OPEN_SUPPRESSED);
    assert_int_equal(incident_of(w, first.id).response_state, RESPONSE_ACKNOWLEDGED);
}

static void past_the_limit_events_are_only_counted(void **state)
{
    struct world *w = world_of(state);
    const struct incident_draft draft = event_draft(w, S("disk full"));
    const struct incident_handle first = open_incident(w, S("disk full")); // the first of twenty
    act_as_integration(w);
    for (int i = 2; i <= 20; i++)
        assert_int_equal(open_draft(w, &draft).outcome, OPEN_SUPPRESSED);
    for (int i = 21; i <= 25; i++)
        assert_int_equal(open_draft(w, &draft).outcome, OPEN_LIMITED);
    int64_t kept = 0;
    struct timeline_list timeline = {0};
    assert_ok(suppressed_count(&w->c.store, first.id, &kept));
    assert_ok(incident_timeline(&w->c, first.id, &timeline));
    assert_int_equal(kept, 19);
    assert_int_equal(timeline.count, 20); // created and 19 suppressed
    assert_int_equal(incident_of(w, first.id).suppressed, 24);
    world_commit(w, MINUTE);
    assert_int_equal(open_draft(w, &draft).outcome, OPEN_SUPPRESSED);
}

static void the_limit_of_one_identity_is_not_anothers(void **state)
{
    struct world *w = world_of(state);
    const struct incident_draft noisy = event_draft(w, S("noisy"));
    const struct incident_draft quiet = event_draft(w, S("quiet"));
    act_as_integration(w);
    for (int i = 0; i < 25; i++)
        (void)open_draft(w, &noisy);
    assert_int_equal(open_draft(w, &quiet).outcome, OPEN_CREATED);
    assert_int_equal(open_draft(w, &quiet).outcome, OPEN_SUPPRESSED);
}

static void people_are_never_limited(void **state)
{
    struct world *w = world_of(state);
    const struct incident_draft draft = person_draft(w, S("disk full"));
    assert_int_equal(open_draft(w, &draft).outcome, OPEN_CREATED);
    for (int i = 0; i < 30; i++)
        assert_int_equal(open_draft(w, &draft).outcome, OPEN_SUPPRESSED);
}

static void a_limited_identity_still_opens_its_next_occurrence(void **state)
{
    struct world *w = world_of(state);
    const struct incident_draft draft = event_draft(w, S("disk full"));
    const struct incident_handle first = open_incident(w, S("disk full"));
    act_as_integration(w);
    for (int i = 0; i < 25; i++)
        (void)open_draft(w, &draft);
    act_as_key(w);
    assert_int_equal(act(w, &first, ACTION_RESOLVE), VERDICT_CHANGE);
    act_as_integration(w);
    assert_int_equal(open_draft(w, &draft).outcome, OPEN_CREATED);
}

// ---- recurrence ----

static void after_a_resolution_the_next_event_is_a_new_occurrence(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle first = open_incident(w, S("disk full"));
    assert_int_equal(act(w, &first, ACTION_RESOLVE), VERDICT_CHANGE);
    world_commit(w, MINUTE);
    const struct incident_handle second = open_incident(w, S("disk full"));
    const struct incident incident = incident_of(w, second.id);
    assert_int_not_equal(second.id, first.id);
    assert_int_equal(second.group_id, first.group_id);
    assert_int_equal(incident.number, 2);
    assert_int_equal(incident.group.number, 1);
    assert_int_equal(incident.occurrence, 2);
    assert_int_equal(incident.group.occurrences, 2);
    assert_int_equal(incident.group.created_at, START);
    assert_int_equal(incident.created_at, START + MINUTE);
    assert_int_equal(incident.suppressed, 0);
    assert_int_equal(incident_of(w, first.id).response_state, RESPONSE_RESOLVED);
    expect_outbox(w, second.id, "page Ann via phone by Ladder step 0 at 180000 pending\n");
}

static int64_t severity_of(const struct world *w, int level)
{
    return directory_severity_by_spike_level(w->c.directory, level)->id;
}

static void an_occurrence_remembers_priority_and_severity(void **state)
{
    struct world *w = world_of(state);
    struct act_result result = {0};
    const struct incident_handle first = open_incident(w, S("disk full"));
    assert_ok(incident_set_priority(&w->c, &first, 2, &result));
    assert_ok(incident_set_severity(&w->c, &first, severity_of(w, 1), &result));
    (void)act(w, &first, ACTION_RESOLVE);
    const struct incident second = incident_of(w, open_incident(w, S("disk full")).id);
    assert_int_equal(second.group.priority, 2);
    assert_int_equal(second.severity_id, severity_of(w, 1));
    assert_int_equal(second.group.severity_id, severity_of(w, 1));
}

static void what_an_event_says_is_stronger_than_memory(void **state)
{
    struct world *w = world_of(state);
    struct incident_draft draft = event_draft(w, S("disk full"));
    draft.priority = 2;
    draft.severity_id = severity_of(w, 1);
    const struct opened opened = open_draft(w, &draft);
    const struct incident_handle first = handle_of(w, opened.incident_id);
    assert_int_equal(incident_of(w, first.id).severity_id, severity_of(w, 1));
    (void)act(w, &first, ACTION_RESOLVE);
    draft.priority = 4;
    draft.severity_id = severity_of(w, 3);
    const struct incident second = incident_of(w, open_draft(w, &draft).incident_id);
    assert_int_equal(second.group.priority, 4);
    assert_int_equal(second.severity_id, severity_of(w, 3));
    assert_int_equal(incident_of(w, first.id).severity_id, severity_of(w, 1)); // history stays
}

// ---- recoveries ----

static struct opened recover(struct world *w, const struct incident_draft *draft)
{
    struct opened opened = {.outcome = OPEN_OUTCOME_COUNT, .incident_id = 42};
    assert_ok(incident_recover(&w->c, draft, &opened));
    return opened;
}

static void a_recovery_resolves_the_open_incident(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle first = open_incident(w, S("disk full"));
    world_commit(w, 30 * SECOND);
    struct incident_draft draft = event_draft(w, S("disk full"));
    draft.metadata = S("{\"status\":\"ok\"}");
    act_as_integration(w);
    const struct opened opened = recover(w, &draft);
    assert_int_equal(opened.outcome, OPEN_RESOLVED);
    assert_int_equal(opened.incident_id, first.id);
    const struct incident incident = incident_of(w, first.id);
    assert_int_equal(incident.response_state, RESPONSE_RESOLVED);
    assert_int_equal(incident.resolved_at, START + 30 * SECOND);
    assert_int_equal(incident.escalates_at, 0);
    expect_text(incident.metadata, S("{}"));
    expect_text(incident.resolved_metadata, S("{\"status\":\"ok\"}"));
    assert_int_equal(incident.group.version, first.version + 1);
    expect_history(w, first.id,
                   "created by integration Monitor at 0: none to Triage\n"
                   "auto_resolved by integration Monitor at 30000: Triage to Closed\n");
    expect_outbox(w, first.id, "page Ann via phone by Ladder step 0 at 120000 canceled\n");
}

static void a_recovery_is_told_to_those_whose_page_is_out(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle first = open_incident(w, S("disk full"));
    const struct incident_draft draft = event_draft(w, S("disk full"));
    world_commit(w, 2 * MINUTE);
    act_as_integration(w);
    assert_int_equal(recover(w, &draft).outcome, OPEN_RESOLVED);
    expect_outbox(w, first.id,
                  "page Ann via phone by Ladder step 0 at 120000 canceled\n"
                  "resolved Ann at 120000 pending\n");
}

static void a_recovery_resolves_what_is_acknowledged(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle first = open_incident(w, S("disk full"));
    const struct incident_draft draft = event_draft(w, S("disk full"));
    (void)act(w, &first, ACTION_ACKNOWLEDGE);
    assert_int_equal(recover(w, &draft).outcome, OPEN_RESOLVED);
    const struct incident incident = incident_of(w, first.id);
    assert_int_equal(incident.response_state, RESPONSE_RESOLVED);
    assert_int_equal(incident.acknowledged_at, START);
}

static void a_recovery_of_nothing_open_is_dropped(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle first = open_incident(w, S("disk full"));
    (void)act(w, &first, ACTION_RESOLVE);
    struct incident_draft drafts[] = {
        event_draft(w, S("disk full")),    // resolved already
        event_draft(w, S("never opened")), //
        person_draft(w, S("disk full")),   // somebody else's
        event_draft(w, S("disk full")),    // without identity
    };
    drafts[3].grouping = GROUP_NEVER;
    const str before = written(w);
    for (size_t i = 0; i < ARRAY_LEN(drafts); i++) {
        const struct opened opened = recover(w, &drafts[i]);
        expect_row(opened.outcome == OPEN_DROPPED && opened.incident_id == 0, i);
    }
    expect_text(written(w), before);
}

static void after_a_recovery_the_next_event_is_a_new_occurrence(void **state)
{
    struct world *w = world_of(state);
    const struct incident_draft draft = event_draft(w, S("disk full"));
    for (int64_t i = 1; i <= 3; i++) {
        const struct opened opened = open_draft(w, &draft);
        assert_int_equal(opened.outcome, OPEN_CREATED);
        assert_int_equal(incident_of(w, opened.incident_id).occurrence, i);
        assert_int_equal(recover(w, &draft).outcome, OPEN_RESOLVED);
        assert_int_equal(recover(w, &draft).outcome, OPEN_DROPPED);
    }
}

/* Only ilert's words take an incident up again. */
static void reopen(struct world *w, int64_t incident_id)
{
    const struct incident_handle handle = handle_of(w, incident_id);
    const struct public_draft draft = {.has_status = true, .status = PUBLIC_MONITORING};
    struct incident incident = {0};
    act_as_key(w);
    assert_ok(incident_load_locked(&w->c, &handle, &incident));
    incident.published_at = START; // it affects something
    assert_ok(public_incident_update(&w->c, &incident, &draft));
    act_as_integration(w);
}

static void events_meet_an_earlier_occurrence_that_was_reopened(void **state)
{
    struct world *w = world_of(state);
    const struct incident_draft draft = event_draft(w, S("disk full"));
    const struct impact mail = {.service_id = w->mail, .impact = SERVICE_DEGRADED};
    act_as_integration(w);
    const struct opened first = open_draft(w, &draft);
    const struct incident earlier = incident_of(w, first.incident_id);
    assert_ok(impacts_begin(&w->c, &earlier, (struct impact_list){&mail, 1}));
    assert_int_equal(recover(w, &draft).outcome, OPEN_RESOLVED);
    assert_int_equal(open_draft(w, &draft).outcome, OPEN_CREATED);
    assert_int_equal(recover(w, &draft).outcome, OPEN_RESOLVED);
    reopen(w, first.incident_id);
    const struct opened again = open_draft(w, &draft);
    assert_int_equal(again.outcome, OPEN_SUPPRESSED);
    assert_int_equal(again.incident_id, first.incident_id);
    const struct opened recovered = recover(w, &draft);
    assert_int_equal(recovered.outcome, OPEN_RESOLVED);
    assert_int_equal(recovered.incident_id, first.incident_id);
    assert_int_equal(recover(w, &draft).outcome, OPEN_DROPPED);
}

static void a_clock_that_was_set_back_keeps_occurrences_in_order(void **state)
{
    struct world *w = world_of(state);
    const struct incident_draft draft = event_draft(w, S("disk full"));
    const struct opened first = open_draft(w, &draft);
    w->c.now = START - MINUTE;
    assert_int_equal(open_draft(w, &draft).outcome, OPEN_SUPPRESSED);
    assert_int_equal(incident_of(w, first.incident_id).updated_at, START);
    w->c.now = START - 2 * MINUTE;
    assert_int_equal(recover(w, &draft).outcome, OPEN_RESOLVED);
    assert_int_equal(incident_of(w, first.incident_id).resolved_at, START);
    w->c.now = START - 3 * MINUTE;
    const struct incident second = incident_of(w, open_draft(w, &draft).incident_id);
    assert_int_equal(second.created_at, START);
    struct incident_page earlier = {0};
    assert_ok(incident_earlier(&w->c, &second, (struct page){.take = 10}, &earlier));
    assert_int_equal(earlier.handles.count, 1); // the first one is before it still
}

// ---- the rest ----

static void every_outcome_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (int i = 0; i < OPEN_OUTCOME_COUNT; i++) {
        const str name = open_outcome_name((enum open_outcome)i);
        expect_row(name.n > 0, (size_t)i);
        for (int k = 0; k < i; k++)
            expect_row(!str_eq(name, open_outcome_name((enum open_outcome)k)), (size_t)i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(an_event_opens_an_incident),
        WORLD_ON_BOTH(an_incident_tells_who_made_it_and_pages_the_first_step),
        WORLD_ON_BOTH(numbers_count_by_organisation_and_by_team),
        WORLD_ON_BOTH(a_policy_is_taken_from_the_draft_the_integration_the_team_or_anybody),
        WORLD_ON_BOTH(a_teams_own_default_policy_is_taken_before_others),
        WORLD_ON_BOTH(a_service_is_taken_from_the_draft_or_the_integration),
        WORLD_ON_BOTH(identity_is_the_sender_and_the_key_or_title),
        WORLD_ON_BOTH(a_key_groups_whatever_the_title_says),
        WORLD_ON_BOTH(without_grouping_each_has_a_group_of_its_own),
        WORLD_ON_BOTH(an_event_of_an_open_incident_is_suppressed),
        WORLD_ON_BOTH(an_acknowledged_incident_suppresses_too),
        WORLD_ON_BOTH(past_the_limit_events_are_only_counted),
        WORLD_ON_BOTH(the_limit_of_one_identity_is_not_anothers),
        WORLD_ON_BOTH(people_are_never_limited),
        WORLD_ON_BOTH(a_limited_identity_still_opens_its_next_occurrence),
        WORLD_ON_BOTH(after_a_resolution_the_next_event_is_a_new_occurrence),
        WORLD_ON_BOTH(an_occurrence_remembers_priority_and_severity),
        WORLD_ON_BOTH(what_an_event_says_is_stronger_than_memory),
        WORLD_ON_BOTH(a_recovery_resolves_the_open_incident),
        WORLD_ON_BOTH(a_recovery_is_told_to_those_whose_page_is_out),
        WORLD_ON_BOTH(a_recovery_resolves_what_is_acknowledged),
        WORLD_ON_BOTH(a_recovery_of_nothing_open_is_dropped),
        WORLD_ON_BOTH(after_a_recovery_the_next_event_is_a_new_occurrence),
        WORLD_ON_BOTH(events_meet_an_earlier_occurrence_that_was_reopened),
        WORLD_ON_BOTH(a_clock_that_was_set_back_keeps_occurrences_in_order),
        cmocka_unit_test(every_outcome_has_a_name_of_its_own),
    };
    return cmocka_run_group_tests_name("incident_open", tests, make_database, drop_database);
}
