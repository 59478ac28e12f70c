// test_public_incident.c -- incidents that the world is told of: made, backfilled, updated, listed.
// SPDX-License-Identifier: Apache-2.0
#include "core/public_incident.h"
#include "core/service.h"

#include "world_services.h"

static str status_name(struct world *w, const struct incident *incident)
{
    return directory_status(w->c.directory, incident->status_id)->name;
}

// ---- a new one ----

struct word_case {
    enum public_status status;
    enum response_state state;
    const char *name;
    const char *history;
    const char *outbox;
    const char *periods;
};

// clang-format off
static const struct word_case word_cases[] = {
    {PUBLIC_INVESTIGATING, RESPONSE_TRIGGERED, "Triage",
     "created by api_key first key at 0: none to Triage\n"
     "update by api_key first key at 0: none to INVESTIGATING, mail is down\n",
     "page Administrator by Default step 0 at 0 pending\n", "Mail 4 from 0\n"},
    {PUBLIC_IDENTIFIED, RESPONSE_ACKNOWLEDGED, "Fixing",
     "created by api_key first key at 0: none to Fixing\n"
     "update by api_key first key at 0: none to IDENTIFIED, mail is down\n",
     "", "Mail 4 from 0\n"},
    {PUBLIC_MONITORING, RESPONSE_ACKNOWLEDGED, "Monitoring",
     "created by api_key first key at 0: none to Monitoring\n"
     "update by api_key first key at 0: none to MONITORING, mail is down\n",
     "", "Mail 4 from 0\n"},
    {PUBLIC_RESOLVED, RESPONSE_RESOLVED, "Closed",
     "created by api_key first key at 0: none to Closed\n"
     "update by api_key first key at 0: none to RESOLVED, mail is down\n",
     "", ""},
};
// clang-format on
_Static_assert(ARRAY_LEN(word_cases) == PUBLIC_STATUS_COUNT, "each word");

static void each_word_begins_in_its_own_state_and_only_the_first_pages(void **state)
{
    struct world *w = world_of(state);
    for (size_t i = 0; i < ARRAY_LEN(word_cases); i++) {
        const struct word_case *row = &word_cases[i];
        struct public_draft draft =
            public_draft(w, str_from_i64(w->c.store.arena, (int64_t)i), row->status);
        draft.message = S("mail is down");
        const int64_t id = publish(w, &draft);
        const struct incident incident = incident_of(w, id);
        const bool is_acknowledged = row->state == RESPONSE_ACKNOWLEDGED;
        expect_row(incident.response_state == row->state, i);
        expect_text(status_name(w, &incident), str_from_cstr(row->name));
        expect_text(history_of(w, id), str_from_cstr(row->history));
        expect_text(outbox_of(w, id), str_from_cstr(row->outbox));
        expect_text(periods_of(w, id), str_from_cstr(row->periods));
        expect_affected(w, id, "Mail 4\n");
        expect_row(incident.acknowledged_at == (is_acknowledged ? START : 0), i);
        expect_row(incident.resolved_at == (row->state == RESPONSE_RESOLVED ? START : 0), i);
        expect_row(incident.created_at == START && incident.updated_at == START, i);
        expect_row(incident.published_at == START, i);
        expect_row(incident.created_by == w->admin && incident.team_id == w->ops, i);
        expect_text(incident.message, S("mail is down"));
    }
}

static void services_are_affected_as_they_were_given(void **state)
{
    struct world *w = world_of(state);
    const int64_t web = add_service(w, S("Web"));
    const int64_t disk = add_service(w, S("Disk"));
    struct public_draft draft = public_draft(w, S("all down"), PUBLIC_INVESTIGATING);
    draft.impacts = IMPACTS({disk, SERVICE_DEGRADED}, {w->mail, SERVICE_OPERATIONAL},
                            {web, SERVICE_PARTIAL_OUTAGE});
    const int64_t id = publish(w, &draft);
    expect_affected(w, id, "Disk 2\nMail 0\nWeb 3\n");
    expect_periods(w, id, "Web 3 from 0\nDisk 2 from 0\n"); // OPERATIONAL holds nothing
}

// ---- one of the past ----

static void a_backfilled_incident_bears_its_own_times_and_pages_nobody(void **state)
{
    struct world *w = world_of(state);
    for (int i = 0; i < PUBLIC_STATUS_COUNT; i++) {
        const enum public_status status = (enum public_status)i;
        const bool is_over = status == PUBLIC_RESOLVED;
        struct public_draft draft = public_draft(w, S("last night"), status);
        draft.created_at = START - 10 * MINUTE;
        draft.updated_at = START - 4 * MINUTE;
        const int64_t id = publish(w, &draft);
        const struct incident incident = incident_of(w, id);
        assert_int_equal(w->c.now, START);
        assert_int_equal(incident.created_at, START - 10 * MINUTE);
        assert_int_equal(incident.updated_at, START - 4 * MINUTE);
        assert_int_equal(incident.published_at, START - 4 * MINUTE);
        assert_int_equal(incident.resolved_at, is_over ? START - 4 * MINUTE : 0);
        assert_int_equal(incident.escalates_at, 0);
        expect_outbox(w, id, "");
        expect_text(periods_of(w, id), is_over ? S("Mail 4 from -600000 until -240000\n")
                                               : S("Mail 4 from -600000\n"));
    }
}

static void a_backfilled_incident_without_an_update_is_told_of_as_it_began(void **state)
{
    struct world *w = world_of(state);
    struct public_draft draft = public_draft(w, S("last night"), PUBLIC_IDENTIFIED);
    draft.created_at = START - 10 * MINUTE;
    int64_t id = publish(w, &draft);
    assert_int_equal(incident_of(w, id).updated_at, START);
    expect_history(w, id,
                   "created by api_key first key at -600000: none to Fixing\n"
                   "update by api_key first key at -600000: none to IDENTIFIED\n");
    draft.status = PUBLIC_RESOLVED; // when it ended is not said: now
    id = publish(w, &draft);
    assert_int_equal(incident_of(w, id).resolved_at, START);
    expect_periods(w, id, "Mail 4 from -600000 until 0\n");
    expect_history(w, id,
                   "created by api_key first key at -600000: none to Closed\n"
                   "update by api_key first key at 0: none to RESOLVED\n");
}

static void what_lasted_no_time_held_nothing(void **state)
{
    struct world *w = world_of(state);
    struct public_draft draft = public_draft(w, S("a blink"), PUBLIC_RESOLVED);
    draft.created_at = draft.updated_at = START - MINUTE;
    const int64_t id = publish(w, &draft);
    assert_int_equal(incident_of(w, id).resolved_at, START - MINUTE);
    expect_periods(w, id, "");
    expect_affected(w, id, "Mail 4\n");
}

static void times_that_cannot_be_are_refused(void **state)
{
    struct world *w = world_of(state);
    static const struct {
        msec created_at, updated_at;
        const char *field; // NULL: fine
        msec begins_at, changed_at;
    } rows[] = {
        {START + MINUTE + 1, 0, "created_at", 0, 0},
        {START, START + MINUTE + 1, "updated_at", 0, 0},
        {0, START + MINUTE + 1, "updated_at", 0, 0},
        {START - MINUTE, START - MINUTE - 1, "updated_at", 0, 0},
        {0, START - MINUTE - 1, "updated_at", 0, 0}, // what begins now has not changed before
        // a clock that is a little wrong
        {0, START - MINUTE, NULL, START, START},
        {START + MINUTE, 0, NULL, START, START},
        {START + MINUTE, START + MINUTE, NULL, START, START},
        {START - MINUTE, START + MINUTE, NULL, START - MINUTE, START},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct public_draft draft = public_draft(w, S("odd"), PUBLIC_RESOLVED);
        draft.created_at = rows[i].created_at;
        draft.updated_at = rows[i].updated_at;
        int64_t id = 0;
        const enum err outcome = public_incident_create(&w->c, &draft, &id);
        expect_row(outcome == (rows[i].field == NULL ? OK : ERR_INVALID), i);
        if (rows[i].field != NULL) {
            expect_text(w->c.error.field, str_from_cstr(rows[i].field));
            w->c.error = (struct errinfo){0};
            continue;
        }
        const struct incident incident = incident_of(w, id);
        expect_row(incident.created_at == rows[i].begins_at, i);
        expect_row(incident.updated_at == rows[i].changed_at, i);
        expect_row(incident.resolved_at == rows[i].changed_at, i);
        expect_nothing_wrong(w);
    }
}

// ---- an update ----

/* Where a word leads from where the incident stands. */
static const char *const led_to[PUBLIC_STATUS_COUNT][PUBLIC_STATUS_COUNT] = {
    [PUBLIC_INVESTIGATING] = {"Triage", "Fixing", "Monitoring", "Closed"},
    [PUBLIC_IDENTIFIED] = {"Investigating", "Fixing", "Monitoring", "Closed"},
    [PUBLIC_MONITORING] = {"Investigating", "Fixing", "Monitoring", "Closed"},
    [PUBLIC_RESOLVED] = {"Triage", "Fixing", "Monitoring", "Closed"},
};

static void any_word_follows_any_other_and_the_same_changes_nothing(void **state)
{
    struct world *w = world_of(state);
    for (size_t i = 0; i < PUBLIC_STATUS_COUNT * PUBLIC_STATUS_COUNT; i++) {
        const enum public_status from = (enum public_status)(i / PUBLIC_STATUS_COUNT);
        const enum public_status to = (enum public_status)(i % PUBLIC_STATUS_COUNT);
        w->c.now = START;
        struct public_draft draft =
            public_draft(w, str_from_i64(w->c.store.arena, (int64_t)i), from);
        draft.message = S("m");
        const int64_t id = publish(w, &draft);
        const str before = written(w);
        w->c.now = START + MINUTE;
        update(w, id, &STATUS_UPDATE(to));
        const struct incident incident = incident_of(w, id);
        expect_text(status_name(w, &incident), str_from_cstr(led_to[from][to]));
        expect_row(str_eq(written(w), before) == (from == to), i);
        expect_row(incident.published_at == (from == to ? START : START + MINUTE), i);
        expect_text(incident.message, S("m")); // the last one stands
        expect_nothing_wrong(w);
    }
}

static void what_is_read_and_sent_back_changes_nothing(void **state)
{
    struct world *w = world_of(state);
    struct public_draft draft = public_draft(w, S("mail is down"), PUBLIC_IDENTIFIED);
    draft.message = S("we know");
    draft.notifies = true;
    add_subscriber(w, w->mail, SUBSCRIBER_USER, w->ann);
    const int64_t id = publish(w, &draft);
    const str before = written(w);
    const int64_t version = handle_of(w, id).version;
    w->c.now += MINUTE;
    update(w, id, &draft);
    expect_text(written(w), before);
    assert_int_equal(handle_of(w, id).version, version);
}

static void a_new_message_is_an_entry_and_an_empty_draft_is_none(void **state)
{
    struct world *w = world_of(state);
    const struct public_draft draft = public_draft(w, S("mail is down"), PUBLIC_IDENTIFIED);
    const int64_t id = publish(w, &draft);
    w->c.now = START + MINUTE;
    update(w, id, &(struct public_draft){.message = S("nearly")});
    w->c.now = START + 2 * MINUTE;
    update(w, id, &(struct public_draft){0});
    update(w, id, &(struct public_draft){.message = S("nearly")});
    const struct incident incident = incident_of(w, id);
    expect_text(incident.message, S("nearly"));
    assert_int_equal(incident.updated_at, START + MINUTE);
    expect_history(w, id,
                   "created by api_key first key at 0: none to Fixing\n"
                   "update by api_key first key at 0: none to IDENTIFIED\n"
                   "update by api_key first key at 60000: none to IDENTIFIED, nearly\n");
}

static void a_new_summary_is_no_news_to_the_world(void **state)
{
    struct world *w = world_of(state);
    const struct public_draft draft = public_draft(w, S("mail is down"), PUBLIC_IDENTIFIED);
    const int64_t id = publish(w, &draft);
    const int64_t version = handle_of(w, id).version;
    w->c.now = START + MINUTE;
    update(w, id, &(struct public_draft){.summary = S("mail is slow"), .notifies = true});
    expect_text(incident_of(w, id).title, S("mail is slow"));
    assert_int_equal(incident_of(w, id).published_at, START);
    assert_int_equal(handle_of(w, id).version, version + 1);
    expect_history(w, id,
                   "created by api_key first key at 0: none to Fixing\n"
                   "update by api_key first key at 0: none to IDENTIFIED\n"
                   "name by api_key first key at 60000: mail is down to mail is slow\n");
}

static void reopening_takes_everything_up_again(void **state)
{
    struct world *w = world_of(state);
    const struct public_draft draft = public_draft(w, S("mail is down"), PUBLIC_IDENTIFIED);
    const int64_t id = publish(w, &draft);
    w->c.now = START + MINUTE;
    update(w, id, &STATUS_UPDATE(PUBLIC_RESOLVED));
    assert_int_equal(incident_of(w, id).resolved_at, START + MINUTE);
    w->c.now = START + 2 * MINUTE;
    update(w, id, &STATUS_UPDATE(PUBLIC_RESOLVED)); // again: it does not move
    assert_int_equal(incident_of(w, id).resolved_at, START + MINUTE);
    expect_periods(w, id, "Mail 4 from 0 until 60000\n");
    w->c.now = START + 3 * MINUTE;
    update(w, id, &STATUS_UPDATE(PUBLIC_MONITORING));
    assert_int_equal(incident_of(w, id).resolved_at, 0);
    expect_periods(w, id, "Mail 4 from 0 until 60000\nMail 4 from 180000\n");
}

static void an_incident_of_another_door_is_told_of_when_it_first_affects_something(void **state)
{
    struct world *w = world_of(state);
    const struct incident_handle handle = open_incident(w, S("disk full"));
    assert_int_equal(incident_of(w, handle.id).published_at, 0);
    w->c.now = START + MINUTE;
    struct public_draft draft = {.has_impacts = true,
                                 .impacts = IMPACTS({w->mail, SERVICE_DEGRADED})};
    update(w, handle.id, &draft);
    assert_int_equal(incident_of(w, handle.id).published_at, START + MINUTE);
    expect_periods(w, handle.id, "Mail 2 from 60000\n");
    expect_history(w, handle.id,
                   "created by integration Monitor at 0: none to Triage\n"
                   "update by api_key first key at 60000: none to INVESTIGATING\n");
    w->c.now = START + 2 * MINUTE;
    draft.impacts = IMPACTS({w->mail, SERVICE_PARTIAL_OUTAGE}); // no news: no entry
    update(w, handle.id, &draft);
    assert_int_equal(incident_of(w, handle.id).published_at, START + MINUTE);
    expect_periods(w, handle.id, "Mail 2 from 60000 until 120000\nMail 3 from 120000\n");
}

static void subscribers_hear_of_news_when_they_are_to(void **state)
{
    struct world *w = world_of(state);
    struct public_draft draft = public_draft(w, S("mail is down"), PUBLIC_IDENTIFIED);
    add_subscriber(w, w->mail, SUBSCRIBER_USER, w->ann);
    const int64_t id = publish(w, &draft);
    expect_outbox(w, id, "");
    w->c.now = START + MINUTE;
    update(w, id, &(struct public_draft){.message = S("nearly")});
    update(w, id, &(struct public_draft){.message = S("nearly"), .notifies = true});
    expect_outbox(w, id, "");
    update(w, id, &(struct public_draft){.message = S("mended"), .notifies = true});
    expect_outbox(w, id, "update Ann at 60000 pending\n");
    expect_history(w, id,
                   "created by api_key first key at 0: none to Fixing\n"
                   "update by api_key first key at 0: none to IDENTIFIED\n"
                   "update by api_key first key at 60000: none to IDENTIFIED, nearly\n"
                   "update by api_key first key at 60000: none to IDENTIFIED, mended, notifies\n");
}

// ---- groups ----

static void a_free_group_of_its_title_takes_it_in(void **state)
{
    struct world *w = world_of(state);
    const struct incident_draft before = person_draft(w, S("disk full"));
    const struct incident_handle first = handle_of(w, open_draft(w, &before).incident_id);
    assert_int_equal(act(w, &first, ACTION_RESOLVE), VERDICT_CHANGE);
    w->c.now += MINUTE;
    const struct public_draft draft = public_draft(w, S("disk full"), PUBLIC_INVESTIGATING);
    const struct incident second = incident_of(w, publish(w, &draft));
    assert_int_equal(second.group.id, first.group_id);
    assert_int_equal(second.occurrence, 2);
}

static void beside_an_open_one_of_its_title_it_has_a_group_of_its_own(void **state)
{
    struct world *w = world_of(state);
    const struct public_draft draft = public_draft(w, S("disk full"), PUBLIC_INVESTIGATING);
    const struct incident first = incident_of(w, publish(w, &draft));
    const struct incident second = incident_of(w, publish(w, &draft));
    assert_int_not_equal(second.id, first.id);
    assert_int_not_equal(second.group.id, first.group.id);
    assert_int_equal(second.group.number, first.group.number + 1);
    assert_int_equal(incident_of(w, first.id).suppressed, 0);
}

static void what_is_created_elsewhere_under_its_title_is_kept_under_it(void **state)
{
    struct world *w = world_of(state);
    const struct public_draft draft = public_draft(w, S("disk full"), PUBLIC_INVESTIGATING);
    const int64_t first = publish(w, &draft);
    (void)publish(w, &draft); // in a group of its own, where no title leads
    const struct incident_draft again = person_draft(w, S("disk full"));
    const struct opened opened = open_draft(w, &again);
    assert_int_equal(opened.outcome, OPEN_SUPPRESSED);
    assert_int_equal(opened.incident_id, first);
}

static void a_backfilled_incident_joins_no_group(void **state)
{
    struct world *w = world_of(state);
    struct public_draft draft = public_draft(w, S("disk full"), PUBLIC_RESOLVED);
    const struct incident now = incident_of(w, publish(w, &draft));
    draft.created_at = START - MINUTE;
    const struct incident then = incident_of(w, publish(w, &draft));
    assert_int_not_equal(then.group.id, now.group.id);
    assert_int_equal(then.occurrence, 1);
}

// ---- the list ----

/* Titles, newest first. */
static str titles_of(struct world *w, const struct public_query *query, struct page page)
{
    struct handle_list list = {0};
    str text = S("");
    assert_ok(public_incident_list(&w->c, query, page, &list));
    for (size_t i = 0; i < list.count; i++)
        text = STR_JOIN(w->c.store.arena, text, incident_of(w, list.items[i].id).title, S(" "));
    return text;
}

static void a_forecast_is_what_is_sent_whoever_asks(void **state)
{
    struct world *w = world_of(state);
    struct service desk = {.team_id = w->desk, .name = S("Desk"), .description = S("")};
    struct audience audience = {0};
    assert_ok(service_create(&w->c, &desk, NULL));
    world_commit(w, 0);
    struct public_draft draft = public_draft(w, S("of both"), PUBLIC_INVESTIGATING);
    draft.impacts = IMPACTS({w->mail, SERVICE_DEGRADED}, {desk.id, SERVICE_DEGRADED});
    const int64_t id = publish(w, &draft);
    add_subscriber(w, desk.id, SUBSCRIBER_USER, w->cid);
    add_subscriber(w, w->mail, SUBSCRIBER_USER, w->ann);
    act_as_team_key(w); // does not see Desk's service
    draft = (struct public_draft){.message = S("News."), .notifies = true, .has_impacts = true};
    draft.impacts = IMPACTS({w->mail, SERVICE_MAJOR_OUTAGE});
    assert_ok(public_incident_forecast(&w->c, &draft, id, &audience));
    assert_int_equal(audience.users.count, 2);
    update(w, id, &draft);
    expect_affected(w, id, "Mail 4\nDesk 2\n");
    expect_outbox(w, id,
                  "page Administrator by Default step 0 at 0 pending\n"
                  "update Ann at 0 pending\n"
                  "update Cid at 0 pending\n");
}

static void what_one_team_sends_back_moves_nothing_that_it_does_not_see(void **state)
{
    struct world *w = world_of(state);
    const int64_t web = add_service(w, S("Web"));
    struct service desk = {.team_id = w->desk, .name = S("Desk"), .description = S("")};
    assert_ok(service_create(&w->c, &desk, NULL));
    world_commit(w, 0);
    struct public_draft draft = public_draft(w, S("of both"), PUBLIC_INVESTIGATING);
    draft.impacts = IMPACTS({web, SERVICE_DEGRADED}, {desk.id, SERVICE_DEGRADED},
                            {w->mail, SERVICE_MAJOR_OUTAGE});
    const int64_t id = publish(w, &draft);
    const str before = written(w);
    w->c.now += MINUTE;
    act_as_team_key(w); // does not see Desk's service
    draft.impacts = IMPACTS({web, SERVICE_DEGRADED}, {w->mail, SERVICE_MAJOR_OUTAGE});
    update(w, id, &draft);
    expect_text(written(w), before);
    draft.impacts = IMPACTS({w->mail, SERVICE_MAJOR_OUTAGE});
    update(w, id, &draft);
    expect_affected(w, id, "Mail 4\nDesk 2\n");
}

/* "a" of long ago is over, "b" monitored, "c" on Web alone, "d" of desk, "e" on both. */
static int64_t fill_list(struct world *w)
{
    const int64_t web = add_service(w, S("Web"));
    struct service desk = {.team_id = w->desk, .name = S("Desk"), .description = S("")};
    assert_ok(service_create(&w->c, &desk, NULL));
    world_commit(w, 0);
    struct public_draft draft = public_draft(w, S("a"), PUBLIC_RESOLVED);
    (void)open_incident(w, S("not told of"));
    draft.created_at = START - MINUTE;
    (void)publish(w, &draft);
    draft = public_draft(w, S("b"), PUBLIC_MONITORING);
    (void)publish(w, &draft);
    draft.summary = S("c");
    draft.impacts = IMPACTS({web, SERVICE_DEGRADED});
    (void)publish(w, &draft);
    draft = public_draft(w, S("d"), PUBLIC_INVESTIGATING);
    draft.impacts = IMPACTS({desk.id, SERVICE_DEGRADED}, {w->mail, SERVICE_DEGRADED});
    (void)publish(w, &draft);
    w->c.now = START + MINUTE;
    draft = public_draft(w, S("e"), PUBLIC_RESOLVED);
    draft.impacts = IMPACTS({web, SERVICE_DEGRADED}, {w->mail, SERVICE_DEGRADED});
    (void)publish(w, &draft);
    return web;
}

static void the_list_is_cut_and_filtered_newest_first(void **state)
{
    struct world *w = world_of(state);
    const int64_t web = fill_list(w);
    const struct {
        const char *wanted;
        struct public_query query;
        struct page page;
        bool is_team_key;
    } rows[] = {
        {"e d c b a ", {.until_at = INT64_MAX}, {0, 100}, false},
        {"d c ", {.until_at = INT64_MAX}, {1, 2}, false},
        {"", {.until_at = INT64_MAX}, {5, 2}, false},
        {"e c b a ", {.until_at = INT64_MAX}, {0, 100}, true},
        {"d c b ", {.from_at = START, .until_at = START}, {0, 100}, false},
        {"e a ",
         {.until_at = INT64_MAX, .has_statuses = true, .statuses = {[PUBLIC_RESOLVED] = true}},
         {0, 100},
         false},
        {"d c b ",
         {.until_at = INT64_MAX,
          .has_statuses = true,
          .statuses = {[PUBLIC_MONITORING] = true, [PUBLIC_INVESTIGATING] = true}},
         {0, 100},
         false},
        {"", {.until_at = INT64_MAX, .has_statuses = true}, {0, 100}, false},
        {"e c ", {.until_at = INT64_MAX, .services = IDS(web)}, {0, 100}, false},
        {"e d c b a ", {.until_at = INT64_MAX, .services = IDS(web, w->mail)}, {0, 100}, false},
        {"d c b ", {.until_at = INT64_MAX, .services = IDS(web, w->mail)}, {1, 3}, false},
        {"", {.until_at = INT64_MAX, .services = IDS(7)}, {0, 100}, false},
        {"b a ",
         {.until_at = START,
          .services = IDS(w->mail),
          .has_statuses = true,
          .statuses = {[PUBLIC_RESOLVED] = true, [PUBLIC_MONITORING] = true}},
         {0, 100},
         true},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        act_as_key(w);
        if (rows[i].is_team_key)
            act_as_team_key(w);
        const str titles = titles_of(w, &rows[i].query, rows[i].page);
        expect_row(str_eq(titles, str_from_cstr(rows[i].wanted)), i);
    }
}

static void updates_come_newest_first_with_who_wrote_them(void **state)
{
    struct world *w = world_of(state);
    struct public_update_list list = {0};
    struct public_draft draft = public_draft(w, S("mail is down"), PUBLIC_IDENTIFIED);
    draft.message = S("one");
    const int64_t id = publish(w, &draft);
    update(w, id, &(struct public_draft){.message = S("two"), .notifies = true});
    assert_ok(public_incident_updates(&w->c, id, &list));
    assert_int_equal(list.count, 2);
    expect_text(list.items[0].message, S("two"));
    assert_true(list.items[0].notifies);
    expect_text(list.items[1].message, S("one"));
    assert_false(list.items[1].notifies);
    for (size_t i = 0; i < list.count; i++) {
        expect_row(list.items[i].status == PUBLIC_IDENTIFIED && list.items[i].at == START, i);
        expect_row(list.items[i].actor_kind == ACTOR_API_KEY, i);
        expect_row(list.items[i].actor_id == w->first_key_id, i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_ON_BOTH(each_word_begins_in_its_own_state_and_only_the_first_pages),
        WORLD_ON_BOTH(services_are_affected_as_they_were_given),
        WORLD_ON_BOTH(a_backfilled_incident_bears_its_own_times_and_pages_nobody),
        WORLD_ON_BOTH(a_backfilled_incident_without_an_update_is_told_of_as_it_began),
        WORLD_ON_BOTH(what_lasted_no_time_held_nothing),
        WORLD_ON_BOTH(times_that_cannot_be_are_refused),
        WORLD_ON_BOTH(any_word_follows_any_other_and_the_same_changes_nothing),
        WORLD_ON_BOTH(what_is_read_and_sent_back_changes_nothing),
        WORLD_ON_BOTH(a_new_message_is_an_entry_and_an_empty_draft_is_none),
        WORLD_ON_BOTH(a_new_summary_is_no_news_to_the_world),
        WORLD_ON_BOTH(reopening_takes_everything_up_again),
        WORLD_ON_BOTH(an_incident_of_another_door_is_told_of_when_it_first_affects_something),
        WORLD_ON_BOTH(subscribers_hear_of_news_when_they_are_to),
        WORLD_ON_BOTH(a_free_group_of_its_title_takes_it_in),
        WORLD_ON_BOTH(beside_an_open_one_of_its_title_it_has_a_group_of_its_own),
        WORLD_ON_BOTH(what_is_created_elsewhere_under_its_title_is_kept_under_it),
        WORLD_ON_BOTH(a_backfilled_incident_joins_no_group),
        WORLD_ON_BOTH(a_forecast_is_what_is_sent_whoever_asks),
        WORLD_ON_BOTH(what_one_team_sends_back_moves_nothing_that_it_does_not_see),
        WORLD_ON_BOTH(the_list_is_cut_and_filtered_newest_first),
        WORLD_ON_BOTH(updates_come_newest_first_with_who_wrote_them),
    };
    return cmocka_run_group_tests_name("public_incident", tests, make_database, drop_database);
}
