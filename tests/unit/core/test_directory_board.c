// test_directory_board.c -- counted snapshots; the newest hangs on the board, for all threads.
// SPDX-License-Identifier: Apache-2.0
#include "core/directory_board.h"

#include "core_fixture.h"

#include <pthread.h>
#include <stdatomic.h>

enum { READERS = 4, VERSIONS = 200 };

/* What the database says in the open transaction, as a version of its own. */
static struct directory_snapshot *load_next(struct world *w)
{
    struct directory_snapshot *snapshot = NULL;
    int64_t version = 0;
    assert_ok(counter_add(&w->c.store, COUNTER_DIRECTORY, 0, 1, &version));
    assert_ok(directory_snapshot_load(w->c.store.db, w->c.store.org_id, START, &snapshot));
    assert_int_equal(directory_of(snapshot)->version, version);
    return snapshot;
}

static int64_t shown_version(struct directory_board *board)
{
    struct directory_snapshot *shown = directory_board_acquire(board);
    const int64_t version = directory_of(shown)->version;
    directory_snapshot_release(&shown);
    assert_null(shown);
    return version;
}

static void the_newest_is_shown_whatever_comes_after_it(void **state)
{
    struct world *w = world_of(state);
    struct directory_board *board = directory_board_open();
    struct directory_snapshot *older = load_next(w);
    struct directory_snapshot *newer = load_next(w);
    const int64_t version = directory_of(newer)->version;
    directory_board_publish(board, older);
    assert_int_equal(shown_version(board), version - 1);
    directory_board_publish(board, newer);
    assert_int_equal(shown_version(board), version);
    directory_board_publish(board, older);
    assert_int_equal(shown_version(board), version);
    directory_board_publish(board, newer); // again
    assert_int_equal(shown_version(board), version);
    directory_snapshot_release(&older);
    directory_snapshot_release(&newer);
    assert_int_equal(shown_version(board), version); // the board has a reference of its own
    directory_board_close(&board);
    assert_null(board);
}

static void who_holds_a_snapshot_keeps_it(void **state)
{
    struct world *w = world_of(state);
    struct directory_board *board = directory_board_open();
    struct directory_snapshot *older = load_next(w);
    directory_board_publish(board, older);
    directory_snapshot_release(&older);
    struct directory_snapshot *held = directory_board_acquire(board);
    struct directory_snapshot *newer = load_next(w);
    directory_board_publish(board, newer);
    directory_snapshot_release(&newer);
    directory_board_close(&board);
    expect_text(directory_of(held)->teams.items[0].name, S("Primary"));
    directory_snapshot_release(&held);
}

static void nothing_is_closed_or_released_twice(void **state)
{
    (void)state;
    struct directory_board *board = NULL;
    struct directory_snapshot *snapshot = NULL;
    directory_board_close(&board);
    directory_snapshot_release(&snapshot);
    board = directory_board_open();
    directory_board_close(&board); // without a snapshot
    assert_null(board);
}

static void without_an_organisation_there_is_no_snapshot(void **state)
{
    struct store *s = store_of(state, 0);
    struct directory_snapshot *snapshot = NULL;
    assert_int_equal(directory_snapshot_load(s->db, 0, START, &snapshot), ERR_NOT_FOUND);
    assert_null(snapshot);
}

// ---- from many threads ----

struct reader {
    pthread_t thread;
    struct directory_board *board;
    int64_t last_version; // at which it stops
    bool went_back;
};

static void *read_until_the_last(void *argument)
{
    struct reader *reader = argument;
    int64_t seen = 0;
    while (seen < reader->last_version) {
        struct directory_snapshot *snapshot = directory_board_acquire(reader->board);
        const struct directory *d = directory_of(snapshot);
        reader->went_back = reader->went_back || d->version < seen || d->teams.count == 0;
        seen = d->version;
        directory_snapshot_release(&snapshot);
    }
    return NULL;
}

static void readers_see_versions_grow(void **state)
{
    struct world *w = world_of(state);
    struct directory_board *board = directory_board_open();
    struct directory_snapshot *snapshot = load_next(w);
    struct reader readers[READERS] = {0};
    const int64_t last = directory_of(snapshot)->version + VERSIONS;
    directory_board_publish(board, snapshot);
    directory_snapshot_release(&snapshot);
    for (int i = 0; i < READERS; i++) {
        readers[i] = (struct reader){.board = board, .last_version = last};
        CHECK(pthread_create(&readers[i].thread, NULL, read_until_the_last, &readers[i]) == 0);
    }
    for (int i = 0; i < VERSIONS; i++) {
        snapshot = load_next(w);
        directory_board_publish(board, snapshot);
        directory_snapshot_release(&snapshot);
    }
    for (int i = 0; i < READERS; i++)
        CHECK(pthread_join(readers[i].thread, NULL) == 0);
    for (int i = 0; i < READERS; i++)
        assert_false(readers[i].went_back);
    directory_board_close(&board);
}

// ---- loading while another node commits ----

struct loader {
    pthread_t thread;
    struct db *db;
    int64_t org_id;
    struct directory_snapshot *snapshot;
    enum err loaded;
};

static void *load(void *argument)
{
    struct loader *loader = argument;
    loader->loaded = directory_snapshot_load(loader->db, loader->org_id, START, &loader->snapshot);
    return NULL;
}

/* Until a backend of this database waits for a lock. */
static void wait_for_a_waiter(struct world *w)
{
    int64_t waiting = 0;
    while (waiting == 0)
        assert_ok(
            db_one(w->c.store.db, w->c.store.arena, LOOK_WAITERS, P_NONE, row_read_i64, &waiting));
}

// The table of targets is locked, so the load stops half way; then a team and a version are added.
static void a_load_beside_a_commit_is_never_newer_in_name_than_in_fact(void **state)
{
    struct world *w = world_of(state);
    struct loader loader = {.db = open_store_again(w->test->fixture), .org_id = w->c.store.org_id};
    const int64_t version = w->c.directory->version;
    run_script(w->c.store.db, "LOCK TABLE escalation_target IN ACCESS EXCLUSIVE MODE");
    CHECK(pthread_create(&loader.thread, NULL, load, &loader) == 0);
    wait_for_a_waiter(w);
    struct team team = {.name = S("red"), .uid = S("red")};
    assert_ok(team_create(&w->c, &team));
    world_commit(w, 0);
    CHECK(pthread_join(loader.thread, NULL) == 0);
    assert_ok(loader.loaded);
    const struct directory *d = directory_of(loader.snapshot);
    assert_true(d->version == version || directory_team_by_uid(d, S("red")) != NULL);
    directory_snapshot_release(&loader.snapshot);
    db_close(&loader.db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(the_newest_is_shown_whatever_comes_after_it),
        WORLD_ON_BOTH(who_holds_a_snapshot_keeps_it),
        cmocka_unit_test(nothing_is_closed_or_released_twice),
        STORE_ON_BOTH(without_an_organisation_there_is_no_snapshot),
        WORLD_ON_BOTH(readers_see_versions_grow),
        WORLD_ON_POSTGRES(a_load_beside_a_commit_is_never_newer_in_name_than_in_fact),
    };
    return cmocka_run_group_tests_name("directory_board", tests, make_database, drop_database);
}
