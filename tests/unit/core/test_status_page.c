// test_status_page.c -- status pages: names, what they show, groups, an end without remains.
// SPDX-License-Identifier: Apache-2.0
#include "core/status_page.h"

#include "core_fixture.h"

#include "core/public_subscriber.h"
#include "core/service.h"
#include "core/subscribe.h"

enum { SERVICES = 4 };

static const struct page_wish nothing;

// Four services of ops, and a page that shows none of them yet, with two groups.
struct shown {
    struct world *w;
    int64_t services[SERVICES]; // s0 .. s3
    int64_t page_id;
    int64_t core, edge; // groups
};

static int64_t add_service(struct world *w, str name)
{
    struct service service = {.team_id = w->ops, .name = name, .description = S("")};
    assert_ok(service_create(&w->c, &service, NULL));
    return service.id;
}

static struct status_page page_named(str name)
{
    return (struct status_page){.name = name, .presentation = S("{}")};
}

static int64_t add_page(struct world *w, str name, const struct page_wish *shown)
{
    struct status_page page = page_named(name);
    assert_ok(page_create(&w->c, &page, NULL, shown));
    world_commit(w, 0);
    return page.id;
}

static int64_t add_group(struct world *w, int64_t page_id, str name)
{
    struct page_group group = {.page_id = page_id, .name = name};
    assert_ok(page_group_create(&w->c, &group));
    world_commit(w, 0);
    return group.id;
}

static struct shown show(struct world *w)
{
    struct shown s = {.w = w};
    for (int i = 0; i < SERVICES; i++)
        s.services[i] =
            add_service(w, STR_JOIN(w->c.store.arena, S("s"), str_from_i64(w->c.store.arena, i)));
    world_commit(w, 0);
    s.page_id = add_page(w, S("World"), &nothing);
    s.core = add_group(w, s.page_id, S("Core"));
    s.edge = add_group(w, s.page_id, S("Edge"));
    return s;
}

static void expect_refusal(struct world *w, enum err outcome, str field)
{
    assert_int_equal(outcome, ERR_INVALID);
    assert_int_equal(w->c.error.kind, ERR_INVALID);
    expect_text(w->c.error.field, field);
    assert_true(w->c.error.message.n > 0);
    world_roll_back(w);
}

#define expect_shows(s, lines)                                                                     \
    expect_text(look(&(s)->w->c.store, LOOK_PAGE_SHOWS, P((s)->w->c.store.org_id, (s)->page_id)),  \
                S(lines))

// ---- rows ----

static void a_page_is_made_with_its_teams_and_times(void **state)
{
    struct world *w = world_of(state);
    const struct id_list teams = {.items = (int64_t[]){w->desk, w->ops}, .count = 2};
    struct status_page page = {
        .name = S("House"),
        .subdomain = S("House-1"),
        .domain = S("Status.Example.ORG"),
        .time_zone = S("Europe/Berlin"),
        .is_private = true,
        .presentation = S("{\"pageTitle\":\"x\"}"),
    };
    w->c.now = START + MINUTE;
    assert_ok(page_create(&w->c, &page, &teams, &nothing));
    world_commit(w, 0);
    const struct status_page *found = directory_page(w->c.directory, page.id);
    expect_text(found->name, S("House"));
    expect_text(found->subdomain, S("house-1"));
    expect_text(found->domain, S("status.example.org"));
    expect_text(found->time_zone, S("Europe/Berlin"));
    expect_text(found->presentation, S("{\"pageTitle\":\"x\"}"));
    assert_true(found->is_private);
    assert_false(found->is_activated);
    assert_int_equal(found->created_at, START + MINUTE);
    assert_int_equal(directory_teams_of(w->c.directory, page.id).count, 2);
}

static void a_changed_page_is_changed_whole(void **state)
{
    struct world *w = world_of(state);
    struct status_page page = page_named(S("World"));
    page.subdomain = S("world");
    assert_ok(page_create(&w->c, &page, NULL, &nothing));
    world_commit(w, MINUTE);
    page.name = S("Globe");
    page.subdomain = (str){0};
    page.is_activated = true;
    assert_ok(page_change(&w->c, &page, NULL, &nothing));
    world_commit(w, 0);
    const struct status_page *found = directory_page(w->c.directory, page.id);
    expect_text(found->name, S("Globe"));
    assert_null(found->subdomain.p);
    assert_true(found->is_activated);
    assert_int_equal(found->created_at, START);
    assert_int_equal(found->updated_at, START + MINUTE);
}

static void a_subdomain_is_a_label_of_one_page(void **state)
{
    struct world *w = world_of(state);
    static const str bad[] = {
        S(""),
        S("-a"),
        S("a-"),
        S("a.b"),
        S("a_b"),
        S("a b"),
        S("\xC3\xA4"),
        S("World"),
        S("world"),
        S("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl"), // 64
    };
    struct status_page first = page_named(S("World"));
    first.subdomain = S("world");
    assert_ok(page_create(&w->c, &first, NULL, &nothing));
    world_commit(w, 0);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct status_page page = page_named(S("x"));
        page.subdomain = bad[i];
        expect_refusal(w, page_create(&w->c, &page, NULL, &nothing), S("subdomain"));
    }
    struct status_page other = page_named(S("Other"));
    assert_ok(page_create(&w->c, &other, NULL, &nothing));
    world_commit(w, 0);
    other.subdomain = S("WORLD");
    expect_refusal(w, page_change(&w->c, &other, NULL, &nothing), S("subdomain"));
    assert_ok(page_change(&w->c, &first, NULL, &nothing)); // its own
}

static void a_domain_is_a_host_name(void **state)
{
    struct world *w = world_of(state);
    static const str bad[] = {S(""),      S("localhost"), S("a..b"),  S(".a"),
                              S("a."),    S("a b.c"),     S("-a.b"),  S("a.b-"),
                              S("a/b.c"), S("a.b:80"),    S("a_b.c"), S(".")};
    static const str good[] = {S("a.b"), S("x1.y-2.example.org"), S("1.2"), S("A.B")};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct status_page page = page_named(S("x"));
        page.domain = bad[i];
        expect_refusal(w, page_create(&w->c, &page, NULL, &nothing), S("domain"));
    }
    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        struct status_page page = page_named(S("x"));
        page.domain = good[i];
        assert_ok(page_create(&w->c, &page, NULL, &nothing));
    }
}

static void the_visibility_changes_until_the_page_is_activated(void **state)
{
    struct world *w = world_of(state);
    struct status_page page = page_named(S("World"));
    assert_ok(page_create(&w->c, &page, NULL, &nothing));
    world_commit(w, 0);
    page.is_private = true;
    page.is_activated = true;
    assert_ok(page_change(&w->c, &page, NULL, &nothing));
    world_commit(w, 0);
    struct status_page turned = page;
    turned.is_private = false;
    expect_refusal(w, page_change(&w->c, &turned, NULL, &nothing), S("visibility"));
    turned.is_activated = false;
    expect_refusal(w, page_change(&w->c, &turned, NULL, &nothing), S("visibility"));
    page.is_activated = false;
    assert_ok(page_change(&w->c, &page, NULL, &nothing));
    world_commit(w, 0);
    assert_ok(page_change(&w->c, &turned, NULL, &nothing));
}

// ---- what a page shows ----

static struct page_element service_at(const struct shown *s, int index, int64_t group_id)
{
    return (struct page_element){.kind = ELEMENT_SERVICE,
                                 .target_id = s->services[index],
                                 .group_id = group_id,
                                 .options = S("")};
}

static struct page_element group_at(int64_t group_id)
{
    return (struct page_element){
        .kind = ELEMENT_GROUP, .target_id = group_id, .options = S("expand")};
}

#define STRUCTURE(...)                                                                             \
    ((struct page_element_list){.items = (const struct page_element[]){__VA_ARGS__},               \
                                .count = sizeof((const struct page_element[]){__VA_ARGS__}) /      \
                                         sizeof(struct page_element)})

static enum err wish_for(const struct shown *s, const struct id_list *services,
                         const struct page_element_list *structure)
{
    struct status_page page = *directory_page(s->w->c.directory, s->page_id);
    const struct page_wish wish = {.services = services, .structure = structure};
    return page_change(&s->w->c, &page, NULL, &wish);
}

static void get(const struct shown *s, const struct id_list *services,
                const struct page_element_list *structure)
{
    assert_ok(wish_for(s, services, structure));
    world_commit(s->w, 0);
}

/* s0; Core with s1 and s2; Edge with nothing. */
static void lay_out(const struct shown *s)
{
    const struct page_element_list structure =
        STRUCTURE(service_at(s, 0, 0), group_at(s->core), service_at(s, 1, s->core),
                  service_at(s, 2, s->core), group_at(s->edge));
    get(s, NULL, &structure);
}

static void a_structure_says_all_that_is_shown(void **state)
{
    const struct shown s = show(world_of(state));
    lay_out(&s);
    expect_shows(&s, "service s0\n"
                     "group Core: expand\n"
                     "service s1 in Core\n"
                     "service s2 in Core\n"
                     "group Edge: expand\n");
    const struct page_element_list structure = STRUCTURE(service_at(&s, 3, 0));
    get(&s, NULL, &structure);
    expect_shows(&s, "service s3\n");
    const struct page_element_list none = {0};
    get(&s, NULL, &none);
    expect_shows(&s, "");
}

static void services_alone_keep_the_places_of_those_that_stay(void **state)
{
    const struct shown s = show(world_of(state));
    const struct id_list some = {.items = (int64_t[]){s.services[3], s.services[2], s.services[0]},
                                 .count = 3};
    const struct id_list none = {0};
    lay_out(&s);
    get(&s, &some, NULL);
    expect_shows(&s, "service s0\n"
                     "group Core: expand\n"
                     "service s2 in Core\n"
                     "group Edge: expand\n"
                     "service s3\n");
    get(&s, NULL, NULL);
    expect_shows(&s, "service s0\n"
                     "group Core: expand\n"
                     "service s2 in Core\n"
                     "group Edge: expand\n"
                     "service s3\n");
    get(&s, &none, NULL);
    expect_shows(&s, "group Core: expand\n"
                     "group Edge: expand\n");
}

static void services_beside_a_structure_come_after_it(void **state)
{
    const struct shown s = show(world_of(state));
    const struct page_element_list structure =
        STRUCTURE(group_at(s.edge), service_at(&s, 2, s.edge));
    const struct id_list services = {
        .items = (int64_t[]){s.services[1], s.services[2], s.services[1]}, .count = 3};
    lay_out(&s);
    get(&s, &services, &structure);
    expect_shows(&s, "group Edge: expand\n"
                     "service s2 in Edge\n"
                     "service s1\n");
}

static void a_refusal_names_the_place(void **state)
{
    const struct shown s = show(world_of(state));
    const int64_t foreign = add_group(s.w, add_page(s.w, S("Other"), &nothing), S("Foreign"));
    const struct page_element unknown = {
        .kind = ELEMENT_SERVICE, .target_id = 999999999, .options = S("")};
    struct page_element inside = unknown;
    inside.group_id = s.core;
    const struct {
        struct page_element_list structure;
        str field;
    } rows[] = {
        {STRUCTURE(unknown), S("structure.elements[0].id")},
        {STRUCTURE(service_at(&s, 0, 0), group_at(foreign)), S("structure.elements[1].id")},
        {STRUCTURE(group_at(s.services[0])), S("structure.elements[0].id")},
        {STRUCTURE(group_at(s.core), service_at(&s, 0, s.core), inside),
         S("structure.elements[0].children[1].id")},
        {STRUCTURE(group_at(s.edge), service_at(&s, 0, s.edge), group_at(s.core),
                   service_at(&s, 0, s.core)),
         S("structure.elements[1].children[0].id")},
        {STRUCTURE(group_at(s.core), service_at(&s, 0, 0), group_at(s.core)),
         S("structure.elements[2].id")},
        {STRUCTURE(service_at(&s, 1, 0), service_at(&s, 1, 0)), S("structure.elements[1].id")},
    };
    const struct id_list services = {.items = (int64_t[]){s.services[0], s.core}, .count = 2};
    lay_out(&s);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        expect_refusal(s.w, wish_for(&s, NULL, &rows[i].structure), rows[i].field);
    expect_refusal(s.w, wish_for(&s, &services, NULL), S("services[1].id"));
}

static void a_key_of_one_team_keeps_what_it_cannot_see_and_adds_no_more_of_it(void **state)
{
    const struct shown s = show(world_of(state));
    struct service hidden[2] = {{.name = S("h0"), .description = S("")},
                                {.name = S("h1"), .description = S("")}};
    for (int i = 0; i < 2; i++) {
        hidden[i].team_id = s.w->desk;
        assert_ok(service_create(&s.w->c, &hidden[i], NULL));
    }
    world_commit(s.w, 0);
    const struct id_list first = {.items = (int64_t[]){hidden[0].id}, .count = 1};
    const struct id_list more = {.items = (int64_t[]){hidden[0].id, s.services[0]}, .count = 2};
    const struct id_list too_many = {.items = (int64_t[]){hidden[0].id, hidden[1].id}, .count = 2};
    get(&s, &first, NULL);
    act_as_team_key(s.w);
    get(&s, &more, NULL);
    expect_refusal(s.w, wish_for(&s, &too_many, NULL), S("services[1].id"));
    expect_shows(&s, "service h0\nservice s0\n");
}

static void a_page_shows_a_thousand_elements_and_no_more(void **state)
{
    const struct shown s = show(world_of(state));
    int64_t *ids = arena_array(s.w->c.store.arena, int64_t, PAGE_ELEMENTS_MAX);
    for (int i = 0; i < PAGE_ELEMENTS_MAX; i++)
        ids[i] = add_service(s.w, S("x"));
    world_commit(s.w, 0);
    const struct id_list most = {.items = ids, .count = PAGE_ELEMENTS_MAX};
    get(&s, &most, NULL);
    const struct page_element_list one = STRUCTURE(service_at(&s, 0, 0));
    expect_refusal(s.w, wish_for(&s, &most, &one), S("services"));
}

/* The field that refuses a page with a service, or a group, where there is so much already. */
static void expect_crowded(const struct shown *s, struct directory crowded, const char *of_page,
                           const char *of_group)
{
    const struct id_list one = {.items = s->services, .count = 1};
    const struct page_wish wish = {.services = &one};
    struct status_page page = {.name = S("New"), .presentation = S("{}")};
    struct page_group group = {.page_id = s->page_id, .name = S("New")};
    s->w->c.directory = &crowded;
    if (of_page != NULL)
        expect_refusal(s->w, page_create(&s->w->c, &page, NULL, &wish), str_from_cstr(of_page));
    s->w->c.directory = &crowded;
    if (of_group != NULL)
        expect_refusal(s->w, page_group_create(&s->w->c, &group), str_from_cstr(of_group));
}

static void there_is_a_word_for_too_much_of_all_pages(void **state)
{
    const struct shown s = show(world_of(state));
    struct arena *arena = s.w->c.store.arena;
    const struct directory whole = *s.w->c.directory;
    struct page_element *elements = arena_array(arena, struct page_element, DIRECTORY_MAX_ROWS);
    for (size_t i = 0; i < DIRECTORY_MAX_ROWS; i++)
        elements[i].page_id = 1;
    struct directory crowded = whole;
    crowded.pages.count = PAGES_MAX;
    expect_crowded(&s, crowded, "id", NULL);
    crowded = whole;
    crowded.page_elements.items = elements;
    crowded.page_elements.count = DIRECTORY_MAX_ROWS;
    expect_crowded(&s, crowded, "services", NULL);
    crowded = whole;
    crowded.page_groups.items = arena_array(arena, struct page_group, DIRECTORY_MAX_ROWS);
    crowded.page_groups.count = DIRECTORY_MAX_ROWS;
    expect_crowded(&s, crowded, NULL, "id");
}

// ---- groups ----

static void a_group_is_renamed(void **state)
{
    const struct shown s = show(world_of(state));
    const struct page_group renamed = {.page_id = s.page_id, .id = s.core, .name = S("Heart")};
    assert_ok(page_group_rename(&s.w->c, &renamed));
    lay_out(&s);
    expect_shows(&s, "service s0\n"
                     "group Heart: expand\n"
                     "service s1 in Heart\n"
                     "service s2 in Heart\n"
                     "group Edge: expand\n");
}

static void what_was_in_a_removed_group_stands_in_its_place(void **state)
{
    const struct shown s = show(world_of(state));
    lay_out(&s);
    const struct page_group core = directory_groups_of(s.w->c.directory, s.page_id).items[0];
    assert_ok(page_group_remove(&s.w->c, &core));
    world_commit(s.w, 0);
    expect_shows(&s, "service s0\nservice s1\nservice s2\ngroup Edge: expand\n");
    assert_int_equal(directory_groups_of(s.w->c.directory, s.page_id).count, 1);
    assert_true(directory_page_holds(s.w->c.directory, s.page_id, s.services[1]));
}

// ---- the end ----

static void a_removed_page_leaves_nothing(void **state)
{
    const struct shown s = show(world_of(state));
    struct world *w = s.w;
    const struct id_list teams = {.items = &w->desk, .count = 1};
    const struct id_list filter = {.items = &s.services[1], .count = 1};
    struct private_subscriber follower = {.kind = SUBSCRIBER_USER, .id = w->ann};
    struct public_subscriber addresses[] = {
        {.kind = ADDRESS_EMAIL, .target = S("a@x"), .locale = S("en-GB"), .services = filter},
        {.kind = ADDRESS_SMS, .target = S("+4912345"), .locale = S("en-GB")},
    };
    lay_out(&s);
    struct status_page page = *directory_page(w->c.directory, s.page_id);
    assert_ok(page_change(&w->c, &page, &teams, &nothing));
    assert_ok(
        subscribers_add(&w->c, page.id, (struct private_subscriber_list){&follower, 1}, false));
    assert_ok(
        public_subscribers_add(&w->c, page.id, (struct public_subscriber_list){addresses, 2}));
    world_commit(w, 0);
    expect_look(&w->c.store, LOOK_PAGE_ROWS, P(w->c.store.org_id),
                "pages 1\ngroups 2\nelements 5\nteams 1\nprivate 1\npublic 2\nfilters 1\n");
    assert_ok(page_remove(&w->c, directory_page(w->c.directory, page.id)));
    world_commit(w, 0);
    expect_look(&w->c.store, LOOK_PAGE_ROWS, P(w->c.store.org_id),
                "pages 0\ngroups 0\nelements 0\nteams 0\nprivate 0\npublic 0\nfilters 0\n");
    assert_null(directory_page(w->c.directory, page.id));
    assert_ok(service_remove(&w->c, directory_service(w->c.directory, s.services[1])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(a_page_is_made_with_its_teams_and_times),
        WORLD_ON_BOTH(a_changed_page_is_changed_whole),
        WORLD_ON_BOTH(a_subdomain_is_a_label_of_one_page),
        WORLD_ON_BOTH(a_domain_is_a_host_name),
        WORLD_ON_BOTH(the_visibility_changes_until_the_page_is_activated),
        WORLD_ON_BOTH(a_structure_says_all_that_is_shown),
        WORLD_ON_BOTH(services_alone_keep_the_places_of_those_that_stay),
        WORLD_ON_BOTH(services_beside_a_structure_come_after_it),
        WORLD_ON_BOTH(a_refusal_names_the_place),
        WORLD_ON_BOTH(a_key_of_one_team_keeps_what_it_cannot_see_and_adds_no_more_of_it),
        WORLD_ON_BOTH(a_page_shows_a_thousand_elements_and_no_more),
        WORLD_ON_SQLITE(there_is_a_word_for_too_much_of_all_pages),
        WORLD_ON_BOTH(a_group_is_renamed),
        WORLD_ON_BOTH(what_was_in_a_removed_group_stands_in_its_place),
        WORLD_ON_BOTH(a_removed_page_leaves_nothing),
    };
    return cmocka_run_group_tests_name("status_page", tests, make_database, drop_database);
}
