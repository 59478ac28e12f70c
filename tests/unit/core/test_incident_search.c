// test_incident_search.c -- searches against plain loops over what is in the tables, while random
// incidents are created, moved, changed and written down afterwards.
//
// TOCSIN_TEST_SEED chooses another sequence; the one used is printed.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_search.h"

#include "core/facet.h"
#include "core/facet_cache.h"
#include "core/facet_catch_up.h"
#include "core/incident_change.h"
#include "core/incident_status.h"
#include "core_fixture.h"
#include "store/extras_store.h"
#include "store/facet_store.h"
#include "store/field_store.h"
#include "store/order_store.h"

#include <inttypes.h>
#include <math.h>

enum { ROLE_ID = 901, OPTION_FIELD = 902, TEXT_FIELD = 903, NUMBER_FIELD = 904 };
enum {
    MOST = 70000,
    ROUNDS = 12,
    CHANGES = 25,
    SEARCHES = 40,
    LARGE_SEARCHES = 60,
    CACHE_BYTES = 1024 * 1024
};

static const str texts[] = {S("disk full"), S("disk"), S("the disk"), S("fan"),
                            S("\xc3\xa9t\xc3\xa9")};
static const str words[] = {S("disk"), S("disk full"), S("the "), S("an"), S("\xc3\xa9"), S("x")};
static const str costs[] = {S("-3"), S("0"), S("1.50"), S("1e3")};
static const double cost_values[] = {-3, 0, 1.5, 1000};

// What hangs on an incident; 0: nothing, else one more than a place in its table.
struct extras {
    int64_t holder; // a user
    int64_t option;
    size_t text;
    size_t cost;
};

// What the tables say, and what the tests ask.
struct play {
    struct ctx *c;
    struct world *w; // NULL: what there is stays as it is
    int64_t team_id;
    uint64_t seed;
    const struct unindexed *incidents; // by number - 1
    int64_t count;
    struct extras extras[MOST]; // by number - 1
    int64_t severities[4];      // by rank; the last is none
    int64_t statuses[4];
};

static uint64_t pick(struct play *play, uint64_t count)
{
    return next_random(&play->seed) % count;
}

// ---- random writes ----

static void set_value(struct play *play, const struct incident *incident, struct field_value value,
                      struct field_place place)
{
    struct ctx *c = play->c;
    struct facet facet = {.kind = FACET_FIELD, .subject = value.field_id};
    value.incident_id = incident->id;
    place.number = incident->number;
    assert_ok(field_value_insert(&c->store, &value, &place));
    facet_set(c, incident, facet, true);
    facet.value = value.target_id;
    if (facet.value != 0)
        facet_set(c, incident, facet, true);
    else
        facet_touch(c, incident);
}

static void hold_role(struct play *play, const struct incident *incident, int64_t user_id)
{
    struct ctx *c = play->c;
    const struct role_assignment assignment = {
        .incident_id = incident->id, .role_id = ROLE_ID, .user_id = user_id};
    struct facet facet = {.kind = FACET_ROLE, .subject = ROLE_ID};
    assert_ok(assignment_set(&c->store, &assignment));
    facet_set(c, incident, facet, true);
    facet.value = user_id;
    facet_set(c, incident, facet, true);
}

/* Each with some of what may hang on it. */
static void hang_on(struct play *play, const struct incident *incident)
{
    struct extras *extras = &play->extras[incident->number - 1];
    *extras = (struct extras){
        .holder = (int64_t)pick(play, 3),
        .option = (int64_t)pick(play, 4),
        .text = pick(play, ARRAY_LEN(texts) + 1),
        .cost = pick(play, ARRAY_LEN(costs) + 1),
    };
    if (extras->holder != 0)
        hold_role(play, incident, extras->holder);
    if (extras->option != 0)
        set_value(play, incident,
                  (struct field_value){.field_id = OPTION_FIELD, .target_id = extras->option},
                  (struct field_place){0});
    if (extras->text != 0)
        set_value(play, incident,
                  (struct field_value){.field_id = TEXT_FIELD, .text = texts[extras->text - 1]},
                  (struct field_place){.folded = texts[extras->text - 1]});
    if (extras->cost != 0)
        set_value(play, incident,
                  (struct field_value){.field_id = NUMBER_FIELD, .text = costs[extras->cost - 1]},
                  (struct field_place){.numeric = costs[extras->cost - 1]});
}

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
    const struct incident incident = incident_of(w, opened.incident_id);
    hang_on(play, &incident);
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
    assert_ok(unindexed_incidents(&play->c->store, 1, MOST, &list));
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
            world_commit(play->w, play->c->now - START - MINUTE);
    }
    const msec hours = (msec)pick(play, 72) * 60 * MINUTE;
    world_commit(play->w, play->c->now - START + hours);
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

static const struct extras *extras_of(const struct play *play, const struct unindexed *i)
{
    return &play->extras[i->place.number - 1];
}

static int64_t value_of(const struct play *play, const struct unindexed *i, enum facet_kind kind)
{
    if (kind == FACET_STATUS)
        return i->status_id;
    if (kind == FACET_SEVERITY)
        return i->severity_id;
    return kind == FACET_ROLE ? extras_of(play, i)->holder : extras_of(play, i)->option;
}

static bool text_matches(const struct incident_condition *condition, str text)
{
    for (size_t i = 0; i < condition->text_count; i++) {
        const str wanted = condition->texts[i];
        const size_t at = str_find_str(text, wanted);
        if (condition->match == TEXT_IS
                ? str_eq(text, wanted)
                : at + wanted.n <= text.n && (at == 0 || condition->match == TEXT_CONTAINS))
            return true;
    }
    return false;
}

static bool number_matches(const struct incident_condition *condition, double value)
{
    for (size_t i = 0; i < condition->number_count; i++) {
        if (condition->numbers[i] >= value && condition->numbers[i] <= value)
            return true;
    }
    return condition->number_count == 0 && value >= condition->from_number &&
           value <= condition->until_number;
}

static bool is_true(const struct play *play, const struct incident_condition *condition,
                    const struct unindexed *i)
{
    const bool is_created = condition->kind == CONDITION_CREATED;
    const msec at = is_created ? i->place.created_at : i->updated_at;
    const int64_t value = value_of(play, i, condition->facet);
    const struct extras *extras = extras_of(play, i);
    switch (condition->kind) {
    case CONDITION_ANY_OF:
        return has_value(condition, value);
    case CONDITION_NONE_OF:
        return !has_value(condition, value);
    case CONDITION_IS_SET:
        return value != 0;
    case CONDITION_IS_BLANK:
        return value == 0;
    case CONDITION_CREATED:
    case CONDITION_UPDATED:
        return at >= condition->from_at && at <= condition->until_at;
    case CONDITION_NUMBER:
        return extras->cost != 0 && number_matches(condition, cost_values[extras->cost - 1]);
    case CONDITION_TEXT:
        return extras->text != 0 && text_matches(condition, texts[extras->text - 1]);
    }
    return false;
}

static bool matches(const struct play *play, const struct incident_search *search,
                    const struct unindexed *i)
{
    size_t holding = 0;
    if (search->modes != 0 && (search->modes & 1U << i->mode) == 0)
        return false;
    if ((search->team_id != 0 && search->team_id != i->team_id) ||
        (i->is_private && !search->sees_private))
        return false;
    for (size_t k = 0; k < search->count; k++)
        holding += is_true(play, &search->conditions[k], i) ? 1 : 0;
    return search->is_any && search->count > 0 ? holding > 0 : holding == search->count;
}

static int by_place(const void *left, const void *right)
{
    const struct unindexed *const *a = left, *const *b = right;
    return incident_place_order(&(*a)->place, &(*b)->place);
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
        if (matches(play, search, &play->incidents[i]))
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
        while (at < all->count &&
               incident_place_order(&all->items[at]->place, &after->place) != wanted)
            at++;
    }
    return at;
}

// ---- random searches ----

static struct incident_condition random_values(struct play *play)
{
    int64_t *values = arena_array(play->c->store.arena, int64_t, 4);
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

/* Of a role or a field with options; also whether it has any. */
static struct incident_condition random_subject(struct play *play)
{
    static const int64_t values[] = {1, 2, 3};
    static const enum condition_kind kinds[] = {CONDITION_ANY_OF, CONDITION_NONE_OF,
                                                CONDITION_IS_SET, CONDITION_IS_BLANK};
    const bool is_role = pick(play, 2) == 0;
    return (struct incident_condition){
        .kind = kinds[pick(play, ARRAY_LEN(kinds))],
        .facet = is_role ? FACET_ROLE : FACET_FIELD,
        .subject = is_role ? ROLE_ID : OPTION_FIELD,
        .values = values,
        .value_count = pick(play, ARRAY_LEN(values) + 1),
    };
}

static struct incident_condition random_text(struct play *play)
{
    return (struct incident_condition){
        .kind = CONDITION_TEXT,
        .subject = TEXT_FIELD,
        .match = (enum text_match)pick(play, 3),
        .texts = &words[pick(play, ARRAY_LEN(words) - 1)],
        .text_count = 1 + pick(play, 2),
    };
}

static struct incident_condition random_number(struct play *play)
{
    return (struct incident_condition){
        .kind = CONDITION_NUMBER,
        .subject = NUMBER_FIELD,
        .numbers = &cost_values[pick(play, 3)],
        .number_count = pick(play, 3),
        .from_number = pick(play, 3) == 0 ? -(double)INFINITY : cost_values[pick(play, 4)],
        .until_number = pick(play, 3) == 0 ? (double)INFINITY : cost_values[pick(play, 4)],
    };
}

static msec random_time(struct play *play)
{
    const msec at = play->c->now - (msec)pick(play, 95 * (uint64_t)MSEC_PER_DAY);
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

static struct incident_condition random_condition(struct play *play)
{
    switch (pick(play, 5)) {
    case 0:
        return random_values(play);
    case 1:
        return random_subject(play);
    case 2:
        return random_text(play);
    case 3:
        return random_number(play);
    default:
        return random_time_range(play);
    }
}

static struct incident_search random_search(struct play *play, struct incident_condition *room)
{
    struct incident_search search = {
        .conditions = room,
        .count = pick(play, 4),
        .is_any = pick(play, 3) == 0,
        .modes = pick(play, 2) == 0 ? 3 : (unsigned)pick(play, 16),
        .team_id = pick(play, 4) == 0 ? play->team_id : 0,
        .sees_private = pick(play, 2) == 0,
        .oldest_first = pick(play, 2) == 0,
        .take = 1 + (int64_t)pick(play, 30),
    };
    for (size_t i = 0; i < search.count; i++)
        room[i] = random_condition(play);
    return search;
}

static void expect_page(struct play *play, const struct incident_search *search,
                        const struct expected *all)
{
    struct incident_search_page page = {0};
    const size_t first = behind(play, search, all);
    const size_t left = all->count - first;
    assert_ok(incident_search(play->c, search, &page));
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
    *play = (struct play){.c = &w->c,
                          .w = w,
                          .team_id = w->ops,
                          .seed = wanted == NULL ? 1 : strtoull(wanted, NULL, 10)};
    print_message("# seed %" PRIu64 "\n", play->seed);
    for (size_t i = 0; i < 3; i++)
        play->severities[i] = d->severities.items[i].id;
    for (size_t i = 0; i < 4; i++)
        play->statuses[i] = d->statuses.items[i * d->statuses.count / 4].id;
}

static void play_all(struct world *w)
{
    static struct play play;
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

static void expect_no_cursor(struct world *w, int64_t after_id)
{
    struct incident_search_page page = {.total = -1};
    const struct incident_search search = {.team_id = w->ops, .take = 1, .after_id = after_id};
    assert_int_equal(incident_search(&w->c, &search, &page), ERR_INVALID);
    assert_int_equal(page.total, -1);
    expect_error(w, ERR_INVALID, "after");
}

static void a_cursor_that_nobody_may_see_is_refused(void **state)
{
    struct world *w = world_of(state);
    struct incident_draft draft = person_draft(w, S("a"));
    draft.is_private = true;
    const int64_t hidden = open_draft(w, &draft).incident_id;
    draft = person_draft(w, S("b"));
    draft.team_id = w->desk;
    const int64_t of_others = open_draft(w, &draft).incident_id;
    world_commit(w, 0);
    expect_no_cursor(w, hidden);
    expect_no_cursor(w, of_others);
    expect_no_cursor(w, of_others + 100000);
}

static void without_incidents_there_is_an_empty_page(void **state)
{
    struct world *w = world_of(state);
    struct incident_search_page page = {.total = -1, .has_more = true};
    assert_ok(incident_search(&w->c, &(struct incident_search){.take = 25}, &page));
    assert_int_equal(page.total, 0);
    assert_int_equal(page.count, 0);
    assert_false(page.has_more);
}

// ---- many ----

enum { HISTORY_DAYS = 3650, OTHER_TYPE = 2, PAGE_MAX_BYTES = 200 * 1024 };

/* Three chunks of incidents straight into the tables; one in fifty of them is late, or one in two.
 */
static void fill(struct play *play, bool has_history)
{
    struct store *s = &play->c->store;
    const msec from_at = START - HISTORY_DAYS * (msec)MSEC_PER_DAY;
    int64_t count = 0;
    assert_ok(db_begin(s->db, DB_WRITE));
    assert_ok(db_exec(s->db, LOOK_FILL_GROUP, P(s->org_id, play->team_id)));
    assert_ok(
        db_exec(s->db, LOOK_FILL_INCIDENTS, P(s->org_id, play->team_id, START, (int64_t)MOST)));
    if (has_history)
        assert_ok(db_exec(s->db, LOOK_BACKFILL_INCIDENTS, P(s->org_id, from_at)));
    assert_ok(db_exec(s->db, LOOK_FILL_COUNTER, P(s->org_id, (int64_t)MOST)));
    assert_ok(db_commit(s->db));
    assert_ok(facet_catch_up(s, &count));
    assert_int_equal(count, MOST);
    assert_ok(db_begin(s->db, DB_WRITE));
    read_tables(play);
}

/* Changes one old incident, so that one chunk of three is not known any more. */
static void touch_any(struct play *play)
{
    const int64_t row[] = {
        facet_row_of(&play->c->store, (int64_t)pick(play, 3) * FACET_CHUNK_NUMBERS)};
    assert_ok(facet_rows_touch(&play->c->store, (struct id_list){.items = row, .count = 1}));
}

static struct play *begin_many(struct ctx *c, bool has_history)
{
    static struct play play;
    c->found = facet_cache_open(CACHE_BYTES);
    play = (struct play){
        .c = c, .team_id = 5, .seed = 1, .statuses = {1, 2, 3, 4}, .severities = {1, 2, 3, 0}};
    fill(&play, has_history);
    return &play;
}

static void search_many(void **state, bool has_history)
{
    struct ctx c = {.store = store_test_of(state)->store, .now = START};
    struct play *play = begin_many(&c, has_history);
    for (int i = 0; i < LARGE_SEARCHES; i++) {
        search_random(play);
        touch_any(play);
    }
    facet_cache_close(&c.found);
}

static void chunks_and_late_ones_are_put_together(void **state)
{
    search_many(state, false);
}

static void half_of_all_may_be_late(void **state)
{
    search_many(state, true);
}

/* The first page is eight years away, and four thousand late ones are on those behind it. */
static void late_ones_that_do_not_match_are_not_walked_by(void **state)
{
    struct ctx c = {.store = store_test_of(state)->store, .now = START};
    static const int64_t types[] = {OTHER_TYPE};
    const struct incident_condition condition = {
        .kind = CONDITION_ANY_OF, .facet = FACET_TYPE, .values = types, .value_count = 1};
    const struct incident_search search = {
        .conditions = &condition, .count = 1, .sees_private = true, .take = 25};
    struct incident_search_page page = {0};
    (void)begin_many(&c, true);
    const size_t before = c.store.arena->used_bytes;
    assert_ok(incident_search(&c, &search, &page));
    assert_int_equal(page.count, 25);
    assert_true(page.total > 4000);
    assert_in_range(c.store.arena->used_bytes - before, 0, PAGE_MAX_BYTES);
    facet_cache_close(&c.found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(random_searches_find_what_loops_find),
        WORLD_ON_BOTH(what_is_remembered_is_true),
        STORE_ON_BOTH(chunks_and_late_ones_are_put_together),
        STORE_ON_BOTH(half_of_all_may_be_late),
        STORE_ON_BOTH(late_ones_that_do_not_match_are_not_walked_by),
        WORLD_ON_BOTH(a_cursor_that_nobody_may_see_is_refused),
        WORLD_ON_BOTH(without_incidents_there_is_an_empty_page),
    };
    return cmocka_run_group_tests_name("incident_search", tests, make_database, drop_database);
}
