// incident_list.c -- lists of incidents, and one incident with all that belongs to it.
//
// Totals of a team come from transactional counts; nothing walks the incidents for them. Where no
// incident is private, nothing is asked about it.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_find.h"

// How a query is asked within the principal's reach.
struct reach {
    struct team_view team;
    int64_t hidden[RESPONSE_STATE_COUNT]; // private ones of the team, or of all, that are not seen
};

static enum err find_reach(struct ctx *c, const struct incident_query *query, struct reach *out)
{
    struct reach reach = {.team.team_id = query->team_id};
    const int64_t team_id = query->kind == LIST_BETWEEN ? c->who.team_id : query->team_id;
    if (!ctx_sees_private(c))
        TRY(private_counts(&c->store, team_id, reach.hidden));
    for (size_t i = 0; i < RESPONSE_STATE_COUNT; i++)
        reach.team.hides_private = reach.team.hides_private || reach.hidden[i] != 0;
    *out = reach;
    return OK;
}

/* A key of one team sees that team only. */
static struct incident_filter narrow(struct ctx *c, const struct incident_filter *wanted,
                                     const struct reach *reach)
{
    struct incident_filter filter = *wanted;
    filter.hides_private = reach->team.hides_private;
    if (c->who.team_id != 0)
        filter.teams =
            STR_JOIN(c->store.arena, S("["), str_from_i64(c->store.arena, c->who.team_id), S("]"));
    return filter;
}

static enum err totals_of_team(struct ctx *c, const struct incident_query *query,
                               const struct reach *reach, struct filter_count *out)
{
    int64_t of_state[RESPONSE_STATE_COUNT];
    TRY(incident_counts(&c->store, query->team_id, of_state));
    for (size_t i = 0; i < RESPONSE_STATE_COUNT; i++)
        of_state[i] -= reach->hidden[i];
    const int64_t open = of_state[RESPONSE_TRIGGERED] + of_state[RESPONSE_ACKNOWLEDGED];
    *out = (struct filter_count){.all = open + of_state[RESPONSE_RESOLVED], .open = open};
    if (query->kind == LIST_OF_STATE)
        *out = (struct filter_count){.all = of_state[query->state], .open = of_state[query->state]};
    return OK;
}

static enum err count_all(struct ctx *c, const struct incident_query *query,
                          const struct reach *reach, struct filter_count *out)
{
    switch (query->kind) {
    case LIST_OF_TEAM:
    case LIST_OF_STATE:
        return totals_of_team(c, query, reach, out);
    case LIST_OF_USER:
        return count_of_user(&c->store, query->user_id, reach->team, out);
    case LIST_OPEN_OF_SERVICE:
        return count_of_service(&c->store, query->service_id, reach->team, out);
    case LIST_BETWEEN:
        break;
    }
    const struct incident_filter filter = narrow(c, &query->filter, reach);
    return count_between(&c->store, &filter, out);
}

enum err incident_totals(struct ctx *c, const struct incident_query *query,
                         struct filter_count *out)
{
    struct reach reach = {0};
    TRY(find_reach(c, query, &reach));
    return count_all(c, query, &reach, out);
}

static enum err list_handles(struct ctx *c, const struct incident_query *query,
                             const struct reach *reach, struct page page, struct handle_list *out)
{
    switch (query->kind) {
    case LIST_OF_TEAM:
        return handles_of_team(&c->store, reach->team, page, out);
    case LIST_OF_STATE:
        return handles_of_state(&c->store, reach->team, query->state, page, out);
    case LIST_OF_USER:
        return handles_of_user(&c->store, query->user_id, reach->team, page, out);
    case LIST_OPEN_OF_SERVICE:
        return handles_of_service(&c->store, query->service_id, reach->team, page.take, out);
    case LIST_BETWEEN:
        break;
    }
    const struct incident_filter filter = narrow(c, &query->filter, reach);
    return handles_between(&c->store, &filter, page, out);
}

enum err incident_list(struct ctx *c, const struct incident_query *query, struct page page,
                       struct incident_page *out)
{
    struct reach reach = {0};
    struct filter_count totals = {0};
    struct handle_list handles = {0};
    TRY(find_reach(c, query, &reach));
    TRY(count_all(c, query, &reach, &totals));
    if (page.skip < totals.all) // beyond the end an index would be walked for nothing
        TRY(list_handles(c, query, &reach, page, &handles));
    *out = (struct incident_page){.handles = handles, .total = totals.all, .open = totals.open};
    return OK;
}

// ---- one incident ----

enum err incident_detail(struct ctx *c, int64_t id, struct incident_detail *out)
{
    struct incident_detail detail = {0};
    TRY(incident_read(c, id, &detail.incident));
    if (detail.incident.responders > 0)
        TRY(responder_list(&c->store, id, &detail.responders));
    if (detail.incident.suppressed > 0)
        TRY(suppressed_page(&c->store, id, (struct page){.take = INCIDENT_PAGE_MAX},
                            &detail.events));
    if (detail.incident.occurrence > 1)
        TRY(occurrences_before(&c->store, &detail.incident, INCIDENT_PAGE_MAX, &detail.earlier));
    TRY(timeline_of(&c->store, id, INCIDENT_PAGE_MAX, &detail.timeline));
    *out = detail;
    return OK;
}

enum err incident_timeline(struct ctx *c, int64_t id, struct timeline_list *out)
{
    return timeline_of(&c->store, id, TIMELINE_PAGE_MAX, out);
}

enum err incident_earlier(struct ctx *c, const struct incident *incident, struct page page,
                          struct incident_page *out)
{
    struct handle_list handles = {0};
    const int64_t total = incident->occurrence - 1;
    if (page.skip < total)
        TRY(handles_before(&c->store, incident, page, &handles));
    *out = (struct incident_page){.handles = handles, .total = total};
    return OK;
}

enum err incident_suppressed(struct ctx *c, int64_t id, struct page page,
                             struct suppressed_list *out, int64_t *out_total)
{
    int64_t total = 0;
    TRY(suppressed_count(&c->store, id, &total));
    if (page.skip < total)
        TRY(suppressed_page(&c->store, id, page, out));
    *out_total = total;
    return OK;
}

enum err incident_suppressed_one(struct ctx *c, int64_t id, int64_t event_id,
                                 struct suppressed_event *out)
{
    const enum err found = suppressed_get(&c->store, id, event_id, out);
    if (found == ERR_NOT_FOUND)
        return ctx_fail(c, ERR_NOT_FOUND, (str){0}, S("no such suppressed event"));
    return found;
}
