// test_write_group.c -- ids that are given once, and a directory that is shown when it is on disk.
// SPDX-License-Identifier: Apache-2.0
#include "core/write_group.h"

#include "core_fixture.h"

// ---- as the executor drives it ----

/* A job that takes `count` ids; the last of them. */
static int64_t take_ids(struct world *w, int count)
{
    int64_t id = 0;
    for (int i = 0; i < count; i++)
        assert_ok(ctx_next_id(&w->c, &id));
    return id;
}

static void savepoint(struct world *w)
{
    assert_ok(db_savepoint(w->c.store.db));
}

static void keep_job(struct world *w)
{
    assert_ok(db_release(w->c.store.db));
    write_group_keep(w->group);
}

static void drop_job(struct world *w)
{
    db_rollback_to_savepoint(w->c.store.db);
    write_group_drop(w->group, w->c.store.db);
}

static void begin_group(struct world *w)
{
    assert_ok(db_begin(w->c.store.db, DB_WRITE));
    assert_ok(write_group_begin(w->group, w->c.store.db, START));
}

static void abort_group(struct world *w)
{
    db_rollback(w->c.store.db);
    write_group_abort(w->group, w->c.store.db);
}

static void commit_group(struct world *w)
{
    assert_ok(db_commit(w->c.store.db));
    write_group_publish(w->group);
}

// ---- ids ----

static void ids_grow_one_by_one(void **state)
{
    struct world *w = world_of(state);
    const int64_t first = take_ids(w, 1);
    assert_int_equal(take_ids(w, 1), first + 1);
    world_commit(w, 0);
    assert_int_equal(take_ids(w, 1), first + 2);
}

static void a_dropped_job_gives_no_id_out_twice(void **state)
{
    struct world *w = world_of(state);
    for (int round = 0; round < 3; round++) {
        savepoint(w);
        const int64_t lost = take_ids(w, 10);
        drop_job(w);
        savepoint(w);
        assert_true(take_ids(w, 1) > lost);
        keep_job(w);
    }
}

enum { MORE_THAN_A_BLOCK = 5000 };

/* Over the end of a block each id is above the last. */
static int64_t expect_ids_to_grow(struct world *w, int64_t last)
{
    for (int i = 0; i < MORE_THAN_A_BLOCK; i++) {
        const int64_t id = take_ids(w, 1);
        assert_true(id > last);
        last = id;
    }
    return last;
}

static void a_dropped_job_that_took_a_block_gives_no_id_out_twice(void **state)
{
    struct world *w = world_of(state);
    int64_t last = take_ids(w, 1);
    for (int round = 0; round < 3; round++) {
        savepoint(w);
        (void)take_ids(w, MORE_THAN_A_BLOCK);
        drop_job(w);
        savepoint(w);
        last = expect_ids_to_grow(w, last);
        keep_job(w);
    }
    commit_group(w);
    begin_group(w);
    assert_true(take_ids(w, 1) > last);
}

static void an_aborted_group_gives_no_id_on_disk_out_twice(void **state)
{
    struct world *w = world_of(state);
    static const int counts[] = {1, 100, 3000, MORE_THAN_A_BLOCK};
    int64_t on_disk = take_ids(w, 1);
    commit_group(w);
    for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
        begin_group(w);
        savepoint(w);
        (void)take_ids(w, counts[i]);
        keep_job(w);
        abort_group(w);
        begin_group(w);
        on_disk = expect_ids_to_grow(w, on_disk);
        commit_group(w);
    }
    begin_group(w);
}

static void an_aborted_group_keeps_the_block_that_it_found(void **state)
{
    struct world *w = world_of(state);
    const int64_t on_disk = take_ids(w, 1);
    commit_group(w);
    begin_group(w);
    assert_int_equal(take_ids(w, 1), on_disk + 1);
    abort_group(w);
    begin_group(w);
    assert_int_equal(take_ids(w, 1), on_disk + 2); // not a block further
}

// Random jobs and groups; an id that is on disk comes once.
enum { ROUNDS = 200, MOST_IDS = 400000 };

struct ledger {
    int64_t ids[MOST_IDS];
    int count;
    int group_start;
};

static void write_down(struct ledger *ledger, int64_t id)
{
    assert_true(ledger->count < MOST_IDS);
    ledger->ids[ledger->count++] = id;
}

static int order_ids(const void *a, const void *b)
{
    const int64_t left = *(const int64_t *)a;
    const int64_t right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static void run_random_job(struct world *w, struct ledger *ledger, uint64_t *seed)
{
    const int before = ledger->count;
    // Few are large: a block is 4,096.
    const int count = next_random(seed) % 10 == 0 ? 4500 : (int)(next_random(seed) % 20);
    savepoint(w);
    for (int i = 0; i < count; i++)
        write_down(ledger, take_ids(w, 1));
    if (next_random(seed) % 3 == 0) {
        drop_job(w);
        ledger->count = before;
        return;
    }
    keep_job(w);
}

static void no_id_is_on_disk_twice_whatever_fails(void **state)
{
    struct world *w = world_of(state);
    struct ledger *ledger = arena_new(w->c.store.arena, struct ledger);
    uint64_t seed = 20;
    for (int round = 0; round < ROUNDS; round++) {
        const int before = ledger->count;
        for (uint64_t jobs = next_random(&seed) % 4; jobs > 0; jobs--)
            run_random_job(w, ledger, &seed);
        if (next_random(&seed) % 4 == 0) {
            abort_group(w);
            ledger->count = before;
        } else {
            commit_group(w);
        }
        begin_group(w);
    }
    assert_true(ledger->count > ROUNDS);
    qsort(ledger->ids, (size_t)ledger->count, sizeof(int64_t), order_ids);
    for (int i = 1; i < ledger->count; i++)
        expect_row(ledger->ids[i] > ledger->ids[i - 1], (size_t)i);
}

// ---- the directory ----

static void add_team(struct world *w, str uid)
{
    struct team team = {.name = uid, .uid = uid};
    w->c.directory = write_group_directory(w->group);
    assert_ok(team_create(&w->c, &team));
    assert_ok(write_group_directory_changed(w->group, w->c.store.db));
}

static bool sees(const struct directory *d, str uid)
{
    return directory_team_by_uid(d, uid) != NULL;
}

static bool board_shows(struct world *w, str uid)
{
    struct directory_snapshot *snapshot = directory_board_acquire(w->board);
    const bool shown = sees(directory_of(snapshot), uid);
    directory_snapshot_release(&snapshot);
    return shown;
}

static int64_t board_version(struct world *w)
{
    struct directory_snapshot *snapshot = directory_board_acquire(w->board);
    const int64_t version = directory_of(snapshot)->version;
    directory_snapshot_release(&snapshot);
    return version;
}

static void a_change_is_seen_by_the_group_first_and_by_all_after_the_commit(void **state)
{
    struct world *w = world_of(state);
    const int64_t version = board_version(w);
    savepoint(w);
    add_team(w, S("red"));
    keep_job(w);
    assert_true(sees(write_group_directory(w->group), S("red")));
    assert_false(board_shows(w, S("red")));
    commit_group(w);
    assert_true(board_shows(w, S("red")));
    assert_int_equal(board_version(w), version + 1);
    begin_group(w);
    assert_true(sees(write_group_directory(w->group), S("red")));
}

static void a_dropped_change_is_forgotten_alone(void **state)
{
    struct world *w = world_of(state);
    savepoint(w);
    add_team(w, S("red"));
    keep_job(w);
    savepoint(w);
    add_team(w, S("blue"));
    drop_job(w);
    assert_true(sees(write_group_directory(w->group), S("red")));
    assert_false(sees(write_group_directory(w->group), S("blue")));
    savepoint(w);
    add_team(w, S("blue")); // can be made again
    keep_job(w);
    commit_group(w);
    assert_true(board_shows(w, S("red")));
    assert_true(board_shows(w, S("blue")));
    begin_group(w);
}

static void a_change_is_published_though_a_later_one_was_dropped(void **state)
{
    struct world *w = world_of(state);
    savepoint(w);
    add_team(w, S("red"));
    keep_job(w);
    savepoint(w);
    add_team(w, S("blue"));
    drop_job(w);
    commit_group(w);
    assert_true(board_shows(w, S("red")));
    assert_false(board_shows(w, S("blue")));
    begin_group(w);
}

static void a_group_of_dropped_changes_publishes_nothing(void **state)
{
    struct world *w = world_of(state);
    const int64_t version = board_version(w);
    savepoint(w);
    add_team(w, S("red"));
    drop_job(w);
    commit_group(w);
    assert_int_equal(board_version(w), version);
    assert_false(board_shows(w, S("red")));
    begin_group(w);
    assert_false(sees(write_group_directory(w->group), S("red")));
}

static void an_aborted_group_forgets_its_changes(void **state)
{
    struct world *w = world_of(state);
    const int64_t version = board_version(w);
    savepoint(w);
    add_team(w, S("red"));
    keep_job(w);
    savepoint(w);
    add_team(w, S("blue"));
    keep_job(w);
    abort_group(w);
    assert_int_equal(board_version(w), version);
    begin_group(w);
    assert_false(sees(write_group_directory(w->group), S("red")));
    assert_false(sees(write_group_directory(w->group), S("blue")));
    savepoint(w);
    add_team(w, S("red"));
    keep_job(w);
    commit_group(w);
    assert_true(board_shows(w, S("red")));
    begin_group(w);
}

static void a_group_begins_with_what_others_have_published(void **state)
{
    struct world *w = world_of(state);
    struct write_group *other = write_group_open(w->board, w->ids);
    assert_ok(db_commit(w->c.store.db));
    assert_ok(db_begin(w->c.store.db, DB_WRITE));
    assert_ok(write_group_begin(other, w->c.store.db, START));
    w->c.group = other;
    struct team team = {.name = S("red"), .uid = S("red")};
    assert_ok(team_create(&w->c, &team));
    assert_ok(write_group_directory_changed(other, w->c.store.db));
    write_group_keep(other);
    assert_ok(db_commit(w->c.store.db));
    write_group_publish(other);
    w->c.group = w->group;
    assert_false(sees(write_group_directory(w->group), S("red")));
    begin_group(w);
    assert_true(sees(write_group_directory(w->group), S("red")));
    write_group_close(&other);
}

/* Another node adds a team; its board is none of ours. */
static void add_team_elsewhere(struct world *w, str uid)
{
    struct directory_board *board = directory_board_open();
    struct id_source *ids = id_source_open();
    struct write_group *group = write_group_open(board, ids);
    struct directory_snapshot *snapshot = NULL;
    struct ctx c = w->c;
    struct team team = {.name = uid, .uid = uid};
    c.group = group;
    c.store.db = open_store_again(w->test->fixture);
    assert_ok(directory_snapshot_load(c.store.db, 0, START, &snapshot));
    directory_board_publish(board, snapshot);
    directory_snapshot_release(&snapshot);
    assert_ok(write_group_begin(group, c.store.db, START));
    assert_ok(db_begin(c.store.db, DB_WRITE));
    assert_ok(team_create(&c, &team));
    assert_ok(write_group_directory_changed(group, c.store.db));
    write_group_keep(group);
    assert_ok(db_commit(c.store.db));
    db_close(&c.store.db);
    write_group_close(&group);
    id_source_close(&ids);
    directory_board_close(&board);
}

static void a_job_can_catch_up_with_another_node(void **state)
{
    struct world *w = world_of(state);
    const int64_t version = board_version(w);
    assert_ok(write_group_catch_up(w->group, w->c.store.db)); // nothing is new
    assert_int_equal(board_version(w), version);
    assert_false(write_group_is_behind(w->group, w->c.store.db));
    add_team_elsewhere(w, S("red"));
    assert_true(write_group_is_behind(w->group, w->c.store.db));
    assert_false(sees(write_group_directory(w->group), S("red")));
    assert_ok(write_group_catch_up(w->group, w->c.store.db));
    assert_true(sees(write_group_directory(w->group), S("red")));
    assert_true(board_shows(w, S("red"))); // it is on disk already
    assert_false(write_group_is_behind(w->group, w->c.store.db));
    assert_int_equal(board_version(w), version + 1);
}

static void a_small_step_back_of_the_clock_dates_nothing_earlier(void **state)
{
    struct world *w = world_of(state);
    const struct {
        msec clock;
        msec dated;
    } jobs[] = {
        {START, START},
        {START + 5, START + 5},
        {START + 4, START + 5},
        {START + 5, START + 5},
        {START + 9, START + 9},
        {START + 9 - CLOCK_STEP_MS + 1, START + 9},
        {START + 9 - CLOCK_STEP_MS, START + 9 - CLOCK_STEP_MS},
        {START + 10, START + 10},
    };
    for (size_t i = 0; i < ARRAY_LEN(jobs); i++)
        assert_int_equal(write_group_time(w->group, jobs[i].clock), jobs[i].dated);
}

static void closing_what_is_not_open_is_fine(void **state)
{
    (void)state;
    struct write_group *group = NULL;
    write_group_close(&group);
    assert_null(group);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(ids_grow_one_by_one),
        WORLD_ON_BOTH(a_dropped_job_gives_no_id_out_twice),
        WORLD_ON_BOTH(a_dropped_job_that_took_a_block_gives_no_id_out_twice),
        WORLD_ON_BOTH(an_aborted_group_gives_no_id_on_disk_out_twice),
        WORLD_ON_BOTH(an_aborted_group_keeps_the_block_that_it_found),
        WORLD_ON_BOTH(no_id_is_on_disk_twice_whatever_fails),
        WORLD_ON_BOTH(a_change_is_seen_by_the_group_first_and_by_all_after_the_commit),
        WORLD_ON_BOTH(a_dropped_change_is_forgotten_alone),
        WORLD_ON_BOTH(a_change_is_published_though_a_later_one_was_dropped),
        WORLD_ON_BOTH(a_group_of_dropped_changes_publishes_nothing),
        WORLD_ON_BOTH(an_aborted_group_forgets_its_changes),
        WORLD_ON_BOTH(a_group_begins_with_what_others_have_published),
        WORLD_ON_POSTGRES(a_job_can_catch_up_with_another_node),
        WORLD_ON_BOTH(a_small_step_back_of_the_clock_dates_nothing_earlier),
        cmocka_unit_test(closing_what_is_not_open_is_fine),
    };
    return cmocka_run_group_tests_name("write_group", tests, make_database, drop_database);
}
