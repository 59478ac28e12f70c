// core_fixture.c -- worlds for the tests of core.
// SPDX-License-Identifier: Apache-2.0
#include "core_fixture.h"

#include "core/first_start.h"
#include "core/service.h"
#include "facet_truth.h"

static const struct preferences preferences = {
    .partial_outage_percent = 30,
    .work = {.gap = 15 * MSEC_PER_MINUTE, .working = {480, 1080}, .sleeping = {1320, 420}},
};

// ---- transactions, as the executor and the dispatcher make them ----

static void begin(struct world *w)
{
    assert_ok(db_begin(w->c.store.db, DB_WRITE));
    assert_ok(write_group_begin(w->group, w->c.store.db, START));
    w->c.directory = write_group_directory(w->group);
    w->c.store.org_id = w->c.directory->org.id;
    w->c.directory_changed = false;
    w->c.error = (struct errinfo){0};
}

static void commit(struct world *w)
{
    if (w->c.directory_changed)
        assert_ok(write_group_directory_changed(w->group, w->c.store.db));
    write_group_keep(w->group);
    assert_ok(write_group_finish(w->group, w->c.store.db));
    assert_ok(db_commit(w->c.store.db));
    write_group_publish(w->group);
}

void world_commit(struct world *w, msec after)
{
    commit(w);
    w->c.now = START + after;
    begin(w);
}

void world_roll_back(struct world *w)
{
    db_rollback(w->c.store.db);
    write_group_drop(w->group, w->c.store.db);
    write_group_abort(w->group, w->c.store.db);
    begin(w);
}

// ---- filling the world ----

static void start_organisation(struct world *w)
{
    struct directory_snapshot *snapshot = NULL;
    assert_ok(db_begin(w->c.store.db, DB_WRITE));
    assert_ok(secrets_load(&w->c.store, &w->secrets));
    assert_ok(first_start(&w->c, &w->first_key));
    write_group_keep(w->group);
    assert_ok(db_commit(w->c.store.db));
    assert_ok(directory_snapshot_load(w->c.store.db, 0, START, &snapshot));
    directory_board_publish(w->board, snapshot);
    const struct directory *d = directory_of(snapshot);
    w->prim = d->teams.items[0].id;
    w->admin = d->users.items[0].id;
    w->standard = d->policies.items[0].id;
    w->first_key_id = d->keys.items[0].id;
    directory_snapshot_release(&snapshot);
}

static int64_t add_team(struct world *w, str name, str uid)
{
    struct team team = {.name = name, .uid = uid};
    assert_ok(team_create(&w->c, &team));
    return team.id;
}

static int64_t add_user(struct world *w, str name, int64_t team_id)
{
    struct user_account user = {
        .first_name = name,
        .last_name = S(""),
        .email = STR_JOIN(w->c.store.arena, name, S("@example.org")),
        .role = ROLE_USER,
    };
    assert_ok(user_create(&w->c, &user, team_id));
    return user.id;
}

static void add_people(struct world *w)
{
    w->ops = add_team(w, S("Operations"), S("ops"));
    w->desk = add_team(w, S("Desk"), S("desk"));
    w->ann = add_user(w, S("Ann"), w->ops);
    w->ben = add_user(w, S("Ben"), w->ops);
    w->cid = add_user(w, S("Cid"), w->desk);
}

static int64_t add_policy(struct world *w, struct escalation_policy policy)
{
    policy.team_id = w->ops;
    assert_ok(policy_create(&w->c, &policy));
    return policy.id;
}

static void add_policies(struct world *w)
{
    const struct escalation_target ann = {TARGET_USER, w->ann, S("phone")};
    const struct escalation_target ben = {TARGET_USER, w->ben, S("")};
    const struct escalation_target cid = {TARGET_USER, w->cid, S("")};
    const struct escalation_target ops = {TARGET_TEAM, w->ops, S("")};
    const struct escalation_step ladder[] = {
        {.wait_minutes = 5, .targets = &ann, .target_count = 1},
        {.wait_minutes = 10, .targets = &ops, .target_count = 1},
        {.wait_minutes = 1, .targets = &cid, .target_count = 1},
    };
    const struct escalation_step loop[] = {
        {.wait_minutes = 1, .targets = &ann, .target_count = 1},
        {.wait_minutes = 3, .targets = &ben, .target_count = 1},
    };
    w->ladder = add_policy(
        w, (struct escalation_policy){
               .name = S("Ladder"), .delay_minutes = 2, .steps = ladder, .step_count = 3});
    w->loop =
        add_policy(w, (struct escalation_policy){
                          .name = S("Loop"), .repeats = true, .steps = loop, .step_count = 2});
}

static void add_intake(struct world *w)
{
    struct service mail = {.team_id = w->ops, .name = S("Mail"), .description = S("")};
    assert_ok(service_create(&w->c, &mail, NULL));
    w->mail = mail.id;
    struct integration monitor = {.team_id = w->ops,
                                  .name = S("Monitor"),
                                  .description = S(""),
                                  .policy_id = w->ladder,
                                  .service_id = w->mail};
    assert_ok(integration_create(&w->c, &monitor));
    w->monitor = monitor.id;
}

static void fill(struct world *w)
{
    start_organisation(w);
    begin(w);
    add_people(w);
    world_commit(w, 0);
    add_policies(w);
    add_intake(w);
    world_commit(w, 0);
    act_as_key(w);
}

// ---- for cmocka ----

int set_up_world(void **state)
{
    if (set_up_store(state) != 0)
        return -1;
    struct world *w = calloc(1, sizeof(*w));
    w->test = *state;
    *state = w;
    if (w->test->fixture->url.p == NULL)
        return 0;
    w->board = directory_board_open();
    w->ids = id_source_open();
    w->group = write_group_open(w->board, w->ids);
    w->c = (struct ctx){
        .store = w->test->store,
        .preferences = &preferences,
        .secrets = &w->secrets,
        .group = w->group,
        .who = {.kind = ACTOR_SYSTEM, .scopes = SCOPE_ALL},
        .now = START,
    };
    fill(w);
    return 0;
}

int tear_down_world(void **state)
{
    struct world *w = *state;
    *state = w->test;
    if (w->board != NULL)
        expect_nothing_wrong(w);
    write_group_close(&w->group);
    id_source_close(&w->ids);
    directory_board_close(&w->board);
    free(w);
    return tear_down_store(state);
}

struct world *world_of(void **state)
{
    struct world *w = *state;
    void *test = w->test;
    (void)store_test_of(&test);
    return w;
}

// ---- who acts ----

void act_as_key(struct world *w)
{
    w->c.who = (struct principal){
        .kind = ACTOR_API_KEY, .id = w->first_key_id, .scopes = SCOPE_ALL, .user_id = w->admin};
}

void act_as_integration(struct world *w)
{
    w->c.who = (struct principal){
        .kind = ACTOR_INTEGRATION, .id = w->monitor, .scopes = SCOPE_INTAKE, .team_id = w->ops};
}

void act_as_team_key(struct world *w)
{
    act_as_key(w);
    w->c.who.team_id = w->ops;
}

// ---- acting ----

struct incident_draft event_draft(const struct world *w, str title)
{
    return (struct incident_draft){
        .title = title,
        .grouping = GROUP_BY_IDENTITY,
        .metadata = S("{}"),
        .team_id = w->ops,
        .integration_id = w->monitor,
    };
}

struct incident_draft person_draft(const struct world *w, str title)
{
    return (struct incident_draft){
        .title = title, .grouping = GROUP_BY_IDENTITY, .metadata = S("{}"), .team_id = w->ops};
}

struct opened open_draft(struct world *w, const struct incident_draft *draft)
{
    struct opened opened = {0};
    assert_ok(incident_open(&w->c, draft, &opened));
    return opened;
}

struct incident_handle open_incident(struct world *w, str title)
{
    const struct incident_draft draft = event_draft(w, title);
    const struct principal who = w->c.who;
    act_as_integration(w);
    const struct opened opened = open_draft(w, &draft);
    assert_int_equal(opened.outcome, OPEN_CREATED);
    w->c.who = who;
    return handle_of(w, opened.incident_id);
}

struct incident_handle handle_of(struct world *w, int64_t incident_id)
{
    struct incident_handle handle = {0};
    assert_ok(incident_handle_by_id(&w->c.store, incident_id, &handle));
    return handle;
}

struct incident incident_of(struct world *w, int64_t incident_id)
{
    struct incident incident = {0};
    assert_ok(incident_get(&w->c.store, incident_id, &incident));
    return incident;
}

enum verdict act(struct world *w, const struct incident_handle *handle, enum incident_action action)
{
    struct act_result result = {0};
    assert_ok(incident_act(&w->c, handle, action, &result));
    assert_int_equal(result.verdict == VERDICT_REFUSE, result.message.n > 0);
    return result.verdict;
}

// ---- looking ----

str history_of(struct world *w, int64_t incident_id)
{
    return look(&w->c.store, LOOK_HISTORY_OF, P(w->c.store.org_id, incident_id, START));
}

str outbox_of(struct world *w, int64_t incident_id)
{
    return look(&w->c.store, LOOK_OUTBOX_OF, P(w->c.store.org_id, incident_id, START));
}

str written(struct world *w)
{
    return look(&w->c.store, LOOK_WRITTEN, P(w->c.store.org_id));
}

void expect_nothing_wrong(struct world *w)
{
    const char *fault = NULL;
    assert_ok(write_group_finish(w->group, w->c.store.db));
    fault = facet_fault(&w->c.store);
    if (fault != NULL)
        fail_msg("%s", fault);
    expect_look(&w->c.store, LOOK_WRONG, P(w->c.store.org_id), "");
}

void expect_refused(struct world *w, enum err outcome, enum err kind, str field)
{
    assert_int_equal(outcome, kind);
    assert_int_equal(w->c.error.kind, kind);
    expect_text(w->c.error.field, field);
    assert_true(w->c.error.message.n > 0);
    world_roll_back(w);
}
