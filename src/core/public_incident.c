// public_incident.c -- telling the world of an incident.
// SPDX-License-Identifier: Apache-2.0
#include "core/public_incident.h"

#include "core/access.h"
#include "core/coordination.h"
#include "core/history.h"
#include "core/impact.h"
#include "core/incident_change.h"
#include "core/incident_coordinate.h"
#include "core/incident_open.h"
#include "core/incident_status.h"

enum { CLOCK_SKEW_MS = MSEC_PER_MINUTE }; // a client's clock may be wrong

// ---- what it affects ----

static enum err refuse_impact(struct ctx *c, size_t index, str why)
{
    struct arena *arena = c->store.arena;
    const str field =
        STR_JOIN(arena, S("affected_services["), str_from_i64(arena, (int64_t)index), S("]"));
    return ctx_fail(c, ERR_INVALID, field, why);
}

static bool has_service(struct impact_list impacts, int64_t service_id)
{
    for (size_t i = 0; i < impacts.count; i++) {
        if (impacts.items[i].service_id == service_id)
            return true;
    }
    return false;
}

static bool is_in_reach(const struct ctx *c, int64_t service_id)
{
    const struct service *service = directory_service(c->directory, service_id);
    return service != NULL && ctx_reaches_object(c, service->id);
}

static enum err check_impacts(struct ctx *c, struct impact_list impacts)
{
    for (size_t i = 0; i < impacts.count; i++) {
        const struct impact_list before = {.items = impacts.items, .count = i};
        if (!is_in_reach(c, impacts.items[i].service_id))
            return refuse_impact(c, i, S("names no service"));
        if (has_service(before, impacts.items[i].service_id))
            return refuse_impact(c, i, S("is named twice"));
    }
    return OK;
}

/* What the principal does not see he neither takes away nor moves: what he wants takes the places
 * of what he sees. */
static struct impact_list with_unseen(struct ctx *c, struct impact_list wanted,
                                      struct impact_list present)
{
    struct impact *all = arena_array(c->store.arena, struct impact, wanted.count + present.count);
    size_t count = 0;
    size_t taken = 0;
    for (size_t i = 0; i < present.count; i++) {
        if (!is_in_reach(c, present.items[i].service_id))
            all[count++] = present.items[i];
        else if (taken < wanted.count)
            all[count++] = wanted.items[taken++];
    }
    while (taken < wanted.count)
        all[count++] = wanted.items[taken++];
    return (struct impact_list){.items = all, .count = count};
}

/* What affects services is told to the world, and a private incident is not. */
static enum err refuse_private(struct ctx *c, int64_t incident_id)
{
    bool is_private = directory_default_type(c->directory)->is_private_only; // of a new one
    if (incident_id != 0)
        TRY(private_incident_has(&c->store, incident_id, &is_private));
    if (!is_private)
        return OK;
    return ctx_fail(c, ERR_INVALID, S("affected_services"),
                    S("must not be told to the world: the incident is private"));
}

/* What the incident affects once the draft is written; of a new one when incident_id is 0. */
static enum err settle_impacts(struct ctx *c, const struct public_draft *draft, int64_t incident_id,
                               struct impact_list *out)
{
    struct impact_list present = {0};
    TRY(refuse_private(c, incident_id));
    if (incident_id != 0)
        TRY(impacts_of(c, incident_id, &present));
    TRY(check_impacts(c, draft->impacts));
    const struct impact_list settled =
        draft->has_impacts ? with_unseen(c, draft->impacts, present) : present;
    if (settled.count == 0)
        return ctx_fail(c, ERR_INVALID, S("affected_services"),
                        S("is required: an incident affects at least one service"));
    if (settled.count > IMPACTS_MAX)
        return ctx_fail(c, ERR_INVALID, S("affected_services"),
                        S("has too many services: an incident affects at most 100"));
    *out = settled;
    return OK;
}

// ---- a new one ----

/* An incident of the past is told with its own times; nobody knows the future. */
static enum err check_times(struct ctx *c, const struct public_draft *draft)
{
    if (draft->created_at > c->now + CLOCK_SKEW_MS)
        return ctx_fail(c, ERR_INVALID, S("created_at"), S("must not be in the future"));
    if (draft->updated_at > c->now + CLOCK_SKEW_MS)
        return ctx_fail(c, ERR_INVALID, S("updated_at"), S("must not be in the future"));
    const msec created_at = draft->created_at != 0 ? draft->created_at : c->now - CLOCK_SKEW_MS;
    if (draft->updated_at != 0 && draft->updated_at < created_at)
        return ctx_fail(c, ERR_INVALID, S("updated_at"), S("must not be before the creation"));
    return OK;
}

/* The first team of the first service, as far as it is in reach. */
static int64_t team_for(const struct ctx *c, struct impact_list impacts)
{
    const struct object_team_list teams =
        directory_teams_of(c->directory, impacts.items[0].service_id);
    for (size_t i = 0; i < teams.count; i++) {
        if (ctx_reaches(c, teams.items[i].team_id))
            return teams.items[i].team_id;
    }
    return access_home_team(c)->id;
}

static struct incident_draft opening_of(const struct ctx *c, const struct public_draft *draft,
                                        struct impact_list impacts)
{
    const struct incident_status *status =
        directory_status_of_public(c->directory, draft->status, false);
    CHECK(status != NULL);
    return (struct incident_draft){
        .title = draft->summary,
        .grouping = draft->created_at == 0 ? GROUP_WHEN_FREE : GROUP_NEVER,
        .status_id = status->id,
        .created_at = draft->created_at == 0 ? 0 : msec_earlier(draft->created_at, c->now),
        .metadata = S("{}"),
        .team_id = team_for(c, impacts),
    };
}

/* When it was changed last, and resolved: as it came, or now. */
static void set_times(const struct ctx *c, const struct public_draft *draft,
                      struct incident *incident)
{
    const msec updated_at =
        draft->updated_at != 0 ? msec_earlier(draft->updated_at, c->now) : c->now;
    incident->updated_at = updated_at < incident->created_at ? incident->created_at : updated_at;
    if (incident->response_state == RESPONSE_RESOLVED)
        incident->resolved_at = incident->updated_at;
}

/* It is where it is since then. */
static enum err note_arrival(struct ctx *c, const struct incident *incident)
{
    const struct incident_status *status = directory_status(c->directory, incident->status_id);
    CHECK(status != NULL);
    return moments_note(c, incident->id, status, incident->updated_at);
}

/* What was resolved, or changed since, is told as of then; else as of its beginning. */
static enum err tell_first(struct ctx *c, const struct public_draft *draft,
                           struct incident *incident)
{
    const bool is_later = draft->updated_at != 0 || incident->response_state == RESPONSE_RESOLVED;
    const struct telling telling = {
        .message = draft->message,
        .notifies = draft->notifies,
        .at = is_later ? incident->updated_at : incident->created_at,
    };
    return history_publish(c, incident, &telling);
}

enum err public_incident_create(struct ctx *c, const struct public_draft *draft, int64_t *out_id)
{
    struct impact_list impacts = {0};
    struct opened opened = {0};
    struct incident incident = {0};
    TRY(check_times(c, draft));
    TRY(settle_impacts(c, draft, 0, &impacts));
    const struct incident_draft opening = opening_of(c, draft, impacts);
    TRY(incident_open(c, &opening, &opened));
    TRY(incident_get_slim(&c->store, opened.incident_id, &incident));
    set_times(c, draft, &incident);
    if (draft->created_at != 0)
        TRY(note_arrival(c, &incident));
    TRY(impacts_begin(c, &incident, impacts));
    TRY(tell_first(c, draft, &incident));
    TRY(incident_rewrite(c, &incident));
    *out_id = incident.id;
    return OK;
}

// ---- an update ----

/* The word that it has already changes nothing. */
static enum err set_status(struct ctx *c, struct incident *incident, enum public_status status)
{
    const struct incident_status *present = directory_status(c->directory, incident->status_id);
    CHECK(present != NULL);
    if (present->public_status == status)
        return OK;
    const bool is_in_hand = incident->response_state == RESPONSE_ACKNOWLEDGED;
    const struct incident_status *to = directory_status_of_public(c->directory, status, is_in_hand);
    CHECK(to != NULL);
    const struct status_move move = {
        .to = to,
        .kind = incident_move_kind(incident->response_state, to->response_state),
        .is_told = true,
    };
    return incident_move(c, incident, &move);
}

static bool is_new_text(str text, str present)
{
    return text.p != NULL && !str_eq(text, present);
}

static enum err tell_news(struct ctx *c, struct incident *incident,
                          const struct public_draft *draft)
{
    const struct telling telling = {
        .message = draft->message.p != NULL ? draft->message : incident->message,
        .notifies = draft->notifies,
    };
    return history_publish(c, incident, &telling);
}

/* There is news when the status or the message changed, or the world has not heard of it yet. */
enum err public_incident_update(struct ctx *c, struct incident *incident,
                                const struct public_draft *draft)
{
    const int64_t status_before = incident->status_id;
    struct impact_list impacts = {0};
    bool is_changed = false;
    TRY(settle_impacts(c, draft, incident->id, &impacts));
    if (draft->has_status)
        TRY(set_status(c, incident, draft->status));
    if (draft->has_impacts)
        TRY(impacts_replace(c, incident, impacts, &is_changed));
    const bool has_news = incident->published_at == 0 || incident->status_id != status_before ||
                          is_new_text(draft->message, incident->message);
    if (has_news)
        TRY(tell_news(c, incident, draft));
    TRY(incident_put_name(c, incident, draft->summary, &is_changed));
    return has_news || is_changed ? incident_save(c, incident) : OK;
}

enum err public_incident_forecast(struct ctx *c, const struct public_draft *draft,
                                  int64_t incident_id, struct audience *out)
{
    struct impact_list impacts = {0};
    TRY(settle_impacts(c, draft, incident_id, &impacts));
    return audience_find(c, impacts, incident_id, out);
}

// ---- the list ----

static struct id_list statuses_of(struct ctx *c, const struct public_query *query,
                                  bool *out_are_open)
{
    const struct directory *d = c->directory;
    int64_t *ids = arena_array(c->store.arena, int64_t, d->statuses.count);
    size_t count = 0;
    *out_are_open = true;
    for (size_t i = 0; i < d->statuses.count; i++) {
        const struct incident_status *status = &d->statuses.items[i];
        if (!query->statuses[status->public_status])
            continue;
        ids[count++] = status->id;
        *out_are_open = *out_are_open && status->response_state != RESPONSE_RESOLVED;
    }
    return (struct id_list){.items = ids, .count = count};
}

static struct id_list services_in_reach(struct ctx *c, struct id_list asked)
{
    int64_t *ids = arena_array(c->store.arena, int64_t, asked.count);
    size_t count = 0;
    for (size_t i = 0; i < asked.count; i++) {
        if (is_in_reach(c, asked.items[i]))
            ids[count++] = asked.items[i];
    }
    return (struct id_list){.items = ids, .count = count};
}

enum err public_incident_list(struct ctx *c, const struct public_query *query, struct page page,
                              struct handle_list *out)
{
    struct published_filter filter = {
        .from_at = query->from_at,
        .until_at = query->until_at,
        .services = services_in_reach(c, query->services),
        .team_id = c->who.team_id,
    };
    if (query->has_statuses)
        filter.statuses = statuses_of(c, query, &filter.is_open);
    if ((query->has_statuses && filter.statuses.count == 0) ||
        (query->services.count > 0 && filter.services.count == 0)) {
        *out = (struct handle_list){0};
        return OK;
    }
    return handles_published(&c->store, &filter, page, out);
}

enum err public_incident_affected(struct ctx *c, struct id_list incidents,
                                  struct affected_list *out)
{
    return affected_of(&c->store, incidents, out);
}

enum err public_incident_updates(struct ctx *c, int64_t incident_id, struct public_update_list *out)
{
    return updates_of(&c->store, incident_id, out);
}
