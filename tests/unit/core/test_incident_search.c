// test_incident_search.c -- searches against plain loops over what is in the tables, while random
// incidents are created, moved, changed and written down afterwards.
//
// TOCSIN_TEST_SEED chooses another sequence; the one used is printed.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_search.h"

#include "core/facet_cache.h"
#include "core/facet_catch_up.h"
#include "core/incident_change.h"
#include "core/incident_status.h"
#include "core_fixture.h"
#include "store/facet_store.h"
#include "store/order_store.h"

#include <inttypes.h>

enum { MOST = 2000, ROUNDS = 12, CHANGES = 25, SEARCHES = 40, CACHE_BYTES = 1024 * 1024 };

// What the tables say, and what the tests ask.
struct play {
    struct world *w;
    uint64_t seed;
    const struct unindexed *incidents; // by number - 1
    int64_t count;
    int64_t severities[4]; // by rank; the last is none
    int64_t statuses[4];
};

static uint64_t pick(struct play *play, uint64_t count)
{
    return next_random(&play->seed) % count;
}

// ---- random writes ----

static void open_random(struct play *play)
{
    struct world *w = play->w;
    struct opened opened = {0};
    struct incident_draft draft = person_draft(w, S("something"));
    draft.grouping = GROUP_NEVER;
    draft.team_id = pick(play, 3) == 0 ? w->desk : w->ops;
    draft.severity_id = play->severities[pick(play, 4)];
    draft.status_id = play->statuses[pick(play, 4)];
    draft.mode = pick(play, 4) == 0 ? (enum incident_mode)pick(play, MODE_COUNT) : MODE_STANDARD;
    draft.is_private = pick(play, 5) == 0;
    if (pick(play, 4) == 0)
        draft.created_at = w->c.now - (msec)pick(play, 90 * (uint64_t)MSEC_PER_DAY);
    assert_ok(incident_open(&w->c, &draft, &opened));
}

static void change_random(struct play *play)
{
    struct world *w = play->w;
    struct incident_handle handle = {0};
    struct incident incident = {0};
    const int64_t number = 1 + (int64_t)pick(play, (uint64_t)play->count);
    const struct unindexed *chosen = &play->incidents[number - 1];
    assert_ok(incident_handle_by_id(&w->c.store, chosen->place.id, &handle));
    assert_ok(incident_load_locked(&w->c, &handle, &incident));
    const struct incident_status *to =
        directory_status(w->c.directory, play->statuses[pick(play, 4)]);
    const struct status_move move = {
        .to = to, .kind = incident_move_kind(incident.response_state, to->response_state)};
    assert_ok(incident_move(&w->c, &incident, &move));
    incident.severity_id = play->severities[pick(play, 4)];
    assert_ok(incident_save(&w->c, &incident));
}

static void read_tables(struct play *play)
{
    struct unindexed_list list = {0};
    assert_ok(unindexed_incidents(&play->w->c.store, 1, MOST, &list));
    play->incidents = list.items;
    play->count = (int64_t)list.count;
}

/* Time goes on by some hours; sometimes the clock steps back. */
static void write_random(struct play *play)
{
    for (int i = 0; i < CHANGES; i++) {
        open_random(play);
        if (play->count > 0)
            change_random(play);
        if (pick(play, 10) == 0)
            world_commit(play->w, play->w->c.now - START - MINUTE);
    }
    const msec hours = (msec)pick(play, 72) * 60 * MINUTE;
    world_commit(play->w, play->w->c.now - START + hours);
    read_tables(play);
}

// ---- plain loops ----

static bool has_value(const struct incident_condition *condition, int64_t value)
{
    for (size_t i = 0; i < condition->value_count; i++) {
        if (condition->values[i] == value)
            return true;
    }
    return false;
}

static int64_t value_of(const struct unindexed *i, enum facet_kind kind)
{
    if (kind == FACET_STATUS)
        return i->status_id;
    return kind == FACET_SEVERITY ? i->severity_id : i->team_id;
}

static bool is_true(const struct incident_condition *condition, const struct unindexed *i)
{
    const bool is_created = condition->kind == CONDITION_CREATED;
    const msec at = is_created ? i->place.created_at : i->updated_at;
    if (condition->kind == CONDITION_ANY_OF)
        return has_value(condition, value_of(i, condition->facet));
    if (condition->kind == CONDITION_NONE_OF)
        return !has_value(condition, value_of(i, condition->facet));
    return at >= condition->from_at && at <= condition->until_at;
}

static bool matches(const struct incident_search *search, const struct unindexed *i)
{
    size_t holding = 0;
    if (search->modes != 0 && (search->modes & 1U << i->mode) == 0)
        return false;
    if ((search->team_id != 0 && search->team_id != i->team_id) ||
        (i->is_private && !search->sees_private))
        return false;
    for (size_t k = 0; k < search->count; k++)
        holding += is_true(&search->conditions[k], i) ? 1 : 0;
    return search->is_any && search->count > 0 ? holding > 0 : holding == search->count;
}

static int compare(const struct incident_place *a, const struct incident_place *b)
{
    if (a->created_at != b->created_at)
        return a->created_at < b->created_at ? -1 : 1;
    return (a->id > b->id) - (a->id < b->id);
}

static int by_place(const void *left, const void *right)
{
    const struct unindexed *const *a = left, *const *b = right;
    return compare(&(*a)->place, &(*b)->place);
}

struct expected {
    const struct unindexed *items[MOST];
    size_t count;
};

/* In the order of the list. */
static void expect_all(const struct play *play, const struct incident_search *search,
                       struct expected *out)
{
    out->count = 0;
    for (int64_t i = 0; i < play->count; i++) {
        if (matches(search, &play->incidents[i]))
            out->items[out->count++] = &play->incidents[i];
    }
    qsort(out->items, out->count, sizeof(out->items[0]), by_place);
    for (size_t i = 0; i < out->count / 2 && !search->oldest_first; i++) {
        const struct unindexed *other = out->items[out->count - 1 - i];
        out->items[out->count - 1 - i] = out->items[i];
        out->items[i] = other;
    }
}

/* The place of what follows the incident `after_id`, whether that is among them or not. */
static size_t behind(const struct play *play, const struct incident_search *search,
                     const struct expected *all)
{
    size_t at = 0;
    for (int64_t i = 0; i < play->count && search->after_id != 0; i++) {
        const struct unindexed *after = &play->incidents[i];
        if (after->place.id != search->after_id)
            continue;
        const int wanted = search->oldest_first ? 1 : -1;
        while (at < all->count && compare(&all->items[at]->place, &after->place) != wanted)
            at++;
    }
    return at;
}

// ---- random searches ----

static struct incident_condition random_values(struct play *play)
{
    int64_t *values = arena_array(play->w->c.store.arena, int64_t, 4);
    struct incident_condition condition = {
        .kind = pick(play, 2) == 0 ? CONDITION_ANY_OF : CONDITION_NONE_OF,
        .facet = pick(play, 2) == 0 ? FACET_STATUS : FACET_SEVERITY,
        .values = values,
        .value_count = pick(play, 4),
    };
    const int64_t *from = condition.facet == FACET_STATUS ? play->statuses : play->severities;
    for (size_t i = 0; i < condition.value_count; i++)
        values[i] = from[i];
    return condition;
}

static msec random_time(struct play *play)
{
    const msec at = play->w->c.now - (msec)pick(play, 95 * (uint64_t)MSEC_PER_DAY);
    return pick(play, 3) == 0 ? at / MSEC_PER_DAY * MSEC_PER_DAY : at;
}

static struct incident_condition random_time_range(struct play *play)
{
    const msec from_at = random_time(play);
    const msec length = (msec)pick(play, 60 * (uint64_t)MSEC_PER_DAY) / (msec)(1 + pick(play, 50));
    return (struct incident_condition){
        .kind = pick(play, 2) == 0 ? CONDITION_CREATED : CONDITION_UPDATED,
        .from_at = pick(play, 5) == 0 ? INT64_MIN : from_at,
        .until_at = pick(play, 5) == 0 ? INT64_MAX : from_at + length,
    };
}

static struct incident_search random_search(struct play *play, struct incident_condition *room)
{
    struct incident_search search = {
        .conditions = room,
        .count = pick(play, 4),
        .is_any = pick(play, 3) == 0,
        .modes = pick(play, 2) == 0 ? 3 : (unsigned)pick(play, 16),
        .team_id = pick(play, 4) == 0 ? play->w->ops : 0,
        .sees_private = pick(play, 2) == 0,
        .oldest_first = pick(play, 2) == 0,
        .take = 1 + (int64_t)pick(play, 30),
    };
    for (size_t i = 0; i < search.count; i++)
        room[i] = pick(play, 2) == 0 ? random_values(play) : random_time_range(play);
    return search;
}

static void expect_page(struct play *play, const struct incident_search *search,
                        const struct expected *all)
{
    struct incident_search_page page = {0};
    const size_t first = behind(play, search, all);
    const size_t left = all->count - first;
    assert_ok(incident_search(&play->w->c, search, &page));
    assert_int_equal(page.total, all->count);
    assert_int_equal(page.count, left < (size_t)search->take ? left : (size_t)search->take);
    assert_int_equal(page.has_more, left > page.count);
    for (size_t i = 0; i < page.count; i++) {
        assert_int_equal(page.items[i].handle.id, all->items[first + i]->place.id);
        assert_int_equal(page.items[i].number, all->items[first + i]->place.number);
        assert_int_equal(page.items[i].created_at, all->items[first + i]->place.created_at);
        assert_int_equal(page.items[i].handle.team_id, all->items[first + i]->team_id);
    }
}

/* From the beginning, behind an incident of the page before, and behind any at all. */
static void search_random(struct play *play)
{
    static struct expected all;
    struct incident_condition room[4];
    struct incident_search search = random_search(play, room);
    expect_all(play, &search, &all);
    expect_page(play, &search, &all);
    if (all.count > 0) {
        search.after_id = all.items[pick(play, all.count)]->place.id;
        expect_page(play, &search, &all);
    }
    const struct unindexed *any = &play->incidents[pick(play, (uint64_t)play->count)];
    if ((search.team_id != 0 && any->team_id != search.team_id) ||
        (any->is_private && !search.sees_private))
        return;
    search.after_id = any->place.id;
    expect_page(play, &search, &all);
}

static void begin_play(struct world *w, struct play *play)
{
    const char *wanted = getenv("TOCSIN_TEST_SEED");
    const struct directory *d = w->c.directory;
    *play = (struct play){.w = w, .seed = wanted == NULL ? 1 : strtoull(wanted, NULL, 10)};
    print_message("# seed %" PRIu64 "\n", play->seed);
    for (size_t i = 0; i < 3; i++)
        play->severities[i] = d->severities.items[i].id;
    for (size_t i = 0; i < 4; i++)
        play->statuses[i] = d->statuses.items[i * d->statuses.count / 4].id;
}

static void play_all(struct world *w)
{
    struct play play;
    begin_play(w, &play);
    for (int round = 0; round < ROUNDS; round++) {
        write_random(&play);
        for (int i = 0; i < SEARCHES; i++)
            search_random(&play);
    }
}

static void random_searches_find_what_loops_find(void **state)
{
    play_all(world_of(state));
}

static void what_is_remembered_is_true(void **state)
{
    struct world *w = world_of(state);
    w->c.found = facet_cache_open(CACHE_BYTES);
    play_all(w);
    facet_cache_close(&w->c.found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(random_searches_find_what_loops_find),
        WORLD_ON_BOTH(what_is_remembered_is_true),
    };
    return cmocka_run_group_tests_name("incident_search", tests, make_database, drop_database);
}
