// test_incident_config.c -- severities, statuses, types, roles, timestamps, durations: their rules.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_config.h"

#include "core/incident_change.h"
#include "core_fixture.h"
#include "store/coordination_store.h"
#include "store/extras_store.h"

// ---- making rows ----

static int64_t add_severity(struct world *w, str name, int rank)
{
    struct severity severity = {.name = name, .description = S(""), .rank = rank};
    assert_ok(severity_create(&w->c, &severity));
    world_commit(w, 0);
    return severity.id;
}

static struct incident_status status_named(str name, enum status_category category)
{
    const bool is_live = category == CATEGORY_LIVE;
    return (struct incident_status){
        .name = name,
        .description = S(""),
        .category = category,
        .response_state = is_live ? RESPONSE_ACKNOWLEDGED : RESPONSE_RESOLVED,
        .public_status = is_live ? PUBLIC_INVESTIGATING : PUBLIC_RESOLVED,
    };
}

static int64_t add_status(struct world *w, struct incident_status status)
{
    assert_ok(status_create(&w->c, &status));
    world_commit(w, 0);
    return status.id;
}

static int64_t add_type(struct world *w, str name, bool is_default)
{
    struct incident_type type = {.name = name, .description = S(""), .is_default = is_default};
    assert_ok(type_create(&w->c, &type));
    world_commit(w, 0);
    return type.id;
}

static int64_t add_role(struct world *w, str name)
{
    struct incident_role role = {
        .name = name, .shortform = S(""), .description = S("x"), .instructions = S("")};
    assert_ok(incident_role_create(&w->c, &role));
    world_commit(w, 0);
    return role.id;
}

static int64_t add_timestamp(struct world *w, str name, int rank)
{
    struct incident_timestamp timestamp = {.name = name, .rank = rank};
    assert_ok(timestamp_create(&w->c, &timestamp));
    world_commit(w, 0);
    return timestamp.id;
}

static const struct severity *severity_of(struct world *w, int64_t id)
{
    const struct severity *severity = directory_severity(w->c.directory, id);
    assert_non_null(severity);
    return severity;
}

static const struct incident_status *status_of(struct world *w, str name)
{
    for (size_t i = 0; i < w->c.directory->statuses.count; i++) {
        if (str_eq(w->c.directory->statuses.items[i].name, name))
            return &w->c.directory->statuses.items[i];
    }
    fail_msg("no status %.*s", STR(name));
    return NULL;
}

// ---- what holds for all kinds ----

typedef enum err row_maker(struct ctx *c, str name);

static enum err make_severity(struct ctx *c, str name)
{
    struct severity severity = {.name = name, .description = S(""), .rank = -1};
    return severity_create(c, &severity);
}

static enum err make_status(struct ctx *c, str name)
{
    struct incident_status status = status_named(name, CATEGORY_LIVE);
    return status_create(c, &status);
}

static enum err make_type(struct ctx *c, str name)
{
    struct incident_type type = {.name = name, .description = S("")};
    return type_create(c, &type);
}

static enum err make_role(struct ctx *c, str name)
{
    struct incident_role role = {
        .name = name, .shortform = S(""), .description = S("x"), .instructions = S("")};
    return incident_role_create(c, &role);
}

static enum err make_timestamp(struct ctx *c, str name)
{
    struct incident_timestamp timestamp = {.name = name, .rank = -1};
    return timestamp_create(c, &timestamp);
}

static enum err make_metric(struct ctx *c, str name)
{
    const struct directory *d = c->directory;
    struct duration_metric metric = {
        .name = name, .from_id = d->timestamps.items[0].id, .to_id = d->timestamps.items[1].id};
    return metric_create(c, &metric);
}

static const struct {
    row_maker *make;
    str shipped; // a name that is taken
} kinds[] = {
    {make_severity, S("Minor")},        {make_status, S("Fixing")},
    {make_type, S("Default")},          {make_role, S("Reporter")},
    {make_timestamp, S("Reported at")}, {make_metric, S("Time to resolve")},
};

static void a_name_belongs_to_one(void **state)
{
    struct world *w = world_of(state);
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        const str same = str_lower(w->c.store.arena, kinds[i].shipped);
        expect_refused(w, kinds[i].make(&w->c, kinds[i].shipped), ERR_INVALID, S("name"));
        expect_refused(w, kinds[i].make(&w->c, same), ERR_INVALID, S("name"));
        expect_refused(w, kinds[i].make(&w->c, S("")), ERR_INVALID, S("name"));
        expect_refused(w, kinds[i].make(&w->c, S(" \t ")), ERR_INVALID, S("name"));
        assert_ok(kinds[i].make(&w->c, S("Another")));
        world_commit(w, 0);
        expect_refused(w, kinds[i].make(&w->c, S("aNOTHER")), ERR_INVALID, S("name"));
    }
}

static void a_row_may_keep_its_name_but_not_take_another(void **state)
{
    struct world *w = world_of(state);
    struct severity severity = w->c.directory->severities.items[0];
    severity.name = S("MINOR");
    assert_ok(severity_change(&w->c, &severity));
    world_commit(w, 0);
    expect_text(severity_of(w, severity.id)->name, S("MINOR"));
    severity.name = S("major");
    expect_refused(w, severity_change(&w->c, &severity), ERR_INVALID, S("name"));
}

static void there_is_room_for_so_many(void **state)
{
    struct world *w = world_of(state);
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        for (int n = 0; n < CONFIG_ROWS_MAX; n++) {
            const str name = STR_JOIN(w->c.store.arena, S("n"), str_from_i64(w->c.store.arena, n));
            if (kinds[i].make(&w->c, name) != OK)
                break;
            assert_ok(ctx_refresh(&w->c));
            write_group_keep(w->group);
        }
        expect_error(w, ERR_INVALID, "name");
    }
    assert_int_equal(w->c.directory->severities.count, CONFIG_ROWS_MAX);
    assert_int_equal(w->c.directory->statuses.count, CONFIG_ROWS_MAX);
    assert_int_equal(w->c.directory->types.count, CONFIG_ROWS_MAX);
    assert_int_equal(w->c.directory->incident_roles.count, CONFIG_ROWS_MAX);
    assert_int_equal(w->c.directory->timestamps.count, CONFIG_ROWS_MAX);
    assert_int_equal(w->c.directory->metrics.count, CONFIG_ROWS_MAX);
    world_commit(w, 0);
}

static void a_key_of_one_team_changes_nothing(void **state)
{
    struct world *w = world_of(state);
    const struct directory *d = w->c.directory;
    act_as_team_key(w);
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        expect_refused(w, kinds[i].make(&w->c, S("x")), ERR_FORBIDDEN, S(""));
        d = w->c.directory;
    }
    struct severity severity = d->severities.items[0];
    expect_refused(w, severity_change(&w->c, &severity), ERR_FORBIDDEN, S(""));
    expect_refused(w, severity_remove(&w->c, &severity), ERR_FORBIDDEN, S(""));
    const struct duration_metric metric = w->c.directory->metrics.items[0];
    expect_refused(w, metric_remove(&w->c, &metric), ERR_FORBIDDEN, S(""));
}

static void a_change_is_dated_no_earlier_than_the_last(void **state)
{
    struct world *w = world_of(state);
    struct incident_role role = w->c.directory->incident_roles.items[0];
    w->c.now = START + MINUTE;
    role.name = S("Boss");
    assert_ok(incident_role_change(&w->c, &role));
    world_commit(w, 0);
    role = w->c.directory->incident_roles.items[0];
    expect_text(role.name, S("Boss"));
    assert_int_equal(role.updated_at, START + MINUTE);
    assert_ok(incident_role_change(&w->c, &role)); // the clock has stepped back
    world_commit(w, 0);
    assert_int_equal(w->c.directory->incident_roles.items[0].updated_at, START + MINUTE);
}

// ---- severities ----

static void a_severity_is_the_worst_unless_it_is_put_somewhere(void **state)
{
    struct world *w = world_of(state);
    const int64_t worst = add_severity(w, S("Worst"), -1);
    const int64_t least = add_severity(w, S("Least"), 0);
    const int64_t most = add_severity(w, S("Most"), CONFIG_RANK_MAX);
    const int64_t more = add_severity(w, S("More"), -1);
    assert_int_equal(severity_of(w, worst)->rank, 4);
    assert_int_equal(severity_of(w, least)->rank, 0);
    assert_int_equal(severity_of(w, more)->rank, CONFIG_RANK_MAX);
    assert_int_equal(w->c.directory->severities.items[0].id, least);
    assert_int_equal(w->c.directory->severities.items[5].id, most);
    assert_int_equal(w->c.directory->severities.items[6].id, more);
}

static void a_word_of_spikes_belongs_to_one_severity(void **state)
{
    struct world *w = world_of(state);
    struct severity minor = w->c.directory->severities.items[0];
    minor.spike_level = 2;
    expect_refused(w, severity_change(&w->c, &minor), ERR_INVALID, S("spike_severity"));
    struct severity other = *directory_severity_by_spike_level(w->c.directory, 2);
    expect_text(other.name, S("Major"));
    other.spike_level = SPIKE_LEVEL_NONE;
    assert_ok(severity_change(&w->c, &other));
    assert_ok(ctx_refresh(&w->c));
    write_group_keep(w->group);
    minor = w->c.directory->severities.items[0];
    minor.spike_level = 2;
    assert_ok(severity_change(&w->c, &minor));
    world_commit(w, 0);
    expect_text(directory_severity_by_spike_level(w->c.directory, 2)->name, S("Minor"));
    assert_null(directory_severity_by_spike_level(w->c.directory, 3));
}

static void a_severity_of_an_incident_stays(void **state)
{
    struct world *w = world_of(state);
    const int64_t id = add_severity(w, S("Worst"), -1);
    const struct incident_handle handle = open_incident(w, S("Slow"));
    struct act_result result = {0};
    world_commit(w, 0);
    assert_ok(incident_set_severity(&w->c, &handle, id, &result));
    write_group_keep(w->group); // another job of this transaction has set it
    expect_refused(w, severity_remove(&w->c, severity_of(w, id)), ERR_INVALID, S("id"));

    assert_ok(incident_set_severity(&w->c, &handle, id, &result));
    world_commit(w, 0);
    expect_refused(w, severity_remove(&w->c, severity_of(w, id)), ERR_INVALID, S("id"));

    assert_ok(incident_set_severity(&w->c, &handle, 0, &result));
    world_commit(w, 0);
    assert_ok(severity_remove(&w->c, severity_of(w, id)));
    world_commit(w, 0);
    assert_null(directory_severity(w->c.directory, id));
    expect_text(directory_severity_ever(w->c.directory, id)->name, S("Worst")); // in the history
}

static void so_many_deleted_ones_are_remembered(void **state)
{
    struct world *w = world_of(state);
    int64_t first = 0;
    for (int i = 0; i <= FORMER_ROWS_MAX; i++) {
        struct severity severity = {.name = S("Worst"), .description = S(""), .rank = -1};
        assert_ok(severity_create(&w->c, &severity));
        assert_ok(severity_remove(&w->c, &severity));
        first = i == 0 ? severity.id : first;
    }
    world_commit(w, 0);
    assert_int_equal(w->c.directory->former_severities.count, FORMER_ROWS_MAX);
    assert_null(directory_severity_ever(w->c.directory, first));
    assert_non_null(directory_severity_ever(w->c.directory, first + FORMER_ROWS_MAX));
}

static void a_new_occurrence_forgets_a_severity_that_is_gone(void **state)
{
    struct world *w = world_of(state);
    const int64_t id = add_severity(w, S("Worst"), -1);
    struct incident_draft draft = event_draft(w, S("Slow"));
    draft.severity_id = id;
    const struct incident_handle first = handle_of(w, open_draft(w, &draft).incident_id);
    struct incident incident = incident_of(w, first.id);
    assert_int_equal(incident.severity_id, id);
    act_as_key(w);
    (void)act(w, &first, ACTION_RESOLVE);
    world_commit(w, 0);
    // The incident goes over to another; the group still begins with this one.
    struct severity other = w->c.directory->severities.items[0];
    assert_ok(incident_load_locked(&w->c, &first, &incident));
    incident.severity_id = other.id;
    assert_ok(incident_save(&w->c, &incident));
    world_commit(w, 0);
    assert_ok(severity_remove(&w->c, severity_of(w, id)));
    world_commit(w, MINUTE);
    draft = event_draft(w, S("Slow"));
    const struct incident_handle second = handle_of(w, open_draft(w, &draft).incident_id);
    assert_int_not_equal(second.id, first.id);
    incident = incident_of(w, second.id);
    assert_int_equal(incident.severity_id, 0);
    assert_int_equal(incident.group.severity_id, 0);
}

// ---- statuses ----

static void what_is_over_is_over_for_everybody(void **state)
{
    struct world *w = world_of(state);
    static const struct {
        enum status_category category;
        enum response_state response;
        enum public_status shown;
        const char *refused; // the field; NULL: fine
    } rows[] = {
        {CATEGORY_LIVE, RESPONSE_ACKNOWLEDGED, PUBLIC_IDENTIFIED, NULL},
        {CATEGORY_LIVE, RESPONSE_TRIGGERED, PUBLIC_MONITORING, NULL},
        {CATEGORY_LIVE, RESPONSE_RESOLVED, PUBLIC_MONITORING, "response_state"},
        {CATEGORY_LIVE, RESPONSE_ACKNOWLEDGED, PUBLIC_RESOLVED, "public_status"},
        {CATEGORY_LEARNING, RESPONSE_RESOLVED, PUBLIC_RESOLVED, NULL},
        {CATEGORY_LEARNING, RESPONSE_TRIGGERED, PUBLIC_RESOLVED, "response_state"},
        {CATEGORY_CLOSED, RESPONSE_RESOLVED, PUBLIC_RESOLVED, NULL},
        {CATEGORY_CLOSED, RESPONSE_ACKNOWLEDGED, PUBLIC_RESOLVED, "response_state"},
        {CATEGORY_CLOSED, RESPONSE_RESOLVED, PUBLIC_INVESTIGATING, "public_status"},
        {CATEGORY_TRIAGE, RESPONSE_TRIGGERED, PUBLIC_INVESTIGATING, "category"},
        {CATEGORY_PAUSED, RESPONSE_ACKNOWLEDGED, PUBLIC_INVESTIGATING, "category"},
        {CATEGORY_MERGED, RESPONSE_RESOLVED, PUBLIC_RESOLVED, "category"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct incident_status status = {
            .name = S("x"),
            .description = S(""),
            .category = rows[i].category,
            .response_state = rows[i].response,
            .public_status = rows[i].shown,
        };
        const enum err outcome = status_create(&w->c, &status);
        if (rows[i].refused != NULL) {
            expect_refused(w, outcome, ERR_INVALID, str_from_cstr(rows[i].refused));
            continue;
        }
        assert_ok(outcome);
        world_roll_back(w);
    }
}

static void what_waits_for_somebody_is_no_default(void **state)
{
    struct world *w = world_of(state);
    struct incident_status waiting = status_named(S("Waiting"), CATEGORY_LIVE);
    waiting.response_state = RESPONSE_TRIGGERED;
    waiting.public_status = PUBLIC_IDENTIFIED;
    const int64_t id = add_status(w, waiting);
    assert_int_equal(directory_status(w->c.directory, id)->rank, 12);
    add_status(w, status_named(S("Busy"), CATEGORY_LIVE));
    assert_ok(status_remove(&w->c, status_of(w, S("Investigating"))));
    world_commit(w, 0);
    const struct directory *d = w->c.directory;
    // An acknowledged one of that word comes before what waits, whatever their rank.
    expect_text(directory_status_of_category(d, CATEGORY_LIVE)->name, S("Busy"));
    expect_text(directory_status_of_public(d, PUBLIC_INVESTIGATING, true)->name, S("Busy"));
    expect_text(directory_status_of_public(d, PUBLIC_IDENTIFIED, true)->name, S("Fixing"));
    const struct incident_handle handle = open_incident(w, S("Slow"));
    act_as_key(w);
    assert_int_equal(act(w, &handle, ACTION_ACKNOWLEDGE), VERDICT_CHANGE);
}

static void the_last_status_of_a_word_stays(void **state)
{
    struct world *w = world_of(state);
    static const struct {
        str name;
        bool goes;
    } rows[] = {
        {S("Triage"), false},     {S("Investigating"), false}, {S("Fixing"), false},
        {S("Monitoring"), false}, {S("Paused"), false},        {S("Documenting"), true},
        {S("Reviewing"), true},   {S("Closed"), false},        {S("Declined"), false},
        {S("Merged"), false},     {S("Canceled"), false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const enum err outcome = status_remove(&w->c, status_of(w, rows[i].name));
        if (rows[i].goes)
            assert_ok(outcome);
        else
            expect_refused(w, outcome, ERR_INVALID, S("id"));
        world_commit(w, 0);
    }
    add_status(w, status_named(S("Filed"), CATEGORY_CLOSED));
    assert_ok(status_remove(&w->c, status_of(w, S("Closed"))));
    world_commit(w, 0);
    expect_refused(w, status_remove(&w->c, status_of(w, S("Filed"))), ERR_INVALID, S("id"));
    expect_text(directory_status_of_category(w->c.directory, CATEGORY_CLOSED)->name, S("Filed"));
}

static void a_status_of_an_incident_stays(void **state)
{
    struct world *w = world_of(state);
    const int64_t id = add_status(w, status_named(S("Busy"), CATEGORY_LIVE));
    struct incident_draft draft = person_draft(w, S("Slow"));
    draft.status_id = id;
    act_as_key(w);
    const struct incident_handle handle = handle_of(w, open_draft(w, &draft).incident_id);
    world_commit(w, 0);
    expect_refused(w, status_remove(&w->c, status_of(w, S("Busy"))), ERR_INVALID, S("id"));
    assert_int_equal(act(w, &handle, ACTION_RESOLVE), VERDICT_CHANGE);
    world_commit(w, 0);
    assert_ok(status_remove(&w->c, status_of(w, S("Busy"))));
    world_commit(w, 0);
    assert_null(directory_status(w->c.directory, id));
    expect_text(directory_status_ever(w->c.directory, id)->name, S("Busy")); // in the history
}

// ---- types ----

static void one_type_is_the_default(void **state)
{
    struct world *w = world_of(state);
    const int64_t first = directory_default_type(w->c.directory)->id;
    const int64_t second = add_type(w, S("Second"), true);
    assert_int_equal(directory_default_type(w->c.directory)->id, second);
    assert_false(directory_type(w->c.directory, first)->is_default);
    struct incident_type type = *directory_type(w->c.directory, second);
    type.is_default = false;
    expect_refused(w, type_change(&w->c, &type), ERR_INVALID, S("is_default"));
    type = *directory_type(w->c.directory, second);
    expect_refused(w, type_remove(&w->c, &type), ERR_INVALID, S("id"));
    type = *directory_type(w->c.directory, first);
    type.is_default = true;
    assert_ok(type_change(&w->c, &type));
    world_commit(w, 0);
    assert_int_equal(directory_default_type(w->c.directory)->id, first);
    assert_false(directory_type(w->c.directory, second)->is_default);
    type = *directory_type(w->c.directory, second);
    assert_ok(type_remove(&w->c, &type));
    world_commit(w, 0);
    assert_int_equal(w->c.directory->types.count, 1);
}

static void a_type_of_an_incident_stays(void **state)
{
    struct world *w = world_of(state);
    const int64_t second = add_type(w, S("Second"), false);
    struct incident_draft draft = person_draft(w, S("Slow"));
    draft.type_id = second;
    act_as_key(w);
    (void)open_draft(w, &draft);
    world_commit(w, 0);
    struct incident_type type = *directory_type(w->c.directory, second);
    expect_refused(w, type_remove(&w->c, &type), ERR_INVALID, S("id"));
}

// ---- roles ----

static void a_role_that_somebody_has_stays(void **state)
{
    struct world *w = world_of(state);
    const int64_t id = add_role(w, S("Scribe"));
    const struct incident_handle handle = open_incident(w, S("Slow"));
    struct role_assignment assignment = {
        .incident_id = handle.id, .role_id = id, .user_id = w->ann};
    assert_int_equal(directory_incident_role(w->c.directory, id)->kind, INCIDENT_ROLE_CUSTOM);
    assert_ok(assignment_set(&w->c.store, &assignment));
    world_commit(w, 0);
    expect_refused(w, incident_role_remove(&w->c, directory_incident_role(w->c.directory, id)),
                   ERR_INVALID, S("id"));
    assignment.user_id = 0;
    assert_ok(assignment_set(&w->c.store, &assignment));
    assert_ok(incident_role_remove(&w->c, directory_incident_role(w->c.directory, id)));
    world_commit(w, 0);
    assert_null(directory_incident_role(w->c.directory, id));
    for (size_t i = 0; i < 2; i++)
        expect_refused(w, incident_role_remove(&w->c, &w->c.directory->incident_roles.items[i]),
                       ERR_INVALID, S("id"));
}

// ---- timestamps and durations ----

static void a_timestamp_that_something_uses_stays(void **state)
{
    struct world *w = world_of(state);
    const int64_t id = add_timestamp(w, S("Impact"), -1);
    const struct incident_handle handle = open_incident(w, S("Slow"));
    struct timestamp_value value = {.incident_id = handle.id, .timestamp_id = id, .at = START};
    assert_int_equal(directory_timestamp(w->c.directory, id)->rank, 6);
    assert_ok(moment_set(&w->c.store, &value));
    world_commit(w, 0);
    expect_refused(w, timestamp_remove(&w->c, directory_timestamp(w->c.directory, id)), ERR_INVALID,
                   S("id"));
    value.at = 0;
    assert_ok(moment_set(&w->c.store, &value));
    struct duration_metric metric = {
        .name = S("Whole"), .from_id = id, .to_id = w->c.directory->timestamps.items[0].id};
    assert_ok(metric_create(&w->c, &metric));
    world_commit(w, 0);
    expect_refused(w, timestamp_remove(&w->c, directory_timestamp(w->c.directory, id)), ERR_INVALID,
                   S("id"));
    assert_ok(metric_remove(&w->c, &metric));
    world_commit(w, 0);
    assert_ok(timestamp_remove(&w->c, directory_timestamp(w->c.directory, id)));
    world_commit(w, 0);
    assert_null(directory_timestamp(w->c.directory, id));
    for (size_t i = 0; i < w->c.directory->timestamps.count; i++)
        expect_refused(w, timestamp_remove(&w->c, &w->c.directory->timestamps.items[i]),
                       ERR_INVALID, S("id"));
}

static void a_duration_is_from_one_timestamp_to_another(void **state)
{
    struct world *w = world_of(state);
    const int64_t reported = w->c.directory->timestamps.items[0].id;
    const int64_t closed = w->c.directory->timestamps.items[4].id;
    const struct {
        int64_t from, to;
        str field;
    } rows[] = {
        {w->ann, closed, S("from_timestamp_id")},
        {0, closed, S("from_timestamp_id")},
        {reported, w->ann, S("to_timestamp_id")},
        {reported, reported, S("to_timestamp_id")},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct duration_metric metric = {
            .name = S("x"), .from_id = rows[i].from, .to_id = rows[i].to};
        expect_refused(w, metric_create(&w->c, &metric), ERR_INVALID, rows[i].field);
    }
    struct duration_metric metric = w->c.directory->metrics.items[0];
    metric.name = S("Backwards");
    metric.from_id = closed;
    metric.to_id = reported;
    assert_ok(metric_change(&w->c, &metric));
    world_commit(w, 0);
    const struct duration_metric *found = directory_metric(w->c.directory, metric.id);
    expect_text(found->name, S("Backwards"));
    assert_int_equal(found->from_id, closed);
    assert_int_equal(found->to_id, reported);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(a_name_belongs_to_one),
        WORLD_ON_BOTH(a_row_may_keep_its_name_but_not_take_another),
        WORLD_ON_SQLITE(there_is_room_for_so_many),
        WORLD_ON_BOTH(a_key_of_one_team_changes_nothing),
        WORLD_ON_BOTH(a_change_is_dated_no_earlier_than_the_last),
        WORLD_ON_BOTH(a_severity_is_the_worst_unless_it_is_put_somewhere),
        WORLD_ON_BOTH(a_word_of_spikes_belongs_to_one_severity),
        WORLD_ON_BOTH(a_severity_of_an_incident_stays),
        WORLD_ON_BOTH(so_many_deleted_ones_are_remembered),
        WORLD_ON_BOTH(a_new_occurrence_forgets_a_severity_that_is_gone),
        WORLD_ON_BOTH(what_is_over_is_over_for_everybody),
        WORLD_ON_BOTH(what_waits_for_somebody_is_no_default),
        WORLD_ON_BOTH(the_last_status_of_a_word_stays),
        WORLD_ON_BOTH(a_status_of_an_incident_stays),
        WORLD_ON_BOTH(one_type_is_the_default),
        WORLD_ON_BOTH(a_type_of_an_incident_stays),
        WORLD_ON_BOTH(a_role_that_somebody_has_stays),
        WORLD_ON_BOTH(a_timestamp_that_something_uses_stays),
        WORLD_ON_BOTH(a_duration_is_from_one_timestamp_to_another),
    };
    return cmocka_run_group_tests_name("incident_config", tests, make_database, drop_database);
}
