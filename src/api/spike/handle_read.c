// handle_read.c -- reading incidents.
// SPDX-License-Identifier: Apache-2.0
#include "api/spike/spike.h"

#include "base/rfc3339.h"
#include "core/access.h"

// ---- lists ----

static enum err answer_list(struct api_request *q, const struct incident_query *query)
{
    struct spike_page page = {0};
    struct incident_page list = {0};
    TRY(spike_page_read(q, &page));
    TRY(incident_list(&q->ctx, query, page.window, &list));
    jw_obj(&q->w, ITEM);
    TRY(spike_write_incident_page(q, &list, page));
    jw_end(&q->w);
    return OK;
}

enum err spike_incident_list(struct api_request *q)
{
    return answer_list(q, &(struct incident_query){.kind = LIST_OF_TEAM, .team_id = q->team->id});
}

enum err spike_incident_triggered(struct api_request *q)
{
    return answer_list(q, &(struct incident_query){.kind = LIST_OF_STATE,
                                                   .team_id = q->team->id,
                                                   .state = RESPONSE_TRIGGERED});
}

enum err spike_incident_acknowledged(struct api_request *q)
{
    return answer_list(q, &(struct incident_query){.kind = LIST_OF_STATE,
                                                   .team_id = q->team->id,
                                                   .state = RESPONSE_ACKNOWLEDGED});
}

enum err spike_incident_assigned(struct api_request *q)
{
    const struct user_account *user = NULL;
    TRY(spike_user_of_query(q, &user));
    return answer_list(q, &(struct incident_query){
                              .kind = LIST_OF_USER, .team_id = q->team->id, .user_id = user->id});
}

enum err spike_incident_overview(struct api_request *q)
{
    const struct user_account *user = NULL;
    struct filter_count team = {0};
    struct filter_count assigned = {0};
    TRY(spike_user_of_query(q, &user));
    const struct incident_query of_team = {.kind = LIST_OF_TEAM, .team_id = q->team->id};
    const struct incident_query of_user = {
        .kind = LIST_OF_USER, .team_id = q->team->id, .user_id = user->id};
    TRY(incident_totals(&q->ctx, &of_team, &team));
    TRY(incident_totals(&q->ctx, &of_user, &assigned));
    jw_obj(&q->w, ITEM);
    jw_i64(&q->w, S("totalIncidents"), team.all);
    jw_i64(&q->w, S("totalOpenIncidents"), team.open);
    jw_i64(&q->w, S("totalAssignedIncidents"), assigned.all);
    jw_end(&q->w);
    return OK;
}

// ---- all-occurrences ----

enum { LAST_MS_OF_DAY = MSEC_PER_DAY - 1 };

/* A timestamp or a bare date; `day_end` takes in the whole day of a bare date. */
static enum err read_time(struct api_request *q, str name, msec day_end, msec *out)
{
    const str text = query_get(&q->query, name);
    msec at = 0;
    if (rfc3339_parse(text, &at)) {
        *out = at;
        return OK;
    }
    if (!rfc3339_parse_date(text, &at))
        return api_fail(
            q, ERR_INVALID, name,
            STR_JOIN(q->ctx.store.arena, name, S(" is required: an ISO 8601 time or date")));
    *out = at + day_end;
    return OK;
}

/* The row id, or for states the number, behind one word of a filter. */
typedef enum err filter_word(struct api_request *q, str field, str word, int64_t *out);

static enum err team_word(struct api_request *q, str field, str word, int64_t *out)
{
    const struct team *team = NULL;
    (void)field;
    TRY(access_select_team(&q->ctx, spike_id_read(q, ID_TEAM, word), &team));
    *out = team->id;
    return OK;
}

static enum err state_word(struct api_request *q, str field, str word, int64_t *out)
{
    const int state = word_find(spike_state_words, RESPONSE_STATE_COUNT, word);
    if (state < 0)
        return api_fail(q, ERR_INVALID, field, S("status must be a list of NACK, ACK, RES"));
    *out = state;
    return OK;
}

/* "a,b" as the JSON array of numbers that the filter takes; empty when absent. */
static enum err read_filter(struct api_request *q, str field, filter_word *read, str *out)
{
    struct buf list;
    buf_init(&list, q->ctx.store.arena, 64 * 1024);
    str word;
    const str words = query_get(&q->query, field);
    for (str rest = words; words.n > 0 && spike_next_word(&rest, &word);) {
        int64_t id = 0;
        TRY(read(q, field, word, &id));
        buf_add_byte(&list, list.n == 0 ? '[' : ',');
        buf_add_i64(&list, id);
    }
    if (list.n > 0)
        buf_add_byte(&list, ']');
    *out = buf_str(&list);
    return OK;
}

static enum err read_integration(struct api_request *q, int64_t *out)
{
    const str text = query_get(&q->query, S("integration"));
    if (text.n == 0)
        return OK;
    const struct integration *integration =
        directory_integration(q->ctx.directory, spike_id_read(q, ID_INTEGRATION, text));
    if (integration == NULL)
        integration = directory_integration_by_token(q->ctx.directory, text);
    if (integration == NULL || !ctx_reaches(&q->ctx, integration->team_id))
        return api_fail(q, ERR_INVALID, S("integration"),
                        S("integration must be the _id or token of an integration"));
    *out = integration->id;
    return OK;
}

enum err spike_incident_all_occurrences(struct api_request *q)
{
    struct incident_query query = {.kind = LIST_BETWEEN};
    struct incident_filter *filter = &query.filter;
    TRY(read_time(q, S("start"), 0, &filter->from_at));
    TRY(read_time(q, S("end"), LAST_MS_OF_DAY, &filter->until_at));
    if (filter->from_at > filter->until_at)
        return api_fail(q, ERR_INVALID, S("start"), S("start must not be after end"));
    TRY(read_filter(q, S("teams"), team_word, &filter->teams));
    TRY(read_filter(q, S("status"), state_word, &filter->states));
    TRY(read_filter(q, S("service"), spike_service_of, &filter->services));
    TRY(read_integration(q, &filter->integration_id));
    return answer_list(q, &query);
}

// ---- one incident ----

/* What the duration is made from, kept with the cached text: the duration itself once it is over,
 * else the start as a negative number. */
static int64_t duration_note(const struct incident *incident)
{
    return incident->resolved_at != 0 ? incident->resolved_at - incident->created_at
                                      : -incident->created_at;
}

static int64_t duration_ms(const struct api_request *q, int64_t note)
{
    const int64_t duration = note >= 0 ? note : q->ctx.now + note;
    return duration > 0 ? duration : 0; // begun before the clock stepped back
}

static enum err write_detail(struct api_request *q, const struct incident_handle *handle,
                             int64_t *out_note)
{
    struct incident_detail detail = {0};
    TRY(incident_detail(&q->ctx, handle->id, &detail));
    jw_obj(&q->w, ITEM);
    spike_write_detail(q, S("incident"), &detail);
    spike_write_grouped(q, S("groupedIncident"), &detail.incident);
    jw_raw(&q->w, S("metadata"), detail.incident.metadata);
    jw_arr(&q->w, S("comments"));
    jw_end(&q->w);
    spike_write_earlier(q, S("repeatedIncidents"), &detail);
    jw_end(&q->w);
    *out_note = duration_note(&detail.incident);
    return OK;
}

enum err spike_incident_get(struct api_request *q)
{
    struct incident_handle handle = {0};
    str detail = {0};
    int64_t note = 0;
    TRY(spike_incident(q, &handle));
    TRY(spike_cached(q, SPIKE_VIEW_DETAIL, &handle, write_detail, &detail, &note));
    jw_obj(&q->w, ITEM);
    jw_members(&q->w, detail);
    jw_i64(&q->w, S("duration"), duration_ms(q, note));
    jw_end(&q->w);
    return OK;
}

enum err spike_incident_activity(struct api_request *q)
{
    struct incident_handle handle = {0};
    struct timeline_list timeline = {0};
    TRY(spike_incident(q, &handle));
    TRY(incident_timeline(&q->ctx, handle.id, &timeline));
    jw_obj(&q->w, ITEM);
    TRY(spike_write_incident(q, S("incident"), &handle));
    jw_arr(&q->w, S("activities"));
    for (size_t i = 0; i < timeline.count; i++)
        spike_write_activity(q, &timeline.items[i]);
    jw_end(&q->w);
    jw_end(&q->w);
    return OK;
}

// ---- earlier occurrences ----

enum err spike_incident_previous(struct api_request *q)
{
    struct incident_handle handle = {0};
    struct incident incident = {0};
    struct incident_page earlier = {0};
    struct spike_page page = {0};
    TRY(spike_page_read(q, &page));
    TRY(spike_incident(q, &handle));
    TRY(incident_read(&q->ctx, handle.id, &incident));
    TRY(incident_earlier(&q->ctx, &incident, page.window, &earlier));
    jw_obj(&q->w, ITEM);
    TRY(spike_write_incident_array(q, S("incidents"), &earlier.handles));
    TRY(spike_write_incident_array(q, S("previousIncidents"), &earlier.handles));
    spike_write_pagination(q, page, earlier.total);
    jw_end(&q->w);
    return OK;
}

enum err spike_incident_previous_one(struct api_request *q)
{
    struct incident_handle newest = {0};
    struct incident_handle handle = {0};
    struct incident incident = {0};
    TRY(spike_incident(q, &newest));
    TRY(incident_find(&q->ctx, api_param(q, 1), q->team->id, &handle));
    if (handle.group_id != newest.group_id || handle.id == newest.id)
        return api_fail(q, ERR_NOT_FOUND, (str){0}, S("no such earlier occurrence"));
    TRY(incident_read(&q->ctx, handle.id, &incident));
    jw_obj(&q->w, ITEM);
    TRY(spike_write_incident(q, S("incident"), &handle));
    spike_write_grouped(q, S("groupedIncident"), &incident);
    jw_end(&q->w);
    return OK;
}

// ---- swallowed events ----

enum err spike_incident_suppressed(struct api_request *q)
{
    struct incident_handle handle = {0};
    struct incident incident = {0};
    struct suppressed_list events = {0};
    struct spike_page page = {0};
    int64_t total = 0;
    TRY(spike_page_read(q, &page));
    TRY(spike_incident(q, &handle));
    TRY(incident_read(&q->ctx, handle.id, &incident));
    TRY(incident_suppressed(&q->ctx, handle.id, page.window, &events, &total));
    jw_obj(&q->w, ITEM);
    jw_arr(&q->w, S("suppressedIncidents"));
    for (size_t i = 0; i < events.count; i++)
        spike_write_suppressed(q, ITEM, &events.items[i], &incident);
    jw_end(&q->w);
    spike_write_pagination(q, page, total);
    jw_end(&q->w);
    return OK;
}

enum err spike_incident_suppressed_one(struct api_request *q)
{
    struct incident_handle handle = {0};
    struct incident incident = {0};
    struct suppressed_event event = {0};
    TRY(spike_incident(q, &handle));
    TRY(incident_read(&q->ctx, handle.id, &incident));
    TRY(incident_suppressed_one(&q->ctx, handle.id,
                                spike_id_read(q, ID_SUPPRESSED_EVENT, api_param(q, 1)), &event));
    jw_obj(&q->w, ITEM);
    spike_write_suppressed(q, S("suppressedIncident"), &event, &incident);
    jw_end(&q->w);
    return OK;
}

// ---- context ----

static void write_context_names(struct api_request *q, const struct incident *incident)
{
    const struct directory *d = q->ctx.directory;
    const struct integration *integration = directory_integration(d, incident->integration_id);
    spike_write_service_name(q, S("service"),
                             directory_service_for(d, incident->service_id, incident->team_id));
    spike_write_integration(q, S("integration"), integration);
    spike_write_policy_name(q, S("escalation"), directory_policy(d, incident->policy_id));
}

static void write_context_past(struct api_request *q, const struct incident_detail *detail)
{
    const struct incident *incident = &detail->incident;
    spike_write_earlier(q, S("previousIncidents"), detail);
    jw_arr(&q->w, S("suppressedIncidents"));
    for (size_t i = 0; i < detail->events.count; i++)
        spike_write_suppressed(q, ITEM, &detail->events.items[i], incident);
    jw_end(&q->w);
    jw_time(&q->w, S("firstOccurredAt"), incident->group.created_at);
    jw_time(&q->w, S("lastOccurredAt"), incident->created_at);
    jw_i64(&q->w, S("totalOccurrences"), incident->group.occurrences);
}

enum err spike_incident_context(struct api_request *q)
{
    struct incident_handle handle = {0};
    struct incident_detail detail = {0};
    TRY(spike_incident(q, &handle));
    TRY(incident_detail(&q->ctx, handle.id, &detail));
    jw_obj(&q->w, ITEM);
    TRY(spike_write_incident(q, S("incident"), &handle));
    spike_write_grouped(q, S("groupedIncident"), &detail.incident);
    write_context_names(q, &detail.incident);
    write_context_past(q, &detail);
    jw_end(&q->w);
    return OK;
}
