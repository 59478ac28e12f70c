// encode.c -- what several of ilert's objects hold: teams, people, services.
// SPDX-License-Identifier: Apache-2.0
#include "api/ilert/ilert.h"

#include "core/service.h"
#include "core/uptime.h"

#include <stdio.h>

void ilert_write_text(struct api_request *q, str key, str value)
{
    if (value.n > 0)
        jw_str(&q->w, key, value);
}

void ilert_write_time(struct api_request *q, str key, msec at)
{
    if (at != 0)
        jw_time(&q->w, key, at);
}

// ---- teams and people ----

void ilert_write_team_ref(struct api_request *q, str key, const struct team *team)
{
    jw_obj(&q->w, key);
    jw_i64(&q->w, S("id"), team->id);
    jw_str(&q->w, S("name"), team->name);
    jw_end(&q->w);
}

void ilert_write_teams(struct api_request *q, int64_t object_id)
{
    const struct object_team_list teams = directory_teams_of(q->ctx.directory, object_id);
    jw_arr(&q->w, S("teams"));
    for (size_t i = 0; i < teams.count; i++) {
        const struct team *team = directory_team(q->ctx.directory, teams.items[i].team_id);
        if (team != NULL && ctx_reaches(&q->ctx, team->id))
            ilert_write_team_ref(q, ITEM, team);
    }
    jw_end(&q->w);
}

void ilert_write_user_ref(struct api_request *q, str key, const struct user_account *user)
{
    jw_obj(&q->w, key);
    jw_i64(&q->w, S("id"), user->id);
    jw_str(&q->w, S("firstName"), user->first_name);
    jw_str(&q->w, S("lastName"), user->last_name);
    jw_end(&q->w);
}

const struct user_account *ilert_user_of(const struct api_request *q, enum actor_kind kind,
                                         int64_t actor_id)
{
    const struct api_key *key =
        kind == ACTOR_API_KEY ? directory_key(q->ctx.directory, actor_id) : NULL;
    return key == NULL ? NULL : directory_user(q->ctx.directory, key->user_id);
}

// ---- services ----

void ilert_write_service_members(struct api_request *q, const struct service *service,
                                 enum service_status status)
{
    jw_i64(&q->w, S("id"), service->id);
    jw_str(&q->w, S("name"), service->name);
    ilert_write_text(q, S("alias"), service->alias);
    jw_str(&q->w, S("status"), service_status_words[status]);
    ilert_write_text(q, S("description"), service->description);
    jw_bool(&q->w, S("oneOpenIncidentOnly"), service->one_open_incident_only);
    jw_bool(&q->w, S("showUptimeHistory"), service->shows_uptime);
    ilert_write_teams(q, service->id);
}

void ilert_write_service(struct api_request *q, int64_t service_id,
                         const struct service_status_map *statuses)
{
    const struct service *service = directory_service(q->ctx.directory, service_id);
    if (service == NULL)
        return;
    jw_obj(&q->w, ITEM);
    ilert_write_service_members(q, service, service_status_in(statuses, service_id));
    jw_end(&q->w);
}

// ---- uptime ----

static void write_percent(struct api_request *q, str key, double percent)
{
    char text[32];
    const int length = snprintf(text, sizeof(text), "%.4f", percent);
    CHECK(length > 0 && (size_t)length < sizeof(text));
    jw_raw(&q->w, key, (str){text, (size_t)length});
}

void ilert_write_outage(struct api_request *q, const struct status_period *outage)
{
    jw_obj(&q->w, ITEM);
    jw_str(&q->w, S("status"), service_status_words[outage->status]);
    jw_time(&q->w, S("from"), outage->from_at);
    if (outage->until_at <= q->ctx.now)
        jw_time(&q->w, S("until"), outage->until_at);
    else
        jw_bool(&q->w, S("ongoing"), true);
    jw_end(&q->w);
}

void ilert_write_uptime(struct api_request *q, const struct uptime *uptime)
{
    jw_obj(&q->w, S("uptime"));
    jw_time(&q->w, S("rangeStart"), uptime->from_at);
    jw_time(&q->w, S("rangeEnd"), uptime->until_at);
    jw_arr(&q->w, S("outages"));
    for (size_t i = 0; i < uptime->outages.count; i++)
        ilert_write_outage(q, &uptime->outages.items[i]);
    jw_end(&q->w);
    jw_obj(&q->w, S("uptimePercentage"));
    write_percent(q, S("p90"), uptime->percent_90);
    write_percent(q, S("p60"), uptime->percent_60);
    write_percent(q, S("p30"), uptime->percent_30);
    jw_end(&q->w);
    jw_end(&q->w);
}
