// encode_incident.c -- incidents as ilert's clients read them.
// SPDX-License-Identifier: Apache-2.0
#include "api/ilert/ilert.h"

#include "core/incident_find.h"
#include "core/service.h"

enum { ETAG_BYTES = 16 };

// What some incidents affect, and how those services are now.
struct affected_view {
    struct affected_list affected; // by incident
    struct service_status_map statuses;
};

static enum err read_affected(struct api_request *q, struct id_list incidents,
                              struct affected_view *out)
{
    struct affected_view view = {0};
    TRY(public_incident_affected(&q->ctx, incidents, &view.affected));
    int64_t *ids = arena_array(q->ctx.store.arena, int64_t, view.affected.count);
    for (size_t i = 0; i < view.affected.count; i++)
        ids[i] = view.affected.items[i].service_id;
    const struct id_list services = {.items = ids, .count = view.affected.count};
    TRY(service_statuses(&q->ctx, services, &view.statuses));
    *out = view;
    return OK;
}

/* Where what the incident affects begins. */
static size_t first_affected(const struct affected_list *affected, int64_t incident_id)
{
    size_t low = 0;
    size_t high = affected->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (affected->items[middle].incident_id < incident_id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

// ---- the incident without its includes ----

static void write_impact(struct api_request *q, const struct affected *affected,
                         const struct service_status_map *statuses)
{
    const struct service *service = directory_service(q->ctx.directory, affected->service_id);
    if (service == NULL || !ctx_reaches_object(&q->ctx, service->id))
        return;
    jw_obj(&q->w, ITEM);
    jw_str(&q->w, S("impact"), service_status_words[affected->impact]);
    jw_obj(&q->w, S("service"));
    ilert_write_service_members(q, service, service_status_in(statuses, service->id));
    jw_end(&q->w);
    jw_end(&q->w);
}

static void write_affected(struct api_request *q, int64_t incident_id,
                           const struct affected_view *view)
{
    const struct affected_list *affected = &view->affected;
    size_t i = first_affected(affected, incident_id);
    jw_arr(&q->w, S("affectedServices"));
    for (; i < affected->count && affected->items[i].incident_id == incident_id; i++)
        write_impact(q, &affected->items[i], &view->statuses);
    jw_end(&q->w);
}

/* Clients of old read the newest entry here, whether they ask for the history or not. */
static void write_last_entry(struct api_request *q, const struct incident *incident)
{
    jw_i64(&q->w, S("createdBy"), incident->created_by);
    jw_str(&q->w, S("lastHistory"), incident->message.p == NULL ? S("") : incident->message);
    jw_time(&q->w, S("lastHistoryCreatedAt"), incident->published_at);
    jw_time(&q->w, S("lastHistoryUpdatedAt"), incident->published_at);
}

static void write_members(struct api_request *q, const struct incident *incident,
                          const struct affected_view *view)
{
    const struct incident_status *status = directory_status(q->ctx.directory, incident->status_id);
    CHECK(status != NULL);
    jw_i64(&q->w, S("id"), incident->id);
    jw_str(&q->w, S("summary"), incident->title);
    jw_str(&q->w, S("status"), public_status_words[status->public_status]);
    ilert_write_text(q, S("message"), incident->message);
    jw_bool(&q->w, S("sendNotification"), false); // it belongs to one write
    jw_time(&q->w, S("createdAt"), incident->created_at);
    jw_time(&q->w, S("updatedAt"), incident->updated_at);
    write_affected(q, incident->id, view);
    ilert_write_time(q, S("resolvedOn"), incident->resolved_at);
    write_last_entry(q, incident);
}

// ---- includes ----

/* The teams of the services of the view, with repetition. */
static struct id_list teams_of(struct api_request *q, const struct affected_view *view)
{
    const struct directory *d = q->ctx.directory;
    size_t most = 0;
    size_t count = 0;
    for (size_t i = 0; i < view->affected.count; i++)
        most += directory_teams_of(d, view->affected.items[i].service_id).count;
    int64_t *ids = arena_array(q->ctx.store.arena, int64_t, most);
    for (size_t i = 0; i < view->affected.count; i++) {
        const struct object_team_list teams =
            directory_teams_of(d, view->affected.items[i].service_id);
        for (size_t k = 0; k < teams.count; k++)
            ids[count++] = teams.items[k].team_id;
    }
    return (struct id_list){.items = ids, .count = count};
}

static void write_affected_teams(struct api_request *q, const struct affected_view *view)
{
    const struct id_list teams = id_list_sorted(q->ctx.store.arena, teams_of(q, view));
    jw_arr(&q->w, S("affectedTeams"));
    for (size_t i = 0; i < teams.count; i++) {
        const struct team *team = directory_team(q->ctx.directory, teams.items[i]);
        if (team != NULL && ctx_reaches(&q->ctx, team->id))
            ilert_write_team_ref(q, ITEM, team);
    }
    jw_end(&q->w);
}

static void write_entry(struct api_request *q, const struct public_update *update)
{
    const struct user_account *user = ilert_user_of(q, update->actor_kind, update->actor_id);
    jw_obj(&q->w, ITEM);
    jw_str(&q->w, S("id"), str_from_i64(q->ctx.store.arena, update->id));
    jw_str(&q->w, S("content"), update->message.p == NULL ? S("") : update->message);
    if (user != NULL)
        ilert_write_user_ref(q, S("creator"), user);
    jw_str(&q->w, S("incidentStatus"), public_status_words[update->status]);
    jw_bool(&q->w, S("sendNotification"), update->notifies);
    jw_time(&q->w, S("createdAt"), update->at);
    jw_end(&q->w);
}

static enum err write_history(struct api_request *q, int64_t incident_id)
{
    struct public_update_list updates = {0};
    TRY(public_incident_updates(&q->ctx, incident_id, &updates));
    jw_arr(&q->w, S("history"));
    for (size_t i = 0; i < updates.count; i++)
        write_entry(q, &updates.items[i]);
    jw_end(&q->w);
    return OK;
}

static enum err write_subscribed(struct api_request *q, int64_t incident_id)
{
    const struct id_list objects = {.items = &incident_id, .count = 1};
    bool subscribed = false;
    TRY(audience_has(&q->ctx, objects, q->ctx.who.user_id, &subscribed));
    jw_bool(&q->w, S("subscribed"), subscribed);
    return OK;
}

// ---- the entity tag ----

/* Of all that is shown without includes, and of the version: what was changed and changed back is
 * not the same either. */
static str entity_tag(struct api_request *q, str text, int64_t version)
{
    struct arena *arena = q->ctx.store.arena;
    const str parts[] = {text, str_from_i64(arena, version)};
    unsigned char digest[SHA256_BYTES];
    crypto_sha256(parts, ARRAY_LEN(parts), digest);
    return STR_JOIN(arena, S("\""), crypto_hex(arena, digest, ETAG_BYTES), S("\""));
}

static enum err read_one(struct api_request *q, int64_t id, struct incident *out,
                         struct affected_view *out_view)
{
    const struct id_list incidents = {.items = &id, .count = 1};
    TRY(incident_read(&q->ctx, id, out));
    return read_affected(q, incidents, out_view);
}

enum err ilert_etag(struct api_request *q, int64_t id, str *out)
{
    struct incident incident = {0};
    struct affected_view view = {0};
    struct buf scratch;
    const struct json_writer kept = q->w;
    TRY(read_one(q, id, &incident, &view));
    buf_init(&scratch, q->ctx.store.arena, API_MAX_ANSWER_BYTES);
    json_writer_init(&q->w, &scratch);
    jw_obj(&q->w, ITEM);
    write_members(q, &incident, &view);
    q->w = kept;
    *out = entity_tag(q, buf_str(&scratch), incident.group.version);
    return OK;
}

// ---- whole objects ----

enum err ilert_write_detail(struct api_request *q, int64_t id, unsigned includes, str *out_etag)
{
    struct incident incident = {0};
    struct affected_view view = {0};
    TRY(read_one(q, id, &incident, &view));
    if (incident.published_at == 0)
        return api_fail(q, ERR_NOT_FOUND, (str){0}, S("this incident affects no service"));
    jw_obj(&q->w, ITEM);
    write_members(q, &incident, &view);
    *out_etag = entity_tag(q, buf_str(&q->answer), incident.group.version);
    if ((includes & INCIDENT_SUBSCRIBED) != 0)
        TRY(write_subscribed(q, id));
    if ((includes & INCIDENT_AFFECTED_TEAMS) != 0)
        write_affected_teams(q, &view);
    if ((includes & INCIDENT_HISTORY) != 0)
        TRY(write_history(q, id));
    jw_end(&q->w);
    return OK;
}

enum err ilert_write_incident(struct api_request *q, int64_t id)
{
    struct incident incident = {0};
    struct affected_view view = {0};
    TRY(read_one(q, id, &incident, &view));
    jw_obj(&q->w, ITEM);
    write_members(q, &incident, &view);
    jw_end(&q->w);
    return OK;
}

static struct id_list ids_of(struct api_request *q, const struct handle_list *list)
{
    int64_t *ids = arena_array(q->ctx.store.arena, int64_t, list->count);
    for (size_t i = 0; i < list->count; i++)
        ids[i] = list->items[i].id;
    return (struct id_list){.items = ids, .count = list->count};
}

enum err ilert_write_incidents(struct api_request *q, const struct handle_list *list,
                               bool subscribed)
{
    const struct id_list ids = ids_of(q, list);
    bool *marks = arena_array(q->ctx.store.arena, bool, ids.count);
    struct affected_view view = {0};
    TRY(read_affected(q, ids, &view));
    if (subscribed)
        TRY(audience_has(&q->ctx, ids, q->ctx.who.user_id, marks));
    for (size_t i = 0; i < ids.count; i++) {
        struct incident incident = {0};
        TRY(incident_read(&q->ctx, ids.items[i], &incident));
        jw_obj(&q->w, ITEM);
        write_members(q, &incident, &view);
        if (subscribed)
            jw_bool(&q->w, S("subscribed"), marks[i]);
        jw_end(&q->w);
    }
    return OK;
}
