// test_catalog.c -- types, schemas and entries of the catalog.
// SPDX-License-Identifier: Apache-2.0
#include "core/catalog_entry.h"
#include "core/catalog_find.h"
#include "core/catalog_type.h"
#include "core/custom_field.h"
#include "core_fixture.h"

static struct catalog_type plain_type(str name)
{
    return (struct catalog_type){.name = name, .description = S(""), .annotations = S("{}")};
}

static const struct catalog_type *add_type(struct world *w, str name)
{
    struct catalog_type type = plain_type(name);
    assert_ok(catalog_type_create(&w->c, &type, (struct id_list){0}));
    world_commit(w, 0);
    return directory_catalog_type(w->c.directory, type.id);
}

#define TEXTS(...)                                                                                 \
    ((struct text_list){.items = (const str[]){__VA_ARGS__},                                       \
                        .count = sizeof((const str[]){__VA_ARGS__}) / sizeof(str)})

static struct catalog_entry add_entry(struct world *w, const struct catalog_type *type,
                                      const struct catalog_draft *draft)
{
    struct catalog_entry entry = {0};
    assert_ok(catalog_entry_create(&w->c, type, draft, &entry));
    world_commit(w, 0);
    return entry;
}

/* As the directory has it now: each commit brings another one. */
static const struct catalog_type *type_of(struct world *w, int64_t id)
{
    return directory_catalog_type(w->c.directory, id);
}

/* A type with a text `note`, a number `tier` and a list `tags`. */
static int64_t add_service(struct world *w)
{
    const struct catalog_type *type = add_type(w, S("Service"));
    struct catalog_attribute attributes[] = {
        {.id = S("note"), .name = S("Note"), .value_type = S("Text")},
        {.id = S("tier"), .name = S("Tier"), .value_type = S("Number")},
        {.id = S("tags"), .name = S("Tags"), .value_type = S("String"), .is_array = true},
    };
    struct catalog_schema schema = {1, attributes, ARRAY_LEN(attributes)};
    assert_ok(catalog_schema_set(&w->c, type, &schema));
    const int64_t id = type->id;
    world_commit(w, 0);
    return id;
}

/* "note=a tags=x tags=y " */
static str values_now(struct world *w, int64_t entry_id)
{
    struct catalog_value_list values = {0};
    const struct catalog_entry entry = {.id = entry_id};
    struct arena *arena = w->c.store.arena;
    str text = S("");
    assert_ok(catalog_values_read(&w->c, (struct catalog_entry_list){&entry, 1}, &values));
    for (size_t i = 0; i < values.count; i++)
        text = STR_JOIN(arena, text, values.items[i].attribute_id, S("="), values.items[i].literal,
                        S(" "));
    return text;
}

static int64_t total_of(struct world *w, const struct catalog_type *type)
{
    const struct catalog_query query = {.type_id = type->id, .take = 1};
    struct catalog_page page = {0};
    assert_ok(catalog_list(&w->c, &query, &page));
    return page.total;
}

static void everything_about_a_type_is_kept(void **state)
{
    struct world *w = world_of(state);
    struct catalog_type type = {
        .name = S("Cost Centre"),
        .description = S("Who pays"),
        .color = CATALOG_CYAN,
        .icon = 5,
        .categories = 1U << CATALOG_CATEGORY_TEAM,
        .annotations = S("{\"a\":\"b\"}"),
        .source_repo_url = S("https://example.com"),
        .is_ranked = true,
        .names_identify = true,
    };
    assert_ok(catalog_type_create(&w->c, &type, (struct id_list){&w->ops, 1}));
    world_commit(w, 0);
    const struct catalog_type *got = directory_catalog_type(w->c.directory, type.id);
    assert_non_null(got);
    expect_text(got->name, S("Cost Centre"));
    expect_text(got->type_name, S("Custom[\"CostCentre\"]"));
    expect_text(got->description, S("Who pays"));
    assert_int_equal(got->color, CATALOG_CYAN);
    assert_int_equal(got->icon, 5);
    assert_int_equal(got->categories, 1U << CATALOG_CATEGORY_TEAM);
    expect_text(got->annotations, S("{\"a\":\"b\"}"));
    expect_text(got->source_repo_url, S("https://example.com"));
    assert_true(got->is_ranked && got->names_identify);
    assert_int_equal(got->schema_version, 1);
    assert_int_equal(directory_teams_of(w->c.directory, type.id).items[0].team_id, w->ops);
}

static void a_type_name_is_made_and_is_one_types(void **state)
{
    struct world *w = world_of(state);
    expect_text(add_type(w, S("A b-1"))->type_name, S("Custom[\"Ab-1\"]"));
    assert_true(str_starts(add_type(w, S("Ab-1"))->type_name, S("Custom[\"Type")));
    assert_true(str_starts(add_type(w, S("Ü"))->type_name, S("Custom[\"Type")));
    struct catalog_type type = plain_type(S("New"));
    type.type_name = S("Custom[\"Ab-1\"]");
    expect_refused(w, catalog_type_create(&w->c, &type, (struct id_list){0}), ERR_INVALID,
                   S("type_name"));
}

static void a_type_in_use_is_not_deleted(void **state)
{
    struct world *w = world_of(state);
    const int64_t used = add_type(w, S("Used"))->id;
    const int64_t user = add_type(w, S("User"))->id;
    struct catalog_attribute link = {
        .id = S("used"), .name = S("Used"), .value_type = S("Custom[\"Used\"]")};
    struct catalog_schema schema = {1, &link, 1};
    assert_ok(catalog_schema_set(&w->c, directory_catalog_type(w->c.directory, user), &schema));
    world_commit(w, 0);
    expect_refused(w, catalog_type_remove(&w->c, directory_catalog_type(w->c.directory, used)),
                   ERR_INVALID, S("id"));
    assert_ok(catalog_type_remove(&w->c, directory_catalog_type(w->c.directory, user)));
    world_commit(w, 0);
    assert_ok(catalog_type_remove(&w->c, directory_catalog_type(w->c.directory, used)));
    world_commit(w, 0);
    assert_int_equal(w->c.directory->catalog_types.count, 0);
    assert_int_equal(w->c.directory->catalog_attributes.count, 0);
}

static void a_schema_is_set_whole_by_who_has_seen_it(void **state)
{
    struct world *w = world_of(state);
    const int64_t service = add_service(w);
    struct catalog_attribute attributes[] = {
        {.name = S("New"), .value_type = S("String")},
        {.id = S("note"), .name = S("Note"), .value_type = S("Text")},
    };
    struct catalog_schema schema = {1, attributes, ARRAY_LEN(attributes)};
    expect_refused(w, catalog_schema_set(&w->c, type_of(w, service), &schema), ERR_INVALID,
                   S("version"));
    schema.version = 2;
    assert_ok(catalog_schema_set(&w->c, type_of(w, service), &schema));
    world_commit(w, 0);
    const struct catalog_attribute_list now = directory_attributes_of(w->c.directory, service);
    assert_int_equal(now.count, 2);
    assert_int_equal(now.items[0].id.n, ULID_BYTES);
    expect_text(now.items[1].id, S("note"));
    assert_int_equal(type_of(w, service)->schema_version, 3);
}

static void entries_are_counted_as_they_come_and_go(void **state)
{
    struct world *w = world_of(state);
    const int64_t service = add_service(w);
    const struct catalog_draft draft = {.name = S("Mail")};
    const struct catalog_entry first = add_entry(w, type_of(w, service), &draft);
    (void)add_entry(w, type_of(w, service), &draft);
    assert_int_equal(total_of(w, type_of(w, service)), 2);
    assert_ok(catalog_entry_remove(&w->c, &first));
    assert_int_equal(total_of(w, type_of(w, service)), 1);
    world_roll_back(w);
    assert_int_equal(total_of(w, type_of(w, service)), 2);
}

static void a_page_goes_on_where_the_last_one_ended(void **state)
{
    struct world *w = world_of(state);
    const int64_t service = add_service(w);
    struct catalog_query query = {.type_id = service, .take = 2};
    struct catalog_page page = {0};
    int64_t ids[3] = {0};
    for (size_t i = 0; i < 3; i++)
        ids[i] = add_entry(w, type_of(w, service), &(struct catalog_draft){.name = S("E")}).id;
    assert_ok(catalog_list(&w->c, &query, &page));
    assert_int_equal(page.entries.count, 2);
    assert_true(page.has_more);
    query.after = page.entries.items[1].id;
    assert_ok(catalog_list(&w->c, &query, &page));
    assert_int_equal(page.entries.count, 1);
    assert_int_equal(page.entries.items[0].id, ids[2]);
    assert_false(page.has_more);
    assert_int_equal(page.total, 3);
}

static int64_t found(struct world *w, const struct catalog_type *type, str name)
{
    int64_t id = -1;
    assert_ok(catalog_find(&w->c, type->id, 0, name, &id));
    return id;
}

static void an_identifier_names_one_entry_of_its_type(void **state)
{
    struct world *w = world_of(state);
    const int64_t service = add_service(w);
    const struct text_list aliases = TEXTS(S("post"), S("x"));
    const struct catalog_draft mail = {
        .name = S("Mail"), .external_id = S("x"), .aliases = &aliases};
    struct catalog_entry entry = {0};
    const struct catalog_entry first = add_entry(w, type_of(w, service), &mail);
    assert_int_equal(found(w, type_of(w, service), S("x")), first.id);
    assert_int_equal(found(w, type_of(w, service), S("post")), first.id);
    assert_int_equal(found(w, type_of(w, service), S("Mail")), 0);
    expect_refused(w, catalog_entry_create(&w->c, type_of(w, service), &mail, &entry), ERR_INVALID,
                   S("external_id"));
    const struct catalog_draft other = {.name = S("Other"), .aliases = &aliases};
    expect_refused(w, catalog_entry_create(&w->c, type_of(w, service), &other, &entry), ERR_INVALID,
                   S("aliases"));
    struct catalog_entry changed = first;
    assert_ok(catalog_entry_change(
        &w->c, type_of(w, service), &changed,
        &(struct catalog_draft){.external_id = S(""), .aliases = &TEXTS(S("y"))}));
    world_commit(w, 0);
    assert_int_equal(found(w, type_of(w, service), S("x")), 0);
    assert_int_equal(found(w, type_of(w, service), S("post")), 0);
    assert_int_equal(found(w, type_of(w, service), S("y")), first.id);
    expect_text(changed.name, S("Mail"));
}

static void values_are_replaced_or_only_some_of_them(void **state)
{
    struct world *w = world_of(state);
    const int64_t service = add_service(w);
    const struct catalog_binding all[] = {
        {S("note"), false, TEXTS(S("a \"b\"\n\\"))},
        {S("tags"), true, TEXTS(S("z"), S("y"))},
    };
    const struct catalog_binding tier = {S("tier"), false, TEXTS(S("1.5"))};
    const struct text_list only = TEXTS(S("tier"), S("note"));
    struct catalog_entry entry =
        add_entry(w, type_of(w, service),
                  &(struct catalog_draft){.name = S("M"), .bindings = all, .binding_count = 2});
    expect_text(values_now(w, entry.id), S("note=a \"b\"\n\\ tags=z tags=y "));
    assert_ok(catalog_entry_change(
        &w->c, type_of(w, service), &entry,
        &(struct catalog_draft){.bindings = &tier, .binding_count = 1, .only = &only}));
    expect_text(values_now(w, entry.id), S("tags=z tags=y tier=1.5 "));
    assert_ok(catalog_entry_change(&w->c, type_of(w, service), &entry,
                                   &(struct catalog_draft){.bindings = all, .binding_count = 1}));
    expect_text(values_now(w, entry.id), S("note=a \"b\"\n\\ "));
}

static void an_entry_holds_no_more_than_a_page_can_show(void **state)
{
    struct world *w = world_of(state);
    const int64_t service = add_service(w);
    str *literals = arena_array(w->c.store.arena, str, CATALOG_VALUES_MAX + 1);
    struct catalog_entry entry = {0};
    for (size_t i = 0; i <= CATALOG_VALUES_MAX; i++)
        literals[i] = S("x");
    const struct catalog_binding note = {S("note"), false, TEXTS(S("n"))};
    const struct text_list only = TEXTS(S("note"));
    struct catalog_binding tags = {S("tags"), true, {literals, CATALOG_VALUES_MAX}};
    const struct catalog_draft draft = {.name = S("M"), .bindings = &tags, .binding_count = 1};
    entry = add_entry(w, type_of(w, service), &draft);
    // One more, though the draft itself is small.
    expect_refused(w,
                   catalog_entry_change(&w->c, type_of(w, service), &entry,
                                        &(struct catalog_draft){
                                            .bindings = &note, .binding_count = 1, .only = &only}),
                   ERR_INVALID, S("attribute_values"));
    tags.literals.count++;
    expect_refused(w, catalog_entry_create(&w->c, type_of(w, service), &draft, &entry), ERR_INVALID,
                   S("attribute_values"));
}

static void a_type_goes_with_all_that_is_of_it(void **state)
{
    struct world *w = world_of(state);
    const int64_t service = add_service(w);
    const struct text_list aliases = TEXTS(S("post"));
    const struct catalog_binding note = {S("note"), false, TEXTS(S("n"))};
    const struct catalog_draft draft = {
        .name = S("Mail"), .aliases = &aliases, .bindings = &note, .binding_count = 1};
    struct catalog_entry entry = add_entry(w, type_of(w, service), &draft);
    assert_ok(catalog_type_remove(&w->c, type_of(w, service)));
    world_commit(w, 0);
    assert_int_equal(catalog_entry_read(&w->c, entry.id, &entry), ERR_NOT_FOUND);
    expect_text(values_now(w, entry.id), S(""));
    (void)add_entry(w, type_of(w, add_service(w)), &draft);
}

static void a_type_with_many_entries_is_not_deleted_in_one_go(void **state)
{
    struct world *w = world_of(state);
    const int64_t service = add_service(w);
    const struct catalog_draft draft = {.name = S("E")};
    struct catalog_entry entry = {0};
    for (int i = 0; i <= CATALOG_REMOVED_MAX; i++)
        assert_ok(catalog_entry_create(&w->c, type_of(w, service), &draft, &entry));
    world_commit(w, 0);
    expect_refused(w, catalog_type_remove(&w->c, type_of(w, service)), ERR_INVALID, S("id"));
    assert_ok(catalog_entry_remove(&w->c, &entry));
    assert_ok(catalog_type_remove(&w->c, type_of(w, service)));
    world_commit(w, 0);
    assert_int_equal(catalog_entry_read(&w->c, entry.id - 1, &entry), ERR_NOT_FOUND);
}

static void attributes_of_two_types_may_have_one_id(void **state)
{
    struct world *w = world_of(state);
    const int64_t first = add_type(w, S("First"))->id;
    const int64_t second = add_type(w, S("Second"))->id;
    const int64_t types[] = {first, second};
    const str names[] = {S("Owner of one"), S("Owner of two")};
    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        struct catalog_attribute owner = {
            .id = S("owner"), .name = names[i], .value_type = S("String")};
        struct catalog_schema schema = {1, &owner, 1};
        assert_ok(
            catalog_schema_set(&w->c, directory_catalog_type(w->c.directory, types[i]), &schema));
        world_commit(w, 0);
    }
    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        expect_text(directory_attribute(w->c.directory, types[i], S("owner"))->name, names[i]);
    assert_null(directory_attribute(w->c.directory, first, S("Owner of one")));
}

static void a_key_of_one_team_changes_nothing(void **state)
{
    struct world *w = world_of(state);
    const int64_t service = add_service(w);
    const struct catalog_draft draft = {.name = S("Mail")};
    struct catalog_schema schema = {.version = 2};
    struct catalog_entry entry = add_entry(w, type_of(w, service), &draft);
    struct catalog_type copy = *type_of(w, service);
    act_as_team_key(w);
    expect_refused(w, catalog_type_create(&w->c, &copy, (struct id_list){0}), ERR_FORBIDDEN, S(""));
    expect_refused(w, catalog_type_change(&w->c, &copy, NULL), ERR_FORBIDDEN, S(""));
    expect_refused(w, catalog_type_remove(&w->c, &copy), ERR_FORBIDDEN, S(""));
    expect_refused(w, catalog_schema_set(&w->c, &copy, &schema), ERR_FORBIDDEN, S(""));
    expect_refused(w, catalog_entry_create(&w->c, &copy, &draft, &entry), ERR_FORBIDDEN, S(""));
    expect_refused(w, catalog_entry_change(&w->c, &copy, &entry, &draft), ERR_FORBIDDEN, S(""));
    expect_refused(w, catalog_entry_remove(&w->c, &entry), ERR_FORBIDDEN, S(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(everything_about_a_type_is_kept),
        WORLD_ON_BOTH(a_type_name_is_made_and_is_one_types),
        WORLD_ON_BOTH(a_type_in_use_is_not_deleted),
        WORLD_ON_BOTH(a_schema_is_set_whole_by_who_has_seen_it),
        WORLD_ON_BOTH(entries_are_counted_as_they_come_and_go),
        WORLD_ON_BOTH(a_page_goes_on_where_the_last_one_ended),
        WORLD_ON_BOTH(an_identifier_names_one_entry_of_its_type),
        WORLD_ON_BOTH(values_are_replaced_or_only_some_of_them),
        WORLD_ON_BOTH(an_entry_holds_no_more_than_a_page_can_show),
        WORLD_ON_BOTH(a_type_goes_with_all_that_is_of_it),
        WORLD_ON_BOTH(a_type_with_many_entries_is_not_deleted_in_one_go),
        WORLD_ON_BOTH(attributes_of_two_types_may_have_one_id),
        WORLD_ON_BOTH(a_key_of_one_team_changes_nothing),
    };
    return cmocka_run_group_tests_name("catalog", tests, make_database, drop_database);
}
