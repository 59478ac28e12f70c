// encode_incident.c -- the incident object, its group, its activities, its swallowed events.
//
// The object is the same in lists and in the detail. It is kept in the text cache under the version
// of its group, which grows with every change of the group or of one of its occurrences.
// SPDX-License-Identifier: Apache-2.0
#include "api/kept_text.h"
#include "api/spike/spike.h"

static void write_integration(struct api_request *q, int64_t id)
{
    const struct integration *integration = directory_integration(q->ctx.directory, id);
    jw_obj(&q->w, S("integration")); // always an object: clients look into it without asking
    if (integration != NULL) {
        spike_write_id(q, S("_id"), ID_INTEGRATION, integration->id, integration->created_at);
        jw_str(&q->w, S("token"), integration->token);
        jw_str(&q->w, S("name"), spike_product_names[integration->slug]);
        jw_str(&q->w, S("customName"), integration->name);
        jw_str(&q->w, S("slug"), slug_words[integration->slug]);
    }
    jw_end(&q->w);
}

static void write_assignees(struct api_request *q, const struct id_list *users)
{
    jw_arr(&q->w, S("assignee"));
    for (size_t i = 0; i < users->count; i++) {
        const struct user_account *user = directory_user(q->ctx.directory, users->items[i]);
        if (user == NULL)
            continue;
        jw_obj(&q->w, ITEM);
        spike_write_id(q, S("_id"), ID_USER, user->id, user->created_at);
        jw_str(&q->w, S("firstName"), user->first_name);
        jw_str(&q->w, S("lastName"), user->last_name);
        jw_str(&q->w, S("email"), user->email);
        jw_end(&q->w);
    }
    jw_end(&q->w);
}

void spike_write_grouped(struct api_request *q, str key, const struct incident *incident)
{
    const struct incident_group *group = &incident->group;
    const struct severity *severity = directory_severity(q->ctx.directory, group->severity_id);
    const int level = severity == NULL ? SPIKE_LEVEL_NONE : severity->spike_level;
    jw_obj(&q->w, key);
    spike_write_id(q, S("_id"), ID_GROUP, group->id, group->created_at);
    jw_str(&q->w, S("priority"),
           group->priority == PRIORITY_NONE ? (str){0} : spike_priority_words[group->priority - 1]);
    jw_str(&q->w, S("severity"),
           level == SPIKE_LEVEL_NONE ? (str){0} : spike_severity_words[level - 1]);
    jw_arr(&q->w, S("notes")); // Spike's API writes neither; clients iterate over both
    jw_end(&q->w);
    jw_arr(&q->w, S("comments"));
    jw_end(&q->w);
    jw_end(&q->w);
}

static struct occurrence occurrence_of(const struct incident *incident)
{
    return (struct occurrence){
        .id = incident->id,
        .response_state = incident->response_state,
        .title = incident->title,
        .created_at = incident->created_at,
        .updated_at = incident->updated_at,
        .acknowledged_at = incident->acknowledged_at,
        .resolved_at = incident->resolved_at,
    };
}

/* What an incident and the earlier occurrences of its group have in common. */
static void write_occurrence(struct api_request *q, const struct incident *of,
                             const struct occurrence *occurrence)
{
    spike_write_id(q, S("_id"), ID_INCIDENT, occurrence->id, occurrence->created_at);
    jw_str(&q->w, S("counterId"), spike_counter_id(q, of->team_id, of->group.number));
    jw_i64(&q->w, S("counter"), of->group.number);
    jw_str(&q->w, S("message"), occurrence->title);
    jw_str(&q->w, S("status"), spike_state_words[occurrence->response_state]);
    jw_time(&q->w, S("NACK_at"), occurrence->created_at);
    jw_time(&q->w, S("ACK_at"), occurrence->acknowledged_at);
    jw_time(&q->w, S("RES_at"), occurrence->resolved_at);
    jw_time(&q->w, S("createdAt"), occurrence->created_at);
    jw_time(&q->w, S("updatedAt"), occurrence->updated_at);
}

void spike_write_earlier(struct api_request *q, str key, const struct incident_detail *detail)
{
    jw_arr(&q->w, key);
    for (size_t i = 0; i < detail->earlier.count; i++) {
        jw_obj(&q->w, ITEM);
        write_occurrence(q, &detail->incident, &detail->earlier.items[i]);
        jw_end(&q->w);
    }
    jw_end(&q->w);
}

/* An incident in a list carries its past in short: clients count it. */
static void write_history(struct api_request *q, const struct incident_detail *detail)
{
    const struct incident *incident = &detail->incident;
    const str counter_id = spike_counter_id(q, incident->team_id, incident->group.number);
    jw_arr(&q->w, S("history"));
    for (size_t i = 0; i < detail->earlier.count; i++) {
        const struct occurrence *earlier = &detail->earlier.items[i];
        jw_obj(&q->w, ITEM);
        spike_write_id(q, S("_id"), ID_INCIDENT, earlier->id, earlier->created_at);
        jw_str(&q->w, S("counterId"), counter_id);
        jw_str(&q->w, S("status"), spike_state_words[earlier->response_state]);
        jw_time(&q->w, S("NACK_at"), earlier->created_at);
        jw_time(&q->w, S("ACK_at"), earlier->acknowledged_at);
        jw_time(&q->w, S("RES_at"), earlier->resolved_at);
        jw_end(&q->w);
    }
    jw_end(&q->w);
    jw_arr(&q->w, S("events"));
    for (size_t i = detail->events.count; i > 0; i--) { // oldest first
        const struct suppressed_event *event = &detail->events.items[i - 1];
        spike_write_id(q, ITEM, ID_SUPPRESSED_EVENT, event->id, event->created_at);
    }
    jw_end(&q->w);
    jw_arr(&q->w, S("activities"));
    for (size_t i = 0; i < detail->timeline.count; i++) {
        const struct timeline_entry *entry = &detail->timeline.items[i];
        spike_write_id(q, ITEM, ID_TIMELINE_ENTRY, entry->id, entry->at);
    }
    jw_end(&q->w);
}

void spike_write_detail(struct api_request *q, str key, const struct incident_detail *detail)
{
    const struct incident *incident = &detail->incident;
    const struct directory *d = q->ctx.directory;
    const struct team *team = directory_team(d, incident->team_id);
    CHECK(team != NULL);
    jw_obj(&q->w, key);
    const struct occurrence now = occurrence_of(incident);
    write_occurrence(q, incident, &now);
    jw_raw(&q->w, S("metadata"), incident->metadata);
    jw_raw(&q->w, S("resMetadata"),
           incident->resolved_metadata.p == NULL ? S("null") : incident->resolved_metadata);
    jw_raw(&q->w, S("links"), incident->links.p == NULL ? S("[]") : incident->links);
    write_integration(q, incident->integration_id);
    spike_write_policy_name(q, S("escalation"), directory_policy(d, incident->policy_id));
    spike_write_service_name(q, S("service"),
                             directory_service_for(d, incident->service_id, incident->team_id));
    write_assignees(q, &detail->responders);
    spike_write_grouped(q, S("groupedIncident"), incident);
    write_history(q, detail);
    jw_bool(&q->w, S("publicSharing"), incident->is_shared);
    jw_i64(&q->w, S("repeatEscalations"), 0);
    jw_i64(&q->w, S("ack_timeouts"), 0);
    spike_write_id(q, S("org"), ID_ORG, d->org.id, d->org.created_at);
    spike_write_id(q, S("team"), ID_TEAM, team->id, team->created_at);
    jw_end(&q->w);
}

static enum err write_incident(struct api_request *q, const struct incident_handle *handle,
                               int64_t *out_note)
{
    struct incident_detail detail = {0};
    (void)out_note;
    TRY(incident_detail(&q->ctx, handle->id, &detail));
    spike_write_detail(q, ITEM, &detail);
    return OK;
}

static enum err render(struct api_request *q, const struct incident_handle *handle,
                       spike_renderer *write, str *out, int64_t *out_note)
{
    const struct kept_answer kept = kept_text_begin(q);
    const enum err written = write(q, handle, out_note);
    const enum err ended = kept_text_end(q, &kept, out);
    return written != OK ? written : ended;
}

enum err spike_cached(struct api_request *q, enum spike_view view,
                      const struct incident_handle *handle, spike_renderer *write, str *out,
                      int64_t *out_note)
{
    if (!incident_in_reach(&q->ctx, handle)) // before the cache, which knows no principal
        return api_fail(q, ERR_NOT_FOUND, (str){0}, S("no such incident"));
    str text = kept_text_find(q, (int)view, handle, out_note);
    if (text.p == NULL) {
        TRY(render(q, handle, write, &text, out_note));
        kept_text_put(q, (int)view, handle, text, *out_note);
    }
    *out = text;
    return OK;
}

enum err spike_write_incident(struct api_request *q, str key, const struct incident_handle *handle)
{
    str text = {0};
    int64_t note = 0;
    TRY(spike_cached(q, SPIKE_VIEW_INCIDENT, handle, write_incident, &text, &note));
    jw_raw(&q->w, key, text);
    return OK;
}

enum err spike_write_incident_array(struct api_request *q, str key,
                                    const struct handle_list *handles)
{
    jw_arr(&q->w, key);
    for (size_t i = 0; i < handles->count; i++)
        TRY(spike_write_incident(q, ITEM, &handles->items[i]));
    jw_end(&q->w);
    return OK;
}

enum err spike_write_incident_page(struct api_request *q, const struct incident_page *list,
                                   struct spike_page page)
{
    TRY(spike_write_incident_array(q, S("incidents"), &list->handles));
    jw_i64(&q->w, S("totalIncidents"), list->total);
    jw_i64(&q->w, S("totalOpenIncidents"), list->open);
    spike_write_pagination(q, page, list->total);
    return OK;
}

// ---- activities ----

static void write_actor(struct api_request *q, const struct timeline_entry *entry)
{
    const struct directory *d = q->ctx.directory;
    const struct api_key *key = directory_key(d, entry->actor_id);
    const struct integration *integration = directory_integration(d, entry->actor_id);
    jw_obj(&q->w, S("actor"));
    jw_str(&q->w, S("type"), actor_kind_words[entry->actor_kind]);
    if (entry->actor_kind == ACTOR_API_KEY && key != NULL) {
        spike_write_id(q, S("_id"), ID_API_KEY, key->id, key->created_at);
        jw_str(&q->w, S("name"), key->name);
    }
    if (entry->actor_kind == ACTOR_INTEGRATION && integration != NULL) {
        spike_write_id(q, S("_id"), ID_INTEGRATION, integration->id, integration->created_at);
        jw_str(&q->w, S("name"), integration->name);
    }
    jw_end(&q->w);
}

typedef void value_writer(struct api_request *q, str key, int64_t value,
                          const struct timeline_entry *entry);

static void write_state_value(struct api_request *q, str key, int64_t value,
                              const struct timeline_entry *entry)
{
    (void)entry;
    const struct incident_status *status = directory_status_ever(q->ctx.directory, value);
    jw_str(&q->w, key, status == NULL ? (str){0} : spike_state_words[status->response_state]);
}

static void write_priority_value(struct api_request *q, str key, int64_t value,
                                 const struct timeline_entry *entry)
{
    (void)entry;
    CHECK(value >= 1 && value <= PRIORITY_MAX);
    jw_str(&q->w, key, spike_priority_words[value - 1]);
}

static void write_severity_value(struct api_request *q, str key, int64_t value,
                                 const struct timeline_entry *entry)
{
    (void)entry;
    const struct severity *severity = directory_severity_ever(q->ctx.directory, value);
    const int level = severity == NULL ? SPIKE_LEVEL_NONE : severity->spike_level;
    jw_str(&q->w, key, level == SPIKE_LEVEL_NONE ? (str){0} : spike_severity_words[level - 1]);
}

static void write_step_value(struct api_request *q, str key, int64_t value,
                             const struct timeline_entry *entry)
{
    (void)entry;
    jw_i64(&q->w, key, value + 1); // people count steps from 1
}

static void write_user_value(struct api_request *q, str key, int64_t value,
                             const struct timeline_entry *entry)
{
    (void)entry;
    const struct user_account *user = directory_user(q->ctx.directory, value);
    if (user == NULL)
        jw_null(&q->w, key);
    else
        spike_write_id(q, key, ID_USER, user->id, user->created_at);
}

static void write_event_value(struct api_request *q, str key, int64_t value,
                              const struct timeline_entry *entry)
{
    spike_write_id(q, key, ID_SUPPRESSED_EVENT, value, entry->at);
}

static void write_flag_value(struct api_request *q, str key, int64_t value,
                             const struct timeline_entry *entry)
{
    (void)entry;
    jw_bool(&q->w, key, value != 0);
}

static void write_status_value(struct api_request *q, str key, int64_t value,
                               const struct timeline_entry *entry)
{
    (void)entry;
    const struct incident_status *status = directory_status_ever(q->ctx.directory, value);
    jw_str(&q->w, key, status == NULL ? (str){0} : status->name);
}

static void write_time_value(struct api_request *q, str key, int64_t value,
                             const struct timeline_entry *entry)
{
    (void)entry;
    jw_time(&q->w, key, value);
}

struct activity_form {
    str message;
    value_writer *write_value; // NULL: the value is a word, shown as it is
};

static const struct activity_form forms[] = {
    [TIMELINE_CREATED] = {S("Incident created"), write_state_value},
    [TIMELINE_ACKNOWLEDGED] = {S("Incident acknowledged"), write_state_value},
    [TIMELINE_UNACKNOWLEDGED] = {S("Incident unacknowledged"), write_state_value},
    [TIMELINE_RESOLVED] = {S("Incident resolved"), write_state_value},
    [TIMELINE_AUTO_RESOLVED] = {S("Incident resolved by its integration"), write_state_value},
    [TIMELINE_ESCALATED] = {S("Incident escalated"), write_step_value},
    [TIMELINE_PRIORITY] = {S("Priority changed"), write_priority_value},
    [TIMELINE_SEVERITY] = {S("Severity changed"), write_severity_value},
    [TIMELINE_RESPONDER_ADDED] = {S("Responder added"), write_user_value},
    [TIMELINE_RESPONDER_REMOVED] = {S("Responder removed"), write_user_value},
    [TIMELINE_SUPPRESSED] = {S("Event suppressed"), write_event_value},
    [TIMELINE_PUBLIC_SHARING] = {S("Public sharing changed"), write_flag_value},
    [TIMELINE_STATUS] = {S("Status changed"), write_status_value},
    [TIMELINE_REOPENED] = {S("Incident reopened"), write_state_value},
    [TIMELINE_UPDATE] = {S("Status pages updated"), NULL},
    [TIMELINE_NAME] = {S("Name changed"), NULL},
    [TIMELINE_SUMMARY] = {S("Summary changed"), NULL},
    [TIMELINE_ROLE] = {S("Role assigned"), write_user_value},
    [TIMELINE_MOMENT] = {S("Timestamp changed"), write_time_value},
    [TIMELINE_FIELDS] = {S("Custom fields changed"), NULL},
    [TIMELINE_DETAIL] = {S("Detail changed"), NULL},
};
_Static_assert(ARRAY_LEN(forms) == TIMELINE_KIND_COUNT, "a form for each kind of entry");

static void write_value(struct api_request *q, str key, str stored,
                        const struct timeline_entry *entry)
{
    int64_t value = 0;
    value_writer *write = forms[entry->kind].write_value;
    if (write == NULL)
        jw_str(&q->w, key, stored);
    else if (stored.p == NULL || !str_to_i64(stored, &value))
        jw_null(&q->w, key);
    else
        write(q, key, value, entry);
}

void spike_write_activity(struct api_request *q, const struct timeline_entry *entry)
{
    jw_obj(&q->w, ITEM);
    spike_write_id(q, S("_id"), ID_TIMELINE_ENTRY, entry->id, entry->at);
    jw_str(&q->w, S("type"), timeline_kind_words[entry->kind]);
    jw_str(&q->w, S("message"), forms[entry->kind].message);
    write_actor(q, entry);
    jw_time(&q->w, S("createdAt"), entry->at);
    write_value(q, S("from"), entry->old_value, entry);
    write_value(q, S("to"), entry->new_value, entry);
    jw_end(&q->w);
}

// ---- swallowed events ----

void spike_write_suppressed(struct api_request *q, str key, const struct suppressed_event *event,
                            const struct incident *incident)
{
    jw_obj(&q->w, key);
    spike_write_id(q, S("_id"), ID_SUPPRESSED_EVENT, event->id, event->created_at);
    spike_write_id(q, S("incident"), ID_INCIDENT, incident->id, incident->created_at);
    jw_str(&q->w, S("message"), event->title);
    jw_raw(&q->w, S("metadata"), event->metadata);
    jw_time(&q->w, S("createdAt"), event->created_at);
    jw_end(&q->w);
}
