// test_participants.c -- who took part in incidents, and how long people worked on them.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_change.h"
#include "core/incident_coordinate.h"
#include "core/membership.h"
#include "core/workload.h"

#include "world_services.h"

// START is 2027-01-15 08:00 UTC, a Friday: 09:00 in Berlin, 17:00 in Tokyo.
enum { HOUR = 60 * MINUTE };

/* A person of ops who lives there, acts by a key of his own from here on; committed. */
static struct principal add_person(struct world *w, str name, str time_zone)
{
    struct user_account user = {
        .first_name = name,
        .last_name = S(""),
        .email = STR_JOIN(w->c.store.arena, name, S("@example.org")),
        .time_zone = time_zone,
        .role = ROLE_USER,
    };
    assert_ok(user_create(&w->c, &user, w->ops));
    struct api_key key = {.name = name, .scopes = SCOPE_ALL, .user_id = user.id};
    str unused = {0};
    assert_ok(api_key_create(&w->c, &key, &unused));
    world_reload(w);
    return (struct principal){
        .kind = ACTOR_API_KEY, .id = key.id, .scopes = SCOPE_ALL, .user_id = user.id};
}

/* He sets the priority to something else at START + after. */
static void act_at(struct world *w, const struct principal *who, int64_t incident_id, msec after)
{
    const struct incident_handle handle = handle_of(w, incident_id);
    struct act_result result = {0};
    w->c.who = *who;
    w->c.now = START + after;
    const struct incident incident = incident_of(w, incident_id);
    assert_ok(incident_set_priority(&w->c, &handle, incident.group.priority == 1 ? 2 : 1, &result));
    act_as_key(w);
}

/* "Ada 10/0/0\n": working, late and sleeping minutes; a line each incident and person. */
static str loads_of(struct world *w, struct id_list incidents)
{
    struct arena *arena = w->c.store.arena;
    struct workload_list list = {0};
    str text = S("");
    assert_ok(workloads_of(&w->c, incidents, &list));
    for (size_t i = 0; i < list.count; i++) {
        const struct workload load = list.items[i].load;
        text =
            STR_JOIN(arena, text, directory_user(w->c.directory, list.items[i].user_id)->first_name,
                     S(" "), str_from_i64(arena, load.working / MINUTE), S("/"),
                     str_from_i64(arena, load.late / MINUTE), S("/"),
                     str_from_i64(arena, load.sleeping / MINUTE), S("\n"));
    }
    return text;
}

static void work_is_what_people_did_by_their_own_clocks(void **state)
{
    struct world *w = world_of(state);
    const struct principal ada = add_person(w, S("Ada"), S("Europe/Berlin"));
    const struct principal ken = add_person(w, S("Ken"), S("Asia/Tokyo"));
    const struct principal eve = add_person(w, S("Eve"), (str){0});
    const struct incident_handle handle = open_incident(w, S("a"));
    for (msec after = 0; after <= 30 * MINUTE; after += 10 * MINUTE)
        act_at(w, &ada, handle.id, after);
    for (msec after = 50 * MINUTE; after <= 80 * MINUTE; after += 10 * MINUTE)
        act_at(w, &ken, handle.id, after);
    act_at(w, &ada, handle.id, 90 * MINUTE); // alone
    for (msec after = 14 * HOUR - 10 * MINUTE; after <= 14 * HOUR + 10 * MINUTE;
         after += 5 * MINUTE)
        act_at(w, &eve, handle.id, after);
    expect_text(loads_of(w, IDS(handle.id)), S("Ada 30/0/0\nKen 10/20/0\nEve 0/10/10\n"));
}

static void what_an_integration_does_is_nobodys_work(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("a"));
    const struct incident_draft again = event_draft(w, S("a"));
    act_as_integration(w);
    w->c.now += 5 * MINUTE;
    (void)open_draft(w, &again);
    expect_text(loads_of(w, IDS(handle.id)), S(""));
}

static void a_page_of_incidents_is_told_apart(void **state)
{
    struct world *w = world_of(state);
    const struct principal ada = add_person(w, S("Ada"), S("UTC"));
    const struct incident_handle a = open_incident(w, S("a"));
    const struct incident_handle b = open_incident(w, S("b"));
    const struct incident_handle none = open_incident(w, S("c"));
    struct workload_list list = {0};
    for (msec after = 0; after <= 10 * MINUTE; after += 5 * MINUTE) {
        act_at(w, &ada, a.id, after);
        act_at(w, &ada, b.id, after + 20 * MINUTE);
    }
    act_at(w, &ada, b.id, 32 * MINUTE);
    assert_ok(workloads_of(&w->c, IDS(a.id, b.id, none.id), &list));
    assert_int_equal(list.count, 2);
    assert_int_equal(workload_of_incident(&list, a.id).working, 10 * MINUTE);
    assert_int_equal(workload_of_incident(&list, b.id).working, 12 * MINUTE);
    assert_int_equal(workload_total(workload_of_incident(&list, none.id)), 0);
    assert_int_equal(workload_of_person(&list, b.id, ada.user_id).working, 12 * MINUTE);
    assert_int_equal(workload_total(workload_of_person(&list, b.id, w->ben)), 0);
    assert_ok(workloads_of(&w->c, (struct id_list){0}, &list));
    assert_int_equal(list.count, 0);
}

static void work_is_the_same_alone_and_on_a_page(void **state)
{
    enum { ACTS = 260, PAGE = 250 };
    struct world *w = world_of(state);
    const struct principal eve = add_person(w, S("Eve"), S("UTC"));
    const struct incident_handle handle = open_incident(w, S("a"));
    int64_t page[PAGE] = {handle.id};
    for (int i = 1; i < PAGE; i++)
        page[i] = handle.id + i; // nothing happened on them
    for (int i = 0; i <= ACTS; i++)
        act_at(w, &eve, handle.id, i * MINUTE);
    expect_text(loads_of(w, IDS(handle.id)), S("Eve 260/0/0\n"));
    expect_text(loads_of(w, (struct id_list){.items = page, .count = PAGE}), S("Eve 260/0/0\n"));
}

static void the_newest_acts_are_looked_at(void **state)
{
    struct world *w = world_of(state);
    const struct principal eve = add_person(w, S("Eve"), S("UTC"));
    const struct incident_handle handle = open_incident(w, S("a"));
    for (int i = 0; i < ACTIVITIES_MAX + 100; i++)
        act_at(w, &eve, handle.id, i * SECOND);
    expect_text(loads_of(w, IDS(handle.id)), S("Eve 16/0/0\n"));
}

static void a_page_is_told_in_the_order_of_incidents(void **state)
{
    enum { PAGE = ACTIVE_INCIDENTS_MAX + 10 };
    struct world *w = world_of(state);
    const struct principal ada = add_person(w, S("Ada"), S("UTC"));
    int64_t page[PAGE];
    struct workload_list list = {0};
    for (int i = PAGE - 1; i >= 0; i--) {
        page[i] = open_incident(w, str_from_i64(w->c.store.arena, i)).id;
        act_at(w, &ada, page[i], 0);
        act_at(w, &ada, page[i], MINUTE);
        w->c.now = START;
    }
    assert_ok(workloads_of(&w->c, (struct id_list){.items = page, .count = PAGE}, &list));
    assert_int_equal(list.count, PAGE);
    for (size_t i = 0; i < PAGE; i++) {
        assert_int_equal(list.items[i].incident_id, page[PAGE - 1 - i]);
        assert_int_equal(list.items[i].load.working, MINUTE);
    }
}

// ---- who takes part ----

/* "Ann responder\n". */
static str participants_of_incident(struct world *w, int64_t incident_id)
{
    struct arena *arena = w->c.store.arena;
    struct participant_list list = {0};
    str text = S("");
    assert_ok(participants_list(&w->c, incident_id, &list));
    for (size_t i = 0; i < list.count; i++)
        text =
            STR_JOIN(arena, text, directory_user(w->c.directory, list.items[i].user_id)->first_name,
                     S(" "), participation_words[list.items[i].part], S("\n"));
    return text;
}

static int64_t role_of_kind(const struct world *w, enum incident_role_kind kind)
{
    const struct directory *d = w->c.directory;
    for (size_t i = 0; i < d->incident_roles.count; i++) {
        if (d->incident_roles.items[i].kind == kind)
            return d->incident_roles.items[i].id;
    }
    fail_msg("there is no role of this kind");
    return 0;
}

static void assign(struct world *w, int64_t incident_id, enum incident_role_kind kind,
                   int64_t user_id)
{
    const struct role_assignment assignment = {.role_id = role_of_kind(w, kind),
                                               .user_id = user_id};
    const struct coordination wanted = {.roles = {.items = &assignment, .count = 1}};
    const struct incident_handle handle = handle_of(w, incident_id);
    struct incident incident = {0};
    assert_ok(incident_load_locked(&w->c, &handle, &incident));
    assert_ok(incident_coordinate(&w->c, &incident, &wanted));
}

static void who_does_several_things_is_the_first_of_them(void **state)
{
    struct world *w = world_of(state);
    const struct principal dan = add_person(w, S("Dan"), S("UTC"));
    struct incident_draft draft = event_draft(w, S("a"));
    draft.is_private = true;
    act_as_integration(w);
    const int64_t id = open_draft(w, &draft).incident_id;
    act_as_key(w);
    const struct incident_handle handle = handle_of(w, id);
    struct membership membership = {.user_id = w->cid};
    expect_text(participants_of_incident(w, id), S(""));
    assert_ok(membership_create(&w->c, &handle, &membership));
    act_as_integration(w); // so that the roles are nobody's work
    assign(w, id, INCIDENT_ROLE_REPORTER, w->ben);
    assign(w, id, INCIDENT_ROLE_LEAD, w->ann);
    act_at(w, &dan, id, MINUTE);
    add_subscriber(w, id, SUBSCRIBER_USER, w->ann);
    add_subscriber(w, id, SUBSCRIBER_TEAM, w->desk);
    expect_text(participants_of_incident(w, id),
                S("Ann responder\nBen collaborator\nCid observer\nDan collaborator\n"));
    const struct id_list called = {.items = &w->cid, .count = 1};
    struct act_result result = {0};
    assert_ok(incident_add_responders(&w->c, &handle, called, &result));
    act_at(w, &dan, id, 2 * MINUTE);
    expect_text(participants_of_incident(w, id),
                S("Administrator collaborator\nAnn responder\nBen collaborator\nCid responder\n"
                  "Dan collaborator\n"));
}

static void who_opted_out_does_not_follow(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("a"));
    add_subscriber(w, handle.id, SUBSCRIBER_USER, w->ann);
    add_opt_out(w, handle.id, w->ben);
    expect_text(participants_of_incident(w, handle.id), S("Ann observer\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(work_is_what_people_did_by_their_own_clocks),
        WORLD_ON_BOTH(what_an_integration_does_is_nobodys_work),
        WORLD_ON_BOTH(a_page_of_incidents_is_told_apart),
        WORLD_ON_BOTH(work_is_the_same_alone_and_on_a_page),
        WORLD_ON_BOTH(the_newest_acts_are_looked_at),
        WORLD_ON_BOTH(a_page_is_told_in_the_order_of_incidents),
        WORLD_ON_BOTH(who_does_several_things_is_the_first_of_them),
        WORLD_ON_BOTH(who_opted_out_does_not_follow),
    };
    return cmocka_run_group_tests_name("participants", tests, make_database, drop_database);
}
