// test_intake_parse.c -- payloads of the tools, as events: payloads/ holds what the tools send.
// SPDX-License-Identifier: Apache-2.0
#include "api/intake/intake.h"
#include "base/utf8.h"

#include "expect.h"

enum { TEAM = 11, INTEGRATION = 12, MINOR = 21, MAJOR = 22, CRITICAL = 23 };

static const char *payloads;

static const struct severity severities[] = {
    {.id = MINOR, .name = S("Minor"), .spike_level = 3},
    {.id = MAJOR, .name = S("Major"), .spike_level = 2},
    {.id = CRITICAL, .name = S("Critical"), .spike_level = 1},
};
static const struct directory directory = {.severities = {severities, ARRAY_LEN(severities)}};

static struct intake_events parse(struct arena *arena, enum slug slug, str text)
{
    struct integration *integration = arena_new(arena, struct integration);
    struct api_request *q = arena_new(arena, struct api_request);
    struct intake_events events = {0};
    struct json_error why = {0};
    *integration = (struct integration){
        .id = INTEGRATION, .team_id = TEAM, .slug = slug, .name = S("Monitor")};
    q->ctx.store.arena = arena;
    q->ctx.directory = &directory;
    q->integration = integration;
    if (json_read(arena, text, &q->body, &why) != OK)
        fail_msg("%.*s: %.*s", STR(text), STR(why.reason));
    intake_parse(q, q->body, &events);
    return events;
}

// ---- events as lines ----

static str severity_name(int64_t id)
{
    for (size_t i = 0; i < ARRAY_LEN(severities); i++)
        if (severities[i].id == id)
            return severities[i].name;
    return S("?");
}

static str with(struct arena *arena, str text, str name, str value)
{
    return value.n == 0 ? text : STR_JOIN(arena, text, S(", "), name, value);
}

/* "opens Title, key ..., p1, Critical, links [...]" */
static str describe(struct arena *arena, const struct intake_event *event)
{
    const struct incident_draft *draft = &event->draft;
    str text = STR_JOIN(arena, event->is_recovery ? S("resolves ") : S("opens "), draft->title);
    if (draft->dedup_key.p != NULL)
        text = STR_JOIN(arena, text, S(", key "), draft->dedup_key);
    if (draft->priority != PRIORITY_NONE)
        text = with(arena, text, S("p"), str_from_i64(arena, draft->priority));
    if (draft->severity_id != 0)
        text = with(arena, text, S(""), severity_name(draft->severity_id));
    text = with(arena, text, S("links "), draft->links);
    return STR_JOIN(arena, text, draft->grouping == GROUP_BY_IDENTITY ? S("") : S(", alone"),
                    S("\n"));
}

static str describe_all(struct arena *arena, const struct intake_events *events)
{
    str text = S("");
    for (size_t i = 0; i < events->count; i++)
        text = STR_JOIN(arena, text, describe(arena, &events->items[i]));
    return text;
}

// ---- what the tools send ----

struct payload_row {
    const char *file;
    str events;
    enum slug slugs[2]; // that of the tool; and the webhook, which goes by the shape
};

static const struct payload_row payload_rows[] = {
    {"alertmanager_v4.json",
     S("opens Filesystem has less than 3% space left., key d2a1f6b0c3e4957a, p1, Critical, links "
       "[{\"runbook\":\"https://runbooks.prometheus-operator.dev/runbooks/node/"
       "nodefilesystemalmostoutofspace\"},"
       "{\"generator\":\"https://prometheus.example.org/"
       "graph?g0.expr=node_filesystem_avail_bytes&g0.tab=1\"}]\n"
       "resolves Pod is crash looping., key 5b7f1e2290aa31cc, links "
       "[{\"generator\":\"https://prometheus.example.org/"
       "graph?g0.expr=kube_pod_container_status_waiting_reason&g0.tab=1\"}]\n"
       "opens Watchdog, key e1749c6afe1dd1f5\n"),
     {SLUG_ALERTMANAGER, SLUG_WEBHOOK}},
    {"grafana.json",
     S("opens Checkout answers 7 % of requests with 5xx, key c6eadffa33fcdf37, links "
       "[{\"runbook\":\"https://wiki.example.org/checkout\"},"
       "{\"generator\":\"https://grafana.example.org/alerting/grafana/c0d1e2/view?orgId=1\"},"
       "{\"dashboard\":\"https://grafana.example.org/d/f5b1d2?orgId=1\"},"
       "{\"panel\":\"https://grafana.example.org/d/f5b1d2?orgId=1&viewPanel=4\"},"
       "{\"silence\":\"https://grafana.example.org/alerting/silence/new?alertmanager=grafana\"}]\n"
       "resolves High latency, key 57c6d9296de2ad39, links "
       "[{\"generator\":\"https://grafana.example.org/alerting/grafana/a0b1c2/view?orgId=1\"},"
       "{\"silence\":\"https://grafana.example.org/alerting/silence/"
       "new?alertmanager=grafana\"}]\n"),
     {SLUG_GRAFANA, SLUG_WEBHOOK}},
    {"healthchecks_down.json",
     S("opens Nightly backup, key 25c55e7c-8092-4d21-ad06-7dacfbb6fc10\n"),
     {SLUG_HEALTHCHECKS, SLUG_WEBHOOK}},
    {"healthchecks_up.json",
     S("resolves Nightly backup, key 25c55e7c-8092-4d21-ad06-7dacfbb6fc10\n"),
     {SLUG_HEALTHCHECKS, SLUG_WEBHOOK}},
    {"generic.json",
     S("opens Payment provider answers slowly, p2, Major\n"),
     {SLUG_WEBHOOK, SLUG_HEALTHCHECKS}},
    {"generic_resolved.json",
     S("resolves Payment provider answers slowly\n"),
     {SLUG_WEBHOOK, SLUG_GRAFANA}},
    {"uptime_kuma.json", S("opens Event from Monitor, alone\n"), {SLUG_WEBHOOK, SLUG_EMAIL}},
    {"mail.json", S("opens Cron <root@db-1> /usr/local/bin/vacuum\n"), {SLUG_EMAIL, SLUG_WEBHOOK}},
};

static str read_payload(struct arena *arena, const char *file)
{
    const str path = STR_JOIN(arena, str_from_cstr(payloads), S("/"), str_from_cstr(file));
    return read_file(arena, str_cstr(arena, path));
}

static void what_the_tools_send_is_understood(void **state)
{
    for (size_t i = 0; i < ARRAY_LEN(payload_rows); i++)
        for (size_t k = 0; k < ARRAY_LEN(payload_rows[i].slugs); k++) {
            const struct payload_row *row = &payload_rows[i];
            const str text = read_payload(*state, row->file);
            const struct intake_events events = parse(*state, row->slugs[k], text);
            expect_text(describe_all(*state, &events), row->events);
        }
}

static void an_event_keeps_what_it_came_with(void **state)
{
    const str whole = read_payload(*state, "generic.json");
    struct intake_events events = parse(*state, SLUG_WEBHOOK, whole);
    const struct incident_draft *draft = &events.items[0].draft;
    expect_text(draft->metadata, str_slice(whole, 0, whole.n - 1)); // less the last newline
    assert_int_equal(draft->team_id, TEAM);
    assert_int_equal(draft->integration_id, INTEGRATION);
    assert_int_equal(draft->policy_id, 0);
    assert_int_equal(draft->service_id, 0);
    // Of several alerts each keeps its own.
    const str alerts = read_payload(*state, "alertmanager_v4.json");
    events = parse(*state, SLUG_ALERTMANAGER, alerts);
    for (size_t i = 0; i < events.count; i++) {
        const str metadata = events.items[i].draft.metadata;
        expect_row(str_starts(metadata, S("{")) && str_ends(metadata, S("}")), i);
        expect_row(str_find_str(metadata, events.items[i].draft.dedup_key) < metadata.n, i);
        expect_row(str_find_str(metadata, S("groupKey")) == metadata.n, i);
    }
}

// ---- by slug ----

struct slug_row {
    enum slug slug;
    str payload;
    str events;
};

static const struct slug_row slug_rows[] = {
    // a slug that knows no alerts takes a payload with them as one event
    {SLUG_EMAIL, S("{\"subject\":\"x\",\"alerts\":[{}]}"), S("opens x\n")},
    {SLUG_HEALTHCHECKS, S("{\"title\":\"x\",\"alerts\":[{}]}"), S("opens x\n")},
    // nor do others know checks
    {SLUG_GRAFANA, S("{\"title\":\"x\",\"check_id\":\"1\"}"), S("opens x\n")},
    // what is not of the tool's shape is any JSON
    {SLUG_ALERTMANAGER, S("{\"title\":\"x\",\"alerts\":{}}"), S("opens x\n")},
    {SLUG_WEBHOOK, S("{\"title\":\"x\",\"alerts\":\"many\"}"), S("opens x\n")},
    {SLUG_HEALTHCHECKS, S("{\"title\":\"x\",\"check_id\":\"\"}"), S("opens x\n")},
    {SLUG_HEALTHCHECKS, S("{\"title\":\"x\",\"check_id\":null}"), S("opens x\n")},
    {SLUG_HEALTHCHECKS, S("{\"title\":\"x\",\"check_id\":17}"), S("opens x, key 17\n")},
    // a check without words is told by its id still
    {SLUG_HEALTHCHECKS, S("{\"check_id\":\"1\"}"), S("opens Event from Monitor, key 1\n")},
    // no alert at all is no event
    {SLUG_ALERTMANAGER, S("{\"title\":\"x\",\"alerts\":[]}"), S("")},
    {SLUG_WEBHOOK, S("{\"alerts\":[]}"), S("")},
    // what is no alert is passed over
    {SLUG_GRAFANA, S("{\"alerts\":[1,\"x\",null,[],{\"fingerprint\":\"f\"}]}"),
     S("opens Event from Monitor, key f\n")},
    // without a fingerprint the title groups, without both nothing does
    {SLUG_GRAFANA, S("{\"alerts\":[{\"labels\":{\"alertname\":\"A\"}},{}]}"),
     S("opens A\nopens Event from Monitor, alone\n")},
    {SLUG_GRAFANA, S("{\"alerts\":[{\"labels\":{\"alertname\":\"A\"},\"fingerprint\":\"\"}]}"),
     S("opens A\n")},
    {SLUG_GRAFANA, S("{\"alerts\":[{\"labels\":7,\"annotations\":\"x\",\"fingerprint\":1}]}"),
     S("opens Event from Monitor, alone\n")},
};

static void a_slug_chooses_the_reading(void **state)
{
    for (size_t i = 0; i < ARRAY_LEN(slug_rows); i++) {
        const struct intake_events events = parse(*state, slug_rows[i].slug, slug_rows[i].payload);
        expect_text(describe_all(*state, &events), slug_rows[i].events);
    }
}

// ---- words ----

static str generic(struct arena *arena, str key, str value)
{
    return STR_JOIN(arena, S("{\"title\":\"x\",\""), key, S("\":"), value, S("}"));
}

static void a_title_is_looked_for_under_many_names(void **state)
{
    static const struct {
        str payload;
        str events;
    } rows[] = {
        {S("{\"message\":\"m\",\"title\":\"t\"}"), S("opens t\n")},
        {S("{\"title\":\"\",\"message\":\"m\"}"), S("opens m\n")},
        {S("{\"title\":7,\"message\":null,\"summary\":\"s\"}"), S("opens s\n")},
        {S("{\"name\":\"n\"}"), S("opens n\n")},
        {S("{\"alertname\":\"a\"}"), S("opens a\n")},
        {S("{\"subject\":\"s\"}"), S("opens s\n")},
        {S("{\"event\":\"e\"}"), S("opens e\n")},
        {S("{\"text\":\"t\"}"), S("opens t\n")},
        {S("{\"description\":\"d\"}"), S("opens d\n")},
        {S("{\"Title\":\"t\"}"), S("opens Event from Monitor, alone\n")},
        {S("{}"), S("opens Event from Monitor, alone\n")},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct intake_events events = parse(*state, SLUG_WEBHOOK, rows[i].payload);
        expect_text(describe_all(*state, &events), rows[i].events);
    }
}

static void a_bad_level_leaves_the_field_unset(void **state)
{
    static const struct {
        str key;
        str value;
        str event;
    } rows[] = {
        {S("priority"), S("\"p1\""), S("opens x, p1\n")},
        {S("priority"), S("\"p5\""), S("opens x, p5\n")},
        {S("priority"), S("\"p0\""), S("opens x\n")},
        {S("priority"), S("\"p6\""), S("opens x\n")},
        {S("priority"), S("\"P1\""), S("opens x\n")},
        {S("priority"), S("\"p11\""), S("opens x\n")},
        {S("priority"), S("\"p\""), S("opens x\n")},
        {S("priority"), S("\"\""), S("opens x\n")},
        {S("priority"), S("1"), S("opens x\n")},
        {S("priority"), S("null"), S("opens x\n")},
        {S("priority"), S("{\"p1\":1}"), S("opens x\n")},
        {S("severity"), S("\"sev1\""), S("opens x, Critical\n")},
        {S("severity"), S("\"sev2\""), S("opens x, Major\n")},
        {S("severity"), S("\"sev3\""), S("opens x, Minor\n")},
        {S("severity"), S("\"sev0\""), S("opens x\n")},
        {S("severity"), S("\"sev4\""), S("opens x\n")},
        {S("severity"), S("\"critical\""), S("opens x\n")},
        {S("severity"), S("[\"sev1\"]"), S("opens x\n")},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const str payload = generic(*state, rows[i].key, rows[i].value);
        const struct intake_events events = parse(*state, SLUG_WEBHOOK, payload);
        expect_text(describe_all(*state, &events), rows[i].event);
    }
}

static void recoveries_are_told_by_their_word(void **state)
{
    static const struct {
        str value;
        bool is_recovery;
    } rows[] = {
        {S("\"resolved\""), true}, {S("\"Resolve\""), true}, {S("\"OK\""), true},
        {S("\"up\""), true},       {S("\"down\""), false},   {S("\"firing\""), false},
        {S("\"\""), false},        {S("\"ok \""), false},    {S("\"okay\""), false},
        {S("0"), false},           {S("null"), false},       {S("true"), false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const str payload = generic(*state, S("status"), rows[i].value);
        const struct intake_events events = parse(*state, SLUG_WEBHOOK, payload);
        expect_row(events.count == 1, i);
        expect_row(events.items[0].is_recovery == rows[i].is_recovery, i);
    }
}

// ---- titles ----

static void a_long_title_is_cut_between_letters(void **state)
{
    // The umlaut's two bytes lie around the limit in one of the two.
    for (size_t before = INTAKE_TITLE_MAX_BYTES - 2; before < INTAKE_TITLE_MAX_BYTES; before++) {
        char *letters = arena_alloc_raw(*state, before);
        memset(letters, 'x', before);
        const str payload =
            STR_JOIN(*state, S("{\"title\":\""), (str){letters, before}, S("\xC3\xA4\xC3\xA4\"}"));
        const struct intake_events events = parse(*state, SLUG_WEBHOOK, payload);
        const str title = events.items[0].draft.title;
        assert_true(utf8_is_valid(title));
        assert_in_range(title.n, INTAKE_TITLE_MAX_BYTES - 1, INTAKE_TITLE_MAX_BYTES);
    }
}

static void a_title_holds_no_nul(void **state)
{
    static const struct {
        str title; // as JSON
        str cleaned;
    } rows[] = {
        {S("a\\u0000b"), S("a\xEF\xBF\xBD"
                           "b")},
        {S("\\u0000"), S("\xEF\xBF\xBD")},
        {S("a\\u0000"), S("a\xEF\xBF\xBD")},
        {S("a\\u0000\\u0000b"), S("a\xEF\xBF\xBD\xEF\xBF\xBD"
                                  "b")},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const str payload = STR_JOIN(*state, S("{\"title\":\""), rows[i].title, S("\"}"));
        const struct intake_events events = parse(*state, SLUG_WEBHOOK, payload);
        expect_text(events.items[0].draft.title, rows[i].cleaned);
    }
}

static void links_are_json_whatever_is_in_them(void **state)
{
    const struct intake_events events =
        parse(*state, SLUG_GRAFANA,
              S("{\"alerts\":[{\"fingerprint\":\"f\",\"panelURL\":\"a\\\"b\\\\c\\n\"}]}"));
    expect_text(events.items[0].draft.links, S("[{\"panel\":\"a\\\"b\\\\c\\n\"}]"));
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(what_the_tools_send_is_understood),
        WITH_ARENA(an_event_keeps_what_it_came_with),
        WITH_ARENA(a_slug_chooses_the_reading),
        WITH_ARENA(a_title_is_looked_for_under_many_names),
        WITH_ARENA(a_bad_level_leaves_the_field_unset),
        WITH_ARENA(recoveries_are_told_by_their_word),
        WITH_ARENA(a_long_title_is_cut_between_letters),
        WITH_ARENA(a_title_holds_no_nul),
        WITH_ARENA(links_are_json_whatever_is_in_them),
    };
    payloads = count > 1 ? arguments[1] : "payloads";
    return cmocka_run_group_tests_name("intake_parse", tests, NULL, NULL);
}
