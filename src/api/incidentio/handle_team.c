// handle_team.c -- /v3/teams: those in reach of the key.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/incidentio.h"
#include "api/incidentio/people.h"
#include "core/configure.h"

enum { PAGE_MEMBERS_MAX = TEAM_MEMBERS_MAX }; // a page ends behind the team that passes it

static const struct page_rule_io pages = {{.usual = 25, .most = 250}, .accepted = 250};

enum err incidentio_team_get(struct api_request *q)
{
    const struct team *team = directory_team(q->ctx.directory, incidentio_path_id(q, 0, ID_TEAM));
    if (team == NULL || !ctx_reaches(&q->ctx, team->id))
        return incidentio_no_such(q, S("team"));
    jw_obj(&q->w, ITEM);
    incidentio_write_team(q, S("team"), team);
    jw_end(&q->w);
    return OK;
}

static const struct route_parameter list_parameters[] = {
    PARAMETER("page_size", INTEGER, "How many at most", .page = &pages.rule),
    PARAMETER("after", TEXT, "The id that the page begins behind"),
};
const struct route_doc incidentio_team_list_doc = {.query = PARAMETER_TABLE(list_parameters)};

enum err incidentio_team_list(struct api_request *q)
{
    const struct directory *d = q->ctx.directory;
    struct list_page page = {0};
    size_t members = 0;
    TRY(incidentio_read_page(q, ID_TEAM, &pages, &page));
    jw_obj(&q->w, ITEM);
    jw_arr(&q->w, S("teams"));
    for (size_t i = 0; i < d->teams.count && !page.has_more; i++) {
        const struct team *team = &d->teams.items[i];
        if (!ctx_reaches(&q->ctx, team->id) || !list_page_takes(&page, team->id, team->created_at))
            continue;
        incidentio_write_team(q, ITEM, team);
        members += directory_members_of(d, team->id).count;
        if (members > PAGE_MEMBERS_MAX)
            page.left = 0;
    }
    incidentio_end_page(q, &page);
    return OK;
}
