// test_custom_field.c -- custom fields and options: what is kept, what is refused, what is held.
// SPDX-License-Identifier: Apache-2.0
#include "core/custom_field.h"

#include "core/field_values.h"
#include "core/incident_change.h"
#include "core_fixture.h"

static int64_t add_field(struct world *w, str name, enum field_type type)
{
    struct custom_field field = {.name = name, .description = S(""), .type = type};
    assert_ok(custom_field_create(&w->c, &field));
    world_commit(w, 0);
    return field.id;
}

static int64_t add_option(struct world *w, int64_t field_id, str value)
{
    struct custom_field_option option = {.field_id = field_id, .value = value, .sort_key = 1};
    assert_ok(field_option_create(&w->c, &option));
    world_commit(w, 0);
    return option.id;
}

static struct incident locked(struct world *w, int64_t incident_id)
{
    struct incident incident = {0};
    const struct incident_handle handle = handle_of(w, incident_id);
    assert_ok(incident_load_locked(&w->c, &handle, &incident));
    return incident;
}

static enum err set_input(struct world *w, int64_t incident_id, int64_t field_id,
                          const struct field_input *inputs, size_t count)
{
    const struct incident incident = locked(w, incident_id);
    const struct field_entry entry = {.field_id = field_id, .inputs = inputs, .count = count};
    const struct field_entry_list list = {.name = S("fields"), .items = &entry, .count = 1};
    bool has_changed = false;
    return field_values_set(&w->c, &incident, &list, &has_changed);
}

static void everything_about_a_field_is_kept(void **state)
{
    struct world *w = world_of(state);
    struct custom_field field = {
        .name = S("Team"), .description = S("Whose"), .type = FIELD_MULTI_SELECT};
    assert_ok(custom_field_create(&w->c, &field));
    world_commit(w, MINUTE);
    const struct custom_field *got = directory_field(w->c.directory, field.id);
    assert_non_null(got);
    expect_text(got->name, S("Team"));
    expect_text(got->description, S("Whose"));
    assert_int_equal(got->type, FIELD_MULTI_SELECT);
    assert_int_equal(got->created_at, START);
    field.name = S("Teams");
    field.description = S("");
    assert_ok(custom_field_change(&w->c, &field));
    world_commit(w, MINUTE);
    got = directory_field(w->c.directory, field.id);
    expect_text(got->name, S("Teams"));
    expect_text(got->description, S(""));
    assert_int_equal(got->updated_at, START + MINUTE);
}

static void a_name_is_one_fields(void **state)
{
    struct world *w = world_of(state);
    (void)add_field(w, S("Team"), FIELD_TEXT);
    struct custom_field field = {.name = S("TEAM"), .description = S("")};
    expect_refused(w, custom_field_create(&w->c, &field), ERR_INVALID, S("name"));
    field.name = S("  ");
    expect_refused(w, custom_field_create(&w->c, &field), ERR_INVALID, S("name"));
}

static void there_is_a_word_for_too_many(void **state)
{
    struct world *w = world_of(state);
    struct custom_field field = {.name = S("New"), .description = S("")};
    struct directory crowded = *w->c.directory;
    crowded.fields.count = FIELDS_MAX;
    w->c.directory = &crowded;
    expect_refused(w, custom_field_create(&w->c, &field), ERR_INVALID, S("name"));
}

static void options_are_a_selects(void **state)
{
    struct world *w = world_of(state);
    const int64_t text = add_field(w, S("Note"), FIELD_TEXT);
    const int64_t select = add_field(w, S("Team"), FIELD_SINGLE_SELECT);
    struct custom_field_option option = {.field_id = text, .value = S("A")};
    expect_refused(w, field_option_create(&w->c, &option), ERR_INVALID, S("custom_field_id"));
    option.field_id = select;
    assert_ok(field_option_create(&w->c, &option));
    world_commit(w, 0);
    option.id = 0;
    expect_refused(w, field_option_create(&w->c, &option), ERR_INVALID, S("value"));
    assert_int_equal(directory_options_of(w->c.directory, select).count, 1);
}

static void options_lie_by_sort_key(void **state)
{
    struct world *w = world_of(state);
    const int64_t select = add_field(w, S("Team"), FIELD_SINGLE_SELECT);
    struct custom_field_option first = {.field_id = select, .value = S("A"), .sort_key = 20};
    struct custom_field_option second = {.field_id = select, .value = S("B"), .sort_key = 10};
    assert_ok(field_option_create(&w->c, &first));
    world_commit(w, 0);
    assert_ok(field_option_create(&w->c, &second));
    world_commit(w, 0);
    expect_text(directory_options_of(w->c.directory, select).items[0].value, S("B"));
    second.sort_key = 30;
    assert_ok(field_option_change(&w->c, &second));
    world_commit(w, 0);
    expect_text(directory_options_of(w->c.directory, select).items[0].value, S("A"));
}

static void what_an_incident_has_is_not_deleted(void **state)
{
    struct world *w = world_of(state);
    const int64_t select = add_field(w, S("Team"), FIELD_SINGLE_SELECT);
    const int64_t option = add_option(w, select, S("A"));
    const int64_t other = add_option(w, select, S("B"));
    const int64_t incident = open_incident(w, S("Slow")).id;
    const struct field_input input = {.kind = FIELD_INPUT_OPTION, .id = option};
    assert_ok(set_input(w, incident, select, &input, 1));
    world_commit(w, 0);
    expect_refused(w, field_option_remove(&w->c, directory_field_option(w->c.directory, option)),
                   ERR_INVALID, S("id"));
    expect_refused(w, custom_field_remove(&w->c, directory_field(w->c.directory, select)),
                   ERR_INVALID, S("id"));
    assert_ok(field_option_remove(&w->c, directory_field_option(w->c.directory, other)));
    assert_ok(set_input(w, incident, select, NULL, 0));
    world_commit(w, 0);
    assert_ok(field_option_remove(&w->c, directory_field_option(w->c.directory, option)));
    world_commit(w, 0);
    assert_null(directory_field_option(w->c.directory, option));
}

static void a_field_goes_with_its_options(void **state)
{
    struct world *w = world_of(state);
    const int64_t select = add_field(w, S("Team"), FIELD_SINGLE_SELECT);
    const int64_t option = add_option(w, select, S("A"));
    assert_ok(custom_field_remove(&w->c, directory_field(w->c.directory, select)));
    world_commit(w, 0);
    assert_null(directory_field(w->c.directory, select));
    assert_null(directory_field_option(w->c.directory, option));
}

static void a_key_of_one_team_changes_nothing(void **state)
{
    struct world *w = world_of(state);
    const int64_t select = add_field(w, S("Team"), FIELD_SINGLE_SELECT);
    const int64_t option_id = add_option(w, select, S("A"));
    struct custom_field field = *directory_field(w->c.directory, select);
    struct custom_field_option option = *directory_field_option(w->c.directory, option_id);
    act_as_team_key(w);
    expect_refused(w, custom_field_create(&w->c, &field), ERR_FORBIDDEN, S(""));
    expect_refused(w, custom_field_change(&w->c, &field), ERR_FORBIDDEN, S(""));
    expect_refused(w, custom_field_remove(&w->c, &field), ERR_FORBIDDEN, S(""));
    expect_refused(w, field_option_create(&w->c, &option), ERR_FORBIDDEN, S(""));
    expect_refused(w, field_option_change(&w->c, &option), ERR_FORBIDDEN, S(""));
    expect_refused(w, field_option_remove(&w->c, &option), ERR_FORBIDDEN, S(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(everything_about_a_field_is_kept),
        WORLD_ON_BOTH(a_name_is_one_fields),
        WORLD_ON_SQLITE(there_is_a_word_for_too_many),
        WORLD_ON_BOTH(options_are_a_selects),
        WORLD_ON_BOTH(options_lie_by_sort_key),
        WORLD_ON_BOTH(what_an_incident_has_is_not_deleted),
        WORLD_ON_BOTH(a_field_goes_with_its_options),
        WORLD_ON_BOTH(a_key_of_one_team_changes_nothing),
    };
    return cmocka_run_group_tests_name("custom_field", tests, make_database, drop_database);
}
