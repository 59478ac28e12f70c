// test_incident_private.c -- private incidents: as if not there for a key without the scope.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_change.h"
#include "core/incident_find.h"
#include "store/coordination_store.h"

#include "world_services.h"

static const struct page all = {.take = INCIDENT_PAGE_MAX};

static void act_as_outsider(struct world *w)
{
    act_as_key(w);
    w->c.who.scopes &= ~(unsigned)SCOPE_PRIVATE;
}

static int64_t open_private(struct world *w, str title)
{
    struct incident_draft draft = person_draft(w, title);
    draft.is_private = true;
    return open_draft(w, &draft).incident_id;
}

static int64_t open_public(struct world *w, str title)
{
    const struct incident_draft draft = person_draft(w, title);
    return open_draft(w, &draft).incident_id;
}

// ---- one incident ----

static str names_of(struct world *w, int64_t id, size_t which)
{
    struct arena *arena = w->c.store.arena;
    const struct incident incident = incident_of(w, id);
    char bytes[OBJECT_ID_BYTES];
    const str object_id = {bytes, sizeof(bytes)};
    object_id_write(&w->secrets.ids, ID_INCIDENT, id, incident.created_at, bytes);
    const str names[] = {
        STR_JOIN(arena, object_id),
        STR_JOIN(arena, S("ops-"), str_from_i64(arena, incident.group.number)),
        STR_JOIN(arena, S("INC-"), str_from_i64(arena, incident.number)),
        str_from_i64(arena, id),
    };
    return which < ARRAY_LEN(names) ? names[which] : (str){0};
}

static void no_name_of_a_private_incident_leads_an_outsider_to_it(void **state)
{
    struct world *w = world_of(state);
    const int64_t id = open_private(w, S("leak"));
    for (size_t i = 0; i < 4; i++) {
        const str name = names_of(w, id, i);
        struct incident_handle handle = {0};
        act_as_key(w);
        assert_ok(incident_find(&w->c, name, 0, &handle));
        expect_row(handle.id == id && handle.is_private && incident_in_reach(&w->c, &handle), i);
        act_as_outsider(w);
        expect_row(!incident_in_reach(&w->c, &handle), i);
        expect_row(incident_find(&w->c, name, 0, &handle) == ERR_NOT_FOUND, i);
        expect_error(w, ERR_NOT_FOUND, "");
    }
    act_as_team_key(w); // the scope is not the reach
    w->c.who.team_id = w->desk;
    struct incident_handle handle = {0};
    assert_int_equal(incident_find(&w->c, names_of(w, id, 0), 0, &handle), ERR_NOT_FOUND);
    expect_error(w, ERR_NOT_FOUND, "");
    act_as_outsider(w);
    struct incident incident = {0};
    struct incident_detail detail = {0};
    assert_int_equal(incident_read(&w->c, id, &incident), ERR_NOT_FOUND);
    expect_error(w, ERR_NOT_FOUND, "");
    assert_int_equal(incident_detail(&w->c, id, &detail), ERR_NOT_FOUND);
    expect_error(w, ERR_NOT_FOUND, "");
}

static void whose_the_key_is_does_not_matter(void **state)
{
    struct world *w = world_of(state);
    const int64_t id = open_private(w, S("leak"));
    const struct incident_handle handle = handle_of(w, id);
    const struct id_list ann = {.items = &w->ann, .count = 1};
    struct act_result result = {0};
    assert_ok(incident_add_responders(&w->c, &handle, ann, &result));
    act_as_outsider(w);
    w->c.who.user_id = w->ann;
    assert_false(incident_in_reach(&w->c, &handle));
}

static void a_private_incident_is_never_shared(void **state)
{
    struct world *w = world_of(state);
    const int64_t id = open_private(w, S("leak"));
    const struct incident_handle handle = handle_of(w, id);
    struct act_result result = {0};
    assert_ok(incident_set_sharing(&w->c, &handle, false, &result)); // as it is
    expect_refused(w, incident_set_sharing(&w->c, &handle, true, &result), ERR_INVALID,
                   S("publicSharing"));
}

// ---- lists ----

static str titles(struct world *w, const struct handle_list *list)
{
    str text = S("");
    for (size_t i = 0; i < list->count; i++)
        text = STR_JOIN(w->c.store.arena, text, incident_of(w, list->items[i].id).title);
    return text;
}

struct list_row {
    struct incident_query query;
    str titles;
    str seen; // by an outsider
    int64_t open;
    int64_t seen_open;
};

static void expect_list(struct world *w, const struct incident_query *query, str names,
                        int64_t open)
{
    struct incident_page page = {0};
    struct filter_count totals = {0};
    assert_ok(incident_list(&w->c, query, all, &page));
    assert_ok(incident_totals(&w->c, query, &totals));
    expect_text(titles(w, &page.handles), names);
    assert_int_equal(page.total, names.n);
    assert_int_equal(page.open, open);
    assert_int_equal(totals.all, page.total);
    assert_int_equal(totals.open, page.open);
}

/* p and q are private: a and p triggered, b acknowledged, q resolved, of ops; all Ann's. */
static void fill_lists(struct world *w)
{
    const int64_t ids[] = {open_public(w, S("a")), open_private(w, S("p")), open_public(w, S("b")),
                           open_private(w, S("q"))};
    const struct id_list ann = {.items = &w->ann, .count = 1};
    struct act_result result = {0};
    for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
        const struct incident_handle handle = handle_of(w, ids[i]);
        assert_ok(incident_add_responders(&w->c, &handle, ann, &result));
    }
    const struct incident_handle b = handle_of(w, ids[2]);
    const struct incident_handle q = handle_of(w, ids[3]);
    (void)act(w, &b, ACTION_ACKNOWLEDGE);
    (void)act(w, &q, ACTION_RESOLVE);
}

static void lists_and_totals_are_without_what_an_outsider_must_not_see(void **state)
{
    struct world *w = world_of(state);
    fill_lists(w);
    const struct incident_filter any = {
        .until_at = START + MINUTE, .teams = S(""), .states = S(""), .services = S("")};
    struct incident_filter resolved = any;
    resolved.states = S("[2]");
    const struct list_row rows[] = {
        {{.kind = LIST_OF_TEAM, .team_id = w->ops}, S("qbpa"), S("ba"), 3, 2},
        {{.kind = LIST_OF_TEAM, .team_id = w->desk}, S(""), S(""), 0, 0},
        {{.kind = LIST_OF_STATE, .team_id = w->ops, .state = RESPONSE_TRIGGERED},
         S("pa"),
         S("a"),
         2,
         1},
        {{.kind = LIST_OF_STATE, .team_id = w->ops, .state = RESPONSE_ACKNOWLEDGED},
         S("b"),
         S("b"),
         1,
         1},
        {{.kind = LIST_OF_USER, .team_id = w->ops, .user_id = w->ann}, S("qbpa"), S("ba"), 3, 2},
        {{.kind = LIST_BETWEEN, .filter = any}, S("qbpa"), S("ba"), 3, 2},
        {{.kind = LIST_BETWEEN, .filter = resolved}, S("q"), S(""), 0, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        act_as_key(w);
        expect_list(w, &rows[i].query, rows[i].titles, rows[i].open);
        act_as_outsider(w);
        expect_list(w, &rows[i].query, rows[i].seen, rows[i].seen_open);
        w->c.who.team_id = w->ops;
        expect_list(w, &rows[i].query, rows[i].seen, rows[i].seen_open);
    }
}

static void pages_are_cut_from_what_is_seen(void **state)
{
    struct world *w = world_of(state);
    fill_lists(w);
    act_as_outsider(w);
    const struct incident_query query = {.kind = LIST_OF_TEAM, .team_id = w->ops};
    struct incident_page page = {0};
    assert_ok(incident_list(&w->c, &query, (struct page){.skip = 1, .take = 1}, &page));
    expect_text(titles(w, &page.handles), S("a"));
    assert_ok(incident_list(&w->c, &query, (struct page){.skip = 2, .take = 1}, &page));
    expect_text(titles(w, &page.handles), S(""));
}

static void open_incidents_of_a_service_are_those_that_are_seen(void **state)
{
    struct world *w = world_of(state);
    struct incident_draft draft = person_draft(w, S("a"));
    draft.service_id = w->mail;
    (void)open_draft(w, &draft);
    draft.title = S("p");
    draft.is_private = true;
    (void)open_draft(w, &draft);
    const struct incident_query query = {
        .kind = LIST_OPEN_OF_SERVICE, .team_id = w->ops, .service_id = w->mail};
    expect_list(w, &query, S("pa"), 2);
    act_as_outsider(w);
    expect_list(w, &query, S("a"), 1);
}

// ---- opening ----

static void a_private_incident_has_a_group_of_its_own(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle open = handle_of(w, open_public(w, S("same")));
    const struct incident_handle private = handle_of(w, open_private(w, S("same")));
    assert_int_not_equal(open.group_id, private.group_id);
    struct incident_draft draft = person_draft(w, S("same"));
    draft.is_private = true;
    const struct opened again = open_draft(w, &draft); // each swallows its own kind
    assert_int_equal(again.outcome, OPEN_SUPPRESSED);
    assert_int_equal(again.incident_id, private.id);
}

static void who_does_not_see_private_incidents_opens_none(void **state)
{
    struct world *w = world_of(state);
    struct incident_draft draft = person_draft(w, S("leak"));
    struct opened opened = {0};
    draft.is_private = true;
    act_as_outsider(w);
    expect_refused(w, incident_open(&w->c, &draft, &opened), ERR_FORBIDDEN, S("private"));
}

/* A type whose incidents are private; committed. */
static int64_t add_private_type(struct world *w)
{
    struct incident_type type = {
        .name = S("Security"), .description = S(""), .is_private_only = true};
    assert_ok(ctx_stamp(&w->c, &type.id, &type.created_at, &type.updated_at));
    assert_ok(type_insert(&w->c.store, &type));
    world_reload(w);
    return type.id;
}

static void an_alert_of_a_private_type_pages_and_affects_nothing(void **state)
{
    struct world *w = world_of(state);
    struct integration monitor = *directory_integration(w->c.directory, w->monitor);
    monitor.name = S("Watch");
    monitor.impact = SERVICE_MAJOR_OUTAGE;
    assert_ok(integration_create(&w->c, &monitor));
    struct incident_draft draft = event_draft(w, S("intruder"));
    draft.integration_id = monitor.id;
    draft.type_id = add_private_type(w);
    act_as_integration(w);
    const int64_t id = open_draft(w, &draft).incident_id;
    const struct incident incident = incident_of(w, id);
    assert_true(incident.is_private);
    assert_int_equal(incident.published_at, 0);
    expect_affected(w, id, "");
    expect_periods(w, id, "");
    assert_true(outbox_of(w, id).n > 0);
}

static void a_recovery_finds_the_incident_private_or_not(void **state)
{
    struct world *w = world_of(state);
    struct incident_draft draft = event_draft(w, S("disk"));
    struct opened done = {0};
    draft.is_private = true;
    act_as_integration(w);
    const int64_t id = open_draft(w, &draft).incident_id;
    draft.is_private = false; // the type that it began with has changed
    assert_ok(incident_recover(&w->c, &draft, &done));
    assert_int_equal(done.outcome, OPEN_RESOLVED);
    assert_int_equal(done.incident_id, id);
    assert_ok(incident_recover(&w->c, &draft, &done));
    assert_int_equal(done.outcome, OPEN_DROPPED);
}

// ---- telling ----

static void the_world_is_told_nothing_of_a_private_incident(void **state)
{
    struct world *w = world_of(state);
    const int64_t id = open_private(w, S("leak"));
    const struct incident_handle handle = handle_of(w, id);
    const struct public_draft draft = public_draft(w, S("Mail is down"), PUBLIC_INVESTIGATING);
    struct incident incident = {0};
    struct audience audience = {0};
    world_commit(w, 0);
    assert_ok(incident_load_locked(&w->c, &handle, &incident));
    expect_refused(w, public_incident_update(&w->c, &incident, &draft), ERR_INVALID,
                   S("affected_services"));
    expect_refused(w, public_incident_forecast(&w->c, &draft, id, &audience), ERR_INVALID,
                   S("affected_services"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(no_name_of_a_private_incident_leads_an_outsider_to_it),
        WORLD_ON_BOTH(whose_the_key_is_does_not_matter),
        WORLD_ON_BOTH(a_private_incident_is_never_shared),
        WORLD_ON_BOTH(lists_and_totals_are_without_what_an_outsider_must_not_see),
        WORLD_ON_BOTH(pages_are_cut_from_what_is_seen),
        WORLD_ON_BOTH(open_incidents_of_a_service_are_those_that_are_seen),
        WORLD_ON_BOTH(a_private_incident_has_a_group_of_its_own),
        WORLD_ON_BOTH(who_does_not_see_private_incidents_opens_none),
        WORLD_ON_BOTH(an_alert_of_a_private_type_pages_and_affects_nothing),
        WORLD_ON_BOTH(a_recovery_finds_the_incident_private_or_not),
        WORLD_ON_BOTH(the_world_is_told_nothing_of_a_private_incident),
    };
    return cmocka_run_group_tests_name("incident_list", tests, make_database, drop_database);
}
