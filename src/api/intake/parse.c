// parse.c -- from a tool's payload to events.
//
// Nothing here refuses: an alert with a bad priority, an overlong title or no title at all is still
// an alert. What cannot be used stays in the metadata, which keeps the whole payload.
// SPDX-License-Identifier: Apache-2.0
#include "api/intake/intake.h"

#include "base/utf8.h"

// What is shown of a payload above METADATA_MAX_BYTES; escaping makes it up to six times as long.
enum { METADATA_BEGINNING_BYTES = 8 * 1024 };

enum { LINK_MAX_BYTES = 2048 }; // a longer one stays in the metadata alone

/* A member that is a string, or absent. */
static str text_of(const struct json *object, str key)
{
    const struct json *value = json_get(object, key);
    return value != NULL && value->kind == JSON_STRING ? value->text : (str){0};
}

/* The first of the keys that holds a text with something in it. */
static str first_text(const struct json *object, const str *keys, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const str text = text_of(object, keys[i]);
        if (text.n > 0)
            return text;
    }
    return (str){0};
}

/* Bounded, and without U+0000, which no database text holds. */
static str clean_title(struct api_request *q, str title)
{
    struct buf out;
    buf_init(&out, q->ctx.store.arena, (size_t)INTAKE_TITLE_MAX_BYTES * 4);
    title = utf8_cut(title, INTAKE_TITLE_MAX_BYTES);
    for (str rest = title; rest.p != NULL && title.n > 0;) {
        const str part = str_cut(&rest, '\0');
        buf_add(&out, part);
        if (rest.p != NULL)
            buf_add(&out, S("\xEF\xBF\xBD"));
    }
    return buf_str(&out);
}

/* The payload, or the beginning of one that is too large to be kept: {"truncated": true,
 * "beginning": "..."}. */
static str metadata_of(struct api_request *q, const struct json *payload)
{
    struct buf out;
    struct json_writer w;
    if (payload->raw.n <= METADATA_MAX_BYTES)
        return payload->raw;
    buf_init(&out, q->ctx.store.arena, METADATA_MAX_BYTES);
    json_writer_init(&w, &out);
    jw_obj(&w, ITEM);
    jw_bool(&w, S("truncated"), true);
    jw_str(&w, S("beginning"), utf8_cut(payload->raw, METADATA_BEGINNING_BYTES));
    jw_end(&w);
    CHECK(json_writer_ok(&w));
    return buf_str(&out);
}

static struct intake_event new_event(struct api_request *q, const struct json *payload)
{
    return (struct intake_event){.draft = {
                                     .grouping = GROUP_BY_IDENTITY,
                                     .metadata = metadata_of(q, payload),
                                     .team_id = q->integration->team_id,
                                     .integration_id = q->integration->id,
                                 }};
}

/* An event without a title opens an incident of its own: nothing says what it repeats. */
static void set_title(struct api_request *q, struct intake_event *event, str title)
{
    if (title.n > 0) {
        event->draft.title = clean_title(q, title);
        return;
    }
    event->draft.title = STR_JOIN(q->ctx.store.arena, S("Event from "), q->integration->name);
    event->draft.grouping = event->draft.dedup_key.n > 0 ? GROUP_BY_IDENTITY : GROUP_NEVER;
}

/* "p1".."p5" and "sev1".."sev3"; anything else leaves the field unset. */
static int level_of(str text, str prefix, int max)
{
    if (text.n != prefix.n + 1 || !str_starts(text, prefix))
        return 0;
    const int level = text.p[prefix.n] - '0';
    return level >= 1 && level <= max ? level : 0;
}

static void set_levels(struct api_request *q, struct intake_event *event,
                       const struct json *payload)
{
    const int level = level_of(text_of(payload, S("severity")), S("sev"), SPIKE_LEVEL_MAX);
    const struct severity *severity = directory_severity_by_spike_level(q->ctx.directory, level);
    event->draft.priority = level_of(text_of(payload, S("priority")), S("p"), PRIORITY_MAX);
    event->draft.severity_id = severity == NULL ? 0 : severity->id;
}

static bool is_recovery_word(str status)
{
    static const str words[] = {S("resolve"), S("resolved"), S("up"), S("ok")};
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_eq_nocase(status, words[i]))
            return true;
    }
    return false;
}

static struct intake_events one_event(struct api_request *q, const struct intake_event *event)
{
    struct intake_event *copy = arena_new(q->ctx.store.arena, struct intake_event);
    *copy = *event;
    return (struct intake_events){.items = copy, .count = 1};
}

// ---- any JSON object; {title, body, severity, priority, status} is Spike's own ----

static bool parse_generic(struct api_request *q, const struct json *payload,
                          struct intake_events *out)
{
    static const str title_keys[] = {S("title"), S("message"),   S("summary"),
                                     S("name"),  S("alertname"), S("subject"),
                                     S("event"), S("text"),      S("description")};
    struct intake_event event = new_event(q, payload);
    set_title(q, &event, first_text(payload, title_keys, ARRAY_LEN(title_keys)));
    set_levels(q, &event, payload);
    event.is_recovery = is_recovery_word(text_of(payload, S("status")));
    *out = one_event(q, &event);
    return true;
}

// ---- Healthchecks: {check_id, name, status: up|down} ----

/* The id of a check is a text or a number. */
static str check_id_of(const struct json *payload)
{
    const struct json *id = json_get(payload, S("check_id"));
    if (id == NULL || (id->kind != JSON_STRING && id->kind != JSON_NUMBER))
        return (str){0};
    return id->kind == JSON_STRING ? id->text : id->raw;
}

static bool parse_healthchecks(struct api_request *q, const struct json *payload,
                               struct intake_events *out)
{
    static const str title_keys[] = {S("title"), S("name"), S("message")};
    const str check_id = check_id_of(payload);
    if (check_id.n == 0)
        return false;
    struct intake_event event = new_event(q, payload);
    event.draft.dedup_key = check_id;
    set_title(q, &event, first_text(payload, title_keys, ARRAY_LEN(title_keys)));
    set_levels(q, &event, payload);
    event.is_recovery = is_recovery_word(text_of(payload, S("status")));
    *out = one_event(q, &event);
    return true;
}

// ---- Alertmanager and Grafana: {alerts: [{status, labels, annotations, fingerprint, ...}]} ----

struct link_source {
    str name;
    str key;
    bool in_annotations;
};

static const struct link_source link_sources[] = {
    {S("runbook"), S("runbook_url"), true},     {S("generator"), S("generatorURL"), false},
    {S("dashboard"), S("dashboardURL"), false}, {S("panel"), S("panelURL"), false},
    {S("silence"), S("silenceURL"), false},
};

/* [{"runbook": url}, ...], or absent when the alert has none. */
static str links_of(struct api_request *q, const struct json *alert)
{
    struct buf out;
    struct json_writer w;
    size_t count = 0;
    buf_init(&out, q->ctx.store.arena, API_MAX_ANSWER_BYTES);
    json_writer_init(&w, &out);
    jw_arr(&w, ITEM);
    for (size_t i = 0; i < ARRAY_LEN(link_sources); i++) {
        const struct json *owner =
            link_sources[i].in_annotations ? json_get(alert, S("annotations")) : alert;
        const str url = text_of(owner, link_sources[i].key);
        if (url.n == 0 || url.n > LINK_MAX_BYTES)
            continue;
        jw_obj(&w, ITEM);
        jw_str(&w, link_sources[i].name, url);
        jw_end(&w);
        count++;
    }
    jw_end(&w);
    return count == 0 ? (str){0} : buf_str(&out);
}

static struct intake_event parse_alert(struct api_request *q, const struct json *alert)
{
    struct intake_event event = new_event(q, alert);
    const str fingerprint = text_of(alert, S("fingerprint"));
    const str summary = text_of(json_get(alert, S("annotations")), S("summary"));
    const str name = text_of(json_get(alert, S("labels")), S("alertname"));
    if (fingerprint.n > 0)
        event.draft.dedup_key = fingerprint;
    event.draft.links = links_of(q, alert);
    set_title(q, &event, summary.n > 0 ? summary : name);
    set_levels(q, &event, json_get(alert, S("labels")));
    event.is_recovery = is_recovery_word(text_of(alert, S("status")));
    return event;
}

static bool parse_alerts(struct api_request *q, const struct json *payload,
                         struct intake_events *out)
{
    const struct json *alerts = json_get(payload, S("alerts"));
    if (alerts == NULL || alerts->kind != JSON_ARRAY)
        return false;
    struct intake_events events = {
        .items = arena_array(q->ctx.store.arena, struct intake_event, alerts->count)};
    for (const struct json *alert = alerts->first; alert != NULL; alert = alert->next) {
        if (alert->kind == JSON_OBJECT)
            events.items[events.count++] = parse_alert(q, alert);
    }
    *out = events;
    return true;
}

// ---- choosing ----

/* False when the payload is not of the tool's shape. */
typedef bool payload_parser(struct api_request *q, const struct json *payload,
                            struct intake_events *out);

// Tried in order; the last takes anything.
static payload_parser *const parsers[SLUG_COUNT][3] = {
    [SLUG_WEBHOOK] = {parse_alerts, parse_healthchecks, parse_generic},
    [SLUG_ALERTMANAGER] = {parse_alerts, parse_generic},
    [SLUG_GRAFANA] = {parse_alerts, parse_generic},
    [SLUG_HEALTHCHECKS] = {parse_healthchecks, parse_generic},
    [SLUG_EMAIL] = {parse_generic},
};

void intake_parse(struct api_request *q, const struct json *payload, struct intake_events *out)
{
    payload_parser *const *candidates = parsers[q->integration->slug];
    while (!(*candidates)(q, payload, out))
        candidates++;
}
