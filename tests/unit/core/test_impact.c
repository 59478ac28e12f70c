// test_impact.c -- what an incident does to services: begun, replaced, ended, taken up again.
// SPDX-License-Identifier: Apache-2.0
#include "core/impact.h"

#include "core/incident_change.h"
#include "core/service.h"
#include "world_services.h"

// Three services and one incident, which takes Mail down at START.
struct scene {
    struct world *w;
    int64_t web;
    int64_t disk;
    int64_t incident_id;
};

static struct scene scene_of(void **state)
{
    struct world *w = world_of(state);
    struct scene scene = {.w = w};
    scene.web = add_service(w, S("Web"));
    scene.disk = add_service(w, S("Disk"));
    const struct public_draft draft = public_draft(w, S("down"), PUBLIC_IDENTIFIED);
    scene.incident_id = publish(w, &draft);
    return scene;
}

/* At START + `at`; was anything changed? */
static bool replace(struct scene *scene, msec at, struct impact_list impacts)
{
    struct world *w = scene->w;
    const struct incident incident = incident_of(w, scene->incident_id);
    bool changed = false;
    w->c.now = START + at;
    assert_ok(impacts_replace(&w->c, &incident, impacts, &changed));
    return changed;
}

static void what_stays_goes_on_and_what_changes_begins_anew(void **state)
{
    struct scene s = scene_of(state);
    assert_true(
        replace(&s, MINUTE, IMPACTS({s.web, SERVICE_DEGRADED}, {s.w->mail, SERVICE_MAJOR_OUTAGE})));
    expect_affected(s.w, s.incident_id, "Web 2\nMail 4\n");
    expect_periods(s.w, s.incident_id, "Mail 4 from 0\nWeb 2 from 60000\n");
    assert_true(replace(&s, 2 * MINUTE,
                        IMPACTS({s.w->mail, SERVICE_DEGRADED}, {s.disk, SERVICE_OPERATIONAL})));
    expect_affected(s.w, s.incident_id, "Mail 2\nDisk 0\n");
    expect_periods(s.w, s.incident_id,
                   "Mail 4 from 0 until 120000\n"
                   "Mail 2 from 120000\n"
                   "Web 2 from 60000 until 120000\n");
    expect_nothing_wrong(s.w);
}

static void an_impact_of_operational_lets_go_and_a_worse_one_takes_hold(void **state)
{
    struct scene s = scene_of(state);
    (void)replace(&s, MINUTE, IMPACTS({s.w->mail, SERVICE_OPERATIONAL}));
    expect_periods(s.w, s.incident_id, "Mail 4 from 0 until 60000\n");
    (void)replace(&s, 2 * MINUTE, IMPACTS({s.w->mail, SERVICE_UNDER_MAINTENANCE}));
    expect_periods(s.w, s.incident_id, "Mail 4 from 0 until 60000\nMail 1 from 120000\n");
}

static void the_same_list_changes_nothing_and_another_order_does(void **state)
{
    struct scene s = scene_of(state);
    const struct impact_list two =
        IMPACTS({s.w->mail, SERVICE_MAJOR_OUTAGE}, {s.web, SERVICE_MAJOR_OUTAGE});
    assert_false(replace(&s, MINUTE, IMPACTS({s.w->mail, SERVICE_MAJOR_OUTAGE})));
    assert_true(replace(&s, MINUTE, two));
    assert_false(replace(&s, 2 * MINUTE, two));
    assert_true(replace(&s, 2 * MINUTE,
                        IMPACTS({s.web, SERVICE_MAJOR_OUTAGE}, {s.w->mail, SERVICE_MAJOR_OUTAGE})));
    expect_affected(s.w, s.incident_id, "Web 4\nMail 4\n");
    expect_periods(s.w, s.incident_id, "Mail 4 from 0\nWeb 4 from 60000\n");
}

static void what_changes_twice_in_an_instant_has_lasted_no_time(void **state)
{
    struct scene s = scene_of(state);
    (void)replace(&s, 0, IMPACTS({s.w->mail, SERVICE_DEGRADED}));
    (void)replace(&s, 0, IMPACTS({s.w->mail, SERVICE_PARTIAL_OUTAGE}));
    expect_periods(s.w, s.incident_id, "Mail 3 from 0\n");
    (void)replace(&s, 0, IMPACTS({s.w->mail, SERVICE_OPERATIONAL}));
    expect_periods(s.w, s.incident_id, "Mail 3 from 0 until 0\n"); // holds nothing, never did
    expect_nothing_wrong(s.w);
    (void)replace(&s, 0, IMPACTS({s.w->mail, SERVICE_DEGRADED}));
    expect_periods(s.w, s.incident_id, "Mail 2 from 0\n");
}

static void a_service_may_be_let_go_and_taken_again(void **state)
{
    struct scene s = scene_of(state);
    (void)replace(&s, MINUTE, IMPACTS({s.web, SERVICE_DEGRADED}));
    (void)replace(&s, 2 * MINUTE, IMPACTS({s.w->mail, SERVICE_DEGRADED}));
    expect_periods(s.w, s.incident_id,
                   "Mail 4 from 0 until 60000\n"
                   "Mail 2 from 120000\n"
                   "Web 2 from 60000 until 120000\n");
}

// ---- with the incident ----

static void what_it_holds_ends_and_goes_on_with_it(void **state)
{
    struct scene s = scene_of(state);
    struct world *w = s.w;
    (void)replace(&s, 0, IMPACTS({w->mail, SERVICE_DEGRADED}, {s.web, SERVICE_OPERATIONAL}));
    w->c.now = START + MINUTE;
    update(w, s.incident_id, &STATUS_UPDATE(PUBLIC_RESOLVED));
    expect_periods(w, s.incident_id, "Mail 2 from 0 until 60000\n");
    expect_affected(w, s.incident_id, "Mail 2\nWeb 0\n"); // what it affected is still known
    w->c.now = START + 2 * MINUTE;
    update(w, s.incident_id, &STATUS_UPDATE(PUBLIC_MONITORING));
    expect_periods(w, s.incident_id, "Mail 2 from 0 until 60000\nMail 2 from 120000\n");
}

static void ending_and_going_on_in_one_instant_leaves_no_hole(void **state)
{
    struct scene s = scene_of(state);
    s.w->c.now = START + MINUTE;
    update(s.w, s.incident_id, &STATUS_UPDATE(PUBLIC_RESOLVED));
    update(s.w, s.incident_id, &STATUS_UPDATE(PUBLIC_MONITORING));
    expect_periods(s.w, s.incident_id, "Mail 4 from 0 until 60000\nMail 4 from 60000\n");
    update(s.w, s.incident_id, &STATUS_UPDATE(PUBLIC_RESOLVED));
    update(s.w, s.incident_id, &STATUS_UPDATE(PUBLIC_MONITORING));
    expect_periods(s.w, s.incident_id, "Mail 4 from 0 until 60000\nMail 4 from 60000\n");
}

static void what_is_over_holds_nothing_new(void **state)
{
    struct scene s = scene_of(state);
    s.w->c.now = START + MINUTE;
    update(s.w, s.incident_id, &STATUS_UPDATE(PUBLIC_RESOLVED));
    assert_true(replace(&s, 2 * MINUTE, IMPACTS({s.web, SERVICE_DEGRADED})));
    expect_affected(s.w, s.incident_id, "Web 2\n");
    expect_periods(s.w, s.incident_id, "Mail 4 from 0 until 60000\n");
    s.w->c.now = START + 3 * MINUTE; // it goes on with what it affects now
    update(s.w, s.incident_id, &STATUS_UPDATE(PUBLIC_MONITORING));
    expect_periods(s.w, s.incident_id, "Mail 4 from 0 until 60000\nWeb 2 from 180000\n");
}

static void one_write_reopens_and_affects_another_service(void **state)
{
    struct scene s = scene_of(state);
    s.w->c.now = START + MINUTE;
    update(s.w, s.incident_id, &STATUS_UPDATE(PUBLIC_RESOLVED));
    s.w->c.now = START + 2 * MINUTE;
    update(s.w, s.incident_id,
           &(struct public_draft){
               .has_status = true,
               .status = PUBLIC_IDENTIFIED,
               .has_impacts = true,
               .impacts = IMPACTS({s.web, SERVICE_DEGRADED}, {s.w->mail, SERVICE_DEGRADED})});
    expect_affected(s.w, s.incident_id, "Web 2\nMail 2\n");
    expect_periods(s.w, s.incident_id,
                   "Mail 4 from 0 until 60000\nMail 2 from 120000\nWeb 2 from 120000\n");
}

/* A client names what the directory knows; on PostgreSQL somebody else may have deleted it since.
 */
static void a_service_that_is_gone_cannot_be_affected(void **state)
{
    struct scene s = scene_of(state);
    const struct incident incident = incident_of(s.w, s.incident_id);
    bool changed = false;
    assert_int_equal(
        impacts_replace(&s.w->c, &incident, IMPACTS({12345, SERVICE_DEGRADED}), &changed),
        ERR_INVALID);
    expect_error(s.w, ERR_INVALID, "affected_services");
    world_roll_back(s.w);
}

// ---- events ----

/* A second integration of ops, whose events degrade a service. */
static int64_t add_integration(struct world *w, int64_t service_id)
{
    struct integration integration = {.team_id = w->ops,
                                      .name = S("Probe"),
                                      .description = S(""),
                                      .policy_id = w->ladder,
                                      .service_id = service_id,
                                      .impact = SERVICE_DEGRADED};
    assert_ok(integration_create(&w->c, &integration));
    world_reload(w);
    return integration.id;
}

static struct opened send(struct world *w, int64_t integration_id, str title)
{
    struct incident_draft draft = event_draft(w, title);
    draft.integration_id = integration_id;
    act_as_integration(w);
    w->c.who.id = integration_id;
    const struct opened opened = open_draft(w, &draft);
    act_as_key(w);
    return opened;
}

static void an_event_affects_the_service_of_its_integration_if_it_is_to(void **state)
{
    struct world *w = world_of(state);
    const int64_t web = add_service(w, S("Web"));
    const int64_t id = send(w, add_integration(w, web), S("slow")).incident_id;
    expect_affected(w, id, "Web 2\n");
    expect_periods(w, id, "Web 2 from 0\n");
    assert_int_equal(incident_of(w, id).published_at, START);
    expect_outbox(w, id, "page Ann via phone by Ladder step 0 at 120000 pending\n");
    expect_history(w, id,
                   "created by integration Probe at 0: none to Triage\n"
                   "update by integration Probe at 0: none to INVESTIGATING\n");
    const int64_t quiet = send(w, w->monitor, S("slow")).incident_id; // by default: none
    expect_affected(w, quiet, "");
    assert_int_equal(incident_of(w, quiet).published_at, 0);
}

static void
a_service_that_wants_one_open_incident_has_one_by_events_and_more_by_people(void **state)
{
    struct world *w = world_of(state);
    struct service web = {
        .team_id = w->ops, .name = S("Web"), .description = S(""), .one_open_incident_only = true};
    assert_ok(service_create(&w->c, &web, NULL));
    world_reload(w);
    const int64_t probe = add_integration(w, web.id);
    const struct opened first = send(w, probe, S("slow"));
    const struct opened second = send(w, probe, S("slower"));
    assert_int_equal(second.outcome, OPEN_SUPPRESSED);
    assert_int_equal(second.incident_id, first.incident_id);
    assert_int_equal(incident_of(w, first.incident_id).suppressed, 1);
    struct public_draft draft = public_draft(w, S("down"), PUBLIC_INVESTIGATING);
    draft.impacts = IMPACTS({web.id, SERVICE_MAJOR_OUTAGE});
    assert_int_not_equal(publish(w, &draft), first.incident_id);
    const struct incident_handle handle = handle_of(w, first.incident_id);
    assert_int_equal(act(w, &handle, ACTION_RESOLVE), VERDICT_CHANGE);
    // a person's incident holds the service now
    assert_int_not_equal(send(w, probe, S("slowest")).incident_id, first.incident_id);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(what_stays_goes_on_and_what_changes_begins_anew),
        WORLD_ON_BOTH(an_impact_of_operational_lets_go_and_a_worse_one_takes_hold),
        WORLD_ON_BOTH(the_same_list_changes_nothing_and_another_order_does),
        WORLD_ON_BOTH(what_changes_twice_in_an_instant_has_lasted_no_time),
        WORLD_ON_BOTH(a_service_may_be_let_go_and_taken_again),
        WORLD_ON_BOTH(what_it_holds_ends_and_goes_on_with_it),
        WORLD_ON_BOTH(ending_and_going_on_in_one_instant_leaves_no_hole),
        WORLD_ON_BOTH(what_is_over_holds_nothing_new),
        WORLD_ON_BOTH(one_write_reopens_and_affects_another_service),
        WORLD_ON_POSTGRES(a_service_that_is_gone_cannot_be_affected),
        WORLD_ON_BOTH(an_event_affects_the_service_of_its_integration_if_it_is_to),
        WORLD_ON_BOTH(a_service_that_wants_one_open_incident_has_one_by_events_and_more_by_people),
    };
    return cmocka_run_group_tests_name("impact", tests, make_database, drop_database);
}
