// test_automation.c -- an integration with an impact affects its service by itself.
// SPDX-License-Identifier: Apache-2.0
#include "core/impact.h"
#include "core/public_incident.h"
#include "core/service.h"
#include "core_fixture.h"

/* One more integration of Mail, whose events do this to it. */
static int64_t add_probe(struct world *w, str name, enum service_status impact)
{
    struct integration probe = {.team_id = w->ops,
                                .name = name,
                                .description = S(""),
                                .policy_id = w->ladder,
                                .service_id = w->mail,
                                .impact = impact};
    assert_ok(integration_create(&w->c, &probe));
    world_commit(w, 0);
    return probe.id;
}

static void want_one_open_incident_only(struct world *w)
{
    struct service mail = *directory_service(w->c.directory, w->mail);
    mail.one_open_incident_only = true;
    assert_ok(service_change(&w->c, &mail, NULL));
    world_commit(w, 0);
}

static struct incident_draft event_of(const struct world *w, int64_t integration_id, str title)
{
    struct incident_draft draft = event_draft(w, title);
    draft.integration_id = integration_id;
    return draft;
}

static struct opened send(struct world *w, int64_t integration_id, str title)
{
    const struct incident_draft draft = event_of(w, integration_id, title);
    act_as_integration(w);
    const struct opened opened = open_draft(w, &draft);
    act_as_key(w);
    return opened;
}

static struct opened send_recovery(struct world *w, int64_t integration_id, str title)
{
    const struct incident_draft draft = event_of(w, integration_id, title);
    struct opened opened = {0};
    act_as_integration(w);
    assert_ok(incident_recover(&w->c, &draft, &opened));
    act_as_key(w);
    return opened;
}

static enum service_status mail_status(struct world *w)
{
    struct service_status_map now = {0};
    assert_ok(service_statuses(&w->c, (struct id_list){.items = &w->mail, .count = 1}, &now));
    return service_status_in(&now, w->mail);
}

/* How many incidents the world sees. */
static size_t published(struct world *w)
{
    const struct public_query query = {.until_at = INT64_MAX};
    struct handle_list list = {0};
    assert_ok(public_incident_list(&w->c, &query, (struct page){.take = 100}, &list));
    return list.count;
}

static struct public_update_list updates(struct world *w, int64_t incident_id)
{
    struct public_update_list list = {0};
    assert_ok(public_incident_updates(&w->c, incident_id, &list));
    return list;
}

static void an_event_affects_the_service_of_its_integration(void **state)
{
    struct world *w = world_of(state);
    const int64_t probe = add_probe(w, S("Probe"), SERVICE_PARTIAL_OUTAGE);
    const struct opened opened = send(w, probe, S("mail is slow"));
    assert_int_equal(opened.outcome, OPEN_CREATED);
    assert_int_equal(mail_status(w), SERVICE_PARTIAL_OUTAGE);
    struct impact_list impacts = {0};
    assert_ok(impacts_of(&w->c, opened.incident_id, &impacts));
    assert_int_equal(impacts.count, 1);
    assert_int_equal(impacts.items[0].service_id, w->mail);
    assert_int_equal(impacts.items[0].impact, SERVICE_PARTIAL_OUTAGE);
    assert_int_equal(incident_of(w, opened.incident_id).published_at, START);
    assert_int_equal(published(w), 1);
    const struct public_update_list told = updates(w, opened.incident_id);
    assert_int_equal(told.count, 1);
    assert_int_equal(told.items[0].status, PUBLIC_INVESTIGATING);
    assert_int_equal(told.items[0].message.n, 0);
    assert_false(told.items[0].notifies);
    expect_outbox(w, opened.incident_id, "page Ann via phone by Ladder step 0 at 120000 pending\n");
}

static void without_an_impact_it_affects_nothing(void **state)
{
    struct world *w = world_of(state);
    const struct opened opened = send(w, w->monitor, S("mail is slow"));
    assert_int_equal(opened.outcome, OPEN_CREATED);
    assert_int_equal(incident_of(w, opened.incident_id).service_id, w->mail);
    assert_int_equal(incident_of(w, opened.incident_id).published_at, 0);
    assert_int_equal(mail_status(w), SERVICE_OPERATIONAL);
    assert_int_equal(published(w), 0);
    assert_int_equal(updates(w, opened.incident_id).count, 0);
}

static void a_recovery_frees_the_service(void **state)
{
    struct world *w = world_of(state);
    const int64_t probe = add_probe(w, S("Probe"), SERVICE_MAJOR_OUTAGE);
    const struct opened opened = send(w, probe, S("mail is down"));
    world_commit(w, MINUTE);
    assert_int_equal(send(w, probe, S("mail is down")).outcome, OPEN_SUPPRESSED);
    assert_int_equal(updates(w, opened.incident_id).count, 1);
    world_commit(w, 2 * MINUTE);
    assert_int_equal(send_recovery(w, probe, S("mail is down")).outcome, OPEN_RESOLVED);
    assert_int_equal(mail_status(w), SERVICE_OPERATIONAL);
    const struct history_filter all = {.services = {.items = &w->mail, .count = 1}, .most = 10};
    struct service_period_list held = {0};
    assert_ok(impact_history(&w->c.store, &all, &held));
    assert_int_equal(held.count, 1);
    assert_int_equal(held.items[0].period.from_at, START);
    assert_int_equal(held.items[0].period.until_at, START + 2 * MINUTE);
    const struct public_update_list told = updates(w, opened.incident_id);
    assert_int_equal(told.count, 2);
    assert_int_equal(told.items[0].status, PUBLIC_RESOLVED);
    assert_int_equal(published(w), 1);
}

static void the_next_occurrence_affects_it_again(void **state)
{
    struct world *w = world_of(state);
    const int64_t probe = add_probe(w, S("Probe"), SERVICE_MAJOR_OUTAGE);
    const struct opened first = send(w, probe, S("mail is down"));
    world_commit(w, MINUTE);
    (void)send_recovery(w, probe, S("mail is down"));
    world_commit(w, 2 * MINUTE);
    const struct opened second = send(w, probe, S("mail is down"));
    assert_int_equal(second.outcome, OPEN_CREATED);
    assert_int_not_equal(second.incident_id, first.incident_id);
    assert_int_equal(mail_status(w), SERVICE_MAJOR_OUTAGE);
    assert_int_equal(published(w), 2);
}

static void several_open_incidents_of_a_service_are_as_bad_as_the_worst(void **state)
{
    struct world *w = world_of(state);
    const int64_t probe = add_probe(w, S("Probe"), SERVICE_MAJOR_OUTAGE);
    const int64_t logs = add_probe(w, S("Logs"), SERVICE_DEGRADED);
    (void)send(w, logs, S("errors"));
    assert_int_equal(mail_status(w), SERVICE_DEGRADED);
    assert_int_equal(send(w, probe, S("down")).outcome, OPEN_CREATED);
    assert_int_equal(mail_status(w), SERVICE_MAJOR_OUTAGE);
    world_commit(w, MINUTE);
    (void)send_recovery(w, probe, S("down"));
    assert_int_equal(mail_status(w), SERVICE_DEGRADED);
}

// ---- one open incident only ----

static void where_one_is_wanted_other_events_are_kept_under_it(void **state)
{
    struct world *w = world_of(state);
    const int64_t probe = add_probe(w, S("Probe"), SERVICE_MAJOR_OUTAGE);
    const int64_t logs = add_probe(w, S("Logs"), SERVICE_DEGRADED);
    want_one_open_incident_only(w);
    const struct opened first = send(w, probe, S("down"));
    const struct opened same = send(w, probe, S("down, too"));
    const struct opened other = send(w, logs, S("errors"));
    assert_int_equal(first.outcome, OPEN_CREATED);
    assert_int_equal(same.outcome, OPEN_SUPPRESSED);
    assert_int_equal(same.incident_id, first.incident_id);
    assert_int_equal(other.outcome, OPEN_SUPPRESSED);
    assert_int_equal(other.incident_id, first.incident_id);
    assert_int_equal(incident_of(w, first.incident_id).suppressed, 2);
    struct suppressed_list kept = {0};
    int64_t total = 0;
    assert_ok(
        incident_suppressed(&w->c, first.incident_id, (struct page){.take = 9}, &kept, &total));
    assert_int_equal(total, 2);
    assert_int_equal(published(w), 1);
    assert_int_equal(mail_status(w), SERVICE_MAJOR_OUTAGE); // as the one that is open says
}

static void a_recovery_of_what_was_kept_resolves_nothing(void **state)
{
    struct world *w = world_of(state);
    const int64_t probe = add_probe(w, S("Probe"), SERVICE_MAJOR_OUTAGE);
    want_one_open_incident_only(w);
    (void)send(w, probe, S("down"));
    (void)send(w, probe, S("down, too"));
    assert_int_equal(send_recovery(w, probe, S("down, too")).outcome, OPEN_DROPPED);
    assert_int_equal(mail_status(w), SERVICE_MAJOR_OUTAGE);
}

static void what_affects_nothing_opens_its_own(void **state)
{
    struct world *w = world_of(state);
    const int64_t probe = add_probe(w, S("Probe"), SERVICE_MAJOR_OUTAGE);
    want_one_open_incident_only(w);
    (void)send(w, probe, S("down"));
    assert_int_equal(send(w, w->monitor, S("noise")).outcome, OPEN_CREATED);
    assert_int_equal(published(w), 1);
}

static void a_known_identity_joins_the_open_one_too(void **state)
{
    struct world *w = world_of(state);
    const int64_t probe = add_probe(w, S("Probe"), SERVICE_MAJOR_OUTAGE);
    want_one_open_incident_only(w);
    (void)send(w, probe, S("first"));
    world_commit(w, MINUTE);
    (void)send_recovery(w, probe, S("first"));
    world_commit(w, 2 * MINUTE);
    const struct opened second = send(w, probe, S("second"));
    assert_int_equal(second.outcome, OPEN_CREATED);
    const struct opened again = send(w, probe, S("first"));
    assert_int_equal(again.outcome, OPEN_SUPPRESSED);
    assert_int_equal(again.incident_id, second.incident_id);
}

static void a_person_opens_a_second_one(void **state)
{
    struct world *w = world_of(state);
    const int64_t probe = add_probe(w, S("Probe"), SERVICE_DEGRADED);
    const struct impact impact = {.service_id = w->mail, .impact = SERVICE_MAJOR_OUTAGE};
    const struct public_draft draft = {
        .summary = S("By hand"), .has_impacts = true, .impacts = {.items = &impact, .count = 1}};
    int64_t by_hand = 0;
    want_one_open_incident_only(w);
    const struct opened first = send(w, probe, S("slow"));
    assert_ok(public_incident_create(&w->c, &draft, &by_hand));
    assert_int_not_equal(by_hand, first.incident_id);
    assert_int_equal(published(w), 2);
    assert_int_equal(mail_status(w), SERVICE_MAJOR_OUTAGE);
    const struct opened third = send(w, probe, S("slower"));
    assert_int_equal(third.outcome, OPEN_SUPPRESSED);
    assert_int_equal(third.incident_id, by_hand); // the newest that holds the service
}

static void a_service_that_left_the_team_is_affected_no_longer(void **state)
{
    struct world *w = world_of(state);
    const int64_t probe = add_probe(w, S("Probe"), SERVICE_DEGRADED);
    struct service mail = *directory_service(w->c.directory, w->mail);
    const struct id_list desk = {.items = &w->desk, .count = 1};
    const struct id_list nobody = {0};
    assert_ok(service_change(&w->c, &mail, &desk));
    world_commit(w, 0);
    const struct opened opened = send(w, probe, S("slow"));
    assert_int_equal(opened.outcome, OPEN_CREATED);
    assert_int_equal(published(w), 0);
    assert_int_equal(mail_status(w), SERVICE_OPERATIONAL);
    mail = *directory_service(w->c.directory, w->mail);
    assert_ok(service_change(&w->c, &mail, &nobody)); // what is no team's may be affected by all
    world_commit(w, 0);
    (void)send(w, probe, S("slower"));
    assert_int_equal(mail_status(w), SERVICE_DEGRADED);
}

/* By Spike's create a person may name an integration; he opens a second one all the same. */
static void so_does_a_person_who_names_the_integration(void **state)
{
    struct world *w = world_of(state);
    const int64_t probe = add_probe(w, S("Probe"), SERVICE_DEGRADED);
    want_one_open_incident_only(w);
    const struct opened first = send(w, probe, S("slow"));
    struct incident_draft draft = person_draft(w, S("slower"));
    draft.integration_id = probe;
    act_as_key(w);
    const struct opened second = open_draft(w, &draft);
    assert_int_equal(second.outcome, OPEN_CREATED);
    assert_int_not_equal(second.incident_id, first.incident_id);
    assert_int_equal(published(w), 2);
}

static void another_teams_incident_takes_no_alert_away(void **state)
{
    struct world *w = world_of(state);
    const int64_t probe = add_probe(w, S("Probe"), SERVICE_MAJOR_OUTAGE);
    struct service desk = {.team_id = w->desk, .name = S("Desk"), .description = S("")};
    int64_t note = 0;
    assert_ok(service_create(&w->c, &desk, NULL));
    want_one_open_incident_only(w);
    const struct impact impacts[] = {{desk.id, SERVICE_DEGRADED}, {w->mail, SERVICE_DEGRADED}};
    const struct public_draft draft = {
        .summary = S("Desk's note"), .has_impacts = true, .impacts = {impacts, 2}};
    assert_ok(public_incident_create(&w->c, &draft, &note));
    assert_int_equal(incident_of(w, note).team_id, w->desk);
    const struct opened alert = send(w, probe, S("down"));
    assert_int_equal(alert.outcome, OPEN_CREATED);
    assert_int_equal(incident_of(w, alert.incident_id).team_id, w->ops);
    assert_int_equal(mail_status(w), SERVICE_MAJOR_OUTAGE);
}

static void what_nobody_was_paged_for_takes_no_alert_unless_it_is_in_hand(void **state)
{
    struct world *w = world_of(state);
    const int64_t probe = add_probe(w, S("Probe"), SERVICE_DEGRADED);
    const struct impact impact = {.service_id = w->mail, .impact = SERVICE_DEGRADED};
    struct public_draft draft = {.summary = S("Written down"),
                                 .has_impacts = true,
                                 .impacts = {.items = &impact, .count = 1},
                                 .created_at = START - MINUTE};
    int64_t silent = 0;
    int64_t in_hand = 0;
    want_one_open_incident_only(w);
    assert_ok(public_incident_create(&w->c, &draft, &silent));
    assert_int_equal(send(w, probe, S("first")).outcome, OPEN_CREATED);
    assert_int_equal(send_recovery(w, probe, S("first")).outcome, OPEN_RESOLVED);
    draft.has_status = true;
    draft.status = PUBLIC_IDENTIFIED;
    assert_ok(public_incident_create(&w->c, &draft, &in_hand));
    const struct opened kept = send(w, probe, S("second"));
    assert_int_equal(kept.outcome, OPEN_SUPPRESSED);
    assert_int_equal(kept.incident_id, in_hand);
}

static void an_alert_that_is_kept_is_as_bad_as_it_says(void **state)
{
    struct world *w = world_of(state);
    const int64_t mild = add_probe(w, S("Mild"), SERVICE_DEGRADED);
    const int64_t grave = add_probe(w, S("Grave"), SERVICE_MAJOR_OUTAGE);
    want_one_open_incident_only(w);
    const struct opened first = send(w, mild, S("slow"));
    assert_int_equal(mail_status(w), SERVICE_DEGRADED);
    assert_int_equal(send(w, grave, S("down")).incident_id, first.incident_id);
    assert_int_equal(mail_status(w), SERVICE_MAJOR_OUTAGE);
    assert_int_equal(send(w, mild, S("slower")).outcome, OPEN_SUPPRESSED);
    assert_int_equal(mail_status(w), SERVICE_MAJOR_OUTAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(an_event_affects_the_service_of_its_integration),
        WORLD_ON_BOTH(without_an_impact_it_affects_nothing),
        WORLD_ON_BOTH(a_recovery_frees_the_service),
        WORLD_ON_BOTH(the_next_occurrence_affects_it_again),
        WORLD_ON_BOTH(several_open_incidents_of_a_service_are_as_bad_as_the_worst),
        WORLD_ON_BOTH(where_one_is_wanted_other_events_are_kept_under_it),
        WORLD_ON_BOTH(a_recovery_of_what_was_kept_resolves_nothing),
        WORLD_ON_BOTH(what_affects_nothing_opens_its_own),
        WORLD_ON_BOTH(a_known_identity_joins_the_open_one_too),
        WORLD_ON_BOTH(a_service_that_left_the_team_is_affected_no_longer),
        WORLD_ON_BOTH(a_person_opens_a_second_one),
        WORLD_ON_BOTH(another_teams_incident_takes_no_alert_away),
        WORLD_ON_BOTH(what_nobody_was_paged_for_takes_no_alert_unless_it_is_in_hand),
        WORLD_ON_BOTH(an_alert_that_is_kept_is_as_bad_as_it_says),
        WORLD_ON_BOTH(so_does_a_person_who_names_the_integration),
    };
    return cmocka_run_group_tests_name("automation", tests, make_database, drop_database);
}
