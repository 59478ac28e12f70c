// test_field_values.c -- what incidents have in their custom fields.
//
// That the index of the lists agrees with the rows is checked at the end of every test.
// SPDX-License-Identifier: Apache-2.0
#include "core/field_values.h"

#include "base/crypto.h"
#include "core/catalog_entry.h"
#include "core/catalog_type.h"
#include "core/custom_field.h"
#include "core/incident_change.h"
#include "core_fixture.h"

// A field of each kind, with what they can hold.
struct fields {
    int64_t single, multi, text, link, number, services;
    int64_t red, green, blue; // red of single, the others of multi
    int64_t mail, search;     // entries; mail is also "m" and "post", search has no other name
    int64_t team;             // an entry of another type
};

static int64_t add_field(struct world *w, str name, enum field_type type, int64_t catalog_type_id)
{
    struct custom_field field = {.name = name, .description = S(""), .type = type};
    field.catalog_type_id = catalog_type_id;
    assert_ok(custom_field_create(&w->c, &field));
    world_commit(w, 0);
    return field.id;
}

static int64_t add_option(struct world *w, int64_t field_id, str value)
{
    struct custom_field_option option = {.field_id = field_id, .value = value};
    assert_ok(field_option_create(&w->c, &option));
    world_commit(w, 0);
    return option.id;
}

static struct catalog_type add_type(struct world *w, str name)
{
    struct catalog_type type = {
        .name = name, .description = S(""), .annotations = S("{}"), .names_identify = true};
    assert_ok(catalog_type_create(&w->c, &type, (struct id_list){0}));
    world_commit(w, 0);
    return type;
}

static int64_t add_entry(struct world *w, const struct catalog_type *type, str name, str alias)
{
    const struct text_list aliases = {.items = &alias, .count = alias.n > 0 ? 1 : 0};
    const struct catalog_draft draft = {
        .name = name,
        .external_id = alias.n > 0 ? S("m") : (str){0},
        .aliases = &aliases,
    };
    struct catalog_entry entry = {0};
    assert_ok(catalog_entry_create(&w->c, type, &draft, &entry));
    return entry.id;
}

static struct fields add_fields(struct world *w)
{
    const struct catalog_type service = add_type(w, S("Service"));
    const struct catalog_type team = add_type(w, S("Team"));
    struct fields f = {
        .mail = add_entry(w, &service, S("Mail"), S("post")),
        .search = add_entry(w, &service, S("Search"), S("")),
        .team = add_entry(w, &team, S("Desk"), S("")),
        .single = add_field(w, S("Single"), FIELD_SINGLE_SELECT, 0),
        .multi = add_field(w, S("Multi"), FIELD_MULTI_SELECT, 0),
        .text = add_field(w, S("Text"), FIELD_TEXT, 0),
        .link = add_field(w, S("Link"), FIELD_LINK, 0),
        .number = add_field(w, S("Number"), FIELD_NUMERIC, 0),
        .services = add_field(w, S("Services"), FIELD_MULTI_SELECT, service.id),
    };
    f.red = add_option(w, f.single, S("red"));
    f.green = add_option(w, f.multi, S("green"));
    f.blue = add_option(w, f.multi, S("blue"));
    world_commit(w, 0);
    return f;
}

static enum err set(struct world *w, int64_t incident_id, struct field_entry entry,
                    bool *out_changed)
{
    struct incident incident = {0};
    const struct incident_handle handle = handle_of(w, incident_id);
    const struct field_entry_list list = {.name = S("fields"), .items = &entry, .count = 1};
    assert_ok(incident_load_locked(&w->c, &handle, &incident));
    return field_values_set(&w->c, &incident, &list, out_changed);
}

static void put(struct world *w, int64_t incident_id, struct field_entry entry)
{
    bool has_changed = false;
    assert_ok(set(w, incident_id, entry, &has_changed));
    assert_true(has_changed);
    world_commit(w, 0);
}

#define ENTRY(field, ...)                                                                          \
    ((struct field_entry){.field_id = (field),                                                     \
                          .inputs = (const struct field_input[]){__VA_ARGS__},                     \
                          .count = sizeof((const struct field_input[]){__VA_ARGS__}) /             \
                                   sizeof(struct field_input)})
#define OPTION(option)                                                                             \
    {                                                                                              \
        .kind = FIELD_INPUT_OPTION, .id = (option)                                                 \
    }
#define CATALOG(entry, name)                                                                       \
    {                                                                                              \
        .kind = FIELD_INPUT_ENTRY, .id = (entry), .text = S(name)                                  \
    }
#define TEXT(value)                                                                                \
    {                                                                                              \
        .kind = FIELD_INPUT_TEXT, .text = S(value)                                                 \
    }
#define LINK(value)                                                                                \
    {                                                                                              \
        .kind = FIELD_INPUT_LINK, .text = S(value)                                                 \
    }
#define NUMBER(value)                                                                              \
    {                                                                                              \
        .kind = FIELD_INPUT_NUMBER, .text = S(value)                                               \
    }

/* "red|" "1.50|" "Mail post|": the values of a field of an incident. */
static str values_now(struct world *w, int64_t incident_id, int64_t field_id)
{
    struct field_value_list all = {0};
    struct arena *arena = w->c.store.arena;
    str text = S("");
    assert_ok(field_values_of(&w->c, (struct id_list){&incident_id, 1}, &all));
    const struct field_value_list own =
        field_values_of_field(field_values_of_incident(all, incident_id), field_id);
    for (size_t i = 0; i < own.count; i++) {
        const struct custom_field_option *option =
            directory_field_option(w->c.directory, own.items[i].target_id);
        const str shown = option != NULL                      ? option->value
                          : own.items[i].entry_name.p != NULL ? own.items[i].entry_name
                                                              : own.items[i].text;
        text = STR_JOIN(arena, text, shown, S("|"));
    }
    return text;
}

static void a_value_of_each_type_is_kept_in_order(void **state)
{
    struct world *w = world_of(state);
    const struct fields f = add_fields(w);
    const int64_t id = open_incident(w, S("Slow")).id;
    put(w, id, ENTRY(f.single, OPTION(f.red)));
    put(w, id, ENTRY(f.multi, OPTION(f.blue), OPTION(f.green)));
    put(w, id, ENTRY(f.text, TEXT("Ü \"x\"\n")));
    put(w, id, ENTRY(f.link, LINK("HTTPS://example.com")));
    put(w, id, ENTRY(f.number, NUMBER("-1.50")));
    put(w, id, ENTRY(f.services, CATALOG(f.search, ""), CATALOG(f.mail, "")));
    expect_text(values_now(w, id, f.single), S("red|"));
    expect_text(values_now(w, id, f.multi), S("blue|green|"));
    expect_text(values_now(w, id, f.text), S("Ü \"x\"\n|"));
    expect_text(values_now(w, id, f.link), S("HTTPS://example.com|"));
    expect_text(values_now(w, id, f.number), S("-1.50|"));
    expect_text(values_now(w, id, f.services), S("Search|Mail|"));
}

static void values_are_replaced_and_cleared(void **state)
{
    struct world *w = world_of(state);
    const struct fields f = add_fields(w);
    const int64_t id = open_incident(w, S("Slow")).id;
    put(w, id, ENTRY(f.multi, OPTION(f.blue), OPTION(f.green)));
    put(w, id, ENTRY(f.multi, OPTION(f.green)));
    expect_text(values_now(w, id, f.multi), S("green|"));
    put(w, id, ENTRY(f.text, TEXT("a")));
    put(w, id, (struct field_entry){.field_id = f.multi});
    expect_text(values_now(w, id, f.multi), S(""));
    expect_text(values_now(w, id, f.text), S("a|"));
}

static void what_is_so_already_changes_nothing(void **state)
{
    struct world *w = world_of(state);
    const struct fields f = add_fields(w);
    const int64_t id = open_incident(w, S("Slow")).id;
    bool has_changed = true;
    put(w, id, ENTRY(f.multi, OPTION(f.blue), OPTION(f.green)));
    assert_ok(set(w, id, ENTRY(f.multi, OPTION(f.blue), OPTION(f.green)), &has_changed));
    assert_false(has_changed);
    assert_ok(set(w, id, (struct field_entry){.field_id = f.text}, &has_changed));
    assert_false(has_changed);
    assert_ok(set(w, id, ENTRY(f.multi, OPTION(f.green), OPTION(f.blue)), &has_changed));
    assert_true(has_changed);
}

static void an_entry_is_found_by_anything_that_names_it(void **state)
{
    struct world *w = world_of(state);
    const struct fields f = add_fields(w);
    const int64_t id = open_incident(w, S("Slow")).id;
    const struct field_input inputs[] = {CATALOG(0, "m"), CATALOG(0, "post"), CATALOG(0, "Mail"),
                                         CATALOG(f.team, "m")};
    for (size_t i = 0; i < ARRAY_LEN(inputs); i++) {
        put(w, id, (struct field_entry){f.services, &inputs[i], 1});
        expect_text(values_now(w, id, f.services), S("Mail|"));
        put(w, id, (struct field_entry){.field_id = f.services});
    }
}

static void what_cannot_be_is_refused(void **state)
{
    struct world *w = world_of(state);
    const struct fields f = add_fields(w);
    const int64_t id = open_incident(w, S("Slow")).id;
    bool unused = false;
    world_commit(w, 0);
    const struct {
        struct field_entry entry;
        str field;
    } cases[] = {
        {ENTRY(w->ann, OPTION(f.red)), S("fields.0.custom_field_id")},
        {ENTRY(f.single, OPTION(f.green)), S("fields.0.values.0")},
        {ENTRY(f.single, OPTION(0)), S("fields.0.values.0")},
        {ENTRY(f.single, TEXT("red")), S("fields.0.values.0")},
        {ENTRY(f.single, OPTION(f.red), OPTION(f.red)), S("fields.0.values")},
        {ENTRY(f.multi, OPTION(f.green), OPTION(f.green)), S("fields.0.values.1")},
        {ENTRY(f.services, CATALOG(f.team, "")), S("fields.0.values.0")},
        {ENTRY(f.services, CATALOG(0, "nothing")), S("fields.0.values.0")},
        {ENTRY(f.services, OPTION(f.mail)), S("fields.0.values.0")},
        {ENTRY(f.text, TEXT("")), S("fields.0.values.0")},
        {ENTRY(f.text, TEXT("a"), TEXT("b")), S("fields.0.values")},
        {ENTRY(f.link, LINK("example.com")), S("fields.0.values.0")},
        {ENTRY(f.link, TEXT("http://example.com")), S("fields.0.values.0")},
        {ENTRY(f.number, NUMBER("1e5")), S("fields.0.values.0")},
        {ENTRY(f.number, TEXT("1")), S("fields.0.values.0")},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        expect_refused(w, set(w, id, cases[i].entry, &unused), ERR_INVALID, cases[i].field);
}

static void a_text_is_as_long_as_an_index_holds(void **state)
{
    struct world *w = world_of(state);
    const struct fields f = add_fields(w);
    const int64_t id = open_incident(w, S("Slow")).id;
    char *bytes = arena_alloc(w->c.store.arena, FIELD_TEXT_MAX_BYTES + 1);
    bool unused = false;
    // Noise, so that PostgreSQL cannot compress it.
    crypto_random(bytes, FIELD_TEXT_MAX_BYTES + 1);
    for (size_t i = 0; i <= FIELD_TEXT_MAX_BYTES; i++)
        bytes[i] = (char)('0' + (bytes[i] & 63));
    struct field_input input = {.kind = FIELD_INPUT_TEXT, .text = {bytes, FIELD_TEXT_MAX_BYTES}};
    const struct field_entry entry = {.field_id = f.text, .inputs = &input, .count = 1};
    assert_ok(set(w, id, entry, &unused));
    input.text.n++;
    assert_int_equal(set(w, id, entry, &unused), ERR_INVALID);
    expect_error(w, ERR_INVALID, "fields.0.values.0");
}

static void a_page_of_incidents_is_read_at_once(void **state)
{
    struct world *w = world_of(state);
    const struct fields f = add_fields(w);
    const int64_t ids[] = {open_incident(w, S("A")).id, open_incident(w, S("B")).id,
                           open_incident(w, S("C")).id};
    struct field_value_list all = {0};
    put(w, ids[2], ENTRY(f.text, TEXT("c")));
    put(w, ids[0], ENTRY(f.text, TEXT("a")));
    put(w, ids[0], ENTRY(f.single, OPTION(f.red)));
    assert_ok(field_values_of(&w->c, (struct id_list){ids, 3}, &all));
    assert_int_equal(all.count, 3);
    assert_int_equal(field_values_of_incident(all, ids[0]).count, 2);
    assert_int_equal(field_values_of_incident(all, ids[1]).count, 0);
    const struct field_value_list last = field_values_of_incident(all, ids[2]);
    assert_int_equal(last.count, 1);
    expect_text(last.items[0].text, S("c"));
    assert_int_equal(field_values_of_field(last, f.single).count, 0);
}

static void an_entry_shows_as_it_is_now(void **state)
{
    struct world *w = world_of(state);
    const struct fields f = add_fields(w);
    const int64_t id = open_incident(w, S("Slow")).id;
    const int64_t version = w->c.directory->version;
    const struct catalog_draft draft = {.name = S("Post")};
    struct catalog_entry entry = {0};
    put(w, id, ENTRY(f.services, CATALOG(f.mail, "")));
    assert_ok(catalog_entry_read(&w->c, f.mail, &entry));
    assert_ok(catalog_entry_change(&w->c, directory_catalog_type(w->c.directory, entry.type_id),
                                   &entry, &draft));
    world_commit(w, 0);
    expect_text(values_now(w, id, f.services), S("Post|"));
    assert_true(w->c.directory->version > version);
}

/* Of a type that a field is of, or not: every dialect's texts of incidents stay as they are. */
static void what_no_incident_shows_of_the_catalog_changes_without_a_new_directory(void **state)
{
    struct world *w = world_of(state);
    const struct fields f = add_fields(w);
    const int64_t unused[] = {f.search, f.team};
    const struct catalog_draft draft = {.name = S("New")};
    put(w, open_incident(w, S("Slow")).id, ENTRY(f.services, CATALOG(f.mail, "")));
    const int64_t version = w->c.directory->version;
    for (size_t i = 0; i < ARRAY_LEN(unused); i++) {
        struct catalog_entry entry = {0};
        assert_ok(catalog_entry_read(&w->c, unused[i], &entry));
        assert_ok(catalog_entry_change(&w->c, directory_catalog_type(w->c.directory, entry.type_id),
                                       &entry, &draft));
        world_commit(w, 0);
    }
    assert_int_equal(w->c.directory->version, version);
}

static void an_entry_in_use_is_not_deleted(void **state)
{
    struct world *w = world_of(state);
    const struct fields f = add_fields(w);
    const int64_t id = open_incident(w, S("Slow")).id;
    struct catalog_entry entry = {0};
    put(w, id, ENTRY(f.services, CATALOG(f.mail, "")));
    assert_ok(catalog_entry_read(&w->c, f.mail, &entry));
    expect_refused(w, catalog_entry_remove(&w->c, &entry), ERR_INVALID, S("id"));
    put(w, id, (struct field_entry){.field_id = f.services});
    assert_ok(catalog_entry_remove(&w->c, &entry));
    world_commit(w, 0);
    assert_int_equal(catalog_entry_read(&w->c, f.mail, &entry), ERR_NOT_FOUND);
}

static void numbers_are_decimal(void **state)
{
    (void)state;
    const struct {
        str text;
        bool is_number;
        double number;
    } cases[] = {
        {S("0"), true, 0},      {S("-0.5"), true, -0.5}, {S("007"), true, 7},
        {S("1.50"), true, 1.5}, {S(""), false, 0},       {S("-"), false, 0},
        {S("1."), false, 0},    {S(".5"), false, 0},     {S("1.2.3"), false, 0},
        {S("1e5"), false, 0},   {S("+1"), false, 0},     {S(" 1"), false, 0},
        {S("0x1"), false, 0},   {S("nan"), false, 0},    {S("1-"), false, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        double number = 0;
        assert_int_equal(field_number_read(cases[i].text, &number), cases[i].is_number);
        assert_true(number == cases[i].number);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(a_value_of_each_type_is_kept_in_order),
        WORLD_ON_BOTH(values_are_replaced_and_cleared),
        WORLD_ON_BOTH(what_is_so_already_changes_nothing),
        WORLD_ON_BOTH(an_entry_is_found_by_anything_that_names_it),
        WORLD_ON_BOTH(what_cannot_be_is_refused),
        WORLD_ON_BOTH(a_text_is_as_long_as_an_index_holds),
        WORLD_ON_BOTH(a_page_of_incidents_is_read_at_once),
        WORLD_ON_BOTH(an_entry_shows_as_it_is_now),
        WORLD_ON_BOTH(what_no_incident_shows_of_the_catalog_changes_without_a_new_directory),
        WORLD_ON_BOTH(an_entry_in_use_is_not_deleted),
        cmocka_unit_test(numbers_are_decimal),
    };
    return cmocka_run_group_tests_name("field_values", tests, make_database, drop_database);
}
