// test_configure_people.c -- people: made, changed, removed when nothing needs them.
// SPDX-License-Identifier: Apache-2.0
#include "core/configure.h"

#include "core/incident_change.h"
#include "core/incident_coordinate.h"
#include "core/subscribe.h"
#include "core_fixture.h"

// ---- made ----

static void a_person_is_made_a_member(void **state)
{
    struct world *w = world_of(state);
    struct user_account user = {.first_name = S("Dot"),
                                .last_name = S("Tee"),
                                .email = S("Dot.Tee+x@Example.ORG"),
                                .role = ROLE_USER};
    assert_ok(user_create(&w->c, &user, w->desk));
    world_commit(w, 0);
    const struct user_account *found = directory_user(w->c.directory, user.id);
    expect_text(found->first_name, S("Dot"));
    expect_text(found->email, S("dot.tee+x@example.org"));
    assert_int_equal(found->created_at, START);
    assert_true(directory_is_member(w->c.directory, w->desk, user.id));
    assert_false(directory_is_member(w->c.directory, w->ops, user.id));
}

static void a_person_may_be_in_no_team(void **state)
{
    struct world *w = world_of(state);
    struct user_account user = {
        .first_name = S("Dot"), .last_name = S(""), .email = S("d@x"), .role = ROLE_USER};
    const size_t members = w->c.directory->members.count;
    assert_ok(user_create(&w->c, &user, 0));
    world_commit(w, 0);
    assert_int_equal(w->c.directory->members.count, members);
}

static void a_bad_or_taken_address_is_refused(void **state)
{
    struct world *w = world_of(state);
    struct arena *arena = w->c.store.arena;
    char *long_name = arena_array(arena, char, EMAIL_MAX_BYTES);
    memset(long_name, 'x', EMAIL_MAX_BYTES);
    const str emails[] = {
        S(""),
        S("ann"),
        S("@example.org"),
        S("ann@"),
        S("ann@@example.org"),
        S("ann@x@y"),
        S("an n@example.org"),
        S("ann@example.org\n"),
        S("ann\x7F@example.org"),
        S("Ann@example.org"), // Ann's
        STR_JOIN(arena, (str){long_name, EMAIL_MAX_BYTES - 1}, S("@x")),
    };
    for (size_t i = 0; i < ARRAY_LEN(emails); i++) {
        struct user_account user = {
            .first_name = S("x"), .last_name = S(""), .email = emails[i], .role = ROLE_USER};
        expect_refused(w, user_create(&w->c, &user, w->ops), ERR_INVALID, S("email"));
    }
    struct user_account longest = {
        .first_name = S("x"),
        .last_name = S(""),
        .email = STR_JOIN(arena, (str){long_name, EMAIL_MAX_BYTES - 2}, S("@x")),
        .role = ROLE_USER,
    };
    assert_ok(user_create(&w->c, &longest, w->ops));
}

static void an_address_is_found_in_any_letter_case(void **state)
{
    struct world *w = world_of(state);
    assert_int_equal(user_by_email(&w->c, S("BEN@Example.org"))->id, w->ben);
    assert_null(user_by_email(&w->c, S("ben@example.or")));
    assert_null(user_by_email(&w->c, S("")));
}

// ---- changed ----

/* A copy, of one without more than a name: what is looked at is gone after the next commit. */
static struct user_account user_now(struct world *w, int64_t id)
{
    struct arena *arena = w->c.store.arena;
    const struct user_account *found = directory_user(w->c.directory, id);
    assert_non_null(found);
    struct user_account user = *found;
    user.first_name = str_copy(arena, found->first_name);
    user.last_name = str_copy(arena, found->last_name);
    user.email = str_copy(arena, found->email);
    return user;
}

static void expect_user(struct world *w, const struct user_account *put)
{
    const struct user_account *got = directory_user(w->c.directory, put->id);
    assert_non_null(got);
    expect_text(got->first_name, put->first_name);
    expect_text(got->last_name, put->last_name);
    expect_text(got->email, put->email);
    assert_int_equal(got->role, put->role);
    assert_int_equal(got->created_at, put->created_at);
    assert_int_equal(got->updated_at, put->updated_at);
    expect_text(got->time_zone, put->time_zone);
    expect_text(got->job_title, put->job_title);
    expect_text(got->department, put->department);
    expect_text(got->language, put->language);
    expect_text(got->region, put->region);
    expect_text(got->shift_color, put->shift_color);
    assert_int_equal(got->muted_until, put->muted_until);
}

static struct user_account whole_user(void)
{
    return (struct user_account){
        .first_name = S("Dot"),
        .last_name = S("Tee"),
        .email = S("dot@example.org"),
        .role = ROLE_STAKEHOLDER,
        .time_zone = S("Europe/Oslo"),
        .job_title = S("Lead"),
        .department = S("IT"),
        .language = S("de"),
        .region = S("CH"),
        .shift_color = S("#102030"),
        .muted_until = START + MINUTE,
    };
}

static void everything_about_a_person_is_kept(void **state)
{
    struct world *w = world_of(state);
    struct user_account dot = whole_user();
    struct user_account ben = whole_user();
    assert_ok(user_create(&w->c, &dot, 0));
    world_commit(w, MINUTE);
    expect_user(w, &dot);
    ben.id = w->ben;
    ben.email = S("Other@Example.org");
    ben.created_at = START;
    assert_ok(user_change(&w->c, &ben));
    world_commit(w, 0);
    assert_int_equal(ben.updated_at, START + MINUTE);
    expect_text(ben.email, S("other@example.org"));
    expect_user(w, &ben);
    expect_user(w, &dot);
}

static void a_changed_address_is_one_and_nobody_elses(void **state)
{
    struct world *w = world_of(state);
    static const str emails[] = {S(""), S("x"), S("ann@example.org"), S("ANN@Example.org")};
    for (size_t i = 0; i < ARRAY_LEN(emails); i++) {
        struct user_account ben = user_now(w, w->ben);
        ben.email = emails[i];
        expect_refused(w, user_change(&w->c, &ben), ERR_INVALID, S("email"));
    }
    struct user_account ben = user_now(w, w->ben);
    assert_ok(user_change(&w->c, &ben)); // his own is his
}

static void the_last_administrator_stays_one(void **state)
{
    struct world *w = world_of(state);
    struct user_account admin = user_now(w, w->admin);
    struct user_account ann = user_now(w, w->ann);
    admin.role = ROLE_USER;
    ann.role = ROLE_ADMIN;
    expect_refused(w, user_change(&w->c, &admin), ERR_INVALID, S("role"));
    assert_ok(user_change(&w->c, &ann));
    world_commit(w, 0);
    assert_ok(user_change(&w->c, &admin));
    world_commit(w, 0);
    ann.role = ROLE_GUEST;
    expect_refused(w, user_change(&w->c, &ann), ERR_INVALID, S("role"));
}

static void a_key_of_one_team_changes_its_maker_only(void **state)
{
    struct world *w = world_of(state);
    struct user_account admin = user_now(w, w->admin);
    struct user_account ann = user_now(w, w->ann);
    act_as_team_key(w);
    expect_refused(w, user_change(&w->c, &ann), ERR_FORBIDDEN, S(""));
    expect_refused(w, user_remove(&w->c, w->ann), ERR_FORBIDDEN, S(""));
    assert_ok(user_change(&w->c, &admin));
}

static void a_role_takes_a_key_of_the_organisation_that_may_administer(void **state)
{
    struct world *w = world_of(state);
    const struct {
        enum role role;
        unsigned scopes;
        bool is_team_key;
        bool may_create;
        bool may_change; // a user into that role
        const char *field;
    } rows[] = {
        {ROLE_ADMIN, SCOPE_ALL, false, true, true, ""},
        {ROLE_ADMIN, SCOPE_ALL, true, false, false, ""},
        {ROLE_ADMIN, SCOPE_ALL & ~(unsigned)SCOPE_ADMIN, false, false, false, "admin"},
        {ROLE_RESPONDER, SCOPE_ALL & ~(unsigned)SCOPE_ADMIN, false, true, false, "admin"},
        {ROLE_RESPONDER, SCOPE_ALL, true, true, false, ""},
        {ROLE_USER, SCOPE_RESPOND, true, true, true, ""}, // the one he has
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct user_account dot = {.first_name = S("Dot"),
                                   .last_name = S(""),
                                   .email = S("dot@example.org"),
                                   .role = rows[i].role};
        struct user_account ann = user_now(w, w->ann);
        ann.role = rows[i].role;
        w->c.who.scopes = rows[i].scopes;
        w->c.who.team_id = rows[i].is_team_key ? w->ops : 0;
        w->c.who.user_id = w->ann; // everybody is his own
        const enum err created = user_create(&w->c, &dot, 0);
        expect_row(created == (rows[i].may_create ? OK : ERR_FORBIDDEN), i);
        if (created != OK)
            expect_text(w->c.error.field, str_from_cstr(rows[i].field));
        world_roll_back(w);
        const enum err changed = user_change(&w->c, &ann);
        expect_row(changed == (rows[i].may_change ? OK : ERR_FORBIDDEN), i);
        if (changed != OK)
            expect_text(w->c.error.field, str_from_cstr(rows[i].field));
        world_roll_back(w);
    }
}

// ---- removed ----

static void expect_in_use(struct world *w, int64_t user_id, str by)
{
    assert_int_equal(user_remove(&w->c, user_id), ERR_INVALID);
    expect_text(w->c.error.field, S("id"));
    if (str_find_str(w->c.error.message, by) == w->c.error.message.n)
        fail_msg("%.*s", STR(w->c.error.message));
    world_roll_back(w);
    (void)user_now(w, user_id);
}

static void a_person_in_use_stays(void **state)
{
    struct world *w = world_of(state);
    expect_in_use(w, w->admin, S("of this request"));
    expect_in_use(w, w->ben, S("policy Loop"));
    expect_in_use(w, w->cid, S("policy Ladder"));
}

static void who_made_a_key_stays_even_when_it_is_revoked(void **state)
{
    struct world *w = world_of(state);
    struct user_account dot = whole_user();
    struct api_key key = {.name = S("night"), .scopes = SCOPE_READ};
    str text = {0};
    assert_ok(user_create(&w->c, &dot, 0));
    key.user_id = dot.id;
    assert_ok(api_key_create(&w->c, &key, &text));
    world_commit(w, 0);
    expect_in_use(w, dot.id, S("key night"));
    assert_ok(api_key_remove(&w->c, key.id));
    world_commit(w, 0);
    expect_in_use(w, dot.id, S("key night"));
}

static void the_last_administrator_stays(void **state)
{
    struct world *w = world_of(state);
    struct user_account dot = whole_user();
    struct user_account admin = user_now(w, w->admin);
    dot.role = ROLE_ADMIN;
    assert_ok(user_create(&w->c, &dot, 0));
    world_commit(w, 0);
    admin.role = ROLE_USER;
    assert_ok(user_change(&w->c, &admin));
    world_commit(w, 0);
    expect_in_use(w, dot.id, S("last administrator"));
    admin.role = ROLE_ADMIN;
    assert_ok(user_change(&w->c, &admin));
    world_commit(w, 0);
    assert_ok(user_remove(&w->c, dot.id));
}

static void who_responds_to_an_open_incident_stays_until_it_is_over(void **state)
{
    struct world *w = world_of(state);
    struct user_account dot = whole_user();
    struct act_result result = {0};
    assert_ok(user_create(&w->c, &dot, w->ops));
    world_commit(w, 0);
    const struct incident_handle handle = open_incident(w, S("Slow"));
    assert_ok(incident_add_responders(&w->c, &handle, (struct id_list){&dot.id, 1}, &result));
    world_commit(w, 0);
    expect_in_use(w, dot.id, S("open incident"));
    assert_int_equal(act(w, &handle, ACTION_RESOLVE), VERDICT_CHANGE);
    world_commit(w, 0);
    assert_ok(user_remove(&w->c, dot.id));
    world_commit(w, 0);
    assert_null(directory_user(w->c.directory, dot.id));
}

static void give_lead(struct world *w, const struct incident_handle *handle, int64_t user_id)
{
    const struct role_assignment lead = {.role_id = w->c.directory->incident_roles.items[0].id,
                                         .user_id = user_id};
    struct incident incident = {0};
    assert_ok(incident_load_locked(&w->c, handle, &incident));
    assert_ok(incident_coordinate(&w->c, &incident,
                                  &(struct coordination){.roles = {.items = &lead, .count = 1}}));
    world_commit(w, 0);
}

static void who_has_a_role_stays_even_when_the_incident_is_over(void **state)
{
    struct world *w = world_of(state);
    struct user_account dot = whole_user();
    assert_ok(user_create(&w->c, &dot, w->ops));
    world_commit(w, 0);
    const struct incident_handle handle = open_incident(w, S("Slow"));
    give_lead(w, &handle, dot.id);
    expect_in_use(w, dot.id, S("role in an incident"));
    assert_int_equal(act(w, &handle, ACTION_RESOLVE), VERDICT_CHANGE);
    world_commit(w, 0);
    expect_in_use(w, dot.id, S("role in an incident"));
    give_lead(w, &handle, 0);
    assert_ok(user_remove(&w->c, dot.id));
    expect_nothing_wrong(w);
}

static void a_person_goes_with_memberships_subscriptions_and_archived_steps(void **state)
{
    struct world *w = world_of(state);
    struct private_subscriber_list left = {0};
    const struct private_subscriber subscribers[] = {{.kind = SUBSCRIBER_USER, .id = w->ben},
                                                     {.kind = SUBSCRIBER_USER, .id = w->cid}};
    assert_ok(
        subscribers_add(&w->c, w->mail, (struct private_subscriber_list){subscribers, 2}, false));
    assert_ok(policy_retire(&w->c, directory_policy(w->c.directory, w->loop)));
    world_commit(w, 0);
    assert_ok(user_remove(&w->c, w->ben)); // Ladder names his team, not him
    world_commit(w, 0);
    assert_false(directory_is_member(w->c.directory, w->ops, w->ben));
    assert_int_equal(directory_members_of(w->c.directory, w->ops).count, 1);
    assert_ok(subscribers_of(&w->c, w->mail, &left));
    assert_int_equal(left.count, 1);
    assert_int_equal(left.items[0].id, w->cid);
    const struct escalation_policy *loop = directory_policy(w->c.directory, w->loop);
    assert_int_equal(loop->steps[0].target_count, 1);
    assert_int_equal(loop->steps[1].target_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(a_person_is_made_a_member),
        WORLD_ON_BOTH(a_person_may_be_in_no_team),
        WORLD_ON_BOTH(a_bad_or_taken_address_is_refused),
        WORLD_ON_BOTH(an_address_is_found_in_any_letter_case),
        WORLD_ON_BOTH(everything_about_a_person_is_kept),
        WORLD_ON_BOTH(a_changed_address_is_one_and_nobody_elses),
        WORLD_ON_BOTH(the_last_administrator_stays_one),
        WORLD_ON_BOTH(a_key_of_one_team_changes_its_maker_only),
        WORLD_ON_BOTH(a_role_takes_a_key_of_the_organisation_that_may_administer),
        WORLD_ON_BOTH(a_person_in_use_stays),
        WORLD_ON_BOTH(who_made_a_key_stays_even_when_it_is_revoked),
        WORLD_ON_BOTH(the_last_administrator_stays),
        WORLD_ON_BOTH(who_responds_to_an_open_incident_stays_until_it_is_over),
        WORLD_ON_BOTH(who_has_a_role_stays_even_when_the_incident_is_over),
        WORLD_ON_BOTH(a_person_goes_with_memberships_subscriptions_and_archived_steps),
    };
    return cmocka_run_group_tests_name("configure_people", tests, make_database, drop_database);
}
