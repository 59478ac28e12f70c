// encode_people.c -- users with what they may do, teams with their members.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/incidentio.h"
#include "api/incidentio/people.h"

const str incidentio_base_role_words[BASE_ROLE_COUNT] = {
    [BASE_ROLE_VIEWER] = S("viewer"),
    [BASE_ROLE_RESPONDER] = S("responder"),
    [BASE_ROLE_OWNER] = S("owner"),
};

// The numbers are part of the ids: append only.
static const struct base_role {
    int64_t id;
    enum role made; // somebody who is made as that; who is less here is less there
    str name;
    str description;
    str seat; // of responding; on-call seats come with it
    str on_call_seat;
} base_roles[BASE_ROLE_COUNT] = {
    [BASE_ROLE_VIEWER] = {1, ROLE_STAKEHOLDER, S("Viewer"), S("Sees incidents."), S("viewer_only"),
                          S("none")},
    [BASE_ROLE_RESPONDER] = {2, ROLE_RESPONDER, S("Responder"), S("Responds to incidents."),
                             S("full_access"), S("full_access")},
    [BASE_ROLE_OWNER] = {3, ROLE_ADMIN, S("Owner"), S("Administers the organisation."),
                         S("full_access"), S("full_access")},
};

enum role incidentio_role_made(int base_role)
{
    return base_roles[base_role].made;
}

int incidentio_base_role(enum role role)
{
    int i = BASE_ROLE_COUNT - 1;
    while (base_roles[i].made > role)
        i--;
    return i;
}

static void write_base_role(struct api_request *q, int base_role)
{
    const struct base_role *role = &base_roles[base_role];
    jw_obj(&q->w, S("base_role"));
    jw_str(&q->w, S("description"), role->description);
    incidentio_write_id(q, S("id"), ID_PERSON_ROLE, role->id, q->ctx.directory->org.created_at);
    jw_str(&q->w, S("name"), role->name);
    jw_str(&q->w, S("slug"), incidentio_base_role_words[base_role]);
    jw_end(&q->w);
}

void incidentio_write_user_with_roles(struct api_request *q, str key,
                                      const struct user_account *user)
{
    const int base_role = incidentio_base_role(user->role);
    const struct base_role *role = &base_roles[base_role];
    jw_obj(&q->w, key);
    write_base_role(q, base_role);
    jw_arr(&q->w, S("custom_roles"));
    jw_end(&q->w);
    jw_str(&q->w, S("email"), user->email);
    incidentio_write_id(q, S("id"), ID_USER, user->id, user->created_at);
    jw_bool(&q->w, S("is_active"), true);
    jw_str(&q->w, S("name"), incidentio_user_name(q, user));
    jw_str(&q->w, S("role"), incidentio_base_role_words[base_role]);
    jw_obj(&q->w, S("seats"));
    jw_str(&q->w, S("on_call"), role->on_call_seat);
    jw_str(&q->w, S("response"), role->seat);
    jw_end(&q->w);
    jw_end(&q->w);
}

static void write_member(struct api_request *q, const struct user_account *user)
{
    if (user == NULL)
        return;
    jw_obj(&q->w, ITEM);
    jw_str(&q->w, S("email"), user->email);
    incidentio_write_id(q, S("id"), ID_USER, user->id, user->created_at);
    jw_str(&q->w, S("name"), incidentio_user_name(q, user));
    jw_end(&q->w);
}

/* The vendor keeps teams in its catalog as well; here a team is its own entry. */
void incidentio_write_team(struct api_request *q, str key, const struct team *team)
{
    const struct directory *d = q->ctx.directory;
    const struct team_member_list members = directory_members_of(d, team->id);
    jw_obj(&q->w, key);
    incidentio_write_team_slim(q, S("catalog_entry"), team);
    incidentio_write_id(q, S("id"), ID_TEAM, team->id, team->created_at);
    jw_arr(&q->w, S("members"));
    for (size_t i = 0; i < members.count; i++)
        write_member(q, directory_user(d, members.items[i].user_id));
    jw_end(&q->w);
    jw_str(&q->w, S("name"), team->name);
    jw_end(&q->w);
}

void incidentio_write_team_slim(struct api_request *q, str key, const struct team *team)
{
    if (team == NULL)
        return;
    jw_obj(&q->w, key);
    incidentio_write_id(q, S("id"), ID_TEAM, team->id, team->created_at);
    jw_str(&q->w, S("name"), team->name);
    jw_end(&q->w);
}
