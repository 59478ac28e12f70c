// test_incident_rivals.c -- several connections to PostgreSQL that want the same thing at once.
//
// Rivals are threads, each with a connection, a write group and an arena of its own, as the
// executor's pool has them. In every round all of them wait for each other, then run one job each;
// a job that PostgreSQL wants run again is run again.
// SPDX-License-Identifier: Apache-2.0
#include "core/configure.h"
#include "core/custom_field.h"
#include "core/field_values.h"
#include "core/incident_change.h"
#include "core/incident_config.h"
#include "core/incident_coordinate.h"
#include "core/postmortem.h"
#include "core_fixture.h"
#include "db/executor.h"
#include "store/coordination_store.h"
#include "store/directory_store.h"

#include <pthread.h>

enum { RIVALS = 2, CROWD = 6, ROUNDS = 100 };

struct rival;
typedef enum err rival_job(struct rival *r, int round);

struct rival {
    pthread_t thread;
    pthread_barrier_t *barrier;
    struct arena arena;
    struct write_group *group;
    struct ctx c;
    const struct world *w;
    int index;
    int rounds;
    rival_job *job;
    bool may_fail;
    // what came of it
    int reruns;
    int failures;
    int outcomes[OPEN_OUTCOME_COUNT];
    int verdicts[3];
    struct incident_handle handle;      // of its own, or of all
    const struct incident_handle *many; // of all
    const int64_t *severities;          // of all; one a round
    const int64_t *options;             // likewise
    const int64_t *named;               // likewise
};

static enum err run_once(struct rival *r, int round)
{
    struct db *db = r->c.store.db;
    arena_reset(&r->arena);
    TRY(write_group_begin(r->group, db, START));
    TRY(db_begin(db, DB_WRITE));
    r->c.directory = write_group_directory(r->group);
    r->c.error = (struct errinfo){0};
    enum err done = r->job(r, round);
    if (done == OK) {
        write_group_keep(r->group);
        done = write_group_finish(r->group, db);
    }
    if (done == OK)
        return db_commit(db);
    db_rollback(db);
    write_group_abort(r->group, db);
    return done;
}

static void run_round(struct rival *r, int round)
{
    enum err done = run_once(r, round);
    for (int tries = 1; done != OK && db_should_retry(r->c.store.db); tries++) {
        r->reruns++;
        if (tries == EXECUTOR_MAX_TRIES)
            break;
        done = run_once(r, round);
    }
    r->failures += done == OK ? 0 : 1;
}

static void *compete(void *argument)
{
    struct rival *r = argument;
    for (int round = 0; round < r->rounds; round++) {
        (void)pthread_barrier_wait(r->barrier);
        run_round(r, round);
    }
    return NULL;
}

static void open_rival(struct world *w, struct rival *r)
{
    arena_init(&r->arena, TEST_BLOCK_BYTES);
    r->w = w;
    r->group = write_group_open(w->board, w->ids);
    r->c = w->c;
    r->c.group = r->group;
    r->c.store.arena = &r->arena;
    r->c.store.db = open_store_again(w->test->fixture);
}

static void close_rival(struct rival *r)
{
    db_close(&r->c.store.db);
    write_group_close(&r->group);
    arena_release(&r->arena);
}

/* Runs the rounds; the world has committed before, and begins anew after. */
static void let_compete(struct world *w, struct rival *rivals, int count, rival_job *job)
{
    pthread_barrier_t barrier;
    CHECK(pthread_barrier_init(&barrier, NULL, (unsigned)count) == 0);
    world_commit(w, 0);
    assert_ok(db_commit(w->c.store.db));
    for (int i = 0; i < count; i++) {
        open_rival(w, &rivals[i]);
        rivals[i].barrier = &barrier;
        rivals[i].index = i;
        rivals[i].rounds = ROUNDS;
        rivals[i].job = job;
    }
    for (int i = 0; i < count; i++)
        CHECK(pthread_create(&rivals[i].thread, NULL, compete, &rivals[i]) == 0);
    for (int i = 0; i < count; i++)
        CHECK(pthread_join(rivals[i].thread, NULL) == 0);
    CHECK(pthread_barrier_destroy(&barrier) == 0);
    for (int i = 0; i < count; i++) {
        assert_true(rivals[i].failures == 0 || rivals[i].may_fail);
        assert_int_equal(rivals[i].reruns, 0); // as after a deadlock
        close_rival(&rivals[i]);
    }
    assert_ok(db_begin(w->c.store.db, DB_WRITE));
    expect_nothing_wrong(w);
}

static int sum_of(const struct rival *rivals, int count, enum open_outcome outcome)
{
    int sum = 0;
    for (int i = 0; i < count; i++)
        sum += rivals[i].outcomes[outcome];
    return sum;
}

// ---- one identity ----

/* All send the event of this round. */
static enum err send_alike(struct rival *r, int round)
{
    const struct incident_draft draft = event_draft(r->w, str_from_i64(&r->arena, round));
    struct opened opened = {0};
    TRY(incident_open(&r->c, &draft, &opened));
    r->outcomes[opened.outcome]++;
    return OK;
}

static int64_t incidents_of_ops(struct world *w)
{
    const struct incident_query query = {.kind = LIST_OF_TEAM, .team_id = w->ops};
    struct filter_count totals = {0};
    assert_ok(incident_totals(&w->c, &query, &totals));
    return totals.all;
}

static void two_events_of_a_new_identity_open_one_incident(void **state)
{
    struct world *w = world_of(state);
    struct rival rivals[RIVALS] = {0};
    act_as_integration(w);
    let_compete(w, rivals, RIVALS, send_alike);
    assert_int_equal(sum_of(rivals, RIVALS, OPEN_CREATED), ROUNDS);
    assert_int_equal(sum_of(rivals, RIVALS, OPEN_SUPPRESSED), ROUNDS);
    assert_int_equal(incidents_of_ops(w), ROUNDS);
}

static void a_crowd_of_events_opens_one_incident(void **state)
{
    struct world *w = world_of(state);
    struct rival rivals[CROWD] = {0};
    act_as_integration(w);
    let_compete(w, rivals, CROWD, send_alike);
    assert_int_equal(sum_of(rivals, CROWD, OPEN_CREATED), ROUNDS);
    assert_int_equal(sum_of(rivals, CROWD, OPEN_SUPPRESSED), ROUNDS * (CROWD - 1));
    assert_int_equal(incidents_of_ops(w), ROUNDS);
}

/* One sends events, the other recoveries, of one identity. */
static enum err send_or_recover(struct rival *r, int round)
{
    const struct incident_draft draft = event_draft(r->w, S("flapping"));
    struct opened opened = {0};
    (void)round;
    if (r->index == 0)
        TRY(incident_open(&r->c, &draft, &opened));
    else
        TRY(incident_recover(&r->c, &draft, &opened));
    r->outcomes[opened.outcome]++;
    return OK;
}

static void events_and_recoveries_never_contradict_each_other(void **state)
{
    struct world *w = world_of(state);
    struct rival rivals[RIVALS] = {0};
    act_as_integration(w);
    let_compete(w, rivals, RIVALS, send_or_recover);
    const int created = sum_of(rivals, RIVALS, OPEN_CREATED);
    const int resolved = sum_of(rivals, RIVALS, OPEN_RESOLVED);
    assert_in_range(resolved, created - 1, created);
    assert_int_equal(incidents_of_ops(w), created);
}

// ---- one incident ----

static enum err acknowledge_the_same(struct rival *r, int round)
{
    struct act_result result = {0};
    const enum incident_action action = round % 2 == 0 ? ACTION_ACKNOWLEDGE : ACTION_UNACKNOWLEDGE;
    TRY(incident_act(&r->c, &r->handle, action, &result));
    r->verdicts[result.verdict]++;
    return OK;
}

static void of_a_crowd_that_acts_alike_one_makes_the_change(void **state)
{
    struct world *w = world_of(state);
    struct rival rivals[CROWD] = {0};
    const struct incident_handle handle = open_incident(w, S("disk full"));
    int changes = 0;
    for (int i = 0; i < CROWD; i++)
        rivals[i].handle = handle;
    let_compete(w, rivals, CROWD, acknowledge_the_same);
    for (int i = 0; i < CROWD; i++)
        changes += rivals[i].verdicts[VERDICT_CHANGE];
    assert_int_equal(changes, ROUNDS);
    assert_int_equal(handle_of(w, handle.id).version, handle.version + ROUNDS);
}

// ---- different incidents ----

/* One acknowledges its own while the other gives its own back, and so on. */
static enum err move_against_each_other(struct rival *r, int round)
{
    struct act_result result = {0};
    const enum incident_action action =
        (round + r->index) % 2 == 0 ? ACTION_ACKNOWLEDGE : ACTION_UNACKNOWLEDGE;
    TRY(incident_act(&r->c, &r->handle, action, &result));
    r->verdicts[result.verdict]++;
    return OK;
}

static void moves_in_opposite_directions_never_wait_for_each_other(void **state)
{
    struct world *w = world_of(state);
    struct rival rivals[CROWD] = {0};
    static const str titles[CROWD] = {S("a"), S("b"), S("c"), S("d"), S("e"), S("f")};
    for (int i = 0; i < CROWD; i++) {
        rivals[i].handle = open_incident(w, titles[i]);
        if (i % 2 == 1)
            (void)act(w, &rivals[i].handle, ACTION_ACKNOWLEDGE);
    }
    let_compete(w, rivals, CROWD, move_against_each_other);
    for (int i = 0; i < CROWD; i++)
        assert_int_equal(rivals[i].verdicts[VERDICT_CHANGE], ROUNDS);
}

enum { BULK = 5 };

/* Several incidents in one transaction; every other rival takes them from the other end. */
static enum err act_on_many(struct rival *r, int round)
{
    const enum incident_action action = round % 2 == 0 ? ACTION_ACKNOWLEDGE : ACTION_UNACKNOWLEDGE;
    for (int i = 0; i < BULK; i++) {
        struct act_result result = {0};
        const int at = r->index % 2 == 0 ? i : BULK - 1 - i;
        TRY(incident_act(&r->c, &r->many[at], action, &result));
        r->verdicts[result.verdict]++;
    }
    return OK;
}

static void bulks_in_opposite_orders_never_wait_for_each_other(void **state)
{
    struct world *w = world_of(state);
    struct rival rivals[CROWD] = {0};
    struct incident_handle handles[BULK];
    int changes = 0;
    for (int i = 0; i < BULK; i++)
        handles[i] = open_incident(w, str_from_i64(w->c.store.arena, i));
    for (int i = 0; i < CROWD; i++)
        rivals[i].many = handles;
    let_compete(w, rivals, CROWD, act_on_many);
    for (int i = 0; i < CROWD; i++)
        changes += rivals[i].verdicts[VERDICT_CHANGE];
    assert_int_equal(changes, BULK * ROUNDS); // one of the crowd makes each
}

static enum err open_ones_own(struct rival *r, int round)
{
    const str title = STR_JOIN(&r->arena, str_from_i64(&r->arena, r->index), S(" of "),
                               str_from_i64(&r->arena, round));
    const struct incident_draft draft = event_draft(r->w, title);
    struct opened opened = {0};
    TRY(incident_open(&r->c, &draft, &opened));
    r->outcomes[opened.outcome]++;
    return OK;
}

static void numbers_have_no_gaps_and_no_doubles(void **state)
{
    struct world *w = world_of(state);
    struct rival rivals[CROWD] = {0};
    const int64_t most = (int64_t)CROWD * ROUNDS;
    act_as_integration(w);
    let_compete(w, rivals, CROWD, open_ones_own);
    for (int64_t number = 1; number <= most; number++) {
        struct incident_handle by_number = {0};
        struct incident_handle by_counter = {0};
        assert_ok(incident_handle_by_number(&w->c.store, number, &by_number));
        assert_ok(incident_handle_by_counter(&w->c.store, w->ops, number, &by_counter));
    }
}

// ---- what an incident names ----

/* One opens an incident with the severity of this round, the other deletes it. Neither's directory
 * hears of the deletion, as on a node that is not told yet. */
static enum err name_or_delete(struct rival *r, int round)
{
    const struct severity *severity = directory_severity(r->c.directory, r->severities[round]);
    struct incident_draft draft = person_draft(r->w, str_from_i64(&r->arena, round));
    struct opened opened = {0};
    draft.severity_id = severity->id;
    if (r->index == 0)
        return incident_open(&r->c, &draft, &opened);
    return severity_remove(&r->c, severity);
}

static void what_one_names_the_other_does_not_delete(void **state)
{
    struct world *w = world_of(state);
    struct rival rivals[RIVALS] = {0};
    int64_t severities[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        struct severity severity = {.name = str_from_i64(w->c.store.arena, i),
                                    .description = S("")};
        assert_ok(ctx_next_id(&w->c, &severity.id));
        assert_ok(severity_insert(&w->c.store, &severity));
        severities[i] = severity.id;
    }
    w->c.directory_changed = true;
    for (int i = 0; i < RIVALS; i++) {
        rivals[i].severities = severities;
        rivals[i].may_fail = true;
    }
    let_compete(w, rivals, RIVALS, name_or_delete);
    assert_int_equal(rivals[0].failures + rivals[1].failures, ROUNDS); // one of the two, each time
    assert_int_equal(incidents_of_ops(w), ROUNDS - rivals[0].failures);
}

/* One gives an incident the option of this round, the other deletes it, likewise. */
static enum err select_or_delete(struct rival *r, int round)
{
    const struct custom_field_option *option =
        directory_field_option(r->c.directory, r->options[round]);
    const struct field_input input = {.kind = FIELD_INPUT_OPTION, .id = option->id};
    const struct field_entry entry = {.field_id = option->field_id, .inputs = &input, .count = 1};
    const struct field_entry_list entries = {.name = S("fields"), .items = &entry, .count = 1};
    struct incident incident = {0};
    bool has_changed = false;
    if (r->index != 0)
        return field_option_remove(&r->c, option);
    TRY(incident_load_locked(&r->c, &r->handle, &incident));
    return field_values_set(&r->c, &incident, &entries, &has_changed);
}

static void an_option_is_given_or_deleted(void **state)
{
    struct world *w = world_of(state);
    struct rival rivals[RIVALS] = {0};
    int64_t options[ROUNDS];
    const struct incident_handle handle = open_incident(w, S("Slow"));
    struct custom_field field = {
        .name = S("Team"), .description = S(""), .type = FIELD_SINGLE_SELECT};
    struct field_value_list values = {0};
    assert_ok(custom_field_create(&w->c, &field));
    for (int i = 0; i < ROUNDS; i++) {
        struct custom_field_option option = {.field_id = field.id,
                                             .value = str_from_i64(w->c.store.arena, i)};
        assert_ok(ctx_next_id(&w->c, &option.id));
        assert_ok(field_option_insert(&w->c.store, &option));
        options[i] = option.id;
    }
    for (int i = 0; i < RIVALS; i++) {
        rivals[i].handle = handle;
        rivals[i].options = options;
        rivals[i].may_fail = true;
    }
    let_compete(w, rivals, RIVALS, select_or_delete);
    assert_int_equal(rivals[0].failures + rivals[1].failures, ROUNDS);
    assert_ok(field_values_of(&w->c, (struct id_list){&handle.id, 1}, &values));
    assert_true(values.count == 0 ||
                directory_field_option(w->c.directory, values.items[0].target_id) != NULL);
}

// ---- roles, who has them, and timestamps ----

static enum err coordinate(struct rival *r, const struct coordination *wanted)
{
    struct incident incident = {0};
    TRY(incident_load_locked(&r->c, &r->handle, &incident));
    return incident_coordinate(&r->c, &incident, wanted);
}

static enum err give_role_or_delete(struct rival *r, int round)
{
    const struct role_assignment given = {.role_id = r->named[round], .user_id = r->w->ann};
    if (r->index != 0)
        return incident_role_remove(&r->c, directory_incident_role(r->c.directory, given.role_id));
    return coordinate(r, &(struct coordination){.roles = {.items = &given, .count = 1}});
}

static enum err give_lead_or_delete(struct rival *r, int round)
{
    const struct role_assignment given = {.role_id = r->c.directory->incident_roles.items[0].id,
                                          .user_id = r->named[round]};
    if (r->index != 0)
        return user_remove(&r->c, given.user_id);
    return coordinate(r, &(struct coordination){.roles = {.items = &given, .count = 1}});
}

static enum err set_moment_or_delete(struct rival *r, int round)
{
    const struct timestamp_value value = {.timestamp_id = r->named[round], .at = START};
    if (r->index != 0)
        return timestamp_remove(&r->c, directory_timestamp(r->c.directory, value.timestamp_id));
    return coordinate(r, &(struct coordination){.moments = {.items = &value, .count = 1}});
}

static void expect_given_or_deleted(struct world *w, const int64_t *named, rival_job *job)
{
    struct rival rivals[RIVALS] = {0};
    const struct incident_handle handle = open_incident(w, S("Slow"));
    w->c.directory_changed = true;
    for (int i = 0; i < RIVALS; i++) {
        rivals[i].handle = handle;
        rivals[i].named = named;
        rivals[i].may_fail = true;
    }
    let_compete(w, rivals, RIVALS, job);
    assert_int_equal(rivals[0].failures + rivals[1].failures, ROUNDS);
}

static void a_role_is_given_or_deleted(void **state)
{
    struct world *w = world_of(state);
    int64_t ids[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        struct incident_role role = {.name = str_from_i64(w->c.store.arena, i),
                                     .shortform = S(""),
                                     .description = S(""),
                                     .instructions = S(""),
                                     .kind = INCIDENT_ROLE_CUSTOM};
        assert_ok(ctx_next_id(&w->c, &role.id));
        assert_ok(incident_role_insert(&w->c.store, &role));
        ids[i] = role.id;
    }
    expect_given_or_deleted(w, ids, give_role_or_delete);
}

static void a_person_leads_or_is_deleted(void **state)
{
    struct world *w = world_of(state);
    int64_t ids[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        const str name = str_from_i64(w->c.store.arena, i);
        struct user_account user = {.first_name = name,
                                    .last_name = S(""),
                                    .email = STR_JOIN(w->c.store.arena, name, S("@example.org")),
                                    .role = ROLE_USER};
        assert_ok(user_create(&w->c, &user, 0));
        ids[i] = user.id;
    }
    expect_given_or_deleted(w, ids, give_lead_or_delete);
}

static void a_timestamp_is_set_or_deleted(void **state)
{
    struct world *w = world_of(state);
    int64_t ids[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        struct incident_timestamp timestamp = {.name = str_from_i64(w->c.store.arena, i),
                                               .rank = i};
        assert_ok(ctx_next_id(&w->c, &timestamp.id));
        assert_ok(timestamp_insert(&w->c.store, &timestamp));
        ids[i] = timestamp.id;
    }
    expect_given_or_deleted(w, ids, set_moment_or_delete);
}

/* By a node that has made another type the default one. */
static void a_default_type_that_is_gone_is_not_named(void **state)
{
    struct world *w = world_of(state);
    const struct incident_draft draft = person_draft(w, S("Slow"));
    struct opened opened = {0};
    assert_ok(type_delete(&w->c.store, directory_default_type(w->c.directory)->id));
    assert_int_equal(incident_open(&w->c, &draft, &opened), ERR_UNAVAILABLE);
    assert_true(w->c.directory_is_behind);
    world_roll_back(w);
}

/* One alone links, the other alone sets the status: each finds what it wrote in the last round. */
static enum err link_or_set_status(struct rival *r, int round)
{
    const str last = STR_JOIN(&r->arena, S("https://x.example/"), str_from_i64(&r->arena, round));
    const str next =
        STR_JOIN(&r->arena, S("https://x.example/"), str_from_i64(&r->arena, round + 1));
    const enum postmortem_status status = (enum postmortem_status)(round % POSTMORTEM_STATUS_COUNT);
    struct postmortem_list list = {0};
    struct postmortem written = {.url = next, .provider = S("")};
    TRY(postmortems_of(&r->c, (struct id_list){.items = &r->handle.id, .count = 1}, &list));
    const struct postmortem *found = &list.items[0];
    const bool is_lost = r->index == 0 ? !str_eq(found->url, last) : found->status != status;
    r->verdicts[0] += is_lost ? 1 : 0;
    if (r->index == 0)
        return postmortem_attach(&r->c, &r->handle, &written);
    return postmortem_set_status(&r->c, found->id,
                                 (enum postmortem_status)((round + 1) % POSTMORTEM_STATUS_COUNT),
                                 &written);
}

static void neither_a_link_nor_a_status_is_lost(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("a"));
    struct rival rivals[RIVALS] = {{.handle = handle}, {.handle = handle}};
    struct postmortem first = {.url = S("https://x.example/0"), .provider = S("")};
    assert_ok(postmortem_attach(&w->c, &handle, &first));
    let_compete(w, rivals, RIVALS, link_or_set_status);
    assert_int_equal(rivals[0].verdicts[0], 0);
    assert_int_equal(rivals[1].verdicts[0], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_POSTGRES(two_events_of_a_new_identity_open_one_incident),
        WORLD_ON_POSTGRES(a_crowd_of_events_opens_one_incident),
        WORLD_ON_POSTGRES(events_and_recoveries_never_contradict_each_other),
        WORLD_ON_POSTGRES(of_a_crowd_that_acts_alike_one_makes_the_change),
        WORLD_ON_POSTGRES(moves_in_opposite_directions_never_wait_for_each_other),
        WORLD_ON_POSTGRES(bulks_in_opposite_orders_never_wait_for_each_other),
        WORLD_ON_POSTGRES(numbers_have_no_gaps_and_no_doubles),
        WORLD_ON_POSTGRES(what_one_names_the_other_does_not_delete),
        WORLD_ON_POSTGRES(an_option_is_given_or_deleted),
        WORLD_ON_POSTGRES(a_role_is_given_or_deleted),
        WORLD_ON_POSTGRES(a_person_leads_or_is_deleted),
        WORLD_ON_POSTGRES(a_timestamp_is_set_or_deleted),
        WORLD_ON_POSTGRES(a_default_type_that_is_gone_is_not_named),
        WORLD_ON_POSTGRES(neither_a_link_nor_a_status_is_lost),
    };
    return cmocka_run_group_tests_name("incident_rivals", tests, make_database, drop_database);
}
