// test_documents.c -- post-mortems, attachments and members of incidents.
// SPDX-License-Identifier: Apache-2.0
#include "core/attachment.h"
#include "core/membership.h"
#include "core/postmortem.h"

#include "core_fixture.h"

static void act_as_outsider(struct world *w)
{
    act_as_key(w);
    w->c.who.scopes &= ~(unsigned)SCOPE_PRIVATE;
}

static struct incident_handle open_private(struct world *w)
{
    struct incident_draft draft = person_draft(w, S("leak"));
    draft.is_private = true;
    return handle_of(w, open_draft(w, &draft).incident_id);
}

// ---- post-mortems ----

static struct postmortem import(struct world *w, const struct incident_handle *handle, str title)
{
    struct postmortem postmortem = {.title = title, .markdown = S("# What\n\nIt was *full*.")};
    assert_ok(postmortem_import(&w->c, handle, &postmortem));
    return postmortem;
}

static struct postmortem link_to(struct world *w, const struct incident_handle *handle, str url)
{
    struct postmortem postmortem = {.url = url, .provider = S("notion")};
    assert_ok(postmortem_attach(&w->c, handle, &postmortem));
    return postmortem;
}

static void a_post_mortem_is_kept_as_it_was_written(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("a"));
    const struct incident before = incident_of(w, handle.id);
    const struct postmortem written = import(w, &handle, S("The disk"));
    struct postmortem found = {0};
    str markdown = {0};
    assert_ok(postmortem_find(&w->c, written.id, &found));
    expect_text(found.title, S("The disk"));
    assert_int_equal(found.status, POSTMORTEM_IN_PROGRESS);
    assert_int_equal(found.incident_id, handle.id);
    assert_int_equal(found.incident_created_at, before.created_at);
    assert_int_equal(found.editor_id, w->admin);
    assert_int_equal(found.created_at, START);
    assert_null(found.url.p);
    assert_ok(postmortem_read(&w->c, written.id, &markdown));
    expect_text(markdown, S("# What\n\nIt was *full*."));
    assert_true(incident_of(w, handle.id).group.version > before.group.version);
}

static void an_incident_has_one_link_which_is_replaced(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("a"));
    const struct postmortem first = link_to(w, &handle, S("https://x.example/1"));
    w->c.now += MINUTE;
    const int64_t version = incident_of(w, handle.id).group.version;
    const struct postmortem second = link_to(w, &handle, S("https://x.example/2"));
    struct postmortem_list list = {0};
    str markdown = {0};
    assert_int_equal(second.id, first.id);
    assert_int_equal(second.created_at, START);
    assert_int_equal(second.updated_at, START + MINUTE);
    assert_ok(postmortems_of(&w->c, (struct id_list){.items = &handle.id, .count = 1}, &list));
    assert_int_equal(list.count, 1);
    expect_text(list.items[0].url, S("https://x.example/2"));
    expect_text(list.items[0].title, S("a"));
    assert_ok(postmortem_read(&w->c, first.id, &markdown));
    expect_text(markdown, S("[a](https://x.example/2)"));
    assert_true(incident_of(w, handle.id).group.version > version);
}

static void what_is_written_here_is_not_linked_to(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("a"));
    struct postmortem postmortem = {.url = S("https://x.example/1"), .provider = S("")};
    (void)link_to(w, &handle, S("https://x.example/1"));
    (void)import(w, &handle, S("Here too")); // the other way round is fine
    expect_refused(w, postmortem_attach(&w->c, &handle, &postmortem), ERR_INVALID,
                   S("incident_id"));
}

static void what_is_no_link_is_not_kept_as_one(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("a"));
    struct postmortem postmortem = {.url = S("javascript:alert(1)"), .provider = S("")};
    struct attachment attachment = {.incident_id = handle.id,
                                    .type = RESOURCE_ARBITRARY_URL,
                                    .external_id = S("x"),
                                    .title = S("x"),
                                    .permalink = S("https://x.example/a b")};
    world_commit(w, 0);
    expect_refused(w, postmortem_attach(&w->c, &handle, &postmortem), ERR_INVALID, S("permalink"));
    expect_refused(w, attachment_create(&w->c, &attachment), ERR_INVALID, S("resource.url"));
}

static void texts_and_their_number_are_bounded(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("a"));
    char *bytes = arena_alloc(w->c.store.arena, POSTMORTEM_MAX_BYTES + 1);
    memset(bytes, 'x', POSTMORTEM_MAX_BYTES + 1);
    struct postmortem postmortem = {.title = S("x"), .markdown = {bytes, POSTMORTEM_MAX_BYTES}};
    assert_ok(postmortem_import(&w->c, &handle, &postmortem));
    for (int i = 1; i < POSTMORTEMS_MAX; i++)
        (void)import(w, &handle, S("more"));
    world_commit(w, 0);
    postmortem.markdown = S("x");
    expect_refused(w, postmortem_import(&w->c, &handle, &postmortem), ERR_INVALID, S("id"));
    postmortem.markdown = (str){bytes, POSTMORTEM_MAX_BYTES + 1};
    expect_refused(w, postmortem_import(&w->c, &handle, &postmortem), ERR_INVALID, S("content"));
}

static void a_status_is_set_and_the_incident_stays_as_it_is(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("a"));
    struct postmortem postmortem = import(w, &handle, S("x"));
    const int64_t version = incident_of(w, handle.id).group.version;
    w->c.now += MINUTE;
    assert_ok(postmortem_set_status(&w->c, postmortem.id, POSTMORTEM_COMPLETED, &postmortem));
    struct postmortem found = {0};
    assert_ok(postmortem_find(&w->c, postmortem.id, &found));
    assert_int_equal(found.status, POSTMORTEM_COMPLETED);
    assert_int_equal(found.updated_at, START + MINUTE);
    assert_int_equal(incident_of(w, handle.id).group.version, version);
}

/* "ab|" and a plus when there is more. */
static str titles(struct world *w, struct postmortem_query query)
{
    struct postmortem_list list = {0};
    bool has_more = false;
    str text = S("");
    assert_ok(postmortem_page(&w->c, query, &list, &has_more));
    for (size_t i = 0; i < list.count; i++)
        text = STR_JOIN(w->c.store.arena, text, list.items[i].title);
    return has_more ? STR_JOIN(w->c.store.arena, text, S("+")) : text;
}

static void lists_hold_what_is_in_reach_either_way_round(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle open = open_incident(w, S("of ops"));
    const struct incident_handle private = open_private(w);
    struct incident_draft draft = person_draft(w, S("of desk"));
    draft.team_id = w->desk;
    const struct incident_handle desk = handle_of(w, open_draft(w, &draft).incident_id);
    const struct postmortem a = import(w, &open, S("a"));
    (void)import(w, &private, S("p"));
    w->c.now += MINUTE;
    const struct postmortem b = import(w, &desk, S("b"));
    (void)import(w, &open, S("c"));
    expect_text(titles(w, (struct postmortem_query){.take = 10}), S("cbpa"));
    expect_text(titles(w, (struct postmortem_query){.take = 3}), S("cbp+"));
    expect_text(titles(w, (struct postmortem_query){.take = 4}), S("cbpa"));
    expect_text(titles(w, (struct postmortem_query){.take = 10, .oldest_first = true}), S("apbc"));
    expect_text(
        titles(w,
               (struct postmortem_query){.take = 10, .after_at = b.created_at, .after_id = b.id}),
        S("pa"));
    expect_text(titles(w, (struct postmortem_query){.take = 1,
                                                    .oldest_first = true,
                                                    .after_at = a.created_at,
                                                    .after_id = a.id}),
                S("p+"));
    expect_text(titles(w, (struct postmortem_query){.take = 10, .incident_id = open.id}), S("ca"));
    expect_text(
        titles(w,
               (struct postmortem_query){.take = 10, .incident_id = open.id, .oldest_first = true}),
        S("ac"));
    act_as_outsider(w);
    expect_text(titles(w, (struct postmortem_query){.take = 10}), S("cba"));
    act_as_team_key(w);
    expect_text(titles(w, (struct postmortem_query){.take = 10, .oldest_first = true}), S("apc"));
}

static void a_post_mortem_of_what_is_out_of_reach_is_not_there(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle private = open_private(w);
    const int64_t id = import(w, &private, S("p")).id;
    struct postmortem found = {0};
    str markdown = {0};
    assert_ok(postmortem_find(&w->c, id, &found));
    act_as_outsider(w);
    assert_int_equal(postmortem_find(&w->c, id, &found), ERR_NOT_FOUND);
    expect_error(w, ERR_NOT_FOUND, "");
    assert_int_equal(postmortem_read(&w->c, id, &markdown), ERR_NOT_FOUND);
    expect_error(w, ERR_NOT_FOUND, "");
    act_as_team_key(w);
    w->c.who.team_id = w->desk;
    assert_int_equal(postmortem_find(&w->c, id, &found), ERR_NOT_FOUND);
    expect_error(w, ERR_NOT_FOUND, "");
    assert_int_equal(postmortem_find(&w->c, id + 1000, &found), ERR_NOT_FOUND);
    expect_error(w, ERR_NOT_FOUND, "");
}

// ---- attachments ----

static struct attachment attach(struct world *w, int64_t incident_id, str external_id)
{
    struct attachment attachment = {.incident_id = incident_id,
                                    .type = RESOURCE_JIRA_ISSUE,
                                    .external_id = external_id,
                                    .title = external_id,
                                    .permalink = S("")};
    assert_ok(attachment_create(&w->c, &attachment));
    return attachment;
}

static size_t count_of_resource(struct world *w, str external_id)
{
    struct attachment_list list = {0};
    assert_ok(attachment_search(&w->c, RESOURCE_JIRA_ISSUE, external_id, &list));
    return list.count;
}

static void a_resource_is_on_an_incident_once(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle a = open_incident(w, S("a"));
    const struct incident_handle b = open_incident(w, S("b"));
    const struct attachment first = attach(w, a.id, S("A-1"));
    w->c.now += MINUTE;
    const struct attachment again = attach(w, a.id, S("A-1"));
    struct attachment_list list = {0};
    assert_int_equal(again.id, first.id);
    assert_int_equal(again.created_at, START);
    assert_int_equal(again.incident_created_at, START);
    (void)attach(w, b.id, S("A-1"));
    (void)attach(w, a.id, S("A-2"));
    assert_ok(attachment_list(&w->c, a.id, &list));
    assert_int_equal(list.count, 2);
    expect_text(list.items[0].external_id, S("A-1"));
    assert_int_equal(count_of_resource(w, S("A-1")), 2);
    assert_int_equal(count_of_resource(w, S("A-3")), 0);
}

static void attachments_are_found_and_removed_within_reach(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle private = open_private(w);
    const struct attachment attachment = attach(w, private.id, S("A-1"));
    act_as_outsider(w);
    assert_int_equal(count_of_resource(w, S("A-1")), 0);
    assert_int_equal(attachment_remove(&w->c, attachment.id), ERR_NOT_FOUND);
    expect_error(w, ERR_NOT_FOUND, "");
    act_as_team_key(w);
    assert_int_equal(count_of_resource(w, S("A-1")), 1);
    w->c.who.team_id = w->desk;
    assert_int_equal(count_of_resource(w, S("A-1")), 0);
    assert_int_equal(attachment_remove(&w->c, attachment.id), ERR_NOT_FOUND);
    expect_error(w, ERR_NOT_FOUND, "");
    act_as_key(w);
    assert_ok(attachment_remove(&w->c, attachment.id));
    assert_int_equal(attachment_remove(&w->c, attachment.id), ERR_NOT_FOUND);
    expect_error(w, ERR_NOT_FOUND, "");
}

static void an_incident_has_so_many_attachments_and_no_more(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle a = open_incident(w, S("a"));
    for (int64_t i = 0; i < ATTACHMENTS_MAX; i++)
        (void)attach(w, a.id, str_from_i64(w->c.store.arena, i));
    struct attachment one_more = {
        .incident_id = a.id, .external_id = S("x"), .title = S("x"), .permalink = S("")};
    expect_refused(w, attachment_create(&w->c, &one_more), ERR_INVALID, S("incident_id"));
}

// ---- members ----

static void a_member_is_one_until_it_is_revoked(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_private(w);
    struct membership membership = {.user_id = w->ann};
    assert_ok(membership_create(&w->c, &handle, &membership));
    const int64_t id = membership.id;
    assert_int_equal(membership.created_at, START);
    assert_int_equal(membership.updated_at, START);
    w->c.now += MINUTE;
    membership = (struct membership){.user_id = w->ann};
    assert_ok(membership_create(&w->c, &handle, &membership)); // is one already
    assert_int_equal(membership.id, id);
    assert_int_equal(membership.created_at, START);
    assert_ok(membership_revoke(&w->c, &handle, w->ann));
    expect_refused(w, membership_revoke(&w->c, &handle, w->ann), ERR_INVALID, S("user_id"));
}

static void only_people_are_members_and_of_private_incidents(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle public = open_incident(w, S("a"));
    const struct incident_handle private = open_private(w);
    struct membership membership = {.user_id = w->ann};
    world_commit(w, 0);
    expect_refused(w, membership_create(&w->c, &public, &membership), ERR_INVALID,
                   S("incident_id"));
    membership.user_id = w->ops;
    expect_refused(w, membership_create(&w->c, &private, &membership), ERR_INVALID, S("user_id"));
}

static void who_is_no_more_is_no_member(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_private(w);
    struct user_account user = {.first_name = S("Dan"),
                                .last_name = S(""),
                                .email = S("dan@example.org"),
                                .role = ROLE_USER};
    assert_ok(user_create(&w->c, &user, 0));
    world_commit(w, 0);
    struct membership membership = {.user_id = user.id};
    assert_ok(membership_create(&w->c, &handle, &membership));
    assert_ok(user_remove(&w->c, user.id));
    assert_int_equal(membership_revoke(&w->c, &handle, user.id), ERR_INVALID);
    expect_error(w, ERR_INVALID, "user_id");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(a_post_mortem_is_kept_as_it_was_written),
        WORLD_ON_BOTH(an_incident_has_one_link_which_is_replaced),
        WORLD_ON_BOTH(what_is_written_here_is_not_linked_to),
        WORLD_ON_BOTH(what_is_no_link_is_not_kept_as_one),
        WORLD_ON_BOTH(texts_and_their_number_are_bounded),
        WORLD_ON_BOTH(a_status_is_set_and_the_incident_stays_as_it_is),
        WORLD_ON_BOTH(lists_hold_what_is_in_reach_either_way_round),
        WORLD_ON_BOTH(a_post_mortem_of_what_is_out_of_reach_is_not_there),
        WORLD_ON_BOTH(a_resource_is_on_an_incident_once),
        WORLD_ON_BOTH(attachments_are_found_and_removed_within_reach),
        WORLD_ON_BOTH(an_incident_has_so_many_attachments_and_no_more),
        WORLD_ON_BOTH(a_member_is_one_until_it_is_revoked),
        WORLD_ON_BOTH(only_people_are_members_and_of_private_incidents),
        WORLD_ON_BOTH(who_is_no_more_is_no_member),
    };
    return cmocka_run_group_tests_name("documents", tests, make_database, drop_database);
}
