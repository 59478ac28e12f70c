// test_first_start.c -- what an empty database is filled with, once.
// SPDX-License-Identifier: Apache-2.0
#include "core/first_start.h"

#include "core/access.h"
#include "core_fixture.h"
#include "model/transition.h"
#include "store/directory_store.h"

#include <pthread.h>

// A process that starts on a database, with its own connection.
struct starter {
    struct arena arena;
    struct secrets secrets;
    struct directory_board *board;
    struct id_source *ids;
    struct write_group *group;
    struct ctx c;
    str key;
    enum err outcome;
    pthread_t thread;
};

static void open_starter(struct starter *starter, struct db *db)
{
    *starter = (struct starter){.board = directory_board_open(), .ids = id_source_open()};
    arena_init(&starter->arena, TEST_BLOCK_BYTES);
    starter->group = write_group_open(starter->board, starter->ids);
    starter->c = (struct ctx){
        .store = {.db = db, .arena = &starter->arena},
        .secrets = &starter->secrets,
        .group = starter->group,
        .who = {.kind = ACTOR_SYSTEM, .scopes = SCOPE_ALL},
        .now = START,
    };
}

static void close_starter(struct starter *starter)
{
    write_group_close(&starter->group);
    id_source_close(&starter->ids);
    directory_board_close(&starter->board);
    arena_release(&starter->arena);
}

static enum err start(struct starter *starter)
{
    TRY(db_begin(starter->c.store.db, DB_WRITE));
    TRY(secrets_load(&starter->c.store, &starter->secrets));
    TRY(first_start(&starter->c, &starter->key));
    return db_commit(starter->c.store.db);
}

// ---- what is made ----

static void the_shipped_rows_are_those_of_the_design(void **state)
{
    struct world *w = world_of(state);
    const struct directory *d = w->c.directory;
    const struct team *primary = directory_default_team(d);
    expect_text(primary->name, S("Primary"));
    expect_text(primary->uid, S("prim"));
    assert_false(primary->is_private);
    const struct user_account *admin = directory_user(d, w->admin);
    assert_int_equal(admin->role, ROLE_ADMIN);
    assert_true(directory_is_member(d, primary->id, admin->id));
    const struct escalation_policy *policy = directory_policy(d, w->standard);
    assert_true(policy->is_default);
    assert_int_equal(policy->team_id, primary->id);
    assert_int_equal(policy->step_count, 1);
    assert_int_equal(policy->steps[0].targets[0].kind, TARGET_TEAM);
    assert_int_equal(policy->steps[0].targets[0].target_id, primary->id);
}

struct status_row {
    str name;
    enum status_category category;
    enum response_state response_state;
    enum public_status public_status;
};

// clang-format off
static const struct status_row status_rows[] = {
    {S("Triage"),        CATEGORY_TRIAGE,   RESPONSE_TRIGGERED,    PUBLIC_INVESTIGATING},
    {S("Investigating"), CATEGORY_LIVE,     RESPONSE_ACKNOWLEDGED, PUBLIC_INVESTIGATING},
    {S("Fixing"),        CATEGORY_LIVE,     RESPONSE_ACKNOWLEDGED, PUBLIC_IDENTIFIED},
    {S("Monitoring"),    CATEGORY_LIVE,     RESPONSE_ACKNOWLEDGED, PUBLIC_MONITORING},
    {S("Paused"),        CATEGORY_PAUSED,   RESPONSE_ACKNOWLEDGED, PUBLIC_INVESTIGATING},
    {S("Documenting"),   CATEGORY_LEARNING, RESPONSE_RESOLVED,     PUBLIC_RESOLVED},
    {S("Reviewing"),     CATEGORY_LEARNING, RESPONSE_RESOLVED,     PUBLIC_RESOLVED},
    {S("Closed"),        CATEGORY_CLOSED,   RESPONSE_RESOLVED,     PUBLIC_RESOLVED},
    {S("Declined"),      CATEGORY_DECLINED, RESPONSE_RESOLVED,     PUBLIC_RESOLVED},
    {S("Merged"),        CATEGORY_MERGED,   RESPONSE_RESOLVED,     PUBLIC_RESOLVED},
    {S("Canceled"),      CATEGORY_CANCELED, RESPONSE_RESOLVED,     PUBLIC_RESOLVED},
};
// clang-format on

static void the_statuses_carry_the_three_languages(void **state)
{
    struct world *w = world_of(state);
    const struct directory *d = w->c.directory;
    assert_int_equal(d->statuses.count, ARRAY_LEN(status_rows));
    for (size_t i = 0; i < ARRAY_LEN(status_rows); i++) {
        const struct incident_status *status = &d->statuses.items[i];
        expect_text(status->name, status_rows[i].name);
        expect_row(status->category == status_rows[i].category, i);
        expect_row(status->response_state == status_rows[i].response_state, i);
        expect_row(status->public_status == status_rows[i].public_status, i);
        expect_row(status->description.n > 0, i);
    }
}

static void every_move_has_a_shipped_status_of_its_state(void **state)
{
    struct world *w = world_of(state);
    for (int action = 0; action < INCIDENT_ACTION_COUNT; action++)
        for (int from = 0; from < RESPONSE_STATE_COUNT; from++) {
            const struct transition *move =
                transition_find((enum incident_action)action, (enum response_state)from);
            if (move->verdict != VERDICT_CHANGE || action == ACTION_ESCALATE)
                continue;
            const struct incident_status *status =
                directory_status_of_category(w->c.directory, move->category);
            expect_row(status != NULL && status->response_state == move->to, (size_t)move->id);
        }
}

static void severities_rise_in_rank(void **state)
{
    struct world *w = world_of(state);
    static const str names[] = {S("Minor"), S("Major"), S("Critical")};
    const struct directory *d = w->c.directory;
    assert_int_equal(d->severities.count, ARRAY_LEN(names));
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        expect_text(d->severities.items[i].name, names[i]);
        expect_row(d->severities.items[i].spike_level == 3 - (int)i, i);
        expect_row(i == 0 || d->severities.items[i].rank > d->severities.items[i - 1].rank, i);
    }
}

static void the_first_key_opens_everything_and_is_not_stored(void **state)
{
    struct world *w = world_of(state);
    const struct api_key *key = directory_key(w->c.directory, w->first_key_id);
    assert_true(str_starts(w->first_key, S("tocsin_")));
    assert_int_equal(key->scopes, SCOPE_ALL);
    assert_int_equal(key->team_id, 0);
    assert_int_equal(key->user_id, w->admin);
    assert_true(str_ends(w->first_key, key->hint));
    assert_int_equal(str_find_str(key->key_hash, w->first_key), key->key_hash.n);
    w->c.who = (struct principal){0};
    assert_ok(access_by_key(&w->c, w->first_key));
}

// ---- once ----

static void a_second_start_makes_nothing(void **state)
{
    struct world *w = world_of(state);
    str key = S("untouched");
    const int64_t version = w->c.directory->version;
    assert_ok(first_start(&w->c, &key));
    assert_null(key.p);
    world_commit(w, 0);
    assert_int_equal(w->c.directory->version, version);
    assert_int_equal(w->c.directory->keys.count, 1);
    assert_int_equal(w->c.directory->statuses.count, ARRAY_LEN(status_rows));
}

static void a_start_that_was_rolled_back_leaves_an_empty_database(void **state)
{
    struct store_test *test = store_test_of(state);
    struct starter starter;
    struct directory d = {0};
    open_starter(&starter, test->store.db);
    assert_ok(db_begin(test->store.db, DB_WRITE));
    assert_ok(secrets_load(&starter.c.store, &starter.secrets));
    assert_ok(first_start(&starter.c, &starter.key));
    db_rollback(test->store.db);
    close_starter(&starter);
    assert_int_equal(directory_load(&test->store, 0, &d), ERR_NOT_FOUND);
    open_starter(&starter, test->store.db);
    assert_ok(start(&starter));
    assert_true(starter.key.n > 0);
    close_starter(&starter);
}

static void *run_start(void *argument)
{
    struct starter *starter = argument;
    starter->outcome = start(starter);
    return NULL;
}

enum { NODES = 4 };

// Several nodes on one empty PostgreSQL: one of them makes the organisation, the others find it.
static void nodes_that_start_together_make_one_organisation(void **state)
{
    struct store_test *test = store_test_of(state);
    struct starter starters[NODES];
    struct directory d = {0};
    int keys = 0;
    for (int i = 0; i < NODES; i++)
        open_starter(&starters[i], open_store_again(test->fixture));
    for (int i = 0; i < NODES; i++)
        CHECK(pthread_create(&starters[i].thread, NULL, run_start, &starters[i]) == 0);
    for (int i = 0; i < NODES; i++)
        CHECK(pthread_join(starters[i].thread, NULL) == 0);
    for (int i = 0; i < NODES; i++) {
        assert_ok(starters[i].outcome);
        assert_memory_equal(starters[i].secrets.key_pepper, starters[0].secrets.key_pepper,
                            SHA256_BYTES);
        keys += starters[i].key.p == NULL ? 0 : 1;
        db_close(&starters[i].c.store.db);
        close_starter(&starters[i]);
    }
    assert_int_equal(keys, 1);
    expect_look(&test->store, LOOK_ORGANISATIONS, P_NONE, "1\n");
    assert_ok(directory_load(&test->store, 0, &d));
    assert_int_equal(d.keys.count, 1);
    assert_int_equal(d.statuses.count, ARRAY_LEN(status_rows));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_SQLITE(the_shipped_rows_are_those_of_the_design),
        WORLD_ON_SQLITE(the_statuses_carry_the_three_languages),
        WORLD_ON_SQLITE(every_move_has_a_shipped_status_of_its_state),
        WORLD_ON_SQLITE(severities_rise_in_rank),
        WORLD_ON_BOTH(the_first_key_opens_everything_and_is_not_stored),
        WORLD_ON_BOTH(a_second_start_makes_nothing),
        STORE_ON_BOTH(a_start_that_was_rolled_back_leaves_an_empty_database),
        STORE_ON_POSTGRES(nodes_that_start_together_make_one_organisation),
    };
    return cmocka_run_group_tests_name("first_start", tests, make_database, drop_database);
}
