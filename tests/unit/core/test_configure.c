// test_configure.c -- teams and keys: their rules.
// SPDX-License-Identifier: Apache-2.0
#include "core/configure.h"

#include "core/service.h"
#include "core/subscribe.h"
#include "core_fixture.h"

// ---- teams ----

static void a_team_is_made_with_its_uid_and_times(void **state)
{
    struct world *w = world_of(state);
    struct team team = {.name = S("Network \xF0\x9F\x8C\x90"), .uid = S("NetWork2")};
    w->c.now = START + MINUTE;
    assert_ok(team_create(&w->c, &team));
    assert_true(w->c.directory_changed);
    world_commit(w, 0);
    const struct team *found = directory_team_by_uid(w->c.directory, S("network2"));
    assert_int_equal(found->id, team.id);
    expect_text(found->name, team.name);
    expect_text(found->uid, S("network2"));
    assert_false(found->is_default);
    assert_int_equal(found->created_at, START + MINUTE);
    assert_int_equal(found->updated_at, START + MINUTE);
}

static void a_uid_is_made_from_the_name(void **state)
{
    struct world *w = world_of(state);
    static const struct {
        str name;
        str uid;
    } rows[] = {
        {S("Network"), S("netw")},
        {S("Network"), S("netw2")},
        {S("Networks"), S("netw3")},
        {S("Db"), S("db")},
        {S("A-b c!D"), S("abcd")},
        {S("24/7"), S("247")},
        {S("\xC3\x84\xC3\x96"), S("team")}, // no letter that a uid may have
        {S("..."), S("team2")},
        {S("Inc"), S("inc2")}, // INC-n is the organisation's
        {S("Incidents"), S("inci")},
        {S("Operations"), S("oper")},
        {S("Ops"), S("ops2")},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct team team = {.name = rows[i].name};
        assert_ok(team_create(&w->c, &team));
        world_commit(w, 0);
        expect_text(team.uid, rows[i].uid);
    }
}

static void a_bad_uid_is_refused(void **state)
{
    struct world *w = world_of(state);
    static const str uids[] = {S(""),    S("a-b"), S("a b"),           S("\xC3\xA4"),
                               S("inc"), S("INC"), S("abcdefghijklm"), S("a_b"),
                               S("ops"), S("OPS"), S("prim"),          S("a\0")};
    const str before = written(w);
    for (size_t i = 0; i < ARRAY_LEN(uids); i++) {
        struct team team = {.name = S("x"), .uid = uids[i]};
        expect_refused(w, team_create(&w->c, &team), ERR_INVALID, S("uid"));
    }
    expect_text(written(w), before);
    struct team longest = {.name = S("x"), .uid = S("abcdefghijkl")};
    assert_ok(team_create(&w->c, &longest));
}

static void a_key_of_one_team_makes_no_team(void **state)
{
    struct world *w = world_of(state);
    struct team team = {.name = S("x")};
    act_as_team_key(w);
    expect_refused(w, team_create(&w->c, &team), ERR_FORBIDDEN, S(""));
}

/* A copy: what is looked at is gone after the next commit. */
static struct team team_now(struct world *w, int64_t id)
{
    struct arena *arena = w->c.store.arena;
    const struct team *found = directory_team(w->c.directory, id);
    assert_non_null(found);
    struct team team = *found;
    team.name = str_copy(arena, found->name);
    team.uid = str_copy(arena, found->uid);
    return team;
}

/* "Ann stakeholder, Ben user": the members of a team, by id. */
static str members_now(struct world *w, int64_t team_id)
{
    const struct team_member_list members = directory_members_of(w->c.directory, team_id);
    str all = S("");
    for (size_t i = 0; i < members.count; i++) {
        const struct team_member *member = &members.items[i];
        all = STR_JOIN(w->c.store.arena, all, i == 0 ? S("") : S(", "),
                       directory_user(w->c.directory, member->user_id)->first_name, S(" "),
                       role_words[member->role]);
    }
    return all;
}

static void a_changed_team_keeps_its_uid(void **state)
{
    struct world *w = world_of(state);
    struct team team = team_now(w, w->ops);
    team.name = S("Night");
    team.is_private = true;
    w->c.now = START + MINUTE;
    assert_ok(team_change(&w->c, &team));
    world_commit(w, 0);
    team = team_now(w, w->ops);
    expect_text(team.name, S("Night"));
    expect_text(team.uid, S("ops"));
    assert_true(team.is_private);
    assert_int_equal(team.created_at, START);
    assert_int_equal(team.updated_at, START + MINUTE);
    expect_text(team_now(w, w->desk).name, S("Desk"));
}

static void members_are_replaced_all_at_once(void **state)
{
    struct world *w = world_of(state);
    const struct team_member wanted[] = {
        {.user_id = w->cid, .role = ROLE_ADMIN},
        {.user_id = w->ann, .role = ROLE_USER},
        {.user_id = w->ann, .role = ROLE_STAKEHOLDER}, // the last one counts
    };
    assert_ok(team_members_replace(&w->c, w->ops, (struct team_member_list){wanted, 3}));
    world_commit(w, 0);
    expect_text(members_now(w, w->ops), S("Ann stakeholder, Cid admin"));
    expect_text(members_now(w, w->desk), S("Cid user"));
    assert_ok(team_members_replace(&w->c, w->ops, (struct team_member_list){0}));
    world_commit(w, 0);
    expect_text(members_now(w, w->ops), S(""));
}

static void only_people_become_members(void **state)
{
    struct world *w = world_of(state);
    const struct team_member wanted[] = {{.user_id = w->cid}, {.user_id = w->desk}};
    expect_refused(w, team_members_replace(&w->c, w->ops, (struct team_member_list){wanted, 2}),
                   ERR_INVALID, S("members[1].user.id"));
    const struct team ops = team_now(w, w->ops);
    expect_refused(w, team_member_add(&w->c, &ops, (struct team_member){.user_id = 999999}),
                   ERR_INVALID, S("user.id"));
    expect_text(members_now(w, w->ops), S("Ann user, Ben user"));
}

static void a_member_comes_and_goes(void **state)
{
    struct world *w = world_of(state);
    struct team ops = team_now(w, w->ops);
    w->c.now = START + MINUTE;
    assert_ok(
        team_member_add(&w->c, &ops, (struct team_member){.user_id = w->cid, .role = ROLE_USER}));
    world_commit(w, 2 * MINUTE);
    expect_text(members_now(w, w->ops), S("Ann user, Ben user, Cid user"));
    assert_int_equal(team_now(w, w->ops).updated_at, START + MINUTE);
    assert_ok(
        team_member_add(&w->c, &ops, (struct team_member){.user_id = w->ann, .role = ROLE_ADMIN}));
    assert_ok(team_member_remove(&w->c, &ops, w->ben));
    world_commit(w, 0);
    expect_text(members_now(w, w->ops), S("Ann admin, Cid user"));
    assert_int_equal(team_now(w, w->ops).updated_at, START + 2 * MINUTE);
    expect_refused(w, team_member_remove(&w->c, &ops, w->ben), ERR_NOT_FOUND, S(""));
}

// ---- the end of a team ----

static void expect_in_use(struct world *w, int64_t team_id, str by)
{
    const struct team team = team_now(w, team_id);
    assert_int_equal(team_remove(&w->c, &team), ERR_INVALID);
    expect_text(w->c.error.field, S("id"));
    if (str_find_str(w->c.error.message, by) == w->c.error.message.n)
        fail_msg("%.*s", STR(w->c.error.message));
    world_roll_back(w);
    assert_non_null(directory_team(w->c.directory, team_id));
}

static void a_team_in_use_stays(void **state)
{
    struct world *w = world_of(state);
    expect_in_use(w, w->prim, S("default"));
    expect_in_use(w, w->ops, S("service Mail"));
    struct service mail = *directory_service(w->c.directory, w->mail);
    assert_ok(service_change(&w->c, &mail, &(struct id_list){&w->desk, 1}));
    world_commit(w, 0);
    expect_in_use(w, w->desk, S("service Mail"));
    assert_ok(integration_retire(&w->c, directory_integration(w->c.directory, w->monitor)));
    world_commit(w, 0);
    expect_in_use(w, w->ops, S("integration Monitor"));
}

static int64_t add_desk_policy(struct world *w, int64_t team_id)
{
    const struct escalation_target target = {TARGET_TEAM, w->desk, S("")};
    const struct escalation_step step = {.targets = &target, .target_count = 1};
    struct escalation_policy policy = {
        .team_id = team_id, .name = S("Days"), .steps = &step, .step_count = 1};
    assert_ok(policy_create(&w->c, &policy));
    world_commit(w, 0);
    return policy.id;
}

static void a_policy_keeps_the_team_that_it_names_until_it_is_archived(void **state)
{
    struct world *w = world_of(state);
    const int64_t days = add_desk_policy(w, w->ops);
    expect_in_use(w, w->desk, S("policy Days"));
    assert_ok(policy_retire(&w->c, directory_policy(w->c.directory, days)));
    world_commit(w, 0);
    const struct team desk = team_now(w, w->desk);
    assert_ok(team_remove(&w->c, &desk));
    world_commit(w, 0);
    assert_int_equal(directory_policy(w->c.directory, days)->steps[0].target_count, 0);
}

static void a_policy_keeps_its_own_team_for_ever(void **state)
{
    struct world *w = world_of(state);
    const int64_t days = add_desk_policy(w, w->desk);
    assert_ok(policy_retire(&w->c, directory_policy(w->c.directory, days)));
    world_commit(w, 0);
    expect_in_use(w, w->desk, S("policy Days"));
}

static void a_key_or_an_incident_keeps_its_team(void **state)
{
    struct world *w = world_of(state);
    struct api_key key = {
        .name = S("night"), .team_id = w->desk, .scopes = SCOPE_READ, .user_id = w->ann};
    str text = {0};
    assert_ok(api_key_create(&w->c, &key, &text));
    assert_ok(api_key_remove(&w->c, key.id));
    world_commit(w, 0);
    expect_in_use(w, w->desk, S("key night"));

    struct team fresh = {.name = S("Fresh")};
    assert_ok(team_create(&w->c, &fresh));
    world_commit(w, 0);
    struct incident_draft draft = person_draft(w, S("Slow"));
    draft.team_id = fresh.id;
    (void)open_draft(w, &draft);
    world_commit(w, 0);
    expect_in_use(w, fresh.id, S("incidents"));
}

static void an_unused_team_goes_with_its_members_shares_and_subscriptions(void **state)
{
    struct world *w = world_of(state);
    struct private_subscriber_list left = {0};
    const int64_t both[] = {w->ops, w->desk};
    struct service mail = *directory_service(w->c.directory, w->mail);
    const struct private_subscriber subscribers[] = {{.kind = SUBSCRIBER_TEAM, .id = w->desk},
                                                     {.kind = SUBSCRIBER_USER, .id = w->cid}};
    assert_ok(service_change(&w->c, &mail, &(struct id_list){both, 2}));
    assert_ok(
        subscribers_add(&w->c, w->mail, (struct private_subscriber_list){subscribers, 2}, false));
    world_commit(w, 0);
    const struct team desk = team_now(w, w->desk);
    assert_ok(team_remove(&w->c, &desk));
    world_commit(w, 0);
    assert_null(directory_team(w->c.directory, w->desk));
    assert_int_equal(directory_members_of(w->c.directory, w->desk).count, 0);
    assert_int_equal(directory_teams_of(w->c.directory, w->mail).count, 1);
    assert_ok(subscribers_of(&w->c, w->mail, &left));
    assert_int_equal(left.count, 1);
    assert_int_equal(left.items[0].id, w->cid);
    assert_non_null(directory_user(w->c.directory, w->cid));
}

static void a_key_of_one_team_removes_none(void **state)
{
    struct world *w = world_of(state);
    const struct team desk = team_now(w, w->desk);
    act_as_team_key(w);
    expect_refused(w, team_remove(&w->c, &desk), ERR_FORBIDDEN, S(""));
}

// ---- keys ----

static void a_key_is_shown_once_and_stored_as_a_hash(void **state)
{
    struct world *w = world_of(state);
    struct api_key key = {.name = S("x"), .scopes = SCOPE_READ, .user_id = w->ann};
    str text = {0};
    assert_ok(api_key_create(&w->c, &key, &text));
    world_commit(w, 0);
    const struct api_key *found = directory_key(w->c.directory, key.id);
    expect_text(found->key_hash, api_key_hash(&w->secrets, w->c.store.arena, text));
    expect_text(found->hint, str_slice(text, text.n - 4, 4));
    assert_int_equal(found->created_at, START);
    assert_int_equal(found->user_id, w->ann);
}

static void a_key_is_removed_once(void **state)
{
    struct world *w = world_of(state);
    assert_ok(api_key_remove(&w->c, w->first_key_id));
    world_commit(w, 0);
    assert_int_equal(directory_key(w->c.directory, w->first_key_id)->revoked_at, START);
    expect_refused(w, api_key_remove(&w->c, w->first_key_id), ERR_NOT_FOUND, S("id"));
    expect_refused(w, api_key_remove(&w->c, 999999), ERR_NOT_FOUND, S("id"));
}

static void a_full_team_takes_nobody_more(void **state)
{
    struct world *w = world_of(state);
    struct arena *arena = w->c.store.arena;
    const size_t free_places =
        TEAM_MEMBERS_MAX - directory_members_of(w->c.directory, w->ops).count;
    struct user_account user = {.last_name = S(""), .role = ROLE_USER};
    for (size_t i = 0; i < free_places; i++) {
        user.first_name = str_from_i64(arena, (int64_t)i);
        user.email = STR_JOIN(arena, user.first_name, S("@x"));
        assert_ok(user_create(&w->c, &user, w->ops));
    }
    world_commit(w, 0);
    user.email = S("more@x");
    expect_refused(w, user_create(&w->c, &user, w->ops), ERR_INVALID, S("members"));
    const struct team ops = team_now(w, w->ops);
    const struct team_member cid = {.user_id = w->cid, .role = ROLE_USER};
    const struct team_member ann = {.user_id = w->ann, .role = ROLE_ADMIN};
    expect_refused(w, team_member_add(&w->c, &ops, cid), ERR_INVALID, S("members"));
    assert_ok(team_member_add(&w->c, &ops, ann)); // who is in it stays
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(a_team_is_made_with_its_uid_and_times),
        WORLD_ON_BOTH(a_uid_is_made_from_the_name),
        WORLD_ON_BOTH(a_bad_uid_is_refused),
        WORLD_ON_BOTH(a_key_of_one_team_makes_no_team),
        WORLD_ON_BOTH(a_changed_team_keeps_its_uid),
        WORLD_ON_BOTH(members_are_replaced_all_at_once),
        WORLD_ON_BOTH(only_people_become_members),
        WORLD_ON_BOTH(a_member_comes_and_goes),
        WORLD_ON_BOTH(a_team_in_use_stays),
        WORLD_ON_BOTH(a_policy_keeps_the_team_that_it_names_until_it_is_archived),
        WORLD_ON_BOTH(a_policy_keeps_its_own_team_for_ever),
        WORLD_ON_BOTH(a_key_or_an_incident_keeps_its_team),
        WORLD_ON_BOTH(an_unused_team_goes_with_its_members_shares_and_subscriptions),
        WORLD_ON_BOTH(a_key_of_one_team_removes_none),
        WORLD_ON_BOTH(a_key_is_shown_once_and_stored_as_a_hash),
        WORLD_ON_BOTH(a_key_is_removed_once),
        WORLD_ON_SQLITE(a_full_team_takes_nobody_more),
    };
    return cmocka_run_group_tests_name("configure", tests, make_database, drop_database);
}
