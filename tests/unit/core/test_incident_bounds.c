// test_incident_bounds.c -- an incident that much has happened to stays readable.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_find.h"

#include "core_fixture.h"

// More than any answer shows, and more than one statement may return at most.
enum { MANY = HISTORY_MAX_ROWS + 50 };

static void write_many_entries(struct world *w, int64_t incident_id)
{
    for (int64_t i = 1; i <= MANY; i++) {
        struct timeline_entry entry = {
            .kind = TIMELINE_PRIORITY,
            .at = START + i,
            .actor_kind = ACTOR_SYSTEM,
        };
        assert_ok(ctx_next_id(&w->c, &entry.id));
        assert_ok(timeline_insert(&w->c.store, incident_id, &entry));
    }
}

static void a_long_timeline_shows_its_newest_entries_oldest_first(void **state)
{
    struct world *w = world_of(state);
    struct incident_detail detail = {0};
    struct timeline_list timeline = {0};
    const struct incident_handle handle = open_incident(w, S("noisy"));
    write_many_entries(w, handle.id);
    assert_ok(incident_detail(&w->c, handle.id, &detail));
    assert_int_equal(detail.timeline.count, INCIDENT_PAGE_MAX);
    assert_ok(incident_timeline(&w->c, handle.id, &timeline));
    assert_int_equal(timeline.count, TIMELINE_PAGE_MAX);
    assert_int_equal(timeline.items[0].at, START + MANY - TIMELINE_PAGE_MAX + 1);
    assert_int_equal(timeline.items[TIMELINE_PAGE_MAX - 1].at, START + MANY);
}

static void a_page_beyond_the_end_is_empty_and_knows_the_total(void **state)
{
    struct world *w = world_of(state);
    struct incident_page list = {0};
    const struct incident_query of_ops = {.kind = LIST_OF_TEAM, .team_id = w->ops};
    (void)open_incident(w, S("one"));
    const struct page beyond = {.skip = INT64_C(100000000000), .take = INCIDENT_PAGE_MAX};
    assert_ok(incident_list(&w->c, &of_ops, beyond, &list));
    assert_int_equal(list.handles.count, 0);
    assert_int_equal(list.total, 1);
}

static void severity_is_set_where_it_is_shown_whatever_the_occurrence(void **state)
{
    struct world *w = world_of(state);
    struct act_result result = {0};
    const struct severity *minor = directory_severity_by_spike_level(w->c.directory, 3);
    const struct severity *critical = directory_severity_by_spike_level(w->c.directory, 1);
    const struct incident_handle first = open_incident(w, S("again"));
    (void)act(w, &first, ACTION_RESOLVE);
    const struct incident_handle second = open_incident(w, S("again"));
    assert_ok(incident_set_severity(&w->c, &second, critical->id, &result));
    assert_ok(incident_set_severity(&w->c, &first, minor->id, &result));
    assert_int_equal(result.verdict, VERDICT_CHANGE);
    assert_int_equal(incident_of(w, second.id).group.severity_id, minor->id);
    assert_ok(incident_set_severity(&w->c, &first, 0, &result));
    assert_int_equal(incident_of(w, second.id).group.severity_id, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(a_long_timeline_shows_its_newest_entries_oldest_first),
        WORLD_ON_BOTH(a_page_beyond_the_end_is_empty_and_knows_the_total),
        WORLD_ON_BOTH(severity_is_set_where_it_is_shown_whatever_the_occurrence),
    };
    return cmocka_run_group_tests_name("incident_bounds", tests, make_database, drop_database);
}
