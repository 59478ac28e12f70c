// public_incident.c -- telling the world of an incident.
// SPDX-License-Identifier: Apache-2.0
#include "core/public_incident.h"

#include "core/history.h"
#include "core/impact.h"
#include "core/incident_change.h"
#include "core/incident_open.h"
#include "core/incident_status.h"

enum { CLOCK_SKEW_MS = MSEC_PER_MINUTE }; // a client's clock may be wrong

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

static msec earlier(msec a, msec b)
{
    return a < b ? a : b;
}

static struct incident_draft draft_of(const struct ctx *c, const struct public_draft *draft)
{
    const struct incident_status *status =
        directory_status_of_public(c->directory, draft->status, false);
    CHECK(status != NULL);
    return (struct incident_draft){
        .title = draft->summary,
        .grouping = draft->created_at == 0 ? GROUP_WHEN_FREE : GROUP_NEVER,
        .status_id = status->id,
        .is_silent = draft->created_at != 0,
        .metadata = S("{}"),
        .team_id = draft->team_id,
    };
}

/* The times that a backfilled incident came with; of one made now, now. */
static void date(struct incident *incident, const struct public_draft *draft, msec now)
{
    incident->updated_at = draft->updated_at != 0 ? earlier(draft->updated_at, now) : now;
    if (incident->updated_at < incident->created_at)
        incident->updated_at = incident->created_at;
    if (incident->response_state == RESPONSE_RESOLVED)
        incident->resolved_at = incident->updated_at;
}

/* What the world is told of it, at the time that it came with. */
static enum err tell_first(struct ctx *c, struct incident *incident,
                           const struct public_draft *draft)
{
    const msec now = c->now;
    TRY(impacts_begin(c, incident, draft->impacts));
    c->now = draft->updated_at != 0 || incident->response_state == RESPONSE_RESOLVED
                 ? incident->updated_at
                 : incident->created_at;
    TRY(history_publish(c, incident, draft->message, draft->notifies));
    c->now = now;
    return incident_update(&c->store, incident);
}

enum err public_incident_create(struct ctx *c, const struct public_draft *draft, int64_t *out_id)
{
    const msec now = c->now;
    const struct incident_draft opening = draft_of(c, draft);
    struct opened opened = {0};
    struct incident incident = {0};
    TRY(check_times(c, draft));
    if (draft->created_at != 0)
        c->now = earlier(draft->created_at, now);
    TRY(incident_open(c, &opening, &opened));
    c->now = c->now > now ? c->now : now;
    TRY(incident_get_slim(&c->store, opened.incident_id, &incident));
    date(&incident, draft, c->now);
    TRY(tell_first(c, &incident, draft));
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

/* The world is told when there is news: a status, a message, or that there is an incident at all.
 */
static enum err tell_news(struct ctx *c, struct incident *incident,
                          const struct public_draft *draft)
{
    const str message = draft->message.p != NULL ? draft->message : incident->message;
    return history_publish(c, incident, message, draft->notifies);
}

/* What the principal does not see he does not take away. */
static enum err with_unseen(struct ctx *c, const struct incident *incident,
                            struct impact_list wanted, struct impact_list *out)
{
    struct impact_list present = {0};
    TRY(impacts_of(c, incident->id, &present));
    struct impact *all = arena_array(c->store.arena, struct impact, wanted.count + present.count);
    size_t count = 0;
    for (size_t i = 0; i < wanted.count; i++)
        all[count++] = wanted.items[i];
    for (size_t i = 0; i < present.count; i++) {
        const struct service *service =
            directory_service(c->directory, present.items[i].service_id);
        if (service == NULL || !ctx_reaches_service(c, service))
            all[count++] = present.items[i];
    }
    *out = (struct impact_list){.items = all, .count = count};
    return OK;
}

static enum err set_impacts(struct ctx *c, const struct incident *incident,
                            struct impact_list wanted, bool *out_changed)
{
    struct impact_list impacts = {0};
    TRY(with_unseen(c, incident, wanted, &impacts));
    return impacts_replace(c, incident, impacts, out_changed);
}

enum err public_incident_update(struct ctx *c, struct incident *incident,
                                const struct public_draft *draft)
{
    const int64_t status_before = incident->status_id;
    bool is_changed = false;
    if (draft->has_status)
        TRY(set_status(c, incident, draft->status));
    if (draft->has_impacts)
        TRY(set_impacts(c, incident, draft->impacts, &is_changed));
    const bool has_news = incident->published_at == 0 || incident->status_id != status_before ||
                          is_new_text(draft->message, incident->message);
    if (has_news)
        TRY(tell_news(c, incident, draft));
    const bool has_title = is_new_text(draft->summary, incident->title);
    if (has_title)
        incident->title = draft->summary;
    return has_news || has_title || is_changed ? incident_save(c, incident) : OK;
}

// ---- forecast ----

enum err public_incident_forecast(struct ctx *c, const struct public_draft *draft,
                                  int64_t incident_id, struct audience *out)
{
    struct impact_list impacts = draft->impacts;
    if (!draft->has_impacts)
        TRY(impacts_of(c, incident_id, &impacts));
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

enum err public_incident_list(struct ctx *c, const struct public_query *query, struct page page,
                              struct handle_list *out)
{
    struct published_filter filter = {
        .from_at = query->from_at,
        .until_at = query->until_at,
        .services = query->services,
    };
    if (query->has_statuses)
        filter.statuses = statuses_of(c, query, &filter.is_open);
    if (query->has_statuses && filter.statuses.count == 0) {
        *out = (struct handle_list){0};
        return OK;
    }
    if (c->who.team_id != 0)
        filter.teams = (struct id_list){.items = &c->who.team_id, .count = 1};
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
